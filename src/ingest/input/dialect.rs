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
    /// Rows before the header: titles of reports.
    pub before_header: usize,
    /// Names of the columns, trimmed; repeated ones get a number: `email`, `email 2`. `None`: there is no header.
    pub header: Option<Vec<String>>,
    /// Cells in a row.
    pub columns: usize,
}

/// The layout of a table that begins so; `None` when no row could be its header.
pub(crate) fn detect(head: &[u8], ended: bool) -> Option<Layout> {
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if first.iter().filter(|byte| **byte == b'\t').count() + 1 == SNOWPLOW {
        let dialect = Dialect { delimiter: b'\t', quotes: false, backslash: false };
        let rows = rows(head, dialect, ended);
        if rows.first().is_some_and(|row| row.get(6).is_some_and(is_uuid)) {
            return Some(Layout { dialect, before_header: 0, header: None, columns: SNOWPLOW });
        }
    }
    let backslash = head.windows(3).any(|bytes| bytes == b"\\\"," || bytes == b"\\\" ");
    let (dialect, columns) = [b',', b'\t', b';', b'|']
        .into_iter()
        .map(|delimiter| Dialect { delimiter, quotes: true, backslash })
        .filter_map(|dialect| {
            let (same, columns) = commonest(&rows(head, dialect, ended));
            (columns > 1).then_some((same, columns, dialect))
        })
        .max_by_key(|(same, columns, _)| (*same, *columns))
        .map_or((Dialect { delimiter: b',', quotes: true, backslash }, 1), |(_, columns, dialect)| {
            (dialect, columns)
        });
    let rows = rows(head, dialect, ended);
    let at = rows.iter().position(|row| row.len() == columns && !row.is_blank())?;
    is_header(&rows[at]).then(|| Layout {
        dialect,
        before_header: at,
        header: Some(numbered(&rows[at])),
        columns,
    })
}

/// The name of a delimiter, for people.
pub(crate) fn name(delimiter: u8) -> &'static str {
    match delimiter {
        b',' => "comma",
        b';' => "semicolon",
        b'\t' => "tab",
        _ => "bar",
    }
}

fn rows(head: &[u8], dialect: Dialect, ended: bool) -> Vec<Cells> {
    let mut rows = Vec::new();
    let mut at = 0;
    while rows.len() < ROWS && at < head.len() {
        let mut cells = Cells::default();
        match split(&head[at..], dialect, ended, &mut cells) {
            Split::Row { bytes, .. } => {
                at += bytes;
                rows.push(cells);
            }
            // An open quotation mark near the end of the head: what came before is enough.
            Split::Unfinished => break,
        }
    }
    rows
}

/// The commonest number of cells among rows that are not blank, and how many rows have it.
fn commonest(rows: &[Cells]) -> (usize, usize) {
    let counts: Vec<usize> = rows.iter().filter(|row| !row.is_blank()).map(Cells::len).collect();
    let same = |columns: &usize| counts.iter().filter(|count| *count == columns).count();
    counts.iter().map(|columns| (same(columns), *columns)).max().unwrap_or((0, 0))
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
            .map(|l| (l.dialect.delimiter as char, l.before_header, l.header.unwrap_or_default()))
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn delimiters_and_titles_above_the_header() {
        assert_eq!(layout("id,name\n1,\"a;b;c\"\n"), Some((',', 0, names(&["id", "name"]))));
        assert_eq!(layout("id;name\n1;a,b\n2;c,d\n"), Some((';', 0, names(&["id", "name"]))));
        let report = "Report, of today\n\nid\tname\tcity\n1\tAnn\tBath\n2\tBo\tYork\n";
        assert_eq!(layout(report), Some(('\t', 2, names(&["id", "name", "city"]))));
        assert_eq!(layout("email\na@b.org\nc@d.org\n"), Some((',', 0, names(&["email"]))));
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
    fn backslashes_are_told_by_their_use() {
        let spark = detect(b"a,b\n\"say \\\"hi\\\", you\",c\n", true).unwrap();
        assert!(spark.dialect.backslash);
        assert!(!detect(b"a,b\nC:\\x,c\n", true).unwrap().dialect.backslash);
    }
}
