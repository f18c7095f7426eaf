//! An outcome over two parameters: shades with contour lines.

use super::Drawn;
use super::axis::Scale;
use super::contours::Field;
use super::curve::across_axis;
use super::data::{Caption, ChartError};
use super::number::{count, round_ticks};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{AXIS, Colour, HAIR, INK, MAIN, PAPER, SMALL, TICK};
use super::value::{AxisName, Unit};
use serde::Serialize;

/// An outcome over two parameters.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HeatMap {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The parameter from left to right.
    pub across: AxisName,
    /// The parameter from bottom to top.
    pub up: AxisName,
    /// The outcome.
    pub outcome: AxisName,
    /// Values of the parameter from left to right, ascending.
    pub columns: Vec<f64>,
    /// Values of the parameter from bottom to top, ascending.
    pub rows: Vec<f64>,
    /// The outcome by row and column; infinite where it cannot be told.
    pub values: Vec<Vec<f64>>,
}

/// Room for the numbers of the vertical axis.
const LEFT: f64 = 64.0;
/// Room for the key to the shades.
const KEY: f64 = 120.0;
/// Shades.
const SHADES: usize = 40;

impl Drawn for HeatMap {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that there is a value for each pair, and that it is a number.
    fn check(&self) -> Result<(), ChartError> {
        let name = || self.outcome.title.clone();
        if self.values.len() != self.rows.len() {
            return Err(ChartError::SeriesLength {
                series: name(),
                expected: self.rows.len(),
                found: self.values.len(),
            });
        }
        for row in &self.values {
            super::data::check_series(&self.outcome.title, row, self.columns.len())?;
        }
        let axes: Vec<f64> = self.columns.iter().chain(&self.rows).copied().collect();
        super::data::check_numbers(&self.outcome.title, &axes)
    }

    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        (900.0, caption_height(fonts, &self.caption, 900.0) + 520.0)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let finite = || self.values.iter().flatten().copied().filter(|x| x.is_finite());
        let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let ends = |values: &[f64]| Some((*values.first()?, *values.last()?));
        let (Some(columns), Some(rows)) = (ends(&self.columns), ends(&self.rows)) else {
            say_instead(picture, frame, "No points to show");
            return;
        };
        let drawable = [columns.0, columns.1, rows.0, rows.1].iter().all(|x| x.is_finite());
        if self.columns.len() < 2 || self.rows.len() < 2 || low > high || !drawable {
            say_instead(picture, frame, "No points to show");
            return;
        }
        let plot = Frame {
            left: frame.left + if self.up.unit == Unit::Date { LEFT + 16.0 } else { LEFT },
            top: frame.top + 30.0,
            right: frame.right - KEY,
            bottom: frame.bottom - 42.0,
        };
        let scale = |name: &AxisName, ends: (f64, f64), pixels| Scale {
            values: (name.place(ends.0), name.place(ends.1)),
            pixels,
        };
        let across = scale(&self.across, columns, (plot.left, plot.right));
        let up = scale(&self.up, rows, (plot.bottom, plot.top));
        let space = picture.plot(across, up);
        let xs: Vec<f64> = self.columns.iter().map(|v| self.across.place(*v)).collect();
        let ys: Vec<f64> = self.rows.iter().map(|v| self.up.place(*v)).collect();
        self.cells(picture, &space, (&xs, &ys), (low, high));
        let field = Field { columns: &xs, rows: &ys, values: &self.values };
        self.contours(picture, &space, field, (low, high));

        across_axis(picture, &space, &self.across, columns);
        let largest = rows.0.abs().max(rows.1.abs());
        for tick in self.up.ticks(rows.0, rows.1, 6) {
            let (left, y) = space.at((across.values.0, self.up.place(tick)));
            picture.line(vec![(left - 4.0, y), (left, y)], AXIS, HAIR);
            picture.text(left - 8.0, y + 4.0, Align::Right, TICK, &self.up.unit.tick(tick, largest));
        }
        picture.text_within((frame.left, plot.top - 14.0), plot.width(), (Align::Left, SMALL), &self.up.words());
        self.key(picture, Frame { left: plot.right + 26.0, right: frame.right, ..plot }, (low, high));
    }
}

