-- The orders that count, each once, under the profile its event is bound to.
-- Not counted: voided, cancelled, failed and expired orders, and wholly refunded ones. An order that two sources
-- export (same person, number or native key in either, at most two days apart) counts in the source loaded first.
-- Where no shop or till exports an order of that number, whoever's, at most two days apart, an event of kind order that
-- names its number and amount (web analytics, an e-mail tool) counts as the order, less the refunds its source tells of;
-- of several such events the one of the source loaded first. Its order_id is its event_id.
-- Money is exact (four decimals), so that sums do not depend on their order. {WHERE} narrows the journeys to one profile, or to none.
WITH bound AS (
    SELECT * FROM journey_events j {WHERE}
), own AS (
    SELECT o.order_id, o.event_id, j.profile_id, o."at", o.source_id, o.status, o.currency, o.total, o.refunded, o.channel,
           lower(ltrim(o.native_key, '#')) AS native_key, lower(ltrim(coalesce(o.number, o.native_key), '#')) AS number
    FROM bound j JOIN orders o ON o.event_id = j.event_id
), named AS (
    SELECT order_id, profile_id, source_id, "at", native_key AS key FROM own
    UNION
    SELECT order_id, profile_id, source_id, "at", number FROM own
), several AS (
    SELECT profile_id, key FROM named WHERE key <> '' GROUP BY profile_id, key HAVING min(source_id) <> max(source_id)
), again AS (
    SELECT DISTINCT late.order_id
    FROM several s
    JOIN named late ON late.profile_id = s.profile_id AND late.key = s.key
    JOIN named early ON early.profile_id = s.profile_id AND early.key = s.key AND early.source_id < late.source_id
    WHERE abs(epoch(late."at") - epoch(early."at")) <= 2 * 86400
), told AS (
    SELECT e.event_id, j.profile_id, e."at", e.source_id, e.currency, e.amount, e.channel,
           lower(ltrim(e.order_key, '#')) AS key
    FROM bound j JOIN events e ON e.event_id = j.event_id ANTI JOIN own ON own.event_id = e.event_id
    WHERE j.kind = 'order' AND ltrim(e.order_key, '#') <> '' AND e.amount IS NOT NULL
), exported AS (
    SELECT key, "at"
    FROM (SELECT unnest([lower(ltrim(native_key, '#')), lower(ltrim(number, '#'))]) AS key, "at" FROM orders)
    WHERE key IN (SELECT key FROM told)
), rival AS (
    SELECT e.event_id, e."at", e.source_id, lower(ltrim(e.order_key, '#')) AS key
    FROM events e SEMI JOIN journey_events j ON j.event_id = e.event_id
    WHERE e.kind = 'order' AND e.amount IS NOT NULL AND lower(ltrim(e.order_key, '#')) IN (SELECT key FROM told)
), repeated AS (
    SELECT t.event_id FROM told t JOIN exported o ON o.key = t.key
    WHERE abs(epoch(t."at") - epoch(o."at")) <= 2 * 86400
    UNION
    SELECT t.event_id FROM told t JOIN rival r ON r.key = t.key AND r.event_id <> t.event_id
    WHERE abs(epoch(t."at") - epoch(r."at")) <= 2 * 86400
      AND (r.source_id < t.source_id OR (r.source_id = t.source_id
           AND (r."at" < t."at" OR (r."at" = t."at" AND r.event_id < t.event_id))))
), given_back AS (
    SELECT source_id, lower(ltrim(order_key, '#')) AS key, sum(abs(TRY_CAST(amount AS DECIMAL(38, 4)))) AS amount
    FROM events
    WHERE kind = 'refund' AND amount IS NOT NULL AND lower(ltrim(order_key, '#')) IN (SELECT key FROM told)
    GROUP BY ALL
)
SELECT own.order_id, own.event_id, own.profile_id, own."at", own.source_id, own.currency,
       coalesce(TRY_CAST(own.total - own.refunded AS DECIMAL(38, 4)), 0) AS net, own.channel, own.native_key, own.number
FROM own ANTI JOIN again ON again.order_id = own.order_id
WHERE coalesce(lower(own.status), '') NOT IN ('voided', 'void', 'cancelled', 'canceled', 'failed', 'expired', 'declined')
  AND NOT (coalesce(lower(own.status), '') = 'refunded' OR (own.refunded > 0 AND own.refunded >= own.total))
UNION ALL
SELECT t.event_id, t.event_id, t.profile_id, t."at", t.source_id, t.currency,
       coalesce(TRY_CAST(t.amount AS DECIMAL(38, 4)), 0) - coalesce(b.amount, 0), t.channel, t.key, t.key
FROM told t ANTI JOIN repeated ON repeated.event_id = t.event_id
LEFT JOIN given_back b ON b.source_id = t.source_id AND b.key = t.key
WHERE b.amount IS NULL OR b.amount < t.amount
