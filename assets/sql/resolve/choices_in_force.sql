-- Golden values chosen by stewards, in force, the newest first: not undone, not let go, no other chosen in their place.
WITH undone AS (SELECT target FROM golden_choices WHERE action = 'undo'),
standing AS (FROM golden_choices WHERE action <> 'undo' AND decision_id NOT IN (FROM undone))
SELECT decision_id, record_id, attribute, value, who, strftime("at", '%Y-%m-%d'), reason
FROM standing
WHERE action = 'choose' AND decision_id NOT IN (SELECT target FROM standing WHERE target IS NOT NULL)
ORDER BY decision_id DESC
