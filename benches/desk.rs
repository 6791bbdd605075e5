//! A steward's day: `cargo bench --bench desk -- WORKSPACE [DECISIONS]`, on a copy of a resolved workspace.
//!
//! Each pair of the queue is read as the desk reads it and decided on, one after the other, without a pause; every tenth
//! decision is taken back. Prints milliseconds and the memory held along the way (Linux).

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a benchmark: what fails ends it")]

use onefold::resolve::decide::{Author, Verdict, Which, decide_on, undo};
use onefold::resolve::read::{ReviewFilter, pair, queue};
use onefold::workspace::{Access, Workspace, verify};
use std::time::Instant;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let Some(file) = words.first() else {
        println!("cargo bench --bench desk -- WORKSPACE [DECISIONS]: a resolved workspace is needed");
        return;
    };
    let wanted: usize = words.get(1).map_or(500, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("desk.duckdb");
    std::fs::copy(file, &copy).unwrap();
    // Another path has a journal of its own.
    let workspace = Workspace::open(&copy, Access::ReadWrite).unwrap();
    let conn = workspace.connection();
    let now = jiff::civil::date(2026, 11, 23).at(12, 0, 0, 0);
    let author = Author { who: "bench", now, reason: "" };
    let [mut views, mut decisions, mut undos] = [const { Vec::new() }; 3];
    let timed = |into: &mut Vec<f64>, begun: Instant| into.push(begun.elapsed().as_secs_f64() * 1e3);
    print!("MB held: {}", held());
    for (n, waiting) in
        queue(conn, ReviewFilter::default(), "", now.date()).unwrap().iter().take(wanted).enumerate()
    {
        let begun = Instant::now();
        let view = pair(conn, waiting.left, waiting.right).unwrap();
        timed(&mut views, begun);
        let verdict = [Verdict::Same, Verdict::Different, Verdict::Different, Verdict::Unsure][n % 4];
        let begun = Instant::now();
        decide_on(conn, &author, verdict, (waiting.left, waiting.right), view.ground.as_ref()).unwrap();
        timed(&mut decisions, begun);
        if n % 10 == 9 {
            let begun = Instant::now();
            undo(conn, &author, Which::Last).unwrap();
            timed(&mut undos, begun);
        }
        if n % 100 == 99 {
            print!(" {}", held());
        }
    }
    println!();
    told("pair read", views);
    told("decided", decisions);
    told("taken back", undos);
    let begun = Instant::now();
    let log = verify(conn, None).unwrap();
    println!("{} in {:.0} ms", log.sentence(), begun.elapsed().as_secs_f64() * 1e3);
}

fn told(what: &str, mut ms: Vec<f64>) {
    ms.sort_by(f64::total_cmp);
    let at = |share: f64| ms[((ms.len() - 1) as f64 * share) as usize];
    println!(
        "{what:<10} {:4} times: median {:5.0} ms, p90 {:5.0}, p99 {:5.0}",
        ms.len(),
        at(0.5),
        at(0.9),
        at(0.99)
    );
}

fn held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or_default() / 1024
}
