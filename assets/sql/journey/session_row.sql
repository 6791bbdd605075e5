-- One row a session: when, whose, how many events, and where it came from (its first event that says so).
CREATE OR REPLACE TEMP TABLE session_row AS
WITH counted AS (
    SELECT session_id, min(profile_id) AS profile_id, min("at") AS started_at, max("at") AS ended_at,
           count(*)::INTEGER AS events
    FROM session_mark GROUP BY session_id
), told AS (
    SELECT m.session_id,
           arg_min({source: coalesce(e.utm_source, ''), medium: coalesce(e.utm_medium, ''),
                    campaign: e.utm_campaign, click: lower(split_part(coalesce(e.click_id, ''), ':', 1))},
                   {t: m."at", id: m.event_id}) AS origin
    FROM session_mark m JOIN events e ON e.event_id = m.event_id
    WHERE e.utm_source IS NOT NULL OR e.utm_medium IS NOT NULL OR e.click_id IS NOT NULL
    GROUP BY m.session_id
)
SELECT c.*, coalesce(t.origin.source, '') AS source, coalesce(t.origin.medium, '') AS medium,
       coalesce(t.origin.click, '') AS click, t.origin.campaign AS campaign
FROM counted c LEFT JOIN told t ON t.session_id = c.session_id
