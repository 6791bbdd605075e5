//! A board: a list that is here whole and, beside or below it, the row under the cursor from inside.

use super::Query;
use crate::tui::action::ListAct;
use crate::tui::canvas::{Canvas, Class};
use crate::tui::context::Cx;
use crate::tui::hits::{Drawn, Target};
use crate::tui::msg::{Lane, Ticket};
use crate::tui::remote::{PATIENCE_MS, Phase, Remote};
use crate::tui::screens::Query as AnyQuery;
use crate::tui::theme::Role;
use crate::tui::widgets::{Column, Grid, GridView, Panel, Sheet, empty, failed, loading, panel};
use crate::workspace::lanes::LaneError;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use std::time::Duration;

/// A row of a board.
pub(super) trait Subject: Sized {
    /// What is shown of the one under the cursor.
    type Inside;
    /// Slots of the questions for the list and for the inside.
    const LIST: &'static str;
    const INSIDE: &'static str;
    /// Panes on the map of the frame.
    const GRID: &'static str;
    const SHEET: &'static str;

    /// The question for all of them, and the lane it belongs on.
    fn all() -> (Lane, Query);

    /// The question for this one's inside.
    fn look(&self) -> Query;

    /// Its number in the grid, being the nth of the list.
    fn id(&self, n: i64) -> i64;

    /// Whether this is its inside.
    fn is_of(&self, inside: &Self::Inside) -> bool;
}

/// Its state.
#[derive(Debug)]
pub(super) struct Board<R: Subject> {
    pub list: Remote<()>,
    pub grid: Grid<R>,
    pub inside: Remote<Box<R::Inside>>,
    pub sheet: Sheet,
    /// The inside has the keys.
    pub in_sheet: bool,
}

impl<R: Subject> Default for Board<R> {
    fn default() -> Self {
        Self {
            list: Remote::default(),
            grid: Grid::default(),
            inside: Remote::default(),
            sheet: Sheet::default(),
            in_sheet: false,
        }
    }
}

impl<R: Subject> Board<R> {
    /// The row under the cursor and its inside, when that is here.
    pub(super) fn chosen(&self) -> Option<(&R, &R::Inside)> {
        let row = self.grid.row()?;
        Some((row, self.inside.get().map(Box::as_ref).filter(|inside| row.is_of(inside))?))
    }

    pub(super) fn look_inside(&mut self, cx: &mut Cx) {
        let Some(query) = self.grid.row().map(R::look) else { return };
        if self.chosen().is_some() && self.inside.since().is_none() {
            return;
        }
        self.sheet.top = 0;
        let ticket = cx.ask(Lane::Page, R::INSIDE, AnyQuery::Merges(query));
        self.inside.asked(ticket, cx.now);
    }

    pub(super) fn listed(&mut self, ticket: Ticket, took: Duration, rows: Vec<R>, cx: &mut Cx) {
        if self.list.answered(ticket, took, Ok(())) {
            self.grid.set_all((0..).zip(rows).map(|(n, row)| (row.id(n), row)).collect());
            self.look_inside(cx);
        }
    }
}

/// What can be done with a board, whatever its rows are.
pub(super) trait AnyBoard {
    /// Asks for the list, and forgets what was read before something changed.
    fn ask(&mut self, cx: &mut Cx);

    /// Whether the inside has the keys.
    fn in_sheet(&mut self) -> &mut bool;

    /// Moves in the pane that has the keys.
    fn motion(&mut self, motion: ListAct, cx: &mut Cx);

    fn click(&mut self, target: Target, cx: &mut Cx);

    fn wheel(&mut self, target: Target, by: isize);

    fn drawn(&mut self, drawn: &Drawn);

    /// A question could not be answered. False: it was none of its own.
    fn failed(&mut self, slot: &str, ticket: Ticket, took: Duration, why: &LaneError) -> bool;

    /// Since when something is waited for.
    fn since(&self) -> Option<u64>;
}

impl<R: Subject> AnyBoard for Board<R> {
    fn ask(&mut self, cx: &mut Cx) {
        let (lane, query) = R::all();
        let ticket = cx.ask(lane, R::LIST, AnyQuery::Merges(query));
        self.list.asked(ticket, cx.now);
        self.inside.clear();
    }

    fn in_sheet(&mut self) -> &mut bool {
        &mut self.in_sheet
    }

    fn motion(&mut self, motion: ListAct, cx: &mut Cx) {
        if self.in_sheet {
            self.sheet.motion(motion);
        } else if self.grid.motion(motion) {
            self.look_inside(cx);
        }
    }

    fn click(&mut self, target: Target, cx: &mut Cx) {
        match target {
            Target::Row(pane, index) if pane == R::GRID => {
                self.in_sheet = false;
                self.grid.go(index);
                self.look_inside(cx);
            }
            Target::Pane(pane) => self.in_sheet = pane == R::SHEET,
            _ => {}
        }
    }

