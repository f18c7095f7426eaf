//! Cost against the chance of a halt: which choices are worth a look.

use super::Drawn;
use super::axis::{Scale, grid, intervals, number_axis, steps};
use super::data::{Caption, ChartError, check_numbers};
use super::number::{NBSP, count, money, money_in, money_scale, number, percent, round_ticks};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{AXIS, BAND_INNER, INK, LABEL, MAIN, MUTED, PAPER, SMALL, TICK};
use serde::Serialize;

/// Choices by expected cost and chance of a halt. Lower left is better.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Frontier {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// The choices; they are numbered in this order.
    pub points: Vec<FrontierPoint>,
}

/// A choice with the 95 % intervals of both numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FrontierPoint {
    /// Its name.
    pub name: String,
    /// Expected cost: lower end, estimate, upper end.
    pub cost: [f64; 3],
    /// Chance of a halt, 0 to 1: lower end, estimate, upper end.
    pub halt: [f64; 3],
    /// Whether no other is both cheaper and less likely to halt.
    pub efficient: bool,
}

/// Height of a row of the key.
const ROW: f64 = 18.0;
/// Room for the numbers of the vertical axis.
const LEFT: f64 = 52.0;
/// Points nearer than this share a number.
const NEAR: f64 = 15.0;

impl Drawn for Frontier {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        for point in &self.points {
            check_numbers(&point.name, &point.cost)?;
            check_numbers(&point.name, &point.halt)?;
        }
        Ok(())
    }

    /// The page on which the chart has a comfortable size: the key grows with the choices.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let key = count(self.points.len()) * ROW;
        let height = caption_height(fonts, &self.caption, 900.0) + 400.0 + key;
        (900.0, height.max(500.0))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let finite = |point: &&FrontierPoint| point.cost.iter().chain(&point.halt).all(|x| x.is_finite());
        let points: Vec<(usize, &FrontierPoint)> =
            self.points.iter().enumerate().filter(|(_, point)| finite(point)).collect();
        if points.is_empty() {
            say_instead(picture, frame, "No choices to show");
            return;
        }
        let key = (count(self.points.len()) * ROW + 6.0).min(frame.height() / 2.0);
        let plot = Frame {
            left: frame.left + LEFT,
            top: frame.top + 34.0,
            right: frame.right - 20.0,
            bottom: (frame.bottom - key - 44.0).max(frame.top + 30.0),
        };
        let space = axes(picture, plot, &points, &self.currency);
        let place = |point: &FrontierPoint| space.at(middle(point));
        frontier(&space, &points);
        for (_, point) in &points {
            cross(&space, point);
        }
        for (_, point) in &points {
            let colour = if point.efficient { MAIN } else { MUTED };
            space.disc(middle(point), 4.6, colour);
            if !point.efficient {
                space.disc(middle(point), 3.0, PAPER);
            }
        }
        for (_, point) in &points {
            let (x, y) = place(point);
            let around = Frame { left: x - 9.0, right: x + 9.0, top: y - 9.0, bottom: y + 9.0 };
            let ([low, cost, high], [least, halt, most]) =
                (point.cost.map(|x| money(x, &self.currency)), point.halt.map(per_cent));
            let words = format!(
                "{}\nExpected cost: {cost} ({low} to {high})\nChance of a halt: {halt} ({least} to {most})",
                point.name
            );
            picture.hint(around, "", words);
        }
        let places: Vec<(usize, (f64, f64))> = points.iter().map(|(at, point)| (*at, place(point))).collect();
        let crosses = points.iter().flat_map(|(_, point)| around(point, &space));
        numbers(picture, plot, &places, crosses.collect());
        self.key(picture, Frame { top: frame.bottom - key, ..frame });
    }
}

impl Frontier {
    /// Names the numbers, with both values.
    fn key(&self, picture: &mut Picture, frame: Frame) {
        let row = frame.height() / count(self.points.len().max(1));
        let size = SMALL.size.min(row - 2.0);
        if size < 5.0 {
            return;
        }
        let values =
            |point: &FrontierPoint| format!("{}, {}", money(point.cost[1], &self.currency), per_cent(point.halt[1]));
        let face = SMALL.in_size(size);
        let widest = self.points.iter().map(|point| picture.fonts.width(&values(point), face)).fold(0.0, f64::max);
        for (index, point) in self.points.iter().enumerate() {
            let y = frame.top + row * (count(index) + 0.7);
            let face = if point.efficient { face.in_bold().in_colour(MAIN) } else { face.in_colour(INK) };
            picture.text(frame.left + 14.0, y, Align::Right, face, &(index + 1).to_string());
            let room = frame.width() - widest - 50.0;
            let name = picture.fonts.shorten(&point.name, face, room.min(frame.width() * 0.5));
            picture.text(frame.left + 22.0, y, Align::Left, face, &name);
            let x = (frame.left + frame.width() * 0.5 + 50.0).min(frame.right - widest);
            picture.text(x, y, Align::Left, SMALL.in_size(size), &values(point));
        }
    }
}

/// A share with one decimal.
fn per_cent(share: f64) -> String {
    format!("{}{NBSP}%", number(share * 100.0, 1))
}

