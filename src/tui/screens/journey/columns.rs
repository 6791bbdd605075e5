//! The columns of the list: of single events, and of what stands for many.

use super::family::{self, FAMILIES};
use super::group::Group;
use crate::journey::kind;
use crate::journey::read::Entry;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, Width};
use ratatui::text::Span;

/// Signs of a group's events at most.
const SIGNS: u64 = 12;

/// Of single events.
pub(super) const EVENTS: &[Column<Entry>] = &[
    Column {
        id: "at",
        title: "when",
        width: Width::Fixed(16),
        align: Align::Left,
        cell: |row, canvas| Cell::new(text::date_time(row.at), canvas.style(Role::Muted)),
    },
    Column {
        id: "kind",
        title: "what",
        width: Width::Between(13, 18),
        align: Align::Left,
        cell: |row, canvas| {
            let family = family::of(kind::of(&row.kind));
            let word = format!(" {}", family::word(&row.kind));
            Cell {
                spans: vec![family::sign(family, canvas), Span::styled(word, family::style(family, canvas))],
            }
        },
    },
    Column {
        id: "subject",
        title: "which",
        width: Width::Between(18, 70),
        align: Align::Left,
        cell: |row, canvas| {
            let role = if row.echo { Role::Faint } else { Role::Text };
            let again = if row.echo { " (told again)" } else { "" };
            Cell::new(format!("{}{again}", row.subject), canvas.style(role))
        },
    },
    Column {
        id: "worth",
        title: "worth",
        width: Width::Between(6, 18),
        align: Align::Right,
        cell: |row, canvas| {
            let role = if row.echo { Role::Faint } else { Role::Strong };
            Cell::new(row.worth.clone().unwrap_or_default(), canvas.style(role))
        },
    },
    Column {
        id: "source",
        title: "told by",
        width: Width::Between(7, 20),
        align: Align::Left,
        cell: |row, canvas| Cell::new(text::clean(&row.system).into_owned(), canvas.style(Role::Muted)),
    },
];

/// Of what stands for many.
pub(super) const GROUPS: &[Column<Group>] = &[
    Column {
        id: "period",
        title: "when",
        width: Width::Between(24, 26),
        align: Align::Left,
        cell: |row, canvas| Cell::new(row.title.clone(), canvas.style(Role::Strong)),
    },
    Column {
        id: "signs",
        title: "what",
        width: Width::Fixed(SIGNS as u16),
        align: Align::Left,
        cell: |row, canvas| Cell { spans: signs(&row.families, canvas) },
    },
    Column {
        id: "events",
        title: "events",
        width: Width::Fixed(6),
        align: Align::Right,
        cell: |row, canvas| Cell::new(text::count(row.events.len()), canvas.style(Role::Text)),
    },
    Column {
        id: "orders",
        title: "orders",
        width: Width::Fixed(6),
        align: Align::Right,
        cell: |row, canvas| {
            let shown = if row.orders > 0 { text::count(row.orders) } else { String::new() };
            Cell::new(shown, canvas.style(Role::Strong))
        },
    },
    Column {
        id: "money",
        title: "worth",
        width: Width::Between(8, 30),
        align: Align::Right,
        cell: |row, canvas| Cell::new(row.money.clone(), canvas.style(Role::Strong)),
    },
    Column {
        id: "channel",
        title: "came by",
        width: Width::Between(7, 16),
        align: Align::Left,
        cell: |row, canvas| {
            let channel = row.channel.as_deref().unwrap_or_default();
            Cell::new(text::clean(channel).into_owned(), canvas.style(Role::Muted))
        },
    },
];

/// A sign an event, or where there are too many a share of them; whatever there is has at least one.
fn signs(families: &[u64; FAMILIES], canvas: &Canvas) -> Vec<Span<'static>> {
    let total: u64 = families.iter().sum();
    let kinds = families.iter().filter(|n| **n > 0).count() as u64;
    families
        .iter()
        .enumerate()
        .filter(|(_, n)| **n > 0)
        .map(|(family, n)| {
            let shown = if total <= SIGNS { *n } else { 1 + n * (SIGNS - kinds) / total };
            let glyphs = family::glyph(family, canvas.look.ascii).repeat(shown as usize);
            Span::styled(glyphs, family::style(family, canvas))
        })
        .collect()
}
