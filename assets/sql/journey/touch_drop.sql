DROP TABLE counted_order; DROP TABLE click_channel; DROP TABLE touch;
