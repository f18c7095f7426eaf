//! What is seen of licence desks by date: `regimes`, `licence-bands`, `waits`, `licences`, `quotas`; and halts by date,
//! `halted`, and lanes, `network`.

use super::data::Data;
use super::fields::Fields;
use super::shown::{Table, number};
use super::words::{count, days};
use crate::experiment::{
    AuthorityAnswer, Estimate, FiveBands, LinkAnswer, MonthAnswer, OfficeAnswer, QuotaAnswer, RegimeAnswer, RunAnswer,
    WaitAnswer, WatchedAnswer,
};
use jiff::civil::Date;

/// Columns that begin with an authority.
fn of_authority<'a, T: Copy + 'a>(of: impl Fn(T) -> &'a AuthorityAnswer + Copy + 'a) -> Fields<'a, T> {
    let mut columns = Fields::new();
    columns.named(["authority", "authority_title"], "key of the authority in the scenario", move |row| {
        (&of(row).authority, &of(row).title)
    });
    columns
}

/// All of something that each authority has.
fn each<'a, P>(
    answer: &'a RunAnswer,
    of: fn(&'a AuthorityAnswer) -> &'a Vec<P>,
) -> impl Iterator<Item = (&'a AuthorityAnswer, &'a P)> {
    answer.authorities.iter().flat_map(move |authority| of(authority).iter().map(move |part| (authority, part)))
}

/// Trials in which each regime is in force, by day.
pub(super) fn regimes(answer: &RunAnswer) -> Data<'_> {
    type Row<'a> = (&'a AuthorityAnswer, &'a RegimeAnswer, u32, u64);
    let mut columns = of_authority::<Row>(|(authority, ..)| authority);
    columns.date("date", "the day", |(.., day, _)| Some(answer.date(day)));
    columns.named(["regime", "regime_title"], "key of the regime in the scenario", |(_, regime, ..)| {
        (&regime.regime, &regime.title)
    });
    let about = "trials in which the regime is in force on that day";
    columns.whole("trials", "trials", about, |(.., trials)| Some(trials));
    columns.whole("of_trials", "trials", OF_TRIALS, |_| Some(answer.run.trials));
    let rows = each(answer, |authority| &authority.regimes).flat_map(|(authority, regime)| {
        (0..).zip(&regime.trials_by_day).map(move |(day, trials)| (authority, regime, day, *trials))
    });
    columns.table(("regimes", "Regimes"), "Trials in which each regime is in force, by date", rows)
}

const OF_TRIALS: &str = "number of all trials";

/// Numbers of applications in a trial by month, as quantiles over trials.
pub(super) fn bands(answer: &RunAnswer) -> Data<'_> {
    type Row<'a> = (&'a AuthorityAnswer, &'static str, &'a FiveBands, usize);
    let mut columns = of_authority::<Row>(|(authority, ..)| authority);
    columns.month("month", MONTH, |(authority, .., at)| authority.bands.months[at]);
    let about = "what is counted: applications filed, granted, returned, denied, pending";
    columns.text("measure", about, |(_, measure, ..)| measure);
    columns.quantiles("applications", |(.., five, at)| five.at(at));
    let rows = answer.authorities.iter().flat_map(|authority| {
        let bands = &authority.bands;
        let measures = [
            ("applications", &bands.applications),
            ("granted", &bands.granted),
            ("returned", &bands.returned),
            ("denied", &bands.denied),
            ("pending_at_end", &bands.pending),
        ];
        measures
            .into_iter()
            .flat_map(move |(name, five)| (0..bands.months.len()).map(move |at| (authority, name, five, at)))
    });
    columns.table(("licence-bands", "Applications"), "Numbers of applications by month, as quantiles", rows)
}

pub(super) const MONTH: &str = "the month, as its first day";

