//! Scores of several series together: each error as a share of its series' mean month.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::answer::{Coverage, RivalScore, Scored};
use super::pooled::{PooledRival, PooledScores, RIVALS};
use super::score::{coverage, covered};
use crate::statistics::forecast;

/// Bands of the reliability.
const NOMINAL: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/// Bins of the transforms.
const BINS: usize = 10;

/// A forecast that was scored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    /// Index of its series.
    pub series: usize,
    /// Its month.
    pub month: Date,
    /// Months from that of the date; below 0 where the month was over and not published.
    pub ahead: i32,
    /// Mean month of its series.
    pub scale: f64,
    /// How good it was.
    pub scored: Scored,
}

/// The scores of some forecasts together; nothing of none.
pub(super) fn pool<'a>(entries: impl Iterator<Item = &'a Entry>) -> Option<PooledScores> {
    let entries: Vec<Entry> = entries.copied().collect();
    if entries.is_empty() {
        return None;
    }
    let rival = |(name, of): (&str, Of)| {
        let pairs: Vec<(Entry, RivalScore)> = entries.iter().filter_map(|e| Some((*e, of(&e.scored)?))).collect();
        let own = mean(pairs.iter().map(|(e, _)| e.scored.crps / e.scale));
        let crps = mean(pairs.iter().map(|(e, rival)| rival.crps / e.scale));
        PooledRival {
            name: name.to_owned(),
            forecasts: pairs.len(),
            own_crps: own,
            crps,
            error: mean(pairs.iter().map(|(e, rival)| rival.error / e.scale)),
            skill: own.zip(crps).and_then(|(own, crps)| forecast::skill(own, crps)),
            coverage: coverage(&pairs.iter().map(|(_, rival)| rival.held).collect::<Vec<_>>()),
        }
    };
    let of: [Of; 2] = [|scored| scored.last_value, |scored| scored.seasonal];
    let pits: Vec<f64> = entries.iter().map(|e| e.scored.pit).collect();
    Some(PooledScores {
        forecasts: entries.len(),
        months: entries.iter().map(|e| (e.series, e.month)).collect::<BTreeSet<_>>().len(),
        crps: mean(entries.iter().map(|e| e.scored.crps / e.scale)).unwrap_or(0.0),
        error: mean(entries.iter().map(|e| e.scored.median_error / e.scale)).unwrap_or(0.0),
        coverage: coverage(&entries.iter().map(|e| e.scored.held).collect::<Vec<_>>()),
        rivals: RIVALS.into_iter().zip(of).map(rival).collect(),
        reliability: reliability(&pits),
        pit_bins: bins(&pits),
    })
}

/// How a rival's score is found.
type Of = fn(&Scored) -> Option<RivalScore>;

fn mean(values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let n = values.clone().count();
    (n > 0).then(|| values.sum::<f64>() / n as f64)
}

/// How often central bands hold what came, as the transforms tell: a band of a share p holds those within p / 2 of the
/// middle.
pub(super) fn reliability(pits: &[f64]) -> Vec<Coverage> {
    let held = |band: f64| pits.iter().filter(|pit| (**pit - 0.5).abs() <= 0.5 * band).count() as u64;
    NOMINAL.iter().map(|band| covered(*band, held(*band), pits.len() as u64)).collect()
}

