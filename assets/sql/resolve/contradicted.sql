-- Decisions in force that the data have come to speak against since: the weight was another one when they were made, by five
-- bits or more, and says the opposite now (probability 0.9 for two called different, 0.1 for two called the same). Pairs that
-- are not remembered any more weigh less than any that are.
SELECT w.left_record, w.right_record, coalesce(e.weight, -20000) AS weight, coalesce(e.pattern, 0) AS pattern,
       abs(coalesce(e.weight, -20000) - w.shown) / 1000.0 AS priority
FROM (
    SELECT left_record, right_record, arg_max(verdict, decision_id) AS verdict, arg_max(weight, decision_id) AS shown
    FROM decisions LEFT JOIN (
        SELECT target, arg_max(action, decision_id) AS last FROM decisions WHERE action IN ('undo', 'redo') GROUP BY target
    ) c ON c.target = decision_id
    WHERE action = 'decide' AND c.last IS DISTINCT FROM 'undo' AND left_record IS NOT NULL
    GROUP BY left_record, right_record
) w
-- Both are still in the data.
SEMI JOIN profile_members a ON a.record_id = w.left_record
SEMI JOIN profile_members b ON b.record_id = w.right_record
LEFT JOIN edges e ON e.left_record = w.left_record AND e.right_record = w.right_record
WHERE (verdict = 'different' AND e.weight >= 3170 AND e.weight >= shown + 5000)
   OR (verdict = 'same' AND coalesce(e.weight, -20000) <= -3170 AND coalesce(e.weight, -20000) <= shown - 5000)
