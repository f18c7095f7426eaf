//! Where the missing material stood while lines were halted.

use super::Drawn;
use super::axis::{Scale, grid_up};
use super::data::{Caption, ChartError, check_numbers};
use super::key::{Sign, key, key_height};
use super::number::{NBSP, count, number, round_ticks};
use super::page::{caption, caption_height, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{AXIS, Face, HAIR, INK, LABEL, MUTED, PAPER, SMALL, STAGE_COLOURS};
use serde::Serialize;

/// Where a halted line's missing material stands, in the order it passes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The application is being prepared.
    InPreparation,
    /// The application waits in the queue of the licence desk.
    InQueue,
    /// The licence desk reviews the application.
    UnderReview,
    /// The desk returned the application for correction.
    Returned,
    /// Licensed, and still at the supplier.
    LicensedAtSupplier,
    /// Still at the supplier, without needing a licence.
    ReadyAtSupplier,
    /// At a supplier that can make no more.
    AtCapacity,
    /// At the supplier, while the lane is shut.
    AtShutLane,
    /// On its way.
    InTransit,
    /// Held on its way, for example at customs.
    Held,
    /// Denied, or never ordered.
    DeniedOrNeverOrdered,
}

/// All stages, in the order the material passes through them.
pub(super) const STAGES: [Stage; 11] = [
    Stage::InPreparation,
    Stage::InQueue,
    Stage::UnderReview,
    Stage::Returned,
    Stage::LicensedAtSupplier,
    Stage::ReadyAtSupplier,
    Stage::AtCapacity,
    Stage::AtShutLane,
    Stage::InTransit,
    Stage::Held,
    Stage::DeniedOrNeverOrdered,
];

impl Stage {
    /// The stage in words, as the legend says it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InPreparation => "in preparation",
            Self::InQueue => "in the queue",
            Self::UnderReview => "under review",
            Self::Returned => "returned",
            Self::LicensedAtSupplier => "licensed, at the supplier",
            Self::ReadyAtSupplier => "ready, at the supplier",
            Self::AtCapacity => "waiting for capacity",
            Self::AtShutLane => "at a shut lane",
            Self::InTransit => "in transit",
            Self::Held => "held",
            Self::DeniedOrNeverOrdered => "denied or never ordered",
        }
    }
}

/// Mean days halted per trial of each manufacturer, split by where the material stood.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MissingMaterial {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// One bar a manufacturer, from top to bottom.
    pub rows: Vec<MissingRow>,
}

/// One manufacturer's mean days halted per trial.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MissingRow {
    /// Name of the manufacturer.
    pub name: String,
    /// Mean days halted per trial with the material at each stage, in the order of [`STAGES`].
    pub days: [f64; STAGES.len()],
    /// What was missing most and from whom, in a quiet line under the name; may be empty.
    pub detail: String,
    /// What was missing at each stage, in lines that are said when it is pointed at.
    pub parts: [String; STAGES.len()],
    /// Lower end of the 95 % interval of the total, in days.
    pub total_low: f64,
    /// Upper end of the 95 % interval of the total, in days.
    pub total_high: f64,
}

/// Height of a comfortable row.
const ROW: f64 = 30.0;
/// Face of what was missing most.
const DETAIL: Face = SMALL.in_size(10.0);

impl MissingRow {
    /// Mean days halted per trial over all stages; infinite and negative parts count as nothing.
    fn total(&self) -> f64 {
        self.stages().iter().sum()
    }

    fn stages(&self) -> [f64; STAGES.len()] {
        self.days.map(|days| if days.is_finite() { days.max(0.0) } else { 0.0 })
    }
}

impl Drawn for MissingMaterial {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all days are numbers.
    fn check(&self) -> Result<(), ChartError> {
        for row in &self.rows {
            check_numbers(&row.name, &row.days)?;
            check_numbers(&row.name, &[row.total_low, row.total_high])?;
        }
        Ok(())
    }

