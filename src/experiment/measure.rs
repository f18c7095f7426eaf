//! Outcomes by name: the one vocabulary of everything that compares, sweeps, ranks or sizes.
//!
//! A [`Quantity`] is what is measured (`p_halt`, `loss`, …), a [`Measure`] is a quantity of the whole network or
//! of one line (`loss`, `loss:car_plant`). [`TrialOutcomes::sample`](super::TrialOutcomes::sample) takes a measure from
//! the kept outcomes of a simulation, as a [`Sample`](super::Sample): one number a trial.
//!
//! With a threshold a measure is a chance: `P(loss > 10 m)` is the share of trials that lose more.
//!
//! To add a quantity: a variant, its row in `FACTS`, and its line in `Gauge::of`.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::gauge::has_cover;
use super::threshold::{self, Beyond, Threshold};
use crate::model::Model;
use crate::reading::Locale;
use crate::scenario::{name_list, nearest_name, same_unit};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum Quantity {
    /// Chance of a halt within the horizon.
    PHalt,
    /// Halt days.
    HaltDays,
    /// Halt days of the longest halt.
    LongestHalt,
    /// Output never made.
    LostOutput,
    /// Margin on output never made.
    LostMargin,
    /// What halts cost.
    Loss,
    /// Mean loss of the worst twentieth of trials.
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

const FACTS: [Facts; 11] = [
    Facts {
        quantity: Quantity::PHalt,
        name: "p_halt",
        title: "Chance of a halt",
        unit: Unit::Share,
        more_is_better: false,
        meaning: "share of trials in which the line halts within the horizon; of the network: in which any \
                  manufacturer does",
    },
    Facts {
        quantity: Quantity::HaltDays,
        name: "halt_days",
        title: "Halt days",
        unit: Unit::Days,
        more_is_better: false,
        meaning: "mean halt days within the horizon, over all trials; of the network: summed over manufacturers",
    },
    Facts {
        quantity: Quantity::LongestHalt,
        name: "longest_halt",
        title: "Longest halt",
        unit: Unit::Days,
        more_is_better: false,
        meaning: "mean halt days of the longest halt within the horizon, 0 without a halt; of the network: the longest \
                  among manufacturers",
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
        meaning: "mean loss of the worst twentieth of trials (conditional value at risk at 95 %, expected shortfall)",
    },
    Facts {
        quantity: Quantity::Cost,
        name: "cost",
        title: "Cost",
        unit: Unit::Money,
        more_is_better: false,
        meaning: "mean cost of halts and of protection against them: loss, premium prices, duty and freight, holding of stock; \
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
        meaning: "share of the planned output that is made, over all trials; of the network: mean of its \
                  manufacturers, each counting the same",
    },
    Facts {
        quantity: Quantity::LowestCover,
        name: "lowest_cover",
        title: "Lowest cover",
        unit: Unit::Days,
        more_is_better: true,
        meaning: "mean over trials of the lowest stock within the horizon, in days of planned need; of the network: \
                  the lowest among manufacturers",
    },
];

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

/// A quantity of the whole network, or of one line; or the chance that it lies beyond a threshold.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Measure {
    /// What is measured.
    pub quantity: Quantity,
    /// Key of the site; nothing for the network.
    pub site: Option<String>,
    /// Beyond what a trial must lie, if a chance is asked for.
    pub threshold: Option<Threshold>,
}

impl FromStr for Measure {
    type Err = MeasureError;

    fn from_str(text: &str) -> Result<Self, MeasureError> {
        Self::parse(text)
    }
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
    /// No threshold, or one that means nothing.
    #[error("{found}: {why}; write P(OUTCOME > AMOUNT), such as \"P(loss > 10 m)\" or \"P(halt_days:SITE >= 20)\"")]
    Threshold {
        /// What was written.
        found: String,
        /// What is wrong with it.
        why: String,
    },
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |name| format!(" (did you mean \"{name}\"?)"))
}

