//! Which value survives, and by which rule.

use super::*;
use crate::resolve::input::Interner;

fn input(rows: &[(i32, i64, &str, &str, &str)]) -> Input {
    let mut input = Input {
        record_ids: (1..=rows.len() as i64).collect(),
        sources: rows.iter().map(|r| r.0).collect(),
        recency: rows.iter().map(|r| r.1).collect(),
        ..Input::default()
    };
    for (attribute, pick) in [
        (
            Attribute::GivenName,
            (|r| r.2) as fn(&(i32, i64, &'static str, &'static str, &'static str)) -> &'static str,
        ),
        (Attribute::Street, |r| r.3),
        (Attribute::City, |r| r.4),
    ] {
        let mut interner = Interner::default();
        let rows: Vec<(i32, i64, &'static str, &'static str, &'static str)> =
            rows.iter().map(|r| (r.0, r.1, leak(r.2), leak(r.3), leak(r.4))).collect();
        let ids = rows.iter().map(|r| interner.id(pick(r))).collect();
        input.add_column(attribute, interner.column(ids));
    }
    input
}

fn leak(s: &str) -> &'static str {
    Box::leak(s.to_owned().into_boxed_str())
}

#[test]
fn most_sources_beats_most_recent() {
    let input = input(&[(1, 10, "ANNA", "", ""), (2, 5, "Anna", "", ""), (3, 99, "Anne", "", "")]);
    let golden = Survivorship::new(&input).golden(&[0, 1, 2]);
    assert_eq!((golden[0].value.as_str(), golden[0].rule, golden[0].distinct), ("Anna", "most sources", 2));
}

#[test]
fn the_order_in_which_records_are_read_decides_nothing() {
    let rows = [
        (1, 10, "Greta", "", ""),
        (2, 10, "Anna", "", ""),
        (1, 10, "ANNA", "", ""),
        (2, 10, "Greta", "", ""),
    ];
    let forwards = input(&rows);
    let mut backwards = input(&rows.map(|row| row).into_iter().rev().collect::<Vec<_>>());
    backwards.record_ids.reverse();
    let of = |input: &Input| Survivorship::new(input).golden(&[0, 1, 2, 3]).remove(0);
    assert_eq!((of(&forwards).value, of(&forwards).record_id), ("Greta".into(), 1));
    assert_eq!(of(&forwards), of(&backwards));
}

#[test]
fn an_address_is_taken_whole_from_the_latest() {
    let input = input(&[
        (1, 10, "Anna", "1 Old Rd", "Leeds"),
        (2, 20, "Anna", "2 New Rd", "York"),
        (3, 30, "Anna", "", "Bath"),
    ]);
    let golden = Survivorship::new(&input).golden(&[0, 1, 2]);
    let of = |a: &str| golden.iter().find(|g| g.attribute == a).map(|g| (g.value.clone(), g.record_id));
    assert_eq!(of("street"), Some(("2 New Rd".into(), 2)));
    assert_eq!(of("city"), Some(("York".into(), 2)));
}
