//! What everything costs by kind: all of it as one bar, and what comes on top of the goods drawn out below it.

use super::Drawn;
use super::axis::{Scale, grid_up};
use super::data::{Caption, ChartError, check_numbers};
use super::number::{NBSP, count, money, money_in, money_scale, number, percent, round_ticks};
use super::page::{KEY, KEY_ROW, caption, caption_height, flow, say_instead};
use super::picture::{Align, Frame, Picture};
use super::plot::Plot;
use super::text::Fonts;
use super::theme::{AXIS, BAND_OUTER, Colour, HAIR, INK, LABEL, LINE, MAIN, MUTED, PAPER, SMALL, STOP, TICK};
use super::tornado::name;
use super::value::room;
use serde::Serialize;

/// Costs by kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CostKinds {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// ISO 4217 code.
    pub currency: String,
    /// Of all kinds.
    pub total: CostRange,
    /// Goods at their usual price, which mostly dwarf all else; nothing where nothing is bought.
    pub goods: Option<CostRange>,
    /// All other kinds, from top to bottom.
    pub rows: Vec<CostKindRow>,
}

/// An amount over trials.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct CostRange {
    /// Mean of all trials.
    pub mean: f64,
    /// Median; nothing where outcomes were not kept.
    pub p50: Option<f64>,
    /// Exceeded in one trial of twenty; likewise.
    pub p95: Option<f64>,
}

/// A kind of cost.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CostKindRow {
    /// Its name.
    pub name: String,
    /// What it is paid for.
    pub group: CostGroup,
    /// How much it is.
    pub amount: CostRange,
}

/// What money is paid for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CostGroup {
    /// Getting the goods: premium, duty, freight.
    #[default]
    Supply,
    /// Stock.
    Stock,
    /// Levers.
    Levers,
    /// Halts.
    Halts,
}

const WIDTH: f64 = 960.0;
const ROW: f64 = 36.0;
const BAR: f64 = 15.0;
/// The bar of everything, with its words.
const TOTAL: f64 = 62.0;
/// Its top and bottom below the place where its words begin.
const WHOLE: (f64, f64) = (10.0, 32.0);
/// Between that bar and the kinds drawn out below it.
const FAN: f64 = 30.0;
const AXES: f64 = 40.0;
const NAMES: f64 = 0.24;
/// Room for amounts behind the bars.
const AMOUNTS: f64 = 128.0;
const GOODS: Colour = Colour(205, 210, 216);
const GROUPS: [(CostGroup, Colour, &str); 4] = [
    (CostGroup::Supply, MAIN, "getting the goods"),
    (CostGroup::Stock, Colour(110, 165, 205), "holding stock"),
    (CostGroup::Levers, Colour(40, 148, 114), "levers"),
    (CostGroup::Halts, STOP, "halts"),
];
const BEYOND: &str = "one trial in twenty costs more";

impl CostGroup {
    fn colour(self) -> Colour {
        GROUPS.iter().find(|(group, ..)| *group == self).map_or(MAIN, |(_, colour, _)| *colour)
    }
}

impl CostRange {
    fn values(self) -> impl Iterator<Item = f64> {
        [Some(self.mean), self.p50, self.p95].into_iter().flatten()
    }
    fn most(self) -> f64 {
        self.values().fold(0.0, f64::max)
    }
}

impl Drawn for CostKinds {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    /// Checks that all values are numbers.
    fn check(&self) -> Result<(), ChartError> {
        let named = self.rows.iter().map(|row| (row.name.as_str(), row.amount));
        let others = [("total", self.total), ("goods", self.goods.unwrap_or_default())];
        named.chain(others).try_for_each(|(name, amount)| check_numbers(name, &amount.values().collect::<Vec<_>>()))
    }

