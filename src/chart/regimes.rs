//! Which regime is in force when: chances as stacked bands, one panel an authority, the most severe regime at the bottom.

use super::Drawn;
use super::axis::{Days, Scale, date_axis, day_label, grid};
use super::closed;
use super::data::{Caption, ChartError, Closure, PolicyEvent, check_series};
use super::events::{Marked, NUMBER_ROW};
use super::labels::spread;
use super::number::{NBSP, count, percent};
use super::page::{KEY, KEY_ROW, caption, caption_height, flow, say_instead};
use super::picture::{Align, Frame, Picture};
use super::text::Fonts;
use super::theme::{AXIS, BAND_OUTER, Colour, HAIR, INK, LABEL, MARGIN, PAPER, SMALL, severity_colour};
use jiff::civil::Date;
use serde::Serialize;

/// Chance that each regime is in force, over calendar time.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RegimeBands {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The days of the series, ascending; all panels share them.
    pub dates: Vec<Date>,
    /// One panel an authority.
    pub panels: Vec<RegimePanel>,
    /// Policy events, marked in every panel.
    pub events: Vec<PolicyEvent>,
}

/// One authority.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RegimePanel {
    /// Name of the authority.
    pub name: String,
    /// Its regimes from bottom to top, the most severe first: name, and chance by date, 0 to 1.
    pub regimes: Vec<(String, Vec<f64>)>,
    /// When its desk is closed.
    pub closures: Vec<Closure>,
}

impl RegimePanel {
    /// The colour of a regime: of those of the panel the most severe is darkest. One that is alone is not severe.
    fn colour(&self, at: usize) -> Colour {
        if self.regimes.len() == 1 {
            return BAND_OUTER;
        }
        severity_colour(1.0 - count(at) / count(self.regimes.len().saturating_sub(1).max(1)))
    }
}

const HEAD: f64 = 20.0;
const DATES: f64 = 20.0;
const ROW_GAP: f64 = 16.0;
const LEFT: f64 = 46.0;
/// Room for the shares and names at the right.
const RIGHT: f64 = 170.0;
/// Height of a comfortable plot.
const PLOT: f64 = 250.0;
/// Height of a line of a name within a band.
const LINE_HEIGHT: f64 = 13.0;
/// Least chance at the end that is named there.
const LEAST: f64 = 0.005;

/// A band by date: where it is across, its lower and its upper edge, in values or in pixels.
type Band = Vec<(f64, f64, f64)>;

impl Drawn for RegimeBands {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that every series has a number for each date.
    fn check(&self) -> Result<(), ChartError> {
        for panel in &self.panels {
            for (name, chance) in &panel.regimes {
                check_series(&format!("{name} of {}", panel.name), chance, self.dates.len())?;
            }
        }
        Ok(())
    }

    /// The page on which the panels have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let width = 900.0;
        let key = Days::of(&self.dates).map_or(0.0, |days| self.marked(&days).key_height(fonts, width - 2.0 * MARGIN));
        let plot = if self.panels.len() > 2 { PLOT * 0.7 } else { PLOT };
        let row = HEAD + NUMBER_ROW + plot + DATES + ROW_GAP + self.key_room();
        (width, caption_height(fonts, &self.caption, width) + row * count(self.panels.len().max(1)) + key)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        let Some(days) = Days::of(&self.dates).filter(|_| !self.panels.is_empty()) else {
            say_instead(picture, frame, "No authority decides on licences");
            return;
        };
        let marked = self.marked(&days);
        let key = marked.key_height(&picture.fonts, frame.width());
        let height = (frame.height() - key) / count(self.panels.len());
        for (index, panel) in self.panels.iter().enumerate() {
            let top = frame.top + height * count(index);
            let plot = Frame {
                left: frame.left + LEFT,
                top: top + HEAD + NUMBER_ROW,
                right: frame.right - RIGHT.min(frame.width() * 0.3),
                bottom: top + height - ROW_GAP - DATES - self.key_room(),
            };
            let face = LABEL.in_bold();
            picture.text_within((plot.left, top + 12.0), frame.right - plot.left, (Align::Left, face), &panel.name);
            self.panel(picture, &days, (plot, frame.right), panel, &marked);
        }
        marked.key(picture, Frame { top: frame.bottom - key, ..frame });
    }
}

impl RegimeBands {
    /// Room below each panel for names that may not fit into it or beside it: long ones, and those of regimes that are
    /// over at the end.
    fn key_room(&self) -> f64 {
        let apart = |(name, chance): &(String, Vec<f64>)| {
            chance.last().is_some_and(|last| *last < LEAST) || name.chars().count() > 12
        };
        if self.panels.iter().any(|panel| panel.regimes.iter().any(apart)) { 2.0 * KEY_ROW } else { 0.0 }
    }

