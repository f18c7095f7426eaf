//! What is seen of licence desks by date: `regimes`, `licence-bands`, `waits`; and halts by date, `halted`, and lanes,
//! `network`.

use super::data::{Body, Cell, Data, Field, Kind, quantiles};
use crate::experiment::{FiveBands, RunAnswer};

fn authority() -> [Field; 2] {
    [Field::new("authority", Kind::Text, "", "key of the authority in the scenario"), title("authority_title")]
}

/// A column beside one of keys.
fn title(name: &'static str) -> Field {
    Field::new(name, Kind::Text, "", "its name for people")
}

fn of_trials() -> Field {
    Field::new("of_trials", Kind::Whole, "trials", "number of all trials")
}

/// Trials in which each regime is in force, by day.
pub(super) fn regimes(answer: &RunAnswer) -> Data<'_> {
    let [authority, authority_title] = authority();
    let columns = vec![
        authority,
        authority_title,
        Field::new("date", Kind::Date, "", "the day"),
        Field::new("regime", Kind::Text, "", "key of the regime in the scenario"),
        title("regime_title"),
        Field::new("trials", Kind::Whole, "trials", "trials in which the regime is in force on that day"),
        of_trials(),
    ];
    let mut rows = Vec::new();
    for authority in &answer.authorities {
        for regime in &authority.regimes {
            for (day, trials) in (0..).zip(&regime.trials_by_day) {
                rows.push(vec![
                    Cell::text(&authority.authority),
                    Cell::text(&authority.title),
                    Cell::Date(answer.date(day)),
                    Cell::text(&regime.regime),
                    Cell::text(&regime.title),
                    Cell::count(*trials),
                    Cell::count(answer.run.trials),
                ]);
            }
        }
    }
    Data {
        name: "regimes",
        title: "Regimes",
        about: "Trials in which each regime is in force, by date",
        columns,
        rows: Body::Held(rows),
    }
}

/// Numbers of applications in a trial by month, as quantiles over trials.
pub(super) fn bands(answer: &RunAnswer) -> Data<'_> {
    let [authority, authority_title] = authority();
    let mut columns = vec![
        authority,
        authority_title,
        Field::new("month", Kind::Month, "", "the month, as its first day"),
        Field::new(
            "measure",
            Kind::Text,
            "",
            "what is counted: applications filed, granted, returned, denied, pending",
        ),
    ];
    columns.extend(quantiles("applications"));
    let mut rows = Vec::new();
    for authority in &answer.authorities {
        let bands = &authority.bands;
        let measures: [(&str, &FiveBands); 5] = [
            ("applications", &bands.applications),
            ("granted", &bands.granted),
            ("returned", &bands.returned),
            ("denied", &bands.denied),
            ("pending_at_end", &bands.pending),
        ];
        for (measure, five) in measures {
            for (at, month) in bands.months.iter().enumerate() {
                let mut row = vec![Cell::text(&authority.authority), Cell::text(&authority.title)];
                row.extend([Cell::Date(*month), Cell::text(measure)]);
                let series = [&five.p05, &five.p25, &five.p50, &five.p75, &five.p95];
                row.extend(series.map(|values| Cell::Number(values[at])));
                rows.push(row);
            }
        }
    }
    Data {
        name: "licence-bands",
        title: "Applications",
        about: "Numbers of applications by month, as quantiles",
        columns,
        rows: Body::Held(rows),
    }
}

/// Decisions of all trials by material and days from filing to decision; days without decisions are left out.
pub(super) fn waits(answer: &RunAnswer) -> Data<'_> {
    let [authority, authority_title] = authority();
    let columns = vec![
        authority,
        authority_title,
        Field::new("material", Kind::Text, "", "key of the material in the scenario"),
        title("material_title"),
        Field::new("days", Kind::Whole, "days", "calendar days from filing to the decision"),
        Field::new("decisions", Kind::Whole, "decisions", "decisions of all trials that took so many days"),
    ];
    let mut rows = Vec::new();
    for authority in &answer.authorities {
        for wait in &authority.waits {
            for (days, decisions) in (0..).zip(&wait.decisions_by_day).filter(|(_, n)| **n > 0) {
                rows.push(vec![
                    Cell::text(&authority.authority),
                    Cell::text(&authority.title),
                    Cell::text(&wait.material),
                    Cell::text(&wait.title),
                    Cell::Whole(days),
                    Cell::count(*decisions),
                ]);
            }
        }
    }
    Data {
        name: "waits",
        title: "Waiting times",
        about: "Decisions by material and days from filing to decision",
        columns,
        rows: Body::Held(rows),
    }
}

