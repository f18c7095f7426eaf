//! What everything costs: a table by line and kind that adds up to the cent, and what it leaves out.

use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Serialize};

use super::answer::Estimate;
use super::known::{self, Word};
use super::losses::sorted;
use super::summarise::amount;
use super::tally::SiteTally;
use crate::engine::{COST_KINDS, CostKind, SiteOutcome};
use crate::model::{Effect, Model, Num};
use crate::statistics::{Moments, quantile};

/// Units of the currency in a cent.
const CENT: f64 = 0.01;

/// Costs of all lines together.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CostTally {
    /// By kind, hundredths of the currency.
    pub kinds: [Moments; COST_KINDS.len()],
    /// Of all kinds.
    pub total: Moments,
}

impl CostTally {
    pub(super) fn new() -> Self {
        Self { kinds: std::array::from_fn(|_| Moments::new()), total: Moments::new() }
    }

    /// Adds one trial: a row by line.
    pub fn add(&mut self, trial: &[SiteOutcome]) {
        for (kind, sum) in self.kinds.iter_mut().enumerate() {
            sum.add(trial.iter().map(|row| row.costs[kind]).sum());
        }
        self.total.add(trial.iter().map(SiteOutcome::cost).sum());
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.kinds.iter_mut().zip(&other.kinds).for_each(|(a, b)| a.merge(b));
        self.total.merge(&other.total);
    }
}

/// What everything costs within the horizon: means over all trials, in whole cents that add up.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct CostTable {
    /// Of all lines together, by kind: those that a scenario can have.
    pub kinds: Vec<CostRow>,
    /// Of all lines and kinds: the sum of the kinds, and of the lines.
    pub total: CostSpread,
    /// By line.
    pub lines: Vec<LineCosts>,
    /// What costs something and is not counted, because a price is missing or nobody of the network pays it.
    pub left_out: Vec<LeftOut>,
    /// Kinds that cost nothing in any trial because nothing is given for them.
    #[serde(deserialize_with = "known::words_of")]
    pub not_given: Vec<Word>,
}

/// A kind of cost of all lines together.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct CostRow {
    /// The kind.
    #[serde(deserialize_with = "known::word")]
    pub kind: Word,
    /// The amounts.
    #[serde(flatten)]
    pub spread: CostSpread,
}

/// Amounts of money over trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct CostSpread {
    /// Mean, rounded to cents in such a way that parts add up to their sum.
    pub mean: f64,
    /// Lower end of the interval of the mean.
    pub low: Option<f64>,
    /// Upper end of the interval of the mean.
    pub high: Option<f64>,
    /// Median; nothing where outcomes were not kept.
    pub p50: Option<f64>,
    /// Exceeded in 5 % of trials; nothing where outcomes were not kept.
    pub p95: Option<f64>,
}

/// What a line costs, by kind.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LineCosts {
    /// Key of the line.
    pub site: String,
    /// Name for people.
    pub title: String,
    /// Means by kind, in whole cents.
    #[serde(deserialize_with = "known::by_word")]
    pub kinds: IndexMap<Word, f64>,
    /// Of all kinds.
    pub total: CostSpread,
}

/// Something that costs money and is not in the table.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct LeftOut {
    /// The kind of cost that it belongs to.
    #[serde(deserialize_with = "known::word")]
    pub kind: Word,
    /// Name of the part, lane or lever.
    pub what: String,
    /// Key of the line; of a site with several lines its own.
    pub site: String,
    /// Its name.
    pub site_title: String,
    /// Why.
    pub why: WhyLeftOut,
}

/// Why a cost is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyLeftOut {
    /// The material has no price.
    NoPrice,
    /// Other lanes have freight, this one has none.
    NoFreight,
    /// Other products have a margin, this one has none.
    NoMargin,
    /// It is paid by a site that has no line, whose costs nobody counts.
    PaidElsewhere,
}

