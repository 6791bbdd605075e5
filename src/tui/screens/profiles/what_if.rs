//! What a change would do: how many profiles would merge and split, and the largest changes.

use super::state::{Pane, Profiles};
use super::update::DETAIL;
use crate::resolve::what_if::{Change, Count, Effect, Shift, ShiftKind};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, draw_sheet, failed, loading, panel};
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Columns of a number's name.
const LABEL: usize = 20;

pub(super) fn view(state: &Profiles, change: &Change, canvas: &mut Canvas, area: Rect) {
    let title = text::truncate(&format!("What if: {change}"), usize::from(area.width).saturating_sub(6));
    let inner = panel(canvas, area, Panel::new(title).focused(state.pane == Pane::Detail));
    canvas.put(area, Target::Pane(DETAIL));
    let phase = state.effect.phase(canvas.now);
    match (phase, state.effect.get()) {
        (Phase::Failed(why), _) => failed(canvas, inner, why),
        (_, Some(effect)) => {
            let lines = lines(effect, canvas, inner.width.into());
            draw_sheet(canvas, inner, DETAIL, state.sheet, lines);
            if phase.is_stale() {
                canvas.fill(inner, canvas.style(Role::Faint));
            }
        }
        (Phase::Loading(ms), None) => loading(canvas, inner, "Grouping everybody anew, in memory", ms),
        _ => {}
    }
}

fn lines(effect: &Effect, canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    let wrapped = |sentence: &str, role: Role| canvas.paragraph(sentence, 0, width, role);
    let mut lines = wrapped(&effect.sentence, Role::Strong);
    lines.push(Line::default());
    lines.push(Line::from(canvas.span(format!("{:LABEL$}{:>12}{:>12}", "", "now", "then"), Role::Heading)));
    let mut count = |name: &str, count: Count| {
        let role = if count.before == count.after { Role::Muted } else { Role::Strong };
        let (now, then) = (text::count(count.before), text::count(count.after));
        lines.push(Line::from(vec![
            canvas.span(text::pad(name, LABEL), Role::Muted),
            canvas.span(format!("{now:>12}"), Role::Text),
            canvas.span(format!("{then:>12}"), role),
        ]));
    };
    count("profiles", effect.profiles);
    count("waiting for review", effect.review);
    if let Some(pairs) = effect.pairs {
        count("pairs compared", pairs);
    }
    if let (Some(pairs), Some(from)) = (effect.unknown_pairs, effect.known_from) {
        let sentence = format!(
            "Left out: about {} pairs below {} bits were counted by the last run and not kept.",
            text::count(pairs),
            text::decimal(from, 1)
        );
        lines.extend(wrapped(&sentence, Role::Warn));
    }
    lines.push(Line::default());
    if !effect.largest.is_empty() {
        lines.push(Line::from(canvas.span("the largest changes", Role::Heading)));
        effect.largest.iter().for_each(|shift| lines.extend(self::shift(shift, canvas, width)));
        lines.push(Line::default());
    }
    lines.extend(wrapped("Nothing was changed.", Role::Muted));
    lines
}

/// A change in as many lines as it has profiles.
fn shift(shift: &Shift, canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    let (word, role) = match shift.kind {
        ShiftKind::Merge => ("= merge", Role::Same),
        ShiftKind::Split => ("≠ split", Role::Different),
        ShiftKind::Rearranged => ("~ mixed", Role::Close),
    };
    let then: Vec<String> = shift.after.iter().take(8).map(|n| text::count(*n)).collect();
    let more = if shift.after.len() > 8 { " + …" } else { "" };
    let outcome = format!("  {}{more} records then", then.join(" + "));
    let mut lines = vec![Line::from(vec![canvas.span(word, role), canvas.span(outcome, Role::Muted)])];
    for part in &shift.before {
        let name = part.name.as_ref().map_or_else(|| "–".to_owned(), |name| canvas.person("name", name));
        let records =
            if part.records == 1 { "1 record".to_owned() } else { format!("{} records", part.records) };
        let text = format!("    P{} {name}, {records}", part.profile_id);
        lines.push(Line::from(canvas.span(text::truncate(&text, width), Role::Text)));
    }
    lines
}
