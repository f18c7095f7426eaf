//! Outcomes by name: the one vocabulary of everything that compares, sweeps, ranks or sizes.
//!
//! A [`Quantity`] is what is measured (`p_halt`, `loss`, …), a [`Measure`] is a quantity of the whole network or
//! of one line (`loss`, `loss:car_plant`). [`Futures::sample`] takes a measure from the kept outcomes of a
//! simulation, as a [`Sample`](super::Sample): one number a future.
//!
//! To add a quantity: a variant, its row in `FACTS`, and its line in [`Futures::sample`].

use super::sample::{SHARE_TICKS, Sample};
use crate::engine::SiteOutcome;
use crate::model::Model;
use crate::scenario::{name_list, nearest_name};
use crate::statistics::quantile;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// Chance of a halt within the horizon.
    PHalt,
    /// Halt days.
    HaltDays,
    /// Output never made.
    LostOutput,
    /// Margin on output never made.
    LostMargin,
    /// What halts cost.
    Loss,
    /// Mean loss of the worst twentieth of futures.
    CvarLoss,
    /// What halts and protection against them cost.
    Cost,
    /// The same and all purchases.
    TotalCost,
    /// Share of the plan that is made.
    FillRate,
    /// Lowest stock in days of need.
    LowestCover,
}

/// In what a quantity is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share from 0 to 1.
    Share,
    /// Days.
    Days,
    /// The scenario's currency.
    Money,
    /// The unit of what the line makes.
    Output,
}

/// What is to be known of a quantity.
struct Facts {
    quantity: Quantity,
    name: &'static str,
    title: &'static str,
    unit: Unit,
    more_is_better: bool,
    meaning: &'static str,
}

const FACTS: [Facts; 10] = [
    Facts {
        quantity: Quantity::PHalt,
        name: "p_halt",
        title: "Chance of a halt",
        unit: Unit::Share,
        more_is_better: false,
        meaning: "share of futures in which the line halts within the horizon; of the network: in which any \
                  manufacturer does",
    },
    Facts {
        quantity: Quantity::HaltDays,
        name: "halt_days",
        title: "Halt days",
        unit: Unit::Days,
        more_is_better: false,
        meaning: "mean halt days within the horizon, over all futures; of the network: summed over manufacturers",
    },
    Facts {
        quantity: Quantity::LostOutput,
        name: "lost_output",
        title: "Lost output",
        unit: Unit::Output,
        more_is_better: false,
        meaning: "mean output never made, in the unit of what the line makes; of single lines only",
    },
    Facts {
        quantity: Quantity::LostMargin,
        name: "lost_margin",
        title: "Lost margin",
        unit: Unit::Money,
        more_is_better: false,
        meaning: "mean margin on output never made; of the network: summed over manufacturers",
    },
    Facts {
        quantity: Quantity::Loss,
        name: "loss",
        title: "Loss",
        unit: Unit::Money,
        more_is_better: false,
        meaning: "mean cost of halts: lost margin, cost of halt days, penalties; of the network: summed over lines",
    },
    Facts {
        quantity: Quantity::CvarLoss,
        name: "cvar_loss",
        title: "Mean loss of the worst 5 %",
        unit: Unit::Money,
        more_is_better: false,
        meaning: "mean loss of the worst twentieth of futures (conditional value at risk at 95 %, expected shortfall)",
    },
    Facts {
        quantity: Quantity::Cost,
        name: "cost",
        title: "Cost",
        unit: Unit::Money,
        more_is_better: false,
        meaning: "mean cost of halts and of protection against them: loss, premium prices and duty, holding of stock; \
                  of the network: summed over lines. Goods at their usual price are left out: what lies in stock at \
                  the end keeps its value, and margins are net of material",
    },
    Facts {
        quantity: Quantity::TotalCost,
        name: "total_cost",
        title: "Total cost, purchases included",
        unit: Unit::Money,
        more_is_better: false,
        meaning: "cost, and all goods received within the horizon at their usual price; of the network: summed over \
                  lines, so that what one line sells to another counts at both",
    },
    Facts {
        quantity: Quantity::FillRate,
        name: "fill_rate",
        title: "Fill rate",
        unit: Unit::Share,
        more_is_better: true,
        meaning: "share of the planned output that is made, over all futures; of the network: mean of its \
                  manufacturers, each counting the same",
    },
    Facts {
        quantity: Quantity::LowestCover,
        name: "lowest_cover",
        title: "Lowest cover",
        unit: Unit::Days,
        more_is_better: true,
        meaning: "mean over futures of the lowest stock within the horizon, in days of planned need; of the network: \
                  the lowest among manufacturers",
    },
];

