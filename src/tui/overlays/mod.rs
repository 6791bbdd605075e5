//! What lies over a screen: menus (help and palette), questions, lines of text, messages.

mod confirm;
mod menu;
mod message;
mod prompt;

pub use confirm::{Confirm, Then};
pub use menu::{Menu, MenuKind};
pub use message::Message;
pub use prompt::Prompt;

use super::action::Place;
use super::canvas::Canvas;
use super::hits::Target;
use super::theme::Role;
use super::widgets::{Panel, panel};
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

/// One overlay.
#[derive(Debug)]
pub enum Overlay {
    /// Help or palette.
    Menu(Menu),
    /// Yes or no.
    Confirm(Confirm),
    /// A line of text.
    Prompt(Prompt),
    /// A message that must be put away.
    Message(Message),
}

impl Overlay {
    /// Where its keys are listed.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Self::Menu(_) => Place::Menu,
            Self::Confirm(_) => Place::Confirm,
            Self::Prompt(_) => Place::Prompt,
            Self::Message(_) => Place::Message,
        }
    }

    /// Draws it over what is there.
    pub fn view(&self, canvas: &mut Canvas, area: Rect) {
        match self {
            Self::Menu(menu) => menu.view(canvas, area),
            Self::Confirm(confirm) => confirm.view(canvas, area),
            Self::Prompt(prompt) => prompt.view(canvas, area),
            Self::Message(message) => message.view(canvas, area),
        }
    }
}

/// A framed box in the middle of `area`, as large as asked where that fits; returns its inside.
fn dialog(canvas: &mut Canvas, area: Rect, width: u16, height: u16, title: &str) -> Rect {
    canvas.put(area, Target::Beside);
    let shade = canvas.style(Role::Shade);
    canvas.fill(area, shade);
    let width = width.min(area.width.saturating_sub(2)).max(area.width.min(20));
    let height = height.min(area.height);
    let middle =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height };
    // Read aloud, nothing may stand beside it.
    let spot = if canvas.look.plain { area } else { middle };
    canvas.draw(Clear, spot);
    canvas.fill(spot, canvas.style(Role::Overlay));
    canvas.put(spot, Target::Pane("overlay"));
    panel(canvas, spot, Panel::new(title).focused(true))
}
