//! One run of a workload, told in one JSON line, to be set beside other programs that do the same work, or under a
//! counter of instructions:
//!
//! ```sh
//! cargo bench --bench workload -- --trials 20000 --threads 2                        # R1, the reference workload
//! cargo bench --bench workload -- --scenario scenarios/2025-controls.json --trials 256
//! cargo bench --bench workload -- --plants 10000 --trials 32                        # a generated network
//! ```
//!
//! See docs/performance.md.

#![allow(clippy::cast_precision_loss, reason = "counts of trials are far below 2^53")]

mod generated;

use std::path::Path;
use std::time::Instant;

use cpu_time::ProcessTime;
use linestop::inside::experiment::{Plan, Watch, simulate, with_threads};
use linestop::inside::model::compile;
use linestop::inside::scenario::{load, load_str};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let text = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1));
    let number = |name: &str, default: u64| {
        text(name).map_or(default, |v| v.parse().unwrap_or_else(|_| panic!("{name} takes a number, found {v}")))
    };
    let (trials, threads, plants) = (number("--trials", 20_000), number("--threads", 2), number("--plants", 0));
    let loaded = if plants > 0 {
        let plants = usize::try_from(plants).expect("plants fit the memory");
        load_str(Path::new("generated.json"), &generated::network(plants), &[])
    } else {
        load(Path::new(text("--scenario").map_or("benches/workloads/r1.json", String::as_str)), &[])
    };
    let loaded = loaded.unwrap_or_else(|problems| panic!("{problems}"));
    let model = compile(&loaded.scenario).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { first_trial: 0, trials, seed: number("--seed", 1), outcomes: true, band_every: 7, audit: false };
    let (start, cpu) = (Instant::now(), ProcessTime::now());
    let results = with_threads(usize::try_from(threads).unwrap_or(1), || simulate(&[&model], &plan, &Watch::default()));
    let (secs, cpu_secs) = (start.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64());
    let result = results.expect("threads can be started").expect("nobody stops it").remove(0);
    let chance = |halted: u64| halted as f64 / trials as f64;
    let p_halt: Vec<f64> = result.tally.sites.iter().map(|s| chance(s.halted())).collect();
    let site_days = trials * u64::from(model.days) * model.sites.len() as u64;
    println!(
        "{{\"impl\": \"linestop\", \"trials\": {trials}, \"threads\": {threads}, \"site_days\": {site_days}, \"secs\": {secs}, \"cpu_secs\": {cpu_secs}, \"trials_per_s\": {}, \"p_halt\": {p_halt:?}}}",
        trials as f64 / secs
    );
}