/// Kinds of cost that have a meaning of their own here; see [`COST_KINDS`](crate::engine::COST_KINDS).
const PURCHASE: usize = 0;
const LOST_MARGIN: usize = 4;

/// The worst share of futures that [`Quantity::CvarLoss`] looks at is one in this many.
const WORST_ONE_IN: i64 = 20;

impl Quantity {
    /// All of them, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = Self> {
        FACTS.iter().map(|facts| facts.quantity)
    }
    fn facts(self) -> &'static Facts {
        &FACTS[self as usize]
    }
    /// Its name on the command line and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.facts().name
    }
    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.facts().title
    }
    /// In what it is counted.
    #[must_use]
    pub fn unit(self) -> Unit {
        self.facts().unit
    }
    /// Whether more of it is better.
    #[must_use]
    pub fn more_is_better(self) -> bool {
        self.facts().more_is_better
    }
    /// What it means, of a line and of the network.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.facts().meaning
    }
}

/// A quantity of the whole network, or of one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Measure {
    /// What is measured.
    pub quantity: Quantity,
    /// Key of the site; nothing for the network.
    pub site: Option<String>,
}

/// A measure that nothing bears.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeasureError {
    /// No such quantity.
    #[error("there is no outcome \"{found}\"{}; there are:\n{}", meant(nearest.as_deref()), vocabulary())]
    Quantity {
        /// What was written.
        found: String,
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// No such line.
    #[error("there is no line \"{found}\"{}; sites with a line: {lines}", meant(nearest.as_deref()))]
    Site {
        /// What was written.
        found: String,
        /// What was probably meant.
        nearest: Option<String>,
        /// Those that there are.
        lines: String,
    },
    /// The quantity cannot be said of that.
    #[error("{0}")]
    Nothing(String),
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |name| format!(" (did you mean \"{name}\"?)"))
}

/// All quantities, one a line, with their meaning.
#[must_use]
pub fn vocabulary() -> String {
    let line = |facts: &Facts| format!("  {:<13} {}", facts.name, facts.meaning);
    let lines: Vec<String> = FACTS.iter().map(line).collect();
    format!("{}\nAfter the name, \":SITE\" asks for one line, as in loss:car_plant.", lines.join("\n"))
}

