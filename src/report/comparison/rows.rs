//! A comparison as tables: one row a difference, a place, a choice in a world.

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::measures::{change, outcome, value};
use super::super::shown::{Table, Told, number, words};
use super::super::words::{share, whole};
use super::changes::{label, told, unit};
use super::{content, currency, name, ranked_by};
use crate::experiment::{
    Alternative, Choice, CompareAnswer, Estimate, InWorld, OutcomeDifference, RankBy, Ranked, Regret, Shares, Verdict,
    World,
};

/// All tables that are files.
pub(super) fn tables(answer: &CompareAnswer) -> Vec<Data<'_>> {
    let regret = answer.regret.as_ref().map(|found| regret(answer, found));
    [differences(answer), ranking(answer)].into_iter().chain(regret).collect()
}

type Differing<'a> = (&'a Alternative, &'a OutcomeDifference);

fn differences(answer: &CompareAnswer) -> Data<'_> {
    let rows = answer.alternatives.iter().flat_map(|of| of.differences.iter().map(move |row| (of, row)));
    let about = "What differs between each alternative and the base";
    difference_columns().table(("differences", "Differences"), about, rows)
}

/// How outcomes of alternatives differ from the base, as people are shown it.
pub(super) fn differing<'a>(title: &str, rows: impl Iterator<Item = Differing<'a>>) -> Table {
    difference_columns().shown(title, |(of, _)| &of.title, rows)
}

fn difference_columns<'a>() -> Fields<'a, Differing<'a>> {
    let mut columns = Fields::<Differing>::new();
    columns.text("alternative", "name of the scenario", |(of, _)| &of.scenario);
    columns.show_as("Alternative", |(of, _)| words(&of.title));
    outcome(&mut columns, "title", |(_, row)| (&row.outcome, row.site.as_deref(), &row.title, &row.unit));
    columns.show_as("Outcome", |(_, row)| words(label(row)));
    let as_unit = "as unit";
    columns.estimate("base", as_unit, "the outcome of the base", |(_, row)| Some(row.difference.base));
    columns.estimate("value", as_unit, "the outcome of the alternative", |(_, row)| Some(row.difference.alternative));
    let told_alone = |row: &OutcomeDifference, of: &Estimate| number(value(unit(row), of), of.value);
    columns.show_as("Base#", move |(_, row)| told_alone(row, &row.difference.base));
    columns.show_as("Alternative’s#", move |(_, row)| told_alone(row, &row.difference.alternative));
    let about = "the second less the first, on the same trials";
    columns.estimate("difference", as_unit, about, |(_, row)| Some(row.difference.difference));
    columns.show_as("Difference (95 %)#", |(_, row)| told(row));
    columns.number("standard_error", as_unit, "of the difference", |(_, row)| row.difference.standard_error);
    let about = "how many times as many trials unpaired ones would need for the same certainty";
    columns.number("variance_reduction", "times", about, |(_, row)| row.difference.variance_reduction);
    columns.show_as("Verdict", |(_, row)| words(verdict(row.difference.verdict, "same in every trial"))).yields(3);
    let trials = |(_, row): Differing| -> Option<Shares> { row.difference.trials };
    let unit = "share of trials";
    columns
        .chance("trials_better", unit, "in which the alternative is better", move |row| trials(row).map(|f| f.better));
    columns.chance("trials_equal", unit, "in which both are the same", move |row| trials(row).map(|f| f.equal));
    columns.chance("trials_worse", unit, "in which the alternative is worse", move |row| trials(row).map(|f| f.worse));
    let shares = |f: Shares| [f.better, f.equal, f.worse].map(|chance| share(chance.share)).join(", ");
    let shares = move |row| words(trials(row).map_or("–".to_owned(), shares));
    columns.show_as("Trials better, equal, worse", shares).yields(2);
    columns.show_as("Pairing#", |(_, row)| pairing(row)).yields(1);
    columns.text("verdict", "whether the alternative is better, worse, the same, or not told apart", |(_, row)| {
        row.difference.verdict.word()
    });
    let about = "trials that would tell them apart, where these do not";
    columns.whole("more_trials", "trials", about, |(_, row)| match row.difference.verdict {
        Verdict::NotDistinguishable { more_trials } => more_trials,
        _ => None,
    });
    columns
}

