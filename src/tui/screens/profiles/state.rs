//! What Profiles remembers.

use super::{Card, Extra, More};
use crate::resolve::read::{Ranked, SearchIndex, Searched};
use crate::segment::read::{DirectoryColumn, DirectoryOrder, DirectoryRow};
use crate::tui::remote::Remote;
use crate::tui::widgets::{FilterLine, Grid, Sheet};
use std::sync::Arc;

/// The tabs of the detail, with what each asks for beyond the card.
pub(super) const TABS: [(&str, Option<More>); 6] = [
    ("golden record", None),
    ("records", None),
    ("identifiers", Some(More::Identifiers)),
    ("journey", Some(More::Journey)),
    ("segments", Some(More::Segments)),
    ("history", Some(More::History)),
];

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
    pub(super) tab: usize,
    pub(super) sheet: Sheet,
    /// First record shown in the tab `records`.
    pub(super) left: usize,
    /// The detail has the keys.
    pub(super) in_detail: bool,
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
            tab: 0,
            sheet: Sheet::default(),
            left: 0,
            in_detail: false,
            seek: None,
            generation: 0,
        }
    }
}

impl Profiles {
    /// The card shown, whoever it is of.
    pub(super) fn shown(&self) -> Option<&Card> {
        self.card.get().and_then(|card| card.as_deref())
    }
}
