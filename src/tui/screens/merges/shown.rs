//! What stood on the screen when a decision of the log was made.

use super::log::words;
use super::pair::{Columns, attribute, plain_step};
use crate::resolve::explain::{Agreement, ComparisonStep, HOUSEHOLD, LEARNED, Shown};
use crate::resolve::read::{AttributePair, LogRow, in_words};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, Sheet, bits, draw_sheet, panel};
use ratatui::layout::Rect;
use ratatui::text::Line;

pub(super) const SHOWN: &str = "merges.shown";

pub(super) fn draw(row: &LogRow, sheet: Sheet, canvas: &mut Canvas, area: Rect) {
    let model = row.model.as_ref().map_or_else(String::new, |model| format!("model {}", text::clean(model)));
    let title = format!("Decision {}, as it was shown", row.decision_id);
    let inner = panel(canvas, area, Panel::new(title).right(model, Role::Muted));
    let mut lines = heads(row, canvas);
    match (&row.shown, row.target) {
        (Some(shown), _) => lines.extend(told(shown, canvas, inner.width)),
        (None, Some(target)) => {
            let note = format!("What was shown is told with decision {target}.");
            lines.push(Line::from(canvas.span(note, Role::Muted)));
        }
        (None, None) => {
            let note = "It was made before what was shown was kept. Enter shows the pair as it is now.";
            lines.push(Line::from(canvas.span(note, Role::Muted)));
        }
    }
    draw_sheet(canvas, inner, SHOWN, sheet, lines);
}

/// Who said what, when and why.
fn heads(row: &LogRow, canvas: &Canvas) -> Vec<Line<'static>> {
    let when = row.at.map_or_else(String::new, text::date_time);
    let mut lines = vec![Line::from(vec![
        canvas.span(words(row), Role::Accent),
        canvas.span(format!("  {}  {when}", text::clean(&row.who)), Role::Muted),
        canvas.span(format!("  {}", text::clean(&row.effect)), Role::Text),
    ])];
    if let Some(reason) = row.reason.as_deref().filter(|reason| !reason.is_empty()) {
        lines.push(Line::from(canvas.span(format!("because: {}", text::clean(reason)), Role::Text)));
    }
    lines
}

fn told(shown: &Shown, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let columns = Columns::of(width.into());
    let weights = shown.steps.iter().map(|step| step.weight.abs());
    let scale = weights.chain([shown.prior.abs()]).fold(4.0, f64::max);
    let mut lines = vec![plain_step(canvas, columns, "starts at", "any two records", shown.prior, scale)];
    // As on the desk: identifiers that only one of them has say nothing.
    let said =
        |step: &&ComparisonStep| step.agreement != Agreement::Missing || !step.attribute.starts_with("id:");
    for step in shown.steps.iter().filter(said) {
        match step.attribute.as_str() {
            HOUSEHOLD | LEARNED => {
                lines.push(plain_step(canvas, columns, &step.attribute, &step.level, step.weight, scale))
            }
            _ => lines.extend(attribute(&AttributePair::of(step), canvas, columns, scale)),
        }
    }
    let sum = format!("{}  {}", text::percent(shown.probability), in_words(shown.probability));
    lines.push(Line::from(vec![
        canvas.span(text::pad("adds up to", columns.label()), Role::Muted),
        canvas.span(format!("{} bits, ", bits(shown.weight).trim()), Role::Strong),
        canvas.span(sum, Role::Text),
    ]));
    lines
}
