//! Why not: of pairs that were compared and pairs that were not, and what would turn the answer round.

use super::*;
use crate::resolve::decide::tests::{author, workspace};
use crate::resolve::decide::{Verdict, decide};

fn asked(conn: &Connection, left: Party, right: Party) -> Why {
    why(conn, left, right).unwrap()
}

fn profile(conn: &Connection, record: i64) -> i64 {
    profile_of(conn, Party::Record(record)).unwrap().unwrap()
}

#[test]
fn a_pair_no_rule_finds_was_never_compared_and_every_rule_says_why() {
    let workspace = workspace();
    let conn = workspace.connection();
    // A small workspace compares everything: as if that rule had not been there.
    conn.execute_batch("DELETE FROM blocking_report WHERE rule = 'everything'").unwrap();
    let answer = asked(conn, Party::Record(9001), Party::Record(1000));
    assert_eq!((answer.compared, answer.standing), (WasCompared::No, Standing::NeverCompared));
    assert!(answer.sentence.starts_with("Never compared: no rule brings them together; if they had been,"));
    assert!(answer.sentence.contains("would be one person"), "{}", answer.sentence);
    let rule = |name: &str| answer.rules.iter().find(|rule| rule.rule == name).unwrap();
    assert_eq!(rule("email").missing, ["email"]);
    assert_eq!(rule("email").sentence, "e-mail is missing");
    let both = rule("birth + family_sound");
    assert_eq!((both.outcome, both.differs.len()), (Outcome::Apart, 2));
    assert_eq!(both.sentence, "birth date and sound of the family name differ");
}

#[test]
fn of_a_block_that_was_too_big_it_is_told_what_became_of_it() {
    let workspace = workspace();
    let conn = workspace.connection();
    let (left, right) = (Party::Record(9001), Party::Record(9002));
    let together = |why: &Why| -> Vec<String> {
        let rules = why.rules.iter().filter(|rule| rule.outcome == Outcome::Together);
        rules.map(|rule| rule.rule.clone()).collect()
    };
    // As if no rule had found the pair, and two of those that would have had blocks that were too big.
    conn.execute_batch("UPDATE edges SET rule = -1").unwrap();
    let rules = together(&asked(conn, left, right));
    let compared = Compared::load(conn, store::load_model(conn).unwrap(), &[9001, 9002]).unwrap();
    let kept = store::kept_rules(conn).unwrap();
    let keys = kept.keys(&compared.corpus).unwrap();
    let crowd = |rule: &str, finer: &str| {
        let position = kept.rules.iter().position(|of| of.0 == rule).unwrap();
        let key = keys.0[position][0].0;
        let sql = format!("INSERT INTO crowded_keys VALUES ({position}, 0, {key}, {finer})");
        conn.execute_batch(&sql).unwrap();
    };
    crowd(&rules[0], "'given'");
    crowd(&rules[1], "NULL");
    let after = asked(conn, left, right);
    let told = |name: &str| {
        let rule = after.rules.iter().find(|rule| rule.rule == name).unwrap();
        (rule.outcome, rule.sentence.clone())
    };
    let smaller = "given name differs, and without it the block was too big";
    assert_eq!(told(&rules[0]), (Outcome::TooBig, smaller.to_owned()));
    let skipped = "the block was too big and was skipped";
    assert_eq!(told(&rules[1]), (Outcome::TooBig, skipped.to_owned()));
    assert_eq!(together(&after), rules[2..]);
    assert_eq!(after.compared, if rules.len() > 2 { WasCompared::Yes } else { WasCompared::No });
}

#[test]
fn the_rule_that_found_a_pair_brings_it_together() {
    let workspace = workspace();
    let conn = workspace.connection();
    let answer = asked(conn, Party::Record(5003), Party::Record(1003));
    assert_eq!((answer.compared, answer.standing), (WasCompared::Yes, Standing::OneProfile));
    let first = answer.rules.iter().find(|rule| rule.outcome == Outcome::Together).unwrap();
    assert_eq!(Some(&first.rule), answer.pair.rule.as_ref());
    assert!(answer.groups.is_none());
    // What would take them apart must really do so.
    assert!(answer.flips.iter().all(|flip| flip.weight < answer.pair.merge_at && flip.gain < 0.0));
}

#[test]
fn the_smallest_single_change_carries_twins_over_the_threshold() {
    let workspace = workspace();
    let conn = workspace.connection();
    let answer = asked(conn, Party::Record(9001), Party::Record(9002));
    assert!(answer.pair.weight < answer.pair.merge_at, "{answer:?}");
    let flip = answer.flips.first().expect("one comparison would do");
    assert_eq!(flip.attribute, "given_name");
    assert!(flip.weight >= answer.pair.merge_at);
    assert!((answer.pair.weight + flip.gain - flip.weight).abs() < 0.0015);
    let gains: Vec<f64> = answer.flips.iter().map(|flip| flip.gain).collect();
    assert!(gains.is_sorted(), "{gains:?}");
}

#[test]
fn two_profiles_are_weighed_as_a_whole() {
    let workspace = workspace();
    let conn = workspace.connection();
    let (a, b) = (profile(conn, 1000), profile(conn, 1008));
    let answer = asked(conn, Party::Profile(a), Party::Profile(b));
    let groups = answer.groups.expect("two records each");
    assert_eq!((groups.left_records, groups.right_records), (2, 2));
    assert!(groups.weight < groups.bar && !groups.deterministic);
    let birth = groups.steps.iter().find(|step| step.attribute == "birth_date").unwrap();
    assert!(birth.weight < 0.0 && birth.without > groups.weight);
    // The other way round it is the same answer.
    let back = asked(conn, Party::Profile(b), Party::Profile(a));
    assert_eq!((back.pair, back.sentence), (answer.pair, answer.sentence));
}

#[test]
fn a_stewards_word_is_the_reason() {
    let workspace = workspace();
    let conn = workspace.connection();
    decide(conn, &author(), Verdict::Different, 1003, 5003).unwrap();
    let answer = asked(conn, Party::Record(1003), Party::Record(5003));
    assert_eq!(answer.standing, Standing::HeldApart);
    assert!(why(conn, Party::Record(1003), Party::Record(1003)).is_err());
    assert!(why(conn, Party::Profile(99_999), Party::Record(1003)).is_err());
}
