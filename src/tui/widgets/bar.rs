//! Bars made of block glyphs, an eighth of a cell exact; of `#` where only ASCII may be used.

use ratatui::style::Style;
use ratatui::text::Span;

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// The glyphs of a bar `share` (0..=1) of `columns` long; anything above nothing shows at least a sliver.
#[must_use]
pub fn bar(share: f64, columns: u16, ascii: bool) -> String {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let eighths = share * f64::from(columns) * 8.0;
    if ascii {
        let cells = (eighths / 8.0).round().max(if share > 0.0 { 1.0 } else { 0.0 });
        return "#".repeat(cells as usize);
    }
    let eighths = if share > 0.0 { eighths.round().max(1.0) as usize } else { 0 };
    let mut out = "█".repeat(eighths / 8);
    out.push_str(EIGHTHS[eighths % 8]);
    out
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
    fn bars_are_exact_to_an_eighth() {
        assert_eq!(bar(0.5, 4, false), "██");
        assert_eq!(bar(0.53, 4, false), "██▏");
        assert_eq!(bar(0.0001, 10, false), "▏");
        assert_eq!(bar(0.0, 10, false), "");
        assert_eq!(bar(7.0, 3, false), "███");
        assert_eq!(bar(f64::NAN, 3, false), "");
        assert_eq!(bar(0.5, 4, true), "##");
    }
}
