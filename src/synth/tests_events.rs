//! What people did, across systems: causes before effects, and one order has one amount everywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use super::tests::{make, options, rows};

/// The files below a folder, in order of name.
fn below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

fn gunzip(path: &Path) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text
}

fn lines(folder: &Path) -> Vec<Value> {
    let texts = below(folder).into_iter().map(|path| gunzip(&path));
    texts
        .flat_map(|text| text.lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<Value>>())
        .collect()
}

/// Name of an order → (id, total in hundredths, when it was placed).
fn orders(folder: &Path) -> BTreeMap<String, (String, i64, String)> {
    let rows = rows(&folder.join("shopify/orders_export_1.csv"), b',');
    let first = rows.into_iter().filter(|row| !row["Total"].is_empty());
    first
        .map(|row| {
            let total = row["Total"].replace('.', "").parse().unwrap();
            (row["Name"].clone(), (row["Id"].clone(), total, row["Created at"][..19].to_owned()))
        })
        .collect()
}

fn hundredths(value: &Value) -> i64 {
    (value.as_f64().unwrap() * 100.0).round() as i64
}

/// (metric, profile, time, properties) of every Klaviyo event, as its pages have them.
fn klaviyo(folder: &Path) -> Vec<(String, String, i64, Value)> {
    let mut events = Vec::new();
    for path in below(&folder.join("klaviyo/events")) {
        let page: Value = serde_json::from_str(&gunzip(&path)).unwrap();
        let metrics: BTreeMap<&str, &str> = page["included"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| item["type"] == "metric")
            .map(|item| (item["id"].as_str().unwrap(), item["attributes"]["name"].as_str().unwrap()))
            .collect();
        for event in page["data"].as_array().unwrap() {
            let linked = |kind: &str| event["relationships"][kind]["data"]["id"].as_str().unwrap().to_owned();
            let (about, at) = (&event["attributes"]["event_properties"], &event["attributes"]["timestamp"]);
            let metric = metrics[linked("metric").as_str()].to_owned();
            events.push((metric, linked("profile"), at.as_i64().unwrap(), about.clone()));
        }
    }
    events
}

#[test]
fn an_order_has_the_same_amount_and_time_in_every_system() {
    let (folder, _) = make(&options(400, 11));
    let orders = orders(folder.path());
    let mut seen = [0; 3];
    for event in lines(&folder.path().join("ga4")).iter().filter(|event| event["event_name"] == "purchase") {
        let (_, total, at) = &orders[event["ecommerce"]["transaction_id"].as_str().unwrap()];
        assert_eq!(hundredths(&event["ecommerce"]["purchase_revenue"]), *total);
        assert_eq!(event["event_date"].as_str().unwrap(), at[..10].replace('-', ""));
        seen[0] += 1;
    }
    for call in
        lines(&folder.path().join("segment-logs")).iter().filter(|call| call["event"] == "Order Completed")
    {
        let (_, total, at) = &orders[call["properties"]["order_id"].as_str().unwrap()];
        assert_eq!(hundredths(&call["properties"]["total"]), *total);
        assert_eq!(call["timestamp"].as_str().unwrap()[..19].replace('T', " "), *at);
        seen[1] += 1;
    }
    for (_, _, _, about) in klaviyo(folder.path()).iter().filter(|event| event.0 == "Placed Order") {
        let (id, total, _) = &orders[about["OrderId"].as_str().unwrap()];
        assert_eq!(
            (about["$event_id"].as_str().unwrap(), hundredths(&about["$value"])),
            (id.as_str(), *total)
        );
        seen[2] += 1;
    }
    assert!(seen.iter().all(|&count| count > 60), "{seen:?}");
}

#[test]
fn mails_are_received_before_they_are_opened_and_opened_before_they_are_clicked() {
    let (folder, _) = make(&options(500, 12));
    let mut mails: BTreeMap<(String, String), [Option<i64>; 3]> = BTreeMap::new();
    for (metric, profile, at, about) in klaviyo(folder.path()) {
        let step =
            ["Received Email", "Opened Email", "Clicked Email"].iter().position(|name| *name == metric);
        if let (Some(step), Some(message)) = (step, about["$message"].as_str()) {
            mails.entry((profile, message.to_owned())).or_default()[step] = Some(at);
        }
    }
    let clicked = mails.values().filter(|steps| steps[2].is_some()).count();
    assert!(clicked > 20, "{clicked}");
    for (mail, steps) in mails {
        assert!(steps[0].is_some(), "{mail:?} was never received");
        assert!(steps[1].is_none_or(|at| steps[0] < Some(at)), "{mail:?}: {steps:?}");
        assert!(steps[2].is_none_or(|at| steps[1].is_some() && steps[1] < Some(at)), "{mail:?}: {steps:?}");
    }
}

