//! One line of the answer: from a position to stock in units, days and money.

use super::answer::{
    Amount, Bound, BoundFrom, CurvePoint, Fresh, Method, MissingShare, SizedInput, SizedLine, Verdict, What,
};
use super::confirm::Look;
use super::lead::Course;
use super::target::SURE;
use super::{FINE, Goal, Line, Study, TAIL, Target};
use crate::engine::{PLACE_NAMES, PLACES, Place, SiteOutcome};
use crate::experiment::gauge::TrialOutcomes;
use crate::experiment::measure::{Measure, Quantity};
use crate::experiment::summarise::chance;
use crate::experiment::{Estimate, Simulated};
use crate::model::{Extra, Input, Model};
use crate::statistics::{proportion, quantile};

/// A chance as an estimate, with Wilson's interval.
pub(super) fn chance_estimate(trials: u64, of: u64) -> Estimate {
    let chance = chance(trials, of);
    Estimate { value: chance.share, low: Some(chance.low), high: Some(chance.high) }
}

/// Ticks of an input in the units of people.
pub(super) fn amount(model: &Model, input: &Input, ticks: f64) -> Amount {
    let material = &model.materials[input.material];
    let quantity = ticks * material.tick;
    let days = if input.nominal_need > 0.0 { ticks / input.nominal_need } else { 0.0 };
    let money = material.priced.then(|| quantity * model.numbers.median(input.holding_price));
    Amount { quantity, days, money }
}

impl Line {
    /// Positions worth a look, up to the limit.
    pub(super) fn grid(&self, even: usize, tail: usize) -> Vec<usize> {
        let mut grid: Vec<usize> = self.path.grid(even, tail).into_iter().map(|at| at.min(self.limit)).collect();
        grid.dedup();
        grid
    }

    /// The stock that was enough in as many trials as asked, with the margin for their number.
    pub(super) fn choose_by_rank(&mut self, chance: f64, trials: u64) {
        let Some(need) = self.need.as_ref().filter(|_| self.method != Method::Search) else { return };
        let at = |rank: u64| need.enough[rank as usize - 1] as usize;
        let estimate = at(quantile::rank(trials, 1.0 - chance));
        let sure = quantile::upper_rank(trials, 1.0 - chance, SURE).map(at);
        let chosen = sure.unwrap_or(estimate).max(self.least);
        self.feasible = chosen <= self.limit;
        // A mix was made to do well in these very trials: its rank proves nothing.
        let alone = self.path.inputs.len() == 1;
        self.by_estimate = alone.then_some(estimate.min(self.limit));
        self.proven = sure.is_some() && self.feasible && self.method == Method::OnePass && alone;
        self.chosen = chosen.min(self.limit);
    }

    /// The stock of the least expected outcome among those that were simulated.
    pub(super) fn choose_least(&mut self) {
        let kept = self.tried.iter().filter(|(at, _)| *at >= self.least);
        let least = kept.min_by(|a, b| a.1.value.total_cmp(&b.1.value).then(a.0.cmp(&b.0)));
        self.feasible = self.least <= self.limit;
        self.chosen = least.map_or(self.limit, |(at, _)| *at);
    }

    /// What each input has beyond today's stock, in ticks.
    pub(super) fn ticks(&self) -> Vec<i64> {
        match &self.own {
            _ if self.as_today => vec![0; self.path.inputs.len()],
            Some(own) => own.ticks.clone(),
            None => self.beside().unwrap_or_else(|| self.path.ticks(self.chosen)),
        }
    }

    /// What it has beside its path, where a class of its parts was raised; nothing where none was.
    pub(super) fn beside(&self) -> Option<Vec<i64>> {
        let here = self.path.ticks(self.chosen);
        let raised: Vec<i64> = here.iter().zip(&self.floor).map(|(ticks, floor)| *ticks.max(floor)).collect();
        (!self.floor.is_empty() && raised != here).then_some(raised)
    }

    /// What is paid for what is ordered of a part; nothing where nothing is, or it has no price.
    fn paid(&self, at: usize) -> Option<f64> {
        let ticks = self.ticks()[at];
        let purchase = &self.purchases[at];
        purchase.price.filter(|_| ticks > 0).map(|_| purchase.money(ticks))
    }

    /// What each input has beyond today's stock.
    pub(super) fn extra(&self) -> Vec<(usize, Extra)> {
        if self.as_today { Vec::new() } else { self.path.extra_of(&self.ticks()) }
    }
}

