//! The tables of loading: sources and loads, rows on their way into them, and rows that a later load replaces.

mod append;
mod buffer;
mod ledger;
mod replace;
mod sink;

pub(crate) use append::store;
pub(crate) use buffer::{Cell, Filled};
pub(crate) use ledger::{Load, Place, is_loaded, label, next_load, source, write_load};
pub(crate) use replace::{drop_earlier, outdo};
pub(crate) use sink::{Counts, Sink};
