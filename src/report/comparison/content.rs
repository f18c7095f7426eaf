//! The page of a comparison: which choice is best, how surely, and what differs.

use super::super::content::{Chooser, Content, Figure, figure, sentence};
use super::super::measures::{change, value, with_interval};
use super::super::shown::{News, Table, number, words};
use super::super::words::{amount_of, amount_with_interval, counted, horizon, money, share, thousands};
use super::{changes, regret as regret_words, rows, words as said};
use crate::experiment::{Alternative, CompareAnswer, OutcomeDifference, RankBy, Ranked, Regret, Verdict};

/// Outcomes of all lines together that are shown.
const MAIN: [&str; 5] = ["p_halt", "halt_days", "loss", "cost", "cvar_loss"];

/// Outcomes of single lines that are shown.
const OF_LINES: [&str; 2] = ["p_halt", "loss"];

/// The words and tables of a comparison.
pub(crate) fn content(answer: &CompareAnswer) -> Content {
    let base = answer.scenarios.first();
    let title = base.map_or("", |base| base.title.as_str());
    let n = answer.alternatives.len() as u64;
    let by = answer.ranking.by;
    let rows = &answer.ranking.rows;
    let mut answers = vec![said_of_best(answer, rows, by)];
    answers.push(said::verdict(rows, by, answer));
    let efficient: Vec<&str> = rows.iter().filter(|row| row.efficient).map(|row| row.title.as_str()).collect();
    answers.push(match efficient[..] {
        [only] => format!("Nothing is cheaper or less likely to halt than {only}."),
        _ => format!("No other choice is both cheaper and less likely to halt than these: {}.", efficient.join("; ")),
    });
    if let Some(regret) = &answer.regret {
        answers.push(regret_words::least_bad(regret, said::currency(answer)));
    }
    answers.retain(|text| !text.is_empty());
    let choices = answer.alternatives.iter().map(|a| (a.title.clone(), String::new())).collect();
    let mut drivers = changes::undecided(answer);
    drivers.extend(answer.notes.iter().map(|note| sentence(note)));
    Content {
        kind: "Comparison",
        title: format!("{title}: {} compared", counted(n + 1, "choice")),
        scenario: title.to_owned(),
        basis: base.map_or(String::new(), |base| {
            format!(
                "{} against the base on the same {} trials; {}; seed {}",
                counted(n, "alternative"),
                thousands(answer.run.trials),
                horizon(base),
                answer.run.seed
            )
        }),
        answers,
        figures: figures(answer, rows, by),
        chooser: Chooser::new("Alternative", "", choices),
        tables: tables(answer),
        drivers,
        driver_tables: vec![differences(answer, true)],
        notes: vec![
            "Cost: lost margin, cost of halts and penalties, premium prices, duty and freight, holding of stock, and what the \
             measures themselves cost. Goods at their usual price are left out."
                .to_owned(),
        ],
        reading: vec![
            "All choices meet the same random numbers, trial by trial: the same files are returned, the same ships are late. \
             So a difference is the choice’s doing, and is known far better than the results of the choices alone."
                .to_owned(),
            "Where the 95 % interval of a difference holds zero, these trials do not tell which is better.".to_owned(),
            "Pairing: how many times as many trials independent runs would take for intervals as narrow.".to_owned(),
        ],
        ..Content::default()
    }
}

fn said_of_best(answer: &CompareAnswer, rows: &[Ranked], by: RankBy) -> String {
    let (Some(best), Some(base)) = (rows.first(), rows.iter().find(|row| row.base)) else { return String::new() };
    let currency = said::currency(answer);
    let cost = |row: &Ranked| format!("{currency}\u{a0}{}", amount_with_interval(&row.cost.estimate).in_words());
    let halts = |row: &Ranked| with_interval(RankBy::Halt.quantity().unit(), &row.by(RankBy::Halt).estimate);
    if best.base {
        return format!(
            "To change nothing is best by {}: it costs {} and halts a manufacturer in {} of trials.",
            name_of(by),
            cost(base),
            halts(base)
        );
    }
    format!(
        "{} is best by {}: it is expected to cost {} instead of {} as it is, and a manufacturer halts in {} of trials \
         instead of {}.",
        best.title,
        name_of(by),
        cost(best),
        cost(base),
        halts(best),
        halts(base)
    )
}

pub(super) fn name_of(by: RankBy) -> &'static str {
    match by {
        RankBy::Cost => "expected cost",
        RankBy::Halt => "chance that any manufacturer halts",
        RankBy::Cvar => "mean loss of the worst 5 % of trials",
    }
}

