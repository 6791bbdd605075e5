-- What decides the profiles: the files in force, the decisions and words on contacts that hold (taken back, all is as it
-- was), and the model when it is fixed.
WITH last_change AS (
    SELECT target, arg_max(action, decision_id) AS action FROM decisions WHERE action IN ('undo', 'redo') GROUP BY target
),
verdicts AS (
    SELECT concat_ws(' ', left_record, right_record, arg_max(verdict, decision_id)) AS said
    FROM decisions LEFT JOIN last_change ON last_change.target = decision_id
    WHERE decisions.action = 'decide' AND last_change.action IS DISTINCT FROM 'undo'
    GROUP BY left_record, right_record
),
labels AS (
    SELECT concat_ws(' ', kind, value, arg_max(label, decision_id)) AS said
    FROM contact_decisions d
    WHERE action = 'correct'
      AND NOT EXISTS (SELECT 1 FROM contact_decisions u WHERE u.action = 'undo' AND u.target = d.decision_id)
    GROUP BY kind, value
)
SELECT 'resolver 1; '
    || coalesce((SELECT string_agg(source_id || ':' || load_id || ':' || file_hash, ',' ORDER BY load_id)
                 FROM loads WHERE current AND records > 0), '')
    || '; decisions ' || coalesce((SELECT md5(string_agg(said, ';' ORDER BY said)) FROM verdicts), '0')
    || '; contacts ' || coalesce((SELECT md5(string_agg(said, ';' ORDER BY said)) FROM labels), '0')
    || coalesce((SELECT '; learned ' || md5(value) FROM settings WHERE key = 'learned' AND value <> ''), '')
    || coalesce((SELECT '; model ' || md5(value) FROM settings WHERE key = 'model' AND value <> ''), '')
