//! Families of kinds: the lanes of the strip, each with a glyph and a colour of its own.

use crate::journey::kind::Kind;
use crate::tui::canvas::Canvas;
use ratatui::style::Style;
use ratatui::text::Span;

/// How many there are.
pub(super) const FAMILIES: usize = 7;

/// Events that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Family {
    /// Its lane's label.
    pub(super) title: &'static str,
    glyph: &'static str,
    letter: &'static str,
    kinds: &'static [&'static str],
}

const fn family(
    title: &'static str,
    glyph: &'static str,
    letter: &'static str,
    kinds: &'static [&'static str],
) -> Family {
    Family { title, glyph, letter, kinds }
}

/// In the order of the lanes; whatever belongs nowhere else is of the last.
pub(super) const ALL: [Family; FAMILIES] = [
    family("web", "○", "o", &["visit", "product", "search", "cart", "checkout"]),
    family("buying", "◆", "$", &["order", "receipt", "refund"]),
    family("messages", "□", "m", &["email_sent", "email_open", "email_click", "sms"]),
    family("ads", "▲", "a", &["ad_click", "ad_view"]),
    family(
        "loyalty",
        "★",
        "*",
        &["loyalty_earn", "loyalty_redeem", "loyalty_expire", "loyalty_adjust", "loyalty_tier"],
    ),
    family("account", "●", "@", &["signup", "identify", "lead", "subscribe", "unsubscribe"]),
    family("other", "■", "+", &[]),
];

/// The place in [`ALL`] of the family a kind is of.
pub(super) fn of(kind: Kind) -> usize {
    ALL.iter().position(|family| family.kinds.contains(&kind.id)).unwrap_or(FAMILIES - 1)
}

/// Its sign: one column wide.
pub(super) fn glyph(family: usize, ascii: bool) -> &'static str {
    let family = ALL[family.min(FAMILIES - 1)];
    if ascii { family.letter } else { family.glyph }
}

/// Its colour.
pub(super) fn style(family: usize, canvas: &Canvas) -> Style {
    canvas.theme.category(family)
}

/// Its sign in its colour.
pub(super) fn sign(family: usize, canvas: &Canvas) -> Span<'static> {
    Span::styled(glyph(family, canvas.look.ascii), style(family, canvas))
}

/// One event of this kind in a word or two: `e-mail open`.
pub(super) fn word(kind: &str) -> String {
    kind.replace("email", "e-mail").replace("loyalty", "points").replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::kind::{KINDS, of as kind};
    use crate::text::width;

    #[test]
    fn every_kind_has_its_lane_and_every_sign_is_one_column_wide() {
        for kind in KINDS {
            assert_ne!(of(kind), FAMILIES - 1, "{}", kind.id);
        }
        assert_eq!(of(kind("support")), FAMILIES - 1);
        for n in 0..FAMILIES {
            assert_eq!((width(glyph(n, false)), width(glyph(n, true))), (1, 1));
        }
    }

    #[test]
    fn kinds_read_like_words() {
        assert_eq!(
            ["email_open", "loyalty_earn", "visit"].map(word),
            ["e-mail open", "points earn", "visit"]
        );
    }
}