impl WhyLeftOut {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NoPrice => "no price",
            Self::NoFreight => "no freight",
            Self::NoMargin => "no margin",
            Self::PaidElsewhere => "paid by a site without a line",
        }
    }
}

/// Kinds of cost that are told of a model: those that every scenario has, and those that this one gives something for.
pub(super) fn kinds(model: &Model) -> Vec<CostKind> {
    let given = |kind: CostKind| match kind {
        CostKind::HoldingOutput => model.lines().iter().any(|site| model.holds_output_for_money(*site)),
        kind => model.lanes.iter().any(|lane| CostKind::freight(lane.transport) == kind && freight_given(model, lane)),
    };
    CostKind::ALL.into_iter().filter(|kind| !kind.is_optional() || given(*kind)).collect()
}

fn freight_given(model: &Model, lane: &crate::model::Lane) -> bool {
    lane.all_terms().any(|terms| model.numbers.certain(terms.freight) != Some(0.0))
}

/// The table of a model, from sums by line and the outcomes, if they were kept.
pub(super) fn table(model: &Model, sites: &[SiteTally], tally: &CostTally, outcomes: &[SiteOutcome]) -> CostTable {
    let kinds = kinds(model);
    let lines = model.lines();
    let sums: Vec<i128> =
        sites.iter().flat_map(|site| kinds.iter().map(|kind| site.costs[*kind as usize].sum)).collect();
    let cells = whole_means(&sums, tally.total.count);
    let rows: Vec<&[i64]> = cells.chunks_exact(kinds.len()).collect();
    let spread = |cents: i64, moments: &Moments, of: &dyn Fn(&[SiteOutcome]) -> i64| {
        let Estimate { low, high, .. } = amount(moments, CENT);
        let sorted = sorted(outcomes, lines.len(), of);
        let at = |p: f64| quantile::of_sorted(&sorted, p).map(money);
        CostSpread { mean: money(cents), low, high, p50: at(0.5), p95: at(0.95) }
    };
    let of_kind = |(at, kind): (usize, &CostKind)| {
        let all: i64 = rows.iter().map(|row| row[at]).sum();
        let kind = *kind as usize;
        let of = move |trial: &[SiteOutcome]| trial.iter().map(|row| row.costs[kind]).sum();
        CostRow { kind: COST_KINDS[kind], spread: spread(all, &tally.kinds[kind], &of) }
    };
    let of_line = |(at, row): (usize, &&[i64])| {
        let site = &model.sites[lines[at]];
        let amounts = kinds.iter().zip(*row).map(|(kind, cents)| (kind.name(), money(*cents)));
        LineCosts {
            site: site.name.clone(),
            title: site.title.clone(),
            kinds: amounts.collect(),
            total: spread(row.iter().sum(), &sites[at].cost, &|trial| trial[at].cost()),
        }
    };
    CostTable {
        kinds: kinds.iter().enumerate().map(of_kind).collect(),
        total: spread(cells.iter().sum(), &tally.total, &|trial| trial.iter().map(SiteOutcome::cost).sum()),
        lines: rows.iter().enumerate().map(of_line).collect(),
        left_out: left_out(model),
        not_given: not_given(model),
    }
}

fn money(cents: i64) -> f64 {
    cents as f64 / 100.0
}

/// Means of sums over so many trials, in whole numbers that add up to the mean of all sums, rounded; nothing stays
/// nothing.
fn whole_means(sums: &[i128], trials: u64) -> Vec<i64> {
    let trials = i128::from(trials.max(1));
    let rounded = |sum: i128| (2 * sum + trials).div_euclid(2 * trials);
    let mut before = 0;
    let mean = |sum: &i128| {
        let from = rounded(before);
        before += sum;
        (rounded(before) - from) as i64
    };
    sums.iter().map(mean).collect()
}

