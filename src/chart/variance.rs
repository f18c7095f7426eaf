//! Where the differences between trials come from: shares of the variance.

use super::Drawn;
use super::axis::{Scale, grid_up};
use super::data::{Caption, ChartError, check_numbers};
use super::key::{Sign, key, key_height};
use super::number::{NBSP, count, number, percent, round_ticks};
use super::page::{KEY_ROW, caption, caption_height, flow, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{AXIS, BAND_INNER, Colour, HAIR, INK, LABEL, MAIN, MUTED, PAPER, SMALL};
use super::tornado::name;
use serde::Serialize;

/// Shares of a variance: of all parameters and all other randomness above, of each parameter below.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VarianceShares {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// Of the parameters by themselves, of parameters and randomness only together, of other randomness by itself.
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
    /// With all that it does together with others and with randomness.
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
const WORDS: [&str; 3] =
    ["Parameters by themselves", "parameters and randomness together", "other randomness by itself"];
const KEYS: [(Sign, &str); 2] = [
    (Sign::Area(COLOURS[0]), "by itself (first-order index)"),
    (Sign::Area(COLOURS[1]), "with all that it does together with others and with randomness (total index)"),
];

impl Drawn for VarianceShares {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        for row in &self.rows {
            check_numbers(&row.name, &row.first)?;
            check_numbers(&row.name, &row.total)?;
        }
        check_numbers("parts", &self.parts)
    }

    /// The page on which the rows have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let key = key_height(fonts, &KEYS, WIDTH);
        let rows = count(self.rows.len()) * ROW;
        (WIDTH, (caption_height(fonts, &self.caption, WIDTH) + PARTS + key + rows + AXES + 14.0).max(260.0))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() {
            say_instead(picture, frame, "No uncertain parameter to show");
            return;
        }
        self.parts(picture, frame);
        let below = Frame { top: frame.top + PARTS, ..frame };
        let key = key(picture, below, &KEYS) + 6.0;
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
        let space = picture.plot(across, Scale::rows(self.rows.len(), (plot.top, plot.bottom)));
        let ticks = round_ticks(0.0, most, 5).into_iter().filter(|tick| *tick <= most);
        grid_up(picture, &space, &ticks.map(|tick| (tick, label(tick, most))).collect::<Vec<_>>());
        space.upright(0.0, AXIS, HAIR);
        picture.text(plot.left, plot.bottom + 33.0, Align::Left, SMALL, "Share of the variance between trials");
        for (index, row) in self.rows.iter().enumerate() {
            let around = Frame { left: frame.left, right: frame.right, ..space.row(index) };
            name(picture, &row.name, around, names);
            let words = |what: &str, share: [f64; 3]| {
                let [value, low, high] = share.map(|x| label(x, most));
                format!("\n{what}: {value} (95{NBSP}% interval {low} to {high})")
            };
            let told =
                format!("{}{}{}", row.name, words("by itself", row.first), words("with all that it does", row.total));
            picture.hint(around, "", told);
            let thick = BAR.min(around.height() * 0.3);
            for ((share, colour), step) in [row.first, row.total].into_iter().zip(COLOURS).zip([-0.5, 0.5]) {
                let middle = count(index) + 0.5 + step * space.tall(thick + 1.0);
                bar(picture, share, (colour, most), &space, (middle, thick));
            }
        }
    }
}

impl VarianceShares {
    /// One bar for the whole variance.
    fn parts(&self, picture: &mut Picture, frame: Frame) {
        let across = Scale { values: (0.0, 1.0), pixels: (frame.left, frame.right) };
        let whole = picture.plot(across, Scale::rows(1, (frame.top + 4.0, frame.top + 22.0)));
        let mut from = 0.0;
        let shares = self.parts.map(|part| if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 });
        let all = shares.iter().sum::<f64>().max(1e-9);
        let words: Vec<String> =
            WORDS.iter().zip(shares).map(|(words, part)| format!("{words} {}", percent(part))).collect();
        let widths: Vec<f64> = words.iter().map(|words| picture.fonts.width(words, LABEL) + 20.0).collect();
        let (places, _) = flow(&widths, frame.width());
        for (((part, colour), words), (x, row)) in shares.into_iter().zip(COLOURS).zip(&words).zip(places) {
            let to = from + part / all;
            whole.rect([(from, 0.0), (to, 1.0)], colour);
            whole.upright(to, PAPER, 1.5);
            let (left, y) = (frame.left + x, frame.top + 40.0 + row * KEY_ROW);
            picture.rect(Frame { left, right: left + 12.0, top: y - 10.0, bottom: y + 2.0 }, colour);
            picture.text(left + 18.0, y, Align::Left, LABEL, words);
            from = to;
        }
    }
}

/// A share as a bar with its interval and its number.
fn bar(
    picture: &mut Picture,
    [value, low, high]: [f64; 3],
    (colour, most): (Colour, f64),
    plot: &Plot,
    (middle, thick): (f64, f64),
) {
    plot.bar((0.0, value), (middle, thick), colour);
    plot.whisker((low, high), middle, 2.5, (MUTED, 1.2));
    if thick >= 8.0 {
        let face = SMALL.in_colour(INK).in_size(10.0);
        let (x, y) = plot.at((high.max(value), middle));
        picture.text(x + 6.0, y + 3.6, Align::Left, face, &label(value.max(0.0), most));
    }
}

fn label(share: f64, most: f64) -> String {
    let decimals = usize::from(most < 0.2);
    format!("{}{NBSP}%", number(share * 100.0, decimals))
}
