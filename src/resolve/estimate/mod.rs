//! What the data teach the model, without labels.

mod em;
mod sample;
mod table;
mod training;

pub(crate) use em::{Estimate, Session, estimate, shares};
pub(crate) use sample::{random_pairs, session_pairs};
pub use training::{LevelSupport, StartReport, Support, Training};
