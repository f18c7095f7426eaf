//! Differences from a base with their intervals: one row an alternative, one panel a quantity.

use super::Drawn;
use super::axis::{Scale, grid_up};
use super::data::{Caption, ChartError, check_numbers};
use super::number::{NBSP, count, money_in, money_scale, number, round_ticks, three_digits};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{AXIS, Colour, GRID, HAIR, INK, LABEL, MAIN, MUTED, PAPER, SMALL, STOP, TICK};
use serde::Serialize;

/// Differences of alternatives from a base; less is better in every panel.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Forest {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The quantities, from left to right.
    pub panels: Vec<ForestPanel>,
    /// The alternatives, from top to bottom.
    pub rows: Vec<ForestRow>,
}

/// A quantity.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ForestPanel {
    /// Its name.
    pub title: String,
    /// Currency of money; nothing for shares, which are shown in percentage points.
    pub currency: Option<String>,
}

/// An alternative.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ForestRow {
    /// Its name.
    pub name: String,
    /// Its difference in each panel.
    pub marks: Vec<ForestMark>,
}

/// A difference with its 95 % interval, in money or as a share from −1 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ForestMark {
    /// The estimate.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

/// Height of a comfortable row.
const ROW: f64 = 42.0;
/// Space between panels.
const GAP: f64 = 26.0;
/// Height of the panels' titles.
const HEAD: f64 = 36.0;
/// Longest name, as a part of the width.
const NAMES: f64 = 0.27;

impl ForestMark {
    /// Blue where surely less, red where surely more, grey where the interval holds nothing.
    fn colour(self) -> Colour {
        if self.high < 0.0 {
            MAIN
        } else if self.low > 0.0 {
            STOP
        } else {
            MUTED
        }
    }
    fn finite(self) -> bool {
        self.value.is_finite() && self.low.is_finite() && self.high.is_finite()
    }
}

impl Drawn for Forest {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that every row has a number for each panel.
    fn check(&self) -> Result<(), ChartError> {
        for row in &self.rows {
            if row.marks.len() != self.panels.len() {
                let (expected, found) = (self.panels.len(), row.marks.len());
                return Err(ChartError::SeriesLength { series: row.name.clone(), expected, found });
            }
            let numbers: Vec<f64> = row.marks.iter().flat_map(|mark| [mark.value, mark.low, mark.high]).collect();
            check_numbers(&row.name, &numbers)?;
        }
        Ok(())
    }

    /// The page on which the rows have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let rows = count(self.rows.len()) * ROW;
        let height = caption_height(fonts, &self.caption, 900.0) + HEAD + rows + 44.0;
        (900.0, height.max(260.0))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() || self.panels.is_empty() {
            say_instead(picture, frame, "No alternatives to show");
            return;
        }
        let names = frame.width() * NAMES;
        let width = (frame.width() - names) / count(self.panels.len()) - GAP;
        let top = frame.top + HEAD;
        let below = Scale::rows(self.rows.len(), (top, (frame.bottom - 28.0).max(top + 10.0)));
        for (index, row) in self.rows.iter().enumerate() {
            let [head, middle] = [0.0, 0.5].map(|part| below.at(count(index) + part));
            let height = 2.0 * (middle - head);
            let lines = picture.fonts.wrap(&row.name, LABEL, names - 8.0);
            let shown = if height >= 30.0 { 2 } else { 1 };
            let lines = fit(&picture.fonts, lines, shown, names - 8.0);
            let first = if lines.len() > 1 { middle - 3.0 } else { middle + 2.0 };
            for (at, words) in lines.into_iter().enumerate() {
                picture.text(frame.left, first + 14.5 * count(at), Align::Left, LABEL, &words);
            }
            if index > 0 {
                picture.line(vec![(frame.left, head), (frame.right, head)], GRID, HAIR);
            }
        }
        for (at, panel) in self.panels.iter().enumerate() {
            let left = frame.left + names + (width + GAP) * count(at) + GAP / 2.0;
            let plot = Frame { left, top, right: left + width, bottom: frame.bottom - 28.0 };
            self.panel(picture, panel, at, (plot, below));
        }
    }
}

