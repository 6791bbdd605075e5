-- The decisions that are undone of those undone at once, by the first of these undos or of the decisions themselves.
WITH last_change AS (
    SELECT target, arg_max(action, decision_id) AS action
    FROM decisions WHERE action IN ('undo', 'redo') GROUP BY target
)
SELECT d.decision_id, d.left_record, d.right_record
FROM decisions d JOIN last_change c ON c.target = d.decision_id
WHERE d.action = 'decide' AND c.action = 'undo'
  AND (d.batch = ?1 OR d.decision_id IN (SELECT target FROM decisions WHERE action = 'undo' AND batch = ?1))
ORDER BY d.decision_id
