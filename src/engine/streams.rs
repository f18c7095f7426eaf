//! The random numbers of a run: one stream for every named thing of the model.

use crate::model::Model;
use crate::random::{Domain, Purpose, Stream, copula, uniform};

/// Where the values of a parameter come from. All other randomness stays that of the trial.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Drawn {
    /// From the trial's own random numbers, as the scenario says.
    #[default]
    Own,
    /// From the random numbers of the trial that comes so many later.
    Ahead(u64),
    /// From nowhere: always this value.
    Held(f64),
}

/// Streams by index of the model's things.
#[derive(Clone, Debug)]
pub struct Streams {
    /// By parameter.
    pub parameters: Vec<Stream>,
    /// By parameter: where its values come from.
    pub drawn: Vec<Drawn>,
    /// By authority: its chain of regimes.
    pub authorities: Vec<Stream>,
    /// By authority: the files of others.
    pub background: Vec<Stream>,
    /// By authority and event.
    pub events: Vec<Vec<Stream>>,
    /// By lane.
    pub lanes: Vec<Stream>,
    /// By exporter and client whose exports are tracked.
    pub clients: Vec<Stream>,
    /// By site: its sales.
    pub sites: Vec<Stream>,
    /// By general licence of a pair.
    pub pairs: Vec<Stream>,
    /// By what is out of service at times.
    pub services: Vec<Stream>,
}

impl Streams {
    /// The streams of a model under a seed. Names alone decide; the scenario does not enter.
    #[must_use]
    pub fn new(model: &Model, seed: u64) -> Self {
        let stream = |domain, name: &str| Stream::new(seed, domain, name);
        Self {
            parameters: model.numbers.parameters.iter().map(|p| stream(Domain::Parameter, &p.stream)).collect(),
            drawn: vec![Drawn::Own; model.numbers.parameters.len()],
            authorities: model.authorities.iter().map(|a| stream(Domain::Authority, &a.name)).collect(),
            background: model.authorities.iter().map(|a| stream(Domain::Background, &a.name)).collect(),
            events: model
                .authorities
                .iter()
                .map(|a| a.events.iter().map(|e| stream(Domain::Event, &format!("{}/{}", a.name, e.name))).collect())
                .collect(),
            clients: model.clients.iter().map(|client| stream(Domain::Client, client)).collect(),
            sites: model.sites.iter().map(|s| stream(Domain::Site, &s.name)).collect(),
            pairs: model.pairs.iter().map(|p| stream(Domain::Licence, &format!("{}/{}", p.name.0, p.name.1))).collect(),
            services: model
                .services
                .iter()
                .map(|s| stream(if s.lane.is_some() { Domain::Lane } else { Domain::Site }, &s.name))
                .collect(),
            lanes: model.lanes.iter().map(|l| stream(Domain::Lane, &l.name)).collect(),
        }
    }
    /// The uniform numbers that draw a parameter in the trials from `first_trial` on.
    #[must_use]
    pub fn uniforms<const W: usize>(&self, model: &Model, parameter: usize, first_trial: u64) -> [f64; W] {
        let own = |p: usize| {
            let [words, _] = self.parameters[p].pairs::<W>(first_trial, 0, Purpose::ParameterValue, 0, 0);
            words.map(uniform)
        };
        let mixed = &model.numbers.parameters[parameter].mixed;
        if mixed.is_empty() {
            return own(parameter);
        }
        let parts: Vec<(f64, [f64; W])> = mixed.iter().map(|(p, weight)| (*weight, own(*p))).collect();
        std::array::from_fn(|w| copula::mixed(parts.iter().map(|(weight, u)| (*weight, u[w]))))
    }
    /// The value of a parameter in a trial, before any event.
    #[must_use]
    pub fn value(&self, model: &Model, parameter: usize, trial: u64) -> f64 {
        let [u] = self.uniforms(model, parameter, trial);
        model.numbers.parameters[parameter].sampler.at(u)
    }
    /// The same with one parameter drawn otherwise.
    #[must_use]
    pub fn with(mut self, parameter: usize, drawn: Drawn) -> Self {
        self.drawn[parameter] = drawn;
        self
    }
}
