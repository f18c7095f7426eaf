//! The page of a stress test: which single failure hurts most, and how long each line survives.

use super::super::stress::{title, worst};
use super::super::words::{
    amount_of, amount_with_interval, chance, counted, date, days_so_far, length_between, money, share, thousands,
};
use super::content::{Chooser, Content, Figure, Table, figure, number, words};
use crate::experiment::{Between, BoundedSpread, Exposure, FailureAnswer, FailureKind, Spread, StressAnswer};

/// The words and tables of a stress test.
pub(crate) fn content(answer: &StressAnswer) -> Content {
    let (scenario, run) = (&answer.scenario, &answer.run);
    let choices = answer.lines.iter().map(|line| (line.title.clone(), line.sector.clone())).collect();
    Content {
        kind: "Stress test",
        title: format!("{}: single failures of {}", scenario.title, counted(u64::from(run.days), "day")),
        scenario: scenario.title.clone(),
        basis: format!(
            "Each thing fails on {} and is restored on {}; {} to {} ({}); {}; seed {}",
            date(run.failed),
            date(run.restored),
            date(scenario.start),
            date(scenario.end),
            counted(u64::from(scenario.horizon_days), "day"),
            counted(run.trials, "trial"),
            run.seed
        ),
        answers: answers(answer),
        figures: figures(answer),
        chooser: Chooser::new("Line", "Sector", choices),
        tables: vec![failures(answer), lines(answer)],
        drivers: drivers(answer),
        driver_tables: freezes(answer),
        board: None,
        reading: vec![
            "One supplier, lane, country or authority after the other is taken out, on the same trials as without the \
             failure: what is told is the difference that it makes."
                .to_owned(),
            format!(
                "Survives: days from the failure to the first halt that it causes. Recovers: days from the restoration \
                 until the line runs for {} without another such halt, ≥ where it is halted to the end. Both: median and, in brackets, nine in ten of \
                 the trials in which the line is stopped.",
                counted(u64::from(run.settled_days), "day")
            ),
            "Deterministic run: one course without randomness, everything at its median.".to_owned(),
        ],
    }
}

/// "45 (38–61)".
fn days(spread: Option<&Spread>) -> (String, Option<f64>) {
    spread.map_or_else(
        || number("–", f64::MAX),
        |s| {
            let text = if (s.p95 - s.p05).abs() < 0.5 {
                format!("{:.0}", s.median)
            } else {
                format!("{:.0} ({:.0}–{:.0})", s.median, s.p05, s.p95)
            };
            number(text, s.median)
        },
    )
}

/// "26 (13–≥ 88)".
fn recovers(spread: Option<&BoundedSpread>) -> (String, Option<f64>) {
    spread.map_or_else(
        || number("–", f64::MAX),
        |s| {
            let median = days_so_far(&s.median);
            let text = if s.p05 == s.p95 {
                median
            } else {
                format!("{median} ({}–{})", days_so_far(&s.p05), days_so_far(&s.p95))
            };
            number(text, f64::from(s.median.at_least))
        },
    )
}

fn kind(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Supplier => "supplier",
        FailureKind::Material => "all suppliers of a material",
        FailureKind::Country => "all suppliers in a country",
        FailureKind::Embargo => "embargo",
        FailureKind::Freeze => "licence freeze",
        FailureKind::Lane => "lane",
    }
}

fn hit(failure: &FailureAnswer) -> Option<&Exposure> {
    worst(failure).filter(|line| line.stopped.trials > 0)
}

