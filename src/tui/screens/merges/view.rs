//! How Merges looks: the pair above all; with room, what surrounds it and the queue beside it.

use super::changed;
use super::golden;
use super::lanes;
use super::log;
use super::many;
use super::pair;
use super::preview;
use super::quality;
use super::repair;
use super::shared;
use super::sides;
use super::state::{Merges, View};
use crate::resolve::read::PairView;
use crate::text;
use crate::tui::action::{Act as Any, AppAct};
use crate::tui::canvas::{Canvas, Class};
use crate::tui::hits::Target;
use crate::tui::remote::{PATIENCE_MS, Phase};
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, draw_sheet, empty, failed, loading, panel};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

pub(super) const PAIR: &str = "merges.sheet";
pub(super) const SIDES: &str = "merges.sides";
/// Columns of a frame's corners and of the air beside title and facts.
const FRAME: usize = 10;
/// From this many columns everything stands side by side.
const SIDE_BY_SIDE: u16 = 170;

pub(super) fn view(state: &Merges, canvas: &mut Canvas, area: Rect) {
    match state.view {
        View::Queue => lanes::view(state, canvas, area),
        View::Log => log::view(state, canvas, area),
        View::Many => many::view(state, canvas, area),
        View::Repair => repair::view(state, canvas, area),
        View::Shared => shared::view(state, canvas, area),
        View::Golden => golden::view(state, canvas, area),
        View::Changed => changed::view(state, canvas, area),
        View::Quality => quality::view(state, canvas, area),
        View::Pair if state.at.is_none() => nothing(state, canvas, area),
        View::Pair if canvas.class != Class::Wide || canvas.zoom => alone(state, canvas, area),
        View::Pair if area.width >= SIDE_BY_SIDE => beside(state, canvas, area),
        View::Pair => stacked(state, canvas, area),
    }
}

/// The pair with what surrounds it below, in one sheet.
fn alone(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let inner = frame(state, canvas, area);
    if let Some(view) = loaded(state, canvas, inner) {
        let mut lines = pair::lines(state, view, canvas, inner.width);
        lines.push(Line::default());
        lines.extend(sides::lines(view, state.deeds(), canvas, inner.width));
        draw_sheet(canvas, above_preview(inner, view), PAIR, state.sheet, lines);
        preview::draw(view, canvas, inner);
        dim_while_stale(state, canvas, inner);
    }
}

/// The pair on top, below it what surrounds it and the queue.
fn stacked(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let [top, below] = above(state, canvas, area);
    let [left, right] = Layout::horizontal([Constraint::Percentage(58), Constraint::Fill(1)]).areas(below);
    pane(state, canvas, top);
    surroundings(state, canvas, left);
    lanes::draw_queue(state, canvas, right, false);
}

/// The pair with what surrounds it on the left, the queue on the right.
fn beside(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let [left, right] = Layout::horizontal([Constraint::Percentage(66), Constraint::Fill(1)]).areas(area);
    let [top, below] = above(state, canvas, left);
    pane(state, canvas, top);
    surroundings(state, canvas, below);
    lanes::draw_queue(state, canvas, right, false);
}

/// As much as the pair needs, and the rest.
fn above(state: &Merges, canvas: &Canvas, area: Rect) -> [Rect; 2] {
    let wanted = state.pair().map_or(20, |view| {
        pair::lines(state, view, canvas, area.width - 4).len() + usize::from(preview::height(view))
    });
    let wanted = u16::try_from(wanted).unwrap_or(u16::MAX).saturating_add(2);
    let height = wanted.clamp(12, area.height.saturating_sub(8).max(12));
    Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area)
}

fn pane(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let inner = frame(state, canvas, area);
    if let Some(view) = loaded(state, canvas, inner) {
        let lines = pair::lines(state, view, canvas, inner.width);
        draw_sheet(canvas, above_preview(inner, view), PAIR, state.sheet, lines);
        preview::draw(view, canvas, inner);
        dim_while_stale(state, canvas, inner);
    }
}

/// The pane without the lines that say what a decision would change: those never scroll away.
fn above_preview(area: Rect, view: &PairView) -> Rect {
    Rect { height: area.height.saturating_sub(preview::height(view)), ..area }
}

