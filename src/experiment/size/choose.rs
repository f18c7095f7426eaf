//! The least stock of each line that meets a target, and the stock of least expected cost.

use super::search::Search;
use super::{Brought, COARSE, FINE, Line, Method, SHORT_TAIL, Study, TAIL, Target, confirm};
use crate::experiment::{Estimate, Stopped};
use crate::statistics::proportion;

/// Times that the neighbourhood of the best stock is looked at more closely.
const CLOSER: usize = 3;
/// Times that the mix of least cost is sought and simulated.
const MIXES: usize = 2;
/// Stocks that lose no more than so many times what the chosen one does tell what a lost day costs near it.
const NEAR: f64 = 3.0;
/// So many of them at least.
const FEWEST: usize = 4;

impl Study<'_> {
    /// Chooses the least stock of each line that meets the target.
    pub(super) fn choose(&self, lines: &mut [Line], target: &Target) -> Result<(), Stopped> {
        let trials = self.options.trials;
        if let Some(chance) = target.halt_chance() {
            for line in &mut *lines {
                line.choose_by_rank(chance, trials);
            }
        }
        let mut searches: Vec<Option<Search>> = lines.iter().map(|_| None).collect();
        if lines.iter().any(|line| line.method == Method::Search) {
            let hints: Vec<Option<usize>> = lines.iter().map(|line| self.hint(line, target)).collect();
            let told = lines.iter().zip(&hints).all(|(line, hint)| line.method != Method::Search || hint.is_some());
            self.try_grid(lines, COARSE, if told { SHORT_TAIL } else { TAIL })?;
            let meets = |estimate: &Estimate| target.is_met(self.bad_end(estimate, confirm::confidence(1), trials));
            let each = lines.iter().zip(&mut searches).zip(hints);
            for ((line, search), hint) in each.filter(|((line, _), _)| line.method == Method::Search) {
                let mut new = Search::new(line.limit, line.path.sampled(), hint);
                line.tried.iter().for_each(|(at, outcome)| new.learn(*at, meets(outcome)));
                *search = Some(new);
            }
            loop {
                let next = |search: &Option<Search>| search.as_ref().and_then(Search::next);
                if searches.iter().all(|search| next(search).is_none()) {
                    break;
                }
                let at = |(line, search): (&Line, &Option<Search>)| match search {
                    Some(search) => search.next().unwrap_or(search.best()),
                    None => line.chosen,
                };
                let positions: Vec<usize> = lines.iter().zip(&searches).map(at).collect();
                self.try_at(lines, &positions)?;
                for ((line, search), at) in lines.iter().zip(&mut searches).zip(&positions) {
                    let Some(search) = search.as_mut().filter(|s| s.next().is_some()) else { continue };
                    let tried = line.tried.iter().find(|(position, _)| position == at);
                    search.learn(*at, tried.is_some_and(|(_, outcome)| meets(outcome)));
                }
            }
        }
        for (line, search) in lines.iter_mut().zip(searches) {
            if let Some(search) = search {
                line.chosen = search.best().max(line.least).min(line.limit);
                line.feasible = search.found() && line.least <= line.limit;
            }
            // Even what is enough in one trial only is beyond the limit: below it, no stock is better than today's.
            if line.limit == 0 && line.need.is_some() {
                (line.feasible, line.as_today) = (false, true);
            }
        }
        Ok(())
    }

    /// The first position that would meet a chance of a halt if one pass were exact; nothing where it says nothing of
    /// it.
    fn hint(&self, line: &Line, target: &Target) -> Option<usize> {
        let (need, trials) = (line.need.as_ref()?, self.options.trials);
        target.halt_chance()?;
        let misses =
            |at: usize| !target.is_met(proportion::upper_bound(need.short_at(at), trials, confirm::confidence(1)));
        let (mut low, mut high) = (line.least.min(line.limit), line.limit);
        while low < high {
            let middle = low.midpoint(high);
            (low, high) = if misses(middle) { (middle + 1, high) } else { (low, middle) };
        }
        Some(low)
    }

    /// Chooses the stock of each line whose expected cost is least: of a grid, then closer and closer around the best,
    /// then the mix of least cost if lost days cost what they did on the way.
    pub(super) fn least(&self, lines: &mut [Line]) -> Result<(), Stopped> {
        self.try_grid(lines, FINE, TAIL)?;
        for _ in 0..CLOSER {
            let between: Vec<[usize; 2]> = lines.iter().map(Line::around_the_least).collect();
            for side in 0..2 {
                self.try_at(lines, &between.iter().map(|sides| sides[side]).collect::<Vec<_>>())?;
            }
        }
        lines.iter_mut().for_each(Line::choose_least);
        for _ in 0..MIXES {
            let mixes: Vec<Option<Vec<i64>>> = lines.iter().map(|line| self.mix_of_least_cost(line)).collect();
            if mixes.iter().all(Option::is_none) {
                return Ok(());
            }
            let before: Vec<f64> = lines.iter().map(Line::least_known).collect();
            let outcomes = self.try_own(lines, &mixes)?;
            for ((line, mix), (outcome, before)) in lines.iter_mut().zip(mixes).zip(outcomes.into_iter().zip(before)) {
                let better = mix.filter(|_| outcome.value < before).map(|ticks| super::Own { ticks, outcome });
                line.own = better.or(line.own.take());
            }
        }
        Ok(())
    }

    /// The mix that costs least if a lost day costs what it did in the simulations near the chosen stock; nothing where
    /// that is the chosen stock, or there is one part only.
    fn mix_of_least_cost(&self, line: &Line) -> Option<Vec<i64>> {
        let mixer = line.mixer.as_ref().filter(|_| line.path.inputs.len() > 1)?;
        let model = self.model();
        let share = model.numbers.median(model.sites[line.site].holding) * f64::from(model.days) / 365.0;
        let of_input = |input: &usize| {
            let input = &model.inputs[*input];
            model.numbers.median(input.holding_price) * model.materials[input.material].tick * share
        };
        let holding: Vec<f64> = line.path.inputs.iter().map(of_input).collect();
        let held = |ticks: &[i64]| holding.iter().zip(ticks).map(|(money, ticks)| money * *ticks as f64).sum::<f64>();
        let chosen = line.ticks();
        let nearly = NEAR * mixer.lost(&chosen);
        let tried = line.tried.iter().map(|(at, outcome)| (line.path.ticks(*at), outcome.value));
        let points: Vec<(f64, f64)> = tried.map(|(ticks, cost)| (mixer.lost(&ticks), cost - held(&ticks))).collect();
        let near: Vec<(f64, f64)> = points.iter().copied().filter(|(lost, _)| *lost <= nearly).collect();
        let harm = slope(if near.len() >= FEWEST { &near } else { &points })?;
        let mix = mixer.least_cost(&chosen, &mixer.nothing(), &holding, harm);
        let fits = mix.iter().zip(&line.path.ticks(line.limit)).all(|(ticks, most)| ticks <= most);
        (fits && mix != chosen).then_some(mix)
    }

    /// The outcome of each line with stocks beside its path, or else with the chosen ones.
    pub(super) fn try_own(&self, lines: &[Line], mixes: &[Option<Vec<i64>>]) -> Result<Vec<Estimate>, Stopped> {
        let extra = |(line, mix): (&Line, &Option<Vec<i64>>)| match mix {
            Some(ticks) => line.path.extra_of(ticks),
            None => line.extra(),
        };
        let Brought { outcomes, .. } = self.brought(lines, lines.iter().zip(mixes).flat_map(extra).collect())?;
        Ok(outcomes)
    }
}

