//! Two segments side by side, and one segment by another attribute.

use super::{LONGEST_PAGE, segment};
use crate::segment::SegmentError;
use crate::segment::error::database;
use duckdb::{Connection, params};
use serde::Serialize;

/// How many people two segments share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Overlap {
    /// Members of the first.
    pub left: u64,
    /// Members of the second.
    pub right: u64,
    /// Members of both.
    pub both: u64,
    /// Members of either or both.
    pub either: u64,
}

/// How many people two segments share.
///
/// # Errors
/// When one of them is not there, or DuckDB refuses.
pub fn overlap(connection: &Connection, left: &str, right: &str) -> Result<Overlap, SegmentError> {
    let (left, right) = (segment(connection, left)?, segment(connection, right)?);
    let both: u64 = connection
        .query_row(
            "SELECT count(*) FROM segment_members a
             SEMI JOIN (SELECT profile_id FROM segment_members WHERE segment_id = $2) b ON b.profile_id = a.profile_id
             WHERE a.segment_id = $1",
            params![left.id, right.id],
            |row| row.get(0),
        )
        .map_err(database("compare the segments"))?;
    Ok(Overlap { left: left.size, right: right.size, both, either: left.size + right.size - both })
}

/// What a segment can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// Golden country.
    Country,
    /// Golden city.
    City,
    /// Main currency.
    Currency,
    /// Channels of the journey: online, email, store, …; one member may count in several.
    Channel,
    /// Systems that hold a record of the member; one member may count in several.
    System,
}

/// The members of a segment that share a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The value; `None`: not known.
    pub value: Option<String>,
    /// Members with it.
    pub members: u64,
    /// Of all members, 0 to 1.
    pub share: f64,
}

/// The members of a segment counted by an attribute, most first; at most [`LONGEST_PAGE`] values.
///
/// # Errors
/// When there is no such segment, or DuckDB refuses.
pub fn breakdown(connection: &Connection, name: &str, by: Attribute) -> Result<Vec<Part>, SegmentError> {
    let failed = database("count the members");
    let segment = segment(connection, name)?;
    let value = match by {
        Attribute::Country => "SELECT profile_id, country AS value FROM profiles",
        Attribute::City => "SELECT profile_id, city AS value FROM profiles",
        Attribute::Currency => "SELECT profile_id, currency AS value FROM profile_metrics",
        Attribute::Channel => "SELECT DISTINCT profile_id, channel AS value FROM journey_events",
        Attribute::System => {
            "SELECT DISTINCT m.profile_id, s.system AS value FROM profile_members m
             JOIN records r ON r.record_id = m.record_id JOIN sources s ON s.source_id = r.source_id"
        }
    };
    let sql = format!(
        "SELECT v.value, count(*) AS members, count(*) / greatest($2, 1)
         FROM segment_members m JOIN ({value}) v ON v.profile_id = m.profile_id
         WHERE m.segment_id = $1 GROUP BY v.value ORDER BY members DESC, v.value LIMIT $3"
    );
    let mut statement = connection.prepare(&sql).map_err(&failed)?;
    statement
        .query_map(params![segment.id, segment.size, LONGEST_PAGE], |row| {
            Ok(Part { value: row.get(0)?, members: row.get(1)?, share: row.get(2)? })
        })
        .and_then(Iterator::collect::<duckdb::Result<Vec<_>>>)
        .map_err(&failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, ORDERS, SQUARE};
    use crate::journey::stitch;
    use crate::progress::Progress;
    use crate::segment::read::{MembersRequest, Sort, list, members, metrics, of_profile};
    use crate::segment::{run, score};

    /// Three buyers (two in Germany, one of them twice and in the store too), one who never bought.
    fn shop() -> Fixture {
        let f = Fixture::new();
        for id in 1..=4 {
            f.profile(id, &[("user", &format!("u{id}"))]);
        }
        f.order(ORDERS, "10:00", "1", 10.0, &[("user", "u1")]);
        f.order(ORDERS, "11:00", "2", 20.0, &[("user", "u2")]);
        f.order(SQUARE, "12:00", "3", 5.0, &[("user", "u2")]);
        f.order(ORDERS, "13:00", "4", 15.0, &[("user", "u3")]);
        f.sql("UPDATE profiles SET country = CASE WHEN profile_id < 3 THEN 'DE' END, email = 'p' || profile_id || '@x.de'");
        stitch::run(f.connection(), &Progress::silent()).unwrap();
        score::run(f.connection(), &Progress::silent()).unwrap();
        run(f.connection(), None, &Progress::silent()).unwrap();
        f
    }

    #[test]
    fn two_segments_overlap() {
        let f = shop();
        let both = overlap(f.connection(), "active", "Repeat buyers").unwrap();
        assert_eq!(both, Overlap { left: 3, right: 1, both: 1, either: 3 });
        let said = overlap(f.connection(), "active", "nothing").unwrap_err().to_string();
        assert!(said.starts_with("there is no segment nothing"), "{said}");
    }

    #[test]
    fn a_segment_counts_by_attribute() {
        let f = shop();
        let by = |attribute| {
            let parts = breakdown(f.connection(), "active", attribute).unwrap();
            parts.into_iter().map(|part| (part.value.unwrap_or_default(), part.members)).collect::<Vec<_>>()
        };
        assert_eq!(by(Attribute::Country), [("DE".into(), 2), (String::new(), 1)]);
        assert_eq!(by(Attribute::Channel), [("online".into(), 3), ("store".into(), 1)]);
        assert_eq!(by(Attribute::Currency), [("EUR".into(), 3)]);
        assert_eq!(by(Attribute::System), [("shopify".into(), 3)]);
        assert_eq!(by(Attribute::City), [(String::new(), 3)]);
    }

    #[test]
    fn lists_members_and_profiles_read_back() {
        let f = shop();
        let c = f.connection();
        let all = list(c).unwrap();
        assert_eq!((all.profiles, all.reference.map(|moment| moment.hour())), (4, Some(13)));
        let active = all.segments.iter().find(|segment| segment.id == "active").unwrap();
        assert_eq!((active.size, active.share), (3, 0.75));
        let page = |sort, offset| {
            let request = MembersRequest { segment: "active".into(), sort, offset, limit: 2 };
            let page = members(c, &request).unwrap();
            (page.members.iter().map(|member| member.profile_id).collect::<Vec<_>>(), page.total)
        };
        assert_eq!(page(Sort::Revenue, 0), (vec![2, 3], 3));
        assert_eq!(page(Sort::Revenue, 2), (vec![1], 3));
        assert_eq!(page(Sort::LastOrder, 0), (vec![3, 2], 3));
        assert_eq!(page(Sort::Name, 0), (vec![1, 2], 3));
        assert!(members(c, &MembersRequest::default()).is_err());
        let titles: Vec<_> = of_profile(c, 4).unwrap().into_iter().map(|segment| segment.id).collect();
        assert_eq!(titles, ["never_bought"]);
        let metrics = metrics(c, 2).unwrap().unwrap();
        assert_eq!((metrics.orders, metrics.revenue, metrics.channels), (2, 25.0, 2));
        assert!(metrics.rfm.is_some());
    }
}
