//! Fresh, stale, forced, cut off: which stages are done, and what is left behind.

use super::*;
use crate::workspace::Workspace;
use std::sync::{Arc, Mutex};

/// Three people in two sources, one with an order.
fn workspace() -> Workspace {
    let workspace = Workspace::in_memory().unwrap();
    workspace
        .connection()
        .execute_batch(
            "INSERT INTO sources VALUES (1, 'crm', 'generic', 'CRM', 'GB', now()::TIMESTAMP),
                                        (2, 'shop', 'generic', 'Shop', 'GB', now()::TIMESTAMP);
             INSERT INTO loads SELECT i, i, '/f' || i, 'hash' || i, 9, 'csv', '', '', '[]', 3, 3, 0, 0, 3, 1, 1, 0, 0, 0,
                                      TRUE, now()::TIMESTAMP FROM range(1, 3) t(i);
             INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, family_name, email, email_key, raw)
             SELECT source * 10 + i, source, source, i, 'k' || i, n[1], n[2], lower(n[1]) || '@mail.org',
                    lower(n[1]) || '@mail.org', '{}'
             FROM range(1, 3) s(source), (SELECT unnest([['Ann', 'Lee'], ['Bob', 'Day'], ['Cleo', 'Fox']]) AS n,
                                                 unnest([1, 2, 3]) AS i);
             INSERT INTO events (event_id, source_id, load_id, line, \"at\", kind, name, channel, amount, currency)
             VALUES (7, 2, 2, 1, '2026-01-02 10:00', 'order', 'Order', 'online', 20, 'GBP');
             INSERT INTO event_identifiers VALUES (7, 2, 'email', 'ann@mail.org');
             INSERT INTO orders (order_id, event_id, source_id, load_id, line, native_key, \"at\", currency, total, refunded)
             VALUES (8, 7, 2, 2, 1, '#1', '2026-01-02 10:00', 'GBP', 20, 0)",
        )
        .unwrap();
    workspace
}

fn go(workspace: &Workspace, options: RunOptions) -> RunReport {
    run(workspace.connection(), &options, &Progress::silent()).unwrap()
}

fn redone(report: &RunReport) -> Vec<&'static str> {
    report.stages.iter().filter(|stage| !stage.fresh).map(|stage| stage.name).collect()
}

fn count(workspace: &Workspace, table: &str) -> i64 {
    workspace.connection().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn a_run_does_every_stage_once_and_the_next_one_nothing() {
    let workspace = workspace();
    let all = Stage::ALL.map(Stage::name);
    let first = go(&workspace, RunOptions::default());
    assert_eq!(redone(&first), all);
    assert_eq!(first.stages[0].rows, 6);
    assert_eq!(first.stages[1].profiles, Some(3));
    assert_eq!(count(&workspace, "journey_events"), 1);
    let second = go(&workspace, RunOptions::default());
    assert_eq!(redone(&second), [""; 0]);
    assert_eq!(second.sentence(), "Everything was up to date already: 3 profiles");
    assert_eq!(second.stages.iter().map(|s| s.name).collect::<Vec<_>>(), all);
    assert_eq!((second.run_id, second.stages[1].profiles), (None, Some(3)));
    let states = freshness(workspace.connection()).unwrap();
    assert!(states.iter().all(|(_, state)| *state == Freshness::Fresh), "{states:?}");
}

#[test]
fn what_changes_upstream_is_done_again_downstream() {
    let workspace = workspace();
    go(&workspace, RunOptions::default());
    workspace.connection().execute_batch("UPDATE loads SET file_hash = 'new' WHERE load_id = 1").unwrap();
    let until = go(&workspace, RunOptions { until: Some(Stage::Resolve), ..RunOptions::default() });
    assert_eq!(redone(&until), ["normalise", "resolve"]);
    let states = freshness(workspace.connection()).unwrap();
    assert_eq!(states[1], (Stage::Resolve, Freshness::Fresh));
    assert_eq!(states[2], (Stage::Stitch, Freshness::Stale));
    let rest = go(&workspace, RunOptions::default());
    assert_eq!(redone(&rest), ["stitch", "sessionise", "attribute", "score", "segment"]);
}

#[test]
fn from_and_force_do_fresh_stages_too() {
    let workspace = workspace();
    let early = run(
        workspace.connection(),
        &RunOptions { from: Some(Stage::Score), ..RunOptions::default() },
        &Progress::silent(),
    );
    assert!(matches!(early, Err(PipelineError::Missing { missing: Stage::Resolve, .. })));
    go(&workspace, RunOptions::default());
    let from = go(&workspace, RunOptions { from: Some(Stage::Score), ..RunOptions::default() });
    assert_eq!(redone(&from), ["score", "segment"]);
    let force = go(&workspace, RunOptions { force: true, ..RunOptions::default() });
    assert_eq!(redone(&force).len(), 7);
    let options =
        RunOptions { from: Some(Stage::Score), until: Some(Stage::Stitch), ..RunOptions::default() };
    let backwards = run(workspace.connection(), &options, &Progress::silent());
    assert!(matches!(backwards, Err(PipelineError::Backwards { .. })));
}

#[test]
fn a_run_cut_off_in_a_stage_leaves_that_stage_as_it_was() {
    let workspace = workspace();
    go(&workspace, RunOptions::default());
    workspace.connection().execute_batch("UPDATE loads SET file_hash = 'new' WHERE load_id = 2").unwrap();
    let before = mark(workspace.connection(), "stitch").unwrap();
    let own = Arc::new(Mutex::new(None::<Progress>));
    let handle = Arc::clone(&own);
    let progress = Progress::new(move |step| {
        if step.stage == "stitch"
            && let Some(progress) = &*handle.lock().unwrap()
        {
            progress.cancel();
        }
    });
    *own.lock().unwrap() = Some(progress.clone());
    let cut = run(workspace.connection(), &RunOptions::default(), &progress);
    assert!(matches!(cut, Err(PipelineError::Cancelled)), "{cut:?}");
    assert_eq!(mark(workspace.connection(), "stitch").unwrap(), before);
    assert_eq!(count(&workspace, "journey_events"), 1);
    assert_eq!(count(&workspace, "runs WHERE finished_at IS NULL"), 1);
    assert_eq!(redone(&go(&workspace, RunOptions::default()))[0], "stitch");
}

#[test]
fn nothing_loaded_is_said() {
    let workspace = Workspace::in_memory().unwrap();
    let error = run(workspace.connection(), &RunOptions::default(), &Progress::silent()).unwrap_err();
    assert!(error.to_string().contains("onefold load"), "{error}");
}

#[test]
fn names_are_found_again() {
    for stage in Stage::ALL {
        assert_eq!(Stage::named(stage.name()), Some(stage));
    }
    assert_eq!(Stage::named("stages"), None);
}
