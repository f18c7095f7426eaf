//! One trial of one line: its stock, the regimes over it, its halts, and every order on its way.

use std::fmt::Write as _;

use super::Drawn;
use super::axis::{Days, Scale, along, date_axis, day_label, grid, intervals};
use super::closed;
use super::data::{Caption, ChartError, Closure, PolicyEvent, check_numbers};
use super::events::Marked;
use super::key::{Sign, key, key_height};
use super::labels::spread;
use super::missing::Stage;
use super::number::{count, round_ticks, three_digits};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{
    AXIS, Colour, GRID, HAIR, INK, LINE, MAIN, MARGIN, MUTED, PAPER, SMALL, STAGE_COLOURS, STOP, STOP_PALE, line_colour,
};
use jiff::civil::Date;
use serde::Serialize;

/// Stock over time, with orders below it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Trial {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Stock of each input in days of planned need.
    pub series: Vec<TrialSeries>,
    /// Regimes by authority: its name and its stays. The first one colours the ground.
    pub regimes: Vec<(String, Vec<TrialRegime>)>,
    /// Halts of the line.
    pub halts: Vec<TrialHalt>,
    /// Orders, the oldest first.
    pub orders: Vec<TrialOrder>,
    /// Closures of the line's site and of the desks over it.
    pub closures: Vec<Closure>,
    /// Events of policy that happened, marked by vertical lines.
    pub events: Vec<PolicyEvent>,
}

/// Stock of one input.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TrialSeries {
    /// Name of the material.
    pub name: String,
    /// Days of need at the end of each day, from the first.
    pub cover_days: Vec<f64>,
}

/// A stay in a regime.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TrialRegime {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Name of the regime.
    pub name: String,
    /// Whether nothing is reviewed or decided.
    pub frozen: bool,
}

/// A halt of the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct TrialHalt {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

/// An order, as spans of the places where it stood.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TrialOrder {
    /// Where it stood, one after the other.
    pub spans: Vec<TrialSpan>,
    /// The day on which it came to nothing.
    pub failed: Option<Date>,
}

/// A time in one place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TrialSpan {
    /// The place.
    pub stage: Stage,
    /// First day.
    pub from: Date,
    /// The day on which it went on; nothing if it is still there at the end.
    pub until: Option<Date>,
}

/// Width of the page.
const WIDTH: f64 = 960.0;
/// Height of the plot of stock.
const PLOT: f64 = 210.0;
/// Height of a strip of regimes with its name.
const STRIP: f64 = 34.0;
/// Height of the strip below the zero line that marks halts.
const STOP_STRIP: f64 = 6.0;
/// Room for the numbers of the vertical axis.
const LEFT: f64 = 56.0;
/// Height of the dates.
const DATES: f64 = 24.0;
/// Room above the orders, for their heading.
const HEADING: f64 = 26.0;

impl Drawn for Trial {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all stocks are numbers.
    fn check(&self) -> Result<(), ChartError> {
        self.series.iter().try_for_each(|series| check_numbers(&series.name, &series.cover_days))
    }

    /// The page on which the chart is comfortable to read: it grows with orders and authorities.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let key = key_height(fonts, &self.keys(), WIDTH) + 8.0;
        let strips = count(self.regimes.len()) * STRIP;
        let marks = Days::of(&[self.start, self.end]).map_or(0.0, |days| {
            let marked = Marked::new(&self.events, &self.closures, &days);
            marked.number_row() + marked.key_height(fonts, WIDTH - 2.0 * MARGIN)
        });
        let fixed = caption_height(fonts, &self.caption, WIDTH) + key + strips + marks + STOP_STRIP + DATES + 20.0;
        (WIDTH, fixed + PLOT + self.orders_height())
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let Some(days) = Days::of(&[self.start, self.end]).filter(|_| !self.series.is_empty()) else {
            say_instead(picture, frame, "No stock to show");
            return;
        };
        let marked = Marked::new(&self.events, &self.closures, &days);
        let marks = marked.key_height(&picture.fonts, frame.width());
        marked.key(picture, Frame { top: frame.bottom - marks, ..frame });
        let frame = Frame { bottom: frame.bottom - marks, ..frame };
        let key = key(picture, frame, &self.keys()) + 8.0;
        let names = self.series.iter().map(|s| picture.fonts.width(&s.name, SMALL)).fold(0.0, f64::max);
        let right = if self.series.len() > 1 { names.min(150.0) + 16.0 } else { 14.0 };
        let strips = count(self.regimes.len()) * STRIP;
        let orders = self.orders_height().min(frame.height() * 0.55);
        let plot = Frame {
            left: frame.left + LEFT,
            right: frame.right - right,
            top: frame.top + key + strips + marked.number_row() + 14.0,
            bottom: frame.bottom - DATES - orders - STOP_STRIP,
        };
        let across = days.scale(plot);
        let foot = frame.bottom - DATES;
        self.ground(&along(picture, &days, plot), &days);
        let behind = along(picture, &days, Frame { bottom: foot, ..plot });
        for halt in &self.halts {
            let (from, until) = days.span(halt.from, halt.until);
            behind.rect([(from, 0.0), (until, 1.0)], STOP_PALE);
        }
        closed::bars(picture, &days, plot, &self.closures);
        for (at, (name, stays)) in self.regimes.iter().enumerate() {
            let top = frame.top + key + count(at) * STRIP;
            let strip = Frame { top: top + 15.0, bottom: top + STRIP - 2.0, ..plot };
            picture.text(plot.left, top + 11.0, Align::Left, SMALL, name);
            self.strip(picture, strip, stays, &days);
        }
        self.stock(picture, plot, &across, frame.right);
        marked.lines(picture, &across, plot);
        marked.numbers(picture, &across, plot);
        self.hints(picture, plot, &across);
        let below = along(picture, &days, Frame { top: plot.bottom, bottom: plot.bottom + STOP_STRIP, ..plot });
        for halt in &self.halts {
            let (from, until) = days.span(halt.from, halt.until);
            below.rect([(from, 0.0), (until.max(from + below.wide(1.5)), 1.0)], STOP);
        }
        if !self.orders.is_empty() {
            let top = plot.bottom + STOP_STRIP + 18.0;
            let heading = format!("{} orders, one a row, from placing to receipt", self.orders.len());
            picture.text(plot.left, top, Align::Left, SMALL, &heading);
            let area = Frame { top: plot.bottom + STOP_STRIP + HEADING, bottom: foot - 2.0, ..plot };
            self.lay_orders(picture, area, &days);
        }
        date_axis(picture, &days, Frame { bottom: foot, ..plot }, foot);
    }
}

