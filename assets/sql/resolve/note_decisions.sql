-- Lines of the decision log; source names and keys beside the ids, so that it outlives a rebuilt workspace.
WITH lines(decision_id, target, left_record, right_record, weight, verdict, shown, left_source, left_key, right_source,
           right_key) AS (VALUES {LINES})
INSERT INTO decisions BY NAME
SELECT decision_id, CAST($1 AS TIMESTAMP) AS "at", $2 AS who, $3 AS action, target, verdict,
       left_source, left_key, right_source, right_key,
       left_record, right_record, weight, nullif($4, '') AS reason,
       CASE WHEN decision_id = {FIRST} THEN '' ELSE 'with decision {FIRST}' END AS effect,
       $5 AS batch,
       (SELECT left(sha256(model), 12) FROM models) AS model,
       shown
FROM lines
ORDER BY decision_id
