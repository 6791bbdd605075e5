-- A page of a profile's events, with what their source and their order say of them.
SELECT p.event_id, p."at", p.kind, e.name, e.detail, p.channel, coalesce(s.name, ''), coalesce(s.system, ''),
       p.session_id, p.via, coalesce(o.total, e.amount) AS amount, coalesce(o.currency, e.currency) AS currency,
       o.order_id, coalesce(o.number, e.order_key) AS order_number, e.utm_campaign, e.url
FROM (SELECT * FROM journey_events j WHERE {NARROW}
      ORDER BY j."at" {ORDER}, j.event_id {ORDER} LIMIT {LIMIT} OFFSET {OFFSET}) p
JOIN events e ON e.event_id = p.event_id
LEFT JOIN sources s ON s.source_id = p.source_id
LEFT JOIN orders o ON o.event_id = p.event_id
ORDER BY p."at" {ORDER}, p.event_id {ORDER}