/// Files of all trials by office and days there; days without files are left out.
pub(super) fn offices(answer: &RunAnswer) -> Data<'_> {
    let [authority, authority_title] = authority();
    let columns = vec![
        authority,
        authority_title,
        Field::new("office", Kind::Text, "", "name of the office in the scenario; desk is the last one, which decides"),
        title("office_title"),
        Field::new("mean_days", Kind::Number, "days", "mean of the calendar days there, over all files"),
        Field::new("median_days", Kind::Whole, "days", "half of the files leave it within so many days"),
        Field::new("p90_days", Kind::Whole, "days", "nine in ten leave it within so many days"),
        Field::new("days", Kind::Whole, "days", "calendar days from coming to the office to leaving it"),
        Field::new("files", Kind::Whole, "applications", "applications of all trials that were there so many days"),
    ];
    let mut rows = Vec::new();
    for authority in &answer.authorities {
        for office in &authority.offices {
            for (days, files) in (0..).zip(&office.files_by_day).filter(|(_, n)| **n > 0) {
                rows.push(vec![
                    Cell::text(&authority.authority),
                    Cell::text(&authority.title),
                    Cell::text(&office.office),
                    Cell::text(&office.title),
                    Cell::number(office.mean_days),
                    Cell::days(office.median_days),
                    Cell::days(office.p90_days),
                    Cell::Whole(days),
                    Cell::count(*files),
                ]);
            }
        }
    }
    Data {
        name: "offices",
        title: "Offices",
        about: "Applications by office and days there",
        columns,
        rows: Body::Held(rows),
    }
}

/// Clients who may be put on watch lists, and their days on them.
pub(super) fn watched(answer: &RunAnswer) -> Data<'_> {
    let [authority, authority_title] = authority();
    let mut columns = vec![
        authority,
        authority_title,
        Field::new("client", Kind::Text, "", "key of the buyer in the scenario"),
        title("client_title"),
        Field::new("listed", Kind::Number, "share of trials", "trials in which it is ever on the list"),
        Field::new("listed_low", Kind::Number, "share of trials", "lower end of its 95 % interval"),
        Field::new("listed_high", Kind::Number, "share of trials", "upper end of its 95 % interval"),
        Field::new("mean_days", Kind::Number, "days", "days on the list within the horizon, mean of the trials"),
        Field::new("mean_days_low", Kind::Number, "days", "lower end of its 95 % interval"),
        Field::new("mean_days_high", Kind::Number, "days", "upper end of its 95 % interval"),
    ];
    columns.extend(quantiles("days"));
    let mut rows = Vec::new();
    for authority in &answer.authorities {
        for client in &authority.watched {
            let mut row = vec![
                Cell::text(&authority.authority),
                Cell::text(&authority.title),
                Cell::text(&client.client),
                Cell::text(&client.title),
                Cell::Number(client.listed.share),
                Cell::Number(client.listed.low),
                Cell::Number(client.listed.high),
                Cell::Number(client.days.value),
                Cell::number(client.days.low),
                Cell::number(client.days.high),
            ];
            row.extend(client.quantiles.map(Cell::Number));
            rows.push(row);
        }
    }
    Data {
        name: "watch-list",
        title: "Watch list",
        about: "Days of clients on the watch lists of authorities",
        columns,
        rows: Body::Held(rows),
    }
}

