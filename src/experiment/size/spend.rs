//! A budget spread over lines, and over the inputs of each.

use rayon::prelude::*;

use super::budget::{self, Budget, Spread};
use super::purchase::money;
use super::{FINE, Line, Method, Own, Study, TAIL};
use crate::experiment::{Estimate, Stopped};

/// Times that curves are simulated anew at the stocks that the budget would buy.
const CLOSER: usize = 2;
/// Mixes near the best of each line that are simulated.
const NEAR: usize = 8;
/// Times that this is done.
const ROUNDS: usize = 2;

impl Study<'_> {
    /// Spreads a budget.
    pub(super) fn spend(&self, lines: &mut [Line], budget: Budget) -> Result<Spread, Stopped> {
        let by_pass = lines.iter().all(|line| line.method != Method::Search);
        let names: Vec<String> = lines.iter().map(|line| self.name_of(line.site).0.to_owned()).collect();
        let curves = |lines: &[Line]| lines.iter().map(|line| self.curve_of_money(line, by_pass)).collect::<Vec<_>>();
        if !by_pass {
            self.try_grid(lines, FINE, TAIL)?;
            for _ in 0..CLOSER {
                buy(lines, &budget::spread(&curves(lines), &names, budget), budget.money);
                let chosen: Vec<usize> = lines.iter().map(|line| line.chosen).collect();
                self.try_at(lines, &chosen)?;
            }
        }
        let mut spread = budget::spread(&curves(lines), &names, budget);
        buy(lines, &spread, budget.money);
        let after = self.best_mixes(lines, &spread, by_pass)?;
        spread.lines = lines.iter().map(Line::price).collect();
        spread.spent = spread.lines.iter().sum();
        spread.after = after;
        Ok(spread)
    }

    /// Money and what is lost in spite of it, of a line.
    fn curve_of_money(&self, line: &Line, by_pass: bool) -> budget::Curve {
        let trials = self.options.trials;
        let mut curve = vec![(0.0, line.today.map_or(0.0, |today| today.value))];
        let known: Vec<(usize, f64)> = match &line.need {
            Some(need) if by_pass => {
                let share = |at: usize| need.short_at(at) as f64 / trials as f64;
                line.grid(10 * FINE, TAIL).into_iter().map(|at| (at, share(at))).collect()
            }
            _ => line.tried.iter().map(|(at, outcome)| (*at, outcome.value)).collect(),
        };
        let cost = |at: usize| money(&line.purchases, &line.path.ticks(at));
        curve.extend(known.into_iter().map(|(at, lost)| (cost(at), lost)).filter(|(cost, _)| *cost > 0.0));
        curve
    }

    /// Takes the stocks of the positions or, where that loses less, those with money moved between inputs; either way
    /// what is left goes to the next best. Returns what is lost in all.
    fn best_mixes(&self, lines: &mut [Line], spread: &Spread, by_pass: bool) -> Result<f64, Stopped> {
        let plain: Vec<Vec<i64>> = lines.iter().map(Line::ticks).collect();
        let known: &[Line] = lines;
        let moved = |at: usize| {
            let ticks = &plain[at];
            better_mix(&known[at], ticks, spread.lines[at]).unwrap_or_else(|| ticks.clone())
        };
        let moved: Vec<Vec<i64>> = (0..known.len()).into_par_iter().map(moved).collect();
        let mut best: Option<(f64, Vec<Own>)> = None;
        let mut seen: Vec<Vec<Vec<i64>>> = Vec::new();
        for mut mixes in [plain, moved] {
            fill(lines, &mut mixes, spread);
            if seen.contains(&mixes) {
                continue;
            }
            let outcomes = self.outcomes_with(lines, &mixes, by_pass)?;
            let lost: f64 = outcomes.iter().map(|outcome| outcome.value).sum();
            if best.as_ref().is_none_or(|(least, _)| lost < *least) {
                let own = mixes.iter().cloned().zip(outcomes).map(|(ticks, outcome)| Own { ticks, outcome });
                best = Some((lost, own.collect()));
            }
            seen.push(mixes);
        }
        let Some((_, owns)) = best else { return Ok(0.0) };
        let owns = if by_pass { owns } else { self.closer(lines, owns, spread)? };
        let lost: f64 = owns.iter().map(|own| own.outcome.value).sum();
        for (line, own) in lines.iter_mut().zip(owns) {
            line.as_today = own.ticks.iter().all(|ticks| *ticks == 0);
            if line.as_today {
                line.today = line.today.or(Some(own.outcome));
            } else {
                line.own = Some(own);
            }
        }
        Ok(lost)
    }

    /// Simulates mixes near those of each line, for the same money, and takes the ones that lose less: days that are
    /// missing say nearly what a mix loses, not quite.
    fn closer(&self, lines: &[Line], mut owns: Vec<Own>, spread: &Spread) -> Result<Vec<Own>, Stopped> {
        for _ in 0..ROUNDS {
            let spent: f64 = lines.iter().zip(&owns).map(|(line, own)| money(&line.purchases, &own.ticks)).sum();
            let near = |at: usize| {
                let (line, own) = (&lines[at], &owns[at]);
                let Some(mixer) = line.mixer.as_ref().filter(|_| line.path.inputs.len() > 1) else { return Vec::new() };
                let left = if spread.order.first() == Some(&at) { (spread.money - spent).max(0.0) } else { 0.0 };
                let sum = money(&line.purchases, &own.ticks) + left;
                let mut near = mixer.near(&own.ticks, sum, NEAR);
                near.retain(|mix| within(line, mix) && money(&line.purchases, mix) <= sum + 1e-6);
                near
            };
            let near: Vec<Vec<Vec<i64>>> = (0..lines.len()).into_par_iter().map(near).collect();
            let mut better = owns.clone();
            for at in 0..near.iter().map(Vec::len).max().unwrap_or(0) {
                let mixes: Vec<Option<Vec<i64>>> = near
                    .iter()
                    .zip(&owns)
                    .map(|(near, own)| Some(near.get(at).unwrap_or(&own.ticks).clone()))
                    .collect();
                let outcomes = self.try_own(lines, &mixes)?;
                for ((better, mix), outcome) in better.iter_mut().zip(mixes).zip(outcomes) {
                    if let Some(ticks) = mix.filter(|_| outcome.value < better.outcome.value) {
                        *better = Own { ticks, outcome };
                    }
                }
            }
            if better.iter().zip(&owns).all(|(better, own)| better.ticks == own.ticks) {
                break;
            }
            owns = better;
        }
        Ok(owns)
    }

    fn outcomes_with(&self, lines: &[Line], mixes: &[Vec<i64>], by_pass: bool) -> Result<Vec<Estimate>, Stopped> {
        if by_pass {
            let told = |(line, ticks): (&Line, &Vec<i64>)| {
                let short = line.need.as_ref().map_or(0, |need| need.short_with(ticks));
                super::lines::chance_estimate(short, self.options.trials)
            };
            return Ok(lines.iter().zip(mixes).map(told).collect());
        }
        self.try_own(lines, &mixes.iter().cloned().map(Some).collect::<Vec<_>>())
    }
}

