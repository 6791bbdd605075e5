-- The sessions with their marketing channel, and the orders made in them.
INSERT INTO sessions
SELECT r.session_id, r.profile_id, r.started_at, r.ended_at, r.events,
       nullif(r.source, ''), nullif(r.medium, ''), r.campaign, c.channel,
       coalesce(o.orders, 0), coalesce(o.revenue, 0)
FROM session_row r
JOIN marketing_channel c ON c.source = r.source AND c.medium = r.medium AND c.click = r.click
LEFT JOIN (SELECT session_id, count(*)::INTEGER AS orders, sum(net)::DOUBLE AS revenue
           FROM session_order GROUP BY session_id) o ON o.session_id = r.session_id
ORDER BY r.profile_id, r.started_at, r.session_id
