-- One order.
SELECT coalesce(o.number, o.native_key), o."at", coalesce(s.name, ''), o.status, o.currency, o.subtotal, o.discount,
       o.tax, o.shipping, o.total, o.refunded, o.channel, o.location
FROM orders o LEFT JOIN sources s ON s.source_id = o.source_id
WHERE o.order_id = $1
