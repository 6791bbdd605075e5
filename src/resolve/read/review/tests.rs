//! The queue of a small workspace: order, filters, counts, lines.

use super::*;
use crate::workspace::Workspace;

/// Four pairs that wait, one unsure, one merged; records 1, 2 of the shop, 3, 4 of the till.
fn workspace() -> Workspace {
    let workspace = Workspace::in_memory().unwrap();
    workspace
        .connection()
        .execute_batch(
            "INSERT INTO sources VALUES (1, 'shop', 'x', 'Shop', NULL, now()::TIMESTAMP), (2, 'till', 'x', 'Till', NULL, now()::TIMESTAMP);
             INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, full_name, email, raw)
             VALUES (1, 1, 1, 2, 'A', 'Ann', NULL, NULL, '{}'), (2, 1, 1, 3, 'B', NULL, 'Bob Ray', NULL, '{}'),
                    (3, 2, 2, 2, 'C', NULL, NULL, 'c@x.org', '{}'), (4, 2, 2, 3, 'D', NULL, NULL, NULL, '{}');
             INSERT INTO edges VALUES (1, 2, 5000, 0, 0, 'probabilistic', 'review', 0.1, 0),
                 (1, 3, 100, 0, 0, 'probabilistic', 'review', 0.9, 0), (2, 3, -50, 0, 0, 'probabilistic', 'review', 0.8, 0),
                 (2, 4, -3900, 0, 0, 'probabilistic', 'review', 0.05, 0), (3, 4, 20, 0, 0, 'probabilistic', 'unsure', 0, 0),
                 (1, 4, 9000, 0, 0, 'probabilistic', 'merged', 0, 0)",
        )
        .unwrap();
    workspace
}

fn today() -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 23)
}

fn pairs(workspace: &Workspace, filter: ReviewFilter) -> Vec<(i64, i64)> {
    queue(workspace.connection(), filter, "", today()).unwrap().iter().map(|p| (p.left, p.right)).collect()
}

#[test]
fn what_is_worth_most_comes_first() {
    let workspace = workspace();
    assert_eq!(pairs(&workspace, ReviewFilter::default()), [(1, 3), (2, 3), (1, 2), (2, 4)]);
    assert_eq!(pairs(&workspace, ReviewFilter { lot: Lot::Unsure, ..Default::default() }), [(3, 4)]);
}

#[test]
fn what_people_spent_raises_the_pairs_they_are_in() {
    let workspace = workspace();
    let metrics = "INSERT INTO profile_members VALUES (1, 1), (2, 2), (3, 3), (4, 4);
        INSERT INTO profile_metrics (profile_id, events, sessions, orders, revenue, channels)
            VALUES (1, 1, 1, 0, 0.0, 1), (2, 1, 1, 1, 300.0, 1), (3, 1, 1, 1, -80.0, 1)";
    workspace.connection().execute_batch(metrics).unwrap();
    assert_eq!(pairs(&workspace, ReviewFilter::default()), [(2, 3), (1, 3), (1, 2), (2, 4)]);
}

#[test]
fn filters_narrow_by_sources_and_band() {
    let workspace = workspace();
    let of = |sources, band| pairs(&workspace, ReviewFilter { sources, band, ..Default::default() });
    assert_eq!(of(Some((1, 2)), None), [(1, 3), (2, 3), (2, 4)]);
    assert_eq!(of(Some((1, 1)), Some(Band::LikelySame)), [(1, 2)]);
    assert_eq!(of(None, Some(Band::RatherSame)), [(1, 3)]);
    assert_eq!(of(None, Some(Band::RatherDifferent)), [(2, 3)]);
}

#[test]
fn counts_add_up_to_the_queue() {
    let workspace = workspace();
    let counts = review_counts(workspace.connection()).unwrap();
    assert_eq!((counts.waiting, counts.unsure), (4, 1));
    assert!(counts.bands.iter().all(|(_, n)| *n == 1), "{:?}", counts.bands);
    let sources: Vec<_> = counts.sources.iter().map(|s| (s.ids, s.pairs)).collect();
    assert_eq!(sources, [((1, 2), 3), ((1, 1), 1)]);
}

