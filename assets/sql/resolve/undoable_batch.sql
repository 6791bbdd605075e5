-- The decisions in force of those made at once, by the first of them or of those that put them back.
SELECT decision_id, left_record, right_record
FROM decisions
WHERE action = 'decide' AND decision_id NOT IN (FROM undone_decisions)
  AND (batch = ?1 OR decision_id IN (SELECT target FROM decisions WHERE action = 'redo' AND batch = ?1))
ORDER BY decision_id
