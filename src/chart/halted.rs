//! Chance of having halted, by date.

use super::Drawn;
use super::axis::{Days, Scale, date_axis, day_label, grid, intervals, steps};
use super::closed;
use super::data::{Caption, ChartError, Closure, PolicyEvent, check_series};
use super::events::{Marked, NUMBER_ROW, word_height};
use super::labels::spread;
use super::number::{count, number, percent, percent_of, round_ticks};
use super::page::{KEY, KEY_ROW, caption, caption_height, flow, say_instead};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, Colour, HAIR, LABEL, LINE, LINES, MARGIN, line_colour};
use jiff::civil::Date;
use serde::Serialize;

/// Share of trials in which a manufacturer has halted by each date: one step line each.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HaltedBy {
    /// Title, subtitle (which states the horizon) and footnote.
    pub caption: Caption,
    /// The days of the series, ascending; all lines share them.
    pub dates: Vec<Date>,
    /// One line a manufacturer; up to about sixteen stay readable.
    pub lines: Vec<HaltedLine>,
    /// Policy events, marked by vertical lines.
    pub events: Vec<PolicyEvent>,
    /// When desks, and plants, are closed.
    pub closures: Vec<Closure>,
}

/// One manufacturer. Each series has one value from 0 to 1 for each date of the chart.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HaltedLine {
    /// Name of the manufacturer.
    pub name: String,
    /// Sector: gives the colour where there are more than six lines of several sectors.
    pub sector: String,
    /// Share of trials that have halted by the date, 0 to 1.
    pub share: Vec<f64>,
    /// Lower end of its 95 % interval, 0 to 1.
    pub low: Vec<f64>,
    /// Upper end of its 95 % interval, 0 to 1.
    pub high: Vec<f64>,
}

/// Up to this many lines have a colour each, and bands for their intervals.
const FEW: usize = 6;
/// Room for the numbers of the vertical axis.
const LEFT: f64 = 46.0;
/// Room right of the plot for error bars, leaders and samples of lines.
const LEADERS: f64 = 56.0;
/// Length of a sample of a line before its name.
const SAMPLE: f64 = 18.0;
/// Room for a share such as "99.5 %".
const SHARE: f64 = 46.0;
/// Distance between the labels of lines.
const LABEL_GAP: f64 = 15.0;
/// Dashes that tell the lines of one sector apart; the first is solid.
pub(super) const DASHES: [Option<(f64, f64)>; 4] = [None, Some((7.0, 3.0)), Some((2.0, 2.5)), Some((14.0, 4.0))];
/// Strengths of a sector's colour, in tenths, one after the other once all dashes are used.
const SHADES: [u8; 3] = [10, 6, 4];

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    colour: Colour,
    dash: Option<(f64, f64)>,
}

impl Drawn for HaltedBy {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that every series has a number for each date.
    fn check(&self) -> Result<(), ChartError> {
        for line in &self.lines {
            for (what, series) in [("share", &line.share), ("low", &line.low), ("high", &line.high)] {
                let name = format!("{what} of {}", line.name);
                check_series(&name, series, self.dates.len())?;
            }
        }
        Ok(())
    }

    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let labels = count(self.lines.len()) * (LABEL_GAP + 3.0);
        let rest = caption_height(fonts, &self.caption, 900.0) + 120.0;
        (900.0, (rest + labels).max(520.0))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let Some(days) = Days::of(&self.dates).filter(|_| !self.lines.is_empty()) else {
            say_instead(picture, frame, "No manufacturers to show");
            return;
        };
        let pens = self.pens();
        let marked = Marked::new(&self.events, &self.closures, &days);
        let longest = self.lines.iter().map(|line| picture.fonts.width(&line.name, LABEL));
        let names = longest.fold(60.0, f64::max).min(frame.width() * 0.3);
        let legend = self.sector_key(picture, frame);
        let mut plot = Frame {
            left: frame.left + LEFT,
            top: frame.top + legend + 8.0,
            right: frame.right - LEADERS - SHARE - names,
            bottom: frame.bottom - 24.0,
        };
        let across = days.scale(plot);
        let words = marked.word_rows(&picture.fonts, &across, frame.right);
        plot.top += words.as_ref().map_or(NUMBER_ROW, |rows| word_height(rows));
        let keyed = if words.is_some() { marked.clone().without_numbers() } else { marked.clone() };
        let key = keyed.key_height(&picture.fonts, frame.width());
        if key > 0.0 {
            keyed.key(picture, Frame { top: frame.bottom - key, ..frame });
            plot.bottom -= key + 4.0;
        }

