-- The loyalty balance of each member: the sum of what was earned, spent, expired and adjusted; 0 for a member without any.
CREATE OR REPLACE TEMP TABLE score_points AS
SELECT profile_id, sum(points)::DOUBLE AS points
FROM (SELECT j.profile_id, coalesce(TRY_CAST(e.amount AS DECIMAL(38, 4)), 0) AS points
      FROM journey_events j JOIN events e ON e.event_id = j.event_id
      WHERE j.kind IN ('loyalty_earn', 'loyalty_redeem', 'loyalty_expire', 'loyalty_adjust')
      UNION ALL
      SELECT DISTINCT m.profile_id, 0::DECIMAL(38, 4)
      FROM record_identifiers i JOIN profile_members m ON m.record_id = i.record_id WHERE i.kind = 'loyalty')
GROUP BY profile_id
