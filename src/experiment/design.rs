//! Which values of which parameters are looked at: full grids, Latin hypercubes, Sobol points.

use jiff::civil::Date;
use libm::{exp, log};
use serde::{Deserialize, Serialize};

use crate::random::sobol::{self, DIMENSIONS};
use crate::random::{Domain, Purpose, Stream, uniform};
use crate::scenario::{Measured, Setting};

/// A parameter and the range of its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Name of a parameter, or the dotted path of a number.
    pub name: String,
    /// First value.
    pub low: f64,
    /// Last value.
    pub high: f64,
    /// Whether values stand in equal ratios rather than at equal distances.
    pub log: bool,
    /// Whether they were given in per cent.
    pub percent: bool,
    /// Whether they are dates, as days since 1 January 1970.
    pub dates: bool,
}

/// How values are combined.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Design {
    /// Every value of an axis with every value of the others: so many of each.
    Grid(Vec<usize>),
    /// Latin hypercube: so many points, and each axis cut into as many slices, one point in each (`McKay`, Beckman and
    /// Conover, *Technometrics* 21, 1979).
    Latin(usize),
    /// So many scrambled Sobol points.
    Sobol(usize),
}

/// Axes that Sobol points can have.
pub(crate) const MOST_SOBOL_AXES: usize = DIMENSIONS;

/// Values of an axis of a grid that does not say how many.
pub(crate) const USUAL_VALUES: usize = 9;

/// An axis that is no number of the scenario: days of need by which the stock of a line is raised, on the first day and
/// in its order levels.
const STOCK_AXIS: &str = "more_stock:";

impl Axis {
    /// A parameter, or a number by its dotted path, from one value to another at equal distances; `more_stock:SITE` is
    /// the stock of a line, in days beyond today's.
    #[must_use]
    pub fn new(name: &str, low: f64, high: f64) -> Self {
        Self { name: name.to_owned(), low, high, log: false, percent: false, dates: false }
    }

    /// The same in equal ratios.
    #[must_use]
    pub fn log(self) -> Self {
        Self { log: true, ..self }
    }

    /// The date of an event, or another date by its dotted path, from one day to another.
    #[must_use]
    pub fn dates(name: &str, first: Date, last: Date) -> Self {
        let day = |date: Date| Setting::from(date).number();
        Self { dates: true, ..Self::new(name, day(first), day(last)) }
    }

    /// The line whose stock it raises, by its key, if that is what it does.
    #[must_use]
    pub fn stock_of(&self) -> Option<&str> {
        self.name.strip_prefix(STOCK_AXIS)
    }

    /// A value as what it is.
    #[must_use]
    pub fn setting(&self, value: f64) -> Setting {
        if self.dates { Setting::date_at(value) } else { Setting::Number(value) }
    }

    /// A value as it is given to a scenario: in per cent where the range is.
    #[must_use]
    pub fn given(&self, value: f64) -> Setting {
        if !self.percent {
            return self.setting(value);
        }
        // 7 rather than 7.000000000000001.
        let shown: f64 = format!("{:.11e}", value * 100.0).parse().unwrap_or(value * 100.0);
        let (unit, written) = ("%".to_owned(), format!("{shown}%"));
        Setting::Measured(Measured { value, unit, scaled: false, written })
    }

    /// The value at a share of the way from the first to the last, 0 to 1, to twelve digits.
    #[must_use]
    pub fn at(&self, share: f64) -> f64 {
        if self.dates {
            return (self.low + share.clamp(0.0, 1.0) * (self.high - self.low)).round();
        }
        let x = if share <= 0.0 {
            self.low
        } else if share >= 1.0 {
            self.high
        } else if self.log {
            exp(log(self.low) + share * (log(self.high) - log(self.low)))
        } else {
            self.low + share * (self.high - self.low)
        };
        // 0.1 rather than 0.09999999999999999.
        format!("{x:.11e}").parse().unwrap_or(x)
    }
}

impl Design {
    /// The points, each with a value for every axis. A grid runs through the last axis first.
    #[must_use]
    pub fn points(&self, axes: &[Axis], seed: u64) -> Vec<Vec<f64>> {
        match self {
            Self::Grid(counts) => grid(axes, counts),
            Self::Latin(points) => latin(axes, *points, seed),
            Self::Sobol(points) => sobol(axes, *points, seed),
        }
    }
    /// Number of points.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Grid(counts) => counts.iter().fold(1, |all, n| all.saturating_mul(*n)),
            Self::Latin(points) | Self::Sobol(points) => *points,
        }
    }
}

