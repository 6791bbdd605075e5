//! How many colours the terminal shows: decided once, from the flag and the environment.

use ratatui::style::Color;

/// The user's word on colour: `--color auto|always|never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// As the environment says.
    #[default]
    Auto,
    /// Colour even under `NO_COLOR`.
    Always,
    /// No colour.
    Never,
}

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: modifiers only.
    None,
    /// The 16 ANSI names.
    Sixteen,
    /// The 256-colour palette.
    Indexed,
    /// 24 bits.
    True,
}

impl Depth {
    /// Decides from the flag, then `NO_COLOR`, `TERM=dumb`, `COLORTERM`, `TERM`; `variable` looks one up.
    #[must_use]
    pub fn detect(choice: ColorChoice, variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let colourless = choice == ColorChoice::Never
            || choice == ColorChoice::Auto && (set("NO_COLOR").is_some() || term == "dumb");
        if colourless {
            Self::None
        } else if matches!(set("COLORTERM").as_deref(), Some("truecolor" | "24bit")) {
            Self::True
        } else if term.contains("256color") {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }
}

/// True for the 16 ANSI names and the terminal's own colours.
pub(super) fn is_sixteen(color: Color) -> bool {
    !matches!(color, Color::Rgb(..) | Color::Indexed(16..))
}

/// The palette entry (6×6×6 cube or grey ramp) nearest to a 24-bit colour; others stay.
pub(super) fn nearest_indexed(color: Color) -> Color {
    let Color::Rgb(r, g, b) = color else { return color };
    const LEVELS: [i32; 6] = [0, 95, 135, 175, 215, 255];
    let rgb = [i32::from(r), i32::from(g), i32::from(b)];
    let distance = |other: [i32; 3]| -> i32 { rgb.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum() };
    let cube = rgb.map(|v| (0..6).min_by_key(|&i| (LEVELS[i] - v).abs()).unwrap_or_default());
    let grey = ((rgb.iter().sum::<i32>() / 3 - 8).clamp(0, 230) + 5) / 10;
    let grey = grey.min(23);
    let index = if distance([8 + 10 * grey; 3]) < distance(cube.map(|i| LEVELS[i])) {
        232 + usize::try_from(grey).unwrap_or_default()
    } else {
        16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    };
    Color::Indexed(u8::try_from(index).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(choice: ColorChoice, variables: &[(&str, &str)]) -> Depth {
        Depth::detect(choice, |name| {
            variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_flag_beats_the_environment_which_beats_the_terminal() {
        use ColorChoice::{Always, Auto, Never};
        assert_eq!(depth(Auto, &[("TERM", "xterm")]), Depth::Sixteen);
        assert_eq!(depth(Auto, &[("TERM", "xterm-256color")]), Depth::Indexed);
        assert_eq!(depth(Auto, &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(depth(Auto, &[("TERM", "dumb")]), Depth::None);
        assert_eq!(depth(Auto, &[("NO_COLOR", "1"), ("COLORTERM", "24bit")]), Depth::None);
        assert_eq!(depth(Auto, &[("NO_COLOR", ""), ("TERM", "xterm")]), Depth::Sixteen);
        assert_eq!(depth(Always, &[("NO_COLOR", "1"), ("COLORTERM", "24bit")]), Depth::True);
        assert_eq!(depth(Never, &[("COLORTERM", "24bit")]), Depth::None);
    }

    #[test]
    fn nearest_colours_of_the_palette() {
        assert_eq!(nearest_indexed(Color::Rgb(255, 0, 0)), Color::Indexed(196));
        assert_eq!(nearest_indexed(Color::Rgb(128, 128, 128)), Color::Indexed(244));
        assert_eq!(nearest_indexed(Color::Blue), Color::Blue);
    }
}
