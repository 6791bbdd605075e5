//! How Overview looks: what came in on the left, who came out on the right, what to do next below.

use super::{Overview, Story, flow, next};
use crate::text;
use crate::tui::action::{Act, AppAct};
use crate::tui::canvas::{Canvas, Class};
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{big, empty, failed, loading, waited};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

pub(super) fn view(state: &Overview, canvas: &mut Canvas, area: Rect) {
    match (state.story.phase(canvas.now), state.story.get()) {
        (Phase::Failed(why), None) => failed(canvas, area, why),
        (Phase::Loading(ms), _) => loading(canvas, area, "Counting", ms),
        (Phase::Idle, None) | (_, None) => {}
        (_, Some(story)) if story.sources.is_empty() => first_run(canvas, area),
        (phase, Some(story)) => {
            tell(story, canvas, area);
            if phase.is_stale() {
                canvas.fill(area, canvas.style(Role::Faint));
            }
            if let Phase::Stale(ms) = phase
                && let Some(sign) = waited(ms, canvas.look.ascii)
            {
                canvas.right(Rect { height: 1, ..area }, vec![canvas.span(sign, Role::Accent)]);
            }
        }
    }
}

fn first_run(canvas: &mut Canvas, area: Rect) {
    let load = canvas.key(Act::App(AppAct::Load));
    let todo = [
        format!("{load} loads a file or a folder of exports."),
        "Or leave with q and see one that is ready: onefold demo".to_owned(),
    ];
    empty(canvas, area, "Nothing is loaded yet.", &[&todo[0], &todo[1]]);
}

fn tell(story: &Story, canvas: &mut Canvas, area: Rect) {
    let roomy = area.height >= 30 && area.width >= 100 && !canvas.look.plain;
    let air = u16::from(area.height >= 20);
    let head = if roomy { 6 } else { 2 + air };
    let rest = area.height - head;
    let sources = u16::try_from(story.sources.len()).unwrap_or(u16::MAX);
    let spread = u16::try_from(story.people.by_sources.len().min(8)).unwrap_or_default();
    let close = sources.max(spread + 5).saturating_add(2);
    let airy = (sources.saturating_mul(2)).max(2 * spread + 6).saturating_add(1);
    let upper = if airy <= rest * 11 / 20 { airy } else { close.clamp(5, rest.saturating_sub(6).max(5)) };
    let [top, upper, below] =
        Layout::vertical([Constraint::Length(head), Constraint::Length(upper), Constraint::Fill(1)])
            .areas(area);
    let headline =
        Rect { x: top.x + 3, y: top.y + air, width: top.width.saturating_sub(6), height: top.height - air };
    if roomy {
        tall_headline(story, canvas, headline)
    } else {
        headline_line(story, canvas, headline)
    }
    if canvas.look.plain {
        let rest = Rect { y: top.bottom(), height: rest, ..area };
        return told(story, canvas, rest);
    }
    let [left, right] = Layout::horizontal([Constraint::Percentage(55), Constraint::Fill(1)]).areas(upper);
    flow::came_in(story, canvas, left);
    flow::came_out(story, canvas, right);
    if canvas.class < Class::Wide {
        let [a, b] = Layout::horizontal([Constraint::Percentage(55), Constraint::Fill(1)]).areas(below);
        next::segments(story, canvas, a);
        return next::waiting(story, canvas, b);
    }
    let tall = below.height >= 16 && !story.activity.is_empty();
    let doings = if tall { (below.height / 2).clamp(7, 12) } else { 0 };
    let [below, doings] = Layout::vertical([Constraint::Fill(1), Constraint::Length(doings)]).areas(below);
    let thirds = [Constraint::Fill(4), Constraint::Fill(5), Constraint::Fill(4)];
    let [a, b, c] = Layout::horizontal(thirds).areas(below);
    next::waiting(story, canvas, a);
    next::segments(story, canvas, b);
    next::freshness(story, canvas, c);
    if tall {
        next::activity(story, canvas, doings);
    }
}

