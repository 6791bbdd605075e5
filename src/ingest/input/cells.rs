//! The cells of one row of a delimited text, and how a row is parted into them.

/// A row of cells; filled again and again without new memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    /// The cell of this number.
    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let from = if index == 0 { 0 } else { self.ends[index - 1] };
        self.text.get(from..end)
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        (0..self.len()).map(|index| self.get(index).unwrap_or_default())
    }

    /// True when no cell says anything.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// True when a byte was met that is no character.
    pub(crate) fn is_damaged(&self) -> bool {
        self.text.contains('\u{fffd}')
    }

    /// Empties the row.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Adds a cell.
    pub(crate) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }
}

/// How cells are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub delimiter: u8,
    /// Cells may stand in quotation marks.
    pub quotes: bool,
    /// A backslash takes the meaning off the character behind it (Spark, Snowflake, MySQL).
    pub backslash: bool,
}

/// What the beginning of a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Split {
    /// A row of so many bytes, its line break included; `tidy` unless text stands behind a closing quotation mark.
    Row { bytes: usize, tidy: bool },
    /// The row goes on behind what is there.
    Unfinished,
}

/// Parts the first row of `data` into `cells`. `ended`: nothing comes behind `data`.
pub(crate) fn split(data: &[u8], dialect: Dialect, ended: bool, cells: &mut Cells) -> Split {
    let mut text = std::mem::take(&mut cells.text).into_bytes();
    text.clear();
    cells.ends.clear();
    let (mut at, mut tidy) = (0, true);
    let found = loop {
        if dialect.quotes && data.get(at) == Some(&b'"') {
            match quoted(data, at + 1, dialect, &mut text) {
                Some(end) => at = end,
                None => break Split::Unfinished,
            }
            let rest = plain(data, at, dialect, &mut text);
            tidy &= data[at..rest].iter().all(|byte| matches!(byte, b' ' | b'\r'));
            at = rest;
        } else {
            at = plain(data, at, dialect, &mut text);
        }
        let last = data.get(at);
        if last.is_none() && !ended {
            break Split::Unfinished;
        }
        if last != Some(&dialect.delimiter) && text.last() == Some(&b'\r') {
            text.pop();
        }
        cells.ends.push(text.len());
        at += usize::from(last.is_some());
        if last != Some(&dialect.delimiter) {
            break Split::Row { bytes: at, tidy };
        }
    };
    cells.text =
        String::from_utf8(text).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    found
}

/// Copies an unquoted cell; the end of it: a delimiter, a line break or the end of the data.
fn plain(data: &[u8], from: usize, dialect: Dialect, text: &mut Vec<u8>) -> usize {
    let mut start = from;
    let mut at = from;
    while let Some(&byte) = data.get(at) {
        if byte == dialect.delimiter || byte == b'\n' {
            break;
        }
        if byte == b'\\' && dialect.backslash && matches!(data.get(at + 1), Some(b) if escapes(*b, dialect)) {
            text.extend_from_slice(&data[start..at]);
            start = at + 1;
            at += 1;
        }
        at += 1;
    }
    text.extend_from_slice(&data[start.min(at)..at]);
    at
}

/// Copies a quoted cell; the place behind its closing mark, or `None` when that is not there.
fn quoted(data: &[u8], from: usize, dialect: Dialect, text: &mut Vec<u8>) -> Option<usize> {
    let mut start = from;
    let mut at = from;
    loop {
        match *data.get(at)? {
            b'"' => {
                text.extend_from_slice(&data[start..at]);
                if data.get(at + 1) != Some(&b'"') {
                    return Some(at + 1);
                }
                start = at + 1;
                at += 2;
            }
            b'\\' if dialect.backslash && matches!(data.get(at + 1), Some(b) if escapes(*b, dialect)) => {
                text.extend_from_slice(&data[start..at]);
                start = at + 1;
                at += 2;
            }
            _ => at += 1,
        }
    }
}

/// Characters that a backslash makes plain.
fn escapes(byte: u8, dialect: Dialect) -> bool {
    matches!(byte, b'"' | b'\\' | b'\n') || byte == dialect.delimiter
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect { delimiter: b',', quotes: true, backslash: false };

    fn row(text: &str, dialect: Dialect) -> (Vec<String>, Split) {
        let mut cells = Cells::default();
        let split = split(text.as_bytes(), dialect, true, &mut cells);
        (cells.iter().map(str::to_owned).collect(), split)
    }

    fn tidy(bytes: usize) -> Split {
        Split::Row { bytes, tidy: true }
    }

    #[test]
    fn cells_of_every_kind() {
        for (text, want) in [
            ("a,b\nc", vec!["a", "b"]),
            ("a,b\r\n", vec!["a", "b"]),
            (",,", vec!["", "", ""]),
            ("\"a,\"\"b\"\"\nc\",d", vec!["a,\"b\"\nc", "d"]),
            ("a\"b,c\"", vec!["a\"b", "c\""]),
            ("\"\",x", vec!["", "x"]),
            ("\"a\"\r\n", vec!["a"]),
            ("a", vec!["a"]),
        ] {
            assert_eq!(row(text, COMMA).0, want, "{text}");
        }
        assert_eq!(row("a,b\nc", COMMA).1, tidy(4));
        assert_eq!(row("\"a\"b,c\n", COMMA).1, Split::Row { bytes: 7, tidy: false });
        assert_eq!(row("\"a", COMMA).1, Split::Unfinished);
    }

    #[test]
    fn quotes_off_and_backslashes() {
        let off = Dialect { delimiter: b'\t', quotes: false, backslash: false };
        assert_eq!(row("{\"a\": 1}\t\"x", off).0, ["{\"a\": 1}", "\"x"]);
        let spark = Dialect { backslash: true, ..COMMA };
        assert_eq!(row(r#""say \"hi\"",c\,d,\N"#, spark).0, ["say \"hi\"", "c,d", "\\N"]);
    }

    #[test]
    fn an_unfinished_row_waits_for_more() {
        let mut cells = Cells::default();
        assert_eq!(split(b"a,b", COMMA, false, &mut cells), Split::Unfinished);
        assert_eq!(split(b"a,b\n", COMMA, false, &mut cells), tidy(4));
    }

    proptest! {
        #[test]
        fn what_was_quoted_comes_back(values in proptest::collection::vec("[a,\"\n \u{e9}]{0,6}", 1..5)) {
            let quoted: Vec<String> = values.iter().map(|v| format!("\"{}\"", v.replace('"', "\"\""))).collect();
            let text = format!("{}\n", quoted.join(","));
            prop_assert_eq!(row(&text, COMMA), (values, tidy(text.len())));
        }

        #[test]
        fn any_bytes_are_taken(text in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut cells = Cells::default();
            let spark = Dialect { backslash: true, ..COMMA };
            if let Split::Row { bytes, .. } = split(&text, spark, true, &mut cells) {
                prop_assert!(bytes <= text.len() && cells.len() > 0);
            }
        }
    }
}
