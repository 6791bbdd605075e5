-- What each profile agreed to, channel by channel: its latest statement counts, an undated one as of its load; a
-- refusal wins over a grant of the same moment. Statements that say nothing do not count.
CREATE OR REPLACE TEMP TABLE current_consent AS
WITH stated AS (
    SELECT m.profile_id, c.channel, c.state, coalesce(c."at", l.loaded_at, TIMESTAMP '1970-01-01') AS stated_at
    FROM consents c JOIN profile_members m ON m.record_id = c.record_id LEFT JOIN loads l ON l.load_id = c.load_id
    UNION ALL
    SELECT j.profile_id, c.channel, c.state, coalesce(c."at", j."at")
    FROM consents c JOIN journey_events j ON j.event_id = c.event_id
    WHERE c.record_id IS NULL
)
SELECT profile_id, channel, max({t: stated_at, state: state}).state AS state
FROM stated WHERE state IN ('granted', 'refused') GROUP BY profile_id, channel
