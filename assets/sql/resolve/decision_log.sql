-- Entries of the decision log, newest first, each with the names of its records and whether it still holds.
WITH last_word AS (
    SELECT max(decision_id) AS decision_id
    FROM decisions
    WHERE action = 'decide' AND decision_id NOT IN (FROM undone_decisions)
    GROUP BY left_record, right_record
)
SELECT d.decision_id, d."at", d.who, d.action, d.target,
       -- Of those made at once, told by the first: whether they all say the same.
       CASE WHEN (SELECT count(DISTINCT b.verdict) FROM decisions b WHERE b.batch = d.decision_id) > 1 THEN 'several'
            ELSE coalesce(d.verdict, meant.verdict, '') END,
       d.left_record, d.right_record,
       coalesce(nullif(trim(concat_ws(' ', l.given_name, l.family_name)), ''), l.full_name, l.email,
                concat_ws(' ', d.left_source, d.left_key)),
       coalesce(nullif(trim(concat_ws(' ', r.given_name, r.family_name)), ''), r.full_name, r.email,
                concat_ws(' ', d.right_source, d.right_key)),
       d.weight, d.reason, d.effect,
       coalesce(d.target, d.decision_id) IN (SELECT decision_id FROM last_word), d.batch,
       -- Made at once with others, told by the first of them: how many, and how many of them still hold.
       (SELECT count(*) FROM decisions b WHERE b.batch = d.decision_id),
       (SELECT count(*) FROM decisions b WHERE b.batch = d.decision_id
            AND coalesce(b.target, b.decision_id) IN (SELECT decision_id FROM last_word)),
       d.model, d.shown
FROM decisions d
LEFT JOIN decisions meant ON meant.decision_id = d.target
LEFT JOIN records l ON l.record_id = d.left_record
LEFT JOIN records r ON r.record_id = d.right_record
WHERE {CONDITION}
ORDER BY d.decision_id DESC
