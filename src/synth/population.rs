//! Households and the people in them: couples, families, flat mates, twins, fathers and sons of one name.

use super::clock::{Date, Day};
use super::contact::{Address, Contacts, Naming, Office};
use super::dice::{Dice, Purpose};
use super::lists::{World, Written};
use super::options::Window;
use super::person::Person;

/// Makes households one after the other.
pub(super) struct Population<'w> {
    world: &'w World,
    seed: u64,
    window: Window,
    offices: u64,
    pub(super) contacts: Contacts,
    households: u64,
    people: u64,
}

/// How the people of a household belong together, and per mille of households.
const KINDS: [(Kind, u32); 6] = [
    (Kind::Single, 350),
    (Kind::Couple, 270),
    (Kind::Family, 210),
    (Kind::Generations, 70),
    (Kind::FlatMates, 70),
    (Kind::Twins, 30),
];

#[derive(Debug, Clone, Copy)]
enum Kind {
    Single,
    Couple,
    Family,
    Generations,
    FlatMates,
    Twins,
}

impl<'w> Population<'w> {
    /// A population of about `people`, of which the same seed always makes the same.
    pub(super) fn new(world: &'w World, seed: u64, window: Window, people: u64) -> Self {
        let contacts = Contacts::new(seed, world.countries.len());
        Self { world, seed, window, offices: (people / 60).max(6), contacts, households: 0, people: 0 }
    }

    /// The next household; never empty.
    pub(super) fn household(&mut self) -> Vec<Person> {
        let number = self.households;
        self.households += 1;
        let mut dice = Dice::new(self.seed, Purpose::Household, number);
        let country = dice.weighted(&self.world.weights);
        let home = Address::random(self.world, country, &mut dice);
        let kind = KINDS[dice.weighted(&KINDS.map(|(_, weight)| weight))].0;
        let mut people = match kind {
            Kind::Single => vec![self.adult(&home, (1945, 2006), &mut dice)],
            Kind::Couple => self.couple(&home, (1942, 2001), &mut dice),
            Kind::Family => self.family(&home, &mut dice),
            Kind::Generations => self.generations(&home, &mut dice),
            Kind::FlatMates => {
                (0..dice.between(2, 3)).map(|_| self.adult(&home, (1978, 2006), &mut dice)).collect()
            }
            Kind::Twins => self.twins(&home, &mut dice),
        };
        self.settle(&mut people, kind, number, &mut dice);
        people
    }

    fn adult(&self, home: &Address, years: (i64, i64), dice: &mut Dice) -> Person {
        let pool = self.world.countries[home.country].pool(dice);
        let family = self.world.pools[pool].family(dice);
        let female = dice.chance(510);
        self.person(home, pool, female, &family, years, dice)
    }

    /// Somebody of this family; women carry its feminine form where there is one.
    fn person(
        &self,
        home: &Address,
        pool: usize,
        female: bool,
        family: &Written,
        years: (i64, i64),
        dice: &mut Dice,
    ) -> Person {
        let names = &self.world.pools[pool];
        let year = dice.between(years.0, years.1);
        let birth = Date::of(Date { year, month: 1, day: 1 }.number() + dice.between(0, 364));
        let middle = names.id == "english" && dice.chance(350);
        let middle = if middle { names.given(female, dice).latin.clone() } else { String::new() };
        let second = names.double_family && dice.chance(if names.id == "spanish" { 850 } else { 450 });
        Person {
            index: 0,
            household: 0,
            country: home.country,
            pool,
            female,
            given: names.given(female, dice).clone(),
            middle,
            family: if female { names.feminine(family) } else { family.clone() },
            second_family: if second { names.family(dice).latin } else { String::new() },
            suffix: "",
            birth,
            home: home.clone(),
            moved: None,
            maiden: None,
            email: String::new(),
            email_own: false,
            old_email: None,
            lends: false,
            phone: String::new(),
            phone_own: false,
            old_phone: None,
            landline: String::new(),
            work: None,
            namesake: false,
            same_initial: false,
        }
    }

    fn couple(&self, home: &Address, years: (i64, i64), dice: &mut Dice) -> Vec<Person> {
        let first = self.adult(home, years, dice);
        let pool = if dice.chance(850) { first.pool } else { self.world.countries[home.country].pool(dice) };
        let names = &self.world.pools[pool];
        let female = if dice.chance(930) { !first.female } else { first.female };
        let around = (first.birth.year - 6, (first.birth.year + 6).min(2006));
        let own = names.family(dice);
        let mut second = self.person(home, pool, female, &own, around, dice);
        if second.given.latin == first.given.latin {
            second.given = self.another_given(&second, dice);
        }
        if !names.keeps_family && dice.chance(720) {
            // The name of one becomes the family's; recently enough that some systems still have the old one.
            let shared = first.family.clone();
            let shared = if female { names.feminine(&shared) } else { shared };
            if dice.chance(330) {
                let day = dice.between(self.window.first_day() - 900, self.window.last_day() - 60);
                second.maiden = Some((day, second.family.clone()));
            }
            second.family = shared;
        }
        vec![first, second]
    }