    /// The page on which the rows have a comfortable size.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64) {
        let key = flow(&self.key_widths(fonts), WIDTH).1 * KEY_ROW;
        let rows = if self.rows.is_empty() { 0.0 } else { FAN + count(self.rows.len()) * ROW + AXES };
        (WIDTH, caption_height(fonts, &self.caption, WIDTH) + key + TOTAL + rows + 14.0)
    }

    fn draw(&self, picture: &mut Picture) {
        let frame = caption(picture, &self.caption);
        if self.total.mean <= 0.0 {
            say_instead(picture, frame, "Nothing costs anything");
            return;
        }
        let key = self.key(picture, frame);
        let bars = Frame {
            left: frame.left + frame.width() * NAMES + 12.0,
            top: frame.top + key + 4.0,
            right: frame.right - AMOUNTS,
            bottom: frame.bottom - AXES,
        };
        let rest = self.everything(picture, frame, bars);
        let plot = Frame { top: bars.top + TOTAL + FAN, ..bars };
        let beyond_goods: f64 = self.rows.iter().map(|row| row.amount.mean).sum();
        let most = self.rows.iter().map(|row| row.amount.most()).fold(beyond_goods, f64::max);
        if most <= 0.0 {
            return;
        }
        let across = Scale { values: (0.0, most), pixels: (plot.left, plot.right) };
        // What the bars below show is this part of the bar above, so far along the axis below.
        for (from, to) in rest.into_iter().zip([0.0, beyond_goods].map(|amount| across.at(amount))) {
            picture.line(vec![(from, bars.top + WHOLE.1), (to, plot.top - 4.0)], AXIS, HAIR);
        }
        let space = picture.plot(across, Scale::rows(self.rows.len(), (plot.top, plot.bottom)));
        let label = |amount: f64| money_in(amount, &self.currency, money_scale(most));
        let widest = picture.fonts.width(&label(most), TICK);
        let ticks = round_ticks(0.0, most, room(plot.width(), widest)).into_iter().filter(|tick| *tick <= most);
        grid_up(picture, &space, &ticks.map(|tick| (tick, label(tick))).collect::<Vec<_>>());
        space.upright(0.0, AXIS, HAIR);
        picture.text(plot.left, plot.bottom + 33.0, Align::Left, SMALL, "Bars: mean of all trials");
        for (at, row) in self.rows.iter().enumerate() {
            let place = Frame { left: frame.left, right: frame.right, ..space.row(at) };
            name(picture, &row.name, place, frame.width() * NAMES);
            self.row(picture, row, place, (&space, at));
            picture.hint(place, "", self.told(&row.name, row.amount));
        }
    }
}

impl CostKinds {
    /// The bar of a kind with its amount behind it.
    fn row(&self, picture: &mut Picture, row: &CostKindRow, place: Frame, (space, at): (&Plot, usize)) {
        let middle = count(at) + 0.5;
        space.bar((0.0, row.amount.mean), (middle, BAR.min(place.height() * 0.6)), row.group.colour());
        reach(space, row.amount, middle);
        let words = format!("{} · {}", money(row.amount.mean, &self.currency), self.share(row.amount));
        let (x, y) = space.at((row.amount.most(), middle));
        picture.text(x + 8.0, y + 4.0, Align::Left, SMALL.in_colour(INK), &words);
    }

    /// The bar of everything; what is told is between where all but the goods lies.
    fn everything(&self, picture: &mut Picture, frame: Frame, bars: Frame) -> [f64; 2] {
        let bar = Frame { top: bars.top + WHOLE.0, bottom: bars.top + WHOLE.1, ..bars };
        let across = Scale { values: (0.0, self.total.most()), pixels: (bar.left, bar.right) };
        let space = picture.plot(across, Scale::rows(1, (bar.top, bar.bottom)));
        let place = Frame { left: frame.left, right: frame.right, ..bar };
        name(picture, "Everything", place, frame.width() * NAMES);
        let goods = self.goods.unwrap_or_default();
        let parts = self.rows.iter().map(|row| (row.amount.mean, row.group.colour()));
        let mut from = 0.0;
        for (mean, colour) in std::iter::once((goods.mean, GOODS)).chain(parts) {
            space.rect([(from, 0.0), (from + mean, 1.0)], colour);
            from += mean;
            if mean > space.wide(4.0) {
                space.upright(from, PAPER, 1.0);
            }
        }
        // Kinds for which there is no row here.
        if self.total.mean - from > self.total.mean * 1e-6 {
            space.rect([(from, 0.0), (self.total.mean, 1.0)], BAND_OUTER);
        }
        reach(&space, self.total, 0.5);
        let rest = [goods.mean, self.total.mean].map(|amount| space.at((amount, 0.5)).0);
        let words = format!("{} · {}", money(goods.mean, &self.currency), self.share(goods));
        let base = bar.top + 15.0;
        if goods.mean > 0.0 && picture.fonts.width(&words, LABEL) + 16.0 < rest[0] - bar.left {
            picture.text(bar.left + 8.0, base, Align::Left, LABEL, &words);
        }
        let face = LABEL.in_bold();
        picture.text(bar.right + 8.0, base, Align::Left, face, &money(self.total.mean, &self.currency));
        if let Some(p95) = self.total.p95 {
            let words = format!("1 in 20: {}", money(p95, &self.currency));
            picture.text(bar.right + 8.0, base + 16.0, Align::Left, SMALL, &words);
        }
        let goods = self.goods.map_or(String::new(), |goods| format!("\n{}", self.told("Goods", goods)));
        picture.hint(place, "", self.told("Everything", self.total) + &goods);
        rest
    }

    /// The share of everything.
    fn share(&self, amount: CostRange) -> String {
        let share = amount.mean / self.total.mean;
        if share < 0.0995 { format!("{}{NBSP}%", number(share * 100.0, 1)) } else { percent(share) }
    }

