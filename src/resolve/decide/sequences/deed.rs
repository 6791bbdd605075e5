//! What may happen in a steward's day, as proptest makes it up.

use crate::resolve::contact::Label;
use crate::resolve::decide::Verdict;
use proptest::prelude::*;

/// One thing that happens. Records go by number: see [`super::shop::record`].
#[derive(Debug, Clone)]
pub(super) enum Deed {
    One(Verdict, usize, usize),
    Many(Verdict, Vec<(usize, usize)>),
    /// Cuts the profile of this record where it is weakest.
    Cut(usize),
    /// Splits these records off, as far as they are in the profile of the first of them.
    Split(Vec<usize>),
    Merge(usize, usize),
    Move(Vec<usize>, usize),
    Undo,
    Redo,
    /// Takes one decision back, by its number, or puts it back.
    UndoOne(i64),
    RedoOne(i64),
    /// Locks the profile of this record, or unlocks it.
    Lock(usize),
    UndoLock,
    /// Chooses the given name of this record, or another's.
    Choose(usize),
    LetGo(usize),
    UndoChoice,
    /// Says whose the e-mail address of this record is.
    Contact(usize, Label),
    UndoContact,
    /// Loads the export of the one system or the other, in one of its versions.
    Load(usize, usize),
    /// A whole run, with so many threads.
    Run(usize),
    /// Kills the program in the midst of it, when so many tenths of what it writes are written.
    Killed(Box<Deed>, u64),
    /// The workspace is lost, and made anew from its journal and the exports.
    Lost,
}

pub(super) fn days() -> impl Strategy<Value = Vec<Deed>> {
    let whole = deed();
    let killed = (deed(), 0..=10u64).prop_map(|(deed, at)| Deed::Killed(Box::new(deed), at));
    let any = prop_oneof![24 => whole, 3 => killed, 1 => Just(Deed::Lost)];
    prop::collection::vec(any, 6..18)
}

fn deed() -> impl Strategy<Value = Deed> {
    let verdict = || prop_oneof![Just(Verdict::Same), Just(Verdict::Different), Just(Verdict::Unsure)];
    let label = || prop::sample::select(&Label::ALL[..]);
    let record = || 0..20usize;
    let some = || prop::collection::vec(record(), 1..4);
    prop_oneof![
        4 => (verdict(), record(), record()).prop_map(|(v, a, b)| Deed::One(v, a, b)),
        3 => (verdict(), prop::collection::vec((record(), record()), 1..8)).prop_map(|(v, p)| Deed::Many(v, p)),
        2 => record().prop_map(Deed::Cut),
        2 => some().prop_map(Deed::Split),
        2 => (record(), record()).prop_map(|(a, b)| Deed::Merge(a, b)),
        2 => (some(), record()).prop_map(|(r, to)| Deed::Move(r, to)),
        5 => Just(Deed::Undo),
        3 => Just(Deed::Redo),
        1 => (1..6i64).prop_map(Deed::UndoOne),
        1 => (1..6i64).prop_map(Deed::RedoOne),
        2 => record().prop_map(Deed::Lock),
        1 => Just(Deed::UndoLock),
        2 => record().prop_map(Deed::Choose),
        1 => record().prop_map(Deed::LetGo),
        1 => Just(Deed::UndoChoice),
        1 => (record(), label()).prop_map(|(n, label)| Deed::Contact(n, label)),
        1 => Just(Deed::UndoContact),
        2 => (0..2usize, 0..3usize).prop_map(|(system, version)| Deed::Load(system, version)),
        3 => (1..4usize).prop_map(Deed::Run),
    ]
}
