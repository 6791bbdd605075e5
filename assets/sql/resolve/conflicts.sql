-- Golden values that may have been chosen wrongly: the two strongest values of an attribute come from equally many
-- sources. Which values are only two spellings of one is told afterwards; here those that plainly are fall out.
-- Worth is doubt times records times what the person spent, the last two on a logarithmic scale.
-- ?1: so many at most; CHOICES: choices_in_force.sql.
WITH said AS (
    SELECT profile_id, source_id, coalesce(r.updated_at, r.created_at) AS latest,
           -- An initial is no name of its own.
           CASE WHEN length(given_name) > 2 THEN strip_accents(lower(split_part(trim(given_name), ' ', 1))) END AS given_name,
           CASE WHEN length(family_name) > 1 THEN strip_accents(lower(replace(family_name, ' ', ''))) END AS family_name,
           birth_date,
           lower(left(gender, 1)) AS gender,
           email_key AS email, phone_key AS phone,
           nullif(regexp_extract(street, '\d+'), '') || '|' || upper(replace(postcode, ' ', '')) AS address
    FROM profile_members m JOIN records r USING (record_id)
    WHERE profile_id IN (SELECT profile_id FROM profiles WHERE records > 1)
),
-- However it is written, a date is its three first numbers.
spelt AS (
    SELECT * REPLACE (CASE WHEN birth_date IS NOT NULL THEN list_sort(list_transform(
        regexp_extract_all(birth_date, '\d+')[1:3], lambda n: TRY_CAST(n AS INTEGER)))::VARCHAR END AS birth_date)
    FROM said
),
by_source AS (
    SELECT profile_id, attribute, value, source_id, count(*) AS records, max(latest) AS latest
    FROM (UNPIVOT spelt ON given_name, family_name, birth_date, gender, email, phone, address
          INTO NAME attribute VALUE value)
    GROUP BY ALL
),
claims AS (
    SELECT profile_id, attribute, value, count(*) AS sources, sum(records)::BIGINT AS records, max(latest) AS latest
    FROM by_source GROUP BY ALL
),
strongest AS (
    SELECT profile_id, attribute,
           max({'sources': sources, 'records': records, 'latest': coalesce(latest, TIMESTAMP '1900-01-01'), 'value': value}, 2) AS top
    FROM claims GROUP BY ALL HAVING count(*) > 1
),
equals AS (
    SELECT profile_id, attribute, top[2].records / (top[1].records + top[2].records) AS share,
           date_diff('day', top[2].latest, top[1].latest) AS days, left(top[1].value, 60) AS one, left(top[2].value, 60) AS other
    FROM strongest WHERE top[1].sources = top[2].sources
),
doubted AS (
    SELECT e.*, w.weight * share
           -- Of two contacts the newer one is mostly right; a name does not age.
           * CASE WHEN w.ages AND days BETWEEN 1 AND 20000 THEN pow(0.5, days / 365) ELSE 1 END AS doubt
    FROM equals e JOIN (VALUES ('given_name', 1.0, false), ('family_name', 0.9, false), ('birth_date', 1.0, false),
        ('gender', 0.5, false), ('email', 0.9, true), ('phone', 0.7, true), ('address', 0.7, true)) w(attribute, weight, ages)
        USING (attribute)
    WHERE attribute NOT IN ('given_name', 'family_name')
       OR (left(one, 3) <> left(other, 3) AND jaro_winkler_similarity(one, other) < 0.9)
)
SELECT d.profile_id, d.attribute, p.name, coalesce(v.revenue, 0), v.currency
FROM doubted d JOIN profiles p USING (profile_id) LEFT JOIN profile_metrics v USING (profile_id)
-- What a steward chose is no question any more.
WHERE (d.profile_id, d.attribute) NOT IN (
    SELECT (m.profile_id, c.attribute) FROM ({CHOICES}) c JOIN profile_members m USING (record_id))
ORDER BY d.doubt * (1 + log2(p.records)) * (1 + log10(1 + greatest(coalesce(v.revenue, 0), 0))) DESC, d.profile_id, d.attribute
LIMIT ?1
