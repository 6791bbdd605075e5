//! Ways to reach people: e-mail addresses that nobody else has, phone numbers, homes and offices.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher};

use deunicode::deunicode;

use super::dice::{self, Dice, Purpose, mix};
use super::lists::{City, Country, World, Written};

/// Hands out e-mail addresses and phone numbers, each once.
pub(super) struct Contacts {
    seed: u64,
    emails: HashSet<u64, BuildHasherDefault<DefaultHasher>>,
    phones: Vec<u64>,
}

impl Contacts {
    pub(super) fn new(seed: u64, countries: usize) -> Self {
        Self { seed, emails: HashSet::default(), phones: vec![0; countries] }
    }

    /// True, once: the address is now taken.
    pub(super) fn take_email(&mut self, address: &str) -> bool {
        self.emails.insert(dice::hash(&mailbox(address)))
    }

    /// A private address of somebody of this name, in one of the habits people have.
    pub(super) fn private_email(&mut self, world: &World, who: &Naming<'_>, dice: &mut Dice) -> String {
        let everywhere = world.shop.mail.get("").map_or(&[][..], Vec::as_slice);
        let local = world.shop.mail.get(who.country).map_or(&[][..], Vec::as_slice);
        let providers: Vec<&(String, u32)> = everywhere.iter().chain(local).collect();
        let weights: Vec<u32> = providers.iter().map(|provider| provider.1).collect();
        let domain = &providers[dice.weighted(&weights)].0;
        let local = local_part(who, dice);
        self.free(&local, domain, who.year, dice)
    }

    /// An address at a company.
    pub(super) fn work_email(&mut self, office: &Office, who: &Naming<'_>, dice: &mut Dice) -> String {
        let (given, family) = (fold(&who.given.latin, dice), fold(&who.family.latin, dice));
        let local = match dice.below(3) {
            0 => format!("{}{family}", first(&given)),
            1 => format!("{}.{family}", first(&given)),
            _ => format!("{given}.{family}"),
        };
        self.free(&local, &office.domain, who.year, dice)
    }

    fn free(&mut self, local: &str, domain: &str, year: i64, dice: &mut Dice) -> String {
        let mut address = format!("{local}@{domain}");
        let mut round = 0;
        while !self.take_email(&address) {
            round += 1;
            address = match round {
                1 => format!("{local}{:02}@{domain}", year % 100),
                2..=4 => format!("{local}{}@{domain}", dice.between(1, 999)),
                _ => format!("{local}{}@{domain}", dice.between(1000, 9_999_999)),
            };
        }
        address
    }

    /// The next free number of a country, in E.164; numbers kept for fiction first, where there are any.
    pub(super) fn phone(&mut self, country: usize, world: &World) -> String {
        let mut number = self.phones[country];
        self.phones[country] += 1;
        let place = &world.countries[country];
        let areas = place.areas.len().max(1) as u64;
        for (position, pattern) in place.mobile.iter().enumerate() {
            let digits = pattern.bytes().filter(|&b| b == b'#').count();
            let room = 10_u64.pow(u32::try_from(digits).unwrap_or(9))
                * if pattern.contains('A') { areas } else { 1 };
            if number < room || position + 1 == place.mobile.len() {
                // A large prime has no factor in common with any room: each number comes up once.
                let spread = (u128::from(number) * 2_147_483_647 + u128::from(mix(self.seed) % room))
                    % u128::from(room);
                return fill_phone(pattern, place, u64::try_from(spread).unwrap_or(0));
            }
            number -= room;
        }
        String::new()
    }
}

/// The mailbox an address leads to: capitals don't count, nor do dots and tags at Gmail.
pub(super) fn mailbox(address: &str) -> String {
    let lower = address.to_lowercase();
    match lower.strip_suffix("@gmail.com") {
        Some(local) => format!("{}@gmail.com", local.split('+').next().unwrap_or_default().replace('.', "")),
        None => lower,
    }
}

/// Who wants an address.
pub(super) struct Naming<'a> {
    pub(super) given: &'a Written,
    pub(super) family: &'a Written,
    pub(super) nickname: Option<&'a Written>,
    /// Year of birth.
    pub(super) year: i64,
    /// Country code.
    pub(super) country: &'a str,
}

fn fill_phone(pattern: &str, place: &Country, mut number: u64) -> String {
    let mut area = None;
    if pattern.contains('A') {
        let areas = place.areas.len() as u64;
        area = usize::try_from(number % areas).ok().and_then(|index| place.areas.get(index));
        number /= areas;
    }
    let digits = pattern.bytes().filter(|&b| b == b'#').count();
    let text = format!("{number:0digits$}");
    let mut rest = text.chars();
    let pattern =
        area.map_or_else(|| pattern.to_owned(), |area| pattern.replace("AAA", area).replace('A', area));
    pattern.chars().map(|c| if c == '#' { rest.next().unwrap_or('0') } else { c }).collect()
}

