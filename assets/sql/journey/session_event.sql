-- Online events that can make a session, each with its device (0: none known) and its source's own session id.
-- An order, refund or receipt without a device is the shop's book-keeping: it joins a session but makes none.
CREATE OR REPLACE TEMP TABLE session_event AS
SELECT j.profile_id, j."at", j.event_id, coalesce(d.device, 0) AS device, coalesce(e.session_key, '') AS own,
       e.source_id
FROM journey_events j
JOIN events e ON e.event_id = j.event_id
LEFT JOIN (SELECT event_id, min(hash(kind, value)) AS device FROM event_identifiers
           WHERE kind IN ('ga_client', 'anonymous') GROUP BY event_id) d ON d.event_id = j.event_id
WHERE j.channel = 'online' AND (d.device IS NOT NULL OR j.kind NOT IN ('order', 'refund', 'receipt'))
