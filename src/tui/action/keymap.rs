//! From keys to actions: the table's keys with the user's changes over them.

use super::keys::{Chord, chord_text, parse_chord};
use super::{Act, Place, table};
use crokey::KeyCombination;
use std::collections::BTreeMap;

/// A wrong entry under `[keys]`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No action has this name.
    #[error("there is no action {0}. The palette (Ctrl-P) and the README list them")]
    NoSuchAction(String),
    /// Not a key.
    #[error(
        "{action}: {text} is not a key. Write keys like G, ctrl-p, F5, pagedown, or one after the other: g g"
    )]
    NoSuchKey {
        /// The action it was for.
        action: String,
        /// What was written.
        text: String,
    },
    /// Two actions of one place would share keys.
    #[error("{key} would mean both {first} and {second} {place}. Give one of them another key")]
    Clash {
        /// The chord.
        key: String,
        /// One action's id.
        first: &'static str,
        /// The other's.
        second: &'static str,
        /// Where both work.
        place: String,
    },
}

/// What the keys pressed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// This action.
    Act(Act),
    /// The beginning of a chord.
    Begun,
    /// Nothing here.
    Unknown,
}

struct Binding {
    place: Place,
    chord: Chord,
    act: Act,
    id: &'static str,
}

/// Which keys do what, and where.
pub struct Keymap {
    bindings: Vec<Binding>,
}

impl Keymap {
    /// The table's keys, with the user's list of keys in place of those of the actions it names.
    ///
    /// # Errors
    /// When an entry names no action or no key, or two actions of one place share a chord.
    pub fn new(overrides: &BTreeMap<String, Vec<String>>) -> Result<Self, KeymapError> {
        if let Some(unknown) = overrides.keys().find(|id| table().all(|action| action.id != id.as_str())) {
            return Err(KeymapError::NoSuchAction(unknown.clone()));
        }
        let mut bindings: Vec<Binding> = Vec::new();
        for action in table() {
            let chosen = overrides.get(action.id);
            let keys: Vec<&str> = match chosen {
                Some(list) => list.iter().map(String::as_str).collect(),
                None => action.keys.to_vec(),
            };
            for text in keys {
                let chord = parse_chord(text)
                    .map_err(|text| KeymapError::NoSuchKey { action: action.id.into(), text })?;
                let twin = bindings.iter().find(|b| b.place == action.place && b.chord == chord);
                if let Some(twin) = twin {
                    return Err(KeymapError::Clash {
                        key: chord_text(&chord),
                        first: twin.id,
                        second: action.id,
                        place: action.place.title(),
                    });
                }
                bindings.push(Binding { place: action.place, chord, act: action.act, id: action.id });
            }
        }
        Ok(Self { bindings })
    }

    /// What `keys` mean where these places overlap; earlier places win.
    #[must_use]
    pub fn press(&self, places: &[Place], keys: &[KeyCombination]) -> Press {
        let mut begun = false;
        for place in places {
            for binding in self.bindings.iter().filter(|b| b.place == *place) {
                if binding.chord == keys {
                    return Press::Act(binding.act);
                }
                begun |= binding.chord.starts_with(keys);
            }
        }
        if begun { Press::Begun } else { Press::Unknown }
    }

    /// The keys of an action, for people.
    #[must_use]
    pub fn keys(&self, act: Act) -> Vec<String> {
        self.bindings.iter().filter(|b| b.act == act).map(|b| chord_text(&b.chord)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::{AppAct, ListAct};

    fn overrides(id: &str, keys: &[&str]) -> BTreeMap<String, Vec<String>> {
        BTreeMap::from([(id.to_owned(), keys.iter().map(|k| (*k).to_owned()).collect())])
    }

    #[test]
    fn chords_are_found_key_by_key() {
        let keymap = Keymap::new(&BTreeMap::new()).unwrap();
        let g = parse_chord("g").unwrap();
        let places = [Place::List, Place::Everywhere];
        assert_eq!(keymap.press(&places, &g), Press::Begun);
        assert_eq!(keymap.press(&places, &parse_chord("g g").unwrap()), Press::Act(Act::List(ListAct::Top)));
        assert_eq!(keymap.press(&[Place::Confirm], &g), Press::Unknown);
    }

    #[test]
    fn the_users_keys_replace_the_tables() {
        let keymap = Keymap::new(&overrides("help", &["F1"])).unwrap();
        let everywhere = [Place::Everywhere];
        assert_eq!(
            keymap.press(&everywhere, &parse_chord("F1").unwrap()),
            Press::Act(Act::App(AppAct::Help))
        );
        assert_eq!(keymap.press(&everywhere, &parse_chord("?").unwrap()), Press::Unknown);
        assert_eq!(keymap.keys(Act::App(AppAct::Help)), ["F1"]);
    }

    #[test]
    fn wrong_entries_say_what_to_do() {
        let fault = |id, keys| Keymap::new(&overrides(id, keys)).map(|_| ()).unwrap_err().to_string();
        assert!(fault("fly", &["x"]).contains("no action fly"));
        assert!(fault("help", &["hyper-x"]).contains("hyper-x is not a key"));
        assert!(fault("help", &["q"]).contains("q would mean both"));
    }
}
