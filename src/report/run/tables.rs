//! The tables of a run: lines, costs, what lines lacked, policy and licences.

use jiff::civil::Date;

use super::super::content::{Table, number, words};
use super::super::missing;
use super::super::shown::{News, Said, Told};
use super::super::words::{amount_of, amount_with_interval, chance, count, date, days, share};
use super::at_risk::{AtRisk, MOST_LINES, by_line, of_line};
use super::cost_tables;
use super::words::recovery;
use crate::experiment::{
    AuthorityAnswer, EventAnswer, FirstToHalt, LineAnswer, MissingFrom, RunAnswer, ThresholdAnswer, WhenHalted,
};

/// Parts that a line was missing, at most.
const MOST_PARTS: usize = 12;

/// What comes of it: lines, costs, who halts first, thresholds.
pub(super) fn tables(answer: &RunAnswer, makers: &[&LineAnswer]) -> Vec<Table> {
    let suppliers = AtRisk::suppliers(answer);
    let all = AtRisk::makers(answer);
    let mut tables =
        vec![lines("Lines, the one most at risk first", answer, makers).noting(&all.others("manufacturer", "halted"))];
    if !suppliers.shown.is_empty() {
        let note = suppliers.others("supplier line", "halted");
        tables.push(lines("Suppliers’ lines that halted", answer, &suppliers.shown).noting(&note));
    }
    tables.extend(cost_tables::tables(answer));
    if answer.first_to_halt.lines.len() > 1 && answer.any_manufacturer_halts.trials > 0 {
        tables.push(first(&answer.first_to_halt));
    }
    let others: Vec<&ThresholdAnswer> = answer
        .thresholds
        .iter()
        .filter(|row| row.measured.site.is_none() || !by_line(answer).contains(&row.measured.outcome.as_str()))
        .collect();
    if !others.is_empty() {
        tables.push(thresholds(&others));
    }
    tables
}

/// Which line is the first to halt: those that ever are, several at once, none.
fn first(found: &FirstToHalt) -> Table {
    let note =
        "Where several lines halt first on the same day, each of them is counted; “alone” leaves such trials out.";
    let mut table =
        Table::new("Which line stops first", &["Line", "First to halt (95 %)#", "Alone (95 %)#"]).noting(note);
    for line in found.lines.iter().filter(|line| line.first.trials > 0).take(MOST_LINES) {
        let cells = [line.first, line.alone].map(|share| number(chance(&share), share.share));
        table.row(&line.title, std::iter::once(words(&line.title)).chain(cells).collect());
    }
    for (what, share) in [("several on the same day", found.several), ("none halts", found.none)] {
        table.row("", vec![words(what), number(chance(&share), share.share), words("–")]);
    }
    table
}

fn thresholds(found: &[&ThresholdAnswer]) -> Table {
    let mut table = Table::new("Thresholds", &["What", "Chance (95 %)#"]);
    for threshold in found {
        table
            .row("", vec![words(&threshold.measured.title), number(chance(&threshold.chance), threshold.chance.share)]);
    }
    table
}

