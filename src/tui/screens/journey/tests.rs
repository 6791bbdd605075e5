//! Journey from outside: keys in, screen text out, on the small workspace of the explorer's tests.

use crate::tui::canvas::Look;
use crate::tui::harness::{Answers, Harness, empty, people, traveller};
use crate::tui::screens::ScreenId;

fn journey(columns: u16, rows: u16) -> Harness {
    let mut explorer = Harness::new(traveller(), columns, rows, Answers::Given);
    explorer.keys("4");
    explorer
}

#[test]
fn a_life_at_three_sizes_and_zooms() {
    for (columns, rows) in [(80, 24), (120, 40), (200, 50)] {
        let mut explorer = journey(columns, rows);
        insta::assert_snapshot!(format!("journey_events_{columns}x{rows}"), explorer.screen());
        explorer.keys("o");
        insta::assert_snapshot!(format!("journey_order_{columns}x{rows}"), explorer.screen());
        explorer.keys("Z Z Z Z");
        insta::assert_snapshot!(format!("journey_months_{columns}x{rows}"), explorer.screen());
    }
}

#[test]
fn the_cursor_and_the_signs_under_it_are_both_to_be_seen() {
    let mut explorer = journey(120, 40);
    explorer.keys("o");
    let screen = explorer.screen();
    let lanes: Vec<&str> = screen.lines().skip_while(|line| !line.contains('○')).take(7).collect();
    let ruler = lanes.iter().position(|line| line.contains('▲') && line.contains('─')).expect(&screen);
    let column = lanes[ruler].chars().position(|c| c == '▲').unwrap();
    let under: Vec<char> = lanes[..ruler].iter().filter_map(|line| line.chars().nth(column)).collect();
    assert!(under.contains(&'│') && under.iter().any(|c| *c != '│' && *c != ' '), "{under:?}\n{screen}");
}

#[test]
fn the_tab_opens_the_liveliest_journey_and_others_follow() {
    let mut explorer = journey(120, 40);
    assert!(explorer.screen().contains("person 1 of 60"), "{}", explorer.screen());
    assert!(explorer.screen().contains("Anna Schmidt"), "{}", explorer.screen());
    explorer.keys("]");
    assert!(explorer.screen().contains("person 2 of 60"), "{}", explorer.screen());
    assert!(!explorer.screen().contains("Anna Schmidt"), "{}", explorer.screen());
    explorer.keys("[ [");
    assert!(explorer.screen().contains("This is the first of them"), "{}", explorer.screen());
}

#[test]
fn zoom_keeps_the_event_under_the_cursor() {
    let mut explorer = journey(120, 40);
    explorer.keys("o");
    let line = |explorer: &Harness| {
        explorer.screen().lines().find(|l| l.contains("│ ▌")).map(|l| l.chars().take(66).collect::<String>())
    };
    let before = line(&explorer);
    assert!(before.as_ref().is_some_and(|line| line.contains("◆ order")), "{before:?}");
    explorer.keys("Z Z Z Z Z");
    assert!(explorer.screen().contains("Years"), "{}", explorer.screen());
    explorer.keys("Z");
    assert!(
        explorer.screen().contains("Wider") || explorer.screen().contains("Years"),
        "{}",
        explorer.screen()
    );
    explorer.keys("z z z z z");
    assert_eq!(line(&explorer), before);
}

#[test]
fn enter_goes_closer_and_then_into_the_event() {
    let mut explorer = journey(80, 24);
    explorer.keys("o Z enter enter");
    let screen = explorer.screen();
    assert!(screen.contains("Order #10") && screen.contains("shopify_orders.csv, row"), "{screen}");
    explorer.keys("end");
    assert!(explorer.screen().contains("Credit of its touchpoints"), "{}", explorer.screen());
    explorer.keys("esc");
    assert!(explorer.screen().contains("Events"), "{}", explorer.screen());
}

