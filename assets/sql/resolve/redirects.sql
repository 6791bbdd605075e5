-- Every profile id that is gone, and the profiles its people are in now: the largest part first. Moves are kept by
-- record, so that a chain of merges and splits ends where each record is today; NULL: none of them is in the data.
WITH moves AS (
    SELECT profile_id, record_id FROM record_moves
    UNION SELECT profile_id, record_id FROM decision_members
), gone AS (
    SELECT profile_id, record_id FROM moves
    WHERE profile_id NOT IN (SELECT profile_id FROM profile_members)
), ends AS (
    SELECT coalesce(other_id, profile_id) AS old_id, max("at") AS "at", max_by(cause, "at") AS cause
    FROM profile_ledger WHERE change IN ('merged', 'gone') GROUP BY 1
), parts AS (
    SELECT g.profile_id AS old_id, m.profile_id AS new_id, count(m.record_id) AS records
    FROM gone g LEFT JOIN profile_members m USING (record_id) GROUP BY 1, 2
)
SELECT p.old_id, p.new_id,
    row_number() OVER (PARTITION BY p.old_id ORDER BY p.new_id IS NULL, p.records DESC, p.new_id) AS part,
    p.records, e."at", e.cause
FROM parts p LEFT JOIN ends e USING (old_id)
WHERE p.new_id IS NOT NULL OR p.old_id NOT IN (SELECT old_id FROM parts WHERE new_id IS NOT NULL)
ORDER BY p.old_id, part
