//! A stress test as tables: one row a failure and line, one a freeze and line.

use super::super::data::{Cell, Data, Field, Kind};
use super::super::fields::Fields;
use super::super::shown::{Said, Table, Told, none, number, words};
use super::super::words::{amount_of, date, days_so_far, length_between, share};
use super::{title, worst};
use crate::experiment::{
    Between, BoundedSpread, Exposure, FailureAnswer, FailureKind, FreezeSeries, LineFacts, ShortestFreeze, Spread,
    StressAnswer, TypicalFreeze,
};

/// Place, failure and line.
type Hit<'a> = (usize, &'a FailureAnswer, &'a Exposure);

/// `stress.csv`.
pub(super) fn failures(answer: &StressAnswer) -> Data<'_> {
    let rows = answer.failures.iter().enumerate();
    let rows = rows.flat_map(|(at, failure)| failure.lines.iter().map(move |line| (at, failure, line)));
    hit_columns(answer).table(("stress", "Failures by line"), "What each single failure does to each line", rows)
}

/// What failures do to the line at a place.
fn hits(answer: &StressAnswer, line: usize) -> impl Iterator<Item = Hit<'_>> {
    let failures = answer.failures.iter().enumerate();
    failures.filter_map(move |(at, failure)| Some((at, failure, failure.lines.get(line)?)))
}

/// For each line the failure that costs it most, as people are shown it.
pub(super) fn hurts_most(answer: &StressAnswer) -> Table {
    let most = |line| {
        let stopped = hits(answer, line).filter(|(.., line)| line.stopped.trials > 0);
        stopped.max_by(|a, b| a.2.loss.value.total_cmp(&b.2.loss.value))
    };
    let rows = (0..answer.lines.len()).filter_map(most);
    let columns = hit_columns(answer);
    let table = columns.shown("What hurts each line most", |(.., line)| title(answer, &line.site), rows);
    table.on_terminal("stress.csv", usize::MAX)
}

/// What failures do to lines, line by line, as people are shown it.
pub(super) fn by_line(answer: &StressAnswer) -> Table {
    let rows = (0..answer.lines.len()).flat_map(|line| hits(answer, line));
    let rows = rows.filter(|(.., line)| line.stopped.share >= 0.01);
    hit_columns(answer)
        .shown("What each failure does to each line", |(.., line)| title(answer, &line.site), rows)
        .noting("Lines that are stopped in at least one trial in a hundred.")
}

fn hit_columns(answer: &StressAnswer) -> Fields<'_, Hit<'_>> {
    let currency = answer.scenario.currency.as_str();
    let money = currency.to_lowercase();
    let mut columns = Fields::<Hit>::new();
    columns.show_as("Line", |(.., line)| words(title(answer, &line.site)));
    columns.whole("rank", "", "place by the mean loss of all lines", |(at, ..)| Some(at + 1));
    columns.text("kind", "what kind of thing fails", |(_, failure, _)| failure.kind.name());
    columns.named(["failure", "title"], "key of the thing", |(_, failure, _)| (&failure.key, &failure.title));
    columns.show("What fails");
    columns.words("same_as", "other failures that come to the same", |(_, failure, _)| failure.also.join("; "));
    let about = "key of the line that is hit";
    columns.named(["site", "site_title"], about, |(.., line)| (&line.site, title(answer, &line.site)));
    typical(&mut columns, currency);
    let about = "in which the line is halted on a day on which it would have run without the failure";
    columns.chance("stopped", "share of trials", about, |(.., line)| Some(line.stopped));
    columns.show("Stopped in (95 %)");
    spread(&mut columns, "days_to_survive", "days from the failure to that day, of trials with one", |(.., line)| {
        line.survives_days
    });
    columns.show_as("Survives, days#", |(.., line)| days(line.survives_days)).yields(4);
    let about = "days from the restoration until the line runs without a further such day, of the same trials";
    bounded(&mut columns, "days_to_recover", about, |(.., line)| line.recovers_days);
    columns.show_as("Recovers in, days#", |(.., line)| recovers(line.recovers_days)).yields(3);
    let about = "of these trials, those in which it stands to the end";
    columns.number("not_recovered_share", "share", about, |(.., line)| Some(line.not_recovered_share));
    columns.show("Not recovered by the end").yields(1);
    let about = "more than without the failure, mean over all trials";
    columns.estimate("halt_days", "working days", about, |(.., line)| Some(line.halt_days));
    let more = |days: f64| number(format!("{days:.1}"), days);
    columns.show_as("Halt days more#", move |(.., line)| more(line.halt_days.value)).yields(2);
    columns.estimate(&format!("loss_{money}"), currency, about, |(.., line)| Some(line.loss));
    columns.show(&format!("Its loss, {currency} (95 %)"));
    let (name, about) = (format!("loss_all_lines_{money}"), "the same of all lines together");
    columns.number(&name, currency, about, |(_, failure, _)| Some(failure.loss.value));
    let (name, about) = (format!("typical_loss_all_lines_{money}"), "the same in the deterministic run");
    columns.number(&name, currency, about, |(_, failure, _)| Some(failure.typical_loss));
    columns
}

