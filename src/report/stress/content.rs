//! The page of a stress test: which single failure hurts most, and how long each line survives.

use super::super::content::{Chooser, Content, Figure, figure};
use super::super::shown::Table;
use super::super::words::{
    amount_of, amount_with_interval, chance, counted, date, horizon, length_between, money, share,
};
use super::{costliest, rows, title, worst};
use crate::experiment::{FreezeSeries, StressAnswer};

/// The words and tables of a stress test.
pub(crate) fn content(answer: &StressAnswer) -> Content {
    let (scenario, run) = (&answer.scenario, &answer.run);
    let choices = answer.lines.iter().map(|line| (line.title.clone(), line.sector.clone())).collect();
    Content {
        kind: "Stress test",
        title: format!("{}: single failures of {}", scenario.title, counted(u64::from(run.days), "day")),
        scenario: scenario.title.clone(),
        basis: format!(
            "Each thing fails on {} and is restored on {}; {}; {}; seed {}",
            date(run.failed),
            date(run.restored),
            horizon(scenario),
            counted(run.trials, "trial"),
            run.seed
        ),
        answers: answers(answer),
        figures: figures(answer),
        chooser: Chooser::new("Line", "Sector", choices),
        tables: vec![rows::shown(answer), rows::hurts_most(answer), rows::by_line(answer)],
        drivers: drivers(answer),
        driver_tables: freezes(answer),
        notes: vec![
            "One supplier, lane, country or authority after the other is taken out, on the same trials as without the \
             failure: the numbers are the difference that it makes."
                .to_owned(),
            format!(
                "Survives: days from the failure to the first halt that it causes. Recovers: days from the restoration \
                 until the line runs for {} without another such halt, ≥ where it is halted to the end. Both: median and, in brackets, nine in ten of \
                 the trials in which the line is stopped.",
                counted(u64::from(run.settled_days), "day")
            ),
            "Loss: mean over trials with its 95 % interval. Deterministic run: one course without randomness, everything at \
             its median."
                .to_owned(),
        ],
        ..Content::default()
    }
}

fn answers(answer: &StressAnswer) -> Vec<String> {
    let currency = &answer.scenario.currency;
    let mut said = Vec::new();
    match costliest(answer) {
        Some(first) => {
            let line = worst(first).map_or(String::new(), |line| {
                let survives = line.survives_days;
                let survives = survives.map_or(String::new(), |s| format!(" after {:.0} days (median)", s.median));
                format!(" It stops {} in {} of trials{survives}.", title(answer, &line.site), share(line.stopped.share))
            });
            said.push(format!(
                "What hurts most: {}, which costs {currency}\u{a0}{} more than without it.{line}",
                first.title,
                amount_with_interval(&first.loss).in_words()
            ));
        }
        None => said.push("No single failure costs anything.".to_owned()),
    }
    let harmless = answer.failures.iter().filter(|failure| worst(failure).is_none()).count();
    if harmless > 0 {
        said.push(format!("{harmless} of {} failures stop no line in any trial.", answer.failures.len()));
    }
    for series in &answer.freezes {
        let parts: Vec<String> = series
            .shortest
            .iter()
            .filter(|line| line.half_of_trials_days.at_most.is_some())
            .map(|line| format!("{} {} days", title(answer, &line.site), length_between(&line.half_of_trials_days)))
            .collect();
        if !parts.is_empty() {
            said.push(format!(
                "Shortest freeze by {} that stops a line in at least half of the trials, by the lengths tried: {}.",
                series.title,
                parts.join("; ")
            ));
        }
    }
    said
}

fn figures(answer: &StressAnswer) -> Vec<Figure> {
    let currency = &answer.scenario.currency;
    let mut shown = Vec::new();
    if let Some(first) = costliest(answer) {
        shown.push(figure(
            money(first.loss.value, currency),
            format!("nine in ten trials: {} to {}", amount_of(first.loss_range.p05), amount_of(first.loss_range.p95)),
            format!("mean loss that the worst failure adds: {}", first.title),
        ));
    }
    let shortest = answer
        .failures
        .iter()
        .flat_map(|failure| failure.lines.iter().map(move |line| (failure, line)))
        .filter_map(|(failure, line)| Some((failure, line, line.survives_days?)))
        .filter(|(_, line, _)| line.stopped.share >= 0.05)
        .min_by(|a, b| a.2.median.total_cmp(&b.2.median));
    if let Some((failure, line, spread)) = shortest {
        shown.push(figure(
            format!("{:.0} days", spread.median),
            format!("nine in ten trials: {:.0} to {:.0}", spread.p05, spread.p95),
            format!("shortest time to a halt: {}, by {}", title(answer, &line.site), failure.title),
        ));
    }
    let stops = answer.failures.iter().filter(|failure| worst(failure).is_some()).count();
    shown.push(figure(format!("{stops} of {}", answer.failures.len()), "", "failures that stop a line in some trial"));
    shown
}

fn drivers(answer: &StressAnswer) -> Vec<String> {
    let mut said: Vec<String> = answer
        .failures
        .iter()
        .filter(|failure| !failure.also.is_empty())
        .map(|failure| format!("The same as {}: {}.", failure.title, failure.also.join("; ")))
        .collect();
    let halts: Vec<String> = answer
        .undisturbed
        .iter()
        .filter(|line| line.halt.trials > 0 || line.typical_first_halt.is_some())
        .map(|line| {
            let from = line.typical_first_halt;
            let typical = from.map_or(String::new(), |day| format!(", in the deterministic run from {}", date(day)));
            format!("{} in {}{typical}", title(answer, &line.site), chance(&line.halt))
        })
        .collect();
    if !halts.is_empty() {
        said.push(format!(
            "Without any failure, lines halt at some time from {} on in a share of trials: {}. Only days on which a line \
             would have run without the failure count as its doing.",
            date(answer.run.failed),
            halts.join("; ")
        ));
    }
    said
}

fn freezes(answer: &StressAnswer) -> Vec<Table> {
    answer
        .freezes
        .iter()
        .map(|series| {
            rows::shortest_shown(answer, series).noting(&tried(answer, series)).on_terminal("freezes.csv", usize::MAX)
        })
        .collect()
}

/// Which lengths of a freeze were tried.
fn tried(answer: &StressAnswer, series: &FreezeSeries) -> String {
    let (shortest, longest) = answer.run.freeze_days;
    let every = if shortest == longest {
        format!("One length was tried, {}", counted(u64::from(longest), "day"))
    } else {
        let tried: Vec<String> = series.sampled.iter().map(|sampled| sampled.days.to_string()).collect();
        format!(
            "Every length from {shortest} to {longest} days was tried in the deterministic run; over trials: {}, and the \
             shortest that stops a line lies between two of them",
            tried.join(", ")
        )
    };
    format!("{every}. --freeze-days sets other lengths.")
}
