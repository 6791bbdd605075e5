//! How many pairs one core compares and weighs a second: `cargo bench --bench kernel`.
//!
//! Two kinds of pairs of a synthetic population with names, birth date, e-mail, phone and address: those that blocking
//! finds (alike in something), and pairs at random (alike in nothing).

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark: what fails ends it")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onefold::ingest::{LoadRequest, load};
use onefold::progress::Progress;
use onefold::resolve::Kernel;
use onefold::synth::{self, SynthOptions};
use onefold::workspace::Workspace;
use std::hint::black_box;

const RECORDS: u64 = 100_000;

fn kernel() -> Kernel {
    let folder = tempfile::tempdir().unwrap();
    let options = SynthOptions { flat: Some(RECORDS), ..SynthOptions::default() };
    synth::write(folder.path(), &options, &Progress::default()).unwrap();
    let workspace = Workspace::in_memory().unwrap();
    let people = folder.path().join("people.csv");
    let now = jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0);
    let request = LoadRequest { paths: vec![people.to_string_lossy().into()], now, ..LoadRequest::default() };
    load(workspace.connection(), &request, &Progress::default()).unwrap();
    Kernel::new(workspace.connection()).unwrap()
}

fn pairs(c: &mut Criterion) {
    let kernel = kernel();
    let alike = kernel.pairs();
    // A pair of everyone with somebody far away in the order, which is that of hashed keys.
    let records = RECORDS as u32;
    let random: Vec<(u32, u32)> = (0..records).map(|i| (i / 2, records / 2 + i / 2)).collect();
    let mut group = c.benchmark_group("pairs");
    group.sample_size(10);
    for (name, pairs) in [("found by blocking", &alike), ("at random", &random)] {
        group.throughput(Throughput::Elements(pairs.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| kernel.weigh(black_box(pairs)));
        });
    }
    group.finish();
}

criterion_group!(benches, pairs);
criterion_main!(benches);
