//! The page of a run: which lines stop, when, for how long, at what cost.

use jiff::civil::Date;

use super::super::assumptions::Assumptions;
use super::super::at_risk::{AtRisk, MOST_LINES, beyond, by_line, first_to_halt, of_line};
use super::super::missing::{self, part_and_supplier};
use super::super::shown::{News, Said, Told};
use super::super::table::{applications, precision, recovery, standing, unmet_sales};
use super::super::words::{
    amount_of, amount_with_interval, between, chance, count, counted, date, days, money, share, thousands, worst,
};
use super::board::board;
use super::content::{Chooser, Content, Table, figure, number, split, words};
use super::costs;
use crate::experiment::{
    AuthorityAnswer, Chance, EventAnswer, FirstToHalt, LineAnswer, MissingFrom, RunAnswer, Tail, ThresholdAnswer,
    WhenHalted,
};

/// Levers that are named as remedies, at most.
const MOST_LEVERS: usize = 3;
/// Parts that a line was missing, at most.
const MOST_PARTS: usize = 12;

/// The words and tables of a run.
pub(in crate::report) fn content(answer: &RunAnswer, assumptions: Option<&Assumptions>) -> Content {
    let AtRisk { shown: makers, .. } = AtRisk::makers(answer);
    let choices = makers.iter().map(|line| (line.title.clone(), line.sector.clone())).collect();
    Content {
        kind: "Risk of halts",
        title: answer.scenario.title.clone(),
        scenario: answer.scenario.title.clone(),
        basis: basis(answer),
        answers: answers(answer, &makers, assumptions),
        figures: figures(answer, &makers),
        chooser: Chooser::new("Line", "Sector", choices),
        tables: tables(answer, &makers),
        drivers: drivers(answer),
        driver_tables: driver_tables(answer, &makers),
        board: board(answer, assumptions),
        reading: vec![
            "A trial is one possible course of the horizon, played day by day: regimes, licence files, orders, ships \
             and production. A chance is the share of trials in which something happens."
                .to_owned(),
            "A 95 % interval says how far the number could move if more trials were played. It says nothing of the \
             assumptions: these are listed below."
                .to_owned(),
            "First halt, halt days and recovery describe only the trials in which the line halts; halt days are \
             working days within the horizon, all halts together. A recovery given as a range is only known to lie \
             within it, because some lines are still halted on the last day."
                .to_owned(),
            "Expected loss is the mean over all trials, those without a halt included: lost margin, cost of halt \
             days and penalties."
                .to_owned(),
        ],
    }
}

fn basis(answer: &RunAnswer) -> String {
    let scenario = &answer.scenario;
    format!(
        "{} to {} ({}); {}; seed {}",
        date(scenario.start),
        date(scenario.end),
        counted(u64::from(scenario.horizon_days), "day"),
        counted(answer.run.trials, "trial"),
        answer.run.seed
    )
}

/// "64.6 % of trials (95 % interval 63.7–65.6)".
fn of_trials(halt: &Chance) -> String {
    chance(halt).explained(" of trials", "95\u{a0}% interval ")
}

/// Why the line most at risk halts, and what to ask next for a remedy.
fn cause_and_remedy(answer: &RunAnswer, line: &LineAnswer, assumptions: Option<&Assumptions>) -> Option<String> {
    let (what, of_days) = missing::first(line)?;
    // Levers that the command pulled are named in the title.
    let idle = |lever: &&str| !answer.scenario.title.contains(*lever);
    let idle_levers = assumptions.iter().flat_map(|found| &found.idle_levers);
    let levers: Vec<&str> = idle_levers.map(String::as_str).filter(idle).collect();
    let remedy = match levers.as_slice() {
        [] => "“linestop size” says how much stock would prevent it.".to_owned(),
        [only] => format!("“linestop compare” says what the lever of this scenario would prevent: {only}."),
        several => format!(
            "“linestop compare” says what each of the {} levers of this scenario would prevent, such as {}.",
            several.len(),
            several[..several.len().min(MOST_LEVERS)].join("; ")
        ),
    };
    Some(format!("On {} of its halt days it lacks {what}. {remedy}", share(of_days)))
}

fn answers(answer: &RunAnswer, makers: &[&LineAnswer], assumptions: Option<&Assumptions>) -> Vec<String> {
    let mut said = Vec::new();
    let (scenario, currency) = (&answer.scenario, &answer.scenario.currency);
    let horizon = format!("between {} and {}", date(scenario.start), date(scenario.end));
    let of = answer.manufacturers().count();
    match makers.first() {
        Some(line) if line.halt.trials > 0 => {
            let when = line.when_halted.as_ref().map_or(String::new(), |halted| {
                format!(
                    " If it halts, half of the first halts come by {}, and half of the halts add up to {} or more.",
                    date(halted.first_halt.median.value),
                    counted(u64::from(halted.halt_days.median.value), "working day")
                )
            });
            let most = if of > 1 { "is most at risk: it halts" } else { "halts" };
            said.push(format!("{} {most} {horizon} in {}.{when}", line.title, of_trials(&line.halt)));
            said.extend(cause_and_remedy(answer, line, assumptions));
        }
        _ if of > 0 => {
            said.push(format!("No manufacturer halts {horizon} in any of {} trials.", thousands(answer.run.trials)));
        }
        _ => {}
    }
    if of > 1 && answer.any_manufacturer_halts.trials > 0 {
        let risky = answer.manufacturers().filter(|line| line.halt.share >= 0.5).count();
        let half = match risky {
            0 => "no line halts in half of the trials or more".to_owned(),
            1 => format!("one of {of} lines halts in half of the trials or more"),
            n => format!("{n} of {of} lines halt in half of the trials or more"),
        };
        said.push(format!("At least one manufacturer halts in {}; {half}.", of_trials(&answer.any_manufacturer_halts)));
    }
    let loss = &answer.total_loss;
    if loss.mean.value > 0.0 {
        said.push(format!(
            "Halts are expected to cost {currency}\u{a0}{} within the horizon; {}.",
            amount_with_interval(&loss.mean).in_words(),
            worst(&loss.tail, currency)
        ));
    }
    said.extend(beyond(answer, makers, &by_line(answer)));
    let first = first_to_halt(&answer.first_to_halt);
    if !first.is_empty() {
        said.push(first);
    }
    let still = standing(makers);
    if !still.is_empty() {
        said.push(still);
    }
    let unmet = unmet_sales(makers);
    if !unmet.is_empty() {
        said.push(unmet);
    }
    let reached = precision(answer);
    if !reached.is_empty() {
        said.push(reached);
    }
    said
}

