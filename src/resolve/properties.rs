//! What the core promises of any data: the same edges and clusters for any number of threads, any order of the records
//! and any split into batches; labels that don't tell how they were come by.

use super::attribute::Attribute;
use super::cluster::Verdicts;
use super::contact::{Corrections, Former, Labels};
use super::encode::encode;
use super::engine::resolve;
use super::frequency::Frequencies;
use super::input::{Input, Interner};
use super::laps::Laps;
use super::model::Model;
use crate::progress::Progress;
use proptest::prelude::*;
use rustc_hash::FxHashMap;

/// Values are drawn from so few that people share names, contacts and homes, as families and offices do.
const GIVEN: &[&str] = &["Anna", "Ana", "Bob", "Robert", "Clara", "Dmitri", "Дмитрий", "E.", ""];
const FAMILY: &[&str] = &["Moreau", "Moreaux", "Lee", "O'Neil Jr.", "Bob", "van der Berg", ""];
const BIRTH: &[&str] = &["1980-02-03", "1980-03-02", "03/02/1980", "1952-07-27", "1953-07-28", ""];
const EMAIL: &[&str] = &["a.moreau@gmail.com", "amoreau@gmail.com", "info@firm.de", "bob@lee.org", "x@", ""];
const PHONE: &[&str] = &["+14155550142", "+14155550143", "4155550142", "+493012345678", ""];
const STREET: &[&str] = &["12 High St", "12 High Street", "21 High St", "Hauptstr. 5", ""];
const CARD: &[&str] = &["L-1", "L-2", "", "", ""];

/// A record by its choice of each value; two e-mails.
type Choice = ([usize; 4], [usize; 4]);

fn records() -> impl Strategy<Value = Vec<Choice>> {
    let four = || proptest::array::uniform4(0..1_000usize);
    proptest::collection::vec((four(), four()), 2..90)
}

/// The records as input, in this order, the values of each batch numbered as they come.
fn input(records: &[(i64, Choice)]) -> Input {
    let pick = |list: &[&'static str], n: usize| list[n % list.len()];
    let mut input = Input { record_ids: records.iter().map(|r| r.0).collect(), ..Input::default() };
    let mut column = |attribute: Attribute, list: &[&'static str], choice: fn(&Choice) -> usize| {
        let mut interner = Interner::default();
        let ids = records.iter().map(|(_, c)| interner.id(pick(list, choice(c)))).collect();
        input.add_column(attribute, interner.column(ids));
    };
    column(Attribute::GivenName, GIVEN, |c| c.0[0]);
    column(Attribute::FamilyName, FAMILY, |c| c.0[1]);
    column(Attribute::BirthDate, BIRTH, |c| c.0[2]);
    column(Attribute::Phone, PHONE, |c| c.0[3]);
    column(Attribute::Street, STREET, |c| c.1[0]);
    column(Attribute::Identifier("card".into()), CARD, |c| c.1[1]);
    let mut interner = Interner::default();
    let emails = |c: &Choice| [pick(EMAIL, c.1[2]), pick(EMAIL, c.1[3])];
    let entries = (0..).zip(records).flat_map(|(row, (_, c))| emails(c).map(|email| (row, email)));
    let entries = entries.map(|(row, email)| (row, interner.id(email))).collect();
    input.add_list(Attribute::Email, interner.list(entries));
    input
}

/// Edges (records, weight, pattern, rule, certain), the cluster of each record, and the contacts' labels.
type Outcome = (Vec<(i64, i64, i32, u64, i32, bool)>, Vec<(i64, i64)>, Vec<String>);

fn outcome(records: &[(i64, Choice)], threads: usize) -> Outcome {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let corpus = encode(&input(records), &Progress::silent());
        let (model, progress) = (Model::shipped().unwrap(), Progress::silent());
        let (verdicts, corrections) = (Verdicts::default(), Corrections::default());
        let found =
            resolve(corpus, &model, None, &verdicts, &corrections, &mut Laps::start(), &progress).unwrap();
        let id = |i: u32| found.corpus.record_ids[i as usize];
        let edge =
            |e: &super::edge::Edge| (id(e.left), id(e.right), e.weight, e.pattern, e.rule.into(), e.certain);
        let label = |c: &super::contact::Contact| {
            format!("{} {} {:?}", c.kind.name(&found.corpus), c.kind.text(&found.corpus, c.key), c.label)
        };
        let mut labels: Vec<String> = found.contacts.iter().map(label).collect();
        labels.sort_unstable();
        (
            found.edges.iter().map(edge).collect(),
            (0..).zip(&found.clusters).map(|(i, c)| (id(i), id(*c))).collect(),
            labels,
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn threads_order_and_batches_change_nothing(
        choices in records(),
        order in proptest::collection::vec(any::<u32>(), 90),
        batches in 1..6usize,
    ) {
        let records: Vec<(i64, Choice)> =
            (0..).zip(choices).map(|(i, choice): (i64, Choice)| (i * 7919 % 104_729, choice)).collect();
        let one = outcome(&records, 1);
        for threads in [2, 8] {
            prop_assert_eq!(&outcome(&records, threads), &one);
        }
        // Records dealt to batches, the last batch first.
        let mut dealt = Vec::new();
        for batch in (0..batches).rev() {
            dealt.extend(records.iter().zip(&order).filter(|(_, n)| **n as usize % batches == batch).map(|(r, _)| *r));
        }
        prop_assert_eq!(&outcome(&dealt, 2), &one);
        let mut shuffled: Vec<(u32, (i64, Choice))> = order.iter().copied().zip(records).collect();
        shuffled.sort_unstable();
        let shuffled: Vec<(i64, Choice)> = shuffled.into_iter().map(|s| s.1).collect();
        prop_assert_eq!(&outcome(&shuffled, 8), &one);
    }

    #[test]
    fn contacts_of_profiles_that_stay_are_labelled_as_if_all_were_looked_at(
        choices in records(),
        groups in proptest::collection::vec((0..12u32, 0..6u32), 90),
    ) {
        let records: Vec<(i64, Choice)> = (0..).zip(choices).collect();
        let corpus = encode(&input(&records), &Progress::silent());
        let clusters = |group: &dyn Fn(usize) -> u32| -> Vec<u32> {
            let mut first = FxHashMap::default();
            (0..corpus.len()).map(|i| *first.entry(group(i)).or_insert(i as u32)).collect()
        };
        let before = clusters(&|i| groups[i].0);
        let now = clusters(&|i| if groups[i].1 == 0 { groups[i].0 + 6 } else { groups[i].0 });
        let (frequencies, corrections) = (Frequencies::count(&corpus, Some(&before)), Corrections::default());
        let labels = Labels::new(&corpus, &corrections);
        let former = labels.of(&before, &frequencies, None);
        let former = Former { clusters: &before, contacts: &former };
        let again = labels.of(&now, &frequencies, Some(former));
        prop_assert_eq!(again, labels.of(&now, &frequencies, None));
    }
}
