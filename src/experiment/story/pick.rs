//! Telling trials: the one in the middle, a bad one, the worst, by loss.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::engine::SiteOutcome;
use crate::model::Model;
use crate::statistics::quantile;

/// Which trial, of all by loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// Half of the trials lose no more.
    Median,
    /// Nineteen of twenty lose no more.
    P95,
    /// None loses more.
    Worst,
}

/// A trial in one line.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Portrait {
    /// Which it is.
    pub pick: Pick,
    /// Number of the trial.
    pub trial: u64,
    /// What it was ranked by: loss of the line, or of all lines, in the scenario's currency.
    pub loss: f64,
    /// Lines that halt, the greatest loss first.
    pub halted: Vec<HaltedLine>,
}

/// A line that halts in a trial.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HaltedLine {
    /// Key of the site.
    pub site: String,
    /// Name for people.
    pub title: String,
    /// First halt day.
    pub first_halt: Date,
    /// Halt days.
    pub halt_days: u32,
    /// Loss.
    pub loss: f64,
}

impl Pick {
    /// All of them, the mildest first.
    pub const ALL: [Self; 3] = [Self::Median, Self::P95, Self::Worst];

    fn share(self) -> f64 {
        match self {
            Self::Median => 0.5,
            Self::P95 => 0.95,
            Self::Worst => 1.0,
        }
    }
}

/// The trials by loss of one site, or of all lines; those that lose the same by their numbers. `outcomes` are those
/// of all trials and, within a trial, of lines in the order of [`Model::lines`].
#[must_use]
pub(super) fn portraits(model: &Model, outcomes: &[SiteOutcome], site: Option<usize>) -> Vec<Portrait> {
    let lines = model.lines();
    let judged: Vec<usize> = (0..lines.len()).filter(|line| site.is_none_or(|site| lines[*line] == site)).collect();
    let loss = |trial: &[SiteOutcome]| -> i64 { judged.iter().map(|line| trial[*line].loss()).sum() };
    let mut ranked: Vec<(i64, usize)> =
        outcomes.chunks_exact(lines.len().max(1)).enumerate().map(|(at, trial)| (loss(trial), at)).collect();
    ranked.sort_unstable();
    let portrait = |pick: Pick| {
        let rank = quantile::rank(ranked.len() as u64, pick.share()) as usize;
        let (cents, trial) = *ranked.get(rank.checked_sub(1)?)?;
        let rows = &outcomes[trial * lines.len()..][..lines.len()];
        let mut halted: Vec<HaltedLine> =
            rows.iter().zip(&lines).filter(|(row, _)| row.halt_days > 0).map(|(row, s)| line(model, *s, row)).collect();
        halted.sort_by(|a, b| b.loss.total_cmp(&a.loss));
        Some(Portrait { pick, trial: trial as u64, loss: cents as f64 / 100.0, halted })
    };
    Pick::ALL.into_iter().filter_map(portrait).collect()
}

fn line(model: &Model, site: usize, row: &SiteOutcome) -> HaltedLine {
    HaltedLine {
        site: model.sites[site].name.clone(),
        title: model.sites[site].title.clone(),
        first_halt: model.date(u32::from(row.first_halt)),
        halt_days: u32::from(row.halt_days),
        loss: row.loss() as f64 / 100.0,
    }
}
