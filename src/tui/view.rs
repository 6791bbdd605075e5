//! The frame: tabs, crumbs, the screen, status, footer, and overlays on top.

use super::action::{Act, AppAct, ListAct};
use super::app::App;
use super::canvas::Canvas;
use super::context::Tone;
use super::hits::{Drawn, Target};
use super::screens::{CrumbCx, ScreenId};
use super::theme::Role;
use super::widgets::{meter, spinner};
use crate::text;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Below this many columns or rows there is only a notice.
const LEAST: (u16, u16) = (60, 16);

/// Draws the whole state; returns what lies where.
pub fn view(app: &App, frame: &mut Frame) -> Drawn {
    let mut drawn = Drawn::default();
    let area = frame.area();
    let mut canvas = Canvas {
        frame,
        theme: &app.theme,
        look: app.look,
        now: app.now,
        class: app.class(),
        zoom: app.zoom,
        keymap: &app.keymap,
        drawn: &mut drawn,
    };
    canvas.fill(area, canvas.style(Role::Text));
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let notice = format!("Onefold needs {}x{}; this is {}x{}", LEAST.0, LEAST.1, area.width, area.height);
        canvas.text(area, &notice, Role::Warn);
        return drawn;
    }
    let crumbs = u16::from(area.height >= 20);
    let row = |y| Rect { y, height: 1, ..area };
    let flagged = tabs(app, &mut canvas, row(area.y), crumbs > 0);
    if crumbs > 0 {
        crumb_line(app, &mut canvas, row(area.y + 1), flagged);
    }
    let body = Rect { y: area.y + 1 + crumbs, height: area.height - 3 - crumbs, ..area };
    app.screen().view(&mut canvas, body);
    status(app, &mut canvas, row(area.bottom() - 2));
    let screen = Rect { height: area.height - 1, ..area };
    for overlay in &app.overlays {
        overlay.view(&mut canvas, screen);
    }
    footer(app, &mut canvas, row(area.bottom() - 1));
    drawn
}

/// Draws the tabs; false: what holds for the whole session found no room beside them.
fn tabs(app: &App, canvas: &mut Canvas, area: Rect, crumbs: bool) -> bool {
    let flags = flags(app, canvas);
    let width = |spans: &[Span]| spans.iter().map(|span| text::width(&span.content)).sum::<usize>();
    let sign = if app.look.ascii { " * " } else { " ◆ " };
    canvas.line(area, canvas.span(sign, Role::Accent));
    let brand = if area.width >= 90 { "onefold  " } else { "" };
    canvas.text(Rect { x: area.x + 3, width: area.width - 3, ..area }, brand, Role::Strong);
    let mut x = area.x + 3 + u16::try_from(brand.len()).unwrap_or_default();
    // All titles with air between them, else side by side, else only the numbers.
    let full: usize = ScreenId::ALL.iter().map(|(id, _)| id.title().len() + 4).sum();
    let kept = if crumbs { 0 } else { width(&flags) };
    let fits =
        |air: usize| full + kept + air * ScreenId::ALL.len() + usize::from(x) <= usize::from(area.width);
    let (roomy, air) = (fits(0), u16::from(fits(1)));
    for (id, digit) in ScreenId::ALL {
        let here = id == app.current;
        let title = if roomy || here { id.title() } else { "" };
        let gap = if title.is_empty() { "" } else { " " };
        let width = u16::try_from(title.len() + gap.len() + 3).unwrap_or_default();
        let spot = Rect { x, width, ..area };
        if here {
            let label = format!(" {digit}{gap}{title} ");
            canvas.line(spot, canvas.span(label, Role::TabActive));
        } else {
            let spans = vec![
                canvas.span(format!(" {digit}{gap}"), Role::Faint),
                canvas.span(title.to_owned(), Role::Muted),
            ];
            canvas.line(spot, Line::from(spans));
        }
        canvas.put(spot, Target::Tab(id));
        x += width + if roomy { air } else { 1 };
    }
    // What must not be overlooked goes one line down where the tabs leave it no room.
    let rest = Rect { x, width: area.right().saturating_sub(x + 1), ..area };
    let room = usize::from(rest.width);
    if width(&flags) > room {
        return false;
    }
    let name = text::width(&app.workspace) + 2 <= room - width(&flags);
    let name = name.then(|| canvas.span(app.workspace.clone(), Role::Muted));
    let facts = flags.into_iter().chain(name).collect();
    canvas.right(rest, facts);
    true
}

/// What holds for the whole session.
fn flags(app: &App, canvas: &Canvas) -> Vec<Span<'static>> {
    let masked = app.look.masked.then(|| canvas.span("masked  ", Role::Good));
    let read_only = app.look.read_only.then(|| canvas.span("read-only  ", Role::Warn));
    masked.into_iter().chain(read_only).collect()
}