/// What it does in the deterministic run.
fn typical<'a>(columns: &mut Fields<'a, Hit<'a>>, currency: &str) {
    let about = "days from the failure to the first halt that it causes, in the deterministic run; empty if none";
    columns.whole("typical_days_to_survive", "days", about, |(.., line)| line.typical.survives_days);
    let about = "days from the restoration until the line runs without a further halt, in the deterministic run";
    columns.whole("typical_days_to_recover", "days", about, |(.., line)| line.typical.recovers_days);
    let recovered = Field::new("typical_recovered", Kind::Yes, "", "whether it has recovered by the end");
    columns.add(recovered, |(.., line)| {
        line.typical.survives_days.map_or(Cell::Empty, |_| Cell::Yes(line.typical.recovered))
    });
    let about = "halt days more than without the failure, in the deterministic run";
    columns.whole("typical_halt_days", "working days", about, |(.., line)| Some(line.typical.halt_days));
    let name = format!("typical_loss_{}", currency.to_lowercase());
    let about = "loss more than without the failure, in the deterministic run";
    columns.number(&name, currency, about, |(.., line)| Some(line.typical.loss));
}

/// "45 (38–61)".
fn days(spread: Option<Spread>) -> Told {
    let Some(Spread { p05, median, p95 }) = spread else { return none() };
    let range = if (p95 - p05).abs() < 0.5 { String::new() } else { format!("{p05:.0}–{p95:.0}") };
    number(Said::with(format!("{median:.0}"), range), median)
}

/// "26 (13–≥ 88)".
fn recovers(spread: Option<BoundedSpread>) -> Told {
    let Some(BoundedSpread { p05, median, p95 }) = spread else { return none() };
    let range = if p05 == p95 { String::new() } else { format!("{}–{}", days_so_far(&p05), days_so_far(&p95)) };
    number(Said::with(days_so_far(&median), range), f64::from(median.at_least))
}

/// Takes one of the numbers.
type Pick = fn(Spread) -> f64;

fn spread<'a, T: Copy + 'a>(
    columns: &mut Fields<'a, T>,
    name: &str,
    about: &'static str,
    of: impl Fn(T) -> Option<Spread> + Copy + 'a,
) {
    let ends: [(&str, Pick); 3] = [("p05", |s| s.p05), ("median", |s| s.median), ("p95", |s| s.p95)];
    for (end, pick) in ends {
        columns.number(&format!("{name}_{end}"), "days", about, move |row| of(row).map(pick));
    }
}

/// The same of days that may not be over: at least, and at most.
fn bounded<'a, T: Copy + 'a>(
    columns: &mut Fields<'a, T>,
    name: &str,
    about: &'static str,
    of: impl Fn(T) -> Option<BoundedSpread> + Copy + 'a,
) {
    type Pick = fn(BoundedSpread) -> Between<u32>;
    let ends: [(&str, Pick); 3] = [("p05", |s| s.p05), ("median", |s| s.median), ("p95", |s| s.p95)];
    for (end, pick) in ends {
        columns.whole(&format!("{name}_{end}"), "days", about, move |row| of(row).map(|found| pick(found).at_least));
        let most = "at most so many: empty if the line is halted to the end, and it is only known to take longer";
        columns.whole(&format!("{name}_{end}_at_most"), "days", most, move |row| {
            of(row).and_then(|found| pick(found).at_most)
        });
    }
}

