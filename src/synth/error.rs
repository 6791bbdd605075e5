//! What can go wrong while exports are made up, and what to do about it.

use std::io;
use std::path::PathBuf;

/// Why `synth` stopped.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// A file or folder of the output can't be written.
    #[error("cannot write {path}: {source}. Choose a folder you may write to, with enough room.", path = path.display())]
    Write {
        /// What was being written.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// One of the built-in lists doesn't parse.
    #[error("the built-in list {list} is damaged: {problem}. Correct assets/synth/{list} and build again.")]
    List {
        /// File under `assets/synth`.
        list: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The options contradict themselves.
    #[error("{0}")]
    Options(String),
    /// Somebody asked the work to stop.
    #[error(
        "stopped before the exports were complete: delete the folder, or run synth again to overwrite it."
    )]
    Cancelled,
}

impl SynthError {
    /// A closure that says which path an I/O error belongs to.
    pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Write { path, source }
    }

    pub(super) fn list(list: &str, problem: impl ToString) -> Self {
        Self::List { list: list.to_owned(), problem: problem.to_string() }
    }
}
