//! What is asked of the stock: `P(halt) <= 5%`, `fill_rate >= 98%`, `halt_days <= 2`, `least cost`.

use std::str::FromStr;

use crate::experiment::{CONFIDENCE, Estimate, Quantity};
use crate::model::Model;
use crate::reading::{self, Locale, find};
use crate::scenario::{name_list, nearest_name};
use crate::statistics::{normal_multiplier, proportion, quantile};

use super::super::measure::Unit;

/// What the stock is to bring about at every line that is sized.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A quantity on the right side of a value.
    Bound {
        /// What is bounded; more stock makes it better.
        quantity: Quantity,
        /// The bound: at most, or at least where more is better.
        value: f64,
    },
    /// Least expected cost: holding the stock against what halts cost.
    LeastCost,
}

impl FromStr for Target {
    type Err = SizeMistake;

    fn from_str(text: &str) -> Result<Self, SizeMistake> {
        Self::parse(text, Locale::UNDECLARED)
    }
}

impl Default for Target {
    /// A chance of a halt of at most 5 %.
    fn default() -> Self {
        Self::Bound { quantity: Quantity::PHalt, value: 0.05 }
    }
}

/// Lines that are sized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lines {
    /// All that sell, sums of many buyers apart.
    Manufacturers,
    /// Sites, by their keys or titles; each text is one, or several with commas between them.
    Sites(Vec<String>),
    /// All lines of a sector.
    Sector(String),
}

/// A question that cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SizeMistake(pub String);

/// What can be bounded.
const BOUNDED: [Quantity; 8] = [
    Quantity::PHalt,
    Quantity::HaltDays,
    Quantity::LostOutput,
    Quantity::LostMargin,
    Quantity::Loss,
    Quantity::CvarLoss,
    Quantity::FillRate,
    Quantity::LowestCover,
];

/// Share of the worst trials that the mean loss of the worst looks at.
pub(super) const WORST: f64 = 0.05;

/// The normal interval of a mean is not relied on with fewer trials.
const FEWEST_OF_MEAN: u64 = 30;

/// Confidence with which an answer meets its target.
pub(super) const SURE: f64 = 0.95;

impl Target {
    /// Reads a target as people write it.
    ///
    /// # Errors
    /// What is wrong with it, and what is possible.
    pub fn parse(text: &str, locale: Locale) -> Result<Self, SizeMistake> {
        let plain = text.trim().to_lowercase().replace('≤', "<=").replace('≥', ">=");
        if matches!(plain.as_str(), "least cost" | "least_cost" | "cost") {
            return Ok(Self::LeastCost);
        }
        let wrong = |why: String| Err(SizeMistake(format!("the target \"{text}\" {why}\n{}", possible())));
        let Some(at) = plain.find(['<', '>', '=']) else {
            return wrong("has no <= or >=; possible are:".to_owned());
        };
        let (name, rest) = plain.split_at(at);
        let sign: String = rest.chars().take_while(|c| "<>=".contains(*c)).collect();
        let (name, value) = (name.trim(), rest[sign.len()..].trim());
        let name = match name {
            "p(halt)" | "p (halt)" | "chance of a halt" => "p_halt",
            "fill rate" => "fill_rate",
            "halt days" => "halt_days",
            "cvar" | "cvar loss" => "cvar_loss",
            other => other,
        };
        let Some(quantity) = BOUNDED.into_iter().find(|q| q.name() == name) else {
            if Quantity::all().any(|q| q.name() == name) {
                return wrong(format!("names {name}, which more stock does not always better; possible are:"));
            }
            let nearest = nearest_name(name, BOUNDED.iter().map(|q| q.name()));
            let meant = nearest.map_or(String::new(), |n| format!(" (did you mean \"{n}\"?)"));
            return wrong(format!("names an unknown outcome \"{name}\"{meant}; possible are:"));
        };
        let wanted = if quantity.more_is_better() { ">" } else { "<" };
        if sign != wanted && sign != format!("{wanted}=") {
            return wrong(format!("asks for {sign}, but {name} must be bounded by {wanted}=; possible are:"));
        }
        let written = match reading::value(value, locale) {
            Ok(written) => written,
            Err(error) => return wrong(format!("needs a number after {sign}: {error}; possible are:")),
        };
        if quantity.unit() != Unit::Share && written.percent {
            return wrong(format!("states {name} in per cent, but it is no share; possible are:"));
        }
        if let Some(scale) = written.scale.filter(|_| quantity.unit() != Unit::Money) {
            return wrong(format!("states {name} in “{scale}”, which stands behind money only; possible are:"));
        }
        let value = written.value;
        if quantity.unit() == Unit::Share && !(value > 0.0 && value < 1.0) {
            return wrong(
                "needs a share between 0 and 1 (0% and 100%), both ends excluded: no finite number of \
                          trials shows that something never happens; possible are:"
                    .to_owned(),
            );
        }
        if value < 0.0 {
            return wrong("needs a number that is not negative; possible are:".to_owned());
        }
        Ok(Self::Bound { quantity, value })
    }

