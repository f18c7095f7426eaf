//! Whether forecasts can be relied on: how often bands held what came, and where in the forecasts it came.

use super::Drawn;
use super::axis::{Scale, grid, intervals};
use super::data::{Caption, ChartError, check_numbers};
use super::number::{count, percent, round_ticks};
use super::page::{KEY, KEY_ROW, caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, BAND_INNER, BAND_OUTER, HAIR, INK, LABEL, LINE, MAIN, MUTED, PAPER, SMALL, TICK};
use serde::Serialize;

/// Coverage of bands, and transforms of what came.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Reliability {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// Bands by the share that they should hold, rising: that share, the share that they held, the ends of its
    /// interval.
    pub bands: Vec<[f64; 4]>,
    /// What came by the part of the forecast into which it fell: forecasts in each part, all parts being equally
    /// likely.
    pub parts: Vec<u64>,
    /// How many a part of right forecasts holds in nineteen of twenty cases: least and most.
    pub usual: (f64, f64),
}

/// Width of the page.
const WIDTH: f64 = 980.0;
/// Height of the plots.
const PLOT: f64 = 330.0;
/// Height of a plot's heading.
const HEAD: f64 = 44.0;
/// Height of the numbers and the name of an axis below a plot.
const FOOT: f64 = 46.0;
/// Room for the numbers of an upright axis.
const LEFT: f64 = 52.0;
/// Room between the plots.
const GAP: f64 = 34.0;

impl Drawn for Reliability {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all are numbers.
    fn check(&self) -> Result<(), ChartError> {
        let all: Vec<f64> = self.bands.iter().flatten().copied().chain([self.usual.0, self.usual.1]).collect();
        check_numbers("bands", &all)
    }

    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        (WIDTH, caption_height(fonts, &self.caption, WIDTH) + HEAD + PLOT + FOOT + 8.0)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.bands.is_empty() {
            say_instead(picture, frame, "No forecast can be scored yet");
            return;
        }
        let half = (frame.width() - GAP) / 2.0;
        let plot = |left: f64| Frame {
            left: left + LEFT,
            right: left + half - 8.0,
            top: frame.top + HEAD,
            bottom: frame.bottom - FOOT,
        };
        self.bands(picture, plot(frame.left));
        self.parts(picture, plot(frame.left + half + GAP));
    }
}

/// Heading of a plot, and the names of what goes up and across.
fn named(picture: &mut Picture, plot: Frame, heading: &str, (up, across): (&str, &str)) {
    let room = plot.width() + LEFT;
    picture.text_within((plot.left - LEFT, plot.top - 30.0), room, (Align::Left, LABEL.in_bold()), heading);
    picture.text_within((plot.left - LEFT, plot.top - 13.0), room, (Align::Left, SMALL), up);
    picture.text_within(
        (f64::midpoint(plot.left, plot.right), plot.bottom + 34.0),
        room,
        (Align::Centre, SMALL),
        across,
    );
}

impl Reliability {
    /// Share held over the share that was to be held.
    fn bands(&self, picture: &mut Picture, plot: Frame) {
        let axes = ("share of forecasts that it held", "share that a band should hold");
        named(picture, plot, "How often bands held what came", axes);
        let across = Scale { values: (0.0, 1.0), pixels: (plot.left, plot.right) };
        let space = picture.plot(across, Scale { values: (0.0, 1.0), pixels: (plot.bottom, plot.top) });
        let shares = round_ticks(0.0, 1.0, intervals(plot.height()));
        let labels: Vec<(f64, String)> = shares.iter().map(|tick| (*tick, percent(*tick))).collect();
        grid(picture, &space, &labels);
        for tick in round_ticks(0.0, 1.0, if plot.width() > 260.0 { 5 } else { 2 }) {
            let x = across.at(tick);
            picture.line(vec![(x, plot.bottom), (x, plot.bottom + 4.0)], AXIS, HAIR);
            picture.text(x, plot.bottom + 16.0, Align::Centre, TICK, &percent(tick));
        }
        space.dashed(vec![(0.0, 0.0), (1.0, 1.0)], MUTED, 1.2, Some((4.0, 3.0)));
        let (low, high) = (space.at((0.06, 0.93)), space.at((0.06, 0.87)));
        picture.text(low.0, low.1, Align::Left, KEY, "above the dashes: wider than need be");
        picture.text(high.0, high.1, Align::Left, KEY, "below them: too narrow");
        for [band, _, low, high] in &self.bands {
            space.line(vec![(*band, *low), (*band, *high)], BAND_INNER, 5.0);
        }
        space.line(self.bands.iter().map(|[band, share, ..]| (*band, *share)).collect(), MAIN, LINE);
        for [band, share, ..] in &self.bands {
            space.disc((*band, *share), 5.0, PAPER);
            space.disc((*band, *share), 4.0, MAIN);
        }
        let words = |[band, share, low, high]: &[f64; 4]| {
            let words = format!(
                "bands of {}: held {} ({} to {})",
                percent(*band),
                percent(*share),
                percent(*low),
                percent(*high)
            );
            (across.at(*band), words)
        };
        picture.hints_along(plot, self.bands.iter().map(words).collect(), "");
        picture.line(vec![(plot.left, plot.bottom), (plot.right, plot.bottom)], AXIS, HAIR);
    }

