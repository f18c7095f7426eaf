//! The random numbers of a run: one stream for every named thing of the model.

use crate::model::Model;
use crate::random::{Domain, Stream};

/// Streams by index of the model's things.
#[derive(Debug)]
pub struct Luck {
    /// By parameter.
    pub parameters: Vec<Stream>,
    /// By authority: its chain of regimes.
    pub authorities: Vec<Stream>,
    /// By authority: the files of others.
    pub background: Vec<Stream>,
    /// By authority and event.
    pub events: Vec<Vec<Stream>>,
    /// By lane.
    pub lanes: Vec<Stream>,
}

impl Luck {
    /// The streams of a model under a seed. Names alone decide; the scenario does not enter.
    #[must_use]
    pub fn new(model: &Model, seed: u64) -> Self {
        let stream = |domain, name: &str| Stream::new(seed, domain, name);
        Self {
            parameters: model.numbers.parameters.iter().map(|p| stream(Domain::Parameter, &p.luck)).collect(),
            authorities: model.authorities.iter().map(|a| stream(Domain::Authority, &a.name)).collect(),
            background: model.authorities.iter().map(|a| stream(Domain::Background, &a.name)).collect(),
            events: model
                .authorities
                .iter()
                .map(|a| a.events.iter().map(|e| stream(Domain::Event, &format!("{}/{}", a.name, e.name))).collect())
                .collect(),
            lanes: model.lanes.iter().map(|l| stream(Domain::Lane, &l.name)).collect(),
        }
    }
}
