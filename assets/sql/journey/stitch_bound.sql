-- The events bound so far. It grows: first what needed no weighing up.
CREATE OR REPLACE TEMP TABLE stitch_bound AS
SELECT event_id, high.profile AS profile_id, high.code AS code
FROM stitch_pointed WHERE high.profile = -low.profile
