//! Under which conditions trials are bad: how often they are, by the value of each fact, and where the condition
//! holds.

use super::Drawn;
use super::axis::{Scale, grid, intervals};
use super::curve::across_axis;
use super::data::{Caption, ChartError, check_numbers};
use super::number::{count, percent, percent_of, round_ticks};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{BAND_INNER, BAND_OUTER, Colour, INK, LABEL, LINE, MUTED, SMALL, STOP};
use super::value::{AxisName, Unit};
use serde::Serialize;

/// Conditions, one panel each, below the shares of bad trials inside and elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ConditionsChart {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// Bad trials among those in which all conditions hold: share and ends of its interval.
    pub inside: [f64; 3],
    /// Among all others.
    pub elsewhere: [f64; 3],
    /// The conditions.
    pub panels: Vec<ConditionPanel>,
}

/// A condition on one fact.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ConditionPanel {
    /// The condition in words.
    pub words: String,
    /// The fact.
    pub axis: AxisName,
    /// At least this.
    pub from: Option<f64>,
    /// At most this.
    pub to: Option<f64>,
    /// By value of the fact: the share of bad trials near it, and the ends of its interval.
    pub points: Vec<[f64; 4]>,
}

const WIDTH: f64 = 900.0;
const ACROSS: usize = 2;
const PANEL: f64 = 250.0;
const BARS: f64 = 62.0;
const LEFT: f64 = 46.0;

impl Drawn for ConditionsChart {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        for panel in &self.panels {
            check_numbers(&panel.words, &panel.points.concat())?;
            check_numbers(&panel.words, &[panel.from.unwrap_or(0.0), panel.to.unwrap_or(0.0)])?;
        }
        check_numbers("shares", &[self.inside, self.elsewhere].concat())
    }

    /// The page on which the panels have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        (WIDTH, caption_height(fonts, &self.caption, WIDTH) + BARS + count(self.rows()) * PANEL + 12.0)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.panels.is_empty() {
            say_instead(picture, frame, "No conditions to show");
            return;
        }
        let rows = [("where all of this holds", self.inside, STOP), ("in all other trials", self.elsewhere, MUTED)];
        for (index, (words, share, colour)) in rows.into_iter().enumerate() {
            let y = frame.top + 12.0 + 22.0 * count(index);
            bar(picture, frame, y, words, share, colour);
            let [value, low, high] = share.map(|x| Unit::Share.exact(x));
            let around = Frame { top: y - 11.0, bottom: y + 11.0, ..frame };
            picture.hint(around, "", format!("Bad trials {words}\n{value} (95\u{a0}% interval {low} to {high})"));
        }
        let columns = self.panels.len().min(ACROSS);
        let cells = picture.split(Frame { top: frame.top + BARS, ..frame }, self.rows(), columns);
        let shares = self.panels.iter().flat_map(|panel| &panel.points).map(|point| point[3]);
        let most = shares.filter(|x| x.is_finite()).fold(0.02, f64::max).min(1.0);
        for (panel, cell) in self.panels.iter().zip(cells) {
            panel.draw(picture, Frame { right: cell.right - 16.0, ..cell }, most);
        }
    }
}

impl ConditionsChart {
    fn rows(&self) -> usize {
        self.panels.len().div_ceil(ACROSS).max(1)
    }
}

/// A share as a bar from the left, with its words.
fn bar(picture: &mut Picture, frame: Frame, y: f64, words: &str, share: [f64; 3], colour: Colour) {
    let names = 170.0_f64.min(frame.width() * 0.3);
    picture.text(frame.left, y + 4.0, Align::Left, LABEL, &picture.fonts.shorten(words, LABEL, names));
    let across = Scale { values: (0.0, 1.0), pixels: (frame.left + names, frame.right - 60.0) };
    let plot = picture.plot(across, Scale::rows(1, (y - 7.0, y + 7.0)));
    let [value, low, high] = share;
    plot.bar((0.0, value), (0.5, 14.0), colour);
    plot.line(vec![(low, 0.5), (high, 0.5)], INK, 1.2);
    picture.text(across.at(high.max(value)) + 7.0, y + 4.0, Align::Left, LABEL.in_bold(), &percent(value));
}

impl ConditionPanel {
    fn draw(&self, picture: &mut Picture, area: Frame, most: f64) {
        let title = picture.fonts.wrap(&self.words, LABEL.in_bold(), area.width());
        for (index, line) in title.iter().take(2).enumerate() {
            picture.text(area.left, area.top + 16.0 + 15.0 * count(index), Align::Left, LABEL.in_bold(), line);
        }
        let plot = Frame {
            left: area.left + LEFT,
            top: area.top + 28.0 + 15.0 * count(title.len().clamp(1, 2)),
            right: area.right,
            bottom: (area.bottom - 48.0).max(area.top + 70.0),
        };
        let finite = |point: &[f64; 4]| point.iter().all(|x| x.is_finite());
        let points: Vec<[f64; 4]> = self.points.iter().copied().filter(finite).collect();
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
        let (first, last) = (first[0], last[0]);
        let room = (last - first) * 0.03;
        let ends = if last > first { (first - room, last + room) } else { (first - 0.5, first + 0.5) };
        let across = Scale { values: ends, pixels: (plot.left, plot.right) };
        // With room above the highest end of an interval.
        let top = most * 1.08;
        let up = Scale { values: (0.0, top), pixels: (plot.bottom, plot.top) };
        let inside = (self.from.unwrap_or(ends.0), self.to.unwrap_or(ends.1));
        let space = picture.plot(across, up);
        space.rect([(inside.0, 0.0), (inside.1, top)], BAND_OUTER);
        let ticks = round_ticks(0.0, most, intervals(plot.height()).clamp(2, 4));
        let labels: Vec<(f64, String)> =
            ticks.into_iter().filter(|t| *t <= top.min(1.001)).map(|t| (t, percent_of(t, most))).collect();
        grid(picture, &space, &labels);
        picture.text(area.left, plot.top - 9.0, Align::Left, SMALL, "Share of bad trials");
        space.line(points.iter().map(|point| (point[0], point[1])).collect(), BAND_INNER, LINE);
        for [at, share, low, high] in &points {
            let colour = if inside.0 <= *at && *at <= inside.1 { STOP } else { MUTED };
            space.line(vec![(*at, *low), (*at, *high)], colour, 1.2);
            space.disc((*at, *share), 3.4, colour);
        }
        let hint = |point: &[f64; 4]| {
            let [value, low, high] = [point[1], point[2], point[3]].map(|x| Unit::Share.exact(x));
            let at = self.axis.unit.exact(point[0]);
            let words =
                format!("{}: about {at}\nbad trials: {value}\n95\u{a0}% interval {low} to {high}", self.axis.title);
            (across.at(point[0]), words)
        };
        picture.hints_along(plot, points.iter().map(hint).collect(), "");
        across_axis(picture, &space, &self.axis, ends);
    }
}
