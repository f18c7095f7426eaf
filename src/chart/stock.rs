//! Stock against what it is worth: one panel a line, with today's and the proposed stock.

use super::Drawn;
use super::axis::{Scale, grid, intervals, number_axis};
use super::data::{Caption, ChartError, check_numbers};
use super::labels::spread;
use super::number::{count, money, money_in, money_scale, number, percent, round_ticks, three_digits};
use super::page::{KEY, caption, caption_height, say_instead};
use super::panels::{name, titled};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{AXIS, BAND_OUTER, Colour, HAIR, INK, LINE, MAIN, MUTED, PAPER, SMALL, STOP};
use serde::Serialize;

/// Stock in days of cover against an outcome, one panel a line.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StockRisk {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// What stands across.
    pub across: String,
    /// In what the outcome is counted.
    pub unit: StockUnit,
    /// The outcome that is asked for, if there is such a bound.
    pub target: Option<f64>,
    /// Currency of costs.
    pub currency: String,
    /// One panel a line, in reading order.
    pub panels: Vec<StockPanel>,
}

/// In what an outcome is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StockUnit {
    /// A share from 0 to 1.
    #[default]
    Share,
    /// Days.
    Days,
    /// Money, by its currency.
    Money(String),
    /// Plain numbers.
    Plain,
}

/// Stock against outcome of one line.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StockPanel {
    /// Name of the line.
    pub name: String,
    /// The input whose stock it is.
    pub part: String,
    /// What the proposed stock is and costs, in a small line.
    pub detail: String,
    /// How much it matters: where a page has no room for all panels, those with the most stay.
    pub weight: f64,
    /// Stocks are told by the money for orders beyond today's stock, not by days: of several parts no days are common.
    pub paid: bool,
    /// The points in rising order: days of cover, or money; lower end, estimate, upper end of the outcome.
    pub points: Vec<(f64, [f64; 3])>,
    /// Today's stock and its outcome.
    pub today: Option<(f64, f64)>,
    /// The proposed stock and its outcome: lower end, estimate, upper end. It may rest on other trials than the points.
    pub chosen: Option<(f64, [f64; 3])>,
    /// What stock costs, in rising order of days; nothing where halts and stock cost nothing.
    pub costs: Vec<(f64, [f64; 3])>,
}

/// Height of a panel's name and detail.
const HEAD: f64 = 34.0;
/// Height of the row of numbers above a plot.
const MARKS: f64 = 18.0;
/// Height of the numbers below a plot.
const FOOT: f64 = 22.0;
/// Space between rows of panels.
const ROW_GAP: f64 = 14.0;
/// Room for the numbers of the vertical axis.
const LEFT: f64 = 58.0;
/// Height of the words below the panels.
const ACROSS: f64 = 14.0;
/// Height of the key.
const MARK_KEY: f64 = 26.0;
/// Space between the outcome and what it costs, with room for a heading.
const COST_GAP: f64 = 34.0;
/// Share of a plot's height for the cost.
const COST_SHARE: f64 = 0.42;

