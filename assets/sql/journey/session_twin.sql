-- The same visit seen by two tools (web analytics and an event stream on one site) is one session: a session of another
-- source joins one of the person's first web source that runs at the same
-- time, give or take the parameter (minutes), the one with the nearest beginning.
-- Sessions of one source never join each other: they are on different devices.
CREATE OR REPLACE TEMP TABLE session_twin AS
WITH span AS (
    SELECT session_id, profile_id, min(source_id) AS source_id, min("at") AS started_at, max("at") AS ended_at
    FROM session_mark GROUP BY session_id, profile_id
), ranked AS (
    SELECT *, source_id = min(source_id) OVER (PARTITION BY profile_id) AS base FROM span
), base AS (
    SELECT * FROM ranked WHERE base
)
SELECT o.session_id,
       arg_min(b.session_id, {apart: abs(epoch(b.started_at) - epoch(o.started_at)), id: b.session_id}) AS twin
FROM ranked o
JOIN base b ON b.profile_id = o.profile_id
 AND b.started_at <= o.ended_at + to_minutes($1) AND o.started_at <= b.ended_at + to_minutes($1)
WHERE NOT o.base
GROUP BY o.session_id
