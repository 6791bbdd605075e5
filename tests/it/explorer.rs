//! The explorer on a real pseudo-terminal: a walk through every screen, and the terminal given back however it ends.

use crate::shop::{PEOPLE, Shop};
use crate::terminal::{Explorer, PATIENCE, given_back};
use base64::Engine;
use std::process::Command;
use std::time::{Duration, Instant};

fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("people.csv", PEOPLE);
    assert_eq!(shop.run(&["load", "people.csv"]).code, Some(0));
    assert_eq!(shop.run(&["run"]).code, Some(0));
    shop
}

#[test]
fn a_walk_through_every_screen() {
    let shop = Shop::demo();
    let mut explorer = Explorer::open(&shop, &["--no-mask"], &[]);
    explorer.shows("Who came out");

    explorer.press("2");
    explorer.shows("golden record");
    explorer.press("\r");
    for sight in ["› records", "› identifiers", "› journey", "› segments", "› how", "› history"] {
        explorer.press("]");
        explorer.shows(sight);
    }
    explorer.press("\x1b");
    explorer.hides("› history");
    explorer.press("f");
    explorer.shows("known to");
    explorer.press("\x1b");
    explorer.hides("known to");
    explorer.press("W");
    explorer.shows("What if?");
    explorer.press("merge 12\r");
    explorer.shows("would");
    explorer.press("\x1b");
    explorer.hides("What if: merge 12");
    explorer.press("J");
    explorer.shows("Profiles › Journey");
    explorer.shows("newest first");

    explorer.press("4");
    explorer.shows("◆ buying");
    explorer.press("Z");
    explorer.shows("Sessions");
    explorer.press("ZZZ");
    explorer.shows("Months");
    explorer.press("f");
    explorer.shows("show only");
    explorer.press("\x1b");
    explorer.hides("show only");
    explorer.press("zzzz");
    explorer.shows("Events");

    explorer.press("3");
    explorer.shows("0 decided today");
    explorer.shows("adds up to");
    explorer.press("n");
    explorer.shows("1 decided today");
    explorer.press("U");
    explorer.shows("0 decided today");
    explorer.press("f");
    explorer.shows("everything that waits");
    explorer.press("\x1b");
    explorer.hides("everything that waits");
    explorer.press("L");
    explorer.shows("took back 1");
    explorer.press("\x1b");
    explorer.hides("took back 1");
    explorer.press("m");
    explorer.shows("all same");
    explorer.shows("1 of ");
    explorer.shows("Y same");
    explorer.press("N");
    explorer.shows("different people?");
    explorer.press("y");
    explorer.shows("≠ Different people: ");
    explorer.press("L");
    explorer.shows("Enter opens");
    explorer.press("gg\r");
    explorer.shows("Decision 3: ");
    explorer.press("\x1b");
    explorer.hides("Decision 3: ");
    explorer.press("U");
    explorer.shows("Taken back: ");
    explorer.press("w");
    explorer.shows("Several people in one?");
    explorer.press("\x1b");
    explorer.hides("Several people in one?");
    explorer.press("i");
    explorer.shows("Shared by many");
    explorer.press("\x1b");
    explorer.hides("Shared by many");
    explorer.press("/zzzz");
    explorer.shows("No pair that waits has that.");
    explorer.press("\x1b");
    explorer.hides("No pair that waits has that.");
    explorer.press("\x1b");
    explorer.hides("everything that waits");

    explorer.press("5");
    explorer.shows("Who belongs to it");
    explorer.press("\r");
    explorer.shows("In ");
    explorer.press("/zzzz");
    explorer.shows("None of them matches zzzz.");
    explorer.press("\x1b");
    explorer.hides("None of them");

    explorer.press("6");
    explorer.shows("shopify_orders");
    explorer.press("]");
    explorer.shows("filled");
    explorer.press("]");
    explorer.shows("Every row could be used.");
    explorer.press("7");
    explorer.shows("How alike the pairs are");
    explorer.press("]");
    explorer.shows("only it");
    explorer.press("]");
    explorer.shows("How far the data decide");

    explorer.press("?");
    explorer.shows("What works here");
    explorer.press("\x1b");
    explorer.hides("What works here");
    explorer.press(":");
    explorer.shows("Commands");
    explorer.press("overview\r");
    explorer.shows("Who came out");

    for (columns, rows) in [(200, 50), (60, 16), (40, 10), (100, 30)] {
        explorer.resize(columns, rows);
        let sight = if columns < 60 { "Onefold needs 60x16" } else { "1 Overview" };
        explorer.shows(sight);
    }
    explorer.press("q");
    assert_eq!(explorer.ended(), 0);
}

