//! What is sized, whether it can be, and the stocks of each line in rising order.

use rayon::prelude::*;

use super::answer::{Method, PartName, Skipped, What};
use super::classes::may_happen;
use super::confirm;
use super::mix::{Harm, Mixer};
use super::path::{Need, Path, Reach, beyond_today, to_nothing};
use super::purchase::Purchase;
use super::target::SURE;
use super::{Budget, Goal, Line, MOST_TIMES, SizeError, SizeMistake, Study, Target, lines};
use crate::experiment::measure::{Measure, Quantity};
use crate::experiment::pass::{Pass, Stocked};
use crate::model::{Model, NotExact};
use crate::scenario::thousands;

impl Study<'_> {
    /// The lines that are sized, those that need nothing, and all that stands against an answer.
    pub(super) fn check(&self) -> Result<(Vec<usize>, Vec<Skipped>), SizeMistake> {
        let model = self.model();
        let (sites, idle): (Vec<usize>, Vec<usize>) =
            self.options.lines.find(model)?.into_iter().partition(|site| needs_anything(model, *site));
        let sites = self.one_of_works(&sites);
        let skipped: Vec<Skipped> = idle.into_iter().map(|site| skip(model, site)).collect();
        let mut wrong: Vec<String> = Vec::new();
        if sites.is_empty() {
            let names: Vec<&str> = skipped.iter().map(|skipped| skipped.title.as_str()).collect();
            wrong.push(format!("nothing is planned at any line that is to be sized: {}", names.join(", ")));
        }
        for site in &sites {
            let measure = Measure::of_line(self.quantity, self.name_of(*site).0);
            wrong.extend(measure.check(model).err().map(|error| error.to_string()));
        }
        if self.options.what == What::Target {
            for site in sites.iter().filter(|site| Path::levels(model, self.inputs_of(**site), 1.0).is_none()) {
                let name = self.name_of(*site).0;
                wrong.push(format!("\"{name}\" orders fixed quantities: there is no level that could be raised"));
            }
            if matches!(self.options.goal, Goal::Budget(_)) {
                wrong.push("a budget is spread over opening stocks: leave out --what target".to_owned());
            }
        }
        wrong.extend(self.prices_missing(&sites));
        wrong.extend(self.too_few(&sites));
        wrong.extend(self.wrong_classes(&sites));
        if wrong.is_empty() { Ok((sites, skipped)) } else { Err(SizeMistake(wrong.join("\n"))) }
    }

    /// Why money cannot be weighed, where it is what decides: all parts without a price.
    fn prices_missing(&self, sites: &[usize]) -> Option<String> {
        let asks = match self.options.goal {
            Goal::Budget(Budget { .. }) => "a budget",
            Goal::Target(Target::LeastCost) => "least cost",
            Goal::Target(_) => return None,
        };
        let missing = self.without_price(sites);
        let (first, count) = (missing.first()?, missing.len());
        let list: Vec<String> = missing
            .iter()
            .map(|part| format!("  materials.{} ({}, at {})", part.material, part.material_title, part.title))
            .collect();
        let parts = if count == 1 { "one part has".to_owned() } else { format!("{count} parts have") };
        Some(format!(
            "{asks} cannot be weighed: {parts} no price_per_unit\n{}\nWrite a price for each, such as \"materials\": {{\"{}\": \
             {{\"price_per_unit\": 2.5}}}}, or size with a target such as --target \"P(halt) <= 5%\".",
            list.join("\n"),
            first.material
        ))
    }

    /// Why so few trials show nothing of the target, even if nothing is lost in any of them.
    fn too_few(&self, sites: &[usize]) -> Vec<String> {
        let Goal::Target(target) = &self.options.goal else { return Vec::new() };
        let (trials, fresh) = (self.options.trials, self.options.fresh_trials());
        let mut wrong = Vec::new();
        let fewest = target.fewest_trials(SURE);
        if trials < fewest {
            let why = match target.halt_chance() {
                Some(chance) => format!(" (ln {:.2} / ln {})", 1.0 - SURE, 1.0 - chance),
                None => String::new(),
            };
            wrong.push(format!(
                "too few trials: at least {} for this target{why}, found {}; use --trials {fewest}",
                thousands(fewest),
                thousands(trials)
            ));
        }
        // What is proven by rank asks nothing of fresh trials.
        let by_rank = |site: &usize| {
            let alone = self.inputs_of(*site).len() == 1 && self.options.what == What::Opening;
            alone
                && self.quantity == Quantity::PHalt
                && self.model().one_pass(*site, sites).is_empty()
                && self.shares_inputs(*site).is_none()
        };
        let last = target.fewest_trials(confirm::confidence(MOST_TIMES.ilog2() + 1)).div_ceil(MOST_TIMES);
        if fresh < last && trials >= fewest && !sites.iter().all(by_rank) {
            wrong.push(format!(
                "too few fresh trials: at least {} for this target, found {}; use --fresh-trials {last}",
                thousands(last),
                thousands(fresh)
            ));
        }
        wrong
    }

    /// Paths of all lines and, for opening stocks, what one pass says.
    pub(super) fn prepare(&self, sites: &[usize]) -> Result<Vec<Line>, SizeError> {
        let model = self.model();
        let mut lines = Vec::new();
        if self.options.what == What::Target {
            let levels = |site: &usize| Some((*site, Path::levels(model, self.inputs_of(*site), self.most_days())?));
            lines.extend(sites.iter().filter_map(levels).map(|(site, path)| self.line_along(site, sites, path, None)));
            return Ok(lines);
        }
        let stocked: Vec<Stocked> = sites.iter().map(|site| self.stocked(*site)).collect();
        let Some(pass) = Pass::play(model, &stocked, &self.plan(0, self.options.trials), self.watch)? else {
            let why = "a line halts whatever its stock: its plan exceeds a thousand times its usual need";
            return Err(SizeMistake(why.into()).into());
        };
        self.count(pass.simulated);
        let mut column = 0;
        let columns_of = |site: &usize| {
            let columns: Vec<usize> = (column..column + self.inputs_of(*site).len()).collect();
            column += columns.len();
            (*site, columns)
        };
        let each: Vec<(usize, Vec<usize>)> = sites.iter().map(columns_of).collect();
        let line = |(site, columns): (usize, Vec<usize>)| {
            let inputs = self.inputs_of(site);
            let more = beyond_today(&columns, &pass.rows, &pass.plenty);
            let floor = to_nothing(columns[0], &pass.rows, &pass.plenty);
            let (need, mixer) = self.need(site, &inputs, more, floor);
            self.line_along(site, sites, need.path.clone(), Some((need, mixer)))
        };
        Ok(each.into_par_iter().map(line).collect())
    }

    /// What one pass says of a line, and what finds mixes of its inputs.
    fn need(&self, site: usize, inputs: &[usize], more: Vec<Vec<i64>>, floor: i64) -> (Need, Mixer) {
        let model = self.model();
        let of = |input: &usize| &model.inputs[*input];
        let purchases: Vec<Purchase> = inputs.iter().map(|input| Purchase::of(model, *input)).collect();
        let opening: Vec<f64> = inputs.iter().map(|input| model.median_stock(*input)).collect();
        let day: Vec<f64> = inputs.iter().map(|input| day_of(of(input).nominal_need)).collect();
        let most: Vec<i64> = inputs.iter().map(|input| self.most_beyond(*input)).collect();
        let reach = Reach { purchases: &purchases, opening: &opening, most: &most, day: &day };
        let classes = self.classes_of(inputs).iter().map(|wanted| wanted.class(self.options.trials)).collect();
        let mixer = self.mixer(site, more.clone(), &purchases, &day).with_classes(classes);
        if let [input] = inputs {
            return (Need::alone(*input, more.concat(), floor, &reach), mixer);
        }
        // With classes alone, the cheapest mix that keeps their targets.
        let most = self.may_halt().or(mixer.has_classes().then_some(f64::INFINITY));
        let through = most.map(|lost| mixer.cheapest(&mixer.nothing(), lost));
        (Need::mixed(inputs, more, &mixer.chain(through.as_ref()), &reach), mixer)
    }

    /// The inputs of a site that are sized, and its lines that are not to halt.
    pub(super) fn stocked(&self, site: usize) -> Stocked {
        Stocked { inputs: self.inputs_of(site), lines: self.lines_of(site) }
    }

    /// Lines that are sized: of those that share their inputs one stands for all.
    fn one_of_works(&self, sites: &[usize]) -> Vec<usize> {
        let mut chosen: Vec<usize> = Vec::new();
        for site in sites.iter().map(|site| self.lines_of(*site)[0]) {
            if !chosen.contains(&site) {
                chosen.push(site);
            }
        }
        chosen
    }

    /// Parts of lines that have no price, in the order of the lines.
    pub(super) fn without_price(&self, sites: &[usize]) -> Vec<PartName> {
        let model = self.model();
        let of_site = |site: &usize| {
            let inputs = self.inputs_of(*site).into_iter().map(|input| &model.inputs[input]);
            let unpriced = inputs.filter(|input| input.nominal_need > 0.0 && !model.materials[input.material].priced);
            let named = |input: &crate::model::Input| {
                let material = &model.materials[input.material];
                let (key, title) = self.name_of(*site);
                PartName {
                    site: key.to_owned(),
                    title: title.to_owned(),
                    material: material.name.clone(),
                    material_title: material.title.clone(),
                }
            };
            unpriced.map(named).collect::<Vec<_>>()
        };
        sites.iter().flat_map(of_site).collect()
    }

    /// The most of an input beyond today's stock that is looked at.
    pub(super) fn most_beyond(&self, input: usize) -> i64 {
        let model = self.model();
        let day = day_of(model.inputs[input].nominal_need);
        (self.most_days() * day + 0.5 - model.median_stock(input)).floor() as i64
    }

    /// What finds mixes of the inputs of a line, from what each trial needs of each.
    fn mixer(&self, site: usize, more: Vec<Vec<i64>>, purchases: &[Purchase], day: &[f64]) -> Mixer {
        if self.quantity == Quantity::PHalt {
            return Mixer::new(more, purchases, day, Harm::Halts);
        }
        match whole_days(self.model(), site) {
            None => Mixer::new(more, purchases, day, Harm::Days),
            // A day's use is that of a working day.
            Some(longer) => {
                let day: Vec<f64> = day.iter().map(|day| day * longer).collect();
                Mixer::new(more, purchases, &day, Harm::WholeDays)
            }
        }
    }

    /// In how many trials a line may halt: so few that the share is likely to be confirmed.
    fn may_halt(&self) -> Option<f64> {
        let Goal::Target(target) = &self.options.goal else { return None };
        Some(may_happen(target.halt_chance()?, self.options.trials) as f64)
    }

    fn line_along(&self, site: usize, sites: &[usize], path: Path, known: Option<(Need, Mixer)>) -> Line {
        let model = self.model();
        let mut reasons: Vec<String> = Vec::new();
        if self.quantity == Quantity::PHalt {
            reasons.extend(model.one_pass(site, sites).iter().map(NotExact::words));
            reasons.extend(self.shares_inputs(site));
        } else {
            reasons.push("one pass tells when a line runs out, not what follows from it".to_owned());
        }
        if known.is_none() {
            reasons.insert(0, "a raised level is built up from orders, which react to it".to_owned());
        }
        let tells = known.is_some() && self.quantity == Quantity::PHalt;
        let method = match (reasons.is_empty(), tells && self.options.one_pass) {
            (true, _) => Method::OnePass,
            (false, true) => Method::OnePassApproximate,
            (false, false) => Method::Search,
        };
        let most_days = self.most_days();
        let fits = |ticks: &[i64]| {
            path.inputs.iter().zip(ticks).all(|(input, more)| {
                let stock = if known.is_some() { model.median_stock(*input) } else { 0.0 };
                *more <= 0 || (stock + *more as f64) <= most_days * model.inputs[*input].nominal_need + 0.5
            })
        };
        let limit = path.last_where(fits);
        let (need, mixer) = known.unzip();
        let kept = |at: usize| mixer.as_ref().is_none_or(|mixer: &Mixer| mixer.meets_classes(&path.ticks(at)));
        let least = if kept(0) {
            0
        } else {
            path.last_where(|ticks| !mixer.as_ref().is_none_or(|m| m.meets_classes(ticks))) + 1
        };
        let told = need.as_ref().filter(|_| method != Method::Search);
        let today = told.map(|need| lines::chance_estimate(need.short_today, self.options.trials));
        let purchases = path.inputs.iter().map(|input| Purchase::of(model, *input)).collect();
        let inputs = path.inputs.clone();
        Line {
            site,
            reasons,
            method,
            path,
            purchases,
            need,
            mixer,
            classes: self.classes_of(&inputs),
            least,
            limit,
            chosen: limit,
            by_estimate: None,
            feasible: true,
            proven: false,
            as_today: false,
            own: None,
            floor: Vec::new(),
            today,
            tried: Vec::new(),
            costs: Vec::new(),
            cost_today: None,
        }
    }
}

