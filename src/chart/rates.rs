//! Quantities by week or month, as fans of quantiles in steps: output against its plan, applications at a desk.

use super::Drawn;
use super::axis::{Days, Scale, date_axis, day_label, grid, intervals, ticks_to};
use super::closed;
use super::cover::band_key;
use super::data::{Caption, ChartError, Closure, PolicyEvent, check_series};
use super::events::{Marked, NUMBER_ROW, word_height};
use super::labels::spread;
use super::number::{count, three_digits};
use super::page::{KEY, caption, caption_height, say_instead};
use super::panels::{cells, columns, heading, heading_height, name, places, rows};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, BAND_INNER, BAND_OUTER, Face, HAIR, INK, LABEL, LINE, MAIN, MARGIN, SMALL};
use super::value::Unit;
use jiff::civil::Date;
use serde::Serialize;

/// Quantities over periods of calendar time: one panel each.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RateFans {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// First day of the first period; nothing draws nothing.
    pub start: Option<Date>,
    /// Last day of each period, ascending; all panels share them.
    pub ends: Vec<Date>,
    /// What the dashed line is, such as "plan"; empty without one.
    pub dashed: String,
    /// The panels, in reading order.
    pub panels: Vec<RatePanel>,
    /// Policy events, marked in every panel.
    pub events: Vec<PolicyEvent>,
}

/// One quantity. Each series has one value for each period of the chart.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RatePanel {
    /// Panels of one group stand together under its name; empty for none.
    pub group: String,
    /// What it is.
    pub name: String,
    /// The unit, and anything else worth a small line.
    pub detail: String,
    /// 5 % of trials have less.
    pub p05: Vec<f64>,
    /// 25 % of trials have less.
    pub p25: Vec<f64>,
    /// Median.
    pub p50: Vec<f64>,
    /// 75 % of trials have less.
    pub p75: Vec<f64>,
    /// 95 % of trials have less.
    pub p95: Vec<f64>,
    /// What to hold it against, such as the plan; may be empty.
    pub plan: Vec<f64>,
    /// When plant or desk is closed.
    pub closures: Vec<Closure>,
}

/// Height of a panel's name and detail.
const HEAD: f64 = 32.0;
/// Height of the dates below a panel.
const DATES: f64 = 20.0;
/// Space between rows of panels.
const ROW_GAP: f64 = 18.0;
/// Room for the numbers of the vertical axis.
const LEFT: f64 = 52.0;
/// Room right of a panel for the names of its bands.
const RIGHT: f64 = 46.0;
/// Height of the key to the bands.
const BAND_KEY: f64 = 26.0;
/// Dashes of the plan.
const DASHES: (f64, f64) = (5.0, 3.0);

impl RatePanel {
    /// Of five quantiles, the lowest first.
    #[must_use]
    pub fn of([p05, p25, p50, p75, p95]: [Vec<f64>; 5]) -> Self {
        Self { p05, p25, p50, p75, p95, ..Self::default() }
    }

    fn series(&self) -> [(&'static str, &[f64]); 5] {
        [("95", &self.p95), ("75", &self.p75), ("median", &self.p50), ("25", &self.p25), ("5", &self.p05)]
    }

    /// The largest finite value.
    fn most(&self) -> f64 {
        let all = self.p95.iter().chain(&self.p50).chain(&self.plan).copied();
        all.filter(|value| value.is_finite()).fold(0.0, f64::max)
    }
}

impl Drawn for RateFans {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that every series has a number for each period.
    fn check(&self) -> Result<(), ChartError> {
        for panel in &self.panels {
            for (name, series) in panel.series() {
                check_series(&format!("{name} of {}", panel.name), series, self.ends.len())?;
            }
            if !panel.plan.is_empty() {
                check_series(&format!("plan of {}", panel.name), &panel.plan, self.ends.len())?;
            }
        }
        Ok(())
    }

