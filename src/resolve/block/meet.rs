//! Which of a rule's keys two records have in common: why it brings them together, or does not.

use super::key::PartKeys;
use super::rule::{Part, part};
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
}

impl<'a> Meetings<'a> {
    pub(crate) fn new(corpus: &'a Corpus, left: &'a [u32], right: &'a [u32]) -> Self {
        Self { corpus, left, right }
    }

    /// The keys of the rule.
    pub(crate) fn of(&self, rule: &str) -> Vec<Key> {
        let keys: Vec<&str> = if rule.contains(':') { vec![rule] } else { rule.split(" + ").collect() };
        keys.into_iter().map(|name| (name.to_owned(), self.key(name))).collect()
    }

    /// How the key of this name stands.
    pub(crate) fn key(&self, name: &str) -> Meeting {
        let open = self.corpus.open.iter().position(|open| open.name == name).map(Part::Open);
        part(name).or(open).map_or(Meeting::Missing, |part| self.meet(part))
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
