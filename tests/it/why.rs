//! Why records and profiles are one person, and profiles by their number.

use crate::shop::Shop;
use serde_json::Value;

/// Ann twice and Bob, resolved.
fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("a.csv", "id,first name,last name,email,phone\n1,Ann,Lee,ann@mail.org,+447700900001\n2,Bob,Day,bob@mail.org,+447700900002\n");
    shop.write("b.csv", "id,first name,last name,email,phone\nP2,Ann,Lee,ann@mail.org,+447700900001\n");
    shop.json(&["load", "a.csv", "b.csv"]);
    shop.json(&["run"]);
    shop
}

fn profile_of(shop: &Shop, query: &str) -> i64 {
    shop.json(&["profile", query])["profile_id"].as_i64().unwrap()
}

#[test]
fn a_profile_is_one_by_its_ties() {
    let shop = shop();
    let (ann, bob) = (profile_of(&shop, "ann@mail.org"), profile_of(&shop, "bob@mail.org"));
    let whole: Value = shop.json(&["why", &format!("P{ann}")]);
    assert_eq!((&whole["profile_id"], &whole["records"]), (&ann.into(), &2.into()));
    assert_eq!(whole["ties"].as_array().unwrap().len(), 1);
    assert!(whole["ties"][0]["weight"].as_f64() > Some(0.0), "{whole}");
    assert_eq!(shop.json(&["why", "a:1"])["profile_id"], ann);
    let halves = whole["cut"]["halves"].as_array().unwrap();
    assert!(halves.iter().all(|half| half["records"].as_array().unwrap().len() == 1), "{whole}");
    assert!(halves[0]["golden"][0]["rule"].is_string(), "{whole}");
    let said = shop.run(&["why", &format!("P{bob}")]);
    assert!(said.out.contains("a single record"), "{said:?}");
    let said = shop.run(&["why", &format!("P{ann}")]);
    assert!(said.out.contains("1 tie between its 2 records") && !said.out.contains("ann@"), "{said:?}");
}

#[test]
fn two_profiles_are_not_one_by_their_closest_records() {
    let shop = shop();
    let (ann, bob) = (profile_of(&shop, "ann@mail.org"), profile_of(&shop, "bob@mail.org"));
    let apart = shop.json(&["why", &format!("P{ann}"), &format!("p{bob}")]);
    let profiles = [&apart["left_profile"], &apart["right_profile"]].map(|id| id.as_i64().unwrap());
    assert!(profiles.contains(&ann) && profiles.contains(&bob), "{apart}");
    assert_eq!(shop.json(&["why", "a:1", "a:2"])["weight"], apart["weight"]);
    assert_eq!(
        apart["groups"]["left_records"].as_i64().unwrap()
            + apart["groups"]["right_records"].as_i64().unwrap(),
        3
    );
    for key in ["standing", "sentence", "compared", "rules", "flips"] {
        assert!(!apart[key].is_null(), "{key}: {apart}");
    }
    let said = shop.run(&["why", "a:1", "a:2"]);
    assert!(said.out.contains("turn the answer round") || said.out.contains("rule"), "{said:?}");
    let answer = shop.run(&["why", "P99999"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.contains("no record and no profile"), "{}", answer.err);
}

#[test]
fn a_profile_number_comes_before_a_record_of_that_key() {
    let shop = shop();
    let other = profile_of(&shop, "bob@mail.org");
    assert_eq!(profile_of(&shop, "P2"), 2);
    assert_eq!(profile_of(&shop, "b:P2"), profile_of(&shop, "ann@mail.org"));
    assert_eq!(profile_of(&shop, &other.to_string()), other);
}

#[test]
fn what_if_counts_and_changes_nothing() {
    let shop = shop();
    let before = shop.json(&["info"])["profiles"].clone();
    let none = shop.run(&["what-if"]);
    assert_eq!(none.code, Some(2), "{none:?}");
    let effect = shop.json(&["what-if", "--without-attribute", "email", "--without-attribute", "phone"]);
    assert_eq!(effect["change"]["without_attributes"][0], "email");
    assert!(effect["pairs"]["after"].is_u64() && effect["sentence"].is_string(), "{effect}");
    let far = shop.json(&["what-if", "--review-at", "-20"]);
    assert!(far["unknown_pairs"].is_u64() && far["known_from"].is_f64(), "{far}");
    let wrong = shop.run(&["what-if", "--without-rule", "shoe"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("its rules: "), "{wrong:?}");
    assert_eq!(shop.json(&["info"])["profiles"], before);
}
