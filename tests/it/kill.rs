//! Killed at any moment of a load or a run: the workspace opens, no decision is lost, and the work can be finished.

use crate::shop::{Shop, sum};
use jiff::civil::date;
use onefold::progress::Progress;
use onefold::resolve::decide::{Author, Verdict, decide};
use onefold::synth::{self, SynthOptions};
use onefold::workspace::{Access, Workspace};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Names the workspace to [`five_decisions`].
const TO_DECIDE: &str = "ONEFOLD_TEST_WORKSPACE";

#[test]
fn nothing_is_lost_by_killing() {
    let shop = Shop::new();
    exports(&shop, 1);
    let (load, run) = (["load", "exports"], ["run", "--force"]);
    let loading = time(|| drop(shop.json(&load)));
    let running = time(|| drop(shop.json(&run)));
    let decided = shop
        .program(std::env::current_exe().unwrap())
        .args(["--exact", "kill::five_decisions", "--ignored"])
        .env(TO_DECIDE, shop.workspace())
        .output()
        .unwrap();
    assert!(decided.status.success(), "{}", String::from_utf8_lossy(&decided.stdout));

    let mut dice = ChaCha8Rng::seed_from_u64(20_261_031);
    for round in 0..16 {
        let (args, whole) = if round % 2 == 0 { (&load, loading) } else { (&run, running) };
        if round % 2 == 0 {
            exports(&shop, 2 + round);
        }
        let mut child = shop.onefold(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(share(&mut dice)));
        child.kill().unwrap();
        child.wait().unwrap();
        let info = shop.json(&["info"]);
        assert_eq!(info["workspace"]["decisions"], 5, "after kill {round} of {args:?}");
        assert!(info["workspace"]["profiles"].as_u64() > Some(0), "the old profiles must stand");
    }

    exports(&shop, 99);
    let loaded = shop.json(&load);
    let records = shop.json(&["info"])["workspace"]["records"].as_u64().unwrap();
    assert_eq!(sum(&loaded, "records"), records, "no rows of killed loads are left");
    shop.json(&run);
    let found = shop.json(&["evaluate", "truth.csv"]);
    assert_eq!((&found["missing"], &found["unknown"]), (&0.into(), &0.into()));
    assert!(found["pairs"]["f1"].as_f64() > Some(0.9), "{found}");
}

/// Run by the test above in a process of its own, whose journal is not the user's.
#[test]
#[ignore = "part of nothing_is_lost_by_killing"]
fn five_decisions() {
    let Some(path) = std::env::var_os(TO_DECIDE) else { return };
    let workspace = Workspace::open(&PathBuf::from(path), Access::ReadWrite).unwrap();
    let conn = workspace.connection();
    let mut pairs = conn
        .prepare("SELECT left_record, right_record FROM edges ORDER BY abs(weight), left_record LIMIT 5")
        .unwrap();
    let pairs: Vec<(i64, i64)> =
        pairs.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap();
    let author = Author { who: "steward", now: date(2026, 11, 1).at(9, 0, 0, 0), reason: "" };
    for (left, right) in pairs {
        decide(conn, &author, Verdict::Unsure, left, right).unwrap();
    }
}

/// Exports of two hundred people; every seed changes every file.
fn exports(shop: &Shop, seed: u64) {
    let options = SynthOptions { people: 200, seed, months: 12, ..SynthOptions::default() };
    let folder = shop.path("exports");
    let _ = std::fs::remove_dir_all(&folder);
    let made = synth::write(&folder, &options, &Progress::silent()).unwrap();
    // The truth lies beside the exports, out of the loader's way.
    std::fs::rename(&made.truth, shop.path("truth.csv")).unwrap();
}

fn time(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

/// From 0 to 1.
fn share(dice: &mut impl Rng) -> f64 {
    dice.random_range(0.0..1.0)
}
