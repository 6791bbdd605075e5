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

/// Bytes behind the introducer that belong to an escape sequence which has its end; 0 where there is none: what merely
/// looks like the beginning of one hides nothing.
fn sequence(introducer: char, rest: &str) -> usize {
    let string = |body: &str| {
        let end = body.find(['\x07', '\u{9c}', '\x1b', '\n'])?;
        match &body[end..] {
            tail if tail.starts_with("\x1b\\") => Some(end + 2),
            tail if tail.starts_with('\x07') => Some(end + 1),
            tail if tail.starts_with('\u{9c}') => Some(end + 2),
            _ => None,
        }
    };
    let control = |body: &str| {
        let end = body.find(|c: char| !matches!(c, '\x20'..='\x3f'))?;
        matches!(body.as_bytes()[end], 0x40..=0x7e).then_some(end + 1)
    };
    let found = match (introducer, rest.as_bytes().first()) {
        ('\u{9b}', _) => control(rest),
        ('\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}', _) => string(rest),
        ('\x1b', Some(b'[')) => control(&rest[1..]).map(|n| n + 1),
        ('\x1b', Some(b'P' | b'X' | b']'..=b'_')) => string(&rest[1..]).map(|n| n + 1),
        _ => None,
    };
    found.unwrap_or(0)
}

/// Text safe to print on one line: line breaks and tabs become a space; escape sequences vanish whole, other hostile
/// characters one by one.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut beyond = 0;
    for (at, c) in text.char_indices() {
        if at < beyond {
            continue;
        }
        match c {
            '\x1b' | '\u{90}' | '\u{98}' | '\u{9b}' | '\u{9d}'..='\u{9f}' => {
                let behind = at + c.len_utf8();
                beyond = behind + sequence(c, &text[behind..]);
            }
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

/// Cleaned and cut to exactly `columns`, blanks behind it.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    let text = truncate(text, columns);
    let gap = columns.saturating_sub(width(&text));
    text + &" ".repeat(gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_vanish() {
        assert_eq!(clean("a\x1b[31mb\u{202e}c\nd\x1b[0m"), "abc d");
        assert_eq!(clean("\x1b]8;;http://x\x07Ann\x1b]8;;\x1b\\ \u{9b}1mLee\u{9b}m"), "Ann Lee");
        assert_eq!(clean("\x1b]0;never ends, \x1b[12é neither \x1bc\x1b"), "]0;never ends, [12é neither c");
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
