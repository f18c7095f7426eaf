//! Sales that a line serves from its finished goods: what is asked for today, what waits, what is lost.
//!
//! What is asked for today joins what waits; the line plans both and what its finished goods are below their target.
//! Then the finished goods serve what waits, the oldest first, and what is asked for today.

use std::collections::{HashMap, VecDeque};

use super::facts::Facts;
use super::plant::Plant;
use super::record::Record;
use super::state::{Lanes, add};
use crate::model::{Demand, DemandDistribution, NEVER, fixed_point, take_whole};
use crate::random::copula;
use crate::random::counts::Counts;
use crate::random::special::{Probability, normal_quantile};
use crate::random::{Purpose, uniform};

/// Tables of chances that are kept at a time.
const MOST_TABLES: usize = 256;

/// Sales of a site, by trial.
#[derive(Debug)]
pub(super) struct SalesState<const W: usize> {
    /// Ticks that wait.
    pub owed: Lanes<W>,
    /// The latest day with sales.
    pub day: u32,
    /// Ticks asked for on that day.
    pub asked: Lanes<W>,
    /// Of these, not met on that day.
    pub unmet: Lanes<W>,
    /// Ticks asked for and served so far.
    pub totals: [Lanes<W>; 2],
    /// What waits, by day of the sale, where patience ends.
    waiting: VecDeque<(u32, Lanes<W>)>,
    /// Normal score of the latest draw, where draws remember.
    score: Option<Lanes<W, f64>>,
    /// The week of the latest draw.
    week: Week<W>,
    /// Tables by the bits of their means.
    tables: HashMap<u64, Counts>,
}

/// A week whose sales are drawn at once.
#[derive(Debug)]
struct Week<const W: usize> {
    /// Counted from that of the first day.
    number: u32,
    /// Ticks of the week.
    total: Lanes<W>,
    /// Ticks planned in the week, and up to today.
    planned: [Lanes<W, f64>; 2],
    /// Ticks asked for up to today.
    asked: Lanes<W>,
}

impl<const W: usize> SalesState<W> {
    /// Nothing asked for yet.
    #[must_use]
    pub(super) fn new() -> Self {
        Self {
            owed: [0; W],
            day: NEVER,
            asked: [0; W],
            unmet: [0; W],
            totals: [[0; W]; 2],
            waiting: VecDeque::new(),
            score: None,
            week: Week { number: NEVER, total: [0; W], planned: [[0.0; W]; 2], asked: [0; W] },
            tables: HashMap::new(),
        }
    }

    /// The morning of day 0; tables of chances are kept.
    pub(super) fn open(&mut self) {
        let tables = std::mem::take(&mut self.tables);
        *self = Self { tables, ..Self::new() };
    }

    /// Ticks of a distribution around means, at uniform numbers.
    fn ticks(
        &mut self,
        distribution: &DemandDistribution,
        means: &Lanes<W, f64>,
        u: &Lanes<W, f64>,
        carry: &mut Lanes<W>,
    ) -> Lanes<W> {
        let mut ticks = [0; W];
        for w in 0..W {
            ticks[w] = match distribution {
                DemandDistribution::Factor(sampler) => {
                    take_whole(&mut carry[w], fixed_point((sampler.at(u[w]) * means[w]).max(0.0)))
                }
                DemandDistribution::Counts(kind, unit) => {
                    let mean = means[w] / *unit as f64;
                    if self.tables.len() > MOST_TABLES {
                        self.tables.clear();
                    }
                    let table = self.tables.entry(mean.to_bits()).or_insert_with(|| kind.table(mean));
                    table.quantile(u[w]) as i64 * unit
                }
            };
        }
        ticks
    }

    /// The uniform numbers of a draw, given its own: draws that remember go on from the one before.
    fn remember(&mut self, autocorrelation: f64, own: Lanes<W, f64>) -> Lanes<W, f64> {
        if autocorrelation == 0.0 {
            return own;
        }
        let fresh = own.map(|u| normal_quantile(Probability::of(u)));
        let rest = (1.0 - autocorrelation * autocorrelation).sqrt();
        let score = match self.score {
            // The first is as in the long run.
            None => fresh,
            Some(before) => std::array::from_fn(|w| autocorrelation * before[w] + rest * fresh[w]),
        };
        self.score = Some(score);
        score.map(copula::of_score)
    }
}

impl<const W: usize> Plant<W> {
    /// What a site that sells from finished goods plans to make today: what is asked for today and waits, and what its
    /// finished goods are below their target, within its capacity.
    #[inline(never)]
    pub(super) fn plan_from_stock(&mut self, site: usize, facts: &Facts<W>, record: &mut Record<W>) -> Lanes<W> {
        let Some(model) = &facts.model.sites[site].sales else { return [0; W] };
        let (state, sales) = (&mut self.sites[site], &mut self.sales[site]);
        sales.lapse(model.patience, facts.day, &mut record.sites[site].lost);
        let asked = match &model.demand {
            Some(demand) => sales.draw(site, demand, facts, &mut state.plan_carry),
            None => std::array::from_fn(|w| take_whole(&mut state.plan_carry[w], state.rate[w])),
        };
        (sales.day, sales.asked) = (facts.day, asked);
        add(&mut sales.owed, &asked);
        add(&mut sales.totals[0], &asked);
        add(&mut record.sites[site].planned_in_band, &asked);
        state.plan_owed(&sales.owed)
    }

