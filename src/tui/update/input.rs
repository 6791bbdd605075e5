//! Keys, pastes and the mouse: all of them end in the same actions.

use super::{acts, grant, say, switch};
use crate::tui::action::{Act, ListAct, OverlayAct, Press, chord_text, pressed};
use crate::tui::app::App;
use crate::tui::context::Tone;
use crate::tui::hits::Target;
use crate::tui::msg::{Cmd, Mouse};
use crate::tui::overlays::Overlay;
use crate::tui::widgets;
use crossterm::event::{Event, KeyEvent, KeyEventKind};
use tui_input::backend::crossterm::EventHandler;

/// Two clicks within this long are one double click.
const DOUBLE_CLICK_MS: u64 = 400;

pub(super) fn key(app: &mut App, event: KeyEvent, cmds: &mut Vec<Cmd>) {
    if event.kind == KeyEventKind::Release {
        return;
    }
    app.pending.push(pressed(event));
    let places = app.places();
    let mut press = app.keymap.press(&places, &app.pending);
    if press == Press::Unknown && app.pending.len() > 1 {
        app.pending.drain(..app.pending.len() - 1);
        press = app.keymap.press(&places, &app.pending);
    }
    match press {
        Press::Begun => {}
        Press::Act(act) => {
            app.pending.clear();
            app.status = None;
            acts::act(app, act, cmds);
        }
        Press::Unknown => {
            let keys = std::mem::take(&mut app.pending);
            if !typed(app, &Event::Key(event), cmds) {
                let help = app.keymap.keys(Act::App(crate::tui::action::AppAct::Help)).join(" or ");
                say(
                    app,
                    format!("{} does nothing here; {help} shows what works", chord_text(&keys)),
                    Tone::Plain,
                );
            }
        }
    }
}

/// Gives an event to the line being typed, when there is one.
fn typed(app: &mut App, event: &Event, cmds: &mut Vec<Cmd>) -> bool {
    match app.overlays.last_mut() {
        Some(Overlay::Menu(menu)) => {
            if menu.input.handle_event(event).is_some_and(|changed| changed.value) {
                menu.search();
            }
            true
        }
        Some(Overlay::Prompt(prompt)) => {
            prompt.input.handle_event(event);
            true
        }
        Some(_) => false,
        None => {
            let (taken, wishes) = app.with(app.current, cmds, |screen, cx| {
                let line = screen.filter_mut().filter(|filter| filter.typing);
                let changed =
                    line.map(|line| line.input.handle_event(event).is_some_and(|changed| changed.value));
                if changed == Some(true) {
                    screen.filtered(cx);
                }
                changed.is_some()
            });
            grant(app, wishes, cmds);
            taken
        }
    }
}

pub(super) fn paste(app: &mut App, text: &str, cmds: &mut Vec<Cmd>) {
    match app.overlays.last_mut() {
        Some(Overlay::Menu(menu)) => {
            widgets::paste(&mut menu.input, text);
            menu.search();
        }
        Some(Overlay::Prompt(prompt)) => widgets::paste(&mut prompt.input, text),
        Some(_) => {}
        None => {
            let (taken, wishes) = app.with(app.current, cmds, |screen, cx| {
                let Some(line) = screen.filter_mut().filter(|filter| filter.typing) else { return false };
                widgets::paste(&mut line.input, text);
                screen.filtered(cx);
                true
            });
            if !taken {
                say(app, "Press / first: pasted text goes into the filter", Tone::Plain);
            }
            grant(app, wishes, cmds);
        }
    }
}

pub(super) fn mouse(app: &mut App, mouse: Mouse, cmds: &mut Vec<Cmd>) {
    match mouse {
        Mouse::Click(column, row) => {
            if let Some(target) = app.drawn.at(column, row) {
                let last = app.last_click.replace((target, app.now.ms));
                let twice = last.is_some_and(|(before, at)| {
                    before == target && app.now.ms.saturating_sub(at) <= DOUBLE_CLICK_MS
                });
                click(app, target, twice, cmds);
            }
        }
        Mouse::Wheel(column, row, rows) => {
            let target = app.drawn.at(column, row);
            if let Some(Overlay::Menu(menu)) = app.overlays.last_mut() {
                menu.step(rows.into());
            } else if let (Some(target), true) = (target, app.overlays.is_empty()) {
                let ((), wishes) = app.with(app.current, cmds, |screen, cx| screen.wheel(target, rows, cx));
                grant(app, wishes, cmds);
            }
        }
    }
}

fn click(app: &mut App, target: Target, twice: bool, cmds: &mut Vec<Cmd>) {
    match (target, app.overlays.last_mut()) {
        (Target::Hint(act), _) => acts::act(app, act, cmds),
        (Target::Entry(index), Some(Overlay::Menu(menu))) => {
            menu.point(index);
            acts::act(app, Act::Overlay(OverlayAct::Run), cmds);
        }
        (Target::Beside, Some(Overlay::Menu(_) | Overlay::Message(_))) => {
            app.overlays.pop();
        }
        (_, Some(_)) => {}
        (Target::Tab(id), None) => switch(app, id, cmds),
        (target, None) => {
            let ((), wishes) = app.with(app.current, cmds, |screen, cx| {
                // Whoever clicks is done typing.
                screen.filter_mut().into_iter().for_each(|filter| filter.typing = false);
                screen.click(target, twice, cx);
            });
            grant(app, wishes, cmds);
            if twice && matches!(target, Target::Row(..)) {
                acts::act(app, Act::List(ListAct::Open), cmds);
            }
        }
    }
}
