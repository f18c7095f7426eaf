//! What is observed of a model: the monthly series that forecasts are held against.

use jiff::civil::Date;

use super::Num;
use crate::scenario::{Counted, SeriesUnit};

/// The observed series.
#[derive(Clone, Debug)]
pub struct Observed {
    /// Name for people.
    pub title: String,
    /// Index of the authority on whose lanes it is counted.
    pub authority: usize,
    /// What is counted.
    pub counts: Counted,
    /// Lanes on which it is counted, with milligrams in a tick, where it is not all that the authority counts.
    pub lanes: Option<Vec<(usize, f64)>>,
    /// Unit of the values.
    pub unit: SeriesUnit,
    /// First month that is held against the simulation: its first day.
    pub from: Date,
    /// Day of the next month on which a month is published.
    pub published_day: i8,
    /// Standard deviation of the logarithm of observed over simulated.
    pub noise: Num,
    /// What lasts of that difference: its standard deviation, and the share of it that is left after a month.
    pub drift: Option<(Num, f64)>,
    /// Added to values before their logarithms are compared.
    pub offset: f64,
    /// The day from which all that the scenario assumes could be known.
    pub known_from: Date,
    /// Factors of the months, January first.
    pub month_factors: [f64; 12],
    /// Values known with the scenario, by month.
    pub values: Vec<(Date, f64)>,
}

impl Observed {
    /// The day on which a month's value is published.
    #[must_use]
    pub fn published(&self, month: Date) -> Date {
        let next = month.first_of_month().saturating_add(jiff::Span::new().months(1));
        next.saturating_add(jiff::Span::new().days(i64::from(self.published_day) - 1))
    }
    /// The factor of a month.
    #[must_use]
    pub fn factor(&self, month: Date) -> f64 {
        usize::try_from(month.month() - 1).ok().and_then(|m| self.month_factors.get(m)).copied().unwrap_or(1.0)
    }
}
