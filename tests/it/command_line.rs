//! What scripts rely on: exit codes, quiet pipes, signals, and workspaces that can't be used.

use crate::shop::{Answer, PEOPLE, Shop};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::Duration;

#[test]
fn bad_usage_is_2_and_help_is_0() {
    let shop = Shop::new();
    for args in [
        &["nonsense"][..],
        &["load"],
        &["run", "--from", "nowhere"],
        &["--color", "red"],
        &["export", "x.doc"],
    ] {
        let answer = shop.run(args);
        assert_eq!(answer.code, Some(2), "{args:?}");
        assert!(!answer.err.is_empty() && answer.out.is_empty(), "{answer:?}");
    }
    assert_eq!(shop.run(&["--help"]).code, Some(0));
    assert_eq!(shop.run(&["--version"]).out, format!("onefold {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn without_a_terminal_nothing_interactive_starts() {
    let shop = Shop::new();
    shop.write("a.csv", PEOPLE);
    shop.json(&["load", "a.csv"]);
    let answer = shop.run(&[]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.contains("terminal"), "{}", answer.err);
}

#[test]
fn what_is_missing_is_named_with_the_remedy() {
    let shop = Shop::new();
    for args in [&["run"][..], &["evaluate", "truth.csv"], &["export", "x.csv"], &["info"]] {
        let answer = shop.run(args);
        assert_eq!(answer.code, Some(2), "{args:?}");
        assert!(answer.err.contains("onefold load"), "{args:?}: {}", answer.err);
    }
    assert!(!shop.workspace().exists(), "asking must not make a workspace");
    shop.write("a.csv", PEOPLE);
    shop.json(&["load", "a.csv"]);
    let early = shop.run(&["export", "x.csv"]);
    assert_eq!(early.code, Some(2));
    assert!(early.err.contains("onefold run"), "{}", early.err);
}

#[test]
fn a_file_that_is_no_workspace_stays_as_it_is() {
    let shop = Shop::new();
    shop.write("a.csv", PEOPLE);
    shop.write("shop.duckdb", "SQLite format 3\0 and so on, not ours at all");
    for args in [&["load", "a.csv"][..], &["run"], &["demo", "--headless"]] {
        let answer = shop.run(args);
        assert_eq!(answer.code, Some(2), "{args:?}");
        assert!(answer.err.contains("not an Onefold workspace"), "{}", answer.err);
    }
    assert!(std::fs::read(shop.workspace()).unwrap().starts_with(b"SQLite"));
}

#[test]
fn who_holds_the_workspace_is_said() {
    let shop = Shop::new();
    shop.write("a.csv", PEOPLE);
    shop.json(&["load", "a.csv"]);
    let held = duckdb::Connection::open(shop.workspace()).unwrap();
    let answer = shop.run(&["run"]);
    drop(held);
    assert_eq!(answer.code, Some(2));
    let pid = std::process::id().to_string();
    assert!(answer.err.contains("in use") && answer.err.contains(&pid), "{}", answer.err);
}

#[test]
fn read_only_writes_nothing() {
    let shop = Shop::new();
    shop.write("a.csv", PEOPLE);
    shop.json(&["load", "a.csv"]);
    let before = std::fs::read(shop.workspace()).unwrap();
    for args in [
        &["--read-only", "run"][..],
        &["--read-only", "load", "a.csv"],
        &["--read-only", "demo", "--headless"],
    ] {
        let answer = shop.run(args);
        assert_eq!(answer.code, Some(2), "{args:?}");
        assert!(answer.err.contains("--read-only"), "{}", answer.err);
    }
    assert_eq!(shop.run(&["--read-only", "info"]).code, Some(0));
    assert!(std::fs::read(shop.workspace()).unwrap() == before);
}

#[test]
fn a_closed_pipe_is_quiet() {
    let shop = Shop::new();
    shop.write("a.csv", PEOPLE);
    shop.json(&["load", "a.csv"]);
    let mut child = shop.onefold(&["info", "--json"]);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let answer = Answer::of(child.wait_with_output().unwrap());
    assert_eq!((answer.code, answer.err.as_str()), (Some(0), ""));
}

#[test]
fn ctrl_c_ends_even_work_that_waits_for_input() {
    let shop = Shop::new();
    let mut command = shop.onefold(&["load", "-", "--source", "typed"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let input = child.stdin.take();
    std::thread::sleep(Duration::from_millis(400));
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let status = child.wait().unwrap();
    drop(input);
    // On a slow machine the signal may come before the program listens; a shell says 130 to both.
    assert!(status.code() == Some(130) || status.signal() == Some(2), "{status}");
}
