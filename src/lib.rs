//! Onefold: a terminal explorer for Customer 360. The rooms, in the order data flows through them.
//!
//! Exports → [`ingest`] → [`resolve`] → [`journey`] → [`segment`], each reading and writing named tables
//! of the [`workspace`]; [`tui`] and [`cli`] sit on top. A lower room never names a higher one.

pub mod progress;
pub mod text;
pub mod value;
pub mod workspace;

pub mod ingest;
pub mod journey;
pub mod resolve;
pub mod segment;

pub mod activate;
pub mod govern;
pub mod pipeline;
pub mod synth;

pub mod cli;
pub mod tui;