fn grid(axes: &[Axis], counts: &[usize]) -> Vec<Vec<f64>> {
    let mut points = vec![Vec::new()];
    for (axis, count) in axes.iter().zip(counts) {
        let last = (count - 1).max(1) as f64;
        let values: Vec<f64> = (0..*count).map(|i| axis.at(i as f64 / last)).collect();
        let extended = |point: &Vec<f64>| {
            let with = |value: &f64| point.iter().copied().chain([*value]).collect::<Vec<f64>>();
            values.iter().map(with).collect::<Vec<_>>()
        };
        points = points.iter().flat_map(extended).collect();
    }
    points
}

fn latin(axes: &[Axis], points: usize, seed: u64) -> Vec<Vec<f64>> {
    let slices: Vec<Vec<f64>> = axes
        .iter()
        .map(|axis| {
            let stream = Stream::new(seed, Domain::Procedure, &format!("latin/{}", axis.name));
            let word = |i: usize| stream.pair(i as u64, 0, Purpose::Resampling, 0, 0);
            // The order of as many random words is a random permutation.
            let mut order: Vec<usize> = (0..points).collect();
            order.sort_by_key(|i| word(*i)[0]);
            order.iter().enumerate().map(|(i, slice)| (*slice as f64 + uniform(word(i)[1])) / points as f64).collect()
        })
        .collect();
    (0..points).map(|i| axes.iter().zip(&slices).map(|(axis, shares)| axis.at(shares[i])).collect()).collect()
}

fn sobol(axes: &[Axis], points: usize, seed: u64) -> Vec<Vec<f64>> {
    let seeds: Vec<u32> = axes
        .iter()
        .map(|axis| {
            let stream = Stream::new(seed, Domain::Procedure, &format!("sobol/{}", axis.name));
            (stream.pair(0, 0, Purpose::Resampling, 0, 0)[0] >> 32) as u32
        })
        .collect();
    let value = |index: usize, d: usize| {
        // In the middle of its cell: never at an end.
        let share = (f64::from(sobol::scrambled(index as u32, d, seeds[d])) + 0.5) / 4_294_967_296.0;
        axes[d].at(share)
    };
    (0..points).map(|index| (0..axes.len()).map(|d| value(index, d)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(name: &str, low: f64, high: f64) -> Axis {
        Axis { name: name.to_owned(), low, high, log: false, percent: false, dates: false }
    }

    #[test]
    fn a_grid_has_every_pair_and_round_values() {
        let axes = [axis("a", 0.0, 0.3), Axis { log: true, ..axis("b", 1.0, 100.0) }];
        let points = Design::Grid(vec![4, 3]).points(&axes, 1);
        assert_eq!(points.len(), 12);
        assert_eq!(points[..4], [vec![0.0, 1.0], vec![0.0, 10.0], vec![0.0, 100.0], vec![0.1, 1.0]]);
        assert_eq!(points[11], [0.3, 100.0]);
    }

    #[test]
    fn dates_are_whole_days() {
        let axis = Axis { dates: true, ..axis("talks", 20574.0, 20666.0) };
        let points = Design::Grid(vec![4]).points(std::slice::from_ref(&axis), 1);
        let dates: Vec<String> = points.iter().map(|point| axis.setting(point[0]).to_string()).collect();
        // 92 days in three steps of 30⅔.
        assert_eq!(dates, ["2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01"]);
    }

    #[test]
    fn designs_have_one_point_in_every_slice_and_follow_the_seed() {
        let axes = [axis("a", 0.0, 1.0), axis("b", 0.0, 1.0), axis("c", 0.0, 1.0)];
        for design in [Design::Latin(64), Design::Sobol(64)] {
            let points = design.points(&axes, 7);
            for d in 0..3 {
                let mut seen = [false; 64];
                for point in &points {
                    seen[(point[d] * 64.0) as usize] = true;
                }
                assert!(seen.iter().all(|s| *s), "{design:?} axis {d}");
            }
            assert_eq!(points, design.points(&axes, 7));
            assert_ne!(points, design.points(&axes, 8));
            // Another axis changes nothing of the first one.
            let alone = design.points(&axes[..1], 7);
            assert!(points.iter().zip(alone).all(|(all, one)| all[0].to_bits() == one[0].to_bits()));
        }
    }
}
