//! What one system believes of one person: parts of the truth of some day, in some spelling, with slips.

use super::clock::{Date, Day};
use super::contact::Address;
use super::dice::Dice;
use super::lists::{World, Written};
use super::options::Errors;
use super::person::Person;
use super::slip;
use super::source::{Habits, Source};
use super::spelling::{self, PhoneStyle};

/// The cells of a customer row, before a file format spells them. Empty: the system does not know.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) given: String,
    pub(super) family: String,
    /// `Jr.` or `Sr.`, where the row has it.
    pub(super) suffix: &'static str,
    pub(super) birth: Option<Date>,
    pub(super) email: String,
    /// As written in the row.
    pub(super) phone: String,
    /// The number meant, in E.164; empty for placeholders.
    pub(super) number: String,
    pub(super) street: String,
    pub(super) unit: String,
    pub(super) city: String,
    pub(super) region_code: String,
    pub(super) region: String,
    pub(super) postcode: String,
    /// Position in the list of countries.
    pub(super) country: usize,
    /// The row has an address.
    pub(super) located: bool,
    pub(super) company: String,
    /// Street, number and postcode are as they should be.
    pub(super) address_true: bool,
}

impl Facts {
    /// The family name with `Jr.` or `Sr.` behind it, for systems without a place of its own for that.
    pub(super) fn family_and_suffix(&self) -> String {
        if self.suffix.is_empty() { self.family.clone() } else { format!("{} {}", self.family, self.suffix) }
    }
}

/// Looks at people through the eyes of systems.
pub(super) struct Observer<'w> {
    pub(super) world: &'w World,
    pub(super) errors: Errors,
}

const NOBODY: &[&str] = &["test@test.com", "noemail@noemail.com", "none@none.com", "na@na.com", "n/a"];
const NO_NUMBER: &[&str] = &["0000000000", "000-000-0000", "n/a", "1111111111", "unknown"];

