//! The page of a backtest: how far forecasts were off, how often their bands held, and how little that proves.

#![allow(clippy::cast_precision_loss, reason = "counts of months and forecasts are small")]

use super::super::content::{Chooser, Content, Figure, Table, figure, number, words};
use super::super::shown::by_date;
use super::super::words::{chance, counted, date, month, percent_points, share, whole};
use crate::experiment::{
    BacktestAnswer, CONFIDENCE, Chance, Coverage, Forecast, ForecastMonth, LineForecast, Part, Scored, Scores, Skill,
};
use crate::statistics::proportion::wilson;

/// So many dates are named one by one.
const FEW: usize = 6;
/// Rows that a terminal shows.
const MOST: usize = 48;

/// The words and tables of a backtest.
pub(crate) fn content(answer: &BacktestAnswer) -> Content {
    let (scenario, run) = (&answer.scenario, &answer.run);
    let dates: Vec<String> = answer.forecasts.iter().map(|forecast| date(forecast.as_of)).collect();
    let choices = dates.iter().map(|as_of| (as_of.clone(), String::new())).collect();
    Content {
        kind: "Backtest",
        title: format!("{}: forecasts against what came", scenario.title),
        scenario: scenario.title.clone(),
        basis: format!(
            "{}, {} a month; forecasts as of {}; {}; seed {}",
            answer.series,
            answer.unit,
            listed(&dates),
            counted(run.trials, "trial"),
            run.seed
        ),
        answers: answer.scores.as_ref().map_or_else(|| unscored(answer), |scores| answers(answer, scores)),
        figures: answer.scores.as_ref().map_or_else(Vec::new, |scores| figures(answer, scores)),
        chooser: Chooser::new("Forecast as of", "", choices),
        tables: tables(answer),
        drivers: drivers(answer),
        driver_tables: vec![weights(answer)],
        reading: reading(answer),
        ..Content::default()
    }
}

/// A few dates by name, of many the first and the last.
fn listed(dates: &[String]) -> String {
    match dates {
        [first, .., last] if dates.len() > FEW => {
            format!("{} dates from {first} to {last}", dates.len())
        }
        _ => dates.join(", "),
    }
}

fn unscored(answer: &BacktestAnswer) -> Vec<String> {
    let latest = answer.seen.last().map_or("none".to_owned(), |(at, _)| month(*at));
    vec![format!(
        "Nothing can be scored yet: no forecast month has been observed (latest observed month: {latest}). What follows \
         is a forecast; run it again with the months that come."
    )]
}

/// A share of forecasts with its interval, as if they were independent.
fn of_all(hits: usize, all: usize) -> Chance {
    let (hits, all) = (hits as u64, all as u64);
    let interval = wilson(hits, all, CONFIDENCE);
    let share = if all > 0 { hits as f64 / all as f64 } else { 0.0 };
    Chance { trials: hits, share, low: interval.low, high: interval.high }
}

fn scored(answer: &BacktestAnswer) -> impl Iterator<Item = &Scored> {
    answer.forecasts.iter().flat_map(|forecast| forecast.months.iter().filter_map(|m| m.scored.as_ref()))
}

/// In how many forecasts the score is below that of another forecast.
fn nearer(answer: &BacktestAnswer, other: fn(&Scored) -> Option<f64>) -> Chance {
    let both: Vec<bool> = scored(answer).filter_map(|s| Some(s.crps < other(s)?)).collect();
    of_all(both.iter().filter(|better| **better).count(), both.len())
}

fn held(coverage: &Coverage, all: usize) -> String {
    format!(
        "the {} band held {} of {all} (95\u{a0}% interval of that share: {}–{}\u{a0}%)",
        share(coverage.band),
        coverage.held,
        percent_points(coverage.low),
        percent_points(coverage.high)
    )
}

fn signed(skill: f64) -> String {
    format!("{}{}", if skill < 0.0 { "−" } else { "+" }, share(skill.abs()))
}

