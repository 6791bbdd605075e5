//! What loading does to the tables: a file's rows come wholly or not at all, and no other file's rows with them.

use crate::shop::{PEOPLE, Shop, files, sample_data};
use duckdb::Connection;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::civil::date;
use onefold::ingest::{IngestError, LoadRequest, load};
use onefold::progress::Progress;
use onefold::workspace::{Access, Workspace};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

/// Tables whose rows belong to one load, and where its counts stand in `loads`.
const OWNED: [(&str, Option<&str>); 10] = [
    ("records", Some("records")),
    ("record_identifiers", None),
    ("record_extras", None),
    ("events", Some("events")),
    ("event_identifiers", None),
    ("orders", Some("orders")),
    ("order_lines", Some("order_lines")),
    ("consents", Some("consents")),
    ("ad_spend", Some("ad_spend")),
    ("rejects", Some("rejects")),
];

/// Rows and a digest by table and path. Equal ones mean equal rows, whatever their order and the number of the load.
type Held = BTreeMap<(String, String), (i64, String)>;

#[test]
fn every_file_of_the_sample_data_adds_up() {
    let shop = Shop::new();
    let report = shop.json(&["load", sample_data().to_str().unwrap()]);
    let conn = Connection::open(shop.workspace()).unwrap();
    assert!(files(&report).len() > 15);
    for file in files(&report).iter().filter(|file| file["skipped"].is_null()) {
        let number = |key: &str| file[key].as_i64().unwrap();
        assert_eq!(number("rows_read"), number("rows_mapped") + number("rows_ignored") + number("rejects"));
        assert_eq!(number("rejects"), 0, "{file}");
    }
    whole(&conn);
}

#[test]
fn every_currency_is_a_code_of_three_letters() {
    let shop = Shop::new();
    shop.json(&["load", sample_data().to_str().unwrap()]);
    let conn = Connection::open(shop.workspace()).unwrap();
    for table in ["orders", "events", "ad_spend"] {
        let sql = format!(
            "SELECT count(*), count(*) FILTER (NOT regexp_full_match(currency, '[A-Z]{{3}}')) FROM {table}
             WHERE currency IS NOT NULL"
        );
        let (filled, wrong): (i64, i64) =
            conn.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert!(filled > 0 && wrong == 0, "{table}: {filled} currencies, {wrong} of them none");
    }
    assert_eq!(count(&conn, "SELECT count(*) FROM orders WHERE currency IS NULL"), 0);
}

#[test]
fn all_files_again_change_nothing() {
    let shop = Shop::new();
    let folder = sample_data();
    shop.json(&["load", folder.to_str().unwrap()]);
    let before = shop.holds();
    let again = shop.json(&["load", folder.to_str().unwrap()]);
    assert!(files(&again).iter().all(|file| file["unchanged"] == true || !file["skipped"].is_null()));
    assert_eq!(shop.holds(), before);
}

#[test]
fn a_changed_file_replaces_exactly_its_own_rows() {
    let (shop, fresh) = (Shop::new(), Shop::new());
    let folder = copied(&shop);
    let path = folder.to_str().unwrap();
    shop.json(&["load", path]);
    let before = held(&shop);
    for name in changing(&folder) {
        shorten(&name);
        let changed = shop.json(&["load", path]);
        let replaced: Vec<&str> = files(&changed)
            .iter()
            .filter(|file| file["skipped"].is_null() && file["unchanged"] != true)
            .map(|file| file["path"].as_str().unwrap())
            .collect();
        assert_eq!(replaced, [name.to_str().unwrap()]);
    }
    let after = held(&shop);
    let names: BTreeSet<String> = changing(&folder).iter().map(|name| name.display().to_string()).collect();
    let differing: BTreeSet<String> = before
        .keys()
        .chain(after.keys())
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|(_, path)| path.clone())
        .collect();
    assert_eq!(differing, names, "just the changed files' rows change");
    // What is there now is what a workspace that never knew the old files holds.
    fresh.json(&["load", path]);
    assert_eq!(after, held(&fresh));
    whole(&Connection::open(shop.workspace()).unwrap());
}

