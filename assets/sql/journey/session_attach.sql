-- Orders, refunds and receipts without a device join the person's latest session that began before them,
-- when it was still running: no longer ago than the pause (minutes) that would end it.
INSERT INTO session_mark
SELECT j.profile_id, j.source_id, j."at", j.event_id, s.session_id
FROM (SELECT * FROM journey_events WHERE channel = 'online' AND kind IN ('order', 'refund', 'receipt')) j
ASOF JOIN (SELECT profile_id, started_at, max({t: ended_at, id: session_id}).id AS session_id, max(ended_at) AS ended_at
           FROM session_row GROUP BY profile_id, started_at) s
  ON s.profile_id = j.profile_id AND j."at" >= s.started_at
ANTI JOIN session_event e ON e.event_id = j.event_id
WHERE j."at" - s.ended_at <= to_minutes($1)
