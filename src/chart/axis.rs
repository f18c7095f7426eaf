//! Scales, and the ticks of date and number axes.

use super::number::{NBSP, count, round_ticks};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::sheet::{UNITS, units};
use super::theme::{AXIS, GRID, HAIR, TICK};
use jiff::civil::Date;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged};
use plotters::coord::types::RangedCoordf64;
use std::ops::Range;

/// A plot of days whose height is 1.
pub(super) fn along(picture: &Picture, days: &Days, frame: Frame) -> Plot {
    picture.plot(days.scale(frame), Scale { values: (0.0, 1.0), pixels: (frame.bottom, frame.top) })
}

/// A linear scale from values to logical pixels: a coordinate of plotters, in which values beyond the ends stay at the
/// end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// The values at both ends.
    pub values: (f64, f64),
    /// The pixels at both ends.
    pub pixels: (f64, f64),
}

impl Scale {
    /// The pixel of a value.
    pub(super) fn at(&self, value: f64) -> f64 {
        f64::from(self.map(&value, (units(self.pixels.0), units(self.pixels.1)))) / UNITS
    }

    /// Rows of equal height below each other, from a top to a bottom: row 2 reaches from 2 to 3, its middle is 2.5.
    /// (The segments of plotters 0.3 misplace a row that is the only one.)
    pub(super) fn rows(rows: usize, pixels: (f64, f64)) -> Self {
        Self { values: (0.0, count(rows.max(1))), pixels }
    }
}

impl Ranged for Scale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let (low, high) = self.values;
        if high > low { RangedCoordf64::from(low..high).map(&value.clamp(low, high), limit) } else { limit.0 }
    }

    fn key_points<H: KeyPointHint>(&self, hint: H) -> Vec<f64> {
        RangedCoordf64::from(self.range()).key_points(hint)
    }

    fn range(&self) -> Range<f64> {
        self.values.0..self.values.1
    }
}

/// The dates of a chart as whole days after the first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Days {
    first: Date,
    last: Date,
}

impl Days {
    /// The range of the dates; none if there are no dates.
    pub(super) fn of(dates: &[Date]) -> Option<Self> {
        Some(Self { first: *dates.iter().min()?, last: *dates.iter().max()? })
    }

    /// Whether a date lies within.
    pub(super) fn contains(&self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }

    /// Days from the first date to this one.
    pub(super) fn offset(&self, date: Date) -> f64 {
        f64::from((date - self.first).get_days())
    }

    /// Days from the first of two dates to the end of the second, which is where the next begins.
    pub(super) fn span(&self, from: Date, until: Date) -> (f64, f64) {
        (self.offset(from), self.offset(until) + 1.0)
    }

    /// A scale that spreads the days over a frame's width.
    pub(super) fn scale(&self, frame: Frame) -> Scale {
        Scale { values: (0.0, self.offset(self.last).max(1.0)), pixels: (frame.left, frame.right) }
    }

    /// Dates to label on an axis `width` logical pixels wide, with their labels: month starts,
    /// or days where the range is short. The first label and each January name the year.
    pub(super) fn ticks(&self, width: f64) -> Vec<(Date, String)> {
        let span = self.offset(self.last).max(1.0);
        let room = (width / 58.0).max(1.0);
        if span < 63.0 {
            let step = [1, 2, 7, 14, 28].into_iter().find(|step| span / f64::from(*step) <= room).unwrap_or(28);
            return self.day_ticks(step);
        }
        let months = span / 30.44;
        let step = [1, 2, 3, 6, 12, 24, 60, 120]
            .into_iter()
            .find(|step| {
                let label = if *step < 12 { 58.0 } else { 36.0 };
                months / f64::from(*step) <= (width / label).max(1.0)
            })
            .unwrap_or(240);
        self.month_ticks(step)
    }

    fn day_ticks(&self, step: i32) -> Vec<(Date, String)> {
        let mut ticks: Vec<(Date, String)> = Vec::new();
        let mut date = self.first;
        while date <= self.last {
            let mut label = date.strftime("%-d\u{a0}%b").to_string();
            if ticks.last().is_none_or(|(last, _)| last.year() != date.year()) {
                label = format!("{label}{NBSP}{}", date.year());
            }
            ticks.push((date, label));
            let Ok(next) = date.checked_add(jiff::Span::new().days(step)) else {
                break;
            };
            date = next;
        }
        ticks
    }

    fn month_ticks(&self, step: i32) -> Vec<(Date, String)> {
        let mut ticks: Vec<(Date, String)> = Vec::new();
        let mut date = self.first.first_of_month();
        while date <= self.last {
            let index = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
            if date >= self.first && index % step == 0 {
                let label = if step >= 12 {
                    date.year().to_string()
                } else if ticks.is_empty() || date.month() == 1 {
                    month_label(date)
                } else {
                    date.strftime("%b").to_string()
                };
                ticks.push((date, label));
            }
            let Ok(next) = date.checked_add(jiff::Span::new().months(1)) else {
                break;
            };
            date = next;
        }
        ticks
    }
}

/// A date such as "4 Apr 2025", kept together.
pub(super) fn day_label(date: Date) -> String {
    date.strftime("%-d\u{a0}%b\u{a0}%Y").to_string()
}

/// A month such as "Apr 2025", kept together.
pub(super) fn month_label(month: Date) -> String {
    month.strftime("%b\u{a0}%Y").to_string()
}

