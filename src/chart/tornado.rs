//! An outcome with each uncertain parameter at either end of its range: the longest bar matters most.

use super::Drawn;
use super::axis::{Scale, grid_up};
use super::data::{Caption, ChartError, check_numbers};
use super::key::{Sign, key, key_height};
use super::number::{NBSP, count};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{AXIS, BAND_INNER, Colour, HAIR, INK, LABEL, MAIN, SMALL, TICK};
use super::value::{AxisName, room};
use serde::Serialize;

/// An outcome with each of several parameters at its low and at its high end.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tornado {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The outcome.
    pub outcome: AxisName,
    /// The outcome as the scenario is written.
    pub base: f64,
    /// The parameters, from top to bottom.
    pub rows: Vec<TornadoRow>,
}

/// A parameter.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TornadoRow {
    /// Its name.
    pub name: String,
    /// Whether both ends can be told apart.
    pub known: bool,
    /// At its low and at its high end.
    pub ends: [TornadoEnd; 2],
}

/// A parameter at one end.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TornadoEnd {
    /// The value of the parameter, in words.
    pub at: String,
    /// The outcome.
    pub value: f64,
    /// Lower end of its interval, from the paired difference from the base.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

const WIDTH: f64 = 960.0;
/// Height of a comfortable row.
const ROW: f64 = 40.0;
/// Room for the axis below the rows, and for the words above them.
const AXES: f64 = 40.0;
const HEAD: f64 = 26.0;
/// Thickness of a bar, and of one of two on the same side.
const BAR: f64 = 18.0;
/// Part of the width that names take.
const NAMES: f64 = 0.27;
/// Room for the words beside a bar.
const WORDS: f64 = 172.0;
const UNKNOWN: [Colour; 2] = [Colour(222, 225, 229), Colour(190, 196, 203)];
const KEYS: [(Sign, &str); 3] = [
    (Sign::Area(BAND_INNER), "at its P10: one value in ten is lower"),
    (Sign::Area(MAIN), "at its P90: one value in ten is higher"),
    (Sign::Area(UNKNOWN[1]), "cannot be told apart"),
];

impl Drawn for Tornado {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        for row in &self.rows {
            let numbers: Vec<f64> = row.ends.iter().flat_map(|end| [end.value, end.low, end.high]).collect();
            check_numbers(&row.name, &numbers)?;
        }
        check_numbers("base", &[self.base])
    }

    /// The page on which the rows have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let key = key_height(fonts, &KEYS, WIDTH);
        let rows = count(self.rows.len()) * ROW;
        (WIDTH, (caption_height(fonts, &self.caption, WIDTH) + key + HEAD + rows + AXES + 12.0).max(240.0))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() {
            say_instead(picture, frame, "No uncertain parameter to show");
            return;
        }
        let key = key(picture, frame, &KEYS) + 6.0;
        let names = frame.width() * NAMES;
        let plot = Frame {
            left: frame.left + names + 12.0,
            top: frame.top + key + HEAD,
            right: frame.right - 4.0,
            bottom: frame.bottom - AXES,
        };
        let ends = || self.rows.iter().flat_map(|row| &row.ends).flat_map(|end| [end.low, end.value, end.high]);
        let finite = || ends().chain([self.base]).filter(|x| x.is_finite());
        let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let values = if high > low { (low, high) } else { (self.base - 1.0, self.base + 1.0) };
        let words = WORDS.min(plot.width() * 0.33);
        let across = Scale { values, pixels: (plot.left + words, plot.right - words) };
        let space = picture.plot(across, Scale::rows(self.rows.len(), (plot.top, plot.bottom)));
        self.axis(picture, &space, plot);
        for (index, row) in self.rows.iter().enumerate() {
            let around = Frame { left: frame.left, right: frame.right, ..space.row(index) };
            name(picture, &row.name, around, names);
            self.row(picture, row, &space, index);
            picture.hint(around, "", self.words(row));
        }
        let zero = across.at(self.base);
        picture.line(vec![(zero, plot.top - 6.0), (zero, plot.bottom)], INK, 1.2);
        let words = format!("as written: {}", self.outcome.unit.label(self.base, or_one(self.base.abs())));
        picture.text(zero, plot.top - 11.0, Align::Centre, SMALL.in_colour(INK), &words);
    }
}

