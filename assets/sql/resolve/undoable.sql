-- The decision to undo: the one named, or the newest in force; with the first of those made at once with it.
SELECT decision_id, left_record, right_record, batch
FROM decisions
WHERE action = 'decide' AND decision_id NOT IN (FROM undone_decisions) AND (?1 IS NULL OR decision_id = ?1)
ORDER BY decision_id DESC LIMIT 1
