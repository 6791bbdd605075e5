//! What Profiles does with answers.

use super::Reply;
use super::state::Profiles;
use crate::tui::context::{Cx, Tone};
use crate::tui::screens::Reply as AnyReply;
use crate::workspace::lanes::Report;

impl Profiles {
    pub(super) fn answered(&mut self, report: Report<AnyReply>, cx: &mut Cx) {
        let (ticket, took) = (report.ticket, report.took);
        let reply = match report.result {
            Ok(AnyReply::Profiles(reply)) => reply,
            Ok(_) => return,
            Err(why) => {
                self.head.answered(ticket, took, Err(why.clone()));
                self.all.answered(ticket, took, Err(why.clone()));
                self.index.answered(ticket, took, Err(why.clone()));
                self.ranked.answered(ticket, took, Err(why.clone()));
                self.found.answered(ticket, took, Err(why.clone()));
                self.extra.answered(ticket, took, Err(why.clone()));
                self.card.answered(ticket, took, Err(why.clone()));
                self.why.answered(ticket, took, Err(why.clone()));
                self.effect.answered(ticket, took, Err(why.clone()));
                self.facets_read.answered(ticket, took, Err(why.clone()));
                self.candidates.answered(ticket, took, Err(why.clone()));
                if self.foreseen.answered(ticket, took, Err(why.clone())) {
                    cx.say(why.to_string(), Tone::Bad);
                }
                if self.rows.answered(ticket, took, Err(why)) {
                    self.grid.unasked();
                }
                return;
            }
        };
        match reply {
            Reply::Head(rows) => {
                // Only a stand-in until the whole order is here.
                if self.head.answered(ticket, took, Ok(())) && self.all.since().is_some() {
                    let order = rows.iter().map(|row| row.profile_id).collect();
                    self.grid.put(rows.into_iter().map(|row| (row.profile_id, row)));
                    if self.filter.text().is_empty() && self.seek.is_none() {
                        self.grid.start_over(order);
                        self.look_inside(cx);
                    }
                }
            }
            Reply::Order(order) => {
                if self.all.answered(ticket, took, Ok(order.clone())) {
                    self.ranked = Default::default();
                    if std::mem::take(&mut self.narrowing) && self.filter.text().is_empty() {
                        self.grid.start_over(order);
                        self.look_inside(cx);
                        self.fetch(cx);
                    } else if self.filter.text().is_empty() {
                        // The stand-in's cursor may have moved: it stays on its row.
                        self.seek = self.seek.or(self.grid.id());
                        self.settle(order, cx);
                    } else {
                        self.search(cx);
                    }
                }
            }
            Reply::Rows(rows) => {
                self.rows.answered(ticket, took, Ok(()));
                self.grid.put(rows.into_iter().map(|row| (row.profile_id, row)));
            }
            Reply::Index(index) => {
                if self.index.answered(ticket, took, Ok(index)) && !self.filter.text().is_empty() {
                    self.search(cx);
                }
            }
            Reply::Ranked(ranked) => {
                if self.ranked.answered(ticket, took, Ok(ranked)) {
                    self.search(cx);
                }
            }
            Reply::More(id, extra) => {
                self.extra.answered(ticket, took, Ok((id, extra)));
            }
            Reply::WhatIf(effect) => {
                self.effect.answered(ticket, took, Ok(effect));
            }
            Reply::Candidates(rows) => {
                self.picked(ticket, took, rows);
            }
            Reply::Foreseen(wanted, view) => {
                if self.foreseen.answered(ticket, took, Ok((wanted.clone(), view.clone()))) {
                    self.foresaw(wanted, &view, cx);
                }
            }
            Reply::Why(answer) => {
                self.why.answered(ticket, took, Ok(answer));
            }
            Reply::Search(found) => {
                let order = found.ids.clone();
                if self.found.answered(ticket, took, Ok(found)) {
                    self.settle(order, cx);
                }
            }
            Reply::Facets(rows) => {
                if self.facets_read.answered(ticket, took, Ok(rows)) {
                    self.list_choices();
                }
            }
            Reply::Card(card) => {
                self.card.answered(ticket, took, Ok(card));
            }
        }
    }
}
