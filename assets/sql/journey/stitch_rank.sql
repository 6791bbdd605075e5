-- How specifically each kind of identifier points at one person, for each load that carries it. Higher wins:
-- the event's own system's record id (8), another system's record id (7), the merchant's user id (6), loyalty (5),
-- e-mail (4), hashed e-mail (3), phone (2), a device or cookie (1).
CREATE OR REPLACE TEMP TABLE stitch_rank AS
SELECT seen.load_id, seen.kind,
       (CASE WHEN seen.kind IN ('ga_client', 'anonymous') THEN 1
             WHEN seen.kind = 'phone' THEN 2
             WHEN seen.kind = 'hashed_email' THEN 3
             WHEN seen.kind = 'email' THEN 4
             WHEN seen.kind = 'loyalty' THEN 5
             WHEN seen.kind = 'user' THEN 6
             WHEN starts_with(seen.kind, split_part(s.connector, '.', 1)) THEN 8
             ELSE 7 END)::UTINYINT AS tier,
       dense_rank() OVER (ORDER BY seen.kind)::USMALLINT AS code
FROM (SELECT DISTINCT load_id, kind FROM event_identifiers) seen
LEFT JOIN loads l ON l.load_id = seen.load_id
LEFT JOIN sources s ON s.source_id = l.source_id