/// How many times as many trials independent runs would take.
fn pairing(row: &OutcomeDifference) -> Told {
    match row.difference.variance_reduction {
        Some(factor) if factor >= 9.95 => number(format!("× {}", whole(factor)), factor),
        Some(factor) => number(format!("× {factor:.1}"), factor),
        None => number("–", 0.0),
    }
}

/// A verdict in words; `same` are those for no difference.
fn verdict(verdict: Verdict, same: &'static str) -> &'static str {
    match verdict {
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::Same => same,
        Verdict::NotDistinguishable { .. } => "not told apart",
    }
}

fn ranking(answer: &CompareAnswer) -> Data<'_> {
    let currency = currency(answer);
    let lower = currency.to_lowercase();
    let mut columns = Fields::<&Ranked>::new();
    columns.named(["scenario", "title"], "name of the scenario", |row| (&row.scenario, &row.title));
    columns.yes("base", "whether it is the base", |row| row.base);
    columns.yes("efficient", "whether no other is both cheaper and less likely to halt", |row| row.efficient);
    for by in RankBy::ALL {
        let (name, unit, about) = match by {
            RankBy::Halt => ("p_halt".to_owned(), "share of trials", "chance that any manufacturer halts"),
            RankBy::Cost => (format!("cost_{lower}"), currency, "expected cost"),
            RankBy::Cvar => (format!("cvar_loss_{lower}"), currency, "mean loss of the worst 5 % of trials"),
        };
        let rank = format!("rank_{}", by.quantity().name());
        columns.whole(&rank, "", "place by that; 1 is best", move |row| Some(row.by(by).rank));
        columns.estimate(&name, unit, about, move |row| Some(row.by(by).estimate));
        let about = "how far behind the best, on the same trials";
        columns.estimate(&format!("{name}_behind_best"), unit, about, move |row| Some(row.by(by).behind_best));
    }
    columns.table(("ranking", "Ranking"), "All scenarios, the best first", &answer.ranking.rows)
}

fn regret<'a>(answer: &'a CompareAnswer, regret: &'a Regret) -> Data<'a> {
    let currency = currency(answer);
    let lower = currency.to_lowercase();
    let mut columns = Fields::<(&World, &Choice, &InWorld)>::new();
    columns
        .text("world", "policy as written, or a regime held from the first day to the last", |(world, ..)| &world.name);
    columns.text("authority", "key of the authority; empty where policy is as written", |(world, ..)| {
        world.authority.as_deref().unwrap_or_default()
    });
    columns.text("regime", "key of the regime that is held", |(world, ..)| world.regime.as_deref().unwrap_or_default());
    columns.yes("counts", "whether the world counts in what is decided", |(world, ..)| world.counts);
    let about = "probability of the world among those that count; empty without odds";
    columns.number("odds", "share", about, |(world, ..)| world.odds);
    columns.whole("trials", "trials", "trials of that world", |(world, ..)| Some(world.trials));
    columns.text("scenario", "name of the choice", |(_, choice, _)| &choice.scenario);
    columns.estimate(&format!("cost_{lower}"), currency, "expected cost there", |(.., found)| Some(found.cost));
    let about = "chance there that any manufacturer halts";
    columns.estimate("p_halt", "share of trials", about, |(.., found)| Some(found.p_halt));
    let about = "expected cost above that of the best choice there";
    columns.estimate(&format!("regret_{lower}"), currency, about, |(.., found)| Some(found.regret));
    columns.yes("best_of_world", "whether it is the best choice there", |(world, choice, _)| {
        world.best == choice.scenario
    });
    columns.yes(
        "worst_world_of_choice",
        "whether the choice is worst there, of the worlds that count",
        |(world, choice, _)| world.name == choice.worst_world,
    );
    columns
        .yes("decided_for", "whether it is the choice that the worlds decide for", |(_, choice, _)| choice.least_bad);
    let about = "name of a choice that costs no more in any world that counts, and less in one";
    columns.text("beaten_by", about, |(_, choice, _)| choice.beaten_by.as_deref().unwrap_or_default());
    let rows = regret.worlds.iter().enumerate().flat_map(|(at, world)| {
        regret.choices.iter().filter_map(move |choice| Some((world, choice, choice.worlds.get(at)?)))
    });
    columns.table(("regret", "Regret"), "What each choice costs beyond the best one, world by world", rows)
}