        let chances = picture.plot(across, self.vertical(plot));
        let up = chances.up;
        let ticks = round_ticks(0.0, up.values.1, intervals(plot.height()).max(2));
        let labels: Vec<(f64, String)> =
            ticks.into_iter().filter(|tick| *tick <= up.values.1 + 1e-9).map(|tick| (tick, percent(tick))).collect();
        closed::ground(picture, &days, plot, &self.closures);
        grid(picture, &chances, &labels);
        if self.lines.len() <= FEW {
            for (line, pen) in self.lines.iter().zip(&pens) {
                picture.about(&line.name);
                let [high, low] = [&line.high, &line.low].map(|series| steps(&self.points(&days, series)));
                chances.band(high, low, pen.colour.tint(2));
            }
        }
        picture.about_all();
        closed::bars(picture, &days, plot, &self.closures);
        marked.lines(picture, &across, plot);
        for (line, pen) in self.lines.iter().zip(&pens) {
            picture.about(&line.name);
            chances.dashed(steps(&self.points(&days, &line.share)), pen.colour, LINE, pen.dash);
        }
        picture.about_all();
        date_axis(picture, &days, plot, plot.bottom);
        self.hints(picture, &days, plot, &across);
        match &words {
            Some(rows) => marked.words(picture, &across, plot, rows),
            None => marked.numbers(picture, &across, plot),
        }
        let ends = if self.lines.len() > FEW {
            self.error_bars(picture, plot, &up, &pens)
        } else {
            vec![plot.right; self.lines.len()]
        };
        // Words above the plot may reach over the names.
        let top = if words.is_some() { plot.top + 5.0 } else { plot.top - 2.0 };
        self.name_lines(picture, Frame { top, ..plot }, &up, &pens, &ends);
    }
}

impl HaltedBy {
    /// What each day says when pointed at: of every line, and of each alone.
    fn hints(&self, picture: &mut Picture, days: &Days, plot: Frame, across: &Scale) {
        // As far apart as a pointer can tell.
        let step = (self.dates.len() / 120).max(1);
        let mut order: Vec<&HaltedLine> = self.lines.iter().collect();
        order.sort_by(|a, b| b.share.last().partial_cmp(&a.share.last()).unwrap_or(std::cmp::Ordering::Equal));
        let share = |line: &HaltedLine, at: usize| {
            let of = |series: &[f64]| series.get(at).copied().unwrap_or(0.0) * 100.0;
            format!(
                "{}: {}\u{a0}% ({}–{})",
                line.name,
                number(of(&line.share), 1),
                number(of(&line.low), 1),
                number(of(&line.high), 1)
            )
        };
        let words = |lines: &[&HaltedLine], at: usize, date: Date| {
            let shares: Vec<String> = lines.iter().map(|line| share(line, at)).collect();
            format!("Halted at least once by {}\n{}", day_label(date), shares.join("\n"))
        };
        let points = |lines: &[&HaltedLine]| {
            let dates = self.dates.iter().enumerate().step_by(step);
            dates.map(|(at, date)| (across.at(days.offset(*date)), words(lines, at, *date))).collect()
        };
        picture.hints_along(plot, points(&order), "");
    }

    fn points(&self, days: &Days, series: &[f64]) -> Vec<(f64, f64)> {
        self.dates.iter().zip(series).map(|(date, value)| (days.offset(*date), *value)).collect()
    }

    /// The vertical scale: to 100 %, or to less where all chances are small.
    fn vertical(&self, plot: Frame) -> Scale {
        let values = self.lines.iter().flat_map(|line| line.high.iter().chain(&line.share));
        let most = values.copied().fold(0.0, f64::max);
        let top = [0.05, 0.1, 0.25, 0.5].into_iter().find(|top| most <= top * 0.95).filter(|_| most > 0.0);
        Scale { values: (0.0, top.unwrap_or(1.0)), pixels: (plot.bottom, plot.top) }
    }

    /// The sectors in the order in which they first appear.
    fn sectors(&self) -> Vec<&str> {
        let mut sectors: Vec<&str> = Vec::new();
        for line in &self.lines {
            if !sectors.contains(&line.sector.as_str()) {
                sectors.push(&line.sector);
            }
        }
        sectors
    }

    /// Whether colours are those of sectors: not where one has more lines than can be told apart in its colour.
    fn by_sector(&self) -> bool {
        let sectors = self.sectors();
        let lines = |sector: &&str| self.lines.iter().filter(|line| line.sector == *sector).count();
        let told_apart = sectors.iter().all(|sector| lines(sector) <= DASHES.len() * SHADES.len());
        self.lines.len() > FEW && (2..=LINES.len()).contains(&sectors.len()) && told_apart
    }

