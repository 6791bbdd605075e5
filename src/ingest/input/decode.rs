//! Text in any encoding as UTF-8, chunk by chunk.
//!
//! The encoding is told by the byte-order mark, else by the bytes themselves as they come: everything is UTF-8 until
//! a byte says otherwise. Then the chunk at hand decides: mostly good UTF-8 is UTF-8 with damage, else the rest is
//! Windows-1252 (which reads ISO-8859-1 too), unless too many bytes have no meaning in that either. What came before was
//! ASCII, and so means the same in all.

use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, ErrorKind, Read};

/// A reader of bytes that gives UTF-8.
pub(crate) struct Decoder {
    source: Box<dyn Read + Send>,
    state: State,
    /// Bytes not decoded yet: the beginning of a character, or a chunk looked at to tell the encoding.
    pending: Vec<u8>,
    name: &'static str,
    repaired: bool,
    ended: bool,
}

enum State {
    /// Nothing read yet.
    Start,
    /// UTF-8; `true` once a character beyond ASCII was read whole.
    Utf8(bool),
    /// Another encoding.
    Other(encoding_rs::Decoder),
}

impl Decoder {
    pub(crate) fn new(source: Box<dyn Read + Send>) -> Self {
        let pending = Vec::new();
        Self { source, state: State::Start, pending, name: "UTF-8", repaired: false, ended: false }
    }

    /// For people: `UTF-8`, `UTF-16LE`, … as far as is known by now.
    pub(crate) fn encoding(&self) -> &'static str {
        self.name
    }

    /// True once bytes were met that are no characters; each became U+FFFD.
    pub(crate) fn repaired(&self) -> bool {
        self.repaired
    }

    /// Reads about `size` bytes more and appends them to `out` as UTF-8. False at the end.
    ///
    /// # Errors
    /// The source's own.
    pub(crate) fn read_into(&mut self, out: &mut Vec<u8>, size: usize) -> io::Result<bool> {
        let before = out.len();
        while out.len() == before && !self.ended {
            self.ended = !self.fetch(size)?;
            if matches!(self.state, State::Start) {
                self.begin();
            }
            self.decode(out);
        }
        Ok(out.len() > before)
    }

    /// False at the end of the source.
    fn fetch(&mut self, size: usize) -> io::Result<bool> {
        let from = self.pending.len();
        let mut filled = from;
        self.pending.resize(from + size, 0);
        while filled < self.pending.len() {
            match self.source.read(&mut self.pending[filled..]) {
                Ok(0) => {
                    self.pending.truncate(filled);
                    return Ok(false);
                }
                Ok(read) => filled += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.pending.truncate(filled);
                    return Err(error);
                }
            }
        }
        Ok(true)
    }

    /// Byte-order mark, or what the first bytes look like.
    fn begin(&mut self) {
        let mark = Encoding::for_bom(&self.pending);
        if let Some((_, length)) = mark {
            self.pending.drain(..length);
        }
        let encoding = mark.map(|(encoding, _)| encoding).or_else(|| utf16_without_mark(&self.pending));
        (self.state, self.name) = match encoding {
            Some(other) if other == UTF_16LE => {
                (State::Other(other.new_decoder_without_bom_handling()), "UTF-16LE")
            }
            Some(other) if other == UTF_16BE => {
                (State::Other(other.new_decoder_without_bom_handling()), "UTF-16BE")
            }
            Some(utf8) if utf8 == UTF_8 => (State::Utf8(true), "UTF-8 with BOM"),
            _ => (State::Utf8(false), "UTF-8"),
        };
    }

    fn decode(&mut self, out: &mut Vec<u8>) {
        if let State::Utf8(seen) = self.state {
            let good = match std::str::from_utf8(&self.pending) {
                Ok(_) => self.pending.len(),
                Err(error) if error.error_len().is_none() && !self.ended => error.valid_up_to(),
                Err(error) => {
                    self.broken(out, error.valid_up_to(), seen);
                    return;
                }
            };
            let seen = seen || !self.pending[..good].is_ascii();
            out.extend(self.pending.drain(..good));
            self.state = State::Utf8(seen);
        } else if let State::Other(decoder) = &mut self.state {
            let mut text = String::new();
            let mut rest = self.pending.as_slice();
            loop {
                text.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len() * 3) + 16);
                let (result, read, repaired) = decoder.decode_to_string(rest, &mut text, self.ended);
                self.repaired |= repaired;
                rest = &rest[read..];
                if result == CoderResult::InputEmpty {
                    break;
                }
            }
            self.pending.clear();
            if self.name == LATIN && text.contains(without_meaning) {
                self.repaired = true;
                text = text.replace(without_meaning, "\u{fffd}");
            }
            out.extend_from_slice(text.as_bytes());
        }
    }

    /// The pending bytes are not all UTF-8: tells which encoding it is from here on.
    fn broken(&mut self, out: &mut Vec<u8>, good: usize, seen: bool) {
        (self.state, self.name) = if seen || !self.pending[..good].is_ascii() || mostly_utf8(&self.pending) {
            (State::Other(UTF_8.new_decoder_without_bom_handling()), "UTF-8, damaged")
        } else if hardly_latin(&self.pending) {
            // Whatever is beyond ASCII is damage then: nothing is taken for what it is not.
            (State::Other(UTF_8.new_decoder_without_bom_handling()), "an unknown encoding")
        } else {
            (State::Other(WINDOWS_1252.new_decoder_without_bom_handling()), LATIN)
        };
        self.decode(out);
    }
}

