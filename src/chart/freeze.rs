//! In how many trials a freeze stops each line, by its length.

use super::Drawn;
use super::axis::{Scale, grid, intervals, number_axis};
use super::data::{Caption, ChartError, check_numbers};
use super::halted::DASHES;
use super::labels::spread;
use super::number::{count, number, percent, round_ticks, three_digits};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, HAIR, LABEL, LINE, PAPER, SMALL, line_colour};
use serde::Serialize;

/// Share of trials over days of a freeze: one curve a line.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FreezeCurves {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// Lengths in days, ascending.
    pub days: Vec<f64>,
    /// The curves, in the order of their colours.
    pub curves: Vec<FreezeCurve>,
}

/// One line's curve.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FreezeCurve {
    /// Name of the line.
    pub name: String,
    /// Share of trials in which it is stopped, 0 to 1, for each length.
    pub stopped: Vec<f64>,
    /// The shortest length that stops it in the deterministic run.
    pub typical: Option<f64>,
    /// A shorter one than the lengths tried may do.
    pub typical_or_fewer: bool,
}

/// Room for a sample of a line before its name.
const SAMPLE: f64 = 30.0;

impl Drawn for FreezeCurves {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that every curve has a number for each length.
    fn check(&self) -> Result<(), ChartError> {
        check_numbers("days", &self.days)?;
        for curve in &self.curves {
            super::data::check_series(&curve.name, &curve.stopped, self.days.len())?;
        }
        Ok(())
    }

    /// The page on which the chart is comfortable to read.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let plot = 300.0_f64.max(count(self.curves.len()) * 17.0);
        (900.0, caption_height(fonts, &self.caption, 900.0) + plot + 66.0)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.curves.is_empty() || self.days.is_empty() {
            say_instead(picture, frame, "No freeze to show");
            return;
        }
        let widest = self.curves.iter().map(|c| picture.fonts.width(&c.name, LABEL)).fold(0.0, f64::max);
        let plot = Frame {
            left: frame.left + 46.0,
            top: frame.top + 22.0,
            right: frame.right - widest.min(220.0) - SAMPLE - 20.0,
            bottom: frame.bottom - 36.0,
        };
        let longest = self.days.iter().copied().fold(1.0, f64::max);
        let across = Scale { values: (0.0, longest), pixels: (plot.left, plot.right) };
        let ticks = round_ticks(0.0, 1.0, intervals(plot.height()));
        let up = Scale { values: (0.0, 1.0), pixels: (plot.bottom, plot.top) };
        let labels: Vec<(f64, String)> = ticks.into_iter().map(|tick| (tick, percent(tick))).collect();
        let space = picture.plot(across, up);
        grid(picture, &space, &labels);
        let days = round_ticks(0.0, longest, 8).into_iter().filter(|tick| *tick <= longest);
        number_axis(picture, &space, &days.map(|tick| (tick, three_digits(tick))).collect::<Vec<_>>());
        picture.text(plot.right, plot.bottom + 31.0, Align::Right, SMALL, "Days of the freeze");
        picture.text(
            frame.left,
            plot.top - 10.0,
            Align::Left,
            SMALL,
            "Share of trials in which the freeze stops the line",
        );
        let hint = |(at, days): (usize, &f64)| {
            let share = |curve: &FreezeCurve| {
                let stopped = curve.stopped.get(at).copied().unwrap_or(0.0) * 100.0;
                format!("{}: {}\u{a0}%", curve.name, number(stopped, 1))
            };
            let shares: Vec<String> = self.curves.iter().map(share).collect();
            (across.at(*days), format!("A freeze of {} days stops\n{}", three_digits(*days), shares.join("\n")))
        };
        picture.hints_along(plot, self.days.iter().enumerate().map(hint).collect(), "");
        let mut ends = Vec::new();
        for (at, curve) in self.curves.iter().enumerate() {
            let points: Vec<(f64, f64)> =
                self.days.iter().zip(&curve.stopped).map(|(days, share)| (*days, *share)).collect();
            ends.push(points.last().map_or(plot.bottom, |(_, share)| up.at(*share)));
            if let [point] = points[..] {
                space.disc(point, 4.0, line_colour(at));
            }
            space.dashed(points, line_colour(at), LINE, DASHES[at % DASHES.len()]);
            if let Some(days) = curve.typical {
                // On the axis, where no share is read.
                space.disc((days, 0.0), 4.0, line_colour(at));
                if curve.typical_or_fewer {
                    space.disc((days, 0.0), 2.4, PAPER);
                }
            }
        }
        let places = spread(&ends, LABEL.size + 2.0, plot.top + 4.0, plot.bottom);
        for ((at, curve), y) in self.curves.iter().enumerate().zip(places) {
            picture.line(vec![(plot.right + 1.0, ends[at]), (plot.right + 10.0, y)], AXIS, HAIR);
            let face = LABEL.in_colour(line_colour(at));
            let from = plot.right + 13.0;
            let dash = DASHES[at % DASHES.len()];
            picture.dashed(vec![(from, y), (from + SAMPLE - 6.0, y)], line_colour(at), LINE, dash);
            picture.text_within(
                (from + SAMPLE, y + 4.0),
                frame.right - from - SAMPLE,
                (Align::Left, face),
                &curve.name,
            );
        }
    }
}
