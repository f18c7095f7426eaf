//! From the scenario to the model: names to indices, dates to days, numbers to bindings.
//!
//! The order matters: materials and authorities stand alone, sites need materials, lanes need sites. Nominal flows
//! follow from these, and stock levels in days of cover from the flows.

mod authority;
mod border;
mod lanes;
mod levels;
mod levers;
mod numbers;
mod observed;
mod opening;
mod pairs;
mod rules;
mod sales;
mod service;
mod sites;
mod steady;

use std::collections::HashMap;

use indexmap::IndexMap;
use jiff::civil::Date;

use super::numbers::{Num, Numbers, Steps};
use numbers::located;

use super::{Model, distribution_of, flow, scale, stake, works};
use crate::random::{SamplerCache, copula, name_hash};
use crate::scenario::calendar::Closure;
use crate::scenario::{Distribution, Expression, PlanRule, ProductName, Scenario, Scores, calendar, origin};

/// What the compiler cannot make sense of. A checked scenario does not come here.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// A name that nothing bears.
    #[error("{at}: there is no {what} called \"{name}\"")]
    Unknown {
        /// Where it is written.
        at: String,
        /// What kind of thing was meant.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Something is wrong at a place.
    #[error("{at}: {message}")]
    At {
        /// Where.
        at: String,
        /// What.
        message: String,
    },
    /// Something is wrong with a field.
    #[error("{0}")]
    Field(String),
    /// Supply runs in a circle.
    #[error("the supply of \"{0}\" runs in a circle: it needs, through its suppliers, what it makes itself")]
    Cycle(String),
}

/// Compiles a scenario.
///
/// # Errors
/// A name that nothing bears, a distribution that cannot be, a tick too small for the quantities, money beyond
/// counting, a circle of supply.
pub fn compile(scenario: &Scenario) -> Result<Model, CompileError> {
    let mut compiler = Compiler::new(scenario)?;
    let materials = compiler.materials()?;
    let authorities = compiler.authorities()?;
    let mut model = Model {
        title: scenario.title.clone(),
        currency: scenario.currency.clone(),
        start: scenario.start,
        days: scenario.horizon_days,
        numbers: Numbers::default(),
        materials,
        authorities,
        sites: Vec::new(),
        works: Vec::new(),
        cells: (0, 0),
        inputs: Vec::new(),
        lanes: Vec::new(),
        clients: Vec::new(),
        services: Vec::new(),
        pairs: Vec::new(),
        opening: Vec::new(),
        levers: Vec::new(),
        idle_levers: Vec::new(),
        keeps_register: scenario.register || scenario.authorities.values().any(|a| a.tracking.is_some()),
        books_lanes: false,
        observed: None,
    };
    compiler.sites(&mut model)?;
    compiler.lanes(&mut model)?;
    compiler.quotas(&mut model)?;
    compiler.services(&mut model)?;
    compiler.holds(&mut model);
    compiler.pairs(&mut model)?;
    model.numbers = std::mem::take(&mut compiler.numbers);
    let flows = flow::fill(&mut model)?;
    compiler.numbers = std::mem::take(&mut model.numbers);
    compiler.levels(&mut model, &flows)?;
    compiler.opening(&mut model)?;
    compiler.levers(&mut model)?;
    model.observed = compiler.observed(&model)?;
    model.numbers = compiler.numbers;
    model.books_lanes = model.keeps_register || model.observed.as_ref().is_some_and(|o| o.lanes.is_some());
    model.settle();
    works::settle(&mut model);
    scale::check(&model)?;
    stake::check(&model, &flows)?;
    Ok(model)
}

/// What the steps of compilation share: the scenario, the numbers so far, and the index of every name.
struct Compiler<'a> {
    scenario: &'a Scenario,
    numbers: Numbers,
    samplers: SamplerCache,
    parameter: HashMap<&'a str, usize>,
    material: HashMap<&'a str, usize>,
    site: HashMap<&'a str, usize>,
    authority: HashMap<&'a str, usize>,
    /// What becomes a site of the model, in its order: every line of a site that has several.
    products: Vec<ProductName<'a>>,
    /// Exchange rates by currency, as far as a lane has asked for them.
    rates: HashMap<&'a str, Steps>,
    /// Numbers of regimes and their rules by place, as far as a lane has asked for them.
    rule_numbers: HashMap<String, Num>,
    /// Authorities whose licence lanes need by a rule of origin.
    origins: HashMap<&'a str, &'a str>,
    lane_names: Vec<&'a str>,
    authority_names: Vec<&'a str>,
}

/// Names in the order of their hashes.
fn by_hash<'a, T>(map: &'a IndexMap<String, T>) -> Vec<&'a str> {
    let mut names: Vec<&'a str> = map.keys().map(String::as_str).collect();
    names.sort_by_key(|n| (name_hash(n), *n));
    names
}

/// Products in the order of the hashes of their keys.
fn products_by_hash(scenario: &Scenario) -> Vec<ProductName<'_>> {
    let mut products: Vec<(u64, String, ProductName)> = scenario
        .products()
        .map(|(name, _)| {
            let key = name.key();
            (name_hash(&key), key, name)
        })
        .collect();
    products.sort();
    products.into_iter().map(|(.., name)| name).collect()
}

