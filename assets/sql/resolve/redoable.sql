-- The decision to redo: the one named if it is undone, or the one undone last unless something was decided since; with
-- the first of the undos made at once with its own.
WITH last_change AS (
    SELECT target, arg_max(action, decision_id) AS action, max(decision_id) AS changed,
           nullif(arg_max(coalesce(batch, 0), decision_id) FILTER (WHERE action = 'undo'), 0) AS batch
    FROM decisions WHERE action IN ('undo', 'redo') GROUP BY target
)
SELECT d.decision_id, d.left_record, d.right_record, c.batch
FROM decisions d JOIN last_change c ON c.target = d.decision_id
WHERE d.action = 'decide' AND c.action = 'undo'
  AND (d.decision_id = ?1
       OR (?1 IS NULL AND c.changed > (SELECT max(decision_id) FROM decisions WHERE action = 'decide')))
ORDER BY c.changed DESC LIMIT 1
