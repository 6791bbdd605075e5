//! The log of decisions: who said what of whom, what it changed, and whether it still holds.

use super::shown;
use super::state::Merges;
use super::told;
use crate::resolve::read::LogRow;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::remote::{PATIENCE_MS, Phase};
use crate::tui::theme::Role;
use crate::tui::widgets::{
    Align, Cell, Column, GridView, Panel, Width, draw_filter, empty, failed, loading, panel, waited,
};
use crate::workspace::Verified;
use ratatui::layout::{Constraint, Layout, Rect};

pub(super) const LOG: &str = "merges.log_grid";

/// A record by its name; source and key are not personal, a name is.
fn record(canvas: &Canvas, name: &str) -> Cell<'static> {
    Cell::new(canvas.person("name", name), canvas.style(Role::Text))
}

/// What was said.
pub(super) fn words(row: &LogRow) -> String {
    let (sign, words) = told::verdict(&row.verdict);
    match (row.action.as_str(), row.target) {
        ("undo", Some(target)) => format!("took back {target}"),
        ("redo", Some(target)) => format!("put back {target}"),
        _ => format!("{sign} {words}"),
    }
}

const COLUMNS: &[Column<LogRow>] = &[
    Column {
        id: "decision",
        title: "decision",
        width: Width::Between(24, 32),
        align: Align::Left,
        cell: |row, canvas| {
            let role = if row.in_force { Role::Strong } else { Role::Faint };
            Cell::new(format!("{:>5} {}", row.decision_id, words(row)), canvas.style(role))
        },
    },
    Column {
        id: "left",
        title: "left",
        width: Width::Between(12, 24),
        align: Align::Left,
        cell: |row, canvas| match row.together {
            Some((all, _)) => Cell::new(text::many(all, "pair"), canvas.style(Role::Muted)),
            None => record(canvas, &row.left),
        },
    },
    Column {
        id: "right",
        title: "right",
        width: Width::Between(12, 24),
        align: Align::Left,
        cell: |row, canvas| match row.together {
            Some(_) => Cell::new("Enter opens", canvas.style(Role::Faint)),
            None => record(canvas, &row.right),
        },
    },
    Column {
        id: "holds",
        title: "holds",
        width: Width::Fixed(10),
        align: Align::Left,
        cell: |row, canvas| match (row.in_force, row.action.as_str()) {
            (_, "decide") if row.together.is_some_and(|(all, hold)| 0 < hold && hold < all) => {
                let (all, hold) = row.together.unwrap_or_default();
                Cell::new(format!("{hold} of {all}"), canvas.style(Role::Warn))
            }
            (false, "decide") if row.together.is_some_and(|(_, hold)| hold > 0) => {
                Cell::new("yes", canvas.style(Role::Good))
            }
            (true, "decide") => Cell::new("yes", canvas.style(Role::Good)),
            (false, "decide") => Cell::new("no more", canvas.style(Role::Faint)),
            _ => Cell::new("", canvas.style(Role::Faint)),
        },
    },
    Column {
        id: "when",
        title: "when",
        width: Width::Fixed(16),
        align: Align::Left,
        cell: |row, canvas| {
            Cell::new(row.at.map_or_else(String::new, text::date_time), canvas.style(Role::Muted))
        },
    },
    Column {
        id: "effect",
        title: "what it changed",
        width: Width::Between(22, 40),
        align: Align::Left,
        cell: |row, canvas| Cell::new(text::clean(&row.effect).into_owned(), canvas.style(Role::Muted)),
    },
    Column {
        id: "weight",
        title: "weight",
        width: Width::Fixed(7),
        align: Align::Right,
        cell: |row, canvas| {
            let bits = row.weight.map_or_else(|| "–".to_owned(), crate::tui::widgets::bits);
            Cell::new(bits, canvas.style(Role::Muted))
        },
    },
    Column {
        id: "who",
        title: "who",
        width: Width::Between(8, 16),
        align: Align::Left,
        cell: |row, canvas| Cell::new(text::clean(&row.who).into_owned(), canvas.style(Role::Muted)),
    },
    Column {
        id: "reason",
        title: "why",
        width: Width::Between(8, 40),
        align: Align::Left,
        cell: |row, canvas| {
            let reason = row.reason.as_deref().unwrap_or_default();
            Cell::new(text::clean(reason).into_owned(), canvas.style(Role::Muted))
        },
    },
];

/// Lines of the screen from which what was shown stands below the log.
const WITH_SHOWN: u16 = 18;

pub(super) fn view(state: &Merges, canvas: &mut Canvas, area: Rect) {
    match state.log.row() {
        Some(row) if area.height >= WITH_SHOWN && !canvas.zoom => {
            let (row, below) = (row.clone(), (area.height / 2).clamp(10, 24));
            let split = Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]);
            let [above, below] = split.areas(area);
            list(state, canvas, above);
            shown::draw(&row, state.then, canvas, below);
        }
        _ => list(state, canvas, area),
    }
}

fn list(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let decided = state.standing.get().map(|standing| standing.decided).unwrap_or_default();
    let force = format!(
        "{} in force: {} same, {} different",
        text::count(decided.total),
        text::count(decided.same),
        text::count(decided.different)
    );
    let title = match state.opened {
        Some((first, all)) => format!("Decision {first}: {} pairs at once", text::count(all)),
        None => "Decisions".to_owned(),
    };
    let (fact, role) = match state.seals.get().map(Box::as_ref) {
        Some(seals) if seals.faults_total > 0 => (seals.sentence(), Role::Bad),
        Some(Verified { seal: Some(_), .. }) => (format!("{force} · seals hold"), Role::Muted),
        _ => (force, Role::Muted),
    };
    let inner = panel(canvas, area, Panel::new(title).right(fact, role).focused(true));
    canvas.put(area, Target::Pane(LOG));
    let inner = filtered(state, canvas, inner);
    match state.log_order.phase(canvas.now) {
        Phase::Failed(why) => return failed(canvas, inner, why),
        Phase::Loading(ms) => return loading(canvas, inner, "Reading the log", ms),
        Phase::Ready if state.log.is_empty() && !state.log_typed.text().is_empty() => {
            return empty(canvas, inner, "No decision has that.", &["Esc takes the filter off."]);
        }
        Phase::Ready if state.log.is_empty() => {
            return empty(canvas, inner, "Nothing has been decided yet.", &["Esc goes back to the pair."]);
        }
        _ => {}
    }
    let stale = matches!(state.log_order.phase(canvas.now), Phase::Stale(ms) if ms >= PATIENCE_MS);
    let view = GridView { pane: LOG, columns: COLUMNS, sort: None, focused: true, stale, bare: false };
    state.log.draw(canvas, inner, &view);
}

/// What is typed, above the log, and how many entries it leaves.
fn filtered(state: &Merges, canvas: &mut Canvas, area: Rect) -> Rect {
    if !state.log_typed.is_shown() || area.height == 0 {
        return area;
    }
    let remark = match state.log_order.phase(canvas.now) {
        Phase::Loading(ms) | Phase::Stale(ms) => waited(ms, canvas.look.ascii).unwrap_or_default(),
        Phase::Ready if !state.log_typed.text().is_empty() => match state.log.len() {
            1 => "1 entry".to_owned(),
            n => format!("{} entries", text::count(n)),
        },
        _ => String::new(),
    };
    draw_filter(canvas, Rect { height: 1, ..area }, &state.log_typed, &remark);
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}
