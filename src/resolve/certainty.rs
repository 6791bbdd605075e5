//! Deterministic rules: exact identifiers join, guarded against values that many people share.

use super::compare::{Comparison, Comparisons, Kind, Pattern};
use super::contact::Silent;
use super::corpus::{Corpus, field};
use super::explain::Agreement;
use super::frequency::Frequencies;
use super::model::Model;

/// The model's deterministic rules, bound to the comparisons of a run.
pub(crate) struct Certainty {
    rules: Vec<Bound>,
}

struct Bound {
    exact: Comparison,
    /// Field of the row that holds the identifier's value set.
    field: usize,
    /// True by value id: few enough entities carry it.
    personal: Vec<bool>,
    and_alike: Vec<Levels>,
    unless_different: Vec<Levels>,
}

/// A comparison with the agreement of each level.
#[derive(Clone)]
struct Levels {
    comparison: Comparison,
    agreement: Vec<Agreement>,
}

impl Certainty {
    /// Binds the rules whose attributes the data has.
    pub(crate) fn new(comparisons: &Comparisons, model: &Model, frequencies: &Frequencies) -> Self {
        let mut rules = Vec::new();
        for rule in &model.deterministic {
            let Some(and_alike) = rule.and_alike.iter().map(|a| levels(comparisons, model, a)).collect()
            else {
                continue;
            };
            let and_alike: Vec<Levels> = and_alike;
            for comparison in comparisons.list.iter().filter(|c| covers(&rule.exact, &c.attribute)) {
                let field = match comparison.kind {
                    Kind::Email => field::EMAIL,
                    Kind::Phone => field::PHONE,
                    Kind::Open(i) => field::OPEN + i,
                    _ => continue,
                };
                let counts = frequencies.of(field);
                rules.push(Bound {
                    exact: comparison.clone(),
                    field,
                    personal: counts.by_id.iter().map(|n| *n <= rule.shared_by_at_most).collect(),
                    and_alike: and_alike.clone(),
                    unless_different: rule
                        .unless_different
                        .iter()
                        .filter_map(|a| levels(comparisons, model, a))
                        .collect(),
                });
            }
        }
        Self { rules }
    }

    /// Contacts that say little or nothing join nobody.
    pub(crate) fn silencing(mut self, silent: &Silent) -> Self {
        for rule in &mut self.rules {
            for (value, _) in silent.values(rule.field) {
                if let Some(personal) = rule.personal.get_mut(value) {
                    *personal = false;
                }
            }
        }
        self
    }

    /// True when one of the rules joins the pair.
    #[inline]
    pub(crate) fn joins(&self, pattern: Pattern, left: &[u32], right: &[u32], corpus: &Corpus) -> bool {
        self.rules
            .iter()
            .any(|rule| rule.exact.level(pattern) == 1 && rule.holds(pattern, left, right, corpus))
    }
}

impl Bound {
    #[inline]
    fn holds(&self, pattern: Pattern, left: &[u32], right: &[u32], corpus: &Corpus) -> bool {
        let sets = &corpus.value_sets(self.field).sets;
        let (a, b) = (sets.get(&left[self.field]), sets.get(&right[self.field]));
        a.iter().any(|v| b.contains(v) && self.personal.get(*v as usize).copied().unwrap_or(true))
            && self.and_alike.iter().all(|l| matches!(l.of(pattern), Agreement::Same | Agreement::Close))
            && self.unless_different.iter().all(|l| l.of(pattern) != Agreement::Different)
    }
}

impl Levels {
    #[inline]
    fn of(&self, pattern: Pattern) -> Agreement {
        self.agreement[self.comparison.level(pattern)]
    }
}

/// True when a rule's attribute names the comparison: itself, or `id:*` for any identifier.
fn covers(wanted: &str, attribute: &str) -> bool {
    wanted == attribute || wanted.strip_suffix('*').is_some_and(|family| attribute.starts_with(family))
}

fn levels(comparisons: &Comparisons, model: &Model, attribute: &str) -> Option<Levels> {
    let comparison = comparisons.list.iter().find(|c| c.attribute == attribute)?.clone();
    let of_model = model.comparison(attribute)?;
    let agreement =
        std::iter::once(Agreement::Missing).chain(of_model.levels.iter().map(|l| l.agreement)).collect();
    Some(Levels { comparison, agreement })
}
