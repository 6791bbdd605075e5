//! The columns of the list of profiles.

use crate::segment::read::{DirectoryColumn, DirectoryOrder, DirectoryRow};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, Width};

/// Columns in the order of the table, with what each sorts by.
pub(in crate::tui::screens) const SORTS: [(&str, DirectoryColumn); 9] = [
    ("name", DirectoryColumn::Name),
    ("sources", DirectoryColumn::Sources),
    ("records", DirectoryColumn::Records),
    ("email", DirectoryColumn::Email),
    ("city", DirectoryColumn::City),
    ("orders", DirectoryColumn::Orders),
    ("revenue", DirectoryColumn::Revenue),
    ("seen", DirectoryColumn::LastSeen),
    ("review", DirectoryColumn::Review),
];

/// The id of the column a sort belongs to.
pub(in crate::tui::screens) fn id_of(column: DirectoryColumn) -> &'static str {
    SORTS.iter().find(|(_, by)| *by == column).map_or("", |(id, _)| *id)
}

/// The order a session remembers by a column's id.
pub(in crate::tui::screens) fn order_of(id: &str, descending: bool) -> Option<DirectoryOrder> {
    SORTS.iter().find(|(known, _)| *known == id).map(|(_, by)| DirectoryOrder { by: *by, descending })
}

/// Large numbers are wanted first, words in their order.
pub(in crate::tui::screens) fn falls(column: DirectoryColumn) -> bool {
    !matches!(column, DirectoryColumn::Name | DirectoryColumn::Email | DirectoryColumn::City)
}

/// By the next column.
pub(in crate::tui::screens) fn next(order: DirectoryOrder) -> DirectoryOrder {
    let here = SORTS.iter().position(|(_, by)| *by == order.by).unwrap_or_default();
    let by = SORTS[(here + 1) % SORTS.len()].1;
    DirectoryOrder { by, descending: falls(by) }
}

/// The other way round.
pub(in crate::tui::screens) fn turned(DirectoryOrder { by, descending }: DirectoryOrder) -> DirectoryOrder {
    DirectoryOrder { by, descending: !descending }
}

/// By the column that was clicked; once more turns it round. `None`: it sorts nothing.
pub(in crate::tui::screens) fn clicked(order: DirectoryOrder, column: usize) -> Option<DirectoryOrder> {
    let (_, by) = *SORTS.iter().find(|(id, _)| *id == COLUMNS[column].id)?;
    Some(if order.by == by { turned(order) } else { DirectoryOrder { by, descending: falls(by) } })
}

fn words(value: Option<&String>, attribute: &str, role: Role, canvas: &Canvas) -> Cell<'static> {
    match value {
        Some(value) => Cell::new(canvas.person(attribute, value), canvas.style(role)),
        None => Cell::new("–", canvas.style(Role::Faint)),
    }
}

/// Before the name of whoever is locked.
pub(super) fn lock_sign(canvas: &Canvas) -> &'static str {
    if canvas.look.ascii { "#" } else { "■" }
}

fn number(n: Option<u32>, canvas: &Canvas) -> Cell<'static> {
    match n {
        Some(n) if n > 0 => Cell::new(text::count(n), canvas.style(Role::Text)),
        _ => Cell::new("–", canvas.style(Role::Faint)),
    }
}

pub(in crate::tui::screens) const COLUMNS: &[Column<DirectoryRow>] = &[
    Column {
        id: "name",
        title: "name",
        width: Width::Between(16, 40),
        align: Align::Left,
        cell: |row, canvas| match (row.locked, row.name.as_ref()) {
            (true, Some(name)) => {
                let name = format!("{} {}", lock_sign(canvas), canvas.person("name", name));
                Cell::new(name, canvas.style(Role::Text))
            }
            (_, name) => words(name, "name", Role::Text, canvas),
        },
    },
    Column {
        id: "sources",
        title: "src",
        width: Width::Between(3, 6),
        align: Align::Right,
        cell: |row, canvas| {
            let role = if row.sources > 1 { Role::Text } else { Role::Faint };
            Cell::new(text::count(row.sources), canvas.style(role))
        },
    },
    Column {
        id: "records",
        title: "rec",
        width: Width::Between(3, 6),
        align: Align::Right,
        cell: |row, canvas| {
            let role = if row.records > 1 { Role::Text } else { Role::Faint };
            Cell::new(text::count(row.records), canvas.style(role))
        },
    },
    Column {
        id: "email",
        title: "e-mail",
        width: Width::Between(14, 44),
        align: Align::Left,
        cell: |row, canvas| words(row.email.as_ref(), "email", Role::Text, canvas),
    },
    Column {
        id: "city",
        title: "city",
        width: Width::Between(8, 24),
        align: Align::Left,
        cell: |row, canvas| words(row.city.as_ref(), "city", Role::Muted, canvas),
    },
    Column {
        id: "orders",
        title: "orders",
        width: Width::Fixed(7),
        align: Align::Right,
        cell: |row, canvas| number(row.orders, canvas),
    },
    Column {
        id: "revenue",
        title: "revenue",
        width: Width::Between(8, 16),
        align: Align::Right,
        cell: |row, canvas| match row.revenue.filter(|money| *money != 0.0) {
            Some(money) => Cell::new(text::money(money, row.currency.as_deref()), canvas.style(Role::Text)),
            None => Cell::new("–", canvas.style(Role::Faint)),
        },
    },
    Column {
        id: "seen",
        title: "last seen",
        width: Width::Between(10, 14),
        align: Align::Right,
        cell: |row, canvas| match row.last_seen {
            Some(at) => Cell::new(text::ago(at, canvas.now.utc), canvas.style(Role::Muted)),
            None => Cell::new("–", canvas.style(Role::Faint)),
        },
    },
    Column {
        id: "review",
        title: "review",
        width: Width::Between(6, 8),
        align: Align::Right,
        cell: |row, canvas| {
            if row.review == 0 {
                Cell::new("", canvas.style(Role::Faint))
            } else {
                Cell::new(format!("? {}", text::count(row.review)), canvas.style(Role::Warn))
            }
        },
    },
    Column {
        id: "phone",
        title: "phone",
        width: Width::Between(13, 20),
        align: Align::Left,
        cell: |row, canvas| words(row.phone.as_ref(), "phone", Role::Muted, canvas),
    },
];