impl Study<'_> {
    /// A line of the answer.
    pub(super) fn line(&self, line: &Line, at: usize, look: &Look, courses: &[Course]) -> SizedLine {
        let model = self.model();
        let site = &model.sites[line.site];
        let known = if line.as_today { line.today } else { line.own.as_ref().map(|own| own.outcome) };
        let found = known.unwrap_or_else(|| self.at(line, line.chosen));
        let fresh = self.fresh(line, look.outcomes[at], &look.simulated);
        let bound = self.bound(line, &fresh, look);
        let inputs: Vec<SizedInput> =
            (0..line.path.inputs.len()).map(|i| self.input(line, i, courses.get(i))).collect();
        let help = if line.feasible { Vec::new() } else { self.help(line, &fresh) };
        let (key, title) = self.name_of(line.site);
        SizedLine {
            site: key.to_owned(),
            title: title.to_owned(),
            sector: site.sector.clone(),
            country: site.country.clone(),
            method: line.method,
            not_exact: line.reasons.clone(),
            feasible: line.feasible,
            today: line.today.unwrap_or(Estimate { value: 0.0, low: None, high: None }),
            found,
            verdict: self.verdict(line, &fresh, &bound),
            bound,
            fresh,
            curve: self.curve(line),
            inputs,
            classes: self.sized_classes(line, &look.classes[at], look),
            build_up: None,
            help,
        }
    }

    /// The outcome at a position, from one pass or as simulated.
    fn at(&self, line: &Line, position: usize) -> Estimate {
        if let (Some(need), Method::OnePass | Method::OnePassApproximate) = (&line.need, line.method) {
            return chance_estimate(need.short_at(position), self.options.trials);
        }
        let tried = line.tried.iter().find(|(at, _)| *at == position);
        tried.map_or(Estimate { value: f64::NAN, low: None, high: None }, |(_, outcome)| *outcome)
    }

    /// What is proven of the outcome: by the rank of the stock, or by fresh trials.
    fn bound(&self, line: &Line, fresh: &Fresh, look: &Look) -> Bound {
        let trials = self.options.trials;
        if let (true, Some(need)) = (line.proven, &line.need) {
            let value = proportion::upper_bound(need.short_at(line.chosen), trials, SURE);
            return Bound { value, confidence: SURE, from: BoundFrom::Rank, trials };
        }
        let (confidence, trials) = (look.confidence, look.simulated.tally.trials);
        let value = match self.nothing_lost(line, fresh) {
            Some(scarce) => scarce.bound(confidence, trials),
            None => self.bad_end(&fresh.outcome, confidence, trials),
        };
        Bound { value, confidence, from: BoundFrom::Fresh, trials }
    }

    fn verdict(&self, line: &Line, fresh: &Fresh, bound: &Bound) -> Verdict {
        match &self.options.goal {
            Goal::Target(Target::Bound { .. }) if line.proven => Verdict::Confirmed,
            Goal::Target(target @ Target::Bound { .. }) if target.is_met(bound.value) => Verdict::Confirmed,
            Goal::Target(target @ Target::Bound { .. }) if target.is_met(fresh.outcome.value) => Verdict::Likely,
            Goal::Target(Target::Bound { .. }) => Verdict::Missed,
            _ => Verdict::NoBound,
        }
    }

    fn fresh(&self, line: &Line, outcome: Estimate, simulated: &Simulated) -> Fresh {
        let model = self.model();
        let trials = simulated.tally.trials;
        let played = TrialOutcomes::new(model, &simulated.outcomes);
        let name = self.name_of(line.site).0;
        let nothing = Estimate { value: 0.0, low: None, high: None };
        let of = |quantity| played.sample(&Measure::of_line(quantity, name)).map_or(nothing, |s| s.estimate());
        let (lines, together) = (model.lines(), self.lines_of(line.site));
        let own: Vec<usize> = (0..lines.len()).filter(|at| together.contains(&lines[*at])).collect();
        let by_trial = || simulated.outcomes.chunks_exact(lines.len());
        let rows = || by_trial().flat_map(|rows| own.iter().map(|at| &rows[*at]));
        let halted = |rows: &&[SiteOutcome]| own.iter().any(|at| rows[*at].halt_days > 0);
        Fresh {
            outcome,
            halt: chance(by_trial().filter(halted).count() as u64, trials),
            halt_days: of(Quantity::HaltDays),
            loss: of(Quantity::Loss),
            missing_material: missing(rows()),
        }
    }

    fn input(&self, line: &Line, at: usize, course: Option<&Course>) -> SizedInput {
        let model = self.model();
        let index = line.path.inputs[at];
        let input = &model.inputs[index];
        let material = &model.materials[input.material];
        let amount = |ticks: f64| amount(model, input, ticks);
        let extra = line.ticks()[at] as f64;
        let (level, opening) = (model.median_level(index), model.median_stock(index));
        let today = match self.options.what {
            What::Opening => opening,
            What::Target => level.unwrap_or(0.0),
        };
        let share = model.numbers.median(model.sites[line.site].holding);
        let hold = amount((today + extra).max(0.0));
        let by_estimate = line.by_estimate.map(|p| amount((today + line.path.ticks(p)[at] as f64).max(0.0)));
        SizedInput {
            material: material.name.clone(),
            title: material.title.clone(),
            unit: material.unit.label(),
            today: amount(today),
            hold,
            extra: Amount { money: line.paid(at).or(amount(extra).money), ..amount(extra) },
            by_estimate,
            price: material.priced.then(|| model.numbers.median(input.holding_price)),
            order_level: level.map(|level| amount((level + extra).max(0.0))),
            holding_per_year: hold.money.map(|money| money * share),
            extra_holding_per_year: amount(extra).money.map(|money| money * share),
            textbook: course
                .filter(|_| self.options.what == What::Opening)
                .and_then(|course| self.textbook(line, at, course)),
        }
    }

    /// Stock against outcome, with today's and the chosen stock.
    fn curve(&self, line: &Line) -> Vec<CurvePoint> {
        let mut positions: Vec<usize> = match line.method {
            Method::Search => line.tried.iter().map(|(at, _)| *at).collect(),
            _ => line.grid(3 * FINE, TAIL),
        };
        positions.extend(line.costs.iter().map(|(at, _)| *at));
        positions.push(line.chosen);
        positions.sort_unstable();
        positions.dedup();
        let mut curve: Vec<(i64, CurvePoint)> = positions
            .into_iter()
            .map(|at| (at, self.at(line, at)))
            .filter(|(_, outcome)| outcome.value.is_finite())
            .map(|(at, outcome)| {
                let ticks = line.path.ticks(at);
                let cost = line.costs.iter().find(|(tried, _)| *tried == at).map(|(_, cost)| *cost);
                let chosen = at == line.chosen && !line.as_today && line.own.is_none();
                (ticks.iter().sum(), self.point(line, &ticks, (outcome, cost), chosen))
            })
            .collect();
        // Positions of the same stock are one point; the chosen one is kept.
        curve.dedup_by(|next, kept| {
            let same = next.1.hold == kept.1.hold;
            kept.1.chosen |= same && next.1.chosen;
            kept.1.cost = kept.1.cost.or(next.1.cost.filter(|_| same));
            same
        });
        if let Some(own) = &line.own {
            curve.push((own.ticks.iter().sum(), self.point(line, &own.ticks, (own.outcome, None), true)));
        }
        if let Some(today) = line.today {
            let none = vec![0; line.path.inputs.len()];
            let mut point = self.point(line, &none, (today, line.cost_today), false);
            (point.today, point.chosen) = (true, line.as_today);
            match curve.iter_mut().find(|(_, other)| other.hold == point.hold) {
                Some((_, other)) => (other.today, other.chosen) = (true, other.chosen || line.as_today),
                None => curve.push((0, point)),
            }
        }
        curve.sort_by_key(|(ticks, _)| *ticks);
        curve.into_iter().map(|(_, point)| point).collect()
    }

    fn point(
        &self,
        line: &Line,
        ticks: &[i64],
        (outcome, cost): (Estimate, Option<Estimate>),
        chosen: bool,
    ) -> CurvePoint {
        let model = self.model();
        let today = |index: usize| match self.options.what {
            What::Opening => model.median_stock(index),
            What::Target => model.median_level(index).unwrap_or(0.0),
        };
        let hold: Vec<Amount> = line
            .path
            .inputs
            .iter()
            .zip(ticks)
            .map(|(index, more)| {
                let input = &model.inputs[*index];
                amount(model, input, (today(*index) + *more as f64).max(0.0))
            })
            .collect();
        let share = model.numbers.median(model.sites[line.site].holding);
        let holding_per_year = hold.iter().filter_map(|amount| amount.money).sum::<f64>() * share;
        let priced = line.purchases.iter().all(|purchase| purchase.price.is_some());
        let paid = priced.then(|| super::purchase::money(&line.purchases, ticks));
        CurvePoint { hold, paid, holding_per_year, outcome, cost, chosen, today: false }
    }

    /// What would help where stock does not.
    fn help(&self, line: &Line, fresh: &Fresh) -> Vec<String> {
        let model = self.model();
        let mut help = Vec::new();
        let share = |places: &[Place]| -> f64 {
            places.iter().map(|p| fresh.missing_material.get(*p as usize).map_or(0.0, |part| part.share)).sum()
        };
        let desk = [Place::Preparation, Place::Queue, Place::Review, Place::Returned];
        let lanes: Vec<_> = line.path.inputs.iter().flat_map(|i| model.inputs[*i].lanes.iter()).collect();
        let licensed = lanes.iter().any(|lane| model.lanes[**lane].authority.is_some());
        let unlicensed = lanes.iter().any(|lane| model.lanes[**lane].authority.is_none());
        let per_cent = |share: f64| format!("{:.0}\u{a0}%", share * 100.0);
        if share(&[Place::Nowhere]) >= 0.1 {
            let part = per_cent(share(&[Place::Nowhere]));
            help.push(format!("{part} of what is missing was denied or never ordered: no stock replaces it for good"));
        }
        if !unlicensed {
            help.push("a second source that needs no licence of this authority".to_owned());
        } else if lanes.len() > 1 {
            help.push("a larger share from the source that needs no licence".to_owned());
        }
        if licensed
            && share(&desk) >= 0.1
            && lanes.iter().map(|lane| &model.lanes[**lane]).all(|lane| lane.general.is_none() && lane.pair.is_none())
        {
            let part = per_cent(share(&desk));
            help.push(format!("a general licence: {part} of what is missing stands before or at the licence desk"));
        }
        let on_the_way = share(&[Place::Transit, Place::Inspection]);
        if on_the_way >= 0.25 {
            help.push(format!("faster transport: {} of what is missing is on the way", per_cent(on_the_way)));
        }
        if self.options.what == What::Target {
            help.push(
                "stock that is there on the first day (--what opening), which needs no orders to be built".into(),
            );
        }
        help.push("less of the material in each unit, or another material".to_owned());
        help
    }
}

