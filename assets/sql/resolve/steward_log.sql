-- Every word of a steward, of all logs, in the order they were said. Conditions and their values come from read/steward_log.rs.
WITH said AS (
    SELECT 'decisions' AS log, decision_id, "at", who, action, target, verdict AS word,
           concat_ws(' – ', concat_ws(':', left_source, left_key), concat_ws(':', right_source, right_key)) AS about,
           reason, effect, batch, weight, model, shown
    FROM decisions
    UNION ALL
    SELECT 'contact_decisions', decision_id, "at", who, action, target, label, concat_ws(' ', kind, value),
           reason, effect, NULL, NULL, NULL, NULL
    FROM contact_decisions
    UNION ALL
    SELECT 'golden_choices', decision_id, "at", who, action, target, value,
           concat_ws(' ', attribute, concat_ws(':', source, native_key)), reason, '', NULL, NULL, NULL, NULL
    FROM golden_choices
    UNION ALL
    SELECT 'profile_locks', decision_id, "at", who, action, target, NULL, 'records ' || replace(records, ',', ' '),
           reason, '', NULL, NULL, NULL, NULL
    FROM profile_locks
    UNION ALL
    SELECT 'judgements', decision_id, "at", who, action, NULL, verdict,
           concat_ws(' – ', concat_ws(':', left_source, left_key), concat_ws(':', right_source, right_key)),
           NULL, CASE WHEN together THEN 'measures; they were in one profile' ELSE 'measures; they were in two profiles' END,
           NULL, weight, NULL, NULL
    FROM judgements
)
SELECT s.position, CASE said.log WHEN 'decisions' THEN 'pair' WHEN 'contact_decisions' THEN 'contact'
           WHEN 'golden_choices' THEN 'golden' WHEN 'profile_locks' THEN 'lock' ELSE 'judgement' END, decision_id, epoch_us("at"),
       who, action, target, word, about, reason, effect,
       batch, weight, model, shown, s.seal
FROM said LEFT JOIN seals s ON s.log = said.log AND s.number = decision_id
WHERE {CONDITION}
ORDER BY s.position NULLS LAST, "at", decision_id
