-- One row a profile: its golden record and its numbers, in the order of their ids.
SELECT p.profile_id, p.name, p.given_name, p.family_name, p.birth_date, p.gender, p.email, p.phone,
       p.street, p.city, p.region, p.postcode, p.country, p.company, p.records, p.sources,
       m.orders, m.revenue, m.currency, m.first_seen, m.last_seen, m.first_order, m.last_order,
       m.recency, m.frequency, m.monetary, m.points,
       (SELECT string_agg(s.segment_id, '; ' ORDER BY s.segment_id)
        FROM segment_members s WHERE s.profile_id = p.profile_id) AS segments
FROM profiles p LEFT JOIN profile_metrics m USING (profile_id)
