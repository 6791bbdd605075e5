-- Profiles that may be several people, the one that does most harm first. Doubt is the chance that at least one of the
-- signs is right; harm is doubt times records times what the people spent, the last two on a logarithmic scale.
-- ?1: so many at most; ?2: the reason given by stewards who kept a profile whole: those are not asked about again.
WITH kept AS (
    SELECT DISTINCT l.profile_id FROM decisions d
    JOIN profile_members l ON l.record_id = d.left_record
    JOIN profile_members r ON r.record_id = d.right_record AND r.profile_id = l.profile_id
    WHERE d.action = 'decide' AND d.reason = ?2 AND d.decision_id NOT IN (FROM undone_decisions)
),
weak AS (
    SELECT profile_id, 1 / (1 + pow(2, weakest / 1000)) AS doubt FROM profiles WHERE weakest < 3000 AND records > 1
),
several AS (
    SELECT profile_id FROM profile_members JOIN records USING (record_id)
    WHERE birth_date IS NOT NULL GROUP BY profile_id HAVING min(birth_date) < max(birth_date)
),
-- However it is written, a date is its three first numbers, the year the largest of them. One slip of the pen changes the
-- year or the day: not both.
dates AS (
    SELECT profile_id, count(*) AS dates FROM (
        SELECT DISTINCT profile_id, list_sort(list_transform(
            regexp_extract_all(birth_date, '\d+')[1:3], lambda n: TRY_CAST(n AS INTEGER))) AS parts
        FROM profile_members JOIN records USING (record_id)
        WHERE birth_date IS NOT NULL AND profile_id IN (FROM several))
    WHERE len(parts) = 3 AND parts[3] BETWEEN 1901 AND 2100
    GROUP BY profile_id
    HAVING min(parts[3]) < max(parts[3]) AND min(100 * parts[1] + parts[2]) < max(100 * parts[1] + parts[2])
),
names AS (
    SELECT profile_id, count(*) AS names FROM (
        SELECT DISTINCT profile_id, hash(lower(strip_accents(split_part(trim(given_name), ' ', 1))))
        FROM profile_members JOIN records USING (record_id)
        -- An initial is no name of its own.
        WHERE length(given_name) > 2 AND profile_id IN (SELECT profile_id FROM profiles WHERE records > 3))
    GROUP BY profile_id HAVING count(*) > 3
),
-- A source of which hardly any profile has two records gives each person one; of very many a part tells.
clean AS MATERIALIZED (
    SELECT source_id FROM (
        SELECT profile_id, source_id, count(*) AS records FROM profile_members JOIN records USING (record_id)
        WHERE hash(profile_id) % 16 = 0 OR (SELECT count(*) FROM profiles) < 50000 GROUP BY ALL)
    GROUP BY source_id HAVING avg((records > 1)::INTEGER) < 0.04
),
twice AS (
    SELECT profile_id, source_id, count(*) AS records FROM profile_members JOIN records USING (record_id)
    WHERE source_id IN (FROM clean) GROUP BY ALL HAVING count(*) > 1
),
doubled AS (
    SELECT profile_id, arg_max(s.name, 10000 * twice.records - source_id) AS source, max(twice.records) AS ids
    FROM twice JOIN sources s USING (source_id) GROUP BY profile_id
),
signs AS (
    SELECT profile_id, coalesce(doubt, 0) AS weak, coalesce(dates, 1) AS dates, coalesce(names, 0) AS names,
           source, coalesce(ids, 1) AS ids
    FROM weak FULL JOIN dates USING (profile_id) FULL JOIN names USING (profile_id) FULL JOIN doubled USING (profile_id)
    WHERE profile_id NOT IN (FROM kept)
),
judged AS (
    SELECT *, 1 - (1 - weak) * pow(0.6, dates - 1) * pow(0.7, greatest(names - 3, 0)) * pow(0.6, ids - 1) AS doubt
    FROM signs
)
SELECT j.profile_id, p.name, p.records, p.weakest, j.dates, j.names, j.source, j.ids, coalesce(v.revenue, 0), v.currency,
       j.doubt, j.doubt * (1 + log2(p.records)) * (1 + log10(1 + greatest(coalesce(v.revenue, 0), 0))) AS harm
FROM judged j JOIN profiles p USING (profile_id) LEFT JOIN profile_metrics v USING (profile_id)
ORDER BY harm DESC, j.profile_id LIMIT ?1
