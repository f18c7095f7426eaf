//! An outcome over one parameter, with its interval.

use super::Drawn;
use super::axis::{Scale, grid, intervals, number_axis};
use super::data::{Caption, ChartError, check_numbers};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{BAND_OUTER, LINE, MAIN, PAPER, SMALL, TICK};
use super::value::{AxisName, Unit, range, room};
use serde::Serialize;

/// An outcome over one parameter.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Curve {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The parameter.
    pub across: AxisName,
    /// The outcome; its scale is linear.
    pub up: AxisName,
    /// The points, ascending by the parameter.
    pub points: Vec<CurvePoint>,
}

/// A point with the 95 % interval of its outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Value of the parameter.
    pub at: f64,
    /// The outcome.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

/// Room for the numbers of the vertical axis.
const LEFT: f64 = 60.0;

impl CurvePoint {
    fn finite(&self) -> bool {
        [self.at, self.value, self.low, self.high].iter().all(|x| x.is_finite())
    }
}

impl Drawn for Curve {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        let numbers = self.points.iter().flat_map(|p| [p.at, p.value, p.low, p.high]);
        check_numbers(&self.up.title, &numbers.collect::<Vec<_>>())
    }

    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        (900.0, caption_height(fonts, &self.caption, 900.0) + 420.0)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let mut points: Vec<CurvePoint> = self.points.iter().copied().filter(CurvePoint::finite).collect();
        points.sort_by(|a, b| a.at.total_cmp(&b.at));
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            say_instead(picture, frame, "No points to show");
            return;
        };
        let plot = Frame {
            left: frame.left + LEFT,
            top: frame.top + 30.0,
            right: frame.right - 30.0,
            bottom: frame.bottom - 42.0,
        };
        let low = points.iter().map(|p| p.low).fold(f64::INFINITY, f64::min);
        let high = points.iter().map(|p| p.high).fold(f64::NEG_INFINITY, f64::max);
        let most = if self.up.unit == Unit::Share { 1.0 } else { f64::INFINITY };
        let values = range(low, high, most);
        let up = Scale { values, pixels: (plot.bottom, plot.top) };
        let ends = (self.across.place(first.at), self.across.place(last.at));
        let across = Scale { values: ends, pixels: (plot.left, plot.right) };

        let ticks = self.up.ticks(values.0, values.1, intervals(plot.height()).max(2));
        let labels: Vec<(f64, String)> =
            ticks.into_iter().map(|tick| (tick, self.up.unit.tick(tick, values.1))).collect();
        let space = picture.plot(across, up);
        grid(picture, &space, &labels);
        picture.text(frame.left, plot.top - 14.0, Align::Left, SMALL, &self.up.words());

        let along = |of: fn(&CurvePoint) -> f64| -> Vec<(f64, f64)> {
            points.iter().map(|point| (self.across.place(point.at), of(point))).collect()
        };
        space.band(along(|point| point.high), along(|point| point.low), BAND_OUTER);
        space.line(along(|point| point.value), MAIN, LINE);
        for at in along(|point| point.value) {
            space.disc(at, 3.6, PAPER);
            space.disc(at, 2.8, MAIN);
        }
        let hint = |point: &CurvePoint| {
            let [low, value, high] = [point.low, point.value, point.high].map(|y| self.up.unit.exact(y));
            let at = self.across.unit.exact(point.at);
            let words =
                format!("{}: {at}\n{}: {value}\n95\u{a0}% interval {low} to {high}", self.across.title, self.up.title);
            (across.at(self.across.place(point.at)), words)
        };
        picture.hints_along(plot, points.iter().map(hint).collect(), "");
        across_axis(picture, &space, &self.across, (first.at, last.at));
    }
}

/// Draws a parameter's axis along the bottom of a plot, with its name below.
pub(super) fn across_axis(picture: &mut Picture, plot: &Plot, name: &AxisName, (low, high): (f64, f64)) {
    let largest = low.abs().max(high.abs());
    let wide = picture.fonts.width(&name.unit.tick(high, largest), TICK);
    let (left, right) = plot.across.pixels;
    let ticks = name.ticks(low, high, room(right - left, wide));
    let label = |tick: f64| (name.place(tick), name.unit.tick(tick, largest));
    number_axis(picture, plot, &ticks.into_iter().map(label).collect::<Vec<_>>());
    picture.text_within((right, plot.foot(0.0).1 + 34.0), right - left, (Align::Right, SMALL), &name.words());
}
