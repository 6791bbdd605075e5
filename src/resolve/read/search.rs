//! Finding profiles by a few letters: the searchable text of all of them in memory, looked through in parallel.

use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::error::database;
use deunicode::deunicode;
use duckdb::Connection;
use duckdb::arrow::array::{Array, Int64Array, StringArray};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use memchr::memmem::Finder;
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
    rows: FxHashMap<i64, u32>,
}

/// An order of profiles as places in a [`SearchIndex`]: made once, used by every search.
#[derive(Debug)]
pub struct Ranked(Vec<u32>);

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searched {
    /// Profiles, best first: all words at the beginning of a word, then anywhere, then loosely.
    pub ids: Arc<[i64]>,
    /// How many of them hold all words letter for letter.
    pub plain: usize,
}

/// How well a profile matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Match {
    No,
    Within,
    AtStart,
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
        index.rows = index.ids.iter().copied().zip(0..).collect();
        Ok(Some(index))
    }

    fn push(&mut self, id: i64, text: &str) {
        self.ids.push(id);
        self.text.push_str(text);
        if !text.is_ascii() {
            self.text.push(BETWEEN);
            self.text.push_str(&deunicode(text).to_lowercase());
        }
        // No word reaches from one profile into the next.
        self.text.push('\n');
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

    fn begin(&self, row: usize) -> usize {
        if row == 0 { 0 } else { self.ends[row - 1] }
    }

    fn of(&self, row: usize) -> &str {
        &self.text[self.begin(row)..self.ends[row] - 1]
    }

    /// An order as places in this index; ids it does not know are left out.
    #[must_use]
    pub fn rank(&self, order: &[i64]) -> Ranked {
        Ranked(order.par_iter().filter_map(|id| self.rows.get(id).copied()).collect())
    }

    /// Profiles whose text holds every word of `wanted`; equally good ones in the sequence of `ranked`. With few
    /// such, also those whose text has its letters in sequence, close together. `None` when stopped.
    #[must_use]
    pub fn search(&self, ranked: &Ranked, wanted: &str, stop: &Progress) -> Option<Searched> {
        let wanted = wanted.to_lowercase();
        let mut words: Vec<&str> = wanted.split_whitespace().collect();
        // The longest word leaves the fewest profiles to look at again.
        words.sort_by_key(|word| Reverse(word.len()));
        let all = |row: &u32| self.ids[*row as usize];
        if words.is_empty() {
            return Some(Searched { ids: ranked.0.iter().map(all).collect(), plain: ranked.0.len() });
        }
        let mut matches = vec![Match::No; self.len()];
        matches.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, matches)| {
            if !stop.is_cancelled() {
                self.plain(chunk * CHUNK, matches, &words);
            }
        });
        let mut ids = Vec::new();
        for quality in [Match::AtStart, Match::Within] {
            ids.extend(ranked.0.iter().filter(|row| matches[**row as usize] == quality).map(all));
        }
        let plain = ids.len();
        if plain < FEW {
            ids.extend(self.loose(words.concat().as_str(), &matches, stop));
        }
        (!stop.is_cancelled()).then(|| Searched { ids: ids.into(), plain })
    }

    /// Fills in the matches of the profiles from `first` on: one sweep over their text for the first word, the
    /// others only where that stands.
    fn plain(&self, first: usize, matches: &mut [Match], words: &[&str]) {
        let Some((word, others)) = words.split_first() else { return };
        let finder = Finder::new(word);
        let end = self.ends[first + matches.len() - 1];
        let (mut row, mut at) = (first, self.begin(first));
        while let Some(found) = finder.find(&self.text.as_bytes()[at..end]) {
            let found = at + found;
            row += self.ends[row..first + matches.len()].partition_point(|end| *end <= found);
            let text = self.of(row);
            if let Some(starts) =
                others.iter().map(|other| stands(text, other)).collect::<Option<Vec<bool>>>()
            {
                let all = starts.into_iter().all(|start| start) && stands(text, word) == Some(true);
                matches[row - first] = if all { Match::AtStart } else { Match::Within };
            }
            at = self.ends[row];
            row += 1;
            if row == first + matches.len() {
                break;
            }
        }
    }

    fn loose(&self, letters: &str, plain: &[Match], stop: &Progress) -> Vec<i64> {
        let rows: Vec<usize> = (0..self.len())
            .into_par_iter()
            .filter(|row| !(row % CHUNK == 0 && stop.is_cancelled()))
            .filter(|row| plain[*row] == Match::No && close_together(self.of(*row), letters))
            .take_any(SCORED)
            .collect();
        let matcher = SkimMatcherV2::default().ignore_case();
        let mut scored: Vec<(Reverse<i64>, i64)> = rows
            .into_par_iter()
            .filter_map(|row| Some((Reverse(matcher.fuzzy_match(self.of(row), letters)?), self.ids[row])))
            .collect();
        scored.sort_unstable();
        scored.into_iter().take(LOOSE).map(|(_, id)| id).collect()
    }
}

