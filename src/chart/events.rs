//! Policy events in charts over time: thin vertical lines, labelled in words where the words
//! fit and by numbers with a key where they do not. The key also says what is closed when.

use super::axis::{Days, Scale, day_label};
use super::closed;
use super::data::{Closure, PolicyEvent};
use super::key::{Sign, key, key_height};
use super::labels::spread;
use super::number::count;
use super::page::{KEY, KEY_ROW, flow};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, HAIR, INK, MARGIN, MUTED, PAPER, SMALL};

/// Height of a row of words above a plot.
const WORD_ROW: f64 = 15.0;
/// Rows of words before numbers take over.
const MAX_ROWS: u32 = 3;
/// Height of the row of numbers above a plot.
pub(super) const NUMBER_ROW: f64 = 20.0;
/// Radius of a number's disc.
const RADIUS: f64 = 7.0;

/// The events within the dates of a chart, in order of date, and what is said of closures.
#[derive(Debug, Clone)]
pub(super) struct Marked {
    events: Vec<(f64, PolicyEvent)>,
    /// How many events come before the first date: an event has the same number in all charts of its list.
    before: usize,
    closures: Vec<(Sign, String)>,
}

impl Marked {
    /// Takes what lies within the dates.
    pub(super) fn new<'a>(
        events: &[PolicyEvent],
        closures: impl IntoIterator<Item = &'a Closure>,
        days: &Days,
    ) -> Self {
        let before = events.iter().filter(|event| days.offset(event.date) < 0.0).count();
        let mut events: Vec<(f64, PolicyEvent)> = events
            .iter()
            .filter(|event| days.contains(event.date))
            .map(|event| (days.offset(event.date), event.clone()))
            .collect();
        events.sort_by_key(|(_, event)| event.date);
        let closures = closures.into_iter().filter(|closure| days.contains(closure.from));
        Self { events, before, closures: closed::entries(closures) }
    }

    /// Room above a plot for the events' numbers.
    pub(super) fn number_row(&self) -> f64 {
        if self.events.is_empty() { 6.0 } else { NUMBER_ROW }
    }

    /// The row above the plot in which each event's words stand, from the plot upwards, if all
    /// words fit between the plot's left edge and `right`.
    pub(super) fn word_rows(&self, fonts: &Fonts, scale: &Scale, right: f64) -> Option<Vec<u32>> {
        let spans: Vec<(f64, f64)> = self
            .events
            .iter()
            .map(|(day, event)| {
                let x = scale.at(*day);
                (x, x + fonts.width(&event.label, SMALL) + 10.0)
            })
            .collect();
        let mut rows = vec![0; spans.len()];
        for index in (0..spans.len()).rev() {
            let end = spans[index].1;
            if end > right {
                return None;
            }
            let covered = (index + 1..spans.len()).filter(|&later| spans[later].0 < end + 4.0);
            rows[index] = covered.map(|later| rows[later] + 1).max().unwrap_or(0);
            if rows[index] >= MAX_ROWS {
                return None;
            }
        }
        Some(rows)
    }

    /// Draws the events' lines down a plot, up to its top.
    pub(super) fn lines(&self, picture: &mut Picture, scale: &Scale, plot: Frame) {
        for (day, _) in &self.events {
            let x = scale.at(*day);
            let line = vec![(x, plot.top), (x, plot.bottom)];
            picture.dashed(line, AXIS, 1.0, Some((3.0, 2.5)));
        }
    }

    /// Writes the events' words above a plot, in the rows that [`Marked::word_rows`] found.
    pub(super) fn words(&self, picture: &mut Picture, scale: &Scale, plot: Frame, rows: &[u32]) {
        for ((day, event), row) in self.events.iter().zip(rows) {
            let x = scale.at(*day);
            let base = plot.top - 5.0 - WORD_ROW * f64::from(*row);
            picture.line(vec![(x, plot.top), (x, base - 9.0)], AXIS, HAIR);
            picture.text(x + 4.0, base, Align::Left, SMALL, &event.label);
        }
    }

    /// Writes the events' numbers above a plot: neighbours are moved apart, or share a mark such
    /// as "3–5" where there is no room.
    pub(super) fn numbers(&self, picture: &mut Picture, scale: &Scale, plot: Frame) {
        let gap = 2.0 * RADIUS + 1.5;
        let mut groups: Vec<(usize, usize)> = (0..self.events.len()).map(|at| (at, at)).collect();
        let room = plot.width() + RADIUS;
        while groups.len() > 1 && widths(&groups, gap) > room {
            let nearest = (1..groups.len())
                .min_by(|&a, &b| {
                    let distance = |at: usize| self.events[groups[at].1].0 - self.events[groups[at - 1].0].0;
                    distance(a).total_cmp(&distance(b))
                })
                .unwrap_or(1);
            groups[nearest - 1].1 = groups[nearest].1;
            groups.remove(nearest);
        }
        let wide = groups.iter().any(|(from, to)| from != to);
        let gap = if wide { gap + 18.0 } else { gap };
        let wanted: Vec<f64> = groups
            .iter()
            .map(|&(from, to)| {
                let ends = (scale.at(self.events[from].0), scale.at(self.events[to].0));
                f64::midpoint(ends.0, ends.1)
            })
            .collect();
        let y = plot.top - 5.0 - RADIUS;
        let places = spread(&wanted, gap, plot.left, plot.right + RADIUS);
        for (&(from, to), x) in groups.iter().zip(places) {
            for (day, _) in &self.events[from..=to] {
                let foot = scale.at(*day);
                picture.line(vec![(x, y), (foot, plot.top)], AXIS, HAIR);
            }
            let (first, last) = (self.before + from + 1, self.before + to + 1);
            let label = if from == to { first.to_string() } else { format!("{first}–{last}") };
            badge(picture, (x, y), &label);
        }
    }

    fn key_widths(&self, fonts: &Fonts, width: f64) -> Vec<f64> {
        let entry = |(_, event): &(f64, PolicyEvent)| {
            let words = format!("{} {}", day_label(event.date), event.label);
            (fonts.width(&words, KEY) + 2.0 * RADIUS + 6.0).min(width)
        };
        self.events.iter().map(entry).collect()
    }

    /// The same where words above the plot say what numbers would.
    pub(super) fn without_numbers(mut self) -> Self {
        self.events.clear();
        self
    }

    /// Height of the key that explains numbers and closures.
    pub(super) fn key_height(&self, fonts: &Fonts, width: f64) -> f64 {
        self.number_height(fonts, width) + key_height(fonts, &self.closures, width + 2.0 * MARGIN)
    }

    fn number_height(&self, fonts: &Fonts, width: f64) -> f64 {
        flow(&self.key_widths(fonts, width), width).1 * KEY_ROW
    }

    /// Draws the key that explains numbers and closures, from the top of a frame.
    pub(super) fn key(&self, picture: &mut Picture, frame: Frame) {
        let below = self.number_height(&picture.fonts, frame.width());
        key(picture, Frame { top: frame.top + below, ..frame }, &self.closures);
        let widths = self.key_widths(&picture.fonts, frame.width());
        let (places, _) = flow(&widths, frame.width());
        for (index, ((x, row), (_, event))) in places.into_iter().zip(&self.events).enumerate() {
            let left = frame.left + x;
            let middle = frame.top + (row + 0.5) * KEY_ROW;
            badge(picture, (left + RADIUS, middle), &(self.before + index + 1).to_string());
            let date = day_label(event.date);
            let start = left + 2.0 * RADIUS + 6.0;
            let face = KEY.in_colour(INK);
            let words = format!("{date} {}", event.label);
            picture.text_within((start, middle + 4.0), frame.right - start, (Align::Left, face), &words);
        }
    }
}

