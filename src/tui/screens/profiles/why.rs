//! Why two people are not one: the sentence, their closest records weighed, both as a whole, the rules, and what single
//! change would turn it round.

use super::state::{Pane, Profiles};
use super::update::DETAIL;
use crate::resolve::explain::{Agreement, ComparisonStep};
use crate::resolve::read::{Flip, Groups, Outcome, Why, attribute_title};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::remote::Phase;
use crate::tui::screens::merges::sign;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, bits, draw_sheet, failed, loading, panel};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of an attribute's name.
const LABEL: usize = 17;

pub(super) fn view(state: &Profiles, two: [i64; 2], canvas: &mut Canvas, area: Rect) {
    let name = |id: i64| {
        let name = state.grid.get(id).and_then(|row| row.name.as_ref());
        name.map_or_else(|| format!("P{id}"), |name| canvas.person("name", name))
    };
    let title = format!("Why not one? {} and {}", name(two[0]), name(two[1]));
    let title = text::truncate(&title, usize::from(area.width).saturating_sub(6));
    let inner = panel(canvas, area, Panel::new(title).focused(state.pane == Pane::Detail));
    canvas.put(area, Target::Pane(DETAIL));
    let phase = state.why.phase(canvas.now);
    match (phase, state.why.get()) {
        (Phase::Failed(why), _) => failed(canvas, inner, why),
        (_, Some(why)) => {
            let lines = lines(why, canvas, inner.width.into());
            draw_sheet(canvas, inner, DETAIL, state.sheet, lines);
            if phase.is_stale() {
                canvas.fill(inner, canvas.style(Role::Faint));
            }
        }
        (Phase::Loading(ms), None) => loading(canvas, inner, "Weighing the two", ms),
        _ => {}
    }
}

fn lines(why: &Why, canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    let mut lines = canvas.paragraph(&why.sentence, 0, width, Role::Strong);
    lines.push(Line::default());
    lines.extend(flips(&why.flips, canvas, width));
    lines.push(heading(canvas, "their closest records"));
    let plain = |label: &str, note: &str, weight: f64| {
        Line::from(vec![
            Span::raw("  "),
            canvas.span(text::pad(label, LABEL), Role::Muted),
            canvas.span(format!("{:>6}  ", bits(weight)), Role::Muted),
            canvas.span(text::truncate(note, width.saturating_sub(LABEL + 10)), Role::Faint),
        ])
    };
    lines.push(plain("starts at", "any two records", why.pair.prior));
    let said = why.pair.steps.iter().filter(|step| step.agreement != Agreement::Missing);
    lines.extend(said.map(|step| self::step(step, canvas, width)));
    lines.push(plain("together", &format!("merged from {}", bits(why.pair.merge_at)), why.pair.weight));
    if let Some(groups) = &why.groups {
        lines.push(Line::default());
        lines.extend(whole(groups, canvas, width));
    }
    lines.push(Line::default());
    lines.extend(rules(why, canvas, width));
    lines
}

fn heading(canvas: &Canvas, text: &str) -> Line<'static> {
    Line::from(canvas.span(text.to_owned(), Role::Heading))
}

fn step(step: &ComparisonStep, canvas: &Canvas, width: usize) -> Line<'static> {
    let (glyph, _, role) = sign(step.agreement);
    let kind = step.attribute.split_once(':').map_or(step.attribute.as_str(), |(_, kind)| kind);
    let room = width.saturating_sub(LABEL + 10);
    let note = match (step.left.is_empty(), step.left == step.right) {
        (true, _) => step.level.clone(),
        (false, true) => canvas.person(kind, &step.left),
        (false, false) => {
            let half = room.saturating_sub(3) / 2;
            let shown = |value: &str| text::truncate(&canvas.person(kind, value), half);
            format!("{} {glyph} {}", shown(&step.left), shown(&step.right))
        }
    };
    Line::from(vec![
        canvas.span(format!("{glyph} "), role),
        canvas.span(text::pad(&attribute_title(&step.attribute), LABEL), Role::Text),
        canvas.span(format!("{:>6}  ", bits(step.weight)), role),
        canvas.span(text::truncate(&note, room), Role::Muted),
    ])
}

/// The two as a whole.
fn whole(groups: &Groups, canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    let title = format!(
        "all {} records of the one against all {} of the other",
        text::count(groups.left_records),
        text::count(groups.right_records)
    );
    let mut lines = canvas.paragraph(&title, 0, width, Role::Heading);
    for step in &groups.steps {
        let role = if step.weight < 0.0 { Role::Different } else { Role::Same };
        lines.push(Line::from(vec![
            Span::raw("  "),
            canvas.span(text::pad(&attribute_title(&step.attribute), LABEL), Role::Text),
            canvas.span(format!("{:>6}", bits(step.weight)), role),
        ]));
    }
    let certain =
        if groups.deterministic { ", as a deterministic rule joins records of the two" } else { "" };
    let sentence =
        format!("together {}; one profile from {} on{certain}", bits(groups.weight), bits(groups.bar));
    lines.extend(canvas.paragraph(&sentence, 0, width, Role::Muted));
    lines
}

fn flips(flips: &[Flip], canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    if flips.is_empty() {
        return canvas
            .paragraph("No single change would make one of them.", 0, width, Role::Muted)
            .into_iter()
            .chain([Line::default()])
            .collect();
    }
    let mut lines = vec![heading(canvas, "any one of these would make one of them")];
    for flip in flips {
        let to = if flip.to == "missing" { "not known" } else { &flip.to };
        let change = format!("{} → {to}, {} then", flip.from, bits(flip.weight));
        lines.push(Line::from(vec![
            Span::raw("  "),
            canvas.span(text::pad(&attribute_title(&flip.attribute), LABEL), Role::Text),
            canvas.span(text::truncate(&change, width.saturating_sub(LABEL + 2)), Role::Muted),
        ]));
    }
    lines.push(Line::default());
    lines
}

fn rules(why: &Why, canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    let found = why.rules.iter().filter(|rule| rule.outcome == Outcome::Together).count();
    let title = match found {
        0 => "no rule brings them together",
        1 => "one rule brings them together",
        _ => "rules bring them together",
    };
    let mut lines = vec![heading(canvas, title)];
    let mut rules: Vec<_> = why.rules.iter().collect();
    rules.sort_by_key(|rule| rule.outcome != Outcome::Together);
    let longest = rules.iter().map(|rule| text::width(&rule.rule)).max().unwrap_or_default();
    let label = longest.min(width / 2).max(8);
    for rule in rules {
        let (glyph, role) = match rule.outcome {
            Outcome::Together => ("=", Role::Same),
            Outcome::Apart => ("≠", Role::Different),
            Outcome::TooBig | Outcome::LeftOut => ("·", Role::Faint),
        };
        lines.push(Line::from(vec![
            canvas.span(format!("{glyph} "), role),
            canvas.span(text::pad(&rule.rule, label), Role::Text),
            Span::raw("  "),
            canvas.span(text::truncate(&rule.sentence, width.saturating_sub(label + 4)), Role::Muted),
        ]));
    }
    lines
}