#[test]
fn a_session_goes_from_landing_by_the_cart_to_the_order() {
    let (folder, _) = make(&options(300, 13));
    let mut sessions: BTreeMap<(String, String), Vec<(i64, String)>> = BTreeMap::new();
    for event in lines(&folder.path().join("ga4")) {
        let session = event["event_params"][0]["value"]["int_value"].as_str().unwrap().to_owned();
        let client = event["user_pseudo_id"].as_str().unwrap().to_owned();
        let at = event["event_timestamp"].as_str().unwrap().parse().unwrap();
        sessions
            .entry((client, session))
            .or_default()
            .push((at, event["event_name"].as_str().unwrap().to_owned()));
    }
    let order = ["first_visit", "session_start", "page_view", "add_to_cart", "begin_checkout", "purchase"];
    let (mut bought, mut left) = (0, 0);
    for (session, mut events) in sessions {
        events.sort();
        let places: Vec<usize> =
            events.iter().filter_map(|(_, name)| order.iter().position(|known| known == name)).collect();
        assert!(places.is_sorted(), "{session:?}: {events:?}");
        assert!(places.contains(&1) && places.contains(&2), "{session:?}: {events:?}");
        if places.contains(&5) {
            assert!(places.contains(&3) && places.contains(&4), "{session:?}: {events:?}");
            bought += 1;
        }
        left += usize::from(places.contains(&3) && !places.contains(&5));
    }
    assert!(bought > 100 && left > 20, "{bought} bought, {left} left a cart behind");
}

#[test]
fn points_run_on_and_never_below_nothing_and_receipts_name_known_customers() {
    let (folder, _) = make(&options(600, 14));
    let number = |text: &str| text.replace(',', "").parse::<i64>().unwrap();
    let smile = |start: &str| {
        let found = below(&folder.path().join("smile"));
        found.into_iter().find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(start)).unwrap()
    };
    let mut balances: BTreeMap<String, i64> = BTreeMap::new();
    let activity = rows(&smile("points_transactions"), b',');
    assert!(activity.iter().any(|row| row["Type"] == "REDEEM"));
    for row in activity {
        let (change, after) = (number(&row["Points change"]), number(&row["New balance"]));
        let before = balances.insert(row["Smile Customer ID"].clone(), after).unwrap_or(after - change);
        assert!(before + change == after && after >= 0, "{row:?}");
    }
    for row in rows(&smile("customers"), b',') {
        let Some(last) = balances.get(&row["Smile Customer ID"]) else { continue };
        assert_eq!(*last, number(&row["Points balance"]));
    }
    let square = below(&folder.path().join("square"));
    let known: BTreeSet<String> =
        rows(&square[0], b',').into_iter().map(|row| row["Square Customer ID"].clone()).collect();
    let receipts = rows(&square[1], b',');
    let ids: BTreeSet<&String> = receipts.iter().map(|row| &row["Transaction ID"]).collect();
    assert_eq!(ids.len(), receipts.len());
    let named = receipts.iter().filter(|row| !row["Customer ID"].is_empty());
    assert!(named.clone().count() > receipts.len() / 2);
    for row in named {
        assert!(known.contains(&row["Customer ID"]), "{row:?}");
    }
}

#[test]
fn segment_identifies_exactly_the_records_of_the_truth() {
    let (folder, _) = make(&options(500, 15));
    let calls = lines(&folder.path().join("segment-logs"));
    let identified: BTreeSet<String> = calls
        .iter()
        .filter(|call| call["type"] == "identify")
        .map(|call| call["userId"].as_str().unwrap().to_owned())
        .collect();
    let truth = rows(&folder.path().join("truth.csv"), b',');
    let expected: BTreeSet<String> = truth
        .iter()
        .filter(|row| row["source"] == "segment_events")
        .map(|row| row["record"].clone())
        .collect();
    assert_eq!(identified, expected);
    let messages: BTreeSet<&str> = calls.iter().map(|call| call["messageId"].as_str().unwrap()).collect();
    assert_eq!(messages.len(), calls.len());
}

#[test]
fn the_ads_total_is_the_sum_of_its_days() {
    let (folder, _) = make(&options(300, 16));
    let path = &below(&folder.path().join("meta"))[0];
    assert!(fs::read(path).unwrap().starts_with(&[0xef, 0xbb, 0xbf]));
    let rows = rows(path, b',');
    let cents = |row: &BTreeMap<String, String>, column: &str| {
        row[column].replace('.', "").parse::<i64>().unwrap_or(0)
    };
    let (totals, days): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row["Ad name"].is_empty());
    assert_eq!(totals.len(), 1);
    for column in ["Amount spent (USD)", "Link clicks", "Results", "Purchases conversion value"] {
        assert_eq!(
            days.iter().map(|row| cents(row, column)).sum::<i64>(),
            cents(&totals[0], column),
            "{column}"
        );
    }
}
