//! `outcomes`: one row for each trial and line.
//!
//! Numbers are whole ticks in the engine; `outcomes.csv` has them as such, without detours: money has two decimals,
//! halt days by place three, quantities as many as the tick of what the line makes.

use std::io::Error;
use std::sync::atomic::{AtomicBool, Ordering};

use super::data::{Body, Cell, Data, Field, Kind, Sink};
use super::typed::{self, Filling, TypedTable};
use crate::experiment::{CostKind, Loss, NO_DAY, Output, PLACE_NAMES, RunAnswer, SiteOutcome, Stopped};

/// Name of the table.
pub(super) const NAME: &str = "outcomes";
const ABOUT: &str = "One row for each trial and line";

/// All outcomes. To hand them out stops, with [`Stopped`] inside the error, when asked to.
pub(super) fn table<'a>(answer: &'a RunAnswer, stop: &'a AtomicBool) -> Data<'a> {
    debug_assert_eq!(Loss::kinds().len(), 3, "loss is the sum of the last kinds of cost");
    Data {
        name: NAME,
        title: "Single trials",
        about: ABOUT,
        columns: columns(&answer.scenario.currency, &kinds(answer), sells_from_stock(answer)),
        rows: Body::EachTrial(Box::new(|with| rows(answer, (0, &answer.outcomes), stop, with))),
    }
}

/// Outcomes of an answer that was read back, from the bytes of their CSV.
pub(super) fn read_back(answer: &RunAnswer, csv: &[u8]) -> Result<TypedTable, String> {
    let fields = columns(&answer.scenario.currency, &kinds(answer), sells_from_stock(answer));
    typed::read(&fields, csv, (NAME, ABOUT))
}

/// All outcomes as typed columns. The answer has none afterwards: they give up memory as columns take it.
pub(super) fn taken(answer: &mut RunAnswer) -> std::io::Result<TypedTable> {
    const PARTS: usize = 16;
    let mut left = std::mem::take(&mut answer.outcomes);
    let lines = answer.lines.len().max(1);
    let part = left.len().div_ceil(lines).div_ceil(PARTS).max(1) * lines;
    let fields = columns(&answer.scenario.currency, &kinds(answer), sells_from_stock(answer));
    let mut filling = Filling::new(&fields, left.len());
    let nobody = AtomicBool::new(false);
    while !left.is_empty() {
        let from = (left.len() - 1) / part * part;
        let mut row = from;
        rows(answer, ((from / lines) as u64, &left[from..]), &nobody, &mut |cells| {
            filling.put(row, cells);
            row += 1;
            Ok(())
        })?;
        left.truncate(from);
        left.shrink_to_fit();
    }
    Ok(filling.table(NAME, ABOUT))
}

/// Kinds of cost that have a column: those that are told of the scenario.
fn kinds(answer: &RunAnswer) -> Vec<CostKind> {
    CostKind::ALL.into_iter().filter(|kind| answer.costs.kinds.iter().any(|row| row.kind == kind.name())).collect()
}

/// Whether any line sells from finished goods, or has sales that are drawn or wait: what is not met then has columns.
fn sells_from_stock(answer: &RunAnswer) -> bool {
    answer.lines.iter().any(|line| line.unmet_sales.is_some())
}

/// The columns; those of money end in the currency.
fn columns(currency: &str, kinds: &[CostKind], unmet: bool) -> Vec<Field> {
    use Kind::{Date, Number, Text, Whole, Yes};
    let lower = currency.to_lowercase();
    let mut columns = vec![
        Field::new("trial", Whole, "", "number of the trial, from 0; `linestop explain --trial` tells it"),
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
    if unmet {
        let days = "days on which some sales of the day were not met; empty for a line that makes what it sells";
        columns.push(Field::new("unmet_sales_days", Whole, "working days", days));
        columns.push(Field::new("waiting_sales_days", Whole, "working days", "days at whose end sales wait; likewise"));
        let about = "sales not met on their day: lost, or met later (made good); likewise";
        columns.push(Field::new("unmet_sales", Number, "as output_unit", about));
    }
    for kind in kinds {
        columns.push(Field::new(format!("{}_{lower}", snake(kind.name())), Number, currency, about(*kind)));
    }
    for place in PLACE_NAMES {
        let about = "halt days on which the missing material stood at that place; fractions where it stood at several";
        columns.push(Field::new(format!("halt_days_{}", snake(place)), Number, "working days", about));
    }
    columns
}

/// What a kind of cost is.
pub(super) fn about(kind: CostKind) -> &'static str {
    match kind {
        CostKind::Purchase => "goods received, at the lane's price up to that of the material",
        CostKind::Premium => "what is above that price",
        CostKind::Duty => "duty on the price",
        CostKind::Freight => "freight of goods received, by means that the lane does not name",
        CostKind::FreightBySea => "freight of goods received by sea",
        CostKind::FreightByLand => "freight of goods received by land",
        CostKind::FreightByAir => "freight of goods received by air",
        CostKind::Expediting => "extra freight of levers",
        CostKind::Holding => "holding of input stocks",
        CostKind::HoldingOutput => "holding of what was made and not yet sold or shipped",
        CostKind::Halts => "cost of halt days",
        CostKind::LostMargin => "margin of output never made",
        CostKind::Penalties => "penalties on output never made, or late",
        CostKind::Mitigation => "cost of levers",
    }
}

