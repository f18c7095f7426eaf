//! What is seen of licence desks by date: `regimes.csv`, `licence-bands.csv`, `waits.csv`; and halts by date,
//! `halted.csv`, and lanes, `network.csv`.

use std::io::Write;

use csv::Writer;

use crate::experiment::{FiveBands, RunAnswer};

/// Trials in which each regime is in force, by day.
pub(super) fn regimes(out: &mut dyn Write, answer: &RunAnswer) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    csv.write_record(["authority", "date", "regime", "trials", "of_trials"])?;
    for authority in &answer.authorities {
        for regime in &authority.regimes {
            for (day, trials) in (0..).zip(&regime.trials_by_day) {
                let date = answer.date(day).to_string();
                let (trials, of) = (trials.to_string(), answer.run.trials.to_string());
                csv.write_record([&authority.authority, &date, &regime.regime, &trials, &of])?;
            }
        }
    }
    csv.flush()
}

/// Numbers of applications in a trial by month, as quantiles over trials.
pub(super) fn bands(out: &mut dyn Write, answer: &RunAnswer) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    csv.write_record(["authority", "month", "measure", "p5", "p25", "p50", "p75", "p95"])?;
    for authority in &answer.authorities {
        let bands = &authority.bands;
        let measures: [(&str, &FiveBands); 5] = [
            ("applications", &bands.applications),
            ("granted", &bands.granted),
            ("returned", &bands.returned),
            ("denied", &bands.denied),
            ("pending_at_end", &bands.pending),
        ];
        for (measure, five) in measures {
            for (at, month) in bands.months.iter().enumerate() {
                let mut row =
                    vec![authority.authority.clone(), month.strftime("%Y-%m").to_string(), measure.to_owned()];
                row.extend(
                    [&five.p05, &five.p25, &five.p50, &five.p75, &five.p95].map(|series| series[at].to_string()),
                );
                csv.write_record(row)?;
            }
        }
    }
    csv.flush()
}

/// Decisions of all trials by material and days from filing to decision; days without decisions are left out.
pub(super) fn waits(out: &mut dyn Write, answer: &RunAnswer) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    csv.write_record(["authority", "material", "days", "decisions"])?;
    for authority in &answer.authorities {
        for wait in &authority.waits {
            for (days, decisions) in wait.decisions_by_day.iter().enumerate().filter(|(_, n)| **n > 0) {
                let (days, decisions) = (days.to_string(), decisions.to_string());
                csv.write_record([&authority.authority, &wait.material, &days, &decisions])?;
            }
        }
    }
    csv.flush()
}

/// Trials that have halted by the end of each day: of each line, of any manufacturer of each sector, of any at all.
pub(super) fn halted(out: &mut dyn Write, answer: &RunAnswer) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    csv.write_record(["kind", "name", "date", "trials", "of_trials"])?;
    let lines = answer.lines.iter().map(|line| ("line", line.site.as_str(), &line.trials_halted_by_day));
    let sectors = answer.sectors.iter().map(|all| ("sector", all.sector.as_str(), &all.trials_halted_by_day));
    let any = ("any manufacturer", "", &answer.trials_any_halted_by_day);
    for (kind, name, by_day) in lines.chain(sectors).chain([any]) {
        for (day, trials) in (0..).zip(by_day) {
            let date = answer.date(day).to_string();
            csv.write_record([kind, name, &date, &trials.to_string(), &answer.run.trials.to_string()])?;
        }
    }
    csv.flush()
}

/// Lanes: what comes on each, how long its licences wait, and what is at stake. A cell without a number has nothing to
/// measure.
pub(super) fn network(out: &mut dyn Write, answer: &RunAnswer) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    csv.write_record([
        "lane",
        "from",
        "to",
        "material",
        "authority",
        "planned_share",
        "received",
        "unit",
        "received_share_of_need",
        "median_wait_days",
        "p90_wait_days",
        "stake",
    ])?;
    for lane in &answer.network.lanes {
        let cell = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
        csv.write_record([
            lane.lane.clone(),
            lane.from.clone(),
            lane.to.clone(),
            lane.material.clone(),
            lane.authority.clone().unwrap_or_default(),
            lane.planned_share.to_string(),
            lane.received.to_string(),
            lane.unit.to_owned(),
            cell(lane.received_share_of_need),
            cell(lane.median_wait_days.map(f64::from)),
            cell(lane.p90_wait_days.map(f64::from)),
            lane.stake.to_string(),
        ])?;
    }
    csv.flush()
}