fn surroundings(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let inner = panel(canvas, area, Panel::new("Around them"));
    canvas.put(area, Target::Pane(SIDES));
    if let Some(view) = state.pair() {
        let lines = sides::lines(view, state.deeds(), canvas, inner.width);
        draw_sheet(canvas, inner, SIDES, state.sides, lines);
    }
}

/// The frame with how far the work is.
fn frame(state: &Merges, canvas: &mut Canvas, area: Rect) -> Rect {
    let title = if canvas.look.read_only { "Same person? (read-only)" } else { "Same person?" };
    let mut frame = Panel::new(title).focused(true);
    let today = state.standing.get().map(|standing| standing.decided.today);
    let place = state.order.iter().position(|pair| Some(*pair) == state.at);
    let mut facts = Vec::new();
    if let Some(place) = place {
        facts.push(format!("{} of {}", text::count(place + 1), text::count(state.order.len())));
    } else {
        facts.push(format!("{} waiting", text::count(state.order.len())));
    }
    if let Some(today) = today {
        facts.push(format!("{} decided today", text::count(today)));
    }
    // Where there is no room for all of it, the frame would leave out everything.
    let taken = text::width(title) + text::width(&facts.join(" · ")) + 3 + FRAME;
    let room = usize::from(area.width).saturating_sub(taken);
    if let Some((left, pace)) = state.pace.left(state.order.len()) {
        let long = format!("{left} {pace}");
        facts.extend([long, left].into_iter().find(|fact| text::width(fact) <= room));
    }
    frame = frame.right(facts.join(" · "), Role::Muted);
    let inner = panel(canvas, area, frame);
    canvas.put(area, Target::Pane(PAIR));
    inner
}

fn loaded<'s>(state: &'s Merges, canvas: &mut Canvas, area: Rect) -> Option<&'s PairView> {
    let view = state.pair();
    if view.is_none() {
        match state.shown.phase(canvas.now) {
            Phase::Failed(why) => failed(canvas, area, why),
            Phase::Loading(ms) | Phase::Stale(ms) => loading(canvas, area, "Comparing the records", ms),
            _ => {}
        }
    }
    view
}

fn dim_while_stale(state: &Merges, canvas: &mut Canvas, area: Rect) {
    if matches!(state.shown.phase(canvas.now), Phase::Stale(ms) if ms >= PATIENCE_MS) {
        canvas.fill(area, canvas.style(Role::Faint));
    }
}

/// No pair to show: on its way, failed, or all done.
fn nothing(state: &Merges, canvas: &mut Canvas, area: Rect) {
    match state.queue.phase(canvas.now) {
        Phase::Failed(why) => return failed(canvas, area, why),
        Phase::Loading(ms) => return loading(canvas, area, "Reading the queue", ms),
        Phase::Idle => return,
        _ => {}
    }
    let Some(standing) = state.standing.get() else { return };
    let queue = canvas.key(Any::Merges(super::Act::Queue));
    let log = canvas.key(Any::Merges(super::Act::Log));
    if !standing.resolved {
        let run = canvas.key(Any::App(AppAct::Run));
        let todo = format!("{run} folds the records into people; the pairs it doubts come here.");
        return empty(canvas, area, "Nothing has been resolved yet.", &[&todo]);
    }
    if !state.typed.text().is_empty() {
        let why = format!("No pair that waits has {}.", text::truncate(state.typed.text(), 40));
        return empty(canvas, area, &why, &["Esc takes the filter off."]);
    }
    if lanes::title(state.filter, Some(standing)).is_some() {
        let others = format!("{queue} shows the other lanes.");
        return empty(canvas, area, "No pair waits in this lane.", &[&others]);
    }
    let done = match standing.decided.today {
        0 => "The model had no doubts that a person should settle.".to_owned(),
        n => format!("You decided {} today. Thank you.", text::count(n)),
    };
    let mut todo = vec![done, format!("{log} lists the decisions.")];
    if standing.counts.unsure > 0 {
        todo.push(format!("{queue} shows the {} set aside as unsure.", text::count(standing.counts.unsure)));
    }
    let todo: Vec<&str> = todo.iter().map(String::as_str).collect();
    empty(canvas, area, "No pair waits for review.", &todo);
}