/// Whether a word stands at the beginning of a word of the text; `None`: it does not stand there at all.
fn stands(text: &str, word: &str) -> Option<bool> {
    let mut places = text.match_indices(word).peekable();
    places.peek()?;
    let begins = |at: usize| text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    Some(places.any(|(at, _)| begins(at)))
}

/// Whether one part of the text has these letters in sequence within twice their length.
fn close_together(text: &str, letters: &str) -> bool {
    let letters = letters.as_bytes();
    text.as_bytes().split(|byte| *byte == BETWEEN as u8).any(|part| {
        let mut from = 0;
        // The end of the first run in sequence, then from there back to its latest beginning; and on.
        while let Some(end) = forward(&part[from..], letters).map(|end| from + end) {
            let begin = backward(&part[..end], letters);
            if end - begin <= 2 * letters.len() {
                return true;
            }
            from = begin + 1;
        }
        false
    })
}

/// Just behind the last letter, taking each at its first place.
fn forward(text: &[u8], letters: &[u8]) -> Option<usize> {
    let mut at = 0;
    for letter in letters {
        at += memchr::memchr(*letter, &text[at..])? + 1;
    }
    Some(at)
}

/// Where the first letter stands, taking each at its last place; 0 when one is missing.
fn backward(text: &[u8], letters: &[u8]) -> usize {
    let mut at = text.len();
    for letter in letters.iter().rev() {
        at = memchr::memrchr(*letter, &text[..at]).unwrap_or_default();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(texts: &[&str]) -> (SearchIndex, Ranked) {
        let mut index = SearchIndex::default();
        for (id, text) in (1..).zip(texts) {
            index.push(id, &text.to_lowercase().replace('|', "\u{1f}"));
        }
        index.rows = index.ids.iter().copied().zip(0..).collect();
        let order: Vec<i64> = (1..=i64::try_from(texts.len()).unwrap()).rev().collect();
        let ranked = index.rank(&order);
        (index, ranked)
    }

    fn found(texts: &[&str], wanted: &str) -> (Vec<i64>, usize) {
        let (index, ranked) = index(texts);
        let searched = index.search(&ranked, wanted, &Progress::silent()).unwrap();
        (searched.ids.to_vec(), searched.plain)
    }

    #[test]
    fn word_beginnings_come_before_middles_and_loose_hits_last() {
        let texts = ["Susanna Berg|s@x.de", "Anna Holm", "Bob", "Arnold Nagel", "Hanna Anna"];
        assert_eq!(found(&texts, "anna"), (vec![5, 2, 1], 3));
        assert_eq!(found(&texts, "berg sus"), (vec![1], 1));
        assert_eq!(found(&texts, "arnld"), (vec![4], 0));
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
    fn letters_of_different_parts_or_people_do_not_join() {
        assert_eq!(found(&["ab|cd"], "acd").0, Vec::<i64>::new());
        assert_eq!(found(&["ab", "cd"], "bc").0, Vec::<i64>::new());
    }

    #[test]
    fn many_profiles_are_searched_in_chunks() {
        let texts: Vec<String> = (0..20_000).map(|i| format!("person {i}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let want: Vec<i64> = (19_991..=20_000).rev().chain([2_000, 12_000]).collect();
        assert_eq!(found(&texts, "person 1999"), (want, 12));
        assert_eq!(found(&texts, "person").1, 20_000);
    }

    #[test]
    fn a_stopped_search_finds_nothing() {
        let (index, ranked) = index(&["Anna"]);
        let stop = Progress::silent();
        stop.cancel();
        assert_eq!(index.search(&ranked, "anna", &stop), None);
    }
}
