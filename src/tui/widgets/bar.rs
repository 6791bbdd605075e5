//! Bars of block glyphs, with air between the rows; of `#` where only ASCII may be used.

use ratatui::style::Style;
use ratatui::text::Span;

/// The glyphs of a bar `share` (0..=1) of `columns` long; anything above nothing shows at least one.
#[must_use]
pub fn bar(share: f64, columns: u16, ascii: bool) -> String {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let least = if share > 0.0 { 1.0 } else { 0.0 };
    let cells = (share * f64::from(columns)).round().max(least).min(f64::from(columns));
    (if ascii { "#" } else { "▆" }).repeat(cells as usize)
}

/// A bar with its rest: exactly `columns` wide.
#[must_use]
pub fn meter(share: f64, columns: u16, ascii: bool, filled: Style, rest: Style) -> [Span<'static>; 2] {
    let head = bar(share, columns, ascii);
    let used = u16::try_from(head.chars().count()).unwrap_or(columns);
    let sign = if ascii { "." } else { "─" };
    let tail = sign.repeat(usize::from(columns.saturating_sub(used)));
    [Span::styled(head, filled), Span::styled(tail, rest)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_there_shows() {
        assert_eq!(bar(0.5, 4, false), "▆▆");
        assert_eq!(bar(0.0001, 10, false), "▆");
        assert_eq!(bar(0.0, 10, false), "");
        assert_eq!(bar(7.0, 3, false), "▆▆▆");
        assert_eq!(bar(f64::NAN, 3, false), "");
        assert_eq!(bar(0.5, 4, true), "##");
        assert_eq!(bar(0.5, 0, true), "");
    }
}