#[test]
fn jumps_go_from_order_to_order_and_session_to_session() {
    let mut explorer = journey(120, 40);
    explorer.keys("o o o o o o o o");
    assert!(explorer.screen().contains("No order further below"), "{}", explorer.screen());
    explorer.keys("O s");
    assert!(!explorer.screen().contains("No session"), "{}", explorer.screen());
    explorer.keys("end s");
    assert!(explorer.screen().contains("No session further below"), "{}", explorer.screen());
    explorer.keys("Z Z Z Z home o o");
    let here = explorer.screen().lines().find(|l| l.contains("│ ▌")).unwrap().to_owned();
    assert!(here.contains("89.90 EUR"), "{here}");
}

#[test]
fn kinds_and_sources_narrow_what_is_shown() {
    let mut explorer = journey(80, 24);
    explorer.keys("f");
    insta::assert_snapshot!("journey_facets_80x24", explorer.screen());
    explorer.keys("down down down down down enter esc");
    let screen = explorer.screen();
    assert!(screen.contains("only orders") && screen.contains("of 130 events"), "{screen}");
    assert!(!screen.contains("visit"), "{screen}");
    explorer.keys("F");
    assert!(!explorer.screen().contains("only orders"), "{}", explorer.screen());
}

#[test]
fn profiles_and_segments_lead_to_the_journey_and_back() {
    let mut explorer = Harness::new(traveller(), 120, 40, Answers::Given);
    explorer.keys("2 down J");
    assert_eq!(explorer.app.current, ScreenId::Journey);
    assert!(explorer.screen().contains("person 2 of 60"), "{}", explorer.screen());
    explorer.keys("P");
    assert_eq!(explorer.app.current, ScreenId::Profiles);
    explorer.keys("5 enter down J");
    assert!(explorer.screen().contains("person 2 of 30"), "{}", explorer.screen());
    explorer.keys("esc");
    assert_eq!(explorer.app.current, ScreenId::Segments);
}

#[test]
fn a_click_on_the_strip_goes_to_that_time() {
    let mut explorer = journey(120, 40);
    let (_, row) = explorer.find("◆ buying");
    explorer.click(14, row);
    assert!(explorer.screen().contains("▌ 2024-05-"), "{}", explorer.screen());
}

#[test]
fn waiting_failing_and_having_none() {
    let mut explorer = Harness::new(people(), 80, 24, Answers::Held);
    explorer.keys("4").later(600);
    assert!(explorer.screen().contains("Looking for a lively journey"), "{}", explorer.screen());
    let mut explorer = Harness::new(people(), 80, 24, Answers::Refused);
    assert!(explorer.keys("4").screen().contains("disk is gone"));
    let mut explorer = Harness::new(empty(), 80, 24, Answers::Given);
    assert!(explorer.keys("4").screen().contains("Nobody has a journey yet."), "{}", explorer.screen());
    assert_eq!(explorer.app.next_wake(), None);
}

#[test]
fn signs_tell_kinds_without_colour_and_in_ascii() {
    let look = Look { ascii: true, ..Look::default() };
    let mut explorer = Harness::with(traveller(), 80, 24, Answers::Given, look);
    let screen = explorer.keys("4").screen();
    assert!(screen.contains("$ buying") && !screen.contains('◆') && !screen.contains('▁'), "{screen}");
}

#[test]
fn masks_hide_the_person_and_what_found_them() {
    let look = Look { masked: true, ..Look::default() };
    let mut explorer = Harness::with(traveller(), 120, 40, Answers::Given, look);
    let screen = explorer.keys("4").screen();
    assert!(!screen.contains("Schmidt") && !screen.contains("@example"), "{screen}");
}

#[test]
fn the_person_and_the_zoom_come_back() {
    let mut explorer = journey(80, 24);
    explorer.keys("] Z");
    let session = explorer.app.session();
    let mut again = Harness::new(traveller(), 80, 24, Answers::Given);
    again.app.resume(&session);
    again.keys("1 4");
    assert!(
        again.screen().contains("person 2 of 60") && again.screen().contains("Sessions"),
        "{}",
        again.screen()
    );
}
