//! A comparison as CSV: one row a difference, a place, a choice in a world.

use std::io::Write;

use csv::Writer;

use crate::experiment::{Chance, Comparison, Estimate, Placed, RankBy, Ranked, Regret, Shares, Verdict};

/// A number in the shortest form that reads back the same; nothing if there is none.
fn text(number: Option<f64>) -> String {
    number.map_or(String::new(), |x| x.to_string())
}

/// The number and the ends of its interval.
fn three(estimate: &Estimate) -> [String; 3] {
    [text(Some(estimate.value)), text(estimate.low), text(estimate.high)]
}

fn with_ends(name: &str) -> [String; 3] {
    [name.to_owned(), format!("{name}_low"), format!("{name}_high")]
}

/// `differences.csv`.
pub(super) fn differences(out: &mut dyn Write, answer: &Comparison) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    let mut header = ["alternative", "outcome", "site", "unit"].map(str::to_owned).to_vec();
    for name in ["base", "value", "difference"] {
        header.extend(with_ends(name));
    }
    header.extend(["standard_error", "variance_reduction"].map(str::to_owned));
    for name in ["futures_better", "futures_equal", "futures_worse"] {
        header.extend(with_ends(name));
    }
    header.extend(["verdict", "more_trials"].map(str::to_owned));
    csv.write_record(&header)?;
    for alternative in &answer.alternatives {
        for row in &alternative.differences {
            let found = &row.difference;
            let mut cells = vec![
                alternative.scenario.clone(),
                row.outcome.to_owned(),
                row.site.clone().unwrap_or_default(),
                row.unit.clone(),
            ];
            for estimate in [&found.base, &found.alternative, &found.difference] {
                cells.extend(three(estimate));
            }
            cells.extend([text(found.standard_error), text(found.variance_reduction)]);
            cells.extend(shares(found.futures.as_ref()));
            let more = match found.verdict {
                Verdict::NotDistinguishable { more_trials } => more_trials.map(|n| n.to_string()),
                _ => None,
            };
            cells.extend([found.verdict.word().to_owned(), more.unwrap_or_default()]);
            csv.write_record(&cells)?;
        }
    }
    csv.flush()
}

fn shares(futures: Option<&Shares>) -> Vec<String> {
    let of = |chance: &Chance| [chance.share, chance.low, chance.high].map(|x| x.to_string());
    match futures {
        Some(shares) => [&shares.better, &shares.equal, &shares.worse].into_iter().flat_map(of).collect(),
        None => vec![String::new(); 9],
    }
}

/// `ranking.csv`.
pub(super) fn ranking(out: &mut dyn Write, answer: &Comparison) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    let currency = answer.scenarios.first().map_or(String::new(), |base| base.currency.to_lowercase());
    let mut header = ["scenario", "title", "base", "efficient"].map(str::to_owned).to_vec();
    for by in RankBy::ALL {
        let name = match by {
            RankBy::Halt => "p_halt".to_owned(),
            RankBy::Cost => format!("cost_{currency}"),
            RankBy::Cvar => format!("cvar_loss_{currency}"),
        };
        header.push(format!("rank_{}", by.quantity().name()));
        header.extend(with_ends(&name));
        header.extend(with_ends(&format!("{name}_behind_best")));
    }
    csv.write_record(&header)?;
    for row in &answer.ranking.rows {
        let mut cells = vec![row.scenario.clone(), row.title.clone(), row.base.to_string(), row.efficient.to_string()];
        cells.extend(RankBy::ALL.into_iter().flat_map(|by| place(row, by)));
        csv.write_record(&cells)?;
    }
    csv.flush()
}

fn place(row: &Ranked, by: RankBy) -> Vec<String> {
    let Placed { rank, estimate, behind_best, .. } = row.by(by);
    let mut cells = vec![rank.to_string()];
    cells.extend(three(estimate));
    cells.extend(three(behind_best));
    cells
}

/// `regret.csv`.
pub(super) fn regret(out: &mut dyn Write, answer: &Comparison, regret: &Regret) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    let currency = answer.scenarios.first().map_or(String::new(), |base| base.currency.to_lowercase());
    let mut header = ["world", "authority", "regime", "trials", "scenario"].map(str::to_owned).to_vec();
    header.extend(with_ends(&format!("cost_{currency}")));
    header.extend(with_ends("p_halt"));
    header.extend(with_ends(&format!("regret_{currency}")));
    header.extend(["best_of_world", "worst_world_of_choice"].map(str::to_owned));
    csv.write_record(&header)?;
    for (at, world) in regret.worlds.iter().enumerate() {
        for choice in &regret.choices {
            let Some(found) = choice.worlds.get(at) else { continue };
            let mut cells = vec![
                world.name.clone(),
                world.authority.clone().unwrap_or_default(),
                world.regime.clone().unwrap_or_default(),
                world.trials.to_string(),
                choice.scenario.clone(),
            ];
            for estimate in [&found.cost, &found.p_halt, &found.regret] {
                cells.extend(three(estimate));
            }
            cells.push((world.best == choice.scenario).to_string());
            cells.push((world.name == choice.worst_world).to_string());
            csv.write_record(&cells)?;
        }
    }
    csv.flush()
}
