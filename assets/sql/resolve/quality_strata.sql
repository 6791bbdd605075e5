-- Every pair that can be asked about, by stratum: pairs of one profile by the size of the profile and the weight between them,
-- and remembered pairs of two profiles by their weight. With each stratum a few pairs nobody has judged, in an order that is
-- random and the same for everybody.
WITH sized AS (
    SELECT record_id, profile_id, records FROM profile_members JOIN profiles USING (profile_id) WHERE records > 1
),
inside AS (
    SELECT a.record_id AS l, b.record_id AS r, a.records
    FROM sized a JOIN sized b ON a.profile_id = b.profile_id AND a.record_id < b.record_id
),
pairs AS (
    SELECT l, r, true AS together, records, weight
    FROM inside LEFT JOIN edges ON left_record = l AND right_record = r
    UNION ALL
    SELECT left_record, right_record, false, 0, weight FROM edges WHERE state <> 'merged'
),
placed AS (
    SELECT l, r, {STRATUM} AS stratum, j.left_record IS NOT NULL AS judged
    FROM pairs LEFT JOIN (SELECT DISTINCT left_record, right_record FROM judgements) j
        ON j.left_record = l AND j.right_record = r
)
SELECT stratum, count(*),
       to_json(arg_min({'l': l, 'r': r}, hash(l, r), {FEW}) FILTER (WHERE NOT judged))::VARCHAR
FROM placed GROUP BY stratum ORDER BY stratum
