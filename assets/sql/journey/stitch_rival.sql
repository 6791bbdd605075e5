-- Events whose most specific identifier is shared: the other identifiers narrow the choice, the more specific first
-- (a bit a tier, so the larger sum wins). What stays in `stitch_rival` are the equally good profiles of each event.
CREATE OR REPLACE TEMP TABLE stitch_rival AS
WITH holder AS (
    SELECT DISTINCT i.event_id, r.tier, r.code, m.profile_id
    FROM stitch_pointed p
    JOIN event_identifiers i ON i.event_id = p.event_id
    JOIN stitch_rank r ON r.load_id = i.load_id AND r.kind = i.kind
    JOIN stitch_owner o ON o.kind = i.kind AND o.value = i.value
    JOIN identifiers held ON held.kind = i.kind AND held.value = i.value
    JOIN profile_members m ON m.record_id = held.record_id
    WHERE p.high.profile <> -p.low.profile AND r.tier > 1 AND o.usable
), backing AS (
    SELECT event_id, profile_id, sum(DISTINCT 1::UBIGINT << tier) AS weight, max({tier: tier, code: code}).code AS code
    FROM holder GROUP BY event_id, profile_id
), best AS (
    SELECT *, rank() OVER (PARTITION BY event_id ORDER BY weight DESC) AS place FROM backing
)
SELECT event_id, profile_id, code, count(*) OVER (PARTITION BY event_id) AS rivals FROM best WHERE place = 1
