-- For each event, the most specific usable identifier it carries and the profiles that one points at:
-- `high.profile` and `-low.profile` differ when it is shared, or when two equally specific ones disagree.
CREATE OR REPLACE TEMP TABLE stitch_pointed AS
SELECT i.event_id,
       max({tier: r.tier, profile: o.highest, code: r.code}) AS high,
       max({tier: r.tier, profile: -o.lowest}) AS low
FROM event_identifiers i
JOIN stitch_rank r ON r.load_id = i.load_id AND r.kind = i.kind
JOIN stitch_owner o ON o.kind = i.kind AND o.value = i.value
WHERE r.tier > 1 AND o.usable
GROUP BY i.event_id
