//! The one table of actions. Keymap, footer, help, palette and `docs/keys.md` are read from it.

mod app;
mod keymap;
mod keys;
mod list;
mod overlay;

pub use app::AppAct;
pub use keymap::{Keymap, KeymapError, Press};
pub use keys::{Chord, chord_text, key_text, pressed};
pub use list::ListAct;
pub use overlay::OverlayAct;

use super::screens::{ScreenId, journey, merges, model, overview, profiles, segments, sources};

/// Something a person can do. Each screen has an enum of its own; what lists share is in [`ListAct`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Works everywhere.
    App(AppAct),
    /// Works in whatever list or sheet has the keys.
    List(ListAct),
    /// Works in the topmost overlay.
    Overlay(OverlayAct),
    /// Of the screen Overview.
    Overview(overview::Act),
    /// Of the screen Profiles.
    Profiles(profiles::Act),
    /// Of the screen Merges.
    Merges(merges::Act),
    /// Of the screen Journey.
    Journey(journey::Act),
    /// Of the screen Segments.
    Segments(segments::Act),
    /// Of the screen Sources.
    Sources(sources::Act),
    /// Of the screen Model.
    Model(model::Act),
}

/// Where an action's keys work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// On one screen, whichever pane has the keys.
    Screen(ScreenId),
    /// In the list or sheet that has the keys.
    List,
    /// On every screen.
    Everywhere,
    /// While a filter is being typed.
    Filter,
    /// In help and palette.
    Menu,
    /// In a question with yes and no.
    Confirm,
    /// In a line of text asked for.
    Prompt,
    /// In a message.
    Message,
    /// Always, whatever is open.
    Always,
}

impl Place {
    /// For people: `everywhere`, `in Profiles`, …
    #[must_use]
    pub fn title(self) -> String {
        match self {
            Self::Screen(id) => format!("in {}", id.title()),
            Self::List => "in lists".into(),
            Self::Everywhere => "everywhere".into(),
            Self::Filter => "while filtering".into(),
            Self::Menu => "in menus".into(),
            Self::Confirm => "in questions".into(),
            Self::Prompt => "while typing".into(),
            Self::Message => "in messages".into(),
            Self::Always => "always".into(),
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// What is done.
    pub act: Act,
    /// Its lasting name, for `[keys]` in the user's configuration.
    pub id: &'static str,
    /// What it does, for people.
    pub title: &'static str,
    /// Its keys unless the user chose others; a chord is keys with a space between: `g g`.
    pub keys: &'static [&'static str],
    /// Where the keys work.
    pub place: Place,
    /// Its word in the footer; `None`: only help and palette show it.
    pub hint: Option<&'static str>,
    /// It changes the workspace: hidden by `--read-only`.
    pub writes: bool,
    /// It asks before it acts.
    pub danger: bool,
    /// How to take it back, for people.
    pub undo: Option<&'static str>,
}

impl Action {
    /// An action that only looks.
    #[must_use]
    pub const fn new(
        act: Act,
        id: &'static str,
        title: &'static str,
        keys: &'static [&'static str],
        place: Place,
    ) -> Self {
        Self { act, id, title, keys, place, hint: None, writes: false, danger: false, undo: None }
    }

    /// Shown in the footer by this word.
    #[must_use]
    pub const fn hint(mut self, word: &'static str) -> Self {
        self.hint = Some(word);
        self
    }

    /// Changes the workspace; `undo` says how to take it back.
    #[must_use]
    pub const fn writes(mut self, undo: &'static str) -> Self {
        self.writes = true;
        self.undo = Some(undo);
        self
    }

    /// Asks before it acts.
    #[must_use]
    pub const fn danger(mut self) -> Self {
        self.danger = true;
        self
    }
}

/// The whole table, in the order help shows it: each screen's own first.
pub fn table() -> impl Iterator<Item = &'static Action> {
    [
        overview::ACTIONS,
        profiles::ACTIONS,
        merges::ACTIONS,
        journey::ACTIONS,
        segments::ACTIONS,
        sources::ACTIONS,
        model::ACTIONS,
        list::ACTIONS,
        app::ACTIONS,
        overlay::ACTIONS,
    ]
    .into_iter()
    .flatten()
}

/// The row of an action.
#[must_use]
pub fn row(act: Act) -> Option<&'static Action> {
    table().find(|action| action.act == act)
}

/// The key list of the documentation, one table a place.
#[must_use]
pub fn markdown(keymap: &Keymap) -> String {
    let mut out = String::from(
        "# Keys\n\nMade from the program's own table of actions. Any of them can be bound otherwise, by its name, under \
         `[keys]` in the configuration: `\"merges.same\" = [\"y\", \"enter\"]`.\n",
    );
    let mut place = None;
    for action in table() {
        if place != Some(action.place) {
            place = Some(action.place);
            out.push_str(&format!(
                "\n**{}**\n\n| keys | does | name |\n|---|---|---|\n",
                action.place.title()
            ));
        }
        let keys: Vec<_> = keymap.keys(action.act).iter().map(|k| format!("`{k}`")).collect();
        out.push_str(&format!("| {} | {} | `{}` |\n", keys.join(" "), action.title, action.id));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_unique_and_titles_are_sentences() {
        let mut seen = HashSet::new();
        for action in table() {
            assert!(seen.insert(action.id), "{} twice", action.id);
            assert!(action.title.chars().next().is_some_and(char::is_uppercase), "{}", action.title);
            assert!(!action.title.ends_with('.'), "{}", action.title);
        }
    }

    #[test]
    fn no_act_has_two_rows() {
        for action in table() {
            assert_eq!(table().filter(|other| other.act == action.act).count(), 1, "{}", action.id);
        }
    }

    /// `UPDATE_DOCS=1 cargo test --release --lib the_list_of_keys` writes it anew.
    #[test]
    fn the_list_of_keys_is_that_of_the_table() {
        let keymap = Keymap::new(&std::collections::BTreeMap::new()).unwrap();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md");
        let wanted = markdown(&keymap);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, &wanted).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), wanted, "UPDATE_DOCS=1 writes it anew");
    }

    #[test]
    fn what_writes_says_how_to_take_it_back() {
        assert!(table().all(|action| !action.writes || action.undo.is_some()));
    }
}
