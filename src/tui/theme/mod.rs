//! A theme is a map from meanings to styles, read from TOML; nothing else in the explorer names a colour.

mod depth;
mod file;

pub use depth::{ColorChoice, Depth};
pub use file::ThemeError;

use ratatui::style::Style;
use std::path::Path;

/// What a style is for. Every theme gives each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The ground of the whole screen, and plain text on it.
    Text,
    /// Text that matters most: names, the big numbers.
    Strong,
    /// Text that matters less: labels, units, times.
    Muted,
    /// Text that hardly matters: missing values, rows being refreshed.
    Faint,
    /// Frames and rules.
    Border,
    /// The frame of the pane that has the keys.
    BorderFocus,
    /// Titles of panes.
    Title,
    /// The one colour that says "here": active tab, cursor mark, crumbs.
    Accent,
    /// The tab of the screen shown.
    TabActive,
    /// A key in the footer, help and palette.
    Key,
    /// Column headings.
    Heading,
    /// The row under the cursor in the focused pane.
    Selected,
    /// The row under the cursor in another pane.
    SelectedPale,
    /// A marked row's sign.
    Marked,
    /// Text the user types.
    Input,
    /// Letters that a filter matched.
    Hit,
    /// All is well.
    Good,
    /// Look at this.
    Warn,
    /// This failed.
    Bad,
    /// Values or records that agree.
    Same,
    /// Values or records that differ.
    Different,
    /// Nearly the same.
    Close,
    /// A bar's filled part.
    Bar,
    /// A bar's rest.
    BarRest,
    /// The ground of an overlay.
    Overlay,
    /// The shade an overlay lays on what is beneath it.
    Shade,
}

impl Role {
    /// All roles with their names in theme files.
    pub const ALL: [(Self, &'static str); 26] = [
        (Self::Text, "text"),
        (Self::Strong, "strong"),
        (Self::Muted, "muted"),
        (Self::Faint, "faint"),
        (Self::Border, "border"),
        (Self::BorderFocus, "border_focus"),
        (Self::Title, "title"),
        (Self::Accent, "accent"),
        (Self::TabActive, "tab_active"),
        (Self::Key, "key"),
        (Self::Heading, "heading"),
        (Self::Selected, "selected"),
        (Self::SelectedPale, "selected_pale"),
        (Self::Marked, "marked"),
        (Self::Input, "input"),
        (Self::Hit, "hit"),
        (Self::Good, "good"),
        (Self::Warn, "warn"),
        (Self::Bad, "bad"),
        (Self::Same, "same"),
        (Self::Different, "different"),
        (Self::Close, "close"),
        (Self::Bar, "bar"),
        (Self::BarRest, "bar_rest"),
        (Self::Overlay, "overlay"),
        (Self::Shade, "shade"),
    ];
}

/// How many categories a theme tells apart (Okabe-Ito has eight; black is the text).
pub const CATEGORIES: usize = 7;

/// Styles by meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    name: String,
    roles: [Style; Role::ALL.len()],
    categories: [Style; CATEGORIES],
}

const SHIPPED: [(&str, &str); 4] = [
    ("terminal", include_str!("../../../assets/themes/terminal.toml")),
    ("dusk", include_str!("../../../assets/themes/dusk.toml")),
    ("paper", include_str!("../../../assets/themes/paper.toml")),
    ("mono", include_str!("../../../assets/themes/mono.toml")),
];

impl Theme {
    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.roles[role as usize]
    }

    /// The style of the `n`th category (sources, channels, kinds); they repeat after [`CATEGORIES`].
    #[must_use]
    pub fn category(&self, n: usize) -> Style {
        self.categories[n % CATEGORIES]
    }

    /// Its name, as in `--theme`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of the shipped themes.
    pub fn shipped() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// The theme for a terminal of this colour depth: `wanted` is a shipped name or a TOML file. Without colour
    /// it is always `mono`; a true-colour theme on a 256-colour terminal takes the nearest colours, and on a
    /// 16-colour one gives way to `terminal`.
    ///
    /// # Errors
    /// When there is no such theme, or its file is wrong.
    pub fn choose(wanted: Option<&str>, depth: Depth) -> Result<Self, ThemeError> {
        if depth == Depth::None {
            return Self::named("mono");
        }
        let theme = match wanted {
            None => Self::named("terminal")?,
            Some(name) if SHIPPED.iter().any(|(shipped, _)| *shipped == name) => Self::named(name)?,
            Some(path) => Self::read(Path::new(path))?,
        };
        match depth {
            Depth::Sixteen if !theme.fits_sixteen() => Self::named("terminal"),
            Depth::Indexed => Ok(theme.indexed()),
            _ => Ok(theme),
        }
    }

    fn named(name: &str) -> Result<Self, ThemeError> {
        let text = SHIPPED.iter().find(|(shipped, _)| *shipped == name).map_or("", |(_, text)| *text);
        Self::parse(name, &format!("assets/themes/{name}.toml"), text)
    }

    fn read(path: &Path) -> Result<Self, ThemeError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| ThemeError::Unreadable {
            file: file.clone(),
            known: Self::shipped().collect::<Vec<_>>().join(", "),
            source,
        })?;
        let name = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        Self::parse(&name, &file, &text)
    }

    fn styles(&self) -> impl Iterator<Item = &Style> {
        self.roles.iter().chain(&self.categories)
    }

    fn fits_sixteen(&self) -> bool {
        self.styles().all(|s| [s.fg, s.bg].into_iter().flatten().all(depth::is_sixteen))
    }

    fn indexed(mut self) -> Self {
        for style in self.roles.iter_mut().chain(&mut self.categories) {
            style.fg = style.fg.map(depth::nearest_indexed);
            style.bg = style.bg.map(depth::nearest_indexed);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::{Color, Modifier};

    #[test]
    fn every_shipped_theme_is_complete() {
        for name in Theme::shipped() {
            assert_eq!(Theme::named(name).unwrap().name(), name);
        }
    }

    #[test]
    fn roles_are_listed_in_their_order() {
        for (i, (role, _)) in Role::ALL.iter().enumerate() {
            assert_eq!(*role as usize, i);
        }
    }

    #[test]
    fn the_default_uses_the_sixteen_names_on_the_terminals_own_ground() {
        let theme = Theme::choose(None, Depth::True).unwrap();
        assert!(theme.fits_sixteen());
        assert!(matches!(theme.style(Role::Text).bg, None | Some(Color::Reset)));
    }

    #[test]
    fn no_colour_means_modifiers_only() {
        let theme = Theme::choose(Some("dusk"), Depth::None).unwrap();
        assert!(theme.styles().all(|s| [s.fg, s.bg].into_iter().flatten().all(|c| c == Color::Reset)));
        assert!(theme.style(Role::Selected).add_modifier.contains(Modifier::REVERSED));
        assert_ne!(theme.style(Role::Same), theme.style(Role::Different));
    }

    #[test]
    fn true_colour_gives_way_where_it_cannot_be_shown() {
        assert_eq!(Theme::choose(Some("dusk"), Depth::Sixteen).unwrap().name(), "terminal");
        let indexed = Theme::choose(Some("dusk"), Depth::Indexed).unwrap();
        assert!(indexed.styles().all(|s| !matches!(s.fg, Some(Color::Rgb(..)))));
    }
}
