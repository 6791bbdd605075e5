//! Actions of whatever list, table or sheet has the keys.

use super::{Act, Action, Place};

/// What every list understands; a sheet of text takes the motions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListAct {
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// One page down.
    PageDown,
    /// One page up.
    PageUp,
    /// The first row.
    Top,
    /// The last row.
    Bottom,
    /// The row in the middle of all.
    Middle,
    /// Columns to the left.
    Left,
    /// Columns to the right.
    Right,
    /// Opens the row.
    Open,
    /// Types a filter.
    Filter,
    /// Sorts by the next column.
    Sort,
    /// Turns the sort round.
    Reverse,
    /// Marks the row, or takes the mark off.
    Mark,
    /// Takes all marks off.
    Unmark,
    /// Copies the row, or the marked rows, to the clipboard.
    Copy,
}

const fn list(act: ListAct, id: &'static str, title: &'static str, keys: &'static [&'static str]) -> Action {
    Action::new(Act::List(act), id, title, keys, Place::List)
}

pub(super) const ACTIONS: &[Action] = &[
    list(ListAct::Open, "list.open", "Open the row", &["enter"]).hint("open"),
    list(ListAct::Filter, "list.filter", "Filter as you type", &["/"]).hint("filter"),
    list(ListAct::Sort, "list.sort", "Sort by the next column", &["s"]).hint("sort"),
    list(ListAct::Reverse, "list.reverse", "Turn the sort round", &["S"]),
    list(ListAct::Down, "list.down", "Next row", &["down", "j"]),
    list(ListAct::Up, "list.up", "Previous row", &["up", "k"]),
    list(ListAct::PageDown, "list.page_down", "Next page", &["pagedown", "ctrl-d", "ctrl-f"]),
    list(ListAct::PageUp, "list.page_up", "Previous page", &["pageup", "ctrl-u", "ctrl-b"]),
    list(ListAct::Top, "list.top", "First row", &["home", "g g"]),
    list(ListAct::Bottom, "list.bottom", "Last row", &["end", "G"]),
    list(ListAct::Middle, "list.middle", "Middle of the list", &["%", "M"]),
    list(ListAct::Left, "list.left", "Columns to the left", &["left", "h"]),
    list(ListAct::Right, "list.right", "Columns to the right", &["right", "l"]),
    list(ListAct::Mark, "list.mark", "Mark the row, or take the mark off", &["space"]),
    list(ListAct::Unmark, "list.unmark", "Take all marks off", &["ctrl-x"]),
    list(ListAct::Copy, "list.copy", "Copy the row, or the marked rows", &["c"]),
];
