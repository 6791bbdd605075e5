//! How good the profiles are, measured by a random sample that stewards judge without seeing what the model thinks.
//!
//! `sample` draws pairs spread over strata, `said` counts what was said of them, `estimate` makes precision and recall with
//! intervals of it (`chance` draws for it), `judge` stores a word, `report` tells all of it (`agree` how far stewards agree,
//! `html` on a page, `words` in words), `history` keeps what was measured after each run.

mod agree;
mod chance;
mod estimate;
mod history;
mod html;
mod judge;
mod report;
mod said;
mod sample;
#[cfg(test)]
mod tests;
mod words;

pub use agree::Agreement;
pub use estimate::{Measured, Rate, TARGET};
pub use history::Measurement;
pub(super) use history::remember;
pub use html::html;
pub use judge::{Judged, judge};
pub use report::{Pace, QualityReport, Repairs, quality};
pub use sample::{Sample, Stratum};
pub use words::{PRECISION, RECALL};
