//! Inputs that are wrong: each gets a sentence and exit code 2, or rejects with their lines; what was there stays.

use crate::shop::{PEOPLE, Shop, files, sum};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// A shop with three people loaded.
fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("good.csv", PEOPLE);
    shop.json(&["load", "good.csv"]);
    shop
}

/// The input is refused with these words, and the workspace is as it was.
fn refused(name: &str, bytes: Option<Vec<u8>>, words: &str) {
    let shop = shop();
    if let Some(bytes) = bytes {
        shop.write(name, bytes);
    }
    let before = shop.holds();
    let answer = shop.run(&["load", name.split('/').next().unwrap()]);
    assert_eq!(answer.code, Some(2), "{answer:?}");
    assert!(answer.err.contains(words), "{words:?} is not in: {}", answer.err);
    assert_eq!(answer.err.lines().count(), 1, "one sentence: {}", answer.err);
    assert_eq!(answer.out, "");
    assert_eq!(shop.holds(), before);
}

/// The rows that are right are loaded, the wrong ones are rejected at these lines, and the counts add up.
fn rejected(name: &str, bytes: Vec<u8>, rows: u64, lines: &[u64]) {
    let shop = shop();
    shop.write(name, bytes);
    let load = shop.json(&["load", name]);
    let file = &files(&load)[0];
    let seen: Vec<u64> =
        file["first_rejects"].as_array().unwrap().iter().map(|reject| reject[0].as_u64().unwrap()).collect();
    assert_eq!(seen, lines, "{file}");
    assert_eq!(sum(&load, "rows_read"), rows);
    assert_eq!(sum(&load, "rows_mapped") + sum(&load, "rows_ignored") + sum(&load, "rejects"), rows);
    let records = shop.json(&["info"])["workspace"]["records"].as_u64().unwrap();
    assert_eq!(records, 3 + sum(&load, "records"), "the people loaded before must stay");
}

fn people_and(more: &str) -> Vec<u8> {
    format!("{PEOPLE}{more}").into_bytes()
}

#[test]
fn an_empty_file() {
    refused("empty.csv", Some(Vec::new()), "empty");
}

#[test]
fn a_header_without_rows() {
    refused("header.csv", Some(PEOPLE.lines().next().unwrap().into()), "no rows");
}

#[test]
fn a_binary_file() {
    let bytes = (0..5000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    refused("binary.csv", Some(bytes), "no text");
}

#[test]
fn a_truncated_gzip() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    let mut seed = 7u32;
    packed.write_all(PEOPLE.as_bytes()).unwrap();
    for id in 10..400 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        writeln!(packed, "{id},N{seed:x},F{id},e{seed}@mail.org,").unwrap();
    }
    let whole = packed.finish().unwrap();
    refused("cut.csv.gz", Some(whole[..whole.len() / 2].to_vec()), "cut off");
}

#[test]
fn a_folder_with_nothing_known() {
    refused("nothing/notes.txt", Some(b"remember the milk\n".to_vec()), "nothing to load");
}

#[test]
fn a_table_without_people() {
    refused("numbers.csv", Some(b"a,b\n1,2\n".to_vec()), "--map");
}

#[test]
fn a_file_that_is_gone() {
    refused("gone.csv", None, "no such file");
}

#[test]
fn a_file_that_vanished_behind_its_link() {
    let shop = shop();
    std::os::unix::fs::symlink(shop.path("gone.csv"), shop.path("link.csv")).unwrap();
    let before = shop.holds();
    let answer = shop.run(&["load", "link.csv"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.contains("link.csv: there is no such file"), "{}", answer.err);
    assert_eq!(shop.holds(), before);
}

#[test]
fn bytes_of_another_encoding_are_read_or_rejected_never_lost() {
    let latin = b"id,first name,last name,email\n1,J\xf6rg,M\xfcller,j@mail.org\n2,Zo\xeb,Ng,z@mail.org\n";
    let shop = shop();
    shop.write("latin.csv", latin);
    let load = shop.json(&["load", "latin.csv"]);
    assert_eq!(sum(&load, "rows_read"), 2);
    assert_eq!(sum(&load, "records") + sum(&load, "rejects"), 2);
    shop.json(&["run"]);
    shop.json(&["export", "all.csv"]);
    assert!(std::fs::read_to_string(shop.path("all.csv")).unwrap().contains("Jörg"));
}

#[test]
fn ragged_rows() {
    rejected("ragged.csv", people_and("4,Dan,Orr,dan@mail.org,,extra,more\n5,Eve\n"), 5, &[5, 6]);
}

#[test]
fn an_unbalanced_quote() {
    rejected("quote.csv", people_and("4,\"Dan,Orr,dan@mail.org,\n5,Eve,Ray,eve@mail.org,\n"), 5, &[5]);
}

#[test]
fn a_line_of_fifty_megabytes() {
    let long = format!("4,{},Orr,dan@mail.org,\n5,Eve,Ray,eve@mail.org,\n", "x".repeat(50_000_000));
    rejected("long.csv", people_and(&long), 5, &[5]);
}

#[test]
fn a_first_load_that_fails_leaves_nothing() {
    let shop = Shop::new();
    shop.write("empty.csv", "");
    let before = listed(&shop);
    let answer = shop.run(&["load", "empty.csv"]);
    assert_eq!(answer.code, Some(2), "{answer:?}");
    assert_eq!(listed(&shop), before);
    // A good file before the bad one is not kept either.
    shop.write("good.csv", PEOPLE);
    let before = listed(&shop);
    assert_eq!(shop.run(&["load", "good.csv", "empty.csv"]).code, Some(2));
    assert_eq!(listed(&shop), before);
    shop.json(&["load", "good.csv"]);
    let held = shop.holds();
    shop.write("more.csv", PEOPLE.replace("ann", "anna"));
    assert_eq!(shop.run(&["load", "more.csv", "empty.csv"]).code, Some(2));
    assert_eq!(shop.holds(), held);
}

fn listed(shop: &Shop) -> Vec<std::ffi::OsString> {
    let mut names: Vec<_> =
        std::fs::read_dir(shop.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names
}

#[test]
fn an_open_quote_in_a_tiny_table_costs_its_row_only() {
    let shop = Shop::new();
    shop.write(
        "tiny.csv",
        "id,first name,last name,email\n1,\"Ann,Lee,ann@mail.org\n2,Bob,Day,\"bob@mail.org\"\n\
         3,\"Cleo,Fox,cleo@mail.org\n4,Dan,Orr,\"dan@mail.org\"\n",
    );
    let load = shop.json(&["load", "tiny.csv"]);
    let file = &files(&load)[0];
    assert_eq!((&file["rows_read"], &file["records"], &file["rejects"]), (&4.into(), &2.into(), &2.into()));
    shop.write("header.csv", "id,\"first name,last name,email\n1,Ann,Lee,ann@mail.org\n");
    let answer = shop.run(&["load", "header.csv"]);
    assert!(answer.code == Some(2) && answer.err.contains("quotation mark"), "{answer:?}");
}
