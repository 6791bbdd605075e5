-- Of everything that binding events reads, and the rules it follows ($1).
SELECT md5(concat_ws('|', $1,
    (SELECT string_agg(concat_ws(',', load_id, source_id, file_hash, md5(mapping)), ';' ORDER BY load_id)
     FROM loads WHERE current),
    (SELECT string_agg(concat_ws(',', source_id, connector), ';' ORDER BY source_id) FROM sources),
    (SELECT count(*) FROM events), (SELECT count(*) FROM event_identifiers),
    (SELECT count(*) FROM records), (SELECT count(*) FROM record_identifiers),
    (SELECT concat_ws(',', count(*), bit_xor(hash(record_id, profile_id))) FROM profile_members)))