/// Trials that have halted by the end of each day: of each line, of any manufacturer of each sector, of any at all.
pub(super) fn halted(answer: &RunAnswer) -> Data<'_> {
    let columns = vec![
        Field::new("kind", Kind::Text, "", "a line, a sector (any manufacturer of it), or any manufacturer at all"),
        Field::new("name", Kind::Text, "", "key of the site, or the sector"),
        title("title"),
        Field::new("date", Kind::Date, "", "the day"),
        Field::new("trials", Kind::Whole, "trials", "trials that have halted by the end of that day"),
        of_trials(),
    ];
    let lines =
        answer.lines.iter().map(|line| ("line", line.site.as_str(), line.title.as_str(), &line.trials_halted_by_day));
    let sectors = answer
        .sectors
        .iter()
        .map(|all| ("sector", all.sector.as_str(), all.sector.as_str(), &all.trials_halted_by_day));
    let any = ("any manufacturer", "", "any manufacturer", &answer.trials_any_halted_by_day);
    let mut rows = Vec::new();
    for (kind, name, title, by_day) in lines.chain(sectors).chain([any]) {
        for (day, trials) in (0..).zip(by_day) {
            rows.push(vec![
                Cell::text(kind),
                Cell::text(name),
                Cell::text(title),
                Cell::Date(answer.date(day)),
                Cell::count(*trials),
                Cell::count(answer.run.trials),
            ]);
        }
    }
    Data {
        name: "halted",
        title: "Halted by date",
        about: "Trials that have halted by each date, by line and by sector",
        columns,
        rows: Body::Held(rows),
    }
}

/// Lanes: what comes on each, how long its licences wait, and what is at stake. A cell without a number has nothing to
/// measure.
pub(super) fn network(answer: &RunAnswer) -> Data<'_> {
    let currency = &answer.scenario.currency;
    let columns = vec![
        Field::new("lane", Kind::Text, "", "key of the lane in the scenario"),
        Field::new("from", Kind::Text, "", "key of the supplying site"),
        title("from_title"),
        Field::new("to", Kind::Text, "", "key of the receiving site"),
        title("to_title"),
        Field::new("material", Kind::Text, "", "key of the material"),
        title("material_title"),
        Field::new("authority", Kind::Text, "", "key of the authority that licenses the lane; empty if none does"),
        title("authority_title"),
        Field::new("planned_share", Kind::Number, "share", "share of the orders that the lane is to get"),
        Field::new("received", Kind::Number, "as unit", "quantity received on the lane: mean of the trials"),
        Field::new("unit", Kind::Text, "", "unit of the quantity"),
        Field::new("received_share_of_need", Kind::Number, "share", "the same as a share of the planned need"),
        Field::new("median_wait_days", Kind::Whole, "days", "half of the lane's decisions come within so many days"),
        Field::new(
            "p90_wait_days",
            Kind::Whole,
            "days",
            "nine in ten of the lane's decisions come within so many days",
        ),
        Field::new(
            "stake",
            Kind::Number,
            currency,
            "expected loss of the halt days that are traced to the lane, of whichever line; over all lanes it sums to \
             the loss of all lines",
        ),
        Field::new(
            "stake_through",
            Kind::Number,
            currency,
            "the same with the halt days on which something was to come over the lane that stood further up",
        ),
    ];
    let site = |key: &str| {
        let node = answer.network.sites.iter().find(|node| node.site == *key);
        node.map_or("", |node| node.title.as_str())
    };
    let authority = |key: &str| {
        let found = answer.authorities.iter().find(|authority| authority.authority == *key);
        found.map_or("", |authority| authority.title.as_str())
    };
    let rows = answer
        .network
        .lanes
        .iter()
        .map(|lane| {
            vec![
                Cell::text(&lane.lane),
                Cell::text(&lane.from),
                Cell::text(site(&lane.from)),
                Cell::text(&lane.to),
                Cell::text(site(&lane.to)),
                Cell::text(&lane.material_key),
                Cell::text(&lane.material),
                Cell::words(lane.authority.as_deref()),
                Cell::words(lane.authority.as_deref().map(authority)),
                Cell::Number(lane.planned_share),
                Cell::Number(lane.received),
                Cell::text(lane.unit),
                Cell::number(lane.received_share_of_need),
                Cell::days(lane.median_wait_days),
                Cell::days(lane.p90_wait_days),
                Cell::Number(lane.stake),
                Cell::Number(lane.stake_through),
            ]
        })
        .collect();
    Data {
        name: "network",
        title: "Lanes",
        about: "Lanes: what comes on each, how long its licences wait, what is at stake",
        columns,
        rows: Body::Held(rows),
    }
}
