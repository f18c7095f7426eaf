//! Chance of having halted by date, sector by sector.

use super::Drawn;
use super::axis::{Days, Scale, date_axis, day_label, grid, intervals, steps};
use super::closed;
use super::data::{Caption, ChartError, Closure, PolicyEvent, check_series};
use super::events::{Marked, NUMBER_ROW};
use super::halted::HaltedLine;
use super::labels::spread;
use super::number::{count, number, percent, percent_of, round_ticks};
use super::page::{caption, caption_height, say_instead};
use super::panels::{cells, name, places};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, BAND_OUTER, Face, HAIR, LABEL, LINE, MAIN, MARGIN, MUTED, SMALL};
use jiff::civil::Date;
use serde::Serialize;

/// Share of trials in which any manufacturer of a sector has halted by each date: one panel a sector, with its
/// manufacturers as thin lines.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HaltedSectors {
    /// Title, subtitle (which states the horizon) and footnote.
    pub caption: Caption,
    /// The days of the series, ascending; all lines share them.
    pub dates: Vec<Date>,
    /// One panel a sector, in reading order.
    pub panels: Vec<SectorPanel>,
    /// Policy events, marked in every panel.
    pub events: Vec<PolicyEvent>,
    /// When desks are closed.
    pub closures: Vec<Closure>,
}

/// One sector.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SectorPanel {
    /// Any manufacturer of it; its name is the panel's.
    pub any: HaltedLine,
    /// Its manufacturers, those most at risk first; may be empty.
    pub lines: Vec<HaltedLine>,
    /// A small line below the name.
    pub detail: String,
    /// How much it matters: where a page has no room for all panels, those with the most stay.
    pub weight: f64,
    /// Whether it is all sectors together.
    pub all: bool,
}

const HEAD: f64 = 32.0;
const DATES: f64 = 20.0;
const ROW_GAP: f64 = 18.0;
const LEFT: f64 = 46.0;
/// Room for the names of lines, of the width of a panel.
const NAMES: f64 = 0.5;
/// Distance between the names of lines.
const GAP: f64 = 12.5;
/// Names of manufacturers in a panel at most; the rest is counted.
const MOST_NAMES: usize = 7;

impl Drawn for HaltedSectors {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that every series has a number for each date.
    fn check(&self) -> Result<(), ChartError> {
        for line in self.panels.iter().flat_map(|panel| panel.lines.iter().chain([&panel.any])) {
            for (what, series) in [("share", &line.share), ("low", &line.low), ("high", &line.high)] {
                check_series(&format!("{what} of {}", line.name), series, self.dates.len())?;
            }
        }
        Ok(())
    }

    /// The page on which the panels have a comfortable size: it grows with their number.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let width = 1080.0;
        let rows = count(self.panels.len().div_ceil(columns(self.panels.len(), width)).max(1));
        let key = Days::of(&self.dates).map_or(0.0, |days| {
            Marked::new(&self.events, &self.closures, &days).key_height(fonts, width - 2.0 * MARGIN)
        });
        let row = HEAD + NUMBER_ROW + 150.0 + DATES + ROW_GAP;
        (width, caption_height(fonts, &self.caption, width) + rows * row + key + 6.0)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let Some(days) = Days::of(&self.dates).filter(|_| !self.panels.is_empty()) else {
            say_instead(picture, frame, "No manufacturers to show");
            return;
        };
        let marked = Marked::new(&self.events, &self.closures, &days);
        let key = marked.key_height(&picture.fonts, frame.width());
        let columns = columns(self.panels.len(), picture.width);
        let places = places(&vec![""; self.panels.len()], columns);
        let sheet = Frame { top: frame.top + 4.0, bottom: frame.bottom - key, ..frame };
        let above = marked.number_row();
        let highest = self.panels.iter().flat_map(|panel| panel.any.high.iter().chain(&panel.any.share));
        let most = highest.copied().filter(|share| share.is_finite()).fold(0.0, f64::max);
        let top = [0.05, 0.1, 0.25, 0.5].into_iter().find(|top| most > 0.0 && most <= top * 0.95).unwrap_or(1.0);
        for (panel, cell) in self.panels.iter().zip(cells(picture, sheet, &places, columns)) {
            let plot = Frame {
                left: cell.left + LEFT,
                top: cell.top + HEAD + above,
                right: cell.right - cell.width() * NAMES,
                bottom: cell.bottom - ROW_GAP - DATES,
            };
            let room = cell.right - plot.left - 12.0;
            name(picture, (plot.left, cell.top), room, (&panel.any.name, "", &panel.detail));
            self.panel(picture, &days, (plot, cell.right), panel, top, &marked);
        }
        marked.key(picture, Frame { top: frame.bottom - key, ..frame });
    }
}

