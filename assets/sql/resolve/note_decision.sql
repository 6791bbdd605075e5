-- One line of the decision log; source names and keys beside the ids, so that it outlives a rebuilt workspace.
WITH named AS (
    SELECT r.record_id, s.name, r.native_key FROM records r JOIN sources s USING (source_id)
    -- By row: found by one narrow column first.
    WHERE r.rowid IN (SELECT rowid FROM records WHERE record_id IN (?7, ?8))
)
INSERT INTO decisions
SELECT ?1, CAST(?2 AS TIMESTAMP), ?3, ?4, ?5, ?6,
       (SELECT name FROM named WHERE record_id = ?7), (SELECT native_key FROM named WHERE record_id = ?7),
       (SELECT name FROM named WHERE record_id = ?8), (SELECT native_key FROM named WHERE record_id = ?8),
       ?7, ?8, ?9, nullif(?10, ''), ''
