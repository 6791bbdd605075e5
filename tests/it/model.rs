//! The model kept as a file and used again; what changed between two runs; redirects of ids that are gone.

use crate::shop::{PEOPLE, Shop};

/// Six people, two of them known to two files.
fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("crm.csv", PEOPLE);
    shop.write("till.csv", "id,first name,last name,email,phone\n7,Ann,Lee,ann@mail.org,+447700900001\n8,Dora,Ek,dora@mail.org,\n");
    shop.json(&["load", "crm.csv", "till.csv"]);
    shop.json(&["run", "--until", "resolve"]);
    shop
}

#[test]
fn a_model_is_saved_used_and_given_up() {
    let shop = shop();
    let told = shop.run(&["model"]).out;
    assert!(told.contains("likelier of one person") && told.contains("Unlinkable"), "{told}");
    assert_eq!(shop.run(&["model", "--save", "mine.toml"]).code, Some(0));
    let again = shop.run(&["model", "--save", "mine.toml"]);
    assert!(again.code == Some(2) && again.err.contains("--overwrite"), "{again:?}");

    let run = shop.json(&["run", "--until", "resolve", "--model", "mine.toml"]);
    assert_eq!(run["stages"][1]["fresh"], false, "another model makes the profiles stale");
    assert!(shop.json(&["model"])["file"].as_str().unwrap().ends_with("mine.toml"));
    assert_eq!(shop.json(&["run", "--until", "resolve"])["stages"][1]["fresh"], true, "it is remembered");
    assert_eq!(shop.json(&["run", "--until", "resolve", "--model", "auto"])["stages"][1]["fresh"], false);
    assert!(shop.json(&["model"])["file"].is_null());
}

#[test]
fn a_wrong_model_is_refused_with_its_line() {
    let shop = shop();
    shop.run(&["model", "--save", "mine.toml"]);
    let text = std::fs::read_to_string(shop.path("mine.toml")).unwrap();
    let line = text.lines().position(|l| l.contains("nickname or part")).unwrap() + 1;
    shop.write("wrong.toml", text.replace("nickname or part", "shoe size"));
    let answer = shop.run(&["run", "--model", "wrong.toml"]);
    assert_eq!(answer.code, Some(2), "{answer:?}");
    assert!(answer.err.contains(&format!("wrong.toml: line {line}: ")), "{}", answer.err);
    let gone = shop.run(&["run", "--model", "nowhere.toml"]);
    assert!(gone.code == Some(2) && gone.err.contains("onefold model --save"), "{gone:?}");
}

#[test]
fn what_changed_is_told_with_its_cause_and_ids_lead_on() {
    let shop = shop();
    let early = shop.run(&["diff"]);
    assert!(early.code == Some(2) && early.err.contains("two runs"), "{early:?}");
    // Bob leaves, Dora turns out to be Cleo, and Eva comes.
    shop.write(
        "crm.csv",
        PEOPLE.lines().filter(|l| !l.contains("Bob")).map(|l| format!("{l}\n")).collect::<String>(),
    );
    shop.write("till.csv", "id,first name,last name,email,phone\n7,Ann,Lee,ann@mail.org,+447700900001\n8,Cleo,Fox,cleo@mail.org,\n9,Eva,Orr,eva@mail.org,\n");
    shop.json(&["load", "crm.csv", "till.csv"]);
    shop.json(&["run", "--until", "resolve"]);
    let diff = shop.json(&["diff"]);
    let seen: Vec<String> = diff["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| format!("{} {}", c["change"].as_str().unwrap(), c["cause"].as_str().unwrap()))
        .collect();
    assert_eq!(seen, ["merged changed record", "gone removed record", "created new record"], "{diff}");
    assert_eq!((diff["from"]["profiles"].as_u64(), diff["profiles"].as_u64()), (Some(4), Some(3)));
    let told = shop.run(&["diff"]).out;
    assert!(told.contains("a changed record") && !told.contains("Cleo"), "names are masked: {told}");
    assert!(shop.run(&["--no-mask", "diff"]).out.contains("Cleo Fox"));

    assert_eq!(shop.json(&["export", "--redirects", "ids.csv"])["redirects"], 2);
    let csv = std::fs::read_to_string(shop.path("ids.csv")).unwrap();
    assert!(csv.starts_with("old_id,new_id,part,records,at,cause\n"), "{csv}");
    assert_eq!(csv.lines().count(), 3, "{csv}");
}
