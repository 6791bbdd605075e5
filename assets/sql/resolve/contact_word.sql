-- The steward's word in force on one contact.
SELECT decision_id, who, label, reason
FROM contact_decisions d
WHERE action = 'correct' AND kind = ?1 AND value = ?2
  AND NOT EXISTS (SELECT 1 FROM contact_decisions u WHERE u.action = 'undo' AND u.target = d.decision_id)
ORDER BY decision_id DESC LIMIT 1
