-- The decision in force on a pair, when there is one.
WITH last_change AS (
    SELECT target, arg_max(action, decision_id) AS action
    FROM decisions WHERE action IN ('undo', 'redo') GROUP BY target
)
SELECT d.decision_id, d.left_record, d.right_record, d.who, strftime(d."at", '%Y-%m-%d'), coalesce(d.verdict, ''), d.reason
FROM decisions d LEFT JOIN last_change c ON c.target = d.decision_id
WHERE d.action = 'decide' AND c.action IS DISTINCT FROM 'undo' AND d.left_record = ?1 AND d.right_record = ?2
ORDER BY d.decision_id DESC LIMIT 1