/// Room above the plot for rows of words.
pub(super) fn word_height(rows: &[u32]) -> f64 {
    rows.iter().max().map_or(0.0, |row| f64::from(row + 1) * WORD_ROW + 5.0)
}

/// A number on a disc, or on a pill where it is wide.
pub(super) fn badge(picture: &mut Picture, (x, y): (f64, f64), label: &str) {
    let face = SMALL.in_size(10.0).in_bold().in_colour(PAPER);
    let half = (picture.fonts.width(label, face) / 2.0 - 4.0).max(0.0);
    picture.disc((x - half, y), RADIUS, MUTED);
    if half > 0.0 {
        picture.disc((x + half, y), RADIUS, MUTED);
        let body = Frame { left: x - half, top: y - RADIUS, right: x + half, bottom: y + RADIUS };
        picture.rect(body, MUTED);
    }
    picture.text(x, y + 3.2, Align::Centre, face, label);
}

/// How wide a badge is, with a hair of room around it.
pub(super) fn badge_width(fonts: &Fonts, label: &str) -> f64 {
    let face = SMALL.in_size(10.0).in_bold();
    (fonts.width(label, face) - 8.0).max(0.0) + 2.0 * (RADIUS + 1.2)
}

/// The width that groups of events take with a gap for each; marks of several events are wider.
fn widths(groups: &[(usize, usize)], gap: f64) -> f64 {
    let wide = groups.iter().any(|(from, to)| from != to);
    count(groups.len()) * if wide { gap + 18.0 } else { gap }
}
