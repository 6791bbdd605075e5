//! What screens are made of: panels, tables, bars, notices, key-and-value sheets, tabs, filter lines.

mod bar;
mod bars;
mod big;
mod columns;
mod filter;
pub mod grid;
mod marked;
mod notice;
mod panel;
mod sheet;
mod tabs;
mod weight;

pub use bar::{bar, meter};
pub use bars::{Bar, bars, bars_step};
pub use big::big;
pub use columns::columns;
pub use filter::{FilterLine, draw_filter, draw_input, filter_above, paste};
pub use grid::{Align, Cell, Column, Grid, GridView, Width};
pub use marked::{Marks, marked};
pub use notice::{empty, fact, failed, loading, spinner, waited};
pub use panel::{Panel, panel};
pub use sheet::{Sheet, draw_sheet};
pub use tabs::pane_tabs;
pub use weight::{bits, centred};