/// One below the other, to be read aloud.
fn told(story: &Story, canvas: &mut Canvas, area: Rect) {
    let shares = [Constraint::Length(6), Constraint::Fill(3), Constraint::Fill(3), Constraint::Fill(2)];
    let [waits, came_out, came_in, segments] = Layout::vertical(shares).areas(area);
    next::waiting(story, canvas, waits);
    flow::came_out(story, canvas, came_out);
    flow::came_in(story, canvas, came_in);
    next::segments(story, canvas, segments);
}

/// What the numbers mean, a sentence each.
fn explanation(story: &Story) -> Vec<String> {
    let people = &story.people;
    if people.profiles == 0 {
        return vec!["The records have not been folded into people yet".into()];
    }
    let folded = people.records.saturating_sub(people.profiles);
    let events: u64 = story.sources.iter().map(|s| s.events).sum();
    let several: u64 = people.by_sources.iter().filter(|t| t.of > 1).map(|t| t.profiles).sum();
    vec![
        format!("{} records were somebody already known", text::count(folded)),
        format!("{} people are in several sources", text::count(several)),
        format!("{} events tell what they did", text::count(events)),
    ]
}

fn arrow(canvas: &Canvas) -> &'static str {
    if canvas.look.ascii { "-->" } else { "━━▶" }
}

fn headline_line(story: &Story, canvas: &mut Canvas, area: Rect) {
    let strong = |n: u64| canvas.span(text::count(n), Role::Strong);
    let muted = |word: &'static str| canvas.span(word, Role::Muted);
    let people = &story.people;
    let mut spans = vec![
        strong(story.sources.len() as u64),
        muted(if story.sources.len() == 1 { " source   " } else { " sources   " }),
        strong(people.records),
        muted(" records  "),
        canvas.span(format!("{}  ", arrow(canvas)), Role::Accent),
        canvas.span(text::count(people.profiles), Role::Accent),
        canvas.span(" people", Role::Strong),
    ];
    let orders: u64 = story.takings.iter().map(|takings| takings.orders).sum();
    if orders > 0 {
        let orders = [muted("   "), strong(orders), muted(" orders")];
        let used: usize = spans.iter().chain(&orders).map(|span| text::width(&span.content)).sum();
        if used <= area.width.into() {
            spans.extend(orders);
        }
    }
    canvas.line(area, Line::from(spans));
    let mut told = String::new();
    for sentence in explanation(story) {
        let longer = if told.is_empty() { sentence } else { format!("{told}, {sentence}") };
        if text::width(&longer) > usize::from(area.width) {
            break;
        }
        told = longer;
    }
    if area.height > 1 {
        canvas.text(Rect { y: area.y + 1, height: 1, ..area }, &told, Role::Muted);
    }
}

fn tall_headline(story: &Story, canvas: &mut Canvas, area: Rect) {
    let people = &story.people;
    let blocks = [
        (
            story.sources.len() as u64,
            if story.sources.len() == 1 { "source" } else { "sources" },
            Role::Strong,
        ),
        (people.records, "records", Role::Strong),
        (people.profiles, "people", Role::Accent),
    ];
    let mut x = area.x;
    for (i, (number, label, role)) in blocks.into_iter().enumerate() {
        if i > 0 {
            let sign = if i == 2 { arrow(canvas) } else { "" };
            canvas.text(Rect { x, y: area.y + 1, width: 4, height: 1 }, sign, Role::Accent);
            x += if i == 2 { 6 } else { 2 };
        }
        let rows = if canvas.look.ascii {
            [String::new(), text::count(number), String::new()]
        } else {
            big(&text::count(number))
        };
        let width = rows.iter().map(|row| text::width(row)).max().unwrap_or_default();
        let width = u16::try_from(width.max(label.len())).unwrap_or_default();
        for (row, y) in rows.iter().zip(area.y..) {
            canvas.text(Rect { x, y, width: area.right().saturating_sub(x), height: 1 }, row, role);
        }
        let spot = Rect { x, y: area.y + 3, width: area.right().saturating_sub(x), height: 1 };
        canvas.text(spot, label, Role::Muted);
        x += width + 4;
    }
    let side = Rect { x: x + 2, y: area.y, width: area.right().saturating_sub(x + 2), height: 3 };
    for (sentence, y) in explanation(story).iter().zip(side.y..) {
        canvas.text(Rect { y, height: 1, ..side }, sentence, Role::Muted);
    }
}
