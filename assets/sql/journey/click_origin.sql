-- The distinct kinds, names and origins of events that may be clicks.
SELECT DISTINCT kind, lower(name), coalesce(utm_source, ''), coalesce(utm_medium, ''),
       lower(split_part(coalesce(click_id, ''), ':', 1))
FROM events WHERE kind IN ('email_click', 'sms', 'ad_click')
