-- Decisions in force that the data have come to speak against since: the weight was another one when they were made, by
-- {CHANGED} thousandths of a bit or more, and says the opposite now, by {OPPOSITE} or more. Pairs that are not remembered
-- any more weigh less than any that are.
SELECT w.left_record, w.right_record, coalesce(e.weight, -20000) AS weight, coalesce(e.pattern, 0) AS pattern,
       abs(coalesce(e.weight, -20000) - w.shown) / 1000.0 AS priority
FROM (
    SELECT left_record, right_record, arg_max(verdict, decision_id) AS verdict, arg_max(weight, decision_id) AS shown
    FROM decisions
    WHERE action = 'decide' AND decision_id NOT IN (FROM undone_decisions) AND left_record IS NOT NULL
    GROUP BY left_record, right_record
) w
-- Both are still in the data.
SEMI JOIN profile_members a ON a.record_id = w.left_record
SEMI JOIN profile_members b ON b.record_id = w.right_record
LEFT JOIN edges e ON e.left_record = w.left_record AND e.right_record = w.right_record
WHERE (verdict = 'different' AND e.weight >= {OPPOSITE} AND e.weight >= shown + {CHANGED})
   OR (verdict = 'same' AND coalesce(e.weight, -20000) <= -{OPPOSITE} AND coalesce(e.weight, -20000) <= shown - {CHANGED})
