//! One event from inside: what, where it was told, by what it found the person, its session, its order, the credit.

use super::family;
use super::parts::{fact, heading, right};
use super::state::{Journey, Pane};
use super::summary;
use super::update::DETAIL;
use crate::journey::kind;
use crate::journey::read::{Entry, EventDetail, Order, OrderCredit, SessionRow};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::hits::Target;
use crate::tui::remote::{PATIENCE_MS, Phase};
use crate::tui::screens::profiles::label;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, draw_sheet, failed, loading, panel};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws what is under the cursor.
pub(super) fn view(state: &Journey, canvas: &mut Canvas, area: Rect) {
    let focused = state.pane == Pane::Detail;
    let title = if state.group().is_some() { "This period" } else { "This event" };
    let inner = panel(canvas, area, Panel::new(title).focused(focused));
    canvas.put(area, Target::Pane(DETAIL));
    if let Some(group) = state.group() {
        let lines = summary::lines(group, canvas, inner.width);
        return draw_sheet(canvas, inner, DETAIL, state.sheet, lines);
    }
    let Some(entry) = state.grid.row() else { return };
    let phase = state.event.phase(canvas.now);
    let detail = state.event.get().and_then(|detail| detail.as_deref());
    let detail = detail.filter(|detail| detail.event_id == entry.event_id);
    match (phase, detail) {
        (Phase::Failed(why), _) => return failed(canvas, inner, why),
        (Phase::Loading(ms) | Phase::Stale(ms), None) if ms >= PATIENCE_MS => {
            return loading(canvas, inner, "Looking inside", ms);
        }
        _ => {}
    }
    let lines = lines(entry, detail, canvas, inner.width);
    draw_sheet(canvas, inner, DETAIL, state.sheet, lines);
}

fn lines(entry: &Entry, detail: Option<&EventDetail>, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let family = family::of(kind::of(&entry.kind));
    let kind = Span::styled(format!(" {}", family::word(&entry.kind)), family::style(family, canvas));
    let when = format!("{}, {}", text::date_time(entry.at), text::ago(entry.at, canvas.now.utc));
    let fits = text::width(&kind.content) + text::width(&when) + 3 <= width;
    let mut head = vec![family::sign(family, canvas), kind];
    let mut lines = Vec::new();
    if fits {
        head.extend([Span::raw("  "), canvas.span(when, Role::Muted)]);
        lines.push(Line::from(head));
    } else {
        lines.push(Line::from(head));
        lines.push(Line::from(canvas.span(text::truncate(&when, width), Role::Muted)));
    }
    for line in text::wrap(&entry.subject, width) {
        lines.push(Line::from(canvas.span(line, Role::Strong)));
    }
    if let Some(worth) = &entry.worth {
        lines.push(Line::from(canvas.span(worth.clone(), Role::Good)));
    }
    if entry.echo {
        let note = "Another system telling of an order that is already here: it counts once.";
        lines.extend(text::wrap(note, width).into_iter().map(|l| Line::from(canvas.span(l, Role::Warn))));
    }
    lines.push(Line::default());
    lines.extend(fact("told by", &format!("{}, {}", entry.system, entry.source), Role::Text, canvas, width));
    match detail {
        Some(detail) => further(&mut lines, entry, detail, canvas, width),
        None => lines.extend(fact("found by", &label(&entry.via), Role::Text, canvas, width)),
    }
    lines
}

fn further(
    lines: &mut Vec<Line<'static>>,
    entry: &Entry,
    detail: &EventDetail,
    canvas: &Canvas,
    width: usize,
) {
    let file = detail.path.rsplit(['/', '\\']).next().unwrap_or_default();
    let row = format!("{file}, row {}", text::count(detail.line));
    lines.extend(fact("read from", &row, Role::Text, canvas, width));
    lines.extend(fact("called", &detail.name, Role::Text, canvas, width));
    let found: Vec<String> = detail
        .pointers
        .iter()
        .filter(|pointer| pointer.bound)
        .map(|pointer| format!("{} {}", label(&pointer.kind), canvas.person(&pointer.kind, &pointer.value)))
        .collect();
    let found = if found.is_empty() { label(&entry.via) } else { found.join(", ") };
    lines.extend(fact("found by", &found, Role::Same, canvas, width));
    let others: Vec<String> = detail
        .pointers
        .iter()
        .filter(|pointer| !pointer.bound)
        .map(|pointer| format!("{} {}", label(&pointer.kind), canvas.person(&pointer.kind, &pointer.value)))
        .collect();
    if !others.is_empty() {
        lines.extend(fact("carries", &others.join(", "), Role::Muted, canvas, width));
    }
    let campaign: Vec<&str> = [&detail.utm_source, &detail.utm_medium, &detail.utm_campaign]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let facts = [
        ("campaign", Some(campaign.join(" / ")).filter(|text| !text.is_empty())),
        ("page", detail.url.clone()),
        ("ad click", detail.click_id.clone()),
    ];
    for (label, value) in facts {
        if let Some(value) = value {
            lines.extend(fact(label, &text::clean(&value), Role::Text, canvas, width));
        }
    }
    if let Some(found) = &detail.session {
        session(lines, found, canvas, width);
    }
    if let Some(found) = &detail.order {
        order(lines, found, canvas, width);
    }
    if !detail.credit.is_empty() {
        credit(lines, &detail.credit, canvas, width);
    }
}

