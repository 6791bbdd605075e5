-- The decision to undo: the one named, or the newest in force; with the first of those made at once with it.
WITH last_change AS (
    SELECT target, arg_max(action, decision_id) AS action
    FROM decisions WHERE action IN ('undo', 'redo') GROUP BY target
)
SELECT d.decision_id, d.left_record, d.right_record, d.batch
FROM decisions d LEFT JOIN last_change c ON c.target = d.decision_id
WHERE d.action = 'decide' AND c.action IS DISTINCT FROM 'undo' AND (?1 IS NULL OR d.decision_id = ?1)
ORDER BY d.decision_id DESC LIMIT 1