impl Forest {
    fn panel(&self, picture: &mut Picture, panel: &ForestPanel, at: usize, (plot, below): (Frame, Scale)) {
        let marks: Vec<ForestMark> = self.rows.iter().map(|row| row.marks[at]).collect();
        let finite = || marks.iter().filter(|mark| mark.finite());
        let low = finite().map(|mark| mark.low).fold(0.0, f64::min);
        let high = finite().map(|mark| mark.high).fold(0.0, f64::max);
        let room = (high - low) * 0.08;
        let values = if high > low { (low - room, high + room) } else { (-1.0, 1.0) };
        let across = Scale { values, pixels: (plot.left, plot.right) };
        let space = picture.plot(across, below);
        let title = picture.fonts.shorten(&panel.title, LABEL.in_bold(), plot.width() + GAP - 6.0);
        picture.text(plot.left, plot.top - 22.0, Align::Left, LABEL.in_bold(), &title);
        let largest = low.abs().max(high.abs());
        if high > low {
            let ticks = |parts| {
                let within = round_ticks(low, high, parts).into_iter();
                let within = within.filter(|tick| values.0 <= *tick && *tick <= values.1);
                within.map(|tick| (tick, label(tick, panel.currency.as_deref(), largest, false))).collect::<Vec<_>>()
            };
            let fits = |ticks: &Vec<(f64, String)>| are_apart(&picture.fonts, &across, ticks);
            let ticks = [3, 2].map(ticks).into_iter().find(fits).unwrap_or_else(|| ticks(1));
            grid_up(picture, &space, &ticks);
        }
        let zero = across.at(0.0);
        picture.line(vec![(zero, plot.top - 2.0), (zero, plot.bottom)], AXIS, 1.2);
        Self::say_sides(picture, plot, zero);
        for (index, mark) in marks.iter().enumerate().filter(|(_, mark)| mark.finite()) {
            // A little below the middle of the row, with the number above.
            let row = space.row(index);
            let middle = f64::midpoint(row.top, row.bottom) + 6.0;
            draw(&space, *mark, count(index) + 0.5 + space.tall(6.0));
            let words = label(mark.value, panel.currency.as_deref(), largest, true);
            let [low, high] = [mark.low, mark.high].map(|x| label(x, panel.currency.as_deref(), largest, true));
            let name = &self.rows[index].name;
            picture.hint(row, "", format!("{name}\n{}: {words}\n95{NBSP}% interval {low} to {high}", panel.title));
            let half = picture.fonts.width(&words, SMALL) / 2.0;
            let x = across.at(mark.value).max(plot.left + half - 8.0).min(plot.right - half + 8.0);
            let face = SMALL.in_colour(if mark.colour() == MUTED { MUTED } else { INK });
            if row.height() >= 28.0 {
                // On paper of its own where the line of no difference runs through it.
                if (zero - x).abs() < half + 2.0 {
                    let top = middle - 8.0 - SMALL.size * 0.85;
                    picture
                        .rect(Frame { left: x - half - 2.0, top, right: x + half + 2.0, bottom: middle - 5.5 }, PAPER);
                }
                picture.text(x, middle - 8.0, Align::Centre, face, &words);
            }
        }
    }

    /// Says on which side of the line a difference is good.
    fn say_sides(picture: &mut Picture, plot: Frame, zero: f64) {
        for (words, align, x, room) in [
            ("better", Align::Right, zero - 5.0, zero - plot.left),
            ("worse", Align::Left, zero + 5.0, plot.right - zero),
        ] {
            if room > picture.fonts.width(words, SMALL) {
                picture.text(x, plot.top - 6.0, align, SMALL, words);
            }
        }
    }
}

/// Whether there is space between the labels of all ticks.
fn are_apart(fonts: &Fonts, across: &Scale, ticks: &[(f64, String)]) -> bool {
    let ends = |(at, words): &(f64, String)| {
        let (x, half) = (across.at(*at), fonts.width(words, TICK) / 2.0 + 5.0);
        (x - half, x + half)
    };
    ticks.iter().map(ends).collect::<Vec<_>>().windows(2).all(|pair| pair[0].1 <= pair[1].0)
}

/// The first `most` lines, the last one shortened where there are more.
fn fit(fonts: &Fonts, mut lines: Vec<String>, most: usize, width: f64) -> Vec<String> {
    if lines.len() > most {
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(fonts.shorten(&rest, LABEL, width));
    }
    lines
}

fn draw(space: &Plot, mark: ForestMark, middle: f64) {
    let colour = mark.colour();
    space.estimate([mark.low, mark.value, mark.high], middle, 4.2, (colour, 1.6));
    if colour == MUTED {
        space.disc((mark.value, middle), 2.6, PAPER);
    }
}

/// "−€ 27 m", "−7.5 points".
fn label(value: f64, currency: Option<&str>, largest: f64, finer: bool) -> String {
    if let Some(currency) = currency {
        return money_in(value, currency, money_scale(if finer { value } else { largest }));
    }
    if !finer {
        return three_digits(value * 100.0);
    }
    let decimals = if largest >= 0.0995 { 1 } else { 2 };
    format!("{}{NBSP}points", number(value * 100.0, decimals))
}