fn crumb_line(app: &App, canvas: &mut Canvas, area: Rect, flagged: bool) {
    let taken = if flagged {
        0
    } else {
        let flags = flags(app, canvas);
        canvas.right(area, flags) + 1
    };
    let area = Rect { width: area.width.saturating_sub(taken), ..area };
    let arrow = if app.look.ascii { " > " } else { " › " };
    let own = app.screen().crumbs(&CrumbCx { masked: app.look.masked });
    let before: Vec<String> = app.trail.iter().map(|id| id.title().to_owned()).collect();
    let all: Vec<String> = before.into_iter().chain([app.current.title().to_owned()]).chain(own).collect();
    let last = all.len() - 1;
    let about = if last == 0 { format!("  {}", app.current.about()) } else { String::new() };
    let mut spans = vec![Span::raw("   ")];
    for (i, crumb) in all.into_iter().enumerate() {
        if i > 0 {
            spans.push(canvas.span(arrow, Role::Faint));
        }
        let role = if i == last { Role::Strong } else { Role::Muted };
        spans.push(canvas.span(text::truncate(&crumb, 40), role));
    }
    spans.push(canvas.span(about, Role::Faint));
    canvas.line(area, Line::from(spans));
}

fn status(app: &App, canvas: &mut Canvas, area: Rect) {
    let inner = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    let mut taken = 0;
    if let Some(running) = &app.running {
        taken = work_line(app, canvas, inner, running) + 2;
    }
    if let Some((sentence, tone)) = &app.status {
        let (sign, role) = match tone {
            Tone::Plain => ("", Role::Muted),
            Tone::Good => ("", Role::Good),
            Tone::Bad => ("! ", Role::Bad),
        };
        let room = Rect { width: inner.width.saturating_sub(taken), ..inner };
        canvas.text(room, &format!("{sign}{sentence}"), role);
    }
}

fn work_line(app: &App, canvas: &mut Canvas, area: Rect, running: &super::app::Running) -> u16 {
    let waited = app.now.ms.saturating_sub(running.since);
    let time = text::seconds((waited / 100) as f64 / 10.0);
    let (what, share) = match &running.step {
        Some(step) => {
            let total = step.total.filter(|total| *total > 0);
            (format!("{}: {}", step.stage, step.what), total.map(|total| step.done as f64 / total as f64))
        }
        None => (running.work.title().to_owned(), None),
    };
    let what = if running.stopping { "stopping".to_owned() } else { what };
    let what = text::truncate(&what, usize::from(area.width / 2));
    let mut spans = vec![
        canvas.span(format!("{} ", spinner(waited, app.look.ascii)), Role::Accent),
        canvas.span(what, Role::Text),
        Span::raw(" "),
    ];
    if let Some(share) = share {
        let styles = (canvas.style(Role::Bar), canvas.style(Role::BarRest));
        spans.extend(meter(share, 12, app.look.ascii, styles.0, styles.1));
        spans.push(canvas.span(format!(" {:3.0} % ", share.min(1.0) * 100.0), Role::Muted));
    }
    spans.push(canvas.span(time, Role::Muted));
    let stop = canvas.key(Act::App(AppAct::Interrupt));
    if area.width >= 100 {
        spans.push(canvas.span(format!("  {stop}"), Role::Key));
        spans.push(canvas.span(" stops", Role::Muted));
    }
    canvas.right(area, spans)
}

fn footer(app: &App, canvas: &mut Canvas, area: Rect) {
    let mut x = area.x + 2;
    let pinned = [Act::App(AppAct::Help), Act::App(AppAct::Palette), Act::App(AppAct::Quit)];
    let mut keys = Vec::new();
    let mut hints: Vec<_> = app
        .available()
        .filter(|action| action.hint.is_some() && app.can(action))
        .filter(|action| {
            // A key that a nearer place has taken means something else here.
            let key = canvas.key(action.act);
            let free = !keys.contains(&key);
            keys.push(key);
            free
        })
        .collect();
    // What the pane is for stands first, then what opens and what finds: they are the last to go when room is short.
    let first = [app.screen().foremost(), &[Act::List(ListAct::Open), Act::List(ListAct::Filter)]].concat();
    hints.sort_by_key(|action| first.iter().position(|act| *act == action.act).unwrap_or(first.len()));
    let width = |action: &super::action::Action| {
        let word = action.hint.unwrap_or_default();
        u16::try_from(text::width(&canvas.key(action.act)) + 1 + text::width(word) + 3).unwrap_or_default()
    };
    let reserved: u16 = hints.iter().filter(|a| pinned.contains(&a.act)).map(|a| width(a)).sum();
    let mut room = area.width.saturating_sub(3 + reserved);
    let mut shown = Vec::new();
    for action in hints {
        let width = width(action);
        if pinned.contains(&action.act) {
            shown.push((action, width));
        } else if width <= room {
            room -= width;
            shown.push((action, width));
        }
    }
    for (action, width) in shown {
        let spot = Rect { x, width: width - 2, ..area };
        let spans = vec![
            canvas.span(canvas.key(action.act), Role::Key),
            canvas.span(format!(" {}", action.hint.unwrap_or_default()), Role::Muted),
        ];
        canvas.line(spot, Line::from(spans));
        canvas.put(spot, Target::Hint(action.act));
        x += width;
    }
}
