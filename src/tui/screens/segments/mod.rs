//! Segments: the named groups of people with their sizes, what each means, and who is in it.

mod about;
mod query;
mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;

pub use query::{Query, Reply};
pub use state::Segments;
