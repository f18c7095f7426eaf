//! How much is lost, over all trials: the exceedance curve.

use super::Drawn;
use super::axis::{Scale, grid, intervals, number_axis};
use super::data::{Caption, ChartError, check_numbers};
use super::labels::beside_lines;
use super::number::{NBSP, count, money, money_in, money_range, money_scale, number, percent, round_ticks};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{BAND_OUTER, Colour, INK, LABEL, LINE, MAIN, MARGIN, PAPER, SMALL, TICK, line_colour};
use serde::Serialize;

/// Share of trials that lose more than an amount, with the usual measures of risk marked.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LossDistribution {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// ISO 4217 code of the currency of all amounts, such as "EUR".
    pub currency: String,
    /// Points of the exceedance curve, ascending by loss: loss in units of the currency, and the
    /// share of trials (0 to 1) that lose more.
    pub exceedance: Vec<(f64, f64)>,
    /// Share of trials that lose nothing, 0 to 1.
    pub share_zero: f64,
    /// Mean, value at risk, expected shortfall, thresholds: what to mark, in any order.
    pub markers: Vec<LossMarker>,
}

/// One amount to mark on the curve, in units of the currency.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LossMarker {
    /// What the amount is, such as "Mean" or "Value at risk 95 %"; of a threshold the side on which trials count, such
    /// as ">".
    pub label: String,
    /// The estimate, or the threshold.
    pub value: f64,
    /// Lower end of its 95 % interval; of a threshold itself.
    pub low: f64,
    /// Upper end of its 95 % interval; nothing where the trials are too few to bound it.
    pub high: Option<f64>,
    /// The chance that a trial lies beyond a threshold, 0 to 1, between the ends of its 95 % interval.
    pub chance: Option<[f64; 3]>,
}

/// Height of a row with a marker's words above the plot.
const ROW: f64 = 19.0;
/// Room for the numbers of the vertical axis.
const LEFT: f64 = 46.0;
/// Height of the sentence above the plot.
const SENTENCE: f64 = 20.0;
/// Height of the note on losses beyond the axis.
const TAIL_NOTE: f64 = 18.0;
/// What stands for an interval that has no room.
const LEFT_OUT: &str = "…";
/// The curve is cut where fewer trials than this lose more.
const TAIL: f64 = 0.005;

impl Drawn for LossDistribution {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all amounts and shares are numbers.
    fn check(&self) -> Result<(), ChartError> {
        let points = self.exceedance.iter().flat_map(|(loss, share)| [*loss, *share]);
        check_numbers("exceedance", &points.collect::<Vec<_>>())?;
        check_numbers("share_zero", &[self.share_zero])?;
        for marker in &self.markers {
            check_numbers(&marker.label, &[marker.value, marker.low, marker.high.unwrap_or(marker.value)])?;
            check_numbers(&marker.label, &marker.chance.unwrap_or_default())?;
        }
        Ok(())
    }

    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        if self.exceedance.iter().all(|(loss, _)| *loss <= 0.0) {
            return (900.0, caption_height(fonts, &self.caption, 900.0) + 120.0);
        }
        let rows = count(self.markers.len()) * ROW;
        let height = caption_height(fonts, &self.caption, 900.0) + SENTENCE + rows + 340.0;
        (900.0, height.max(520.0))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let lost = self.exceedance.iter().any(|(loss, _)| *loss > 0.0);
        if self.exceedance.is_empty() || !lost {
            let words = if self.exceedance.is_empty() && self.share_zero < 1.0 {
                "No losses to show"
            } else {
                "Nothing is lost in any of the trials"
            };
            say_instead(picture, frame, words);
            return;
        }
        let mut markers: Vec<&LossMarker> = self.markers.iter().collect();
        // A threshold far beyond all losses would only make the curve narrow.
        let far = |marker: &LossMarker| marker.chance.is_some() && marker.value > 1.5 * self.largest();
        markers.retain(|marker| marker.value.is_finite() && !far(marker));
        markers.sort_by(|a, b| a.value.total_cmp(&b.value));

        self.sentence(picture, frame);
        let rows = count(markers.len()) * ROW;
        let plot = Frame {
            left: frame.left + LEFT,
            top: frame.top + SENTENCE + rows + 10.0,
            right: frame.right - 24.0,
            bottom: frame.bottom - 22.0,
        };
        let across = self.horizontal(plot, &markers);
        let mut plot = plot;
        if self.largest() > across.values.1 {
            self.name_tail(picture, frame, across.values.1);
            plot.bottom -= TAIL_NOTE;
        }
        let up = Scale { values: (0.0, self.highest_share()), pixels: (plot.bottom, plot.top) };
        let space = picture.plot(across, up);
        self.curve(picture, plot, &space, &markers);
        let (intervals, places) = self.places(picture, &markers, &across);
        for (rank, (marker, (row, left))) in markers.iter().zip(places).enumerate() {
            let y = plot.top - 8.0 - ROW * count(markers.len() - 1 - row);
            self.mark(picture, (marker, intervals), &space, (left, y), line_colour(rank + 1));
        }
    }
}

