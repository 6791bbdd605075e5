-- What stewards said last of each contact, and have not undone.
SELECT kind, value, arg_max(label, decision_id)
FROM contact_decisions d
WHERE action = 'correct'
  AND NOT EXISTS (SELECT 1 FROM contact_decisions u WHERE u.action = 'undo' AND u.target = d.decision_id)
GROUP BY kind, value
