//! Which pairs of the queue are meant.

use super::contradicted;
use duckdb::types::Value;

/// A part of the queue by match probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// From 0.9: most are one person, held back by something.
    LikelySame,
    /// From 0.5.
    RatherSame,
    /// From 0.1.
    RatherDifferent,
    /// Below 0.1.
    LikelyDifferent,
}

impl Band {
    /// All, most probable first.
    pub const ALL: [Self; 4] =
        [Self::LikelySame, Self::RatherSame, Self::RatherDifferent, Self::LikelyDifferent];

    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::LikelySame => "likely the same",
            Self::RatherSame => "rather the same",
            Self::RatherDifferent => "rather different",
            Self::LikelyDifferent => "likely different",
        }
    }

    /// Its match weights in thousandths of a bit, the upper end exclusive; 3,170 is a probability of 0.9.
    pub(super) fn weights(self) -> (i32, i32) {
        match self {
            Self::LikelySame => (3_170, i32::MAX),
            Self::RatherSame => (0, 3_170),
            Self::RatherDifferent => (-3_170, 0),
            Self::LikelyDifferent => (i32::MIN, -3_170),
        }
    }

    /// The band of a match weight in thousandths of a bit.
    pub(super) fn of(weight: i32) -> Self {
        Self::ALL.into_iter().find(|b| weight >= b.weights().0).unwrap_or(Self::LikelyDifferent)
    }
}

/// What the pairs wait for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lot {
    /// A first word.
    #[default]
    Doubtful,
    /// A second look: the steward was unsure.
    Unsure,
    /// A second look: she decided, and the data have come to speak against it since.
    Contradicted,
}

/// Which pairs of the queue are meant; `None` narrows nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// What they wait for.
    pub lot: Lot,
    /// Of these two sources, smaller id first.
    pub sources: Option<(i32, i32)>,
    /// In this band.
    pub band: Option<Band>,
    /// Of this comparison pattern.
    pub pattern: Option<u64>,
}

/// Two records, smaller id first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair {
    /// The smaller record id.
    pub left: i64,
    /// The other one.
    pub right: i64,
}

impl Pair {
    /// The pair of two records in whatever order.
    #[must_use]
    pub fn of(a: i64, b: i64) -> Self {
        Self { left: a.min(b), right: a.max(b) }
    }
}

impl ReviewFilter {
    /// The `FROM … WHERE` of its edges `e`, and the values to bind.
    pub(super) fn narrow(self) -> (String, Vec<Value>) {
        let mut values = Vec::new();
        let (mut text, mut and) = match self.lot {
            Lot::Doubtful => ("FROM edges e".to_owned(), " WHERE e.state = 'review'".to_owned()),
            Lot::Unsure => ("FROM edges e".to_owned(), " WHERE e.state = 'unsure'".to_owned()),
            Lot::Contradicted => (format!("FROM ({}) e", contradicted()), " WHERE true".to_owned()),
        };
        if let Some((low, high)) = self.sources {
            text += " JOIN records l ON l.record_id = e.left_record JOIN records r ON r.record_id = e.right_record";
            and += " AND least(l.source_id, r.source_id) = ? AND greatest(l.source_id, r.source_id) = ?";
            values.extend([Value::Int(low), Value::Int(high)]);
        }
        if let Some(band) = self.band {
            let (from, to) = band.weights();
            and += " AND e.weight >= ? AND e.weight < ?";
            values.extend([Value::Int(from), Value::Int(to)]);
        }
        if let Some(pattern) = self.pattern {
            and += " AND e.pattern = ?";
            values.push(Value::UBigInt(pattern));
        }
        (text + &and, values)
    }
}
