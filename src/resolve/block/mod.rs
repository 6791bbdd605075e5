//! Blocking: which pairs are worth comparing, as a union of rules.

mod kept;
mod key;
mod meet;
mod plan;
mod prune;
mod rule;
mod walk;

pub(crate) use kept::{Fate, Finer, Kept, KeptRule, KeysOfSome, stored_key};
pub(crate) use meet::{Meeting, Meetings};
pub(crate) use plan::{Plan, PlannedRule, plan};
pub(crate) use prune::prune;
pub(crate) use rule::shipped_rules;
pub(crate) use walk::{KeyTable, first_pairs, walk};
