//! What can go wrong in a run: a room's own error, with the stage it came from.

use super::Stage;
use crate::journey::JourneyError;
use crate::resolve::ResolveError;
use crate::segment::SegmentError;
use crate::workspace::WorkspaceError;

/// An error of a run. What the stage had begun is undone; the stages before it stand.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The workspace.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// Resolving.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// Stitching, sessions, attribution.
    #[error(transparent)]
    Journey(#[from] JourneyError),
    /// Scores, segments.
    #[error(transparent)]
    Segment(#[from] SegmentError),
    /// `--until` names a stage before `--from`.
    #[error("{until} comes before {from}: give --until a later stage, or --from an earlier one")]
    Backwards {
        /// The first stage asked for.
        from: Stage,
        /// The last stage asked for.
        until: Stage,
    },
    /// A stage before the first one asked for has never run.
    #[error("{from} needs what {missing} makes, which has never run. Run without --from")]
    Missing {
        /// The first stage asked for.
        from: Stage,
        /// The one that has never run.
        missing: Stage,
    },
    /// The user stopped it.
    #[error("stopped; the stages that were done stay, the one that was not is as it was")]
    Cancelled,
}
