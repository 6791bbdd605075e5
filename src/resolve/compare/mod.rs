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
    pub(crate) fn pattern(&self, corpus: &Corpus, left: &[u32], right: &[u32]) -> Pattern {
        let mut pattern = [0];
        self.compare(corpus, &[(left, right)], &mut pattern);
        pattern[0]
    }

    /// Compares pairs of records, one comparison after the other: what is read and guessed for one pair helps the next.
    pub(crate) fn patterns(&self, corpus: &Corpus, pairs: &[(u32, u32)]) -> Vec<Pattern> {
        corpus.fetch(pairs.iter().flat_map(|&(left, right)| [left, right]));
        let rows: Vec<_> = pairs.iter().map(|&(left, right)| (corpus.row(left), corpus.row(right))).collect();
        let mut patterns = vec![0; pairs.len()];
        self.compare(corpus, &rows, &mut patterns);
        patterns
    }

    fn compare(&self, corpus: &Corpus, pairs: &[(&[u32], &[u32])], patterns: &mut [Pattern]) {
        let names = &self.names;
        for Comparison { kind, shift, .. } in &self.list {
            let mut all = Pairs { rows: pairs, patterns, shift: *shift };
            match *kind {
                Kind::Given => all.level(|a, b| name::given(corpus, names, a, b)),
                Kind::Family => all.level(|a, b| name::family(corpus, names, a, b)),
                Kind::Birth => all.level(|a, b| birth::birth(corpus, a[field::BIRTH], b[field::BIRTH])),
                Kind::Email => all.level(|a, b| contact::email(corpus, a, b)),
                Kind::Phone => {
                    all.level(|a, b| contact::phone(&corpus.phones, a[field::PHONE], b[field::PHONE]))
                }
                Kind::Address => all.level(|a, b| address::address(corpus, a, b)),
                Kind::Company => {
                    all.level(|a, b| open::text(&corpus.companies, a[field::COMPANY], b[field::COMPANY]))
                }
                Kind::Gender => all.level(name::gender),
                Kind::Open(i) => {
                    let at = field::OPEN + i;
                    all.level(|a, b| open::open(&corpus.open[i], a[at], b[at]))
                }
            }
        }
    }
}

/// Pairs of rows, and the place of one comparison in their patterns.
struct Pairs<'a> {
    rows: &'a [(&'a [u32], &'a [u32])],
    patterns: &'a mut [Pattern],
    shift: u32,
}

impl Pairs<'_> {
    #[inline]
    fn level(&mut self, of: impl Fn(&[u32], &[u32]) -> u64) {
        for (pattern, (left, right)) in self.patterns.iter_mut().zip(self.rows) {
            *pattern |= of(left, right) << self.shift;
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
