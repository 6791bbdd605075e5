//! The stage `resolve` of a run (and `normalise`, which it does in memory): records → edges, profiles, model.

use super::ResolveError;
use super::buckets::{by_key, rows};
use super::cluster::{Verdicts, numbered};
use super::contact;
use super::corpus::Corpus;
use super::edge::Edge;
use super::encode::encode;
use super::engine::{self, Resolution};
use super::error::database;
use super::fixed;
use super::forest::Forest;
use super::household::{self, Ties};
use super::incremental;
use super::laps::Laps;
use super::learn;
use super::model::Model;
use super::national::read_all;
use super::quality;
use super::score::{Weight, milli};
use super::store::{self, Faces, Former, Identities, Lock, Occasion, Said, Verdict, Whole, Written};
use crate::progress::Progress;
use crate::workspace::StageOutcome;
use duckdb::Connection;
use jiff::civil::DateTime;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::mem;

/// What a run of the resolver may use.
#[derive(Debug, Clone, Copy, Default)]
pub struct ResolveOptions {
    /// Threads; 0 = as many as there are cores.
    pub threads: usize,
    /// Resolve all records, also where the new ones could be resolved by themselves.
    pub whole: bool,
}

/// Everything the stage reads, as one text: equal texts, equal profiles.
///
/// # Errors
/// When the workspace can't be read.
pub fn fingerprint(conn: &Connection) -> Result<String, ResolveError> {
    conn.query_row(include_str!("../../assets/sql/resolve/fingerprint.sql"), [], |row| row.get(0))
        .map_err(database("read what is loaded"))
}

/// Resolves what is new or different by itself where the figures of the last run over all records still do, else all
/// records anew. Writes inside the caller's transaction; `now` stamps model and ledger.
///
/// # Errors
/// When there is nothing to resolve, the work is cancelled, or the workspace can't be read or written.
pub fn run(
    conn: &Connection,
    run_id: i64,
    now: DateTime,
    options: ResolveOptions,
    progress: &Progress,
) -> Result<StageOutcome, ResolveError> {
    let pool = threads(options.threads)?;
    if !options.whole
        && let Some(outcome) = incremental::run(conn, run_id, now, progress)?
    {
        return Ok(outcome);
    }
    let mut laps = Laps::start();
    progress.step("normalise", "reading the records", 0, None);
    let stop = || if progress.is_cancelled() { Err(ResolveError::Cancelled) } else { Ok(()) };
    let mut input = store::load_all(conn, progress)?;
    if input.is_empty() {
        return Err(ResolveError::NoRecords);
    }
    input.nationals = read_all(&input);
    let decided = store::in_force(conn)?;
    laps.lap("read", input.len());
    progress.step("normalise", "normalising values", 0, Some(input.len() as u64));
    let corpus = pool.install(|| encode(&input, progress));
    laps.lap("normalise", corpus.len());
    stop()?;
    let shipped = Model { learned: learn::in_use(conn)?, ..Model::shipped()? };
    let fixed = fixed::in_force(conn)?;
    let verdicts = by_index(&corpus, &decided, &store::locks(conn)?);
    let corrections = contact::corrections(conn)?;
    let mut resolution = pool.install(|| {
        engine::resolve(corpus, &shipped, fixed.as_ref(), &verdicts, &corrections, &mut laps, progress)
    })?;
    // What is large goes as soon as it is written.
    let (edges, kept) = (mem::take(&mut resolution.edges), mem::take(&mut resolution.kept));
    let pairs = Some(resolution.pairs);

    progress.step("resolve", "writing profiles", 0, None);
    let said = Said::of(&verdicts, &resolution.clusters);
    let review_at = milli(resolution.model.review_at);
    let (states, written) = pool.install(|| {
        let states = store::states(ends(&edges, &resolution.clusters), &said, review_at);
        let written = clusters(&edges, &resolution, &states);
        (states, written)
    });
    laps.lap("profiles", written.clusters.len());
    stop()?;
    let former = Former::read(conn)?;
    let Resolution { corpus, clusters, contacts, silent, compared, .. } = &resolution;
    let whole = Whole { run_id, records: input.len() as u64, since: 0, compared: compared.clone() };
    let identities = pool.install(|| Identities::new(&input, &written.clusters, &former));
    let ties = || Ties::new(corpus, clusters, household::crowded(corpus, contacts), silent);
    // Golden records are worked out while all else is written.
    let (edges, faces) = std::thread::scope(|scope| {
        let faces =
            scope.spawn(|| pool.install(|| Faces::new(&identities, &written.clusters, ties, progress)));
        let store_all = || -> Result<u64, ResolveError> {
            let count = store::write_edges(conn, &resolution, &edges, &states)?;
            drop((edges, states));
            store::write_reports(conn, &resolution, now)?;
            contact::write(conn, corpus, contacts, silent)?;
            store::keep(conn, &whole, &kept)?;
            drop(kept);
            store::keep_nationals(conn, &input.nationals)?;
            identities.write(conn, &Occasion { run_id, now, cause: "run" })?;
            Ok(count)
        };
        (store_all(), faces.join())
    });
    let (edges, faces) = (edges?, faces.map_err(|_| ResolveError::Threads("one of them failed".into()))?);
    laps.lap("write edges", edges as usize);
    let faces = faces.ok_or(ResolveError::Cancelled)?;
    drop(resolution);
    let profiles = faces.write(conn, &identities, &written)?;
    laps.lap("write profiles", written.clusters.len());
    quality::remember(conn, run_id)?;
    Ok(StageOutcome {
        rows: profiles,
        pairs,
        edges: Some(edges),
        profiles: Some(profiles),
        by_themselves: None,
        parts: laps.parts,
    })
}

