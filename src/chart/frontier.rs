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
    /// Whether it is what the others are compared with.
    pub base: bool,
}

/// Height of a row of the key.
const ROW: f64 = 18.0;
/// Room for the numbers of the vertical axis.
const LEFT: f64 = 52.0;
/// Points nearer than this, which cover each other, share a number.
const NEAR: f64 = 5.0;
/// Of more choices than this, only those that are efficient and the base have a number.
const FEW: usize = 12;

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
        let key = count(self.key_rows()) * ROW;
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
        let key = (count(self.key_rows()) * ROW + 6.0).min(frame.height() / 2.0);
        let plot = Frame {
            left: frame.left + LEFT,
            top: frame.top + 34.0,
            right: frame.right - 20.0,
            bottom: (frame.bottom - key - 44.0).max(frame.top + 30.0),
        };
        let space = axes(picture, plot, &points, &self.currency);
        let place = |point: &FrontierPoint| space.at(middle(point));
        frontier(&space, &points);
        let numbered = || points.iter().filter(|(_, point)| self.numbers(point));
        for (_, point) in numbered() {
            cross(&space, point);
        }
        // The efficient ones on top.
        let of = |efficient: bool| points.iter().filter(move |(_, point)| point.efficient == efficient);
        for (_, point) in of(false).chain(of(true)) {
            let colour = if point.efficient { MAIN } else { MUTED };
            space.disc(middle(point), 4.6, colour);
            if !point.efficient {
                space.disc(middle(point), 3.0, PAPER);
            }
        }
        for (_, point) in &points {
            let ([low, cost, high], [least, halt, most]) =
                (point.cost.map(|x| money(x, &self.currency)), point.halt.map(per_cent));
            let words = format!(
                "{}\nExpected cost: {cost} ({low} to {high})\nChance of a halt: {halt} ({least} to {most})",
                point.name
            );
            picture.hint(square(place(point), 9.0), "", words);
        }
        let discs: Vec<(f64, f64)> = points.iter().map(|(_, point)| place(point)).collect();
        let places: Vec<(usize, (f64, f64))> = numbered().map(|(at, point)| (*at, place(point))).collect();
        let crosses: Vec<Frame> = numbered().flat_map(|(_, point)| around(point, &space)).collect();
        numbers(picture, plot, &places, (&discs, &crosses));
        self.key(picture, Frame { top: frame.bottom - key, ..frame });
    }
}

impl Frontier {
    /// Whether a choice has a number, and its intervals.
    fn numbers(&self, point: &FrontierPoint) -> bool {
        self.points.len() <= FEW || point.efficient || point.base
    }

    /// Rows of the key: one for each number, and one for all others together.
    fn key_rows(&self) -> usize {
        let numbers = self.points.iter().filter(|point| self.numbers(point)).count();
        numbers + usize::from(numbers < self.points.len())
    }

