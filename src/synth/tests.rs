//! The exports as a whole: same seed same bytes, every record in the truth once, and the rows add up.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Errors, Only, SynthOptions, SynthReport, write};
use crate::progress::Progress;

pub(super) fn options(people: u64, seed: u64) -> SynthOptions {
    SynthOptions { people, seed, ..SynthOptions::default() }
}

pub(super) fn make(options: &SynthOptions) -> (tempfile::TempDir, SynthReport) {
    let folder = tempfile::tempdir().unwrap();
    let report = write(folder.path(), options, &Progress::silent()).unwrap();
    (folder, report)
}

/// Every file below a folder, with its bytes.
pub(super) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let inner = files(&path).into_iter();
            found.extend(inner.map(|(name, bytes)| (Path::new(path.file_name().unwrap()).join(name), bytes)));
        } else {
            found.insert(PathBuf::from(path.file_name().unwrap()), fs::read(&path).unwrap());
        }
    }
    found
}

/// Rows of a CSV file as column → value.
pub(super) fn rows(path: &Path, delimiter: u8) -> Vec<BTreeMap<String, String>> {
    let bytes = fs::read(path).unwrap();
    let text =
        String::from_utf8(bytes.clone()).unwrap_or_else(|_| bytes.iter().map(|&b| char::from(b)).collect());
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn truth(folder: &Path) -> BTreeMap<(String, String), String> {
    let rows = rows(&folder.join("truth.csv"), b',');
    let count = rows.len();
    let truth: BTreeMap<_, _> = rows
        .into_iter()
        .map(|row| ((row["source"].clone(), row["record"].clone()), row["entity"].clone()))
        .collect();
    assert_eq!(truth.len(), count, "a record stands in the truth twice");
    truth
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (first, again, other) = (make(&options(150, 3)), make(&options(600, 3)), make(&options(150, 4)));
    // Over what a larger run left there.
    write(again.0.path(), &options(150, 3), &Progress::silent()).unwrap();
    assert!(files(first.0.path()) == files(again.0.path()));
    assert!(files(first.0.path()) != files(other.0.path()));
}

#[test]
fn the_truth_names_every_record_once_by_its_native_key() {
    let (folder, report) = make(&options(500, 5));
    let truth = truth(folder.path());
    assert_eq!(truth.len() as u64, report.total_records());
    let keys = |source: &str| -> BTreeSet<String> {
        truth.keys().filter(|(name, _)| name == source).map(|(_, key)| key.clone()).collect()
    };
    let column = |file: &str, delimiter, column: &str| -> BTreeSet<String> {
        let rows = rows(&folder.path().join(file), delimiter);
        let count = rows.len();
        let found: BTreeSet<String> =
            rows.iter().map(|row| row[column].trim_start_matches('\'').to_owned()).collect();
        assert_eq!(found.len(), count, "{file} names a customer twice");
        found
    };
    assert_eq!(keys("shopify_customers"), column("shopify/customers_export.csv", b',', "Customer ID"));
    assert_eq!(keys("salesforce_contacts"), column("salesforce/Contact.csv", b',', "Id"));
    assert_eq!(keys("salesforce_leads"), column("salesforce/Lead.csv", b',', "Id"));
    assert_eq!(keys("klaviyo_profiles"), column("klaviyo/All Profiles.csv", b',', "Klaviyo ID"));
    assert_eq!(keys("event_signups_2025"), column("event_signups_2025.csv", b';', "ID"));
    let orders = rows(&folder.path().join("shopify/orders_export_1.csv"), b',');
    let found = orders.iter().filter(|row| !row["Total"].is_empty()).map(|row| {
        let values = [row["Email"].to_lowercase(), row["Phone"].clone(), row["Name"].clone()];
        values.into_iter().find(|value| !value.is_empty()).unwrap()
    });
    assert_eq!(keys("shopify_orders"), found.collect());
}

#[test]
fn several_people_of_a_household_are_several_entities_and_everybody_has_a_record() {
    let (folder, report) = make(&options(400, 6));
    let entities: BTreeSet<String> = truth(folder.path()).into_values().collect();
    assert_eq!((entities.len() as u64, report.people), (400, 400));
}

#[test]
fn placeholders_occur_and_errors_grow_with_their_rate() {
    let (normal, report) = make(&options(1500, 7));
    let (high, _) = make(&SynthOptions { errors: Errors::High, ..options(1500, 7) });
    let count = |folder: &Path| -> usize {
        let placeholders = ["@test.com", "@noemail.com", "1900-01-01", "000-000-0000"];
        let texts = files(folder).into_values().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        texts.map(|text| placeholders.iter().map(|value| text.matches(value).count()).sum::<usize>()).sum()
    };
    let (some, more) = (count(normal.path()), count(high.path()));
    assert!(some > 20 && more > some * 3 / 2, "{some}, {more}");
    let share = report.hard as f64 / report.total_records() as f64;
    assert!(share < 0.03, "{share} of the records are hard");
}

#[test]
fn an_orders_lines_and_totals_add_up() {
    let (folder, _) = make(&options(300, 8));
    let mut orders: BTreeMap<String, (i64, i64, i64, i64)> = BTreeMap::new();
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap_or(0);
    for row in rows(&folder.path().join("shopify/orders_export_1.csv"), b',') {
        let order = orders.entry(row["Name"].clone()).or_default();
        order.0 += cents(&row["Lineitem price"]) * row["Lineitem quantity"].parse::<i64>().unwrap();
        if !row["Total"].is_empty() {
            let tax = if row["Billing Country"] == "US" { cents(&row["Taxes"]) } else { 0 };
            (order.1, order.2) = (cents(&row["Subtotal"]), cents(&row["Discount Amount"]));
            order.3 = cents(&row["Total"]) - cents(&row["Shipping"]) - tax;
        }
    }
    assert!(orders.len() > 200);
    for (name, (lines, subtotal, discount, rest)) in orders {
        assert_eq!((lines - discount, subtotal), (subtotal, rest), "{name}");
    }
}

#[test]
fn a_flat_table_has_exactly_the_wanted_rows() {
    let (folder, report) = make(&SynthOptions { flat: Some(1000), ..options(0, 9) });
    assert_eq!(rows(&folder.path().join("people.csv"), b',').len(), 1000);
    assert_eq!(truth(folder.path()).len(), 1000);
    assert!((250..600).contains(&report.people), "{}", report.people);
}

#[test]
fn impossible_options_are_refused_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = [
        options(0, 1),
        SynthOptions { months: 0, ..options(5, 1) },
        SynthOptions { as_of: "31.10.2026".to_owned(), ..options(5, 1) },
    ];
    for options in wrong {
        let error = write(folder.path(), &options, &Progress::silent()).unwrap_err().to_string();
        assert!(error.contains("give"), "{error}");
    }
    let stopped = Progress::silent();
    stopped.cancel();
    assert!(write(folder.path(), &SynthOptions { only: Only::Records, ..options(5, 1) }, &stopped).is_err());
}

/// The bytes of a file, unpacked: two versions of a compressor may pack the same text differently.
fn unpacked((name, bytes): (&PathBuf, &Vec<u8>)) -> (PathBuf, Vec<u8>) {
    let mut plain = Vec::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        std::io::copy(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut plain).unwrap();
    } else {
        plain.clone_from(bytes);
    }
    (name.clone(), plain)
}

#[test]
fn the_committed_sample_is_what_its_readme_says_and_small() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let mut committed = files(&committed);
    assert!(committed.values().map(Vec::len).sum::<usize>() < 6_000_000);
    let readme = committed.remove(Path::new("README.md")).expect("sample_data/README.md");
    assert!(String::from_utf8(readme).unwrap().contains("synth --people 1200 --seed 1 sample_data"));
    let (fresh, _) = make(&options(1200, 1));
    let fresh = files(fresh.path());
    assert_eq!(committed.keys().collect::<Vec<_>>(), fresh.keys().collect::<Vec<_>>());
    for (old, new) in committed.iter().map(unpacked).zip(fresh.iter().map(unpacked)) {
        assert!(old == new, "{} differs: make sample_data again", old.0.display());
    }
}
