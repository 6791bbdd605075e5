//! A whole life in a few rows: one lane a family of events, time from left to right, the cursor's window marked.

use super::Journey;
use super::family::{self, FAMILIES};
use super::query::Life;
use super::update::STRIP;
use super::zoom::month;
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::theme::Role;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

const HEIGHTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const SHADES: [&str; 8] = [".", ".", ":", ":", "+", "+", "#", "#"];
/// Columns of the lanes' labels.
const LABEL: u16 = 12;
/// Columns between two dates below the strip.
const GAP: u16 = 3;

/// The lanes to draw: families, those that few events are of together in one where there is no room for all.
fn lanes(life: &Life, most: usize) -> Vec<Vec<usize>> {
    let mut events = [0_u64; FAMILIES];
    for step in &life.trace.steps {
        events[family::of(step.kind)] += 1;
    }
    let mut there: Vec<usize> = (0..FAMILIES).filter(|family| events[*family] > 0).collect();
    if there.len() <= most {
        return there.into_iter().map(|family| vec![family]).collect();
    }
    // Orders always have their own.
    there.sort_by_key(|family| (family::ALL[*family].title != "buying", std::cmp::Reverse(events[*family])));
    let rest = there.split_off(most.saturating_sub(1));
    there.sort_unstable();
    there.into_iter().map(|family| vec![family]).chain([rest]).collect()
}

/// Rows that the strip takes where there are `most` for lanes.
pub(super) fn rows(life: &Life, most: usize) -> u16 {
    u16::try_from(lanes(life, most).len()).unwrap_or_default() + 1
}

/// Time from left to right.
#[derive(Debug, Clone, Copy)]
struct Scale {
    from: DateTime,
    seconds: i64,
    columns: u16,
}

impl Scale {
    fn of(life: &Life, columns: u16) -> Option<Self> {
        let (first, last) = (life.trace.steps.first()?.at, life.trace.steps.last()?.at);
        let seconds = last.duration_since(first).as_secs().max(1);
        (columns > 0).then_some(Self { from: first, seconds, columns })
    }

    fn column(self, at: DateTime) -> u16 {
        let past = at.duration_since(self.from).as_secs().clamp(0, self.seconds);
        let column = i128::from(past) * i128::from(self.columns - 1) / i128::from(self.seconds);
        u16::try_from(column).unwrap_or_default()
    }
}

/// Draws it, and notes each column with the event nearest to it.
pub(super) fn view(state: &Journey, life: &Life, canvas: &mut Canvas, area: Rect, most: usize) {
    let label = if area.width < 60 { 2 } else { LABEL };
    let spot = Rect { x: area.x + label, width: area.width.saturating_sub(label), ..area };
    let Some(scale) = Scale::of(life, spot.width) else { return };
    let lanes = lanes(life, most);
    let mut counts = vec![vec![0_u64; spot.width.into()]; lanes.len()];
    for place in &state.chosen {
        let step = &life.trace.steps[*place];
        let family = family::of(step.kind);
        if let Some(lane) = lanes.iter().position(|lane| lane.contains(&family)) {
            counts[lane][usize::from(scale.column(step.at))] += 1;
        }
    }
    for ((lane, counts), y) in lanes.iter().zip(&counts).zip(area.y..) {
        title(lane, canvas, Rect { y, width: label, height: 1, ..area });
        cells(lane, counts, canvas, Rect { y, height: 1, ..spot });
    }
    let below = Rect { y: area.y + u16::try_from(lanes.len()).unwrap_or_default(), height: 1, ..spot };
    ruler(scale, canvas, below);
    window(state, scale, canvas, Rect { height: below.y - area.y + 1, ..spot });
    targets(state, life, scale, canvas, spot);
}

fn title(lane: &[usize], canvas: &mut Canvas, area: Rect) {
    let word = if let [family] = lane { family::ALL[*family].title } else { "others" };
    let mut spans = Vec::new();
    if lane.len() == 1 {
        spans.push(family::sign(lane[0], canvas));
        spans.push(Span::raw(" "));
    }
    spans.push(canvas.span(word, Role::Muted));
    canvas.line(area, Line::from(spans));
}

