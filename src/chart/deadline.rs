//! Until when something must be done: a row for each part and way, its deadlines on a line of dates.

use super::Drawn;
use super::axis::{Days, Scale, date_axis, day_label};
use super::data::{Caption, ChartError};
use super::number::{NBSP, count};
use super::page::{KEY, KEY_ROW, caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{Colour, GRID, HAIR, INK, LABEL, MAIN, MUTED, SMALL, STOP, STOP_PALE};
use jiff::civil::Date;
use serde::Serialize;

/// Deadlines of parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DeadlineDates {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// First and last day of the axis.
    pub days: Vec<Date>,
    /// Names of the chances, the lowest first.
    pub chances: Vec<String>,
    /// Rows, the most pressing first.
    pub rows: Vec<DeadlineDatesRow>,
}

/// A part and a way to order it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DeadlineDatesRow {
    /// Line and part.
    pub name: String,
    /// The way.
    pub way: String,
    /// Deadlines by chance, the lowest chance first; nothing where there is none.
    pub dates: Vec<Option<Date>>,
    /// What there is to say where a chance has no day; empty if there is nothing.
    pub note: String,
    /// Whether the highest chance cannot be reached any more.
    pub late: bool,
}

/// Height of a row.
const ROW: f64 = 38.0;
/// Room for names, as a part of the width.
const NAMES: f64 = 0.36;
/// Room for notes, as a part of the width, where there are any.
const NOTES: f64 = 0.19;
/// Room at the left of the first day, for half of a date.
const BESIDE: f64 = 30.0;
/// Dots this near to each other count as one.
const NEAR: f64 = 3.0;
/// Height of a line of a note.
const NOTE_LINE: f64 = 13.0;
/// Room below the rows for dates.
const DATES: f64 = 26.0;

impl Drawn for DeadlineDates {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that every row has a day, or none, for each chance.
    fn check(&self) -> Result<(), ChartError> {
        let expected = self.chances.len();
        match self.rows.iter().find(|row| row.dates.len() != expected) {
            Some(row) => Err(ChartError::SeriesLength { series: row.name.clone(), expected, found: row.dates.len() }),
            None => Ok(()),
        }
    }

    /// The page on which the rows have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let rows = ROW * count(self.rows.len().max(1));
        (920.0, caption_height(fonts, &self.caption, 920.0) + KEY_ROW + 8.0 + rows + DATES + 10.0)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let Some(days) = Days::of(&self.days).filter(|_| !self.rows.is_empty()) else {
            say_instead(picture, frame, "No part has to be ordered");
            return;
        };
        self.key(picture, frame);
        let names = frame.width() * NAMES;
        let plot = Frame {
            left: frame.left + names + BESIDE,
            top: frame.top + KEY_ROW + 8.0,
            right: frame.right
                - if self.rows.iter().any(|row| !row.note.is_empty()) { frame.width() * NOTES } else { 40.0 },
            bottom: frame.bottom - DATES,
        };
        let space = picture.plot(days.scale(plot), Scale::rows(self.rows.len(), (plot.top, plot.bottom)));
        for (at, row) in self.rows.iter().enumerate() {
            let place = space.row(at);
            if at > 0 {
                picture.line(vec![(frame.left, place.top), (frame.right, place.top)], GRID, HAIR);
            }
            self.words(picture, row, (place, names, frame.right - plot.right));
            self.dates(picture, row, (&space, at, &days), frame.right - plot.right);
            write_note(
                picture,
                row,
                (place.right + 10.0, middle(place)),
                frame.right - plot.right - 14.0,
                place.height(),
            );
        }
        date_axis(picture, &days, plot, plot.bottom);
    }
}

impl DeadlineDates {
    fn key(&self, picture: &mut Picture, frame: Frame) {
        let mut x = frame.left;
        for (at, name) in self.chances.iter().enumerate().rev() {
            let words = format!("{name} chance of no halt");
            if x + 14.0 + picture.fonts.width(&words, KEY) > frame.right {
                break;
            }
            picture.disc((x + 5.0, frame.top + 7.0), 4.6, self.colour(at));
            x += 14.0;
            x += picture.text(x, frame.top + 11.0, Align::Left, KEY, &words) + 18.0;
        }
    }

    /// The higher the chance, the darker.
    fn colour(&self, at: usize) -> Colour {
        MAIN.on_paper(1.0 - 0.28 * count(self.chances.len().saturating_sub(at + 1)))
    }

