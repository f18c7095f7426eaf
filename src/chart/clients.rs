//! Who gets what share: of what is applied for, of licences, of what is shipped, client by client.

use super::Drawn;
use super::data::{Caption, ChartError, check_numbers};
use super::number::count;
use super::page::{KEY, KEY_ROW, caption, caption_height, flow, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::rows::{self, AXIS};
use super::text::Fonts;
use super::theme::{BAND_INNER, Colour, INK, LABEL, MAIN, MUTED, SMALL};
use serde::Serialize;

/// Clients with their shares, a row each.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ClientShares {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// What each bar of a row is a share of; the last is the one that counts most.
    pub measures: Vec<String>,
    /// Rows, the largest share first.
    pub rows: Vec<ClientSharesRow>,
}

/// A client.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ClientSharesRow {
    /// Its name.
    pub name: String,
    /// Where it is, or anything else worth a small line.
    pub detail: String,
    /// Its shares, by measure, from 0 to 1.
    pub shares: Vec<f64>,
    /// The quantity behind the last of them, with its unit.
    pub amount: String,
}

/// Width of the page.
const WIDTH: f64 = 960.0;
/// Height of a comfortable bar, and the space between rows.
const BAR: f64 = 13.0;
const GAP: f64 = 16.0;
/// Room for names, and for figures beside the bars, as parts of the width.
const NAMES: f64 = 0.27;
const FIGURES: f64 = 0.2;
/// Colours of the bars: light to dark, so that grey prints tell them apart; the last is the main one.
const BARS: [Colour; 3] = [Colour(203, 210, 217), BAND_INNER, MAIN];

impl Drawn for ClientShares {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers, one for each measure.
    fn check(&self) -> Result<(), ChartError> {
        self.rows.iter().try_for_each(|row| check_numbers(&row.name, &row.shares))
    }

    /// The page on which the rows have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let row = (BAR * count(self.measures.len())).max(30.0) + GAP;
        let key = flow(&self.key_widths(fonts), WIDTH).1 * KEY_ROW;
        (WIDTH, caption_height(fonts, &self.caption, WIDTH) + key + 12.0 + row * count(self.rows.len().max(1)) + AXIS)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() {
            say_instead(picture, frame, "Nothing is exported");
            return;
        }
        let key = self.key(picture, frame);
        let plot = Frame {
            left: frame.left + frame.width() * NAMES,
            top: frame.top + key + 12.0,
            right: frame.right - frame.width() * FIGURES,
            bottom: frame.bottom - AXIS,
        };
        let most = self.rows.iter().flat_map(|row| &row.shares).fold(0.01, |most: f64, x| most.max(*x));
        let percent = |tick: f64| format!("{tick}\u{a0}%");
        let space =
            rows::scale(picture, (self.rows.len(), plot), most * 100.0, percent, "share of all clients together");
        for (at, row) in self.rows.iter().enumerate() {
            let place = rows::row(picture, frame, &space, at);
            self.row(picture, row, place, (&space, at));
        }
    }
}

impl ClientShares {
    fn row(&self, picture: &mut Picture, row: &ClientSharesRow, place: Frame, (space, at): (&Plot, usize)) {
        let plot = space.row(at);
        let middle = f64::midpoint(place.top, place.bottom);
        let names = plot.left - place.left - 12.0;
        let shorten = |picture: &Picture, text: &str, face, room| picture.fonts.shorten(text, face, room);
        rows::name(picture, (&row.name, &row.detail), place, names);
        let bars = count(row.shares.len().max(1));
        let thick = ((place.height() - 6.0) / bars).min(BAR);
        for (bar, value) in row.shares.iter().enumerate() {
            let along = count(at) + 0.5 + space.tall((count(bar) + 0.5 - bars / 2.0) * thick);
            space.bar((0.0, value * 100.0), (along, thick - 1.0), self.colour(bar));
        }
        let figures = plot.right + 12.0;
        let last = row.shares.last().copied().unwrap_or(0.0);
        let percent = format!("{}\u{a0}%", whole(last * 100.0));
        if place.height() >= rows::TWO_LINES {
            picture.text(figures, middle - 3.0, Align::Left, LABEL.in_bold(), &percent);
            let amount = shorten(picture, &row.amount, SMALL, place.right - figures);
            picture.text(figures, middle + 12.0, Align::Left, SMALL.in_colour(MUTED), &amount);
        } else {
            let words = shorten(picture, &format!("{percent}, {}", row.amount), SMALL, place.right - figures);
            picture.text(figures, middle + 4.0, Align::Left, SMALL.in_colour(INK), &words);
        }
        let parts = self.measures.iter().zip(&row.shares);
        let parts: Vec<String> =
            parts.map(|(measure, share)| format!("{measure}: {}\u{a0}%", whole(share * 100.0))).collect();
        picture.hint(place, "", format!("{}, {}\n{}\n{}", row.name, row.detail, parts.join("\n"), row.amount));
    }

    /// The colour of a measure's bars.
    fn colour(&self, measure: usize) -> Colour {
        let from_last = self.measures.len().saturating_sub(measure + 1);
        BARS[BARS.len() - 1 - from_last.min(BARS.len() - 1)]
    }

    fn key_widths(&self, fonts: &Fonts) -> Vec<f64> {
        self.measures.iter().map(|words| fonts.width(words, KEY) + 38.0).collect()
    }

    /// Says what the bars are; its height is returned.
    fn key(&self, picture: &mut Picture, frame: Frame) -> f64 {
        let (places, rows) = flow(&self.key_widths(&picture.fonts), frame.width());
        for (at, ((x, row), words)) in places.into_iter().zip(&self.measures).enumerate() {
            let (x, y) = (frame.left + x, frame.top + row * KEY_ROW);
            picture.rect(Frame { left: x, right: x + 12.0, top: y + 2.0, bottom: y + 12.0 }, self.colour(at));
            picture.text(x + 18.0, y + 11.0, Align::Left, KEY, words);
        }
        rows * KEY_ROW
    }
}

/// Per cents without decimals; below one with one.
fn whole(percent: f64) -> String {
    if percent > 0.0 && percent < 0.95 { format!("{percent:.1}") } else { format!("{percent:.0}") }
}

#[cfg(test)]
pub(super) fn sample(rows: usize) -> super::Chart {
    let row = |at: usize| {
        let part = 1.0 / (2.0 + count(at));
        ClientSharesRow {
            name: "Car plant in Bremen and its branches".to_owned(),
            detail: "Germany".to_owned(),
            shares: vec![part, part * 0.9, part * if at == 1 { 0.01 } else { 0.8 }],
            amount: "14.2 t".to_owned(),
        }
    };
    super::Chart::Clients(ClientShares {
        caption: Caption {
            title: "Car plant gets half of what is shipped".to_owned(),
            subtitle: "mean share of each client in tonnes, 2 Mar 2026 to 26 Dec 2026".to_owned(),
            footnote: "10,000 trials · seed 1 · linestop".to_owned(),
        },
        measures: ["applied for", "licensed", "shipped"].map(str::to_owned).to_vec(),
        rows: (0..rows).map(row).collect(),
    })
}