/// Single events as the lane's sign, many as heights.
fn cells(lane: &[usize], counts: &[u64], canvas: &mut Canvas, area: Rect) {
    let most = counts.iter().copied().max().unwrap_or_default();
    let style = family::style(lane[0], canvas);
    let ascii = canvas.look.ascii;
    let glyph = |n: u64| match n {
        _ if most <= 2 && lane.len() == 1 => family::glyph(lane[0], ascii),
        n => {
            let level = 1.0 + (n as f64).ln() / (most as f64).ln().max(0.1) * 6.0;
            (if ascii { SHADES } else { HEIGHTS })[level.round().clamp(0.0, 7.0) as usize]
        }
    };
    // What is blank has no style: without colours it would be underlined from end to end.
    let spans = counts.iter().map(|n| if *n == 0 { Span::raw(" ") } else { Span::styled(glyph(*n), style) });
    canvas.line(area, Line::from_iter(spans));
}

/// Years where the life is long, else months, else days, as far apart as needs be.
fn ruler(scale: Scale, canvas: &mut Canvas, area: Rect) {
    let line = if canvas.look.ascii { "-" } else { "─" };
    canvas.line(area, canvas.span(line.repeat(area.width.into()), Role::Faint));
    let days = scale.seconds / 86_400;
    let mut at = scale.from.date();
    let mut free = 0;
    loop {
        let column = scale.column(at.at(0, 0, 0, 0).max(scale.from));
        let title = match days {
            0..=60 => text::date(at),
            61..=800 => format!("{} {}", &month(at)[..3], at.year()),
            _ => at.year().to_string(),
        };
        let width = u16::try_from(text::width(&title)).unwrap_or_default() + 1;
        if column >= free && column + width <= area.width {
            let spot = Rect { x: area.x + column, width, ..area };
            canvas.text(spot, &format!("{title} "), Role::Muted);
            free = column + width + GAP;
        }
        let Some(next) = later(at, days) else { return };
        if next.at(0, 0, 0, 0).duration_since(scale.from).as_secs() > scale.seconds {
            return;
        }
        at = next;
    }
}

fn later(at: Date, days: i64) -> Option<Date> {
    match days {
        0..=60 => at.tomorrow().ok(),
        61..=800 => at.first_of_month().checked_add(1.month()).ok(),
        _ => at.first_of_year().checked_add(1.year()).ok(),
    }
}

/// The stretch of time under the cursor.
fn window(state: &Journey, scale: Scale, canvas: &mut Canvas, area: Rect) {
    let stretch = match (state.group(), state.step()) {
        (Some(group), _) => (group.first, group.last),
        (None, Some(step)) => (step.at, step.at),
        _ => return,
    };
    let (from, until) = (scale.column(stretch.0), scale.column(stretch.1));
    let width = until - from + 1;
    let sign = match (width, canvas.look.ascii) {
        (1, false) => "▲",
        (1, true) => "^",
        (_, false) => "━",
        (_, true) => "=",
    };
    let spot = Rect { x: area.x + from, width, ..area };
    if width <= 2 {
        thread(canvas, Rect { height: area.height.saturating_sub(1), ..spot });
    } else {
        canvas.fill(spot, canvas.style(Role::SelectedPale));
    }
    let below = Rect { y: area.bottom() - 1, height: 1, ..spot };
    canvas.line(below, canvas.span(sign.repeat(width.into()), Role::Accent));
}

/// The cursor's line through the lanes: it goes behind the signs, which are underlined.
fn thread(canvas: &mut Canvas, area: Rect) {
    let (line, style) = (if canvas.look.ascii { "|" } else { "│" }, canvas.style(Role::Accent));
    let buffer = canvas.frame.buffer_mut();
    for at in area.intersection(buffer.area).positions() {
        let cell = &mut buffer[at];
        if cell.symbol() == " " {
            cell.set_symbol(line).set_style(style);
        } else {
            cell.modifier |= Modifier::UNDERLINED | Modifier::BOLD;
            cell.modifier &= !Modifier::DIM;
        }
    }
}

fn targets(state: &Journey, life: &Life, scale: Scale, canvas: &mut Canvas, area: Rect) {
    let mut nearest: Vec<Option<usize>> = vec![None; area.width.into()];
    for (place, step) in state.chosen.iter().enumerate() {
        nearest[usize::from(scale.column(life.trace.steps[*step].at))].get_or_insert(place);
    }
    for (place, x) in nearest.into_iter().zip(area.x..) {
        if let Some(place) = place {
            canvas.put(Rect { x, width: 1, ..area }, Target::Row(STRIP, place));
        }
    }
}
