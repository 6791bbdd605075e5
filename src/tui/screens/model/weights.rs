//! What agreement is worth: each level of each attribute as a bar left or right of a line.

use crate::resolve::read::{LevelView, MatchModel, ModelComparisonView};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{FilterLine, bits, centred};
use ratatui::text::{Line, Span};

/// Columns of the bits, and of the words behind them.
const BITS: usize = 6;
const WORDS: usize = 19;

/// The levels of a comparison that the filter leaves: all where its title has what is looked for.
fn kept<'m>(
    comparison: &'m ModelComparisonView,
    filter: &'m FilterLine,
) -> impl Iterator<Item = &'m LevelView> {
    let whole = filter.takes(&comparison.title, &[]);
    comparison.levels.iter().filter(move |level| whole || filter.has(&level.level))
}

/// How many levels the filter leaves, and how many there are.
pub(super) fn rows(model: &MatchModel, filter: &FilterLine) -> (usize, usize) {
    let kept = model.comparisons.iter().map(|c| kept(c, filter).count()).sum();
    (kept, model.comparisons.iter().map(|c| c.levels.len()).sum())
}

/// The lines of the tab; bars are as long as they are among all.
pub(super) fn lines<'t>(
    model: &MatchModel,
    filter: &FilterLine,
    canvas: &Canvas,
    width: u16,
) -> Vec<Line<'t>> {
    let width = usize::from(width);
    let all = || model.comparisons.iter().flat_map(|c| &c.levels);
    let label = all().map(|l| text::width(&l.level) + 2).max().unwrap_or(10).min((width / 3).max(16));
    // An odd number: the line stands in the middle.
    let bar = (width.saturating_sub(label + BITS + WORDS + 4).min(60)) | 1;
    let most = all().map(|l| l.weight.abs()).fold(1.0, f64::max);
    let half = (bar / 2).saturating_sub(1);
    let (left, right) = if canvas.look.ascii { ("<", ">") } else { ("◀", "▶") };
    let mut lines = Vec::new();
    if half >= 11 {
        lines.push(Line::from(vec![
            Span::raw(" ".repeat(label + 1)),
            canvas.span(format!("{:>half$} ", format!("two people {left}")), Role::Different),
            Span::raw(" "),
            canvas.span(format!(" {right} one person"), Role::Same),
        ]));
    }
    for comparison in &model.comparisons {
        let mut kept = kept(comparison, filter).peekable();
        if kept.peek().is_none() {
            continue;
        }
        lines.push(Line::from(canvas.span(text::truncate(&comparison.title, width), Role::Strong)));
        lines.extend(kept.map(|level| {
            let name = text::pad(&format!("  {}", level.level), label);
            let mut spans = vec![canvas.span(name + " ", Role::Text)];
            if bar >= 9 {
                spans.extend(centred(canvas, level.weight / most, bar));
            }
            spans.push(canvas.span(format!(" {:>BITS$} ", bits(level.weight)), side(level)));
            spans.push(canvas.span(words(level), Role::Muted));
            Line::from(spans)
        }));
    }
    lines
}

fn side(level: &LevelView) -> Role {
    if level.weight >= 0.0 { Role::Same } else { Role::Different }
}

/// `3,200× one person`; a star where a rare value says more.
fn words(level: &LevelView) -> String {
    let whose = if level.weight >= 0.0 { "one person" } else { "two people" };
    format!("{} {whose}{}", level.times, if level.frequency { "*" } else { "" })
}
