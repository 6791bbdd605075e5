//! Which character parts the cells of a table, and in which line its header stands.

use super::cells::{Cells, Dialect, Split, split};

/// Rows looked at.
const ROWS: usize = 50;
/// Fields of a Snowplow event: a table without header, with JSON in its cells.
const SNOWPLOW: usize = 131;

/// What the head of a text tells of the whole table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    pub dialect: Dialect,
    /// Line the header stands in, from 1; above it are titles of reports.
    pub header_line: usize,
    /// Where the rows begin.
    pub body: usize,
    /// Names of the columns, trimmed; repeated ones get a number: `email`, `email 2`. `None`: there is no header.
    pub header: Option<Vec<String>>,
    /// Cells in a row.
    pub columns: usize,
}

/// The layout of a table that begins so.
///
/// # Errors
/// Why no row can be its header, with the remedy.
pub(crate) fn detect(head: &[u8], ended: bool) -> Result<Layout, &'static str> {
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if first.iter().filter(|byte| **byte == b'\t').count() + 1 == SNOWPLOW {
        let dialect = Dialect { delimiter: b'\t', quotes: false, backslash: false };
        let head = Head::part(head, dialect, ended);
        if head.rows.first().is_some_and(|row| row.cells.get(6).is_some_and(is_uuid)) {
            return Ok(Layout { dialect, header_line: 0, body: 0, header: None, columns: SNOWPLOW });
        }
    }
    let backslash = head.windows(3).any(|bytes| bytes == b"\\\"," || bytes == b"\\\" ");
    let with = |delimiter| Dialect { delimiter, quotes: true, backslash };
    let (dialect, columns) = [b',', b'\t', b';', b'|']
        .into_iter()
        .filter_map(|delimiter| {
            let (same, columns) = Head::part(head, with(delimiter), ended).commonest();
            (columns > 1).then_some((same, columns, with(delimiter)))
        })
        .max_by_key(|(same, columns, _)| (*same, *columns))
        .map_or((with(b','), 1), |(_, columns, dialect)| (dialect, columns));
    let parted = Head::part(head, dialect, ended);
    let fits = |row: &&Row| row.cells.len() == columns && !row.cells.is_blank();
    let Some(row) = parted.rows.iter().find(fits) else {
        return Err(if !parted.broken.is_empty() { OPEN_QUOTE } else { NO_HEADER });
    };
    if parted.broken.first().is_some_and(|broken| *broken < row.from) {
        return Err(OPEN_QUOTE);
    }
    if !is_header(&row.cells) {
        return Err(NO_HEADER);
    }
    let header_line = 1 + head[..row.from].iter().filter(|byte| **byte == b'\n').count();
    Ok(Layout { dialect, header_line, body: row.to, header: Some(numbered(&row.cells)), columns })
}

const NO_HEADER: &str =
    "its first rows look like data, not like a header. Put a line with the names of the columns above them";
const OPEN_QUOTE: &str =
    "a quotation mark in or above its header is opened and not closed. Double it (\"\") or take it out";

/// The name of a delimiter, for people.
pub(crate) fn name(delimiter: u8) -> &'static str {
    match delimiter {
        b',' => "comma",
        b';' => "semicolon",
        b'\t' => "tab",
        _ => "bar",
    }
}

/// The first rows of a text.
struct Head {
    rows: Vec<Row>,
    /// Where lines stand whose quotation mark is not closed.
    broken: Vec<usize>,
}

struct Row {
    cells: Cells,
    from: usize,
    /// Behind its line break.
    to: usize,
    /// It goes over several lines.
    long: bool,
}

impl Head {
    fn part(head: &[u8], dialect: Dialect, ended: bool) -> Self {
        let mut parted = Self { rows: Vec::new(), broken: Vec::new() };
        let mut from = 0;
        while parted.rows.len() < ROWS && from < head.len() {
            let mut cells = Cells::default();
            let line = head[from..].iter().position(|byte| *byte == b'\n').map(|at| from + at + 1);
            match split(&head[from..], dialect, ended, &mut cells) {
                Split::Row { bytes, tidy } if tidy || line.is_none_or(|end| from + bytes <= end) => {
                    let long = line.is_some_and(|end| from + bytes > end);
                    parted.rows.push(Row { cells, from, to: from + bytes, long });
                    from += bytes;
                }
                // A mark that is not closed swallows the rows behind it: its line alone is left out, as in reading.
                _ => {
                    let Some(end) = line.or(ended.then_some(head.len())) else { break };
                    parted.broken.push(from);
                    from = end;
                }
            }
        }
        parted
    }

