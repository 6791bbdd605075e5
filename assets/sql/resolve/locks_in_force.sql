-- Locks in force, the newest first: not undone, and the profile not unlocked since.
WITH undone AS (SELECT target FROM profile_locks WHERE action = 'undo'),
standing AS (FROM profile_locks WHERE action <> 'undo' AND decision_id NOT IN (FROM undone))
SELECT decision_id, who, strftime("at", '%Y-%m-%d'), reason, records
FROM standing
WHERE action = 'lock' AND decision_id NOT IN (SELECT target FROM standing WHERE target IS NOT NULL)
ORDER BY decision_id DESC