fn session(lines: &mut Vec<Line<'static>>, session: &SessionRow, canvas: &Canvas, width: usize) {
    let minutes = session.ended_at.duration_since(session.started_at).as_secs() / 60;
    heading(lines, "Its session".into(), canvas);
    let told = format!(
        "{}, {minutes} min, {} events",
        text::date_time(session.started_at),
        text::count(session.events)
    );
    lines.extend(fact("began", &told, Role::Text, canvas, width));
    let campaign =
        session.campaign.as_ref().map_or_else(String::new, |name| format!(" / {}", text::clean(name)));
    lines.extend(fact("came by", &format!("{}{campaign}", session.channel), Role::Text, canvas, width));
}

fn order(lines: &mut Vec<Line<'static>>, order: &Order, canvas: &Canvas, width: usize) {
    let money = |amount: f64| text::money(amount, order.currency.as_deref());
    let status = order.status.as_ref().map_or_else(String::new, |s| format!(", {}", text::clean(s)));
    heading(lines, format!("Order {}{status}", text::clean(&order.number)), canvas);
    let amount = 13.min(width / 3);
    let title = width.saturating_sub(amount + 6);
    for line in &order.lines {
        let price = line.unit_price.map(|price| price * line.quantity - line.discount.unwrap_or_default());
        lines.push(Line::from(vec![
            canvas.span(right(&text::decimal(line.quantity, 0), 3), Role::Muted),
            canvas.span(if canvas.look.ascii { " x " } else { " × " }, Role::Faint),
            canvas.span(text::pad(&line.title, title), Role::Text),
            canvas.span(right(&price.map(money).unwrap_or_default(), amount), Role::Text),
        ]));
    }
    let less = |amount: Option<f64>| amount.filter(|amount| *amount != 0.0).map(|amount| -amount);
    let sums = [
        ("discount", less(order.discount)),
        ("shipping", order.shipping.filter(|amount| *amount != 0.0)),
        ("total", Some(order.total)),
        ("of it tax", order.tax.filter(|amount| *amount != 0.0)),
        ("refunded", less(Some(order.refunded))),
    ];
    for (label, sum) in sums {
        if let Some(sum) = sum {
            let role = if label == "total" { Role::Strong } else { Role::Muted };
            lines.push(Line::from(vec![
                canvas.span(text::pad(&format!("      {label}"), title + 6), Role::Muted),
                canvas.span(right(&money(sum), amount), role),
            ]));
        }
    }
    let places: Vec<_> =
        [&order.channel, &order.location].into_iter().flatten().map(|p| text::clean(p)).collect();
    if !places.is_empty() {
        lines.extend(fact("bought", &places.join(", "), Role::Text, canvas, width));
    }
}

fn credit(lines: &mut Vec<Line<'static>>, rows: &[OrderCredit], canvas: &Canvas, width: usize) {
    heading(lines, "Credit of its touchpoints".into(), canvas);
    let label = width.saturating_sub(24).min(40);
    let head = format!("{}{:>8}{:>8}{:>8}", text::pad("", label), "first", "last", "linear");
    lines.push(Line::from(canvas.span(head, Role::Muted)));
    let share = |share: f64| if share == 0.0 { "–".to_owned() } else { format!("{:.0} %", share * 100.0) };
    for row in rows {
        let campaign = row.campaign.as_ref().map_or_else(String::new, |name| format!(" / {name}"));
        lines.push(Line::from(vec![
            canvas.span(text::pad(&format!("{}{campaign}", row.channel), label), Role::Text),
            canvas.span(right(&share(row.first), 8), Role::Text),
            canvas.span(right(&share(row.last), 8), Role::Text),
            canvas.span(right(&share(row.linear), 8), Role::Strong),
        ]));
    }
}
