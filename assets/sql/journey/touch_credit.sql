-- The credit of each counted order, shared among the touchpoints of the look-back (days) before it.
INSERT INTO touch_credit
WITH led AS (
    SELECT o.order_id, o.profile_id, t.channel, t.campaign,
           row_number() OVER (PARTITION BY o.order_id ORDER BY t."at", t.touch_id) AS place,
           count(*) OVER (PARTITION BY o.order_id) AS touches
    FROM counted_order o
    JOIN touch t ON t.profile_id = o.profile_id AND t."at" <= o."at" AND t."at" >= o."at" - to_days($1)
)
SELECT order_id, profile_id, channel, campaign,
       (count(*) FILTER (place = 1))::DOUBLE, (count(*) FILTER (place = touches))::DOUBLE, count(*) / any_value(touches)
FROM led GROUP BY order_id, profile_id, channel, campaign
UNION ALL
SELECT o.order_id, o.profile_id, 'no touchpoint', NULL, 1, 1, 1
FROM counted_order o ANTI JOIN led ON led.order_id = o.order_id
