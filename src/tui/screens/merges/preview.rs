//! What either word on the pair would change, a line each, below what speaks for it.

use super::Act;
use super::told;
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
        (Act::Same, "same ", Role::Same, &preview.same),
        (Act::Different, "apart", Role::Different, &preview.different),
    ];
    for ((act, word, role, outcome), y) in words.into_iter().zip(spot.y..spot.bottom()) {
        let key = key(canvas, act);
        let coming = told::coming(outcome, together, canvas.look.masked);
        let width = area.width.into();
        let line = self::told(canvas, &key, word, role, &coming, outcome.keeps_profiles(), width);
        canvas.line(Rect { y, height: 1, ..spot }, line);
    }
}

/// The key of a word; nobody can say it in a workspace that is only read.
pub(super) fn key(canvas: &Canvas, act: Act) -> String {
    if canvas.look.read_only { "if".to_owned() } else { canvas.key(Any::Merges(act)) }
}

/// What a word would change, in a line: the key, the word, and what comes of it.
pub(super) fn told(
    canvas: &Canvas,
    key: &str,
    word: &str,
    role: Role,
    coming: &str,
    quiet: bool,
    columns: usize,
) -> Line<'static> {
    let arrow = if canvas.look.ascii { "->" } else { "→" };
    let head = format!(" {word} {arrow} ");
    let room = columns.saturating_sub(text::width(key) + text::width(&head));
    Line::from(vec![
        canvas.span(key.to_owned(), Role::Key),
        canvas.span(head, role),
        canvas.span(text::truncate(coming, room), if quiet { Role::Muted } else { Role::Text }),
    ])
}