/// `freezes.csv`.
pub(super) fn freezes(answer: &StressAnswer) -> Data<'_> {
    type Frozen<'a> = (&'a FreezeSeries, &'a TypicalFreeze, usize, &'a LineFacts);
    let currency = answer.scenario.currency.as_str();
    let mut columns = Fields::<Frozen>::new();
    let about = "key of the authority that decides nothing";
    columns.named(["authority", "authority_title"], about, |(series, ..)| (&series.authority, &series.title));
    columns.whole("freeze_days", "days", "length of the freeze", |(_, freeze, ..)| Some(freeze.days));
    columns.named(["site", "site_title"], "key of the line", |(.., facts)| (&facts.site, &facts.title));
    let about = "halt days more than without the freeze, in the deterministic run";
    columns
        .whole("typical_halt_days", "working days", about, |(_, freeze, line, _)| freeze.halt_days.get(line).copied());
    let name = format!("typical_loss_{}", currency.to_lowercase());
    columns.number(&name, currency, "loss more than without it, in the deterministic run", |(_, freeze, line, _)| {
        freeze.loss.get(line).copied()
    });
    let about = "in which the line is halted on a day on which it would have run; empty for lengths not played";
    columns.chance("stopped", "share of trials", about, |(series, freeze, line, _)| {
        let sampled = series.sampled.iter().find(|sampled| sampled.days == freeze.days)?;
        sampled.stopped.get(line).copied()
    });
    let rows = answer.freezes.iter().flat_map(|series| {
        series.typical.iter().flat_map(move |freeze| {
            answer.lines.iter().enumerate().map(move |(line, facts)| (series, freeze, line, facts))
        })
    });
    columns.table(("freezes", "Freezes"), "What licence freezes of growing length do to each line", rows)
}

/// An authority, and the shortest freezes that stop the line at a place.
type Shortest<'a> = (&'a FreezeSeries, usize, &'a ShortestFreeze);

fn all_shortest(series: &FreezeSeries) -> impl Iterator<Item = Shortest<'_>> {
    series.shortest.iter().enumerate().map(move |(at, row)| (series, at, row))
}

/// The shortest freezes that stop each line.
pub(super) fn shortest(answer: &StressAnswer) -> Data<'_> {
    let about = "Shortest licence freezes that stop each line";
    let rows = answer.freezes.iter().flat_map(all_shortest);
    shortest_columns(answer).table(("shortest", "Shortest freezes"), about, rows)
}

/// The same of one authority, as people are shown it.
pub(super) fn shortest_shown(answer: &StressAnswer, series: &FreezeSeries) -> Table {
    let since = date(answer.run.failed);
    let heading = format!("Shortest licence freeze of {} that stops a line, from {since} on", series.title);
    shortest_columns(answer).shown(&heading, |(.., row)| title(answer, &row.site), all_shortest(series))
}

fn shortest_columns(answer: &StressAnswer) -> Fields<'_, Shortest<'_>> {
    type Pick = fn(&ShortestFreeze) -> Between<u32>;
    let mut columns = Fields::<Shortest>::new();
    columns.text("Authority", "name of the authority that decides nothing", |(series, ..)| &series.title);
    columns.text("Line", "name of the site", |(.., row)| title(answer, &row.site));
    columns.show("Line");
    let whole: [(&str, &'static str, &str, Pick); 2] = [
        (
            "Deterministic run",
            "shortest freeze that stops the line in the deterministic run: at least",
            "In the deterministic run, days#",
            |row| row.typical_days,
        ),
        (
            "Half of the trials",
            "shortest that stops it in at least half of the trials: at least",
            "In half of the trials, days#",
            |row| row.half_of_trials_days,
        ),
    ];
    for (name, about, heading, pick) in whole {
        columns.whole(&format!("{name}, at least"), "days", about, move |(.., row)| Some(pick(row).at_least));
        let about = "at most; empty if no length tried does";
        columns.whole(&format!("{name}, at most"), "days", about, move |(.., row)| pick(row).at_most);
        let shown = |days: Between<u32>| number(length_between(&days), days.at_most.map_or(f64::MAX, f64::from));
        columns.show_as(heading, move |(.., row)| shown(pick(row)));
    }
    columns.show_as(&format!("Stopped by {} days, in#", answer.run.freeze_days.1), |(series, at, _)| {
        let stopped = series.sampled.last().and_then(|longest| longest.stopped.get(at));
        stopped.map_or_else(|| number("–", 0.0), |chance| number(share(chance.share), chance.share))
    });
    columns
}

/// A failure, with the line that it hits worst if it stops one.
type Failed<'a> = (&'a FailureAnswer, Option<&'a Exposure>);

/// The one with the greatest loss first.
pub(super) fn summary(answer: &StressAnswer) -> Data<'_> {
    failed(answer).table(("summary", "Summary"), "Single failures, the one that costs most first", all_failed(answer))
}