/// Kinds for which the scenario gives nothing, so that they are 0 in every trial.
fn not_given(model: &Model) -> Vec<Word> {
    let free = |num: Num| model.numbers.certain(num) == Some(0.0);
    let lines = || model.lines().into_iter().map(|site| &model.sites[site]);
    let sales = || lines().filter_map(|site| site.sales.as_ref());
    let nothing = [
        (CostKind::Duty, model.lanes.iter().all(|lane| free(lane.duty))),
        (CostKind::Freight, !model.lanes.iter().any(|lane| freight_given(model, lane))),
        (CostKind::Holding, lines().all(|site| free(site.holding))),
        (CostKind::Halts, lines().all(|site| free(site.line.halt_cost))),
        (CostKind::LostMargin, sales().all(|sales| free(sales.margin))),
        (CostKind::Penalties, sales().all(|sales| free(sales.penalty) && free(sales.late_penalty))),
    ];
    nothing.into_iter().filter(|(_, nothing)| *nothing).map(|(kind, _)| kind.name()).collect()
}

/// What costs something and is not counted.
fn left_out(model: &Model) -> Vec<LeftOut> {
    let mut all: IndexSet<LeftOut> = IndexSet::new();
    let mut add = |kind: CostKind, what: &str, site: usize, why: WhyLeftOut| {
        let (key, title) = model.whole(site);
        let (what, site, site_title) = (what.to_owned(), key.to_owned(), title.to_owned());
        all.insert(LeftOut { kind: kind.name(), what, site, site_title, why });
    };
    let free = |num: Num| model.numbers.certain(num) == Some(0.0);
    let any_freight = model.lanes.iter().any(|lane| freight_given(model, lane));
    let any_margin =
        model.manufacturers().any(|(_, site)| site.sales.as_ref().is_some_and(|sales| !free(sales.margin)));
    for at in model.lines() {
        let site = &model.sites[at];
        for index in site.inputs.clone() {
            let input = &model.inputs[index];
            let material = &model.materials[input.material];
            let lanes = || input.lanes.iter().map(|lane| &model.lanes[*lane]);
            // A lane without a price of its own has the number of the material.
            if !material.priced && lanes().any(|lane| lane.terms.price == material.price) {
                add(CostKind::Purchase, &material.title, at, WhyLeftOut::NoPrice);
            }
            if !material.priced && !free(site.holding) {
                add(CostKind::Holding, &material.title, at, WhyLeftOut::NoPrice);
            }
            for lane in lanes().filter(|lane| any_freight && !freight_given(model, lane)) {
                add(CostKind::freight(lane.transport), &lane.name, at, WhyLeftOut::NoFreight);
            }
        }
        let product = &model.materials[site.makes];
        if !product.priced && !free(site.holding) && site.makes_to_stock() && !site.unlimited {
            add(CostKind::HoldingOutput, &product.title, at, WhyLeftOut::NoPrice);
        }
        if any_margin && site.sales.as_ref().is_some_and(|sales| free(sales.margin)) {
            add(CostKind::LostMargin, &product.title, at, WhyLeftOut::NoMargin);
        }
    }
    for lever in &model.levers {
        if model.sites[lever.payer].inputs.is_empty() && !(free(lever.once) && free(lever.per_day)) {
            add(CostKind::Mitigation, &lever.title, lever.payer, WhyLeftOut::PaidElsewhere);
        }
        for effect in &lever.effects {
            let Effect::Stream { input, price, .. } = *effect else { continue };
            let material = &model.materials[model.inputs[input].material];
            if !material.priced && price == material.price {
                let what = format!("{} ({})", material.title, lever.title);
                add(CostKind::Purchase, &what, model.inputs[input].site, WhyLeftOut::NoPrice);
            }
        }
    }
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A third of a cent each: they round to 0, 1 and 0, and their sum to 1; what is 0 stays 0.
    #[test]
    fn whole_means_add_up() {
        assert_eq!(whole_means(&[1, 0, 1, 1, 0], 3), [0, 0, 1, 0, 0]);
        let sums = [7, 8, 9, 0, 1_000_000_007];
        assert_eq!(whole_means(&sums, 10).iter().sum::<i64>(), 100_000_003);
        assert_eq!(whole_means(&[5], 0), [5]);
    }
}
