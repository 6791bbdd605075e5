//! What each action does that is not a screen's own.

use super::{begin, filter, go, grant, leave, say, show, switch};
use crate::tui::action::{Act, AppAct, OverlayAct, Place, row, table};
use crate::tui::app::App;
use crate::tui::context::Tone;
use crate::tui::msg::Cmd;
use crate::tui::overlays::{Confirm, Menu, MenuKind, Overlay, Prompt, Then};
use crate::tui::screens::{Goto, ScreenId};
use crate::tui::work::Work;
use tui_input::Input;

/// Commands remembered for the palette.
const RECENT: usize = 20;

pub(super) fn act(app: &mut App, act: Act, cmds: &mut Vec<Cmd>) {
    let Some(action) = row(act) else { return };
    if action.writes && app.look.read_only {
        return say(app, "This workspace is open read-only: nothing can be changed", Tone::Bad);
    }
    match act {
        Act::App(act) => app_act(app, act, cmds),
        Act::Overlay(act) => overlay_act(app, act, cmds),
        _ => {
            if let Place::Screen(id) = action.place
                && id != app.current
            {
                go(app, &Goto::Screen(id), cmds);
            }
            if !app.can(action) {
                return say(app, app.why_not(action), Tone::Plain);
            }
            let ((), wishes) = app.with(app.current, cmds, |screen, cx| screen.act(act, cx));
            grant(app, wishes, cmds);
        }
    }
}

fn app_act(app: &mut App, act: AppAct, cmds: &mut Vec<Cmd>) {
    match act {
        AppAct::Help => open_menu(app, MenuKind::Help),
        AppAct::Palette => open_menu(app, MenuKind::Palette),
        AppAct::Quit => {
            if !back(app, cmds) {
                quit(app, cmds);
            }
        }
        AppAct::Back => {
            if !back(app, cmds) {
                let quit = app.keymap.keys(Act::App(AppAct::Quit)).join(" or ");
                say(app, format!("This is the ground floor; {quit} leaves"), Tone::Plain);
            }
        }
        AppAct::Interrupt => interrupt(app, cmds),
        AppAct::Suspend => cmds.push(Cmd::Suspend),
        AppAct::Show(id) => match app.screen().leads_to(id) {
            Some(goto) => go(app, &goto, cmds),
            None => switch(app, id, cmds),
        },
        AppAct::NextScreen => step_screen(app, 1, cmds),
        AppAct::PreviousScreen => step_screen(app, ScreenId::ALL.len() - 1, cmds),
        AppAct::Zoom => app.zoom = !app.zoom,
        AppAct::Mask => {
            app.look.masked = !app.look.masked;
            let sentence = if app.look.masked { "Personal data is masked" } else { "Personal data is shown" };
            say(app, sentence, Tone::Plain);
        }
        AppAct::Mouse => {
            app.mouse = !app.mouse;
            cmds.push(Cmd::Mouse(app.mouse));
            let sentence =
                if app.mouse { "The mouse is on" } else { "The mouse is off: select text as usual" };
            say(app, sentence, Tone::Plain);
        }
        AppAct::Reload => {
            let ((), wishes) = app.with(app.current, cmds, |screen, cx| screen.reload(cx));
            grant(app, wishes, cmds);
            cmds.push(Cmd::Repaint);
        }
        AppAct::Load => app.overlays.push(Overlay::Prompt(Prompt::new(
            "app.load",
            "Load a file or folder",
            "A path or a pattern such as exports/*.csv. Its columns tell what it is.",
        ))),
        AppAct::Run => begin(app, Work::Run, cmds),
    }
}

fn open_menu(app: &mut App, kind: MenuKind) {
    let mut actions: Vec<_> = match kind {
        MenuKind::Help => app.available().filter(|action| app.can(action)).collect(),
        MenuKind::Palette => table()
            .filter(|action| !matches!(action.act, Act::Overlay(_)))
            .filter(|action| !(action.writes && app.look.read_only))
            .collect(),
    };
    if kind == MenuKind::Palette {
        let recent = |id: &str| app.recent.iter().position(|other| *other == id).unwrap_or(RECENT);
        actions.sort_by_key(|action| recent(action.id));
    }
    let menu = Menu::new(kind, actions.into_iter(), &app.keymap, |action| app.can(action));
    app.overlays.push(Overlay::Menu(menu));
}