impl Line {
    /// Money for the stock of the answer beyond today's.
    pub(super) fn price(&self) -> f64 {
        money(&self.purchases, &self.ticks())
    }
}

/// Gives each line the last position that its money buys, and what is left to the line where it avoids the most.
fn buy(lines: &mut [Line], spread: &Spread, budget: f64) {
    let affordable = |line: &Line, money: f64| {
        let fits = |ticks: &[i64]| super::purchase::money(&line.purchases, ticks) <= money + 1e-6;
        line.path.last_where(fits).min(line.limit).min(line.path.sampled())
    };
    let cost = |line: &Line| if line.as_today { 0.0 } else { money(&line.purchases, &line.path.ticks(line.chosen)) };
    for (line, money) in lines.iter_mut().zip(&spread.lines) {
        line.chosen = affordable(line, *money);
        line.as_today = false;
        line.as_today = cost(line) <= 0.0 || cost(line) > *money + 1e-6;
    }
    for at in &spread.order {
        let left = budget - lines.iter().map(cost).sum::<f64>();
        let line = &mut lines[*at];
        // Beyond the end of its curve it would avoid nothing more.
        let more = affordable(line, (cost(line) + left).min(spread.ends[*at]));
        if money(&line.purchases, &line.path.ticks(more)) > cost(line) {
            (line.chosen, line.as_today) = (more, false);
        }
    }
}

/// Buys with what is left of a budget what avoids the most at each line, the one first where it avoids the most.
fn fill(lines: &[Line], mixes: &mut [Vec<i64>], spread: &Spread) {
    let cost = |line: &Line, ticks: &[i64]| money(&line.purchases, ticks);
    let spent: f64 = lines.iter().zip(mixes.iter()).map(|(line, ticks)| cost(line, ticks)).sum();
    let mut left = spread.money - spent;
    for at in &spread.order {
        let (line, mix) = (&lines[*at], &mut mixes[*at]);
        let Some(of_line) = &line.mixer else { continue };
        // Beyond the end of its curve a line avoids nothing more.
        let room = left.min(spread.ends[*at] - cost(line, mix)).max(0.0);
        let before = cost(line, mix);
        let mut more = mix.clone();
        of_line.fill(&mut more, before + room, None);
        if within(line, &more) && cost(line, &more) <= before + room + 1e-6 {
            left -= cost(line, &more) - before;
            *mix = more;
        }
    }
}

/// Whether no part of a mix is more than is looked at.
fn within(line: &Line, mix: &[i64]) -> bool {
    mix.iter().zip(&line.path.ticks(line.limit)).all(|(ticks, most)| ticks <= most)
}

/// The mix of a line that was found to lose least for a sum; nothing where it is that of its path.
fn better_mix(line: &Line, ticks: &[i64], sum: f64) -> Option<Vec<i64>> {
    let mixer = line.mixer.as_ref().filter(|_| line.path.inputs.len() > 1)?;
    let mix = mixer.most_for(sum, ticks);
    let paid = money(&line.purchases, &mix) <= sum + 1e-6;
    (within(line, &mix) && paid && mix != ticks).then_some(mix)
}
