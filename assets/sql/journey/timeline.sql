-- A page of a profile's events, with what their source and their order say of them.
WITH page AS (
    SELECT * FROM journey_events j WHERE {NARROW}
    ORDER BY j."at" {ORDER}, j.event_id {ORDER} LIMIT {LIMIT} OFFSET {OFFSET}
), named AS (
    SELECT key, min(order_id) AS order_id
    FROM (SELECT o.order_id, unnest([lower(ltrim(o.native_key, '#')), lower(ltrim(o.number, '#'))]) AS key
          FROM journey_events j JOIN orders o ON o.event_id = j.event_id WHERE j.profile_id = $1)
    WHERE key IS NOT NULL GROUP BY key
)
SELECT p.event_id, p."at", p.kind, e.name, e.detail, p.channel, coalesce(s.name, ''), coalesce(s.system, ''),
       p.session_id, p.via, coalesce(o.total, e.amount), coalesce(o.currency, e.currency),
       coalesce(o.order_id, n.order_id), coalesce(o.number, e.order_key),
       o.order_id IS NULL AND n.order_id IS NOT NULL AND p.kind IN ('order', 'receipt'), e.utm_campaign, e.url
FROM page p
JOIN events e ON e.event_id = p.event_id
LEFT JOIN sources s ON s.source_id = p.source_id
LEFT JOIN orders o ON o.event_id = p.event_id
LEFT JOIN named n ON n.key = lower(ltrim(e.order_key, '#'))
ORDER BY p."at" {ORDER}, p.event_id {ORDER}
