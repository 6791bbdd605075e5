//! What a pane says when it has no rows: why, and what to do; and what it says while it waits.

use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::remote::PATIENCE_MS;
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

const ASCII_FRAMES: [&str; 4] = ["|", "/", "-", "\\"];
const BLOCKS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▄", "▃", "▂"];

/// The spinner's sign at this many milliseconds.
#[must_use]
pub fn spinner(ms: u64, ascii: bool) -> &'static str {
    let step = usize::try_from(ms / 100).unwrap_or_default();
    if ascii { ASCII_FRAMES[step % ASCII_FRAMES.len()] } else { BLOCKS[step % BLOCKS.len()] }
}

/// `▃ 1.2 s` once the wait is worth showing.
#[must_use]
pub fn waited(ms: u64, ascii: bool) -> Option<String> {
    (ms >= PATIENCE_MS).then(|| format!("{} {}", spinner(ms, ascii), text::seconds(ms as f64 / 1000.0)))
}

/// Nothing yet: empty until the wait is worth showing, then what is awaited and for how long.
pub fn loading(canvas: &mut Canvas, area: Rect, what: &str, ms: u64) {
    if let Some(sign) = waited(ms, canvas.look.ascii) {
        let line =
            Line::from(vec![canvas.span(format!("{what}  "), Role::Muted), canvas.span(sign, Role::Accent)]);
        centred(canvas, area, vec![line]);
    }
}

/// Nothing there: why, and what to do about it.
pub fn empty(canvas: &mut Canvas, area: Rect, why: &str, todo: &[&str]) {
    let mut lines = vec![Line::from(canvas.span(why.to_owned(), Role::Strong)), Line::default()];
    lines.extend(todo.iter().map(|line| Line::from(canvas.span((*line).to_owned(), Role::Muted))));
    centred(canvas, area, lines);
}

/// It failed: why, and how to try again.
pub fn failed(canvas: &mut Canvas, area: Rect, why: &str) {
    let again = canvas.key(crate::tui::action::Act::App(crate::tui::action::AppAct::Reload));
    let lines = vec![
        Line::from(vec![
            canvas.span("! ", Role::Bad),
            canvas.span(text::clean(why).into_owned(), Role::Strong),
        ]),
        Line::default(),
        Line::from(canvas.span(format!("{again} asks again."), Role::Muted)),
    ];
    centred(canvas, area, lines);
}

fn centred(canvas: &mut Canvas, area: Rect, lines: Vec<Line<'_>>) {
    let width = area.width.saturating_sub(2).min(66);
    if width == 0 || area.height == 0 {
        return;
    }
    let rows = |line: &Line| (line.width().max(1)).div_ceil(usize::from(width));
    let height = u16::try_from(lines.iter().map(rows).sum::<usize>()).unwrap_or(area.height).min(area.height);
    let middle = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 3,
        width,
        height: area.height - (area.height - height) / 3,
    };
    let lines: Vec<Line> = lines.into_iter().map(|line| line.centered()).collect();
    canvas.draw(Paragraph::new(lines).wrap(Wrap { trim: true }), middle);
}

/// The spans of one labelled value, for facts in a row.
#[must_use]
pub fn fact<'t>(canvas: &Canvas, value: String, label: &'t str) -> [Span<'t>; 2] {
    [
        Span::styled(value, canvas.style(Role::Strong)),
        Span::styled(format!(" {label}"), canvas.style(Role::Muted)),
    ]
}
