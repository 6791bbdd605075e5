//! What Profiles remembers.

use super::choose::Picker;
use super::facets::{Entry, entries};
use super::hands::{Last, Taken};
use super::{Card, Extra, More};
use crate::resolve::decide::{Regroup, RegroupView};
use crate::resolve::read::{Ranked, SearchIndex, Searched, Why};
use crate::resolve::survive::Candidate;
use crate::resolve::what_if::{Change, Effect};
use crate::segment::read::{DirectoryColumn, DirectoryOrder, DirectoryRow, Facet, FacetRow};
use crate::text;
use crate::tui::remote::Remote;
use crate::tui::widgets::{FilterLine, Grid, Sheet};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The tabs of the detail, with what each asks for beyond the card.
pub(super) const TABS: [(&str, Option<More>); 7] = [
    ("golden record", None),
    ("records", None),
    ("identifiers", Some(More::Identifiers)),
    ("journey", Some(More::Journey)),
    ("segments", Some(More::Segments)),
    ("how", Some(More::How)),
    ("history", Some(More::History)),
];

/// The tab with the golden record.
pub(super) const GOLDEN: usize = 0;
/// The tab with the records side by side.
pub(super) const RECORDS: usize = 1;

/// Which part of the screen has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Pane {
    /// The people.
    #[default]
    List,
    /// One person from inside.
    Detail,
    /// What people have in common.
    Facets,
}

/// Its state.
#[derive(Debug)]
pub struct Profiles {
    pub(super) order: DirectoryOrder,
    pub(super) head: Remote<()>,
    pub(super) all: Remote<Arc<[i64]>>,
    pub(super) index: Remote<Arc<SearchIndex>>,
    pub(super) ranked: Remote<Arc<Ranked>>,
    pub(super) found: Remote<Searched>,
    pub(super) rows: Remote<()>,
    pub(super) grid: Grid<DirectoryRow>,
    pub(super) filter: FilterLine,
    pub(super) card: Remote<Option<Box<Card>>>,
    /// The profile the card was last asked for.
    pub(super) card_of: Option<i64>,
    /// What the tab shown asked for, and of whom.
    pub(super) extra: Remote<(i64, Extra)>,
    /// What `extra` was last asked for.
    pub(super) extra_of: Option<(i64, More)>,
    /// Why two profiles are not one.
    pub(super) why: Remote<Box<Why>>,
    /// The two; the detail shows them instead of the one under the cursor.
    pub(super) why_of: Option<[i64; 2]>,
    /// What a change would do.
    pub(super) effect: Remote<Box<Effect>>,
    /// The change; the detail shows its effect instead of the one under the cursor.
    pub(super) change: Option<Change>,
    pub(super) tab: usize,
    pub(super) sheet: Sheet,
    /// The record under the cursor of the tab `records`.
    pub(super) record: usize,
    /// Records of the profile shown that are selected there.
    pub(super) selected: BTreeSet<i64>,
    /// What was done last here.
    pub(super) last: Last,
    /// The golden value under the cursor.
    pub(super) value: usize,
    /// The values one of which is to be chosen.
    pub(super) picker: Option<Picker>,
    pub(super) candidates: Remote<Vec<Candidate>>,
    /// What was taken, to be brought to another profile.
    pub(super) taken: Option<Taken>,
    /// What a deed on profiles would change.
    pub(super) foreseen: Remote<(Regroup, Box<RegroupView>)>,
    pub(super) pane: Pane,
    /// What people have in common, by its place in the list.
    pub(super) facets: Grid<Entry>,
    pub(super) facets_read: Remote<Vec<FacetRow>>,
    /// Whom the list is narrowed to; nobody is left out without any.
    pub(super) choices: Vec<Facet>,
    /// The choices changed, and the order that follows from them is on its way.
    pub(super) narrowing: bool,
    /// The row to go to once the order is here.
    pub(super) seek: Option<i64>,
    pub(super) generation: u64,
}

impl Default for Profiles {
    fn default() -> Self {
        Self {
            order: DirectoryOrder { by: DirectoryColumn::Records, descending: true },
            head: Remote::default(),
            all: Remote::default(),
            index: Remote::default(),
            ranked: Remote::default(),
            found: Remote::default(),
            rows: Remote::default(),
            grid: Grid::default(),
            filter: FilterLine::default(),
            card: Remote::default(),
            card_of: None,
            extra: Remote::default(),
            extra_of: None,
            why: Remote::default(),
            why_of: None,
            effect: Remote::default(),
            change: None,
            tab: 0,
            sheet: Sheet::default(),
            record: 0,
            selected: BTreeSet::new(),
            last: Last::default(),
            value: 0,
            picker: None,
            candidates: Remote::default(),
            taken: None,
            foreseen: Remote::default(),
            pane: Pane::default(),
            facets: Grid::default(),
            facets_read: Remote::default(),
            choices: Vec::new(),
            narrowing: false,
            seek: None,
            generation: 0,
        }
    }
}

impl Profiles {
    /// The card shown, whoever it is of.
    pub(super) fn shown(&self) -> Option<&Card> {
        // Where nobody is left by what was typed, nobody is shown.
        let nobody = self.grid.is_empty() && self.found.get().is_some();
        self.card.get().and_then(|card| card.as_deref()).filter(|_| !nobody)
    }

    /// The two that are marked, or the one that is and the one under the cursor.
    pub(super) fn two(&self) -> Option<[i64; 2]> {
        let marked: Vec<i64> = self.grid.marked().iter().copied().collect();
        match (marked.as_slice(), self.grid.id()) {
            ([a, b], _) => Some([*a, *b]),
            ([a], Some(b)) if *a != b => Some([*a, b]),
            _ => None,
        }
    }

    /// The choices in force, for people.
    pub(super) fn chosen_titles(&self) -> Vec<String> {
        let known = self.facets_read.get().map(Vec::as_slice).unwrap_or_default();
        let chosen = known.iter().filter(|row| self.choices.contains(&row.facet));
        chosen.map(|row| text::clean(&row.title).into_owned()).collect()
    }

    /// The pane shows the choices as they are now.
    pub(super) fn list_choices(&mut self) {
        let entries = entries(self.facets_read.get().map(Vec::as_slice).unwrap_or_default(), &self.choices);
        self.facets.set_all((0..).zip(entries).collect());
        if self.facets.cursor() == 0 {
            // Below the first heading.
            self.facets.go(1);
        }
    }
}
