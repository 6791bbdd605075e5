//! The part of a text that is being looked at: grows when a row does not fit, moves on when it is done with.

use super::decode::Decoder;
use std::io;

/// Rows, lines and objects longer than this are rejected: no export has them, and memory must stay bounded.
pub(crate) const LONGEST: usize = 16 << 20;
/// Bytes read in one go.
const CHUNK: usize = 256 << 10;
/// Beginning of a too long row that is kept for the eye.
const SHOWN: usize = 4 << 10;

/// A window onto a decoded text.
pub(crate) struct Window {
    decoder: Decoder,
    text: Vec<u8>,
    from: usize,
    line: u64,
    ended: bool,
}

impl Window {
    pub(crate) fn new(decoder: Decoder) -> Self {
        Self { decoder, text: Vec::new(), from: 0, line: 1, ended: false }
    }

    /// What is there to be looked at: UTF-8.
    pub(crate) fn data(&self) -> &[u8] {
        &self.text[self.from..]
    }

    /// Line number of the first byte, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// True when there is nothing behind [`Self::data`].
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    pub(crate) fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// Makes the window longer, at least twice as long. False at the end of the text.
    ///
    /// # Errors
    /// The source's own.
    pub(crate) fn grow(&mut self) -> io::Result<bool> {
        self.text.drain(..self.from);
        self.from = 0;
        let size = self.text.len().max(CHUNK);
        self.ended = !self.decoder.read_into(&mut self.text, size)?;
        Ok(!self.ended)
    }

    /// Moves on by `bytes`.
    pub(crate) fn advance(&mut self, bytes: usize) {
        let end = (self.from + bytes).min(self.text.len());
        self.line += self.text[self.from..end].iter().filter(|byte| **byte == b'\n').count() as u64;
        self.from = end;
    }

    /// Length of the first line with its line break, growing as far as needed; `None` when it is longer than allowed.
    ///
    /// # Errors
    /// The source's own.
    pub(crate) fn first_line(&mut self) -> io::Result<Option<usize>> {
        let mut looked_at = 0;
        loop {
            if let Some(at) = self.data()[looked_at..].iter().position(|byte| *byte == b'\n') {
                return Ok(Some(looked_at + at + 1));
            }
            looked_at = self.data().len();
            if looked_at > LONGEST {
                return Ok(None);
            }
            if self.ended || !self.grow()? {
                return Ok(Some(self.data().len()));
            }
        }
    }

    /// Drops the first line however long it is; its length and its beginning.
    ///
    /// # Errors
    /// The source's own.
    pub(crate) fn skip_line(&mut self) -> io::Result<(u64, String)> {
        let beginning = text(&self.data()[..self.data().len().min(SHOWN)]);
        let beginning = beginning.lines().next().unwrap_or_default().to_owned();
        let mut length = 0;
        loop {
            let end = self.data().iter().position(|byte| *byte == b'\n');
            let step = end.map_or(self.data().len(), |at| at + 1);
            length += step as u64;
            self.advance(step);
            if end.is_some() || self.ended || !self.grow()? {
                return Ok((length, beginning));
            }
        }
    }
}

/// The bytes as text; the window holds UTF-8, so that only cut characters at the end are lost.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Why a line that is too long is rejected.
pub(crate) fn too_long(length: u64) -> String {
    format!(
        "the line is {} long, and at most 16 MB are read. Break it up, or export it as one record a line",
        crate::text::bytes(length)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(text: &str) -> Window {
        Window::new(Decoder::new(Box::new(io::Cursor::new(text.as_bytes().to_vec()))))
    }

    #[test]
    fn lines_one_after_the_other() {
        let mut window = window("ab\ncd\n\ne");
        let mut seen = Vec::new();
        while let Some(length) = window.first_line().unwrap().filter(|length| *length > 0) {
            seen.push((window.line(), text(&window.data()[..length])));
            window.advance(length);
        }
        let want = [(1, "ab\n"), (2, "cd\n"), (3, "\n"), (4, "e")];
        assert_eq!(seen, want.map(|(line, text)| (line, text.to_owned())));
    }

    #[test]
    fn a_line_that_is_too_long_costs_no_memory() {
        let mut window = window(&format!("{}\nnext", "x".repeat(3 * LONGEST)));
        assert_eq!(window.first_line().unwrap(), None);
        let (length, beginning) = window.skip_line().unwrap();
        assert_eq!((length, beginning.len()), (3 * LONGEST as u64 + 1, SHOWN));
        assert!(window.text.capacity() < 3 * LONGEST);
        assert_eq!((window.line(), window.data()), (2, &b"next"[..]));
    }
}
