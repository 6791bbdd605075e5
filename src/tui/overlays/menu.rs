//! Help and palette: one searchable list of actions; Enter runs the row.

use super::dialog;
use crate::text;
use crate::tui::action::{Act, Action, Keymap, Place};
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::theme::Role;
use crate::tui::widgets::draw_input;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::Input;

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MenuKind {
    /// What works here.
    Help,
    /// Everything.
    Palette,
}

/// How far what makes no sense now stands behind what does, in letters of a title.
const NOT_NOW: i64 = 1_000;

struct Entry {
    action: &'static Action,
    keys: String,
    possible: bool,
}

/// The menu's state.
pub struct Menu {
    /// Help or palette.
    pub kind: MenuKind,
    /// The search line.
    pub input: Input,
    entries: Vec<Entry>,
    found: Vec<(usize, Vec<usize>)>,
    cursor: usize,
    top: usize,
    rows: usize,
}

impl std::fmt::Debug for Menu {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Menu").field("kind", &self.kind).field("search", &self.input.value()).finish()
    }
}

/// Whether what is typed begins a word of the title, or a part of the lasting name (`merges.undo`).
fn named(title: &str, id: &str, typed: &str) -> bool {
    let (title, typed) = (title.to_lowercase(), typed.to_lowercase());
    let begins = |text: &str, between: &dyn Fn(char) -> bool| {
        text.match_indices(&typed).any(|(at, _)| text[..at].chars().next_back().is_none_or(between))
    };
    begins(&title, &|c: char| !c.is_alphanumeric()) || begins(id, &|c: char| c == '.' || c == '_')
}

impl Menu {
    /// A menu of `actions`, in that order until something is typed; `possible` says which make sense now.
    pub fn new(
        kind: MenuKind,
        actions: impl Iterator<Item = &'static Action>,
        keymap: &Keymap,
        possible: impl Fn(&Action) -> bool,
    ) -> Self {
        let entries = actions
            .map(|action| Entry {
                action,
                keys: keymap.keys(action.act).join("  "),
                possible: possible(action),
            })
            .collect();
        let mut menu =
            Self { kind, input: Input::default(), entries, found: Vec::new(), cursor: 0, top: 0, rows: 12 };
        menu.search();
        menu
    }

    /// The search text changed: best matches first.
    pub fn search(&mut self) {
        let wanted = self.input.value().trim();
        let matcher = SkimMatcherV2::default();
        let mut found: Vec<(i64, usize, Vec<usize>)> = Vec::new();
        for (i, entry) in self.entries.iter().enumerate() {
            let (title, id) = (entry.action.title, entry.action.id);
            if wanted.is_empty() {
                found.push((0, i, Vec::new()));
            } else if named(title, id, wanted) || entry.keys == wanted {
                // A word of it comes before letters strewn over it; a title that says little else first.
                let letters =
                    matcher.fuzzy_indices(title, wanted).map_or_else(Vec::new, |(_, letters)| letters);
                let rest = title.len() as i64 + if entry.possible { 0 } else { NOT_NOW };
                found.push((i64::MAX - rest, i, letters));
            } else if let Some((score, letters)) = matcher.fuzzy_indices(title, wanted) {
                found.push((score, i, letters));
            }
        }
        found.sort_by_key(|(score, i, _)| (std::cmp::Reverse(*score), *i));
        self.found = found.into_iter().map(|(_, i, letters)| (i, letters)).collect();
        (self.cursor, self.top) = (0, 0);
    }

    /// The action under the cursor.
    #[must_use]
    pub fn chosen(&self) -> Option<Act> {
        self.found.get(self.cursor).map(|(i, _)| self.entries[*i].action.act)
    }

    /// Moves the cursor by so many entries.
    pub fn step(&mut self, by: isize) {
        self.point(self.cursor.saturating_add_signed(by));
    }

    /// Puts the cursor on an entry.
    pub fn point(&mut self, index: usize) {
        self.cursor = index.min(self.found.len().saturating_sub(1));
        self.top = self.top.clamp((self.cursor + 1).saturating_sub(self.rows), self.cursor);
    }

    /// Learns how many rows it has.
    pub fn fit(&mut self, rows: usize) {
        self.rows = rows.max(1);
        self.point(self.cursor);
    }

    /// Entries a page.
    #[must_use]
    pub fn page(&self) -> isize {
        isize::try_from(self.rows).unwrap_or(1)
    }

    pub(super) fn view(&self, canvas: &mut Canvas, area: Rect) {
        let title = match self.kind {
            MenuKind::Help => "What works here",
            MenuKind::Palette => "Commands",
        };
        let wanted = u16::try_from(self.entries.len()).unwrap_or(u16::MAX).saturating_add(4);
        let height = wanted.clamp(10, 26).min(area.height.saturating_sub(2).max(8));
        let inner = dialog(canvas, area, 96, height, title);
        canvas.text(inner, "›", Role::Key);
        let line = Rect { x: inner.x + 2, width: inner.width.saturating_sub(2), ..inner };
        draw_input(canvas, line, &self.input, true);
        if self.input.value().is_empty() {
            canvas.text(
                Rect { x: line.x + 1, width: line.width.saturating_sub(1), ..line },
                "type to search",
                Role::Faint,
            );
        }
        let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        canvas.drawn.shows("menu", list.height.into());
        if self.found.is_empty() {
            canvas.text(list, "Nothing is called that. Backspace widens the search.", Role::Muted);
        }
        let shown = self.found.iter().enumerate().skip(self.top).take(list.height.into());
        for ((n, (i, letters)), y) in shown.zip(list.y..) {
            let spot = Rect { y, height: 1, ..list };
            canvas.put(spot, Target::Entry(n));
            self.entry(canvas, spot, &self.entries[*i], letters, n == self.cursor);
        }
    }

    fn entry(&self, canvas: &mut Canvas, area: Rect, entry: &Entry, letters: &[usize], here: bool) {
        let role = if entry.possible { Role::Text } else { Role::Faint };
        let place = match entry.action.place {
            Place::Everywhere | Place::Always => String::new(),
            place => place.title(),
        };
        let keys_width = 22.min(area.width / 4).max(12);
        // What it does matters more than where.
        let room = usize::from(area.width - keys_width);
        let fits = text::width(entry.action.title) + 2 + text::width(&place) <= room;
        let place = if fits { place } else { String::new() };
        let mut spans = Vec::new();
        for (n, c) in text::truncate(entry.action.title, room).chars().enumerate() {
            let style = if letters.contains(&n) { canvas.style(Role::Hit) } else { canvas.style(role) };
            spans.push(Span::styled(c.to_string(), style));
        }
        if entry.action.danger {
            spans.push(canvas.span("  asks first", Role::Warn));
        }
        let keys = Rect { width: keys_width, ..area };
        canvas.text(
            keys,
            &format!("  {}", text::truncate(&entry.keys, usize::from(keys_width) - 3)),
            Role::Key,
        );
        let rest = Rect { x: area.x + keys_width, width: area.width - keys_width, ..area };
        canvas.line(rest, Line::from(spans));
        if !place.is_empty() {
            let spans = vec![canvas.span(format!(" {place}"), Role::Faint)];
            canvas.right(rest, spans);
        }
        if here {
            let style = canvas.style(Role::Selected);
            canvas.fill(area, style);
            let sign = if canvas.look.ascii { ">" } else { "▌" };
            let style = style.patch(Style { bg: None, ..canvas.style(Role::Accent) });
            canvas.line(Rect { width: 1, ..area }, Span::styled(sign, style));
            canvas.focus_at(area.x, area.y);
        }
    }
}
