//! What trials cost: the reference workload, the quick start, the controls of 2025, the network in which everything
//! happens, and networks of 4 to 10,000 plants; rates are site-days a second. `cargo bench --bench engine`.

#![allow(missing_docs, reason = "criterion's macros write undocumented functions")]

mod generated;

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use linestop::inside::experiment::{Plan, Watch, simulate};
use linestop::inside::model::compile;
use linestop::inside::scenario::{Loaded, load, load_str};

fn trials(c: &mut Criterion, group: &str, loaded: &Loaded, trials: u64) {
    let model = compile(&loaded.scenario).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { first_trial: 0, trials, seed: 1, outcomes: true, band_every: 7, audit: false };
    let mut group = c.benchmark_group(group);
    group.sample_size(10);
    group.throughput(Throughput::Elements(trials * u64::from(model.days) * model.sites.len() as u64));
    group.bench_function(loaded.name.as_str(), |b| b.iter(|| black_box(simulate(&[&model], &plan, &Watch::default()))));
}

fn engine(c: &mut Criterion) {
    for (file, count) in [
        ("benches/workloads/r1.json", 1_600),
        ("scenarios/quickstart.json", 1_600),
        ("scenarios/2025-controls.json", 320),
        ("tests/properties/everything.json", 1_600),
    ] {
        trials(c, "simulate", &load(Path::new(file), &[]).unwrap_or_else(|problems| panic!("{problems}")), count);
    }
}

fn growth(c: &mut Criterion) {
    for plants in [4, 40, 400, 4_000, 10_000] {
        let name = format!("{plants} plants.json");
        let loaded = load_str(Path::new(&name), &generated::network(plants), &[]);
        trials(c, "growth", &loaded.unwrap_or_else(|problems| panic!("{problems}")), (40_000 / plants as u64).max(32));
    }
}

fn start(c: &mut Criterion) {
    let loaded = load(Path::new("scenarios/2025-controls.json"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut group = c.benchmark_group("start");
    group.sample_size(10);
    group.bench_function("compile 2025-controls", |b| b.iter(|| black_box(compile(&loaded.scenario).is_ok())));
}

criterion_group!(benches, engine, growth, start);
criterion_main!(benches);
