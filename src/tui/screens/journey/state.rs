//! What Journey remembers.

use super::facets::{Facet, Filter};
use super::group::{Group, groups};
use super::query::Life;
use super::zoom::Zoom;
use crate::journey::read::{Entry, EventDetail, Step};
use crate::tui::remote::Remote;
use crate::tui::widgets::{Grid, Sheet};
use std::sync::Arc;

/// Which part of the screen has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Pane {
    /// The list.
    #[default]
    List,
    /// What is under the cursor.
    Detail,
    /// The choice of kinds and sources.
    Facets,
}

/// Its state.
#[derive(Debug, Default)]
pub struct Journey {
    /// Whose journey it is to be.
    pub(super) who: Option<i64>,
    /// The people one can step through.
    pub(super) among: Arc<[i64]>,
    pub(super) lively: Remote<()>,
    pub(super) life: Remote<Option<Box<Life>>>,
    pub(super) zoom: Zoom,
    pub(super) oldest_first: bool,
    pub(super) filter: Filter,
    /// Places in the trace of the events that the filter lets through, in the list's order.
    pub(super) chosen: Vec<usize>,
    /// Place in `chosen` of the event under the cursor, or within the period under it.
    pub(super) here: usize,
    pub(super) groups: Grid<Group>,
    /// Single events, by their ids.
    pub(super) grid: Grid<Entry>,
    pub(super) rows: Remote<()>,
    pub(super) facets: Grid<Facet>,
    pub(super) pane: Pane,
    pub(super) event: Remote<Option<Box<EventDetail>>>,
    /// The event that was last asked about.
    pub(super) event_of: Option<i64>,
    pub(super) sheet: Sheet,
    /// Whose events the lists hold.
    pub(super) shown: Option<i64>,
    pub(super) generation: u64,
}

impl Journey {
    /// The person shown and all they did.
    pub(super) fn life(&self) -> Option<&Life> {
        self.life.get().and_then(|life| life.as_deref())
    }

    /// The event under the cursor.
    pub(super) fn step(&self) -> Option<&Step> {
        self.life()?.trace.steps.get(*self.chosen.get(self.here)?)
    }

    /// The period under the cursor; `None` where rows are single events.
    pub(super) fn group(&self) -> Option<&Group> {
        self.groups.row().filter(|_| self.zoom != Zoom::Events)
    }

    /// Events, order or zoom changed: builds the lists anew, the cursor on the same event or the nearest to it.
    pub(super) fn arrange(&mut self) {
        let Some(life) = self.life.get().and_then(|life| life.as_deref()) else { return };
        let steps = &life.trace.steps;
        let same = self.shown.replace(life.row.profile_id) == Some(life.row.profile_id);
        let before = self
            .chosen
            .get(self.here)
            .filter(|_| same)
            .and_then(|place| steps.get(*place))
            .map(|step| step.at);
        self.chosen =
            (0..steps.len()).filter(|place| self.filter.admits(&life.trace, &steps[*place])).collect();
        if !self.oldest_first {
            self.chosen.reverse();
        }
        let distance =
            |place: &usize| before.map(|at| steps[*place].at.duration_since(at).as_secs().unsigned_abs());
        let nearest = (0..self.chosen.len()).min_by_key(|place| distance(&self.chosen[*place]));
        self.here = if before.is_some() { nearest.unwrap_or_default() } else { 0 };
        self.grid.set_order(self.chosen.iter().map(|place| steps[*place].event_id).collect());
        self.facets.set_all((0..).zip(self.filter.facets(&life.trace)).collect());
        self.regroup();
    }

    /// The zoom changed: the periods anew, the cursor where it was.
    pub(super) fn regroup(&mut self) {
        let rows = match self.life.get().and_then(|life| life.as_deref()) {
            Some(life) if self.zoom != Zoom::Events => groups(life, &self.chosen, self.zoom),
            _ => Vec::new(),
        };
        self.groups.set_all((0..).zip(rows).collect());
        self.point(self.here);
    }

    /// Puts the cursor on an event, by its place among those chosen, and on the period it is in.
    pub(super) fn point(&mut self, place: usize) {
        self.here = place.min(self.chosen.len().saturating_sub(1));
        self.grid.go(self.here);
        let within = (0..self.groups.len()).find(|index| {
            let group = i64::try_from(*index).ok().and_then(|id| self.groups.get(id));
            group.is_some_and(|group| group.events.contains(&self.here))
        });
        if let Some(index) = within {
            self.groups.go(index);
        }
    }

    /// The cursor of the list moved: the event follows it.
    pub(super) fn follow(&mut self) {
        match self.groups.row().filter(|_| self.zoom != Zoom::Events) {
            Some(group) if group.events.contains(&self.here) => {}
            Some(group) => self.here = group.events.start,
            None => self.here = self.grid.cursor(),
        }
        self.grid.go(self.here);
    }

    /// The next event down (`true`) or up the list for which `wanted` holds.
    pub(super) fn seek(&self, down: bool, wanted: impl Fn(&Step, Option<&Step>) -> bool) -> Option<usize> {
        let life = self.life()?;
        let step = |place: usize| self.chosen.get(place).map(|place| &life.trace.steps[*place]);
        let holds = |place: &usize| {
            step(*place).is_some_and(|found| wanted(found, place.checked_sub(1).and_then(step)))
        };
        if down { (self.here + 1..self.chosen.len()).find(holds) } else { (0..self.here).rev().find(holds) }
    }
}