fn figures(answer: &RunAnswer, makers: &[&LineAnswer]) -> Vec<super::content::Figure> {
    let currency = &answer.scenario.currency;
    let mut shown = Vec::new();
    if answer.manufacturers().count() > 1 {
        shown.push(split("", &chance(&answer.any_manufacturer_halts), "chance that any manufacturer halts"));
    }
    if let Some(line) = makers.first() {
        shown.push(split("", &chance(&line.halt), format!("chance that the line most at risk halts: {}", line.title)));
    }
    let loss = &answer.total_loss;
    let before = format!("{currency}\u{a0}");
    shown.push(split(&before, &amount_with_interval(&loss.mean), "expected loss of all lines"));
    let cvar = match &loss.tail {
        Tail::Exact(q) => money(q.cvar95.value, currency),
        Tail::Bracketed(q) => between(&q.cvar95, currency),
    };
    shown.push(figure(cvar, "", "mean loss in the worst 5\u{a0}% of trials"));
    shown
}

fn tables(answer: &RunAnswer, makers: &[&LineAnswer]) -> Vec<Table> {
    let suppliers = AtRisk::suppliers(answer);
    let all = AtRisk::makers(answer);
    let mut tables =
        vec![lines("Lines, the one most at risk first", answer, makers).noting(&all.others("manufacturer", "halted"))];
    if !suppliers.shown.is_empty() {
        let note = suppliers.others("supplier line", "halted");
        tables.push(lines("Suppliers’ lines that halted", answer, &suppliers.shown).noting(&note));
    }
    tables.extend(costs::tables(answer));
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
pub(in crate::report) fn lines(title: &str, answer: &RunAnswer, lines: &[&LineAnswer]) -> Table {
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
    let mut table = Table::new(title, &titles).giving_way([1, 6 + more, 8 + more, 5 + more, 4 + more, 3 + more]);
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

fn drivers(answer: &RunAnswer) -> Vec<String> {
    let mut said = Vec::new();
    let total: f64 = answer.manufacturers().map(|line| line.halt_days.mean.value).sum();
    let mut places: Vec<(&str, f64)> = Vec::new();
    for part in answer.manufacturers().flat_map(|line| &line.missing_material) {
        match places.iter_mut().find(|(place, _)| *place == part.place) {
            Some((_, days)) => *days += part.halt_days.value,
            None => places.push((part.place, part.halt_days.value)),
        }
    }
    places.sort_by(|a, b| b.1.total_cmp(&a.1));
    places.retain(|(_, days)| *days > total * 0.01);
    if total > 0.0 {
        let parts: Vec<String> =
            places.iter().map(|(place, days)| format!("{place} {}", share(days / total))).collect();
        said.push(format!("Where the missing material stood on halt days, all lines together: {}.", parts.join("; ")));
    }
    let loss = answer.total_loss.mean.value;
    if loss > 0.0 {
        let mut parts: Vec<(&str, f64)> =
            answer.lines.iter().map(|line| (line.title.as_str(), line.loss.mean.value / loss)).collect();
        parts.sort_by(|a, b| b.1.total_cmp(&a.1));
        let most: Vec<String> = parts
            .iter()
            .take(4)
            .filter(|part| part.1 > 0.005)
            .map(|(name, part)| format!("{name} {}", share(*part)))
            .collect();
        said.push(format!("Where the expected loss arises: {}.", most.join("; ")));
    }
    let mut dear: Vec<(&LineAnswer, &MissingFrom)> =
        answer.lines.iter().flat_map(|line| line.missing_from.iter().map(move |part| (line, part))).collect();
    dear.retain(|(_, part)| part.stake > loss * 0.005);
    dear.sort_by(|a, b| b.1.stake.total_cmp(&a.1.stake));
    if !dear.is_empty() {
        let parts: Vec<String> = dear
            .iter()
            .take(3)
            .map(|(line, part)| {
                let what = part_and_supplier(part);
                format!("{what}, {}, at {} {}", part.place, line.title, share(part.stake / loss))
            })
            .collect();
        said.push(format!("What was missing on the halt days behind it: {}.", parts.join("; ")));
    }
    said.extend(answer.authorities.iter().map(applications).filter(|text| !text.is_empty()));
    said
}

fn driver_tables(answer: &RunAnswer, makers: &[&LineAnswer]) -> Vec<Table> {
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