impl LossDistribution {
    /// Says how often nothing is lost, and what the curve shows.
    fn sentence(&self, picture: &mut Picture, frame: Frame) {
        let none = if self.share_zero > 0.0 {
            format!("{} of trials lose nothing. ", percent(self.share_zero))
        } else {
            "Every trial loses something. ".to_owned()
        };
        let y = frame.top + 12.0;
        let x = frame.left + picture.text(frame.left, y, Align::Left, LABEL.in_bold(), &none);
        let words = "Curve: share of trials that lose more than the amount below it";
        picture.text_within((x + 4.0, y), frame.right - x - 4.0, (Align::Left, SMALL), words);
    }

    /// The money scale: to where the curve has all but ended, and beyond every marker.
    fn horizontal(&self, plot: Frame, markers: &[&LossMarker]) -> Scale {
        let finite = |loss: &f64| loss.is_finite();
        let largest = self.largest();
        let ended = self.exceedance.iter().find(|(_, share)| *share <= TAIL);
        let ended = ended.map_or(largest, |(loss, _)| *loss).min(largest);
        let marked = markers.iter().flat_map(|marker| [marker.value, marker.high.unwrap_or(marker.value)]);
        let marked = marked.filter(finite).fold(0.0, f64::max);
        let top = ended.max(marked * 1.06);
        Scale { values: (0.0, if top > 0.0 { top } else { 1.0 }), pixels: (plot.left, plot.right) }
    }

    /// Draws the axes, the intervals of the markers, and the curve with its area.
    fn curve(&self, picture: &mut Picture, plot: Frame, space: &Plot, markers: &[&LossMarker]) {
        let (across, up) = (space.across, space.up);
        let mut points = vec![(0.0, 1.0 - self.share_zero)];
        let end = across.values.1;
        for pair in self.exceedance.windows(2).filter(|pair| pair[0].0 <= end && end < pair[1].0) {
            // Where the axis ends within a piece of the curve, the piece is cut there.
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let cut = y0 + (y1 - y0) * (end - x0) / (x1 - x0);
            points.push((end, cut));
        }
        let within = self.exceedance.iter().filter(|(loss, _)| *loss > 0.0 && *loss <= end);
        let tail = points.split_off(1);
        points.extend(within.copied());
        points.extend(tail);

        let last = points.last().map_or(0.0, |(loss, _)| *loss);
        space.band(points.clone(), vec![(0.0, 0.0), (last, 0.0)], BAND_OUTER.tint(7));
        for (rank, marker) in markers.iter().enumerate() {
            let band = [(marker.low, 0.0), (marker.high.unwrap_or(end), up.values.1)];
            space.rect(band, line_colour(rank + 1).tint(2));
        }
        let ticks = round_ticks(0.0, up.values.1, intervals(plot.height()).max(2));
        let labels: Vec<(f64, String)> = ticks.into_iter().map(|at| (at, percent(at))).collect();
        grid(picture, space, &labels);
        space.line(points, MAIN, LINE);
        let steps = 120;
        let hint = |at: usize| {
            let loss = end * count(at) / count(steps);
            let words = format!(
                "More than {}\nin {}{NBSP}% of trials",
                money(loss, &self.currency),
                number(self.share_beyond(loss) * 100.0, 1)
            );
            (across.at(loss), words)
        };
        picture.hints_along(plot, (0..=steps).map(hint).collect(), "");

        let scale = money_scale(end);
        let wide = picture.fonts.width(&money_in(end, &self.currency, scale), TICK) + 34.0;
        let room = (1..=8).rev().find(|n| plot.width() / count(*n) >= wide).unwrap_or(1);
        let ticks = round_ticks(0.0, end, room).into_iter().filter(|tick| *tick <= end);
        let label = |tick| (tick, money_in(tick, &self.currency, scale));
        number_axis(picture, space, &ticks.map(label).collect::<Vec<_>>());
    }

    /// The top of the vertical axis: 100 %, or less where most trials lose nothing.
    fn highest_share(&self) -> f64 {
        let most = 1.0 - self.share_zero;
        [0.05, 0.1, 0.25, 0.5].into_iter().find(|top| most <= *top).unwrap_or(1.0)
    }

