//! The DuckDB file that holds everything: opening, schema and migrations, lanes, stage freshness,
//! runs, settings, and the journal outside it.
//!
//! Tables and columns are documented in `schema.sql`.

mod error;
mod limits;
mod migrate;
mod open;
mod paths;
mod pour;
mod priority;
mod query;
mod trouble;
mod verify;

pub mod journal;
pub mod lanes;
pub(crate) mod moment;
pub mod read;
pub mod runs;
pub mod seal;
pub mod settings;
pub mod stage;

pub use error::WorkspaceError;
pub use open::{Access, Stopper, Workspace};
pub use paths::{Paths, beside, path_of};
pub(crate) use pour::{ROW_GROUP, append, batch, pour};
pub use priority::give_way;
pub(crate) use query::first_row;
pub use stage::StageOutcome;
pub use trouble::{disk_is_full, memory_is_full};
pub use verify::{Verified, verify};

/// Runs `work` in one transaction of the connection: all of it is stored, or nothing.
///
/// # Errors
/// The work's own, or the one `wrap` makes of DuckDB's when the transaction can't begin or end.
pub fn in_transaction<T, E>(
    conn: &duckdb::Connection,
    wrap: impl FnOnce(duckdb::Error) -> E,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let transaction = match conn.unchecked_transaction() {
        Ok(transaction) => transaction,
        Err(error) => return Err(wrap(error)),
    };
    match work() {
        Ok(done) => transaction.commit().map_err(wrap).map(|()| done),
        Err(error) => {
            drop(transaction);
            pour::keep_order(conn);
            Err(error)
        }
    }
}
