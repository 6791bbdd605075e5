//! What a run over all records leaves behind of its blocking rules, so that new records find those to be compared with
//! without making all blocks again.

use super::key::{Parts, join, mix};
use super::plan::{Plan, PlannedRule};
use super::rule::{Rule, part, shipped_rules};
use crate::resolve::ResolveError;
use crate::resolve::corpus::Corpus;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A rule of a run as it is remembered.
pub(crate) struct KeptRule {
    pub crowded: Vec<Crowded>,
    /// Keys in force and the records (by index) that have them, in order of the records.
    pub entries: Vec<(u32, u32)>,
}

/// The key of a block that was too big.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crowded {
    /// How often the block was made smaller before.
    pub round: u32,
    pub key: u32,
    /// The key that made it smaller; `None`: it was skipped.
    pub finer: Option<&'static str>,
}

impl Plan {
    /// The rules in force, in the order of the report: first those that found pairs, then the idle ones.
    pub(crate) fn kept(mut self) -> Vec<KeptRule> {
        self.rules.append(&mut self.idle);
        self.rules.into_par_iter().map(|rule| rule.kept()).collect()
    }
}

impl PlannedRule {
    fn kept(self) -> KeptRule {
        let mut crowded = Vec::new();
        for (round, keys) in self.crowded.iter().enumerate() {
            let finer = self.rule.refine.get(round).and_then(|part| part.name());
            crowded.extend(keys.iter().map(|&key| Crowded { round: round as u32, key, finer }));
        }
        let entries = self.entries();
        KeptRule { crowded, entries }
    }
}

/// A key as it is stored: with the rule's position in it.
pub(crate) fn stored_key(rule: usize, key: u32) -> u32 {
    mix((rule as u64 + 1) << 32 | u64::from(key))
}

/// How the crowded blocks of a rule were made smaller, by round and key.
pub(crate) type Finer = FxHashMap<(u32, u32), Option<String>>;

/// The rules in force, by position: name, and how crowded blocks were made smaller.
pub(crate) struct Kept {
    pub rules: Vec<(String, Finer)>,
    /// The names of the others.
    pub left_out: Vec<String>,
}

/// The keys of some records by every rule in force: `(key, record)`, ascending, by the rule's position.
pub(crate) struct KeysOfSome(pub(in crate::resolve) Vec<Vec<(u32, u32)>>);

impl Kept {
    /// True when these records have no attribute that there was no rule for.
    pub(crate) fn knows(&self, corpus: &Corpus) -> Result<bool, ResolveError> {
        let known =
            |name: &String| self.rules.iter().any(|rule| rule.0 == *name) || self.left_out.contains(name);
        Ok(shipped_rules(corpus)?.iter().all(|rule| known(&rule.name)))
    }

    /// The most records that share one e-mail address, phone number or other identifier.
    pub(crate) fn most_sharing(&self, keys: &KeysOfSome) -> usize {
        let identifies = |name: &str| matches!(name, "email" | "phone") || name.starts_with("id:");
        let of = self.rules.iter().zip(&keys.0).filter(|((name, _), _)| identifies(name));
        let blocks = of.flat_map(|(_, entries)| entries.chunk_by(|a, b| a.0 == b.0));
        blocks.map(<[_]>::len).max().unwrap_or(0)
    }

    /// The rules as they apply to these records (`None`: they have no attribute for it), and the keys of their parts.
    fn bind(&self, corpus: &Corpus) -> Result<(Vec<Option<Rule>>, Parts), ResolveError> {
        let rules = shipped_rules(corpus)?;
        let bind = |(name, crowded): &(String, Finer)| {
            let rule = rules.iter().find(|rule| rule.name == *name)?;
            let mut refine: Vec<&str> = crowded.values().flatten().map(String::as_str).collect();
            refine.sort_unstable();
            refine.dedup();
            Some(Rule { refine: refine.into_iter().filter_map(part).collect(), ..rule.clone() })
        };
        let bound: Vec<Option<Rule>> = self.rules.iter().map(bind).collect();
        let used: Vec<Rule> = bound.iter().flatten().cloned().collect();
        Ok((bound, Parts::new(corpus, &used)))
    }

