//! The explorer: everything a person sees and does in a terminal.

pub mod theme;
