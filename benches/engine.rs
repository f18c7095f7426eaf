//! What a thousand and some trials cost: the reference workload, the quick start, and the network in which
//! everything happens. `cargo bench --bench engine`.

#![allow(missing_docs, reason = "criterion's macros write undocumented functions")]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use linestop::experiment::{Plan, Watch, simulate};
use linestop::model::compile;
use linestop::scenario::load;

fn engine(c: &mut Criterion) {
    for file in ["benches/workloads/r1.json", "scenarios/quickstart.json", "tests/properties/everything.json"] {
        let loaded = load(Path::new(file), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let model = compile(&loaded.scenario).unwrap_or_else(|e| panic!("{e}"));
        let plan = Plan { first_trial: 0, trials: 1_600, seed: 1, outcomes: true, band_every: 7, audit: false };
        let mut group = c.benchmark_group("simulate");
        group.sample_size(10);
        group.throughput(Throughput::Elements(plan.trials * u64::from(model.days) * model.lines().len() as u64));
        group.bench_function(loaded.name, |b| b.iter(|| black_box(simulate(&[&model], &plan, &Watch::default()))));
    }
}

fn start(c: &mut Criterion) {
    let loaded = load(Path::new("scenarios/2025-controls.json"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut group = c.benchmark_group("start");
    group.sample_size(10);
    group.bench_function("compile 2025-controls", |b| b.iter(|| black_box(compile(&loaded.scenario).is_ok())));
}

criterion_group!(benches, engine, start);
criterion_main!(benches);
