-- The word on a golden value to undo: the one named, or the newest that stands.
SELECT decision_id, record_id, attribute
FROM golden_choices
WHERE action <> 'undo' AND (?1 IS NULL OR decision_id = ?1)
  AND decision_id NOT IN (SELECT target FROM golden_choices WHERE action = 'undo')
ORDER BY decision_id DESC LIMIT 1
