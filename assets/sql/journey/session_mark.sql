-- The session of each online event, named after the session's first event. Within one person, device and own session
-- id, a pause longer than the parameter (in minutes) begins a new one: a pause of exactly that length does not.
-- Events that carry their source's own session id stay together whatever the pauses.
CREATE OR REPLACE TEMP TABLE session_mark AS
WITH begun AS (
    SELECT *, CASE WHEN lag("at") OVER run IS NULL
                     OR (own = '' AND "at" - lag("at") OVER run > to_minutes($1)) THEN event_id END AS begins
    FROM session_event
    WINDOW run AS (PARTITION BY profile_id, device, own, CASE WHEN own <> '' THEN source_id END
                   ORDER BY "at", event_id)
)
SELECT profile_id, source_id, "at", event_id,
       last_value(begins IGNORE NULLS) OVER (PARTITION BY profile_id, device, own, CASE WHEN own <> '' THEN source_id END
                                             ORDER BY "at", event_id) AS session_id
FROM begun