/// Decisions of all trials by material and days from filing to decision; days without decisions are left out.
pub(super) fn waits(answer: &RunAnswer) -> Data<'_> {
    type Row<'a> = (&'a AuthorityAnswer, &'a WaitAnswer, i64, u64);
    let mut columns = of_authority::<Row>(|(authority, ..)| authority);
    columns.named(["material", "material_title"], "key of the material in the scenario", |(_, wait, ..)| {
        (&wait.material, &wait.title)
    });
    columns.whole("days", "days", "calendar days from filing to the decision", |(.., days, _)| Some(days));
    let about = "decisions of all trials that took so many days";
    columns.whole("decisions", "decisions", about, |(.., decisions)| Some(decisions));
    let rows = each(answer, |authority| &authority.waits).flat_map(|(authority, wait)| {
        counted(&wait.decisions_by_day).map(move |(days, decisions)| (authority, wait, days, decisions))
    });
    columns.table(("waits", "Waiting times"), "Decisions by material and days from filing to decision", rows)
}

/// Days of which anything was counted.
fn counted(by_day: &[u64]) -> impl Iterator<Item = (i64, u64)> {
    (0..).zip(by_day.iter().copied()).filter(|(_, n)| *n > 0)
}

/// Files of all trials by office and days there; days without files are left out.
pub(super) fn offices(answer: &RunAnswer) -> Data<'_> {
    type Row<'a> = (&'a AuthorityAnswer, &'a OfficeAnswer, i64, u64);
    let mut columns = of_authority::<Row>(|(authority, ..)| authority);
    let about = "name of the office in the scenario; desk is the last one, which decides";
    columns.named(["office", "office_title"], about, |(_, office, ..)| (&office.office, &office.title));
    let about = "mean of the calendar days there, over all files";
    columns.number("mean_days", "days", about, |(_, office, ..)| office.mean_days);
    let about = "half of the files leave it within so many days";
    columns.whole("median_days", "days", about, |(_, office, ..)| office.median_days);
    columns.whole("p90_days", "days", "nine in ten leave it within so many days", |(_, office, ..)| office.p90_days);
    let about = "calendar days from coming to the office to leaving it";
    columns.whole("days", "days", about, |(.., days, _)| Some(days));
    let about = "applications of all trials that were there so many days";
    columns.whole("files", "applications", about, |(.., files)| Some(files));
    let rows = each(answer, |authority| &authority.offices).flat_map(|(authority, office)| {
        counted(&office.files_by_day).map(move |(days, files)| (authority, office, days, files))
    });
    columns.table(("offices", "Offices"), "Applications by office and days there", rows)
}

/// Clients who may be put on watch lists, and their days on them.
pub(super) fn watched(answer: &RunAnswer) -> Data<'_> {
    let mut columns = of_authority::<(&AuthorityAnswer, &WatchedAnswer)>(|(authority, _)| authority);
    columns.named(["client", "client_title"], "key of the buyer in the scenario", |(_, row)| (&row.client, &row.title));
    let about = "trials in which it is ever on the list";
    columns.chance("listed", "share of trials", about, |(_, row)| Some(row.listed));
    let about = "days on the list within the horizon, mean of the trials";
    columns.estimate("mean_days", "days", about, |(_, row)| Some(row.days));
    columns.quantiles("days", |(_, row)| row.quantiles.map(Some));
    let rows = each(answer, |authority| &authority.watched);
    columns.table(("watch-list", "Watch list"), "Days of clients on the watch lists of authorities", rows)
}

/// Takes what is measured in a month.
type Measure = fn(&MonthAnswer) -> Option<Estimate>;

