//! The explorer from outside: keys in, screen text out, at the sizes people have and in the states lanes make.

use super::canvas::Look;
use super::harness::{Answers, Harness, empty, people};
use super::msg::{Cmd, Msg, Signal};
use super::screens::ScreenId;
use ratatui::style::Color;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 50)];

fn full(columns: u16, rows: u16) -> Harness {
    Harness::new(people(), columns, rows, Answers::Given)
}

#[test]
fn screens_at_three_sizes() {
    for (columns, rows) in SIZES {
        let mut explorer = full(columns, rows);
        for (name, keys) in [("overview", "1"), ("profiles", "2"), ("profile", "enter ]"), ("sources", "6")] {
            let screen = explorer.keys(keys).screen();
            insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), screen);
        }
    }
}

#[test]
fn every_tab_of_a_profile_has_something_to_say() {
    let mut explorer = full(120, 40);
    explorer.keys("2 enter");
    for tab in ["golden", "records", "identifiers", "journey", "segments", "how", "history"] {
        insta::assert_snapshot!(format!("profile_tab_{tab}"), explorer.screen());
        explorer.keys("]");
    }
}

#[test]
fn an_empty_workspace_says_what_to_do() {
    let mut explorer = Harness::new(empty(), 80, 24, Answers::Given);
    assert!(explorer.screen().contains("Nothing is loaded yet."), "{}", explorer.screen());
    assert!(explorer.keys("2").screen().contains("Nobody is here yet."), "{}", explorer.screen());
    assert!(explorer.keys("6").screen().contains("No source is loaded yet."), "{}", explorer.screen());
    assert!(explorer.screen().contains("Ctrl-O loads a file or a folder of exports."));
}

#[test]
fn waiting_is_shown_only_when_it_lasts() {
    for screen in ["1", "2", "6"] {
        let mut explorer = Harness::new(people(), 80, 24, Answers::Held);
        explorer.keys(screen);
        assert_eq!(explorer.app.next_wake(), Some(150));
        let before = explorer.screen();
        assert!(!before.contains(" ms") && !before.contains("Nobody"), "{before}");
        explorer.later(600);
        assert!(explorer.screen().contains("600 ms"), "{}", explorer.screen());
        assert_eq!(explorer.app.next_wake(), Some(700));
    }
}

#[test]
fn what_is_being_renewed_is_dimmed_when_that_lasts() {
    let sights = [
        ("1", "Who came out"),
        ("2", "Schmidt"),
        ("4", "newest first"),
        ("5", "High value"),
        ("6", "klaviyo_profiles"),
    ];
    for (screen, sight) in sights {
        let mut explorer = full(120, 40);
        explorer.keys(screen);
        let bright = explorer.style_of(sight);
        explorer.hold().keys("ctrl-r").later(100);
        assert_eq!(explorer.style_of(sight), bright, "{screen}: not at once");
        explorer.later(100);
        assert_eq!(explorer.style_of(sight).fg, Some(Color::DarkGray), "{screen}: {}", explorer.screen());
    }
}

#[test]
fn colour_codes_in_what_is_pasted_vanish_whole() {
    let mut explorer = full(80, 24);
    explorer.keys("2 /").send(Msg::Paste("\x1b[1;31mschm\x1b[0m\n".into()));
    explorer.keys("enter");
    let screen = explorer.screen();
    assert!(screen.contains("/ schm ") && !screen.contains("31m"), "{screen}");
    explorer.keys("ctrl-o").send(Msg::Paste("/tmp/\x1b]0;title\x07ex\x1b[32mports".into()));
    explorer.later(0);
    assert!(explorer.screen().contains("› /tmp/exports "), "{}", explorer.screen());
}

#[test]
fn a_failure_says_why_and_how_to_try_again() {
    for screen in ["1", "2", "6"] {
        let mut explorer = Harness::new(people(), 80, 24, Answers::Refused);
        explorer.keys(screen);
        assert!(explorer.screen().contains("disk is gone"), "{}", explorer.screen());
        assert!(explorer.screen().contains("Ctrl-R asks again."));
    }
}

