-- Of the events with shared identifiers, those that the others settled.
INSERT INTO stitch_bound SELECT event_id, profile_id, code FROM stitch_rival WHERE rivals = 1
