//! What a steward types to filter a list that only the database knows whole: its words, or their letters.

use duckdb::types::Value;

/// A record's searchable text in a query over `records`: what it is known by, small and without accents.
pub(super) const RECORD: &str =
    "strip_accents(lower(concat_ws(chr(31), given_name, family_name, full_name, email, phone,
    city, postcode, company, native_key)))";

/// A text that was typed.
pub(super) struct Typed(Vec<String>);

impl Typed {
    /// `None`: nothing was.
    pub(super) fn new(text: &str) -> Option<Self> {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// Holds where the expression holds every word; with the values to bind.
    pub(super) fn plain(&self, expression: &str) -> (String, Vec<Value>) {
        let each = format!("contains({expression}, strip_accents(lower(?)))");
        let condition = vec![each; self.0.len()].join(" AND ");
        (condition, self.0.iter().cloned().map(Value::Text).collect())
    }

    /// Holds where the expression holds the letters in sequence, at most two others between each two.
    pub(super) fn loose(&self, expression: &str) -> (String, Vec<Value>) {
        let letters = self.0.concat();
        let letter = |c: char| if c.is_alphanumeric() { c.to_string() } else { format!("[{}]", class(c)) };
        let wanted = letters.chars().map(letter).collect::<Vec<_>>().join("[^\u{1f}]{0,2}");
        (format!("regexp_matches({expression}, strip_accents(lower(?)))"), vec![Value::Text(wanted)])
    }
}

/// A character inside a class of a regular expression.
fn class(c: char) -> String {
    if matches!(c, '^' | ']' | '\\' | '-' | '[') { format!("\\{c}") } else { c.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duckdb::{Connection, params_from_iter};

    #[test]
    fn any_character_may_be_typed() {
        let conn = Connection::open_in_memory().unwrap();
        for text in ["a^b", "x]y", "\\d", "[a-z]", "100%_", "'; DROP", "(.*", "é", "a-b", "{2}", "$|^"] {
            for (text, holds) in [(text, true), ("zzz", false)] {
                let typed = Typed::new(text).unwrap();
                for (condition, values) in [typed.plain("t"), typed.loose("t")] {
                    let sql = format!(
                        "SELECT {condition} FROM (SELECT 'a^b x]y \\d [a-z] 100%_ ''; drop (.* e a-b {{2}} $|^' AS t)"
                    );
                    let found: bool =
                        conn.query_row(&sql, params_from_iter(values), |row| row.get(0)).unwrap();
                    assert_eq!(found, holds, "{text} {condition}");
                }
            }
        }
        assert!(Typed::new("  ").is_none());
    }
}
