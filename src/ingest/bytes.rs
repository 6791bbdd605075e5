//! From bytes on disk to text: compression and encoding are told by the bytes, not by the file's name.

use super::IngestError;
use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

/// What a file turned out to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// Text in UTF-8, and how it was written (`UTF-8`, `UTF-16LE`, …; with `gzip` or `zstd` where packed).
    Text { text: String, detail: Vec<&'static str> },
    /// A Parquet file, to be read by DuckDB.
    Parquet,
}

/// The text of a file's bytes.
pub(crate) fn read(path: &Path, bytes: &[u8]) -> Result<Content, IngestError> {
    let damaged = |why: &str| IngestError::Damaged { path: path.into(), why: why.to_owned() };
    if bytes.is_empty() {
        return Err(damaged("the file is empty. Export it again, or leave it out"));
    }
    if bytes.starts_with(b"PAR1") {
        return Ok(Content::Parquet);
    }
    let mut detail = Vec::new();
    let unpacked = unpack(path, bytes, &mut detail)?;
    if unpacked.is_empty() {
        return Err(damaged("the file is empty once unpacked. Export it again, or leave it out"));
    }
    if let Some(what) = foreign(&unpacked) {
        return Err(damaged(what));
    }
    let (text, encoding) = decode(&unpacked);
    if looks_binary(&text) {
        return Err(damaged("this is no text: it holds zero bytes. Export it as CSV, JSON or Parquet"));
    }
    detail.insert(0, encoding);
    Ok(Content::Text { text: text.into_owned(), detail })
}

fn unpack<'a>(
    path: &Path,
    bytes: &'a [u8],
    detail: &mut Vec<&'static str>,
) -> Result<Cow<'a, [u8]>, IngestError> {
    let mut out = Vec::new();
    let read = if bytes.starts_with(&[0x1f, 0x8b]) {
        detail.push("gzip");
        flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut out)
    } else if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        detail.push("zstd");
        zstd::Decoder::new(bytes).and_then(|mut decoder| decoder.read_to_end(&mut out))
    } else {
        return Ok(Cow::Borrowed(bytes));
    };
    match read {
        Ok(_) => Ok(Cow::Owned(out)),
        Err(error) => Err(IngestError::Damaged {
            path: path.into(),
            why: format!(
                "the compressed file is cut off or damaged after {} ({error}). Copy or export it again",
                crate::text::bytes(out.len() as u64)
            ),
        }),
    }
}

/// Formats that are not read, by their first bytes.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some("this is a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV");
    }
    if bytes.starts_with(b"Obj\x01") {
        return Some("this is Avro, which is not read. Unload as Parquet, CSV or NDJSON");
    }
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some("this is a document, not an export. Export the data as CSV");
    }
    if bytes.starts_with(b"ORC") {
        return Some("this is ORC, which is not read. Unload as Parquet, CSV or NDJSON");
    }
    None
}

fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    if let Some((encoding, skip)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[skip..]);
        let name = match encoding.name() {
            "UTF-8" => "UTF-8 with BOM",
            "UTF-16LE" => "UTF-16LE",
            _ => "UTF-16BE",
        };
        return (text, name);
    }
    if let Some(encoding) = utf16_without_bom(bytes) {
        return (encoding.decode_without_bom_handling(bytes).0, encoding.name());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), "UTF-8"),
        Err(_) if mostly_utf8(bytes) => (String::from_utf8_lossy(bytes), "UTF-8 with broken bytes"),
        Err(_) => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, "Windows-1252"),
    }
}

/// UTF-16 text of mostly western letters has a zero in every other byte.
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    if half >= 8 && odd * 10 > half * 8 && even * 10 < half {
        Some(encoding_rs::UTF_16LE)
    } else if half >= 8 && even * 10 > half * 8 && odd * 10 < half {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

/// True when there are more good multi-byte characters than broken ones: then it is UTF-8 with damage.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good > broken
}

fn looks_binary(text: &str) -> bool {
    text.bytes().take(65_536).any(|b| b == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> (String, Vec<&'static str>) {
        match read(Path::new("x.csv"), bytes).unwrap() {
            Content::Text { text, detail } => (text, detail),
            Content::Parquet => panic!("parquet"),
        }
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(text_of("Müller".as_bytes()), ("Müller".into(), vec!["UTF-8"]));
        assert_eq!(text_of(b"\xef\xbb\xbfa"), ("a".into(), vec!["UTF-8 with BOM"]));
        assert_eq!(text_of(b"M\xfcller"), ("Müller".into(), vec!["Windows-1252"]));
        let utf16: Vec<u8> = "\u{feff}id;Name\n1;Müller".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text_of(&utf16), ("id;Name\n1;Müller".into(), vec!["UTF-16LE"]));
        assert_eq!(text_of(&utf16[2..]).1, vec!["UTF-16LE"]);
    }

    #[test]
    fn packed_files_are_unpacked_whatever_their_name() {
        use std::io::Write;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"a,b\n1,2\n").unwrap();
        let packed = gzip.finish().unwrap();
        assert_eq!(text_of(&packed), ("a,b\n1,2\n".into(), vec!["UTF-8", "gzip"]));
        let error = read(Path::new("x.gz"), &packed[..packed.len() - 10]).unwrap_err().to_string();
        assert!(error.contains("cut off"), "{error}");
        assert_eq!(text_of(&zstd::encode_all(&b"a,b\n"[..], 1).unwrap()).1, vec!["UTF-8", "zstd"]);
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_remedy() {
        for (bytes, word) in [(&b""[..], "empty"), (b"PK\x03\x04xx", "zip"), (b"a\0b\0\0\0c", "zero bytes")] {
            let error = read(Path::new("x"), bytes).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
