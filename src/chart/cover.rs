//! Stock cover of each manufacturer over time, as a fan of quantiles.

use super::Drawn;
use super::axis::{Days, Scale, date_axis, day_label, grid, intervals, ticks_to};
use super::closed;
use super::data::{Caption, ChartError, Closure, PolicyEvent, check_series};
use super::events::{Marked, NUMBER_ROW, word_height};
use super::labels::spread;
use super::number::{count, three_digits};
use super::page::{KEY, caption, caption_height, say_instead};
use super::panels::{beside, cells, columns, heading, heading_height, name, places, rows, titled};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, BAND_INNER, BAND_OUTER, Face, HAIR, LINE, MAIN, MARGIN, SMALL, STOP, STOP_PALE, TICK};
use jiff::civil::Date;
use serde::Serialize;

/// Cover (stock in days of planned need) over calendar time: one panel a manufacturer.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CoverFan {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The days of the series, ascending; all panels share them.
    pub dates: Vec<Date>,
    /// One panel a manufacturer, in reading order.
    pub panels: Vec<CoverPanel>,
    /// Policy events, marked in every panel.
    pub events: Vec<PolicyEvent>,
}

/// One manufacturer's cover. Each series has one value in days for each date of the chart.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CoverPanel {
    /// Panels of one group stand together under its name and share a scale; empty for none.
    pub group: String,
    /// Name of the manufacturer.
    pub name: String,
    /// The input whose stock it is.
    pub part: String,
    /// Sector and country, or anything else worth a small line.
    pub detail: String,
    /// How much it matters: where a page has no room for all panels, those with the most stay.
    pub weight: f64,
    /// 5 % of trials have less cover than this, in days.
    pub p05: Vec<f64>,
    /// 25 % of trials have less cover than this, in days.
    pub p25: Vec<f64>,
    /// Median cover, in days.
    pub p50: Vec<f64>,
    /// 75 % of trials have less cover than this, in days.
    pub p75: Vec<f64>,
    /// 95 % of trials have less cover than this, in days.
    pub p95: Vec<f64>,
    /// When it, and the desks over it, are closed.
    pub closures: Vec<Closure>,
}

/// Height of a panel's name and detail.
const HEAD: f64 = 32.0;
/// Height of the strip below the zero line.
const STOP_STRIP: f64 = 13.0;
/// Height of the dates below a panel.
const DATES: f64 = 20.0;
/// Space between rows of panels.
const ROW_GAP: f64 = 16.0;
/// Room for the numbers of the vertical axis, at least.
const LEFT: f64 = 46.0;
/// Height of the key to the bands.
const BAND_KEY: f64 = 26.0;

impl Drawn for CoverFan {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that every series has a number for each date.
    fn check(&self) -> Result<(), ChartError> {
        for panel in &self.panels {
            for (name, series) in panel.series() {
                let name = format!("{name} of {}", panel.name);
                check_series(&name, series, self.dates.len())?;
            }
        }
        Ok(())
    }

