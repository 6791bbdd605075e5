-- Events still open that carry a learned identifier of several people, and events between rivals that carry any
-- learned identifier: the login on it that is nearest in time decides. At the same distance the earlier login wins
-- (that person is still logged in); when two people are equally near, the event stays unbound.
INSERT INTO stitch_bound
WITH open AS (
    SELECT l.event_id, l.identifier, l.tier, l.code, p.profile_id, e."at"
    FROM stitch_learned l
    ANTI JOIN stitch_bound b ON b.event_id = l.event_id
    JOIN stitch_person p ON p.identifier = l.identifier
    JOIN events e ON e.event_id = l.event_id
    LEFT JOIN (SELECT DISTINCT event_id FROM stitch_rival) r ON r.event_id = l.event_id
    LEFT JOIN stitch_rival v ON v.event_id = l.event_id AND v.profile_id = p.profile_id
    WHERE r.event_id IS NULL OR v.event_id IS NOT NULL
), login AS (
    SELECT DISTINCT l.identifier, l.profile_id, l."at"
    FROM stitch_login l SEMI JOIN open o ON o.identifier = l.identifier AND o.profile_id = l.profile_id
    WHERE l."at" IS NOT NULL
), near AS (
    SELECT o.event_id, o.profile_id, o.tier, o.code, o."at" - l."at" AS apart, 0 AS later
    FROM open o ASOF JOIN login l
      ON l.identifier = o.identifier AND l.profile_id = o.profile_id AND o."at" >= l."at"
    UNION ALL
    SELECT o.event_id, o.profile_id, o.tier, o.code, l."at" - o."at", 1
    FROM open o ASOF JOIN login l
      ON l.identifier = o.identifier AND l.profile_id = o.profile_id AND o."at" < l."at"
    UNION ALL
    SELECT o.event_id, o.profile_id, o.tier, o.code, INTERVAL 1000 YEAR, 2
    FROM open o ANTI JOIN login l ON l.identifier = o.identifier AND l.profile_id = o.profile_id
), best AS (
    SELECT *, rank() OVER (PARTITION BY event_id ORDER BY tier DESC, apart, later) AS place FROM near
)
SELECT event_id, min(profile_id), max(code) FROM best WHERE place = 1
GROUP BY event_id HAVING min(profile_id) = max(profile_id)
