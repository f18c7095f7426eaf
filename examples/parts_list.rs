//! Safety stock for a parts list: what each part of each manufacturer needs for a halt to be as unlikely as asked.
//!
//! `cargo run --release --example parts_list -- "P(halt) <= 2%"`

use linestop::{Case, Error, Goal, SizeOptions, Target, Watch};

fn main() -> Result<(), Error> {
    let target: Target = match std::env::args().nth(1) {
        Some(text) => text.parse()?,
        None => Target::default(),
    };
    let case = Case::load("scenarios/quickstart.json")?;
    let options = SizeOptions { goal: Goal::Target(target), trials: 2_000, ..SizeOptions::default() };
    let answer = case.size(&options, &Watch::default())?;

    println!("{:<24}{:<20}{:>12}{:>12}{:>8}{:>16}", "line", "part", "today", "to hold", "days", "more, money");
    for line in &answer.lines {
        for part in &line.inputs {
            let money = part.extra.money.map_or("no price".to_owned(), |money| format!("{money:.0}"));
            println!(
                "{:<24}{:<20}{:>12.0}{:>12.0}{:>8.0}{:>16}",
                line.title, part.title, part.today.quantity, part.hold.quantity, part.hold.days, money
            );
        }
    }
    println!("target: {}; money in {}", answer.target, answer.scenario.currency);
    Ok(())
}
