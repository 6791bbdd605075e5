DROP TABLE stitch_rank; DROP TABLE stitch_owner; DROP TABLE stitch_pointed; DROP TABLE stitch_bound;
DROP TABLE stitch_rival; DROP TABLE stitch_learned; DROP TABLE stitch_login; DROP TABLE stitch_person;
