//! The classic accidents, each in a town of four hundred: who ends in one profile, and whose each contact is.

use super::{Label, contact, correct, suspicious, undo_correction};
use crate::progress::Progress;
use crate::resolve::decide::Author;
use crate::resolve::error::database;
use crate::resolve::{ResolveOptions, run};
use crate::workspace::{Workspace, in_transaction};
use duckdb::params;
use jiff::civil::date;
use std::collections::BTreeSet;

/// One row of an export; what is empty is missing.
#[derive(Clone, Copy, Default)]
struct Row<'a> {
    given: &'a str,
    family: &'a str,
    birth: &'a str,
    email: &'a str,
    phone: &'a str,
    street: &'a str,
    postcode: &'a str,
    loyalty: &'a str,
}

/// A workspace with people that have nothing to do with the case.
struct Town {
    workspace: Workspace,
    next: i64,
}

impl Town {
    fn new() -> Self {
        let mut town = Self { workspace: Workspace::in_memory().unwrap(), next: 1 };
        town.workspace
            .connection()
            .execute_batch("INSERT INTO sources VALUES (1, 'crm', 'generic', 'CRM', 'GB', now()::TIMESTAMP)")
            .unwrap();
        let given =
            ["Anna", "Boris", "Clara", "David", "Emilia", "Farid", "Greta", "Hassan", "Ines", "Jonas"];
        let family: [&str; 40] = [
            "Archer",
            "Bellini",
            "Castillo",
            "Dvorak",
            "Eriksen",
            "Farkas",
            "Gruber",
            "Horvat",
            "Ibrahim",
            "Jansen",
            "Kowalski",
            "Lindqvist",
            "Moreau",
            "Novak",
            "Okafor",
            "Petrov",
            "Rossi",
            "Schmitz",
            "Tanaka",
            "Umarov",
            "Vasquez",
            "Whitaker",
            "Yilmaz",
            "Zhukov",
            "Andrade",
            "Burgess",
            "Cordova",
            "Dimitrov",
            "Esposito",
            "Fontaine",
            "Goldberg",
            "Hakimi",
            "Iglesias",
            "Jovanovic",
            "Karlsson",
            "Leclerc",
            "Mbeki",
            "Nakamura",
            "Oliveira",
            "Popescu",
        ];
        for i in 0..400usize {
            let (g, f) = (given[i % 10], family[i / 10]);
            let birth = format!("19{}-0{}-1{}", 50 + i % 49, 1 + i % 9, i % 7);
            let email = format!("{}.{}@mail{}.org", g.to_lowercase(), f.to_lowercase(), i % 7);
            let phone = format!("+4420{:08}", 70_000_003 + i * 7_919);
            let street = format!("{} {} Road", 1 + i % 97, ["Mill", "Church", "Park", "Station"][i % 4]);
            let postcode = format!("AB{} {}XY", i % 89, i % 9);
            let row = Row {
                given: g,
                family: f,
                birth: &birth,
                email: &email,
                phone: &phone,
                street: &street,
                postcode: &postcode,
                loyalty: "",
            };
            town.add(row);
            if i % 2 == 0 {
                town.add(Row { given: &g[..g.len() - 1], phone: "", ..row });
            }
            if i % 4 == 0 {
                town.add(Row { street: "", postcode: "", ..row });
            }
        }
        town
    }

    /// Adds a record; returns its id.
    fn add(&mut self, row: Row) -> i64 {
        let id = self.next;
        self.next += 1;
        let conn = self.workspace.connection();
        conn.prepare_cached("INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, family_name, birth_date,
                 email, email_key, phone, phone_key, street, postcode, raw)
             VALUES (?1, 1, 1, ?1, 'k' || ?1, nullif(?2, ''), nullif(?3, ''), nullif(?4, ''), nullif(?5, ''), nullif(?5, ''),
                 nullif(?6, ''), nullif(?6, ''), nullif(?7, ''), nullif(?8, ''), '{}')")
.unwrap()
.execute(
            params![id, row.given, row.family, row.birth, row.email, row.phone, row.street, row.postcode],
        )
        .unwrap();
        if !row.loyalty.is_empty() {
            conn.prepare_cached("INSERT INTO record_identifiers VALUES (?, 1, 'loyalty', ?)")
                .unwrap()
                .execute(params![id, row.loyalty])
                .unwrap();
        }
        id
    }

    fn resolved(self) -> Self {
        let conn = self.workspace.connection();
        in_transaction(conn, database("run"), || {
            run(conn, 1, date(2026, 11, 23).at(12, 0, 0, 0), ResolveOptions::default(), &Progress::silent())
        })
        .unwrap();
        self
    }

