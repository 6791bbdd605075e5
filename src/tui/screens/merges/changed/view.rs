//! How it looks: the changes, and the one under the cursor with both sides and what taking it back would do.

use super::super::Act;
use super::super::board::{Look, Subject, foot};
use super::super::columns::{of_profile, profile, records, revenue};
use super::super::state::Merges;
use super::super::{preview, repair};
use super::Changed;
use crate::resolve::decide::Verdict;
use crate::resolve::read::{UpsetRow, UpsetView};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{Align, Cell, Column, Width, draw_sheet};
use ratatui::layout::Rect;
use ratatui::text::Line;

of_profile!(UpsetRow);

const COLUMNS: &[Column<UpsetRow>] = &[
    profile(14, 26),
    Column {
        id: "what",
        title: "what happened",
        width: Width::Between(20, 46),
        align: Align::Left,
        cell: |row, canvas| Cell::new(row.what.clone(), canvas.style(Role::Strong)),
    },
    Column {
        id: "why",
        title: "because of",
        width: Width::Between(14, 28),
        align: Align::Left,
        cell: |row, canvas| Cell::new(row.why.clone(), canvas.style(Role::Muted)),
    },
    records(),
    revenue(),
];

pub(in super::super) fn view(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let changed = &state.changed_by_load;
    let count = text::many(changed.board.grid.len() as u64, "change");
    let since = changed.before.as_ref().map(|run| format!("{count} since run {}", run.run_id));
    let look = Look {
        title: "What the last load changed",
        fact: since.unwrap_or(count),
        columns: COLUMNS,
        reading: "Looking what the last load changed",
        none: match changed.before {
            None => "Only one run has resolved the records: no profile was there before.",
            Some(_) => "The last load changed no profile there was before, or you have looked at all of it.",
        },
    };
    changed.board.draw(canvas, area, [54, 36], look, |canvas, area| inside(changed, canvas, area));
}

fn inside(changed: &Changed, canvas: &mut Canvas, area: Rect) {
    let opened = changed.board.open(canvas, area, "Both sides", "Looking what it was before");
    let Some((inner, row, view)) = opened else { return };
    let keys = keys(view, canvas, inner.width.into());
    let sheet = foot(canvas, inner, keys);
    draw_sheet(canvas, sheet, UpsetRow::SHEET, changed.board.sheet, lines(row, view, canvas, inner.width));
}

fn lines(row: &UpsetRow, view: &UpsetView, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let when = row.at.map_or_else(String::new, |at| format!(", {}", text::date_time(at)));
    let what = format!("! P{}: {}, because of {}", row.profile_id, row.what, row.why);
    let mut lines = canvas.paragraph(&what, 0, width, Role::Warn);
    let run = format!("run {}{when}; the profile has {} now", row.run_id, text::many(row.records, "record"));
    lines.extend(canvas.paragraph(&run, 0, width, Role::Muted));
    lines.push(Line::default());
    let Some(sides) = &view.sides else {
        let note = match row.other_id {
            None => {
                "Records that left the data are not here any more to be shown. Sources tells which load took their place."
            }
            Some(_) => "It is so no more.",
        };
        lines.extend(canvas.paragraph(note, 0, width, Role::Muted));
        return lines;
    };
    let other = row.other_id.map(|id| format!("P{id}")).unwrap_or_default();
    let counts = sides.each_ref().map(|half| text::count(half.records.len()));
    let [stayed, moved] = counts;
    let moved = match row.change.as_str() {
        "split" => format!("{moved} went to {other}"),
        _ => format!("{moved} came from {other}"),
    };
    let heads = ["records".to_owned(), format!("{stayed} that stayed"), moved];
    lines.extend(repair::halves(sides, heads, canvas, width));
    lines
}

/// What either key does.
fn keys(view: &UpsetView, canvas: &Canvas, columns: usize) -> Vec<Line<'static>> {
    let line = |act, word, role, coming: &str, quiet| {
        preview::told(canvas, &preview::key(canvas, act), word, role, coming, quiet, columns)
    };
    let (Some((_, verdict)), Some((_, back))) = (&view.agree, &view.back) else { return Vec::new() };
    let kept = match verdict {
        Verdict::Same => "one person: asked no more",
        _ => "two people: asked no more",
    };
    let back = match back {
        Ok(coming) => line(Act::TakeBack, "take back", Role::Different, &coming.outcome.coming(), false),
        Err(why) => line(Act::TakeBack, "take back", Role::Faint, why, true),
    };
    vec![line(Act::AsItIs, "as it is ", Role::Same, kept, true), back]
}