    /// Where in the forecasts it came.
    fn parts(&self, picture: &mut Picture, plot: Frame) {
        let axes = ("number of forecasts", "chance that the forecast gave to at most what came");
        named(picture, plot, "Where in the forecast it came", axes);
        let across = Scale { values: (0.0, 1.0), pixels: (plot.left, plot.right) };
        let most = self.parts.iter().copied().max().unwrap_or(0);
        #[allow(clippy::cast_precision_loss, reason = "forecasts are few")]
        // With a row for the key above all bars.
        let most = (most as f64).max(self.usual.1) / (1.0 - KEY_ROW / plot.height().max(2.0 * KEY_ROW));
        let ticks = round_ticks(0.0, most, intervals(plot.height()));
        let top = ticks.last().copied().unwrap_or(1.0).max(1.0);
        let space = picture.plot(across, Scale { values: (0.0, top), pixels: (plot.bottom, plot.top) });
        space.rect([(0.0, self.usual.0), (1.0, self.usual.1)], BAND_OUTER);
        let whole = |tick: &f64| (*tick, format!("{tick:.0}"));
        let labels: Vec<(f64, String)> = ticks.iter().filter(|tick| tick.fract() == 0.0).map(whole).collect();
        grid(picture, &space, &labels);
        let wide = 1.0 / count(self.parts.len().max(1));
        for (at, held) in self.parts.iter().enumerate() {
            #[allow(clippy::cast_precision_loss, reason = "forecasts are few")]
            let held = *held as f64;
            let (left, right) = (count(at) * wide, count(at + 1) * wide);
            let gap = space.wide(2.0);
            space.rect([(left + gap, 0.0), (right - gap, held)], MAIN);
            let bar = space.frame([(left, 0.0), (right, top)]);
            let words = format!("{} to {}: {held:.0} forecasts", percent(left), percent(right));
            picture.hint(bar, "", words);
        }
        for tick in [0.0, 0.5, 1.0] {
            let x = across.at(tick);
            picture.line(vec![(x, plot.bottom), (x, plot.bottom + 4.0)], AXIS, HAIR);
            picture.text(x, plot.bottom + 16.0, Align::Centre, TICK, &percent(tick));
        }
        let foot = plot.top + 12.0;
        picture.rect(
            Frame { left: plot.right - 214.0, top: foot - 9.0, right: plot.right - 194.0, bottom: foot + 1.0 },
            BAND_OUTER,
        );
        let face = KEY.in_colour(INK);
        picture.text(plot.right - 188.0, foot, Align::Left, face, "of right forecasts, usually within");
        picture.line(vec![(plot.left, plot.bottom), (plot.right, plot.bottom)], AXIS, HAIR);
    }
}

/// Bands that hold a little more than they should.
#[cfg(test)]
pub(super) fn sample() -> super::Chart {
    let band = |at: usize| {
        let share = count(at) / 10.0;
        [share, share.powf(0.9), (share.powf(0.9) - 0.08).max(0.0), (share.powf(0.9) + 0.08).min(1.0)]
    };
    super::Chart::Reliability(Reliability {
        caption: Caption {
            title: "Bands of 80 % held 130 of 150 forecasts".to_owned(),
            subtitle: "Nine series, forecasts of three months on eleven dates".to_owned(),
            footnote: "10,000 trials · seed 1".to_owned(),
        },
        bands: (1..10).map(band).collect(),
        parts: vec![10, 12, 19, 17, 21, 18, 16, 14, 13, 10],
        usual: (8.0, 23.0),
    })
}