/// So many threads; 0 = as many as there are cores.
fn threads(count: usize) -> Result<ThreadPool, ResolveError> {
    ThreadPoolBuilder::new().num_threads(count).build().map_err(|e| ResolveError::Threads(e.to_string()))
}

/// Verdicts and locks by index; those on records that are no longer there rest until they come back.
pub(super) fn by_index(corpus: &Corpus, decided: &[Verdict], locks: &[Lock]) -> Verdicts {
    let mut verdicts = Verdicts::default();
    let index = |record: i64| corpus.record_ids.binary_search(&record).ok().map(|i| i as u32);
    for verdict in decided {
        let (Some(a), Some(b)) = (index(verdict.left), index(verdict.right)) else { continue };
        let pair = (a.min(b), a.max(b));
        match verdict.verdict.as_str() {
            "same" => verdicts.same.push(pair),
            "different" => verdicts.different.push(pair),
            _ => verdicts.unsure.push(pair),
        }
    }
    verdicts.locked = locks
        .iter()
        .map(|lock| lock.records.iter().filter_map(|record| index(*record)).collect())
        .filter(|group: &Vec<u32>| !group.is_empty())
        .collect();
    verdicts
}

/// The labels of the two clusters each edge is between, and its weight.
pub(super) fn ends<'a>(
    edges: &'a [Edge],
    clusters: &'a [u32],
) -> impl IndexedParallelIterator<Item = (Option<(u32, u32)>, Weight)> + Clone + 'a {
    edges.par_iter().map(|e| (Some((clusters[e.left as usize], clusters[e.right as usize])), e.weight))
}

/// The clusters as rows of the input, in order of their smallest record id, with what is known of each.
fn clusters(edges: &[Edge], resolution: &Resolution, states: &[&str]) -> Written {
    let (cluster_of, count) = numbered(&resolution.clusters);
    let in_clusters = || {
        let mut clusters = vec![Vec::new(); count];
        let rows = &resolution.corpus.input_rows;
        rows.iter().zip(&cluster_of).for_each(|(row, cluster)| clusters[*cluster].push(*row));
        let mut review = vec![0; count];
        for (edge, _) in edges.iter().zip(states).filter(|(_, state)| **state == "review") {
            review[cluster_of[edge.left as usize]] += 1;
            review[cluster_of[edge.right as usize]] += 1;
        }
        (clusters, review)
    };
    let merge_at = milli(resolution.model.merge_at);
    let (weakest, (clusters, review)) =
        rayon::join(|| weakest(edges, &cluster_of, count, merge_at), in_clusters);
    Written { clusters, weakest, review }
}

/// For each cluster the weight of the weakest edge on the strongest tree that spans it.
pub(super) fn weakest(
    edges: &[Edge],
    cluster_of: &[usize],
    clusters: usize,
    merge_at: i32,
) -> Vec<Option<i32>> {
    let cluster = |edge: u32| cluster_of[edges[edge as usize].left as usize];
    let is_inside = |edge: &u32| cluster(*edge) == cluster_of[edges[*edge as usize].right as usize];
    let inside = rows(edges.len()).into_iter().map(|row| row.filter(is_inside)).collect();
    let mut inside = by_key(clusters, inside, |edge| cluster(*edge));
    let forest = Forest::new(cluster_of.len());
    // The last one that was needed, as they come.
    let needed = |last: Option<u32>, edge: &u32| {
        let Edge { left, right, .. } = edges[*edge as usize];
        if forest.join(left, right) { Some(*edge) } else { last }
    };
    let of_cluster = |of_cluster: &mut [u32]| {
        // Edges come in order of (left, right).
        of_cluster.sort_unstable_by_key(|&edge| (-edges[edge as usize].joining_weight(merge_at), edge));
        let last = of_cluster.iter().fold(None, needed)?;
        Some((cluster(last), edges[last as usize].weight))
    };
    let found: Vec<(usize, Weight)> =
        inside.par_chunk_by_mut(|a, b| cluster(*a) == cluster(*b)).filter_map(of_cluster).collect();
    let mut weakest = vec![None; clusters];
    found.into_iter().for_each(|(cluster, weight)| weakest[cluster] = Some(weight));
    weakest
}