impl HeatMap {
    /// Shades around each point, up to the middle between neighbours.
    fn cells(&self, picture: &mut Picture, space: &Plot, (xs, ys): (&[f64], &[f64]), range: (f64, f64)) {
        let edges = |at: &[f64]| -> Vec<f64> {
            let middles = at.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]));
            let (first, last) = (at.first().copied(), at.last().copied());
            first.into_iter().chain(middles).chain(last).collect()
        };
        let (columns, rows) = (edges(xs), edges(ys));
        for (row, values) in self.values.iter().enumerate() {
            for (column, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
                let corners = [(columns[column], rows[row]), (columns[column + 1], rows[row + 1])];
                space.rect(corners, shade(*value, range));
                let words = format!(
                    "{}: {}\n{}: {}\n{}: {}",
                    self.across.title,
                    self.across.unit.exact(self.columns[column]),
                    self.up.title,
                    self.up.unit.exact(self.rows[row]),
                    self.outcome.title,
                    self.outcome.unit.exact(*value)
                );
                picture.hint(space.frame(corners), "", words);
            }
        }
    }

    /// Lines at round values, labelled where there is room.
    fn contours(&self, picture: &mut Picture, space: &Plot, field: Field, (low, high): (f64, f64)) {
        let ((left, right), (bottom, top)) = (space.across.pixels, space.up.pixels);
        let plot = Frame { left, top, right, bottom };
        let mut labels: Vec<Frame> = Vec::new();
        let mut texts = Vec::new();
        for level in round_ticks(low, high, 8).into_iter().filter(|level| low < *level && *level < high) {
            let pieces = field.contour(level);
            let words = self.outcome.unit.tick(level, high.abs().max(low.abs()));
            let half = picture.fonts.width(&words, SMALL) / 2.0 + 3.0;
            let boxed = |(a, b): &((f64, f64), (f64, f64))| {
                let (x, y) = space.at((f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1)));
                Frame { left: x - half, right: x + half, top: y - 8.0, bottom: y + 6.0 }
            };
            let free = |frame: &Frame| {
                let inside = frame.left > plot.left
                    && frame.right < plot.right
                    && frame.top > plot.top
                    && frame.bottom < plot.bottom;
                inside && labels.iter().all(|other| frame.is_apart_from(*other))
            };
            // As near to the middle of the plot as there is room.
            let centre = (f64::midpoint(plot.left, plot.right), f64::midpoint(plot.top, plot.bottom));
            let far = |frame: &Frame| (f64::midpoint(frame.left, frame.right) - centre.0).hypot(frame.top - centre.1);
            let place = pieces.iter().map(boxed).filter(free).min_by(|a, b| far(a).total_cmp(&far(b)));
            for (a, b) in pieces {
                space.line(vec![a, b], INK, 0.9);
            }
            if let Some(place) = place {
                labels.push(place);
                texts.push((place, words));
            }
        }
        for (place, words) in texts {
            picture.rect(place, PAPER);
            let face = SMALL.in_colour(INK);
            picture.text(f64::midpoint(place.left, place.right), place.bottom - 3.0, Align::Centre, face, &words);
        }
    }

    /// The key to the shades, with round values.
    fn key(&self, picture: &mut Picture, frame: Frame, (low, high): (f64, f64)) {
        let bar = Frame { right: frame.left + 16.0, ..frame };
        let values = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
        let across = Scale { values: (0.0, 1.0), pixels: (bar.left, bar.right) };
        let shades = picture.plot(across, Scale { values, pixels: (bar.bottom, bar.top) });
        for at in 0..SHADES {
            let [from, middle, to] =
                [0.0, 0.5, 1.0].map(|part| values.0 + (values.1 - values.0) * (count(at) + part) / count(SHADES));
            // A little higher, that no seam is seen.
            shades.rect([(0.0, from), (1.0, to + shades.tall(0.3))], shade(middle, (low, high)));
        }
        let largest = high.abs().max(low.abs());
        let ticks = round_ticks(low, high, 6).into_iter().filter(|tick| low <= *tick && *tick <= high);
        for tick in if high > low { ticks.collect() } else { vec![low] } {
            let y = shades.at((1.0, tick)).1;
            picture.line(vec![(bar.right, y), (bar.right + 4.0, y)], AXIS, HAIR);
            let words = self.outcome.unit.tick(tick, largest);
            picture.text_within((bar.right + 8.0, y + 4.0), frame.right - bar.right - 8.0, (Align::Left, TICK), &words);
        }
    }
}

/// From paper to the main colour; the least is not quite paper.
fn shade(value: f64, (low, high): (f64, f64)) -> Colour {
    let share = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
    MAIN.on_paper(0.06 + 0.84 * share)
}
