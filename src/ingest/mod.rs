//! Loading: exports of any system become records, identifiers, events, orders, consents and ad spend.
//!
//! A file is opened ([`input`]: bytes → text → rows), recognised ([`plan`]: a connector, or the look of the table),
//! mapped row by row ([`map`]) and stored ([`store`]), all in one transaction. Every row becomes something, is
//! ignored with a reason, or is a reject with file, line, reason and raw text; the counts add up.

mod connector;
mod error;
mod generic;
mod id;
mod input;
mod load;
mod map;
mod paths;
mod plan;
mod report;
mod spool;
mod store;

pub mod read;

pub use connector::KINDS;
pub use error::IngestError;
pub use id::id;
pub use load::load;
pub use read::MappedColumn;
pub use report::{FileReport, LoadReport, LoadRequest, counted_in};
