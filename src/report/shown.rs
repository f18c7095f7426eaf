//! Tables for people: made once, drawn on a terminal and on a page. Words are put together here at the last moment, and
//! what stands in brackets stays apart until then.

use std::fmt::{self, Write as _};

use comfy_table::{Cell, Color};
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use unicode_width::UnicodeWidthStr;

use super::columns::{Column, GAP, Layout, beside_names, broken, grid, paragraph};
use super::data::since_1970;

/// A value as people read it, with what stands in brackets behind it: "55.2 % (54.2–56.2)".
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    /// The value.
    pub head: String,
    /// Its interval, or whatever is less important; empty if there is nothing.
    pub bracket: String,
}

impl Said {
    /// A value with what stands in brackets.
    pub(super) fn with(head: impl Into<String>, bracket: impl Into<String>) -> Self {
        Self { head: head.into(), bracket: bracket.into() }
    }

    /// With words before the bracket: "55.2 % (95 % interval 54.2–56.2)".
    pub(super) fn explained(&self, before: &str, inside: &str) -> String {
        if self.bracket.is_empty() {
            self.head.clone()
        } else {
            format!("{}{before} ({inside}{})", self.head, self.bracket)
        }
    }

    /// As a sentence has it: "55.2 % (95 % interval 54.2–56.2)".
    pub(super) fn in_words(&self) -> String {
        self.explained("", "95\u{a0}% interval ")
    }

    /// The bracket below the value.
    pub(super) fn below(&self) -> String {
        if self.bracket.is_empty() { self.head.clone() } else { format!("{}\n({})", self.head, self.bracket) }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.explained("", ""))
    }
}

impl<S: Into<String>> From<S> for Said {
    fn from(head: S) -> Self {
        Self { head: head.into(), bracket: String::new() }
    }
}

/// Whether a cell is good or bad news.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum News {
    /// Neither.
    #[default]
    Plain,
    /// Better.
    Good,
    /// To be looked at.
    Doubtful,
    /// Worse.
    Bad,
}

/// A cell: what is shown, and the number by which its row is sorted (nothing: by what is shown).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    said: Said,
    order: Option<f64>,
    news: News,
}

impl Told {
    /// Coloured where there are colours.
    pub(super) fn news(self, news: News) -> Self {
        Self { news, ..self }
    }
}

/// A cell of words.
pub(super) fn words(said: impl Into<Said>) -> Told {
    Told { said: said.into(), order: None, news: News::Plain }
}

/// A cell of a number.
pub(super) fn number(said: impl Into<Said>, value: f64) -> Told {
    Told { order: Some(value), ..words(said) }
}

/// Nothing to say; sorted last.
pub(super) fn none() -> Told {
    number("–", f64::MAX)
}

/// What sorts a column of days: days since 1970.
pub(super) fn by_date(day: Date) -> f64 {
    f64::from(since_1970(day))
}

impl Serialize for Told {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (self.said.to_string(), self.order).serialize(to)
    }
}

/// A table that can be sorted on a page, and gives way on a narrow terminal; without rows it is drawn on neither.
#[derive(Serialize)]
pub(super) struct Table {
    /// What it shows.
    pub title: String,
    /// What is to be known of it.
    pub note: String,
    /// Headings; whether the column is of numbers.
    pub columns: Vec<(String, bool)>,
    /// Columns that a terminal leaves out where it has no room, the least needed first.
    #[serde(skip)]
    least: Vec<usize>,
    /// Letters of a line of words, by column, on a terminal.
    #[serde(skip)]
    letters: Vec<usize>,
    /// The file with all of it, and how many rows a terminal shows; nothing where only a page shows it.
    #[serde(skip)]
    on_terminal: Option<(&'static str, usize)>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Serialize)]
pub(super) struct Row {
    /// Name of the line (or alternative) that it is about; empty if of all.
    pub line: String,
    /// Its cells.
    pub cells: Vec<Told>,
}

impl Table {
    /// A table without rows: a title, and headings that end in `#` for columns of numbers.
    pub(super) fn new(title: &str, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|name| match name.strip_suffix('#') {
            Some(name) => (name.to_owned(), true),
            None => ((*name).to_owned(), false),
        });
        let (title, columns): (_, Vec<_>) = (title.to_owned(), columns.collect());
        let letters = vec![WORDS; columns.len()];
        Self { title, note: String::new(), columns, least: Vec::new(), letters, on_terminal: None, rows: Vec::new() }
    }

    /// With a note below its title.
    pub(super) fn noting(mut self, note: &str) -> Self {
        note.clone_into(&mut self.note);
        self
    }

    /// With columns that give way on a narrow terminal, the least needed first.
    pub(super) fn giving_way(mut self, least: impl IntoIterator<Item = usize>) -> Self {
        self.least = least.into_iter().collect();
        self
    }

    /// With lines of so many letters in the columns of words.
    pub(super) fn wide(mut self, letters: impl IntoIterator<Item = Option<usize>>) -> Self {
        self.letters = letters.into_iter().map(|letters| letters.unwrap_or(WORDS)).collect();
        self
    }

    /// Shown on terminals too: the file with all of it, and the most rows that are shown.
    pub(super) fn on_terminal(mut self, file: &'static str, most: usize) -> Self {
        self.on_terminal = Some((file, most));
        self
    }

    /// Adds a row about a line.
    pub(super) fn row(&mut self, line: &str, cells: Vec<Told>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "{}", self.title);
        self.rows.push(Row { line: line.to_owned(), cells });
    }