/// Draws both axes around all intervals, and returns the plot.
fn axes(picture: &mut Picture, plot: Frame, points: &[(usize, &FrontierPoint)], currency: &str) -> Plot {
    let range = |of: fn(&FrontierPoint) -> [f64; 3], most: f64| {
        let low = points.iter().map(|(_, point)| of(point)[0]).fold(f64::INFINITY, f64::min);
        let high = points.iter().map(|(_, point)| of(point)[2]).fold(f64::NEG_INFINITY, f64::max);
        // From nothing, unless all choices are far from it.
        let low = if low < (high - low) * 1.5 { 0.0 } else { low - (high - low) * 0.15 };
        let high = (high + (high - low) * 0.06).min(most);
        if high > low { (low, high) } else { (low.min(0.0), low.max(0.0) + 1.0) }
    };
    let costs = range(|point| point.cost, f64::INFINITY);
    let halts = range(|point| point.halt, 1.0);
    let across = Scale { values: costs, pixels: (plot.left, plot.right) };
    let up = Scale { values: halts, pixels: (plot.bottom, plot.top) };
    let within = |range: (f64, f64)| move |tick: &f64| range.0 <= *tick && *tick <= range.1 + 1e-9;
    let ticks = round_ticks(halts.0, halts.1, intervals(plot.height()).max(2));
    let labels: Vec<(f64, String)> =
        ticks.into_iter().filter(within(halts)).map(|tick| (tick, percent(tick))).collect();
    let space = picture.plot(across, up);
    grid(picture, &space, &labels);
    let scale = money_scale(costs.1);
    let wide = picture.fonts.width(&money_in(costs.1, currency, scale), TICK) + 34.0;
    let room = (1..=8).rev().find(|n| plot.width() / count(*n) >= wide).unwrap_or(1);
    let ticks = round_ticks(costs.0, costs.1, room).into_iter().filter(within(costs));
    number_axis(picture, &space, &ticks.map(|tick| (tick, money_in(tick, currency, scale))).collect::<Vec<_>>());
    picture.text(plot.right, plot.bottom + 32.0, Align::Right, SMALL, "Expected cost");
    picture.text(plot.left - 44.0, plot.top - 12.0, Align::Left, SMALL, "Chance that any manufacturer halts");
    space
}

/// Joins the efficient choices in steps: there is nothing to choose between two of them.
fn frontier(space: &Plot, points: &[(usize, &FrontierPoint)]) {
    let mut line: Vec<(f64, f64)> =
        points.iter().filter(|(_, point)| point.efficient).map(|(_, point)| middle(point)).collect();
    line.sort_by(|a, b| a.0.total_cmp(&b.0));
    space.line(steps(&line), BAND_INNER, 2.4);
}

/// The estimates of both numbers.
fn middle(point: &FrontierPoint) -> (f64, f64) {
    (point.cost[1], point.halt[1])
}

/// The intervals of both numbers.
fn cross(space: &Plot, point: &FrontierPoint) {
    let (cost, halt) = middle(point);
    space.line(vec![(point.cost[0], halt), (point.cost[2], halt)], AXIS, 1.0);
    space.line(vec![(cost, point.halt[0]), (cost, point.halt[2])], AXIS, 1.0);
}

/// The room that a cross takes.
fn around(point: &FrontierPoint, space: &Plot) -> [Frame; 2] {
    let (cost, halt) = middle(point);
    let along = space.frame([(point.cost[0], halt), (point.cost[2], halt)]);
    let upright = space.frame([(cost, point.halt[0]), (cost, point.halt[2])]);
    [
        Frame { top: along.top - 1.0, bottom: along.bottom + 1.0, ..along },
        Frame { left: upright.left - 1.0, right: upright.right + 1.0, ..upright },
    ]
}

/// Writes the number of each point beside it, clear of what is `taken`; points that lie together share a place.
fn numbers(picture: &mut Picture, plot: Frame, places: &[(usize, (f64, f64))], mut taken: Vec<Frame>) {
    let face = LABEL.in_bold();
    let mut groups: Vec<((f64, f64), Vec<usize>)> = Vec::new();
    for (at, (x, y)) in places {
        let near = |group: &&mut ((f64, f64), Vec<usize>)| (group.0.0 - x).abs() < NEAR && (group.0.1 - y).abs() < NEAR;
        match groups.iter_mut().find(near) {
            Some(group) => group.1.push(at + 1),
            None => groups.push(((*x, *y), vec![at + 1])),
        }
    }
    let disc =
        |(_, (x, y)): &(usize, (f64, f64))| Frame { left: x - 5.0, right: x + 5.0, top: y - 5.0, bottom: y + 5.0 };
    taken.extend(places.iter().map(disc));
    for ((x, y), members) in groups {
        let words = members.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let words = picture.fonts.shorten(&words, face, plot.width() / 3.0);
        let width = picture.fonts.width(&words, face);
        // Right above, right below, left above, left below, and so on farther away.
        let spots = (0..12).flat_map(|ring| {
            let far = 7.0 + 6.0 * f64::from(ring);
            [(far, -far), (far, far + 9.0), (-far - width, -far), (-far - width, far + 9.0)]
        });
        let boxed = |(dx, dy): (f64, f64)| Frame {
            left: x + dx - 2.0,
            right: x + dx + width + 2.0,
            top: y + dy - 11.0,
            bottom: y + dy + 3.0,
        };
        let free = |frame: &Frame| {
            let apart = |other: &Frame| {
                frame.right <= other.left
                    || other.right <= frame.left
                    || frame.bottom <= other.top
                    || other.bottom <= frame.top
            };
            let inside = frame.left >= plot.left
                && frame.right <= plot.right + 18.0
                && frame.top >= plot.top - 6.0
                && frame.bottom <= plot.bottom;
            inside && taken.iter().all(apart)
        };
        if let Some(frame) = spots.map(boxed).find(free) {
            picture.text(frame.left + 2.0, frame.bottom - 3.0, Align::Left, face, &words);
            taken.push(frame);
        }
    }
}
