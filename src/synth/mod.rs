//! Realistic exports of every supported system, from one seeded population, with the truth beside them.
//!
//! A population of households lives in thirteen countries and several scripts. Each person leads a life as a customer;
//! each system that meets them believes something of its own about them, spelled in its own way. `truth.csv` says
//! which records are one person's. The same seed gives the same bytes on any machine.
//!
//! How often a system errs, per thousand records at `Errors::Normal` (see [`Errors`]); `source.rs` has what each
//! system asks for at all:
//!
//! | slip | rate | slip | rate |
//! |---|---|---|---|
//! | typing slip in the given name | 30 | in the family name | 35 |
//! | nickname | 40 to 160 by system | another romanisation or script | 220, 0 to 280 by system |
//! | accents left out | 150 | capitals or small letters only | 45 |
//! | given and family name swapped | 14 | given name cut to its initial | 12 |
//! | no dots, or a tag, in a Gmail address | 60 | capitals in the e-mail address | 40 |
//! | slip in the street | 40 | in the city / postcode | 20 / 15 |
//! | slip in e-mail / phone | 14 / 12 | birth date wrong (mostly day and month swapped) | 25 |
//! | placeholder where nothing is known | 18 to 90 | former address, e-mail, name or phone | as the row is old |
//!
//! Of the people 17 % moved, 20 % changed their e-mail address, 8 % their number, a third of the wives (or husbands)
//! who took a name did so lately; every seventh second member of a household uses somebody else's e-mail or phone,
//! a quarter of the households share a landline; one in sixteen sons of an English-speaking family has his father's
//! name and `Jr.`. A person has about three records, often two in one system.
//!
//! A careful reader can tell nearly all of it: records of one person are made to hang together by e-mail, phone,
//! member id, or name with birth date or address, and a shared e-mail or phone always comes with a full name. What
//! is left out of that is counted as [`SynthReport::hard`] (under 1 % of the records); another 2 % hang by one clue
//! with a slip in it.

mod clock;
mod contact;
mod dice;
mod error;
mod files;
mod generate;
mod ids;
mod join;
mod journey;
mod life;
mod lists;
mod observe;
mod options;
mod order;
mod out;
mod person;
mod points;
mod population;
mod record;
mod report;
mod shop;
mod slip;
mod source;
mod spelling;
mod system;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_events;

use std::path::Path;

pub use error::SynthError;
pub use options::{Errors, Only, SynthOptions};
pub use report::SynthReport;

use crate::progress::Progress;

/// Makes the exports (or, with [`SynthOptions::flat`], one table) under `out`, which is made if need be.
///
/// # Errors
/// When a file can't be written, the options are impossible, or somebody asked to stop.
pub fn write(out: &Path, options: &SynthOptions, progress: &Progress) -> Result<SynthReport, SynthError> {
    match options.flat {
        Some(records) => generate::table(out, records, options, progress),
        None => generate::exports(out, options, progress),
    }
}
