-- How many profiles decisions split and merged, by the ledger, without what was taken back.
WITH last_change AS (
    SELECT target, arg_max(action, decision_id) AS action FROM decisions WHERE action IN ('undo', 'redo') GROUP BY target
),
undone AS (
    SELECT 'decision ' || target AS cause FROM last_change WHERE action = 'undo'
)
SELECT count(*) FILTER (WHERE change = 'split'), count(*) FILTER (WHERE change = 'merged')
FROM profile_ledger
WHERE cause LIKE 'decision %' AND cause NOT IN (FROM undone)
