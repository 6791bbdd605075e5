-- Edges that a threshold decides on, and those that hold at any (rules, the steward's 'same'); not those decided apart.
SELECT left_record, right_record, weight, evidence IN ('deterministic', 'steward')
FROM edges
WHERE state <> 'apart'