/// Closes one layer: full screen, then the screen's own, then the trail. False: there was none.
fn back(app: &mut App, cmds: &mut Vec<Cmd>) -> bool {
    if app.zoom {
        app.zoom = false;
        return true;
    }
    let (went, wishes) = app.with(app.current, cmds, |screen, cx| screen.back(cx));
    grant(app, wishes, cmds);
    if went {
        return true;
    }
    let Some(before) = app.trail.pop() else { return false };
    app.current = before;
    show(app, cmds);
    true
}

fn quit(app: &mut App, cmds: &mut Vec<Cmd>) {
    match &app.running {
        None => leave(app, 0, cmds),
        Some(running) => {
            let change =
                format!("{} is stopped; what it has not finished is not changed.", running.work.title());
            let confirm = Confirm::new("Leave while work is going on?", "Stop it and leave", Then::Leave);
            app.overlays.push(Overlay::Confirm(confirm.change(change)));
        }
    }
}

/// Ctrl-C: work first, then questions, then the program.
fn interrupt(app: &mut App, cmds: &mut Vec<Cmd>) {
    if let Some(running) = app.running.as_mut().filter(|running| !running.stopping) {
        running.stopping = true;
        cmds.push(Cmd::StopWork);
    } else if app.screen().waiting_since().is_some() {
        cmds.push(Cmd::ForgetAll);
        say(app, "Stopped asking", Tone::Plain);
    } else {
        leave(app, 130, cmds);
    }
}

fn step_screen(app: &mut App, by: usize, cmds: &mut Vec<Cmd>) {
    let here = ScreenId::ALL.iter().position(|(id, _)| *id == app.current).unwrap_or_default();
    switch(app, ScreenId::ALL[(here + by) % ScreenId::ALL.len()].0, cmds);
}

fn overlay_act(app: &mut App, act: OverlayAct, cmds: &mut Vec<Cmd>) {
    if row(Act::Overlay(act)).is_some_and(|action| action.place == Place::Filter) {
        return filter::act(app, act, cmds);
    }
    match (app.overlays.pop(), act) {
        (Some(Overlay::Menu(menu)), OverlayAct::Run) => {
            if let Some(chosen) = menu.chosen() {
                note_recent(app, chosen);
                self::act(app, chosen, cmds);
            }
        }
        (
            Some(Overlay::Menu(mut menu)),
            OverlayAct::Down | OverlayAct::Up | OverlayAct::PageDown | OverlayAct::PageUp,
        ) => {
            menu.step(match act {
                OverlayAct::Down => 1,
                OverlayAct::Up => -1,
                OverlayAct::PageDown => menu.page(),
                _ => -menu.page(),
            });
            app.overlays.push(Overlay::Menu(menu));
        }
        (Some(Overlay::Confirm(mut confirm)), OverlayAct::Switch) => {
            confirm.yes = !confirm.yes;
            app.overlays.push(Overlay::Confirm(confirm));
        }
        (Some(Overlay::Confirm(confirm)), OverlayAct::Yes) => then(app, confirm.then, cmds),
        (Some(Overlay::Confirm(confirm)), OverlayAct::Choose) if confirm.yes => then(app, confirm.then, cmds),
        (Some(Overlay::Prompt(prompt)), OverlayAct::Submit) => entered(app, &prompt, cmds),
        (Some(Overlay::Prompt(mut prompt)), OverlayAct::Older | OverlayAct::Newer) => {
            let (place, now) = (prompt.purpose, prompt.input.value());
            let line = if act == OverlayAct::Older {
                app.typed.older(place, now)
            } else {
                app.typed.newer(place, now)
            };
            if let Some(line) = line {
                prompt.input = Input::new(line);
            }
            app.overlays.push(Overlay::Prompt(prompt));
        }
        _ => {}
    }
}

fn note_recent(app: &mut App, act: Act) {
    if let Some(action) = row(act) {
        app.recent.retain(|id| *id != action.id);
        app.recent.insert(0, action.id);
        app.recent.truncate(RECENT);
    }
}

fn then(app: &mut App, then: Then, cmds: &mut Vec<Cmd>) {
    match then {
        Then::Work(work) => begin(app, work, cmds),
        Then::Leave => leave(app, 0, cmds),
    }
}

fn entered(app: &mut App, prompt: &Prompt, cmds: &mut Vec<Cmd>) {
    let text = prompt.input.value().trim().to_owned();
    app.typed.note(prompt.purpose, &text);
    match prompt.purpose {
        _ if text.is_empty() => say(app, "Nothing was typed, nothing was done", Tone::Plain),
        "app.load" => begin(app, Work::Load(vec![text]), cmds),
        purpose => {
            let ((), wishes) = app.with(app.current, cmds, |screen, cx| screen.entered(purpose, &text, cx));
            grant(app, wishes, cmds);
        }
    }
}