    /// Names the numbers, with both values.
    fn key(&self, picture: &mut Picture, frame: Frame) {
        let row = frame.height() / count(self.key_rows().max(1));
        let size = SMALL.size.min(row - 2.0);
        if size < 5.0 {
            return;
        }
        let values =
            |point: &FrontierPoint| format!("{}, {}", money(point.cost[1], &self.currency), per_cent(point.halt[1]));
        let face = SMALL.in_size(size);
        let widest = self.points.iter().map(|point| picture.fonts.width(&values(point), face)).fold(0.0, f64::max);
        let numbered = self.points.iter().enumerate().filter(|(_, point)| self.numbers(point));
        for (at, (index, point)) in numbered.enumerate() {
            let y = frame.top + row * (count(at) + 0.7);
            let face = if point.efficient { face.in_bold().in_colour(MAIN) } else { face.in_colour(INK) };
            picture.text(frame.left + 14.0, y, Align::Right, face, &(index + 1).to_string());
            let room = frame.width() - widest - 50.0;
            let name = picture.fonts.shorten(&point.name, face, room.min(frame.width() * 0.5));
            picture.text(frame.left + 22.0, y, Align::Left, face, &name);
            let x = (frame.left + frame.width() * 0.5 + 50.0).min(frame.right - widest);
            picture.text(x, y, Align::Left, SMALL.in_size(size), &values(point));
        }
        let others = self.points.iter().filter(|point| !self.numbers(point)).count();
        if others > 0 {
            let y = frame.top + row * (count(self.key_rows()) - 0.3);
            picture.disc((frame.left + 10.0, y - 4.0), 4.0, MUTED);
            picture.disc((frame.left + 10.0, y - 4.0), 2.6, PAPER);
            let words = format!("{others} others, without numbers and crosses");
            picture.text_within((frame.left + 22.0, y), frame.width() - 22.0, (Align::Left, face), &words);
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

/// Writes the number of each point beside it, clear of all discs and, where that can be, of crosses; points that cover
/// each other share a place. A line leads from a point to a number that does not stand right beside it or stands as
/// near to another.
fn numbers(
    picture: &mut Picture,
    plot: Frame,
    places: &[(usize, (f64, f64))],
    (discs, crosses): (&[(f64, f64)], &[Frame]),
) {
    let face = LABEL.in_bold();
    let mut groups: Vec<((f64, f64), Vec<usize>)> = Vec::new();
    for (at, (x, y)) in places {
        let near = |group: &&mut ((f64, f64), Vec<usize>)| (group.0.0 - x).abs() < NEAR && (group.0.1 - y).abs() < NEAR;
        match groups.iter_mut().find(near) {
            Some(group) => group.1.push(at + 1),
            None => groups.push(((*x, *y), vec![at + 1])),
        }
    }
    let mut taken: Vec<Frame> = Vec::new();
    for (place, members) in groups {
        let words = members.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let words = picture.fonts.shorten(&words, face, plot.width() / 3.0);
        let spots = spots(place, picture.fonts.width(&words, face));
        let others = |disc: &&(f64, f64)| far(**disc, place) >= NEAR * 1.5;
        let reach = |spot: &Frame| nearest(spot, place);
        let inside = |spot: &Frame| {
            spot.left >= plot.left
                && spot.right <= plot.right + 18.0
                && spot.top >= plot.top - 6.0
                && spot.bottom <= plot.bottom
        };
        let free = |spot: &Frame| {
            let passes = |at: (f64, f64)| {
                discs.iter().filter(others).all(|disc| far(at, *disc) > 6.5)
                    && taken.iter().all(|other| square(at, 1.0).is_apart_from(*other))
            };
            discs.iter().all(|disc| spot.is_apart_from(square(*disc, 5.5)))
                && taken.iter().all(|other| spot.is_apart_from(*other))
                && leader(place, reach(spot)).into_iter().skip(1).all(passes)
        };
        let clear = |spot: &Frame| crosses.iter().all(|cross| spot.is_apart_from(*cross));
        // On each ring first where no cross is.
        let found = spots.iter().find_map(|ring| {
            let fits = || ring.iter().filter(|spot| inside(spot) && free(spot));
            fits().find(|spot| clear(spot)).or_else(|| fits().next()).copied()
        });
        let Some(spot) = found else { continue };
        let away = far(reach(&spot), place);
        if away > 10.0 || discs.iter().filter(others).any(|disc| far(nearest(&spot, *disc), *disc) < away + 10.0) {
            let line = leader(place, reach(&spot));
            taken.extend(line.iter().skip(1).map(|at| square(*at, 1.0)));
            picture.line(line.into_iter().filter(|at| far(*at, place) > 4.0).collect(), INK, 1.0);
        }
        picture.rect(Frame { left: spot.left + 1.0, right: spot.right - 1.0, ..spot }, PAPER);
        picture.text(spot.left + 2.0, spot.bottom - 3.0, Align::Left, face, &words);
        taken.push(spot);
    }
}

/// Where a number so wide may stand: in rings around its point, each in eight directions.
fn spots((x, y): (f64, f64), width: f64) -> Vec<[Frame; 8]> {
    let ring = |far: f64| {
        let (right, left) = (far, -far - width);
        let sides = [
            (right, -far),
            (right, far + 9.0),
            (left, -far),
            (left, far + 9.0),
            (right, 4.0),
            (left, 4.0),
            (-width / 2.0, -far - 1.0),
            (-width / 2.0, far + 9.0),
        ];
        sides.map(|(dx, dy)| Frame {
            left: x + dx - 2.0,
            right: x + dx + width + 2.0,
            top: y + dy - 11.0,
            bottom: y + dy + 3.0,
        })
    };
    (0..14).map(|at| ring(8.0 + 6.0 * f64::from(at))).collect()
}

/// Points on the way from one to another, both included.
fn leader((x, y): (f64, f64), (to_x, to_y): (f64, f64)) -> Vec<(f64, f64)> {
    let part = |at: i32| f64::from(at) / 10.0;
    (0..=10).map(|at| (x + (to_x - x) * part(at), y + (to_y - y) * part(at))).collect()
}

/// The point of a frame that is nearest to another.
fn nearest(frame: &Frame, (x, y): (f64, f64)) -> (f64, f64) {
    (x.max(frame.left).min(frame.right), y.max(frame.top).min(frame.bottom))
}

fn square((x, y): (f64, f64), half: f64) -> Frame {
    Frame { left: x - half, right: x + half, top: y - half, bottom: y + half }
}

fn far((x, y): (f64, f64), (other_x, other_y): (f64, f64)) -> f64 {
    (x - other_x).hypot(y - other_y)
}
