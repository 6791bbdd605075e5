//! Finding profiles by a few letters: the searchable text of all of them in memory, looked through in parallel.

use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use deunicode::deunicode;
use duckdb::Connection;
use duckdb::arrow::array::{Array, Int64Array, StringArray};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::sync::Arc;

/// Parts of a profile's text are kept apart by this.
const BETWEEN: char = '\u{1f}';
/// Profiles looked through between two looks at the stop flag.
const CHUNK: usize = 8192;
/// Fewer plain hits than this, and loose ones are looked for too.
const FEW: usize = 5;
/// Loose hits scored, and kept.
const SCORED: usize = 20_000;
const LOOSE: usize = 200;

/// The searchable text of every profile: name, e-mail, phone, city, postcode, company; lower case, and once more
/// without accents where it has any.
#[derive(Debug, Default)]
pub struct SearchIndex {
    ids: Vec<i64>,
    text: String,
    ends: Vec<usize>,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searched {
    /// Profiles, best first: all words at the beginning of a word, then anywhere, then loosely.
    pub ids: Arc<[i64]>,
    /// How many of them hold all words letter for letter.
    pub plain: usize,
}

impl SearchIndex {
    /// Reads the text of all profiles; `None` when stopped.
    ///
    /// # Errors
    /// When DuckDB refuses.
    pub fn load(connection: &Connection, stop: &Progress) -> Result<Option<Self>, ResolveError> {
        let sql = "SELECT profile_id, lower(concat_ws(chr(31), name, email, phone, city, postcode, company))
            FROM profiles";
        let failed = || database("read the names of the profiles");
        let mut statement = connection.prepare(sql).map_err(failed())?;
        let mut index = Self::default();
        for batch in statement.query_arrow([]).map_err(failed())? {
            if stop.is_cancelled() {
                return Ok(None);
            }
            let ids = batch.column(0).as_any().downcast_ref::<Int64Array>();
            let texts = batch.column(1).as_any().downcast_ref::<StringArray>();
            if let (Some(ids), Some(texts)) = (ids, texts) {
                for i in 0..batch.num_rows() {
                    index.push(ids.value(i), if texts.is_null(i) { "" } else { texts.value(i) });
                }
            }
        }
        Ok(Some(index))
    }

    fn push(&mut self, id: i64, text: &str) {
        self.ids.push(id);
        self.text.push_str(text);
        if !text.is_ascii() {
            self.text.push(BETWEEN);
            self.text.push_str(&deunicode(text).to_lowercase());
        }
        self.ends.push(self.text.len());
    }

    /// How many profiles it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True without profiles.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    fn of(&self, row: usize) -> &str {
        let begin = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.text[begin..self.ends[row]]
    }

    /// Profiles whose text holds every word of `wanted`; equally good ones in the sequence of `order`. With few
    /// such, also those whose text has its letters in sequence. `None` when stopped.
    #[must_use]
    pub fn search(&self, order: &[i64], wanted: &str, stop: &Progress) -> Option<Searched> {
        let wanted = wanted.to_lowercase();
        let words: Vec<&str> = wanted.split_whitespace().collect();
        if words.is_empty() {
            return Some(Searched { ids: order.into(), plain: order.len() });
        }
        let hits: FxHashMap<i64, bool> =
            self.scan(stop, |row| Some((self.ids[row], starts(self.of(row), &words)?))).into_iter().collect();
        let mut ids: Vec<i64> = Vec::with_capacity(hits.len());
        for at_start in [true, false] {
            ids.extend(order.iter().filter(|id| hits.get(id) == Some(&at_start)));
        }
        let plain = ids.len();
        if plain < FEW && !stop.is_cancelled() {
            ids.extend(self.loose(&words.concat(), &hits, stop));
        }
        (!stop.is_cancelled()).then(|| Searched { ids: ids.into(), plain })
    }