fn index<'a>(names: &[&'a str]) -> HashMap<&'a str, usize> {
    names.iter().enumerate().map(|(i, n)| (*n, i)).collect()
}

/// A place in the scenario.
fn at(parts: &[&str]) -> String {
    parts.join(".")
}

impl<'a> Compiler<'a> {
    fn new(scenario: &'a Scenario) -> Result<Self, CompileError> {
        let mut lane_names = by_hash(&scenario.lanes);
        lane_names.sort_by_key(|n| name_hash(&scenario.lanes[*n].to));
        let products = products_by_hash(scenario);
        let mut site = HashMap::new();
        for (at, product) in products.iter().enumerate() {
            // A name that several lines share stands for the first of them.
            site.entry(product.site).or_insert(at);
        }
        let authority_names = by_hash(&scenario.authorities);
        let mut compiler = Compiler {
            scenario,
            numbers: Numbers::default(),
            samplers: SamplerCache::new(),
            parameter: HashMap::new(),
            material: scenario.materials.keys().enumerate().map(|(i, n)| (n.as_str(), i)).collect(),
            site,
            authority: index(&authority_names),
            products,
            rates: HashMap::new(),
            rule_numbers: HashMap::new(),
            origins: origin::held(scenario).into_iter().filter(|h| h.above).map(|h| (h.lane, h.authority)).collect(),
            lane_names,
            authority_names,
        };
        for (name, p) in &scenario.parameters {
            let place = at(&["parameters", name, "value"]);
            let index = compiler.add_parameter(name, &own_distribution(&p.value.expression, &place)?, &place)?;
            let planned = match &p.planned {
                None => None,
                Some(planned) => {
                    let place = at(&["parameters", name, "planned"]);
                    Some(
                        located(distribution_of(&own_distribution(&planned.expression, &place)?), &place)?
                            .quantile(0.5),
                    )
                }
            };
            let parameter = &mut compiler.numbers.parameters[index];
            parameter.planned = planned.unwrap_or(parameter.median);
            parameter.follows = p.plan == PlanRule::Follows;
            parameter.title = p.title.clone().unwrap_or_else(|| in_words(name));
            parameter.unit = p.unit.clone().unwrap_or_default();
            parameter.range = (p.low.unwrap_or(parameter.range.0), p.high.unwrap_or(parameter.range.1));
            compiler.parameter.insert(name, index);
        }
        compiler.correlate()?;
        Ok(compiler)
    }

    /// Parameters that hang together are made of the normal scores of those before them by name.
    fn correlate(&mut self) -> Result<(), CompileError> {
        let Scores { names, matrix } = Scores::of(&self.scenario.correlations, &self.scenario.parameters);
        let lower = copula::cholesky(&matrix).map_err(|row| CompileError::At {
            at: "correlations".into(),
            message: format!("the correlations of \"{}\" contradict each other", names[row]),
        })?;
        let indices: Vec<usize> = names.iter().map(|name| self.parameter[name]).collect();
        for (row, weights) in lower.iter().enumerate() {
            if weights[..row].iter().any(|weight| *weight != 0.0) {
                let parts = indices.iter().copied().zip(weights.iter().copied());
                self.numbers.parameters[indices[row]].mixed = parts.filter(|(_, weight)| *weight != 0.0).collect();
            }
        }
        Ok(())
    }

    fn known<T: Copy>(map: &HashMap<&str, T>, what: &'static str, name: &str, place: &str) -> Result<T, CompileError> {
        map.get(name).copied().ok_or_else(|| CompileError::Unknown { at: place.into(), what, name: name.into() })
    }

    fn day(&self, date: Date) -> u32 {
        let span = (date - self.scenario.start).get_days();
        u32::try_from(span).unwrap_or(0)
    }

    /// A day, negative before the first.
    fn past_day(&self, date: Date) -> i16 {
        i16::try_from((date - self.scenario.start).get_days()).unwrap_or(i16::MIN)
    }

    fn working(&self, name: Option<&str>, default: &str, place: &str) -> Result<Vec<bool>, CompileError> {
        self.working_from(self.scenario.start, self.scenario.horizon_days, name.unwrap_or(default), place)
    }

    /// Closures of a calendar within the horizon.
    fn closures(&self, name: Option<&str>, default: &str) -> Vec<Closure> {
        let Scenario { calendars, start, horizon_days, .. } = self.scenario;
        calendar::closures(calendars, name.unwrap_or(default), *start, *horizon_days)
    }

    /// Working days of a calendar from a day on.
    fn working_from(&self, start: Date, days: u32, name: &str, place: &str) -> Result<Vec<bool>, CompileError> {
        calendar::working_days(&self.scenario.calendars, name, start, days).ok_or_else(|| CompileError::Unknown {
            at: place.into(),
            what: "calendar",
            name: name.into(),
        })
    }
}

/// The distribution of a parameter's own value.
fn own_distribution(expression: &Expression, place: &str) -> Result<Distribution, CompileError> {
    match expression {
        Expression::Value(x) => Ok(Distribution::Fixed(*x)),
        Expression::Distribution(distribution) => Ok(distribution.clone()),
        Expression::Parameter(_) => {
            Err(CompileError::At { at: place.into(), message: "a parameter cannot refer to another".into() })
        }
    }
}

/// A key as people read it, for what has no title: `car_plant` is "car plant".
fn in_words(key: &str) -> String {
    key.replace('_', " ")
}
