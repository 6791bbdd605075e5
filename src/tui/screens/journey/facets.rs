//! Which events are shown: by kind, by source, and how many each choice would show.

use super::family;
use super::update::FACETS;
use super::{Journey, state::Pane};
use crate::journey::kind::{self, Kind};
use crate::journey::read::{Step, Trace};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, GridView, Panel, Width, panel};
use ratatui::layout::Rect;
use ratatui::text::Span;
use std::collections::BTreeSet;

/// What is shown; nothing chosen narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Ids of kinds.
    pub(super) kinds: BTreeSet<&'static str>,
    /// Names of sources.
    pub(super) sources: BTreeSet<String>,
}

/// What a row of the choice stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// Everything.
    All,
    /// One kind of event.
    Kind(Kind),
    /// One source.
    Source(String),
}

/// A row of the choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facet {
    /// What it stands for.
    pub(super) choice: Choice,
    /// It is chosen.
    pub(super) on: bool,
    /// Events it would show, the other choice left as it is.
    pub(super) events: u64,
}

impl Filter {
    /// True when everything is shown.
    pub(super) fn is_open(&self) -> bool {
        self.kinds.is_empty() && self.sources.is_empty()
    }

    fn kind_fits(&self, step: &Step) -> bool {
        self.kinds.is_empty() || self.kinds.contains(step.kind.id)
    }

    fn source_fits(&self, trace: &Trace, step: &Step) -> bool {
        self.sources.is_empty() || self.sources.contains(&trace.sources[step.source])
    }

    /// Whether it lets an event through.
    pub(super) fn admits(&self, trace: &Trace, step: &Step) -> bool {
        self.kind_fits(step) && self.source_fits(trace, step)
    }

    /// Chooses, or gives the choice up.
    pub(super) fn toggle(&mut self, choice: &Choice) {
        match choice {
            Choice::All => *self = Self::default(),
            Choice::Kind(kind) => {
                if !self.kinds.remove(kind.id) {
                    self.kinds.insert(kind.id);
                }
            }
            Choice::Source(name) => {
                if !self.sources.remove(name) {
                    self.sources.insert(name.clone());
                }
            }
        }
    }

    /// The rows of the choice for a journey: everything, its kinds, its sources.
    pub(super) fn facets(&self, trace: &Trace) -> Vec<Facet> {
        let all = trace.steps.len() as u64;
        let mut facets = vec![Facet { choice: Choice::All, on: self.is_open(), events: all }];
        let known = kind::KINDS.iter().copied().chain([kind::of("support"), kind::of("other")]);
        for kind in known {
            let of_kind = trace.steps.iter().filter(|step| step.kind == kind);
            let on = self.kinds.contains(kind.id);
            let mut there = false;
            let events =
                of_kind.inspect(|_| there = true).filter(|s| self.source_fits(trace, s)).count() as u64;
            if there || on {
                facets.push(Facet { choice: Choice::Kind(kind), on, events });
            }
        }
        let foreign = self.sources.iter().filter(|name| !trace.sources.contains(name));
        for name in trace.sources.iter().chain(foreign) {
            let of_source = trace.steps.iter().filter(|step| trace.sources[step.source] == *name);
            let events = of_source.filter(|step| self.kind_fits(step)).count() as u64;
            let on = self.sources.contains(name);
            facets.push(Facet { choice: Choice::Source(name.clone()), on, events });
        }
        facets
    }

    /// What is shown, for people: `orders, visits, from klaviyo_events`.
    pub(super) fn told(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|id| kind::of(id).title).collect();
        let sources: Vec<_> = self.sources.iter().map(|name| text::clean(name)).collect();
        match (kinds.is_empty(), sources.is_empty()) {
            (true, true) => String::new(),
            (false, true) => kinds.join(", "),
            (true, false) => format!("from {}", sources.join(", ")),
            (false, false) => format!("{}, from {}", kinds.join(", "), sources.join(", ")),
        }
    }
}

fn mark(on: bool, canvas: &Canvas) -> Span<'static> {
    let sign = match (on, canvas.look.ascii) {
        (true, false) => "✓ ",
        (true, true) => "x ",
        (false, _) => "  ",
    };
    canvas.span(sign, Role::Marked)
}

const COLUMNS: &[Column<Facet>] = &[
    Column {
        id: "choice",
        title: "show only",
        width: Width::Between(14, 40),
        align: Align::Left,
        cell: |row, canvas| {
            let role = match (row.on, row.events) {
                (true, _) => Role::Strong,
                (false, 0) => Role::Faint,
                _ => Role::Text,
            };
            let (sign, title) = match &row.choice {
                Choice::All => (Span::raw("  "), "everything".into()),
                Choice::Kind(kind) => {
                    let family = family::of(*kind);
                    let glyph = format!("{} ", family::glyph(family, canvas.look.ascii));
                    (Span::styled(glyph, family::style(family, canvas)), kind.title.into())
                }
                Choice::Source(name) => (
                    canvas.span(if canvas.look.ascii { "- " } else { "· " }, Role::Faint),
                    text::clean(name).into_owned(),
                ),
            };
            Cell { spans: vec![mark(row.on, canvas), sign, canvas.span(title, role)] }
        },
    },
    Column {
        id: "events",
        title: "events",
        width: Width::Fixed(7),
        align: Align::Right,
        cell: |row, canvas| {
            let role = if row.events > 0 { Role::Strong } else { Role::Faint };
            Cell::new(text::count(row.events), canvas.style(role))
        },
    },
];

/// Draws the choice.
pub(super) fn view(state: &Journey, canvas: &mut Canvas, area: Rect) {
    let focused = state.pane == Pane::Facets;
    let inner = panel(canvas, area, Panel::new("Kinds and sources").focused(focused));
    let view = GridView { pane: FACETS, columns: COLUMNS, sort: None, focused, stale: false, bare: false };
    state.facets.draw(canvas, inner, &view);
}