    fn loose(&self, letters: &str, taken: &FxHashMap<i64, bool>, stop: &Progress) -> Vec<i64> {
        let mut rows = self.scan(stop, |row| (in_sequence(self.of(row), letters)).then_some(row));
        rows.truncate(SCORED);
        let matcher = SkimMatcherV2::default().ignore_case();
        let mut scored: Vec<(Reverse<i64>, i64)> = rows
            .into_par_iter()
            .filter(|row| !taken.contains_key(&self.ids[*row]))
            .filter_map(|row| {
                let (score, at) = matcher.fuzzy_indices(self.of(row), letters)?;
                // Letters strewn over the whole text are no likeness.
                let span = at.last()? - at.first()? + 1;
                (span <= 2 * at.len()).then(|| (Reverse(score), self.ids[row]))
            })
            .collect();
        scored.sort_unstable();
        scored.into_iter().take(LOOSE).map(|(_, id)| id).collect()
    }

    /// What `pick` makes of each profile, in parallel; breaks off soon after a stop.
    fn scan<T: Send>(&self, stop: &Progress, pick: impl Fn(usize) -> Option<T> + Sync) -> Vec<T> {
        let chunks = self.len().div_ceil(CHUNK);
        let found: Vec<Vec<T>> = (0..chunks)
            .into_par_iter()
            .map(|chunk| {
                if stop.is_cancelled() {
                    return Vec::new();
                }
                (chunk * CHUNK..((chunk + 1) * CHUNK).min(self.len())).filter_map(&pick).collect()
            })
            .collect();
        found.into_iter().flatten().collect()
    }
}

/// `None`: a word is missing. Else whether every word stands at the beginning of a word.
fn starts(text: &str, words: &[&str]) -> Option<bool> {
    let mut all = true;
    for word in words {
        let at = text.find(word)?;
        let begins = |at: usize| text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        all &= begins(at) || text.match_indices(word).any(|(at, _)| begins(at));
    }
    Some(all)
}

/// Whether one part of the text has these letters in this sequence.
fn in_sequence(text: &str, letters: &str) -> bool {
    text.split(BETWEEN).any(|part| {
        let mut rest = part.chars();
        letters.chars().all(|wanted| rest.any(|c| c == wanted))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(texts: &[&str]) -> (SearchIndex, Vec<i64>) {
        let mut index = SearchIndex::default();
        for (id, text) in (1..).zip(texts) {
            index.push(id, &text.to_lowercase().replace('|', "\u{1f}"));
        }
        let order = (1..=i64::try_from(texts.len()).unwrap()).rev().collect();
        (index, order)
    }

    fn found(texts: &[&str], wanted: &str) -> (Vec<i64>, usize) {
        let (index, order) = index(texts);
        let searched = index.search(&order, wanted, &Progress::silent()).unwrap();
        (searched.ids.to_vec(), searched.plain)
    }

    #[test]
    fn word_beginnings_come_before_middles_and_loose_hits_last() {
        let texts = ["Susanna Berg|s@x.de", "Anna Holm", "Bob", "Arnold Nagel", "Hanna Anna"];
        assert_eq!(found(&texts, "anna"), (vec![5, 2, 1], 3));
        assert_eq!(found(&texts, "arnld"), (vec![4], 0));
        assert_eq!(found(&texts, "berg sus"), (vec![1], 1));
        assert_eq!(found(&texts, "zz"), (vec![], 0));
        assert_eq!(found(&texts, "  "), (vec![5, 4, 3, 2, 1], 5));
    }

    #[test]
    fn accents_are_found_with_and_without() {
        let texts = ["José Ñandú", "王小明"];
        assert_eq!(found(&texts, "jose").0, [1]);
        assert_eq!(found(&texts, "josé").0, [1]);
        assert_eq!(found(&texts, "小明").0, [2]);
        assert_eq!(found(&texts, "wang").0, [2]);
    }

    #[test]
    fn letters_of_different_parts_do_not_join() {
        assert_eq!(found(&["ab|cd"], "acd").0, Vec::<i64>::new());
    }

    #[test]
    fn a_stopped_search_finds_nothing() {
        let (index, order) = index(&["Anna"]);
        let stop = Progress::silent();
        stop.cancel();
        assert_eq!(index.search(&order, "anna", &stop), None);
    }
}
