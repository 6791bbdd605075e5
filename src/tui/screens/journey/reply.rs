//! What Journey does with answers.

use super::query::Reply;
use super::state::Journey;
use super::update::{EVENT, LIFE, LIVELY};
use crate::tui::context::Cx;
use crate::tui::screens::Reply as AnyReply;
use crate::workspace::lanes::Report;

impl Journey {
    pub(super) fn answered(&mut self, report: Report<AnyReply>, cx: &mut Cx) {
        let (ticket, took) = (report.ticket, report.took);
        let reply = match report.result {
            Ok(AnyReply::Journey(reply)) => reply,
            Ok(_) => return,
            Err(why) => {
                match report.slot {
                    LIVELY => self.lively.answered(ticket, took, Err(why)),
                    LIFE => self.life.answered(ticket, took, Err(why)),
                    EVENT => self.event.answered(ticket, took, Err(why)),
                    _ => {
                        self.grid.unasked();
                        self.rows.answered(ticket, took, Err(why))
                    }
                };
                return;
            }
        };
        match reply {
            Reply::Lively(ids) => {
                if self.lively.answered(ticket, took, Ok(())) && self.among.is_empty() {
                    self.among = ids;
                    if let (None, Some(id)) = (self.who, self.among.first()) {
                        self.turn_to(*id, cx);
                    }
                }
            }
            Reply::Life(life) => {
                if self.life.answered(ticket, took, Ok(life)) {
                    self.grid.forget_rows();
                    self.event_of = None;
                    self.arrange();
                    self.fetch(cx);
                }
            }
            Reply::Rows(rows) => {
                self.rows.answered(ticket, took, Ok(()));
                self.grid.put(rows.into_iter().map(|row| (row.event_id, row)));
                self.fetch(cx);
            }
            Reply::Event(event) => {
                self.event.answered(ticket, took, Ok(event));
            }
        }
    }
}
