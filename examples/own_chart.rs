//! One's own chart: on which day of the year the car plant first stops, drawn from the outcomes of single trials.
//!
//! `cargo run --release --example own_chart > first-halts.svg`

#![allow(clippy::cast_precision_loss, reason = "a chart has few bars")]

use std::fmt::Write as _;

use linestop::{Case, Error, RunOptions, Trials, Watch};

/// Days of a bar.
const BAR: u32 = 14;

fn main() -> Result<(), Error> {
    let case = Case::load("scenarios/quickstart.json")?;
    let options = RunOptions { trials: Trials::Fixed(2_000), ..RunOptions::default() };
    let answer = case.run(&options, &Watch::default())?;

    // Outcomes stand by trial and, within a trial, by line; a first halt is a day of the horizon.
    let line = answer.lines.iter().position(|line| line.site == "car_plant").unwrap_or(0);
    let mut bars = vec![0_u32; (answer.scenario.horizon_days / BAR) as usize + 1];
    for trial in answer.trials() {
        if let Some(day) = trial[line].first_halt_day() {
            bars[(day / BAR) as usize] += 1;
        }
    }
    print!("{}", drawn(&answer.lines[line].title, &bars));
    Ok(())
}

/// Bars as SVG.
fn drawn(title: &str, bars: &[u32]) -> String {
    let most = f64::from(bars.iter().copied().max().unwrap_or(1).max(1));
    let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 240\">\n");
    let _ = writeln!(
        svg,
        "<text x=\"20\" y=\"24\" font-family=\"sans-serif\">{title}: first halts, every {BAR} days</text>"
    );
    let wide = 600.0 / bars.len() as f64;
    for (at, count) in bars.iter().enumerate() {
        let high = 180.0 * f64::from(*count) / most;
        let (x, y) = (20.0 + at as f64 * wide, 220.0 - high);
        let _ = writeln!(svg, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{high:.1}\"/>", wide - 2.0);
    }
    svg + "</svg>\n"
}
