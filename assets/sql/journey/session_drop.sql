DROP TABLE session_event; DROP TABLE session_mark; DROP TABLE session_row; DROP TABLE IF EXISTS session_twin; DROP TABLE session_order;
DROP TABLE counted_order; DROP TABLE marketing_channel;