    /// The commonest number of cells among rows that are not blank, and how many rows have it or may have it: broken
    /// ones. Rows over several lines may be made of others by a stray mark: they count only where a row in one line
    /// has as many cells.
    fn commonest(&self) -> (usize, usize) {
        let filled = || self.rows.iter().filter(|row| !row.cells.is_blank());
        let short = filled().any(|row| !row.long);
        let same = |columns: usize| filled().filter(|row| row.cells.len() == columns).count();
        let counts = filled().filter(|row| !(short && row.long)).map(|row| row.cells.len());
        counts.map(|columns| (same(columns) + self.broken.len(), columns)).max().unwrap_or((0, 0))
    }
}

/// Names, not values: most cells are filled, few are numbers, and none is an e-mail address.
fn is_header(row: &Cells) -> bool {
    let filled: Vec<&str> = row.iter().map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let numbers = filled.iter().filter(|cell| cell.parse::<f64>().is_ok()).count();
    filled.len() * 2 > row.len()
        && numbers * 2 <= filled.len()
        && !filled.iter().any(|cell| cell.contains('@') && crate::value::email::read(cell).is_some())
}

fn is_uuid(cell: &str) -> bool {
    cell.len() == 36 && cell.bytes().filter(|byte| *byte == b'-').count() == 4
}

fn numbered(row: &Cells) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(row.len());
    for (at, cell) in row.iter().enumerate() {
        let trimmed =
            cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{a0}' | '"'));
        let name = if trimmed.is_empty() { format!("column {}", at + 1) } else { trimmed.to_owned() };
        let mut numbered = name.clone();
        let mut number = 1;
        while names.contains(&numbered) {
            number += 1;
            numbered = format!("{name} {number}");
        }
        names.push(numbered);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> Option<(char, usize, Vec<String>)> {
        detect(text.as_bytes(), true)
            .ok()
            .map(|l| (l.dialect.delimiter as char, l.header_line, l.header.unwrap_or_default()))
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn delimiters_and_titles_above_the_header() {
        assert_eq!(layout("id,name\n1,\"a;b;c\"\n"), Some((',', 1, names(&["id", "name"]))));
        assert_eq!(layout("id;name\n1;a,b\n2;c,d\n"), Some((';', 1, names(&["id", "name"]))));
        let report = "Report, of today\n\nid\tname\tcity\n1\tAnn\tBath\n2\tBo\tYork\n";
        assert_eq!(layout(report), Some(('\t', 3, names(&["id", "name", "city"]))));
        assert_eq!(layout("email\na@b.org\nc@d.org\n"), Some((',', 1, names(&["email"]))));
    }

    #[test]
    fn repeated_and_missing_names() {
        assert_eq!(
            layout("email, email,email,,fn\na,b,c,d,e\n").unwrap().2,
            names(&["email", "email 2", "email 3", "column 4", "fn"])
        );
    }

    #[test]
    fn data_is_no_header() {
        assert_eq!(layout("1,ann@mail.org,3\n2,bo@mail.org,4\n"), None);
        assert_eq!(layout("1,2,Ann\n3,4,Bo\n"), None);
    }

    #[test]
    fn an_open_quote_misleads_nobody() {
        let header = Some((',', 1, names(&["id", "name", "email", "phone"])));
        for rows in [
            "1,\"Ann,a@x.org,1\n",
            "1,\"Ann,a@x.org,1\n2,Bo,b@x.org,\"2\"\n",
            // Each mark swallows the rows up to the next: two rows of two cells against one header.
            "1,\"Ann,a@x.org,1\n2,Bo,b@x.org,\"2\"\n3,\"Cy,c@x.org,3\n4,Di,d@x.org,\"4\"\n",
            "1,\"Ann,a@x.org,1\n2,Bo,b@x.org,\"\n3,\"Cy,c@x.org,3\n4,Di,d@x.org,\"\n",
            "1,\"Ann; Lee,a@x.org,1\n2,\"Bo; Day,b@x.org,2\n3,Cy; Fox,c@x.org,3\n4,Di; Roe,d@x.org,4\n",
        ] {
            assert_eq!(layout(&format!("id,name,email,phone\n{rows}")), header, "{rows}");
        }
    }

    #[test]
    fn an_open_quote_above_the_rows_is_said_so() {
        for text in ["id,\"name,city\n1,Ann,Bath\n2,Bo,York\n", "id,\"name\n", "\"Report\nid,name\n1,Ann\n"] {
            assert_eq!(detect(text.as_bytes(), true).unwrap_err(), OPEN_QUOTE, "{text}");
        }
        let in_two_lines = "id,\"first\nname\"\n1,Ann\n2,Bo\n";
        assert_eq!(layout(in_two_lines), Some((',', 1, names(&["id", "first\nname"]))));
    }

    #[test]
    fn backslashes_are_told_by_their_use() {
        let spark = detect(b"a,b\n\"say \\\"hi\\\", you\",c\n", true).unwrap();
        assert!(spark.dialect.backslash);
        assert!(!detect(b"a,b\nC:\\x,c\n", true).unwrap().dialect.backslash);
    }
}
