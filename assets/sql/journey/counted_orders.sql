-- The orders that count, each once, under the profile its event is bound to.
-- Not counted: voided, cancelled, failed and expired orders, and wholly refunded ones. An order that two sources
-- export (same person, number or native key in either, at most two days apart) counts in the source loaded first.
-- Money is exact (four decimals), so that sums do not depend on their order. {WHERE} narrows the journeys to one profile, or to none.
WITH own AS (
    SELECT o.order_id, o.event_id, j.profile_id, o."at", o.source_id, o.status, o.currency, o.total, o.refunded, o.channel,
           lower(ltrim(o.native_key, '#')) AS native_key, lower(ltrim(coalesce(o.number, o.native_key), '#')) AS number
    FROM journey_events j JOIN orders o ON o.event_id = j.event_id {WHERE}
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
)
SELECT own.order_id, own.event_id, own.profile_id, own."at", own.source_id, own.currency,
       coalesce(TRY_CAST(own.total - own.refunded AS DECIMAL(38, 4)), 0) AS net, own.channel, own.native_key, own.number
FROM own ANTI JOIN again ON again.order_id = own.order_id
WHERE coalesce(lower(own.status), '') NOT IN ('voided', 'void', 'cancelled', 'canceled', 'failed', 'expired', 'declined')
  AND NOT (coalesce(lower(own.status), '') = 'refunded' OR (own.refunded > 0 AND own.refunded >= own.total))