/// Ticks of a day's need; of an input of which nothing is planned, one.
pub(super) fn day_of(nominal: f64) -> f64 {
    if nominal > 0.0 { nominal } else { 1.0 }
}

/// Where a line makes its whole plan or nothing, and the same on every working day: calendar days to a working day.
/// Nothing elsewhere.
fn whole_days(model: &Model, site: usize) -> Option<f64> {
    let facts = &model.sites[site];
    let certain = facts.sales.as_ref().is_some_and(|sales| sales.certain.is_some());
    if !certain || !facts.line.all_or_nothing || facts.works.is_some() {
        return None;
    }
    let plan: Vec<f64> = model.planned_by_day(site).into_iter().filter(|plan| *plan > 0.0).collect();
    let same = plan.iter().all(|day| (day - plan[0]).abs() <= 1.0);
    (same && !plan.is_empty()).then(|| f64::from(model.days) / plan.len() as f64)
}

/// Whether anything is planned of any input of a line.
fn needs_anything(model: &Model, site: usize) -> bool {
    model.inputs[model.sites[site].inputs.clone()].iter().any(|input| input.nominal_need > 0.0)
}

fn skip(model: &Model, site: usize) -> Skipped {
    let facts = &model.sites[site];
    let why = match facts.sales {
        Some(_) => "nothing is planned of what it makes",
        None => "it has no sales, and supplies nobody who has",
    };
    Skipped { site: facts.name.clone(), title: facts.title.clone(), why: why.to_owned() }
}
