//! Sentences broken into lines.

use super::{truncate, width};

/// Lines no wider than `columns`, broken between words; a longer word is cut with `…`. Cleaned.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in super::clean(text).split_whitespace() {
        let word = truncate(word, columns);
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(&word) <= columns => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("has not  ordered since\nMay", 11), ["has not", "ordered", "since May"]);
        assert_eq!(wrap("王小明 王小明", 7), ["王小明", "王小明"]);
        assert_eq!(wrap("abcdefgh", 4), ["abc…"]);
        assert!(wrap(" ", 4).is_empty());
    }
}