    /// A colour for each of a few lines, and of those of one sector; otherwise one for each sector, with dashes and
    /// shades within it.
    pub(super) fn pens(&self) -> Vec<Pen> {
        let sectors = self.sectors();
        let mut seen = vec![0_usize; sectors.len()];
        let mut pens = Vec::with_capacity(self.lines.len());
        for (index, line) in self.lines.iter().enumerate() {
            let sector = sectors.iter().position(|name| *name == line.sector).unwrap_or(0);
            let pen = if self.by_sector() {
                let (dash, shade) = (seen[sector] % DASHES.len(), seen[sector] / DASHES.len());
                Pen { colour: line_colour(sector).tint(SHADES[shade % SHADES.len()]), dash: DASHES[dash] }
            } else {
                Pen { colour: line_colour(index), dash: DASHES[index / LINES.len() % DASHES.len()] }
            };
            pens.push(pen);
            seen[sector] += 1;
        }
        pens
    }

    /// Draws the key to the colours of sectors above the plot, and returns its height.
    fn sector_key(&self, picture: &mut Picture, frame: Frame) -> f64 {
        let sectors = self.sectors();
        if !self.by_sector() || sectors.iter().all(|sector| sector.is_empty()) {
            return 0.0;
        }
        let wide = |sector: &&str| picture.fonts.width(sector, KEY) + 24.0;
        let widths: Vec<f64> = sectors.iter().map(wide).collect();
        let (places, rows) = flow(&widths, frame.width());
        for (index, ((x, row), sector)) in places.into_iter().zip(sectors).enumerate() {
            let (left, y) = (frame.left + x, frame.top + row * KEY_ROW + 9.0);
            picture.line(vec![(left, y), (left + 18.0, y)], line_colour(index), 3.0);
            picture.text_within((left + 24.0, y + 4.0), frame.width() - 24.0, (Align::Left, KEY), sector);
        }
        rows * KEY_ROW + 6.0
    }

    /// Draws the last interval of each line right of the plot, side by side where they overlap,
    /// and returns the x at which each line's leader starts.
    fn error_bars(&self, picture: &mut Picture, plot: Frame, up: &Scale, pens: &[Pen]) -> Vec<f64> {
        const COLUMNS: usize = 4;
        let mut taken: [Vec<(f64, f64)>; COLUMNS] = Default::default();
        let mut ends = Vec::with_capacity(self.lines.len());
        for (line, pen) in self.lines.iter().zip(pens) {
            let at = |series: &[f64]| series.last().map_or(plot.bottom, |value| up.at(*value));
            let (top, bottom) = (at(&line.high) - 1.0, at(&line.low) + 1.0);
            let free = |column: &Vec<(f64, f64)>| column.iter().all(|(above, below)| bottom < *above || *below < top);
            let column = taken.iter().position(free).unwrap_or(COLUMNS - 1);
            taken[column].push((top, bottom));
            let x = plot.right + 4.0 + 5.0 * count(column);
            picture.line(vec![(x, top), (x, bottom)], pen.colour, 1.2);
            for y in [top, bottom] {
                picture.line(vec![(x - 1.8, y), (x + 1.8, y)], pen.colour, 1.2);
            }
            ends.push(plot.right + 21.0);
        }
        ends
    }

    /// Writes share and name of each line at the right, kept apart, with thin leaders. Where there
    /// is no room for all, the lines with the least chance go unnamed.
    fn name_lines(&self, picture: &mut Picture, plot: Frame, up: &Scale, pens: &[Pen], ends: &[f64]) {
        const LEAST_SIZE: f64 = 8.0;
        let last = |line: &HaltedLine| line.share.last().copied().unwrap_or(0.0);
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.sort_by(|&a, &b| last(&self.lines[b]).total_cmp(&last(&self.lines[a])));
        let room = plot.height() + 4.0;
        let fits = |n: &usize| count(n.saturating_sub(1)) * (LEAST_SIZE + 1.5) <= room;
        let named = (1..=order.len()).rev().find(fits).unwrap_or(1);
        order.truncate(named);

        let wanted: Vec<f64> = order.iter().map(|&at| up.at(last(&self.lines[at]))).collect();
        let gap = (room / count(named.saturating_sub(1).max(1))).min(LABEL_GAP);
        let places = spread(&wanted, gap, plot.top, plot.bottom + 4.0);
        let face = LABEL.in_size((gap - 1.5).clamp(LEAST_SIZE, LABEL.size));
        let left = plot.right + LEADERS;
        for ((&at, from), to) in order.iter().zip(wanted).zip(places) {
            let line = &self.lines[at];
            picture.about(&line.name);
            let start = ends[at];
            let leader = vec![(start, from), (start + 2.0, from), (left - SAMPLE - 3.0, to)];
            picture.line(leader, AXIS, HAIR);
            picture.dashed(vec![(left - SAMPLE, to), (left, to)], pens[at].colour, LINE * 1.2, pens[at].dash);
            let base = to + face.size * 0.35;
            let share = percent_of(last(line), up.values.1);
            picture.text(left + SHARE - 8.0, base, Align::Right, face.in_bold(), &share);
            let room = picture.width - MARGIN * 0.5 - left - SHARE;
            picture.text_within((left + SHARE, base), room, (Align::Left, face), &line.name);
        }
    }
}
