//! `outcomes.csv`: one row for each trial and line.
//!
//! Numbers are whole ticks in the engine and are written as such, without detours: money has two decimals, halt
//! days by place three, quantities as many as the tick of what the line makes.

use std::io::{Error, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use csv::{ByteRecord, Writer};

use crate::experiment::{COST_KINDS, Loss, NO_DAY, Output, PLACE_NAMES, RunAnswer, SiteOutcome, Stopped};

/// Names of the columns; money columns end in the currency.
fn header(currency: &str) -> Vec<String> {
    let currency = currency.to_lowercase();
    let mut names: Vec<String> = [
        "trial",
        "site",
        "sector",
        "first_halt_date",
        "halt_days",
        "halts",
        "longest_halt_days",
        "output_unit",
        "planned_output",
        "lost_output",
        "made_good_output",
        "fill_rate",
        "lowest_cover_days",
        "days_to_recover",
        "recovered",
    ]
    .map(str::to_owned)
    .to_vec();
    names.push(format!("loss_{currency}"));
    names.extend(COST_KINDS.map(|kind| format!("{}_{currency}", snake(kind))));
    names.extend(PLACE_NAMES.map(|place| format!("halt_days_{}", snake(place))));
    names
}

fn snake(words: &str) -> String {
    words.replace(", ", "_").replace(' ', "_")
}

/// Writes all outcomes. Stops, with [`Stopped`] inside the error, when asked to.
pub(super) fn write(out: &mut dyn Write, answer: &RunAnswer, stop: &AtomicBool) -> std::io::Result<()> {
    debug_assert_eq!(Loss::kinds().len(), 3, "loss is the sum of the last kinds of cost");
    let mut csv = Writer::from_writer(out);
    csv.write_record(header(&answer.scenario.currency))?;
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
        if outcome.planned > 0 {
            // In millionths, rounded down: 1 is all.
            let made = i128::from(outcome.planned - outcome.lost) * 1_000_000 / i128::from(outcome.planned);
            self.whole(i64::try_from(made).unwrap_or(0), 6);
        } else {
            self.text("");
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
        let names = header("EUR");
        for name in ["loss_eur", "premium_and_duty_eur", "halt_days_licensed_at_the_supplier"] {
            assert!(names.iter().any(|n| n == name), "{name}");
        }
    }
}
