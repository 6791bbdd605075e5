//! What was written.

use std::path::PathBuf;

/// What `synth` made.
#[derive(Debug, Clone, Default)]
pub struct SynthReport {
    /// People in the population.
    pub people: u64,
    /// Customer records by the source name that `load` gives, in the order of the truth.
    pub records: Vec<(String, u64)>,
    /// Records with nothing but a name, a typo or a stranger's address to go by.
    pub hard: u64,
    /// The files to load, in the order of writing, and the rows of each (orders count once; no headers).
    pub files: Vec<(PathBuf, u64)>,
    /// `truth.csv`: source, record, entity. Not a file to load.
    pub truth: PathBuf,
}

impl SynthReport {
    /// Customer records of all sources.
    #[must_use]
    pub fn total_records(&self) -> u64 {
        self.records.iter().map(|(_, count)| count).sum()
    }
}
