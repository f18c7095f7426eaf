//! Regret of each choice in each world, as a table in shades.

use super::Drawn;
use super::axis::Scale;
use super::data::{Caption, ChartError, check_numbers};
use super::number::{count, money, money_in, money_scale};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{Face, INK, LABEL, MAIN, MUTED, PAPER, SMALL, STOP};
use serde::Serialize;

/// What each choice costs more than the best one, world by world.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RegretTable {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// The worlds, from left to right.
    pub worlds: Vec<String>,
    /// Heading of the last column, by which is decided; nothing where a world's own column does.
    pub decision: Option<String>,
    /// The choices, from top to bottom.
    pub rows: Vec<RegretRow>,
}

/// A choice.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RegretRow {
    /// Its name.
    pub name: String,
    /// Its regret in each world; 0 is the best choice there.
    pub regrets: Vec<f64>,
    /// What is decided by.
    pub decision: f64,
    /// Whether it is the choice that is decided for.
    pub least_bad: bool,
}

const ROW: f64 = 40.0;
const HEAD_LINE: f64 = 15.0;
/// Lines that a world's name takes at most.
const HEAD_LINES: usize = 3;
/// What is left free between cells.
const SEAM: f64 = 2.0;
/// Longest name, as a part of the width.
const NAMES: f64 = 0.28;

impl Drawn for RegretTable {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that every choice has a number for each world.
    fn check(&self) -> Result<(), ChartError> {
        for row in &self.rows {
            if row.regrets.len() != self.worlds.len() {
                let (expected, found) = (self.worlds.len(), row.regrets.len());
                return Err(ChartError::SeriesLength { series: row.name.clone(), expected, found });
            }
            check_numbers(&row.name, &row.regrets)?;
            check_numbers(&row.name, &[row.decision])?;
        }
        Ok(())
    }

    /// The page on which the cells have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let width = (900.0_f64).max(300.0 + 86.0 * count(self.columns()));
        let cell = ((width - 44.0) * (1.0 - NAMES) - 10.0) / count(self.columns());
        let head = self.head_lines(fonts, cell) * HEAD_LINE + 12.0;
        let height = caption_height(fonts, &self.caption, width) + head + count(self.rows.len()) * ROW + 8.0;
        (width, height.max(200.0))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() || self.worlds.is_empty() {
            say_instead(picture, frame, "No worlds to compare");
            return;
        }
        let names = frame.width() * NAMES;
        let gap = 10.0;
        let width = (frame.width() - names - gap) / count(self.columns());
        let top = frame.top + self.head_lines(&picture.fonts, width) * HEAD_LINE + 12.0;
        let bottom = frame.bottom.min(top + ROW * count(self.rows.len()));
        let left = frame.left + names;
        let across = Scale { values: (0.0, count(self.columns())), pixels: (left, frame.right - gap) };
        let space = picture.plot(across, Scale::rows(self.rows.len(), (top, bottom)));
        // The last column stands a little apart.
        let aside = |at: usize| if at == self.worlds.len() { gap } else { 0.0 };
        let heads = self.worlds.iter().chain(&self.decision).map(String::as_str);
        for (at, world) in heads.enumerate() {
            let face = if at == self.worlds.len() { SMALL.in_bold().in_colour(INK) } else { SMALL.in_colour(INK) };
            let lines = wrapped(&picture.fonts, world, face, width - 8.0, HEAD_LINES);
            let first = top - 10.0 - HEAD_LINE * count(lines.len() - 1);
            for (line, words) in lines.iter().enumerate() {
                let y = first + HEAD_LINE * count(line);
                picture.text(across.at(count(at) + 0.5) + aside(at), y, Align::Centre, face, words);
            }
        }
        let most = self.rows.iter().flat_map(|row| &row.regrets).copied().filter(|x| x.is_finite());
        let most = most.fold(0.0, f64::max);
        for (index, row) in self.rows.iter().enumerate() {
            Self::name(picture, row, Frame { left: frame.left, right: left, ..space.row(index) });
            let decision = self.decision.as_ref().map(|_| &row.decision);
            for (at, regret) in row.regrets.iter().chain(decision).enumerate() {
                let [from, to] = [(at, index), (at + 1, index + 1)].map(|(x, y)| (count(x), count(y)));
                let whole = space.frame([from, to]);
                let cell = Frame {
                    left: whole.left + aside(at),
                    right: whole.right + aside(at) - SEAM,
                    bottom: whole.bottom - SEAM,
                    ..whole
                };
                let bold = at == self.worlds.len();
                self.cell(picture, cell, *regret, most, bold);
                let world = self.worlds.get(at).or(self.decision.as_ref()).map_or("", String::as_str);
                let words = if *regret > 0.0 {
                    format!("{} more than the best choice", money(*regret, &self.currency))
                } else {
                    "the best choice here".to_owned()
                };
                picture.hint(cell, "", format!("{}\n{world}: {words}", row.name));
            }
        }
    }
}

