//! The patterns of a small workspace: what they say is what their pairs show.

use super::*;
use crate::resolve::decide::tests::{author, workspace};
use crate::resolve::decide::{Verdict, decide};
use crate::resolve::explain::Agreement;
use crate::workspace::Workspace;

/// Every pair a rule found waits.
fn doubts() -> Workspace {
    let workspace = workspace();
    workspace
        .connection()
        .execute_batch("UPDATE edges SET state = 'review', priority = 1 WHERE rule >= 0")
        .unwrap();
    workspace
}

#[test]
fn patterns_count_the_pairs_and_say_what_the_examples_show() {
    let workspace = doubts();
    let conn = workspace.connection();
    let found = patterns(conn).unwrap();
    assert!(!found.is_empty());
    let waiting: u64 =
        conn.query_row("SELECT count(*) FROM edges WHERE state = 'review'", [], |row| row.get(0)).unwrap();
    assert!(found.iter().map(|row| row.pairs).sum::<u64>() <= waiting);
    assert!(found.is_sorted_by(|a, b| a.worth >= b.worth));
    for row in &found {
        let pairs = pattern_pairs(conn, row.pattern).unwrap();
        assert_eq!(pairs.len() as u64, row.pairs);
        assert!(row.lowest <= row.probability && row.probability <= row.highest);
        let shown = examples(conn, &pairs).unwrap();
        assert_eq!(shown.len() as u64, row.pairs.min(5));
        for example in &shown {
            let of_pair: Vec<(&str, &str)> = example
                .attributes
                .iter()
                .filter(|a| a.agreement != Agreement::Missing)
                .map(|a| (a.attribute.as_str(), a.level.as_str()))
                .collect();
            let of_pattern: Vec<(&str, &str)> =
                row.levels.iter().map(|l| (l.attribute.as_str(), l.level.as_str())).collect();
            assert_eq!(of_pair, of_pattern, "{}", row.words);
        }
    }
    let row = &found[0];
    assert_eq!(pattern_named(&row.id()), Some(row.pattern));
    assert_eq!(pattern(conn, row.pattern).unwrap().as_ref(), Some(row));
    assert_eq!(pattern(conn, u64::MAX).unwrap(), None);
}

#[test]
fn what_is_decided_waits_no_more() {
    let workspace = doubts();
    let conn = workspace.connection();
    let row = patterns(conn).unwrap().remove(0);
    let (pair, _) = pattern_pairs(conn, row.pattern).unwrap()[0];
    decide(conn, &author(), Verdict::Unsure, pair.left, pair.right).unwrap();
    assert!(pattern_pairs(conn, row.pattern).unwrap().iter().all(|(other, _)| *other != pair));
}

#[test]
fn an_empty_workspace_has_none() {
    let workspace = Workspace::in_memory().unwrap();
    assert!(patterns(workspace.connection()).unwrap().is_empty());
    assert!(examples(workspace.connection(), &[]).unwrap().is_empty());
}
