//! A stress test as tables: one row a failure and line, one a freeze and line.

use super::super::data::{Cell, Data, Field, Kind};
use super::super::fields::Fields;
use super::super::shown::{Table, number, words};
use super::super::words::amount_of;
use super::{content, title, worst};
use crate::experiment::{
    Between, BoundedSpread, Exposure, FailureAnswer, FailureKind, FreezeSeries, LineFacts, ShortestFreeze, Spread,
    StressAnswer, TypicalFreeze,
};

/// Place, failure and line.
type Hit<'a> = (usize, &'a FailureAnswer, &'a Exposure);

/// `stress.csv`.
pub(super) fn failures(answer: &StressAnswer) -> Data<'_> {
    let currency = answer.scenario.currency.as_str();
    let money = currency.to_lowercase();
    let mut columns = Fields::<Hit>::new();
    columns.whole("rank", "", "place by the mean loss of all lines", |(at, ..)| i64::try_from(at + 1).ok());
    columns.text("kind", "what kind of thing fails", |(_, failure, _)| failure.kind.name());
    columns.text("failure", "key of the thing", |(_, failure, _)| &failure.key);
    columns.text("title", "its name", |(_, failure, _)| &failure.title);
    let same = Field::new("same_as", Kind::Text, "", "other failures that come to the same");
    columns.add(same, |(_, failure, _)| Cell::text(failure.also.join("; ")));
    columns.text("site", "key of the line that is hit", |(.., line)| &line.site);
    columns.text("site_title", "its name for people", |(.., line)| title(answer, &line.site));
    let about = "days from the failure to the first halt that it causes, in the deterministic run; empty if none";
    columns.whole("typical_days_to_survive", "days", about, |(.., line)| line.typical.survives_days.map(i64::from));
    let about = "days from the restoration until the line runs without a further halt, in the deterministic run";
    columns.whole("typical_days_to_recover", "days", about, |(.., line)| line.typical.recovers_days.map(i64::from));
    let recovered = Field::new("typical_recovered", Kind::Yes, "", "whether it has recovered by the end");
    columns.add(recovered, |(.., line)| {
        line.typical.survives_days.map_or(Cell::Empty, |_| Cell::Yes(line.typical.recovered))
    });
    let about = "halt days more than without the failure, in the deterministic run";
    columns.whole("typical_halt_days", "working days", about, |(.., line)| Some(i64::from(line.typical.halt_days)));
    let about = "loss more than without the failure, in the deterministic run";
    columns.number(&format!("typical_loss_{money}"), currency, about, |(.., line)| Some(line.typical.loss));
    let about = "in which the line is halted on a day on which it would have run without the failure";
    columns.chance("stopped", "share of trials", about, |(.., line)| Some(line.stopped));
    spread(&mut columns, "days_to_survive", "days from the failure to that day, of trials with one", |(.., line)| {
        line.survives_days
    });
    let about = "days from the restoration until the line runs without a further such day, of the same trials";
    bounded(&mut columns, "days_to_recover", about, |(.., line)| line.recovers_days);
    columns.number(
        "not_recovered_share",
        "share",
        "of these trials, those in which it stands to the end",
        |(.., line)| Some(line.not_recovered_share),
    );
    let about = "more than without the failure, mean over all trials";
    columns.estimate("halt_days", "working days", about, |(.., line)| Some(line.halt_days));
    columns.estimate(&format!("loss_{money}"), currency, about, |(.., line)| Some(line.loss));
    columns.number(
        &format!("loss_all_lines_{money}"),
        currency,
        "the same of all lines together",
        |(_, failure, _)| Some(failure.loss.value),
    );
    let about = "the same in the deterministic run";
    columns.number(&format!("typical_loss_all_lines_{money}"), currency, about, |(_, failure, _)| {
        Some(failure.typical_loss)
    });
    let rows = answer.failures.iter().enumerate();
    let rows = rows.flat_map(|(at, failure)| failure.lines.iter().map(move |line| (at, failure, line)));
    columns.table(("stress", "Failures by line"), "What each single failure does to each line", rows)
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
        columns.whole(&format!("{name}_{end}"), "days", about, move |row| {
            of(row).map(|found| i64::from(pick(found).at_least))
        });
        let most = "at most so many: empty if the line is halted to the end, and it is only known to take longer";
        columns.whole(&format!("{name}_{end}_at_most"), "days", most, move |row| {
            of(row).and_then(|found| pick(found).at_most).map(i64::from)
        });
    }
}

