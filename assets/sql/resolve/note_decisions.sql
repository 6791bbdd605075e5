-- Lines of the decision log; source names and keys beside the ids, so that it outlives a rebuilt workspace.
WITH lines(decision_id, target, left_record, right_record, weight, verdict, shown) AS (VALUES {LINES}),
named AS (
    SELECT r.record_id, s.name, r.native_key FROM records r JOIN sources s USING (source_id)
    -- By row: found by one narrow column first.
    WHERE r.rowid IN (SELECT rowid FROM records WHERE record_id IN ({RECORDS}))
)
INSERT INTO decisions BY NAME
SELECT d.decision_id, CAST($1 AS TIMESTAMP) AS "at", $2 AS who, $3 AS action, d.target, d.verdict,
       l.name AS left_source, l.native_key AS left_key, r.name AS right_source, r.native_key AS right_key,
       d.left_record, d.right_record, d.weight, nullif($4, '') AS reason,
       CASE WHEN d.decision_id = {FIRST} THEN '' ELSE 'with decision {FIRST}' END AS effect,
       $5 AS batch,
       (SELECT left(sha256(model), 12) FROM models) AS model,
       d.shown
FROM lines d
LEFT JOIN named l ON l.record_id = d.left_record
LEFT JOIN named r ON r.record_id = d.right_record
ORDER BY d.decision_id
