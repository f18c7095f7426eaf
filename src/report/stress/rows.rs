//! A stress test as CSV: one row a failure and line, one a freeze and line.

use std::io::Write;

use csv::Writer;

use crate::experiment::{Estimate, Spread, StressAnswer};

fn text(number: Option<f64>) -> String {
    number.map_or(String::new(), |x| x.to_string())
}

fn whole(number: Option<u32>) -> String {
    number.map_or(String::new(), |x| x.to_string())
}

fn three(estimate: &Estimate) -> [String; 3] {
    [text(Some(estimate.value)), text(estimate.low), text(estimate.high)]
}

fn spread(spread: Option<&Spread>) -> [String; 3] {
    [text(spread.map(|s| s.p05)), text(spread.map(|s| s.median)), text(spread.map(|s| s.p95))]
}

/// `stress.csv`.
pub(super) fn failures(out: &mut dyn Write, answer: &StressAnswer) -> std::io::Result<()> {
    let money = answer.scenario.currency.to_lowercase();
    let mut csv = Writer::from_writer(out);
    let mut header: Vec<String> = ["rank", "kind", "failure", "title", "same_as", "site"].map(str::to_owned).to_vec();
    header.extend(
        ["typical_days_to_survive", "typical_days_to_recover", "typical_recovered", "typical_halt_days"]
            .map(str::to_owned),
    );
    header.push(format!("typical_loss_{money}"));
    header.extend(["stopped", "stopped_low", "stopped_high"].map(str::to_owned));
    for name in ["days_to_survive", "days_to_recover"] {
        header.extend(["p05", "median", "p95"].map(|p| format!("{name}_{p}")));
    }
    header.push("not_recovered_share".to_owned());
    for name in ["halt_days".to_owned(), format!("loss_{money}")] {
        header.extend([name.clone(), format!("{name}_low"), format!("{name}_high")]);
    }
    header.extend([format!("loss_all_lines_{money}"), format!("typical_loss_all_lines_{money}")]);
    csv.write_record(&header)?;
    for (at, failure) in answer.failures.iter().enumerate() {
        for line in &failure.lines {
            let mut row = vec![
                (at + 1).to_string(),
                failure.kind.name().to_owned(),
                failure.key.clone(),
                failure.title.clone(),
                failure.also.join("; "),
                line.site.clone(),
                whole(line.typical.survives_days),
                whole(line.typical.recovers_days),
                if line.typical.survives_days.is_some() { line.typical.recovered.to_string() } else { String::new() },
                line.typical.halt_days.to_string(),
                line.typical.loss.to_string(),
            ];
            row.extend([line.stopped.share, line.stopped.low, line.stopped.high].map(|x| x.to_string()));
            row.extend(spread(line.survives_days.as_ref()));
            row.extend(spread(line.recovers_days.as_ref()));
            row.push(line.not_recovered_share.to_string());
            row.extend(three(&line.halt_days));
            row.extend(three(&line.loss));
            row.extend([failure.loss.value.to_string(), failure.typical_loss.to_string()]);
            csv.write_record(&row)?;
        }
    }
    csv.flush()
}

/// `freezes.csv`.
pub(super) fn freezes(out: &mut dyn Write, answer: &StressAnswer) -> std::io::Result<()> {
    let money = answer.scenario.currency.to_lowercase();
    let mut csv = Writer::from_writer(out);
    let mut header = ["authority", "freeze_days", "site", "typical_halt_days"].map(str::to_owned).to_vec();
    header.push(format!("typical_loss_{money}"));
    header.extend(["stopped", "stopped_low", "stopped_high"].map(str::to_owned));
    csv.write_record(&header)?;
    for series in &answer.freezes {
        for freeze in &series.typical {
            let sampled = series.sampled.iter().find(|sampled| sampled.days == freeze.days);
            for (line, facts) in answer.lines.iter().enumerate() {
                let stopped = sampled.and_then(|sampled| sampled.stopped.get(line));
                let mut row = vec![
                    series.authority.clone(),
                    freeze.days.to_string(),
                    facts.site.clone(),
                    freeze.halt_days[line].to_string(),
                    freeze.loss[line].to_string(),
                ];
                row.extend([
                    text(stopped.map(|s| s.share)),
                    text(stopped.map(|s| s.low)),
                    text(stopped.map(|s| s.high)),
                ]);
                csv.write_record(&row)?;
            }
        }
    }
    csv.flush()
}