/// Name, unit and meaning of what is measured, and as which heading people are shown it.
const MEASURES: [(&str, &str, &str, &str, Measure); 8] = [
    (
        "applications",
        "applications",
        "applications filed in the month, each attempt counted: mean of the trials",
        "Applications#",
        |m| Some(m.applications),
    ),
    ("granted", "applications", "applications granted: mean of the trials", "Granted#", |m| Some(m.granted)),
    ("returned", "applications", "applications returned for more papers: mean of the trials", "Returned#", |m| {
        Some(m.returned)
    }),
    ("denied", "applications", "applications denied: mean of the trials", "Denied#", |m| Some(m.denied)),
    (
        "mean_wait_days",
        "days",
        "mean days from filing to the decision, over all decisions of the month",
        "Days to a decision, mean#",
        |m| m.mean_wait_days,
    ),
    ("licensed_tonnes", "t", "tonnes licensed: mean of the trials", "", |m| Some(m.licensed_tonnes)),
    (
        "shipped_under_licence_tonnes",
        "t",
        "tonnes shipped under licence: mean of the trials",
        "Tonnes shipped under licence#",
        |m| Some(m.shipped_under_licence_tonnes),
    ),
    ("shipped_free_tonnes", "t", "tonnes shipped that needed no licence: mean of the trials", "", |m| {
        Some(m.shipped_free_tonnes)
    }),
];

/// Licences by authority and month. A cell without a number has nothing to measure: no decisions, or too few trials.
fn by_month<'a>() -> Fields<'a, (&'a AuthorityAnswer, &'a MonthAnswer)> {
    let mut columns = of_authority::<(&AuthorityAnswer, &MonthAnswer)>(|(authority, _)| authority);
    columns.month("month", MONTH, |(_, row)| row.month);
    columns.show("Month");
    for (name, unit, about, heading, of) in MEASURES {
        columns.estimate(name, unit, about, move |(_, row)| of(row));
        if !heading.is_empty() {
            let shown = if unit == "days" { days } else { count };
            columns.show_as(heading, move |(_, row)| {
                of(row).map_or_else(|| number("–", -1.0), |found| number(shown(found.value), found.value))
            });
        }
    }
    columns
}

/// `licences`: means over trials with 95 % intervals.
pub(super) fn licences(answer: &RunAnswer) -> Data<'_> {
    let about = "Licences by authority and month, with 95 % intervals";
    by_month().table(("licences", "Licences"), about, each(answer, |authority| &authority.months))
}

/// What became of the applications of each authority that has any, as people are shown it.
pub(super) fn licences_shown(answer: &RunAnswer) -> impl Iterator<Item = Table> {
    let filed = |authority: &&AuthorityAnswer| authority.months.iter().any(|m| m.applications.value > 0.0);
    answer.authorities.iter().filter(filed).map(|authority| {
        let rows = authority.months.iter().map(move |row| (authority, row));
        by_month()
            .shown(&format!("Licences, by month: {}", authority.title), |_| "", rows)
            .noting("Means over all trials; each attempt of an application is counted.")
    })
}

/// What is licensed under quotas by month.
pub(super) fn quotas(answer: &RunAnswer) -> Data<'_> {
    type Row<'a> = (&'a AuthorityAnswer, &'a QuotaAnswer, usize);
    let mut columns = of_authority::<Row>(|(authority, ..)| authority);
    columns.named(["material", "material_title"], "key of the material in the scenario", |(_, quota, _)| {
        (&quota.material, &quota.title)
    });
    columns.month("month", MONTH, |(_, quota, at)| quota.months[at]);
    columns.text("unit", "unit of the quantities", |(_, quota, _)| &quota.unit);
    let about = "the quota at the end of the month, before what regimes make of it: median of the trials";
    columns.number("quota", "as unit", about, |(_, quota, at)| Some(quota.quota[at]));
    let about = "licensed in the month: mean of the trials";
    columns.estimate("licensed", "as unit", about, |(_, quota, at)| Some(quota.licensed[at]));
    columns.quantiles("as unit", |(_, quota, at)| quota.bands.at(at));
    let rows = each(answer, |authority| &authority.quotas)
        .flat_map(|(authority, quota)| (0..quota.months.len()).map(move |at| (authority, quota, at)));
    let about = "What is licensed under quotas by month, means with 95 % intervals and quantiles";
    columns.table(("quotas", "Quotas"), about, rows)
}

