//! Which words of a steward give profiles the shape she wants: as many as it takes, in every run to come.

use super::super::ResolveError;
use super::super::store;
use super::lock::may_say;
use super::{Reach, Verdict};
use rustc_hash::{FxHashMap, FxHashSet};

/// Words a deed may take; what needs more is no case for one deed.
const MOST_WORDS: usize = 500;

/// A word on two records, smaller id first.
pub(super) type Said = ((i64, i64), Verdict);

/// What profiles shall be like.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// No record of the one may be in a profile with a record of the other.
    pub apart: Vec<[FxHashSet<i64>; 2]>,
    /// These shall be in one profile, whatever else is in it.
    pub whole: Vec<FxHashSet<i64>>,
}

impl Shape {
    /// The words it takes beside those in force, and all that are in force then.
    pub(super) fn words(&self, reach: &Reach) -> Result<(Vec<Said>, Vec<store::Verdict>), ResolveError> {
        let mut said: Vec<Said> = Vec::new();
        while said.len() <= MOST_WORDS {
            let verdicts = with(&reach.verdicts, &said);
            let Some(word) = self.next(reach, &verdicts) else {
                return Ok((said, verdicts));
            };
            may_say(reach, word.0, word.1.as_str())?;
            if said.iter().any(|(pair, _)| *pair == word.0) {
                let why = "former decisions on these records contradict each other: decide on their pairs one by one";
                return Err(ResolveError::refused(why));
            }
            said.push(word);
        }
        let why = "it would take too many words to have it so in every run: decide on the pairs one by one";
        Err(ResolveError::refused(why))
    }

    /// The word that does most for it; `None`: it is so.
    fn next(&self, reach: &Reach, verdicts: &[store::Verdict]) -> Option<Said> {
        let groups = reach.group(verdicts);
        let group = |record: i64| reach.index(record).map(|at| groups.of[at as usize]);
        let apart = || self.apart.iter().find_map(|halves| still_together(reach, verdicts, &group, halves));
        let whole = || self.whole.iter().find_map(|records| still_apart(reach, verdicts, &group, records));
        apart().map(|pair| (pair, Verdict::Different)).or_else(|| whole().map(|pair| (pair, Verdict::Same)))
    }
}

/// The words in force once these are said too.
fn with(verdicts: &[store::Verdict], said: &[Said]) -> Vec<store::Verdict> {
    let anew: FxHashSet<(i64, i64)> = said.iter().map(|(pair, _)| *pair).collect();
    let former = verdicts.iter().filter(|v| !anew.contains(&(v.left, v.right))).cloned();
    former.chain(said.iter().map(|(pair, verdict)| verdict.on(*pair))).collect()
}

/// The two records, one of each half, that most hold a group together which has records of both: the steward's own
/// word first, then the heaviest pair.
fn still_together(
    reach: &Reach,
    verdicts: &[store::Verdict],
    group: &impl Fn(i64) -> Option<usize>,
    [left, right]: &[FxHashSet<i64>; 2],
) -> Option<(i64, i64)> {
    let of = |half: &FxHashSet<i64>| half.iter().filter_map(|r| group(*r)).collect::<FxHashSet<usize>>();
    let both: FxHashSet<usize> = of(left).intersection(&of(right)).copied().collect();
    if both.is_empty() {
        return None;
    }
    let crosses = |a: i64, b: i64| {
        let between = (left.contains(&a) && right.contains(&b)) || (right.contains(&a) && left.contains(&b));
        between && group(a) == group(b) && group(a).is_some_and(|group| both.contains(&group))
    };
    let called_same = verdicts.iter().find(|v| v.verdict == "same" && crosses(v.left, v.right));
    if let Some(v) = called_same {
        return Some((v.left, v.right));
    }
    let any = || {
        let inside = |half: &FxHashSet<i64>| {
            half.iter().copied().filter(|r| group(*r).is_some_and(|g| both.contains(&g))).min()
        };
        inside(left).zip(inside(right)).map(|(a, b)| (a.min(b), a.max(b)))
    };
    heaviest(reach, crosses).or_else(any)
}

/// Two of these records in different groups that most speak for one person: a former word that holds them apart first,
/// then the heaviest pair.
fn still_apart(
    reach: &Reach,
    verdicts: &[store::Verdict],
    group: &impl Fn(i64) -> Option<usize>,
    records: &FxHashSet<i64>,
) -> Option<(i64, i64)> {
    let mut first: FxHashMap<usize, i64> = FxHashMap::default();
    for &record in records {
        let least = first.entry(group(record)?).or_insert(record);
        *least = record.min(*least);
    }
    let mut firsts: Vec<i64> = first.into_values().collect();
    firsts.sort_unstable();
    let [one, other, ..] = firsts[..] else { return None };
    let crosses = |a: i64, b: i64| records.contains(&a) && records.contains(&b) && group(a) != group(b);
    let held_apart = verdicts.iter().find(|v| v.verdict == "different" && crosses(v.left, v.right));
    let held_apart = held_apart.map(|v| (v.left, v.right));
    Some(held_apart.or_else(|| heaviest(reach, crosses)).unwrap_or((one, other)))
}

fn heaviest(reach: &Reach, crosses: impl Fn(i64, i64) -> bool) -> Option<(i64, i64)> {
    let pairs = reach.edges.iter().filter(|e| crosses(e.left, e.right));
    pairs.max_by_key(|e| (e.certain, e.weight, -e.left, -e.right)).map(|e| (e.left, e.right))
}
