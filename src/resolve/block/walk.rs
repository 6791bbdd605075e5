//! Walking all candidate pairs: each once, by the first rule that finds it, on all threads.

use super::plan::{Plan, PlannedRule};
use rayon::prelude::*;

/// About this many pairs are one piece of work.
const PIECE: u64 = 32_768;

/// Part of a block: rows `from..to` of it, each against all later rows.
struct Piece<'a> {
    rule: usize,
    key: u32,
    block: &'a [u32],
    from: usize,
    to: usize,
}

/// Visits every candidate pair once. `visit` gets a local state (made by `make`, one a piece of work), the rule's
/// index and the two records, smaller index first. The states come back in no particular order.
pub(crate) fn walk<L: Send>(
    plan: &Plan,
    make: impl Fn() -> L + Sync + Send,
    visit: impl Fn(&mut L, usize, u32, u32) + Sync + Send,
) -> Vec<L> {
    let mut pieces = Vec::new();
    for (rule, planned) in plan.rules.iter().enumerate() {
        cut(rule, planned, &mut pieces);
    }
    pieces
        .par_iter()
        .fold(&make, |mut local, piece| {
            let (earlier, rule) = (&plan.rules[..piece.rule], &plan.rules[piece.rule]);
            for i in piece.from..piece.to {
                for &other in &piece.block[i + 1..] {
                    let (left, right) = (piece.block[i].min(other), piece.block[i].max(other));
                    // A rule with several keys a record may hold the pair in several of its blocks.
                    if earlier.iter().any(|r| r.common_key(left, right).is_some())
                        || rule.common_key(left, right) != Some(piece.key)
                    {
                        continue;
                    }
                    visit(&mut local, piece.rule, left, right);
                }
            }
            local
        })
        .collect()
}

/// Visits up to `limit` pairs of one rule, whole blocks, whatever other rules find.
pub(crate) fn walk_one(planned: &PlannedRule, limit: u64, mut visit: impl FnMut(u32, u32)) {
    let mut seen = 0;
    for (_, block) in planned.blocks() {
        if seen >= limit {
            return;
        }
        for (i, &left) in block.iter().enumerate() {
            for &right in &block[i + 1..] {
                visit(left.min(right), left.max(right));
                seen += 1;
            }
        }
    }
}

fn cut<'a>(rule: usize, planned: &'a PlannedRule, pieces: &mut Vec<Piece<'a>>) {
    for (key, block) in planned.blocks() {
        let mut from = 0;
        while from + 1 < block.len() {
            let mut to = from;
            let mut pairs = 0;
            while to + 1 < block.len() && pairs < PIECE {
                pairs += (block.len() - to - 1) as u64;
                to += 1;
            }
            pieces.push(Piece { rule, key, block, from, to });
            from = to;
        }
    }
}
