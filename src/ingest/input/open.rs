//! A file on disk: what its bytes say it is, and its unpacked text.

use super::decode::Decoder;
use crate::ingest::IngestError;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;

/// A file looked at.
#[derive(Debug, Clone)]
pub(crate) struct Looked {
    pub path: PathBuf,
    pub bytes: u64,
    pub packing: Packing,
    hash: Arc<Hash>,
}

/// SHA-256 of the bytes as they lie on disk, hexadecimal. Worked out on a thread of its own while the file is read for
/// what it says.
type Hash = LazyLock<io::Result<String>, Box<dyn FnOnce() -> io::Result<String> + Send>>;

/// Bytes hashed in one go.
const CHUNK: usize = 1 << 20;

/// How the file is packed, told by its first bytes: names lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zstd,
    Parquet,
}

/// Looks at a file: refuses what is no export, with a remedy.
pub(crate) fn look(path: &Path) -> Result<Looked, IngestError> {
    let io = |source| IngestError::Io { path: path.into(), source };
    let mut file = File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if !metadata.is_file() {
        let why = "this is no file but a pipe or a device, which can be read only once. Give it as standard input: … | onefold load -";
        return Err(IngestError::unusable(path, why));
    }
    let mut head = Vec::new();
    file.by_ref().take(LONGEST_MARK).read_to_end(&mut head).map_err(io)?;
    if head.is_empty() {
        return Err(IngestError::unusable(path, "the file is empty. Export it again, or leave it out"));
    }
    let packing = packing_of(path, &head)?;
    let bytes = metadata.len();
    let wanted = Arc::new(());
    let still_wanted = Arc::downgrade(&wanted);
    let hashing = thread::spawn(move || hash(&head, file, || still_wanted.strong_count() > 0));
    let hash: Arc<Hash> = Arc::new(LazyLock::new(Box::new(move || {
        let hash =
            hashing.join().unwrap_or_else(|_| Err(io::Error::other("the thread that hashed it failed")));
        drop(wanted);
        hash
    })));
    Ok(Looked { path: path.into(), bytes, packing, hash })
}

