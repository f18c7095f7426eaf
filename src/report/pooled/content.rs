//! The page of a backtest of several series: whether its bands hold what they should, and whether it beats its rivals.

#![allow(clippy::cast_precision_loss, reason = "counts of forecasts are small")]

use super::super::content::{Content, Figure, Table, figure, number, words};
use super::super::words::{counted, date, month, percent_points, share, whole};
use super::words::{INTERVALS, against, headline, held, of_a_month, scored, signed};
use crate::experiment::{GroupScores, PooledAnswer, PooledScores};

/// The words and tables of a backtest of several series.
pub(crate) fn content(answer: &PooledAnswer) -> Content {
    let titles: Vec<&str> = answer.series.iter().map(|series| series.scenario.title.as_str()).collect();
    Content {
        kind: "Backtest",
        title: headline(answer),
        scenario: titles.join("; "),
        basis: format!(
            "{} series; up to {} ahead; {} a series and state of knowledge; seed {}",
            answer.series.len(),
            counted(u64::from(answer.horizon_months), "month"),
            counted(answer.run.trials, "trial"),
            answer.run.seed
        ),
        answers: answer.pooled.as_ref().map_or_else(unscored, |scores| answers(answer, scores)),
        figures: answer.pooled.as_ref().map_or_else(Vec::new, figures),
        tables: tables(answer),
        driver_tables: vec![dates(answer)],
        notes: vec![INTERVALS.to_owned()],
        reading: reading(),
        ..Content::default()
    }
}

fn unscored() -> Vec<String> {
    vec!["No forecast month has been observed.".to_owned()]
}

fn answers(answer: &PooledAnswer, scores: &PooledScores) -> Vec<String> {
    let bands: Vec<String> = scores
        .coverage
        .iter()
        .map(|c| format!("the band of {} held {}", share(c.band), held(c, scores.forecasts)))
        .collect();
    let mut said =
        vec![scored(answer, scores), format!("Coverage, with its 95\u{a0}% interval: {}.", bands.join("; "))];
    said.extend(scores.rivals.iter().map(against));
    said
}

fn figures(scores: &PooledScores) -> Vec<Figure> {
    let mut shown: Vec<Figure> = scores
        .coverage
        .iter()
        .map(|c| {
            figure(
                share(c.share),
                format!("95\u{a0}% interval {}–{}\u{a0}%", percent_points(c.low), percent_points(c.high)),
                format!("held by bands of {}", share(c.band)),
            )
        })
        .collect();
    for rival in &scores.rivals {
        shown.extend(rival.skill.map(|skill| {
            let over = format!("over {}", counted(rival.forecasts as u64, "forecast"));
            figure(signed(skill), over, format!("skill against the {}", rival.name))
        }));
    }
    shown
}

fn tables(answer: &PooledAnswer) -> Vec<Table> {
    let Some(scores) = &answer.pooled else { return Vec::new() };
    let all = GroupScores {
        name: String::new(),
        title: "All".to_owned(),
        unit: String::new(),
        scale: None,
        scores: scores.clone(),
    };
    vec![
        groups("By series", "Series", answer.by_series.iter().chain([&all])),
        groups("By months ahead", "Month forecast", answer.by_months_ahead.iter()),
        months(answer),
    ]
}

/// Scores by something.
fn groups<'a>(title: &str, head: &str, rows: impl Iterator<Item = &'a GroupScores>) -> Table {
    let columns = [
        head,
        "Mean month#",
        "Forecasts#",
        "Score (CRPS), share of a mean month#",
        "50 % band held#",
        "80 % band held#",
        "95 % band held#",
        "Skill against the last value#",
        "Skill against the value a year before#",
    ];
    let mut table = Table::new(title, &columns)
        .noting("Errors are shares of the mean month of a series.")
        .giving_way([1, 4, 2, 6])
        .on_terminal("pooled.csv", usize::MAX);
    for row in rows {
        let scores = &row.scores;
        let scale = |scale: f64| number(format!("{} {}", whole(scale), row.unit), scale);
        let mut cells = vec![
            words(&row.title),
            row.scale.map_or_else(|| words("–"), scale),
            number(scores.forecasts.to_string(), scores.forecasts as f64),
            number(of_a_month(scores.crps), scores.crps),
        ];
        cells.extend(scores.coverage.iter().map(|c| number(held(c, scores.forecasts), c.share)));
        let skill = |skill: Option<f64>| skill.map_or_else(|| number("–", f64::MIN), |x| number(signed(x), x));
        cells.extend(scores.rivals.iter().map(|rival| skill(rival.skill)));
        table.row("", cells);
    }
    table
}

fn months(answer: &PooledAnswer) -> Table {
    let columns =
        ["Series", "Forecast as of", "Month", "Median#", "80 % band#", "Came#", "Score (CRPS), share of a mean month#"];
    let mut table = Table::new("Every forecast that was scored", &columns);
    for (series, group) in answer.series.iter().filter_map(|series| {
        let group = answer.by_series.iter().find(|group| group.name == series.scenario.name)?;
        Some((series, group))
    }) {
        let scale = group.scale.unwrap_or(1.0);
        for forecast in &series.forecasts {
            for m in &forecast.months {
                let Some((came, scored)) = m.came.zip(m.scored) else { continue };
                let [_, band, _] = m.bands;
                table.row(
                    "",
                    vec![
                        words(&series.scenario.title),
                        words(date(forecast.as_of)),
                        words(month(m.month)),
                        number(format!("{} {}", whole(m.median), series.unit), m.median),
                        number(format!("{}–{}", whole(band.low), whole(band.high)), band.high - band.low),
                        number(whole(came), came),
                        number(of_a_month(scored.crps / scale), scored.crps / scale),
                    ],
                );
            }
        }
    }
    table
}

fn dates(answer: &PooledAnswer) -> Table {
    let mut table =
        Table::new("What was forecast when", &["Series", "Observed", "Dates#", "From", "To", "Months known today#"])
            .giving_way([1, 5])
            .on_terminal("forecasts.csv", usize::MAX);
    for series in &answer.series {
        let end = |forecast: Option<&crate::experiment::Forecast>| forecast.map_or("–".to_owned(), |f| date(f.as_of));
        table.row(
            "",
            vec![
                words(&series.scenario.title),
                words(&series.series),
                number(series.forecasts.len().to_string(), series.forecasts.len() as f64),
                words(end(series.forecasts.first())),
                words(end(series.forecasts.last())),
                number(series.seen.len().to_string(), series.seen.len() as f64),
            ],
        );
    }
    table
}

fn reading() -> Vec<String> {
    vec![
        "A forecast uses what was known on its date and nothing else: events that had been announced, and months that \
         had been published."
            .to_owned(),
        "Score: fair continuous ranked probability score (CRPS) over the mean month of the series; 0 is perfect. Skill: \
         1 − mean score / mean score of a naive forecast that has the spread of its own errors by then, on the same months \
         and dates."
            .to_owned(),
        "Of right forecasts a band of 80 % holds four in five, and what came falls into each tenth of the forecast about \
         as often."
            .to_owned(),
        "No program can check whether the scenarios themselves were written without knowing what came."
            .to_owned(),
    ]
}
