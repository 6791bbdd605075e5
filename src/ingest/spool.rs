//! Standard input as a file: it is looked at twice, and pipes can't be.

use super::IngestError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// How the names of such files begin.
const NAME: &str = "onefold-input-";

/// A temporary file. Where the system allows it, it has no name and vanishes with the process, however that ends;
/// elsewhere it goes when it is dropped, and what a killed process left goes when the next one is made.
#[derive(Debug)]
pub(crate) struct Spool {
    path: PathBuf,
    named: Option<PathBuf>,
    /// Keeps a file without a name, and the lock that says that it is in use.
    _file: File,
}

impl Spool {
    /// Copies everything there is to be read.
    pub(crate) fn fill(input: impl Read) -> Result<Self, IngestError> {
        Self::fill_in(&std::env::temp_dir(), input)
    }

    fn fill_in(folder: &Path, mut input: impl Read) -> Result<Self, IngestError> {
        sweep(folder);
        let name = free_name(folder);
        let failed = |source: io::Error| IngestError::Io { path: name.clone(), source };
        let mut file = create(&name).map_err(failed)?;
        // Where files can't be locked, nothing is swept either.
        let _ = file.try_lock();
        let path = nameless(&file).filter(|_| fs::remove_file(&name).is_ok());
        let named = if path.is_none() { Some(name.clone()) } else { None };
        let spool = |file| Self { path: path.unwrap_or_else(|| name.clone()), named, _file: file };
        match io::copy(&mut input, &mut file) {
            Ok(_) => Ok(spool(file)),
            Err(error) => {
                drop(spool(file));
                Err(failed(error))
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if let Some(name) = &self.named {
            // Nothing can be done about a file that will not go.
            let _ = fs::remove_file(name);
        }
    }
}

/// Another path to an open file, which stays when its name is taken away.
fn nameless(file: &File) -> Option<PathBuf> {
    #[cfg(target_os = "linux")]
    {
        use std::os::fd::AsRawFd;
        let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
        path.exists().then_some(path)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = file;
        None
    }
}

/// Takes away the files of processes that were killed: nobody holds their locks any more.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(NAME);
        if ours && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn free_name(folder: &Path) -> PathBuf {
    let process = std::process::id();
    let paths = (0u32..).map(|number| folder.join(format!("{NAME}{process}-{number}")));
    paths.into_iter().find(|path| !path.exists()).unwrap_or_else(|| folder.join(NAME))
}

/// Nobody else may read what comes in: it is customers' data.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
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

    fn names(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn input_is_kept_while_it_is_needed() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::fill_in(folder.path(), &b"a,b\n"[..]).unwrap();
        for _ in 0..2 {
            assert_eq!(fs::read(spool.path()).unwrap(), b"a,b\n");
        }
        if cfg!(target_os = "linux") {
            assert_eq!(names(folder.path()), 0, "a kill could leave nothing");
        }
        drop(spool);
        assert_eq!(names(folder.path()), 0);
    }

    #[test]
    fn what_killed_processes_left_is_swept_and_what_is_in_use_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (left, used) = (folder.path().join("onefold-input-7-0"), folder.path().join("onefold-input-8-0"));
        fs::write(&left, "a").unwrap();
        fs::write(folder.path().join("another"), "a").unwrap();
        let held = create(&used).unwrap();
        held.try_lock().unwrap();
        drop(Spool::fill_in(folder.path(), &b"a,b\n"[..]).unwrap());
        assert!(!left.exists() && used.exists());
        assert_eq!(names(folder.path()), 2);
    }
}