    /// The largest loss on the curve.
    fn largest(&self) -> f64 {
        let losses = self.exceedance.iter().map(|(loss, _)| *loss);
        losses.filter(|loss| loss.is_finite()).fold(0.0, f64::max)
    }

    /// Says how far the curve goes on where the axis cuts it.
    fn name_tail(&self, picture: &mut Picture, frame: Frame, end: f64) {
        let beyond = percent(self.share_beyond(end));
        let cut = money(end, &self.currency);
        let most = money(self.largest(), &self.currency);
        let words = format!("{beyond} of trials lose more than {cut}, up to {most}, not shown");
        picture.text_within((frame.right - 24.0, frame.bottom - 2.0), frame.width(), (Align::Right, SMALL), &words);
    }

    /// Draws one marker: a line up to its words at `(left, y)`, with a dot on the curve.
    fn mark(
        &self,
        picture: &mut Picture,
        (marker, intervals): (&LossMarker, bool),
        space: &Plot,
        (left, y): (f64, f64),
        colour: Colour,
    ) {
        let (x, bottom) = space.foot(marker.value);
        // The line ends beside its words, or below them where they stand over it.
        let beside = left > x || left + self.width(&picture.fonts, marker, intervals) < x;
        let end = if beside { y - 9.0 } else { y + 4.0 };
        picture.line(vec![(x, bottom), (x, end)], colour, 1.4);
        let on_curve = (marker.value, self.share_beyond(marker.value));
        space.disc(on_curve, 3.6, PAPER);
        space.disc(on_curve, 2.8, colour);
        let (words, interval) = self.words(marker);
        let bold = LABEL.in_bold().in_colour(INK);
        let first = picture.fonts.width(&words, bold);
        picture.text(left, y, Align::Left, bold, &words);
        let interval = if intervals { &interval } else { LEFT_OUT };
        picture.text(left + first + 8.0, y, Align::Left, SMALL, interval);
    }

    /// Where the words of each marker stand, with their intervals if there is room: the row above the plot, counted
    /// from the top, and the left end.
    fn places(&self, picture: &Picture, markers: &[&LossMarker], across: &Scale) -> (bool, Vec<(usize, f64)>) {
        let xs: Vec<f64> = markers.iter().map(|marker| across.at(marker.value)).collect();
        let (low, high) = (MARGIN, picture.width - MARGIN);
        let widths = |intervals: bool| -> Vec<f64> {
            markers.iter().map(|marker| self.width(&picture.fonts, marker, intervals)).collect()
        };
        for intervals in [true, false] {
            if let Some(places) = beside_lines(&xs, &widths(intervals), (low, high)) {
                return (intervals, places);
            }
        }
        let clear = |(x, width): (&f64, f64)| (x + 6.0).min(high - width).max(low);
        (false, xs.iter().zip(widths(false)).map(clear).enumerate().collect())
    }

    /// Width of a marker's words.
    fn width(&self, fonts: &Fonts, marker: &LossMarker, intervals: bool) -> f64 {
        let (words, interval) = self.words(marker);
        let interval = if intervals { &interval } else { LEFT_OUT };
        fonts.width(&words, LABEL.in_bold()) + 8.0 + fonts.width(interval, SMALL)
    }

    /// A marker's label and amount, and its interval.
    fn words(&self, marker: &LossMarker) -> (String, String) {
        let amount = money(marker.value, &self.currency);
        if let Some([low, chance, high]) = marker.chance {
            let [low, high] = [low, high].map(|share| number(share * 100.0, 1));
            let interval = format!("95{NBSP}% interval {low}–{high}{NBSP}%");
            return (format!("P(loss {} {amount}): {}", marker.label, percent(chance)), interval);
        }
        let range = match marker.high {
            Some(high) => money_range(marker.low, high, &self.currency),
            None => format!("{} or more", money(marker.low, &self.currency)),
        };
        (format!("{}: {amount}", marker.label), format!("95\u{a0}% interval {range}"))
    }

    /// The share of trials that lose more than an amount, read off the curve.
    fn share_beyond(&self, amount: f64) -> f64 {
        let start = (0.0, 1.0 - self.share_zero);
        let mut before = start;
        for &(loss, share) in &self.exceedance {
            if loss > amount {
                let part = if loss > before.0 { (amount - before.0) / (loss - before.0) } else { 0.0 };
                return before.1 + (share - before.1) * part.clamp(0.0, 1.0);
            }
            before = (loss, share);
        }
        0.0
    }
}
