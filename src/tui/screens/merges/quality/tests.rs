//! The view from outside: pictures at three sizes, and what its keys do to a small resolved workspace.

use crate::tui::canvas::Look;
use crate::tui::harness::{Answers, Harness, empty, welded};
use crate::workspace::Workspace;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 50)];

fn open(workspace: Workspace, (columns, rows): (u16, u16), look: Look) -> Harness {
    let mut explorer = Harness::with(workspace, columns, rows, Answers::Given, look);
    explorer.keys("3 Q");
    explorer
}

fn count(explorer: &Harness, sql: &str) -> i64 {
    explorer.workspace().connection().query_row(sql, [], |row| row.get(0)).unwrap()
}

fn judged(explorer: &Harness) -> i64 {
    count(explorer, "SELECT count(*) FROM judgements")
}

/// The source rows of both records on the screen tell who they are: one person when the last three digits are alike.
fn judge_truly(explorer: &mut Harness, most: usize) -> usize {
    for n in 0..most {
        let Some((left, right)) = explorer.app.screens.merges.quality.at.map(|pair| (pair.left, pair.right))
        else {
            return n;
        };
        explorer.keys(if left % 1000 == right % 1000 { "y" } else { "n" });
        explorer.later(4_000);
    }
    most
}

#[test]
fn the_view_at_three_sizes() {
    for size in SIZES {
        let (columns, rows) = size;
        let mut explorer = open(welded(), size, Look::default());
        insta::assert_snapshot!(format!("quality_first_{columns}x{rows}"), explorer.screen());
        judge_truly(&mut explorer, 24);
        insta::assert_snapshot!(format!("quality_{columns}x{rows}"), explorer.screen());
    }
}

#[test]
fn before_a_word_nothing_tells_what_the_model_thinks() {
    let explorer = open(welded(), (120, 40), Look::default());
    let screen = explorer.screen();
    assert!(screen.contains("Merges › quality") && screen.contains("Judge by what you see"), "{screen}");
    for telling in ["%", "bits", "one profile", "two profiles", "P1", "adds up", "starts at", "rare"] {
        assert!(!screen.contains(telling), "{telling}: {screen}");
    }
}

#[test]
fn a_word_measures_and_changes_nothing_else() {
    let mut explorer = open(welded(), (120, 40), Look::default());
    let profiles = "SELECT count(*) FROM profiles";
    let (before, decisions) =
        (count(&explorer, profiles), count(&explorer, "SELECT count(*) FROM decisions"));
    explorer.keys("y");
    let screen = explorer.screen();
    assert!(screen.contains("You said one person. They are in"), "{screen}");
    assert!(screen.contains("1 pair judged") && screen.contains("too early to tell"), "{screen}");
    explorer.keys("n u");
    assert!(explorer.screen().contains("You were unsure"), "{}", explorer.screen());
    assert_eq!((judged(&explorer), count(&explorer, profiles)), (3, before));
    assert_eq!(count(&explorer, "SELECT count(*) FROM decisions"), decisions);
    assert_eq!(count(&explorer, "SELECT count(*) FROM judgements WHERE who = 'maria'"), 3);
    explorer.keys("s p");
    assert!(explorer.screen().contains("pairs are drawn at random"), "{}", explorer.screen());
    explorer.keys("Q");
    assert!(explorer.screen().contains("1 of 3"), "back at the queue: {}", explorer.screen());
}

#[test]
fn the_next_pair_is_there_before_anything_is_answered() {
    let mut explorer = open(welded(), (120, 40), Look::default());
    let first = explorer.app.screens.merges.quality.at;
    explorer.hold();
    explorer.keys("y");
    let quality = &explorer.app.screens.merges.quality;
    assert!(quality.at != first && quality.pair().is_some());
    assert!(explorer.screen().contains("source") && explorer.screen().contains("birth date"));
    assert_eq!(explorer.app.next_wake(), None, "nobody waits");
}

#[test]
fn all_pairs_can_be_judged_and_the_truth_is_told_then() {
    let mut explorer = open(welded(), (120, 40), Look::default());
    let all = judge_truly(&mut explorer, 500);
    let screen = explorer.screen();
    assert!(all > 60 && screen.contains("Every pair was judged."), "{all} {screen}");
    assert!(screen.contains("enough: both are known to within 2 points"), "{screen}");
    // Thirty-six profiles of one person each, and one of eight records that is four.
    assert!(
        screen.contains("62.5 % (62.5 to 62.5)") && screen.contains("24 false merges found, 0 parted"),
        "{screen}"
    );
    assert_eq!(judged(&explorer), all as i64);
}

#[test]
fn a_word_can_be_said_again_and_a_wrong_profile_opened() {
    let mut explorer = open(welded(), (120, 40), Look::default());
    let quality = |explorer: &Harness| explorer.app.screens.merges.quality.at;
    let first = quality(&explorer);
    explorer.keys("u");
    let second = quality(&explorer);
    explorer.keys("U");
    assert_eq!(quality(&explorer), first);
    explorer.keys("y");
    assert_eq!(quality(&explorer), second, "and on with the one that waited");
    assert_eq!(judged(&explorer), 2, "both words are in the log");
    assert!(explorer.screen().contains("1 pair judged"), "{}", explorer.screen());
    // Until a false merge is found: Enter opens the pair, one key parts it, and the sample goes on.
    for _ in 0..200 {
        judge_truly(&mut explorer, 1);
        if explorer.screen().contains("a false merge; Enter opens the pair") {
            break;
        }
    }
    let before = count(&explorer, "SELECT count(*) FROM profiles");
    explorer.keys("enter");
    assert!(explorer.screen().contains("adds up to"), "{}", explorer.screen());
    explorer.keys("n");
    assert_eq!(count(&explorer, "SELECT count(*) FROM profiles"), before + 1);
    let screen = explorer.screen();
    assert!(screen.contains("Merges › quality") && screen.contains("1 parted"), "{screen}");
}

#[test]
fn read_only_shows_and_judges_nothing() {
    let look = Look { read_only: true, ..Look::default() };
    let mut explorer = open(welded(), (80, 24), look);
    assert!(explorer.screen().contains("Same person? (read-only)"), "{}", explorer.screen());
    explorer.keys("y n u");
    assert_eq!(judged(&explorer), 0);
}

#[test]
fn waiting_failing_and_having_nothing_to_measure() {
    let mut explorer = Harness::new(empty(), 80, 24, Answers::Held);
    explorer.keys("3 Q");
    explorer.later(600);
    assert!(explorer.screen().contains("Drawing a sample"), "{}", explorer.screen());
    let mut explorer = Harness::new(empty(), 80, 24, Answers::Refused);
    explorer.keys("3 Q");
    assert!(explorer.screen().contains("disk is gone"), "{}", explorer.screen());
    let explorer = open(empty(), (80, 24), Look::default());
    assert!(explorer.screen().contains("There is nothing to measure yet."), "{}", explorer.screen());
}

#[test]
fn screen_readers_get_words_and_no_bars() {
    let mut explorer = open(welded(), (80, 24), Look { plain: true, ..Look::default() });
    judge_truly(&mut explorer, 3);
    let screen = explorer.screen();
    assert!(screen.contains("precision") && !screen.contains('●') && !screen.contains('━'), "{screen}");
    let masked = open(welded(), (80, 24), Look { masked: true, ..Look::default() });
    assert!(!masked.screen().contains("Archer"), "{}", masked.screen());
}
