//! The program itself, run as a user or a script runs it. One binary, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod command_line;
mod demo;
mod desk;
mod explorer;
mod ingest;
mod kill;
mod learn;
mod model;
mod reload;
mod same;
mod shop;
mod steward;
mod takings;
mod terminal;
mod why;
mod wrong_inputs;
