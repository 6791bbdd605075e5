-- Every touchpoint: sessions, and clicks that the channel rules name. A touchpoint that follows one of the same channel
-- and person within the parameter (minutes), one of the two being a click, is the same one seen twice.
CREATE OR REPLACE TEMP TABLE touch AS
WITH every AS (
    SELECT profile_id, started_at AS "at", session_id AS touch_id, channel, utm_campaign AS campaign, false AS click
    FROM sessions
    UNION ALL
    SELECT j.profile_id, j."at", j.event_id, c.channel, e.utm_campaign, true
    FROM journey_events j
    JOIN events e ON e.event_id = j.event_id
    JOIN click_channel c ON c.kind = e.kind AND c.name = lower(e.name) AND c.source = coalesce(e.utm_source, '')
     AND c.medium = coalesce(e.utm_medium, '') AND c.click = lower(split_part(coalesce(e.click_id, ''), ':', 1))
    WHERE j.kind IN ('email_click', 'sms', 'ad_click') AND j.session_id IS NULL
)
SELECT profile_id, "at", touch_id, channel, campaign FROM every
WINDOW same AS (PARTITION BY profile_id, channel ORDER BY "at", click DESC, touch_id)
QUALIFY coalesce("at" - lag("at") OVER same > to_minutes($1) OR NOT (click OR lag(click) OVER same), true)
