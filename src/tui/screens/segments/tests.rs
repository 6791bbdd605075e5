//! Segments from outside: keys in, screen text out, on the small workspace of the explorer's tests.

use crate::tui::canvas::Look;
use crate::tui::harness::{Answers, Harness, empty, people};
use crate::tui::screens::ScreenId;

fn segments(columns: u16, rows: u16) -> Harness {
    let mut explorer = Harness::new(people(), columns, rows, Answers::Given);
    explorer.keys("5");
    explorer
}

#[test]
fn the_list_at_three_sizes() {
    for (columns, rows) in [(80, 24), (120, 40), (200, 50)] {
        let explorer = segments(columns, rows);
        insta::assert_snapshot!(format!("segments_{columns}x{rows}"), explorer.screen());
    }
}

#[test]
fn members_are_a_table_and_lead_to_the_person() {
    let mut explorer = segments(80, 24);
    explorer.keys("enter");
    insta::assert_snapshot!("members_80x24", explorer.screen());
    explorer.keys("down enter");
    assert_eq!(explorer.app.current, ScreenId::Profiles);
    explorer.keys("esc esc");
    assert_eq!(explorer.app.current, ScreenId::Segments);
}

#[test]
fn lists_and_members_can_be_sorted() {
    let mut explorer = segments(120, 40);
    explorer.keys("s");
    assert!(explorer.screen().contains("Largest first"), "{}", explorer.screen());
    explorer.keys("enter s");
    assert!(explorer.screen().contains("Members sorted by"), "{}", explorer.screen());
}

#[test]
fn members_are_filtered_by_what_is_typed() {
    let mut explorer = segments(120, 40);
    explorer.keys("s enter");
    let all = explorer.app.screens.segments.members.len();
    explorer.keys("/ \"schm\"");
    let screen = explorer.screen();
    assert!(screen.contains(&format!("5 of {all}")) && screen.contains("Schmidt"), "{screen}");
    explorer.keys("\"xx\" enter");
    assert!(explorer.screen().contains("None of them matches schmxx."), "{}", explorer.screen());
    explorer.keys("esc");
    assert_eq!(explorer.app.screens.segments.members.len(), all);
    assert!(explorer.app.screens.segments.in_members, "Esc took the filter off, no more");
    explorer.keys("/ \"schm\" enter esc esc down");
    assert!(!explorer.app.screens.segments.within.is_shown(), "another segment, another filter");
}

#[test]
fn waiting_failing_and_having_none() {
    let mut explorer = Harness::new(people(), 80, 24, Answers::Held);
    explorer.keys("5").later(600);
    assert!(explorer.screen().contains("Reading the segments"), "{}", explorer.screen());
    let mut explorer = Harness::new(people(), 80, 24, Answers::Refused);
    assert!(explorer.keys("5").screen().contains("disk is gone"));
    let mut explorer = Harness::new(empty(), 80, 24, Answers::Given);
    assert!(explorer.keys("5").screen().contains("No segment has been filled yet."), "{}", explorer.screen());
    assert_eq!(explorer.app.next_wake(), None);
}

#[test]
fn masks_hide_the_members() {
    let mut explorer =
        Harness::with(people(), 120, 40, Answers::Given, Look { masked: true, ..Look::default() });
    explorer.keys("5 enter");
    let screen = explorer.screen();
    assert!(!screen.contains("Schmidt") && !screen.contains("@example"), "{screen}");
}

#[test]
fn the_segment_comes_back() {
    let mut explorer = segments(80, 24);
    explorer.keys("down");
    let session = explorer.app.session();
    let mut again = Harness::new(people(), 80, 24, Answers::Given);
    again.app.resume(&session);
    again.keys("1 5");
    assert!(again.screen().lines().any(|line| line.contains("▌ Lapsing")), "{}", again.screen());
}

#[test]
fn whoever_was_among_the_members_comes_back_there() {
    let mut explorer = segments(80, 24);
    explorer.keys("enter S / \"schm\" enter down");
    let (order, member) = (explorer.app.screens.segments.order, explorer.app.screens.segments.members.id());
    let screen = explorer.screen();
    let mut again = Harness::new(people(), 80, 24, Answers::Given);
    again.app.resume(&explorer.app.session());
    again.keys("1 5");
    let segments = &again.app.screens.segments;
    assert!(segments.in_members && segments.within.text() == "schm", "{}", again.screen());
    assert_eq!((segments.order, segments.members.id()), (order, member), "{screen}");
}

#[test]
fn the_list_can_be_filtered_and_the_filter_comes_back() {
    let mut explorer = segments(80, 24);
    explorer.keys("/ h i v a l");
    let screen = explorer.screen();
    assert!(screen.contains("High value") && !screen.contains("▌ Active"), "{screen}");
    assert!(screen.contains("1 of 3"), "{screen}");
    explorer.keys("enter");
    let session = explorer.app.session();
    explorer.keys("esc");
    assert!(explorer.screen().contains("Active"), "{}", explorer.screen());
    let mut again = Harness::new(people(), 80, 24, Answers::Given);
    again.app.resume(&session);
    again.keys("1 5");
    assert!(again.screen().contains("▌ High value"), "{}", again.screen());
    again.keys("/ z z z");
    assert!(again.screen().contains("none of 3"), "{}", again.screen());
    again.keys("esc");
    assert!(again.screen().contains("Lapsing"), "{}", again.screen());
}