#[test]
fn rejects_belong_to_their_file() {
    let shop = Shop::new();
    shop.write("a.csv", format!("{PEOPLE}4,Dan\n5,Eve\n"));
    shop.write("b.csv", format!("{PEOPLE}4,Dan\n").replace("mail.org", "mail.net"));
    shop.json(&["load", "a.csv", "b.csv"]);
    let rejects = |shop: &Shop| {
        let held = held(shop);
        let of = |file: &str| {
            held.iter()
                .find(|((table, path), _)| table == "rejects" && path.ends_with(file))
                .map_or(0, |r| r.1.0)
        };
        (of("/a.csv"), of("/b.csv"))
    };
    assert_eq!(rejects(&shop), (2, 1));
    shop.write("a.csv", PEOPLE);
    shop.json(&["load", "a.csv"]);
    assert_eq!(rejects(&shop), (0, 1));
}

#[test]
fn a_file_that_fails_in_the_middle_leaves_everything_as_it_was() {
    let shop = Shop::new();
    let path = shop.write("people.csv.gz", packed(&many_people(40_000)));
    shop.json(&["load", "people.csv.gz"]);
    let before = shop.holds();
    let bytes = packed(&many_people(60_000));
    std::fs::write(&path, &bytes[..bytes.len() * 9 / 10]).unwrap();
    let answer = shop.run(&["load", "people.csv.gz"]);
    assert_eq!(answer.code, Some(2), "{answer:?}");
    assert!(answer.err.contains("cut off"), "{}", answer.err);
    assert_eq!(shop.holds(), before);
}

#[test]
fn a_cancel_leaves_everything_as_it_was() {
    let shop = Shop::new();
    let path = shop.write("people.csv", many_people(2_000));
    shop.json(&["load", "people.csv"]);
    let before = shop.holds();
    std::fs::write(&path, many_people(120_000)).unwrap();
    let request = LoadRequest {
        paths: vec![path.to_str().unwrap().into()],
        now: date(2026, 11, 1).at(9, 0, 0, 0),
        ..LoadRequest::default()
    };
    // Once at the first word of progress, and once when rows have been read.
    for beyond in [0, 1] {
        let workspace = Workspace::open(&shop.workspace(), Access::ReadWrite).unwrap();
        let told = std::sync::Arc::new(std::sync::Mutex::new(None::<Progress>));
        let cancelling = told.clone();
        let progress = Progress::new(move |step| {
            if let Some(progress) = cancelling.lock().unwrap().as_ref().filter(|_| step.done >= beyond) {
                progress.cancel();
            }
        });
        *told.lock().unwrap() = Some(progress.clone());
        let stopped = load(workspace.connection(), &request, &progress);
        assert!(matches!(stopped, Err(IngestError::Cancelled)), "{stopped:?}");
        drop(workspace);
        assert_eq!(shop.holds(), before);
    }
}

#[test]
fn killing_leaves_each_file_wholly_old_or_wholly_new() {
    let shop = Shop::new();
    let folder = copied(&shop);
    let path = folder.to_str().unwrap();
    shop.json(&["load", path]);
    let old = held(&shop);
    let keep: Vec<(PathBuf, Vec<u8>, Vec<u8>)> = changing(&folder)
        .into_iter()
        .map(|name| {
            let before = std::fs::read(&name).unwrap();
            shorten(&name);
            let after = std::fs::read(&name).unwrap();
            (name, before, after)
        })
        .collect();
    let begun = Instant::now();
    shop.json(&["load", path]);
    let loading = begun.elapsed();
    let new = held(&shop);
    let mut dice = ChaCha8Rng::seed_from_u64(20_261_123);
    let mut cut = 0;
    for round in 0..16 {
        for (name, before, after) in &keep {
            std::fs::write(name, if round % 2 == 0 { before } else { after }).unwrap();
        }
        let mut child =
            shop.onefold(&["load", path]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(loading.mul_f64(dice.random_range(0.05..0.95)));
        child.kill().unwrap();
        cut += i32::from(!child.wait().unwrap().success());
        // Opening with the program first: that is what must mend what is to be mended.
        shop.json(&["info"]);
        whole(&Connection::open(shop.workspace()).unwrap());
        let now = held(&shop);
        let paths: BTreeSet<&String> = old.keys().chain(new.keys()).map(|(_, path)| path).collect();
        for path in paths {
            let of = |held: &Held| -> Vec<(String, i64, String)> {
                let own = held.iter().filter(|((_, of), _)| of == path);
                own.map(|((table, _), (rows, digest))| (table.clone(), *rows, digest.clone())).collect()
            };
            let rows = of(&now);
            assert!(rows == of(&old) || rows == of(&new), "kill {round}: {path} is neither old nor new");
        }
        assert!(now.keys().all(|key| old.contains_key(key) || new.contains_key(key)));
    }
    assert!(cut > 5, "only {cut} of 16 kills came in time");
}

#[test]
#[cfg(target_os = "linux")]
fn killing_a_load_from_a_pipe_leaves_no_customers_behind() {
    let shop = Shop::new();
    let temporary = shop.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let mut command = shop.onefold(&["load", "-", "--source", "typed"]);
    let mut child = command.env("TMPDIR", &temporary).stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(many_people(2_000).as_bytes()).unwrap();
    // More than a pipe holds was taken: the program is reading.
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);

    let mut command = shop.onefold(&["load", "-", "--source", "typed", "--json"]);
    let mut child =
        command.env("TMPDIR", &temporary).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(PEOPLE.as_bytes()).unwrap();
    let report: serde_json::Value =
        serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(report["files"][0]["records"], 3);
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
}

