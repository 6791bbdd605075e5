//! What the blocking rules brought together, and the records that say too little.

use crate::resolve::read::{BlockingRow, MatchModel};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{FilterLine, bar};
use ratatui::text::Line;

/// Columns of each number.
const NUMBER: usize = 11;

/// Whether the filter leaves a rule.
fn is_kept(rule: &BlockingRow, filter: &FilterLine) -> bool {
    filter.takes(&rule.rule, &[rule.left_out.as_deref().unwrap_or_default()])
}

/// How many rules the filter leaves, and how many there are.
pub(super) fn rows(model: &MatchModel, filter: &FilterLine) -> (usize, usize) {
    (model.rules.iter().filter(|rule| is_kept(rule, filter)).count(), model.rules.len())
}

/// The lines of the tab.
pub(super) fn lines<'t>(
    model: &MatchModel,
    filter: &FilterLine,
    canvas: &Canvas,
    width: u16,
) -> Vec<Line<'t>> {
    let width = usize::from(width);
    let numbers = 3 * NUMBER;
    let widest = model.rules.iter().map(|r| text::width(&r.rule)).max().unwrap_or(4);
    let label = widest.min(width.saturating_sub(numbers + 2)).max(8);
    let room = u16::try_from(width.saturating_sub(label + numbers + 3).min(30)).unwrap_or(0);
    let most = model.rules.iter().map(|r| r.matches).max().unwrap_or(1).max(1);
    let mut lines = vec![unlinkable(model, canvas, width), Line::default()];
    let head = format!("{:<label$}{:>NUMBER$}{:>NUMBER$}{:>NUMBER$}", "rule", "pairs", "matches", "only it");
    lines.push(Line::from(canvas.span(head, Role::Heading)));
    let (left_out, used): (Vec<_>, Vec<_>) =
        model.rules.iter().filter(|rule| is_kept(rule, filter)).partition(|rule| rule.left_out.is_some());
    for rule in used {
        let number = |n: u64| format!("{:>NUMBER$}", text::count(n));
        let tone = |n: u64| if n == 0 { Role::Faint } else { Role::Text };
        let mut spans = vec![
            canvas.span(text::pad(&rule.rule, label), Role::Text),
            canvas.span(number(rule.pairs), Role::Muted),
            canvas.span(number(rule.matches), tone(rule.matches)),
            canvas.span(number(rule.alone), tone(rule.alone)),
        ];
        if room >= 6 && !canvas.look.plain {
            let share = rule.matches as f64 / most as f64;
            spans.push(canvas.span(format!("  {}", bar(share, room, canvas.look.ascii)), Role::Bar));
        }
        if rule.oversized > 0 {
            spans.push(canvas.span(format!("  {} blocks too big", text::count(rule.oversized)), Role::Warn));
        }
        lines.push(Line::from(spans));
    }
    if !left_out.is_empty() {
        lines.push(Line::default());
        lines.push(Line::from(canvas.span("left out", Role::Heading)));
        for rule in left_out {
            let why = rule.left_out.as_deref().unwrap_or_default();
            lines.push(Line::from(vec![
                canvas.span(text::pad(&rule.rule, label), Role::Muted),
                canvas.span(format!("{:>NUMBER$}", text::count(rule.pairs)), Role::Faint),
                canvas.span(format!("  {}", text::clean(why)), Role::Faint),
            ]));
        }
    }
    lines
}

/// The records that nothing could be merged with.
fn unlinkable<'t>(model: &MatchModel, canvas: &Canvas, width: usize) -> Line<'t> {
    if model.looked_at == 0 {
        return Line::from(
            canvas.span("Which records say too little is known after the next run.", Role::Faint),
        );
    }
    let share = model.unlinkable_share();
    let sentence = if model.unlinkable == 0 {
        "Every record says enough to be merged with a copy of itself.".to_owned()
    } else {
        format!("{} of the records say too little to be merged with anything.", percent(share))
    };
    let role = if share >= 0.05 { Role::Warn } else { Role::Good };
    Line::from(canvas.span(text::truncate(&sentence, width), role))
}

/// A share in percent; something is never nothing.
pub(super) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.001 { "<0.1 %".into() } else { text::percent(share) }
}