    /// Serves what waits, then what is asked for today, from the finished goods; what is not met waits or is lost.
    #[inline(never)]
    pub(super) fn sell(&mut self, site: usize, facts: &Facts<W>, record: &mut Record<W>) {
        let Some(model) = &facts.model.sites[site].sales else { return };
        let (state, sales) = (&mut self.sites[site], &mut self.sales[site]);
        let outcome = &mut record.sites[site];
        let mut old_served = [0; W];
        for w in 0..W {
            let asked = sales.asked[w];
            let sold = state.output[w].min(sales.owed[w]);
            old_served[w] = sold.min(sales.owed[w] - asked);
            state.output[w] -= sold;
            sales.owed[w] -= sold;
            sales.totals[1][w] += sold;
            sales.unmet[w] = asked - (sold - old_served[w]);
            outcome.made_good[w] += old_served[w];
            outcome.short_in_band[w] += asked - sold;
        }
        match model.patience {
            0 => {
                add(&mut outcome.lost, &sales.owed);
                sales.owed = [0; W];
            }
            NEVER => {}
            patience => {
                sales.serve_oldest(&old_served);
                sales.waiting.push_back((facts.day, sales.unmet));
                sales.lapse(patience, facts.day + 1, &mut outcome.lost);
            }
        }
        outcome.unmet.count(&sales.unmet, &sales.owed);
    }
}

impl<const W: usize> SalesState<W> {
    /// What cannot be met any more on a day is lost.
    fn lapse(&mut self, patience: u32, day: u32, lost: &mut Lanes<W>) {
        while let Some((_, owed)) = self.waiting.pop_front_if(|(sold, _)| *sold + patience < day) {
            add(lost, &owed);
            for w in 0..W {
                self.owed[w] -= owed[w];
            }
        }
    }

    /// Takes what was served from what waits, the oldest first.
    fn serve_oldest(&mut self, served: &Lanes<W>) {
        for w in 0..W {
            let mut left = served[w];
            for (_, owed) in &mut self.waiting {
                if left == 0 {
                    break;
                }
                let taken = left.min(owed[w]);
                owed[w] -= taken;
                left -= taken;
            }
        }
    }

    /// What is asked for today, drawn around the plan.
    fn draw(&mut self, site: usize, demand: &Demand, facts: &Facts<W>, carry: &mut Lanes<W>) -> Lanes<W> {
        if demand.weekly {
            return self.draw_week(site, demand, facts, carry);
        }
        let u = self.remember(demand.autocorrelation, uniforms(site, facts, facts.day));
        self.ticks(&demand.distribution, &planned_on(site, facts, facts.day), &u, carry)
    }

    /// The part of today of a week's sales, which are drawn on its first working day and follow the plan.
    fn draw_week(&mut self, site: usize, demand: &Demand, facts: &Facts<W>, carry: &mut Lanes<W>) -> Lanes<W> {
        let number = facts.model.week_of(facts.day);
        if self.week.number != number {
            let planned = planned_in_week(site, facts, facts.day);
            let u = self.remember(demand.autocorrelation, uniforms(site, facts, number));
            let total = self.ticks(&demand.distribution, &planned, &u, carry);
            self.week = Week { number, total, planned: [planned, [0.0; W]], asked: [0; W] };
        }
        let rate = planned_on(site, facts, facts.day);
        let rest = planned_in_week(site, facts, facts.day);
        let week = &mut self.week;
        let mut today = [0; W];
        for w in 0..W {
            let [of_week, until] = [week.planned[0][w], week.planned[1][w] + rate[w]];
            week.planned[1][w] = until;
            // Nothing is planned after today: the rest.
            let last = rest[w] <= rate[w] || of_week <= 0.0;
            let share = if last { 1.0 } else { (until / of_week).min(1.0) };
            let due = (week.total[w] as f64 * share + 1e-9).floor() as i64;
            today[w] = (due - week.asked[w]).max(0);
            week.asked[w] += today[w];
        }
        today
    }
}

/// Ticks planned on a day.
fn planned_on<const W: usize>(site: usize, facts: &Facts<W>, day: u32) -> Lanes<W, f64> {
    let plan = facts.model.sites[site].sales.as_ref().and_then(|sales| sales.plan.on(day));
    plan.map_or([0.0; W], |plan| *facts.values.of(plan))
}

/// Ticks planned from a day to the end of its week, by today's numbers.
fn planned_in_week<const W: usize>(site: usize, facts: &Facts<W>, from: u32) -> Lanes<W, f64> {
    let (model, week) = (facts.model, facts.model.week_of(from));
    let working = |day: &u32| model.sites[site].working[*day as usize];
    let mut sum = [0.0; W];
    for day in (from..model.days).take_while(|day| model.week_of(*day) == week).filter(working) {
        let planned = planned_on(site, facts, day);
        for w in 0..W {
            sum[w] += planned[w];
        }
    }
    sum
}

/// The uniform numbers of a draw of sales.
fn uniforms<const W: usize>(site: usize, facts: &Facts<W>, slot: u32) -> Lanes<W, f64> {
    let [words, _] = facts.streams.sites[site].pairs::<W>(facts.first_trial, slot, Purpose::Demand, 0, 0);
    words.map(uniform)
}
