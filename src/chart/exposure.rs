//! What single failures do: how long the line that is hit worst survives, how long it stands, what it costs.

use super::Drawn;
use super::axis::{Scale, grid_up};
use super::data::{Caption, ChartError, check_numbers};
use super::key::{Sign, key, key_height};
use super::number::{count, money, money_in, money_scale, round_ticks, three_digits};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{AXIS, BAND_INNER, HAIR, INK, LABEL, MAIN, MUTED, SMALL, STOP};
use serde::Serialize;

/// Failures, one a row: time to survive and to recover on the left, loss on the right.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Exposures {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// Days of a failure.
    pub days: f64,
    /// The failures, from top to bottom.
    pub rows: Vec<ExposureRow>,
}

/// A failure and the line that it hits worst.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ExposureRow {
    /// Name of the failure.
    pub name: String,
    /// The line, and how often it is stopped.
    pub detail: String,
    /// Days from the failure to the first halt; nothing if nothing is stopped.
    pub survives: Option<f64>,
    /// Days from the restoration until the line has recovered.
    pub recovers: Option<f64>,
    /// It is only known to take longer than that: the line is halted to the end.
    pub not_over: bool,
    /// Loss in single trials: exceeded in 95 %, mean, exceeded in 5 %.
    pub loss: [f64; 3],
}

/// Width of the page.
const WIDTH: f64 = 1000.0;
/// Height of a comfortable row.
const ROW: f64 = 38.0;
/// Room for the axes below the rows.
const AXES: f64 = 40.0;
/// Thickness of a bar.
const BAR: f64 = 13.0;

impl ExposureRow {
    fn at_least(&self) -> &'static str {
        if self.not_over { "≥\u{a0}" } else { "" }
    }
}
const KEYS: [(Sign, &str); 4] = [
    (Sign::Area(BAND_INNER), "the line runs on"),
    (Sign::Area(STOP), "the line is halted"),
    (Sign::Area(MAIN), "mean loss"),
    (Sign::Line(MUTED), "nine in ten trials"),
];

impl Drawn for Exposures {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        for row in &self.rows {
            check_numbers(&row.name, &row.loss)?;
            let days: Vec<f64> = row.survives.into_iter().chain(row.recovers).collect();
            check_numbers(&row.name, &days)?;
        }
        check_numbers("days", &[self.days])
    }

    /// The page on which the rows have a comfortable size: it grows with their number.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let rows = count(self.rows.len()) * ROW;
        let key = key_height(fonts, &KEYS, WIDTH);
        (WIDTH, (caption_height(fonts, &self.caption, WIDTH) + key + rows + AXES + 22.0).max(260.0))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() {
            say_instead(picture, frame, "Nothing to take out");
            return;
        }
        let key = key(picture, frame, &KEYS) + 6.0;
        let names = frame.width() * 0.3;
        let rows = Frame { top: frame.top + key + 16.0, bottom: frame.bottom - AXES, ..frame };
        let times = Frame { left: frame.left + names + 12.0, right: frame.left + frame.width() * 0.66, ..rows };
        let losses = Frame { left: times.right + 40.0, right: frame.right - 70.0, ..rows };
        let longest = self.rows.iter().filter_map(|row| Some(self.days + row.recovers?)).fold(self.days, f64::max);
        let latest = self.rows.iter().filter_map(|row| row.survives).fold(longest, f64::max);
        let below = Scale::rows(self.rows.len(), (rows.top, rows.bottom));
        let days = Scale { values: (0.0, latest.max(1.0)), pixels: (times.left, times.right) };
        let times = picture.plot(days, below);
        time_axis(picture, &times);
        let losses = picture.plot(self.loss_scale(losses), below);
        self.loss_axis(picture, &losses);
        for (at, row) in self.rows.iter().enumerate() {
            let place = Frame { left: frame.left, right: frame.right, ..times.row(at) };
            name(picture, row, place, names);
            self.times(picture, row, &times, at);
            self.loss(picture, row, &losses, at);
            picture.hint(place, "", self.words(row));
        }
        let x = days.at(self.days);
        picture.dashed(vec![(x, rows.top - 4.0), (x, rows.bottom)], AXIS, 1.0, Some((3.0, 2.5)));
        picture.text(x, rows.top - 8.0, Align::Centre, SMALL, "restored");
    }
}