    /// The profiles these records are in.
    fn profiles(&self, records: &[i64]) -> Vec<i64> {
        let one = |id: &i64| {
            let sql = "SELECT profile_id FROM profile_members WHERE record_id = ?";
            self.workspace.connection().query_row(sql, [id], |row| row.get(0)).unwrap()
        };
        records.iter().map(one).collect()
    }

    fn label(&self, kind: &str, value: &str) -> String {
        let sql = "SELECT coalesce(any_value(label), 'personal') FROM contacts WHERE kind = ? AND value = ?";
        self.workspace.connection().query_row(sql, [kind, value], |row| row.get(0)).unwrap()
    }

    /// `records` two by two are one person each, and no two of those people are one.
    fn are_people_of_two_records(&self, records: &[i64]) {
        let profiles = self.profiles(records);
        for (pair, records) in profiles.chunks(2).zip(records.chunks(2)) {
            assert_eq!(pair[0], pair[1], "records {records:?} are one person");
        }
        let distinct: BTreeSet<i64> = profiles.iter().copied().collect();
        assert_eq!(distinct.len(), records.len() / 2, "{profiles:?}");
    }
}

#[test]
fn an_office_phone_and_address_of_twelve_colleagues_join_nobody() {
    let mut town = Town::new();
    let colleagues = [
        ("Petra", "Quinn"),
        ("Rosa", "Santini"),
        ("Tomas", "Urban"),
        ("Vera", "Wolfe"),
        ("Xenia", "Young"),
        ("Zoltan", "Abbott"),
        ("Bella", "Cervantes"),
        ("Dominik", "Ekberg"),
        ("Flora", "Gallo"),
        ("Heinz", "Ibsen"),
        ("Judit", "Kovacs"),
        ("Petra", "Lund"),
    ];
    let mut records = Vec::new();
    for (i, (given, family)) in colleagues.iter().enumerate() {
        let email = format!("{given}{family}@works.example.net").to_lowercase();
        let birth = format!("19{}-04-0{}", 60 + i, 1 + i % 9);
        let row = Row {
            given,
            family,
            phone: "+442079460000",
            street: "1 Tower Street",
            postcode: "EC1 2AB",
            ..Row::default()
        };
        records.push(town.add(Row { email: &email, birth: &birth, ..row }));
        records.push(town.add(Row { email: &email, ..row }));
    }
    let nameless = town.add(Row { phone: "+442079460000", ..Row::default() });
    let town = town.resolved();
    town.are_people_of_two_records(&records);
    assert!(!town.profiles(&records).contains(&town.profiles(&[nameless])[0]));
    assert_eq!(town.label("phone", "+442079460000"), "shared");
    assert_eq!(town.label("address", "1 towerstreet, ec12ab"), "shared");
}

#[test]
fn an_email_two_strangers_used_is_shared_and_a_record_with_nothing_else_joins_neither() {
    let mut town = Town::new();
    let reused = "reused@mail.example.net";
    let one = Row { given: "Petra", family: "Quinn", birth: "1961-05-05", email: reused, ..Row::default() };
    let two = Row { given: "Viktor", family: "Wolfe", birth: "1990-01-07", email: reused, ..Row::default() };
    let records = [town.add(one), town.add(one), town.add(two), town.add(two)];
    let nameless = town.add(Row { email: reused, ..Row::default() });
    let town = town.resolved();
    town.are_people_of_two_records(&records);
    assert!(!town.profiles(&records).contains(&town.profiles(&[nameless])[0]));
    assert_eq!(town.label("email", reused), "shared");
}

#[test]
fn one_landline_in_a_family_of_five_is_the_households() {
    let mut town = Town::new();
    let mut records = Vec::new();
    for (given, birth) in [
        ("Petra", "1971-05-05"),
        ("Viktor", "1970-01-07"),
        ("Rosa", "1999-03-02"),
        ("Tomas", "2001-04-08"),
        ("Xenia", "2004-12-30"),
    ] {
        let row = Row {
            given,
            family: "Quinn",
            birth,
            phone: "+442079460001",
            street: "9 Oak Lane",
            postcode: "ZZ9 9ZZ",
            ..Row::default()
        };
        records.push(town.add(row));
        records.push(town.add(Row { birth: "", ..row }));
    }
    let town = town.resolved();
    town.are_people_of_two_records(&records);
    assert_eq!(town.label("phone", "+442079460001"), "household");
    assert_eq!(town.label("address", "9 oaklane, zz99zz"), "household");
}

#[test]
fn twins_are_two_people_of_one_household() {
    let mut town = Town::new();
    let mut records = Vec::new();
    for (given, email) in [("Petra", "petra.quinn@mail.example.net"), ("Rosa", "rosa.quinn@mail.example.net")]
    {
        let row = Row {
            given,
            family: "Quinn",
            birth: "2001-04-08",
            phone: "+442079460002",
            street: "9 Oak Lane",
            postcode: "ZZ9 9ZZ",
            ..Row::default()
        };
        records.push(town.add(Row { email, ..row }));
        records.push(town.add(row));
    }
    let town = town.resolved();
    town.are_people_of_two_records(&records);
    assert_eq!(town.label("phone", "+442079460002"), "household");
}