    /// What is marked in time.
    fn marked(&self, days: &Days) -> Marked {
        Marked::new(&self.events, self.panels.iter().flat_map(|panel| &panel.closures), days)
    }

    fn panel(
        &self,
        picture: &mut Picture,
        days: &Days,
        (plot, right): (Frame, f64),
        panel: &RegimePanel,
        marked: &Marked,
    ) {
        let space = picture.plot(days.scale(plot), Scale { values: (0.0, 1.0), pixels: (plot.bottom, plot.top) });
        let across = space.across;
        let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (share, percent(share)));
        grid(picture, &space, &ticks);
        let bands = self.bands(days, panel);
        for (at, band) in bands.iter().enumerate() {
            let (low, high) = band.iter().map(|(day, low, high)| ((*day, *low), (*day, *high))).unzip();
            space.band(high, low, panel.colour(at));
        }
        let placed = |(day, low, high): &(f64, f64, f64)| {
            let (x, bottom) = space.at((*day, *low));
            (x, bottom, space.at((*day, *high)).1)
        };
        let bands: Vec<Band> = bands.iter().map(|band| band.iter().map(placed).collect()).collect();
        for band in bands.iter().skip(1) {
            // A seam between neighbours, where there is a band at all.
            for piece in band.chunk_by(|a, b| a.1 - a.2 > 0.5 && b.1 - b.2 > 0.5) {
                picture.line(piece.iter().map(|(x, bottom, _)| (*x, *bottom)).collect(), PAPER, 0.9);
            }
        }
        closed::bars(picture, days, plot, &panel.closures);
        marked.lines(picture, &across, plot);
        date_axis(picture, days, plot, plot.bottom);
        marked.numbers(picture, &across, plot);
        self.hints(picture, panel, plot, days);
        let (mut unnamed, mut elsewhere, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for (at, ((name, chance), band)) in panel.regimes.iter().zip(&bands).enumerate() {
            let last = chance.last().copied().unwrap_or(0.0);
            let most = chance.iter().copied().fold(0.0, f64::max);
            let mut named = most <= 0.0;
            if last >= LEAST {
                let middle = band.last().map_or(plot.bottom, |(_, bottom, top)| f64::midpoint(*bottom, *top));
                named = end_words(&picture.fonts, right - plot.right, last, name).1 == *name;
                ends.push((at, last, middle));
            }
            if !named && name_inside(picture, name, band, panel.colour(at)) {
                // Beside the band, a name that would be cut there says nothing more.
                elsewhere.push(at);
            } else if !named && self.key_room() > 0.0 {
                let most = if most < 0.995 { format!(" (at most {})", percent(most)) } else { String::new() };
                unnamed.push((at, format!("{name}{most}")));
                elsewhere.push(at);
            }
        }
        name_ends(picture, (plot, right), panel, &ends, &elsewhere);
        key(picture, (plot, right), panel, &unnamed);
    }

    /// What each day says when pointed at: how likely each regime is then.
    fn hints(&self, picture: &mut Picture, panel: &RegimePanel, plot: Frame, days: &Days) {
        let across = days.scale(plot);
        // As far apart as a pointer can tell.
        let step = (self.dates.len() / 120).max(1);
        let words = |(at, date): (usize, &Date)| {
            let shares = panel.regimes.iter().filter_map(|(name, chance)| Some((name, *chance.get(at)?)));
            let shares = shares
                .filter(|(_, chance)| *chance >= LEAST)
                .map(|(name, chance)| format!("\n{name}: {}", percent(chance)));
            (
                across.at(days.offset(*date)),
                format!("{}, {}{}", panel.name, day_label(*date), shares.collect::<String>()),
            )
        };
        picture.hints_along(plot, self.dates.iter().enumerate().step_by(step).map(words).collect(), "");
    }

    /// Where each regime's band lies: days, with its lower and its upper edge as shares.
    fn bands(&self, days: &Days, panel: &RegimePanel) -> Vec<Band> {
        let mut below = vec![0.0; self.dates.len()];
        let mut bands = Vec::with_capacity(panel.regimes.len());
        for (_, chance) in &panel.regimes {
            let mut band = Vec::with_capacity(self.dates.len());
            for ((date, share), sum) in self.dates.iter().zip(chance).zip(&mut below) {
                let before = *sum;
                *sum += share.max(0.0);
                band.push((days.offset(*date), before, *sum));
            }
            bands.push(band);
        }
        bands
    }
}

