//! `outcomes`: one row for each trial and line.
//!
//! Numbers are whole ticks in the engine; `outcomes.csv` has them as such, without detours: money has two decimals, halt
//! days by place three, quantities as many as the tick of what the line makes.

use std::io::Error;
use std::sync::atomic::{AtomicBool, Ordering};

use super::data::{Body, Cell, Data, Field, Kind, Sink};
use crate::experiment::{COST_KINDS, Loss, NO_DAY, Output, PLACE_NAMES, RunAnswer, SiteOutcome, Stopped};

/// All outcomes. To hand them out stops, with [`Stopped`] inside the error, when asked to.
pub(super) fn table<'a>(answer: &'a RunAnswer, stop: &'a AtomicBool) -> Data<'a> {
    debug_assert_eq!(Loss::kinds().len(), 3, "loss is the sum of the last kinds of cost");
    Data {
        name: "outcomes",
        title: "Single futures",
        about: "One row for each possible future and line",
        columns: columns(&answer.scenario.currency),
        rows: Body::EachFuture(Box::new(|with| rows(answer, stop, with))),
    }
}

/// The columns; those of money end in the currency.
fn columns(currency: &str) -> Vec<Field> {
    use Kind::{Date, Number, Text, Whole, Yes};
    let lower = currency.to_lowercase();
    let mut columns = vec![
        Field::new("trial", Whole, "", "number of the possible future, from 0; `linestop explain --trial` tells it"),
        Field::new("site", Text, "", "key of the site in the scenario"),
        Field::new("title", Text, "", "its name for people"),
        Field::new("sector", Text, "", "its sector or stage"),
        Field::new("first_halt_date", Date, "", "day of the first halt; empty without a halt"),
        Field::new("halt_days", Whole, "working days", "halt days within the horizon"),
        Field::new("halts", Whole, "halts", "number of halts"),
        Field::new("longest_halt_days", Whole, "working days", "halt days of the longest halt"),
        Field::new("output_unit", Text, "", "unit of the three quantities that follow"),
        Field::new("planned_output", Number, "as output_unit", "output planned within the horizon"),
        Field::new("lost_output", Number, "as output_unit", "output never made"),
        Field::new("made_good_output", Number, "as output_unit", "output lost first and made good later"),
        Field::new(
            "fill_rate",
            Number,
            "share",
            "share of the planned output that was made, rounded down; empty without a plan",
        ),
        Field::new("lowest_cover_days", Number, "days", "lowest stock at the end of a day, in days of planned need"),
        Field::new(
            "days_to_recover",
            Whole,
            "days",
            "calendar days from the first halt day to the last; empty without a halt",
        ),
        Field::new("recovered", Yes, "", "whether the line ran again by the end; if not, it takes longer than that"),
        Field::new(format!("loss_{lower}"), Number, currency, "what the halts cost: halts, lost margin, penalties"),
    ];
    let costs = [
        "goods received, at the lane's price up to that of the material",
        "what is above that price, and duty",
        "holding of input stocks",
        "cost of halt days",
        "margin of output never made",
        "penalties on output never made",
        "extra freight of levers",
        "cost of levers",
    ];
    for (kind, about) in COST_KINDS.iter().zip(costs) {
        columns.push(Field::new(format!("{}_{lower}", snake(kind)), Number, currency, about));
    }
    for place in PLACE_NAMES {
        let about = "halt days on which the missing material stood at that place; fractions where it stood at several";
        columns.push(Field::new(format!("halt_days_{}", snake(place)), Number, "working days", about));
    }
    columns
}

fn snake(words: &str) -> String {
    words.replace(", ", "_").replace(' ', "_")
}

fn rows(answer: &RunAnswer, stop: &AtomicBool, with: &mut Sink) -> std::io::Result<()> {
    let quantities: Vec<Quantity> = answer.lines.iter().map(|line| Quantity::of(&line.output)).collect();
    let mut row = Vec::new();
    for (trial, outcomes) in (0..).zip(answer.outcomes.chunks_exact(answer.lines.len().max(1))) {
        if trial % 1024 == 0 && stop.load(Ordering::Relaxed) {
            return Err(Error::other(Stopped));
        }
        for ((outcome, line), quantity) in outcomes.iter().zip(&answer.lines).zip(&quantities) {
            row.clear();
            row.extend([Cell::Whole(trial), Cell::text(&line.site), Cell::text(&line.title), Cell::text(&line.sector)]);
            cells(&mut row, outcome, answer, *quantity, line.output.unit);
            with(&row)?;
        }
    }
    Ok(())
}

/// What a row says of an outcome.
#[allow(clippy::cast_precision_loss, reason = "an odd tick is no power of ten to begin with")]
fn cells<'a>(row: &mut Vec<Cell<'a>>, outcome: &SiteOutcome, answer: &RunAnswer, quantity: Quantity, unit: &'a str) {
    let halted = outcome.first_halt != NO_DAY;
    let whole = |n: u16| Cell::Whole(i64::from(n));
    row.push(if halted { Cell::Date(answer.date(u32::from(outcome.first_halt))) } else { Cell::Empty });
    row.extend([whole(outcome.halt_days), whole(outcome.halts), whole(outcome.longest_halt), Cell::text(unit)]);
    row.extend([outcome.planned, outcome.lost, outcome.made_good].map(|ticks| match quantity {
        Quantity::Decimals(decimals) => Cell::Decimal(ticks, decimals),
        Quantity::Ticks(tick) => Cell::Number(ticks as f64 * tick),
    }));
    row.push(made_millionths(outcome).map_or(Cell::Empty, |made| Cell::Decimal(made, 6)));
    row.push(match outcome.lowest_cover {
        u32::MAX => Cell::Empty,
        cover => Cell::Decimal(i64::from(cover), 2),
    });
    row.push(if halted { whole(outcome.recovery) } else { Cell::Empty });
    row.push(if halted { Cell::Yes(!outcome.censored) } else { Cell::Empty });
    row.push(Cell::Decimal(outcome.loss(), 2));
    row.extend(outcome.costs.map(|cents| Cell::Decimal(cents, 2)));
    row.extend(outcome.missing.map(|part| Cell::Decimal(i64::from(part), 3)));
}

/// Millionths of the planned output that were made, rounded down: 1,000,000 is all. Nothing without a plan.
fn made_millionths(outcome: &SiteOutcome) -> Option<i64> {
    let made = i128::from(outcome.planned - outcome.lost) * 1_000_000;
    (outcome.planned > 0).then(|| i64::try_from(made / i128::from(outcome.planned)).unwrap_or(0))
}

/// How ticks of output are written.
#[derive(Clone, Copy)]
enum Quantity {
    /// A tick is 10 to the minus this.
    Decimals(u32),
    /// A tick of another size.
    Ticks(f64),
}

impl Quantity {
    fn of(output: &Output) -> Self {
        (0..=9)
            .find(|decimals| (output.tick * 10_f64.powi(*decimals) - 1.0).abs() < 1e-12)
            .map_or(Self::Ticks(output.tick), |decimals| Self::Decimals(decimals.unsigned_abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_say_their_unit() {
        let names: Vec<String> = columns("EUR").into_iter().map(|column| column.name).collect();
        for name in ["loss_eur", "premium_and_duty_eur", "halt_days_licensed_at_the_supplier"] {
            assert!(names.iter().any(|n| n == name), "{name}");
        }
    }
}
