//! String similarities, bit-parallel, on folded ASCII (see `normalise::fold`): bytes are characters there.

mod edit;
mod jaro;
mod letter;
mod sketch;
mod spelling;

pub(crate) use edit::{edit_distance, one_edit_apart};
pub(crate) use jaro::jaro_winkler;
pub(crate) use sketch::Sketch;
pub(crate) use spelling::{Head, Spelling, head};