/// All choices, the best first, each with its difference from the base.
pub(super) fn summary(answer: &CompareAnswer) -> Data<'_> {
    choices(answer).table(("summary", "Summary"), "All choices, the best first", &answer.ranking.rows)
}

/// The ranking as people are shown it.
pub(super) fn shown(answer: &CompareAnswer) -> Table {
    let title = format!("Ranking by {}", content::name_of(answer.ranking.by));
    choices(answer)
        .shown(&title, |row| if row.base { "" } else { &row.title }, &answer.ranking.rows)
        .on_terminal("ranking.csv", usize::MAX)
}

fn choices(answer: &CompareAnswer) -> Fields<'_, &Ranked> {
    let currency = currency(answer);
    let difference = |row: &Ranked, by: RankBy| {
        let alternative = answer.alternatives.iter().find(|alternative| alternative.scenario == row.scenario)?;
        ranked_by(alternative, by).map(|of| &of.difference)
    };
    let chance = "share of trials";
    let mut columns = Fields::<&Ranked>::new();
    columns.text("Choice", "title of the scenario", |row| &row.title);
    columns.show_as("Choice", |row| words(name(&row.title, row.base)));
    columns.show_as("Place#", |row| {
        let place = row.by(answer.ranking.by).rank;
        number(place.to_string(), f64::from(u32::try_from(place).unwrap_or(u32::MAX)))
    });
    columns.text("Base", "marks the base", |row| if row.base { "base" } else { "" });
    let about = "mean over trials of loss, premium prices, duty, freight and holding of stock";
    columns.estimate("Expected cost", currency, about, |row| Some(row.cost.estimate));
    columns.show(&format!("Expected cost, {currency} (95 %)"));
    let above = |row: &Ranked| {
        let behind = &row.cost.behind_best;
        let some = behind.value.abs() > 0.0;
        number(if some { change(RankBy::Cost.quantity().unit(), behind) } else { "–".into() }, behind.value)
    };
    columns.show_as(&format!("Cost above the best, {currency} (95 %)#"), above).yields(1);
    let about = "that any manufacturer halts within the horizon";
    columns.estimate("Chance of any halt", chance, about, |row| Some(row.halt.estimate));
    columns.show("Any manufacturer halts (95 %)");
    let about = "mean loss of the worst twentieth of trials";
    columns.estimate("Loss, worst 5 %", currency, about, |row| Some(row.cvar.estimate));
    columns.show(&format!("Mean loss of the worst 5 %, {currency} (95 %)")).yields(2);
    let changes = [(RankBy::Cost, "Cost", currency), (RankBy::Halt, "Chance of any halt", chance)];
    for (by, name, unit) in changes {
        let about = "difference on the same trials";
        columns.estimate(&format!("{name}, change from the base"), unit, about, move |row| {
            difference(row, by).map(|found| found.difference)
        });
        columns.text(&format!("{name}, verdict"), "whether that can be told apart from no change", move |row| {
            difference(row, by).map_or("", |found| verdict(found.verdict, "the same"))
        });
    }
    columns
}
