//! How the model was learned: priors, convergence, and where the data decided.

use super::spread::fine;
use crate::resolve::read::{MatchModel, ModelComparisonView};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{FilterLine, meter};
use ratatui::text::Line;

/// Columns of the labels.
const LABEL: usize = 16;

/// A fact of the training: what it is about, what it says, and how that is to be taken.
type Fact = (&'static str, String, Role);

/// What is known of the training as a whole.
fn facts(model: &MatchModel) -> Vec<Fact> {
    let fact = |label, value, role| (label, value, role);
    let mut lines = vec![
        fact("learned from", format!("{} records, without labels", text::count(model.records)), Role::Text),
        fact("one person", format!("1 in {} pairs of records at random", one_in(model.prior)), Role::Text),
        fact("one household", format!("1 in {} pairs", one_in(model.household)), Role::Text),
    ];
    match model.converged {
        Some(converged) => {
            let kept = model.starts.iter().find(|s| s.kept);
            let steps = kept.map_or(0, |s| s.iterations);
            let (word, role) =
                if converged { ("came to rest", Role::Good) } else { ("did not come to rest", Role::Warn) };
            let starts = model.starts.len();
            lines.push(fact("training", format!("{word} after {steps} rounds, from {starts} starts"), role));
        }
        None => lines[0] = fact("learned from", "nothing: the model was given".into(), Role::Text),
    }
    if let Some(merge) = model.expected(model.merge_at) {
        let right = format!("from {:+} bits on: {} expected right", model.merge_at, fine(merge.precision));
        lines.push(fact("merged", right, Role::Text));
    }
    if let Some(review) = model.expected(model.review_at) {
        let missed =
            format!("from {:+} bits on: {} of matches below", model.review_at, fine(1.0 - review.recall));
        lines.push(fact("reviewed", missed, Role::Text));
    }
    if let Some(chosen) = model.suggested {
        let alone = format!("merge {:+}, review {:+} bits", chosen.merge_at, chosen.review_at);
        lines.push(fact("by itself", alone, Role::Muted));
    }
    lines
}

/// How far the data decide each comparison that was learned.
fn taught(model: &MatchModel) -> impl Iterator<Item = (&ModelComparisonView, f64)> {
    model.comparisons.iter().filter_map(|c| from_data(c).map(|share| (c, share)))
}

/// How many facts and comparisons the filter leaves, and how many there are.
pub(super) fn rows(model: &MatchModel, filter: &FilterLine) -> (usize, usize) {
    let facts = facts(model);
    let kept = facts.iter().filter(|(label, value, _)| filter.takes(label, &[value])).count();
    let taken = taught(model).filter(|(comparison, _)| filter.takes(&comparison.title, &[])).count();
    (kept + taken, facts.len() + taught(model).count())
}

/// The lines of the tab.
pub(super) fn lines<'t>(
    model: &MatchModel,
    filter: &FilterLine,
    canvas: &Canvas,
    width: u16,
) -> Vec<Line<'t>> {
    let width = usize::from(width);
    let told = |(label, value, role): Fact| {
        let value = text::truncate(&value, width.saturating_sub(LABEL));
        Line::from(vec![canvas.span(format!("{label:<LABEL$}"), Role::Muted), canvas.span(value, role)])
    };
    let kept = facts(model).into_iter().filter(|(label, value, _)| filter.takes(label, &[value]));
    let mut lines: Vec<Line> = kept.map(told).collect();
    let mut taught = taught(model).filter(|(comparison, _)| filter.takes(&comparison.title, &[])).peekable();
    if taught.peek().is_some() {
        lines.push(Line::default());
        lines.push(Line::from(
            canvas.span("How far the data decide, the rest being the shipped figures", Role::Heading),
        ));
    }
    let room = u16::try_from(width.saturating_sub(LABEL + 30).clamp(8, 40)).unwrap_or(8);
    for (comparison, share) in taught {
        let name = text::pad(&comparison.title, LABEL - 1) + " ";
        let unseen = comparison.levels.iter().filter(|l| l.regularised).count();
        let (filled, rest) = (canvas.style(Role::Bar), canvas.style(Role::BarRest));
        let mut spans = vec![canvas.span(name, Role::Text)];
        if !canvas.look.plain {
            spans.extend(meter(share, room, canvas.look.ascii, filled, rest));
        }
        spans.push(canvas.span(format!(" {:>5}", text::percent(share)), Role::Strong));
        if unseen > 0 {
            let levels = if unseen == 1 { "level" } else { "levels" };
            spans.push(canvas.span(format!("  {unseen} {levels} never seen"), Role::Faint));
        }
        lines.push(Line::from(spans));
    }
    lines
}

/// How far the data decide a comparison: its levels by how often they occur.
fn from_data(comparison: &ModelComparisonView) -> Option<f64> {
    let (mut sum, mut of) = (0.0, 0.0);
    for level in &comparison.levels {
        sum += level.m * level.m_from_data?;
        of += level.m;
    }
    (of > 0.0).then(|| sum / of)
}

fn one_in(probability: f64) -> String {
    if probability > 0.0 { text::count((1.0 / probability).round() as i64) } else { "∞".into() }
}