/// How many transforms lie in each tenth from 0 to 1.
pub(super) fn bins(pits: &[f64]) -> Vec<u64> {
    let mut bins = vec![0; BINS];
    for pit in pits {
        bins[((pit * BINS as f64) as usize).min(BINS - 1)] += 1;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Domain, Purpose, Stream, uniform};
    use jiff::civil::date;

    fn entry(series: usize, scale: f64, crps: f64, last: Option<f64>, held: [bool; 3], pit: f64) -> Entry {
        let rival = |crps| RivalScore { error: 2.0 * crps, crps, held: [false, false, true] };
        let scored = Scored { crps, pit, held, median_error: 3.0 * crps, last_value: last.map(rival), seasonal: None };
        Entry { series, month: date(2025, 5, 1), ahead: 0, scale, scored }
    }

    /// Three forecasts by hand: errors of 100 of 1,000 t, 3 of 10 kg and 5 of 10 kg are 0.1, 0.3 and 0.5 of a mean
    /// month. The rival is there for the first two, with 0.2 and 0.4: own 0.2 against 0.3 is a skill of a third.
    #[test]
    fn errors_are_shares_of_the_mean_month() {
        let entries = [
            entry(0, 1_000.0, 100.0, Some(200.0), [true, true, true], 0.45),
            entry(1, 10.0, 3.0, Some(4.0), [false, true, true], 0.9),
            entry(1, 10.0, 5.0, None, [false, false, true], 0.99),
        ];
        let pooled = pool(entries.iter()).unwrap();
        assert_eq!((pooled.forecasts, pooled.months), (3, 2));
        assert!((pooled.crps - 0.3).abs() < 1e-12 && (pooled.error - 0.9).abs() < 1e-12, "{pooled:?}");
        assert_eq!(pooled.coverage.iter().map(|c| c.held).collect::<Vec<_>>(), [1, 2, 3]);
        let [last, seasonal] = &pooled.rivals[..] else { panic!("{pooled:?}") };
        assert_eq!((last.forecasts, seasonal.forecasts), (2, 0));
        assert!((last.skill.unwrap() - 1.0 / 3.0).abs() < 1e-12 && (last.error.unwrap() - 0.6).abs() < 1e-12);
        assert_eq!(last.coverage.iter().map(|c| c.held).collect::<Vec<_>>(), [0, 0, 2]);
        assert_eq!((seasonal.crps, seasonal.skill), (None, None));
        assert_eq!(pooled.pit_bins, [0, 0, 0, 0, 1, 0, 0, 0, 0, 2]);
        // 0.45 lies in bands of 10 % and more; 0.9 in those of 80 %; 0.99 in none of them.
        assert_eq!(pooled.reliability.iter().map(|c| c.held).collect::<Vec<_>>(), [1, 1, 1, 1, 1, 1, 1, 2, 2]);
        assert!(pool([].iter()).is_none());
    }

    /// Transforms of right forecasts: 5,000 uniform ones. Each band holds its share within 4.5 standard errors, which
    /// nine bands miss by chance once in 16,000; the ten bins are chi-squared with nine degrees of freedom, above 33.7
    /// once in 10,000.
    #[test]
    fn right_forecasts_are_reliable() {
        let stream = Stream::new(1, Domain::Procedure, "reliable");
        let n = 5_000;
        let pits: Vec<f64> = (0..n).map(|at| uniform(stream.pair(at, 0, Purpose::Resampling, 0, 0)[0])).collect();
        for found in reliability(&pits) {
            let error = (found.band * (1.0 - found.band) / n as f64).sqrt();
            assert!((found.share - found.band).abs() < 4.5 * error, "{found:?}");
        }
        let expected = n as f64 / BINS as f64;
        let statistic: f64 = bins(&pits).iter().map(|k| (*k as f64 - expected).powi(2) / expected).sum();
        assert!(statistic < 33.7, "{statistic}");
    }

    /// Transforms of forecasts that are twice too wide lie in the middle: each band up to a half holds twice its share.
    #[test]
    fn bands_that_are_too_wide_are_seen() {
        let pits: Vec<f64> = (0..1_000).map(|at| 0.25 + 0.5 * (f64::from(at) + 0.5) / 1_000.0).collect();
        let found = reliability(&pits);
        assert!((found[1].share - 0.4).abs() < 1e-9 && (found[4].share - 1.0).abs() < 1e-9, "{found:?}");
        assert_eq!(bins(&pits), [0, 0, 100, 200, 200, 200, 200, 100, 0, 0]);
    }
}
