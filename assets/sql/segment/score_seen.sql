-- When and through how many channels each profile was seen in its journey.
CREATE OR REPLACE TEMP TABLE score_seen AS
WITH code AS (
    SELECT channel, 1::UBIGINT << ((row_number() OVER (ORDER BY channel) - 1) % 64)::INTEGER AS bit
    FROM (SELECT DISTINCT channel FROM journey_events WHERE channel IS NOT NULL)
)
SELECT j.profile_id, count(*)::INTEGER AS events, min(j."at") AS first_seen, max(j."at") AS last_seen,
       coalesce(bit_count(bit_or(c.bit)), 0)::INTEGER AS channels
FROM journey_events j LEFT JOIN code c ON c.channel = j.channel
GROUP BY j.profile_id
