//! What a steward who knows the truth teaches on two hundred doubtful pairs helps with all the others.

use crate::shop::Shop;
use duckdb::Connection;
use std::collections::{HashMap, HashSet};

/// Of pairs of records that were not decided on: precision, recall and their harmonic mean.
fn f1(shop: &Shop, entity: &HashMap<i64, String>, decided: &HashSet<i64>) -> f64 {
    let conn = Connection::open(shop.workspace()).unwrap();
    let mut statement = conn.prepare("SELECT record_id, profile_id FROM profile_members").unwrap();
    let rows = statement.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?))).unwrap();
    let (mut cells, mut profiles, mut people) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (record, profile) in rows.map(Result::unwrap).filter(|(record, _)| !decided.contains(record)) {
        let person = entity[&record].clone();
        *cells.entry((profile, person.clone())).or_insert(0u64) += 1;
        *profiles.entry(profile).or_insert(0u64) += 1;
        *people.entry(person).or_insert(0u64) += 1;
    }
    let pairs = |n: &u64| (n * (n - 1) / 2) as f64;
    let right: f64 = cells.values().map(pairs).sum();
    let (said, true_ones): (f64, f64) =
        (profiles.values().map(pairs).sum(), people.values().map(pairs).sum());
    2.0 * right / (said + true_ones)
}

#[test]
fn two_hundred_decisions_lower_nothing_and_help_the_rest() {
    let shop = Shop::new();
    let made = shop.path("made");
    shop.json(&["synth", "--flat", "8000", "--seed", "11", made.to_str().unwrap()]);
    shop.json(&["load", made.join("people.csv").to_str().unwrap()]);
    shop.json(&["run", "--until", "resolve"]);
    let few = shop.run(&["learn", "--json"]);
    assert_eq!(few.code, Some(1), "{few:?}");
    assert!(few.out.contains("\"missing\": 50"), "{}", few.out);

    let truth = std::fs::read_to_string(made.join("truth.csv")).unwrap();
    let mut lines = truth.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap();
    let (key, person) = (column("record"), column("entity"));
    let by_key: HashMap<String, String> = lines.map(|l| (l[key].clone(), l[person].clone())).collect();
    let (entity, decided) = {
        let conn = Connection::open(shop.workspace()).unwrap();
        let entity: HashMap<i64, String> = conn
            .prepare("SELECT record_id, native_key FROM records")
            .unwrap()
            .query_map([], |r| Ok((r.get(0)?, r.get::<_, String>(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .map(|(record, key)| (record, by_key[&key].clone()))
            .collect();
        // The pairs a steward would be asked about: those nearest to the threshold.
        let doubtful: Vec<(i64, i64)> = conn
            .prepare(
                "SELECT left_record, right_record FROM edges WHERE evidence <> 'deterministic'
                 ORDER BY abs(weight - 1000), left_record, right_record LIMIT 200",
            )
            .unwrap()
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(doubtful.len(), 200);
        let mut decided = HashSet::new();
        for (n, (left, right)) in doubtful.iter().enumerate() {
            let verdict = if entity[left] == entity[right] { "same" } else { "different" };
            conn.execute(
                "INSERT INTO decisions (decision_id, \"at\", who, action, verdict, left_record, right_record, effect)
                 VALUES (?, now()::TIMESTAMP, 'maria', 'decide', ?, ?, ?, '')",
                duckdb::params![n as i64 + 1, verdict, left, right],
            )
            .unwrap();
            decided.extend([*left, *right]);
        }
        (entity, decided)
    };
    shop.json(&["run", "--until", "resolve"]);
    let before = f1(&shop, &entity, &decided);

    let learned = shop.json(&["learn"]);
    assert_eq!(learned["decisions"], 200);
    assert!(learned["in_use"].is_null());
    let loss = |model: &str| learned[model]["log_loss"].as_f64().unwrap();
    assert!(loss("learned") < loss("unsupervised"), "{learned}");
    assert_eq!(f1(&shop, &entity, &decided), before, "to look changes nothing");

    assert_eq!(shop.json(&["learn", "--use"])["in_use"], 200);
    shop.json(&["run", "--until", "resolve"]);
    let after = f1(&shop, &entity, &decided);
    assert!(after >= before, "{before} fell to {after}");

    assert_eq!(shop.json(&["learn", "--drop"])["dropped"], true);
    shop.json(&["run", "--until", "resolve"]);
    assert_eq!(f1(&shop, &entity, &decided), before, "dropped, it leaves nothing behind");
}
