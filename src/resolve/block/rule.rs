//! Blocking rules as data (`assets/models/blocking.toml`), and the rules a given corpus can use.

use crate::resolve::ResolveError;
use crate::resolve::compare::{Comparisons, Kind};
use crate::resolve::corpus::{Corpus, field};
use serde::Deserialize;

const SHIPPED: &str = include_str!("../../../assets/models/blocking.toml");

/// One part of a rule's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    Email,
    EmailName,
    Phone,
    PhoneEnd,
    /// An open attribute, by index.
    Open(usize),
    Given,
    GivenSound,
    GivenInitial,
    GivenStart,
    Family,
    FamilySound,
    FamilyInitial,
    FamilyStart,
    Names,
    Birth,
    BirthYear,
    BirthMonth,
    BirthDay,
    Street,
    StreetName,
    Postcode,
    City,
    Everything,
}

/// A rule bound to a corpus.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    /// For people: `birth + family_sound`.
    pub name: String,
    pub keys: Vec<Part>,
    /// Added one after the other to blocks that are too big.
    pub refine: Vec<Part>,
    /// About so many pairs a record it may make before its biggest blocks are too big.
    pub pairs_a_record: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    keys: Vec<String>,
    #[serde(default)]
    refine: Vec<String>,
    pairs_a_record: Option<u32>,
}

fn wrong(why: String) -> ResolveError {
    ResolveError::Model { file: "assets/models/blocking.toml".into(), why }
}

fn shipped() -> Result<File, ResolveError> {
    toml::from_str(SHIPPED).map_err(|e| wrong(e.to_string()))
}

/// The shipped rules that this corpus has the attributes for; `id:*` and `extra:*` become one rule each.
pub(crate) fn shipped_rules(corpus: &Corpus) -> Result<Vec<Rule>, ResolveError> {
    let mut rules = Vec::new();
    for entry in shipped()?.rule {
        let refine = entry
            .refine
            .iter()
            .map(|r| part(r).ok_or_else(|| wrong(format!("`{r}` is no key; see the list at the top"))))
            .collect::<Result<Vec<Part>, _>>()?;
        let refine: Vec<Part> = refine.into_iter().filter(|p| available(corpus, *p)).collect();
        if let [pattern @ ("id:*" | "extra:*")] =
            entry.keys.iter().map(String::as_str).collect::<Vec<_>>()[..]
        {
            let identifiers = pattern == "id:*";
            for (i, open) in corpus.open.iter().enumerate().filter(|(_, o)| o.identifier == identifiers) {
                rules.push(Rule {
                    name: open.name.clone(),
                    keys: vec![Part::Open(i)],
                    refine: refine.clone(),
                    pairs_a_record: entry.pairs_a_record,
                });
            }
            continue;
        }
        let keys = entry
            .keys
            .iter()
            .map(|k| part(k).ok_or_else(|| wrong(format!("`{k}` is no key; see the list at the top"))))
            .collect::<Result<Vec<Part>, _>>()?;
        if keys.iter().all(|p| available(corpus, *p)) {
            let pairs_a_record = entry.pairs_a_record;
            rules.push(Rule { name: entry.keys.join(" + "), keys, refine, pairs_a_record });
        }
    }
    Ok(rules)
}

/// The keys by name; those of open attributes have the attribute's.
const PARTS: [(&str, Part); 22] = [
    ("email", Part::Email),
    ("email_name", Part::EmailName),
    ("phone", Part::Phone),
    ("phone_end", Part::PhoneEnd),
    ("given", Part::Given),
    ("given_sound", Part::GivenSound),
    ("given_initial", Part::GivenInitial),
    ("given_start", Part::GivenStart),
    ("family", Part::Family),
    ("family_sound", Part::FamilySound),
    ("family_initial", Part::FamilyInitial),
    ("family_start", Part::FamilyStart),
    ("names", Part::Names),
    ("birth", Part::Birth),
    ("birth_year", Part::BirthYear),
    ("birth_month", Part::BirthMonth),
    ("birth_day", Part::BirthDay),
    ("street", Part::Street),
    ("street_name", Part::StreetName),
    ("postcode", Part::Postcode),
    ("city", Part::City),
    ("everything", Part::Everything),
];

/// The key of this name.
pub(super) fn part(name: &str) -> Option<Part> {
    PARTS.iter().find(|(of, _)| *of == name).map(|(_, part)| *part)
}

impl Part {
    /// As in the rules; that of an open attribute has no name of its own.
    pub(super) fn name(self) -> Option<&'static str> {
        PARTS.iter().find(|(_, part)| *part == self).map(|(name, _)| *name)
    }

    /// The field of a row the part is made from; `None`: from none or from two.
    pub(crate) fn field(self) -> Option<usize> {
        Some(match self {
            Self::Email | Self::EmailName => field::EMAIL,
            Self::Phone | Self::PhoneEnd => field::PHONE,
            Self::Open(i) => field::OPEN + i,
            Self::Given | Self::GivenSound | Self::GivenInitial | Self::GivenStart => field::GIVEN,
            Self::Family | Self::FamilySound | Self::FamilyInitial | Self::FamilyStart => field::FAMILY,
            Self::Birth | Self::BirthYear | Self::BirthMonth | Self::BirthDay => field::BIRTH,
            Self::Street | Self::StreetName => field::STREET,
            Self::Postcode => field::POSTCODE,
            Self::City => field::CITY,
            Self::Names | Self::Everything => return None,
        })
    }

    /// True when a record may have several keys of it.
    pub(crate) fn is_many(self) -> bool {
        matches!(self, Self::Email | Self::EmailName | Self::Phone | Self::PhoneEnd | Self::Open(_))
    }
}

fn available(corpus: &Corpus, part: Part) -> bool {
    match (part, part.field()) {
        (_, Some(field)) => corpus.has(field),
        (Part::Names, None) => corpus.has(field::GIVEN) && corpus.has(field::FAMILY),
        _ => true,
    }
}

impl Rule {
    /// Bits of the comparisons this rule fixes: they teach nothing on its pairs.
    pub(crate) fn excluded(&self, comparisons: &Comparisons) -> u64 {
        let mut bits = 0;
        for (i, comparison) in comparisons.list.iter().enumerate() {
            let fixed = self.keys.iter().any(|part| match (part, comparison.kind) {
                (Part::Names, Kind::Given | Kind::Family | Kind::Gender) => true,
                (Part::Open(a), Kind::Open(b)) => *a == b,
                (part, Kind::Gender) => part.field() == Some(field::GIVEN),
                (part, _) => part.field().is_some_and(|f| comparison.fields().contains(&f)),
            });
            bits |= u64::from(fixed) << i;
        }
        bits
    }
}
