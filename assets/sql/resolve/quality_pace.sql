-- What each steward decided, on how many days, and the pause between one word and the next: pauses over five minutes are breaks.
WITH words AS (
    SELECT who, "at" FROM decisions WHERE action = 'decide' AND coalesce(batch, decision_id) = decision_id
    UNION ALL SELECT who, "at" FROM judgements
),
paused AS (
    SELECT who, "at", epoch("at" - lag("at") OVER (PARTITION BY who ORDER BY "at")) AS pause FROM words
)
SELECT who, count(*), count(DISTINCT CAST("at" AS DATE)), median(pause) FILTER (WHERE pause BETWEEN 0 AND 300)
FROM paused GROUP BY who ORDER BY count(*) DESC, who
