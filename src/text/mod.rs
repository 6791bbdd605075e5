//! The one formatter for counts, money, dates and times, and the one cleaner of untrusted text.

mod clean;
mod diff;
mod number;
mod when;
mod wrap;

pub use clean::{clean, pad, truncate, width};
pub use diff::{Run, diff};
pub use number::{bytes, count, decimal, many, money, percent, seconds};
pub use when::{ago, date, date_time};
pub use wrap::wrap;
