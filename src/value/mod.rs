//! Pure readers of values: what an e-mail address, a phone number, a date, a country is, however it was written.

pub mod country;
pub mod date;
pub mod placeholder;
pub mod postcode;
