//! A stress test on a terminal: which failure hurts most, how long each line survives, which freeze stops it.

use super::super::columns::{Layout, bold, paragraph};
use super::super::words::{amount_of, counted, date, share, thousands};
use super::{page, rows, title};
use crate::experiment::{FreezeSeries, StressAnswer};

/// The stress test as text.
#[must_use]
pub(crate) fn render(answer: &StressAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let run = &answer.run;
    paragraph(&mut text, &bold(&answer.scenario.title, layout), layout);
    let words = format!(
        "Each thing fails on {} and is restored on {} ({}); {} to {} ({}), {} trials, seed\u{a0}{}",
        date(run.failed),
        date(run.restored),
        counted(u64::from(run.days), "day"),
        date(answer.scenario.start),
        date(answer.scenario.end),
        counted(u64::from(answer.scenario.horizon_days), "day"),
        thousands(run.trials),
        run.seed
    );
    paragraph(&mut text, &words, layout);
    ranking(&mut text, answer, layout);
    lines(&mut text, answer, layout);
    answer.freezes.iter().for_each(|series| freezes(&mut text, answer, series, layout));
    undisturbed(&mut text, answer, layout);
    text
}

fn ranking(text: &mut String, answer: &StressAnswer, layout: Layout) {
    rows::shown(answer).draw(text, usize::MAX, "stress.csv", layout);
    text.push('\n');
    for failure in answer.failures.iter().filter(|failure| !failure.also.is_empty()) {
        paragraph(text, &format!("The same as {}: {}.", failure.title, failure.also.join("; ")), layout);
    }
    if let Some(first) = answer.failures.first().filter(|failure| failure.loss.value > 0.0) {
        let words = format!(
            "What hurts most: {} ({} {} on average).",
            first.title,
            answer.scenario.currency,
            amount_of(first.loss.value)
        );
        paragraph(text, &words, layout);
    }
    let words = format!(
        "Loss: mean over trials with its 95 % interval. Survives: days from the failure to the first halt that it \
         causes; recovers: days from the restoration until the line runs for {} without another, ≥ where it is halted to \
         the end; median and, in brackets, nine in ten of the trials in which it is stopped. Deterministic run: \
         one course without randomness, everything at its median.",
        counted(u64::from(answer.run.settled_days), "day")
    );
    paragraph(text, &words, layout);
}

/// For each line the failure that costs it most.
fn lines(text: &mut String, answer: &StressAnswer, layout: Layout) {
    let most = |at: usize| {
        let hits = answer.failures.iter().filter_map(|failure| Some((failure, failure.lines.get(at)?)));
        let hits = hits.filter(|(_, line)| line.stopped.trials > 0);
        hits.max_by(|a, b| a.1.loss.value.total_cmp(&b.1.loss.value))
    };
    let rows: Vec<_> = (0..answer.lines.len()).filter_map(|at| Some((&answer.lines[at], most(at)?))).collect();
    if rows.is_empty() {
        return;
    }
    let rows = rows.into_iter().map(|(facts, (failure, line))| (facts, failure, line));
    page::hits(answer, "What hurts each line most", rows).draw(text, usize::MAX, "stress.csv", layout);
}

/// The shortest freeze of an authority that stops each line.
fn freezes(text: &mut String, answer: &StressAnswer, series: &FreezeSeries, layout: Layout) {
    let (shortest, longest) = answer.run.freeze_days;
    page::shortest(answer, series).draw(text, usize::MAX, "freezes.csv", layout);
    text.push('\n');
    let tried: Vec<String> = series.sampled.iter().map(|sampled| sampled.days.to_string()).collect();
    let every = if shortest == longest {
        format!("One length was tried, {}", counted(u64::from(longest), "day"))
    } else {
        format!(
            "Every length from {shortest} to {longest} days was tried in the deterministic run; over trials: {}, and the \
             shortest that stops a line lies between two of them",
            tried.join(", ")
        )
    };
    let words = format!("{every}. Of shorter and longer freezes --freeze-days tells.");
    paragraph(text, &words, layout);
}

/// Lines that halt without any failure: what they survive is told relative to that.
fn undisturbed(text: &mut String, answer: &StressAnswer, layout: Layout) {
    let rows = answer.undisturbed.iter().filter(|row| row.halt.trials > 0 || row.typical_first_halt.is_some());
    let words: Vec<String> = rows
        .map(|row| {
            let typical = row
                .typical_first_halt
                .map_or(String::new(), |day| format!(", in the deterministic run from {}", date(day)));
            format!("{} in {}{typical}", title(answer, &row.site), share(row.halt.share))
        })
        .collect();
    if !words.is_empty() {
        let words = format!(
            "Lines that halt at some time from {} on without any failure, in so many trials: {}. Only days on which a \
             line would have run without the failure count as its doing.",
            date(answer.run.failed),
            words.join("; ")
        );
        text.push('\n');
        paragraph(text, &words, layout);
    }
}
