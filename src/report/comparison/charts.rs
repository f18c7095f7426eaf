//! Charts of a comparison. Each title states the finding in words, each footnote what it rests on.

use super::super::captions::Played;
use super::super::measures::three;
use super::super::words::{amount_difference, money, points, thousands};
use super::{currency, name, ranked_by, regret as words};
use crate::chart::{
    Caption, Chart, Forest, ForestMark, ForestPanel, ForestRow, Frontier, FrontierPoint, RegretRow, RegretTable,
};
use crate::experiment::{
    Alternative, CompareAnswer, Decision, Estimate, RankBy, Ranked, Regret, StudyFacts, Verdict, World,
};

/// The charts of a comparison with the names of their files, without ending.
pub(crate) fn charts(answer: &CompareAnswer) -> Vec<(&'static str, Chart)> {
    let mut charts =
        vec![("differences", Chart::Forest(forest(answer))), ("cost-and-risk", Chart::Frontier(frontier(answer)))];
    if let Some(regret) = &answer.regret {
        charts.push(("regret", Chart::Regret(regret_table(answer, regret))));
    }
    charts
}

fn caption(answer: &CompareAnswer, title: String, subtitle: &str, trials: &str, note: &str) -> Caption {
    let Some(scenario) = answer.scenarios.first() else { return Caption::default() };
    let StudyFacts { seed, linestop, .. } = &answer.run;
    Played { trials: trials.to_owned(), seed: *seed, linestop, scenario }.caption(title, subtitle, note)
}

fn same_trials(answer: &CompareAnswer) -> String {
    format!("the same {} trials of each", thousands(answer.run.trials))
}

fn of(alternative: &Alternative, by: RankBy) -> Option<(Estimate, Verdict)> {
    ranked_by(alternative, by).map(|row| (row.difference.difference, row.difference.verdict))
}

fn forest(answer: &CompareAnswer) -> Forest {
    let money = Some(currency(answer).to_owned());
    let panel = |title: &str, currency: Option<String>| ForestPanel { title: title.to_owned(), currency };
    let row = |alternative: &Alternative| ForestRow {
        name: alternative.title.clone(),
        marks: RankBy::ALL.into_iter().map(|by| of(alternative, by).map_or_else(ForestMark::default, mark)).collect(),
    };
    // Those that save most first.
    let mut ranked: Vec<&Alternative> = answer.alternatives.iter().collect();
    let saves = |alternative: &Alternative| of(alternative, RankBy::Cost).map_or(0.0, |(cost, _)| cost.value);
    ranked.sort_by(|a, b| saves(a).total_cmp(&saves(b)));
    Forest {
        caption: caption(
            answer,
            forest_finding(answer),
            "each alternative’s difference from this base",
            &same_trials(answer),
            "bars: 95 % intervals of the paired differences; hollow: not distinguishable from the base",
        ),
        panels: vec![
            panel("Expected cost", money.clone()),
            panel("Chance of any halt", None),
            panel("Mean loss of the worst 5 %", money),
        ],
        rows: ranked.into_iter().map(row).collect(),
    }
}

fn mark((estimate, _): (Estimate, Verdict)) -> ForestMark {
    ForestMark {
        value: estimate.value,
        low: estimate.low.unwrap_or(f64::NEG_INFINITY),
        high: estimate.high.unwrap_or(f64::INFINITY),
    }
}

/// Which alternative saves most.
fn forest_finding(answer: &CompareAnswer) -> String {
    let best = answer
        .alternatives
        .iter()
        .filter_map(|alternative| Some((alternative, of(alternative, RankBy::Cost)?)))
        .min_by(|a, b| a.1.0.value.total_cmp(&b.1.0.value));
    match best {
        Some((alternative, (difference, Verdict::Better))) => {
            let halts = of(alternative, RankBy::Halt).map_or(String::new(), |(halt, verdict)| match verdict {
                Verdict::Better | Verdict::Worse => {
                    let falls = if verdict == Verdict::Better { "falls" } else { "rises" };
                    let by = Estimate { value: halt.value.abs(), ..halt };
                    format!("; the chance of a halt {falls} by {}", points(&by).head.trim_start_matches('+'))
                }
                _ => String::new(),
            });
            let saved = money(-difference.value, currency(answer));
            format!("“{}” saves {saved} on average{halts}", alternative.title)
        }
        Some((alternative, (difference, Verdict::Worse))) => format!(
            "No alternative is cheaper than the base; the nearest, “{}”, costs {} {} more",
            alternative.title,
            currency(answer),
            amount_difference(&difference).head.trim_start_matches('+')
        ),
        _ => "No alternative is surely cheaper than the base".to_owned(),
    }
}