#[test]
fn a_line_names_a_record_by_the_best_it_has() {
    let workspace = workspace();
    let mut rows =
        queue_rows(workspace.connection(), &[Pair::of(3, 1), Pair::of(2, 4), Pair::of(7, 8)]).unwrap();
    rows.sort_by_key(|row| row.pair);
    let names: Vec<_> = rows.iter().map(|r| (r.left_name.as_str(), r.right_name.as_str())).collect();
    assert_eq!(names, [("Ann", "c@x.org"), ("Bob Ray", "D")]);
    assert_eq!((rows[0].left_source.as_str(), rows[0].right_source.as_str()), ("shop", "till"));
    assert!(queue_rows(workspace.connection(), &[]).unwrap().is_empty());
}

#[test]
fn an_empty_workspace_has_nothing_to_review() {
    let workspace = Workspace::in_memory().unwrap();
    assert!(pairs(&workspace, ReviewFilter::default()).is_empty());
    assert_eq!(review_counts(workspace.connection()).unwrap().waiting, 0);
}

#[test]
fn words_typed_are_looked_for_in_both_records() {
    let workspace = workspace();
    let typed = |text: &str| -> Vec<(i64, i64)> {
        let found = queue(workspace.connection(), ReviewFilter::default(), text, today()).unwrap();
        found.iter().map(|p| (p.left, p.right)).collect()
    };
    assert_eq!(typed("ANN"), [(1, 3), (1, 2)]);
    assert_eq!(typed("ann bób"), [(1, 2)], "one word each, accents or none");
    assert_eq!(typed("c@x"), [(1, 3), (2, 3)]);
    assert_eq!(typed("bbry"), [(2, 3), (1, 2), (2, 4)], "letters close together");
    assert_eq!(typed("100%"), []);
    let unsure = ReviewFilter { lot: Lot::Unsure, ..Default::default() };
    assert_eq!(queue(workspace.connection(), unsure, "c@x.org", today()).unwrap(), [Pair::of(3, 4)]);
    let pattern = ReviewFilter { pattern: Some(1), ..Default::default() };
    assert!(queue(workspace.connection(), pattern, "", today()).unwrap().is_empty());
}

