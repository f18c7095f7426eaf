//! A stress test on a terminal: which failure hurts most, how long each line survives, which freeze stops it.

use std::fmt::Write as _;

use comfy_table::Cell;

use super::super::columns::{Column, GAP, Layout, bold, grid, paragraph, shortened};
use super::super::words::{
    amount_of, amount_with_interval, counted, date, days_so_far, length_between, share, thousands,
};
use super::{title, worst};
use crate::experiment::{Between, BoundedSpread, Exposure, FailureAnswer, FreezeSeries, Spread, StressAnswer};

/// From this width on, ranges stand beside medians.
const MIDDLE: u16 = 90;

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

/// "45 (38–61)".
fn days(spread: Option<&Spread>, layout: Layout) -> String {
    spread.map_or("–".to_owned(), |s| {
        if layout.width < MIDDLE || (s.p95 - s.p05).abs() < 0.5 {
            format!("{:.0}", s.median)
        } else {
            format!("{:.0} ({:.0}–{:.0})", s.median, s.p05, s.p95)
        }
    })
}

/// "26 (13–≥ 88)".
fn recovers(spread: Option<&BoundedSpread>, layout: Layout) -> String {
    spread.map_or("–".to_owned(), |s| {
        if layout.width < MIDDLE || s.p05 == s.p95 {
            days_so_far(&s.median)
        } else {
            format!("{} ({}–{})", days_so_far(&s.median), days_so_far(&s.p05), days_so_far(&s.p95))
        }
    })
}

fn typical(days: Option<u32>, recovered: bool) -> String {
    days.map_or("–".to_owned(), |days| if recovered { days.to_string() } else { format!("≥ {days}") })
}

fn ranking(text: &mut String, answer: &StressAnswer, layout: Layout) {
    let each = || answer.failures.iter();
    let hit = |failure: &FailureAnswer| match worst(failure).filter(|line| line.stopped.trials > 0) {
        Some(line) => format!("{}, in {}", title(answer, &line.site), share(line.stopped.share)),
        None => "no line is stopped".to_owned(),
    };
    let name = |failure: &FailureAnswer| format!("{}\n  {}", failure.title, hit(failure));
    let of_worst = |failure: &FailureAnswer, of: &dyn Fn(&Exposure) -> String| {
        Cell::new(worst(failure).map_or("–".to_owned(), of))
    };
    let mut columns = vec![
        Column::new("Failure\n  line hit worst, in so many trials", false, each().map(|f| Cell::new(name(f)))),
        Column::new(
            &format!("Loss,\n{}", answer.scenario.currency),
            true,
            each().map(|f| {
                Cell::new(if layout.width < MIDDLE { amount_of(f.loss.value) } else { amount_with_interval(&f.loss) })
            }),
        ),
        Column::new(
            "Survives,\ndays",
            true,
            each().map(|f| of_worst(f, &|line| days(line.survives_days.as_ref(), layout))),
        ),
        Column::new(
            "Recovers\nin, days",
            true,
            each().map(|f| of_worst(f, &|line| recovers(line.recovers_days.as_ref(), layout))),
        ),
    ];
    if layout.width >= MIDDLE {
        let left = (answer.scenario.end - answer.run.failed).get_days() + 1;
        let survives = |f: &FailureAnswer| {
            of_worst(f, &|line| line.typical.survives_days.map_or(format!("> {left}"), |days| days.to_string()))
        };
        let back = |f: &FailureAnswer| of_worst(f, &|line| typical(line.typical.recovers_days, line.typical.recovered));
        columns.push(Column::new("Typical:\nloss", true, each().map(|f| Cell::new(amount_of(f.typical_loss)))));
        columns.push(Column::new("survives", true, each().map(survives)));
        columns.push(Column::new("recovers", true, each().map(back)));
    }
    text.push('\n');
    paragraph(text, "Single failures by loss of all lines, more than without them", layout);
    let _ = write!(text, "{}\n\n", grid(&columns, GAP, layout));
    for failure in each().filter(|failure| !failure.also.is_empty()) {
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
         the end; median and, in brackets, nine in ten of the trials in which it is stopped. Typical: one course without randomness, everything at \
         its median.",
        counted(u64::from(answer.run.settled_days), "day")
    );
    paragraph(text, &words, layout);
}

/// For each line the failure that costs it most.
fn lines(text: &mut String, answer: &StressAnswer, layout: Layout) {
    let rows: Vec<(usize, &FailureAnswer)> = (0..answer.lines.len())
        .filter_map(|line| {
            let costs = |failure: &&FailureAnswer| failure.lines[line].stopped.trials > 0;
            let most = answer.failures.iter().filter(costs);
            let most = most.max_by(|a, b| a.lines[line].loss.value.total_cmp(&b.lines[line].loss.value))?;
            Some((line, most))
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    let hurt = usize::from(layout.width).saturating_sub(54).clamp(10, 34);
    let each = || rows.iter().map(|(line, failure)| (*line, *failure, &failure.lines[*line]));
    let columns = [
        Column::new("Line", false, each().map(|(line, ..)| Cell::new(&answer.lines[line].title))),
        Column::new("Hurt most by", false, each().map(|(_, failure, _)| Cell::new(shortened(&failure.title, hurt)))),
        Column::new("Stopped\nin", true, each().map(|(.., hit)| Cell::new(share(hit.stopped.share)))),
        Column::new(
            "Survives,\ndays",
            true,
            each().map(|(.., hit)| Cell::new(days(hit.survives_days.as_ref(), layout))),
        ),
        Column::new(
            "Recovers\nin, days",
            true,
            each().map(|(.., hit)| Cell::new(recovers(hit.recovers_days.as_ref(), layout))),
        ),
        Column::new(
            &format!("Loss,\n{}", answer.scenario.currency),
            true,
            each().map(|(.., hit)| Cell::new(amount_of(hit.loss.value))),
        ),
    ];
    let _ = write!(text, "\nWhat hurts each line most\n{}\n", grid(&columns, GAP, layout));
}

/// The shortest freeze of an authority that stops each line.
fn freezes(text: &mut String, answer: &StressAnswer, series: &FreezeSeries, layout: Layout) {
    let (shortest, longest) = answer.run.freeze_days;
    let each = || series.shortest.iter();
    let days = |days: &Between<u32>| Cell::new(length_between(days));
    let last = series.sampled.last();
    let stopped =
        |line: usize| last.and_then(|last| last.stopped.get(line)).map_or("–".to_owned(), |s| share(s.share));
    let columns = [
        Column::new("Line", false, each().map(|row| Cell::new(title(answer, &row.site)))),
        Column::new("Deterministic run,\ndays", true, each().map(|row| days(&row.typical_days))),
        Column::new("Half of the\nfutures, days", true, each().map(|row| days(&row.half_of_trials_days))),
        Column::new(
            &format!("Stopped by\n{longest} days, in"),
            true,
            (0..series.shortest.len()).map(|l| Cell::new(stopped(l))),
        ),
    ];
    let heading =
        format!("Shortest licence freeze of {} that stops a line, from {} on", series.title, date(answer.run.failed));
    text.push('\n');
    paragraph(text, &heading, layout);
    let _ = write!(text, "{}\n\n", grid(&columns, GAP, layout));
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
