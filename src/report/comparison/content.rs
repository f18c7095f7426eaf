//! The page of a comparison: which choice is best, how surely, and what differs.

use super::super::content::{Chooser, Content, Figure, figure, sentence};
use super::super::fields::Fields;
use super::super::measures::{change, value, with_interval};
use super::super::shown::{News, Table, number, words};
use super::super::words::{amount_of, amount_with_interval, counted, horizon, money, thousands};
use super::{changes, currency, name, regret as regret_words, rows};
use crate::experiment::{Choice, CompareAnswer, OutcomeDifference, RankBy, Ranked, Regret, Verdict};

/// Outcomes of all lines together that are shown.
const MAIN: [&str; 5] = ["p_halt", "halt_days", "loss", "cost", "cvar_loss"];

/// The words and tables of a comparison.
pub(crate) fn content(answer: &CompareAnswer) -> Content {
    let base = answer.scenarios.first();
    let title = base.map_or("", |base| base.title.as_str());
    let n = answer.alternatives.len() as u64;
    let by = answer.ranking.by;
    let rows = &answer.ranking.rows;
    let mut answers = vec![said_of_best(answer, rows, by)];
    answers.push(verdict(rows, by, answer));
    let efficient: Vec<&str> = rows.iter().filter(|row| row.efficient).map(|row| row.title.as_str()).collect();
    answers.push(match efficient[..] {
        [only] => format!("Nothing is cheaper or less likely to halt than {only}."),
        _ => format!("No other choice is both cheaper and less likely to halt than these: {}.", efficient.join("; ")),
    });
    if let Some(regret) = &answer.regret {
        answers.push(regret_words::least_bad(regret, currency(answer)));
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
    let currency = currency(answer);
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

/// Which is best, and what could be.
fn verdict(rows: &[Ranked], by: RankBy, answer: &CompareAnswer) -> String {
    let Some(best) = rows.first() else { return String::new() };
    let rivals: Vec<&Ranked> = rows[1..].iter().filter(|row| row.by(by).could_be_best).collect();
    if rivals.is_empty() {
        let Some(next) = rows.get(1) else { return String::new() };
        let behind = &next.by(by).behind_best;
        let shown = change(by.quantity().unit(), behind).to_string().replace('+', "");
        let money = if by == RankBy::Halt { String::new() } else { format!("{}\u{a0}", currency(answer)) };
        return format!("{} is best; the next, {}, is behind by {money}{shown}.", best.title, next.title);
    }
    let titles: Vec<&str> = rivals.iter().map(|row| row.title.as_str()).collect();
    format!(
        "{} is best by the estimate; with {} trials it cannot be told from: {}.",
        best.title,
        thousands(answer.run.trials),
        titles.join("; ")
    )
}

/// What choices are ranked by, in words.
pub(super) fn name_of(by: RankBy) -> &'static str {
    match by {
        RankBy::Cost => "expected cost",
        RankBy::Halt => "chance that any manufacturer halts",
        RankBy::Cvar => "mean loss of the worst 5 % of trials",
    }
}

fn figures(answer: &CompareAnswer, rows: &[Ranked], by: RankBy) -> Vec<Figure> {
    let currency = currency(answer);
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
        tables.push(regret_table(answer, regret));
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
            row.site.is_some() && changes::OF_LINES.iter().any(|of| of.name() == row.outcome) && differs
        } else {
            row.threshold.is_some() || (row.site.is_none() && MAIN.contains(&row.outcome.as_str()))
        }
    };
    let rows = answer.alternatives.iter().flat_map(|of| of.differences.iter().filter(shown).map(move |row| (of, row)));
    rows::differing(title, rows).noting(if of_lines {
        "Chance of a halt and loss of every line that differs in at least one trial."
    } else {
        "More outcomes are in differences.csv, in the folder of the result."
    })
}

/// Choices down, worlds across.
fn regret_table(answer: &CompareAnswer, regret: &Regret) -> Table {
    let base = answer.scenarios.first().map(|base| base.name.as_str());
    let is_base = |choice: &Choice| base == Some(choice.scenario.as_str());
    let mut columns = Fields::<&Choice>::new();
    columns.show_as("Choice", move |choice| words(name(&choice.title, is_base(choice))));
    for (at, world) in regret.worlds.iter().enumerate() {
        columns.show_as(&format!("{}{}#", world.title, regret_words::mark(world)), move |choice| {
            let amount = choice.worlds.get(at).map_or(0.0, |world| world.regret.value);
            number(if amount > 0.0 { amount_of(amount) } else { "best".to_owned() }, amount)
        });
    }
    if let Some(title) = regret_words::deciding_column(regret) {
        columns.show_as(&format!("{title}, {} (95 %)#", currency(answer)), |choice| {
            let found = regret_words::criterion(choice);
            let news = if choice.least_bad { News::Good } else { News::Plain };
            number(amount_with_interval(&found), found.value).news(news)
        });
    }
    // Worlds that only are listed go first.
    let mut least: Vec<usize> = (0..regret.worlds.len()).rev().collect();
    least.sort_by_key(|at| regret.worlds[*at].counts);
    let title = "Regret: what a choice costs if policy turns out otherwise";
    columns
        .shown(title, |choice| if is_base(choice) { "" } else { &choice.title }, &regret.choices)
        .noting(&regret_words::about(answer, regret))
        .giving_way(least.into_iter().map(|at| at + 1))
        .on_terminal("regret.csv", usize::MAX)
}
