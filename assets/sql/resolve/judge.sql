-- A word on a pair of the sample, with what it will be held against.
INSERT INTO judgements BY NAME
WITH home AS (
    SELECT min(profile_id) AS profile_id FROM profile_members WHERE record_id IN ($5, $6)
    HAVING count(*) = 2 AND count(DISTINCT profile_id) = 1
)
SELECT $1 AS decision_id, CAST($2 AS TIMESTAMP) AS "at", $3 AS who, 'judge' AS action, $4 AS verdict,
       ls.name AS left_source, l.native_key AS left_key, rs.name AS right_source, r.native_key AS right_key,
       l.record_id AS left_record, r.record_id AS right_record,
       EXISTS (FROM home) AS together,
       coalesce((SELECT records FROM profiles WHERE profile_id = (SELECT profile_id FROM home)), 0) AS records,
       (SELECT weight FROM edges WHERE left_record = $5 AND right_record = $6) AS weight
FROM records l JOIN sources ls ON ls.source_id = l.source_id,
     records r JOIN sources rs ON rs.source_id = r.source_id
WHERE l.record_id = $5 AND r.record_id = $6
