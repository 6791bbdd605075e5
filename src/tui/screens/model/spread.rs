//! All pairs compared by match weight, with the thresholds on them and what the one looked at is expected to give.

use super::Model;
use crate::resolve::read::MatchModel;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, bits, panel};
use ratatui::layout::Rect;
use ratatui::text::Line;

const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Bits below the review threshold that are drawn one by one; what lies lower goes into the first column.
const BELOW: i32 = 24;

/// Where weights lie on the screen.
struct Scale {
    /// The first bit, and how many share a column, or how many columns a bit takes.
    first: i32,
    bits: i32,
    columns: u16,
    /// Columns in all.
    width: u16,
}

impl Scale {
    fn new(model: &MatchModel, width: u16) -> Option<Self> {
        let (lowest, highest) = (model.curve.first()?.weight, model.curve.last()?.weight);
        let first = lowest.max(model.review_at.floor() as i32 - BELOW);
        let last = highest.max(model.merge_at.ceil() as i32 + 4);
        let span = last - first + 1;
        let room = i32::from(width.max(1));
        let bits = (span + room - 1) / room;
        let columns = u16::try_from((room / span).clamp(1, 3)).unwrap_or(1);
        Some(Self { first, bits: bits.max(1), columns, width })
    }

    /// The column where this bit begins.
    fn column(&self, bit: i32) -> u16 {
        let step = (bit - self.first).max(0) / self.bits;
        u16::try_from(step).unwrap_or(u16::MAX).saturating_mul(self.columns).min(self.width.saturating_sub(1))
    }

    /// Pairs a column, and the bit each begins at.
    fn bars(&self, model: &MatchModel) -> Vec<(i32, u64)> {
        let count = usize::from(self.width / self.columns);
        let mut bars: Vec<(i32, u64)> = (0..count as i32).map(|i| (self.first + i * self.bits, 0)).collect();
        for (bit, pairs) in &model.histogram {
            let step = ((bit - self.first).max(0) / self.bits) as usize;
            if let Some(bar) = bars.get_mut(step) {
                bar.1 += pairs;
            }
        }
        bars
    }
}

/// Draws the pane.
pub(super) fn spread(state: &Model, model: &MatchModel, canvas: &mut Canvas, area: Rect) {
    let pairs: u64 = model.histogram.iter().map(|h| h.1).sum();
    let facts = format!("{} pairs compared", text::count(pairs));
    let inner = panel(canvas, area, Panel::new("How alike the pairs are").right(facts, Role::Muted));
    let Some(scale) = Scale::new(model, inner.width) else {
        return canvas.text(inner, "No pairs were compared.", Role::Muted);
    };
    if inner.height < 4 || canvas.look.plain {
        return expected(state, model, canvas, inner);
    }
    let at = state.looked_at(model);
    let roomy = inner.height >= 8;
    // Words below: one line, two where there is room.
    let words = if roomy { 2 } else { 1 };
    let top = Rect { height: 1, ..inner };
    let axis = Rect { y: inner.bottom() - words - 1, height: 1, ..inner };
    let chart = Rect { y: inner.y + 1, height: axis.y.saturating_sub(inner.y + 1), ..inner };
    thresholds(model, &scale, canvas, top);
    chart_of(model, &scale, canvas, chart);
    lines_of(model, &scale, canvas, chart);
    ruler(&scale, canvas, axis);
    let sign = if canvas.look.ascii { "^" } else { "▲" };
    canvas.text(Rect { x: inner.x + scale.column(at), width: 1, ..axis }, sign, Role::Accent);
    expected(state, model, canvas, Rect { y: axis.y + 1, height: words, ..inner });
}

/// The role of a weight: two people, doubtful, one person.
fn side(model: &MatchModel, bit: i32) -> Role {
    match f64::from(bit) {
        bit if bit >= model.merge_at => Role::Same,
        bit if bit >= model.review_at => Role::Close,
        _ => Role::Different,
    }
}

/// The columns, their heights on a logarithmic scale.
fn chart_of(model: &MatchModel, scale: &Scale, canvas: &mut Canvas, area: Rect) {
    let bars = scale.bars(model);
    let size = |pairs: u64| (pairs as f64 + 1.0).log2();
    let most = bars.iter().map(|(_, pairs)| size(*pairs)).fold(1.0, f64::max);
    for (i, (bit, pairs)) in bars.into_iter().enumerate().filter(|(_, (_, pairs))| *pairs > 0) {
        let x = area.x + u16::try_from(i).unwrap_or(0) * scale.columns;
        let eighths = (size(pairs) / most * f64::from(area.height) * 8.0).round().max(1.0) as usize;
        for level in 0..area.height {
            let part = eighths.saturating_sub(usize::from(level) * 8).min(8);
            let glyph = match (canvas.look.ascii, part) {
                (_, 0) => continue,
                (true, part) => {
                    if part >= 4 || level == 0 {
                        "#"
                    } else {
                        continue;
                    }
                }
                (false, part) => EIGHTHS[part],
            };
            let spot = Rect { x, y: area.bottom() - 1 - level, width: scale.columns, height: 1 };
            canvas.line(spot, canvas.span(glyph.repeat(scale.columns.into()), side(model, bit)));
        }
    }
}