impl Drawn for StockRisk {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        for panel in &self.panels {
            for (days, outcome) in panel.points.iter().chain(&panel.costs).chain(&panel.chosen) {
                check_numbers(&panel.name, &[*days])?;
                check_numbers(&panel.name, outcome)?;
            }
            if let Some((days, outcome)) = &panel.today {
                check_numbers(&panel.name, &[*days, *outcome])?;
            }
        }
        Ok(())
    }

    /// The page on which the panels have a comfortable size: it grows with their number.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let (width, plot) = match self.panels.len() {
            0 | 1 => (900.0, 320.0),
            2..=4 => (900.0, 170.0),
            _ => (1080.0, 140.0),
        };
        let rows = count(self.panels.len().div_ceil(columns(self.panels.len(), width)).max(1));
        let cost =
            if self.panels.iter().any(|panel| !panel.costs.is_empty()) { COST_GAP + plot * COST_SHARE } else { 0.0 };
        let panel = HEAD + MARKS + plot + cost + FOOT + ROW_GAP;
        (width, caption_height(fonts, &self.caption, width) + MARK_KEY + ACROSS + rows * panel)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.panels.iter().all(|panel| panel.points.is_empty()) {
            say_instead(picture, frame, "No stock to show");
            return;
        }
        self.key(picture, frame);
        let columns = columns(self.panels.len(), picture.width);
        let rows = self.panels.len().div_ceil(columns);
        picture.text(frame.right - 20.0, frame.bottom - 2.0, Align::Right, SMALL, &self.across);
        let grid = Frame { top: frame.top + MARK_KEY, bottom: frame.bottom - ACROSS, ..frame };
        for (panel, cell) in self.panels.iter().zip(picture.split(grid, rows, columns)) {
            let (left, head) = (cell.left, cell.top);
            let plot = Frame {
                left: left + LEFT,
                top: head + HEAD + MARKS,
                right: cell.right - 20.0,
                bottom: cell.bottom - ROW_GAP - FOOT,
            };
            picture.about(&panel.name);
            let room = cell.width() - 20.0;
            name(picture, (left + 8.0, head), room, (&panel.name, &panel.part, &panel.detail));
            self.panel(picture, panel, plot);
        }
    }
}

impl StockRisk {
    /// Explains the marks above the panels.
    fn key(&self, picture: &mut Picture, frame: Frame) {
        let y = frame.top + 12.0;
        let mut x = frame.left + 8.0;
        let swatch = Frame { left: x, top: y - 9.0, right: x + 20.0, bottom: y + 1.0 };
        picture.rect(swatch, BAND_OUTER);
        picture.line(vec![(x, y - 4.0), (x + 20.0, y - 4.0)], MAIN, LINE);
        x += 26.0;
        x += picture.text(x, y, Align::Left, KEY, "estimate and 95\u{a0}% interval, point by point") + 18.0;
        picture.disc((x + 5.0, y - 4.0), 4.6, MAIN);
        x += 14.0;
        x += picture.text(x, y, Align::Left, KEY, "proposed stock") + 18.0;
        picture.disc((x + 5.0, y - 4.0), 4.6, MUTED);
        picture.disc((x + 5.0, y - 4.0), 3.0, PAPER);
        x += 14.0;
        x += picture.text(x, y, Align::Left, KEY, "today’s stock") + 18.0;
        if let Some(target) = self.target {
            picture.dashed(vec![(x, y - 4.0), (x + 20.0, y - 4.0)], STOP, 1.4, Some((4.0, 3.0)));
            x += 26.0;
            picture.text(x, y, Align::Left, KEY, &format!("target: {}", label(&self.unit, target, target)));
        }
    }

