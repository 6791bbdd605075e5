//! Keys as text: `G`, `ctrl-p`, `g g`; parsed with crokey, shown as people write them.

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Keys pressed one after the other.
pub type Chord = Vec<KeyCombination>;

/// The key pressed, freed from what terminals disagree on: shift counts only with letters and named keys.
#[must_use]
pub fn pressed(event: KeyEvent) -> KeyCombination {
    let mut key = KeyCombination::from(KeyEvent::new(event.code, event.modifiers));
    if let KeyCode::Char(c) = key.codes.first()
        && !c.is_alphabetic()
    {
        key.modifiers.remove(KeyModifiers::SHIFT);
    }
    if event.code == KeyCode::BackTab {
        key.modifiers = KeyModifiers::SHIFT;
    }
    key
}

/// Reads a chord: keys with spaces between, a capital letter meaning shift.
///
/// # Errors
/// The part that is no key.
pub(super) fn parse_chord(text: &str) -> Result<Chord, String> {
    let chord: Result<Chord, String> = text.split_whitespace().map(parse_key).collect();
    chord.and_then(|keys| if keys.is_empty() { Err(text.into()) } else { Ok(keys) })
}

fn parse_key(text: &str) -> Result<KeyCombination, String> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Ok(pressed(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
    }
    if text.eq_ignore_ascii_case("shift-tab") {
        return Ok(pressed(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)));
    }
    crokey::parse(text).map_err(|_| text.to_owned())
}

/// A chord as people write it: `Ctrl-P`, `gg`, `PgDn`, `↑`.
#[must_use]
pub fn chord_text(chord: &[KeyCombination]) -> String {
    chord.iter().map(|key| key_text(*key)).collect()
}

/// One key as people write it.
#[must_use]
pub fn key_text(key: KeyCombination) -> String {
    let mut out = String::new();
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        out.push_str("Ctrl-");
    }
    if key.modifiers.contains(KeyModifiers::ALT) {
        out.push_str("Alt-");
    }
    let name = match *key.codes.first() {
        KeyCode::Char(' ') => "Space",
        KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::CONTROL) => {
            out.extend(c.to_uppercase());
            ""
        }
        KeyCode::Char(c) => {
            out.push(c);
            ""
        }
        KeyCode::Enter => "Enter",
        KeyCode::Esc => "Esc",
        KeyCode::Tab => "Tab",
        KeyCode::BackTab => "Shift-Tab",
        KeyCode::Up => "↑",
        KeyCode::Down => "↓",
        KeyCode::Left => "←",
        KeyCode::Right => "→",
        KeyCode::PageUp => "PgUp",
        KeyCode::PageDown => "PgDn",
        KeyCode::Home => "Home",
        KeyCode::End => "End",
        KeyCode::Delete => "Del",
        KeyCode::Backspace => "Backspace",
        KeyCode::F(n) => {
            out.push_str(&format!("F{n}"));
            ""
        }
        _ => "?",
    };
    out.push_str(name);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(keys: &str) -> String {
        chord_text(&parse_chord(keys).unwrap())
    }

    #[test]
    fn keys_survive_the_round_trip_to_text() {
        for (written, shown) in [
            ("G", "G"),
            ("g g", "gg"),
            ("ctrl-p", "Ctrl-P"),
            ("pagedown", "PgDn"),
            ("shift-tab", "Shift-Tab"),
            ("?", "?"),
            ("F5", "F5"),
            ("space", "Space"),
            ("+", "+"),
            ("-", "-"),
        ] {
            assert_eq!(text(written), shown);
        }
        assert_eq!(parse_chord("g nonsense"), Err("nonsense".into()));
        assert!(parse_chord(" ").is_err());
    }

    #[test]
    fn shifted_signs_and_capitals_are_the_same_on_every_terminal() {
        let event = |c, m| pressed(KeyEvent::new(KeyCode::Char(c), m));
        assert_eq!(event('?', KeyModifiers::SHIFT), parse_chord("?").unwrap()[0]);
        assert_eq!(event('G', KeyModifiers::SHIFT), parse_chord("G").unwrap()[0]);
        assert_eq!(event('G', KeyModifiers::NONE), parse_chord("G").unwrap()[0]);
        assert_ne!(event('g', KeyModifiers::NONE), parse_chord("G").unwrap()[0]);
        let back = pressed(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT));
        assert_eq!(back, parse_chord("shift-tab").unwrap()[0]);
    }
}
