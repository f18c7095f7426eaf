use linestop::*;
fn main() {
    let file = std::env::args().nth(1).unwrap();
    let trials: u64 = std::env::args().nth(2).unwrap().parse().unwrap();
    let threads: usize = std::env::args().nth(3).unwrap().parse().unwrap();
    let audit = std::env::args().nth(4).is_some();
    let s: scenario::Scenario = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let t0 = std::time::Instant::now();
    let m = model::compile(&s).unwrap();
    eprintln!("compile {:?}", t0.elapsed());
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().unwrap();
    let plan = experiment::Plan { first_trial: 0, trials, seed: 1, outcomes: true, band_every: 7, audit };
    let t = std::time::Instant::now();
    let r = experiment::simulate(&[&m], &plan, &experiment::Watch::default()).unwrap();
    let secs = t.elapsed().as_secs_f64();
    println!("{:.0} trials/s", trials as f64 / secs);
    let tally = &r[0].tally;
    for (line, site) in m.lines().iter().enumerate() {
        let st = &tally.sites[line];
        let hd: f64 = st.halt_days.iter().enumerate().map(|(d, n)| d as f64 * *n as f64).sum::<f64>() / trials as f64;
        println!("{:14} P(halt) {:.4} mean halt days {:.3} first {:.1}", m.sites[*site].name, st.halted() as f64 / trials as f64, hd,
            st.first_halt.iter().enumerate().map(|(d, n)| d as f64 * *n as f64).sum::<f64>() / st.halted().max(1) as f64);
        println!("    missing {:?}", st.missing.iter().map(|m| (m.mean() / 10.0).round() / 100.0).collect::<Vec<_>>());
    }
    println!("faults {:?}", tally.faults);
}