    /// Works them out.
    pub(crate) fn keys(&self, corpus: &Corpus) -> Result<KeysOfSome, ResolveError> {
        let (rules, parts) = self.bind(corpus)?;
        let keys = rules.par_iter().zip(&self.rules).map(|(rule, (_, crowded))| {
            let Some(rule) = rule else { return Vec::new() };
            let mut entries = parts.entries(corpus, rule);
            entries.iter_mut().for_each(|entry| entry.0 = in_force(*entry, crowded, &parts, corpus));
            entries.retain(|entry| entry.0 != 0);
            entries.sort_unstable();
            entries
        });
        Ok(KeysOfSome(keys.collect()))
    }

    /// What became of the keys that two records share, by the names of the rules under which they share any.
    pub(crate) fn fates(
        &self,
        corpus: &Corpus,
        left: u32,
        right: u32,
    ) -> Result<FxHashMap<&str, Fate>, ResolveError> {
        let (rules, parts) = self.bind(corpus)?;
        let mut fates = FxHashMap::default();
        for (rule, (name, crowded)) in rules.iter().zip(&self.rules) {
            let entries = rule.as_ref().map_or_else(Vec::new, |rule| parts.entries(corpus, rule));
            let of = |record| entries.iter().filter(move |entry| entry.1 == record).map(|entry| entry.0);
            let shared = of(left).filter(|key| of(right).any(|other| other == *key));
            let fate = shared.map(|key| Fate::of(key, (left, right), crowded, &parts, corpus)).min();
            fates.extend(fate.map(|fate| (name.as_str(), fate)));
        }
        Ok(fates)
    }
}

/// What became of a key that two records share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// It brings them together.
    InForce,
    /// Its block was too big and was made smaller by the key of this name, which they do not share.
    Parted(String),
    /// Its block was too big and was skipped.
    Skipped,
}

impl Fate {
    fn of(mut key: u32, pair: (u32, u32), crowded: &Finer, parts: &Parts, corpus: &Corpus) -> Self {
        for round in 0.. {
            let Some(finer) = crowded.get(&(round, key)) else { break };
            let Some(name) = finer else { return Self::Skipped };
            let of = |record| smaller((key, record), name, parts, corpus);
            let (left, right) = (of(pair.0), of(pair.1));
            if left != right || left == 0 {
                return Self::Parted(name.clone());
            }
            key = left;
        }
        Self::InForce
    }
}

/// A record's key joined with the one of this name, which makes its block smaller; 0: it has none.
fn smaller((key, record): (u32, u32), name: &str, parts: &Parts, corpus: &Corpus) -> u32 {
    part(name).map_or(0, |part| join(key, parts.refinement(corpus, part, record)))
}

/// The key that is left of one by whose block was too big; 0: none.
fn in_force((mut key, record): (u32, u32), crowded: &Finer, parts: &Parts, corpus: &Corpus) -> u32 {
    for round in 0.. {
        match crowded.get(&(round, key)) {
            None => break,
            Some(finer) => key = finer.as_ref().map_or(0, |name| smaller((key, record), name, parts, corpus)),
        }
    }
    key
}

impl KeysOfSome {
    /// All keys as they are stored, with the record.
    pub(crate) fn stored(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let of = |(rule, entries): (usize, &'_ Vec<(u32, u32)>)| {
            entries.iter().map(move |&(key, record)| (stored_key(rule, key), record)).collect::<Vec<_>>()
        };
        self.0.iter().enumerate().flat_map(of)
    }

    /// The pairs that at least one of which is `wanted`, each with the position of the first rule that finds it;
    /// ascending, smaller record first.
    pub(crate) fn pairs(&self, wanted: impl Fn(u32) -> bool) -> Vec<(u32, u32, i16)> {
        let mut pairs = Vec::new();
        for (rule, entries) in self.0.iter().enumerate() {
            for block in entries.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
                for &(_, record) in block.iter().filter(|entry| wanted(entry.1)) {
                    // Of two that are wanted, the smaller one makes the pair.
                    let others = block.iter().map(|entry| entry.1).filter(|&other| other != record);
                    let others = others.filter(|&other| record < other || !wanted(other));
                    pairs.extend(others.map(|other| (record.min(other), record.max(other), rule as i16)));
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup_by_key(|pair| (pair.0, pair.1));
        pairs
    }
}
