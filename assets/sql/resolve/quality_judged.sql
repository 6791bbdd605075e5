-- Every steward's last word on each pair drawn, with the stratum the pair is in now and the one it stands for. When
-- a decision has moved the pair since it was judged, that is the stratum it was judged in: what is mended because
-- it was looked at says nothing of the pairs nobody has looked at.
WITH said AS (
    SELECT decision_id AS number, "at", left_record AS l, right_record AS r, who, verdict, together, records, weight
    FROM judgements
    QUALIFY row_number() OVER (PARTITION BY left_record, right_record, who ORDER BY decision_id DESC) = 1
),
now AS (
    SELECT said.*, a.profile_id = b.profile_id AS now_together,
           CASE WHEN a.profile_id = b.profile_id THEN p.records ELSE 0 END AS now_records, e.weight AS now_weight
    FROM said
    JOIN profile_members a ON a.record_id = l
    JOIN profile_members b ON b.record_id = r
    JOIN profiles p ON p.profile_id = a.profile_id
    LEFT JOIN edges e ON e.left_record = l AND e.right_record = r
),
moved AS (
    SELECT DISTINCT number
    FROM now JOIN decision_members m ON m.record_id IN (l, r) JOIN decisions d ON d.decision_id = m.decision_id
    WHERE together <> now_together AND d."at" >= now."at"
)
SELECT l, r, who, verdict, together, now_together, {NOW},
       CASE WHEN number IN (FROM moved) THEN {THEN} ELSE {NOW} END
FROM now ORDER BY number