    fn panel(&self, picture: &mut Picture, panel: &StockPanel, plot: Frame) {
        let marks: Vec<(f64, bool)> = marks_of(panel).map(|mark| (mark.days, mark.chosen)).collect();
        let days = panel.points.iter().chain(&panel.costs).map(|p| p.0).chain(marks.iter().map(|mark| mark.0));
        let most_days = days.filter(|days| days.is_finite()).fold(0.0, f64::max);
        let end = if most_days > 0.0 { most_days * 1.04 } else { 1.0 };
        let across = Scale { values: (0.0, end), pixels: (plot.left, plot.right) };
        let mut upper = plot;
        let mut lowest = None;
        if !panel.costs.is_empty() {
            upper.bottom = plot.bottom - COST_GAP - (plot.height() - COST_GAP) * COST_SHARE / (1.0 + COST_SHARE);
            let lower = Frame { top: upper.bottom + COST_GAP, ..plot };
            let heading = "expected cost of halts, premium prices and holding stock";
            picture.text_within(
                (plot.left - LEFT + 8.0, lower.top - 12.0),
                plot.width() + LEFT,
                (Align::Left, SMALL),
                heading,
            );
            let unit = StockUnit::Money(self.currency.clone());
            let costs = series(picture, &across, &panel.costs, &unit, [], lower);
            for (days, chosen) in marks {
                let colour = if chosen { MAIN } else { MUTED };
                mark_days(&costs, days, colour);
                if let Some(cost) = panel.costs.iter().find(|p| (p.0 - days).abs() < 1e-6) {
                    costs.disc((days, cost.1[1]), 3.6, colour);
                }
            }
            hints(picture, panel, &panel.costs, ("Expected cost: ", &self.currency), &unit, (&across, lower));
            lowest = Some(costs);
        }
        let most = panel.chosen.map(|(_, outcome)| outcome[2]).into_iter().chain(self.target);
        let space = series(picture, &across, &panel.points, &self.unit, most, upper);
        if lowest.is_some() {
            space.level(0.0, AXIS, HAIR);
        }
        if let Some(target) = self.target {
            space.dashed(vec![(0.0, target), (end, target)], STOP, 1.4, Some((4.0, 3.0)));
        }
        let parts = (1..=6).rev().find(|n| plot.width() / count(*n) >= 60.0).unwrap_or(1);
        let words = |tick| {
            if panel.paid { money_in(tick, &self.currency, money_scale(end)) } else { three_digits(tick) }
        };
        let ticks =
            round_ticks(0.0, end, parts).into_iter().filter(|tick| *tick <= end).map(|tick| (tick, words(tick)));
        number_axis(picture, lowest.as_ref().unwrap_or(&space), &ticks.collect::<Vec<_>>());
        hints(picture, panel, &panel.points, ("", &self.currency), &self.unit, (&across, upper));
        draw_marks(picture, panel, &self.currency, upper, &space);
    }
}

/// What the values of a plot say when pointed at.
fn hints(
    picture: &mut Picture,
    panel: &StockPanel,
    points: &[(f64, [f64; 3])],
    (what, currency): (&str, &str),
    unit: &StockUnit,
    (across, plot): (&Scale, Frame),
) {
    let hint = |point: &(f64, [f64; 3])| {
        let [low, value, high] = point.1.map(|x| unit.exact(x));
        let stock = if panel.paid {
            format!("{} for more stock", money(point.0, currency))
        } else {
            format!("{} days of stock", three_digits(point.0))
        };
        let whose = titled(&panel.name, &panel.part);
        let words = format!("{whose}, {stock}\n{what}{value}\n95\u{a0}% interval {low} to {high}");
        (across.at(point.0), words)
    };
    picture.hints_along(plot, points.iter().filter(|point| finite(point)).map(hint).collect(), &panel.name);
}

/// Whether a point can be drawn.
fn finite((days, outcome): &(f64, [f64; 3])) -> bool {
    days.is_finite() && outcome.iter().all(|x| x.is_finite())
}

/// A stock with its outcome that is marked in a plot.
struct StockMark {
    days: f64,
    outcome: [f64; 3],
    chosen: bool,
}

/// Today's and the proposed stock.
fn marks_of(panel: &StockPanel) -> impl Iterator<Item = StockMark> {
    let today = panel.today.map(|(days, value)| StockMark { days, outcome: [value; 3], chosen: false });
    let chosen = panel.chosen.map(|(days, outcome)| StockMark { days, outcome, chosen: true });
    today.into_iter().chain(chosen)
}

impl StockUnit {
    /// A value by itself.
    fn exact(&self, value: f64) -> String {
        match self {
            Self::Share => format!("{}\u{a0}%", number(value * 100.0, 1)),
            Self::Days => format!("{}\u{a0}days", three_digits(value)),
            Self::Money(currency) => money(value, currency),
            Self::Plain => three_digits(value),
        }
    }
}

/// A value of an outcome, on the scale of the largest.
fn label(unit: &StockUnit, value: f64, largest: f64) -> String {
    match unit {
        StockUnit::Share => percent(value),
        StockUnit::Days => format!("{}\u{a0}d", three_digits(value)),
        StockUnit::Money(currency) => money_in(value, currency, money_scale(largest)),
        StockUnit::Plain => three_digits(value),
    }
}

