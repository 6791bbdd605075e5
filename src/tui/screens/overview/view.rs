//! How Overview looks: what came in on the left, who came out on the right, what to do next below.

use super::update::{PEOPLE, SOURCES};
use super::{Overview, Story};
use crate::text;
use crate::tui::action::{Act, AppAct};
use crate::tui::canvas::{Canvas, Class};
use crate::tui::hits::Target;
use crate::tui::remote::Phase;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, bar, big, empty, failed, loading, panel, waited};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

pub(super) fn view(state: &Overview, canvas: &mut Canvas, area: Rect) {
    match (state.story.phase(canvas.now), state.story.get()) {
        (Phase::Failed(why), None) => failed(canvas, area, why),
        (Phase::Loading(ms), _) => loading(canvas, area, "Counting", ms),
        (Phase::Idle, None) | (_, None) => {}
        (_, Some(story)) if story.sources.is_empty() => first_run(canvas, area),
        (phase, Some(story)) => {
            if let Phase::Stale(ms) = phase
                && let Some(sign) = waited(ms, canvas.look.ascii)
            {
                canvas.right(Rect { height: 1, ..area }, vec![canvas.span(sign, Role::Accent)]);
            }
            tell(story, canvas, area);
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
    let roomy = area.height >= 30 && area.width >= 100;
    let air = u16::from(area.height >= 20);
    let head = if roomy { 6 } else { 2 + air };
    let rest = area.height - head;
    let spread = u16::try_from(story.people.by_sources.len().min(8)).unwrap_or_default() + 7;
    let wanted = u16::try_from(story.sources.len()).unwrap_or(u16::MAX).saturating_add(2).max(spread);
    let upper = wanted.clamp(5, rest.saturating_sub(6).max(5));
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
    let [left, right] = Layout::horizontal([Constraint::Percentage(55), Constraint::Fill(1)]).areas(upper);
    sources(story, canvas, left);
    people(story, canvas, right);
    if canvas.class == Class::Wide {
        let [a, b, c] =
            Layout::horizontal([Constraint::Fill(4), Constraint::Fill(5), Constraint::Fill(4)]).areas(below);
        next_steps(story, canvas, a);
        segments(story, canvas, b);
        freshness(story, canvas, c);
    } else {
        let [a, b] = Layout::horizontal([Constraint::Percentage(55), Constraint::Fill(1)]).areas(below);
        segments(story, canvas, a);
        next_steps(story, canvas, b);
    }
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
    if let Some(takings) = story.takings.first() {
        spans.push(muted("   "));
        spans.push(strong(takings.orders));
        spans.push(muted(" orders   "));
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

/// One labelled bar: `label ████ 1,204 note`.
struct Bar {
    label: String,
    value: u64,
    share: f64,
    note: String,
    role: Role,
}

fn bars(canvas: &mut Canvas, area: Rect, rows: &[Bar], label_most: u16) {
    let widest =
        |texts: &mut dyn Iterator<Item = usize>| u16::try_from(texts.max().unwrap_or_default()).unwrap_or(0);
    let label = widest(&mut rows.iter().map(|row| text::width(&row.label))).min(label_most);
    let value = widest(&mut rows.iter().map(|row| text::count(row.value).len()));
    let note = widest(&mut rows.iter().map(|row| text::width(&row.note)));
    let room = area.width.saturating_sub(label + value + note + 4 + u16::from(note > 0));
    for (row, y) in rows.iter().zip(area.y..area.bottom()) {
        let line = Rect { y, height: 1, ..area };
        canvas.text(Rect { width: label, ..line }, &row.label, Role::Text);
        let glyphs = bar(row.share, room, canvas.look.ascii);
        let spot = Rect { x: area.x + label + 1, width: room, ..line };
        canvas.line(spot, canvas.span(glyphs, row.role));
        let number = if row.value == 0 { String::new() } else { text::count(row.value) };
        let number = format!("{number:>width$}", width = value.into());
        let spot = Rect { x: area.x + label + room + 2, width: value, ..line };
        canvas.text(spot, &number, Role::Strong);
        if note > 0 {
            let spot = Rect { x: spot.right() + 1, width: note, ..line };
            canvas.text(spot, &format!("{:>width$}", row.note, width = note.into()), Role::Muted);
        }
    }
}

fn sources(story: &Story, canvas: &mut Canvas, area: Rect) {
    let records: u64 = story.sources.iter().map(|s| s.records).sum();
    let facts = format!("{} records", text::count(records));
    let inner = panel(canvas, area, Panel::new("What came in").right(facts, Role::Muted));
    canvas.put(area, Target::Pane(SOURCES));
    let most = story.sources.iter().map(|s| s.records).max().unwrap_or(1).max(1);
    let mut sorted: Vec<_> = story.sources.iter().collect();
    sorted.sort_by_key(|s| std::cmp::Reverse((s.records, s.events)));
    let room = usize::from(inner.height);
    let shown = if sorted.len() > room { room.saturating_sub(1) } else { room };
    let rows: Vec<Bar> = sorted
        .iter()
        .take(shown)
        .map(|source| {
            let share = source.records as f64 / most as f64;
            Bar {
                label: source.name.clone(),
                value: source.records,
                share,
                note: String::new(),
                role: Role::Bar,
            }
        })
        .collect();
    bars(canvas, inner, &rows, inner.width / 2);
    // What brings no records brings events or ad spend: said where its bar would be.
    for (source, y) in sorted.iter().take(shown).zip(inner.y..) {
        if source.records == 0 {
            let (n, unit) = if source.events > 0 {
                (source.events, "events")
            } else {
                (source.ad_spend, "days of ad spend")
            };
            let note = format!("  {} {unit}", text::count(n));
            let line = Rect { y, height: 1, ..inner };
            let spans = vec![canvas.span(note, Role::Muted)];
            canvas.right(line, spans);
        }
    }
    if sorted.len() > shown && inner.height > 0 {
        let line = format!("and {} more", sorted.len() - shown);
        canvas.text(Rect { y: inner.bottom() - 1, height: 1, ..inner }, &line, Role::Faint);
    }
}

fn people(story: &Story, canvas: &mut Canvas, area: Rect) {
    let people = &story.people;
    let facts = format!("{} people", text::count(people.profiles));
    let inner = panel(canvas, area, Panel::new("Who came out").right(facts, Role::Accent));
    canvas.put(area, Target::Pane(PEOPLE));
    if people.profiles == 0 {
        let run = canvas.key(Act::App(AppAct::Run));
        return empty(canvas, inner, "Nobody yet.", &[&format!("{run} folds the records into people.")]);
    }
    let total = people.profiles as f64;
    let most = people.by_sources.iter().map(|t| t.profiles).max().unwrap_or(1).max(1);
    let spread: Vec<Bar> = people
        .by_sources
        .iter()
        .take(8)
        .map(|tally| Bar {
            label: format!("in {} {}", tally.of, if tally.of == 1 { "source" } else { "sources" }),
            value: tally.profiles,
            share: tally.profiles as f64 / most as f64,
            note: format!("{:.0} %", tally.profiles as f64 / total * 100.0),
            role: if tally.of == 1 { Role::BarRest } else { Role::Accent },
        })
        .collect();
    bars(canvas, inner, &spread, 14);
    let used = u16::try_from(spread.len()).unwrap_or_default() + 1;
    if used + 4 <= inner.height {
        let reach =
            [("e-mail", people.with_email), ("phone", people.with_phone), ("address", people.with_address)];
        let below = Rect { y: inner.y + used, height: inner.height - used, ..inner };
        canvas.text(below, "can be reached by", Role::Muted);
        let rows: Vec<Bar> = reach
            .into_iter()
            .map(|(label, n)| Bar {
                label: label.into(),
                value: n,
                share: n as f64 / total,
                note: format!("{:.0} %", n as f64 / total * 100.0),
                role: Role::Good,
            })
            .collect();
        bars(canvas, Rect { y: below.y + 1, height: below.height - 1, ..below }, &rows, 14);
    }
}

fn next_steps(story: &Story, canvas: &mut Canvas, area: Rect) {
    let inner = panel(canvas, area, Panel::new("What waits"));
    let rejects: u64 = story.sources.iter().map(|s| s.rejects).sum();
    let people = &story.people;
    let mut lines = Vec::new();
    let mut say = |n: u64, role: Role, sentence: &'static str| {
        let number = canvas.span(format!("{:>7}", text::count(n)), role);
        lines.push(Line::from(vec![number, Span::raw("  "), canvas.span(sentence, Role::Text)]));
    };
    let tone = |n: u64| if n > 0 { Role::Warn } else { Role::Good };
    say(people.review, tone(people.review), "pairs to review");
    say(people.decisions, Role::Strong, "decisions made");
    say(rejects, tone(rejects), "rows rejected");
    if let Some(takings) = story.takings.first() {
        say(takings.buyers, Role::Strong, "people have ordered");
        let money = text::money(takings.revenue.round(), None);
        let money = money.split('.').next().unwrap_or_default().to_owned();
        let code = takings.currency.as_deref().unwrap_or("in sales");
        lines.push(Line::from(vec![
            canvas.span(format!("{money:>7}"), Role::Strong),
            Span::raw("  "),
            canvas.span(
                format!("{} from {} orders", text::clean(code), text::count(takings.orders)),
                Role::Text,
            ),
        ]));
    }
    for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
        canvas.line(Rect { y, height: 1, ..inner }, line);
    }
}

fn segments(story: &Story, canvas: &mut Canvas, area: Rect) {
    let inner = panel(canvas, area, Panel::new("Segments").right("share of all people", Role::Faint));
    let mut rows: Vec<_> =
        story.segments.segments.iter().filter(|s| s.family != "rfm" && s.size > 0).collect();
    rows.sort_by_key(|s| std::cmp::Reverse(s.size));
    if rows.is_empty() {
        canvas.text(inner, "No segment has been computed yet", Role::Muted);
        return;
    }
    let bars_of: Vec<Bar> = rows
        .into_iter()
        .take(inner.height.into())
        .map(|s| Bar {
            label: s.title.clone(),
            value: s.size,
            share: s.share,
            note: format!("{:.0} %", s.share * 100.0),
            role: Role::Bar,
        })
        .collect();
    bars(canvas, inner, &bars_of, 20);
}

fn freshness(story: &Story, canvas: &mut Canvas, area: Rect) {
    let inner = panel(canvas, area, Panel::new("How fresh it is"));
    if story.stages.is_empty() {
        let run = canvas.key(Act::App(AppAct::Run));
        canvas.text(inner, &format!("Nothing has been computed yet; {run} does it"), Role::Warn);
        return;
    }
    for (stage, y) in story.stages.iter().zip(inner.y..inner.bottom()) {
        let line = Rect { y, height: 1, ..inner };
        canvas.text(line, &stage.name, Role::Text);
        let ago = stage.finished_at.map_or_else(|| "never".to_owned(), |at| text::ago(at, canvas.now.utc));
        let spans = vec![
            canvas.span(format!("{}  ", text::seconds(stage.seconds)), Role::Faint),
            canvas.span(format!("{ago:>12}"), Role::Muted),
        ];
        canvas.right(line, spans);
    }
}