#[test]
fn father_and_son_of_one_name_are_two_people() {
    let mut town = Town::new();
    let mut records = Vec::new();
    for (birth, email) in
        [("1960-04-08", "viktor@mail.example.net"), ("1988-11-21", "vik88@mail.example.net")]
    {
        let row = Row {
            given: "Viktor",
            family: "Quinn",
            birth,
            email,
            phone: "+442079460003",
            street: "9 Oak Lane",
            postcode: "ZZ9 9ZZ",
            ..Row::default()
        };
        records.push(town.add(row));
        records.push(town.add(Row { phone: "", ..row }));
    }
    let town = town.resolved();
    town.are_people_of_two_records(&records);
    assert_ne!(town.label("phone", "+442079460003"), "shared");
}

#[test]
fn a_loyalty_card_that_was_given_on_joins_nobody() {
    let mut town = Town::new();
    let one = Row {
        given: "Petra",
        family: "Quinn",
        birth: "1961-05-05",
        email: "petra@mail.example.net",
        loyalty: "L-1",
        ..Row::default()
    };
    let two = Row {
        given: "Viktor",
        family: "Wolfe",
        birth: "1990-01-07",
        email: "viktor@mail.example.net",
        loyalty: "L-1",
        ..Row::default()
    };
    let records = [town.add(one), town.add(one), town.add(two), town.add(two)];
    let nameless = town.add(Row { loyalty: "L-1", ..Row::default() });
    let town = town.resolved();
    town.are_people_of_two_records(&records);
    assert!(!town.profiles(&records).contains(&town.profiles(&[nameless])[0]));
    assert_eq!(town.label("loyalty", "L-1"), "shared");
}

#[test]
fn an_address_of_an_office_is_junk_between_people_and_one_persons_alone() {
    let mut town = Town::new();
    let mut records = Vec::new();
    for (given, family, birth) in [
        ("Petra", "Quinn", "1961-05-05"),
        ("Viktor", "Wolfe", "1990-01-07"),
        ("Rosa", "Santini", "1977-07-07"),
    ] {
        let row = Row { given, family, birth, email: "info@works.example.net", ..Row::default() };
        records.extend([town.add(row), town.add(row)]);
    }
    let alone = Row { given: "Zoltan", family: "Abbott", email: "info@abbott.example.net", ..Row::default() };
    let own = [town.add(alone), town.add(Row { family: "", ..alone })];
    let town = town.resolved();
    town.are_people_of_two_records(&records);
    town.are_people_of_two_records(&own);
    assert_eq!(town.label("email", "info@works.example.net"), "junk");
    assert_eq!(town.label("email", "info@abbott.example.net"), "personal");
}

#[test]
fn what_a_run_found_silent_says_as_little_in_every_later_answer() {
    let two = what_a_phone_of_strangers_says("+442079460018", 2);
    assert!(two.iter().all(|bits| *bits > 4.0 && *bits < 12.0), "half of what is usual: {two:?}");
    let four = what_a_phone_of_strangers_says("+442079460018", 4);
    assert!(four.iter().all(|bits| *bits == 0.0), "{four:?}");
    let made_up = what_a_phone_of_strangers_says("+441234567890", 2);
    assert!(made_up.iter().all(|bits| *bits == 0.0), "{made_up:?}");
}

