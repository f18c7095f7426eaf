//! The stock that a line needs: so much that a halt is as unlikely as asked, that least is lost for the money, or
//! that a budget does the most.
//!
//! Where orders do not react to more stock, one simulation in which the lines never run out tells of every stock at
//! once what it is worth (see [`crate::model::NotExact`]): the stock asked for is an order statistic of what the
//! futures needed, with an exact confidence bound. Elsewhere stocks are tried, all lines at once, on the same
//! futures. Either way the answer is then tried on fresh futures.

mod answer;
mod budget;
mod build;
mod confirm;
mod cost;
mod lead;
mod lines;
mod path;
mod search;
mod target;

pub use answer::{
    Amount, Bound, BoundFrom, BuildUp, CurvePoint, Fresh, Method, MissingShare, SizedInput, SizedLine, Sizing,
    SizingFacts, Textbook, TextbookStock, Verdict, What, Worth,
};
pub use budget::{Budget, Gain, Spread};
pub use confirm::MOST_TIMES;
pub use target::{Lines, SizeMistake, Target, possible};

use std::cell::Cell;

use super::gauge::Futures;
use super::measure::{Measure, Quantity};
use super::pass::{PLENTY, Pass};
use super::run::NamedModel;
use super::{Estimate, Plan, ScenarioFacts, Simulated, StockRow, Stopped, Watch, simulate};
use crate::model::{Extra, Model};
use crate::statistics::quantile;
use path::{Need, Path};
use search::Search;
use target::SURE;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// A target of each line.
    Target(Target),
    /// A sum of money to be spread over the lines.
    Budget(Budget),
}

