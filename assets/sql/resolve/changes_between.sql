-- The ledger's lines after one run (?1, begun at ?2) up to another (?3, begun at ?4; both NULL: up to now). Decisions
-- have no run: they count by their time.
SELECT run_id, "at", profile_id, change, other_id, records, cause
FROM profile_ledger
WHERE CASE WHEN run_id > 0 THEN run_id > ?1 AND (?3 IS NULL OR run_id <= ?3)
           ELSE "at" >= ?2 AND (?4 IS NULL OR "at" < ?4) END
