DROP TABLE counted_order; DROP TABLE score_spend; DROP TABLE score_seen; DROP TABLE score_points; DROP TABLE score_rfm;
