-- Every resolved record with its profile, and the source and key that people know it by.
SELECT r.record_id, m.profile_id, s.name, r.native_key
FROM records r
JOIN sources s USING (source_id)
JOIN profile_members m USING (record_id)
ORDER BY r.record_id