    fn told(&self, name: &str, amount: CostRange) -> String {
        let words = format!("{name}: {} on average, {} of all", money(amount.mean, &self.currency), self.share(amount));
        if let (Some(p50), Some(p95)) = (amount.p50, amount.p95) {
            let [p50, p95] = [p50, p95].map(|x| money(x, &self.currency));
            return format!("{words}\nhalf of the trials at most {p50}, one in twenty more than {p95}");
        }
        words
    }

    /// The colours that there are, with what they stand for.
    fn colours(&self) -> impl Iterator<Item = (Colour, &'static str)> {
        let goods = self.goods.map(|_| (GOODS, "goods at their usual price"));
        let there = |group: CostGroup| self.rows.iter().any(|row| row.group == group);
        let groups = GROUPS.iter().filter(move |(group, ..)| there(*group));
        goods.into_iter().chain(groups.map(|(_, colour, words)| (*colour, *words)))
    }

    fn has_range(&self) -> bool {
        self.total.p95.is_some()
    }

    fn key_widths(&self, fonts: &Fonts) -> Vec<f64> {
        let words = self.colours().map(|(_, words)| words).chain(self.has_range().then_some(BEYOND));
        words.map(|words| fonts.width(words, KEY) + 24.0).collect()
    }

    /// Draws the key and returns its height.
    fn key(&self, picture: &mut Picture, frame: Frame) -> f64 {
        let (places, rows) = flow(&self.key_widths(&picture.fonts), frame.width());
        let mut places = places.into_iter();
        for ((colour, words), (x, row)) in self.colours().zip(places.by_ref()) {
            let (left, top) = (frame.left + x, frame.top + row * KEY_ROW + 2.0);
            picture.rect(Frame { left, top, right: left + 12.0, bottom: top + 12.0 }, colour);
            picture.text(left + 18.0, top + 10.0, Align::Left, KEY.in_colour(INK), words);
        }
        if let Some((x, row)) = places.next().filter(|_| self.has_range()) {
            let (left, middle) = (frame.left + x, frame.top + row * KEY_ROW + 8.0);
            picture.line(vec![(left, middle), (left + 12.0, middle)], MUTED, 1.4);
            picture.line(vec![(left + 12.0, middle - 5.0), (left + 12.0, middle + 5.0)], MUTED, LINE);
            picture.text(left + 18.0, middle + 4.0, Align::Left, KEY.in_colour(INK), BEYOND);
        }
        rows * KEY_ROW + 6.0
    }
}

/// How far one trial in twenty goes beyond.
fn reach(space: &Plot, amount: CostRange, middle: f64) {
    let Some(p95) = amount.p95 else { return };
    let half = space.tall(5.0);
    space.line(vec![(amount.mean.min(p95), middle), (p95, middle)], MUTED, 1.4);
    space.line(vec![(p95, middle - half), (p95, middle + half)], MUTED, LINE);
}

/// Costs of a firm, with goods or without, as many kinds as asked for.
#[cfg(test)]
pub(super) fn sample(kinds: usize, goods: Option<f64>) -> super::Chart {
    const KINDS: [(&str, CostGroup); 9] = [
        ("Halts", CostGroup::Halts),
        ("Lost margin", CostGroup::Halts),
        ("Holding", CostGroup::Stock),
        ("Premium", CostGroup::Supply),
        ("Duty", CostGroup::Supply),
        ("Freight by air", CostGroup::Supply),
        ("Mitigation", CostGroup::Levers),
        ("Penalties", CostGroup::Halts),
        ("Holding of finished goods", CostGroup::Stock),
    ];
    let range = |mean: f64| CostRange { mean, p50: Some(mean * 0.3), p95: Some(mean * 2.9) };
    let rows: Vec<CostKindRow> = KINDS[..kinds]
        .iter()
        .enumerate()
        .map(|(at, (name, group))| CostKindRow {
            name: (*name).to_owned(),
            group: *group,
            amount: range(5e5 / (1.0 + count(at) * count(at))),
        })
        .collect();
    let goods = goods.map(|mean| CostRange { mean, p50: Some(mean), p95: Some(mean * 1.08) });
    let rest: f64 = rows.iter().map(|row| row.amount.mean).sum();
    let mean = goods.map_or(0.0, |goods| goods.mean) + rest;
    super::Chart::Costs(CostKinds {
        caption: Caption {
            title: "On top of goods for EUR 43.4 m come EUR 1.67 m, most of it for halts".to_owned(),
            subtitle: "Costs of all lines by kind".to_owned(),
            footnote: "10,000 trials · seed 1".to_owned(),
        },
        currency: "EUR".to_owned(),
        total: CostRange { mean, p50: Some(mean * 0.99), p95: Some(mean * 1.1) },
        goods,
        rows,
    })
}
