//! Numbers three rows high, to be read from the back of a room.

/// Rows of a big number.
const ROWS: usize = 3;

/// The rows of a number written with digits and commas; other characters become a gap.
#[must_use]
pub fn big(number: &str) -> [String; ROWS] {
    let mut rows = [String::new(), String::new(), String::new()];
    for c in number.chars() {
        let glyph = match c {
            '0' => ["█▀█", "█ █", "▀▀▀"],
            '1' => ["▀█ ", " █ ", "▀▀▀"],
            '2' => ["▀▀█", "█▀▀", "▀▀▀"],
            '3' => ["▀▀█", " ▀█", "▀▀▀"],
            '4' => ["█ █", "▀▀█", "  ▀"],
            '5' => ["█▀▀", "▀▀█", "▀▀▀"],
            '6' => ["█▀▀", "█▀█", "▀▀▀"],
            '7' => ["▀▀█", "  █", "  ▀"],
            '8' => ["█▀█", "█▀█", "▀▀▀"],
            '9' => ["█▀█", "▀▀█", "▀▀▀"],
            ',' => [" ", " ", "▘"],
            _ => [" ", " ", " "],
        };
        for (row, part) in rows.iter_mut().zip(glyph) {
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(part);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;

    #[test]
    fn rows_are_equally_wide() {
        let rows = big("1,234,567,890");
        assert!(rows.iter().all(|row| width(row) == width(&rows[0])));
        assert_eq!(big("10")[0], "▀█  █▀█");
    }
}
