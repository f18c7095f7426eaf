//! The page of a stress test: which single failure hurts most, and how long each line survives.

use super::super::content::{Chooser, Content, Figure, figure};
use super::super::shown::{Said, Table, Told, number, words};
use super::super::words::{
    amount_of, amount_with_interval, chance, counted, date, days_so_far, horizon, length_between, money, share,
};
use super::{rows, title, worst};
use crate::experiment::{
    Between, BoundedSpread, Exposure, FailureAnswer, FreezeSeries, LineFacts, Spread, StressAnswer,
};

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
        tables: [Some(rows::shown(answer)), hurts_most(answer), Some(lines(answer))].into_iter().flatten().collect(),
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

/// "45 (38–61)".
pub(super) fn days(spread: Option<&Spread>) -> Told {
    spread.map_or_else(
        || number("–", f64::MAX),
        |s| {
            let known = (s.p95 - s.p05).abs() < 0.5;
            let range = if known { String::new() } else { format!("{:.0}–{:.0}", s.p05, s.p95) };
            number(Said::with(format!("{:.0}", s.median), range), s.median)
        },
    )
}

/// "26 (13–≥ 88)".
pub(super) fn recovers(spread: Option<&BoundedSpread>) -> Told {
    spread.map_or_else(
        || number("–", f64::MAX),
        |s| {
            let [low, median, high] = [s.p05, s.median, s.p95].map(|days| days_so_far(&days));
            let range = if s.p05 == s.p95 { String::new() } else { format!("{low}–{high}") };
            number(Said::with(median, range), f64::from(s.median.at_least))
        },
    )
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
                amount_with_interval(&first.loss).in_words()
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

fn lines(answer: &StressAnswer) -> Table {
    let rows = answer.lines.iter().enumerate().flat_map(|(at, facts)| {
        answer.failures.iter().filter_map(move |failure| Some((facts, failure, failure.lines.get(at)?)))
    });
    hits(answer, "What each failure does to each line", rows.filter(|(.., line)| line.stopped.share >= 0.01))
        .noting("Lines that are stopped in at least one trial in a hundred.")
}

/// For each line the failure that costs it most.
fn hurts_most(answer: &StressAnswer) -> Option<Table> {
    let most = |at: usize| {
        let hits = answer.failures.iter().filter_map(|failure| Some((failure, failure.lines.get(at)?)));
        let hits = hits.filter(|(_, line)| line.stopped.trials > 0);
        hits.max_by(|a, b| a.1.loss.value.total_cmp(&b.1.loss.value))
    };
    let rows = answer.lines.iter().enumerate().filter_map(|(at, facts)| {
        let (failure, line) = most(at)?;
        Some((facts, failure, line))
    });
    let table = hits(answer, "What hurts each line most", rows).on_terminal("stress.csv", usize::MAX);
    (!table.rows.is_empty()).then_some(table)
}

/// What failures do to lines.
fn hits<'a>(
    answer: &StressAnswer,
    title: &str,
    rows: impl Iterator<Item = (&'a LineFacts, &'a FailureAnswer, &'a Exposure)>,
) -> Table {
    let loss = format!("Its loss, {} (95 %)#", answer.scenario.currency);
    let mut table = Table::new(
        title,
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
    .giving_way([5, 6, 4, 3]);
    for (facts, failure, line) in rows {
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
        .map(|series| shortest(answer, series).noting(&tried(answer, series)).on_terminal("freezes.csv", usize::MAX))
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

/// The shortest freeze of an authority that stops each line.
fn shortest(answer: &StressAnswer, series: &FreezeSeries) -> Table {
    let since = date(answer.run.failed);
    let title_of_all = format!("Shortest licence freeze of {} that stops a line, from {since} on", series.title);
    let last = format!("Stopped by {} days, in#", answer.run.freeze_days.1);
    let mut table =
        Table::new(&title_of_all, &["Line", "In the deterministic run, days#", "In half of the trials, days#", &last]);
    let shown = |days: &Between<u32>| number(length_between(days), days.at_most.map_or(f64::MAX, f64::from));
    for (at, line) in series.shortest.iter().enumerate() {
        let name = title(answer, &line.site);
        let stopped = series.sampled.last().and_then(|last| last.stopped.get(at));
        let stopped = stopped.map_or_else(|| number("–", 0.0), |chance| number(share(chance.share), chance.share));
        table.row(name, vec![words(name), shown(&line.typical_days), shown(&line.half_of_trials_days), stopped]);
    }
    table
}
