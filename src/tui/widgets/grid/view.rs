//! Drawing a grid: only the rows and columns that fit, the key column always among them.

use super::width::{Need, Width, fit};
use super::{Grid, PAGE};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// On which side a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// One cell's text and what it means.
#[derive(Debug, Clone)]
pub struct Cell<'t> {
    /// Runs of text; cut to the column's width.
    pub spans: Vec<Span<'t>>,
}

impl<'t> Cell<'t> {
    /// A cell in one style.
    #[must_use]
    pub fn new(text: impl Into<std::borrow::Cow<'t, str>>, style: Style) -> Self {
        Self { spans: vec![Span::styled(text, style)] }
    }
}

/// A column: heading, width, side, and how a row's cell is made.
pub struct Column<'c, R> {
    /// Its id, as sorts and sessions name it.
    pub id: &'static str,
    /// Its heading.
    pub title: &'c str,
    /// How wide.
    pub width: Width,
    /// On which side.
    pub align: Align,
    /// The cell of a row.
    pub cell: fn(&R, &Canvas) -> Cell<'static>,
}

/// How a grid is drawn.
pub struct GridView<'c, R> {
    /// Its name on the map of the frame.
    pub pane: &'static str,
    /// Its columns; the first is the key column, which never scrolls away.
    pub columns: &'c [Column<'c, R>],
    /// The column it is sorted by, and whether the largest come first.
    pub sort: Option<(&'static str, bool)>,
    /// It has the keys.
    pub focused: bool,
    /// Its rows are being refreshed: dim.
    pub stale: bool,
    /// Without headings.
    pub bare: bool,
}

impl<R> Grid<R> {
    /// Draws headings and the rows that fit; notes rows, headings and the number of rows on the map.
    pub fn draw(&self, canvas: &mut Canvas, area: Rect, view: &GridView<R>) {
        let gutter = 2;
        let inner = Rect { x: area.x + gutter, width: area.width.saturating_sub(gutter), ..area };
        canvas.put(area, Target::Pane(view.pane));
        let heading = u16::from(!view.bare).min(area.height);
        let shown = self.top..(self.top + usize::from(area.height - heading)).min(self.order.len());
        let columns = fit(&self.needs(canvas, view, shown.clone()), self.left, inner.width);
        if heading > 0 {
            self.headings(canvas, inner, view, &columns);
        }
        let height = area.height - heading;
        canvas.drawn.shows(view.pane, height.into());
        for (index, y) in shown.zip(area.y + heading..) {
            let line = Rect { y, height: 1, ..area };
            canvas.put(line, Target::Row(view.pane, index));
            self.line(canvas, line, gutter, view, &columns, index);
        }
    }

    /// What each column needs for the rows of the pages shown: of whole pages, so that no column moves at every step.
    fn needs(&self, canvas: &Canvas, view: &GridView<R>, shown: Range<usize>) -> Vec<Need> {
        let pages = shown.start / PAGE * PAGE..shown.end.div_ceil(PAGE) * PAGE;
        let ids = self.order.get(pages.start..pages.end.min(self.order.len())).unwrap_or_default();
        let rows: Vec<&R> = ids.iter().filter_map(|id| self.rows.get(id)).collect();
        let widest = |column: &Column<R>| {
            let cells = rows.iter().map(|row| {
                let cell = (column.cell)(row, canvas);
                cell.spans.iter().map(|span| text::width(&span.content)).sum::<usize>()
            });
            let sign = usize::from(view.sort.is_some_and(|(id, _)| id == column.id));
            let text = cells.max()?.max(text::width(column.title) + sign);
            Some(u16::try_from(text).unwrap_or(u16::MAX))
        };
        let need = |column: &Column<R>| match (column.width, column.align) {
            (Width::Fixed(_), _) => column.width.need(None),
            (_, Align::Left) => column.width.need(widest(column)),
            // A number that is cut is another number.
            (_, Align::Right) => column.width.need(widest(column)).whole(),
        };
        view.columns.iter().map(need).collect()
    }