    /// The page on which the rows have a comfortable size: it grows with their number.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let rows = count(self.rows.len()) * ROW;
        let legend = key_height(fonts, &self.keys(), 900.0);
        let height = caption_height(fonts, &self.caption, 900.0) + legend + rows + 50.0;
        (900.0, height.max(240.0))
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.rows.is_empty() {
            say_instead(picture, frame, "No manufacturers to show");
            return;
        }
        let legend = key(picture, frame, &self.keys()) + 4.0;
        let widest = |texts: &mut dyn Iterator<Item = String>, fonts: &Fonts| {
            texts.map(|text| fonts.width(&text, LABEL.in_bold())).fold(0.0, f64::max)
        };
        let details = self.rows.iter().map(|row| picture.fonts.width(&row.detail, DETAIL)).fold(0.0, f64::max);
        let names = widest(&mut self.rows.iter().map(|row| row.name.clone()), &picture.fonts).max(details);
        let names = names.min(frame.width() * 0.3);
        let totals = |row: &MissingRow| {
            let (total, interval) = total_words(row);
            format!("{total} {interval}")
        };
        let totals = widest(&mut self.rows.iter().map(totals), &picture.fonts) + 20.0;
        let plot = Frame {
            left: frame.left + names + 12.0,
            top: frame.top + legend + 6.0,
            right: frame.right - totals,
            bottom: frame.bottom - 22.0,
        };
        let most = self.rows.iter().map(MissingRow::total).fold(0.0, f64::max);
        let across = Scale { values: (0.0, if most > 0.0 { most } else { 1.0 }), pixels: (plot.left, plot.right) };
        let space = picture.plot(across, Scale::rows(self.rows.len(), (plot.top, plot.bottom)));
        if most > 0.0 {
            axis(picture, &space);
        }
        for (index, row) in self.rows.iter().enumerate() {
            let place = space.row(index);
            let (middle, height) = (f64::midpoint(place.top, place.bottom), place.height());
            picture.about(&row.name);
            bar(picture, row, &space, count(index) + 0.5, (height * 0.66).min(26.0));
            let size = LABEL.size.min(height - 1.0).max(6.0);
            let face = LABEL.in_size(size);
            let base = middle + size * 0.35;
            let two = height >= 26.0 && !row.detail.is_empty();
            let above = if two { base - 6.0 } else { base };
            picture.text_within((plot.left - 10.0, above), names, (Align::Right, face), &row.name);
            if two {
                picture.text_within((plot.left - 10.0, base + 7.0), names, (Align::Right, DETAIL), &row.detail);
            }
            let (total, interval) = total_words(row);
            let x = across.at(row.total()) + 7.0;
            let wide = picture.text(x, base, Align::Left, face.in_bold(), &total);
            let face = face.in_colour(MUTED);
            picture.text(x + wide + 5.0, base, Align::Left, face, &interval);
        }
        picture.about_all();
        space.upright(0.0, AXIS, HAIR);
    }
}

impl MissingMaterial {
    /// Stages that occur in any row, by their place in [`STAGES`].
    fn stages(&self) -> Vec<usize> {
        let occurs = |stage: &usize| self.rows.iter().any(|row| row.stages()[*stage] > 0.0);
        (0..STAGES.len()).filter(occurs).collect()
    }

    /// Names the colours of the stages in words.
    fn keys(&self) -> Vec<(Sign, &'static str)> {
        self.stages().into_iter().map(|stage| (Sign::Area(STAGE_COLOURS[stage]), STAGES[stage].name())).collect()
    }
}

/// Draws faint lines up from a number axis below the bars.
fn axis(picture: &mut Picture, plot: &Plot) {
    let ((_, most), (left, right)) = (plot.across.values, plot.across.pixels);
    let room = (1..=6).rev().find(|n| (right - left) / count(*n) >= 70.0).unwrap_or(1);
    let decimals = if most < 1.0 { 2 } else { usize::from(most < 5.0) };
    let mut ticks: Vec<(f64, String)> = round_ticks(0.0, most, room)
        .into_iter()
        .filter(|tick| *tick <= most)
        .map(|tick| (tick, number(tick, decimals)))
        .collect();
    if let Some((_, last)) = ticks.last_mut() {
        last.push_str("\u{a0}days");
    }
    grid_up(picture, plot, &ticks);
}

/// Draws one stacked bar, its segments labelled where the days fit.
fn bar(picture: &mut Picture, row: &MissingRow, plot: &Plot, middle: f64, height: f64) {
    let half = plot.tall(height / 2.0);
    let mut upto = 0.0;
    for ((part, colour), stage) in row.stages().into_iter().zip(STAGE_COLOURS).zip(STAGES) {
        let from = upto;
        upto += part;
        let whole = plot.frame([(from, middle - half), (upto, middle + half)]);
        if whole.width() <= 0.0 {
            continue;
        }
        let seam = if whole.width() > 2.5 { 1.0 } else { 0.0 };
        let segment = Frame { right: whole.right - seam, ..whole };
        plot.bar((from, upto - plot.wide(seam)), (middle, height), colour);
        let share = part / row.total().max(f64::MIN_POSITIVE) * 100.0;
        let words = format!(
            "{}\n{}: {} halt days a trial\n{share:.0}{NBSP}% of its halt days{}",
            row.name,
            stage.name(),
            short_days(part),
            row.parts[stage as usize]
        );
        picture.hint(segment, &row.name, words);
        let ink = if colour.is_dark() { PAPER } else { INK };
        let face = SMALL.in_colour(ink);
        let label = short_days(part);
        if picture.fonts.width(&label, face) + 8.0 <= whole.width() && height >= 13.0 {
            let (x, y) = (f64::midpoint(whole.left, whole.right), f64::midpoint(whole.top, whole.bottom));
            picture.text(x, y + 4.0, Align::Centre, face, &label);
        }
    }
}

fn short_days(days: f64) -> String {
    number(days, usize::from(days < 9.95))
}

/// The total in bold words, and its interval in quiet ones.
fn total_words(row: &MissingRow) -> (String, String) {
    let total = row.total();
    if total <= 0.0 {
        return ("none".to_owned(), String::new());
    }
    if total < 0.005 {
        return (format!("<{NBSP}0.01"), String::new());
    }
    let half = (row.total_high - row.total_low) / 2.0;
    let decimals = match half {
        half if !half.is_finite() || half >= 9.95 => 0,
        half if half < 0.095 => 2,
        _ => 1,
    };
    let interval =
        if half.is_finite() && half > 0.0 { format!("±{NBSP}{}", number(half, decimals)) } else { String::new() };
    (number(total, decimals), interval)
}
