-- A word on a golden value; source and key beside the record's id, for people.
INSERT INTO golden_choices BY NAME
SELECT ?1::BIGINT AS decision_id, CAST(?2 AS TIMESTAMP) AS "at", ?3 AS who, ?4 AS action, ?5::BIGINT AS target,
       ?6 AS attribute, ?7::BIGINT AS record_id, s.name AS source, r.native_key, ?8::VARCHAR AS value,
       nullif(?9, '') AS reason
FROM (SELECT ?7::BIGINT AS record_id) w
LEFT JOIN records r USING (record_id) LEFT JOIN sources s USING (source_id)
