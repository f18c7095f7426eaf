//! Stocks on two first days: what is there today and under way, against what was there then.

use super::Drawn;
use super::data::{Caption, ChartError, check_numbers};
use super::key::{Sign, key, key_height};
use super::number::{count, three_digits};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::rows::{self, AXIS};
use super::text::Fonts;
use super::theme::{BAND_INNER, INK, LABEL, MAIN, MUTED, SMALL, STOP};
use serde::Serialize;

/// Stocks in days of planned need, a row each.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ThenNow {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The earlier day, in words.
    pub then: String,
    /// The later day, in words.
    pub now: String,
    /// What is to be known of all stocks of the later day, as the end of their words in the key; empty if there is
    /// nothing.
    pub figures: String,
    /// Rows, the lowest stock first.
    pub rows: Vec<ThenNowRow>,
}

/// A stock.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ThenNowRow {
    /// Whose it is.
    pub name: String,
    /// What it is of.
    pub detail: String,
    /// Days of need in stock on the earlier day.
    pub then: f64,
    /// Days of need in stock on the later day.
    pub now: f64,
    /// Days of need that are under way on the later day.
    pub coming: f64,
    /// What is to be known of the figure; empty if there is nothing.
    pub note: String,
}

/// Width of the page.
const WIDTH: f64 = 960.0;
/// Height of a comfortable row.
const ROW: f64 = 38.0;
/// Thickness of a bar.
const BAR: f64 = 14.0;
/// Room for names, and for figures beside the bars, as parts of the width.
const NAMES: f64 = 0.27;
const FIGURES: f64 = 0.25;

impl Drawn for ThenNow {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        self.rows.iter().try_for_each(|row| check_numbers(&row.name, &[row.then, row.now, row.coming]))
    }

    /// The page on which the rows have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let rows = ROW * count(self.rows.len().max(1));
        let key = key_height(fonts, &signs(&self.key_words()), WIDTH);
        (WIDTH, caption_height(fonts, &self.caption, WIDTH) + key + 12.0 + rows + AXIS)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() {
            say_instead(picture, frame, "No part has a planned need");
            return;
        }
        let key = key(picture, frame, &signs(&self.key_words()));
        let plot = Frame {
            left: frame.left + frame.width() * NAMES,
            top: frame.top + key + 12.0,
            right: frame.right - frame.width() * FIGURES,
            bottom: frame.bottom - AXIS,
        };
        let most = self.rows.iter().map(|row| row.then.max(row.now + row.coming)).fold(1.0, f64::max);
        let space = rows::scale(picture, (self.rows.len(), plot), most, three_digits, "days of planned need");
        for (at, row) in self.rows.iter().enumerate() {
            let place = rows::row(picture, frame, &space, at);
            self.row(picture, row, place, (&space, at));
        }
    }
}

impl ThenNow {
    fn row(&self, picture: &mut Picture, row: &ThenNowRow, place: Frame, (space, at): (&Plot, usize)) {
        let plot = space.row(at);
        let middle = f64::midpoint(place.top, place.bottom);
        let two = place.height() >= rows::TWO_LINES;
        let (names, figures) = (plot.left - place.left - 12.0, plot.right + 12.0);
        let room = place.right - figures;
        let shorten = |picture: &Picture, text: &str, face, room| picture.fonts.shorten(text, face, room);
        rows::name(picture, (&row.name, &row.detail), place, names);
        let (along, thick) = (count(at) + 0.5, BAR.min(place.height() * 0.6));
        if row.coming > 0.0 {
            space.bar((row.now, row.now + row.coming), (along, thick), BAND_INNER);
        }
        space.bar((0.0, row.now), (along, thick), MAIN);
        let reach = space.tall(thick / 2.0 + 4.0);
        space.line(vec![(row.then, along - reach), (row.then, along + reach)], INK, 2.4);
        let figure = format!("{} days (then {})", three_digits(row.now), three_digits(row.then));
        let coming = match row.coming {
            x if x > 0.0 => format!("{} under way", three_digits(x)),
            _ => "nothing under way".to_owned(),
        };
        let (under, face) = match row.note.as_str() {
            "" => (coming, SMALL.in_colour(MUTED)),
            note => (note.to_owned(), SMALL.in_colour(STOP)),
        };
        if two {
            picture.text(figures, middle - 3.0, Align::Left, LABEL, &figure);
            let under = shorten(picture, &under, face, room);
            picture.text(figures, middle + 12.0, Align::Left, face, &under);
        } else {
            let words = if row.note.is_empty() { figure.clone() } else { format!("{figure}; {}", row.note) };
            let words = shorten(picture, &words, SMALL, room);
            picture.text(figures, middle + 4.0, Align::Left, SMALL.in_colour(INK), &words);
        }
        let words = format!(
            "{}, {}\n{}: {} days in stock\n{}: {} days in stock, {} under way\n{}",
            row.name,
            row.detail,
            self.then,
            three_digits(row.then),
            self.now,
            three_digits(row.now),
            three_digits(row.coming),
            row.note
        );
        picture.hint(place, "", words.trim_end().to_owned());
    }

    fn key_words(&self) -> [String; 3] {
        [
            format!("in stock {}{}", self.now, self.figures),
            format!("under way {}", self.now),
            format!("in stock {}", self.then),
        ]
    }
}

fn signs([now, coming, then]: &[String; 3]) -> [(Sign, &str); 3] {
    [(Sign::Area(MAIN), now), (Sign::Area(BAND_INNER), coming), (Sign::Upright(INK), then)]
}

#[cfg(test)]
pub(super) fn sample(rows: usize) -> super::Chart {
    let row = |at: usize| ThenNowRow {
        name: "Car plant in Bremen and its branches".to_owned(),
        detail: "magnet sets of grade 48H".to_owned(),
        then: 60.0 + count(at % 5) * 17.0,
        now: 9.0 + count(at) * 6.0,
        coming: if at.is_multiple_of(3) { 0.0 } else { 45.0 },
        note: if at % 4 == 1 { "no row: figure of 5 Jan 2026".to_owned() } else { String::new() },
    };
    super::Chart::ThenNow(ThenNow {
        caption: Caption {
            title: "Least stock on 7 Dec 2026: Car plant, magnet sets: 9 days".to_owned(),
            subtitle: "Stock of each part in days of planned need, against that of the old first day".to_owned(),
            footnote: "linestop · firm-2026-12-07 (0123abcd)".to_owned(),
        },
        then: "on 5 Jan 2026".to_owned(),
        now: "on 7 Dec 2026".to_owned(),
        figures: String::new(),
        rows: (0..rows).map(row).collect(),
    })
}
