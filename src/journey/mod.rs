//! Journeys: every event bound to its profile, sessions, attribution, and what screens and reports show of them.
//!
//! Three stages write: [`stitch`] → [`session`] → [`attribution`]. They run inside the caller's transaction.
//! [`read`] answers questions about the result.

/// The text of `assets/sql/journey/NAME.sql`.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sql/journey/", $name, ".sql"))
    };
}

pub mod attribution;
pub mod channel;
mod error;
pub mod kind;
pub(crate) mod orders;
pub mod read;
pub mod session;
mod steps;
pub mod stitch;

#[cfg(test)]
pub(crate) mod fixture;

pub(crate) use crate::workspace::moment::{at, serialise, serialise_some};
pub use error::JourneyError;
pub(crate) use steps::{StepError, Steps};