/// Lower-case ASCII letters of a name, as in addresses (ü → ue or u).
fn fold(name: &str, dice: &mut Dice) -> String {
    let lower = name.to_lowercase();
    let spelled = if lower.is_ascii() || dice.chance(400) {
        lower
    } else {
        lower.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss")
    };
    let ascii = if spelled.is_ascii() { spelled } else { deunicode(&spelled).to_lowercase() };
    ascii.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn first(text: &str) -> &str {
    text.get(..1).unwrap_or("x")
}

const HOBBIES: &[&str] = &[
    "trail", "coffee", "runner", "blue", "lucky", "garden", "music", "surf", "sunny", "books", "cat", "bike",
    "chef", "photo", "yoga", "mountain", "river", "happy", "mister", "miss",
];

fn local_part(who: &Naming<'_>, dice: &mut Dice) -> String {
    let short = who.nickname.filter(|_| dice.chance(180)).unwrap_or(who.given);
    let (given, family) = (fold(&short.latin, dice), fold(&who.family.latin, dice));
    let year = who.year;
    match dice.weighted(&[28, 13, 12, 6, 5, 14, 6, 5, 7, 4]) {
        0 => format!("{given}.{family}"),
        1 => format!("{given}{family}"),
        2 => format!("{}{family}", first(&given)),
        3 => format!("{given}_{family}"),
        4 => format!("{family}.{given}"),
        5 => format!("{given}.{family}{:02}", year % 100),
        6 => format!("{given}{year}"),
        7 => format!("{given}{}{}", first(&family), dice.between(1, 99)),
        8 => format!("{}{given}{}", dice.pick(HOBBIES), dice.between(1, 99)),
        _ => format!("{}.{}{}", dice.pick(HOBBIES), dice.pick(HOBBIES), dice.between(10, 9999)),
    }
}

/// Where somebody lives or works, as positions in the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) country: usize,
    pub(super) city: usize,
    pub(super) street: usize,
    pub(super) number: i64,
    /// 0: a house of its own.
    pub(super) unit: i64,
    pub(super) unit_style: usize,
    pub(super) postcode: String,
}

impl Address {
    /// An address in a country.
    pub(super) fn random(world: &World, country: usize, dice: &mut Dice) -> Self {
        let place = &world.countries[country];
        let city = place.cities.1.throw(dice);
        Self::in_city(world, country, city, dice)
    }

    /// An address in one city.
    pub(super) fn in_city(world: &World, country: usize, city: usize, dice: &mut Dice) -> Self {
        let place = &world.countries[country];
        let postcode = place.cities.0[city].postcode.chars().map(|c| match c {
            '#' => char::from(b'0' + u8::try_from(dice.below(10)).unwrap_or(0)),
            '@' => char::from(*dice.pick(b"ABDEFGHJLNPQRSTUWXYZ")),
            other => other,
        });
        let postcode = postcode.collect();
        let unit = if !place.unit_format.is_empty() && dice.chance(280) { dice.between(1, 48) } else { 0 };
        // Low numbers are commoner: streets have a beginning, and most are short.
        let number = dice.between(1, place.highest_number).min(dice.between(1, place.highest_number));
        Self {
            country,
            city,
            street: place.streets.1.throw(dice),
            number,
            unit,
            unit_style: dice.index(place.unit_format.len().max(1)),
            postcode,
        }
    }

    /// The city's entry in the lists.
    pub(super) fn city<'w>(&self, world: &'w World) -> &'w City {
        &world.countries[self.country].cities.0[self.city]
    }

    /// Street and house number as the country writes them.
    pub(super) fn line(&self, world: &World) -> String {
        let place = &world.countries[self.country];
        place
            .street_format
            .replace("{n}", &self.number.to_string())
            .replace("{s}", &place.streets.0[self.street])
    }

    /// `Apt 4`, or nothing.
    pub(super) fn unit_text(&self, world: &World) -> String {
        let formats = &world.countries[self.country].unit_format;
        if self.unit == 0 || formats.is_empty() {
            return String::new();
        }
        formats[self.unit_style % formats.len()].replace("{u}", &self.unit.to_string())
    }
}

/// A workplace that many people give as their address.
#[derive(Debug, Clone)]
pub(super) struct Office {
    pub(super) company: String,
    pub(super) domain: String,
    pub(super) address: Address,
}

impl Office {
    /// Office number `number` of a country: always the same one.
    pub(super) fn of(world: &World, seed: u64, country: usize, number: u64) -> Self {
        let mut dice = Dice::new(seed, Purpose::Office, (country as u64) << 32 | number);
        let stem = dice.pick(&world.shop.company_stems);
        let (kind, form) = dice.pick(&world.shop.company_kinds);
        let serial = if number < 40 { String::new() } else { format!("-{number}") };
        let domain = format!("{stem}-{kind}{serial}.example").to_lowercase();
        Self {
            company: format!("{stem} {kind} {form}"),
            domain,
            address: Address::random(world, country, &mut dice),
        }
    }
}
