-- One row a profile. First seen counts the day a source says the customer came to be, unless that lies after $1.
INSERT INTO profile_metrics
WITH known AS (
    SELECT m.profile_id, min(r.created_at) AS first_seen, max(r.created_at) AS last_seen
    FROM profile_members m JOIN records r ON r.record_id = m.record_id
    WHERE r.created_at <= coalesce($1::TIMESTAMP, r.created_at) GROUP BY m.profile_id
), visits AS (
    SELECT profile_id, count(*)::INTEGER AS sessions FROM sessions GROUP BY profile_id
)
SELECT p.profile_id, coalesce(e.events, 0), coalesce(v.sessions, 0), coalesce(s.orders, 0), coalesce(s.revenue, 0),
       s.currency, least(e.first_seen, k.first_seen), greatest(e.last_seen, k.last_seen), s.first_order, s.last_order,
       coalesce(e.channels, 0), r.recency, r.frequency, r.monetary, l.points
FROM profiles p
LEFT JOIN score_seen e ON e.profile_id = p.profile_id
LEFT JOIN visits v ON v.profile_id = p.profile_id
LEFT JOIN score_spend s ON s.profile_id = p.profile_id
LEFT JOIN score_rfm r ON r.profile_id = p.profile_id
LEFT JOIN score_points l ON l.profile_id = p.profile_id
LEFT JOIN known k ON k.profile_id = p.profile_id
ORDER BY p.profile_id
