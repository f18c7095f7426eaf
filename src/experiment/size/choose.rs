//! The least stock of each line that meets a target, and the stock of least expected cost.

use super::search::Search;
use super::spend::better_mix;
use super::{COARSE, FINE, Line, Method, Study, Target, confirm};
use crate::experiment::{Estimate, Stopped};

/// Times that the neighbourhood of the best stock is looked at more closely.
const CLOSER: usize = 3;

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
            self.try_grid(lines, COARSE)?;
            let meets = |estimate: &Estimate| target.is_met(self.bad_end(estimate, confirm::confidence(1), trials));
            for (line, search) in lines.iter().zip(&mut searches).filter(|(line, _)| line.method == Method::Search) {
                let mut new = Search::new(line.limit, line.path.sampled());
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
                line.chosen = search.best();
                line.feasible = search.found();
            }
            // Even what is enough in one trial only is beyond the limit: below it, no stock is better than today's.
            if line.limit == 0 && line.need.is_some() {
                (line.feasible, line.as_today) = (false, true);
            }
        }
        Ok(())
    }

    /// Chooses the stock of each line whose expected cost is least: of a grid, then closer and closer around the best,
    /// then with money moved between its inputs.
    pub(super) fn least(&self, lines: &mut [Line]) -> Result<(), Stopped> {
        self.try_grid(lines, FINE)?;
        for _ in 0..CLOSER {
            let between: Vec<[usize; 2]> = lines.iter().map(Line::around_the_least).collect();
            for side in 0..2 {
                self.try_at(lines, &between.iter().map(|sides| sides[side]).collect::<Vec<_>>())?;
            }
        }
        lines.iter_mut().for_each(Line::choose_least);
        let mixes: Vec<Option<Vec<i64>>> =
            lines.iter().map(|line| better_mix(self.model(), line, &line.path.ticks(line.chosen))).collect();
        if mixes.iter().all(Option::is_none) {
            return Ok(());
        }
        let before: Vec<f64> = lines.iter().map(Line::least_known).collect();
        let outcomes = self.try_own(lines, &mixes)?;
        for ((line, mix), (outcome, before)) in lines.iter_mut().zip(mixes).zip(outcomes.into_iter().zip(before)) {
            line.own = mix.filter(|_| outcome.value < before).map(|ticks| super::Own { ticks, outcome });
        }
        Ok(())
    }

    /// The outcome of each line with stocks beside its path, or else with the chosen ones.
    pub(super) fn try_own(&self, lines: &[Line], mixes: &[Option<Vec<i64>>]) -> Result<Vec<Estimate>, Stopped> {
        let extra = |(line, mix): (&Line, &Option<Vec<i64>>)| match mix {
            Some(ticks) => line.path.extra_of(ticks),
            None => line.extra(),
        };
        let extra: Vec<_> = lines.iter().zip(mixes).flat_map(extra).collect();
        Ok(self.outcomes(lines, &self.simulate(&extra, &self.plan(0, self.options.trials))?))
    }
}

impl Line {
    /// The least expected outcome that was simulated.
    fn least_known(&self) -> f64 {
        self.tried.iter().map(|(_, outcome)| outcome.value).fold(f64::INFINITY, f64::min)
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
