-- The decision in force on a pair, when there is one.
SELECT decision_id, left_record, right_record, who, strftime("at", '%Y-%m-%d'), coalesce(verdict, ''), reason
FROM decisions
WHERE action = 'decide' AND decision_id NOT IN (FROM undone_decisions) AND left_record = ?1 AND right_record = ?2
ORDER BY decision_id DESC LIMIT 1
