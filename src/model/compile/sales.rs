//! Sales: the plan with its factors by month, and how sales are spread around it.

use super::{CompileError, Compiler, at};
use crate::model::numbers::{Num, Steps};
use crate::model::ticks::whole_ticks;
use crate::model::{CountDistribution, Demand, DemandDistribution, NEVER, Sales, distribution_of};
use crate::random::Distribution;
use crate::scenario::{self, DrawnEach, Product, SalesDistribution, Unmet};

impl Compiler<'_> {
    pub(super) fn compile_sales(
        &mut self,
        product: Product,
        sales: &scenario::Sales,
        tick: f64,
        place: &str,
    ) -> Result<Sales, CompileError> {
        let place = at(&[place, "sales"]);
        let plan = self.steps(&sales.per_working_day, 1.0 / tick, &at(&[&place, "per_working_day"]))?;
        let plan = match &sales.month_factors {
            Some(factors) => self.by_month(&plan, factors),
            None => plan,
        };
        let demand = match &sales.distribution {
            None => None,
            Some(distribution) => Some(Demand {
                distribution: self.demand_distribution(distribution, tick, &at(&[&place, "distribution"]))?,
                weekly: sales.drawn_each == DrawnEach::Week,
                autocorrelation: sales.autocorrelation,
            }),
        };
        let patience = match sales.unmet {
            Unmet::Lost => 0,
            Unmet::Backordered { patience_days } => patience_days.unwrap_or(NEVER),
        };
        let (opening, target) = product.output_stocks();
        let stocked = opening.is_some() || target.is_some();
        Ok(Sales {
            plan,
            certain: None,
            from_stock: demand.is_some() || patience > 0 || stocked,
            demand,
            patience,
            margin: self.num_or(sales.margin_per_unit.as_ref(), 0.0, &at(&[&place, "margin_per_unit"]))?,
            penalty: self.num_or(sales.penalty_per_unit.as_ref(), 0.0, &at(&[&place, "penalty_per_unit"]))?,
            late_penalty: self.num_or(
                sales.late_penalty_per_unit_day.as_ref(),
                0.0,
                &at(&[&place, "late_penalty_per_unit_day"]),
            )?,
        })
    }

    /// A plan times the factors of the months, from January on.
    fn by_month(&mut self, plan: &Steps, factors: &[f64; 12]) -> Steps {
        let month = |compiler: &Self, day: u32| {
            let date = compiler.scenario.start.saturating_add(jiff::Span::new().days(i64::from(day)));
            usize::from(date.month().unsigned_abs()) - 1
        };
        let mut steps: Vec<(u32, Num)> = Vec::new();
        for day in 0..self.scenario.horizon_days {
            let Some(num) = plan.on(day) else { continue };
            let begins = plan.0.iter().any(|(from, _)| *from == day) || day == 0;
            if begins || month(self, day) != month(self, day - 1) {
                let factor = factors[month(self, day)];
                steps.push((day, self.numbers.times(num, factor)));
            }
        }
        Steps(steps)
    }

    fn demand_distribution(
        &mut self,
        distribution: &SalesDistribution,
        tick: f64,
        place: &str,
    ) -> Result<DemandDistribution, CompileError> {
        let wrong = |message: String| CompileError::At { at: place.to_owned(), message };
        let built = match distribution {
            SalesDistribution::Normal { cv } => Distribution::normal(1.0, *cv),
            SalesDistribution::Gamma { cv } => Distribution::gamma(1.0, *cv),
            SalesDistribution::Empirical(history) => {
                let history = distribution_of(&scenario::Distribution::Empirical(history.clone()))?;
                let mean = history.mean();
                if mean <= 0.0 {
                    return Err(wrong("the history must have a mean above 0".into()));
                }
                history.scaled(1.0 / mean)
            }
            SalesDistribution::Poisson {} => {
                return Ok(DemandDistribution::Counts(CountDistribution::Poisson, unit(tick)));
            }
            SalesDistribution::NegativeBinomial { variance_to_mean } => {
                return Ok(DemandDistribution::Counts(
                    CountDistribution::NegativeBinomial(*variance_to_mean),
                    unit(tick),
                ));
            }
            SalesDistribution::CompoundPoisson { sizes, weights } => {
                let weight = |i: usize| weights.get(i).copied().unwrap_or(1.0);
                let total: f64 = (0..sizes.len()).map(weight).sum();
                let sizes = sizes.iter().enumerate().map(|(i, size)| (*size as usize, weight(i) / total)).collect();
                return Ok(DemandDistribution::Counts(CountDistribution::Compound(sizes), unit(tick)));
            }
        };
        let built = built.map_err(|e| wrong(e.to_string()))?;
        Ok(DemandDistribution::Factor(self.samplers.sampler(&built)))
    }
}

/// Ticks in a unit of what is sold.
fn unit(tick: f64) -> i64 {
    whole_ticks(1.0 / tick).max(1)
}