    fn headings(&self, canvas: &mut Canvas, area: Rect, view: &GridView<R>, columns: &[(usize, u16)]) {
        let mut x = area.x;
        for (n, (i, width)) in columns.iter().enumerate() {
            let column = &view.columns[*i];
            let sorted = view.sort.filter(|(id, _)| *id == column.id);
            let sign = match (sorted, canvas.look.ascii) {
                (None, _) => "",
                (Some((_, true)), false) => "▼",
                (Some((_, false)), false) => "▲",
                (Some((_, true)), true) => " v",
                (Some((_, false)), true) => " ^",
            };
            let more = n == 1 && *i > 1;
            let lead = if more { if canvas.look.ascii { "<" } else { "‹" } } else { "" };
            let room = usize::from(*width).saturating_sub(text::width(sign) + text::width(lead));
            let title = format!("{lead}{}{sign}", text::truncate(column.title, room));
            let pad = usize::from(*width).saturating_sub(text::width(&title));
            let role = if sorted.is_some() { Role::Accent } else { Role::Heading };
            let mut spot = Rect { x, width: *width, height: 1, ..area };
            canvas.put(spot, Target::Column(view.pane, *i));
            if column.align == Align::Right {
                spot.x += u16::try_from(pad).unwrap_or_default();
                spot.width = spot.width.saturating_sub(u16::try_from(pad).unwrap_or_default());
            }
            let span = canvas.span(title, role);
            canvas.line(spot, Line::from(span));
            x += width + 2;
        }
        let hidden = columns.last().is_some_and(|(i, _)| i + 1 < view.columns.len());
        if hidden && area.width > 0 {
            let sign = if canvas.look.ascii { ">" } else { "›" };
            // In the air between the table and its frame.
            canvas.text(Rect { x: area.right(), width: 1, height: 1, ..area }, sign, Role::Accent);
        }
    }

    fn line(
        &self,
        canvas: &mut Canvas,
        area: Rect,
        gutter: u16,
        view: &GridView<R>,
        columns: &[(usize, u16)],
        index: usize,
    ) {
        let id = self.order[index];
        let here = index == self.cursor;
        let marked = self.marked.contains(&id);
        let row = self.rows.get(&id);
        let mut x = area.x + gutter;
        for (i, width) in columns {
            let column = &view.columns[*i];
            let cell = match row {
                Some(row) => (column.cell)(row, canvas),
                None => Cell::new("·".repeat(usize::from(*width).min(5)), canvas.style(Role::Faint)),
            };
            let spot = Rect { x, width: *width, height: 1, ..area };
            draw_cell(canvas, spot, cell, column.align);
            x += width + 2;
        }
        if view.stale {
            canvas.fill(area, canvas.style(Role::Faint));
        }
        if here {
            // One ground for the whole row: the cells' own colours would be unreadable on it.
            let style = if view.focused {
                let style = canvas.style(Role::Selected);
                Style { fg: style.fg.or(canvas.style(Role::Text).fg), ..style }.remove_modifier(Modifier::DIM)
            } else {
                canvas.style(Role::SelectedPale)
            };
            canvas.fill(area, style);
            if view.focused {
                canvas.focus_at(area.x, area.y);
            }
        }
        let sign = match (marked, here, canvas.look.ascii) {
            (true, _, false) => "◆",
            (true, _, true) => "*",
            (false, true, false) => "▌",
            (false, true, true) => ">",
            _ => return,
        };
        let style = canvas.style(if marked { Role::Marked } else { Role::Accent });
        let ground = if here && view.focused { canvas.style(Role::Selected) } else { Style::new() };
        canvas.line(Rect { width: 1, ..area }, Span::styled(sign, ground.patch(Style { bg: None, ..style })));
    }
}

fn draw_cell(canvas: &mut Canvas, area: Rect, cell: Cell, align: Align) {
    let mut room = usize::from(area.width);
    let mut spans = Vec::with_capacity(cell.spans.len());
    for span in cell.spans {
        let content = text::truncate(&span.content, room);
        room -= text::width(&content).min(room);
        spans.push(Span::styled(content, span.style));
    }
    let pad = u16::try_from(room).unwrap_or_default();
    let shift = if align == Align::Right { pad } else { 0 };
    canvas.line(Rect { x: area.x + shift, width: area.width - shift, ..area }, Line::from(spans));
}
