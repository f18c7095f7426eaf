//! A monthly series: bands of a forecast against what happened.

use std::fmt::Write as _;

use super::Drawn;
use super::axis::{Days, Scale, date_axis, grid, intervals};
use super::data::{Caption, ChartError, check_numbers};
use super::number::round_ticks;
use super::page::{KEY, caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, BAND_INNER, BAND_OUTER, Colour, HAIR, INK, LINE, MAIN, PAPER, SMALL, STOP};
use super::value::Unit;
use jiff::civil::Date;
use serde::Serialize;

/// A forecast of a monthly series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesForecast {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// Unit of the values.
    pub unit: String,
    /// The date of the forecast.
    pub as_of: Date,
    /// Fit and forecast by month, ascending.
    pub months: Vec<SeriesMonth>,
    /// What was observed: month, value, and whether it had been published on the date.
    pub observed: Vec<(Date, f64, bool)>,
}

/// A month of fit or forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesMonth {
    /// Its first day.
    pub month: Date,
    /// Fit or forecast.
    pub part: SeriesPart,
    /// Median.
    pub median: f64,
    /// Ends of the bands that hold 50, 80 and 95 %.
    pub bands: [(f64, f64); 3],
}

/// Whether a month was known when the forecast was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesPart {
    /// Known: what is shown is the fit.
    Fit,
    /// Not known.
    Forecast,
}

/// Room for the numbers of the vertical axis.
const LEFT: f64 = 60.0;
/// Height of the key.
const KEY_HEIGHT: f64 = 26.0;
/// Band between those of a fan's theme.
const BAND_MIDDLE: Colour = Colour(176, 208, 232);

/// The middle of a month, where its values stand.
fn middle(month: Date) -> Date {
    month.saturating_add(jiff::Span::new().days(14))
}

impl Drawn for SeriesForecast {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        let of_month = |m: &SeriesMonth| {
            let ends = m.bands.iter().flat_map(|(low, high)| [*low, *high]);
            ends.chain([m.median]).collect::<Vec<_>>()
        };
        let numbers: Vec<f64> =
            self.months.iter().flat_map(of_month).chain(self.observed.iter().map(|(_, x, _)| *x)).collect();
        check_numbers("the series", &numbers)
    }

    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        (980.0, caption_height(fonts, &self.caption, 980.0) + KEY_HEIGHT + 420.0)
    }

    fn draw(&self, picture: &mut Picture) {
        // A page can set the forecast of one date apart.
        picture.about(&self.as_of_in_words());
        let frame = caption(picture, &self.caption);
        let months = self.months.iter().map(|m| m.month).chain(self.observed.iter().map(|(m, ..)| *m));
        let ends: Vec<Date> = months.flat_map(|m| [m, m.saturating_add(jiff::Span::new().months(1))]).collect();
        let Some(days) = Days::of(&ends).filter(|_| !self.months.is_empty()) else {
            say_instead(picture, frame, "No months to show");
            return;
        };
        let plot = Frame {
            left: frame.left + LEFT,
            top: frame.top + KEY_HEIGHT + 34.0,
            right: frame.right - 24.0,
            bottom: frame.bottom - 26.0,
        };
        key(picture, frame);
        let most = self.months.iter().map(|m| m.bands[2].1).chain(self.observed.iter().map(|(_, x, _)| *x));
        let ticks = round_ticks(0.0, most.fold(0.0, f64::max), intervals(plot.height()));
        let top = ticks.last().copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
        let up = Scale { values: (0.0, top), pixels: (plot.bottom, plot.top) };
        let unit = Unit::Number(self.unit.clone());
        let labels: Vec<(f64, String)> = ticks.iter().map(|tick| (*tick, unit.tick(*tick, top))).collect();
        let across = days.scale(plot);
        let space = picture.plot(across, up);
        let at = |month: Date, value: f64| (days.offset(middle(month)), value);
        // A month, with two logical pixels left free at either end.
        let gap = space.wide(2.0);
        let edges = |month: Date| {
            let next = month.saturating_add(jiff::Span::new().months(1));
            (days.offset(month) + gap, days.offset(next) - gap)
        };
        for m in self.months.iter().filter(|m| m.part == SeriesPart::Forecast) {
            let (left, right) = edges(m.month);
            for ((low, high), colour) in m.bands.iter().rev().zip([BAND_OUTER, BAND_MIDDLE, BAND_INNER]) {
                space.rect([(left, *low), (right, *high)], colour);
            }
        }
        grid(picture, &space, &labels);
        picture.text(frame.left, plot.top - 26.0, Align::Left, SMALL, &format!("{} a month", self.unit));
        let fit = self.months.iter().filter(|m| m.part == SeriesPart::Fit).map(|m| at(m.month, m.median));
        space.dashed(fit.collect(), MAIN, 1.2, Some((4.0, 3.0)));
        for m in self.months.iter().filter(|m| m.part == SeriesPart::Forecast) {
            let (left, right) = edges(m.month);
            space.line(vec![(left, m.median), (right, m.median)], MAIN, LINE);
        }
        for (month, value, known) in &self.observed {
            dot(picture, space.at(at(*month, *value)), *known);
        }
        self.hints(picture, plot, &days);
        let now = across.at(days.offset(self.as_of));
        picture.line(vec![(now, plot.top - 12.0), (now, plot.bottom)], STOP, 1.4);
        let label = format!("as of {}", super::axis::day_label(self.as_of));
        let wide = picture.fonts.width(&label, SMALL) + 8.0;
        let align = if now + wide > plot.right { (now - 5.0, Align::Right) } else { (now + 5.0, Align::Left) };
        picture.text(align.0, plot.top - 5.0, align.1, SMALL.in_colour(STOP).in_bold(), &label);
        picture.line(vec![(plot.left, plot.bottom), (plot.right, plot.bottom)], AXIS, HAIR);
        date_axis(picture, &days, plot, plot.bottom);
    }
}