#[test]
fn nothing_wakes_an_idle_explorer() {
    let mut explorer = full(80, 24);
    for screen in ["1", "2", "6"] {
        explorer.keys(screen);
        assert_eq!(explorer.app.next_wake(), None);
        assert!(!explorer.app.dirty);
    }
}

#[test]
fn small_terminals_degrade_and_tiny_ones_say_so() {
    let mut explorer = full(60, 16);
    insta::assert_snapshot!("profiles_60x16", explorer.keys("2").screen());
    assert!(explorer.keys("enter").screen().contains("given name"));
    explorer.resize(59, 16);
    assert!(explorer.screen().starts_with("Onefold needs 60x16; this is 59x16"));
}

#[test]
fn the_row_under_the_cursor_survives_a_resize() {
    let mut explorer = full(100, 40);
    explorer.keys("2 end");
    let name =
        explorer.app.screens.get(ScreenId::Profiles).crumbs(&super::screens::CrumbCx { masked: false });
    assert!(name.is_empty());
    let line = |explorer: &Harness| explorer.screen().lines().find(|l| l.contains('▌')).map(str::to_owned);
    let before = line(&explorer).unwrap();
    explorer.resize(100, 20);
    let start = |line: &str| line.chars().take(26).collect::<String>();
    assert_eq!(start(&line(&explorer).unwrap()), start(&before));
}

#[test]
fn escape_never_leaves_and_q_closes_one_layer() {
    let mut explorer = full(80, 24);
    explorer.keys("2 enter esc esc esc");
    assert!(!explorer.app.leaving);
    assert!(explorer.screen().contains("This is the ground floor; q leaves"));
    explorer.keys("enter ? q");
    assert!(!explorer.app.leaving, "q is typed into the search of the menu");
    explorer.keys("esc q");
    assert!(!explorer.app.leaving, "q closed the detail");
    explorer.keys("q");
    assert!(explorer.app.leaving);
    assert!(matches!(explorer.left.last(), Some(Cmd::Leave(0, session)) if session.screen == "profiles"));
}

#[test]
fn what_was_typed_before_comes_again() {
    let mut explorer = full(80, 24);
    explorer.keys("2 / \"ann\" enter / ctrl-u \"bob\" enter esc");
    assert!(!explorer.screen().contains("/ bob"), "{}", explorer.screen());
    explorer.keys("/ \"c\" ctrl-p");
    assert!(explorer.screen().contains("/ bob"), "{}", explorer.screen());
    explorer.keys("ctrl-p");
    assert!(explorer.screen().contains("/ ann"), "{}", explorer.screen());
    explorer.keys("ctrl-n ctrl-n");
    assert!(explorer.screen().contains("/ c"), "{}", explorer.screen());
    let session = explorer.app.session();
    assert_eq!(session.typed["profiles"], ["bob", "ann"]);
    explorer.keys("esc ctrl-o \"a.csv\" esc ctrl-o \"b.csv\" enter");
    assert!(matches!(explorer.left.last(), Some(Cmd::Work(..))));
    let mut again = full(80, 24);
    again.app.resume(&explorer.app.session());
    again.keys("ctrl-o up");
    assert!(again.screen().contains("› b.csv"), "{}", again.screen());
}

#[test]
fn control_c_stops_questions_first_and_leaves_second() {
    let mut explorer = Harness::new(people(), 80, 24, Answers::Held);
    explorer.keys("ctrl-c");
    assert!(matches!(explorer.left.last(), Some(Cmd::ForgetAll)));
    let mut explorer = full(80, 24);
    explorer.keys("ctrl-c");
    assert!(matches!(explorer.left.last(), Some(Cmd::Leave(130, _))));
}