/// Trials that have halted by the end of each day: of each line, of any manufacturer of each sector, of any at all.
pub(super) fn halted(answer: &RunAnswer) -> Data<'_> {
    type Row<'a> = ((&'static str, &'a str, &'a str), Date, u64);
    let mut columns = Fields::<Row>::new();
    let about = "a line, a sector (any manufacturer of it), or any manufacturer at all";
    columns.text("kind", about, |((kind, ..), ..)| kind);
    let about = "key of the site, or the sector";
    columns.named(["name", "title"], about, |((_, name, title), ..)| (name, title));
    columns.date("date", "the day", |(_, day, _)| Some(day));
    let about = "trials that have halted by the end of that day";
    columns.whole("trials", "trials", about, |(.., trials)| Some(trials));
    columns.whole("of_trials", "trials", OF_TRIALS, |_| Some(answer.run.trials));
    let lines = answer.lines.iter().map(|line| (("line", &*line.site, &*line.title), &line.trials_halted_by_day));
    let sectors = answer.sectors.iter().map(|all| (("sector", &*all.sector, &*all.sector), &all.trials_halted_by_day));
    let any = (("any manufacturer", "", "any manufacturer"), &answer.trials_any_halted_by_day);
    let rows = lines
        .chain(sectors)
        .chain([any])
        .flat_map(|(who, by_day)| (0..).zip(by_day).map(move |(day, trials)| (who, answer.date(day), *trials)));
    let about = "Trials that have halted by each date, by line and by sector";
    columns.table(("halted", "Halted by date"), about, rows)
}

/// Lanes: what comes on each, how long its licences wait, and what is at stake. A cell without a number has nothing to
/// measure.
pub(super) fn network(answer: &RunAnswer) -> Data<'_> {
    let currency = &answer.scenario.currency;
    let site = |key: &str| {
        let node = answer.network.sites.iter().find(|node| node.site == *key);
        node.map_or("", |node| node.title.as_str())
    };
    let authority = |key: &str| {
        let found = answer.authorities.iter().find(|authority| authority.authority == *key);
        found.map_or("", |authority| authority.title.as_str())
    };
    let mut columns = Fields::<&LinkAnswer>::new();
    columns.text("lane", "key of the lane in the scenario", |lane| &lane.lane);
    columns.named(["from", "from_title"], "key of the supplying site", move |lane| (&lane.from, site(&lane.from)));
    columns.named(["to", "to_title"], "key of the receiving site", move |lane| (&lane.to, site(&lane.to)));
    columns.named(["material", "material_title"], "key of the material", |lane| (&lane.material_key, &lane.material));
    let about = "key of the authority that licenses the lane; empty if none does";
    columns.named(["authority", "authority_title"], about, move |lane| {
        lane.authority.as_deref().map_or(("", ""), |key| (key, authority(key)))
    });
    let about = "share of the orders that the lane is to get";
    columns.number("planned_share", "share", about, |lane| Some(lane.planned_share));
    let about = "quantity received on the lane: mean of the trials";
    columns.number("received", "as unit", about, |lane| Some(lane.received));
    columns.text("unit", "unit of the quantity", |lane| lane.unit);
    let about = "the same as a share of the planned need";
    columns.number("received_share_of_need", "share", about, |lane| lane.received_share_of_need);
    let about = "half of the lane's decisions come within so many days";
    columns.whole("median_wait_days", "days", about, |lane| lane.median_wait_days);
    let about = "nine in ten of the lane's decisions come within so many days";
    columns.whole("p90_wait_days", "days", about, |lane| lane.p90_wait_days);
    let about = "expected loss of the halt days that are traced to the lane, of whichever line; over all lanes it sums to \
                 the loss of all lines";
    columns.number("stake", currency, about, |lane| Some(lane.stake));
    let about = "the same with the halt days on which something was to come over the lane that stood further up";
    columns.number("stake_through", currency, about, |lane| Some(lane.stake_through));
    let about = "Lanes: what comes on each, how long its licences wait, what is at stake";
    columns.table(("network", "Lanes"), about, &answer.network.lanes)
}