    /// Draws it, if it has rows and is to be on a terminal: its title, as many of its columns and rows as fit, what is
    /// left out and where that is.
    pub(super) fn draw(&self, text: &mut String, layout: Layout) {
        let Some((file, most)) = self.on_terminal.filter(|_| !self.rows.is_empty()) else { return };
        text.push('\n');
        paragraph(text, &self.title, layout);
        let (columns, left) = self.fitting(most, layout);
        let _ = writeln!(text, "{}", grid(&columns, GAP, layout));
        let mut out: Vec<String> = left.iter().map(|at| format!("“{}”", self.columns[*at].0)).collect();
        let rows = self.rows.len().saturating_sub(most);
        if rows > 0 {
            out.push(format!("{rows} more rows"));
        }
        if !out.is_empty() {
            paragraph(text, &format!("What has no room here is in {file}: {}.", out.join(", ")), layout);
        }
        paragraph(text, &self.note, layout);
    }

    /// Columns that fit, and the places of those that do not: brackets first go below their values.
    fn fitting(&self, most: usize, layout: Layout) -> (Vec<Column>, Vec<usize>) {
        let all: Vec<usize> = (0..self.columns.len()).collect();
        let fits = |columns: &[Column]| {
            let names = columns.first().map_or(0, Column::width).min(NAMES);
            names + beside_names(columns, GAP) <= layout.width
        };
        let beside = self.drawn(&all, most, false);
        if fits(&beside) {
            return (beside, Vec::new());
        }
        let mut kept = all.clone();
        // Where that is not enough, the last of the others.
        let others = all.iter().skip(2).rev().filter(|at| !self.least.contains(at));
        let mut left = self.least.iter().chain(others);
        loop {
            let columns = self.drawn(&kept, most, true);
            let next = if fits(&columns) { None } else { left.next() };
            let Some(next) = next else {
                return (columns, all.iter().copied().filter(|at| !kept.contains(at)).collect());
            };
            kept.retain(|at| at != next);
        }
    }

    fn drawn(&self, places: &[usize], most: usize, below: bool) -> Vec<Column> {
        let rows = &self.rows[..self.rows.len().min(most)];
        let column = |at: &usize| {
            let (heading, numbers) = &self.columns[*at];
            let text = |told: &Told| match (numbers, below) {
                // Names give way by themselves, other words are broken.
                (false, _) if *at > 0 => broken(&told.said.to_string(), self.letters[*at]),
                (_, true) => told.said.below(),
                (_, false) => told.said.to_string(),
            };
            let texts: Vec<String> = rows.iter().map(|row| text(&row.cells[*at])).collect();
            let longest = texts.iter().flat_map(|text| text.lines()).map(UnicodeWidthStr::width).max();
            let heading = broken(&heading.replace(" %", "\u{a0}%"), longest.unwrap_or(0).max(HEADING));
            Column::new(
                &heading,
                *numbers,
                texts.iter().zip(rows).map(|(text, row)| coloured(text, row.cells[*at].news)),
            )
        };
        places.iter().map(column).collect()
    }
}

/// Room that names are to have on a terminal.
const NAMES: u16 = 20;
/// Letters of a line of words in other columns, if nothing else is said.
const WORDS: usize = 22;
/// Letters of a line of a heading, at least.
const HEADING: usize = 10;

/// A cell of a table by itself.
pub(super) fn coloured(text: &str, news: News) -> Cell {
    let cell = Cell::new(text);
    match news {
        News::Plain => cell,
        News::Good => cell.fg(Color::Green),
        News::Doubtful => cell.fg(Color::Yellow),
        News::Bad => cell.fg(Color::Red),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_gives_way_where_there_is_no_room() {
        let mut table = Table::new("Lines", &["Line", "Chance of a halt (95 %)#", "Sector", "Loss, EUR#"]);
        let chance = Said::with("55.2\u{a0}%", "54.2–56.2");
        table.row(
            "Car plant",
            vec![words("Car plant"), number(chance.clone(), 0.552), words("cars"), number("1.2 m", 1.2e6)],
        );
        let table = table.noting("All of them.").giving_way([2, 3]).on_terminal("lines.csv", 9);
        let at = |width| {
            let mut text = String::new();
            table.draw(&mut text, Layout { width, colour: false });
            text
        };
        assert!(at(80).contains("Car plant") && at(80).contains("55.2\u{a0}% (54.2–56.2)"), "{}", at(80));
        assert!(!at(80).contains("no room"), "{}", at(80));
        let narrow = at(40);
        assert!(narrow.contains("(54.2–56.2)") && !narrow.contains("55.2\u{a0}% ("), "{narrow}");
        let on_one_line = narrow.replace('\n', " ");
        assert!(on_one_line.contains("What has no room here is in lines.csv: “Sector”."), "{narrow}");
        assert_eq!(chance.in_words(), "55.2\u{a0}% (95\u{a0}% interval 54.2–56.2)");
        assert_eq!(
            serde_json::to_value(&table.rows[0].cells[1]).unwrap(),
            serde_json::json!(["55.2\u{a0}% (54.2–56.2)", 0.552])
        );
    }
}
