//! Loading again: the same file changes nothing, a changed one replaces its own rows, profiles keep their ids.

use crate::shop::{PEOPLE, Shop, sample_data};

#[test]
fn the_same_file_again_changes_nothing() {
    let shop = Shop::new();
    let contacts = sample_data().join("salesforce/Contact.csv");
    let path = contacts.to_str().unwrap();
    assert_eq!(shop.json(&["load", path])["files"][0]["unchanged"], false);
    let before = shop.holds();
    assert_eq!(shop.json(&["load", path])["files"][0]["unchanged"], true);
    assert_eq!(shop.holds(), before);
}

#[test]
fn a_changed_file_replaces_its_own_rows_only() {
    let shop = Shop::new();
    shop.write("a.csv", PEOPLE);
    shop.write("b.csv", "id,first name,last name,email\n9,Dan,Orr,dan@mail.org\n");
    shop.json(&["load", "a.csv", "b.csv"]);
    shop.json(&["run"]);
    let ids = profiles(&shop);
    assert_eq!(ids.len(), 4);

    shop.write("a.csv", PEOPLE.replace("3,Cleo,Fox,cleo@mail.org,\n", "4,Eve,Ray,eve@mail.org,\n"));
    shop.json(&["load", "a.csv"]);
    let info = shop.json(&["info"]);
    assert_eq!((&info["workspace"]["records"], &info["workspace"]["files"]), (&4.into(), &2.into()));
    assert!(info["workspace"]["stages"].as_array().unwrap().iter().all(|stage| stage["state"] == "stale"));

    shop.json(&["run"]);
    let new = profiles(&shop);
    let kept: Vec<_> = ids.iter().filter(|row| row.1 != "cleo@mail.org").collect();
    assert!(kept.iter().all(|row| new.contains(row)), "ids must last: {ids:?} {new:?}");
    assert_eq!(new.len(), 4);
}

#[test]
fn a_fresh_run_does_nothing_and_a_forced_one_gives_the_same() {
    let shop = Shop::new();
    shop.write("a.csv", PEOPLE);
    shop.json(&["load", "a.csv"]);
    shop.json(&["run", "--threads", "1"]);
    let before = profiles(&shop);
    let again = shop.json(&["run"]);
    assert!(again["stages"].as_array().unwrap().iter().all(|stage| stage["fresh"] == true));
    shop.json(&["run", "--force", "--threads", "2"]);
    assert_eq!(profiles(&shop), before);
}

#[test]
fn a_run_of_nothing_says_so() {
    let shop = Shop::new();
    shop.write("a.csv", PEOPLE);
    shop.json(&["load", "a.csv"]);
    let answer = shop.run(&["run", "--until", "normalise"]);
    assert_eq!(answer.code, Some(0));
    assert!(answer.out.contains("Nothing was done") && answer.out.contains("--until resolve"), "{answer:?}");
}

#[test]
fn a_dry_run_keeps_nothing() {
    let shop = Shop::new();
    shop.write("a.csv", PEOPLE);
    let dry = shop.json(&["load", "--dry-run", "a.csv"]);
    assert_eq!(dry["files"][0]["records"], 3);
    assert!(!shop.workspace().exists());
    shop.json(&["load", "a.csv"]);
    let before = shop.holds();
    shop.write("b.csv", PEOPLE);
    shop.json(&["load", "--dry-run", "b.csv"]);
    assert_eq!(shop.holds(), before);
}

/// Ids and e-mail addresses, by id.
fn profiles(shop: &Shop) -> Vec<(String, String)> {
    shop.json(&["export", "--overwrite", "profiles.csv"]);
    let mut reader = csv::Reader::from_path(shop.path("profiles.csv")).unwrap();
    reader.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[6].to_owned())).collect()
}

#[test]
fn new_records_are_resolved_by_themselves_among_many() {
    let shop = Shop::new();
    shop.json(&["synth", "--flat", "21000", "--seed", "3", "made"]);
    let people = std::fs::read_to_string(shop.path("made/people.csv")).unwrap();
    let (head, rows) = people.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let file = |rows: &[&str]| format!("{head}\n{}\n", rows.join("\n"));
    shop.write("old.csv", file(&rows[..20_600]));
    shop.write("new.csv", file(&rows[20_600..]));
    let resolve = |shop: &Shop, more: &[&str]| {
        let report = shop.json(&[&["run", "--until", "resolve"], more].concat());
        report["stages"].as_array().unwrap().iter().find(|stage| stage["name"] == "resolve").unwrap().clone()
    };
    shop.json(&["load", "old.csv", "--source", "people"]);
    assert!(resolve(&shop, &[])["by_themselves"].is_null());
    shop.json(&["load", "new.csv", "--source", "people"]);
    let by_themselves = resolve(&shop, &[]);
    assert_eq!(by_themselves["by_themselves"], 400);
    let diff = shop.json(&["diff"]);
    assert!(diff.to_string().contains("new record"), "{diff}");
    let f1 = |shop: &Shop| shop.json(&["evaluate", "made/truth.csv"])["pairs"]["f1"].as_f64().unwrap();
    let found = f1(&shop);
    let all = resolve(&shop, &["--force"]);
    assert!(all["by_themselves"].is_null());
    assert!((found - f1(&shop)).abs() < 0.005, "{found} by themselves, {} all", f1(&shop));

    // What left the data is gone, also by itself.
    shop.write("new.csv", file(&rows[20_700..]));
    shop.json(&["load", "new.csv", "--source", "people"]);
    assert_eq!(resolve(&shop, &[])["by_themselves"], 100);
    assert_eq!(shop.json(&["info"])["workspace"]["records"], 20_900);
    assert!(resolve(&shop, &[])["fresh"] == true);
}
