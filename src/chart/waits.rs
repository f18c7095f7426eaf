//! How long licences wait: a distribution for each material, with its median and its ninth decile.

use super::Drawn;
use super::axis::{Scale, grid_up};
use super::data::{Caption, ChartError, check_numbers};
use super::number::{NBSP, count, number, round_ticks};
use super::page::{KEY, caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{AXIS, BAND_INNER, HAIR, LABEL, MAIN, SMALL, STOP};
use serde::Serialize;

/// Days from filing to decision, one row a material.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct WaitingTimes {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The rows, from top to bottom.
    pub rows: Vec<WaitRow>,
}

/// Waits of the applications for one material at one authority.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct WaitRow {
    /// Name of the material.
    pub name: String,
    /// Authority, number of decisions.
    pub detail: String,
    /// Share of decisions by days waited, from 0.
    pub shares: Vec<f64>,
    /// Half of the decisions come within so many days.
    pub median: f64,
    /// Nine in ten decisions come within so many days.
    pub p90: f64,
}

const ROW: f64 = 66.0;
const KEY_HEIGHT: f64 = 24.0;
const DATES: f64 = 24.0;
/// Room for the figures at the right.
const FIGURES: f64 = 176.0;
/// Where the axis ends: so small a share of the decisions of a row comes later.
const TAIL: f64 = 0.005;

impl WaitRow {
    /// What each bar says when pointed at: how many decisions have come by then.
    fn hints(&self, picture: &mut Picture, strip: Frame, across: &Scale, week: f64) {
        let name = if self.detail.is_empty() { self.name.clone() } else { format!("{}, {}", self.name, self.detail) };
        let (mut from, mut upto) = (0.0, 0.0);
        while from < across.values.1 {
            let to = from + week;
            let within: f64 = self
                .shares
                .iter()
                .enumerate()
                .filter(|(day, _)| (from..to).contains(&count(*day)))
                .map(|(_, share)| share)
                .sum();
            upto += within;
            let [here, all] = [within, upto].map(|share| number(share * 100.0, 1));
            let days = if week > 1.0 {
                format!("{} to {} days", number(from, 0), number(to - 1.0, 0))
            } else {
                format!("{} days", number(from, 0))
            };
            let words = format!(
                "{name}\nDecided after {days}: {here}{NBSP}%\nBy then: {all}{NBSP}%\nHalf within {} days, nine in ten \
                 within {}",
                number(self.median, 0),
                number(self.p90, 0)
            );
            picture.hint(Frame { left: across.at(from), right: across.at(to), ..strip }, "", words);
            from = to;
        }
    }

    /// The day by which all but a tail is decided.
    fn end(&self) -> f64 {
        let mut upto = 0.0;
        let day = self.shares.iter().position(|share| {
            upto += share;
            upto >= 1.0 - TAIL
        });
        count(day.unwrap_or(self.shares.len())) + 1.0
    }
}

impl Drawn for WaitingTimes {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all are numbers.
    fn check(&self) -> Result<(), ChartError> {
        for row in &self.rows {
            check_numbers(&row.name, &row.shares)?;
            check_numbers(&row.name, &[row.median, row.p90])?;
        }
        Ok(())
    }

