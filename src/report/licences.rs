//! `licences.csv`: licences by authority and month, means over trials with 95 % intervals.

use std::io::Write;

use csv::Writer;

use crate::experiment::{Estimate, RunAnswer};

const MEASURES: [&str; 8] = [
    "applications",
    "granted",
    "returned",
    "denied",
    "mean_wait_days",
    "licensed_tonnes",
    "shipped_under_licence_tonnes",
    "shipped_free_tonnes",
];

/// Writes all months. A cell without a number has nothing to measure: no decisions, or too few trials.
pub(super) fn write(out: &mut dyn Write, answer: &RunAnswer) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    let mut header = vec!["authority".to_owned(), "month".to_owned()];
    header.extend(MEASURES.iter().flat_map(|m| [(*m).to_owned(), format!("{m}_low"), format!("{m}_high")]));
    csv.write_record(header)?;
    for authority in &answer.authorities {
        for month in &authority.months {
            let measures: [Option<Estimate>; MEASURES.len()] = [
                Some(month.applications),
                Some(month.granted),
                Some(month.returned),
                Some(month.denied),
                month.mean_wait_days,
                Some(month.licensed_tonnes),
                Some(month.shipped_under_licence_tonnes),
                Some(month.shipped_free_tonnes),
            ];
            let mut row = vec![authority.authority.clone(), month.month.strftime("%Y-%m").to_string()];
            for measure in measures {
                let cell = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
                row.extend([
                    cell(measure.map(|m| m.value)),
                    cell(measure.and_then(|m| m.low)),
                    cell(measure.and_then(|m| m.high)),
                ]);
            }
            csv.write_record(row)?;
        }
    }
    csv.flush()
}