fn snake(words: &str) -> String {
    words.replace(", ", "_").replace(' ', "_")
}

/// The rows of outcomes that begin with a trial.
fn rows(
    answer: &RunAnswer,
    (first, outcomes): (u64, &[SiteOutcome]),
    stop: &AtomicBool,
    with: &mut Sink,
) -> std::io::Result<()> {
    let quantities: Vec<Quantity> = answer.lines.iter().map(|line| Quantity::of(&line.output)).collect();
    let (kinds, unmet) = (kinds(answer), sells_from_stock(answer));
    let mut row = Vec::new();
    for (trial, outcomes) in (first..).zip(outcomes.chunks_exact(answer.lines.len().max(1))) {
        if trial % 1024 == 0 && stop.load(Ordering::Relaxed) {
            return Err(Error::other(Stopped));
        }
        for ((outcome, line), quantity) in outcomes.iter().zip(&answer.lines).zip(&quantities) {
            row.clear();
            row.extend([Cell::count(trial), Cell::text(&line.site), Cell::text(&line.title), Cell::text(&line.sector)]);
            let unmet = unmet.then_some(line.unmet_sales.is_some());
            cells(&mut row, outcome, (answer, &kinds, unmet), *quantity, line.output.unit);
            with(&row)?;
        }
    }
    Ok(())
}

/// What a row says of an outcome. `unmet` is nothing where no line has such columns, else whether this one fills them.
#[allow(clippy::cast_precision_loss, reason = "an odd tick is no power of ten to begin with")]
fn cells<'a>(
    row: &mut Vec<Cell<'a>>,
    outcome: &SiteOutcome,
    (answer, kinds, unmet): (&RunAnswer, &[CostKind], Option<bool>),
    quantity: Quantity,
    unit: &'a str,
) {
    let halted = outcome.first_halt != NO_DAY;
    let whole = |n: u16| Cell::Whole(i64::from(n));
    row.push(if halted { Cell::Date(answer.date(u32::from(outcome.first_halt))) } else { Cell::Empty });
    row.extend([whole(outcome.halt_days), whole(outcome.halts), whole(outcome.longest_halt), Cell::text(unit)]);
    let of_ticks = |ticks| match quantity {
        Quantity::Decimals(decimals) => Cell::Decimal(ticks, decimals),
        Quantity::Ticks(tick) => Cell::Number(ticks as f64 * tick),
    };
    row.extend([outcome.planned, outcome.lost, outcome.made_good].map(of_ticks));
    row.push(made_millionths(outcome).map_or(Cell::Empty, |made| Cell::Decimal(made, 6)));
    row.push(match outcome.lowest_cover {
        u32::MAX => Cell::Empty,
        cover => Cell::Decimal(i64::from(cover), 2),
    });
    row.push(if halted { whole(outcome.recovery) } else { Cell::Empty });
    row.push(if halted { Cell::Yes(!outcome.censored) } else { Cell::Empty });
    row.push(Cell::Decimal(outcome.loss(), 2));
    match unmet {
        None => {}
        Some(false) => row.extend([const { Cell::Empty }; 3]),
        Some(true) => {
            row.extend([whole(outcome.unmet_days), whole(outcome.waiting_days), of_ticks(outcome.unmet)]);
        }
    }
    row.extend(kinds.iter().map(|kind| Cell::Decimal(outcome.of(*kind), 2)));
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
        let names: Vec<String> = columns("EUR", &CostKind::ALL, true).into_iter().map(|column| column.name).collect();
        for name in
            ["loss_eur", "premium_eur", "unmet_sales_days", "freight_by_sea_eur", "halt_days_licensed_at_the_supplier"]
        {
            assert!(names.iter().any(|n| n == name), "{name}");
        }
    }
}
