-- Recency, frequency and monetary scores 1 to 5 of everyone with an order, as R's package rfm makes them: the cuts are
-- the 20, 40, 60 and 80 % quantiles (type 7) plus 1, and a score says how many cuts a value has reached, so that equal
-- values share a score. Recency (days before the reference date $1) counts backwards: the most recent get 5.
-- Money is compared among people of the same main currency.
CREATE OR REPLACE TEMP TABLE score_rfm AS
WITH buyer AS (
    SELECT profile_id, date_diff('day', last_order::DATE, $1::TIMESTAMP::DATE) AS days, orders, revenue, currency
    FROM score_spend
), cut AS (
    SELECT quantile_cont(days, [0.2, 0.4, 0.6, 0.8]) AS days, quantile_cont(orders, [0.2, 0.4, 0.6, 0.8]) AS orders
    FROM buyer
), money_cut AS (
    SELECT currency, quantile_cont(revenue, [0.2, 0.4, 0.6, 0.8]) AS revenue FROM buyer GROUP BY currency
)
SELECT b.profile_id,
       5 - (b.days >= c.days[1] + 1)::INTEGER - (b.days >= c.days[2] + 1)::INTEGER
         - (b.days >= c.days[3] + 1)::INTEGER - (b.days >= c.days[4] + 1)::INTEGER AS recency,
       1 + (b.orders >= c.orders[1] + 1)::INTEGER + (b.orders >= c.orders[2] + 1)::INTEGER
         + (b.orders >= c.orders[3] + 1)::INTEGER + (b.orders >= c.orders[4] + 1)::INTEGER AS frequency,
       1 + (b.revenue >= m.revenue[1] + 1)::INTEGER + (b.revenue >= m.revenue[2] + 1)::INTEGER
         + (b.revenue >= m.revenue[3] + 1)::INTEGER + (b.revenue >= m.revenue[4] + 1)::INTEGER AS monetary
FROM buyer b CROSS JOIN cut c JOIN money_cut m ON m.currency IS NOT DISTINCT FROM b.currency