    /// The page on which the panels have a comfortable size: it grows with their number.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let (width, plot) = match self.panels.len() {
            0 | 1 => (900.0, 300.0),
            2..=4 => (900.0, 160.0),
            _ => (1080.0, 125.0),
        };
        let places = places(&self.groups(), self.columns(fonts, width));
        let row = heading_height(&places) + HEAD + NUMBER_ROW + plot + DATES + ROW_GAP;
        let key = self.days().map_or(0.0, |days| self.marked(&days).key_height(fonts, width - 2.0 * MARGIN));
        let height = caption_height(fonts, &self.caption, width) + BAND_KEY + row * count(rows(&places).max(1)) + key;
        (width, height)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let Some(days) = self.days().filter(|_| !self.panels.is_empty()) else {
            say_instead(picture, frame, "Nothing to show");
            return;
        };
        let marked = self.marked(&days);
        let alone = self.panels.len() == 1;
        let columns = self.columns(&picture.fonts, picture.width);
        let places = places(&self.groups(), columns);
        let headings = heading_height(&places);
        let plot_width =
            Frame { left: frame.left + LEFT, right: frame.left + frame.width() / count(columns) - RIGHT, ..frame };
        // A single panel has room for the events' words; small ones number them.
        let words = marked.word_rows(&picture.fonts, &days.scale(plot_width), frame.right).filter(|_| alone);
        let keyed = if words.is_some() { marked.clone().without_numbers() } else { marked.clone() };
        let key = keyed.key_height(&picture.fonts, frame.width());
        let above = words.as_ref().map_or(marked.number_row(), |rows| word_height(rows) + 4.0);
        self.key(picture, frame);
        let sheet = Frame { top: frame.top + BAND_KEY, bottom: frame.bottom - key, ..frame };
        let cells = cells(picture, sheet, &places, columns);
        for (index, ((panel, place), cell)) in self.panels.iter().zip(&places).zip(cells).enumerate() {
            heading(picture, &panel.group, *place, (cell.left, cell.top), cell.width());
            let head = cell.top + headings;
            let plot = Frame {
                left: cell.left + LEFT,
                top: head + HEAD + above,
                right: cell.right - RIGHT,
                bottom: cell.bottom - ROW_GAP - DATES,
            };
            // A long name begins left of the plot.
            let long = picture.fonts.width(&panel.name, LABEL.in_bold()) > cell.right - plot.left - 8.0;
            let left = if long { cell.left } else { plot.left };
            name(picture, (left, head), cell.right - left - 8.0, (&panel.name, "", &panel.detail));
            let up = self.panel(picture, &days, plot, panel, &marked);
            match &words {
                Some(rows) => marked.words(picture, &days.scale(plot), plot, rows),
                None => marked.numbers(picture, &days.scale(plot), plot),
            }
            if index == 0 {
                name_bands(picture, plot, panel, &up);
            }
        }
        keyed.key(picture, Frame { top: frame.bottom - key, ..frame });
    }
}

impl RateFans {
    /// Columns of panels on a page of this width: fewer where a name would be cut.
    fn columns(&self, fonts: &Fonts, width: f64) -> usize {
        let most = columns(self.panels.len(), width);
        let longest = self.panels.iter().map(|panel| fonts.width(&panel.name, LABEL.in_bold())).fold(0.0, f64::max);
        let room = |n: &usize| (width - 2.0 * MARGIN) / count(*n) - 8.0;
        (2..=most).rev().find(|n| longest <= room(n)).unwrap_or(most.min(2))
    }

    /// Draws the fan of one panel in its plot, and returns its scale.
    fn panel(&self, picture: &mut Picture, days: &Days, plot: Frame, panel: &RatePanel, marked: &Marked) -> Scale {
        let ticks = ticks_to(panel.most(), intervals(plot.height()));
        let top = ticks.last().copied().unwrap_or(1.0);
        let fan = picture.plot(days.scale(plot), Scale { values: (0.0, top), pixels: (plot.bottom, plot.top) });
        let (across, up) = (fan.across, fan.up);
        let unit = Unit::Number(String::new());
        let labels: Vec<(f64, String)> = ticks.iter().map(|tick| (*tick, unit.tick(*tick, top))).collect();
        closed::ground(picture, days, plot, &panel.closures);
        grid(picture, &fan, &labels);
        let at = |series: &[f64]| self.steps(days, series);
        for (low, high, colour) in [(&panel.p05, &panel.p95, BAND_OUTER), (&panel.p25, &panel.p75, BAND_INNER)] {
            fan.band(at(high), at(low), colour);
        }
        closed::bars(picture, days, plot, &panel.closures);
        marked.lines(picture, &across, plot);
        fan.line(at(&panel.p50), MAIN, LINE);
        fan.dashed(at(&panel.plan), INK, 1.2, Some(DASHES));
        self.hints(picture, panel, plot, days);
        date_axis(picture, days, plot, plot.bottom);
        up
    }

