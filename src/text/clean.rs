//! Customer data is untrusted: what a terminal, a CSV reader or a clipboard must never see is taken out here.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// True for characters that could steer a terminal or reorder text: C0, DEL, C1, bidi overrides and isolates,
/// line and paragraph separators, zero-width and byte-order marks.
fn is_hostile(c: char) -> bool {
    matches!(c, '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Text safe to print on one line: line breaks and tabs become a space, other hostile characters vanish.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if is_hostile(c) => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Columns the text takes on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Cleans and cuts to at most `columns`, whole graphemes, with `…` where something was cut.
#[must_use]
pub fn truncate(text: &str, columns: usize) -> String {
    let text = clean(text);
    if width(&text) <= columns {
        return text.into_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let w = width(grapheme);
        if used + w + 1 > columns {
            break;
        }
        used += w;
        out.push_str(grapheme);
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_vanish() {
        assert_eq!(clean("a\x1b[31mb\u{202e}c\nd"), "a[31mbc d");
        assert!(matches!(clean("王小明"), Cow::Borrowed(_)));
    }

    #[test]
    fn cuts_by_columns_not_bytes() {
        assert_eq!(truncate("王小明", 5), "王小…");
        assert_eq!(truncate("José", 4), "José");
        assert_eq!(truncate("abc", 0), "");
        assert_eq!(truncate("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
    }
}