/// Every load's counts are those of its rows, and every row belongs to a load in force.
fn whole(conn: &Connection) {
    for (table, counted) in OWNED {
        let lost =
            format!("SELECT count(*) FROM {table} ANTI JOIN (FROM loads WHERE current) USING (load_id)");
        assert_eq!(count(conn, &lost), 0, "{table} has rows of no load");
        if let Some(column) = counted {
            let wrong = format!(
                "SELECT count(*) FROM loads l LEFT JOIN (SELECT load_id, count(*) n FROM {table} GROUP BY 1) t
                 USING (load_id) WHERE l.current AND l.{column} <> coalesce(t.n, 0)"
            );
            assert_eq!(count(conn, &wrong), 0, "{table} does not hold what loads says");
        }
    }
    let unaccounted = "SELECT count(*) FROM loads WHERE rows_read <> rows_mapped + rows_ignored + rejects";
    assert_eq!(count(conn, unaccounted), 0);
}

fn count(conn: &Connection, sql: &str) -> i64 {
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// What the tables hold of each file.
fn held(shop: &Shop) -> Held {
    let conn = Connection::open(shop.workspace()).unwrap();
    let mut held = Held::new();
    for (table, _) in OWNED {
        let columns: Vec<String> = conn
            .prepare(
                "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND column_name <> 'load_id'",
            )
            .unwrap()
            .query_map([table], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let columns: Vec<String> = columns.iter().map(|column| format!("t.\"{column}\"")).collect();
        let sql = format!(
            "SELECT l.path, count(*), sum(hash({})::HUGEINT)::VARCHAR FROM {table} t JOIN loads l USING (load_id)
             GROUP BY l.path",
            columns.join(", ")
        );
        let mut statement = conn.prepare(&sql).unwrap();
        let rows = statement
            .query_map([], |row| Ok(((table.to_owned(), row.get(0)?), (row.get(1)?, row.get(2)?))))
            .unwrap();
        held.extend(rows.map(Result::unwrap));
    }
    held
}

/// Exports of several systems, in a place where they may be changed.
fn copied(shop: &Shop) -> PathBuf {
    for name in CHANGING.iter().chain(&["salesforce/Lead.csv", "klaviyo/events/events_page_0002.json.gz"]) {
        shop.write(&format!("exports/{name}"), std::fs::read(sample_data().join(name)).unwrap());
    }
    shop.path("exports")
}

const CHANGING: [&str; 4] = [
    "salesforce/Contact.csv",
    "shopify/orders_export_1.csv",
    "smile/points_transactions_2026-10-31T17_55_03.csv",
    "square/customers-20261031-180412.csv",
];

/// The files among them that are changed.
fn changing(folder: &Path) -> Vec<PathBuf> {
    CHANGING.iter().map(|name| folder.join(name)).collect()
}

/// Takes the last row away.
fn shorten(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    let end = bytes.trim_ascii_end().iter().rposition(|byte| *byte == b'\n').unwrap();
    std::fs::write(path, &bytes[..=end]).unwrap();
}

fn many_people(count: u32) -> String {
    let mut out = String::from("id,first name,last name,email,phone\n");
    for id in 0..count {
        let odd = id.wrapping_mul(2_654_435_761);
        out.push_str(&format!("{id},Ann{odd},Lee{odd:x},ann{odd}@mail.org,+4477009{:05}\n", odd % 100_000));
    }
    out
}

fn packed(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}
