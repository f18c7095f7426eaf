//! What was thought before and what is thought after, quantity by quantity, each on its own scale.

use std::fmt::Write as _;

use super::Drawn;
use super::axis::Scale;
use super::data::{Caption, ChartError, check_numbers};
use super::number::count;
use super::page::{KEY, caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{BAND_OUTER, Colour, GRID, HAIR, INK, LABEL, LINE, MUTED, SMALL, STOP, TICK};
use super::value::Unit;
use serde::Serialize;

/// Ranges before and after.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Ranges {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// What the two ranges of a row are called.
    pub names: [String; 2],
    /// What the mark of a row is called; empty if no row has one.
    pub mark: String,
    /// One row a quantity.
    pub rows: Vec<RangeRow>,
}

/// A quantity before and after: its 5, 25, 50, 75 and 95 % quantiles.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RangeRow {
    /// What it is.
    pub name: String,
    /// Its unit, or anything else worth a small line.
    pub detail: String,
    /// Before.
    pub before: [f64; 5],
    /// After.
    pub after: [f64; 5],
    /// A value to compare with.
    pub mark: Option<f64>,
}

/// Height of a row.
const ROW: f64 = 58.0;
/// Room for names.
const NAMES: f64 = 270.0;
/// Thickness of a bar.
const BAR: f64 = 12.0;
/// Outer and inner part of what was before.
const BEFORE: [Colour; 2] = [Colour(226, 229, 233), Colour(190, 197, 204)];
/// The same of what is thought after; darker, so that grey prints tell them apart.
const AFTER: [Colour; 2] = [BAND_OUTER, Colour(84, 146, 192)];

impl Drawn for Ranges {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        self.rows.iter().try_for_each(|row| {
            let numbers: Vec<f64> = row.before.into_iter().chain(row.after).chain(row.mark).collect();
            check_numbers(&row.name, &numbers)
        })
    }

    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        (920.0, caption_height(fonts, &self.caption, 920.0) + 34.0 + ROW * count(self.rows.len().max(1)))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() {
            say_instead(picture, frame, "Nothing was fitted");
            return;
        }
        self.key(picture, frame);
        let top = frame.top + 30.0;
        let across = Scale { values: (0.0, 1.0), pixels: (frame.left, frame.right) };
        let rows = picture.plot(across, Scale::rows(self.rows.len(), (top, frame.bottom)));
        for (at, row) in self.rows.iter().enumerate() {
            let place = rows.row(at);
            row.draw(picture, place);
            picture.hint(place, "", self.words(row));
        }
    }
}

impl Ranges {
    /// What a row says when pointed at.
    fn words(&self, row: &RangeRow) -> String {
        let largest = row.before.into_iter().chain(row.after).fold(0.0, |most: f64, x| most.max(x.abs()));
        let shown = |x: f64| Unit::Plain.tick(x, largest);
        let mut words = if row.detail.is_empty() { row.name.clone() } else { format!("{}: {}", row.name, row.detail) };
        for (name, [p05, p25, p50, p75, p95]) in self.names.iter().zip([row.before, row.after]) {
            let [p05, p25, p50, p75, p95] = [p05, p25, p50, p75, p95].map(shown);
            let _ = write!(words, "\n{name}: median {p50}, half {p25} to {p75}, nine in ten {p05} to {p95}");
        }
        if let Some(mark) = row.mark {
            let _ = write!(words, "\n{}: {}", self.mark, shown(mark));
        }
        words
    }

    fn key(&self, picture: &mut Picture, frame: Frame) {
        let y = frame.top + 12.0;
        let mut at = frame.left;
        for (name, colours) in self.names.iter().zip([BEFORE, AFTER]) {
            let [outer, inner] = [(0.0, 2.0), (9.0, 0.0)].map(|(aside, less)| Frame {
                left: at + aside,
                right: at + 34.0 - aside,
                top: y - 9.0 + less,
                bottom: y + 1.0 - less,
            });
            picture.rect(outer, colours[0]);
            picture.rect(inner, colours[1]);
            at += 40.0;
            at += picture.text(at, y, Align::Left, KEY, &format!("{name}: 90\u{a0}% and 50\u{a0}%, median")) + 22.0;
        }
        if !self.mark.is_empty() {
            diamond(picture, (at + 5.0, y - 4.0));
            picture.text(at + 14.0, y, Align::Left, KEY, &self.mark);
        }
    }
}

