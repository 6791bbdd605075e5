-- The decisions that are undone of those undone at once, by the first of these undos or of the decisions themselves.
SELECT decision_id, left_record, right_record
FROM decisions
WHERE action = 'decide' AND decision_id IN (FROM undone_decisions)
  AND (batch = ?1 OR decision_id IN (SELECT target FROM decisions WHERE action = 'undo' AND batch = ?1))
ORDER BY decision_id
