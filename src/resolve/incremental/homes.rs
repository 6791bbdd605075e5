//! Who lives with whom at the addresses that new, changed and removed records touched. All who live there are looked at,
//! by the contacts and labels of the last run over all.

use super::super::ResolveError;
use super::super::contact::{self, Silent};
use super::super::corpus::field;
use super::super::encode::encode;
use super::super::household::{Home, Ties};
use super::super::store::{self, Resident};
use crate::progress::Progress;
use duckdb::Connection;
use rustc_hash::FxHashMap;

/// Writes the households at these addresses, each the number kept of it. Returns how many live there.
pub(super) fn settle(conn: &Connection, mut homes: Vec<i64>) -> Result<usize, ResolveError> {
    homes.sort_unstable();
    homes.dedup();
    let residents = store::residents(conn, &homes)?;
    let first = first_of_household(conn, &residents)?;
    store::settle(conn, &residents, &first)?;
    Ok(residents.len())
}

/// For each of them the first of its household.
fn first_of_household(conn: &Connection, residents: &[Resident]) -> Result<Vec<u32>, ResolveError> {
    let mut people: FxHashMap<&str, usize> = FxHashMap::default();
    for resident in residents {
        *people.entry(&resident.home.address).or_default() += 1;
    }
    let mut first: Vec<u32> = (0..).take(residents.len()).collect();
    let together: Vec<usize> =
        (0..residents.len()).filter(|i| people[&*residents[*i].home.address] > 1).collect();
    if together.is_empty() {
        return Ok(first);
    }
    let shared: Vec<&str> = people.iter().filter(|(_, n)| **n > 1).map(|(address, _)| *address).collect();
    let crowded = contact::crowded(conn, &shared)?;
    let mut records: Vec<i64> = together.iter().flat_map(|i| residents[*i].records.iter().copied()).collect();
    records.sort_unstable();
    let corpus = encode(&store::load_some(conn, &records)?, &Progress::silent());
    let mut clusters: Vec<u32> = (0..).take(corpus.len()).collect();
    for resident in together.iter().map(|i| &residents[*i]) {
        let places = resident.records.iter().filter_map(|r| corpus.record_ids.binary_search(r).ok());
        let places: Vec<usize> = places.collect();
        places.iter().for_each(|place| clusters[*place] = places[0] as u32);
    }
    let values = [field::EMAIL, field::PHONE].into_iter().flat_map(|of| {
        let corpus = &corpus;
        (1..corpus.values_of(of) as u32).map(move |id| corpus.value_text(of, id))
    });
    let silent = Silent::recall(&corpus, &contact::silent_among(conn, &values.collect::<Vec<_>>())?);
    let homes: Vec<Option<Home>> = together.iter().map(|i| Some(residents[*i].home.clone())).collect();
    let ties = Ties::new(&corpus, &clusters, crowded, &silent);
    for (i, of) in together.iter().zip(ties.households(&homes)) {
        first[*i] = together[of as usize] as u32;
    }
    Ok(first)
}
