UPDATE session_mark SET session_id = t.twin FROM session_twin t WHERE t.session_id = session_mark.session_id
