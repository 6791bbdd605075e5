-- The journeys: every bound event under its profile, in order of time.
INSERT INTO journey_events
SELECT b.profile_id, e."at", e.event_id, e.kind, e.channel, e.source_id, NULL, k.kind
FROM stitch_bound b
JOIN events e ON e.event_id = b.event_id
JOIN (SELECT DISTINCT code, kind FROM stitch_rank) k ON k.code = b.code
ORDER BY b.profile_id, e."at", e.event_id