fn answers(answer: &BacktestAnswer, scores: &Scores) -> Vec<String> {
    let n = scores.forecasts;
    let which = if answer.forecasts.len() > 1 {
        format!("{} of {}", counted(n as u64, "forecast"), counted(scores.months as u64, "different month"))
    } else {
        counted(n as u64, "month")
    };
    let bands: Vec<String> = scores.coverage.iter().map(|coverage| held(coverage, n)).collect();
    let least = scored(answer).map(|s| s.crps).fold(f64::INFINITY, f64::min);
    let most = scored(answer).map(|s| s.crps).fold(0.0, f64::max);
    let against = |name: &str, skill: Option<Skill>, other: fn(&Scored) -> Option<f64>| match skill {
        Some(skill) => {
            let better = nearer(answer, other);
            format!(
                "{} against {name}, and nearer in {} of {} (95\u{a0}% interval {}–{}\u{a0}%)",
                signed(skill.skill),
                better.trials,
                skill.forecasts,
                percent_points(better.low),
                percent_points(better.high)
            )
        }
        None => format!("not known against {name}"),
    };
    let mut said = vec![
        format!("Of {which}, {}.", bands.join("; ")),
        format!(
            "The mean score (fair CRPS) is {} {} ({} to {} from forecast to forecast); the median was {} {} off on \
             average.",
            whole(scores.mean_crps),
            answer.unit,
            whole(least),
            whole(most),
            whole(scores.mean_median_error),
            answer.unit
        ),
        format!(
            "Skill, where 0 is no better and 100\u{a0}% is perfect: {}; {}.",
            against("the latest published value", scores.skill_last_value, |s| s.last_value.map(|rival| rival.crps)),
            against("the value a year before", scores.skill_seasonal, |s| s.seasonal.map(|rival| rival.crps))
        ),
    ];
    said.extend(power(scores));
    said
}

/// What so few months can decide.
fn power(scores: &Scores) -> Option<String> {
    let c = scores.coverage.iter().find(|c| (c.band - 0.8).abs() < 1e-9)?;
    let together = if scores.months < scores.forecasts {
        " Forecasts of one month from several dates go wrong together, so that it is even less."
    } else {
        ""
    };
    Some(format!(
        "This proves little: with {}, an 80\u{a0}% band that truly holds anything from {} to {} per cent would look \
         like this.{together} So few months can expose a bad forecast; they cannot tell a good one from a fair one.",
        counted(scores.forecasts as u64, "forecast"),
        percent_points(c.low),
        percent_points(c.high)
    ))
}

fn figures(answer: &BacktestAnswer, scores: &Scores) -> Vec<Figure> {
    let n = scores.forecasts;
    let mut shown = Vec::new();
    if let Some(c) = scores.coverage.iter().find(|c| (c.band - 0.8).abs() < 1e-9) {
        shown.push(figure(
            format!("{} of {n}", c.held),
            format!("95\u{a0}% interval {}–{}\u{a0}%", percent_points(c.low), percent_points(c.high)),
            "months held by the 80\u{a0}% band",
        ));
    }
    shown.push(figure(
        format!("{} {}", whole(scores.mean_crps), answer.unit),
        format!("median {} {} off", whole(scores.mean_median_error), answer.unit),
        "mean score (CRPS): small is good",
    ));
    for (label, skill) in
        [("the latest value", scores.skill_last_value), ("the value a year before", scores.skill_seasonal)]
    {
        shown.extend(skill.map(|skill| {
            figure(signed(skill.skill), format!("over {}", counted(skill.forecasts as u64, "forecast")), {
                format!("skill against {label}")
            })
        }));
    }
    shown
}

fn where_it_came(m: &ForecastMonth) -> &'static str {
    match m.scored.map(|s| s.held) {
        None => "not yet",
        Some([true, ..]) => "in 50\u{a0}%",
        Some([_, true, _]) => "in 80\u{a0}%",
        Some([_, _, true]) => "in 95\u{a0}%",
        Some(_) => "outside",
    }
}

fn tables(answer: &BacktestAnswer) -> Vec<Table> {
    let mut tables = vec![months(answer)];
    if let Some(scores) = &answer.scores {
        let mut table = Table::new("How often bands held what came", &["Band", "Held#", "Of#", "Share (95 %)#"])
            .noting("Intervals are Wilson’s, as if forecasts were independent; those of one month are not.");
        for c in &scores.coverage {
            let found = Chance { trials: c.held, share: c.share, low: c.low, high: c.high };
            table.row(
                "",
                vec![
                    number(share(c.band), c.band),
                    number(c.held.to_string(), c.held as f64),
                    number(scores.forecasts.to_string(), scores.forecasts as f64),
                    number(chance(&found), c.share),
                ],
            );
        }
        tables.push(table);
    }
    if answer.forecasts.iter().any(|forecast| !forecast.lines.is_empty()) {
        tables.push(lines(answer));
    }
    tables
}

