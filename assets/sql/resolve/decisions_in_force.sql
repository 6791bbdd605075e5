-- For each pair of records the newest decision that has not been undone (or was redone after that).
WITH last_change AS (
    SELECT target, arg_max(action, decision_id) AS action
    FROM decisions WHERE action IN ('undo', 'redo') GROUP BY target
)
SELECT left_record, right_record, arg_max(verdict, decision_id) AS verdict
FROM decisions LEFT JOIN last_change ON last_change.target = decisions.decision_id
WHERE decisions.action = 'decide' AND last_change.action IS DISTINCT FROM 'undo'
GROUP BY left_record, right_record
ORDER BY left_record, right_record
