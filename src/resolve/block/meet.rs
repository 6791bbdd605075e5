//! Which of a rule's keys two records have in common: why it brings them together, or does not.

use super::key::PartKeys;
use super::rule::{Part, part, refinements};
use crate::resolve::ResolveError;
use crate::resolve::corpus::Corpus;

/// How one key of a rule stands between two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meeting {
    Agrees,
    Differs,
    /// At least one of the two has none.
    Missing,
}

/// A key of a rule: its name, and how it stands.
pub(crate) type Key = (String, Meeting);

/// Tells how two records of a corpus stand by any rule of the last run, by its name.
pub(crate) struct Meetings<'a> {
    corpus: &'a Corpus,
    left: &'a [u32],
    right: &'a [u32],
    refinements: Vec<(String, Vec<String>)>,
}

impl<'a> Meetings<'a> {
    pub(crate) fn new(corpus: &'a Corpus, left: &'a [u32], right: &'a [u32]) -> Result<Self, ResolveError> {
        Ok(Self { corpus, left, right, refinements: refinements()? })
    }

    /// The keys of the rule, and those it takes to make blocks smaller that are too big.
    pub(crate) fn of(&self, rule: &str) -> (Vec<Key>, Vec<Key>) {
        let open = rule.split_once(':').map(|(family, _)| format!("{family}:*"));
        let keys: Vec<&str> = if open.is_some() { vec![rule] } else { rule.split(" + ").collect() };
        let shipped = open.as_deref().unwrap_or(rule);
        let finer =
            self.refinements.iter().find(|(name, _)| name == shipped).map(|(_, keys)| keys.as_slice());
        let finer = finer.unwrap_or_default().iter().map(String::as_str);
        (keys.into_iter().map(|key| self.key(key)).collect(), finer.map(|key| self.key(key)).collect())
    }

    fn key(&self, name: &str) -> Key {
        let open = self.corpus.open.iter().position(|open| open.name == name).map(Part::Open);
        let meeting = part(name).or(open).map_or(Meeting::Missing, |part| self.meet(part));
        (name.to_owned(), meeting)
    }

    fn meet(&self, part: Part) -> Meeting {
        let keys = PartKeys::new(self.corpus, part);
        let of = |row: &[u32]| {
            let mut out = Vec::new();
            keys.collect(self.corpus, row, &mut out);
            out.retain(|key| *key != 0);
            out
        };
        let (left, right) = (of(self.left), of(self.right));
        if left.is_empty() || right.is_empty() {
            Meeting::Missing
        } else if left.iter().any(|key| right.contains(key)) {
            Meeting::Agrees
        } else {
            Meeting::Differs
        }
    }
}
