//! How long orders take, vendor by vendor: share received by days since the order, as observed and as fitted.

use super::Drawn;
use super::axis::{Scale, grid, intervals, steps};
use super::data::{Caption, ChartError, check_numbers};
use super::number::{NBSP, count, number, percent, round_ticks};
use super::page::{KEY, caption, caption_height, say_instead};
use super::panels::{cells, columns, name, places};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, HAIR, INK, LINE, MAIN, STOP, TICK};
use serde::Serialize;

/// Lead times, one panel a vendor.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LeadTimeCurves {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// One panel a vendor, in reading order.
    pub panels: Vec<LeadTimePanel>,
}

/// The orders of a vendor.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LeadTimePanel {
    /// Its name.
    pub name: String,
    /// Number of orders, what half of them take.
    pub detail: String,
    /// Days since the order, and the share received by then; rises in steps.
    pub observed: Vec<(f64, f64)>,
    /// The same of the fitted distribution.
    pub fitted: Vec<(f64, f64)>,
    /// Days for which open orders have waited.
    pub waiting: Vec<f64>,
}

const HEAD: f64 = 36.0;
const DAYS: f64 = 20.0;
const GAP: f64 = 16.0;
const LEFT: f64 = 42.0;
const KEY_HEIGHT: f64 = 24.0;
const WIDTH: f64 = 980.0;

impl Drawn for LeadTimeCurves {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all are numbers.
    fn check(&self) -> Result<(), ChartError> {
        for panel in &self.panels {
            let pairs = panel.observed.iter().chain(&panel.fitted).flat_map(|(days, share)| [*days, *share]);
            let all: Vec<f64> = pairs.chain(panel.waiting.iter().copied()).collect();
            check_numbers(&panel.name, &all)?;
        }
        Ok(())
    }

    /// The page on which the panels have a comfortable size: it grows with their number.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let rows = self.panels.len().div_ceil(columns(self.panels.len(), WIDTH)).max(1);
        (WIDTH, caption_height(fonts, &self.caption, WIDTH) + KEY_HEIGHT + count(rows) * (HEAD + 140.0 + DAYS + GAP))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.panels.is_empty() {
            say_instead(picture, frame, "No orders to show");
            return;
        }
        key(picture, frame);
        let columns = columns(self.panels.len(), picture.width);
        let places = places(&vec![""; self.panels.len()], columns);
        let sheet = Frame { top: frame.top + KEY_HEIGHT, ..frame };
        let longest = |panel: &LeadTimePanel| {
            let ends = panel.observed.iter().chain(&panel.fitted).map(|(days, _)| *days);
            ends.chain(panel.waiting.iter().copied()).fold(1.0, f64::max)
        };
        let end = self.panels.iter().map(longest).fold(1.0, f64::max);
        for (panel, cell) in self.panels.iter().zip(cells(picture, sheet, &places, columns)) {
            let plot = Frame {
                left: cell.left + LEFT,
                top: cell.top + HEAD,
                right: cell.right - 14.0,
                bottom: cell.bottom - GAP - DAYS,
            };
            let room = cell.right - plot.left - 6.0;
            name(picture, (plot.left, cell.top), room, (&panel.name, "", &panel.detail));
            panel.draw(picture, plot, end);
        }
    }
}

impl LeadTimePanel {
    fn draw(&self, picture: &mut Picture, plot: Frame, end: f64) {
        let across = Scale { values: (0.0, end), pixels: (plot.left, plot.right) };
        let shares = picture.plot(across, Scale { values: (0.0, 1.0), pixels: (plot.bottom, plot.top) });
        let across = shares.across;
        let ticks: Vec<(f64, String)> =
            round_ticks(0.0, 1.0, intervals(plot.height())).into_iter().map(|tick| (tick, percent(tick))).collect();
        grid(picture, &shares, &ticks);
        let wanted = (2..=6).rev().find(|n| plot.width() / count(*n) >= 44.0).unwrap_or(1);
        let days: Vec<f64> = round_ticks(0.0, end, wanted).into_iter().filter(|tick| *tick <= end).collect();
        for (at, tick) in days.iter().enumerate() {
            let unit = if at + 1 == days.len() { format!("{NBSP}days") } else { String::new() };
            let x = across.at(*tick);
            picture.line(vec![(x, plot.bottom), (x, plot.bottom + 4.0)], AXIS, HAIR);
            let words = format!("{}{unit}", number(*tick, 0));
            let align = if at + 1 == days.len() && plot.right - x < 24.0 { Align::Right } else { Align::Centre };
            let x = if align == Align::Right { plot.right + 12.0 } else { x };
            picture.text(x, plot.bottom + 16.0, align, TICK, &words);
        }
        picture.line(vec![(plot.left, plot.bottom), (plot.right, plot.bottom)], AXIS, HAIR);
        let observed: Vec<(f64, f64)> = [(0.0, 0.0)].into_iter().chain(self.observed.iter().copied()).collect();
        shares.line(self.fitted.clone(), MAIN, LINE * 1.3);
        shares.line(steps(&observed), INK, 1.2);
        for days in &self.waiting {
            let x = across.at(*days);
            picture.line(vec![(x, plot.bottom - 7.0), (x, plot.bottom)], STOP, 1.2);
        }
        let step = (self.fitted.len() / 60).max(1);
        let words = |(days, share): &(f64, f64)| {
            let seen = self.observed.iter().rev().find(|(known, _)| known <= days).map_or(0.0, |(_, share)| *share);
            let words = format!(
                "{}\nafter {} days: fitted {}, observed {}",
                self.name,
                number(*days, 0),
                percent(*share),
                percent(seen)
            );
            (across.at(*days), words)
        };
        picture.hints_along(plot, self.fitted.iter().step_by(step).map(words).collect(), "");
    }
}

/// Says what the lines are.
fn key(picture: &mut Picture, frame: Frame) {
    let y = frame.top + 10.0;
    let mut x = frame.left;
    for (colour, width, words) in [(INK, 1.2, "received so far (Kaplan and Meier)"), (MAIN, LINE * 1.3, "fitted")] {
        picture.line(vec![(x, y - 4.0), (x + 18.0, y - 4.0)], colour, width);
        x += 24.0;
        x += picture.text(x, y, Align::Left, KEY, words) + 18.0;
    }
    picture.line(vec![(x + 2.0, y - 8.0), (x + 2.0, y)], STOP, 1.2);
    picture.text(x + 9.0, y, Align::Left, KEY, "an order that is still open");
}

/// So many vendors.
#[cfg(test)]
pub(super) fn sample(vendors: usize) -> super::Chart {
    let panel = |at: usize| {
        let spread = 20.0 + 7.0 * count(at);
        let share = |days: f64| 1.0 - (-(days / spread).powi(2)).exp();
        let curve = |step: f64| (0..=60).map(move |n| f64::from(n) * step).map(move |days| (days, share(days)));
        LeadTimePanel {
            name: format!("Vendor {} of bearings and shafts", at + 1),
            detail: format!("48 orders, 3 open; half within {} days", number(spread * 0.83, 0)),
            observed: curve(spread / 20.0).step_by(4).skip(1).collect(),
            fitted: curve(spread / 20.0).collect(),
            waiting: vec![5.0, 9.0, spread],
        }
    };
    super::Chart::LeadTimes(LeadTimeCurves {
        caption: Caption {
            title: "Half of all orders are received within 34 days, nine in ten within 61".to_owned(),
            subtitle: "Share of orders received by days since the order".to_owned(),
            footnote: "orders.csv".to_owned(),
        },
        panels: (0..vendors).map(panel).collect(),
    })
}
