//! One run of the reference workload R1, told in one JSON line, to be set beside other programs that do the same
//! work: `cargo bench --bench r1 -- --trials 20000 --threads 2`. See docs/performance.md.

#![allow(clippy::cast_precision_loss, reason = "counts of trials are far below 2^53")]

use std::path::Path;
use std::time::Instant;

use cpu_time::ProcessTime;
use linestop::experiment::{Plan, Watch, simulate, with_threads};
use linestop::model::compile;
use linestop::scenario::load;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str, default: u64| {
        let value = arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1));
        value.map_or(default, |v| v.parse().unwrap_or_else(|_| panic!("{name} takes a number, found {v}")))
    };
    let trials = option("--trials", 20_000);
    let threads = option("--threads", 2);
    let loaded = load(Path::new("benches/workloads/r1.json"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let model = compile(&loaded.scenario).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { first_trial: 0, trials, seed: option("--seed", 1), outcomes: true, band_every: 7, audit: false };
    let (start, cpu) = (Instant::now(), ProcessTime::now());
    let results = with_threads(usize::try_from(threads).unwrap_or(1), || simulate(&[&model], &plan, &Watch::default()));
    let (secs, cpu_secs) = (start.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64());
    let result = results.expect("threads can be started").expect("nobody stops it").remove(0);
    let chance = |halted: u64| halted as f64 / trials as f64;
    let p_halt: Vec<f64> = result.tally.sites.iter().map(|s| chance(s.halted())).collect();
    println!(
        "{{\"impl\": \"linestop\", \"trials\": {trials}, \"threads\": {threads}, \"secs\": {secs}, \"cpu_secs\": {cpu_secs}, \"trials_per_s\": {}, \"p_halt\": {p_halt:?}}}",
        trials as f64 / secs
    );
}