/// Bits, by pair; that the pair weighs later what it weighed in the run is seen to.
fn what_a_phone_of_strangers_says(phone: &str, strangers: usize) -> Vec<f64> {
    let mut town = Town::new();
    let mut records = Vec::new();
    for (given, family, birth) in [
        ("Petra", "Quinn", "1961-05-05"),
        ("Viktor", "Wolfe", "1990-01-07"),
        ("Rosa", "Santini", "1977-07-07"),
        ("Zoltan", "Abbott", "1983-10-29"),
    ]
    .into_iter()
    .take(strangers)
    {
        let row = Row { given, family, birth, phone, ..Row::default() };
        records.extend([town.add(row), town.add(row)]);
    }
    let town = town.resolved();
    let conn = town.workspace.connection();
    let mut edges = conn
        .prepare("SELECT left_record, right_record, weight FROM edges WHERE left_record >= ? AND rule >= 0")
        .unwrap();
    let edges: Vec<(i64, i64, i32)> = edges
        .query_map([records[0]], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(!edges.is_empty());
    let mut said = Vec::new();
    for (left, right, weight) in edges {
        let told = crate::resolve::explain::pair(conn, left, right).unwrap();
        assert_eq!((told.weight * 1000.0).round() as i32, weight, "{left} and {right}");
        let sum: f64 = told.prior + told.steps.iter().map(|s| s.weight).sum::<f64>();
        assert!((sum - told.weight).abs() < 1e-6);
        let phones = told.steps.iter().find(|s| s.attribute == "phone").unwrap();
        said.push(phones.weight);
    }
    said
}

#[test]
fn a_stewards_word_holds_from_the_next_run_on_and_can_be_taken_back() {
    let mut town = Town::new();
    let phone = "+442079460005";
    let mut records = Vec::new();
    for given in ["Petra", "Viktor", "Rosa"] {
        let row = Row {
            given,
            family: "Quinn",
            phone,
            street: "9 Oak Lane",
            postcode: "ZZ9 9ZZ",
            ..Row::default()
        };
        records.extend([town.add(row), town.add(row)]);
    }
    let town = town.resolved();
    let conn = town.workspace.connection();
    let author = Author { who: "maria", now: date(2026, 11, 24).at(9, 0, 0, 0), reason: "the village shop" };
    assert_eq!(town.label("phone", phone), "household");

    let corrected = correct(conn, &author, "phone", "+44 20 7946 0005", Label::Junk).unwrap();
    assert_eq!((corrected.records, corrected.profiles, corrected.label), (6, 3, Some(Label::Junk)));
    assert!(corrected.pairs >= 3, "{}", corrected.sentence);
    let seen = contact(conn, None, phone).unwrap();
    assert_eq!(
        (seen.row.label, seen.word.unwrap().label),
        (Label::Household, Label::Junk),
        "not before a run"
    );

    let town = town.resolved();
    let conn = town.workspace.connection();
    let seen = contact(conn, Some("phone"), phone).unwrap();
    assert_eq!((seen.row.label, seen.row.cause.as_str()), (Label::Junk, "steward"));
    assert_eq!(seen.holders.iter().map(|h| h.records).collect::<Vec<_>>(), [2, 2, 2]);
    assert!(suspicious(conn).unwrap().iter().any(|row| row.value == phone));
    let told = crate::resolve::explain::pair(conn, records[0], records[1]).unwrap();
    assert_eq!(told.steps.iter().find(|s| s.attribute == "phone").unwrap().weight, 0.0);

    let undone = undo_correction(conn, &author, None).unwrap();
    assert_eq!(undone.label, None);
    assert!(undo_correction(conn, &author, Some(corrected.decision_id)).is_err(), "only once");
    let town = town.resolved();
    assert_eq!(town.label("phone", phone), "household");
}

#[test]
fn what_a_steward_calls_personal_joins_as_rare_values_do() {
    let mut town = Town::new();
    let card = "L-7";
    let row = Row { given: "Petra", family: "Quinn", loyalty: card, ..Row::default() };
    let records = [
        town.add(Row { birth: "1961-05-05", ..row }),
        town.add(Row { family: "Wolfe", street: "9 Oak Lane", postcode: "ZZ9 9ZZ", ..row }),
    ];
    let others: Vec<i64> =
        [("Viktor", "Santini"), ("Rosa", "Urban"), ("Zoltan", "Abbott"), ("Xenia", "Young")]
            .iter()
            .map(|(given, family)| town.add(Row { given, family, loyalty: card, ..Row::default() }))
            .collect();
    let town = town.resolved();
    assert_ne!(town.profiles(&records)[0], town.profiles(&records)[1]);
    let author = Author { who: "maria", now: date(2026, 11, 24).at(9, 0, 0, 0), reason: "" };
    correct(town.workspace.connection(), &author, "loyalty", card, Label::Personal).unwrap();
    let town = town.resolved();
    assert_eq!(town.profiles(&records)[0], town.profiles(&records)[1]);
    assert!(!town.profiles(&others).contains(&town.profiles(&records)[0]), "names still contradict");
}

#[test]
fn a_contact_nobody_holds_is_told_apart_from_one_of_several_kinds() {
    let mut town = Town::new();
    town.add(Row { given: "Petra", family: "Quinn", loyalty: "4711", ..Row::default() });
    let conn = town.workspace.connection();
    conn.execute_batch("INSERT INTO record_identifiers VALUES (1, 1, 'square', '4711')").unwrap();
    let nobody = contact(conn, None, "nobody@nowhere.example.net").unwrap_err().to_string();
    assert!(nobody.contains("no record holds"), "{nobody}");
    let several = contact(conn, None, "4711").unwrap_err().to_string();
    assert!(several.contains("loyalty, square"), "{several}");
    assert_eq!(contact(conn, Some("loyalty"), "4711").unwrap().row.records, 1);
}
