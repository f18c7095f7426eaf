//! What a run says of its lines, as tables of numbers.

use std::cmp::Reverse;

use super::super::data::{Cell, Data, Field, Kind};
use crate::experiment::{COST_KINDS, Estimate, LineAnswer, Loss, RunAnswer, Tail};

use Kind::{Date, Number, Text, Whole};

/// A column of a table that is being put together, and how a line fills it.
type Filled = (Field, Box<dyn for<'a> Fn(&'a LineAnswer) -> Cell<'a>>);

fn filled(
    name: &str,
    kind: Kind,
    unit: &str,
    about: &'static str,
    cell: impl for<'a> Fn(&'a LineAnswer) -> Cell<'a> + 'static,
) -> Filled {
    (Field::new(name, kind, unit, about), Box::new(cell))
}

fn table<'a>(
    name: &'static str,
    about: &'static str,
    filled: &[Filled],
    lines: impl Iterator<Item = &'a LineAnswer>,
) -> Data<'a> {
    let columns = filled.iter().map(|(field, _)| field.clone()).collect();
    let rows = lines.map(|line| filled.iter().map(|(_, cell)| cell(line)).collect()).collect();
    Data { name, about, columns, rows }
}

/// The manufacturers, those most at risk first: what the table on a terminal says.
pub(super) fn summary(answer: &RunAnswer) -> Data<'_> {
    let mut makers: Vec<&LineAnswer> = answer.manufacturers().collect();
    makers.sort_by_key(|line| Reverse(line.halt.trials));
    let currency = &answer.scenario.currency;
    let mut columns = vec![
        filled("Manufacturer", Text, "", "name of the site", |line| Cell::Text(&line.title)),
        filled("Sector", Text, "", "its sector", |line| Cell::Text(&line.sector)),
        filled("Country", Text, "", "its country", |line| Cell::Text(&line.country)),
    ];
    columns.extend(chances());
    columns.extend(halts().into_iter().take(3));
    columns.extend(losses(currency).into_iter().take(3));
    columns.push(filled("Missing material mostly", Text, "", "where most of it stood on halt days", |line| {
        Cell::words(most(line).map(|part| part.0))
    }));
    columns.push(filled("Of halt days", Number, "share of halt days", "how much of it stood there", |line| {
        Cell::number(most(line).map(|part| part.1))
    }));
    table("summary", "Manufacturers, those most at risk first", &columns, makers.into_iter())
}

/// Every line with all its numbers.
pub(super) fn lines(answer: &RunAnswer) -> Data<'_> {
    let currency = &answer.scenario.currency;
    let mut columns = vec![
        filled("Site", Text, "", "name of the site", |line| Cell::Text(&line.title)),
        filled("Key", Text, "", "its key in the scenario, as in the other sheets", |line| Cell::Text(&line.site)),
        filled("Role", Text, "", "manufacturer if it sells, else supplier", |line| {
            Cell::Text(if line.manufacturer { "manufacturer" } else { "supplier" })
        }),
        filled("Sector", Text, "", "its sector or stage", |line| Cell::Text(&line.sector)),
        filled("Country", Text, "", "its country", |line| Cell::Text(&line.country)),
    ];
    columns.extend(chances());
    columns.extend(halts());
    columns.push(filled(
        "Halt days, mean",
        Number,
        "working days",
        "over all futures, those without a halt too",
        |line| Cell::Number(line.halt_days.mean.value),
    ));
    columns.extend(output());
    columns.extend(losses(currency));
    for kind in COST_KINDS {
        let part = if Loss::kinds().contains(&kind) { "Part of the loss" } else { "Other cost" };
        let name = format!("{part}: {kind}");
        columns.push(filled(&name, Number, currency, "mean of all futures", move |line| {
            Cell::number(line.costs.get(kind).map(|cost| cost.value))
        }));
    }
    table("lines", "Every line with all its numbers", &columns, answer.lines.iter())
}

fn chances() -> Vec<Filled> {
    let unit = "share of futures";
    vec![
        filled("Chance of a halt", Number, unit, "within the horizon, for at least a working day", |line| {
            Cell::Number(line.halt.share)
        }),
        filled("Chance, low", Number, unit, "lower end of its 95 % interval", |line| Cell::Number(line.halt.low)),
        filled("Chance, high", Number, unit, "upper end of its 95 % interval", |line| Cell::Number(line.halt.high)),
    ]
}

/// What is known of futures in which the line halts.
fn halts() -> Vec<Filled> {
    let when = "of the futures in which the line halts";
    vec![
        filled("First halt, median", Date, "", "half of the futures with a halt have one by then", |line| {
            line.when_halted.as_ref().map_or(Cell::Empty, |when| Cell::Date(when.first_halt.median.value))
        }),
        filled(
            "Halt days if it halts, median",
            Whole,
            "working days",
            "all halts together; half have as many",
            |line| Cell::days(line.when_halted.as_ref().map(|when| when.halt_days.median.value)),
        ),
        filled(
            "Halt days if it halts, P95",
            Whole,
            "working days",
            "exceeded in one in twenty of these futures",
            |line| Cell::days(line.when_halted.as_ref().map(|when| when.halt_days.p95.value)),
        ),
        filled("First halt, early", Date, "", "one in twenty of the first halts is earlier", |line| {
            line.when_halted.as_ref().map_or(Cell::Empty, |when| Cell::Date(when.first_halt.p05.value))
        }),
        filled("First halt, late", Date, "", "one in twenty of the first halts is later", |line| {
            line.when_halted.as_ref().map_or(Cell::Empty, |when| Cell::Date(when.first_halt.p95.value))
        }),
        filled("Longest halt, median", Whole, "working days", when, |line| {
            Cell::days(line.when_halted.as_ref().map(|when| when.longest_halt_days.median.value))
        }),
        filled(
            "Back after, at least",
            Whole,
            "days",
            "median days from the first halt to the end of the last",
            |line| Cell::days(line.when_halted.as_ref().map(|when| when.recovery.median_days.at_least)),
        ),
        filled(
            "Back after, at most",
            Whole,
            "days",
            "the same; empty without a bound, because lines still stand",
            |line| Cell::days(line.when_halted.as_ref().and_then(|when| when.recovery.median_days.at_most)),
        ),
        filled("Not recovered by the end", Number, "share of halted", "futures in which it still stands", |line| {
            Cell::number(line.when_halted.as_ref().map(|when| when.recovery.not_recovered_share))
        }),
    ]
}

