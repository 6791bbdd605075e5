-- The decisions in force of those made at once, by the first of them or of those that put them back.
WITH last_change AS (
    SELECT target, arg_max(action, decision_id) AS action
    FROM decisions WHERE action IN ('undo', 'redo') GROUP BY target
)
SELECT d.decision_id, d.left_record, d.right_record
FROM decisions d LEFT JOIN last_change c ON c.target = d.decision_id
WHERE d.action = 'decide' AND c.action IS DISTINCT FROM 'undo'
  AND (d.batch = ?1 OR d.decision_id IN (SELECT target FROM decisions WHERE action = 'redo' AND batch = ?1))
ORDER BY d.decision_id