    /// What a row is, at its left, and what it says when pointed at.
    fn words(&self, picture: &mut Picture, row: &DeadlineDatesRow, (place, names, notes): (Frame, f64, f64)) {
        let middle = middle(place);
        if row.late {
            let right = place.right + notes;
            let left = place.left - BESIDE + 2.0;
            picture.rect(Frame { left, top: place.top + 1.0, bottom: place.bottom - 1.0, right }, STOP_PALE);
        }
        let left = place.left - BESIDE - names;
        let two = place.height() >= 28.0;
        let room = names - 10.0;
        if two {
            picture.text_within((left, middle - 3.0), room, (Align::Left, LABEL.in_bold()), &row.name);
            picture.text_within((left, middle + 12.0), room, (Align::Left, SMALL), &row.way);
        } else {
            let both = format!("{}: {}", row.name, row.way);
            picture.text_within((left, middle + 4.0), room, (Align::Left, SMALL), &both);
        }
        let told = self
            .chances
            .iter()
            .zip(&row.dates)
            .rev()
            .map(|(chance, date)| format!("{chance}: {}", date.map_or_else(|| "–".to_owned(), day_label)));
        let told: Vec<String> = told.collect();
        picture.hint(place, "", format!("{}, {}\n{}\n{}", row.name, row.way, told.join(", "), row.note));
    }

    /// The day of each chance, and in words that of the highest which has one.
    fn dates(
        &self,
        picture: &mut Picture,
        row: &DeadlineDatesRow,
        (space, at, days): (&Plot, usize, &Days),
        notes: f64,
    ) {
        let dated = row.dates.iter().enumerate().filter_map(|(index, date)| Some((index, (*date)?)));
        let dated: Vec<(usize, Date)> = dated.collect();
        let row = space.row(at);
        let labelled = row.height() >= 28.0;
        // Below the middle, where there is a date above.
        let down = if labelled { space.tall(6.0) } else { 0.0 };
        let place = |date: Date| (days.offset(date), count(at) + 0.5 + down);
        space.line(dated.iter().map(|(_, date)| place(*date)).collect(), MUTED, 1.4);
        let together = |a: Date, b: Date| (space.at(place(a)).0 - space.at(place(b)).0).abs() < NEAR;
        for (nth, (index, date)) in dated.iter().enumerate() {
            // Rings around the dots that would cover them.
            let over = dated[nth + 1..].iter().filter(|(_, other)| together(*date, *other)).count();
            space.disc(place(*date), 5.0 + 1.5 * count(over), self.colour(*index));
        }
        if let Some((highest, date)) = dated.last().filter(|_| labelled) {
            let lowest = dated.iter().find(|(_, other)| together(*date, *other)).map_or(*highest, |(index, _)| *index);
            let words = if lowest < *highest {
                let [from, to] = [lowest, *highest].map(|index| self.chances[index].as_str());
                format!("{} ({}–{to})", day_label(*date), from.trim_end_matches(['%', NBSP, ' ']))
            } else {
                day_label(*date)
            };
            let half = picture.fonts.width(&words, SMALL) / 2.0;
            let (x, y) = space.at(place(*date));
            let x = x.max(row.left - BESIDE + half).min(row.right + notes.min(40.0) - half);
            picture.text(x, y - 10.0, Align::Centre, SMALL.in_colour(INK), &words);
        }
    }
}

fn middle(place: Frame) -> f64 {
    f64::midpoint(place.top, place.bottom)
}

/// What there is to say of a row, in as many lines as it has room for.
fn write_note(picture: &mut Picture, row: &DeadlineDatesRow, (x, middle): (f64, f64), room: f64, height: f64) {
    let face = SMALL.in_colour(if row.late { STOP } else { MUTED });
    let most = ((height - 2.0) / NOTE_LINE).floor().max(1.0);
    let mut lines = picture.fonts.wrap(&row.note, face, room);
    while count(lines.len()) > most {
        let last = lines.pop().unwrap_or_default();
        if let Some(line) = lines.last_mut() {
            *line = picture.fonts.shorten(&format!("{line} {last}"), face, room);
        }
    }
    let top = middle - NOTE_LINE * (count(lines.len()) - 1.0) / 2.0 + 4.0;
    for (at, line) in lines.iter().enumerate() {
        picture.text(x, top + NOTE_LINE * count(at), Align::Left, face, line);
    }
}

#[cfg(test)]
pub(super) fn sample(rows: usize) -> super::Chart {
    let day = |offset: i32| jiff::civil::date(2026, 11, 30).saturating_add(jiff::Span::new().days(offset));
    let row = |at: usize| {
        let first = i32::try_from(at % 7).unwrap_or(0) * 9;
        let late = at % 4 == 1;
        let dates = [Some(day(first + 30)), Some(day(first + 12)), (!late).then(|| day(first))];
        DeadlineDatesRow {
            name: "Car plant, magnet sets of grade 48H".to_owned(),
            way: if at.is_multiple_of(2) {
                "order from Magnet makers in China"
            } else {
                "application, second source in Japan"
            }
            .to_owned(),
            dates: dates.into(),
            note: if late { "95 % is out of reach: 81 % if today".to_owned() } else { String::new() },
            late,
        }
    };
    super::Chart::Deadlines(DeadlineDates {
        caption: Caption {
            title: "Magnet sets for the car plant must be ordered first: by 30 Nov 2026".to_owned(),
            subtitle: "Last day on which an order or an application still avoids a halt because of the part".to_owned(),
            footnote: "2,000 trials · seed 1".to_owned(),
        },
        days: vec![day(0), day(120)],
        chances: ["50 %", "80 %", "95 %"].map(str::to_owned).into(),
        rows: (0..rows).map(row).collect(),
    })
}