impl HaltedSectors {
    /// What each day of a sector says when pointed at.
    fn hints(&self, picture: &mut Picture, panel: &SectorPanel, plot: Frame, days: &Days) {
        let across = days.scale(plot);
        // As far apart as a pointer can tell.
        let step = (self.dates.len() / 60).max(1);
        let words = |(at, date): (usize, &Date)| {
            let of = |series: &[f64]| number(series.get(at).copied().unwrap_or(0.0) * 100.0, 1);
            let share = |name: &str, line: &HaltedLine| {
                format!("\n{name}: {}\u{a0}% ({}–{})", of(&line.share), of(&line.low), of(&line.high))
            };
            let any = if panel.lines.is_empty() { &panel.any.name } else { "any of them" };
            let mut words = format!("{}, halted at least once by {}", panel.any.name, day_label(*date));
            words.push_str(&share(any, &panel.any));
            words.extend(panel.lines.iter().take(MOST_NAMES).map(|line| share(&line.name, line)));
            (across.at(days.offset(*date)), words)
        };
        picture.hints_along(plot, self.dates.iter().enumerate().step_by(step).map(words).collect(), "");
    }

    fn panel(
        &self,
        picture: &mut Picture,
        days: &Days,
        (plot, right): (Frame, f64),
        panel: &SectorPanel,
        top: f64,
        marked: &Marked,
    ) {
        let chances = picture.plot(days.scale(plot), Scale { values: (0.0, top), pixels: (plot.bottom, plot.top) });
        let (across, up) = (chances.across, chances.up);
        let ticks = round_ticks(0.0, top, intervals(plot.height()));
        let labels: Vec<(f64, String)> =
            ticks.into_iter().filter(|tick| *tick <= top + 1e-9).map(|tick| (tick, percent(tick))).collect();
        closed::ground(picture, days, plot, &self.closures);
        grid(picture, &chances, &labels);
        let path = |series: &[f64]| {
            let points = self.dates.iter().zip(series).map(|(date, value)| (days.offset(*date), *value));
            steps(&points.collect::<Vec<_>>())
        };
        chances.band(path(&panel.any.high), path(&panel.any.low), BAND_OUTER);
        closed::bars(picture, days, plot, &self.closures);
        marked.lines(picture, &across, plot);
        for line in &panel.lines {
            chances.line(path(&line.share), MUTED, 1.1);
        }
        chances.line(path(&panel.any.share), MAIN, LINE * 1.3);
        date_axis(picture, days, plot, plot.bottom);
        marked.numbers(picture, &across, plot);
        self.hints(picture, panel, plot, days);
        name_lines(picture, (plot, right), panel, &up);
    }
}

/// Writes share and name of each line right of a plot, kept apart; the least likely are counted where there are many.
fn name_lines(picture: &mut Picture, (plot, right): (Frame, f64), panel: &SectorPanel, up: &Scale) {
    let end = |line: &HaltedLine| line.share.last().copied().unwrap_or(0.0);
    let fits = [7, 6, 5, 4, 3, 2, 1].into_iter().find(|n| count(*n) * 10.0 <= plot.height()).unwrap_or(0);
    let named = panel.lines.len().min(MOST_NAMES).min(fits);
    let more = panel.lines.len() - named;
    let any = if panel.lines.is_empty() { "" } else { "any of them" };
    let mut entries: Vec<(f64, String, String, bool)> =
        vec![(end(&panel.any), percent_of(end(&panel.any), up.values.1), any.to_owned(), true)];
    for line in &panel.lines[..named] {
        entries.push((end(line), percent_of(end(line), up.values.1), line.name.clone(), false));
    }
    if more > 0 {
        let most = panel.lines[named..].iter().map(end).fold(0.0, f64::max);
        let share = percent_of(most, up.values.1);
        entries.push((most, format!("≤\u{a0}{share}"), format!("{more} more"), false));
    }
    let wanted: Vec<f64> = entries.iter().map(|(share, ..)| up.at(*share)).collect();
    let places = spread(&wanted, GAP, plot.top + 2.0, plot.bottom + 4.0);
    let left = plot.right + 16.0;
    for (((_, share, name, any), from), to) in entries.into_iter().zip(wanted).zip(places) {
        picture.line(vec![(plot.right + 1.0, from), (plot.right + 4.0, from), (left - 3.0, to)], AXIS, HAIR);
        let face = Face { bold: any, ..if any { LABEL.in_size(11.5) } else { SMALL.in_size(10.0) } };
        let base = to + face.size * 0.35;
        let shown = Face { bold: true, ..face };
        picture.text(left + 38.0, base, Align::Right, shown, &share);
        picture.text_within((left + 44.0, base), right - left - 52.0, (Align::Left, face), &name);
    }
}

fn columns(panels: usize, width: f64) -> usize {
    (1..=panels.clamp(1, 2)).rev().find(|n| width / count(*n) >= 400.0).unwrap_or(1)
}