impl Line {
    /// The least expected outcome that was simulated.
    fn least_known(&self) -> f64 {
        let own = self.own.as_ref().map(|own| own.outcome.value);
        self.tried.iter().map(|(_, outcome)| outcome.value).chain(own).fold(f64::INFINITY, f64::min)
    }

    /// Halfway from the best position that was simulated to its neighbours.
    fn around_the_least(&self) -> [usize; 2] {
        let mut known: Vec<(usize, f64)> = self.tried.iter().map(|(at, outcome)| (*at, outcome.value)).collect();
        known.sort_by_key(|(at, _)| *at);
        let least = known.iter().enumerate().min_by(|(_, a), (_, b)| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let Some((least, _)) = least else { return [self.limit; 2] };
        let at = |index: usize| known.get(index).map_or(known[least].0, |(at, _)| *at);
        [at(least.saturating_sub(1)).midpoint(known[least].0), known[least].0.midpoint(at(least + 1))]
    }
}

/// The slope of the line nearest to points; nothing of points above each other, or where it falls.
fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let n = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let (mut across, mut along) = (0.0, 0.0);
    for point in points {
        across += (point.0 - x) * (point.1 - y);
        along += (point.0 - x).powi(2);
    }
    let slope = across / along;
    (slope.is_finite() && slope > 0.0).then_some(slope)
}

#[cfg(test)]
mod tests {
    use super::slope;

    /// 3 more for each day, and points that say nothing.
    #[test]
    fn a_lost_day_costs_what_it_did_on_the_way() {
        let points = [(0.0, 5.0), (10.0, 36.0), (20.0, 65.0), (30.0, 94.0)];
        assert!(slope(&points).is_some_and(|day| (day - 2.96).abs() < 1e-9), "{:?}", slope(&points));
        assert_eq!(
            (slope(&[(1.0, 2.0), (1.0, 3.0)]), slope(&[(0.0, 3.0), (1.0, 2.0)]), slope(&[])),
            (None, None, None)
        );
    }
}