/// All quantities, one a line, with their meaning.
#[must_use]
pub(crate) fn vocabulary() -> String {
    let line = |facts: &Facts| format!("  {:<13} {}", facts.name, facts.meaning);
    let lines: Vec<String> = FACTS.iter().map(line).collect();
    format!(
        "{}\nAfter the name, \":SITE\" asks for one line, as in loss:car_plant. P(…) with >, >=, < or <= and an amount \
         asks for\nthe chance of it, as in \"P(loss > 10 m)\", \"P(halt_days:car_plant > 20)\", \"P(fill_rate < 95%)\"; \
         k, m and bn are\nthousands, millions and billions.",
        lines.join("\n")
    )
}

impl Measure {
    /// Of the whole network.
    #[must_use]
    pub fn network(quantity: Quantity) -> Self {
        Self { quantity, site: None, threshold: None }
    }
    /// Of one line.
    #[must_use]
    pub fn of_line(quantity: Quantity, site: &str) -> Self {
        Self { quantity, site: Some(site.to_owned()), threshold: None }
    }
    /// As it is written on the command line: `loss`, `loss:car_plant`, `P(loss:car_plant > 10 m)`.
    #[must_use]
    pub fn key(&self) -> String {
        self.written(self.site.as_deref())
    }
    /// The same without its site.
    #[must_use]
    pub fn name(&self) -> String {
        self.written(None)
    }
    fn written(&self, site: Option<&str>) -> String {
        let name = self.quantity.name();
        let name = site.map_or_else(|| name.to_owned(), |site| format!("{name}:{site}"));
        match &self.threshold {
            Some(Threshold { side, value, .. }) => {
                format!("P({name} {} {})", side.sign(), threshold::amount(*value, self.quantity.unit()))
            }
            None => name,
        }
    }
    /// Reads `loss`, `loss:car_plant` or `P(loss:car_plant > 10 m)`; `P(halt)` is `p_halt`. Whether a model has that
    /// line is another question: [`Measure::check`].
    ///
    /// # Errors
    /// If there is no such quantity, or no such threshold.
    pub fn parse(text: &str) -> Result<Self, MeasureError> {
        Self::parse_in(text, Locale::UNDECLARED)
    }
    /// The same, with the amount as a locale writes it.
    ///
    /// # Errors
    /// As [`Measure::parse`].
    pub fn parse_in(text: &str, locale: Locale) -> Result<Self, MeasureError> {
        let wrong = |why: &str| MeasureError::Threshold { found: text.trim().to_owned(), why: why.to_owned() };
        let (inside, chance) = threshold::inside(text).ok_or_else(|| wrong("the bracket is not closed"))?;
        let Some((before, side, amount)) = threshold::split(inside) else {
            let measure = Self::named(inside, chance)?;
            return match measure.quantity {
                Quantity::PHalt => Ok(measure),
                _ if chance => Err(wrong("it has no >, >=, < or <= and an amount")),
                _ => Ok(measure),
            };
        };
        let measure = Self::named(before, true)?;
        let quantity = measure.quantity;
        match quantity {
            Quantity::PHalt => {
                return Err(wrong(
                    "a line halts or it does not, so that p_halt is a chance already; halt_days has amounts",
                ));
            }
            Quantity::CvarLoss => return Err(wrong("cvar_loss is about many trials at once; loss is of each")),
            _ => {}
        }
        let threshold =
            threshold::threshold(side, amount, quantity.name(), quantity.unit(), locale).map_err(|why| wrong(&why))?;
        Ok(Self { threshold: Some(threshold), ..measure })
    }
    /// Reads `loss` or `loss:car_plant`. Inside P(…) a name may have blanks, and `halt` is the chance of one.
    fn named(text: &str, chance: bool) -> Result<Self, MeasureError> {
        let (name, site) = match text.split_once(':') {
            Some((name, site)) => (name.trim(), Some(site.trim().to_owned())),
            None => (text.trim(), None),
        };
        let written = if chance { name.replace([' ', '-'], "_") } else { name.to_owned() };
        let known = if chance && written == "halt" { Quantity::PHalt.name() } else { &written };
        match Quantity::all().find(|quantity| quantity.name() == known) {
            Some(quantity) => Ok(Self { quantity, site, threshold: None }),
            None => Err(MeasureError::Quantity {
                found: name.to_owned(),
                nearest: nearest_name(&written, FACTS.iter().map(|facts| facts.name)).map(str::to_owned),
            }),
        }
    }
    /// Thresholds as they were asked for, and behind them those on the whole network once more for each line.
    pub(super) fn with_lines(asked: &[Self], model: &Model) -> Vec<Self> {
        let mut all = asked.to_vec();
        for network in asked.iter().filter(|measure| measure.site.is_none()) {
            for line in model.lines() {
                let of_line = Self { site: Some(model.sites[line].name.clone()), ..network.clone() };
                if !asked.contains(&of_line) && of_line.check(model).is_ok() {
                    all.push(of_line);
                }
            }
        }
        all
    }
    /// Whether more of it is better.
    #[must_use]
    pub fn more_is_better(&self) -> bool {
        match &self.threshold {
            Some(threshold) => threshold.side.is_more() == self.quantity.more_is_better(),
            None => self.quantity.more_is_better(),
        }
    }
    /// What it means.
    #[must_use]
    pub fn meaning(&self) -> &'static str {
        if self.threshold.is_some() { MEANING_OF_CHANCES } else { self.quantity.meaning() }
    }
    /// What it is the chance of, if it is one.
    #[must_use]
    pub fn beyond(&self, model: &Model) -> Option<Beyond> {
        let Threshold { side, value, .. } = *self.threshold.as_ref()?;
        Some(Beyond { of: self.quantity.name(), side, value, unit: self.unit_of_quantity(model) })
    }
    /// Checks that it can be said of a model.
    ///
    /// # Errors
    /// If there is no such line, or the quantity is none of it.
    pub fn check(&self, model: &Model) -> Result<(), MeasureError> {
        let nothing = |why: &str| Err(MeasureError::Nothing(format!("{} cannot be told: {why}", self.key())));
        let lines = model.lines();
        let written = self.threshold.as_ref().and_then(|threshold| threshold.unit.as_deref());
        let Some(site) = &self.site else {
            return match self.quantity {
                Quantity::LostOutput => nothing("different outputs do not add up; ask for a line: lost_output:SITE"),
                _ if lines.is_empty() => nothing("no site has inputs, so that nothing can halt"),
                _ => self.check_unit(written, model),
            };
        };
        // All lines of a site that has several go by its name.
        let works = || model.works.iter().map(|works| works.name.as_str());
        let names = || lines.iter().map(|line| model.sites[*line].name.as_str()).chain(works());
        let these = model.named(site, &lines);
        let Some(line) = these.first() else {
            return Err(MeasureError::Site {
                found: site.clone(),
                nearest: nearest_name(site, names()).map(str::to_owned),
                lines: name_list(names(), "and"),
            });
        };
        match self.quantity {
            Quantity::LostOutput if these.len() > 1 => {
                nothing("different outputs do not add up; ask for one of its lines")
            }
            Quantity::LostMargin if model.sites[*line].sales.is_none() => nothing("the site does not sell"),
            Quantity::LowestCover if !has_cover(model, *line) => nothing("nothing is planned of its inputs"),
            _ => self.check_unit(written, model),
        }
    }
    /// Checks that a threshold is counted in what its quantity is counted in.
    fn check_unit(&self, written: Option<&str>, model: &Model) -> Result<(), MeasureError> {
        let own = self.unit_of_quantity(model);
        match written {
            Some(unit) if !same_unit(unit, &own) => Err(MeasureError::Threshold {
                found: self.key(),
                why: format!("{} is counted in {own}, not in \"{unit}\"", self.quantity.name()),
            }),
            _ => Ok(()),
        }
    }
    /// Name for people: "Loss", "Car plant: loss", "Car plant: chance that the loss is above EUR 10 m".
    #[must_use]
    pub fn title(&self, model: &Model) -> String {
        let title = match self.beyond(model) {
            Some(beyond) => self.title_of_chance(&beyond),
            None => self.quantity.title().to_owned(),
        };
        match &self.site {
            Some(name) => {
                format!("{}: {}", model.title_of(name).unwrap_or(name), lower_first(&title))
            }
            None if self.quantity == Quantity::PHalt => "Chance that any manufacturer halts".to_owned(),
            None => title,
        }
    }
    fn title_of_chance(&self, beyond: &Beyond) -> String {
        let what = lower_first(self.quantity.title());
        let are = if self.quantity == Quantity::HaltDays { "are" } else { "is" };
        let amount = threshold::amount(beyond.value, self.quantity.unit());
        let amount = match self.quantity.unit() {
            Unit::Share => amount.replace('%', "\u{a0}%"),
            Unit::Days if self.quantity == Quantity::HaltDays => amount,
            Unit::Days => format!("{amount} days"),
            Unit::Money => format!("{}\u{a0}{}", beyond.unit, amount.replace(' ', "\u{a0}")),
            Unit::Output => format!("{} {}", amount.replace(' ', "\u{a0}"), beyond.unit),
        };
        format!("Chance that the {what} {are} {} {amount}", beyond.side.words())
    }
    /// Its unit in words: "share", "days", the currency, or the unit of the output.
    #[must_use]
    pub fn unit(&self, model: &Model) -> String {
        if self.threshold.is_some() { "share".to_owned() } else { self.unit_of_quantity(model) }
    }
    fn unit_of_quantity(&self, model: &Model) -> String {
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

/// What a chance of a threshold means.
pub(super) const MEANING_OF_CHANCES: &str = "share of trials that lie beyond a threshold";

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_quantities() {
        for (index, facts) in FACTS.iter().enumerate() {
            assert_eq!(facts.quantity as usize, index);
        }
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

    #[test]
    fn thresholds_are_read_as_they_are_written() {
        for (text, key) in [
            ("P(loss > 10 m)", "P(loss > 10 m)"),
            ("p( loss:car_plant>10000000 )", "P(loss:car_plant > 10 m)"),
            ("loss ≥ 2.5 bn", "P(loss >= 2.5 bn)"),
            ("P(halt days:car_plant > 20 days)", "P(halt_days:car_plant > 20)"),
            ("P(fill_rate < 95%)", "P(fill_rate < 95%)"),
            ("P(lowest_cover:a <= 7.5)", "P(lowest_cover:a <= 7.5)"),
            ("P(halt)", "p_halt"),
            ("P(halt:car_plant)", "p_halt:car_plant"),
        ] {
            let measure = Measure::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(measure.key(), key, "{text}");
            assert_eq!(Measure::parse(key).unwrap().key(), key);
        }
        let better = |text: &str| Measure::parse(text).unwrap().more_is_better();
        assert!(!better("P(loss > 1)") && better("P(loss <= 1)"));
        assert!(better("P(fill_rate >= 95%)") && !better("P(fill_rate < 95%)"));
        for (text, says) in [
            ("P(los > 10 m)", "did you mean \"loss\"?"),
            ("P(loss > 10 m", "not closed"),
            ("P(loss)", "no >, >=, < or <="),
            ("P(loss > )", "has no number"),
            ("P(halt > 3)", "p_halt is a chance already"),
            ("P(cvar_loss > 3)", "many trials at once"),
            ("P(loss > 10%)", "no share"),
        ] {
            let error = Measure::parse(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