fn frontier(answer: &CompareAnswer) -> Frontier {
    let ends = |estimate: &Estimate| {
        let [value, low, high] = three(estimate);
        [low, value, high]
    };
    let point = |row: &Ranked| FrontierPoint {
        name: name(&row.title, row.base),
        cost: ends(&row.cost.estimate),
        halt: ends(&row.halt.estimate),
        efficient: row.efficient,
        base: row.base,
    };
    let efficient: Vec<&Ranked> = answer.ranking.rows.iter().filter(|row| row.efficient).collect();
    let title = match efficient[..] {
        [only] => format!("“{}” is both the cheapest and the least likely to halt", only.title),
        _ => format!(
            "{} of {} choices are efficient: none is both cheaper and less likely to halt",
            efficient.len(),
            answer.ranking.rows.len()
        ),
    };
    Frontier {
        caption: caption(
            answer,
            title,
            "expected cost and chance that any manufacturer halts; lower left is better; blue: efficient",
            &same_trials(answer),
            "crosses: 95 % intervals of each alone; differences are known better than these",
        ),
        currency: currency(answer).to_owned(),
        points: answer.ranking.rows.iter().map(point).collect(),
    }
}

fn regret_table(answer: &CompareAnswer, regret: &Regret) -> RegretTable {
    let least = regret.choices.iter().find(|choice| choice.least_bad);
    let counts = |world: &&World| world.counts;
    let title = least.map_or(String::new(), |choice| {
        let amount = money(words::criterion(choice).value, currency(answer));
        match regret.decided_by {
            Decision::OneWorld => {
                let world = regret.worlds.iter().find(counts).map_or("", |world| &world.title);
                format!("{world}: “{}” costs least", choice.title)
            }
            _ if choice.worst.value <= 0.0 => {
                format!("“{}” is the best choice in every world that counts", choice.title)
            }
            Decision::MeanRegret => {
                format!(
                    "At these odds “{}” is regretted least: {amount} above the best choice on average",
                    choice.title
                )
            }
            Decision::WorstRegret => {
                format!("In the worlds that count, “{}” costs at most {amount} more than the best choice", choice.title)
            }
        }
    });
    let held = words::held(regret);
    let trials = if held == answer.run.trials {
        same_trials(answer)
    } else {
        format!("{}, as written; the first {} where a regime is held", same_trials(answer), thousands(held))
    };
    let listed = if regret.worlds.iter().all(|world| world.counts) { "" } else { "; * listed, decides nothing" };
    // The one of the title first: a page may have room for the first rows alone.
    let mut choices: Vec<_> = regret.choices.iter().enumerate().collect();
    choices.sort_by(|(_, a), (_, b)| words::order(a, b));
    let named = |world: &World| format!("{}{}", world.title, words::mark(world));
    RegretTable {
        caption: caption(
            answer,
            title,
            "expected cost above that of the best choice, if policy turns out as the column says",
            &trials,
            &format!("“Always …”: that regime from the first day to the last{listed}"),
        ),
        currency: currency(answer).to_owned(),
        worlds: regret.worlds.iter().map(named).collect(),
        decision: words::deciding_column(regret).map(str::to_owned),
        rows: choices
            .into_iter()
            .map(|(at, choice)| RegretRow {
                name: name(&choice.title, at == 0),
                regrets: choice.worlds.iter().map(|world| world.regret.value).collect(),
                decision: words::criterion(choice).value,
                least_bad: choice.least_bad,
            })
            .collect(),
    }
}
