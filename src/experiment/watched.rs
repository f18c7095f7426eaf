//! How long clients are on the watch lists of authorities.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::{Chance, Estimate};
use super::summarise::{amount, chance};
use crate::engine::Block;
use crate::model::{Model, WatchedClient};
use crate::statistics::{Counts, Moments};

/// Sums over trials of the days on watch lists.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WatchedTally {
    clients: Vec<WatchedClient>,
    days: Vec<Counts>,
    moments: Vec<Moments>,
}

/// A client who may be put on a watch list.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct WatchedAnswer {
    /// Key of the buyer.
    pub client: String,
    /// Its name for people.
    pub title: String,
    /// Chance that it is ever on the list.
    pub listed: Chance,
    /// Days on the list, mean of the trials.
    pub days: Estimate,
    /// The same as quantiles over trials: 5, 25, 50, 75, 95 %.
    pub quantiles: [f64; 5],
}

/// Days in a row of a client on a watch list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct WatchedSpan {
    /// Key of the buyer.
    pub client: String,
    /// Its name for people.
    pub title: String,
    /// First day.
    pub from: Date,
    /// Last day within the horizon.
    pub until: Date,
    /// Number of days.
    pub days: u32,
}

impl WatchedTally {
    /// Nothing summed yet; nothing at all where no authority has a watch list.
    #[must_use]
    pub(super) fn new(model: &Model) -> Option<Self> {
        let clients = model.watched_clients();
        let count = clients.len();
        let (days, moments) = (vec![Counts::default(); count], vec![Moments::new(); count]);
        (count > 0).then_some(Self { clients, days, moments })
    }

    /// Adds a trial of a block.
    pub(super) fn add<const W: usize>(&mut self, block: &Block<'_, W>, w: usize) {
        for (client, (counts, moments)) in self.days.iter_mut().zip(&mut self.moments).enumerate() {
            let days: u32 = block.watched(client, w).iter().map(|(first, last)| last - first + 1).sum();
            counts.add(days.into());
            moments.add(days.into());
        }
    }

    /// Adds another's sums.
    pub(super) fn merge(&mut self, other: &Self) {
        self.days.iter_mut().zip(&other.days).for_each(|(a, b)| a.merge(b));
        self.moments.iter_mut().zip(&other.moments).for_each(|(a, b)| a.merge(b));
    }

    /// The clients of an authority.
    #[allow(clippy::cast_precision_loss, reason = "days are few")]
    pub(super) fn answers(&self, model: &Model, authority: usize) -> Vec<WatchedAnswer> {
        let all = self.clients.iter().zip(self.days.iter().zip(&self.moments));
        let of = |(client, (days, moments)): (&WatchedClient, (&Counts, &Moments))| {
            let (key, title) = model.whole(client.site);
            WatchedAnswer {
                client: key.to_owned(),
                title: title.to_owned(),
                listed: chance(days.total() - days.zeros(), days.total()),
                days: amount(moments, 1.0),
                quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| days.quantile(p) as f64),
            }
        };
        all.filter(|(client, _)| client.authority == authority).map(of).collect()
    }
}

/// Who is on the watch list of an authority, and when, in one trial; the earliest first.
pub(super) fn spans<const W: usize>(block: &Block<'_, W>, authority: usize) -> Vec<WatchedSpan> {
    let model = block.model();
    let clients = model.watched_clients();
    let own = clients.iter().enumerate().filter(|(_, client)| client.authority == authority);
    let mut spans: Vec<WatchedSpan> = own
        .flat_map(|(at, client)| {
            let (key, title) = model.whole(client.site);
            block.watched(at, 0).into_iter().map(move |(first, last)| WatchedSpan {
                client: key.to_owned(),
                title: title.to_owned(),
                from: model.date(first),
                until: model.date(last),
                days: last - first + 1,
            })
        })
        .collect();
    spans.sort_by_key(|span| span.from);
    spans
}