/// The thresholds as upright lines, where no column stands.
fn lines_of(model: &MatchModel, scale: &Scale, canvas: &mut Canvas, area: Rect) {
    let glyph = if canvas.look.ascii { "|" } else { "┊" };
    for (bit, role) in [(model.review_at, Role::Close), (model.merge_at, Role::Same)] {
        let x = area.x + scale.column(bit.ceil() as i32);
        for y in area.y..area.bottom() {
            let free = canvas.frame.buffer_mut().cell((x, y)).is_some_and(|cell| cell.symbol() == " ");
            if free {
                canvas.text(Rect { x, y, width: 1, height: 1 }, glyph, role);
            }
        }
    }
}

/// The names of the thresholds, above their lines.
fn thresholds(model: &MatchModel, scale: &Scale, canvas: &mut Canvas, area: Rect) {
    let (review, merge) =
        (format!("review {}", bits(model.review_at)), format!("merge {}", bits(model.merge_at)));
    let column = |bit: f64| area.x + scale.column(bit.ceil() as i32);
    // To the left of its line, the other to the right of its own: they never meet.
    let wide = |text: &str| u16::try_from(text::width(text)).unwrap_or(0);
    let (end, begin) = (column(model.review_at) + 1, column(model.merge_at));
    let start = end.saturating_sub(wide(&review) + 1).max(area.x);
    canvas.text(Rect { x: start, width: end - start, ..area }, &review, Role::Close);
    canvas.text(Rect { x: begin, width: area.right().saturating_sub(begin), ..area }, &merge, Role::Same);
    // What the two sides are, where there is room.
    let (two, one) = ("two people", "one person");
    if start > area.x + wide(two) + 2 {
        canvas.text(Rect { width: wide(two), ..area }, two, Role::Different);
    }
    if area.right() > begin + wide(&merge) + wide(one) + 2 {
        let spans = vec![canvas.span(one, Role::Same)];
        canvas.right(area, spans);
    }
}

/// Bits along the lower edge.
fn ruler(scale: &Scale, canvas: &mut Canvas, area: Rect) {
    let rule = if canvas.look.ascii { "-" } else { "─" };
    canvas.line(area, canvas.span(rule.repeat(area.width.into()), Role::Faint));
    let every = match i32::from(scale.columns) * 10 / scale.bits {
        ..8 => 20,
        _ => 10,
    };
    let last = scale.first + i32::from(scale.width / scale.columns) * scale.bits;
    for bit in (scale.first..last).filter(|bit| bit.rem_euclid(every) == 0) {
        let label = if bit == 0 { "0".to_owned() } else { format!("{bit:+}") };
        let x = area.x + scale.column(bit);
        let width = u16::try_from(label.len()).unwrap_or(0).min(area.right().saturating_sub(x));
        canvas.text(Rect { x, width, ..area }, &label, Role::Muted);
    }
}

/// What the threshold looked at gives, in words.
fn expected(state: &Model, model: &MatchModel, canvas: &mut Canvas, area: Rect) {
    let at = state.looked_at(model);
    let Some(found) = model.expected(f64::from(at)) else { return };
    let which = match f64::from(at) {
        at if at == model.merge_at => " (merge)",
        at if at == model.review_at => " (review)",
        _ => "",
    };
    let mut spans = vec![
        canvas.span(format!("From {at:+} bits on{which}: "), Role::Muted),
        canvas.span(text::count(found.pairs), Role::Strong),
        canvas.span(" pairs, ", Role::Muted),
        canvas.span(fine(found.precision), Role::Same),
        canvas.span(" right, ", Role::Muted),
        canvas.span(fine(found.recall), Role::Strong),
        canvas.span(" of all matches", Role::Muted),
    ];
    if area.width < 74 {
        spans.truncate(6);
        spans.push(canvas.span(" found", Role::Muted));
    }
    canvas.line(area, Line::from(spans));
    if area.height > 1 {
        let odds = odds(f64::from(at));
        let line = format!("At this weight itself: {odds}. Heights are logarithmic.");
        canvas.text(Rect { y: area.y + 1, height: 1, ..area }, &line, Role::Faint);
    }
}

/// What a weight means for a pair that has just this one.
fn odds(weight: f64) -> String {
    crate::resolve::read::in_words(crate::resolve::read::probability_of(weight))
}

/// A share with as many decimals as it takes: `99.62 %`.
pub(super) fn fine(share: f64) -> String {
    format!("{} %", text::decimal(share * 100.0, if share > 0.1 && share < 0.9 { 0 } else { 2 }))
}