/// The same as people are shown it.
pub(super) fn shown(answer: &StressAnswer) -> Table {
    failed(answer)
        .shown(
            "Single failures, the costliest first",
            |(_, line)| line.map_or("", |line| title(answer, &line.site)),
            all_failed(answer),
        )
        .on_terminal("stress.csv", usize::MAX)
}

fn all_failed(answer: &StressAnswer) -> impl Iterator<Item = Failed<'_>> {
    answer.failures.iter().map(|failure| (failure, worst(failure)))
}

fn failed(answer: &StressAnswer) -> Fields<'_, Failed<'_>> {
    let currency = answer.scenario.currency.as_str();
    let mut columns = Fields::<Failed>::new();
    columns.text("What fails", "name of the thing", |(failure, _)| &failure.title);
    columns.show("What fails");
    columns.text("Kind", "what kind of thing", |(failure, _)| match failure.kind {
        FailureKind::Supplier => "supplier",
        FailureKind::Material => "all suppliers of a material",
        FailureKind::Country => "all suppliers in a country",
        FailureKind::Embargo => "embargo",
        FailureKind::Freeze => "licence freeze",
        FailureKind::Lane => "lane",
    });
    columns.show("Kind").yields(1);
    let about = "of all lines, more than without the failure; mean over trials";
    columns.estimate("Loss", currency, about, |(failure, _)| Some(failure.loss));
    columns.show(&format!("Loss more than without, {currency} (95 %)"));
    columns.number("Loss, P5", currency, "one trial in twenty has less", |(failure, _)| Some(failure.loss_range.p05));
    columns.number("Loss, P95", currency, "one trial in twenty has more", |(failure, _)| Some(failure.loss_range.p95));
    columns.text("Line hit worst", "name of the site", |(_, line)| line.map_or("", |line| title(answer, &line.site)));
    columns.show_as("Line hit worst", |(_, line)| words(line.map_or("none", |line| title(answer, &line.site))));
    let about = "trials in which that line stands on a day on which it would have run";
    columns.chance("Stopped", "share of trials", about, |(_, line)| Some(line?.stopped));
    columns.show("Stopped in (95 %)").yields(3);
    let about = "days from the failure to that day, median of trials with one";
    columns.number("Survives", "days", about, |(_, line)| Some(line?.survives_days?.median));
    columns.show_as("Survives, days#", |(_, line)| days(line.and_then(|line| line.survives_days))).yields(5);
    let about = "days from the restoration until the line runs again for good, median of the same trials";
    columns.whole("Recovers", "days", about, |(_, line)| Some(line?.recovers_days?.median.at_least));
    let about = "at most so many; empty if the line is halted to the end, and it is only known to take longer";
    columns.whole("Recovers, at most", "days", about, |(_, line)| line?.recovers_days?.median.at_most);
    columns.show_as("Recovers in, days#", |(_, line)| recovers(line.and_then(|line| line.recovers_days))).yields(4);
    let loss = |loss: f64| number(amount_of(loss), loss);
    columns.show_as("Loss in the deterministic run#", move |(failure, _)| loss(failure.typical_loss)).yields(2);
    columns
}