/// Lines with their chances, days and losses, and where what they were missing mostly stood.
fn lines(title: &str, answer: &RunAnswer, lines: &[&LineAnswer]) -> Table {
    let loss_title = format!("Expected loss, {} (95 %)#", answer.scenario.currency);
    let asked = by_line(answer);
    let chances: Vec<String> = asked.iter().map(|outcome| format!("{outcome} (95 %)#")).collect();
    let mut titles = vec![
        "Line",
        "Sector, country",
        "Chance of a halt (95 %)#",
        "First halt, median#",
        "Halt days: median (1 in 20 longer)#",
        "Back after, days#",
        "Lowest stock, days: median (1 in 20 less)#",
        &loss_title,
        "Missing material mostly",
    ];
    titles.splice(3..3, chances.iter().map(String::as_str));
    let more = asked.len();
    let mut table = Table::new(title, &titles)
        .giving_way([1, 6 + more, 8 + more, 5 + more, 4 + more, 3 + more])
        .on_terminal("lines.csv", usize::MAX);
    let none = || number("–", f64::MAX);
    for line in lines {
        let halted = |show: &dyn Fn(&WhenHalted) -> Told| line.when_halted.as_ref().map_or_else(none, show);
        let first = |halted: &WhenHalted| {
            let day = halted.first_halt.median.value;
            number(date(day), f64::from((day - answer.scenario.start).get_days()))
        };
        let length = |halted: &WhenHalted| {
            let days = &halted.halt_days;
            number(Said::with(days.median.value.to_string(), days.p95.value.to_string()), f64::from(days.median.value))
        };
        let back = |halted: &WhenHalted| number(recovery(halted), f64::from(halted.recovery.median_days.at_least));
        let lowest = line.lowest_cover.as_ref().map_or_else(none, |cover| {
            let (median, low) = (cover.median_days.value, cover.p05_days.value);
            number(Said::with(median.to_string(), low.to_string()), f64::from(median))
        });
        let of_it = |outcome: &&str| {
            of_line(answer, outcome, line).map_or_else(none, |found| number(chance(found), found.share))
        };
        let mut cells = vec![
            words(&line.title),
            words(format!("{}, {}", line.sector, line.country)),
            number(chance(&line.halt), line.halt.share).news(risk(line.halt.share)),
            halted(&first),
            halted(&length),
            halted(&back),
            lowest,
            number(amount_with_interval(&line.loss.mean), line.loss.mean.value),
            missing::mostly(line).map_or_else(
                || words("–"),
                |(part, place, of_it)| {
                    let part = part.map_or(String::new(), |part| format!("{part}: "));
                    words(format!("{part}{place}, {}", share(of_it)))
                },
            ),
        ];
        cells.splice(3..3, asked.iter().map(of_it));
        table.row(&line.title, cells);
    }
    table
}

/// Bad from one half on, doubtful from one in ten.
fn risk(share: f64) -> News {
    match share {
        share if share >= 0.5 => News::Bad,
        share if share >= 0.1 => News::Doubtful,
        _ => News::Plain,
    }
}

/// What drives it: what lines lacked, from whom, dated events, licences.
pub(super) fn driver_tables(answer: &RunAnswer, makers: &[&LineAnswer]) -> Vec<Table> {
    let mut tables: Vec<Table> = by_place(makers).into_iter().collect();
    if answer.lines.iter().any(|line| !line.missing_from.is_empty()) {
        tables.push(by_part(answer));
    }
    if !answer.events.is_empty() {
        tables.push(dated_events(answer));
    }
    let licences =
        answer.authorities.iter().filter(|authority| authority.months.iter().any(|m| m.applications.value > 0.0));
    tables.extend(licences.map(|authority| by_month(authority, answer.scenario.start)));
    tables
}

/// Where the missing material stood; nothing where nothing was missing.
fn by_place(makers: &[&LineAnswer]) -> Option<Table> {
    let mut places: Vec<&str> = Vec::new();
    for part in makers.iter().flat_map(|line| &line.missing_material) {
        if part.halt_days.value > 0.0 && !places.contains(&part.place) {
            places.push(part.place);
        }
    }
    if places.is_empty() {
        return None;
    }
    let headings: Vec<String> =
        places.iter().map(|place| format!("{}{}#", place[..1].to_uppercase(), &place[1..])).collect();
    let mut columns = vec!["Line", "Mean halt days a trial#"];
    columns.extend(headings.iter().map(String::as_str));
    let mut table = Table::new("Halt days by where the missing material stood", &columns)
        .noting("Share of the line’s halt days, over all trials.");
    for line in makers.iter().filter(|line| line.halt.trials > 0) {
        let mean = line.halt_days.mean.value;
        let mut cells = vec![words(&line.title), number(days(mean), mean)];
        cells.extend(places.iter().map(|place| {
            let part = line.missing_material.iter().find(|part| part.place == *place).map_or(0.0, |part| part.share);
            number(if part > 0.0 { share(part) } else { "–".to_owned() }, part)
        }));
        table.row(&line.title, cells);
    }
    Some(table)
}