    fn family(&self, home: &Address, dice: &mut Dice) -> Vec<Person> {
        let mut people = self.couple(home, (1955, 1982), dice);
        let youngest = people.iter().map(|p| p.birth.year).max().unwrap_or(1980);
        let years = (youngest + 20, (youngest + 33).min(2009));
        let father = people.iter().position(|p| !p.female);
        let pool = people[0].pool;
        let family = father.map_or(&people[0], |index| &people[index]).family.clone();
        let count = dice.between(1, 2);
        let twins = count == 2 && dice.chance(160);
        for child in 0..count {
            let female = dice.chance(500);
            let mut person = self.person(home, pool, female, &family, years, dice);
            if child == 1 && twins {
                person.birth = people[2].birth;
            }
            // Without `Jr.` and `Sr.` nobody could tell them apart, so elsewhere it is rare.
            let english = self.world.pools[pool].id == "english";
            let often = if english { 75 } else { 15 };
            let heir = father.filter(|_| child == 0 && !female && dice.chance(often));
            if let Some(father) = heir {
                person.given = people[father].given.clone();
                if english {
                    (people[father].suffix, person.suffix) = ("Sr.", "Jr.");
                }
            }
            if heir.is_none() && people.iter().any(|other| other.given.latin == person.given.latin) {
                person.given = self.another_given(&person, dice);
            }
            people.push(person);
        }
        people
    }

    fn generations(&self, home: &Address, dice: &mut Dice) -> Vec<Person> {
        let parent = self.adult(home, (1935, 1962), dice);
        let family = parent.family.clone();
        let years = (parent.birth.year + 20, parent.birth.year + 38);
        let female = dice.chance(500);
        let mut child = self.person(home, parent.pool, female, &family, years, dice);
        if parent.female && !female {
            // The son carries the father's form of the name.
            child.family = family;
        }
        if child.given.latin == parent.given.latin {
            child.given = self.another_given(&child, dice);
        }
        vec![parent, child]
    }

    fn twins(&self, home: &Address, dice: &mut Dice) -> Vec<Person> {
        let first = self.adult(home, (1965, 2006), dice);
        let female = if dice.chance(700) { first.female } else { !first.female };
        let names = &self.world.pools[first.pool];
        let mut second = self.person(home, first.pool, female, &first.family, (1980, 1980), dice);
        if first.female && female {
            second.family = first.family.clone();
        } else if first.female {
            second.family = names.family(dice);
        }
        second.second_family.clone_from(&first.second_family);
        second.birth = first.birth;
        if second.given.latin == first.given.latin {
            second.given = self.another_given(&second, dice);
        }
        vec![first, second]
    }

    /// A given name other than the person's.
    fn another_given(&self, person: &Person, dice: &mut Dice) -> Written {
        let names = &self.world.pools[person.pool];
        for _ in 0..40 {
            let name = names.given(person.female, dice);
            if name.latin != person.given.latin {
                return name.clone();
            }
        }
        person.given.clone()
    }

    /// Numbers the people, and gives them moves, phones, addresses and jobs.
    fn settle(&mut self, people: &mut [Person], kind: Kind, household: u64, dice: &mut Dice) {
        let country = people[0].country;
        let moved = dice.chance(170).then(|| {
            let day = dice.between(self.window.first_day() - 500, self.window.last_day() - 60);
            let city = people[0].home.city;
            let stays = dice.chance(550);
            let old = if stays {
                Address::in_city(self.world, country, city, dice)
            } else {
                Address::random(self.world, country, dice)
            };
            (day, old)
        });
        let landline = people.len() > 1 && !matches!(kind, Kind::FlatMates) && dice.chance(260);
        let landline = if landline { self.contacts.phone(country, self.world) } else { String::new() };
        for at in 0..people.len() {
            let namesake = people.iter().enumerate().any(|(other, p)| {
                other != at
                    && p.given.latin == people[at].given.latin
                    && p.family.latin == people[at].family.latin
            });
            let initial = people[at].given.latin.chars().next();
            let same_initial = people
                .iter()
                .enumerate()
                .any(|(other, p)| other != at && p.given.latin.chars().next() == initial);
            let person = &mut people[at];
            person.index = self.people;
            self.people += 1;
            person.household = household;
            person.namesake = namesake;
            person.same_initial = same_initial;
            person.landline.clone_from(&landline);
            if moved.is_some() && (!matches!(kind, Kind::FlatMates) || at == 0) {
                person.moved.clone_from(&moved);
            }
            self.reach(people, at, kind, dice);
        }
    }