    /// The page on which the rows have a comfortable size: it grows with their number.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let rows = count(self.rows.len().max(1)) * ROW;
        (900.0, caption_height(fonts, &self.caption, 900.0) + KEY_HEIGHT + rows + DATES)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() {
            say_instead(picture, frame, "No licence is decided on within the horizon");
            return;
        }
        let wide = |row: &WaitRow| {
            picture.fonts.width(&row.name, LABEL.in_bold()).max(picture.fonts.width(&row.detail, SMALL))
        };
        let names = self.rows.iter().map(wide).fold(60.0, f64::max).min(frame.width() * 0.28);
        let plot = Frame {
            left: frame.left + names + 14.0,
            top: frame.top + KEY_HEIGHT,
            right: frame.right - FIGURES.min(frame.width() * 0.3),
            bottom: frame.bottom - DATES,
        };
        let end = self.rows.iter().map(WaitRow::end).fold(1.0, f64::max);
        // In steps of whole weeks, which bars can be made of.
        let week = [1.0, 7.0, 28.0].into_iter().find(|week| end / week <= 90.0).unwrap_or(91.0);
        let across = Scale { values: (0.0, (end / week).ceil() * week), pixels: (plot.left, plot.right) };
        let space = picture.plot(across, Scale::rows(self.rows.len(), (plot.top, plot.bottom)));
        axis(picture, &space);
        key(picture, frame, week);
        for (index, row) in self.rows.iter().enumerate() {
            let place = space.row(index);
            let (strip, base) = (Frame { top: place.top + 8.0, ..place }, place.bottom);
            bars(picture, row, strip, across, week);
            row.hints(picture, strip, &across, week);
            picture.text_within((plot.left - 12.0, base - 18.0), names, (Align::Right, LABEL.in_bold()), &row.name);
            picture.text_within((plot.left - 12.0, base - 4.0), names, (Align::Right, SMALL), &row.detail);
            let left = plot.right + 14.0;
            let days = |days: f64| format!("{}{NBSP}days", number(days, 0));
            let words = format!("half within {}", days(row.median));
            picture.text_within((left, base - 18.0), frame.right - left, (Align::Left, LABEL.in_bold()), &words);
            let words = format!("nine in ten within {}", days(row.p90));
            picture.text_within((left, base - 3.0), frame.right - left, (Align::Left, LABEL), &words);
        }
    }
}

/// Says what bars and lines are.
fn key(picture: &mut Picture, frame: Frame, week: f64) {
    let y = frame.top + 10.0;
    let bars = if week > 1.0 {
        format!("decisions by days waited, bars of {week} days")
    } else {
        "decisions by days waited".to_owned()
    };
    picture.rect(Frame { left: frame.left, top: y - 9.0, right: frame.left + 12.0, bottom: y + 1.0 }, BAND_INNER);
    let mut x = frame.left + 18.0;
    x += picture.text(x, y, Align::Left, KEY, &bars) + 18.0;
    for (colour, words, dash) in [(MAIN, "median", None), (STOP, "90\u{a0}% are decided by then", Some((4.0, 2.5)))] {
        picture.dashed(vec![(x + 2.0, y - 10.0), (x + 2.0, y + 2.0)], colour, 2.0, dash);
        x += 9.0;
        x += picture.text(x, y, Align::Left, KEY, words) + 18.0;
    }
}

/// Draws faint lines up from a day axis below the rows.
fn axis(picture: &mut Picture, plot: &Plot) {
    let ((_, end), (left, right)) = (plot.across.values, plot.across.pixels);
    let room = (1..=8).rev().find(|n| (right - left) / count(*n) >= 60.0).unwrap_or(1);
    let ticks = round_ticks(0.0, end, room).into_iter().filter(|tick| *tick <= end);
    let mut ticks: Vec<(f64, String)> = ticks.map(|tick| (tick, number(tick, 0))).collect();
    if let Some((_, last)) = ticks.last_mut() {
        last.push_str("\u{a0}days");
    }
    grid_up(picture, plot, &ticks);
}

/// Draws one row's bars, as high as the row where they are highest, with its median and ninth decile.
fn bars(picture: &Picture, row: &WaitRow, strip: Frame, across: Scale, week: f64) {
    let mut weeks: Vec<f64> = Vec::new();
    for (day, share) in row.shares.iter().enumerate() {
        let at = count(day) / week;
        while count(weeks.len()) <= at {
            weeks.push(0.0);
        }
        if let Some(sum) = weeks.last_mut() {
            *sum += share;
        }
    }
    let most = weeks.iter().copied().filter(|share| share.is_finite()).fold(0.0, f64::max);
    let up = Scale { values: (0.0, most.max(f64::MIN_POSITIVE)), pixels: (strip.bottom, strip.top) };
    let plot = picture.plot(across, up);
    let seam = plot.wide(0.3);
    for (at, share) in weeks.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        let (from, to) = (count(at) * week, (count(at) + 1.0) * week);
        if from < across.values.1 {
            plot.rect([(from + seam, 0.0), (to - seam, *share)], BAND_INNER);
        }
    }
    plot.level(0.0, AXIS, HAIR);
    let top = up.values.1 - plot.tall(2.0);
    for (days, colour, dash) in [(row.median, MAIN, None), (row.p90, STOP, Some((4.0, 2.5)))] {
        // In the middle of the day.
        plot.dashed(vec![(days + 0.5, top), (days + 0.5, 0.0)], colour, 2.0, dash);
    }
}