/// Writes a regime's name into its band, in as few lines as fit where it is highest; false if none do.
fn name_inside(picture: &mut Picture, name: &str, band: &Band, colour: Colour) -> bool {
    let face = SMALL.in_bold().in_colour(if colour.is_dark() { PAPER } else { INK });
    let whole = picture.fonts.width(name, face);
    for pieces in 1..=4 {
        // A little wider than an even part, since words do not break evenly.
        let lines = picture.fonts.wrap(name, face, whole / count(pieces) * if pieces > 1 { 1.25 } else { 1.01 });
        let width = lines.iter().map(|line| picture.fonts.width(line, face)).fold(0.0, f64::max);
        let cut = lines.iter().any(|line| line.ends_with('…') && !name.contains('…'));
        let height = count(lines.len()) * LINE_HEIGHT;
        if let Some((_, x, y)) = roomiest(band, width + 8.0).filter(|(room, ..)| !cut && *room >= height + 3.0) {
            for (at, line) in lines.iter().enumerate() {
                let base = y - height / 2.0 + LINE_HEIGHT * (count(at) + 0.5) + face.size * 0.35;
                picture.text(x, base, Align::Centre, face, line);
            }
            return true;
        }
    }
    false
}

/// Where a band leaves most height over a width: that height, and the middle of the place.
fn roomiest(band: &Band, width: f64) -> Option<(f64, f64, f64)> {
    let mut best: Option<(f64, f64, f64)> = None;
    for (start, (from, ..)) in band.iter().enumerate() {
        let (mut floor, mut ceiling) = (f64::INFINITY, f64::NEG_INFINITY);
        for (x, bottom, top) in &band[start..] {
            floor = floor.min(*bottom);
            ceiling = ceiling.max(*top);
            if x - from >= width {
                let room = floor - ceiling;
                if best.is_none_or(|(most, ..)| room > most + 0.5) {
                    best = Some((room, f64::midpoint(*from, *x), f64::midpoint(floor, ceiling)));
                }
                break;
            }
        }
    }
    best
}

/// Chance and name of a regime as they are said at the right, in so much room.
fn end_words(fonts: &Fonts, room: f64, chance: f64, name: &str) -> (String, String) {
    let share = percent(chance);
    let left = room - 14.0 - 14.0 - 6.0 - fonts.width(&share, LABEL.in_bold());
    (share, fonts.shorten(name, LABEL, left))
}

/// Writes chance and name of the regimes at the end, right of the plot; of those that are named `elsewhere` the chance.
fn name_ends(
    picture: &mut Picture,
    (plot, right): (Frame, f64),
    panel: &RegimePanel,
    ends: &[(usize, f64, f64)],
    elsewhere: &[usize],
) {
    let wanted: Vec<f64> = ends.iter().map(|(.., y)| *y).collect();
    let places = spread(&wanted, 14.5, plot.top + 4.0, plot.bottom - 2.0);
    for ((at, share, from), to) in ends.iter().zip(places) {
        let left = plot.right + 14.0;
        picture.line(vec![(plot.right + 1.0, *from), (plot.right + 5.0, *from), (left - 1.0, to)], AXIS, HAIR);
        swatch(picture, (left, to - 5.0), panel.colour(*at));
        let base = to + LABEL.size * 0.35;
        let (share, name) = end_words(&picture.fonts, right - plot.right, *share, &panel.regimes[*at].0);
        let wide = picture.text(left + 14.0, base, Align::Left, LABEL.in_bold(), &share);
        if !elsewhere.contains(at) {
            picture.text(left + 14.0 + wide + 6.0, base, Align::Left, LABEL, &name);
        }
    }
}

/// Names below the plot what could not be named in it.
fn key(picture: &mut Picture, (plot, right): (Frame, f64), panel: &RegimePanel, unnamed: &[(usize, String)]) {
    let widths: Vec<f64> = unnamed.iter().map(|(_, name)| picture.fonts.width(name, KEY) + 15.0).collect();
    let (places, _) = flow(&widths, right - plot.left);
    for ((x, row), (at, name)) in places.into_iter().zip(unnamed).filter(|((_, row), _)| *row < 2.0) {
        let (left, base) = (plot.left + x, plot.bottom + DATES + 12.0 + row * KEY_ROW);
        swatch(picture, (left, base - 8.5), panel.colour(*at));
        picture.text_within(
            (left + 15.0, base),
            right - left - 15.0,
            (Align::Left, KEY),
            &name.replace(" %", &format!("{NBSP}%")),
        );
    }
}

fn swatch(picture: &mut Picture, (left, top): (f64, f64), colour: Colour) {
    picture.rect(Frame { left, top, right: left + 10.0, bottom: top + 10.0 }, colour);
}
