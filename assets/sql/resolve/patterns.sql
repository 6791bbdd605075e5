-- Doubtful pairs by comparison pattern, those whose decision is worth most first; ?1: only this one, ?2: of so many pairs
-- at least.
WITH waiting AS (
    SELECT pattern, left_record, right_record, weight, priority FROM edges
    WHERE state = 'review' AND (?1 IS NULL OR pattern = ?1)
),
alike AS (
    SELECT pattern, count(*) AS pairs, avg(1 / (1 + pow(2, -weight / 1000))) AS probability,
           1 / (1 + pow(2, -min(weight) / 1000)) AS lowest, 1 / (1 + pow(2, -max(weight) / 1000)) AS highest,
           sum(priority) AS worth
    FROM waiting GROUP BY pattern HAVING count(*) >= ?2
    ORDER BY worth DESC, pattern LIMIT ?3
),
ends AS (
    SELECT pattern, left_record AS record_id FROM waiting UNION ALL SELECT pattern, right_record FROM waiting
),
sides AS (SELECT DISTINCT pattern, profile_id FROM ends JOIN profile_members USING (record_id)),
sizes AS (
    SELECT pattern, count(*) AS profiles, sum(p.records)::BIGINT AS records
    FROM sides JOIN profiles p USING (profile_id) GROUP BY pattern
)
SELECT pattern, pairs, probability, lowest, highest, worth, coalesce(profiles, 0), coalesce(records, 0)
FROM alike LEFT JOIN sizes USING (pattern)
ORDER BY worth DESC, pattern