impl Trial {
    /// Keeps so many orders, in their order: those that were open when a halt began, then those nearest to one; where
    /// nothing stands, the slowest.
    pub(super) fn keep_orders(&mut self, most: usize) {
        let span = |order: &TrialOrder| {
            let from = order.spans.first().map_or(order.failed.unwrap_or(self.start), |span| span.from);
            let until = order.failed.or_else(|| order.spans.last().and_then(|span| span.until)).unwrap_or(self.end);
            (from, until)
        };
        let days = |from: Date, until: Date| (until - from).get_days();
        let far = |order: &TrialOrder| {
            let (from, until) = span(order);
            let to = |halt: &TrialHalt| days(halt.from, from).max(days(until, halt.from)).max(0);
            self.halts.iter().map(to).min().unwrap_or_else(|| -days(from, until))
        };
        let far: Vec<i32> = self.orders.iter().map(far).collect();
        let mut kept: Vec<usize> = (0..self.orders.len()).collect();
        kept.sort_by_key(|at| far[*at]);
        kept.truncate(most);
        kept.sort_unstable();
        self.orders = kept.into_iter().map(|at| self.orders[at].clone()).collect();
    }

    /// Height of an order's row.
    fn row(&self) -> f64 {
        (300.0 / count(self.orders.len().max(1))).clamp(2.5, 11.0)
    }

    fn orders_height(&self) -> f64 {
        if self.orders.is_empty() { 0.0 } else { HEADING + self.row() * count(self.orders.len()) + 4.0 }
    }

    /// The colour of a regime: of its own by name, grey for a freeze.
    fn colour(&self, regime: &TrialRegime) -> Colour {
        if regime.frozen {
            return MUTED;
        }
        let mut names: Vec<&str> = Vec::new();
        for stay in self.regimes.iter().flat_map(|(_, stays)| stays).filter(|stay| !stay.frozen) {
            if !names.contains(&stay.name.as_str()) {
                names.push(&stay.name);
            }
        }
        line_colour(names.iter().position(|name| *name == regime.name).unwrap_or(0))
    }

    /// Colours the ground of the plot by the regimes of the first authority.
    fn ground(&self, plot: &Plot, days: &Days) {
        for stay in self.regimes.first().map_or(&[][..], |(_, stays)| stays) {
            let tint = if stay.frozen { 2 } else { 1 };
            let (from, until) = days.span(stay.from, stay.until);
            plot.rect([(from, 0.0), (until, 1.0)], self.colour(stay).tint(tint));
        }
    }

    /// Names the regimes of one authority along the time.
    fn strip(&self, picture: &mut Picture, strip: Frame, stays: &[TrialRegime], days: &Days) {
        let plot = along(picture, days, strip);
        for stay in stays {
            let (from, until) = days.span(stay.from, stay.until);
            plot.rect([(from, 0.0), (until, 1.0)], self.colour(stay).tint(3));
            plot.upright(from, PAPER, 1.2);
            let band = plot.frame([(from, 0.0), (until, 1.0)]);
            let face = SMALL.in_colour(INK).in_size(10.0);
            let name = picture.fonts.shorten(&stay.name, face, band.width() - 8.0);
            if name.chars().count() > 2 {
                picture.text(band.left + 4.0, band.bottom - 5.0, Align::Left, face, &name);
            }
        }
    }

