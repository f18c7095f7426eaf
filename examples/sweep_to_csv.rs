//! A sweep, written as CSV the way that one's own tools want it: one row a point, on standard output.
//!
//! `cargo run --release --example sweep_to_csv > sweep.csv`

use std::io::Write;

use linestop::{Axis, Case, Measure, SweepOptions, Watch};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let case = Case::load("scenarios/quickstart.json")?;
    let options = SweepOptions {
        axes: vec![Axis::new("car_stock", 30.0, 150.0), Axis::new("freeze_length", 10.0, 90.0)],
        measures: ["p_halt:car_plant", "loss:car_plant"]
            .map(str::parse::<Measure>)
            .into_iter()
            .collect::<Result<_, _>>()?,
        trials: 200,
        ..SweepOptions::default()
    };
    let answer = case.sweep(&options, &Watch::default())?;

    let mut out = std::io::stdout().lock();
    let axes: Vec<&str> = answer.axes.iter().map(|axis| axis.name.as_str()).collect();
    let outcomes: Vec<&str> = answer.outcomes.iter().map(|outcome| outcome.outcome.as_str()).collect();
    writeln!(out, "{},{}", axes.join(","), outcomes.join(","))?;
    for point in &answer.points {
        let values = point.values.iter().map(ToString::to_string);
        let outcomes =
            point.outcomes.iter().map(|told| told.map_or(String::new(), |told| told.estimate.value.to_string()));
        writeln!(out, "{}", values.chain(outcomes).collect::<Vec<_>>().join(","))?;
    }
    Ok(())
}
