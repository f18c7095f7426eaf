//! `outcomes`: one row for each trial and line.
//!
//! Numbers are whole ticks in the engine; `outcomes.csv` has them as such, without detours: money has two decimals, halt
//! days by place three, quantities as many as the tick of what the line makes.

use std::io::{Error, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use csv::{ByteRecord, Writer};

use super::data::{Cell, Field, Kind};
use crate::experiment::{COST_KINDS, Loss, NO_DAY, Output, PLACE_NAMES, RunAnswer, SiteOutcome, Stopped};

/// What the table holds.
pub(super) const ABOUT: &str = "One row for each possible future and line";

/// The columns; those of money end in the currency.
pub(super) fn columns(currency: &str) -> Vec<Field> {
    use Kind::{Date, Number, Text, Whole, Yes};
    let lower = currency.to_lowercase();
    let mut columns = vec![
        Field::new("trial", Whole, "", "number of the possible future, from 0; `linestop explain --trial` tells it"),
        Field::new("site", Text, "", "key of the site in the scenario"),
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

/// Hands out all outcomes, row by row, as typed cells. Stops, with [`Stopped`] inside the error, when asked to.
pub(super) fn rows(
    answer: &RunAnswer,
    stop: &AtomicBool,
    mut with: impl FnMut(&[Cell]) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let quantities: Vec<Quantity> = answer.lines.iter().map(|line| Quantity::of(&line.output)).collect();
    let mut row = Vec::new();
    for (trial, outcomes) in (0..).zip(answer.outcomes.chunks_exact(answer.lines.len().max(1))) {
        if trial % 1024 == 0 && stop.load(Ordering::Relaxed) {
            return Err(Error::other(Stopped));
        }
        for ((outcome, line), quantity) in outcomes.iter().zip(&answer.lines).zip(&quantities) {
            row.clear();
            row.extend([Cell::Whole(trial), Cell::Text(&line.site), Cell::Text(&line.sector)]);
            cells(&mut row, outcome, answer, *quantity, line.output.unit);
            with(&row)?;
        }
    }
    Ok(())
}

/// What a row of CSV says of an outcome, as numbers: each is the one nearest to what CSV has.
#[allow(clippy::cast_precision_loss, reason = "an odd tick is no power of ten to begin with")]
fn cells<'a>(row: &mut Vec<Cell<'a>>, outcome: &SiteOutcome, answer: &RunAnswer, quantity: Quantity, unit: &'a str) {
    let halted = outcome.first_halt != NO_DAY;
    let whole = |n: u16| Cell::Whole(i64::from(n));
    row.push(if halted { Cell::Date(answer.date(u32::from(outcome.first_halt))) } else { Cell::Empty });
    row.extend([whole(outcome.halt_days), whole(outcome.halts), whole(outcome.longest_halt), Cell::Text(unit)]);
    row.extend([outcome.planned, outcome.lost, outcome.made_good].map(|ticks| match quantity {
        Quantity::Decimals(decimals) => decimal(ticks, decimals),
        Quantity::Ticks(tick) => Cell::Number(ticks as f64 * tick),
    }));
    row.push(made_millionths(outcome).map_or(Cell::Empty, |made| decimal(made, 6)));
    row.push(match outcome.lowest_cover {
        u32::MAX => Cell::Empty,
        cover => decimal(i64::from(cover), 2),
    });
    row.push(if halted { whole(outcome.recovery) } else { Cell::Empty });
    row.push(if halted { Cell::Yes(!outcome.censored) } else { Cell::Empty });
    row.push(decimal(outcome.loss(), 2));
    row.extend(outcome.costs.map(|cents| decimal(cents, 2)));
    row.extend(outcome.missing.map(|part| decimal(i64::from(part), 3)));
}

/// The number nearest to that many 10⁻ᵈᵉᶜⁱᵐᵃˡˢ.
#[allow(clippy::cast_precision_loss, reason = "doubles are what notebooks count in")]
fn decimal<'a>(number: i64, decimals: u32) -> Cell<'a> {
    Cell::Number(number as f64 / f64::from(10_u32.pow(decimals)))
}

/// Writes all outcomes. Stops, with [`Stopped`] inside the error, when asked to.
pub(super) fn write(out: &mut dyn Write, answer: &RunAnswer, stop: &AtomicBool) -> std::io::Result<()> {
    debug_assert_eq!(Loss::kinds().len(), 3, "loss is the sum of the last kinds of cost");
    let mut csv = Writer::from_writer(out);
    csv.write_record(columns(&answer.scenario.currency).iter().map(|column| &column.name))?;
    let dates: Vec<String> = (0..answer.scenario.horizon_days).map(|day| answer.date(day).to_string()).collect();
    let quantities: Vec<Quantity> = answer.lines.iter().map(|line| Quantity::of(&line.output)).collect();
    let mut row = Row::default();
    for (trial, outcomes) in (0_i64..).zip(answer.outcomes.chunks_exact(answer.lines.len().max(1))) {
        if trial % 1024 == 0 && stop.load(Ordering::Relaxed) {
            return Err(Error::other(Stopped));
        }
        for ((outcome, line), quantity) in outcomes.iter().zip(&answer.lines).zip(&quantities) {
            row.record.clear();
            row.whole(trial, 0);
            row.text(&line.site);
            row.text(&line.sector);
            row.outcome(outcome, &dates, *quantity, line.output.unit);
            csv.write_byte_record(&row.record)?;
        }
    }
    csv.flush()
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

#[derive(Default)]
struct Row {
    record: ByteRecord,
}

impl Row {
    #[allow(clippy::cast_precision_loss, reason = "an odd tick is no power of ten to begin with")]
    fn outcome(&mut self, outcome: &SiteOutcome, dates: &[String], quantity: Quantity, unit: &str) {
        let halted = outcome.first_halt != NO_DAY;
        self.text(dates.get(usize::from(outcome.first_halt)).map_or("", String::as_str));
        self.whole(i64::from(outcome.halt_days), 0);
        self.whole(i64::from(outcome.halts), 0);
        self.whole(i64::from(outcome.longest_halt), 0);
        self.text(unit);
        for ticks in [outcome.planned, outcome.lost, outcome.made_good] {
            match quantity {
                Quantity::Decimals(decimals) => self.whole(ticks, decimals),
                Quantity::Ticks(tick) => self.text(&(ticks as f64 * tick).to_string()),
            }
        }
        match made_millionths(outcome) {
            Some(made) => self.whole(made, 6),
            None => self.text(""),
        }
        if outcome.lowest_cover == u32::MAX {
            self.text("");
        } else {
            self.whole(i64::from(outcome.lowest_cover), 2);
        }
        if halted {
            self.whole(i64::from(outcome.recovery), 0);
            self.text(if outcome.censored { "no" } else { "yes" });
        } else {
            self.text("");
            self.text("");
        }
        self.whole(outcome.loss(), 2);
        outcome.costs.iter().for_each(|cents| self.whole(*cents, 2));
        outcome.missing.iter().for_each(|part| self.whole(i64::from(*part), 3));
    }

    fn text(&mut self, text: &str) {
        self.record.push_field(text.as_bytes());
    }

    /// A number of 10⁻ᵈᵉᶜⁱᵐᵃˡˢ, without trailing zeros.
    fn whole(&mut self, mut number: i64, mut decimals: u32) {
        while decimals > 0 && number % 10 == 0 {
            number /= 10;
            decimals -= 1;
        }
        let mut digits = [0_u8; 32];
        let mut at = digits.len();
        let mut rest = number.unsigned_abs();
        let mut count = 0;
        while rest > 0 || count <= decimals {
            if count == decimals && decimals > 0 {
                at -= 1;
                digits[at] = b'.';
            }
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            count += 1;
        }
        if number < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        self.record.push_field(&digits[at..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: i64, decimals: u32) -> String {
        let mut row = Row::default();
        row.whole(number, decimals);
        String::from_utf8_lossy(&row.record[0]).into_owned()
    }

    #[test]
    fn ticks_are_written_without_detours() {
        let shown = [(0, 2), (5, 2), (50, 2), (-1234, 2), (1234, 0), (1_000_000, 6), (999_999, 6), (i64::MAX, 2)]
            .map(|(n, d)| shown(n, d));
        let wanted = ["0", "0.05", "0.5", "-12.34", "1234", "1", "0.999999", "92233720368547758.07"];
        assert_eq!(shown, wanted);
    }

    #[test]
    fn columns_say_their_unit() {
        let names: Vec<String> = columns("EUR").into_iter().map(|column| column.name).collect();
        for name in ["loss_eur", "premium_and_duty_eur", "halt_days_licensed_at_the_supplier"] {
            assert!(names.iter().any(|n| n == name), "{name}");
        }
    }
}
