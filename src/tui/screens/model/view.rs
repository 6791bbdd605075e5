//! How Model looks: the spread of the pairs over the weights above, and below what agreement is worth, what the blocking
//! rules found and how the training went; side by side where there is room.

use super::state::TABS;
use super::update::SHEET;
use super::{Model, blocking, spread, training, weights};
use crate::resolve::read::MatchModel;
use crate::text;
use crate::tui::action::{Act, AppAct};
use crate::tui::canvas::{Canvas, Class};
use crate::tui::hits::Target;
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{
    FilterLine, Panel, draw_sheet, empty, failed, filter_above, loading, pane_tabs, panel,
};
use ratatui::layout::{Constraint, Layout, Rect};

/// Columns from which the panes stand side by side.
const BESIDE: u16 = 150;

pub(super) fn view(state: &Model, canvas: &mut Canvas, area: Rect) {
    tell(state, canvas, area);
    if state.model.phase(canvas.now).is_stale() {
        canvas.fill(area, canvas.style(Role::Faint));
    }
}

fn tell(state: &Model, canvas: &mut Canvas, area: Rect) {
    let model = match (state.model.phase(canvas.now), state.model.get()) {
        (Phase::Failed(why), None) => return failed(canvas, area, why),
        (Phase::Loading(ms), _) => return loading(canvas, area, "Reading the model", ms),
        (_, Some(Some(model))) => model,
        (_, Some(None)) => {
            let run = canvas.key(Act::App(AppAct::Run));
            let todo = format!("{run} resolves the records, and learns the model from them.");
            return empty(canvas, area, "There is no model yet.", &[&todo]);
        }
        _ => return,
    };
    if canvas.zoom {
        return sheet(state, model, canvas, area);
    }
    if canvas.class == Class::Wide && area.width >= BESIDE {
        let [left, right] = Layout::horizontal([Constraint::Percentage(52), Constraint::Fill(1)]).areas(area);
        let [above, below] = Layout::vertical([Constraint::Percentage(54), Constraint::Fill(1)]).areas(right);
        sheet(state, model, canvas, left);
        spread::spread(state, model, canvas, above);
        return beside(state, model, canvas, below);
    }
    let rows = (area.height * 2 / 5).clamp(7, 16);
    let [above, below] = Layout::vertical([Constraint::Length(rows), Constraint::Fill(1)]).areas(area);
    spread::spread(state, model, canvas, above);
    sheet(state, model, canvas, below);
}

/// The tab that is chosen.
fn sheet(state: &Model, model: &MatchModel, canvas: &mut Canvas, area: Rect) {
    let facts = match (&model.file, model.trained_at) {
        (Some(file), _) => format!("given: {}", text::truncate(file, 30)),
        (None, Some(at)) => format!("learned {}", text::ago(at, canvas.now.utc)),
        (None, None) => String::new(),
    };
    let inner = panel(canvas, area, Panel::new("Model").right(facts, Role::Muted).focused(true));
    canvas.put(area, Target::Pane(SHEET));
    let titles: Vec<String> = TABS.iter().map(|tab| (*tab).to_owned()).collect();
    pane_tabs(canvas, inner, SHEET, &titles, state.tab);
    let gap = u16::from(inner.height > 8);
    let used = (1 + gap).min(inner.height);
    let body = Rect { y: inner.y + used, height: inner.height - used, ..inner };
    let filter = &state.filter;
    let (rows, of) = match state.tab {
        0 => (weights::rows(model, filter), "attribute or level"),
        1 => (blocking::rows(model, filter), "rule"),
        _ => (training::rows(model, filter), "line"),
    };
    let body = filter_above(canvas, body, filter, rows);
    if rows.0 == 0 && filter.is_shown() {
        let why = format!("No {of} has {} in it.", text::clean(filter.text()));
        return empty(canvas, body, &why, &["Esc takes the filter off."]);
    }
    let lines = match state.tab {
        0 => weights::lines(model, filter, canvas, body.width),
        1 => blocking::lines(model, filter, canvas, body.width),
        _ => training::lines(model, filter, canvas, body.width),
    };
    draw_sheet(canvas, body, SHEET, state.sheet, lines);
}

/// What is not in the sheet now; the filter is the sheet's.
fn beside(state: &Model, model: &MatchModel, canvas: &mut Canvas, area: Rect) {
    let (title, shows_blocking) = match state.tab {
        1 => ("How it was learned", false),
        _ => ("What brought pairs together", true),
    };
    let inner = panel(canvas, area, Panel::new(title));
    let all = FilterLine::default();
    let lines = match shows_blocking {
        true => blocking::lines(model, &all, canvas, inner.width),
        false => training::lines(model, &all, canvas, inner.width),
    };
    for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
        canvas.line(Rect { y, height: 1, ..inner }, line);
    }
}
