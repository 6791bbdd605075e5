-- The lock, or unlocking, to undo: the one named, or the newest that stands.
SELECT decision_id, action, records
FROM profile_locks
WHERE action <> 'undo' AND (?1 IS NULL OR decision_id = ?1)
  AND decision_id NOT IN (SELECT target FROM profile_locks WHERE action = 'undo')
ORDER BY decision_id DESC LIMIT 1
