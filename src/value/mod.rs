//! Pure readers of values: what an e-mail address, a phone number, a date, an amount is, however it was written.

pub mod attribute;
pub mod country;
pub mod date;
pub mod email;
pub mod money;
pub mod phone;
pub mod placeholder;
pub mod postcode;
pub mod time;