impl Observer<'_> {
    fn slips(&self, rate: u32, dice: &mut Dice) -> bool {
        dice.chance(self.errors.rate(rate))
    }

    /// What `source` says of a person whose row was last touched on `day`.
    pub(super) fn facts(&self, person: &Person, source: Source, day: Day, dice: &mut Dice) -> Facts {
        let habits = source.habits();
        let mut facts = Facts { country: person.country, ..Facts::default() };
        self.names(person, source, &habits, day, &mut facts, dice);
        self.reach(person, source, &habits, day, &mut facts, dice);
        self.place(person, source, &habits, day, &mut facts, dice);
        let asked = dice.chance(habits.birth);
        if asked || person.namesake && source.has_birth() {
            facts.birth = Some(person.birth);
            if self.slips(25, dice) {
                facts.birth = Some(slip::date(person.birth, dice));
            }
        } else if source.has_birth() && self.slips(30, dice) {
            facts.birth = Some(Date { year: 1900, month: 1, day: 1 });
        }
        self.something(person, source, day, &mut facts, dice);
        if source == Source::SalesforceContacts {
            for text in
                [&mut facts.given, &mut facts.family, &mut facts.street, &mut facts.unit, &mut facts.city]
            {
                *text = spelling::latin1(text);
            }
            facts.region = spelling::latin1(&facts.region);
        }
        facts
    }

    /// Nearly no row is a bare name: somebody asked for an address, a number or a birthday.
    fn something(&self, person: &Person, source: Source, day: Day, facts: &mut Facts, dice: &mut Dice) {
        let no_email = facts.email.is_empty() || NOBODY.contains(&facts.email.as_str());
        let bare = facts.number.is_empty() && no_email && facts.street.is_empty();
        if !bare || facts.birth.is_some_and(|birth| birth.year > 1900) || dice.chance(60) {
            return;
        }
        if person.email_own {
            person.email(day).clone_into(&mut facts.email);
        } else if person.phone_own && source.has_phone() {
            person.phone(day).clone_into(&mut facts.number);
            self.spell_phone(person, source, facts, dice);
        } else if source.has_birth() {
            facts.birth = Some(person.birth);
        } else if !source.unique_email() {
            person.email(day).clone_into(&mut facts.email);
        }
    }

    fn names(
        &self,
        person: &Person,
        source: Source,
        habits: &Habits,
        day: Day,
        facts: &mut Facts,
        dice: &mut Dice,
    ) {
        let pool = &self.world.pools[person.pool];
        let native = !person.given.native.is_empty() && dice.chance(habits.native);
        let nicknames = self.world.nicknames(&person.given);
        let short =
            (!nicknames.is_empty() && dice.chance(habits.nickname)).then(|| dice.pick(nicknames).clone());
        let given = short.unwrap_or_else(|| person.given.clone());
        facts.given = self.written(&given, native, dice);
        facts.family = self.written(person.family(day), native, dice);
        if !native {
            self.longer(person, pool.id, source, facts, dice);
        }
        let alone = person.shares_nothing();
        if alone && !dice.chance(habits.given) {
            facts.given.clear();
        } else if alone && !person.same_initial && self.slips(12, dice) {
            facts.given = facts.given.chars().take(1).chain(Some('.')).collect();
        }
        if alone && !dice.chance(habits.family) {
            facts.family.clear();
        } else if dice.chance(habits.family_initial) {
            facts.family = facts.family.chars().take(1).chain(Some('.')).collect();
        }
        if self.slips(30, dice) {
            facts.given = slip::word(&facts.given, dice);
        }
        if self.slips(35, dice) {
            facts.family = slip::word(&facts.family, dice);
        }
        if self.slips(150, dice) {
            (facts.given, facts.family) = if native {
                (facts.given.clone(), facts.family.clone())
            } else {
                (spelling::plain(&facts.given), spelling::plain(&facts.family))
            };
        }
        if self.slips(14, dice) && !facts.given.is_empty() && !facts.family.is_empty() {
            std::mem::swap(&mut facts.given, &mut facts.family);
        }
        if self.slips(45, dice) {
            let upper = dice.chance(450);
            let shout = |text: &str| if upper { text.to_uppercase() } else { text.to_lowercase() };
            (facts.given, facts.family) = (shout(&facts.given), shout(&facts.family));
        }
    }

    fn written(&self, name: &Written, native: bool, dice: &mut Dice) -> String {
        if native && !name.native.is_empty() {
            return name.native.clone();
        }
        if !name.variants.is_empty() && dice.chance(220) {
            return dice.pick(&name.variants).clone();
        }
        name.latin.clone()
    }

    /// Second family name, middle name and generation, where the row has them.
    fn longer(&self, person: &Person, pool: &str, source: Source, facts: &mut Facts, dice: &mut Dice) {
        let thorough = matches!(source, Source::SalesforceContacts | Source::LoyaltyMembers);
        if !person.second_family.is_empty() && dice.chance(if thorough { 620 } else { 380 }) {
            facts.family = format!("{} {}", facts.family, person.second_family);
        }
        if pool == "english" && !person.middle.is_empty() && dice.chance(if thorough { 260 } else { 120 }) {
            let middle = person.middle.clone();
            let part = if dice.chance(600) { format!("{}.", &middle[..1]) } else { middle };
            facts.given = format!("{} {part}", facts.given);
        }
        if !person.suffix.is_empty() && dice.chance(900) {
            facts.suffix = person.suffix;
        }
    }

    fn reach(
        &self,
        person: &Person,
        source: Source,
        habits: &Habits,
        day: Day,
        facts: &mut Facts,
        dice: &mut Dice,
    ) {
        let own_only = source.unique_email() || person.namesake;
        let work = person.work.as_ref().filter(|_| dice.chance(habits.work_email));
        let email = match work {
            Some((office, address)) => {
                facts.company.clone_from(&office.company);
                address.as_str()
            }
            None if own_only && !person.email_own => "",
            None => person.email(day),
        };
        if dice.chance(habits.email) {
            email.clone_into(&mut facts.email);
        }
        let landline = !person.landline.is_empty() && !person.namesake && dice.chance(300);
        let number = match (landline, own_only && !person.phone_own) {
            (true, _) => person.landline.as_str(),
            (false, true) => "",
            (false, false) => person.phone(day),
        };
        if dice.chance(habits.phone) {
            number.clone_into(&mut facts.number);
        }
        if !facts.email.is_empty() && !source.unique_email() && self.slips(14, dice) {
            facts.email = slip::email(&facts.email, dice);
        }
        if !facts.email.is_empty() && self.slips(40, dice) {
            facts.email = capitals(&facts.email, dice);
        }
        if !source.unique_email() && self.slips(60, dice) {
            facts.email = same_mailbox(&facts.email, dice);
        }
        if !facts.number.is_empty() && self.slips(12, dice) {
            facts.number = slip::digits(&facts.number, dice);
        }
        self.spell_phone(person, source, facts, dice);
        let free = source.has_phone() && facts.number.is_empty();
        if free && self.slips(18, dice) {
            facts.phone = (*dice.pick(NO_NUMBER)).to_owned();
        }
        if facts.email.is_empty() && !source.unique_email() && self.slips(90, dice) {
            facts.email = (*dice.pick(NOBODY)).to_owned();
        }
    }

    /// Writes the number meant as the source writes numbers.
    pub(super) fn spell_phone(&self, person: &Person, source: Source, facts: &mut Facts, dice: &mut Dice) {
        if facts.number.is_empty() {
            facts.phone.clear();
            return;
        }
        let style = if source.habits().e164 { PhoneStyle::International } else { PhoneStyle::Typed };
        let place = &self.world.countries[person.country];
        let home = !matches!(source, Source::SquareCustomers) || place.code == "US";
        facts.phone = spelling::phone(&facts.number, place, style, home, dice);
    }

    fn place(
        &self,
        person: &Person,
        source: Source,
        habits: &Habits,
        day: Day,
        facts: &mut Facts,
        dice: &mut Dice,
    ) {
        let office = person.work.as_ref().filter(|_| dice.chance(habits.office));
        let with_street = dice.chance(habits.street);
        if !with_street && !dice.chance(habits.city) {
            return;
        }
        if let Some((office, _)) = office {
            facts.company.clone_from(&office.company);
        }
        let address = office.map_or_else(|| person.address(day), |(office, _)| &office.address);
        self.locate(address, with_street, facts, dice);
        facts.address_true &= office.is_none() && source != Source::KlaviyoProfiles;
    }

    /// Puts an address into the row.
    pub(super) fn locate(&self, address: &Address, with_street: bool, facts: &mut Facts, dice: &mut Dice) {
        let city = address.city(self.world);
        facts.located = true;
        facts.country = address.country;
        facts.city.clone_from(&city.name);
        facts.region_code.clone_from(&city.region_code);
        facts.region.clone_from(&city.region);
        facts.postcode = spelling::postcode(&address.postcode, dice);
        if with_street {
            facts.street = spelling::street(address, self.world, dice);
            facts.unit = if dice.chance(820) { address.unit_text(self.world) } else { String::new() };
        }
        let (street, city_slip, postcode) =
            (self.slips(40, dice), self.slips(20, dice), self.slips(15, dice));
        facts.address_true = with_street && !street && !postcode;
        if street {
            facts.street = slip::word(&facts.street, dice);
        }
        if city_slip {
            facts.city = slip::word(&facts.city, dice);
        } else if self.slips(120, dice) {
            facts.city = spelling::plain(&facts.city);
        }
        if postcode {
            facts.postcode = slip::digits(&facts.postcode, dice);
        }
    }
}

/// Another way to write a Gmail address: without its dots, or with a tag.
fn same_mailbox(address: &str, dice: &mut Dice) -> String {
    match address.strip_suffix("@gmail.com") {
        Some(local) if dice.chance(700) => format!("{}@gmail.com", local.replace('.', "")),
        Some(local) => format!("{local}+fernway@gmail.com"),
        None => address.to_owned(),
    }
}

fn capitals(address: &str, dice: &mut Dice) -> String {
    if dice.chance(300) {
        return address.to_uppercase();
    }
    let mut letters = address.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
