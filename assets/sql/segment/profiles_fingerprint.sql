-- Of the golden values that conditions may speak of, and of the consents.
SELECT concat_ws(',', count(*), bit_xor(hash(profile_id, records, sources, email, phone, gender, city, region, postcode,
                                             country, company, household)),
                 (SELECT count(*) FROM consents))
FROM profiles
