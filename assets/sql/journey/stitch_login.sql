-- Who was seen with a learned identifier, and when; without a time when a customer record says so.
CREATE OR REPLACE TEMP TABLE stitch_login AS
SELECT l.identifier, b.profile_id, e."at"
FROM stitch_learned l
JOIN stitch_bound b ON b.event_id = l.event_id
JOIN events e ON e.event_id = l.event_id
UNION ALL
SELECT hash(i.kind, i.value), m.profile_id, NULL
FROM identifiers i JOIN profile_members m ON m.record_id = i.record_id
WHERE i.kind IN ('ga_client', 'anonymous')