/// What a supplier was short of: "metal from Baotou"; a dash for what was missing at the line itself.
fn traced_to(part: &MissingFrom) -> String {
    let root = &part.root;
    match &root.supplier_title {
        _ if !part.is_further_up() => "–".to_owned(),
        Some(supplier) => format!("{} from {supplier}", root.title),
        None => format!("{} for {}", root.title, root.site_title),
    }
}

/// Which part of whom was missing, and to what it is traced.
fn by_part(answer: &RunAnswer) -> Table {
    let stake = format!("Expected loss of these days, {}#", answer.scenario.currency);
    let mut table = Table::new(
        "What was missing on halt days, from whom, and what that cost",
        &[
            "Line",
            "Part",
            "Supplier",
            "Traced to",
            "Lane",
            "Authority",
            "Where it stood",
            "Mean halt days a trial#",
            "Of its halt days#",
            &stake,
        ],
    )
    .noting("The loss of a line is shared over its halt days, each over what was missing on it: it sums to the expected loss. \
             Where a supplier was itself short of an input, what waited there is traced to that input; lane, authority and \
             place are those at the end. What was denied or never ordered stands on no lane. More in missing.csv.");
    for line in &answer.lines {
        for part in line.missing_from.iter().filter(|part| part.share >= 0.001 || part.stake > 0.0).take(MOST_PARTS) {
            table.row(
                &line.title,
                vec![
                    words(&line.title),
                    words(&part.title),
                    words(part.supplier_title.as_deref().unwrap_or("–")),
                    words(traced_to(part)),
                    words(part.root.lane.as_deref().unwrap_or("–")),
                    words(part.root.authority_title.as_deref().unwrap_or("–")),
                    words(part.place),
                    number(days(part.halt_days), part.halt_days),
                    number(share(part.share), part.share),
                    number(amount_of(part.stake), part.stake),
                ],
            );
        }
    }
    table
}

fn dated_events(answer: &RunAnswer) -> Table {
    let mut table = Table::new("Dated events of policy", &["Date", "Event", "Chance#"]);
    for event in &answer.events {
        let day = f64::from((event.date - answer.scenario.start).get_days());
        table.row("", vec![number(window(event), day), words(&event.title), number(share(event.chance), event.chance)]);
    }
    table
}

/// The day of an event, or its window.
fn window(event: &EventAnswer) -> String {
    let from = date(event.date);
    event.until.map_or(from.clone(), |until| format!("some day of {from} to {}", date(until)))
}

/// What became of the applications of an authority.
fn by_month(authority: &AuthorityAnswer, start: Date) -> Table {
    let title = format!("Licences, by month: {}", authority.title);
    let mut table = Table::new(
        &title,
        &[
            "Month",
            "Applications#",
            "Granted#",
            "Returned#",
            "Denied#",
            "Days to a decision, mean#",
            "Tonnes shipped under licence#",
        ],
    )
    .noting("Means over all trials; each attempt of an application is counted.");
    for month in &authority.months {
        let mean = |value: f64| number(count(value), value);
        let at = f64::from((month.month - start).get_days());
        let name = date(month.month);
        let name = name.split_once(' ').map_or(name.as_str(), |(_, rest)| rest);
        table.row(
            "",
            vec![
                number(name, at),
                mean(month.applications.value),
                mean(month.granted.value),
                mean(month.returned.value),
                mean(month.denied.value),
                month.mean_wait_days.map_or_else(|| number("–", -1.0), |wait| number(days(wait.value), wait.value)),
                mean(month.shipped_under_licence_tonnes.value),
            ],
        );
    }
    table
}
