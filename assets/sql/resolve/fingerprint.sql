-- What decides the profiles: the files in force, the decisions, the words on contacts, golden values and locks, and the model when it is fixed.
SELECT 'resolver 1; '
    || coalesce((SELECT string_agg(source_id || ':' || load_id || ':' || file_hash, ',' ORDER BY load_id)
                 FROM loads WHERE current AND records > 0), '')
    || '; decisions ' || (SELECT coalesce(max(decision_id), 0) FROM decisions)
    || '; contacts ' || (SELECT coalesce(max(decision_id), 0) FROM contact_decisions)
    || coalesce((SELECT '; golden ' || max(decision_id) FROM golden_choices), '')
    || coalesce((SELECT '; locks ' || max(decision_id) FROM profile_locks), '')
    || coalesce((SELECT '; learned ' || md5(value) FROM settings WHERE key = 'learned' AND value <> ''), '')
    || coalesce((SELECT '; model ' || md5(value) FROM settings WHERE key = 'model' AND value <> ''), '')
