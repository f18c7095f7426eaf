//! A survey in classes: share of decisions by class of days, as answered and as fitted, a row a class.

use super::Drawn;
use super::data::{Caption, ChartError, check_numbers};
use super::key::{Sign, key, key_height};
use super::number::{count, percent};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Picture};
use super::rows::{self, AXIS};
use super::text::Fonts;
use super::theme::{BAND_INNER, INK, LABEL, SMALL};
use serde::Serialize;

/// Classes of days, a row each.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ClassShares {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// Rows, group by group, the shortest class first.
    pub rows: Vec<ClassSharesRow>,
}

/// A class.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ClassSharesRow {
    /// Its days.
    pub name: String,
    /// Its group, or how many answered.
    pub detail: String,
    /// Share of the decisions, as answered.
    pub observed: f64,
    /// The same as fitted.
    pub fitted: f64,
}

/// Width of the page.
const WIDTH: f64 = 860.0;
/// Height of a comfortable row.
const ROW: f64 = 38.0;
/// Thickness of a bar.
const BAR: f64 = 16.0;
/// Room for names, and for figures beside the bars, as parts of the width.
const NAMES: f64 = 0.27;
const FIGURES: f64 = 0.2;
/// What bars and lines are.
const SIGNS: [(Sign, &str); 2] =
    [(Sign::Area(BAND_INNER), "answered, with what still waits (life table)"), (Sign::Upright(INK), "fitted")];

impl Drawn for ClassShares {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        self.rows.iter().try_for_each(|row| check_numbers(&row.name, &[row.observed, row.fitted]))
    }

    /// The page on which the rows have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let rows = ROW * count(self.rows.len().max(1));
        let head = caption_height(fonts, &self.caption, WIDTH) + key_height(fonts, &SIGNS, WIDTH);
        (WIDTH, head + 12.0 + rows + AXIS)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() {
            say_instead(picture, frame, "No classes to show");
            return;
        }
        let key = key(picture, frame, &SIGNS);
        let plot = super::picture::Frame {
            left: frame.left + frame.width() * NAMES,
            top: frame.top + key + 12.0,
            right: frame.right - frame.width() * FIGURES,
            bottom: frame.bottom - AXIS,
        };
        let most = self.rows.iter().map(|row| row.observed.max(row.fitted)).fold(0.05, f64::max);
        let space = rows::scale(picture, (self.rows.len(), plot), most, percent, "share of decisions");
        for (at, row) in self.rows.iter().enumerate() {
            let place = rows::row(picture, frame, &space, at);
            rows::name(picture, (&row.name, &row.detail), place, plot.left - place.left - 12.0);
            let (along, thick) = (count(at) + 0.5, BAR.min(place.height() * 0.6));
            space.bar((0.0, row.observed), (along, thick), BAND_INNER);
            let reach = space.tall(thick / 2.0 + 4.0);
            space.line(vec![(row.fitted, along - reach), (row.fitted, along + reach)], INK, 2.4);
            let figure = format!("{} (fitted {})", percent(row.observed), percent(row.fitted));
            let face = if place.height() >= rows::TWO_LINES { LABEL } else { SMALL.in_colour(INK) };
            let middle = f64::midpoint(place.top, place.bottom);
            let shown = picture.fonts.shorten(&figure, face, place.right - plot.right - 12.0);
            picture.text(plot.right + 12.0, middle + 4.0, Align::Left, face, &shown);
            let words = format!(
                "{}, {}\nanswered {}, fitted {}",
                row.name,
                row.detail,
                percent(row.observed),
                percent(row.fitted)
            );
            picture.hint(place, "", words);
        }
    }
}

/// So many classes.
#[cfg(test)]
pub(super) fn sample(classes: usize) -> super::Chart {
    let row = |at: usize| ClassSharesRow {
        name: format!("{} to {} days", 15 * at + 1, 15 * at + 15),
        detail: "Ministry of Commerce, 131 answers".to_owned(),
        observed: 0.34 / (1.0 + count(at % 6)),
        fitted: 0.31 / (1.0 + count(at % 6)),
    };
    super::Chart::Classes(ClassShares {
        caption: Caption {
            title: "Half of all applications are decided within 44 days (39–50), nine in ten within 92".to_owned(),
            subtitle: "Share of decisions by class of days, as answered and as fitted".to_owned(),
            footnote: "survey.csv".to_owned(),
        },
        rows: (0..classes).map(row).collect(),
    })
}
