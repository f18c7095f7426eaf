//! Where the differences between futures come from: shares of the variance.

use super::axis::Scale;
use super::data::{Caption, ChartError, check_numbers};
use super::number::{NBSP, count, number, percent, round_ticks};
use super::page::{KEY, KEY_ROW, caption, caption_height, flow, say_instead};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, BAND_INNER, Colour, GRID, HAIR, INK, LABEL, MAIN, MUTED, PAPER, SMALL, TICK};
use super::tornado::name;
use serde::Serialize;

/// Shares of a variance: of all parameters and all other luck above, of each parameter below.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VarianceShares {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// Of the parameters by themselves, of parameters and luck only together, of other luck by itself.
    pub parts: [f64; 3],
    /// The parameters, from top to bottom.
    pub rows: Vec<VarianceRow>,
}

/// A parameter: estimate and ends of the interval of each index.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VarianceRow {
    /// Its name.
    pub name: String,
    /// By itself.
    pub first: [f64; 3],
    /// With all that it does together with others and with luck.
    pub total: [f64; 3],
}

const WIDTH: f64 = 960.0;
/// Height of a comfortable row.
const ROW: f64 = 38.0;
/// The bar of all parts, with its words.
const PARTS: f64 = 62.0;
const AXES: f64 = 40.0;
const BAR: f64 = 10.0;
const NAMES: f64 = 0.3;
const COLOURS: [Colour; 3] = [MAIN, BAND_INNER, Colour(214, 218, 223)];
const WORDS: [&str; 3] = ["Parameters by themselves", "parameters and luck together", "other luck by itself"];

impl VarianceShares {
    /// Checks that all values are numbers.
    pub(super) fn check(&self) -> Result<(), ChartError> {
        for row in &self.rows {
            check_numbers(&row.name, &row.first)?;
            check_numbers(&row.name, &row.total)?;
        }
        check_numbers("parts", &self.parts)
    }

    /// The page on which the rows have a comfortable size.
    pub(super) fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let key = flow(&key_widths(fonts), WIDTH).1 * KEY_ROW;
        let rows = count(self.rows.len()) * ROW;
        (WIDTH, (caption_height(fonts, &self.caption, WIDTH) + PARTS + key + rows + AXES + 14.0).max(260.0))
    }

    /// Lays the chart out.
    pub(super) fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() {
            say_instead(picture, frame, "No uncertain parameter to show");
            return;
        }
        self.parts(picture, frame);
        let below = Frame { top: frame.top + PARTS, ..frame };
        let key = key(picture, below);
        let names = frame.width() * NAMES;
        let plot = Frame {
            left: frame.left + names + 12.0,
            top: below.top + key + 8.0,
            right: frame.right - 96.0,
            bottom: frame.bottom - AXES,
        };
        let ends = self.rows.iter().flat_map(|row| row.first.into_iter().chain(row.total));
        let most = ends.filter(|x| x.is_finite()).fold(0.0, f64::max).clamp(0.01, 1.0);
        let across = Scale { values: (0.0, most), pixels: (plot.left, plot.right) };
        for tick in round_ticks(0.0, most, 5).into_iter().filter(|tick| *tick <= most) {
            let x = across.at(tick);
            picture.line(vec![(x, plot.top), (x, plot.bottom)], GRID, HAIR);
            picture.text(x, plot.bottom + 15.0, Align::Centre, TICK, &label(tick, most));
        }
        picture.line(vec![(plot.left, plot.top), (plot.left, plot.bottom)], AXIS, HAIR);
        picture.text(plot.left, plot.bottom + 33.0, Align::Left, SMALL, "Share of the variance between futures");
        let height = plot.height() / count(self.rows.len());
        for (index, row) in self.rows.iter().enumerate() {
            let middle = plot.top + height * (count(index) + 0.5);
            name(picture, &row.name, (frame.left, middle), names, height);
            let words = |what: &str, share: [f64; 3]| {
                let [value, low, high] = share.map(|x| label(x, most));
                format!("\n{what}: {value} (95{NBSP}% interval {low} to {high})")
            };
            let around = Frame {
                left: frame.left,
                top: middle - height / 2.0,
                right: frame.right,
                bottom: middle + height / 2.0,
            };
            let told =
                format!("{}{}{}", row.name, words("by itself", row.first), words("with all that it does", row.total));
            picture.hint(around, "", told);
            let thick = BAR.min(height * 0.3);
            for ((share, colour), step) in [row.first, row.total].into_iter().zip(COLOURS).zip([-0.5, 0.5]) {
                bar(picture, share, (colour, most), &across, (middle + step * (thick + 1.0), thick));
            }
        }
    }

    /// One bar for the whole variance.
    fn parts(&self, picture: &mut Picture, frame: Frame) {
        let across = Scale { values: (0.0, 1.0), pixels: (frame.left, frame.right) };
        let mut from = 0.0;
        let shares = self.parts.map(|part| if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 });
        let all = shares.iter().sum::<f64>().max(1e-9);
        let words: Vec<String> =
            WORDS.iter().zip(shares).map(|(words, part)| format!("{words} {}", percent(part))).collect();
        let widths: Vec<f64> = words.iter().map(|words| picture.fonts.width(words, LABEL) + 20.0).collect();
        let (places, _) = flow(&widths, frame.width());
        for (((part, colour), words), (x, row)) in shares.into_iter().zip(COLOURS).zip(&words).zip(places) {
            let to = from + part / all;
            let (left, right) = (across.at(from), across.at(to));
            picture.rect(Frame { left, right, top: frame.top + 4.0, bottom: frame.top + 22.0 }, colour);
            picture.line(vec![(right, frame.top + 4.0), (right, frame.top + 22.0)], PAPER, 1.5);
            let (left, y) = (frame.left + x, frame.top + 40.0 + row * KEY_ROW);
            picture.rect(Frame { left, right: left + 12.0, top: y - 10.0, bottom: y + 2.0 }, colour);
            picture.text(left + 18.0, y, Align::Left, LABEL, words);
            from = to;
        }
    }
}