/// Hashes a file whose head is read, as long as anybody wants to know.
fn hash(head: &[u8], mut file: File, is_wanted: impl Fn() -> bool) -> io::Result<String> {
    let mut digest = Sha256::new_with_prefix(head);
    let mut chunk = vec![0; CHUNK];
    while is_wanted() {
        match file.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => digest.update(&chunk[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn packing_of(path: &Path, head: &[u8]) -> Result<Packing, IngestError> {
    if let Some(why) = foreign(head) {
        return Err(IngestError::unusable(path, why));
    }
    Ok(match head {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
        [b'P', b'A', b'R', b'1', ..] => Packing::Parquet,
        _ => Packing::Plain,
    })
}

/// Bytes of a file that tell what it is.
const LONGEST_MARK: u64 = 8;

/// Formats that are not read, by their first bytes.
fn foreign(head: &[u8]) -> Option<&'static str> {
    const FORMATS: [(&[u8], &str); 8] = [
        (b"PK\x03\x04", "this is a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV"),
        (b"Obj\x01", "this is Avro, which is not read. Unload as Parquet, CSV or NDJSON"),
        (b"ORC", "this is ORC, which is not read. Unload as Parquet, CSV or NDJSON"),
        (b"BZh", "this is packed with bzip2. Unpack it first: bunzip2 FILE"),
        (b"\xfd7zXZ", "this is packed with xz. Unpack it first: unxz FILE"),
        (b"%PDF", "this is a document, not an export. Export the data as CSV"),
        (b"\x89PNG", "this is a picture, not an export. Export the data as CSV"),
        (b"\xd0\xcf\x11\xe0", "this is an old Excel workbook. Save the sheet as CSV"),
    ];
    FORMATS.iter().find(|(start, _)| head.starts_with(start)).map(|(_, why)| *why)
}

impl Looked {
    /// SHA-256 of the bytes as they lie on disk, hexadecimal.
    pub(crate) fn hash(&self) -> Result<&str, IngestError> {
        (**self.hash).as_ref().map(String::as_str).map_err(|error| {
            let source = io::Error::new(error.kind(), error.to_string());
            IngestError::Io { path: self.path.clone(), source }
        })
    }

    /// The file's text. `done` counts the bytes read from disk.
    pub(crate) fn decoder(&self, done: Arc<AtomicU64>) -> Result<Decoder, IngestError> {
        let io = |source| IngestError::Io { path: self.path.clone(), source };
        let file = Counted { file: File::open(&self.path).map_err(io)?, done };
        let source: Box<dyn Read + Send> = match self.packing {
            Packing::Gzip => {
                Box::new(flate2::bufread::MultiGzDecoder::new(io::BufReader::with_capacity(1 << 17, file)))
            }
            Packing::Zstd => Box::new(zstd::Decoder::new(file).map_err(io)?),
            Packing::Plain | Packing::Parquet => Box::new(file),
        };
        Ok(Decoder::new(source))
    }

    /// What a failure while reading means.
    pub(crate) fn failure(&self, source: io::Error) -> IngestError {
        let damaged = matches!(
            source.kind(),
            io::ErrorKind::UnexpectedEof
                | io::ErrorKind::InvalidInput
                | io::ErrorKind::InvalidData
                | io::ErrorKind::Other
        );
        if damaged && self.packing != Packing::Plain {
            let why = format!("the packed file is cut off or damaged ({source}). Copy or export it again");
            return IngestError::unusable(&self.path, &why);
        }
        IngestError::Io { path: self.path.clone(), source }
    }
}

impl Packing {
    /// For people.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
            Self::Plain | Self::Parquet => None,
        }
    }
}

struct Counted {
    file: File,
    done: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.done.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn text(bytes: &[u8]) -> Result<String, IngestError> {
        let (_folder, path) = file(bytes);
        let looked = look(&path)?;
        let mut decoder = looked.decoder(Arc::default())?;
        let mut out = Vec::new();
        while decoder.read_into(&mut out, 100).map_err(|e| looked.failure(e))? {}
        Ok(String::from_utf8(out).unwrap())
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn packed_files_are_told_by_their_bytes() {
        let two_members = [gzip("a,b\n"), gzip("1,2\n")].concat();
        assert_eq!(text(&two_members).unwrap(), "a,b\n1,2\n");
        assert_eq!(text(&zstd::encode_all(&b"a,b\n"[..], 1).unwrap()).unwrap(), "a,b\n");
        assert_eq!(text(b"a,b\n").unwrap(), "a,b\n");
    }

    #[test]
    fn what_is_no_export_is_refused_with_a_remedy() {
        let whole = gzip(&"a,b\n".repeat(5000));
        for (bytes, word) in [
            (&b""[..], "empty"),
            (b"PK\x03\x04xx", "zip archive"),
            (b"BZh91AY", "bunzip2"),
            (&whole[..whole.len() - 12], "cut off"),
        ] {
            let error = text(bytes).unwrap_err().to_string();
            assert!(error.contains(word) && error.contains("export.csv"), "{error}");
        }
        assert!(matches!(look(Path::new("/nowhere/x.csv")), Err(IngestError::Io { .. })));
        if cfg!(unix) {
            let device = look(Path::new("/dev/null")).unwrap_err().to_string();
            assert!(device.contains("standard input"), "{device}");
        }
    }

    #[test]
    fn the_hash_is_of_the_bytes_on_disk() {
        let (_folder, path) = file(b"abc");
        let looked = look(&path).unwrap();
        assert_eq!(looked.bytes, 3);
        assert!(looked.hash().unwrap().starts_with("ba7816bf8f01cfea"));
    }
}