/// Draws a date axis along the bottom of a frame, its labels below `labels_below`.
pub(super) fn date_axis(picture: &mut Picture, days: &Days, frame: Frame, labels_below: f64) {
    let scale = days.scale(frame);
    picture.line(vec![(frame.left, frame.bottom), (frame.right, frame.bottom)], AXIS, HAIR);
    for (date, label) in days.ticks(frame.width()) {
        let x = scale.at(days.offset(date));
        picture.line(vec![(x, labels_below), (x, labels_below + 4.0)], AXIS, HAIR);
        picture.text(x, labels_below + 15.0, Align::Centre, TICK, &label);
    }
}

/// Draws faint lines across a plot at the ticks of a number axis, labelled at the left.
pub(super) fn grid(picture: &mut Picture, plot: &Plot, ticks: &[(f64, String)]) {
    for (value, label) in ticks {
        plot.level(*value, GRID, HAIR);
        let (left, y) = plot.at((plot.across.values.0, *value));
        picture.text(left - 7.0, y + 4.0, Align::Right, TICK, label);
    }
}

/// Draws faint lines up a plot at the ticks of a number axis, labelled below.
pub(super) fn grid_up(picture: &mut Picture, plot: &Plot, ticks: &[(f64, String)]) {
    for (value, label) in ticks {
        plot.upright(*value, GRID, HAIR);
        let (x, bottom) = plot.foot(*value);
        picture.text(x, bottom + 15.0, Align::Centre, TICK, label);
    }
}

/// Draws a number axis along the bottom of a plot, with short strokes at its ticks, labelled below.
pub(super) fn number_axis(picture: &mut Picture, plot: &Plot, ticks: &[(f64, String)]) {
    let (low, high) = plot.across.values;
    picture.line(vec![plot.foot(low), plot.foot(high)], AXIS, HAIR);
    for (value, label) in ticks {
        let (x, bottom) = plot.foot(*value);
        picture.line(vec![(x, bottom), (x, bottom + 4.0)], AXIS, HAIR);
        picture.text(x, bottom + 16.0, Align::Centre, TICK, label);
    }
}

/// A step line through values that hold until the next date, in pixels.
pub(super) fn steps(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut line: Vec<(f64, f64)> = Vec::with_capacity(points.len() * 2);
    for &(x, y) in points {
        if let Some(&(_, before)) = line.last()
            && (before - y).abs() > 0.0
        {
            line.push((x, before));
        }
        line.push((x, y));
    }
    line
}

/// Round numbers from zero to the first at or above the highest value. An axis with room for one or two intervals only
/// has finer tops than steps of whole powers of ten would give it: what it shows is not flattened.
pub(super) fn ticks_to(highest: f64, intervals: usize) -> Vec<f64> {
    const TOPS: [f64; 10] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    if intervals > 2 || !highest.is_finite() || highest <= 0.0 {
        return round_ticks(0.0, highest, intervals);
    }
    let decade = libm::pow(10.0, libm::floor(libm::log10(highest)));
    // The half of a quarter is no round number.
    let round = |top: &f64| intervals < 2 || (top - 2.5).abs() > 0.1;
    let tops = TOPS.into_iter().filter(round).map(|top| top * decade);
    let top = tops.into_iter().find(|top| *top >= highest * (1.0 - 1e-9)).unwrap_or(decade * 10.0);
    if intervals < 2 { vec![0.0, top] } else { vec![0.0, top / 2.0, top] }
}

/// How many intervals a number axis of this height shows.
pub(super) fn intervals(height: f64) -> usize {
    (1..=6).rev().find(|n| height / count(*n) >= 34.0).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn labels(first: Date, last: Date, width: f64) -> Vec<String> {
        let days = Days::of(&[first, last]).expect("two dates");
        let tidy = |(_, label): (Date, String)| label.replace(NBSP, " ");
        days.ticks(width).into_iter().map(tidy).collect()
    }

    #[test]
    fn ticks_suit_the_span() {
        let start = date(2025, 4, 4);
        assert_eq!(labels(start, date(2025, 7, 3), 600.0), ["May 2025", "Jun", "Jul"]);
        assert_eq!(labels(start, date(2026, 4, 4), 300.0), ["Jul 2025", "Oct", "Jan 2026", "Apr"]);
        assert_eq!(labels(start, date(2028, 4, 4), 240.0), ["2026", "2027", "2028"]);
        assert_eq!(labels(start, date(2025, 4, 20), 300.0), ["4 Apr 2025", "11 Apr", "18 Apr"]);
        assert_eq!(labels(start, start, 300.0), ["4 Apr 2025"]);
    }

    #[test]
    fn scale_stays_in_its_frame() {
        let scale = Scale { values: (0.0, 10.0), pixels: (100.0, 0.0) };
        for (value, pixel) in [(5.0, 50.0), (-1.0, 100.0), (f64::INFINITY, 0.0)] {
            assert!((scale.at(value) - pixel).abs() < 1e-9);
        }
    }

    #[test]
    fn low_plots_are_filled() {
        assert_eq!(ticks_to(24.0, 1), [0.0, 25.0]);
        assert_eq!(ticks_to(5_900.0, 1), [0.0, 6_000.0]);
        assert_eq!(ticks_to(110.0, 2), [0.0, 75.0, 150.0]);
        assert_eq!(ticks_to(24.0, 2), [0.0, 15.0, 30.0]);
        assert_eq!(ticks_to(30.0, 2), [0.0, 15.0, 30.0]);
        assert_eq!(ticks_to(0.0, 1), round_ticks(0.0, 0.0, 1));
    }

    #[test]
    fn steps_hold_until_the_next_date() {
        assert_eq!(steps(&[(0.0, 0.0), (1.0, 0.0), (2.0, 5.0)]), [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 5.0)]);
    }
}
