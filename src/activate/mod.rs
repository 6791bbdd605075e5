//! Handing customers on: profiles and segments as files other programs read. (Destinations come with their issue.)

mod error;
mod export;

pub use error::ExportError;
pub use export::{Format, Selection, export, export_redirects};