    /// What each period of a panel says when pointed at.
    fn hints(&self, picture: &mut Picture, panel: &RatePanel, plot: Frame, days: &Days) {
        let across = days.scale(plot);
        let mut from = 0.0;
        for (at, end) in self.ends.iter().enumerate() {
            let until = days.offset(*end) + 1.0;
            let value = |series: &[f64]| series.get(at).copied().map_or(String::new(), three_digits);
            let [p95, p75, p50, p25, p05] = panel.series().map(|(_, series)| value(series));
            let plan = match panel.plan.get(at) {
                Some(plan) if !self.dashed.is_empty() => format!("\n{}: {}", self.dashed, three_digits(*plan)),
                _ => String::new(),
            };
            let words = format!(
                "{}, until {}\nMedian: {p50}\nHalf of the trials: {p25} to {p75}\nNine in ten trials: {p05} to \
                 {p95}{plan}",
                panel.name,
                day_label(*end)
            );
            picture.hint(Frame { left: across.at(from), right: across.at(until), ..plot }, &panel.name, words);
            from = until;
        }
    }

    /// A step line through values that hold for their period.
    fn steps(&self, days: &Days, series: &[f64]) -> Vec<(f64, f64)> {
        let mut from = 0.0;
        let mut line = Vec::with_capacity(series.len() * 2);
        for (end, value) in self.ends.iter().zip(series) {
            let until = days.offset(*end) + 1.0;
            line.extend([(from, *value), (until, *value)]);
            from = until;
        }
        line
    }

    /// The days from the first period to the last; none without periods.
    fn days(&self) -> Option<Days> {
        Days::of(&[self.start?, *self.ends.last()?])
    }

    /// What is marked in time.
    fn marked(&self, days: &Days) -> Marked {
        Marked::new(&self.events, self.panels.iter().flat_map(|panel| &panel.closures), days)
    }

    fn groups(&self) -> Vec<&str> {
        self.panels.iter().map(|panel| panel.group.as_str()).collect()
    }

    /// Explains bands and lines above the panels.
    fn key(&self, picture: &mut Picture, frame: Frame) {
        let x = band_key(picture, frame);
        if self.dashed.is_empty() {
            return;
        }
        let y = frame.top + 12.0;
        picture.dashed(vec![(x, y - 4.0), (x + 20.0, y - 4.0)], INK, 1.2, Some(DASHES));
        let words = picture.fonts.shorten(&self.dashed, KEY, frame.right - x - 26.0);
        picture.text(x + 26.0, y, Align::Left, KEY, &words);
    }
}

/// Names the quantiles at the right end of a plot.
fn name_bands(picture: &mut Picture, plot: Frame, panel: &RatePanel, up: &Scale) {
    let ends = panel.series().map(|(_, series)| series.last().map_or(plot.bottom, |value| up.at(*value)));
    let face = SMALL.in_size(10.0);
    let places = spread(&ends, face.size + 1.5, plot.top + 2.0, plot.bottom - 2.0);
    for (((name, _), end), place) in panel.series().into_iter().zip(ends).zip(places) {
        picture.line(vec![(plot.right + 1.0, end), (plot.right + 4.0, end), (plot.right + 8.0, place)], AXIS, HAIR);
        let bold = Face { bold: name == "median", ..face };
        let name = if name == "median" { name.to_owned() } else { format!("{name}\u{a0}%") };
        picture.text(plot.right + 10.0, place + face.size * 0.35, Align::Left, bold, &name);
    }
}