/// Forecasts, month by month.
fn months(answer: &BacktestAnswer) -> Table {
    let unit = answer.unit.as_str();
    let heads = ["Median", "50 % band", "80 % band", "95 % band", "Came"].map(|head| format!("{head}, {unit}#"));
    let mut columns = vec!["Forecast as of#", "Month#", "Known then"];
    columns.extend(heads.iter().map(String::as_str));
    let score = format!("Score (CRPS), {unit}#");
    columns.extend(["Where", &score]);
    let mut table = Table::new("Month by month", &columns)
        .noting("Bands hold for each month by itself.")
        .giving_way([2, 4, 9, 5])
        .on_terminal("backtest.csv", MOST);
    for forecast in &answer.forecasts {
        let as_of = date(forecast.as_of);
        for m in forecast.months.iter().filter(|m| m.part.is_forecast()) {
            let known = if m.part == Part::NotYetPublished { "over, not published" } else { "ahead" };
            let mut cells = vec![
                number(as_of.clone(), by_date(forecast.as_of)),
                number(month(m.month), by_date(m.month)),
                words(known),
                number(whole(m.median), m.median),
            ];
            cells.extend(m.bands.map(|b| number(format!("{}–{}", whole(b.low), whole(b.high)), b.high - b.low)));
            cells.push(m.came.map_or_else(|| number("–", f64::MAX), |came| number(whole(came), came)));
            cells.push(words(where_it_came(m)));
            cells.push(m.scored.map_or_else(|| number("–", f64::MAX), |s| number(whole(s.crps), s.crps)));
            table.row(&as_of, cells);
        }
    }
    table
}

fn lines(answer: &BacktestAnswer) -> Table {
    let columns = ["Forecast as of", "Line", "Had halted before#", "First halt in the months ahead#"];
    let mut table = Table::new("Lines, as the weighted trials have them", &columns).on_terminal("backtest.json", MOST);
    for forecast in &answer.forecasts {
        let halts = |line: &&LineForecast| line.halted_before + line.first_halt_ahead > 0.0;
        for line in forecast.lines.iter().filter(halts) {
            table.row(
                &date(forecast.as_of),
                vec![
                    words(date(forecast.as_of)),
                    words(&line.title),
                    number(share(line.halted_before), line.halted_before),
                    number(share(line.first_halt_ahead), line.first_halt_ahead),
                ],
            );
        }
    }
    table
}

fn drivers(answer: &BacktestAnswer) -> Vec<String> {
    let mut said = Vec::new();
    for forecast in &answer.forecasts {
        if !forecast.unknown_events.is_empty() {
            let names: Vec<String> =
                forecast.unknown_events.iter().map(|e| format!("{} ({})", e.title, date(e.date))).collect();
            said.push(format!("Left out on {}, not known by then: {}.", date(forecast.as_of), names.join("; ")));
        }
    }
    let flattened = answer.forecasts.iter().filter(|forecast| forecast.evidence < 1.0).count();
    if flattened > 0 {
        said.push(format!(
            "In {flattened} of {}, few trials fit all published months. There the months count with part of their \
             weight, as the table says: the bands are wider than they need be, never narrower. More --trials give them \
             more.",
            counted(answer.forecasts.len() as u64, "forecast")
        ));
    }
    said
}

fn weights(answer: &BacktestAnswer) -> Table {
    let columns = [
        "Forecast as of",
        "Latest month published",
        "Months used for weighting#",
        "Worth of the weighted trials, trials of equal weight#",
        "Weight of the months#",
    ];
    let mut table =
        Table::new("What each forecast was made of", &columns).giving_way([1]).on_terminal("backtest.json", MOST);
    for forecast in &answer.forecasts {
        let Forecast { as_of, months_compared, latest_published, effective_trials, evidence, .. } = forecast;
        table.row(
            &date(*as_of),
            vec![
                words(date(*as_of)),
                words(latest_published.map_or("none".to_owned(), month)),
                number(months_compared.to_string(), *months_compared as f64),
                number(whole(*effective_trials), *effective_trials),
                number(share(*evidence), *evidence),
            ],
        );
    }
    table
}

fn reading(answer: &BacktestAnswer) -> Vec<String> {
    vec![
        format!(
            "A forecast uses what was known on its date and nothing else: events that had been announced, and months \
             that had been published, on day {} of the next month.",
            answer.published_day
        ),
        "Trials are weighted by how likely each makes the months known by then; the bands are what the weighted \
         trials do next."
            .to_owned(),
        "Score: fair continuous ranked probability score (CRPS), in the unit of the series; of a forecast without \
         spread it is the absolute error. Skill: 1 − mean score / mean score of a naive forecast, which has the spread of \
         its own errors by then."
            .to_owned(),
        "No program can check whether the scenario itself was written without knowing what came. If it was not, good \
         scores prove nothing; only months that come after it was written do."
            .to_owned(),
    ]
}