/// How to size.
#[derive(Clone, Debug, PartialEq)]
pub struct SizeOptions {
    /// What is asked.
    pub goal: Goal,
    /// What is decided.
    pub what: What,
    /// Lines that are sized.
    pub lines: Lines,
    /// Futures on which the stock is found.
    pub trials: u64,
    /// Further futures on which it is tried; at least 1.
    pub fresh_trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Take one pass also where it is not exact; only for a chance of a halt.
    pub one_pass: bool,
    /// Most stock that is looked at, in days of planned need; nothing is nearly the horizon.
    pub most_days: Option<f64>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SizeError {
    /// The question cannot be answered.
    #[error(transparent)]
    Mistake(#[from] SizeMistake),
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Share of the horizon that the most stock covers, unless asked otherwise: one that lasts to the end of the horizon
/// is no answer, as it needs no supplies at all.
const MOST_OF_HORIZON: f64 = 0.95;
/// Even steps of a grid of stocks that are simulated.
const COARSE: usize = 5;
/// The same for least cost and budgets, and for curves that need no simulation.
const FINE: usize = 12;

/// What is known while a line is being sized.
struct Line {
    site: usize,
    reasons: Vec<String>,
    method: Method,
    path: Path,
    /// What one pass says; nothing of order levels alone.
    need: Option<Need>,
    /// Last position that is looked at.
    limit: usize,
    chosen: usize,
    /// By the estimate alone.
    by_estimate: Option<usize>,
    feasible: bool,
    /// One pass proves that the chosen stock meets the target.
    proven: bool,
    /// Today's stock is the answer, wherever the chosen position is.
    as_today: bool,
    today: Option<Estimate>,
    /// Position and outcome of stocks that were simulated.
    tried: Vec<(usize, Estimate)>,
    /// Position and expected cost of stocks that were simulated.
    costs: Vec<(usize, Estimate)>,
    /// Expected cost of today's stock.
    cost_today: Option<Estimate>,
}

/// A sizing under way.
struct Study<'a> {
    named: NamedModel<'a>,
    options: &'a SizeOptions,
    quantity: Quantity,
    watch: &'a Watch,
    simulated: Cell<u64>,
}

/// Sizes the stock of lines, all in the current thread pool.
///
/// # Errors
/// A question that cannot be answered of this model; when [`Watch::stop`] was set.
pub fn size(named: NamedModel, options: &SizeOptions, watch: &Watch) -> Result<Sizing, SizeError> {
    let sites = options.lines.find(named.model)?;
    let quantity = match &options.goal {
        Goal::Target(target) => target.quantity(),
        Goal::Budget(Budget { gain: Gain::Loss, .. }) => Quantity::Loss,
        Goal::Budget(Budget { gain: Gain::Risk, .. }) => Quantity::PHalt,
    };
    let study = Study { named, options, quantity, watch, simulated: Cell::new(0) };
    study.check(&sites)?;
    let mut notes = Vec::new();
    let mut lines = study.prepare(&sites)?;
    let budget = match &options.goal {
        Goal::Target(Target::LeastCost) => {
            study.try_grid(&mut lines, FINE)?;
            lines.iter_mut().for_each(Line::choose_least);
            None
        }
        Goal::Target(target) => {
            study.choose(&mut lines, target, &mut notes)?;
            None
        }
        Goal::Budget(budget) => Some(study.spend(&mut lines, *budget)?),
    };
    study.finish(&mut lines, budget, notes)
}

/// A share in per cent, as people write it.
fn per_cent(share: f64) -> f64 {
    (share * 1e8).round() / 1e6
}

impl Study<'_> {
    fn model(&self) -> &Model {
        self.named.model
    }

    fn most_days(&self) -> f64 {
        self.options.most_days.unwrap_or(MOST_OF_HORIZON * f64::from(self.model().days))
    }

    /// Whether it can be answered at all.
    fn check(&self, sites: &[usize]) -> Result<(), SizeMistake> {
        let model = self.model();
        let mistake = |text: String| Err(SizeMistake(text));
        for site in sites {
            let inputs = &model.inputs[model.sites[*site].inputs.clone()];
            if inputs.iter().all(|input| input.nominal_need <= 0.0) {
                return mistake(format!("nothing is planned of the inputs of \"{}\"", model.sites[*site].name));
            }
            let measure = Measure::of_line(self.quantity, &model.sites[*site].name);
            measure.check(model).map_err(|error| SizeMistake(error.to_string()))?;
        }
        if self.options.what == What::Target {
            if let Some(site) = sites.iter().find(|s| Path::levels(model, **s, 1.0).is_none()) {
                let name = &model.sites[*site].name;
                return mistake(format!("\"{name}\" orders fixed quantities: there is no level that could be raised"));
            }
            if matches!(self.options.goal, Goal::Budget(_)) {
                return mistake("a budget is spread over opening stocks: leave out --what target".to_owned());
            }
        }
        Ok(())
    }

    fn plan(&self, first_trial: u64, trials: u64) -> Plan {
        let seed = self.options.seed;
        Plan { first_trial, trials, seed, outcomes: true, band_every: self.model().days, audit: false }
    }

    /// Simulates with more stock.
    fn simulate(&self, extra: &[(usize, Extra)], plan: &Plan) -> Result<Simulated, Stopped> {
        self.simulated.set(self.simulated.get() + plan.trials);
        let more = self.model().with_extra(extra);
        Ok(simulate(&[&more], plan, self.watch)?.remove(0))
    }

    /// One simulation in which no line that is sized ever runs out: what each of them needed.
    fn one_pass(&self, sites: &[usize]) -> Result<Vec<Need>, SizeError> {
        let Some(pass) = Pass::play(self.model(), sites, &self.plan(0, self.options.trials), self.watch)? else {
            let why = "a line halts whatever its stock: its plan exceeds a thousand times its usual need";
            return Err(SizeMistake(why.into()).into());
        };
        self.simulated.set(self.simulated.get() + pass.simulated);
        let inputs: Vec<usize> = sites.iter().flat_map(|site| self.model().sites[*site].inputs.clone()).collect();
        Ok(self.needs(sites, &inputs, &pass.rows, &pass.plenty))
    }

    fn needs(&self, sites: &[usize], inputs: &[usize], rows: &[StockRow], plenty: &[i64]) -> Vec<Need> {
        let of_site = |site: &usize| {
            let own: Vec<usize> = self.model().sites[*site].inputs.clone().collect();
            let columns: Vec<usize> = (0..inputs.len()).filter(|c| own.contains(&inputs[*c])).collect();
            Need::new(&own, &columns, rows, plenty)
        };
        sites.iter().map(of_site).collect()
    }

    /// Paths of all lines and, for opening stocks, what one pass says.
    fn prepare(&self, sites: &[usize]) -> Result<Vec<Line>, SizeError> {
        let model = self.model();
        let most_days = self.most_days();
        let needs: Vec<Option<Need>> = match self.options.what {
            What::Opening => self.one_pass(sites)?.into_iter().map(Some).collect(),
            What::Target => sites.iter().map(|_| None).collect(),
        };
        let lines = sites.iter().zip(needs).filter_map(|(site, need)| {
            let path = match &need {
                Some(need) => need.path.clone(),
                None => Path::levels(model, *site, most_days)?,
            };
            let mut reasons: Vec<String> = Vec::new();
            if self.quantity == Quantity::PHalt {
                reasons.extend(model.one_pass(*site, sites).iter().map(crate::model::NotExact::words));
            } else {
                reasons.push("one pass tells when a line runs out, not what follows from it".to_owned());
            }
            if need.is_none() {
                reasons.insert(0, "a raised level is built up from orders, which react to it".to_owned());
            }
            let known = need.is_some() && self.quantity == Quantity::PHalt;
            let method = match (reasons.is_empty(), known && self.options.one_pass) {
                (true, _) => Method::OnePass,
                (false, true) => Method::OnePassApproximate,
                (false, false) => Method::Search,
            };
            let fits = |ticks: &[i64]| {
                path.inputs.iter().zip(ticks).all(|(input, more)| {
                    let input = &model.inputs[*input];
                    let stock = if need.is_some() { model.numbers.median(input.opening) } else { 0.0 };
                    *more <= 0 || (stock + *more as f64) <= most_days * input.nominal_need + 0.5
                })
            };
            let limit = path.last_where(fits);
            let trials = self.options.trials;
            let today = need
                .as_ref()
                .filter(|_| method != Method::Search)
                .map(|need| lines::chance_estimate(need.short_today, trials));
            Some(Line {
                site: *site,
                reasons,
                method,
                path,
                need,
                limit,
                chosen: limit,
                by_estimate: None,
                feasible: true,
                proven: false,
                as_today: false,
                today,
                tried: Vec::new(),
                costs: Vec::new(),
                cost_today: None,
            })
        });
        Ok(lines.collect())
    }

    /// The outcome of each line in a simulation.
    fn outcomes(&self, lines: &[Line], simulated: &Simulated) -> Vec<Estimate> {
        self.measured(self.quantity, lines, simulated)
    }

    fn measured(&self, quantity: Quantity, lines: &[Line], simulated: &Simulated) -> Vec<Estimate> {
        let futures = Futures::new(self.model(), &simulated.outcomes);
        let of_line = |line: &Line| {
            let measure = Measure::of_line(quantity, &self.model().sites[line.site].name);
            let nothing = Estimate { value: 0.0, low: None, high: None };
            futures.sample(&measure).map_or(nothing, |sample| sample.estimate())
        };
        lines.iter().map(of_line).collect()
    }

    /// Simulates all lines at positions.
    fn try_at(&self, lines: &mut [Line], positions: &[usize]) -> Result<(), Stopped> {
        let extra: Vec<_> = lines.iter().zip(positions).flat_map(|(line, at)| line.path.extra(*at)).collect();
        let simulated = self.simulate(&extra, &self.plan(0, self.options.trials))?;
        let outcomes = self.outcomes(lines, &simulated);
        for ((line, at), outcome) in lines.iter_mut().zip(positions).zip(outcomes) {
            learn(&mut line.tried, *at, outcome);
        }
        self.learn_costs(lines, Some(positions), &simulated);
        Ok(())
    }

    /// Simulates today's stocks, where one pass does not tell.
    fn try_today(&self, lines: &mut [Line]) -> Result<(), Stopped> {
        if lines.iter().all(|line| line.today.is_some()) {
            return Ok(());
        }
        let simulated = self.simulate(&[], &self.plan(0, self.options.trials))?;
        let outcomes = self.outcomes(lines, &simulated);
        for (line, outcome) in lines.iter_mut().zip(outcomes) {
            line.today = line.today.or(Some(outcome));
        }
        self.learn_costs(lines, None, &simulated);
        Ok(())
    }

    /// Simulates a grid of stocks, all lines at once, from the least to the most.
    fn try_grid(&self, lines: &mut [Line], even: usize) -> Result<(), Stopped> {
        self.try_today(lines)?;
        let grids: Vec<Vec<usize>> = lines.iter().map(|line| line.grid(even)).collect();
        let longest = grids.iter().map(Vec::len).max().unwrap_or(0);
        for step in 0..longest {
            // Shorter grids wait at their end.
            let at = |grid: &Vec<usize>| grid[step.min(grid.len() - 1)];
            self.try_at(lines, &grids.iter().map(at).collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// Chooses the least stock of each line that meets the target.
    fn choose(&self, lines: &mut [Line], target: &Target, notes: &mut Vec<String>) -> Result<(), Stopped> {
        let trials = self.options.trials;
        if let Some(chance) = target.halt_chance() {
            let fewest = quantile::wilks_size(1.0 - chance, SURE, 1);
            if trials < fewest {
                notes.push(format!(
                    "{trials} futures are too few: even if none of them halts, a chance of at most {}\u{a0}% is shown with \
                     {}\u{a0}% confidence by {fewest} futures at least (ln {:.2} / ln {}; --trials {fewest}). The stock is \
                     that of the estimate.",
                    per_cent(chance),
                    per_cent(SURE),
                    1.0 - SURE,
                    1.0 - chance,
                ));
            }
            for line in &mut *lines {
                line.choose_by_rank(chance, trials);
            }
        }
        let mut searches: Vec<Option<Search>> = lines.iter().map(|_| None).collect();
        if lines.iter().any(|line| line.method == Method::Search) {
            self.try_grid(lines, COARSE)?;
            // With few futures even none that halts is no proof; then the estimate decides.
            let sure = target.halt_chance().is_none_or(|chance| trials >= quantile::wilks_size(1.0 - chance, SURE, 1));
            let meets = |estimate: &Estimate| {
                let sure = sure.then(|| self.bad_end(estimate, confirm::confidence(1), trials));
                target.is_met(sure.unwrap_or(estimate.value))
            };
            for (line, search) in lines.iter().zip(&mut searches).filter(|(line, _)| line.method == Method::Search) {
                let mut new = Search::new(line.limit, line.path.last());
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
            // Even what is enough in one future only is beyond the limit: below it, no stock is better than today's.
            if line.limit == 0 && line.need.is_some() {
                (line.feasible, line.as_today) = (false, true);
            }
        }
        Ok(())
    }

    /// Spreads a budget.
    fn spend(&self, lines: &mut [Line], budget: Budget) -> Result<Spread, Stopped> {
        let by_pass = lines.iter().all(|line| line.method != Method::Search);
        if !by_pass {
            self.try_grid(lines, FINE)?;
        }
        let trials = self.options.trials;
        let model = self.model();
        let curves: Vec<budget::Curve> = lines
            .iter()
            .map(|line| {
                let mut curve = vec![(0.0, line.today.map_or(0.0, |t| t.value))];
                let known: Vec<(usize, f64)> = match &line.need {
                    Some(need) if by_pass => {
                        let share = |at: usize| need.short_at(at) as f64 / trials as f64;
                        line.grid(10 * FINE).into_iter().map(|at| (at, share(at))).collect()
                    }
                    _ => line.tried.iter().map(|(at, outcome)| (*at, outcome.value)).collect(),
                };
                let cost = |at: usize| lines::price(model, &line.path, at);
                curve.extend(known.into_iter().map(|(at, lost)| (cost(at), lost)).filter(|(cost, _)| *cost > 0.0));
                curve
            })
            .collect();
        let names: Vec<String> = lines.iter().map(|line| model.sites[line.site].name.clone()).collect();
        let spread = budget::spread(&curves, &names, budget);
        for (line, money) in lines.iter_mut().zip(&spread.lines) {
            let fits = |ticks: &[i64]| lines::price_of(model, &line.path, ticks) <= *money + 1e-6;
            line.chosen = line.path.last_where(fits).min(line.limit);
            line.as_today = *money <= 0.0;
        }
        if !by_pass {
            let chosen: Vec<usize> = lines.iter().map(|line| line.chosen).collect();
            self.try_at(lines, &chosen)?;
        }
        Ok(spread)
    }

    /// Tries the answer on fresh futures and puts it together.
    fn finish(&self, lines: &mut [Line], budget: Option<Spread>, mut notes: Vec<String>) -> Result<Sizing, SizeError> {
        let options = self.options;
        self.remark(lines, &mut notes);
        let bounded = match &options.goal {
            Goal::Target(target @ Target::Bound { .. }) => Some(target),
            _ => None,
        };
        let look = self.confirm(lines, bounded)?;
        let untold =
            |line: &Line| line.method == Method::Search && !line.tried.iter().any(|(at, _)| *at == line.chosen);
        if lines.iter().any(untold) {
            self.try_at(lines, &lines.iter().map(|line| line.chosen).collect::<Vec<_>>())?;
        }
        self.try_costs(lines)?;
        let build_ups = self.build_ups(lines)?;
        let target = match &options.goal {
            Goal::Target(target) => target.words(),
            Goal::Budget(budget) => format!("the most for {} {}", self.model().currency, budget.money),
        };
        let bound = match &options.goal {
            Goal::Target(Target::Bound { value, .. }) => Some(*value),
            _ => None,
        };
        let courses = self.courses(lines, bound.is_some());
        let each = lines.iter().zip(courses).zip(build_ups).enumerate();
        let answer = each
            .map(|(at, ((line, courses), build_up))| SizedLine { build_up, ..self.line(line, at, &look, &courses) });
        let answer = answer.collect();
        Ok(Sizing {
            scenario: ScenarioFacts::of(&self.named),
            run: SizingFacts {
                linestop: env!("CARGO_PKG_VERSION").to_owned(),
                seed: options.seed,
                trials: options.trials,
                fresh_trials: look.simulated.tally.trials,
                looks: look.number,
                simulated: self.simulated.get(),
                most_days: self.most_days(),
            },
            target,
            outcome: self.quantity.name(),
            outcome_title: self.quantity.title(),
            bound,
            what: options.what,
            lines: answer,
            budget,
            notes,
        })
    }

    /// What is good to know of the costs and of today's stock.
    fn remark(&self, lines: &[Line], notes: &mut Vec<String>) {
        let model = self.model();
        let free = |line: &Line| model.numbers.certain(model.sites[line.site].holding) == Some(0.0);
        if lines.iter().all(free) {
            let least = matches!(self.options.goal, Goal::Target(Target::LeastCost));
            let then = if least { "; least cost then means the most stock" } else { "" };
            notes.push(format!("holding stock costs nothing in this scenario (holding_cost_share_per_year){then}."));
        }
        let uncertain = |line: &&Line| {
            let opening = |i: &usize| model.numbers.certain(model.inputs[*i].opening).is_none();
            line.path.inputs.iter().any(opening)
        };
        let uncertain: Vec<&str> =
            lines.iter().filter(uncertain).map(|line| model.sites[line.site].title.as_str()).collect();
        if !uncertain.is_empty() && self.options.what == What::Opening {
            let at = if uncertain.len() > 3 { format!("{} lines", uncertain.len()) } else { uncertain.join("; ") };
            notes.push(format!(
                "today's stock is uncertain at {at}: its median is shown, and what is ordered comes on top of whatever \
                 it is."
            ));
        }
    }

    /// What some futures in which lines never stop say, day by day, of the inputs of each line; for the textbook, which
    /// knows opening stocks and a bound only.
    fn courses(&self, lines: &[Line], bounded: bool) -> Vec<Vec<lead::Course>> {
        if !bounded || self.options.what != What::Opening {
            return lines.iter().map(|_| Vec::new()).collect();
        }
        let inputs: Vec<usize> = lines.iter().flat_map(|line| line.path.inputs.clone()).collect();
        let plenty = |i: &usize| {
            let input = &self.model().inputs[*i];
            (*i, Extra::both((input.nominal_need * f64::from(self.model().days) * PLENTY).ceil() as i64))
        };
        let more = self.model().with_extra(&inputs.iter().map(plenty).collect::<Vec<_>>());
        let mut courses = lead::follow(&more, &inputs, self.options.seed, self.options.trials).into_iter();
        lines.iter().map(|line| courses.by_ref().take(line.path.inputs.len()).collect()).collect()
    }
}

/// Takes note of what a position brought.
fn learn(known: &mut Vec<(usize, Estimate)>, position: usize, found: Estimate) {
    match known.iter_mut().find(|(at, _)| *at == position) {
        Some(known) => known.1 = found,
        None => known.push((position, found)),
    }
}
