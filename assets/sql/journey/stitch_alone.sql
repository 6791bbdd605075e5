-- Events without a profile so far that carry a learned identifier of one person: theirs, before the login as after it.
-- The most specific one decides; when two equally specific ones disagree, the event stays unbound.
INSERT INTO stitch_bound
WITH best AS (
    SELECT l.event_id,
           max({tier: l.tier, profile: p.profile_id, code: l.code}) AS high,
           max({tier: l.tier, profile: -p.profile_id}) AS low
    FROM stitch_learned l
    ANTI JOIN stitch_bound b ON b.event_id = l.event_id
    ANTI JOIN stitch_rival v ON v.event_id = l.event_id
    JOIN stitch_person p ON p.identifier = l.identifier AND p.alone
    GROUP BY l.event_id
)
SELECT event_id, high.profile, high.code FROM best WHERE high.profile = -low.profile
