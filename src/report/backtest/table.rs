//! A backtest on a terminal.

use super::super::columns::{Layout, bold, paragraph};
use super::super::words::{counted, date, month, percent_points, share, whole};
use super::page;
use crate::experiment::{BacktestAnswer, Coverage, Forecast, Scores, Skill};

/// The backtest as text.
#[must_use]
pub(crate) fn render(answer: &BacktestAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let (scenario, run) = (&answer.scenario, &answer.run);
    paragraph(&mut text, &bold(&scenario.title, layout), layout);
    let words = format!(
        "{}, {} a month; {}, seed\u{a0}{}. A month is taken as known from day {} of the next one.",
        answer.series,
        answer.unit,
        counted(run.trials, "trial"),
        run.seed,
        answer.published_day
    );
    paragraph(&mut text, &words, layout);
    for forecast in &answer.forecasts {
        one(&mut text, answer, forecast, layout);
    }
    text.push('\n');
    if let Some(scores) = &answer.scores {
        summary(&mut text, answer, scores, layout);
    } else {
        let latest = answer.seen.last().map_or("none".to_owned(), |(at, _)| month(*at));
        let words = format!(
            "Nothing can be scored yet: no forecast month has been observed (latest observed month: {latest}). Run \
             it again with the months that come."
        );
        paragraph(&mut text, &words, layout);
    }
    text
}

fn one(text: &mut String, answer: &BacktestAnswer, forecast: &Forecast, layout: Layout) {
    text.push('\n');
    let latest = forecast.latest_published.map_or_else(
        || "no month had been published".to_owned(),
        |at| format!("{} was the latest month published", month(at)),
    );
    let head = format!("As of {}: {latest}", date(forecast.as_of));
    paragraph(text, &bold(&head, layout), layout);
    page::months(answer, std::slice::from_ref(forecast), "").without(&[0]).draw(
        text,
        usize::MAX,
        "backtest.csv",
        layout,
    );
    let trials = forecast.effective_trials;
    let words = match forecast.months_compared {
        0 => "No published month could be held against the trials: they are not weighted.".to_owned(),
        n => format!(
            "Weighted with {}; the trials tell as much as {} equally weighted ones.",
            counted(n as u64, "published month"),
            whole(trials)
        ),
    };
    paragraph(text, &words, layout);
    if forecast.evidence < 1.0 {
        let words = format!(
            "To leave that many, the months count with {} of their weight: the bands are wider than they need be. More \
             --trials give them more.",
            share(forecast.evidence)
        );
        paragraph(text, &words, layout);
    }
    if !forecast.unknown_events.is_empty() {
        let names: Vec<String> =
            forecast.unknown_events.iter().map(|e| format!("{} ({})", e.title, date(e.date))).collect();
        paragraph(text, &format!("Left out, not known by then: {}.", names.join("; ")), layout);
    }
    for line in forecast.lines.iter().filter(|line| line.halted_before + line.first_halt_ahead > 0.0) {
        let words = format!(
            "{}: first halt in the months ahead with a chance of {} (before: {}).",
            line.title,
            share(line.first_halt_ahead),
            share(line.halted_before)
        );
        paragraph(text, &words, layout);
    }
}

fn summary(text: &mut String, answer: &BacktestAnswer, scores: &Scores, layout: Layout) {
    let n = scores.forecasts;
    let which = if answer.forecasts.len() > 1 {
        format!("{} of {}", counted(n as u64, "forecast"), counted(scores.months as u64, "different month"))
    } else {
        counted(n as u64, "month")
    };
    let unit = &answer.unit;
    let words = format!(
        "Scored: {which}. Mean score (fair CRPS) {} {unit}; the median was {} {unit} off on average.",
        whole(scores.mean_crps),
        whole(scores.mean_median_error)
    );
    paragraph(text, &words, layout);
    let band = |c: &Coverage| {
        format!(
            "the {} band held {} of {n} ({}–{})",
            share(c.band),
            c.held,
            percent_points(c.low),
            percent_points(c.high)
        )
    };
    let bands: Vec<String> = scores.coverage.iter().map(band).collect();
    paragraph(text, &format!("Coverage (95 % interval of the share, in per cent): {}.", bands.join("; ")), layout);
    let against = |name: &str, skill: Option<Skill>| match skill {
        Some(s) => {
            let of = if s.forecasts < n { format!(" ({} of {n})", s.forecasts) } else { String::new() };
            let sign = if s.skill < 0.0 { "−" } else { "+" };
            format!("{sign}{} against {name}{of}", share(s.skill.abs()))
        }
        None => format!("not known against {name}"),
    };
    let words = format!(
        "Skill (above 0 is better, 100 % is perfect): {}; {}.",
        against("the latest published value", scores.skill_last_value),
        against("the value a year before", scores.skill_seasonal)
    );
    paragraph(text, &words, layout);
    paragraph(text, &power(scores), layout);
}

/// What so few months can decide.
fn power(scores: &Scores) -> String {
    let Some(c) = scores.coverage.iter().find(|c| (c.band - 0.8).abs() < 1e-9) else { return String::new() };
    format!(
        "What this decides: with {}, an 80\u{a0}% band that truly holds anything from {} to {} per cent would look like \
         this.{}",
        counted(scores.forecasts as u64, "forecast"),
        percent_points(c.low),
        percent_points(c.high),
        if scores.months < scores.forecasts {
            " Forecasts of one month from several dates go wrong together, so that it is even less."
        } else {
            ""
        }
    )
}