impl RangeRow {
    fn draw(&self, picture: &mut Picture, row: Frame) {
        picture.line(vec![(row.left, row.top), (row.right, row.top)], GRID, HAIR);
        // In a low row all of it stands closer.
        let down = |y: f64| row.top + y * (row.height() / ROW).min(1.0);
        let face = LABEL.in_bold();
        picture.text_within((row.left, down(20.0)), NAMES - 10.0, (Align::Left, face), &self.name);
        let mut details = picture.fonts.wrap(&self.detail, SMALL, NAMES - 10.0);
        if details.len() > 2 {
            let rest = details.split_off(1).join(" ");
            details.push(picture.fonts.shorten(&rest, SMALL, NAMES - 10.0));
        }
        for (line, y) in details.iter().zip([36.0, 50.0]) {
            picture.text(row.left, down(y), Align::Left, SMALL, line);
        }
        let all = || self.before.into_iter().chain(self.after).chain(self.mark);
        let low = all().fold(f64::INFINITY, f64::min);
        let high = all().fold(f64::NEG_INFINITY, f64::max);
        let pad = ((high - low) * 0.04).max(1e-12);
        let plot = Frame { left: row.left + NAMES, right: row.right - 12.0, ..row };
        let scale = Scale { values: (low - pad, high + pad), pixels: (plot.left, plot.right) };
        let space = picture.plot(scale, Scale::rows(2, (down(8.5), down(38.5))));
        let thick = BAR.min((down(38.5) - down(8.5)) / 2.0 - 2.0);
        for (index, (values, colours, line)) in
            [(self.before, BEFORE, MUTED), (self.after, AFTER, INK)].iter().enumerate()
        {
            let ([p05, p25, p50, p75, p95], middle) = (*values, count(index) + 0.5);
            space.bar((p05, p95), (middle, thick - 4.0), colours[0]);
            space.bar((p25, p75), (middle, thick), colours[1]);
            let reach = space.tall(thick / 2.0 + 1.0);
            space.line(vec![(p50, middle - reach), (p50, middle + reach)], *line, LINE);
        }
        if let Some(mark) = self.mark {
            space.upright(mark, STOP, HAIR);
            diamond(picture, space.at((mark, 1.0)));
        }
        for (value, align) in [(low, Align::Left), (high, Align::Right)] {
            let label = Unit::Plain.tick(value, low.abs().max(high.abs()));
            picture.text(scale.at(value), down(50.5), align, TICK, &label);
        }
    }
}

fn diamond(picture: &mut Picture, (x, y): (f64, f64)) {
    picture.area(vec![(x, y - 5.0), (x + 5.0, y), (x, y + 5.0), (x - 5.0, y)], STOP);
}

/// Three quantities, one with a mark.
#[cfg(test)]
pub(super) fn sample() -> super::Chart {
    let row = |name: &str, scale: f64, mark: Option<f64>| RangeRow {
        name: name.to_owned(),
        detail: "files a day".to_owned(),
        before: [0.1, 0.3, 0.5, 0.7, 0.9].map(|x| x * scale),
        after: [0.4, 0.45, 0.5, 0.52, 0.6].map(|x| x * scale),
        mark,
    };
    super::Chart::Ranges(Ranges {
        caption: Caption {
            title: "What the months tell most of: the slow regime".to_owned(),
            subtitle: "parameters before and after the fit".to_owned(),
            footnote: "seed 1".to_owned(),
        },
        names: ["Before".to_owned(), "After".to_owned()],
        mark: "observed".to_owned(),
        rows: vec![row("Decisions", 1.0, None), row("Demand", 200.0, Some(140.0)), row("Share", 0.01, None)],
    })
}
