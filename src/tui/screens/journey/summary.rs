//! A period from inside: what happened in it, told by whom, worth what.

use super::family;
use super::group::Group;
use super::parts::{Count, counts, fact, heading};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use ratatui::text::{Line, Span};

/// The lines about the period.
pub(super) fn lines(group: &Group, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let mut lines = vec![Line::from(canvas.span(group.title.clone(), Role::Strong))];
    let span = if group.first.date() == group.last.date() {
        text::date(group.first.date())
    } else {
        format!("{} to {}", text::date(group.first.date()), text::date(group.last.date()))
    };
    lines.extend(fact(
        "events",
        &format!("{}, {span}", text::count(group.events.len())),
        Role::Text,
        canvas,
        width,
    ));
    if group.orders > 0 {
        let told = format!("{}, {}", text::count(group.orders), group.money);
        lines.extend(fact("orders", &told, Role::Strong, canvas, width));
    }
    if let Some(channel) = &group.channel {
        lines.extend(fact("came by", channel, Role::Text, canvas, width));
    }
    heading(&mut lines, "What happened".into(), canvas);
    let kinds = group.kinds.iter().map(|(kind, n)| {
        let family = family::of(*kind);
        let style = family::style(family, canvas);
        Count { sign: family::sign(family, canvas), title: kind.title.into(), n: *n, style }
    });
    lines.extend(counts(kinds.collect(), canvas, width));
    heading(&mut lines, "Told by".into(), canvas);
    let sources = group.sources.iter().map(|(name, n)| Count {
        sign: Span::raw(" "),
        title: text::clean(name).into_owned(),
        n: *n,
        style: canvas.style(Role::Bar),
    });
    lines.extend(counts(sources.collect(), canvas, width));
    lines
}