/// Draws values over stock with their intervals and returns the plot, which has room for others too.
fn series(
    picture: &mut Picture,
    across: &Scale,
    points: &[(f64, [f64; 3])],
    unit: &StockUnit,
    also: impl IntoIterator<Item = f64>,
    plot: Frame,
) -> Plot {
    let points: Vec<&(f64, [f64; 3])> = points.iter().filter(|point| finite(point)).collect();
    let most = points.iter().map(|p| p.1[2]).chain(also).filter(|v| v.is_finite()).fold(0.0, f64::max);
    let ticks = match unit {
        StockUnit::Share if most > 0.5 => vec![0.0, 0.25, 0.5, 0.75, 1.0],
        _ => round_ticks(0.0, most, intervals(plot.height())),
    };
    let top = ticks.last().copied().unwrap_or(1.0);
    let up = Scale { values: (0.0, top), pixels: (plot.bottom, plot.top) };
    let labels: Vec<(f64, String)> = ticks.iter().map(|tick| (*tick, label(unit, *tick, top))).collect();
    let space = picture.plot(*across, up);
    grid(picture, &space, &labels);
    let [low, value, high] = [0, 1, 2].map(|at| points.iter().map(|p| (p.0, p.1[at])).collect::<Vec<_>>());
    space.band(high, low, BAND_OUTER);
    space.line(value, MAIN, LINE);
    space
}

/// Draws today's and the proposed stock, with their days or their money above the plot.
fn draw_marks(picture: &mut Picture, panel: &StockPanel, currency: &str, plot: Frame, space: &Plot) {
    let drawn = |mark: &StockMark| mark.days.is_finite() && mark.outcome.iter().all(|value| value.is_finite());
    let marks: Vec<StockMark> = marks_of(panel).filter(drawn).collect();
    let face = SMALL.in_bold();
    let word = |mark: &StockMark| match (panel.paid, mark.chosen) {
        (false, _) => format!("{:.0}\u{a0}days", mark.days),
        (true, true) => format!("+{}", money(mark.days, currency)),
        (true, false) => "today".to_owned(),
    };
    let words: Vec<String> = marks.iter().map(word).collect();
    let widest = words.iter().map(|w| picture.fonts.width(w, face)).fold(0.0, f64::max);
    let wanted: Vec<f64> = marks.iter().map(|mark| space.across.at(mark.days)).collect();
    let half = widest / 2.0;
    let places = spread(&wanted, widest + 8.0, plot.left + half, plot.right - half + 16.0);
    for ((mark, word), place) in marks.iter().zip(&words).zip(places) {
        let [low, middle, high] = mark.outcome.map(|value| (mark.days, value));
        let (x, colour) = (space.across.at(mark.days), if mark.chosen { MAIN } else { MUTED });
        mark_days(space, mark.days, colour);
        picture.line(vec![(place, plot.top - 5.0), (x, plot.top)], colour, HAIR);
        let ink = if mark.chosen { MAIN } else { INK };
        picture.text(place, plot.top - 7.0, Align::Centre, face.in_colour(ink), word);
        space.line(vec![low, high], colour, LINE);
        space.disc(middle, 4.6, colour);
        if !mark.chosen {
            space.disc(middle, 3.0, PAPER);
        }
    }
}

/// A dashed line at a stock, as high as the plot.
fn mark_days(space: &Plot, days: f64, colour: Colour) {
    space.dashed(vec![(days, space.up.values.1), (days, 0.0)], colour, 1.0, Some((2.0, 3.0)));
}

fn columns(panels: usize, width: f64) -> usize {
    let most = match panels {
        0 | 1 => 1,
        2..=4 => 2,
        _ => 3,
    };
    (1..=most).rev().find(|n| width / count(*n) >= 260.0).unwrap_or(1)
}