    fn stock(&self, picture: &mut Picture, plot: Frame, across: &Scale, right: f64) {
        let values = self.series.iter().flat_map(|series| &series.cover_days).copied().filter(|x| x.is_finite());
        let ticks = round_ticks(0.0, values.fold(1.0, f64::max), intervals(plot.height()));
        let up = Scale { values: (0.0, ticks.last().copied().unwrap_or(1.0)), pixels: (plot.bottom, plot.top) };
        let label = |(at, tick): (usize, &f64)| {
            let unit = if at + 1 == ticks.len() { "\u{a0}days" } else { "" };
            (*tick, format!("{}{unit}", three_digits(*tick)))
        };
        let labels: Vec<(f64, String)> = ticks.iter().enumerate().map(label).collect();
        let space = picture.plot(*across, up);
        grid(picture, &space, &labels);
        let mut ends = Vec::new();
        for (at, series) in self.series.iter().enumerate() {
            let points = series.cover_days.iter().enumerate().map(|(day, cover)| (count(day), *cover)).collect();
            ends.push(series.cover_days.last().map_or(plot.bottom, |cover| up.at(*cover)));
            let colour = if self.series.len() == 1 { MAIN } else { line_colour(at) };
            space.line(points, colour, LINE);
        }
        if self.series.len() > 1 {
            let places = spread(&ends, SMALL.size + 1.5, plot.top + 4.0, plot.bottom);
            for ((at, series), y) in self.series.iter().enumerate().zip(places) {
                let face = SMALL.in_colour(line_colour(at));
                picture.text_within(
                    (plot.right + 8.0, y + 4.0),
                    right - plot.right - 8.0,
                    (Align::Left, face),
                    &series.name,
                );
            }
        }
        picture.line(vec![(plot.left, plot.bottom), (plot.right, plot.bottom)], AXIS, HAIR);
    }

    /// What each day says when pointed at: stock of each input, and whether the line is halted.
    fn hints(&self, picture: &mut Picture, plot: Frame, across: &Scale) {
        let length = self.series.iter().map(|series| series.cover_days.len()).max().unwrap_or(0);
        // As far apart as a pointer can tell.
        let step = (length / 180).max(1);
        let words = |day: usize| {
            let date = self.start.saturating_add(jiff::Span::new().days(i64::try_from(day).unwrap_or(0)));
            let mut words = day_label(date);
            for series in &self.series {
                if let Some(cover) = series.cover_days.get(day) {
                    let _ = write!(words, "\n{}: {} days of stock", series.name, three_digits(*cover));
                }
            }
            for (name, stays) in &self.regimes {
                if let Some(stay) = stays.iter().find(|stay| stay.from <= date && date <= stay.until) {
                    let _ = write!(words, "\n{name}: {}", stay.name);
                }
            }
            if self.halts.iter().any(|halt| halt.from <= date && date <= halt.until) {
                words.push_str("\nThe line stands.");
            }
            (across.at(count(day)), words)
        };
        picture.hints_along(plot, (0..length).step_by(step).map(words).collect(), "");
    }

    fn lay_orders(&self, picture: &mut Picture, area: Frame, days: &Days) {
        let space = picture.plot(days.scale(area), Scale::rows(self.orders.len(), (area.top, area.bottom)));
        for (date, _) in days.ticks(area.width()) {
            space.upright(days.offset(date), GRID, HAIR);
        }
        let row = area.height() / count(self.orders.len());
        let thick = row - if row > 5.0 { 1.5 } else { 0.5 };
        for (at, order) in self.orders.iter().enumerate() {
            let (middle, half) = (count(at) + 0.5, space.tall(thick / 2.0));
            for span in &order.spans {
                let (from, until) =
                    (days.offset(span.from), span.until.map_or(space.across.values.1, |day| days.offset(day)));
                space.bar((from, until), (middle, thick), STAGE_COLOURS[span.stage as usize]);
                let bar = space.frame([(from, middle - half), (until, middle + half)]);
                let until = span.until.map_or_else(|| "the end".to_owned(), day_label);
                let words = format!("An order: {}\n{} to {until}", span.stage.name(), day_label(span.from));
                picture.hint(bar, "", words);
            }
            if let Some(date) = order.failed {
                space.cross((days.offset(date), middle), (row / 2.0).clamp(1.5, 4.0), (STOP, 1.4));
            }
        }
    }

    /// What the key explains.
    fn keys(&self) -> Vec<(Sign, &'static str)> {
        let mut keys = Vec::new();
        if !self.halts.is_empty() {
            keys.push((Sign::Area(STOP), "line stands"));
        }
        for stage in super::missing::STAGES {
            if self.orders.iter().flat_map(|order| &order.spans).any(|span| span.stage == stage) {
                keys.push((Sign::Area(STAGE_COLOURS[stage as usize]), stage.name()));
            }
        }
        if self.orders.iter().any(|order| order.failed.is_some()) {
            keys.push((Sign::Cross(STOP), "came to nothing"));
        }
        keys
    }
}
