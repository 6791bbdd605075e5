//! Columns that boards of profiles have in common.

use crate::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, Width};

/// A row that is about one profile.
pub(super) trait OfProfile {
    /// Its number.
    fn profile(&self) -> i64;

    /// Its golden name.
    fn name(&self) -> Option<&String>;

    /// How many records it has.
    fn records(&self) -> u64;

    /// What the person spent, and the currency.
    fn spent(&self) -> (f64, Option<&str>);
}

/// Tells [`OfProfile`] of a row by its fields of the usual names.
macro_rules! of_profile {
    ($row:ty) => {
        impl $crate::tui::screens::merges::columns::OfProfile for $row {
            fn profile(&self) -> i64 {
                self.profile_id
            }

            fn name(&self) -> Option<&String> {
                self.name.as_ref()
            }

            fn records(&self) -> u64 {
                self.records
            }

            fn spent(&self) -> (f64, Option<&str>) {
                (self.revenue, self.currency.as_deref())
            }
        }
    };
}
pub(super) use of_profile;

/// The name, else the number, between so many columns.
pub(super) const fn profile<R: OfProfile>(least: u16, most: u16) -> Column<'static, R> {
    Column {
        id: "name",
        title: "profile",
        width: Width::Between(least, most),
        align: Align::Left,
        cell: |row, canvas| {
            let name = row.name().map(|name| canvas.person("name", name));
            Cell::new(name.unwrap_or_else(|| format!("P{}", row.profile())), canvas.style(Role::Text))
        },
    }
}

/// How many records.
pub(super) const fn records<R: OfProfile>() -> Column<'static, R> {
    Column {
        id: "records",
        title: "records",
        width: Width::Fixed(7),
        align: Align::Right,
        cell: |row, canvas| Cell::new(text::count(row.records()), canvas.style(Role::Muted)),
    }
}

/// What the person spent.
pub(super) const fn revenue<R: OfProfile>() -> Column<'static, R> {
    Column {
        id: "revenue",
        title: "revenue",
        width: Width::Fixed(13),
        align: Align::Right,
        cell: |row, canvas| {
            let (spent, currency) = row.spent();
            let money = text::money(spent, currency);
            Cell::new(if spent > 0.0 { money } else { "–".to_owned() }, canvas.style(Role::Text))
        },
    }
}