    /// Own or borrowed e-mail and phone, a former one, and a job.
    fn reach(&mut self, people: &mut [Person], at: usize, kind: Kind, dice: &mut Dice) {
        let relative = at > 0 && !matches!(kind, Kind::FlatMates | Kind::Single) && !people[at].namesake;
        let child = at > 1 || (at == 1 && matches!(kind, Kind::Generations));
        let (borrows_email, borrows_phone) = match (relative, child) {
            (false, _) => (false, false),
            (true, true) => (dice.chance(260), dice.chance(260)),
            (true, false) => (dice.chance(130), dice.chance(140)),
        };
        let (window, world) = (self.window, self.world);
        let person = &people[at];
        let code = world.countries[person.country].code.as_str();
        let changed =
            |dice: &mut Dice| -> Day { dice.between(window.first_day() - 500, window.last_day() - 60) };
        let nickname = world.nicknames(&person.given).first();
        let naming = |family| Naming {
            given: &person.given,
            family,
            nickname,
            year: person.birth.year,
            country: code,
        };
        let (mut email, mut old_email, mut phone, mut old_phone) = (String::new(), None, String::new(), None);
        let needs = person.namesake;
        if !borrows_email && (needs || dice.chance(940)) {
            email = self.contacts.private_email(world, &naming(&person.family), dice);
            if dice.chance(200) {
                let day = changed(dice);
                let family = person.family(day - 1);
                old_email = Some((day, self.contacts.private_email(world, &naming(family), dice)));
            }
        }
        if !borrows_phone && (needs || email.is_empty() || dice.chance(950)) {
            phone = self.contacts.phone(person.country, world);
            if dice.chance(80) {
                old_phone = Some((changed(dice), self.contacts.phone(person.country, world)));
            }
        }
        let working = (1961..=2003).contains(&person.birth.year) && dice.chance(240);
        let work = working.then(|| {
            let number = dice.below(self.offices).min(dice.below(self.offices));
            let office = Office::of(world, self.seed, person.country, number);
            let address = self.contacts.work_email(&office, &naming(&person.family), dice);
            (office, address)
        });
        let (email_own, phone_own) = (!email.is_empty(), !phone.is_empty());
        if borrows_email && !people[0].email.is_empty() {
            email.clone_from(&people[0].email);
            people[0].lends = true;
        }
        if borrows_phone && !people[0].phone.is_empty() {
            phone.clone_from(&people[0].phone);
            people[0].lends = true;
        }
        let person = &mut people[at];
        (person.email, person.email_own, person.old_email) = (email, email_own, old_email);
        (person.phone, person.phone_own, person.old_phone) = (phone, phone_own, old_phone);
        person.work = work;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::options::SynthOptions;

    fn sample(households: usize) -> Vec<Vec<Person>> {
        let world = World::load().unwrap();
        let window = SynthOptions::default().window().unwrap();
        let mut population = Population::new(&world, 7, window, 2000);
        (0..households).map(|_| population.household()).collect()
    }

    #[test]
    fn there_are_couples_twins_heirs_and_shared_phones() {
        let homes = sample(1500);
        let count = |test: &dyn Fn(&Person, &Person) -> bool| {
            homes
                .iter()
                .filter(|h| h.iter().any(|a| h.iter().any(|b| a.index < b.index && test(a, b))))
                .count()
        };
        assert!(count(&|a, b| a.birth == b.birth && a.family.latin == b.family.latin) > 20, "twins");
        assert!(count(&|a, b| a.given == b.given && a.family == b.family) > 3, "same name");
        assert!(count(&|a, b| a.family == b.family && a.birth.year - b.birth.year < 7) > 150, "same family");
        assert!(count(&|a, b| !a.phone.is_empty() && a.phone == b.phone) > 40, "shared phones");
        assert!(count(&|a, b| !a.email.is_empty() && a.email == b.email) > 40, "shared e-mails");
        assert!(homes.iter().flatten().filter(|p| p.maiden.is_some()).count() > 40, "married names");
        assert!(homes.iter().flatten().filter(|p| p.moved.is_some()).count() > 200, "moves");
    }

    #[test]
    fn nobody_owns_an_address_or_number_of_somebody_else() {
        let homes = sample(1500);
        let mut owned: Vec<&str> = Vec::new();
        for person in homes.iter().flatten() {
            owned.extend(Some(person.email.as_str()).filter(|_| person.email_own));
            owned.extend(Some(person.phone.as_str()).filter(|_| person.phone_own));
            owned.extend(person.old_email.iter().map(|(_, old)| old.as_str()));
            owned.extend(person.old_phone.iter().map(|(_, old)| old.as_str()));
        }
        let all = owned.len();
        owned.sort_unstable();
        owned.dedup();
        assert_eq!(owned.len(), all);
    }

    #[test]
    fn the_same_seed_makes_the_same_people_and_indices_run() {
        let (a, b) = (sample(50), sample(50));
        let names = |homes: &[Vec<Person>]| -> Vec<(u64, String, String)> {
            homes.iter().flatten().map(|p| (p.index, p.given.latin.clone(), p.email.clone())).collect()
        };
        assert_eq!(names(&a), names(&b));
        assert!(names(&a).iter().enumerate().all(|(at, (index, ..))| *index == at as u64));
    }
}
