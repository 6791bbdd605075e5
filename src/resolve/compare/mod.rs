//! Comparisons: how each attribute of a pair agrees, as one of a few levels.
//!
//! Level 0 is "missing"; the others are listed, best first, in the model file (`assets/models/person.toml`).
//! What a level of one attribute means is decided here, on ids first and on text only when ids differ.

pub(crate) mod address;
mod birth;
mod contact;
mod name;
mod open;

use super::corpus::{Corpus, field};

pub(crate) use name::SWAPPED;

/// What is compared: an attribute, or several that are correlated and therefore make one comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Given names, nicknames, initials, swapped with the family name.
    Given,
    /// Family names.
    Family,
    /// Dates of birth.
    Birth,
    /// E-mail addresses, best of any two.
    Email,
    /// Phone numbers, best of any two.
    Phone,
    /// Street, postcode, city and region together.
    Address,
    /// Employer.
    Company,
    /// Gender; says nothing when the given names agree.
    Gender,
    /// The open attribute of this index.
    Open(usize),
}

/// One comparison with its place in the packed pattern.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    pub kind: Kind,
    /// `given_name`, `address`, `id:loyalty`, …
    pub attribute: String,
    shift: u32,
    mask: u64,
}

/// All comparisons of a run, in the model's order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Comparisons {
    pub list: Vec<Comparison>,
    names: name::Crossed,
}

/// Levels, packed: a few bits a comparison.
pub(crate) type Pattern = u64;

impl Comparison {
    /// The level this pattern holds for the comparison.
    #[inline]
    pub(crate) fn level(&self, pattern: Pattern) -> usize {
        ((pattern >> self.shift) & self.mask) as usize
    }

    /// The fields of a row it looks at.
    pub(crate) fn fields(&self) -> &'static [usize] {
        match self.kind {
            Kind::Given => &[field::GIVEN],
            Kind::Family => &[field::FAMILY],
            Kind::Birth => &[field::BIRTH],
            Kind::Email => &[field::EMAIL],
            Kind::Phone => &[field::PHONE],
            Kind::Address => &[field::STREET, field::POSTCODE, field::CITY, field::REGION, field::COUNTRY],
            Kind::Company => &[field::COMPANY],
            Kind::Gender => &[field::TRAITS],
            Kind::Open(_) => &[],
        }
    }
}

impl Comparisons {
    /// Packs the given comparisons; those that no longer fit into 64 bits are left out and returned by name.
    pub(crate) fn new(corpus: &Corpus, wanted: Vec<(Kind, String, usize)>) -> (Self, Vec<String>) {
        let mut list = Vec::new();
        let mut left_out = Vec::new();
        let mut shift = 0;
        for (kind, attribute, levels) in wanted {
            let bits = usize::BITS - (levels - 1).leading_zeros();
            if shift + bits > Pattern::BITS {
                left_out.push(attribute);
                continue;
            }
            list.push(Comparison { kind, attribute, shift, mask: (1 << bits) - 1 });
            shift += bits;
        }
        (Self { list, names: name::Crossed::new(corpus) }, left_out)
    }

    /// The given comparisons, packed as a run packed `compared`, so that patterns mean the same; `None` when one of them
    /// was not made then. `levels` tells how many each of that run had, "missing" included.
    pub(crate) fn as_then(
        corpus: &Corpus,
        wanted: Vec<(Kind, String, usize)>,
        compared: &[String],
        levels: impl Fn(&str) -> usize,
    ) -> Option<Self> {
        let (mut places, mut shift) = (Vec::new(), 0);
        for attribute in compared {
            let bits = usize::BITS - (levels(attribute) - 1).leading_zeros();
            places.push((attribute, shift, (1 << bits) - 1));
            shift += bits;
        }
        let place = |(kind, attribute, _): (Kind, String, usize)| {
            let (_, shift, mask) = *places.iter().find(|(of, ..)| **of == attribute)?;
            Some(Comparison { kind, attribute, shift, mask })
        };
        let list = wanted.into_iter().map(place).collect::<Option<_>>()?;
        Some(Self { list, names: name::Crossed::new(corpus) })
    }

    /// Compares two rows.
    #[inline]
    pub(crate) fn pattern(&self, corpus: &Corpus, left: &[u32], right: &[u32]) -> Pattern {
        let mut pattern = 0;
        for comparison in &self.list {
            pattern |= self.level(corpus, comparison.kind, left, right) << comparison.shift;
        }
        pattern
    }

    fn level(&self, corpus: &Corpus, kind: Kind, left: &[u32], right: &[u32]) -> u64 {
        match kind {
            Kind::Given => name::given(corpus, &self.names, left, right),
            Kind::Family => name::family(corpus, &self.names, left, right),
            Kind::Birth => birth::birth(corpus, left[field::BIRTH], right[field::BIRTH]),
            Kind::Email => contact::email(corpus, left, right),
            Kind::Phone => contact::phone(&corpus.phones, left[field::PHONE], right[field::PHONE]),
            Kind::Address => address::address(corpus, left, right),
            Kind::Company => open::text(&corpus.companies, left[field::COMPANY], right[field::COMPANY]),
            Kind::Gender => name::gender(left, right),
            Kind::Open(i) => {
                let (a, b) = (left[field::OPEN + i], right[field::OPEN + i]);
                open::open(&corpus.open[i], a, b)
            }
        }
    }
}

/// Best (smallest) level over all pairs of two sets' members; 0 when one is empty.
#[inline]
fn best_of(left: &[u32], right: &[u32], worst: u64, level: impl Fn(u32, u32) -> u64) -> u64 {
    if left.is_empty() || right.is_empty() {
        return 0;
    }
    let mut best = worst;
    for &a in left {
        for &b in right {
            let found = if a == b { 1 } else { level(a, b) };
            if found < best {
                best = found;
            }
            if best == 1 {
                return 1;
            }
        }
    }
    best
}
