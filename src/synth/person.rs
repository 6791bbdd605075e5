//! One member of the population, and what is true of them on a given day.

use super::clock::{Date, Day};
use super::contact::{Address, Office};
use super::lists::Written;

/// Someone who exists. Systems know parts of this, and get some of them wrong.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// Running number in the population, from 0: the truth's entity.
    pub(super) index: u64,
    /// Running number of the household.
    pub(super) household: u64,
    pub(super) country: usize,
    pub(super) pool: usize,
    pub(super) female: bool,
    pub(super) given: Written,
    /// Empty for most.
    pub(super) middle: String,
    pub(super) family: Written,
    /// The second family name where people have two; else empty.
    pub(super) second_family: String,
    /// `Jr.`, `Sr.` or nothing.
    pub(super) suffix: &'static str,
    pub(super) birth: Date,
    pub(super) home: Address,
    /// Lived elsewhere until this day.
    pub(super) moved: Option<(Day, Address)>,
    /// Had another family name until this day.
    pub(super) maiden: Option<(Day, Written)>,
    /// Current address; empty when they have none. May belong to another member of the household.
    pub(super) email: String,
    pub(super) email_own: bool,
    /// Used another address until this day.
    pub(super) old_email: Option<(Day, String)>,
    /// Others of the household use this person's e-mail or phone too.
    pub(super) lends: bool,
    /// E.164; empty when they have none.
    pub(super) phone: String,
    pub(super) phone_own: bool,
    pub(super) old_phone: Option<(Day, String)>,
    /// The household's landline, shared by all.
    pub(super) landline: String,
    pub(super) work: Option<(Office, String)>,
    /// Someone in the household carries the same given and family name.
    pub(super) namesake: bool,
    /// Someone in the household has a given name with the same initial.
    pub(super) same_initial: bool,
}

impl Person {
    /// Where they lived on a day.
    pub(super) fn address(&self, day: Day) -> &Address {
        match &self.moved {
            Some((until, old)) if day < *until => old,
            _ => &self.home,
        }
    }

    /// The family name they had on a day.
    pub(super) fn family(&self, day: Day) -> &Written {
        match &self.maiden {
            Some((until, old)) if day < *until => old,
            _ => &self.family,
        }
    }

    /// The e-mail address they used on a day; empty when they had none.
    pub(super) fn email(&self, day: Day) -> &str {
        match &self.old_email {
            Some((until, old)) if day < *until => old,
            _ => &self.email,
        }
    }

    /// The phone number they had on a day; empty when they had none.
    pub(super) fn phone(&self, day: Day) -> &str {
        match &self.old_phone {
            Some((until, old)) if day < *until => old,
            _ => &self.phone,
        }
    }

    /// True when no e-mail, phone or name of theirs is anybody else's in the household: a row about them needs no
    /// full name to tell whose it is.
    pub(super) fn shares_nothing(&self) -> bool {
        self.email_own && self.phone_own && !self.lends && self.landline.is_empty() && !self.namesake
    }
}