fn output() -> Vec<Filled> {
    vec![
        filled(
            "Lowest stock, median",
            Whole,
            "days",
            "lowest cover within the horizon, days of planned need",
            |line| Cell::days(line.lowest_cover.map(|cover| cover.median_days.value)),
        ),
        filled("Lowest stock, P5", Whole, "days", "one future in twenty has less", |line| {
            Cell::days(line.lowest_cover.map(|cover| cover.p05_days.value))
        }),
        filled("Output unit", Text, "", "unit of the three columns that follow", |line| Cell::Text(line.output.unit)),
        filled("Planned output", Number, "as output unit", "within the horizon", |line| {
            Cell::Number(line.output.planned)
        }),
        filled("Lost output", Number, "as output unit", "never made; mean of all futures", |line| {
            Cell::Number(line.output.lost.value)
        }),
        filled("Made good later", Number, "as output unit", "lost first, then made; mean of all futures", |line| {
            Cell::Number(line.output.made_good.value)
        }),
        filled("Fill rate", Number, "share of plan", "share of the planned output that was made", |line| {
            Cell::number(line.output.fill_rate.map(|rate| rate.value))
        }),
    ]
}

fn losses(currency: &str) -> Vec<Filled> {
    let tail = |of: fn(&Tail) -> f64| move |line: &LineAnswer| of(&line.loss.tail);
    let (p95, worst) = (tail(value_at_risk), tail(worst_mean));
    let bound = |estimate: &Estimate, high: bool| if high { estimate.high } else { estimate.low };
    vec![
        filled("Expected loss", Number, currency, "mean of all futures: lost margin, halt days, penalties", |line| {
            Cell::Number(line.loss.mean.value)
        }),
        filled("Expected loss, low", Number, currency, "lower end of its 95 % interval", move |line| {
            Cell::number(bound(&line.loss.mean, false))
        }),
        filled("Expected loss, high", Number, currency, "upper end of its 95 % interval", move |line| {
            Cell::number(bound(&line.loss.mean, true))
        }),
        filled("Loss, P95", Number, currency, "one future in twenty loses more (value at risk)", move |line| {
            Cell::Number(p95(line))
        }),
        filled("Loss, worst 5 %", Number, currency, "mean of the worst twentieth of futures (CVaR)", move |line| {
            Cell::Number(worst(line))
        }),
    ]
}

/// At least this, where only a bracket is known.
fn value_at_risk(tail: &Tail) -> f64 {
    match tail {
        Tail::Exact(quantiles) => quantiles.p95.value,
        Tail::Bracketed(quantiles) => quantiles.p95.at_least,
    }
}

fn worst_mean(tail: &Tail) -> f64 {
    match tail {
        Tail::Exact(quantiles) => quantiles.cvar95.value,
        Tail::Bracketed(quantiles) => quantiles.cvar95.at_least,
    }
}

/// The place where most of the missing material stood, and its share.
fn most(line: &LineAnswer) -> Option<(&str, f64)> {
    let part = line.missing_material.iter().max_by(|a, b| a.share.total_cmp(&b.share))?;
    (part.share > 0.0).then_some((part.place, part.share))
}

/// Where the missing material stood, line by line.
pub(super) fn missing(answer: &RunAnswer) -> Data<'_> {
    let columns = vec![
        Field::new("Site", Text, "", "name of the site"),
        Field::new("Key", Text, "", "its key in the scenario"),
        Field::new("Place", Text, "", "where the missing material stood"),
        Field::new("Halt days, mean", Number, "working days", "halt days that it accounts for; mean of all futures"),
        Field::new("Part", Number, "share of halt days", "the same as a share of all halt days of the line"),
    ];
    let mut rows = Vec::new();
    for line in &answer.lines {
        for part in &line.missing_material {
            rows.push(vec![
                Cell::Text(&line.title),
                Cell::Text(&line.site),
                Cell::Text(part.place),
                Cell::Number(part.halt_days.value),
                Cell::Number(part.share),
            ]);
        }
    }
    Data { name: "missing", about: "Where the missing material stood on halt days", columns, rows }
}

/// How likely larger losses are: of all lines together, and of each.
pub(super) fn loss(answer: &RunAnswer) -> Data<'_> {
    let columns = vec![
        Field::new("Of", Text, "", "all lines together, or a site"),
        Field::new("Loss", Number, &answer.scenario.currency, "an amount"),
        Field::new("Lost more", Number, "share of futures", "share of the futures that lose more than this"),
    ];
    let all = [("all lines", &answer.total_loss)];
    let each = answer.lines.iter().map(|line| (line.title.as_str(), &line.loss));
    let rows = all.into_iter().chain(each).flat_map(|(of, loss)| {
        loss.exceedance
            .iter()
            .map(move |(amount, share)| vec![Cell::Text(of), Cell::Number(*amount), Cell::Number(*share)])
    });
    Data { name: "loss", about: "How likely larger losses are", columns, rows: rows.collect() }
}
