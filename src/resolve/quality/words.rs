//! The report in words: the same on the screen, on the command line and on paper.

use super::{Agreement, Measured, Pace, QualityReport, Rate, Repairs, TARGET};
use crate::text::{count, decimal, many, percent};

/// What precision means, for who has never heard of it.
pub const PRECISION: &str = "of the pairs in one profile are one person";
/// What recall means.
pub const RECALL: &str = "of the pairs that are one person are in one profile";

impl Rate {
    /// `97.8 % (96.1 to 98.9)`.
    #[must_use]
    pub fn words(self) -> String {
        let bare = |share: f64| decimal(share * 100.0, 1);
        format!("{} ({} to {})", percent(self.value), bare(self.low), bare(self.high))
    }
}

impl Measured {
    /// Whether that is enough, and how much is missing.
    #[must_use]
    pub fn verdict(&self) -> String {
        let points = decimal(TARGET * 100.0, 0);
        match self.more {
            _ if self.enough => format!("enough: both are known to within {points} points"),
            Some(more) => {
                format!("about {} more until both are known to within {points} points", count(more))
            }
            None => "too early to tell how many more it takes".to_owned(),
        }
    }
}

impl Agreement {
    /// `46 of 48 pairs that two judged, alike; 0.87 beyond chance`.
    #[must_use]
    pub fn words(&self) -> String {
        let beyond = match self.beyond_chance {
            Some(beyond) => format!(" ({} beyond chance, 1 is the most)", decimal(beyond, 2)),
            None => String::new(),
        };
        format!("alike on {} of {} pairs that two judged{beyond}", count(self.alike), count(self.pairs))
    }
}

impl Pace {
    /// `240 words on 3 days, 6 s each`.
    #[must_use]
    pub fn words(&self) -> String {
        let each = self.seconds.map_or_else(String::new, |s| format!(", {} s each", decimal(s, 0)));
        format!("{} on {}{each}", many(self.words, "word"), many(self.days, "day"))
    }
}

impl Repairs {
    /// What the sample found and what became of it: `3 false merges found, 2 parted; 1 missed match found, 0 joined`.
    #[must_use]
    pub fn found(&self) -> String {
        let missed = if self.missed_matches == 1 { "missed match" } else { "missed matches" };
        format!(
            "{} found, {} parted; {} {missed} found, {} joined",
            many(self.false_merges, "false merge"),
            count(self.parted),
            count(self.missed_matches),
            count(self.joined)
        )
    }

    /// What decisions did to profiles.
    #[must_use]
    pub fn decided(&self) -> String {
        format!(
            "decisions split {} and merged {}",
            many(self.split_by_decision, "profile"),
            many(self.merged_by_decision, "profile")
        )
    }
}

impl QualityReport {
    /// How much was judged: `212 pairs judged, 3 undecided`.
    #[must_use]
    pub fn judged(&self) -> String {
        let judged = self.measured.map_or(0, |measured| measured.judged);
        let undecided = match self.undecided {
            0 => String::new(),
            n => format!(", {} undecided", count(n)),
        };
        format!("{} judged{undecided}", many(judged, "pair"))
    }
}
