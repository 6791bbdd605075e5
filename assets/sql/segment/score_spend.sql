-- What each profile bought: all its orders that count, and its revenue in its main currency, the one of most orders
-- (then of most money, then first by name). Nothing is converted, and other currencies are not added in.
CREATE OR REPLACE TEMP TABLE score_spend AS
WITH by_currency AS (
    SELECT profile_id, currency, count(*) AS orders, sum(net) AS revenue, min("at") AS first_order, max("at") AS last_order
    FROM counted_order GROUP BY profile_id, currency
)
SELECT profile_id, sum(orders)::INTEGER AS orders, min(first_order) AS first_order, max(last_order) AS last_order,
       first(currency ORDER BY orders DESC, revenue DESC, currency) AS currency,
       first(revenue ORDER BY orders DESC, revenue DESC, currency)::DOUBLE AS revenue
FROM by_currency GROUP BY profile_id
