-- The correction to undo: the one named, or the newest in force.
SELECT decision_id, kind, value
FROM contact_decisions d
WHERE action = 'correct' AND (?1 IS NULL OR decision_id = ?1)
  AND NOT EXISTS (SELECT 1 FROM contact_decisions u WHERE u.action = 'undo' AND u.target = d.decision_id)
ORDER BY decision_id DESC LIMIT 1
