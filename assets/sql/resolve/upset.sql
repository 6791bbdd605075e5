-- What runs did to profiles there were before, the change that does most damage if it is wrong first. Doubt is how seldom
-- such a cause is a reason; damage is doubt times records times what the people spent, the last two on a logarithmic
-- scale. Changes whose records a steward has spoken of since are settled, those taken back are no more.
-- ?1: runs after this one; ?2: so many at most.
WITH changes AS (
    SELECT run_id, "at", profile_id, change, other_id, records, cause FROM profile_ledger
    WHERE run_id > ?1 AND change IN ('merged', 'split', 'moved', 'lost', 'gone')
),
moved AS (SELECT DISTINCT record_id, profile_id AS was FROM record_moves WHERE run_id > ?1),
-- The records each change brought where they are now.
brought AS (
    SELECT c.profile_id, c.other_id, c.change, m.record_id
    FROM changes c
    JOIN moved m ON m.was = CASE c.change WHEN 'split' THEN c.profile_id ELSE c.other_id END
    JOIN profile_members p ON p.record_id = m.record_id
        AND p.profile_id = CASE c.change WHEN 'split' THEN c.other_id ELSE c.profile_id END
    WHERE c.change NOT IN ('lost', 'gone')
),
words AS (
    SELECT unnest([left_record, right_record]) AS record_id, unnest([right_record, left_record]) AS other_record
    FROM decisions
    WHERE action = 'decide' AND verdict IN ('same', 'different') AND decision_id NOT IN (FROM undone_decisions)
      AND "at" >= (SELECT min("at") FROM changes)
),
settled AS (
    SELECT DISTINCT b.profile_id, b.other_id, b.change
    FROM brought b JOIN words w USING (record_id)
    JOIN profile_members o ON o.record_id = w.other_record AND o.profile_id IN (b.profile_id, b.other_id)
    WHERE (b.profile_id, b.other_id, b.change, w.other_record) NOT IN (SELECT (profile_id, other_id, change, record_id) FROM brought)
),
standing AS (
    SELECT profile_id, other_id, change, count(*) AS brought FROM brought GROUP BY ALL
),
judged AS (
    SELECT c.*, coalesce(s.brought, c.records) AS brought, p.name, o.name AS other_name, coalesce(p.records, 0) AS size,
           coalesce(v.revenue, 0) + CASE c.change WHEN 'split' THEN coalesce(u.revenue, 0) ELSE 0 END AS revenue,
           coalesce(v.currency, u.currency) AS currency,
           greatest(CASE cause WHEN 'model' THEN 0.5 WHEN 'removed record' THEN 0.3 WHEN 'changed record' THEN 0.2 ELSE 0.1 END,
                    CASE WHEN c.change IN ('merged', 'moved') AND p.weakest IS NOT NULL
                         THEN 1 / (1 + pow(2, p.weakest / 1000)) ELSE 0 END) AS doubt
    FROM changes c
    LEFT JOIN standing s USING (profile_id, other_id, change)
    LEFT JOIN profiles p USING (profile_id)
    LEFT JOIN profiles o ON o.profile_id = c.other_id
    LEFT JOIN profile_metrics v USING (profile_id)
    LEFT JOIN profile_metrics u ON u.profile_id = c.other_id
    WHERE CASE c.change WHEN 'gone' THEN p.profile_id IS NULL WHEN 'lost' THEN p.profile_id IS NOT NULL
                        WHEN 'split' THEN s.brought > 0 AND p.profile_id IS NOT NULL
                        -- Where nobody is left of those who were there, it is taken back.
                        ELSE s.brought > 0 AND s.brought < p.records END
      AND (c.profile_id, coalesce(c.other_id, 0), c.change) NOT IN (SELECT (profile_id, other_id, change) FROM settled)
)
SELECT run_id, "at", profile_id, change, other_id, brought, cause, name, other_name, size, revenue, currency, doubt,
       -- What left the data can't be given back here.
       doubt * CASE WHEN change IN ('lost', 'gone') THEN 0.5 ELSE 1 END * (1 + log2(1 + greatest(size, brought))) * (1 + log10(1 + greatest(revenue, 0))) AS damage
FROM judged
ORDER BY damage DESC, profile_id, other_id, change
LIMIT ?2
