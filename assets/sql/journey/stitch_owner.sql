-- Every identifier a record holds (devices apart) and the profiles it points at. `usable` is false for what
-- points at too many people (more than the first parameter) and for fillers that look like an identifier.
CREATE OR REPLACE TEMP TABLE stitch_owner AS
SELECT kind, value, min(profile_id) AS lowest, max(profile_id) AS highest,
       count(*) <= $1 AND ltrim(value, '0-') <> ''
           AND lower(value) NOT IN ('-1', 'null', 'undefined', 'anonymous', 'none', 'unknown', 'n/a', '(not set)')
           AS usable
FROM (SELECT DISTINCT held.kind, held.value, m.profile_id
      FROM (SELECT record_id, kind, value FROM identifiers WHERE kind NOT IN ('ga_client', 'anonymous')
            UNION ALL
            SELECT record_id, 'hashed_email', sha256(value) FROM identifiers
            WHERE kind = 'email' AND EXISTS (SELECT 1 FROM event_identifiers WHERE kind = 'hashed_email')) held
      JOIN profile_members m ON m.record_id = held.record_id)
GROUP BY kind, value