fn figures(answer: &CompareAnswer, rows: &[Ranked], by: RankBy) -> Vec<Figure> {
    let currency = said::currency(answer);
    let (Some(best), Some(base)) = (rows.first(), rows.iter().find(|row| row.base)) else { return Vec::new() };
    let halts = |row: &Ranked| value(RankBy::Halt.quantity().unit(), &row.by(RankBy::Halt).estimate);
    vec![
        figure(best.title.clone(), "", format!("best of {} by {}", rows.len(), name_of(by))),
        figure(
            money(best.cost.estimate.value, currency),
            format!("as it is: {}", money(base.cost.estimate.value, currency)),
            "expected cost of the best",
        ),
        figure(halts(best), format!("as it is: {}", halts(base)), "chance that any manufacturer halts with the best"),
    ]
}

fn tables(answer: &CompareAnswer) -> Vec<Table> {
    let mut tables = vec![rows::shown(answer), changes::from_base(answer)];
    if let Some(regret) = &answer.regret {
        tables.push(regret_table(answer, regret).on_terminal("regret.csv", usize::MAX));
    }
    if !changes::are_few(answer) {
        tables.push(differences(answer, false));
    }
    tables
}

/// Differences of the network, or of single lines.
fn differences(answer: &CompareAnswer, of_lines: bool) -> Table {
    let title = if of_lines { "Differences, line by line" } else { "Differences from the base, all lines together" };
    let shown = |row: &&OutcomeDifference| {
        if of_lines {
            let differs = row.difference.verdict != Verdict::Same;
            row.site.is_some() && OF_LINES.contains(&row.outcome.as_str()) && differs
        } else {
            row.threshold.is_some() || (row.site.is_none() && MAIN.contains(&row.outcome.as_str()))
        }
    };
    let rows = answer.alternatives.iter().flat_map(|of| of.differences.iter().filter(shown).map(move |row| (of, row)));
    differing(title, rows).noting(if of_lines {
        "Chance of a halt and loss of every line that differs in at least one trial."
    } else {
        "More outcomes are in differences.csv, in the folder of the result."
    })
}

/// How outcomes of alternatives differ from the base.
pub(super) fn differing<'a>(
    title: &str,
    rows: impl Iterator<Item = (&'a Alternative, &'a OutcomeDifference)>,
) -> Table {
    let mut table = Table::new(
        title,
        &[
            "Alternative",
            "Outcome",
            "Base#",
            "Alternative’s#",
            "Difference (95 %)#",
            "Verdict",
            "Trials better, equal, worse",
            "Pairing#",
        ],
    )
    .giving_way([7, 6, 5]);
    for (alternative, row) in rows {
        let (unit, found) = (changes::unit(row), &row.difference);
        table.row(
            &alternative.title,
            vec![
                words(&alternative.title),
                words(changes::label(row)),
                number(value(unit, &found.base), found.base.value),
                number(value(unit, &found.alternative), found.alternative.value),
                number(change(unit, &found.difference), found.difference.value).news(changes::news(found.verdict)),
                words(verdict(found.verdict)),
                words(found.trials.map_or("–".to_owned(), |trials| {
                    [trials.better, trials.equal, trials.worse].map(|chance| share(chance.share)).join(", ")
                })),
                changes::pairing(found),
            ],
        );
    }
    table
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::Same => "same in every trial",
        Verdict::NotDistinguishable { .. } => "not told apart",
    }
}

/// Choices down, worlds across.
fn regret_table(answer: &CompareAnswer, regret: &Regret) -> Table {
    let currency = said::currency(answer);
    let mut columns = vec!["Choice".to_owned()];
    columns.extend(regret.worlds.iter().map(|world| format!("{}{}#", world.title, regret_words::mark(world))));
    let decision = regret_words::deciding_column(regret);
    columns.extend(decision.map(|title| format!("{title}, {currency} (95 %)#")));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let note = regret_words::about(answer, regret);
    // Worlds that only are listed go first.
    let worlds = regret.worlds.iter().enumerate().rev();
    let (counted, listed): (Vec<_>, Vec<_>) = worlds.partition(|(_, world)| world.counts);
    let least: Vec<usize> = listed.iter().chain(&counted).map(|(at, _)| at + 1).collect();
    let title = "Regret: what a choice costs if policy turns out otherwise";
    let mut table = Table::new(title, &columns).noting(&note).giving_way(least);
    let base = answer.scenarios.first().map(|base| base.name.as_str());
    for choice in &regret.choices {
        let is_base = base == Some(choice.scenario.as_str());
        let mut cells = vec![words(said::name(&choice.title, is_base))];
        cells.extend(choice.worlds.iter().map(|world| {
            let amount = world.regret.value;
            number(if amount > 0.0 { amount_of(amount) } else { "best".to_owned() }, amount)
        }));
        let found = regret_words::criterion(choice);
        let news = if choice.least_bad { News::Good } else { News::Plain };
        cells.extend(decision.map(|_| number(amount_with_interval(&found), found.value).news(news)));
        table.row(if is_base { "" } else { &choice.title }, cells);
    }
    table
}