impl RegretTable {
    /// Columns of numbers.
    fn columns(&self) -> usize {
        self.worlds.len() + usize::from(self.decision.is_some())
    }

    /// Lines that the longest name of a world takes.
    fn head_lines(&self, fonts: &Fonts, width: f64) -> f64 {
        let lines = |world: &String| wrapped(fonts, world, SMALL, width - 8.0, HEAD_LINES).len();
        count(self.worlds.iter().map(lines).max().unwrap_or(1))
    }

    fn name(picture: &mut Picture, row: &RegretRow, cell: Frame) {
        let face = if row.least_bad { LABEL.in_bold().in_colour(MAIN) } else { LABEL };
        let most = if cell.height() >= 32.0 { 2 } else { 1 };
        let lines = wrapped(&picture.fonts, &row.name, face, cell.width() - 12.0, most);
        let middle = f64::midpoint(cell.top, cell.bottom) + 3.0;
        let first = middle - 7.5 * count(lines.len() - 1);
        for (line, words) in lines.iter().enumerate() {
            picture.text(cell.left, first + 15.0 * count(line), Align::Left, face, words);
        }
    }

    fn cell(&self, picture: &mut Picture, cell: Frame, regret: f64, most: f64, bold: bool) {
        // Ten shades, the square root of the part: small regrets can be told apart.
        let part = if most > 0.0 { (regret / most).clamp(0.0, 1.0).sqrt() } else { 0.0 };
        let shade = (0..=8_u8).rev().find(|shade| part * 8.0 >= f64::from(*shade)).unwrap_or(0);
        let ground = if regret > 0.0 { STOP.tint(shade.max(1)) } else { MAIN.tint(2) };
        picture.rect(cell, ground);
        let scale = money_scale(most);
        let words = match regret {
            regret if regret <= 0.0 => "best".to_owned(),
            // A thousandth of the largest has no digits on its scale.
            regret if regret < most * 0.001 => money(regret, &self.currency),
            regret => money_in(regret, &self.currency, scale),
        };
        let ink = if ground.is_dark() { PAPER } else { INK };
        let face = if bold { LABEL.in_bold() } else { LABEL }.in_colour(if regret > 0.0 { ink } else { MUTED });
        let words = picture.fonts.shorten(&words, face, cell.width() - 4.0);
        let y = f64::midpoint(cell.top, cell.bottom) + 4.0;
        if cell.height() >= 11.0 {
            picture.text(f64::midpoint(cell.left, cell.right), y, Align::Centre, face, &words);
        }
    }
}

/// At most so many lines; at least one, though it be empty.
fn wrapped(fonts: &Fonts, text: &str, face: Face, width: f64, most: usize) -> Vec<String> {
    let mut lines = fonts.wrap(text, face, width);
    if lines.len() > most {
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(fonts.shorten(&rest, face, width));
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}
