-- The session an order was made in: the one with an event that names the order (a web purchase), else its own event's.
CREATE OR REPLACE TEMP TABLE session_order AS
WITH named AS (
    SELECT m.profile_id, lower(ltrim(e.order_key, '#')) AS order_key, arg_min(m.session_id, {t: m."at", id: m.event_id}) AS session_id
    FROM session_mark m JOIN events e ON e.event_id = m.event_id
    ANTI JOIN orders o ON o.event_id = m.event_id
    WHERE e.order_key IS NOT NULL
    GROUP BY ALL
)
SELECT c.order_id, any_value(c.net) AS net, coalesce(min(n.session_id), min(m.session_id)) AS session_id
FROM counted_order c
LEFT JOIN named n ON n.profile_id = c.profile_id AND (n.order_key = c.native_key OR n.order_key = c.number)
LEFT JOIN session_mark m ON m.event_id = c.event_id
GROUP BY c.order_id
