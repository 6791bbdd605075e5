-- The people of each learned identifier; `alone` when it is one person's. Ones with more people than the parameter
-- says (a tablet in a shop) teach nothing and are left out.
CREATE OR REPLACE TEMP TABLE stitch_person AS
WITH ends AS (
    SELECT identifier, min(profile_id) AS lowest, max(profile_id) AS highest FROM stitch_login GROUP BY identifier
), shared AS (
    SELECT DISTINCT l.identifier, l.profile_id
    FROM stitch_login l JOIN ends e ON e.identifier = l.identifier WHERE e.lowest <> e.highest
)
SELECT identifier, lowest AS profile_id, true AS alone FROM ends WHERE lowest = highest
UNION ALL
SELECT identifier, profile_id, false FROM shared
QUALIFY count(*) OVER (PARTITION BY identifier) <= $1
