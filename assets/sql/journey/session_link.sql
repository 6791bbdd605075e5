-- Writes each event's session into the journeys.
UPDATE journey_events SET session_id = m.session_id FROM session_mark m WHERE m.event_id = journey_events.event_id
