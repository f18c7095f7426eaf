//! What-if: a longer freeze, and what would help against it, held against the scenario as it is.
//!
//! `cargo run --release --example what_if`
//!
//! ```text
//!  quickstart ──┬───────────────────────────────────────────────▶ base
//!               ├─ freeze_length = 60 days ─────────────────────▶ long freeze
//!               └─ freeze_length = 60 days, 60 days more stock ─▶ long freeze, more stock
//! ```

use linestop::{Case, CompareOptions, Error, Watch};

fn main() -> Result<(), Error> {
    let base = Case::load("scenarios/quickstart.json")?;
    let long = base.set([("freeze_length", 60.0)])?.named("long", "Long freeze");
    let stocked = long.with_stock("car_plant", 60.0)?.named("stocked", "Long freeze, more stock");

    // All three meet the same trials, so that a difference is known better than the results alone.
    let options = CompareOptions { trials: 2_000, ..CompareOptions::default() };
    let answer = base.compare(&[&long, &stocked], &options, &Watch::default())?;

    println!("{}: chance of a halt at the car plant", base.title());
    for alternative in &answer.alternatives {
        let Some(halt) = alternative.difference("p_halt", Some("car_plant")) else { continue };
        let change = halt.difference.difference;
        println!(
            "  {:<25} {:5.1} % instead of {:.1} % ({:+.1} points, 95 % interval {:+.1} to {:+.1})",
            alternative.title,
            100.0 * halt.difference.alternative.value,
            100.0 * halt.difference.base.value,
            100.0 * change.value,
            100.0 * change.low.unwrap_or(change.value),
            100.0 * change.high.unwrap_or(change.value),
        );
    }
    Ok(())
}