const LATIN: &str = "Windows-1252";

/// What bytes become that mean nothing in Windows-1252.
fn without_meaning(c: char) -> bool {
    matches!(c, '\u{81}' | '\u{8d}' | '\u{8f}' | '\u{90}' | '\u{9d}')
}

/// True when more than one in fifty bytes beyond ASCII means nothing in Windows-1252: Shift_JIS, a code page of DOS, …
fn hardly_latin(bytes: &[u8]) -> bool {
    let beyond = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let nothing = bytes.iter().filter(|byte| without_meaning(char::from(**byte))).count();
    nothing * 50 > beyond
}

/// UTF-16 text of mostly western letters has a zero in every other byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if half < 8 {
        None
    } else if odd * 10 > half * 8 && even * 10 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 8 && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// True when there are more good characters beyond ASCII than broken ones.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good > broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], size: usize) -> (String, &'static str, bool) {
        let mut decoder = Decoder::new(Box::new(io::Cursor::new(bytes.to_vec())));
        let mut out = Vec::new();
        while decoder.read_into(&mut out, size).unwrap() {}
        (String::from_utf8(out).unwrap(), decoder.encoding(), decoder.repaired())
    }

    #[test]
    fn encodings_are_told_by_their_bytes_whatever_the_chunks() {
        let utf16 = |with_mark: bool| -> Vec<u8> {
            let text = if with_mark { "\u{feff}id;Name\n1;Müller" } else { "id;Name\n1;Müller" };
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        };
        for size in [64, 100, 4096] {
            assert_eq!(decode("Müller".as_bytes(), size), ("Müller".into(), "UTF-8", false));
            assert_eq!(decode(b"\xef\xbb\xbfa", size), ("a".into(), "UTF-8 with BOM", false));
            assert_eq!(decode(b"M\xfcller, Jos\xe9", size), ("Müller, José".into(), "Windows-1252", false));
            assert_eq!(decode(&utf16(true), size), ("id;Name\n1;Müller".into(), "UTF-16LE", false));
            assert_eq!(decode(&utf16(false), size), ("id;Name\n1;Müller".into(), "UTF-16LE", false));
        }
    }

    #[test]
    fn characters_across_chunks_stay_whole() {
        let text = "é€𝄞".repeat(50);
        for size in 1..9 {
            assert_eq!(decode(text.as_bytes(), size).0, text);
        }
    }

    #[test]
    fn a_few_broken_bytes_do_not_make_it_another_encoding() {
        let (text, name, repaired) = decode("Zoë, José, M\u{fc}ller".replace("ü", "\u{1}").as_bytes(), 64);
        assert_eq!((text.as_str(), name, repaired), ("Zoë, José, M\u{1}ller", "UTF-8", false));
        let mut bytes = "Zoë, José, ".as_bytes().to_vec();
        bytes.extend(b"M\xfcller");
        assert_eq!(decode(&bytes, 64), ("Zoë, José, M\u{fffd}ller".into(), "UTF-8, damaged", true));
    }

    #[test]
    fn what_is_no_encoding_known_here_is_damage() {
        let (text, name, repaired) = decode(b"id,name\n1,\x89\xd4\x8eq \x8d\xb2\x93\xa1", 64);
        assert_eq!((name, repaired), ("an unknown encoding", true));
        assert!(text.contains('\u{fffd}') && text.starts_with("id,name\n1,"), "{text}");
        // One stray byte among many that are sound is damage by itself.
        let mut bytes = b"\xe9".repeat(60);
        bytes.push(0x81);
        let (text, name, repaired) = decode(&bytes, 100);
        assert_eq!((name, repaired, text.matches('é').count()), ("Windows-1252", true, 60));
        assert!(text.ends_with('\u{fffd}'));
    }

    #[test]
    fn latin_text_far_behind_ascii() {
        let mut bytes = vec![b'a'; 10_000];
        bytes.extend(b"\xe9t\xe9");
        let (text, name, _) = decode(&bytes, 64);
        assert!(text.ends_with("aété"), "{}", &text[9_990..]);
        assert_eq!(name, "Windows-1252");
    }
}
