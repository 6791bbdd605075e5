//! (being built)

pub mod read;