#[test]
fn signals_leave_with_their_code() {
    for (signal, code) in [(Signal::Terminate, 143), (Signal::HangUp, 129), (Signal::Interrupt, 130)] {
        let mut explorer = full(80, 24);
        explorer.send(Msg::Signal(signal));
        assert!(matches!(explorer.left.last(), Some(Cmd::Leave(c, _)) if *c == code));
    }
}

#[test]
fn a_filter_finds_as_it_is_typed_and_esc_takes_it_off() {
    let mut explorer = full(120, 40);
    explorer.keys("2 / \"garc\" ");
    assert!(explorer.screen().contains("10 found"), "{}", explorer.screen());
    assert!(explorer.screen().contains("of 10"));
    explorer.keys("enter");
    assert!(explorer.screen().contains("Profiles › /garc"));
    explorer.keys("esc");
    assert!(explorer.screen().contains("of 60"));
    explorer.keys("/ \"zzzz\"");
    assert!(explorer.screen().contains("Nobody matches zzzz."));
}

#[test]
fn people_are_narrowed_by_what_they_have_in_common() {
    let mut explorer = full(120, 40);
    explorer.keys("2 f down down down enter");
    assert!(explorer.screen().contains("of 15"), "known to Square:\n{}", explorer.screen());
    assert!(explorer.screen().contains("Profiles › Square"), "{}", explorer.screen());
    let (column, row) = explorer.find("High value");
    explorer.click(column, row);
    assert!(!explorer.screen().contains("of 15"), "{}", explorer.screen());
    explorer.keys("F");
    assert!(explorer.screen().contains("of 60"), "{}", explorer.screen());
    let mut explorer = full(80, 24);
    explorer.keys("2 f");
    assert!(explorer.screen().contains("known to"), "{}", explorer.screen());
    explorer.keys("down down down enter esc / \"garc\" enter");
    assert!(explorer.screen().contains("found"), "{}", explorer.screen());
    assert!(!explorer.screen().contains("10 found"), "only those at Square:\n{}", explorer.screen());
}

#[test]
fn sorting_by_keys_and_by_a_click_on_a_heading() {
    let mut explorer = full(120, 40);
    explorer.keys("2 s");
    assert!(explorer.screen().contains("Sorted by email, from A to Z"), "{}", explorer.screen());
    let (column, row) = explorer.find("name");
    explorer.click(column, row);
    assert!(explorer.screen().contains("name▲"), "{}", explorer.screen());
    explorer.click(column, row);
    assert!(explorer.screen().contains("name▼"));
}

#[test]
fn the_mouse_does_what_the_keys_do() {
    let mut explorer = full(120, 40);
    let (column, row) = explorer.find("2 Profiles");
    explorer.click(column + 2, row);
    assert_eq!(explorer.app.current, ScreenId::Profiles);
    let (column, row) = explorer.find("identifiers");
    explorer.click(column, row);
    assert!(explorer.screen().contains("in 3 records") || explorer.screen().contains("in 4 records"));
    let (column, row) = explorer.find("? help");
    explorer.click(column, row);
    assert!(explorer.screen().contains("What works here"));
    explorer.click(0, 5);
    assert!(!explorer.screen().contains("What works here"), "a click beside closes");
}

#[test]
fn help_lists_what_works_here_and_enter_runs_it() {
    let mut explorer = full(80, 24);
    explorer.keys("2 ?");
    insta::assert_snapshot!("help_80x24", explorer.screen());
    explorer.keys("\"previous\" down up \"screen\"");
    explorer.keys("enter");
    assert_eq!(explorer.app.current, ScreenId::Overview);
}

#[test]
fn the_palette_reaches_other_screens_and_remembers() {
    let mut explorer = full(80, 24);
    explorer.keys(": \"sources\"").keys("enter");
    assert_eq!(explorer.app.current, ScreenId::Sources);
    explorer.keys("ctrl-p");
    let first = explorer.screen().lines().find(|l| l.contains('▌')).unwrap().to_owned();
    assert!(first.contains("Go to Sources"), "{first}");
}

