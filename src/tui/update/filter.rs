//! What keys do while a filter is typed: the same on every screen.

use super::grant;
use crate::tui::action::{Act, ListAct, OverlayAct};
use crate::tui::app::App;
use crate::tui::context::Cx;
use crate::tui::msg::Cmd;
use crate::tui::screens::Screen;

pub(super) fn act(app: &mut App, act: OverlayAct, cmds: &mut Vec<Cmd>) {
    let place = app.current.name();
    let now = app.screen().filter().map(|filter| filter.input.value().to_owned()).unwrap_or_default();
    let other = match act {
        OverlayAct::KeepFilter => {
            app.typed.note(place, &now);
            None
        }
        OverlayAct::FilterOlder => app.typed.older(place, &now),
        OverlayAct::FilterNewer => app.typed.newer(place, &now),
        _ => None,
    };
    let ((), wishes) = app.with(app.current, cmds, |screen, cx| match other {
        Some(text) => replace(screen, &text, cx),
        None => step(screen, act, cx),
    });
    grant(app, wishes, cmds);
}

fn step(screen: &mut dyn Screen, act: OverlayAct, cx: &mut Cx) {
    match act {
        OverlayAct::KeepFilter => screen.filter_mut().into_iter().for_each(|filter| filter.typing = false),
        OverlayAct::DropFilter => drop(screen.unfilter(cx)),
        OverlayAct::FilterDown => screen.act(Act::List(ListAct::Down), cx),
        OverlayAct::FilterUp => screen.act(Act::List(ListAct::Up), cx),
        _ => {}
    }
}

/// Another text in place of the one typed.
fn replace(screen: &mut dyn Screen, text: &str, cx: &mut Cx) {
    if let Some(filter) = screen.filter_mut() {
        filter.set(text);
        screen.filtered(cx);
    }
}
