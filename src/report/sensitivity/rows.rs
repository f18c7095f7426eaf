//! What matters as CSV: one row an outcome and parameter, one row an outcome and condition.

use std::io::Write;

use csv::Writer;

use super::parameter;
use crate::experiment::{Bad, Chance, Estimate, Found, Measured, Sensitivity};

fn text(number: Option<f64>) -> String {
    number.map_or(String::new(), |x| x.to_string())
}

fn three(estimate: Option<&Estimate>) -> [String; 3] {
    [text(estimate.map(|e| e.value)), text(estimate.and_then(|e| e.low)), text(estimate.and_then(|e| e.high))]
}

fn share(chance: &Chance) -> [String; 3] {
    [chance.share, chance.low, chance.high].map(|x| x.to_string())
}

/// "name, `name_low`, `name_high`" of each.
fn header(first: &[&str], estimates: &[&str]) -> Vec<String> {
    let mut header: Vec<String> =
        ["outcome", "site", "unit"].iter().chain(first).map(|&name| name.to_owned()).collect();
    header
        .extend(estimates.iter().flat_map(|name| [(*name).to_owned(), format!("{name}_low"), format!("{name}_high")]));
    header
}

fn outcome(measured: &Measured) -> Vec<String> {
    vec![measured.outcome.to_owned(), measured.site.clone().unwrap_or_default(), measured.unit.clone()]
}

/// `tornado.csv`.
pub(super) fn tornado(out: &mut dyn Write, answer: &Sensitivity) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    let names = ["rank", "parameter", "title", "parameter_unit", "p10", "p90"];
    let estimates = ["base", "at_p10", "at_p90", "change_at_p10", "change_at_p90", "swing"];
    csv.write_record(header(&names, &estimates))?;
    for found in &answer.outcomes {
        for (at, swing) in found.tornado.iter().enumerate() {
            let facts = parameter(answer, &swing.parameter);
            let mut row = outcome(&found.measured);
            row.extend([
                (at + 1).to_string(),
                swing.parameter.clone(),
                facts.map_or(String::new(), |facts| facts.title.clone()),
                facts.map_or(String::new(), |facts| facts.unit.clone()),
                swing.low.value.to_string(),
                swing.high.value.to_string(),
            ]);
            let ends = [&found.base, &swing.low.outcome, &swing.high.outcome, &swing.low.change, &swing.high.change];
            row.extend(ends.into_iter().chain([&swing.swing]).flat_map(|estimate| three(Some(estimate))));
            csv.write_record(&row)?;
        }
    }
    csv.flush()
}

/// `variance.csv`: groups first, then parameters.
pub(super) fn variance(out: &mut dyn Write, answer: &Sensitivity) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    csv.write_record(header(&["source", "title"], &["first_order", "total", "of_all_parameters"]))?;
    for found in &answer.outcomes {
        let Some(variance) = &found.variance else { continue };
        let complement = |estimate: &Estimate| Estimate {
            value: 1.0 - estimate.value,
            low: estimate.high.map(|x| 1.0 - x),
            high: estimate.low.map(|x| 1.0 - x),
        };
        // What a group does in all is what the other does not do by itself.
        let groups = [
            ("all_parameters", "All parameters", &variance.parameters, complement(&variance.luck)),
            ("other_luck", "All other luck", &variance.luck, complement(&variance.parameters)),
        ];
        for (name, title, first, total) in groups {
            let mut row = outcome(&found.measured);
            row.extend([name.to_owned(), title.to_owned()]);
            row.extend([Some(first), Some(&total), None].into_iter().flat_map(three));
            csv.write_record(&row)?;
        }
        for share in &variance.shares {
            let mut row = outcome(&found.measured);
            let title = parameter(answer, &share.parameter).map_or(String::new(), |facts| facts.title.clone());
            row.extend([share.parameter.clone(), title]);
            let shares = [Some(&share.first), Some(&share.total), share.of_parameters.as_ref()];
            row.extend(shares.into_iter().flat_map(three));
            csv.write_record(&row)?;
        }
    }
    csv.flush()
}

/// `conditions.csv`: one row a condition; what is said of all of them together stands in each.
pub(super) fn conditions(out: &mut dyn Write, answer: &Sensitivity) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    let names = ["bad", "threshold", "fact", "title", "fact_unit", "from", "to", "quasi_p"];
    csv.write_record(header(&names, &["inside", "elsewhere", "coverage", "support"]))?;
    for found in &answer.outcomes {
        let Some(discovery) = &found.discovery else { continue };
        let Found::Conditions(all) = &discovery.found else { continue };
        let (bad, threshold) = match discovery.bad {
            Bad::Halts => ("halts", None),
            Bad::Above(x) => ("above", Some(x)),
            Bad::AtLeast(x) => ("at_least", Some(x)),
            Bad::Below(x) => ("below", Some(x)),
            Bad::AtMost(x) => ("at_most", Some(x)),
        };
        for condition in &all.conditions {
            let mut row = outcome(&found.measured);
            row.extend([bad.to_owned(), text(threshold), condition.fact.clone(), condition.title.clone()]);
            row.push(condition.unit.clone());
            row.extend([text(condition.from), text(condition.to), condition.quasi_p.to_string()]);
            row.extend([&all.inside, &all.elsewhere, &all.coverage, &all.support].into_iter().flat_map(share));
            csv.write_record(&row)?;
        }
    }
    csv.flush()
}

/// `futures.csv`: one row a future, with its facts and outcomes.
pub(super) fn futures(out: &mut dyn Write, answer: &Sensitivity) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    let outcomes: Vec<_> = answer.outcomes.iter().filter(|outcome| !outcome.values.is_empty()).collect();
    let key = |measured: &Measured| match &measured.site {
        Some(site) => format!("{}:{site}", measured.outcome),
        None => measured.outcome.to_owned(),
    };
    let names = answer.facts.iter().map(|fact| fact.key.clone());
    let names = names.chain(outcomes.iter().map(|outcome| key(&outcome.measured)));
    csv.write_record(std::iter::once("trial".to_owned()).chain(names))?;
    let columns = answer.facts.iter().map(|fact| &fact.values);
    let columns: Vec<&Vec<f64>> = columns.chain(outcomes.iter().map(|outcome| &outcome.values)).collect();
    for trial in 0..columns.first().map_or(0, |values| values.len()) {
        let values = columns.iter().map(|values| values[trial].to_string());
        csv.write_record(std::iter::once(trial.to_string()).chain(values))?;
    }
    csv.flush()
}
