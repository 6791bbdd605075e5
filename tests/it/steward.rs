//! What waits for a steward, and what she decides, by command: one pair, all of a pattern, a cut; and taking it back.

use crate::shop::{PEOPLE, Shop};
use serde_json::Value;

/// Which profile each record is in.
fn members(shop: &Shop) -> Vec<String> {
    let conn = duckdb::Connection::open(shop.workspace()).unwrap();
    let mut rows = conn.prepare("SELECT m::VARCHAR FROM profile_members m ORDER BY record_id").unwrap();
    rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn waiting(shop: &Shop) -> usize {
    shop.json(&["review", "--limit", "100000"]).as_array().unwrap().len()
}

#[test]
fn all_pairs_of_a_pattern_are_decided_on_at_once_and_taken_back_at_once() {
    let shop = Shop::demo();
    let (before, queue) = (members(&shop), waiting(&shop));
    let patterns = shop.json(&["review", "--patterns"]);
    let most = patterns.as_array().unwrap().iter().max_by_key(|row| row["pairs"].as_u64()).unwrap();
    let (id, pairs) = (most["id"].as_str().unwrap(), most["pairs"].as_u64().unwrap());
    assert!(pairs > 1 && most["words"].as_str().unwrap().contains("same"), "{most}");
    let of_it = shop.json(&["review", "--pattern", id, "--limit", "100000"]);
    assert_eq!(of_it.as_array().unwrap().len() as u64, pairs);

    let foreseen = shop.json(&["decide", "--pattern", id, "--same", "--preview"]);
    assert_eq!(members(&shop), before, "a preview only reads");
    let done = shop.json(&["decide", "--pattern", id, "--same"]);
    assert_eq!(done["outcome"], foreseen["outcome"]);
    assert_eq!(done["pairs"], foreseen["pairs"]);
    assert!(waiting(&shop) < queue);
    let joined = members(&shop);
    shop.json(&["run", "--until", "resolve", "--force"]);
    assert_eq!(members(&shop), joined, "a run keeps what was decided");

    let back = shop.json(&["decide", "--undo"]);
    assert_eq!(back["pairs"], done["pairs"]);
    assert_eq!(members(&shop), before);
    shop.json(&["decide", "--redo", &done["decision_id"].to_string()]);
    assert_eq!(members(&shop), joined);
    shop.json(&["decide", "--undo", &done["decision_id"].to_string()]);
    assert_eq!(members(&shop), before);
}

#[test]
fn one_pair_is_decided_on_by_its_records() {
    let shop = Shop::demo();
    let first: Value = shop.json(&["review", "--limit", "1"])[0].clone();
    let (left, right) = (first["left_record"].to_string(), first["right_record"].to_string());
    let foreseen = shop.json(&["decide", &left, &right, "--different", "--preview"]);
    let done = shop.json(&["decide", &left, &right, "--different", "--reason", "twins"]);
    assert_eq!(done["outcome"], foreseen);
    let said = shop.run(&["decide", "--undo"]);
    assert!(said.out.starts_with("Taken back: "), "{said:?}");
    for wrong in [
        &["decide", "--same"][..],
        &["decide", &left, "--same"],
        &["decide", &left, &right],
        &["decide", "--pattern", "zz", "--same"],
        &["decide", "--undo"],
        &["--read-only", "decide", &left, &right, "--same"],
    ] {
        let answer = shop.run(wrong);
        assert_eq!(answer.code, Some(2), "{wrong:?} {answer:?}");
    }
}

#[test]
fn suspicious_profiles_are_listed_and_cut() {
    let shop = Shop::demo();
    let before = members(&shop);
    let found = shop.json(&["review", "--suspicious"]);
    let Some(first) = found.as_array().unwrap().iter().find(|row| row["records"].as_u64() > Some(1)) else {
        return;
    };
    assert!(!first["why"].as_array().unwrap().is_empty(), "{first}");
    let profile = format!("P{}", first["profile_id"]);
    let foreseen = shop.json(&["decide", "--cut", &profile, "--preview"]);
    let done = shop.json(&["decide", "--cut", &profile]);
    assert_eq!(done["outcome"], foreseen["outcome"]);
    let cut = members(&shop);
    assert_ne!(cut, before);
    shop.json(&["run", "--until", "resolve", "--force"]);
    assert_eq!(members(&shop), cut, "the cut stays");
    shop.json(&["decide", "--undo"]);
    assert_eq!(members(&shop), before);
    let text = shop.run(&["review", "--suspicious"]);
    assert!(text.out.contains("why") && text.code == Some(0), "{text:?}");
}

#[test]
fn the_log_is_searched_exported_and_held_against_its_seals() {
    let shop = Shop::demo();
    let first: Value = shop.json(&["review", "--limit", "1"])[0].clone();
    let (left, right) = (first["left_record"].to_string(), first["right_record"].to_string());
    shop.json(&["decide", &left, &right, "--different", "--reason", "=twins()"]);
    shop.json(&["decide", "--undo"]);
    let all = shop.json(&["log"]);
    let told: Vec<_> = all.as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert_eq!(told, ["decide", "undo"]);
    assert!(!all[0]["shown"]["steps"].as_array().unwrap().is_empty(), "{all}");
    assert_eq!(shop.json(&["log", "--find", "twins"]).as_array().unwrap().len(), 1);
    assert_eq!(shop.json(&["log", "--since", "2999-01-01"]).as_array().unwrap().len(), 0);
    let csv = shop.run(&["log", "--csv"]);
    assert!(csv.out.starts_with("position,kind,number") && csv.out.contains(",'=twins(),"), "{csv:?}");

    let held = shop.json(&["log", "--verify"]);
    assert_eq!((&held["lines"], &held["in_journal"]), (&Value::from(2), &Value::from(2)), "{held}");
    let seal = held["seal"].as_str().unwrap().to_owned();
    // Lost, and made anew from the journal.
    std::fs::remove_file(shop.workspace()).unwrap();
    let people = shop.write("people.csv", PEOPLE);
    assert_eq!(shop.run(&["load", &people.display().to_string()]).code, Some(0));
    let again = shop.run(&["log", "--verify", &seal[..16]]);
    assert!(again.code == Some(0) && again.out.contains("closes line 2"), "{again:?}");
    assert_eq!(shop.run(&["log", "--verify", "xyz"]).code, Some(2));
    assert_eq!(shop.run(&["log", "--verify", "0123456789abcdef"]).code, Some(1));

    let conn = duckdb::Connection::open(shop.workspace()).unwrap();
    conn.execute_batch("UPDATE decisions SET reason = 'no idea' WHERE decision_id = 1").unwrap();
    drop(conn);
    let changed = shop.run(&["log", "--verify"]);
    assert!(
        changed.code == Some(1) && changed.out.contains("decision 1 is not as it was written"),
        "{changed:?}"
    );
}

#[test]
fn profiles_are_split_merged_and_their_records_moved() {
    let shop = Shop::demo();
    let before = members(&shop);
    let profile = |record: &str| shop.json(&["profile", record])["profile_id"].to_string();
    let first: Value = shop.json(&["review", "--limit", "1"])[0].clone();
    let (left, right) = (first["left_record"].to_string(), first["right_record"].to_string());
    let (p, q) = (format!("P{}", profile(&left)), format!("P{}", profile(&right)));
    let merge = ["decide", "--merge", &p, &q];
    let foreseen = shop.json(&[&merge[..], &["--preview"]].concat());
    assert_eq!(members(&shop), before, "a preview only reads");
    let done = shop.json(&[&merge[..], &["--reason", "same card"]].concat());
    assert_eq!(done["outcome"], foreseen["outcome"]);
    assert_eq!(profile(&left), profile(&right));
    let merged = members(&shop);
    let said = shop.run(&["decide", "--split", &right, "--preview"]);
    assert!(said.out.contains("called different people"), "{said:?}");
    shop.json(&["decide", "--split", &right]);
    assert_ne!(profile(&left), profile(&right));
    shop.json(&["decide", "--undo"]);
    assert_eq!(members(&shop), merged);
    shop.json(&["decide", "--undo"]);
    assert_eq!(members(&shop), before);
    shop.json(&["decide", "--move", &right, "--to", &p]);
    assert_eq!(profile(&left), profile(&right));
    shop.json(&["run", "--until", "resolve", "--force"]);
    assert_eq!(profile(&left), profile(&right), "a run keeps it");
    for wrong in [&["decide", "--move", &right][..], &["decide", "--split", &p], &["decide", "--merge", &p]] {
        assert_eq!(shop.run(wrong).code, Some(2), "{wrong:?}");
    }
}

#[test]
fn golden_values_are_chosen_and_profiles_locked() {
    let shop = Shop::demo();
    let first: Value = shop.json(&["review", "--limit", "1"])[0].clone();
    let (left, right) = (first["left_record"].to_string(), first["right_record"].to_string());
    let before = members(&shop);
    let locked = shop.json(&["lock", &left, "--reason", "known in person"]);
    assert_eq!(locked["locked"], Value::Bool(true));
    let refused = shop.run(&["decide", &left, &right, "--same"]);
    assert!(
        refused.code == Some(2) && refused.err.contains("known in person; unlock it first"),
        "{refused:?}"
    );
    assert_eq!(shop.json(&["lock"]).as_array().unwrap().len(), 1);
    shop.json(&["run", "--until", "resolve", "--force"]);
    assert_eq!(members(&shop), before);
    assert_eq!(shop.json(&["lock", "--undo"])["locked"], Value::Bool(false));

    // Two people have something that differs.
    let profile = shop.json(&["decide", &left, &right, "--same"])["outcome"]["profiles_after"][0].to_string();
    let (profile, mut chosen) = (format!("P{profile}"), None);
    for attribute in ["given_name", "family_name", "email", "phone", "address", "birth_date"] {
        let all = shop.json(&["golden", &profile, attribute]);
        let other = all.as_array().unwrap().iter().find(|one| one["golden"] == Value::Bool(false)).cloned();
        chosen = chosen.or(other.map(|other| (attribute, other)));
    }
    let (attribute, other) = chosen.unwrap();
    let record = other["record_id"].to_string();
    let choose = ["golden", &profile, attribute, "--choose", &record, "--reason", "asked"];
    let foreseen = shop.json(&[&choose[..], &["--preview"]].concat());
    let done = shop.json(&choose);
    assert_eq!((&done["before"], &done["after"]), (&foreseen["before"], &foreseen["after"]));
    assert_ne!(done["before"], done["after"]);
    shop.json(&["run", "--until", "resolve", "--force"]);
    let told = shop.run(&["golden", &profile]);
    assert!(told.out.contains(": asked"), "{told:?}");
    let back = shop.json(&["golden", &profile, attribute, "--let-go"]);
    assert_eq!(back["after"], done["before"]);
    assert_eq!(shop.json(&["golden", "--undo"])["after"], done["after"]);
    let log = shop.json(&["log"]);
    let kinds = |kind: &str| log.as_array().unwrap().iter().filter(|row| row["kind"] == kind).count();
    assert_eq!((kinds("golden"), kinds("lock")), (3, 2));
    assert_eq!(shop.run(&["log", "--verify"]).code, Some(0));
}

#[test]
fn quality_is_told_as_text_as_json_and_as_a_page() {
    let shop = Shop::demo();
    let none = shop.run(&["report", "quality"]);
    assert!(none.code == Some(0) && none.out.contains("nothing judged yet"), "{none:?}");
    let conn = duckdb::Connection::open(shop.workspace()).unwrap();
    conn.execute_batch(
        "INSERT INTO judgements
         SELECT row_number() OVER (ORDER BY left_record, right_record), TIMESTAMP '2026-11-23 12:00:00', '<b>maria</b>',
             'judge', 'same', 'crm', 'a', 'shop', 'b', left_record, right_record, true, 2, weight
         FROM edges WHERE state = 'merged' ORDER BY left_record, right_record LIMIT 40",
    )
    .unwrap();
    drop(conn);
    let told = shop.json(&["report", "quality"]);
    assert_eq!(told["measured"]["judged"], 40, "{told}");
    let (low, value) = (&told["measured"]["precision"]["low"], &told["measured"]["precision"]["value"]);
    assert!(0.0 < low.as_f64().unwrap() && low.as_f64() < value.as_f64(), "{told}");
    assert_eq!(told["pace"][0]["words"], 40);
    let text = shop.run(&["report", "quality"]);
    assert!(text.out.contains("precision  ") && text.out.contains("40 pairs judged"), "{text:?}");
    let page = shop.run(&["report", "quality", "--html"]);
    assert!(page.out.starts_with("<!DOCTYPE html>") && page.out.contains("&lt;b&gt;maria"), "{page:?}");
    assert_eq!(shop.run(&["report", "quality", "--html", "--json"]).code, Some(2));
    assert_eq!(shop.run(&["report"]).code, Some(2));
    shop.json(&["run", "--until", "resolve", "--force"]);
    assert_eq!(shop.json(&["report", "quality"])["history"].as_array().unwrap().len(), 1);
}

#[test]
fn values_in_conflict_what_a_load_changed_and_parts_of_the_queue_are_listed() {
    let shop = Shop::new();
    let head = "id,first name,last name,email,birth date,street,postcode,city\n";
    let file = |name: &str, prefix: &str, third: &str, birth: &str| {
        let rows = format!(
            "{head}{prefix}1,Anna,Archer,anna@x.org,{birth},7 Oak Lane,AB1 2CD,Leeds\n\
             {prefix}2,Bob,Baker,bob@x.org,1970-05-06,9 Elm Road,AB1 3CD,Leeds\n{prefix}3,{third}\n"
        );
        shop.write(name, rows).display().to_string()
    };
    let carl = "Carl,Cook,carl@x.org,1975-07-08,11 Mill Road,AB2 3CD,York";
    let first = file("a.csv", "a", carl, "1980-02-03");
    let second = file("b.csv", "b", carl, "1969-11-27");
    assert_eq!(shop.run(&["load", &first, &second]).code, Some(0));
    shop.json(&["run"]);
    let golden = shop.json(&["review", "--golden"]);
    let found: Vec<_> =
        golden.as_array().unwrap().iter().map(|row| row["attribute"].as_str().unwrap()).collect();
    assert_eq!(found, ["birth_date"], "{golden}");
    let profile = format!("P{}", golden[0]["profile_id"]);
    shop.json(&["golden", &profile, "birth_date", "--choose", golden[0]["rival"].as_str().unwrap()]);
    let text = shop.run(&["review", "--golden"]);
    assert!(text.out.contains("No golden value is in conflict"), "{text:?}");

    let none = shop.json(&["review", "--changed"]);
    assert!(none["before"].is_null() && none["changes"].as_array().unwrap().is_empty(), "{none}");
    file("b.csv", "b", "Zelda,Yarrow,zy@q.org,1931-12-01,1 Far Away,QQ1 1QQ,Hull", "1969-11-27");
    assert_eq!(shop.run(&["load", &second]).code, Some(0));
    shop.json(&["run"]);
    let changed = shop.json(&["review", "--changed"]);
    let told: Vec<_> =
        changed["changes"].as_array().unwrap().iter().map(|row| row["change"].as_str().unwrap()).collect();
    assert_eq!(told, ["split"], "{changed}");
    let text = shop.run(&["review", "--changed"]);
    assert!(text.out.contains("went out of it") && !text.out.contains("Zelda"), "masked: {text:?}");

    let wrong = shop.run(&["review", "--find", "age:soon"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("age:<2"), "{wrong:?}");
    assert!(shop.json(&["review", "--find", "age:0 source:nowhere"]).as_array().unwrap().is_empty());
}
