//! Standard input as a file: it is looked at twice, and pipes can't be.

use super::IngestError;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A temporary file that vanishes when it is dropped.
#[derive(Debug)]
pub(crate) struct Spool {
    path: PathBuf,
}

impl Spool {
    /// Copies everything there is to be read.
    pub(crate) fn fill(mut input: impl Read) -> Result<Self, IngestError> {
        let spool = Self { path: free_path() };
        let failed = |source: io::Error| IngestError::Io { path: spool.path.clone(), source };
        let mut file = create(&spool.path).map_err(failed)?;
        io::copy(&mut input, &mut file).map_err(failed)?;
        Ok(spool)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // Nothing can be done about a file that will not go.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn free_path() -> PathBuf {
    let folder = std::env::temp_dir();
    let process = std::process::id();
    let paths = (0u32..).map(|number| folder.join(format!("onefold-input-{process}-{number}")));
    paths.into_iter().find(|path| !path.exists()).unwrap_or_else(|| folder.join("onefold-input"))
}

/// Nobody else may read what comes in: it is customers' data.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_is_kept_while_it_is_needed() {
        let spool = Spool::fill(&b"a,b\n"[..]).unwrap();
        let path = spool.path().to_owned();
        assert_eq!(std::fs::read(&path).unwrap(), b"a,b\n");
        drop(spool);
        assert!(!path.exists());
    }
}
