//! An outcome against each of several parameters that vary together.

use super::Drawn;
use super::axis::{Scale, grid, intervals};
use super::curve::across_axis;
use super::data::{Caption, ChartError, check_numbers};
use super::number::count;
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{BAND_INNER, MAIN, SMALL};
use super::value::{AxisName, Unit, range};
use serde::Serialize;

/// An outcome against each of several parameters: one panel a parameter, the same points in each.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Scatter {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The parameters.
    pub axes: Vec<AxisName>,
    /// The outcome.
    pub up: AxisName,
    /// The points.
    pub points: Vec<ScatterPoint>,
}

/// A point with the 95 % interval of its outcome.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ScatterPoint {
    /// Values of the parameters.
    pub at: Vec<f64>,
    /// The outcome.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

/// Panels in a row at most.
const ACROSS: usize = 3;
const PANEL: f64 = 260.0;
const LEFT: f64 = 58.0;

impl Drawn for Scatter {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that every point has a value for each parameter, and that all are numbers.
    fn check(&self) -> Result<(), ChartError> {
        for point in &self.points {
            super::data::check_series(&self.up.title, &point.at, self.axes.len())?;
            check_numbers(&self.up.title, &[point.value, point.low, point.high])?;
        }
        Ok(())
    }

    /// The page on which the panels have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        (900.0, caption_height(fonts, &self.caption, 900.0) + count(self.rows()) * PANEL + 30.0)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let finite = |p: &&ScatterPoint| p.at.iter().chain([&p.value, &p.low, &p.high]).all(|x| x.is_finite());
        let points: Vec<&ScatterPoint> = self.points.iter().filter(finite).collect();
        if points.is_empty() || self.axes.is_empty() {
            say_instead(picture, frame, "No points to show");
            return;
        }
        let low = points.iter().map(|p| p.low).fold(f64::INFINITY, f64::min);
        let high = points.iter().map(|p| p.high).fold(f64::NEG_INFINITY, f64::max);
        let most = if self.up.unit == Unit::Share { 1.0 } else { f64::INFINITY };
        let values = range(low, high, most);
        picture.text(frame.left, frame.top + 16.0, Align::Left, SMALL, &self.up.words());
        let columns = self.axes.len().min(ACROSS);
        let cells = picture.split(Frame { top: frame.top + 24.0, ..frame }, self.rows(), columns);
        for ((index, axis), cell) in self.axes.iter().enumerate().zip(cells) {
            let plot = Frame {
                left: cell.left + LEFT,
                top: cell.top + 10.0,
                right: cell.right - 14.0,
                bottom: cell.bottom - 46.0,
            };
            let up = Scale { values, pixels: (plot.bottom, plot.top) };
            let ticks = self.up.ticks(values.0, values.1, intervals(plot.height()).max(2));
            let labels: Vec<(f64, String)> =
                ticks.into_iter().map(|tick| (tick, self.up.unit.tick(tick, values.1))).collect();
            let least = points.iter().map(|p| p.at[index]).fold(f64::INFINITY, f64::min);
            let largest = points.iter().map(|p| p.at[index]).fold(f64::NEG_INFINITY, f64::max);
            let across = Scale { values: (axis.place(least), axis.place(largest)), pixels: (plot.left, plot.right) };
            let space = picture.plot(across, up);
            grid(picture, &space, &labels);
            let place = |point: &ScatterPoint| axis.place(point.at[index]);
            for point in &points {
                space.line(vec![(place(point), point.low), (place(point), point.high)], BAND_INNER, 1.4);
            }
            for point in &points {
                space.disc((place(point), point.value), 2.6, MAIN);
            }
            for point in &points {
                let (x, y) = space.at((place(point), point.value));
                let around = Frame { left: x - 5.0, top: y - 5.0, right: x + 5.0, bottom: y + 5.0 };
                let [low, value, high] = [point.low, point.value, point.high].map(|y| self.up.unit.exact(y));
                let at = axis.unit.exact(point.at[index]);
                let words =
                    format!("{}: {at}\n{}: {value}\n95\u{a0}% interval {low} to {high}", axis.title, self.up.title);
                picture.hint(around, "", words);
            }
            across_axis(picture, &space, axis, (least, largest));
        }
    }
}

impl Scatter {
    fn rows(&self) -> usize {
        self.axes.len().div_ceil(ACROSS).max(1)
    }
}
