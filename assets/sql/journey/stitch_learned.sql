-- Identifiers that no record explains: devices and cookies, and ids of systems whose customer list was not loaded.
-- They are learned from the events that carry them beside a known one. (A 64-bit hash stands for kind and value.)
CREATE OR REPLACE TEMP TABLE stitch_learned AS
SELECT i.event_id, hash(i.kind, i.value) AS identifier, r.tier, r.code
FROM event_identifiers i
JOIN stitch_rank r ON r.load_id = i.load_id AND r.kind = i.kind
LEFT JOIN stitch_owner o ON o.kind = i.kind AND o.value = i.value
WHERE o.kind IS NULL AND ltrim(i.value, '0-') <> ''
  AND lower(i.value) NOT IN ('-1', 'null', 'undefined', 'anonymous', 'none', 'unknown', 'n/a', '(not set)')
