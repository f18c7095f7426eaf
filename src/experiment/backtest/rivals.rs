//! Rivals: naive forecasts made of the months published by then alone, with a spread from their own past errors.

use jiff::civil::Date;

use super::answer::{CONTROL_BANDS, RivalScore};
use crate::experiment::series::{Months, month_after, months_between};
use crate::random::special::{Probability, normal_quantile};
use crate::statistics::Ensemble;

/// A naive forecast is held against what came by so many of its quantiles.
const QUANTILES: u32 = 400;
/// Errors that are needed before they say how far a forecast errs.
const LEAST_ERRORS: usize = 2;

/// A naive forecast: normal around a value, nothing below zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Naive {
    mean: f64,
    sd: f64,
}

/// The latest published value, for as many months as it takes. It strays as a random walk does: its standard deviation
/// is that of past changes from one published month to the next, for one month, times the square root of the months
/// ahead.
pub(super) fn last_value(published: &Months, month: Date) -> Option<Naive> {
    let (latest, value) = published.last_key_value()?;
    let ahead = f64::from(months_between(*latest, month).max(1));
    Some(Naive { mean: *value, sd: monthly_change(published) * libm::sqrt(ahead) })
}

/// The value of a year before, where it was published. It strays as far as published months have strayed from those of
/// a year before; where fewer than two have one, as far as one month from the next.
pub(super) fn seasonal(published: &Months, month: Date) -> Option<Naive> {
    let mean = *published.get(&month_after(month, -12))?;
    let error = |(month, value): (&Date, &f64)| Some(value - published.get(&month_after(*month, -12))?);
    let errors: Vec<f64> = published.iter().filter_map(error).collect();
    let sd = if errors.len() < LEAST_ERRORS { monthly_change(published) } else { root_mean_square(&errors) };
    Some(Naive { mean, sd })
}

/// Standard deviation of the change in a month, from all pairs of neighbours, each over the months between them;
/// nothing while there are too few.
fn monthly_change(published: &Months) -> f64 {
    let months: Vec<(&Date, &f64)> = published.iter().collect();
    let change = |pair: &[(&Date, &f64)]| {
        (pair[1].1 - pair[0].1) / libm::sqrt(f64::from(months_between(*pair[0].0, *pair[1].0).max(1)))
    };
    let changes: Vec<f64> = months.windows(2).map(change).collect();
    if changes.len() < LEAST_ERRORS { 0.0 } else { root_mean_square(&changes) }
}

fn root_mean_square(errors: &[f64]) -> f64 {
    libm::sqrt(errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64)
}

impl Naive {
    /// How good it was. Without a spread its score is the absolute error.
    pub(super) fn against(self, came: f64) -> RivalScore {
        let share = |at: u32| (f64::from(at) + 0.5) / f64::from(QUANTILES);
        let quantile = |at| (self.mean + self.sd * normal_quantile(Probability::of(share(at)))).max(0.0);
        let ensemble = Ensemble::new((0..QUANTILES).map(quantile).collect());
        RivalScore {
            error: (self.mean - came).abs(),
            crps: ensemble.crps(came),
            held: CONTROL_BANDS.map(|share| ensemble.band(share).contains(came)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn months(values: &[(i16, i8, f64)]) -> Months {
        values.iter().map(|(year, month, value)| (date(*year, *month, 1), *value)).collect()
    }

    /// Changes of 30 in one month and of 80 in four are 30 and 40 a month: 35.36 on average.
    #[test]
    fn the_latest_value_strays_as_a_random_walk() {
        let published = months(&[(2025, 1, 100.0), (2025, 2, 130.0), (2025, 6, 50.0)]);
        let naive = last_value(&published, date(2025, 10, 1)).unwrap();
        assert!((naive.mean - 50.0).abs() < 1e-12 && (naive.sd - libm::sqrt(1_250.0) * 2.0).abs() < 1e-9, "{naive:?}");
        assert_eq!(last_value(&Months::new(), date(2025, 10, 1)), None);
        let one = last_value(&months(&[(2025, 1, 100.0)]), date(2025, 2, 1)).unwrap();
        let score = one.against(70.0);
        assert!((score.crps - 30.0).abs() < 1e-9 && (score.error - 30.0).abs() < 1e-12);
        assert_eq!(score.held, [false; 3]);
    }

    /// Two months strayed by 10 and 20 from those of a year before: 15.81. A normal forecast has the score of its
    /// closed form, 0.2337 standard deviations at its mean.
    #[test]
    fn the_value_of_a_year_before_strays_as_it_did() {
        let published =
            months(&[(2024, 1, 100.0), (2024, 2, 90.0), (2024, 3, 500.0), (2025, 1, 110.0), (2025, 2, 70.0)]);
        let naive = seasonal(&published, date(2025, 3, 1)).unwrap();
        assert!((naive.mean - 500.0).abs() < 1e-12 && (naive.sd - libm::sqrt(250.0)).abs() < 1e-9, "{naive:?}");
        assert_eq!(seasonal(&published, date(2025, 4, 1)), None);
        let score = naive.against(500.0);
        assert!((score.crps - 0.233_694_977 * naive.sd).abs() < 0.01, "{score:?}");
        assert_eq!(score.held, [true; 3]);
        // Half, and four fifths, of a normal lie within 0.674 and 1.282 standard deviations.
        assert_eq!(naive.against(500.0 + naive.sd).held, [false, true, true]);
    }

    /// Nothing is forecast below zero.
    #[test]
    fn nothing_comes_below_zero() {
        let naive = Naive { mean: 0.0, sd: 10.0 };
        assert!((naive.against(0.0).crps - 10.0 * 0.116_847_488).abs() < 0.01, "{:?}", naive.against(0.0));
    }
}