#[test]
fn what_was_filtered_is_filtered_next_time() {
    let shop = shop();
    let mut explorer = Explorer::open(&shop, &["--no-mask"], &[]);
    explorer.press("2/cleo\r");
    explorer.shows("1 found");
    explorer.press("\r");
    explorer.shows("cleo@mail.org");
    explorer.press("\x03");
    assert_eq!(explorer.ended(), 130);
    let mut again = Explorer::open(&shop, &["--no-mask"], &[]);
    again.shows("Cleo Fox");
    again.press("qqq");
    assert_eq!(again.ended(), 0);
}

#[test]
fn what_is_copied_reaches_the_terminal_and_the_desktop() {
    let shop = shop();
    let tools = shop.path("tools");
    std::fs::create_dir(&tools).unwrap();
    let tool = shop.path("tools/xclip");
    std::fs::write(&tool, "#!/bin/sh\n/bin/cat > copied.part && /bin/mv copied.part copied.txt\n").unwrap();
    assert!(Command::new("chmod").arg("+x").arg(&tool).status().unwrap().success());
    let variables = [("DISPLAY", ":0"), ("PATH", tools.to_str().unwrap())];
    let mut explorer = Explorer::open(&shop, &["--no-mask"], &variables);
    explorer.shows("Who came out");
    explorer.press("2/cleo\r");
    explorer.until("the one found", |screen| {
        let screen = screen.contents();
        screen.contains("1 found") && screen.contains("▌ Cleo Fox")
    });
    explorer.press("c");
    explorer.shows("1 profile copied");
    let begun = Instant::now();
    let copied = loop {
        if let Ok(copied) = std::fs::read_to_string(shop.path("copied.txt")) {
            break copied;
        }
        assert!(begun.elapsed() < PATIENCE, "the desktop's tool was never called");
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(copied.contains("Cleo Fox  cleo@mail.org"), "{copied}");
    explorer.press("q");
    explorer.press("q");
    explorer.ended();
    let bytes = String::from_utf8_lossy(&explorer.seen.lock().unwrap().bytes).into_owned();
    let sequence = bytes.split("\x1b]52;c;").nth(1).and_then(|rest| rest.split('\x07').next()).unwrap();
    assert_eq!(base64::engine::general_purpose::STANDARD.decode(sequence).unwrap(), copied.as_bytes());
}

#[test]
fn names_are_masked_unless_asked_for() {
    let shop = shop();
    let mut explorer = Explorer::open(&shop, &[], &[]);
    explorer.press("2");
    explorer.shows("A••• L•••");
    assert!(!explorer.screen().contains("Lee"));
    explorer.press("q");
    assert_eq!(explorer.ended(), 0);
}

#[test]
fn signals_give_the_terminal_back() {
    let shop = shop();
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let mut explorer = Explorer::open(&shop, &[], &[]);
        explorer.shows("Who came out");
        explorer.signal(signal);
        assert_eq!(explorer.ended(), code, "{signal}");
    }
}

#[test]
fn a_stop_gives_the_terminal_back_and_takes_it_again() {
    let shop = shop();
    let mut explorer = Explorer::open(&shop, &[], &[]);
    explorer.shows("Who came out");
    explorer.press("\x1a");
    explorer.until("the terminal given back", given_back);
    explorer.signal("CONT");
    explorer.until("the explorer again", |screen| {
        screen.alternate_screen() && screen.bracketed_paste() && screen.contents().contains("Who came out")
    });
    explorer.press("q");
    assert_eq!(explorer.ended(), 0);
}

#[test]
fn no_colour_means_none() {
    let shop = shop();
    let mut explorer = Explorer::open(&shop, &[], &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]);
    explorer.press("2");
    explorer.shows("A••• L•••");
    explorer.press("q");
    assert_eq!(explorer.ended(), 0);
    let bytes = explorer.seen.lock().unwrap().bytes.clone();
    let text = String::from_utf8_lossy(&bytes);
    let coloured = text.split("\x1b[").skip(1).find(|sequence| {
        let parameters =
            sequence.split(|c: char| !(c.is_ascii_digit() || c == ';')).next().unwrap_or_default();
        let is_style = sequence[parameters.len()..].starts_with('m');
        is_style
            && parameters
                .split(';')
                .filter_map(|p| p.parse::<u32>().ok())
                .any(|p| matches!(p, 30..=38 | 40..=48 | 90..=107))
    });
    assert_eq!(coloured.map(|s| s.chars().take(12).collect::<String>()), None);
    assert!(text.contains("\x1b[7m"), "the selected row is reversed");
}
