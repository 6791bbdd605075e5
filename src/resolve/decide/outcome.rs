//! What a decision changes, before it is made and after: the same words for both.

use serde::Serialize;

/// What a decision would change, or has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Profiles that are gone afterwards, or have other records.
    pub profiles_before: Vec<i64>,
    /// Profiles that hold those records afterwards.
    pub profiles_after: Vec<i64>,
    /// How many records each of these has, in their order.
    pub records_after: Vec<usize>,
    /// The golden name of each, in their order.
    pub names_after: Vec<Option<String>>,
    /// Golden values that change in the profiles that stay, those first by which people know each other.
    pub golden: Vec<GoldenChange>,
    /// Other doubtful pairs that are settled by it.
    pub settled: usize,
    /// Other pairs that become doubtful by it.
    pub raised: usize,
    /// Other profiles that get another household by it.
    pub rehoused: usize,
}

/// A golden value that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoldenChange {
    /// The profile.
    pub profile_id: i64,
    /// The attribute: `name`, `email`, …
    pub attribute: &'static str,
    /// What it is before.
    pub before: Option<String>,
    /// What it is afterwards.
    pub after: Option<String>,
}

impl Outcome {
    /// Nothing but the queue changes.
    #[must_use]
    pub fn keeps_profiles(&self) -> bool {
        self.profiles_before.is_empty() && self.profiles_after.is_empty()
    }

    /// What has become of the profiles: `2 profiles became 1 (5 records)`.
    #[must_use]
    pub fn done(&self) -> String {
        self.told("no profile changed", "became", "moved")
    }

    /// What will become of them: `2 profiles become 1 (5 records)`.
    #[must_use]
    pub fn coming(&self) -> String {
        let become_ = if self.profiles_before.len() == 1 { "becomes" } else { "become" };
        self.told("no profile changes", become_, "move")
    }

    fn told(&self, nothing: &str, became: &str, moved: &str) -> String {
        let profiles = |n: usize| if n == 1 { "1 profile".to_owned() } else { format!("{n} profiles") };
        let records: usize = self.records_after.iter().sum();
        match (self.profiles_before.len(), self.profiles_after.len()) {
            (0, 0) => nothing.to_owned(),
            (b, a) if b == a => format!("{records} records {moved} between {}", profiles(a)),
            (b, a) => format!("{} {became} {a} ({records} records)", profiles(b)),
        }
    }
}

/// What either word on a pair would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// If the two are called one person.
    pub same: Outcome,
    /// If they are called two.
    pub different: Outcome,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_alike_before_and_after() {
        let merge = Outcome {
            profiles_before: vec![7, 8],
            profiles_after: vec![7],
            records_after: vec![5],
            ..Outcome::default()
        };
        assert_eq!(merge.coming(), "2 profiles become 1 (5 records)");
        assert_eq!(merge.done(), "2 profiles became 1 (5 records)");
        let split = Outcome {
            profiles_before: vec![7],
            profiles_after: vec![7, 9],
            records_after: vec![3, 2],
            ..Outcome::default()
        };
        assert_eq!(split.coming(), "1 profile becomes 2 (5 records)");
        assert_eq!(Outcome::default().coming(), "no profile changes");
        assert!(Outcome::default().keeps_profiles());
    }
}
