//! The members of the chosen segment: who they are, their order, their filter, and what keys do among them.

use super::Query;
use super::state::Segments;
use super::update::{ROSTER, ROWS};
use crate::segment::read::DirectoryOrder;
use crate::tui::action::ListAct;
use crate::tui::context::{Cx, Tone};
use crate::tui::msg::Lane;
use crate::tui::screens::profiles::columns::{self, COLUMNS, id_of};
use crate::tui::screens::{Goto, Query as AnyQuery};

impl Segments {
    /// Nothing is known of the members any more.
    pub(super) fn forget_members(&mut self) {
        self.roster = Default::default();
        self.members.start_over([].into());
    }

    /// Asks who is in it, once there is room to show them.
    pub(super) fn ask_roster(&mut self, cx: &mut Cx) {
        let wanted = self.in_members || self.members_shown;
        if wanted && self.roster.get().is_none() && self.roster.since().is_none() {
            self.sort(self.order, cx);
        }
    }

    /// Asks for them in this order, those whom the filter leaves.
    fn sort(&mut self, order: DirectoryOrder, cx: &mut Cx) {
        self.order = order;
        if let Some(id) = self.chosen().map(|row| row.id.clone()) {
            let query = Query::Roster(id, order, self.within.text().to_owned());
            let ticket = cx.ask(Lane::Count, ROSTER, AnyQuery::Segments(query));
            self.roster.asked(ticket, cx.now);
        }
    }

    /// The text of their filter changed.
    pub(super) fn search_members(&mut self, cx: &mut Cx) {
        self.sort(self.order, cx);
    }

    fn sort_told(&mut self, order: DirectoryOrder, cx: &mut Cx) {
        self.sort(order, cx);
        cx.say(format!("Members sorted by {}, {}", id_of(order.by), order.direction()), Tone::Plain);
    }

    /// By the column that was clicked; once more turns it round.
    pub(super) fn sort_by_column(&mut self, column: usize, cx: &mut Cx) {
        if let Some(order) = columns::clicked(self.order, column) {
            self.sort_told(order, cx);
        }
    }

    /// Asks for the rows on the screen that are missing.
    pub(super) fn fetch(&mut self, cx: &mut Cx) {
        let wanted = self.members.wanted();
        if !wanted.is_empty() {
            let ticket = cx.ask(Lane::Page, ROWS, AnyQuery::Segments(Query::Rows(wanted)));
            self.rows.asked(ticket, cx.now);
        }
    }

    pub(super) fn member_act(&mut self, act: ListAct, cx: &mut Cx) {
        match act {
            ListAct::Open => {
                if let Some(id) = self.members.id() {
                    cx.go(Goto::Profile(id));
                }
            }
            ListAct::Filter => self.within.typing = true,
            ListAct::Sort => self.sort_told(columns::next(self.order), cx),
            ListAct::Reverse => self.sort_told(columns::turned(self.order), cx),
            ListAct::Copy => self.copy(cx),
            motion => {
                self.members.motion(motion);
                self.members.left = self.members.left.min(COLUMNS.len().saturating_sub(2));
                self.fetch(cx);
            }
        }
    }

    fn copy(&self, cx: &mut Cx) {
        let ids = self.members.taken();
        let lines: Vec<String> = ids.iter().map(i64::to_string).collect();
        let many =
            if ids.len() == 1 { "1 profile id".to_owned() } else { format!("{} profile ids", ids.len()) };
        cx.copy(&lines.join("\n"), format!("{many} copied"));
    }
}