impl Measure {
    /// Of the whole network.
    #[must_use]
    pub fn network(quantity: Quantity) -> Self {
        Self { quantity, site: None }
    }
    /// Of one line.
    #[must_use]
    pub fn of_line(quantity: Quantity, site: &str) -> Self {
        Self { quantity, site: Some(site.to_owned()) }
    }
    /// As it is written on the command line: `loss` or `loss:car_plant`.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.site {
            Some(site) => format!("{}:{site}", self.quantity.name()),
            None => self.quantity.name().to_owned(),
        }
    }
    /// Reads `loss` or `loss:car_plant`. Whether a model has that line is another question: [`Measure::check`].
    ///
    /// # Errors
    /// If there is no such quantity.
    pub fn parse(text: &str) -> Result<Self, MeasureError> {
        let (name, site) = match text.split_once(':') {
            Some((name, site)) => (name.trim(), Some(site.trim().to_owned())),
            None => (text.trim(), None),
        };
        match Quantity::all().find(|quantity| quantity.name() == name) {
            Some(quantity) => Ok(Self { quantity, site }),
            None => Err(MeasureError::Quantity {
                found: name.to_owned(),
                nearest: nearest_name(name, FACTS.iter().map(|facts| facts.name)).map(str::to_owned),
            }),
        }
    }
    /// Checks that it can be said of a model.
    ///
    /// # Errors
    /// If there is no such line, or the quantity is none of it.
    pub fn check(&self, model: &Model) -> Result<(), MeasureError> {
        let nothing = |why: &str| Err(MeasureError::Nothing(format!("{} cannot be told: {why}", self.key())));
        let lines = model.lines();
        let Some(site) = &self.site else {
            return match self.quantity {
                Quantity::LostOutput => nothing("different outputs do not add up; ask for a line: lost_output:SITE"),
                _ if lines.is_empty() => nothing("no site has inputs, so that nothing can halt"),
                _ => Ok(()),
            };
        };
        let names = || lines.iter().map(|line| model.sites[*line].name.as_str());
        let Some(line) = lines.iter().find(|line| model.sites[**line].name == *site) else {
            return Err(MeasureError::Site {
                found: site.clone(),
                nearest: nearest_name(site, names()).map(str::to_owned),
                lines: name_list(names(), "and"),
            });
        };
        match self.quantity {
            Quantity::LostMargin if model.sites[*line].sales.is_none() => nothing("the site does not sell"),
            Quantity::LowestCover if !has_cover(model, *line) => nothing("nothing is planned of its inputs"),
            _ => Ok(()),
        }
    }
    /// Name for people: "Loss", "Car plant: loss".
    #[must_use]
    pub fn title(&self, model: &Model) -> String {
        let title = self.quantity.title();
        match &self.site {
            Some(name) => {
                let site = model.sites.iter().find(|site| site.name == *name);
                format!("{}: {}", site.map_or(name.as_str(), |site| &site.title), lower_first(title))
            }
            None if self.quantity == Quantity::PHalt => "Chance that any manufacturer halts".to_owned(),
            None => title.to_owned(),
        }
    }
    /// Its unit in words: "share", "days", the currency, or the unit of the output.
    #[must_use]
    pub fn unit(&self, model: &Model) -> String {
        match self.quantity.unit() {
            Unit::Share => "share".to_owned(),
            Unit::Days => "days".to_owned(),
            Unit::Money => model.currency.clone(),
            Unit::Output => {
                let site = model.sites.iter().find(|s| Some(&s.name) == self.site.as_ref());
                site.map_or("", |s| model.materials[s.makes].unit.label()).to_owned()
            }
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

fn has_cover(model: &Model, site: usize) -> bool {
    model.inputs[model.sites[site].inputs.clone()].iter().any(|input| input.nominal_need > 0.0)
}

/// The kept outcomes of a simulation, future by future.
#[derive(Clone, Debug)]
pub struct Futures<'a> {
    model: &'a Model,
    lines: Vec<usize>,
    /// Positions among lines of those that the network is judged by: manufacturers, or all lines if nothing sells.
    judged: Vec<usize>,
    outcomes: &'a [SiteOutcome],
}

impl<'a> Futures<'a> {
    /// Outcomes by trial and, within a trial, by line in the order of [`Model::lines`].
    #[must_use]
    pub fn new(model: &'a Model, outcomes: &'a [SiteOutcome]) -> Self {
        let lines = model.lines();
        let sells = |line: &usize| model.sites[lines[*line]].sales.is_some();
        let any = (0..lines.len()).any(|line| sells(&line));
        let judged = (0..lines.len()).filter(|line| !any || sells(line)).collect();
        Self { model, lines, judged, outcomes }
    }

    /// One number a future; nothing if the measure is none of this model.
    #[must_use]
    pub fn sample(&self, measure: &Measure) -> Option<Sample> {
        measure.check(self.model).ok()?;
        let whole = measure.site.is_none();
        let line = |name: &String| self.lines.iter().position(|line| self.model.sites[*line].name == *name);
        let own = match &measure.site {
            Some(site) => vec![line(site)?],
            None => self.judged.clone(),
        };
        let all = if whole { (0..self.lines.len()).collect() } else { own.clone() };
        // Halts are those of manufacturers; money is that of all lines.
        let sum = |lines: &[usize], of: fn(&SiteOutcome) -> i64| {
            self.column(|trial| lines.iter().map(|line| of(&trial[*line])).sum())
        };
        let quantity = measure.quantity;
        let plain = |values: Vec<i64>, tick: f64| Some(Sample::of_values(quantity, values, tick));
        match quantity {
            Quantity::PHalt => {
                plain(self.column(|trial| i64::from(own.iter().any(|line| trial[*line].halt_days > 0))), 1.0)
            }
            Quantity::HaltDays => plain(sum(&own, |row| i64::from(row.halt_days)), 1.0),
            Quantity::LostOutput => {
                let site = &self.model.sites[self.lines[*own.first()?]];
                plain(sum(&own, |row| row.lost), self.model.materials[site.makes].tick)
            }
            Quantity::LostMargin => plain(sum(&all, |row| row.costs[LOST_MARGIN]), CENT),
            Quantity::Loss => plain(sum(&all, SiteOutcome::loss), CENT),
            Quantity::Cost => plain(sum(&all, |row| row.cost() - row.costs[PURCHASE]), CENT),
            Quantity::TotalCost => plain(sum(&all, SiteOutcome::cost), CENT),
            Quantity::CvarLoss => Some(Sample::of_tail(quantity, worst(&sum(&all, SiteOutcome::loss)), CENT)),
            Quantity::FillRate => self.fill_rate(&own),
            Quantity::LowestCover => {
                let planned: Vec<usize> =
                    own.into_iter().filter(|line| has_cover(self.model, self.lines[*line])).collect();
                let lowest = |trial: &[SiteOutcome]| planned.iter().map(|line| trial[*line].lowest_cover).min();
                (!planned.is_empty()).then(|| {
                    let values = self.column(|trial| i64::from(lowest(trial).unwrap_or(0)));
                    Sample::of_values(quantity, values, 0.01)
                })
            }
        }
    }

    fn column(&self, of: impl Fn(&[SiteOutcome]) -> i64) -> Vec<i64> {
        self.outcomes.chunks_exact(self.lines.len().max(1)).map(of).collect()
    }

    /// Of each line, 1 − Σ lost / Σ planned; the mean of them. The number of a future is the linear part of the
    /// delta method, (1 − R) − (lost − R planned) / mean planned.
    fn fill_rate(&self, lines: &[usize]) -> Option<Sample> {
        let trials = self.outcomes.len() / self.lines.len().max(1);
        let mut linear = vec![0.0; trials];
        let mut single = vec![0.0; trials];
        let mut planned_lines = 0.0;
        for line in lines {
            let rows = || self.outcomes.iter().skip(*line).step_by(self.lines.len());
            let planned: i128 = rows().map(|row| i128::from(row.planned)).sum();
            let lost: i128 = rows().map(|row| i128::from(row.lost)).sum();
            if planned <= 0 {
                continue;
            }
            planned_lines += 1.0;
            let (ratio, mean) = (lost as f64 / planned as f64, planned as f64 / trials as f64);
            for ((linear, single), row) in linear.iter_mut().zip(&mut single).zip(rows()) {
                let (lost, planned) = (row.lost as f64, row.planned as f64);
                *linear += (1.0 - ratio) - (lost - ratio * planned) / mean;
                *single += if row.planned > 0 { 1.0 - lost / planned } else { 1.0 };
            }
        }
        let ticks =
            |values: Vec<f64>| values.into_iter().map(|x| (x / planned_lines * SHARE_TICKS).round() as i64).collect();
        (planned_lines > 0.0)
            .then(|| Sample::of_ratio(Quantity::FillRate, ticks(linear), ticks(single), 1.0 / SHARE_TICKS))
    }
}

/// Units of the currency in a tick.
const CENT: f64 = 0.01;

/// Numbers whose mean is the mean of the worst twentieth, q + 20 (x − q)⁺ with q the 95 % quantile, and whose
/// spread is that of its error (Rockafellar and Uryasev, 2002; see [`crate::statistics::tail`]).
fn worst(losses: &[i64]) -> Vec<i64> {
    if losses.is_empty() {
        return Vec::new();
    }
    let p = 1.0 - 1.0 / WORST_ONE_IN as f64;
    let rank = quantile::rank(losses.len() as u64, p) as usize;
    let mut sorted = losses.to_vec();
    let (_, q, _) = sorted.select_nth_unstable(rank - 1);
    let q = *q;
    losses.iter().map(|x| q + WORST_ONE_IN * (x - q).max(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{COST_KINDS, LOSS_KINDS};
    use crate::statistics::tail;

    #[test]
    fn the_table_is_in_the_order_of_the_quantities() {
        for (index, facts) in FACTS.iter().enumerate() {
            assert_eq!(facts.quantity as usize, index);
        }
        assert_eq!((COST_KINDS[PURCHASE], COST_KINDS[LOST_MARGIN]), ("purchase", "lost margin"));
        assert!(LOSS_KINDS.contains(&LOST_MARGIN) && !LOSS_KINDS.contains(&PURCHASE));
    }

    #[test]
    fn measures_are_read_as_they_are_written() {
        for text in ["p_halt", "loss:car_plant"] {
            assert_eq!(Measure::parse(text).unwrap().key(), text);
        }
        for (text, nearest) in [("cvar", "cvar_loss"), ("p_hlat", "p_halt"), ("cover", "lowest_cover")] {
            let error = Measure::parse(text).unwrap_err().to_string();
            assert!(error.contains(&format!("did you mean \"{nearest}\"?")), "{error}");
            assert!(error.contains("fill_rate") && error.contains(":SITE"), "{error}");
        }
    }

    /// The mean and spread of the numbers are the tail mean and its standard error, to rounding.
    #[test]
    fn worst_futures_agree_with_the_tail_mean() {
        let losses: Vec<i64> = (0..2_000_i64).map(|i| (i * 7_919 % 2_000) * (i * 31 % 97)).collect();
        let mut sorted = losses.clone();
        sorted.sort_unstable();
        let wanted = tail::of_sorted(&sorted, 0.95).unwrap();
        let found: crate::statistics::Moments = worst(&losses).into_iter().collect();
        assert!((found.mean() / wanted.mean - 1.0).abs() < 1e-12);
        assert!((found.standard_error() / wanted.standard_error - 1.0).abs() < 1e-12);
    }
}