impl Exposures {
    /// What a row says when pointed at.
    fn words(&self, row: &ExposureRow) -> String {
        let [low, mean, high] = row.loss.map(|loss| money(loss, &self.currency));
        let survives = match row.survives {
            Some(days) => format!("First halt after {} days", three_digits(days)),
            None => "No line is stopped".to_owned(),
        };
        let recovers = row.recovers.map_or(String::new(), |days| {
            format!("\nRuns again {}{} days after the restoration", row.at_least(), three_digits(days))
        });
        format!(
            "{}\n{}\n{survives}{recovers}\nMean loss {mean}; nine in ten trials {low} to {high}",
            row.name, row.detail
        )
    }

    /// Runs on, stands, runs again.
    fn times(&self, picture: &mut Picture, row: &ExposureRow, plot: &Plot, at: usize) {
        let (middle, days) = (count(at) + 0.5, plot.across);
        let y = plot.at((0.0, middle)).1;
        let Some(survives) = row.survives else {
            plot.bar(days.values, (middle, BAR), BAND_INNER.tint(5));
            picture.text(days.at(0.0) + 6.0, y + 4.0, Align::Left, SMALL.in_colour(INK), "no line is stopped");
            return;
        };
        let again = (self.days + row.recovers.unwrap_or(0.0)).max(survives + plot.wide(2.0));
        let (stop, end, edge) = (days.at(survives), days.at(again), days.pixels.1);
        plot.bar((0.0, survives), (middle, BAR), BAND_INNER);
        plot.bar((survives, again), (middle, BAR), STOP);
        let words = three_digits(survives);
        let face = SMALL.in_colour(INK).in_size(10.0);
        if picture.fonts.width(&words, face) + 8.0 < stop - days.at(0.0) {
            picture.text(stop - 4.0, y + 4.0, Align::Right, face, &words);
        }
        if let Some(recovers) = row.recovers {
            let words = format!("+{}{}", row.at_least(), three_digits(recovers));
            let fits = end + picture.fonts.width(&words, face) + 4.0 < edge + 34.0;
            if fits {
                picture.text(end + 4.0, y + 4.0, Align::Left, face, &words);
            }
        }
    }

    /// The mean as a bar, with the range of single trials.
    fn loss(&self, picture: &mut Picture, row: &ExposureRow, plot: &Plot, at: usize) {
        let ([low, mean, high], middle) = (row.loss, count(at) + 0.5);
        plot.bar((0.0, mean), (middle, BAR), MAIN);
        plot.whisker((low, high), middle, 3.0, (MUTED, 1.2));
        let (x, y) = plot.at((high.max(mean), middle));
        let words = money(mean, &self.currency);
        picture.text(x + 6.0, y + 4.0, Align::Left, SMALL.in_colour(INK), &words);
    }

    /// From the least loss to the most; nothing is always on it.
    fn loss_scale(&self, plot: Frame) -> Scale {
        let ends = || self.rows.iter().flat_map(|row| row.loss).filter(|x| x.is_finite());
        let (least, most) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
        Scale { values: (least, if most > least { most } else { least + 1.0 }), pixels: (plot.left, plot.right) }
    }

    fn loss_axis(&self, picture: &mut Picture, plot: &Plot) {
        let (least, most) = plot.across.values;
        if self.rows.iter().flat_map(|row| row.loss).any(|loss| loss.is_finite() && loss.abs() > 0.0) {
            let size = money_scale(most);
            let ticks = round_ticks(least, most, 3).into_iter().filter(|tick| *tick <= most && *tick >= least);
            let label = |tick| (tick, money_in(tick, &self.currency, size));
            grid_up(picture, plot, &ticks.map(label).collect::<Vec<_>>());
        }
        plot.upright(0.0, AXIS, HAIR);
        let (left, bottom) = plot.foot(least);
        picture.text(left, bottom + 32.0, Align::Left, SMALL, "Loss of all lines, more than without");
    }
}

fn name(picture: &mut Picture, row: &ExposureRow, place: Frame, width: f64) {
    let (x, y, two) = (place.left, f64::midpoint(place.top, place.bottom), place.height() >= 26.0);
    picture.text_within((x, if two { y - 1.0 } else { y + 4.0 }), width, (Align::Left, LABEL), &row.name);
    if two {
        let face = SMALL.in_size(10.0);
        picture.text_within((x, y + 12.0), width, (Align::Left, face), &row.detail);
    }
}

fn time_axis(picture: &mut Picture, plot: &Plot) {
    let most = plot.across.values.1;
    let ticks = round_ticks(0.0, most, 5).into_iter().filter(|tick| *tick <= most);
    grid_up(picture, plot, &ticks.map(|tick| (tick, three_digits(tick))).collect::<Vec<_>>());
    plot.upright(0.0, AXIS, HAIR);
    let (left, bottom) = plot.foot(0.0);
    picture.text(left, bottom + 32.0, Align::Left, SMALL, "Days after the failure");
}
