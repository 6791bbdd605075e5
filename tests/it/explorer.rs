//! The explorer on a real pseudo-terminal: a walk through every screen, and the terminal given back however it ends.

use crate::shop::{PEOPLE, Shop};
use base64::Engine;
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Longer than any machine needs; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(30);

struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

struct Explorer {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    seen: Arc<Mutex<Seen>>,
    // Dropping it would hang up.
    terminal: Box<dyn portable_pty::MasterPty + Send>,
}

impl Explorer {
    /// Opens the explorer of the shop at 100x30.
    fn open(shop: &Shop, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 30, cols: 100, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_onefold"));
        command.args(arguments);
        command.env_clear();
        command.cwd(shop.path("."));
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            command.env(name, shop.path(folder));
        }
        command.env("ONEFOLD_WORKSPACE", shop.workspace());
        command.env("TERM", "xterm-256color");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = vt100::Parser::new(30.try_into().unwrap(), 100.try_into().unwrap(), 0);
        let seen = Arc::new(Mutex::new(Seen { parser, bytes: Vec::new() }));
        let (mut output, fed) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&seen));
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n @ 1..) = output.read(&mut buffer) {
                let mut seen = fed.lock().unwrap();
                seen.parser.process(&buffer[..n]);
                seen.bytes.extend_from_slice(&buffer[..n]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, keys, seen, terminal: pair.master }
    }

    fn screen(&self) -> String {
        self.seen.lock().unwrap().parser.screen().contents()
    }

    /// Waits until `wanted` holds of the terminal.
    fn until(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let begun = Instant::now();
        while !wanted(self.seen.lock().unwrap().parser.screen()) {
            assert!(begun.elapsed() < PATIENCE, "never: {what}\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn shows(&self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    fn hides(&self, text: &str) {
        self.until(&format!("without {text}"), |screen| !screen.contents().contains(text));
    }

    fn resize(&self, cols: u16, rows: u16) {
        let (width, height) = (cols.try_into().unwrap(), rows.try_into().unwrap());
        self.seen.lock().unwrap().parser.set_size(height, width);
        self.terminal.resize(PtySize { rows, cols, ..PtySize::default() }).unwrap();
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }

    /// The exit code, once the terminal has been given back.
    fn ended(&mut self) -> u32 {
        let code = self.child.wait().unwrap().exit_code();
        self.until("the terminal given back", given_back);
        code
    }
}

/// Nothing of ours is left switched on.
fn given_back(screen: &vt100::Screen) -> bool {
    !screen.alternate_screen()
        && !screen.hide_cursor()
        && !screen.bracketed_paste()
        && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
}

fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("people.csv", PEOPLE);
    assert_eq!(shop.run(&["load", "people.csv"]).code, Some(0));
    assert_eq!(shop.run(&["run"]).code, Some(0));
    shop
}

#[test]
fn a_walk_through_every_screen() {
    let shop = Shop::new();
    assert_eq!(shop.run(&["demo", "--headless"]).code, Some(0));
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
