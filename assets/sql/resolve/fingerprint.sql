-- What decides the profiles: the files in force, the decisions, words on contacts, chosen golden values and locks
-- that hold (taken back, all is as it was), and the model when it is fixed.
WITH verdicts AS (
    SELECT concat_ws(' ', left_record, right_record, arg_max(verdict, decision_id)) AS said
    FROM decisions
    WHERE action = 'decide' AND decision_id NOT IN (FROM undone_decisions)
    GROUP BY left_record, right_record
),
labels AS (
    SELECT concat_ws(' ', kind, value, arg_max(label, decision_id)) AS said
    FROM contact_decisions d
    WHERE action = 'correct'
      AND NOT EXISTS (SELECT 1 FROM contact_decisions u WHERE u.action = 'undo' AND u.target = d.decision_id)
    GROUP BY kind, value
),
choices AS (
    SELECT concat_ws(' ', decision_id, record_id, attribute, value) AS said
    FROM golden_choices c
    WHERE action = 'choose' AND NOT EXISTS (
        SELECT 1 FROM golden_choices n WHERE n.target = c.decision_id
        AND (n.action = 'undo' OR NOT EXISTS (
            SELECT 1 FROM golden_choices u WHERE u.action = 'undo' AND u.target = n.decision_id)))
),
locks AS (
    SELECT records AS said
    FROM profile_locks c
    WHERE action = 'lock' AND NOT EXISTS (
        SELECT 1 FROM profile_locks n WHERE n.target = c.decision_id
        AND (n.action = 'undo' OR NOT EXISTS (
            SELECT 1 FROM profile_locks u WHERE u.action = 'undo' AND u.target = n.decision_id)))
)
SELECT 'resolver 1; '
    || coalesce((SELECT string_agg(source_id || ':' || load_id || ':' || file_hash, ',' ORDER BY load_id)
                 FROM loads WHERE current AND records > 0), '')
    || '; decisions ' || coalesce((SELECT md5(string_agg(said, ';' ORDER BY said)) FROM verdicts), '0')
    || '; contacts ' || coalesce((SELECT md5(string_agg(said, ';' ORDER BY said)) FROM labels), '0')
    || coalesce((SELECT '; golden ' || md5(string_agg(said, ';' ORDER BY said)) FROM choices), '')
    || coalesce((SELECT '; locks ' || md5(string_agg(said, ';' ORDER BY said)) FROM locks), '')
    || coalesce((SELECT '; learned ' || md5(value) FROM settings WHERE key = 'learned' AND value <> ''), '')
    || coalesce((SELECT '; model ' || md5(value) FROM settings WHERE key = 'model' AND value <> ''), '')
