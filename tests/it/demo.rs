//! The demo, from raw exports to measured profiles, and what the sample data must bring.

use crate::shop::{Shop, files, sample_data, sum};
use std::collections::BTreeSet;

#[test]
fn the_demo_recognises_everything_and_finds_who_is_who() {
    let shop = Shop::new();
    let demo = shop.json(&["demo", "--headless"]);
    let load = &demo["load"];
    let connectors: BTreeSet<&str> = files(load).iter().map(|f| f["connector"].as_str().unwrap()).collect();
    let want = [
        "ga4.events",
        "generic",
        "klaviyo.events",
        "klaviyo.profiles",
        "meta.ads",
        "salesforce.contacts",
        "salesforce.leads",
        "segment.events",
        "shopify.customers",
        "shopify.orders",
        "square.customers",
        "square.transactions",
    ];
    for id in want {
        assert!(connectors.contains(id), "{id} is missing among {connectors:?}");
    }
    assert!(connectors.iter().filter(|id| id.starts_with("smile") || id.starts_with("loyalty")).count() == 2);
    for file in files(load) {
        let number = |key: &str| file[key].as_u64().unwrap();
        assert!(number("rows_read") > 0, "{file}");
        assert_eq!(
            number("rows_read"),
            number("rows_mapped") + number("rows_ignored") + number("rejects"),
            "{file}"
        );
    }
    let truth = std::fs::read_to_string(sample_data().join("truth.csv")).unwrap();
    assert_eq!(sum(load, "records"), truth.lines().count() as u64 - 1);

    let evaluated = &demo["evaluate"];
    assert_eq!((&evaluated["missing"], &evaluated["unknown"]), (&0.into(), &0.into()));
    for measure in ["pairs", "bcubed"] {
        let f1 = evaluated[measure]["f1"].as_f64().unwrap();
        assert!(f1 >= 0.95, "{measure}: F1 {f1}");
    }

    let stages = demo["run"]["stages"].as_array().unwrap();
    let names: Vec<&str> = stages.iter().map(|stage| stage["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["normalise", "resolve", "stitch", "sessionise", "attribute", "score", "segment"]);
    assert!(stages.iter().all(|stage| stage["rows"].as_u64() > Some(0) && stage["seconds"].is_f64()));
    for key in ["pairs", "edges", "profiles"] {
        assert!(stages[1][key].as_u64() > Some(0), "{key}");
    }
    assert!(demo["run"]["peak_mb"].as_f64() > Some(1.0));
    assert!(stages[2]["rows"].as_u64() > Some(sum(load, "events") / 2), "most events find their profile");

    // What it leaves behind is a workspace like any other, and may be made again.
    let info = shop.json(&["info"]);
    assert_eq!(info["workspace"]["profiles"], stages[1]["profiles"]);
    assert!(info["workspace"]["stages"].as_array().unwrap().iter().all(|stage| stage["state"] == "fresh"));
    let again = shop.json(&["demo", "--headless"]);
    assert_eq!(again["evaluate"], *evaluated);
}

#[test]
fn the_demo_leaves_a_workspace_of_ones_own_alone() {
    let shop = Shop::new();
    shop.write("people.csv", crate::shop::PEOPLE);
    shop.json(&["load", "people.csv"]);
    let before = shop.holds();
    let answer = shop.run(&["demo", "--headless"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.contains("a workspace of yours"), "{}", answer.err);
    assert_eq!(shop.holds(), before);
}
