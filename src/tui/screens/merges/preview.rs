//! What either word on the pair would change, a line each, below what speaks for it.

use super::Act;
use super::told;
use crate::resolve::decide::Outcome;
use crate::resolve::read::PairView;
use crate::text;
use crate::tui::action::Act as Any;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Lines it takes.
pub(super) fn height(view: &PairView) -> u16 {
    if view.preview.is_some() { 2 } else { 1 }
}

/// At the bottom of `area`.
pub(super) fn draw(view: &PairView, canvas: &mut Canvas, area: Rect) {
    let rows = height(view).min(area.height);
    let spot = Rect { y: area.bottom() - rows, height: rows, ..area };
    let Some(preview) = &view.preview else {
        let note = "So many records hang together here that what changes is not worked out ahead.";
        return canvas.text(spot, note, Role::Faint);
    };
    let (left, right) = (view.explanation.left_profile, view.explanation.right_profile);
    let together = left.is_some() && left == right;
    let words = [
        (Act::Same, "same", Role::Same, &preview.same),
        (Act::Different, "apart", Role::Different, &preview.different),
    ];
    for ((act, word, role, outcome), y) in words.into_iter().zip(spot.y..spot.bottom()) {
        let line = line(canvas, act, word, role, outcome, together, area.width.into());
        canvas.line(Rect { y, height: 1, ..spot }, line);
    }
}

fn line(
    canvas: &Canvas,
    act: Act,
    word: &str,
    role: Role,
    outcome: &Outcome,
    together: bool,
    columns: usize,
) -> Line<'static> {
    let key = if canvas.look.read_only { "if".to_owned() } else { canvas.key(Any::Merges(act)) };
    let arrow = if canvas.look.ascii { "->" } else { "→" };
    let head = format!(" {word:<5} {arrow} ");
    let room = columns.saturating_sub(text::width(&key) + text::width(&head));
    let coming = text::truncate(&told::coming(outcome, together, canvas.look.masked), room);
    let quiet = outcome.keeps_profiles();
    Line::from(vec![
        canvas.span(key, Role::Key),
        canvas.span(head, role),
        canvas.span(coming, if quiet { Role::Muted } else { Role::Text }),
    ])
}
