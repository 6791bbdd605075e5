-- The decisions in force that say same or different, on records that are there, by number; without those made at once
-- with others: a word on many that were not looked at one by one would drown what was looked at.
WITH in_force AS (
    SELECT max(decision_id) AS decision_id, left_record, right_record, arg_max(verdict, decision_id) AS verdict
    FROM decisions
    WHERE action = 'decide' AND decision_id NOT IN (FROM undone_decisions)
    GROUP BY left_record, right_record
)
SELECT decision_id, left_record, right_record, verdict
FROM in_force
WHERE verdict IN ('same', 'different')
  AND decision_id NOT IN (SELECT decision_id FROM decisions WHERE batch IS NOT NULL)
  AND left_record IN (SELECT record_id FROM records) AND right_record IN (SELECT record_id FROM records)
ORDER BY decision_id
