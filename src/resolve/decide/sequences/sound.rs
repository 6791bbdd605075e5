//! What must hold after anything that happens.

use super::shop::Shop;
use crate::resolve::store;
use crate::workspace::verify;
use duckdb::Connection;

/// What runs and decisions make of the records: all of it that is no history.
pub(super) fn content(conn: &Connection) -> Vec<String> {
    let tables = [
        "profile_members",
        "profiles",
        "household_members",
        "record_components",
        "record_marks",
        "contacts",
        "value_counts",
        "weight_histogram",
        "blocking_report",
        "models",
    ];
    // What a run finds out of pairs that only a steward brought together is not known before.
    let edges = "SELECT 'edges ' || row(left_record, right_record, weight, rule, state, priority,
        if(rule < 0, NULL, row(pattern, evidence, component)))::VARCHAR FROM edges";
    all_of(conn, tables, Some(edges))
}

/// All rows of these tables, in one question: table by table, in their order.
fn all_of<const N: usize>(conn: &Connection, tables: [&str; N], more: Option<&str>) -> Vec<String> {
    let of = |table: &str| format!("SELECT '{table} ' || t::VARCHAR FROM {table} t");
    let parts: Vec<String> = tables.into_iter().map(of).chain(more.map(str::to_owned)).collect();
    let mut all = rows(conn, &parts.join(" UNION ALL "));
    all.sort_unstable();
    all
}

/// All the steward said, with its seals.
pub(super) fn said(conn: &Connection) -> Vec<String> {
    let tables =
        ["decisions", "decision_members", "contact_decisions", "golden_choices", "profile_locks", "seals"];
    all_of(conn, tables, None)
}

/// Fails with what differs, and only that.
pub(super) fn assert_same(now: &[String], expected: &[String], why: &dyn std::fmt::Debug) {
    let lacks = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|row| !other.contains(row)).map(|row| row.chars().take(400).collect()).collect()
    };
    if now != expected {
        panic!("{why:?}\n  is: {:#?}\n  was: {:#?}", lacks(now, expected), lacks(expected, now));
    }
}

fn rows(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Every "two people" in force is kept, the profiles hold each record once and know how many they hold, locked ones are
/// as they were, and the logs verify.
pub(super) fn check(shop: &Shop) {
    let conn = shop.conn();
    for lock in store::locks(conn).unwrap() {
        let mut members = store::members_around(conn, &lock.records, &[]).unwrap();
        members.sort_unstable();
        let at_home = |table: &str| {
            let among = store::among(conn, &lock.records).unwrap();
            let sql = format!("SELECT count(*) FROM {table} WHERE record_id IN {among}");
            conn.query_row(&sql, [], |row| row.get::<_, usize>(0)).unwrap()
        };
        assert!(members.iter().all(|m| m.1 == members[0].1 && lock.has(m.0)), "{lock:?}: {members:?}");
        assert_eq!(members.len(), at_home("profile_members"), "{lock:?}");
        assert!(!shop.fresh || members.len() == at_home("records"), "{lock:?}");
    }

    for v in store::in_force(conn).unwrap().iter().filter(|v| v.verdict == "different") {
        let sql =
            "SELECT count(*), count(DISTINCT profile_id) FROM profile_members WHERE record_id IN (?, ?)";
        let (there, profiles): (i64, i64) =
            conn.query_row(sql, [v.left, v.right], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(profiles, there, "{v:?}");
    }

    let nothing = [
        "SELECT record_id::VARCHAR FROM profile_members GROUP BY record_id HAVING count(*) > 1",
        "SELECT profile_id::VARCHAR FROM profiles GROUP BY profile_id HAVING count(*) > 1",
        "SELECT p::VARCHAR || coalesce(m.records, 0) FROM profiles p
         FULL JOIN (SELECT profile_id, count(*) AS records FROM profile_members GROUP BY profile_id) m USING (profile_id)
         WHERE p.records IS DISTINCT FROM m.records",
        "SELECT p::VARCHAR || coalesce(e.review, 0) FROM profiles p
         LEFT JOIN (SELECT profile_id, count(*) AS review
                    FROM (SELECT unnest([left_record, right_record]) AS record_id FROM edges WHERE state = 'review')
                    JOIN profile_members USING (record_id) GROUP BY profile_id) e USING (profile_id)
         WHERE p.review <> coalesce(e.review, 0)",
    ];
    nothing.into_iter().for_each(|sql| assert_eq!(rows(conn, sql), [""; 0], "{sql}"));
    if shop.fresh {
        let sql = "SELECT record_id::VARCHAR FROM
            (SELECT record_id FROM records) r FULL JOIN (SELECT record_id AS held FROM profile_members) m
            ON r.record_id = m.held WHERE r.record_id IS NULL OR m.held IS NULL";
        assert_eq!(rows(conn, sql), [""; 0], "each record is in a profile");
    }
    let log = verify(conn, None).unwrap();
    assert_eq!((log.faults, log.in_journal), (Vec::new(), log.lines));
}
