//! What every message does to the state: no IO, no clock; what must happen outside is returned as commands.

mod acts;
mod filter;
mod input;

use super::app::{App, Running};
use super::context::{Tone, Wish};
use super::hits::Drawn;
use super::msg::{Cmd, Msg};
use super::overlays::{Message, Overlay};
use super::screens::{Goto, ScreenId, Screens};
use super::work::{Work, WorkDone};
use crate::workspace::lanes::{LaneError, Report};

/// Applies one message.
pub fn update(app: &mut App, msg: Msg) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    if app.leaving {
        return cmds;
    }
    match msg {
        Msg::Clock(now) => {
            app.now = now;
            return cmds;
        }
        Msg::Drawn(drawn) => {
            seen(app, drawn, &mut cmds);
            return cmds;
        }
        Msg::Key(key) => input::key(app, key, &mut cmds),
        Msg::Paste(text) => input::paste(app, &text, &mut cmds),
        Msg::Mouse(mouse) => input::mouse(app, mouse, &mut cmds),
        Msg::Resize(columns, rows) => app.size = (columns, rows),
        Msg::Reply(report) => {
            if let Some(id) = Screens::of_slot(report.slot) {
                let ((), wishes) = app.with(id, &mut cmds, |screen, cx| screen.reply(report, cx));
                grant(app, wishes, &mut cmds);
            }
        }
        Msg::Step(ticket, step) => {
            if let Some(running) = app.running.as_mut().filter(|running| running.ticket == ticket) {
                running.step = Some(step);
            }
        }
        Msg::Worked(report) => worked(app, report, &mut cmds),
        Msg::Signal(signal) => leave(app, signal.code(), &mut cmds),
        Msg::Stop => cmds.push(Cmd::Suspend),
        Msg::Resumed => cmds.push(Cmd::Repaint),
    }
    app.dirty = true;
    cmds
}

/// Shows the first screen: call once, after the size is known.
pub fn start(app: &mut App) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    show(app, &mut cmds);
    cmds
}

fn seen(app: &mut App, drawn: Drawn, cmds: &mut Vec<Cmd>) {
    // The lists learn their heights from the first frame: it is drawn once more when that moved something.
    app.dirty |= !app.drawn.same_rows(&drawn);
    if let Some(Overlay::Menu(menu)) = app.overlays.last_mut()
        && let Some(rows) = drawn.rows("menu")
    {
        menu.fit(rows);
    }
    let ((), wishes) = app.with(app.current, cmds, |screen, cx| screen.drawn(&drawn, cx));
    app.drawn = drawn;
    grant(app, wishes, cmds);
}

/// Does what a screen wished for.
fn grant(app: &mut App, wishes: Vec<Wish>, cmds: &mut Vec<Cmd>) {
    for wish in wishes {
        match wish {
            Wish::Say(sentence, tone) => say(app, sentence, tone),
            Wish::Go(goto) => go(app, &goto, cmds),
            Wish::Open(overlay) => app.overlays.push(*overlay),
            Wish::Act(act) => acts::act(app, act, cmds),
            Wish::Work(work) => begin(app, work, cmds),
        }
    }
}

fn say(app: &mut App, sentence: impl Into<String>, tone: Tone) {
    app.status = Some((sentence.into(), tone));
    app.dirty = true;
}

/// The current screen came to the front, or what it shows is stale.
fn show(app: &mut App, cmds: &mut Vec<Cmd>) {
    let ((), wishes) = app.with(app.current, cmds, |screen, cx| screen.show(cx));
    grant(app, wishes, cmds);
}

/// Changes to a screen by its tab: the trail begins anew.
fn switch(app: &mut App, id: ScreenId, cmds: &mut Vec<Cmd>) {
    app.trail.clear();
    app.zoom = false;
    app.current = id;
    show(app, cmds);
}

/// Goes somewhere with a way back.
fn go(app: &mut App, goto: &Goto, cmds: &mut Vec<Cmd>) {
    let id = goto.screen();
    if id != app.current {
        app.trail.retain(|other| *other != id);
        app.trail.push(app.current);
        app.current = id;
        app.zoom = false;
    }
    show(app, cmds);
    let ((), wishes) = app.with(id, cmds, |screen, cx| screen.visit(goto, cx));
    grant(app, wishes, cmds);
}

/// Starts background work, one at a time for what takes long.
fn begin(app: &mut App, work: Work, cmds: &mut Vec<Cmd>) {
    if app.look.read_only {
        return say(app, "This workspace is open read-only: nothing can be changed", Tone::Bad);
    }
    if let Some(running) = &app.running {
        let sentence = format!("{} goes on; wait for it or stop it with Ctrl-C", running.work.title());
        return say(app, sentence, Tone::Bad);
    }
    app.tickets += 1;
    let ticket = app.tickets;
    if work.is_quick() {
        app.quick.push((ticket, work.clone()));
        cmds.push(Cmd::Work(ticket, work));
        return;
    }
    app.status = None;
    app.running =
        Some(Running { ticket, work: work.clone(), since: app.now.ms, step: None, stopping: false });
    cmds.push(Cmd::Work(ticket, work));
}

fn worked(app: &mut App, report: Report<WorkDone>, cmds: &mut Vec<Cmd>) {
    if let Some(at) = app.quick.iter().position(|(ticket, _)| *ticket == report.ticket) {
        let (_, work) = app.quick.remove(at);
        return reviewed(app, &work, report, cmds);
    }
    let title = app.running.as_ref().map_or("The work", |running| running.work.title());
    let running = app.running.take_if(|running| running.ticket == report.ticket);
    let work = running.map(|running| running.work);
    match report.result {
        Ok(done) => {
            if let Some(work) = work {
                let ((), wishes) =
                    app.with(ScreenId::Profiles, cmds, |screen, _| screen.done(&work, done.profile));
                grant(app, wishes, cmds);
            }
            say(app, done.sentence, Tone::Good);
        }
        Err(LaneError::Cancelled) => say(app, "Stopped; what was not finished was not changed", Tone::Plain),
        Err(why) => app.overlays.push(Overlay::Message(Message {
            title: format!("{title} did not succeed"),
            body: why.to_string(),
        })),
    }
    app.generation += 1;
    show(app, cmds);
}

/// A decision is stored, or was refused: Merges says what it changed, whichever screen is shown.
fn reviewed(app: &mut App, work: &Work, report: Report<WorkDone>, cmds: &mut Vec<Cmd>) {
    app.generation += 1;
    let ((), wishes) = app.with(ScreenId::Merges, cmds, |screen, cx| screen.worked(work, report.result, cx));
    grant(app, wishes, cmds);
    show(app, cmds);
}

fn leave(app: &mut App, code: u8, cmds: &mut Vec<Cmd>) {
    if app.running.is_some() {
        cmds.push(Cmd::StopWork);
    }
    app.leaving = true;
    cmds.push(Cmd::Leave(code, Box::new(app.session())));
}
