-- One line of the decision log; source names and keys beside the ids, so that it outlives a rebuilt workspace.
INSERT INTO decisions
SELECT ?1, CAST(?2 AS TIMESTAMP), ?3, ?4, ?5, ?6,
       (SELECT s.name FROM records r JOIN sources s USING (source_id) WHERE r.record_id = ?7),
       (SELECT native_key FROM records WHERE record_id = ?7),
       (SELECT s.name FROM records r JOIN sources s USING (source_id) WHERE r.record_id = ?8),
       (SELECT native_key FROM records WHERE record_id = ?8),
       ?7, ?8, ?9, nullif(?10, ''), ''