impl Tornado {
    /// What a row says when pointed at.
    fn words(&self, row: &TornadoRow) -> String {
        let unit = &self.outcome.unit;
        let end = |end: &TornadoEnd, which: &str| {
            let [value, low, high] = [end.value, end.low, end.high].map(|x| unit.exact(x));
            format!("\nat its {which}, {}: {value} (95{NBSP}% interval {low} to {high})", end.at)
        };
        let told = if row.known { "" } else { "\nThe two cannot be told apart." };
        format!("{}{}{}{told}", row.name, end(&row.ends[0], "P10"), end(&row.ends[1], "P90"))
    }

    fn axis(&self, picture: &mut Picture, space: &Plot, plot: Frame) {
        let (low, high) = space.across.values;
        let largest = low.abs().max(high.abs());
        let wide = picture.fonts.width(&self.outcome.unit.tick(high, largest), TICK);
        let width = space.across.pixels.1 - space.across.pixels.0;
        let label = |tick| (tick, self.outcome.unit.tick(tick, largest));
        // Where nothing changes anything there is one value only.
        let same = |end: &TornadoEnd| [end.low, end.value, end.high].iter().all(|x| (x - self.base).abs() <= 0.0);
        let ticks = if self.rows.iter().flat_map(|row| &row.ends).all(same) {
            vec![self.base]
        } else {
            self.outcome.ticks(low, high, room(width, wide))
        };
        let ticks = ticks.into_iter().map(label);
        grid_up(picture, space, &ticks.collect::<Vec<_>>());
        space.level(space.up.values.1, AXIS, HAIR);
        picture.text_within(
            (plot.right, plot.bottom + 33.0),
            plot.width(),
            (Align::Right, SMALL),
            &self.outcome.words(),
        );
    }

    fn row(&self, picture: &mut Picture, row: &TornadoRow, space: &Plot, at: usize) {
        let (across, height) = (space.across, space.row(at).height());
        let side = |end: &TornadoEnd| end.value < self.base;
        let apart = side(&row.ends[0]) != side(&row.ends[1]);
        let colours = if row.known { [BAND_INNER, MAIN] } else { UNKNOWN };
        let thick = BAR.min(height * 0.5);
        let largest = row.ends.iter().map(|end| end.value.abs()).fold(self.base.abs(), f64::max);
        for ((end, colour), step) in row.ends.iter().zip(colours).zip([-0.5, 0.5]) {
            // Two bars to the same side lie one below the other.
            let (aside, thick) = if apart { (0.0, thick) } else { (step * space.tall(thick + 2.0), thick * 0.7) };
            let middle = count(at) + 0.5 + aside;
            space.bar((self.base, end.value), (middle, thick), colour);
            space.whisker((end.low, end.high), middle, 3.0, (INK, 1.0));
            let [x, low, high] = [end.value, end.low, end.high].map(|value| across.at(value));
            let y = space.at((end.value, middle)).1;
            let words = format!("{} at {}", self.outcome.unit.label(end.value, or_one(largest)), end.at);
            let face = SMALL.in_colour(INK).in_size(10.5);
            let outwards = if side(end) { low.min(x) - 5.0 } else { high.max(x) + 5.0 };
            let align = if side(end) { Align::Right } else { Align::Left };
            let space = if side(end) { outwards - across.pixels.0 + WORDS } else { across.pixels.1 + WORDS - outwards };
            let words = picture.fonts.shorten(&words, face, space);
            if height >= 26.0 {
                picture.text(outwards, y + 4.0, align, face, &words);
            }
        }
    }
}

/// The largest value around, or 1 if there is none but 0: "0 %", not "0.00 %".
fn or_one(largest: f64) -> f64 {
    if largest > 0.0 { largest } else { 1.0 }
}

/// The name of a row, in two lines where there is room.
pub(super) fn name(picture: &mut Picture, words: &str, row: Frame, width: f64) {
    let (x, y, height) = (row.left, f64::midpoint(row.top, row.bottom), row.height());
    let mut lines = picture.fonts.wrap(words, LABEL, width);
    let most = if height >= 30.0 { 2 } else { 1 };
    if lines.len() > most {
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(picture.fonts.shorten(&rest, LABEL, width));
    }
    let first = if lines.len() > 1 { y - 3.0 } else { y + 4.0 };
    for (index, line) in lines.iter().enumerate() {
        picture.text(x, first + 14.5 * count(index), Align::Left, LABEL, line);
    }
}