/// Where the missing material stood, as shares of all halt days.
fn missing<'a>(rows: impl Iterator<Item = &'a SiteOutcome>) -> Vec<MissingShare> {
    let mut sums = [0_u64; PLACES];
    for row in rows {
        sums.iter_mut().zip(row.missing).for_each(|(sum, part)| *sum += u64::from(part));
    }
    let all: u64 = sums.iter().sum();
    let share = |sum: u64| if all == 0 { 0.0 } else { sum as f64 / all as f64 };
    let part = |(place, sum): (&&'static str, u64)| MissingShare { place, share: share(sum) };
    PLACE_NAMES.iter().zip(sums).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::size::path::{Need, Reach};
    use crate::experiment::size::purchase::Purchase;

    /// Trials that need 1, 2, …, 1,000 more. P(Bin(1000, 0.95) ≤ 961) = 0.957 and P(… ≤ 960) = 0.940, so that the
    /// 962nd is the first of which it is 95 % sure that it covers 95 % of trials.
    #[test]
    fn the_stock_is_an_order_statistic_with_its_bound() {
        let more: Vec<i64> = (0..1000).map(|i| 1 + i * 7 % 1000).collect();
        let purchases = [Purchase::plain(1.0)];
        let reach = Reach { purchases: &purchases, opening: &[0.0], most: &[1000], day: &[1.0] };
        let need = Need::alone(0, more, 0, &reach);
        let mut line = Line {
            site: 0,
            reasons: Vec::new(),
            method: Method::OnePass,
            path: need.path.clone(),
            purchases: purchases.to_vec(),
            limit: need.path.last(),
            need: Some(need),
            mixer: None,
            classes: Vec::new(),
            least: 0,
            chosen: 0,
            by_estimate: None,
            feasible: true,
            proven: false,
            as_today: false,
            own: None,
            floor: Vec::new(),
            today: None,
            tried: Vec::new(),
            costs: Vec::new(),
            cost_today: None,
        };
        line.choose_by_rank(0.05, 1000);
        assert_eq!(line.path.ticks(line.chosen), [962]);
        assert_eq!(line.by_estimate.map(|at| line.path.ticks(at)), Some(vec![950]));
        assert!(line.feasible && line.proven);
        // 2,995 trials are the fewest for 0.1 %: with less, the estimate has to do.
        line.choose_by_rank(0.001, 1000);
        assert_eq!((line.path.ticks(line.chosen), line.proven), (vec![999], false));
        line.limit = 900;
        line.choose_by_rank(0.05, 1000);
        assert!(!line.feasible && line.chosen == 900);
    }
}