    /// The quantity that decides.
    #[must_use]
    pub fn quantity(&self) -> Quantity {
        match self {
            Self::Bound { quantity, .. } => *quantity,
            Self::LeastCost => Quantity::Cost,
        }
    }

    /// The chance of a halt that is allowed, if that is the target.
    #[must_use]
    pub fn halt_chance(&self) -> Option<f64> {
        match self {
            Self::Bound { quantity: Quantity::PHalt, value } => Some(*value),
            _ => None,
        }
    }

    /// The fewest trials that can show it with a confidence, even if nothing is lost in any of them; of a mean, as many
    /// as its interval takes.
    #[must_use]
    pub fn fewest_trials(&self, confidence: f64) -> u64 {
        match self {
            Self::Bound { quantity: Quantity::PHalt, value } => quantile::wilks_size(1.0 - value, confidence, 1),
            Self::Bound { quantity: Quantity::CvarLoss, .. } => quantile::wilks_size(1.0 - WORST, confidence, 1),
            Self::Bound { .. } => FEWEST_OF_MEAN,
            Self::LeastCost => 1,
        }
    }

    /// As it is written: `p_halt <= 0.05`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Bound { quantity, value } => {
                let sign = if quantity.more_is_better() { ">=" } else { "<=" };
                format!("{} {sign} {value}", quantity.name())
            }
            Self::LeastCost => "least cost".to_owned(),
        }
    }

    /// Whether an estimate meets the bound; always, where there is none.
    pub(super) fn is_met(&self, value: f64) -> bool {
        match self {
            Self::Bound { quantity, value: bound } if quantity.more_is_better() => value >= *bound,
            Self::Bound { value: bound, .. } => value <= *bound,
            Self::LeastCost => true,
        }
    }
}

/// The end of an estimate that counts against it, with a one-sided confidence: for a chance the exact bound of Clopper
/// and Pearson, else the end of a normal interval.
pub(super) fn bad_end(quantity: Quantity, estimate: &Estimate, trials: u64, confidence: f64) -> f64 {
    if quantity == Quantity::PHalt {
        let halted = (estimate.value * trials as f64).round() as u64;
        return proportion::upper_bound(halted, trials, confidence);
    }
    let end = if quantity.more_is_better() { estimate.low } else { estimate.high };
    let wider = normal_multiplier(2.0 * confidence - 1.0) / normal_multiplier(CONFIDENCE);
    end.map_or(estimate.value, |end| estimate.value + (end - estimate.value) * wider)
}

/// Targets that there are, one a line.
#[must_use]
pub(crate) fn possible() -> String {
    let example = |quantity: &Quantity| match quantity.unit() {
        Unit::Share if quantity.more_is_better() => "98%",
        Unit::Share => "5%",
        Unit::Days if quantity.more_is_better() => "10",
        Unit::Days => "2",
        Unit::Money | Unit::Output => "1e6",
    };
    let line = |quantity: &Quantity| {
        let sign = if quantity.more_is_better() { ">=" } else { "<=" };
        format!("  {:<12} {sign} {:<4}  {}", quantity.name(), example(quantity), quantity.title().to_lowercase())
    };
    let mut lines: Vec<String> = BOUNDED.iter().map(line).collect();
    lines.push("  least cost            least expected cost of holding stock and of halts".to_owned());
    format!("{}\nP(halt) is p_halt. The target is that of each line that is sized.", lines.join("\n"))
}