/// A share as a bar with its interval and its number.
fn bar(picture: &mut Picture, share: [f64; 3], (colour, most): (Colour, f64), across: &Scale, (y, thick): (f64, f64)) {
    let [value, low, high] = share.map(|x| across.at(x));
    let zero = across.at(0.0);
    picture.rect(Frame { left: zero, right: value, top: y - thick / 2.0, bottom: y + thick / 2.0 }, colour);
    picture.line(vec![(low, y), (high, y)], MUTED, 1.2);
    for at in [low, high] {
        picture.line(vec![(at, y - 2.5), (at, y + 2.5)], MUTED, 1.2);
    }
    if thick >= 8.0 {
        let face = SMALL.in_colour(INK).in_size(10.0);
        picture.text(high.max(value) + 6.0, y + 3.6, Align::Left, face, &label(share[0].max(0.0), most));
    }
}

fn label(share: f64, most: f64) -> String {
    let decimals = usize::from(most < 0.2);
    format!("{}{NBSP}%", number(share * 100.0, decimals))
}

const KEYS: [&str; 2] =
    ["by itself (first-order index)", "with all that it does together with others and with luck (total index)"];

fn key_widths(fonts: &Fonts) -> Vec<f64> {
    KEYS.iter().map(|words| fonts.width(words, KEY) + 22.0).collect()
}

/// Draws the key and returns its height.
fn key(picture: &mut Picture, frame: Frame) -> f64 {
    let (places, rows) = flow(&key_widths(&picture.fonts), frame.width());
    for (((x, row), words), colour) in places.into_iter().zip(KEYS).zip(COLOURS) {
        let (left, top) = (frame.left + x, frame.top + row * KEY_ROW + 2.0);
        picture.rect(Frame { left, top, right: left + 16.0, bottom: top + 12.0 }, colour);
        picture.text(left + 22.0, top + 10.0, Align::Left, KEY.in_colour(INK), words);
    }
    rows * KEY_ROW + 6.0
}