    fn wheel(&mut self, target: Target, by: isize) {
        match target {
            Target::Row(pane, _) | Target::Pane(pane) if pane == R::GRID => self.grid.scroll(by),
            Target::Pane(pane) if pane == R::SHEET => self.sheet.scroll(by),
            _ => {}
        }
    }

    fn drawn(&mut self, drawn: &Drawn) {
        if let Some((rows, lines)) = drawn.sheet(R::SHEET) {
            self.sheet.fit(rows, lines);
        }
        if let Some(rows) = drawn.rows(R::GRID) {
            self.grid.fit(rows);
        }
    }

    fn failed(&mut self, slot: &str, ticket: Ticket, took: Duration, why: &LaneError) -> bool {
        if slot == R::LIST {
            self.list.answered(ticket, took, Err(why.clone()));
        } else if slot == R::INSIDE {
            self.inside.answered(ticket, took, Err(why.clone()));
        } else {
            return false;
        }
        true
    }

    fn since(&self) -> Option<u64> {
        self.list.since().into_iter().chain(self.inside.since()).min()
    }
}

/// How a board's list looks.
pub(super) struct Look<'c, R> {
    pub title: &'static str,
    /// How many there are.
    pub fact: String,
    pub columns: &'c [Column<'c, R>],
    /// While it is read, and when there is nothing.
    pub reading: &'static str,
    pub none: &'static str,
}

impl<R: Subject> Board<R> {
    /// The list and the inside, side by side or one above the other; `shares` is what the list gets of either in
    /// percent. Without room for both the one that has the keys.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas,
        area: Rect,
        shares: [u16; 2],
        look: Look<R>,
        inside: impl FnOnce(&mut Canvas, Rect),
    ) {
        if canvas.zoom || canvas.class == Class::Narrow || canvas.look.plain {
            return if self.in_sheet { inside(canvas, area) } else { self.draw_list(canvas, area, look) };
        }
        let [beside, below] = shares;
        let [one, other] = if canvas.class == Class::Wide {
            Layout::horizontal([Constraint::Percentage(beside), Constraint::Fill(1)]).areas(area)
        } else {
            Layout::vertical([Constraint::Percentage(below), Constraint::Fill(1)]).areas(area)
        };
        self.draw_list(canvas, one, look);
        inside(canvas, other);
    }

    fn draw_list(&self, canvas: &mut Canvas, area: Rect, look: Look<R>) {
        let fact = if self.grid.is_empty() { String::new() } else { look.fact };
        let focused = !self.in_sheet;
        let inner = panel(canvas, area, Panel::new(look.title).right(fact, Role::Muted).focused(focused));
        canvas.put(area, Target::Pane(R::GRID));
        let phase = self.list.phase(canvas.now);
        match phase {
            Phase::Failed(why) => return failed(canvas, inner, why),
            Phase::Loading(ms) => return loading(canvas, inner, look.reading, ms),
            Phase::Ready if self.grid.is_empty() => {
                return empty(canvas, inner, look.none, &["Esc goes back to the pair."]);
            }
            _ => {}
        }
        let stale = matches!(phase, Phase::Stale(ms) if ms >= PATIENCE_MS);
        let columns = look.columns;
        let view = GridView { pane: R::GRID, columns, sort: None, focused, stale, bare: false };
        self.grid.draw(canvas, inner, &view);
    }

    /// The frame of the inside: its room, the row and what is known of it; `None` while that is not here, which is told.
    pub(super) fn open(
        &self,
        canvas: &mut Canvas,
        area: Rect,
        title: &'static str,
        reading: &str,
    ) -> Option<(Rect, &R, &R::Inside)> {
        let inner = panel(canvas, area, Panel::new(title).focused(self.in_sheet));
        canvas.put(area, Target::Pane(R::SHEET));
        let Some((row, inside)) = self.chosen() else {
            match self.inside.phase(canvas.now) {
                Phase::Failed(why) => failed(canvas, inner, why),
                Phase::Loading(ms) | Phase::Stale(ms) => loading(canvas, inner, reading, ms),
                _ => {}
            }
            return None;
        };
        Some((inner, row, inside))
    }
}

/// Draws lines at the bottom, as many as there is room for; returns the rest of the area.
pub(super) fn foot(canvas: &mut Canvas, area: Rect, lines: Vec<Line<'static>>) -> Rect {
    let height = u16::try_from(lines.len()).unwrap_or(area.height).min(area.height);
    let rest = Rect { height: area.height - height, ..area };
    for (line, y) in lines.into_iter().zip(rest.bottom()..area.bottom()) {
        canvas.line(Rect { y, height: 1, ..area }, line);
    }
    rest
}
