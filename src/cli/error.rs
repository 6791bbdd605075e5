//! How a command ends when it does not end well: the sentence for the user and the exit code for scripts.

use crate::activate::ExportError;
use crate::ingest::IngestError;
use crate::ingest::read::ReadError;
use crate::journey::JourneyError;
use crate::pipeline::PipelineError;
use crate::resolve::ResolveError;
use crate::segment::SegmentError;
use crate::synth::SynthError;
use crate::tui::TuiError;
use crate::workspace::{WorkspaceError, disk_is_full, memory_is_full};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// Bad usage or bad input: exit code 2.
    #[error("{0}")]
    Bad(String),
    /// Something that is not the user's doing: exit code 70.
    #[error("{0}")]
    Internal(String),
    /// The user stopped it: the exit code of the signal.
    #[error("stopped; what was not finished is as it was before")]
    Stopped,
    /// Whoever read the output has gone: no word about it, exit code 0.
    #[error("the output was closed")]
    ClosedPipe,
}

impl CliError {
    /// The exit code, when no signal came.
    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Bad(_) => 2,
            Self::Internal(_) => 70,
            Self::Stopped => 130,
            Self::ClosedPipe => 0,
        }
    }

    /// Of an error of a room; `at_fault` when the room itself failed, not what it was given.
    fn of(error: &(dyn std::error::Error + 'static), at_fault: bool) -> Self {
        let said = error.to_string();
        if disk_is_full(error) {
            Self::Bad(format!(
                "the disk is full. Free some space and try again: what was not finished is as it was before ({})",
                said.lines().next().unwrap_or_default()
            ))
        } else if memory_is_full(error) {
            Self::Bad(format!("there is not enough memory. Close other programs and try again ({said})"))
        } else if at_fault {
            Self::Internal(said)
        } else {
            Self::Bad(said)
        }
    }
}

impl From<WorkspaceError> for CliError {
    fn from(error: WorkspaceError) -> Self {
        Self::of(&error, matches!(error, WorkspaceError::Database { .. } | WorkspaceError::Lane { .. }))
    }
}

impl From<IngestError> for CliError {
    fn from(error: IngestError) -> Self {
        if error.is_cancelled() { Self::Stopped } else { Self::of(&error, error.is_fault()) }
    }
}

impl From<ReadError> for CliError {
    fn from(error: ReadError) -> Self {
        Self::of(&error, true)
    }
}

impl From<ResolveError> for CliError {
    fn from(error: ResolveError) -> Self {
        match error {
            ResolveError::Cancelled => Self::Stopped,
            _ => Self::of(&error, matches!(error, ResolveError::Database { .. })),
        }
    }
}

impl From<JourneyError> for CliError {
    fn from(error: JourneyError) -> Self {
        match error {
            JourneyError::Cancelled => Self::Stopped,
            _ => Self::of(&error, matches!(error, JourneyError::Database { .. })),
        }
    }
}

impl From<SegmentError> for CliError {
    fn from(error: SegmentError) -> Self {
        match error {
            SegmentError::Cancelled => Self::Stopped,
            SegmentError::Journey(error) => error.into(),
            _ => Self::of(&error, matches!(error, SegmentError::Database { .. })),
        }
    }
}

impl From<PipelineError> for CliError {
    fn from(error: PipelineError) -> Self {
        match error {
            PipelineError::Cancelled => Self::Stopped,
            PipelineError::Workspace(error) => error.into(),
            PipelineError::Resolve(error) => error.into(),
            PipelineError::Journey(error) => error.into(),
            PipelineError::Segment(error) => error.into(),
            other => Self::of(&other, false),
        }
    }
}

impl From<SynthError> for CliError {
    fn from(error: SynthError) -> Self {
        match error {
            SynthError::Cancelled => Self::Stopped,
            _ => Self::of(&error, matches!(error, SynthError::List { .. })),
        }
    }
}

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> Self {
        Self::of(&error, matches!(error, ExportError::Database { .. }))
    }
}

impl From<TuiError> for CliError {
    fn from(error: TuiError) -> Self {
        match error {
            TuiError::Workspace(error) => error.into(),
            _ => Self::of(&error, matches!(error, TuiError::Terminal(_))),
        }
    }
}

impl From<std::io::Error> for CliError {
    /// Of writing the output.
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Bad(format!("the output can't be written: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_whose_doing_it_was() {
        let duck = || duckdb::Error::InvalidQuery;
        let database = WorkspaceError::Database { doing: "read", source: duck() };
        for (error, code) in [
            (CliError::from(WorkspaceError::Missing { path: "x".into() }), 2),
            (database.into(), 70),
            (ResolveError::NoRecords.into(), 2),
            (PipelineError::Resolve(ResolveError::Cancelled).into(), 130),
            (ResolveError::Database { doing: "read", source: duck() }.into(), 70),
            (std::io::Error::from(std::io::ErrorKind::BrokenPipe).into(), 0),
        ] {
            assert_eq!(error.code(), code, "{error}");
        }
    }
}