    /// The page on which the panels have a comfortable size: it grows with their number.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let (width, plot) = match self.panels.len() {
            0 | 1 => (900.0, 300.0),
            2..=4 => (900.0, 170.0),
            _ => (1080.0, 130.0),
        };
        let places = places(&self.groups(), columns(self.panels.len(), width));
        let rows = count(rows(&places).max(1));
        let panel = heading_height(&places) + HEAD + NUMBER_ROW + plot + STOP_STRIP + DATES + ROW_GAP;
        let key = Days::of(&self.dates).map_or(0.0, |days| self.marked(&days).key_height(fonts, width - 2.0 * MARGIN));
        let height = caption_height(fonts, &self.caption, width) + BAND_KEY + rows * panel + key;
        (width, height)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let Some(days) = Days::of(&self.dates).filter(|_| !self.panels.is_empty()) else {
            say_instead(picture, frame, "No cover to show");
            return;
        };
        let marked = self.marked(&days);
        let columns = columns(self.panels.len(), picture.width);
        let places = places(&self.groups(), columns);
        let rows = rows(&places);
        let headings = heading_height(&places);
        let alone = self.panels.len() == 1;
        let right = if alone { 150.0 } else { 44.0 };
        let column_width = frame.width() / count(columns);

        // A single panel has room for the events' words; small ones number them.
        let plot_width = Frame { left: frame.left + LEFT, right: frame.left + column_width - right, ..frame };
        let words = marked.word_rows(&picture.fonts, &days.scale(plot_width), frame.right).filter(|_| alone);
        let keyed = if words.is_some() { marked.clone().without_numbers() } else { marked.clone() };
        let key = keyed.key_height(&picture.fonts, frame.width());
        let above = words.as_ref().map_or(marked.number_row(), |rows| word_height(rows) + 4.0);
        let top = frame.top + BAND_KEY;
        let sheet = Frame { top, bottom: frame.bottom - key, ..frame };
        let row_height = sheet.height() / count(rows);
        let parts = intervals(row_height - headings - HEAD - above - ROW_GAP - DATES - STOP_STRIP);
        let tops = self.axis_tops(parts);
        let numbers = |top: &f64| picture.fonts.width(&format!("{}\u{a0}days", three_digits(*top)), TICK) + 10.0;
        let numbers = tops.iter().map(numbers).fold(LEFT, f64::max);
        band_key(picture, frame);

        let cells = cells(picture, sheet, &places, columns);
        for ((index, panel), cell) in self.panels.iter().enumerate().zip(cells) {
            heading(picture, &panel.group, places[index], (cell.left, cell.top), column_width);
            let (left, head) = (cell.left, cell.top + headings);
            let plot = Frame {
                left: left + numbers,
                top: head + HEAD + above,
                right: left + column_width - right,
                bottom: cell.bottom - ROW_GAP - DATES - STOP_STRIP,
            };
            picture.about(&panel.name);
            let room = column_width - numbers - 12.0;
            let other = (tops[index] - self.usual(&tops, &panel.group)).abs() > 0.0;
            let detail = beside([&panel.detail, if other { "own scale" } else { "" }]);
            name(picture, (plot.left, head), room, (&panel.name, &panel.part, &detail));
            let ticks = ticks_to(tops[index], parts);
            self.panel(picture, &days, plot, (panel, &ticks), &marked);
            match &words {
                Some(rows) => marked.words(picture, &days.scale(plot), plot, rows),
                None => marked.numbers(picture, &days.scale(plot), plot),
            }
            if index == 0 {
                panel.name_bands(picture, plot, tops[index], alone);
            }
        }
        picture.about_all();
        keyed.key(picture, Frame { top: frame.bottom - key, ..frame });
    }
}

impl CoverFan {
    /// Draws the fan of one panel in its plot.
    fn panel(
        &self,
        picture: &mut Picture,
        days: &Days,
        plot: Frame,
        (panel, ticks): (&CoverPanel, &[f64]),
        marked: &Marked,
    ) {
        let top = ticks.last().copied().unwrap_or(1.0);
        let fan = picture.plot(days.scale(plot), vertical(plot, top));
        let across = fan.across;
        let named = |(index, tick): (usize, &f64)| {
            let last = index + 1 == ticks.len();
            let unit = if last { "\u{a0}days" } else { "" };
            (*tick, format!("{}{unit}", three_digits(*tick)))
        };
        let labels: Vec<(f64, String)> = ticks.iter().enumerate().map(named).collect();
        closed::ground(picture, days, plot, &panel.closures);
        grid(picture, &fan, &labels);

        let at = |series: &[f64]| -> Vec<(f64, f64)> {
            self.dates.iter().zip(series).map(|(date, value)| (days.offset(*date), *value)).collect()
        };
        for (low, high, colour, name) in
            [(&panel.p05, &panel.p95, BAND_OUTER, "5–95\u{a0}%"), (&panel.p25, &panel.p75, BAND_INNER, "25–75\u{a0}%")]
        {
            picture.band(&panel.name, name);
            fan.band(at(high), at(low), colour);
        }
        picture.about(&panel.name);
        closed::bars(picture, days, plot, &panel.closures);
        marked.lines(picture, &across, plot);
        picture.band(&panel.name, "median");
        fan.line(at(&panel.p50), MAIN, LINE);
        picture.about(&panel.name);
        self.hints(picture, panel, plot, &across, days);

        let strip = Frame { top: plot.bottom, bottom: plot.bottom + STOP_STRIP, ..plot };
        picture.rect(strip, STOP_PALE);
        let face = SMALL.in_size(10.0).in_colour(STOP);
        picture.text(plot.left + 4.0, plot.bottom + 10.0, Align::Left, face, "line stops");
        date_axis(picture, days, plot, plot.bottom + STOP_STRIP);
        picture.line(vec![(plot.left, plot.bottom), (plot.right, plot.bottom)], STOP, 1.4);
    }

    /// What each date of a panel says when pointed at.
    fn hints(&self, picture: &mut Picture, panel: &CoverPanel, plot: Frame, across: &Scale, days: &Days) {
        let words = |(at, date): (usize, &Date)| {
            let [p95, p75, p50, p25, p05] =
                panel.series().map(|(_, series)| series.get(at).copied().map_or(String::new(), three_digits));
            let words = format!(
                "{}, {}\nMedian: {p50} days of stock\nHalf of the trials: {p25} to {p75} days\n\
                 Nine in ten trials: {p05} to {p95} days",
                titled(&panel.name, &panel.part),
                day_label(*date)
            );
            (across.at(days.offset(*date)), words)
        };
        let points = self.dates.iter().enumerate().map(words).collect();
        picture.hints_along(plot, points, &panel.name);
    }

