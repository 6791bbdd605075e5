-- How many profiles decisions split and merged, by the ledger, without what was taken back.
SELECT count(*) FILTER (WHERE change = 'split'), count(*) FILTER (WHERE change = 'merged')
FROM profile_ledger
WHERE cause LIKE 'decision %' AND cause NOT IN (SELECT 'decision ' || decision_id FROM undone_decisions)
