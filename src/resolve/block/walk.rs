//! Walking all candidate pairs: each once, by the first rule that finds it, on all threads.

use super::key::SEVERAL;
use super::plan::{Plan, PlannedRule, pairs_of};
use crate::progress::Progress;
use crate::resolve::corpus::FETCHED;
use rayon::prelude::*;
use std::hint::black_box;
use std::ops::Range;

/// About this many pairs are one piece of work.
const PIECE: u64 = 32_768;

/// Each thread gets about so many shares of the work one after the other, so that none is still at it when others are done.
const SHARES: u64 = 16;

/// Some blocks of a rule, or of a large one some rows, each against all later ones.
struct Piece<'a> {
    rule: usize,
    planned: &'a PlannedRule,
    blocks: Range<usize>,
    /// Of each block; it may end before them.
    rows: Range<usize>,
    pairs: u64,
}

/// The keys of each record by every rule, side by side: whether an earlier rule finds a pair is two lines of memory.
pub(crate) struct KeyTable<'a> {
    rules: &'a [PlannedRule],
    keys: Vec<u32>,
}

impl<'a> KeyTable<'a> {
    pub(crate) fn new(rules: &'a [PlannedRule], records: usize) -> Self {
        let mut keys = vec![0; records * rules.len()];
        keys.par_chunks_mut(rules.len().max(1)).enumerate().for_each(|(record, row)| {
            row.iter_mut().zip(rules).for_each(|(key, rule)| *key = rule.key_of(record as u32));
        });
        Self { rules, keys }
    }

    fn row(&self, record: u32) -> &[u32] {
        let start = record as usize * self.rules.len();
        &self.keys[start..start + self.rules.len()]
    }

    /// How many rules there are.
    pub(crate) fn rules(&self) -> usize {
        self.rules.len()
    }

    /// Reads the keys of these records: all at once takes as long as one alone.
    pub(crate) fn fetch(&self, records: impl Iterator<Item = u32>) {
        black_box(records.fold(0, |sum, record| sum ^ self.row(record).first().copied().unwrap_or(0)));
    }

    /// True when any of these rules makes the pair.
    #[inline]
    pub(crate) fn finds(&self, rules: Range<usize>, left: u32, right: u32) -> bool {
        let (a, b) = (&self.row(left)[rules.clone()], &self.row(right)[rules.clone()]);
        let mut several = false;
        for (x, y) in a.iter().zip(b) {
            let both = *x != 0 && *y != 0;
            let unsure = *x == SEVERAL || *y == SEVERAL;
            if both && x == y && !unsure {
                return true;
            }
            several |= both && unsure;
        }
        several && self.rules[rules].iter().any(|r| r.common_key(left, right).is_some())
    }

    /// True when `rule` makes the pair in the block of `key`, and no earlier rule makes it.
    #[inline]
    fn is_first(&self, rule: usize, key: u32, left: u32, right: u32) -> bool {
        if self.finds(0..rule, left, right) {
            return false;
        }
        // A rule with several keys a record may hold the pair in several of its blocks.
        let alone = self.row(left)[rule] != SEVERAL || self.row(right)[rule] != SEVERAL;
        alone || self.rules[rule].common_key(left, right) == Some(key)
    }
}

/// Visits every candidate pair once. `visit` gets a local state (made by `make`, one a share of the work), the rule's
/// index and the two records, smaller index first. The states come back in no particular order; `stop` ends it early.
pub(crate) fn walk<L: Send>(
    plan: &Plan,
    records: usize,
    stop: &Progress,
    make: impl Fn() -> L + Sync + Send,
    visit: impl Fn(&mut L, usize, u32, u32) + Sync + Send,
) -> Vec<L> {
    let mut pieces = Vec::new();
    for (rule, planned) in plan.rules.iter().enumerate() {
        cut(rule, planned, &mut pieces);
    }
    let table = KeyTable::new(&plan.rules, records);
    let go_through = |local: &mut L, piece: &Piece, key: u32, block: &[u32]| {
        for i in piece.rows.start..piece.rows.end.min(block.len()) {
            if stop.is_cancelled() {
                break;
            }
            for &other in &block[i + 1..] {
                let (left, right) = (block[i].min(other), block[i].max(other));
                if table.is_first(piece.rule, key, left, right) {
                    visit(local, piece.rule, left, right);
                }
            }
        }
    };
    let go_on = |local: &mut L, piece: &Piece| {
        let mut blocks = piece.planned.some_blocks(piece.blocks.clone()).peekable();
        while blocks.peek().is_some() {
            let near: Vec<(u32, &[u32])> = blocks.by_ref().take(FETCHED).collect();
            table.fetch(near.iter().flat_map(|(_, block)| *block).copied());
            near.into_iter().for_each(|(key, block)| go_through(local, piece, key, block));
        }
    };
    let local = |share: &[Piece]| {
        let mut local = make();
        share.iter().for_each(|piece| go_on(&mut local, piece));
        local
    };
    shares(&pieces).into_par_iter().with_max_len(1).map(local).collect()
}

/// The pieces, in parts of about as many pairs.
fn shares<'a, 'b>(mut pieces: &'b [Piece<'a>]) -> Vec<&'b [Piece<'a>]> {
    let pairs: u64 = pieces.iter().map(|piece| piece.pairs).sum();
    let enough = pairs.div_ceil(SHARES * rayon::current_num_threads() as u64);
    let mut shares = Vec::new();
    while !pieces.is_empty() {
        let mut pairs = 0;
        let is_part = |piece: &&Piece| {
            let is_part = pairs < enough;
            pairs += piece.pairs;
            is_part
        };
        let share = pieces.iter().take_while(is_part).count();
        shares.push(&pieces[..share]);
        pieces = &pieces[share..];
    }
    shares
}

/// The first pairs of these blocks, about `limit`: of no block a part. Whatever other rules find.
pub(crate) fn first_pairs<'a>(blocks: impl Iterator<Item = &'a [u32]>, limit: usize) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    for block in blocks {
        if pairs.len() >= limit {
            break;
        }
        for (i, &left) in block.iter().enumerate() {
            pairs.extend(block[i + 1..].iter().map(|&right| (left.min(right), left.max(right))));
        }
    }
    pairs
}

fn cut<'a>(rule: usize, planned: &'a PlannedRule, pieces: &mut Vec<Piece<'a>>) {
    let piece = |blocks, rows, pairs| Piece { rule, planned, blocks, rows, pairs };
    let (mut first, mut pairs) = (0, 0);
    for (at, (_, block)) in planned.blocks().enumerate() {
        let own = pairs_of(block.len());
        if pairs > 0 && pairs + own > PIECE {
            pieces.push(piece(first..at, ALL_ROWS, pairs));
            (first, pairs) = (at, 0);
        }
        if own <= PIECE {
            pairs += own;
            continue;
        }
        let mut from = 0;
        while from + 1 < block.len() {
            let (mut to, mut pairs) = (from, 0);
            while to + 1 < block.len() && pairs < PIECE {
                pairs += (block.len() - to - 1) as u64;
                to += 1;
            }
            pieces.push(piece(at..at + 1, from..to, pairs));
            from = to;
        }
        first = at + 1;
    }
    if pairs > 0 {
        pieces.push(piece(first..planned.ends.len(), ALL_ROWS, pairs));
    }
}

/// However many a block has.
const ALL_ROWS: Range<usize> = 0..usize::MAX;