impl SeriesForecast {
    /// "1 Jul 2025", as tables of pages say it.
    fn as_of_in_words(&self) -> String {
        super::axis::day_label(self.as_of).replace(super::number::NBSP, " ")
    }

    /// What each month says when pointed at.
    fn hints(&self, picture: &mut Picture, plot: Frame, days: &Days) {
        let across = days.scale(plot);
        let mut months: Vec<Date> =
            self.months.iter().map(|m| m.month).chain(self.observed.iter().map(|(m, ..)| *m)).collect();
        months.sort_unstable();
        months.dedup();
        let unit = Unit::Number(self.unit.clone());
        let words = |month: Date| {
            let mut words = super::axis::month_label(month);
            if let Some(m) = self.months.iter().find(|m| m.month == month) {
                let what = if m.part == SeriesPart::Fit { "fit" } else { "forecast" };
                let _ = write!(words, "\n{what}: median {}", unit.exact(m.median));
                for ((low, high), share) in m.bands.iter().zip(["50", "80", "95"]) {
                    let _ = write!(words, "\n{share}\u{a0}%: {} to {}", unit.exact(*low), unit.exact(*high));
                }
            }
            if let Some((_, value, known)) = self.observed.iter().find(|(m, ..)| *m == month) {
                let when = if *known { "known then" } else { "came later" };
                let _ = write!(words, "\nobserved, {when}: {}", unit.exact(*value));
            }
            words
        };
        let points = months.iter().map(|m| (across.at(days.offset(middle(*m))), words(*m)));
        picture.hints_along(plot, points.collect(), &self.as_of_in_words());
    }
}

fn key(picture: &mut Picture, frame: Frame) {
    let y = frame.top + 12.0;
    let mut at = frame.left;
    for (colour, words) in [(BAND_INNER, "half of the trials"), (BAND_MIDDLE, "80\u{a0}%"), (BAND_OUTER, "95\u{a0}%")] {
        picture.rect(Frame { left: at, top: y - 9.0, right: at + 20.0, bottom: y + 1.0 }, colour);
        at += 26.0;
        at += picture.text(at, y, Align::Left, KEY, words) + 16.0;
    }
    picture.line(vec![(at, y - 4.0), (at + 20.0, y - 4.0)], MAIN, LINE);
    at += 26.0;
    at += picture.text(at, y, Align::Left, KEY, "median") + 16.0;
    picture.dashed(vec![(at, y - 4.0), (at + 20.0, y - 4.0)], MAIN, 1.2, Some((4.0, 3.0)));
    at += 26.0;
    at += picture.text(at, y, Align::Left, KEY, "fit to known months") + 16.0;
    for (known, words) in [(true, "observed, known then"), (false, "observed later")] {
        dot(picture, (at + 6.0, y - 4.0), known);
        at += 16.0;
        at += picture.text(at, y, Align::Left, KEY, words) + 16.0;
    }
}

/// An observed month: filled if it was known, a ring if it came later.
fn dot(picture: &mut Picture, at: (f64, f64), known: bool) {
    picture.disc(at, 5.2, PAPER);
    if known {
        picture.disc(at, 4.2, INK);
    } else {
        picture.disc(at, 4.8, STOP);
        picture.disc(at, 2.6, PAPER);
    }
}

/// Ten months of which five were known.
#[cfg(test)]
pub(super) fn sample() -> super::Chart {
    use jiff::civil::date;
    let at = |i: i8| date(2025, 1 + i, 1);
    let value = |i: i8| 5_000.0 - 700.0 * f64::from((i - 4).abs());
    let month = |i: i8| SeriesMonth {
        month: at(i),
        part: if i < 5 { SeriesPart::Fit } else { SeriesPart::Forecast },
        median: value(i) + 150.0,
        bands: [300.0, 700.0, 1_300.0].map(|reach| (value(i) - reach, value(i) + reach)),
    };
    super::Chart::SeriesForecast(SeriesForecast {
        caption: Caption {
            title: "The 80 % band held 3 of 4 months".to_owned(),
            subtitle: "Exports, t a month".to_owned(),
            footnote: "seed 1".to_owned(),
        },
        unit: "t".to_owned(),
        as_of: date(2025, 6, 21),
        months: (0..10).map(month).collect(),
        observed: (0..9).map(|i| (at(i), value(i) - 90.0, i < 5)).collect(),
    })
}