#[test]
fn decisions_that_later_data_contradict_come_back() {
    let workspace = workspace();
    let conn = workspace.connection();
    conn.execute_batch(
        "INSERT INTO profile_members VALUES (1, 1), (2, 2), (3, 3), (4, 1);
         INSERT INTO decisions (decision_id, \"at\", who, action, verdict, left_record, right_record, weight, effect) VALUES
             -- 9 bits now.
             (1, now()::TIMESTAMP, 'm', 'decide', 'different', 1, 4, 1000, ''),
             -- -3.9 bits now.
             (2, now()::TIMESTAMP, 'm', 'decide', 'same', 2, 4, 4000, ''),
             -- Not remembered any more; the record 9 is gone.
             (3, now()::TIMESTAMP, 'm', 'decide', 'same', 1, 9, 4000, ''),
             -- As it was.
             (4, now()::TIMESTAMP, 'm', 'decide', 'different', 1, 2, 5000, ''),
             (5, now()::TIMESTAMP, 'm', 'decide', 'same', 3, 4, 3000, '')",
    )
    .unwrap();
    let filter = ReviewFilter { lot: Lot::Contradicted, ..Default::default() };
    assert_eq!(pairs(&workspace, filter), [(1, 4), (2, 4)]);
    assert_eq!(review_counts(conn).unwrap().contradicted, 2);
    // Said again of what the data say now, it rests.
    conn.execute_batch(
        "INSERT INTO decisions (decision_id, \"at\", who, action, verdict, left_record, right_record, weight, effect)
         VALUES (6, now()::TIMESTAMP, 'm', 'decide', 'different', 1, 4, 9000, '')",
    )
    .unwrap();
    assert_eq!(pairs(&workspace, filter), [(2, 4)]);
}

#[test]
fn conditions_narrow_by_source_region_segment_age_band_and_what_differs() {
    let workspace = workspace();
    let conn = workspace.connection();
    let model = crate::resolve::model::Model::shipped().unwrap();
    let level = |attribute: &str, agreement| {
        let levels = model.levels(attribute);
        1 + levels.iter().position(|level| level.agreement == agreement).unwrap()
    };
    // Given names, then families, as the engine packs them.
    let bits = usize::BITS - model.levels("given_name").len().leading_zeros();
    let different = level("given_name", crate::resolve::explain::Agreement::Different);
    let same = level("family_name", crate::resolve::explain::Agreement::Same) << bits;
    conn.execute_batch(&format!(
        "UPDATE sources SET region = 'DE' WHERE source_id = 1;
         UPDATE records SET family_name = 'Ray' WHERE record_id = 2;
         INSERT INTO loads BY NAME SELECT n AS load_id, n AS source_id, '' AS path, '' AS file_hash, 0 AS bytes, '' AS format,
             '' AS detail, '' AS evidence, '' AS mapping, 1 AS rows_read, 1 AS rows_mapped, 0 AS rows_ignored, 0 AS rejects,
             1 AS records, 0 AS events, 0 AS orders, 0 AS order_lines, 0 AS consents, 0 AS ad_spend, true AS current,
             CASE n WHEN 1 THEN TIMESTAMP '2026-11-01 09:00:00' ELSE TIMESTAMP '2026-11-20 09:00:00' END AS loaded_at
             FROM (VALUES (1), (2)) t(n);
         INSERT INTO profile_members VALUES (1, 1), (2, 2), (3, 3), (4, 4);
         INSERT INTO profiles (profile_id, records, sources, country, review) VALUES (1, 1, 1, NULL, 0), (4, 1, 1, 'FR', 0);
         INSERT INTO segments VALUES ('high_value', 'High value', '', '', 'value', 1, 1, now()::TIMESTAMP);
         INSERT INTO segment_members VALUES ('high_value', 1);
         INSERT INTO profile_metrics (profile_id, events, sessions, orders, revenue, channels)
             VALUES (2, 1, 1, 1, 300.0, 1), (4, 1, 1, 1, 250.5, 1);
         UPDATE edges SET pattern = {} WHERE left_record = 1 AND right_record = 3",
        different | same
    ))
    .unwrap();
    conn.execute("INSERT INTO models VALUES (?, now()::TIMESTAMP, NULL)", [model.to_toml().unwrap()])
        .unwrap();
    let typed = |text: &str| -> Vec<(i64, i64)> {
        let found = queue(conn, ReviewFilter::default(), text, today()).unwrap();
        found.iter().map(|p| (p.left, p.right)).collect()
    };
    let all = [(2, 3), (1, 3), (1, 2), (2, 4)];
    for (text, wanted) in [
        ("source:till", &[(2, 3), (1, 3), (2, 4)][..]),
        ("region:france", &[(2, 4)]),
        ("region:de", &all),
        ("segment:high", &[(1, 3), (1, 2)]),
        ("age:7", &[(1, 2)]),
        ("age:<7d", &[(2, 3), (1, 3), (2, 4)]),
        ("spent:300", &[(2, 3), (1, 2), (2, 4)]),
        ("spent:550.5", &[(2, 4)]),
        ("band:likely", &[(1, 2), (2, 4)]),
        ("band:rather-same", &[(1, 3)]),
        ("differs:given-name", &[(1, 3)]),
        ("agrees:family source:shop", &[(1, 3)]),
        ("agrees:given", &[]),
        ("SOURCE:till age:<7 ray", &[(2, 3), (2, 4)]),
        // Still being typed; and no condition at all.
        ("age: source: age:<", &all),
        ("c@x.org", &[(2, 3), (1, 3)]),
    ] {
        assert_eq!(typed(text), wanted, "{text}");
    }
    for (text, told) in [
        ("age:soon", "age:soon says nothing. There are: days"),
        ("spent:much", "spent:much says nothing"),
        ("band:x", "likely-same, rather-same, rather-different, likely-different"),
        ("differs:shoes", "differs:shoes says nothing. There are: given_name, family_name"),
    ] {
        let why = queue(conn, ReviewFilter::default(), text, today()).unwrap_err().to_string();
        assert!(why.contains(told), "{why}");
    }
    let rows = queue_rows(conn, &[Pair::of(1, 2), Pair::of(1, 3)]).unwrap();
    let since = |pair| rows.iter().find(|row| row.pair == pair).unwrap().since.unwrap().date();
    assert_eq!(
        (since(Pair::of(1, 2)).day(), since(Pair::of(1, 3)).day()),
        (1, 20),
        "by the later of its records"
    );
}
