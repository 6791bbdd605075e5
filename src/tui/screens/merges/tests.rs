//! The steward's desk from outside: pictures from made-up answers, behaviour on a small resolved workspace.

use super::query::Standing;
use super::{Query, Reply};
use crate::progress::Progress;
use crate::resolve::decide::{GoldenChange, Outcome, Preview};
use crate::resolve::explain::{Agreement, PairExplanation};
use crate::resolve::read::{
    AttributePair, Band, Beside, Decided, Pair, PairView, QueueRow, RecordRow, ReviewCounts, Side, SourcePair,
};
use crate::tui::canvas::Look;
use crate::tui::harness::{Answers, Harness, doubtful, empty};
use crate::tui::msg::{Cmd, Msg};
use crate::tui::screens::{Reply as AnyReply, ScreenId};
use crate::tui::update;
use jiff::civil::date;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 50)];

fn record(source: &str, key: &str, values: &[(&'static str, &str)]) -> RecordRow {
    RecordRow {
        source: source.into(),
        native_key: key.into(),
        file: format!("{source}.csv"),
        line: 42,
        values: values.iter().map(|(n, v)| (*n, (*v).to_owned())).collect(),
        updated_at: Some(date(2026, 6, 1).at(9, 30, 0, 0)),
        ..RecordRow::default()
    }
}

fn beside(source: &str, values: &[(&'static str, &str)]) -> Beside {
    Beside { source: source.into(), values: values.iter().map(|(n, v)| (*n, (*v).to_owned())).collect() }
}

fn row(
    attribute: &str,
    left: &str,
    right: &str,
    agreement: Agreement,
    level: &str,
    weight: f64,
) -> AttributePair {
    let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    AttributePair {
        attribute: attribute.into(),
        left: value(left),
        right: value(right),
        agreement,
        level: level.into(),
        weight,
        frequency_adjustment: if attribute == "family_name" { 1.4 } else { 0.0 },
    }
}

fn view() -> PairView {
    use Agreement::{Close, Different, Missing, Same};
    let name = [("given_name", "María"), ("family_name", "García-López"), ("email", "maria@correo.es")];
    let side = |record: RecordRow, profile_id, others: Vec<Beside>| Side {
        raw: vec![("Name".into(), "María".into()), ("Tel\u{1b}[31m".into(), "612 345 678".into())],
        profile_id: Some(profile_id),
        profile_name: Some("María García-López".into()),
        others_total: others.len(),
        others,
        record,
    };
    let attributes = vec![
        row("given_name", "María", "Maria", Close, "close spelling", 4.2),
        row("family_name", "García-López", "Garcia Lopes", Close, "close spelling", 6.1),
        row("birth_date", "1984-03-12", "", Missing, "missing", 0.0),
        row(
            "email",
            "maria.garcia-lopez@correo.example",
            "maria.garcia@correo.example",
            Different,
            "different",
            -2.4,
        ),
        row("phone", "612 345 678", "+34612345678", Same, "exact", 11.3),
        row("id:loyalty", "L-100", "", Missing, "missing", 0.0),
    ];
    let merge = Outcome {
        profiles_before: vec![7, 8],
        profiles_after: vec![7],
        records_after: vec![3],
        golden: vec![GoldenChange {
            profile_id: 7,
            attribute: "phone",
            before: Some("+34600000000".into()),
            after: Some("+34612345678".into()),
        }],
        settled: 1,
        ..Outcome::default()
    };
    PairView {
        explanation: PairExplanation {
            left_record: 1,
            right_record: 2,
            prior: -16.2,
            steps: Vec::new(),
            weight: 1.6,
            probability: 0.752,
            merge_at: 2.0,
            review_at: -4.0,
            rule: Some("phone".into()),
            left_profile: Some(7),
            right_profile: Some(8),
            verdict: None,
        },
        left: side(
            record("shopify_customers", "7412345678901", &name),
            7,
            vec![beside("klaviyo_profiles", &name)],
        ),
        right: side(record("salesforce_leads", "00Q5f00001", &name), 8, Vec::new()),
        attributes,
        household: -1.4,
        learned: 0.0,
        decided: None,
        preview: Some(Preview { same: merge, different: Outcome::default() }),
        ground: None,
    }
}

fn standing() -> Standing {
    Standing {
        counts: ReviewCounts {
            waiting: 2,
            unsure: 1,
            contradicted: 0,
            bands: Band::ALL.map(|band| (band, u64::from(band == Band::RatherSame) * 2)).into(),
            sources: vec![SourcePair {
                ids: (1, 2),
                names: ("salesforce_leads".into(), "shopify_customers".into()),
                pairs: 2,
            }],
        },
        decided: Decided { today: 24, total: 310, same: 200, different: 80 },
        resolved: true,
    }
}

/// Merges with one pair on the screen, from made-up answers.
fn pictured(columns: u16, rows: u16, look: Look) -> Harness {
    let mut explorer = Harness::with(empty(), columns, rows, Answers::Held, look);
    explorer.keys("3");
    let line = |n: i64| QueueRow {
        pair: Pair::of(n, n + 1),
        left_name: "María García-López".into(),
        right_name: "王小明".into(),
        left_source: "shopify_customers".into(),
        right_source: "salesforce_leads".into(),
        weight: 1.6,
        since: Some(jiff::civil::date(2026, 11, 20).at(9, 0, 0, 0)),
    };
    explorer
        .answer("merges.queue", AnyReply::Merges(Reply::Queue(vec![Pair::of(1, 2), Pair::of(3, 4)])))
        .answer("merges.standing", AnyReply::Merges(Reply::Standing(Box::new(standing()))))
        .answer("merges.pair", AnyReply::Merges(Reply::Pair(Box::new(view()))));
    if columns >= 120 {
        explorer.answer("merges.rows", AnyReply::Merges(Reply::Rows(vec![line(1), line(3)])));
    }
    explorer
}

/// Merges on a workspace with three doubtful pairs.
fn desk(columns: u16, rows: u16) -> Harness {
    let mut explorer = Harness::new(doubtful(), columns, rows, Answers::Given);
    explorer.keys("3");
    explorer
}

fn profiles(explorer: &Harness) -> i64 {
    let connection = explorer.workspace().connection();
    connection.query_row("SELECT count(*) FROM profiles", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_pair_at_three_sizes() {
    for (columns, rows) in SIZES {
        let explorer = pictured(columns, rows, Look::default());
        insta::assert_snapshot!(format!("merges_{columns}x{rows}"), explorer.screen());
    }
}

#[test]
fn the_queue_and_its_lanes() {
    let mut explorer = pictured(80, 24, Look::default());
    explorer.keys("f");
    insta::assert_snapshot!("merges_queue_80x24", explorer.screen());
    explorer.keys("down down enter");
    assert!(explorer.screen().contains("Merges › rather the same"), "{}", explorer.screen());
}

#[test]
fn waiting_failing_and_having_nothing_to_do() {
    let mut explorer = Harness::new(empty(), 80, 24, Answers::Held);
    explorer.keys("3");
    assert_eq!(explorer.app.next_wake(), Some(150));
    explorer.later(600);
    assert!(explorer.screen().contains("Reading the queue"), "{}", explorer.screen());
    let mut explorer = Harness::new(empty(), 80, 24, Answers::Refused);
    explorer.keys("3");
    assert!(explorer.screen().contains("disk is gone") && explorer.screen().contains("Ctrl-R asks again."));
    let mut explorer = Harness::new(empty(), 80, 24, Answers::Given);
    explorer.keys("3");
    assert!(explorer.screen().contains("Nothing has been resolved yet."), "{}", explorer.screen());
    assert_eq!(explorer.app.next_wake(), None);
    explorer.keys("L");
    assert!(explorer.screen().contains("Nothing has been decided yet."), "{}", explorer.screen());
    explorer.keys("esc y");
    assert!(explorer.screen().contains("Same person: no pair is shown"), "{}", explorer.screen());
}

#[test]
fn one_key_decides_and_the_next_pair_is_there() {
    let mut explorer = desk(120, 40);
    assert!(explorer.screen().contains("1 of 3 · 0 decided today"), "{}", explorer.screen());
    assert!(explorer.screen().contains("Paula") && explorer.screen().contains("Petra"));
    let before = profiles(&explorer);
    explorer.keys("y");
    let screen = explorer.screen();
    assert!(screen.contains("= Same person: 2 profiles became 1 (2 records)"), "{screen}");
    assert!(screen.contains("1 of 2 · 1 decided today") && screen.contains("Olga"), "{screen}");
    assert_eq!(profiles(&explorer), before - 1);
    explorer.keys("n u");
    let screen = explorer.screen();
    assert!(
        screen.contains("No pair waits for review.") && screen.contains("You decided 3 today."),
        "{screen}"
    );
    assert!(screen.contains("1 set aside as unsure"), "{screen}");
}

#[test]
fn undo_shows_the_pair_again_and_redo_repeats() {
    let mut explorer = desk(120, 40);
    let before = profiles(&explorer);
    explorer.keys("y U");
    let screen = explorer.screen();
    assert!(
        screen.contains("Taken back:") && screen.contains("Paula") && screen.contains("of 3"),
        "{screen}"
    );
    assert_eq!(profiles(&explorer), before);
    explorer.keys("R");
    assert!(explorer.screen().contains("Back in force: 2 profiles became 1"), "{}", explorer.screen());
    assert!(explorer.screen().contains("= same person  decided by maria"), "{}", explorer.screen());
    assert_eq!(profiles(&explorer), before - 1);
    explorer.keys("R");
    assert!(explorer.screen().contains("! there is nothing to redo"), "{}", explorer.screen());
}

#[test]
fn the_pair_before_comes_back_and_can_be_decided_anew() {
    let mut explorer = desk(120, 40);
    explorer.keys("n p");
    assert!(explorer.screen().contains("≠ different people  decided by maria"), "{}", explorer.screen());
    let before = profiles(&explorer);
    explorer.keys("y");
    assert_eq!(profiles(&explorer), before - 1);
    assert!(explorer.screen().contains("Olga"), "{}", explorer.screen());
}

#[test]
fn what_is_skipped_comes_last() {
    let mut explorer = desk(120, 40);
    explorer.keys("s");
    assert!(explorer.screen().contains("Olga"), "{}", explorer.screen());
    explorer.keys("n n");
    assert!(
        explorer.screen().contains("Paula") && explorer.screen().contains("1 of 1"),
        "{}",
        explorer.screen()
    );
}

#[test]
fn the_log_tells_and_takes_back_any_decision() {
    let mut explorer = desk(120, 40);
    explorer.keys("y n L");
    let screen = explorer.screen();
    assert!(screen.contains("2 in force: 1 same, 1 different"), "{screen}");
    assert!(screen.contains("2 ≠ different people") && screen.contains("1 = same person"), "{screen}");
    assert!(screen.contains("· seals hold") && screen.contains("Decision 2, as it was shown"), "{screen}");
    assert!(screen.contains("given name") && screen.contains("adds up to"), "{screen}");
    explorer.keys("down U");
    let screen = explorer.screen();
    assert!(
        screen.contains("3 took back 1") && screen.contains("1 in force: 0 same, 1 different"),
        "{screen}"
    );
    explorer.keys("end enter");
    assert!(explorer.screen().contains("Paula"), "{}", explorer.screen());
    assert!(explorer.screen().contains("2 of 2"), "it waits again:\n{}", explorer.screen());
}

#[test]
fn what_was_shown_stands_below_the_log_at_three_sizes() {
    for (columns, rows) in SIZES {
        let mut explorer = desk(columns, rows);
        explorer.keys("y L");
        // The model's number is another one when the shipped model changes.
        let screen = explorer.screen();
        let (before, after) = screen.split_once("─ model ").unwrap();
        let screen = format!("{before}─ model 0123456789ab{}", &after[12..]);
        insta::assert_snapshot!(format!("merges_log_{columns}x{rows}"), screen);
    }
}

#[test]
fn the_next_pairs_are_read_before_they_are_wanted() {
    let mut explorer = desk(80, 24);
    let mut cmds = update::update(&mut explorer.app, Msg::Resize(80, 24));
    assert!(cmds.is_empty());
    let key = crossterm::event::KeyEvent::from(crossterm::event::KeyCode::Char('s'));
    cmds.extend(update::update(&mut explorer.app, Msg::Key(key)));
    let asks_for_a_pair = cmds.iter().any(|cmd| matches!(cmd, Cmd::Ask { slot: "merges.pair", .. }));
    assert!(!asks_for_a_pair, "{cmds:?}");
}

#[test]
fn read_only_decides_nothing_and_says_so() {
    let look = Look { read_only: true, ..Look::default() };
    let mut explorer = Harness::with(doubtful(), 80, 24, Answers::Given, look);
    explorer.keys("3");
    assert!(!explorer.screen().contains("y same"), "{}", explorer.screen());
    explorer.keys("y");
    assert!(explorer.screen().contains("open read-only"), "{}", explorer.screen());
    assert!(explorer.screen().contains("1 of 3"), "{}", explorer.screen());
}

#[test]
fn masked_and_untrusted_values() {
    let mut explorer = pictured(120, 40, Look { masked: true, ..Look::default() });
    let screen = explorer.screen();
    for secret in ["María", "García", "612", "7412345678901", "王小明"] {
        assert!(!screen.contains(secret), "{secret} in\n{screen}");
    }
    assert!(!explorer.keys("*").screen().contains('\x1b'));
    assert!(explorer.screen().contains("María"));
}

#[test]
fn looks_for_those_who_do_not_see_colours() {
    let plain = pictured(80, 24, Look { plain: true, ..Look::default() });
    assert!(plain.screen().contains("Mar[í]a") && !plain.screen().contains('│'), "{}", plain.screen());
    let ascii = pictured(80, 24, Look { ascii: true, ..Look::default() });
    assert!(ascii.screen().contains('#') && !ascii.screen().contains('▆'), "{}", ascii.screen());
}

#[test]
fn long_work_keeps_decisions_back() {
    let mut explorer = desk(80, 24);
    explorer.keys("f5");
    explorer.keys("y");
    assert!(explorer.screen().contains("1 of 3"), "{}", explorer.screen());
    let decided = explorer.left.iter().filter(|cmd| matches!(cmd, Cmd::Work(_, work) if work.is_quick()));
    assert_eq!(decided.count(), 0);
}

#[test]
fn the_place_in_the_queue_comes_back() {
    let mut explorer = desk(80, 24);
    explorer.keys("s");
    let session = explorer.app.session();
    let mut again = Harness::new(doubtful(), 80, 24, Answers::Given);
    again.app.resume(&session);
    again.keys("1 3");
    assert!(again.screen().contains("2 of 3") && again.screen().contains("Olga"), "{}", again.screen());
    assert_eq!(again.app.current, ScreenId::Merges);
}

#[test]
fn a_decision_leaves_the_pairs_that_are_ready_alone() {
    let mut explorer = desk(80, 24);
    let press = |explorer: &mut Harness, c| {
        let key = crossterm::event::KeyEvent::from(crossterm::event::KeyCode::Char(c));
        update::update(&mut explorer.app, Msg::Key(key))
    };
    explorer.keys("n");
    // The decision is stored; the pair after the next one is ready all the same.
    let cmds = press(&mut explorer, 's');
    let reads = |cmd: &Cmd| matches!(cmd, Cmd::Ask { slot: "merges.pair" | "merges.ahead", .. });
    assert!(!cmds.iter().any(reads), "{cmds:?}");
}

#[test]
fn a_decision_on_the_same_people_is_seen_in_the_pair_shown() {
    let mut explorer = desk(120, 40);
    explorer.keys("y p");
    assert!(explorer.screen().contains("same person"), "{}", explorer.screen());
}

#[test]
fn a_pair_that_is_gone_is_left_out_ahead() {
    let workspace = doubtful();
    let query = Query::Ahead(vec![Pair::of(1, 2), Pair::of(9001, 9002)]);
    let reply = query.answer(workspace.connection(), &Progress::silent()).unwrap();
    assert!(matches!(reply, Reply::Ahead(views) if views.len() == 1));
}