fn answers(answer: &StressAnswer) -> Vec<String> {
    let currency = &answer.scenario.currency;
    let mut said = Vec::new();
    match answer.failures.first().filter(|failure| failure.loss.value > 0.0) {
        Some(first) => {
            let line = hit(first).map_or(String::new(), |line| {
                let survives = line
                    .survives_days
                    .as_ref()
                    .map_or(String::new(), |s| format!(" after {:.0} days (median)", s.median));
                format!(" It stops {} in {} of trials{survives}.", title(answer, &line.site), share(line.stopped.share))
            });
            said.push(format!(
                "What hurts most: {}, which costs {currency}\u{a0}{} more than without it.{line}",
                first.title,
                amount_with_interval(&first.loss).replacen(" (", " (95\u{a0}% interval ", 1)
            ));
        }
        None => said.push("No single failure costs anything.".to_owned()),
    }
    let harmless = answer.failures.iter().filter(|failure| hit(failure).is_none()).count();
    let all = answer.failures.len();
    if harmless > 0 {
        said.push(format!("{harmless} of {all} failures stop no line in any trial."));
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
    if let Some(first) = answer.failures.first().filter(|failure| failure.loss.value > 0.0) {
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
    let stops = answer.failures.iter().filter(|failure| hit(failure).is_some()).count();
    shown.push(figure(format!("{stops} of {}", answer.failures.len()), "", "failures that stop a line in some trial"));
    shown
}

fn failures(answer: &StressAnswer) -> Table {
    let loss = format!("Loss more than without, {} (95 %)#", answer.scenario.currency);
    let mut table = Table::new(
        "Failures, the costliest first",
        &[
            "What fails",
            "Kind",
            &loss,
            "Line hit worst",
            "Stopped in#",
            "Survives, days#",
            "Recovers in, days#",
            "Loss in the deterministic run#",
        ],
    );
    for failure in &answer.failures {
        let line = hit(failure);
        let site = line.map_or("", |line| title(answer, &line.site));
        table.row(
            site,
            vec![
                words(&failure.title),
                words(kind(failure.kind)),
                number(amount_with_interval(&failure.loss), failure.loss.value),
                words(if site.is_empty() { "none" } else { site }),
                line.map_or_else(|| number("–", 0.0), |line| number(share(line.stopped.share), line.stopped.share)),
                days(line.and_then(|line| line.survives_days.as_ref())),
                recovers(line.and_then(|line| line.recovers_days.as_ref())),
                number(amount_of(failure.typical_loss), failure.typical_loss),
            ],
        );
    }
    table
}

fn lines(answer: &StressAnswer) -> Table {
    let loss = format!("Its loss, {} (95 %)#", answer.scenario.currency);
    let mut table = Table::new(
        "What each failure does to each line",
        &[
            "Line",
            "What fails",
            "Stopped in (95 %)#",
            "Survives, days#",
            "Recovers in, days#",
            "Not recovered by the end#",
            "Halt days more#",
            &loss,
        ],
    )
    .noting("Lines that are stopped in at least one trial in a hundred.");
    for (at, facts) in answer.lines.iter().enumerate() {
        let hits = answer.failures.iter().filter_map(|failure| Some((failure, failure.lines.get(at)?)));
        for (failure, line) in hits.filter(|(_, line)| line.stopped.share >= 0.01) {
            table.row(
                &facts.title,
                vec![
                    words(&facts.title),
                    words(&failure.title),
                    number(chance(&line.stopped), line.stopped.share),
                    days(line.survives_days.as_ref()),
                    recovers(line.recovers_days.as_ref()),
                    number(share(line.not_recovered_share), line.not_recovered_share),
                    number(format!("{:.1}", line.halt_days.value), line.halt_days.value),
                    number(amount_with_interval(&line.loss), line.loss.value),
                ],
            );
        }
    }
    table
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
        .filter(|line| line.halt.trials > 0)
        .map(|line| format!("{} in {}", title(answer, &line.site), chance(&line.halt)))
        .collect();
    if !halts.is_empty() {
        said.push(format!(
            "Without any failure, lines halt from {} on: {} of {} trials. Losses of failures come on top.",
            date(answer.run.failed),
            halts.join("; "),
            thousands(answer.run.trials)
        ));
    }
    said
}

fn freezes(answer: &StressAnswer) -> Vec<Table> {
    let table = |series: &crate::experiment::FreezeSeries| {
        let (first, last) = answer.run.freeze_days;
        let mut table = Table::new(
            &format!("Shortest freeze that stops each line: {}", series.title),
            &["Line", "In the deterministic run, days#", "In half of the trials, days#"],
        )
        .noting(&format!("Freezes of {first} to {last} days were tried."));
        let shown = |days: &Between<u32>| number(length_between(days), days.at_most.map_or(f64::MAX, f64::from));
        for line in &series.shortest {
            let name = title(answer, &line.site);
            table.row(name, vec![words(name), shown(&line.typical_days), shown(&line.half_of_trials_days)]);
        }
        table
    };
    answer.freezes.iter().map(table).collect()
}
