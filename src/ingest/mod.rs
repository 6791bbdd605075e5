//! From exports to records, identifiers, events, orders and consents: detect → read → map → reject.
//!
//! Formats are data: a connector (`assets/connectors/*.toml`) says how an export is recognised and what its columns
//! mean; tables that no connector knows are mapped by names and values. Every row is mapped, passed over with a reason,
//! or kept as a reject with line and reason: the counts add up.

mod bind;
mod buffer;
mod bytes;
mod connector;
mod context;
mod doings;
mod error;
mod generic;
mod id;
mod json;
mod library;
mod load;
mod mapfile;
mod mapper;
mod paths;
mod people;
mod report;
mod row;
mod sample;
mod sink;
mod store;
mod table;
mod words;

pub mod read;

pub use connector::KINDS;
pub use error::IngestError;
pub use id::stable_id;
pub use load::load;
pub use report::{FileReport, LoadReport, LoadRequest, MappedColumn};