/// `freezes.csv`.
pub(super) fn freezes(answer: &StressAnswer) -> Data<'_> {
    type Frozen<'a> = (&'a FreezeSeries, &'a TypicalFreeze, usize, &'a LineFacts);
    let currency = answer.scenario.currency.as_str();
    let mut columns = Fields::<Frozen>::new();
    columns.text("authority", "key of the authority that decides nothing", |(series, ..)| &series.authority);
    columns.text("authority_title", "its name for people", |(series, ..)| &series.title);
    columns.whole("freeze_days", "days", "length of the freeze", |(_, freeze, ..)| Some(i64::from(freeze.days)));
    columns.text("site", "key of the line", |(.., facts)| &facts.site);
    columns.text("site_title", "its name for people", |(.., facts)| &facts.title);
    let about = "halt days more than without the freeze, in the deterministic run";
    columns.whole("typical_halt_days", "working days", about, |(_, freeze, line, _)| {
        freeze.halt_days.get(line).copied().map(i64::from)
    });
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

/// The shortest freezes that stop each line.
pub(super) fn shortest(answer: &StressAnswer) -> Data<'_> {
    type Pick = fn(&ShortestFreeze) -> Between<u32>;
    let mut columns = Fields::<(&FreezeSeries, &ShortestFreeze)>::new();
    columns.text("Authority", "name of the authority that decides nothing", |(series, _)| &series.title);
    columns.text("Line", "name of the site", |(_, row)| title(answer, &row.site));
    let whole: [(&str, &'static str, Pick); 2] = [
        ("Deterministic run", "shortest freeze that stops the line in the deterministic run: at least", |row| {
            row.typical_days
        }),
        ("Half of the trials", "shortest that stops it in at least half of the trials: at least", |row| {
            row.half_of_trials_days
        }),
    ];
    for (name, about, pick) in whole {
        columns.whole(&format!("{name}, at least"), "days", about, move |(_, row)| Some(i64::from(pick(row).at_least)));
        let about = "at most; empty if no length tried does";
        columns.whole(&format!("{name}, at most"), "days", about, move |(_, row)| pick(row).at_most.map(i64::from));
    }
    let rows = answer.freezes.iter().flat_map(|series| series.shortest.iter().map(move |row| (series, row)));
    columns.table(("shortest", "Shortest freezes"), "Shortest licence freezes that stop each line", rows)
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
        .giving_way([1, 7, 4, 6, 5])
        .on_terminal("stress.csv", usize::MAX)
}

fn all_failed(answer: &StressAnswer) -> impl Iterator<Item = Failed<'_>> {
    let hit = |failure| worst(failure).filter(|line| line.stopped.trials > 0);
    answer.failures.iter().map(move |failure| (failure, hit(failure)))
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
    columns.show("Kind");
    let about = "of all lines, more than without the failure; mean over trials";
    columns.estimate("Loss", currency, about, |(failure, _)| Some(failure.loss));
    columns.show(&format!("Loss more than without, {currency} (95 %)"));
    columns.number("Loss, P5", currency, "one trial in twenty has less", |(failure, _)| Some(failure.loss_range.p05));
    columns.number("Loss, P95", currency, "one trial in twenty has more", |(failure, _)| Some(failure.loss_range.p95));
    columns.text("Line hit worst", "name of the site", |(_, line)| line.map_or("", |line| title(answer, &line.site)));
    columns.show_as("Line hit worst", |(_, line)| words(line.map_or("none", |line| title(answer, &line.site))));
    let about = "trials in which that line stands on a day on which it would have run";
    columns.chance("Stopped", "share of trials", about, |(_, line)| Some(line?.stopped));
    columns.show("Stopped in (95 %)");
    let about = "days from the failure to that day, median of trials with one";
    columns.number("Survives", "days", about, |(_, line)| Some(line?.survives_days?.median));
    columns.show_as("Survives, days#", |(_, line)| content::days(line.and_then(|line| line.survives_days.as_ref())));
    let about = "days from the restoration until the line runs again for good, median of the same trials";
    columns.whole("Recovers", "days", about, |(_, line)| Some(i64::from(line?.recovers_days?.median.at_least)));
    let about = "at most so many; empty if the line is halted to the end, and it is only known to take longer";
    columns.whole("Recovers, at most", "days", about, |(_, line)| line?.recovers_days?.median.at_most.map(i64::from));
    columns.show_as("Recovers in, days#", |(_, line)| {
        content::recovers(line.and_then(|line| line.recovers_days.as_ref()))
    });
    columns.show_as("Loss in the deterministic run#", |(failure, _)| {
        number(amount_of(failure.typical_loss), failure.typical_loss)
    });
    columns
}
