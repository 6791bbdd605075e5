//! What keys do in the list, the detail and the choices of Profiles.

use super::columns::{self, COLUMNS};
use super::facets::Entry;
use super::state::{GOLDEN, Pane, Profiles, RECORDS, TABS};
use crate::tui::action::ListAct;
use crate::tui::context::{Cx, Tone};
use crate::tui::overlays::Prompt;

impl Profiles {
    pub(super) fn turn(&mut self, by: usize, cx: &mut Cx) {
        self.tab = (self.tab + by) % TABS.len();
        self.picker = None;
        self.sheet.top = 0;
        self.look_further(cx);
    }

    /// Why the two marked are not one, in the detail; when it shows that already, the one under the cursor again.
    pub(super) fn turn_to_why(&mut self, cx: &mut Cx) {
        self.sheet.top = 0;
        self.forget_what_if(cx);
        if self.why_of.take().is_some() {
            self.pane = Pane::List;
        } else if let Some(two) = self.two() {
            self.pane = Pane::Detail;
            self.ask_why(two, cx);
        }
    }

    /// Asks for a change, to tell what it would do; when the detail shows that already, the one under the cursor again.
    pub(super) fn what_if(&mut self, cx: &mut Cx) {
        if self.change.is_some() {
            self.forget_what_if(cx);
            self.pane = Pane::List;
            return;
        }
        self.why_of = None;
        let hint = "merge 3, review -2, without phone, without rule email. Nothing is changed by asking.";
        cx.prompt(Prompt::new("profiles.what_if", "What if?", hint));
    }

    pub(super) fn list_act(&mut self, act: ListAct, cx: &mut Cx) {
        match act {
            ListAct::Open => self.pane = Pane::Detail,
            ListAct::Filter => {
                self.filter.typing = true;
                self.pane = Pane::List;
                if self.index.get().is_none() && self.index.since().is_none() {
                    self.ask_index(cx);
                }
            }
            ListAct::Sort => self.sort(columns::next(self.order), cx),
            ListAct::Reverse => self.sort(columns::turned(self.order), cx),
            ListAct::Copy => self.copy(cx),
            motion => {
                self.grid.motion(motion);
                self.grid.left = self.grid.left.min(COLUMNS.len().saturating_sub(2));
                self.look_inside(cx);
                self.fetch(cx);
            }
        }
    }

    pub(super) fn detail_act(&mut self, act: ListAct, cx: &mut Cx) {
        let aside = self.why_of.is_some() || self.change.is_some();
        let done = match self.tab {
            _ if aside => false,
            RECORDS => self.record_act(act),
            GOLDEN => self.value_act(act, cx),
            _ => false,
        };
        if done {
            return;
        }
        match act {
            ListAct::Left | ListAct::Right if aside => {}
            ListAct::Left => self.turn(TABS.len() - 1, cx),
            ListAct::Right => self.turn(1, cx),
            ListAct::Filter | ListAct::Sort | ListAct::Reverse | ListAct::Copy => self.list_act(act, cx),
            motion => {
                self.sheet.motion(motion);
            }
        }
    }

    pub(super) fn copy(&mut self, cx: &mut Cx) {
        let rows: Vec<_> = self.grid.taken().iter().filter_map(|id| self.grid.get(*id)).collect();
        let show = |attribute: &str, value: Option<&String>| {
            value.map_or_else(String::new, |v| crate::tui::canvas::person(cx.masked, attribute, v))
        };
        let lines: Vec<String> = rows
            .iter()
            .map(|row| {
                [
                    row.profile_id.to_string(),
                    show("name", row.name.as_ref()),
                    show("email", row.email.as_ref()),
                    show("phone", row.phone.as_ref()),
                ]
                .join("  ")
            })
            .collect();
        let many = if rows.len() == 1 { "1 profile".to_owned() } else { format!("{} profiles", rows.len()) };
        if lines.is_empty() {
            return cx.say("Still reading the rows: copy again in a moment", Tone::Plain);
        }
        cx.copy(&lines.join("\n"), format!("{many} copied"));
    }

    pub(super) fn facet_act(&mut self, act: ListAct, cx: &mut Cx) {
        match act {
            ListAct::Open | ListAct::Mark => self.choose(cx),
            ListAct::Filter | ListAct::Sort | ListAct::Reverse | ListAct::Copy => self.list_act(act, cx),
            motion => {
                self.facets.motion(motion);
            }
        }
    }

    /// Chooses what is under the cursor, or gives the choice up.
    pub(super) fn choose(&mut self, cx: &mut Cx) {
        let Some(Entry::Choice(row, _)) = self.facets.row() else { return };
        let facet = row.facet.clone();
        match self.choices.iter().position(|choice| *choice == facet) {
            Some(place) => drop(self.choices.remove(place)),
            None => self.choices.push(facet),
        }
        self.narrow(cx);
    }
}