    /// What is marked in time.
    fn marked(&self, days: &Days) -> Marked {
        Marked::new(&self.events, self.panels.iter().flat_map(|panel| &panel.closures), days)
    }

    /// The group of each panel.
    fn groups(&self) -> Vec<&str> {
        self.panels.iter().map(|panel| panel.group.as_str()).collect()
    }

    /// The top of each panel's axis with so many intervals, in days: within a group the same for all, but for
    /// panels so far from the group's median panel that one of the two would be flattened.
    fn axis_tops(&self, intervals: usize) -> Vec<f64> {
        let highest = |panel: &CoverPanel| {
            let values = panel.p95.iter().chain(&panel.p50).copied();
            values.filter(|value| value.is_finite()).fold(0.0, f64::max)
        };
        let top = |panel: &CoverPanel| {
            let group = self.panels.iter().filter(|other| other.group == panel.group);
            let own: Vec<f64> = group.map(highest).collect();
            let mut sorted = own.clone();
            sorted.sort_by(f64::total_cmp);
            let median = sorted[sorted.len() / 2];
            let alike = |most: f64| most <= 3.0 * median && median <= 6.0 * most;
            let shared = own.into_iter().filter(|most| alike(*most)).fold(0.0, f64::max);
            let most = highest(panel);
            let ticks = ticks_to(if alike(most) { shared } else { most }, intervals);
            ticks.last().copied().unwrap_or(1.0)
        };
        self.panels.iter().map(top).collect()
    }

    /// The top that most panels of a group have, or the first of those.
    fn usual(&self, tops: &[f64], group: &str) -> f64 {
        let of_group = self.panels.iter().zip(tops).filter(|(panel, _)| panel.group == group);
        let tops: Vec<f64> = of_group.map(|(_, top)| *top).collect();
        let same = |top: f64| tops.iter().filter(|other| (**other - top).abs() <= 0.0).count();
        let first = tops.first().copied().unwrap_or(1.0);
        tops.iter().copied().fold(first, |best, top| if same(top) > same(best) { top } else { best })
    }
}

impl CoverPanel {
    fn series(&self) -> [(&'static str, &[f64]); 5] {
        [("p95", &self.p95), ("p75", &self.p75), ("p50", &self.p50), ("p25", &self.p25), ("p05", &self.p05)]
    }

    /// Names the quantiles at the right end of the plot.
    fn name_bands(&self, picture: &mut Picture, plot: Frame, top: f64, in_words: bool) {
        let up = vertical(plot, top);
        let ends = self.series().map(|(_, series)| series.last().map_or(plot.bottom, |v| up.at(*v)));
        let names = if in_words {
            ["95 % have less", "75 % have less", "median", "25 % have less", "5 % have less"]
        } else {
            ["95 %", "75 %", "median", "25 %", "5 %"]
        };
        let face = SMALL.in_size(if in_words { 11.0 } else { 10.0 });
        let gap = face.size + 1.5;
        let places = spread(&ends, gap, plot.top + 2.0, plot.bottom + 4.0);
        for ((name, end), place) in names.into_iter().zip(ends).zip(places) {
            let right = plot.right;
            let leader = vec![(right + 1.0, end), (right + 4.0, end), (right + 8.0, place)];
            picture.line(leader, AXIS, HAIR);
            let bold = Face { bold: name == "median", ..face };
            let name = name.replace(" %", "\u{a0}%");
            picture.text(right + 10.0, place + face.size * 0.35, Align::Left, bold, &name);
        }
    }
}

fn vertical(plot: Frame, top: f64) -> Scale {
    Scale { values: (0.0, top), pixels: (plot.bottom, plot.top) }
}

/// Explains the bands in words above the panels; returns where the key ends.
pub(super) fn band_key(picture: &mut Picture, frame: Frame) -> f64 {
    let y = frame.top + 12.0;
    let mut x = frame.left;
    for (colour, height, words) in [
        (BAND_OUTER, 10.0, "nine in ten trials (5–95\u{a0}%)"),
        (BAND_INNER, 10.0, "half of the trials (25–75\u{a0}%)"),
        (MAIN, 2.0, "median"),
    ] {
        let swatch = Frame { left: x, top: y - 4.0 - height / 2.0, right: x + 20.0, bottom: y - 4.0 + height / 2.0 };
        picture.rect(swatch, colour);
        x += 26.0;
        x += picture.text(x, y, Align::Left, KEY, words) + 18.0;
    }
    x
}