#[test]
fn masks_hide_people_but_not_places() {
    let mut explorer = full(120, 40);
    explorer.keys("2 enter");
    assert!(explorer.screen().contains("@exam"));
    explorer.keys("*");
    let screen = explorer.screen();
    assert!(screen.contains("masked") && screen.contains("p•••@e•••.com"), "{screen}");
    for secret in ["@exam", "Schmidt", "+4917012345", "Hauptstr. 4"] {
        assert!(!screen.contains(secret), "{secret} in\n{screen}");
    }
    explorer.keys("]");
    assert!(!explorer.screen().contains("Schmidt"), "{}", explorer.screen());
}

#[test]
fn read_only_hides_what_writes() {
    let look = Look { read_only: true, ..Look::default() };
    let mut explorer = Harness::with(people(), 80, 24, Answers::Given, look);
    explorer.keys("ctrl-p \"load\"");
    assert!(!explorer.screen().contains("Load a file"), "{}", explorer.screen());
    explorer.keys("esc f5");
    assert!(explorer.screen().contains("open read-only: nothing can be changed"));
    assert!(explorer.left.iter().all(|cmd| !matches!(cmd, Cmd::Work(..))));
}

#[test]
fn customer_data_cannot_steer_the_terminal() {
    let mut explorer = full(120, 40);
    explorer.keys("6 down enter ] ]");
    let screen = explorer.screen();
    assert!(screen.contains("K31,Bernd,Red"), "{screen}");
    assert!(!screen.contains('\x1b'));
}

#[test]
fn ascii_and_plain_looks_draw_no_boxes() {
    let look = Look { ascii: true, ..Look::default() };
    let mut explorer = Harness::with(people(), 80, 24, Answers::Given, look);
    let screen = explorer.keys("1").screen();
    assert!(screen.contains("+- What came in") || screen.contains("+ What came in"), "{screen}");
    assert!(!screen.contains('─') && !screen.contains('▆'), "{screen}");
    let look = Look { plain: true, ..Look::default() };
    let mut explorer = Harness::with(people(), 80, 24, Answers::Given, look);
    assert!(!explorer.keys("2").screen().contains('│'));
}

#[test]
fn a_paste_goes_into_the_filter_only_while_it_is_typed() {
    let mut explorer = full(80, 24);
    explorer.keys("2");
    explorer.send(Msg::Paste("q\x1b[31m".into()));
    assert!(!explorer.app.leaving);
    explorer.keys("/");
    explorer.send(Msg::Paste("person12@\nexample.com\x1b".into()));
    explorer.keys("enter");
    assert!(explorer.screen().contains("/ person12@ example.com"), "{}", explorer.screen());
}

#[test]
fn the_session_comes_back() {
    let mut explorer = full(120, 40);
    explorer.keys("2 S down down");
    let session = explorer.app.session();
    let id = session.lists["profiles"].cursor;
    let mut again = full(120, 40);
    again.app.resume(&session);
    assert_eq!(again.app.current, ScreenId::Profiles);
    let cmds = super::update::start(&mut again.app);
    assert!(!cmds.is_empty());
    assert_eq!(again.app.session().lists["profiles"].cursor, id);
    assert!(!again.app.session().lists["profiles"].descending);
}

#[test]
fn sources_can_be_filtered_and_come_back_as_they_were_left() {
    let mut explorer = full(120, 40);
    explorer.keys("6 / g a 4 enter ]");
    let screen = explorer.screen();
    assert!(screen.contains("1 of 5") && !screen.contains("klaviyo_profiles"), "{screen}");
    let session = explorer.app.session();
    explorer.keys("esc");
    assert!(explorer.screen().contains("klaviyo_profiles"), "{}", explorer.screen());
    let mut again = full(120, 40);
    again.app.resume(&session);
    again.keys("1 6");
    assert!(
        again.screen().contains("1 of 5") && again.screen().contains("▌ ga4_events"),
        "{}",
        again.screen()
    );
}