impl Lines {
    /// The sites that are meant, in the order of the file.
    ///
    /// # Errors
    /// If there is none, or a name is none of a line: all of them at once.
    pub fn find(&self, model: &Model) -> Result<Vec<usize>, SizeMistake> {
        let lines = model.lines();
        if lines.is_empty() {
            return Err(SizeMistake("no site has inputs: there is no stock to size".to_owned()));
        }
        let site = |line: &usize| &model.sites[*line];
        let such = |is: &dyn Fn(&usize) -> bool| lines.iter().copied().filter(|line| is(line)).collect::<Vec<usize>>();
        let meant = |found: &str, names: &[&str]| {
            nearest_name(found, names.iter().copied()).map_or(String::new(), |n| format!(" (did you mean \"{n}\"?)"))
        };
        let (found, missing) = match self {
            Self::Manufacturers => {
                let found = such(&|line| site(line).sales.is_some() && !site(line).aggregate);
                (found, vec!["no site sells, sums of buyers (aggregate) apart; name one with --site".to_owned()])
            }
            Self::Sites(wanted) => {
                let works = || model.works.iter();
                let names: Vec<&str> =
                    lines.iter().map(|line| site(line).name.as_str()).chain(works().map(|w| w.name.as_str())).collect();
                let titles: Vec<&str> = lines
                    .iter()
                    .map(|line| site(line).title.as_str())
                    .chain(works().map(|w| w.title.as_str()))
                    .collect();
                // A key or a title.
                let known = |name: &str| {
                    let by_title =
                        || titles.iter().position(|title| Some(*title) == find(name, titles.iter().copied()));
                    find(name, names.iter().copied()).or_else(|| by_title().map(|at| names[at]))
                };
                // A name, or several with commas between them.
                let parts = |text: &String| match known(text) {
                    Some(_) => vec![text.clone()],
                    None => {
                        text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
                    }
                };
                let wanted: Vec<String> = wanted.iter().flat_map(parts).collect();
                let unknown = wanted.iter().filter(|name| known(name).is_none());
                let mut missing: Vec<String> =
                    unknown.map(|name| format!("there is no line \"{name}\"{}", meant(name, &names))).collect();
                let wanted: Vec<&str> = wanted.iter().filter_map(|name| known(name)).collect();
                if !missing.is_empty() {
                    missing.push(format!("sites with a line: {}", name_list(names.iter().copied(), "and")));
                    return Err(SizeMistake(missing.join("\n")));
                }
                let is =
                    |line: &usize| wanted.contains(&site(line).name.as_str()) || wanted.contains(&model.whole(*line).0);
                (such(&is), vec!["no line is named".to_owned()])
            }
            Self::Sector(name) => {
                let mut names: Vec<&str> = lines.iter().map(|line| site(line).sector.as_str()).collect();
                names.dedup();
                let list = name_list(names.iter().copied(), "and");
                let missing = format!("no line is of the sector \"{name}\"{}; sectors: {list}", meant(name, &names));
                (such(&|line| site(line).sector == *name), vec![missing])
            }
        };
        if found.is_empty() { Err(SizeMistake(missing.join("\n"))) } else { Ok(found) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Locale = Locale::UNDECLARED;

    #[test]
    fn targets_are_read_as_people_write_them() {
        let bound = |quantity, value| Ok(Target::Bound { quantity, value });
        for text in ["p_halt <= 5%", "P(halt)<=0.05", "P(halt) ≤ 5 %", "p_halt<5%"] {
            assert_eq!(Target::parse(text, EN), bound(Quantity::PHalt, 0.05), "{text}");
        }
        assert_eq!(Target::parse("fill_rate >= 98%", EN), bound(Quantity::FillRate, 0.98));
        assert_eq!(Target::parse("cvar_loss <= 1 m", EN), bound(Quantity::CvarLoss, 1e6));
        assert_eq!(Target::parse("halt_days <= 1,000", EN), bound(Quantity::HaltDays, 1000.0));
        assert_eq!(Target::parse("least cost", EN), Ok(Target::LeastCost));
        let de = Locale::named("de").unwrap();
        assert_eq!(Target::parse("P(halt) <= 2,5 %", de), bound(Quantity::PHalt, 0.025));
    }

    /// ln 0.05 / ln 0.95 = 58.4, ln 0.05 / ln 0.9999 = 29,955.7; the worst twentieth is a chance of 5 %.
    #[test]
    fn a_target_says_how_many_trials_it_takes() {
        let fewest = |text: &str| Target::parse(text, EN).unwrap().fewest_trials(SURE);
        assert_eq!((fewest("p_halt <= 5%"), fewest("p_halt <= 0.01%"), fewest("cvar_loss <= 1e6")), (59, 29_956, 59));
        assert_eq!((fewest("fill_rate >= 98%"), fewest("least cost")), (30, 1));
    }

    #[test]
    fn mistakes_say_what_is_possible() {
        for (text, says) in [
            ("p_hlat <= 5%", "did you mean \"p_halt\"?"),
            ("p_halt >= 5%", "must be bounded by <="),
            ("fill_rate <= 98%", "must be bounded by >="),
            ("p_halt 5%", "has no <= or >="),
            ("p_halt <= five", "needs a number"),
            ("p_halt <= 0", "between 0 and 1"),
            ("p_halt <= 150%", "between 0 and 1"),
            ("halt_days <= 2%", "is no share"),
            ("halt_days <= 2 m", "behind money only"),
            ("p_halt <= 2,5%", "\"2,5%\" can be read as 2.5% (the comma before decimals) or as 25%"),
            ("loss <= 10.000", "10 (the point before decimals) or as 10000"),
            ("halt_days <= -2", "not negative"),
            ("total_cost <= 5", "more stock does not always better"),
        ] {
            let error = Target::parse(text, EN).unwrap_err().to_string();
            assert!(error.contains(says) && error.contains("least cost"), "{text}: {error}");
        }
    }
}
