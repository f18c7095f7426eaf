//! Clients whom an authority may put on a watch list.

use super::Model;

/// A client of an authority with a watch list: a buyer, whatever it buys.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct WatchedClient {
    /// The authority.
    pub authority: usize,
    /// The buyer.
    pub site: usize,
    /// Its lanes under the authority's licences, and those of grey supply that the authority cuts.
    pub lanes: Vec<usize>,
}

impl Model {
    /// Clients whom an authority may put on its watch list, in the order of lanes.
    #[must_use]
    pub fn watched_clients(&self) -> Vec<WatchedClient> {
        let mut clients: Vec<WatchedClient> = Vec::new();
        for (at, lane) in self.lanes.iter().enumerate() {
            let authority = lane.authority.or(lane.grey.and_then(|grey| grey.cut_by));
            let Some(authority) = authority.filter(|a| self.authorities[*a].has_watch_list()) else { continue };
            let site = self.inputs[lane.input].site;
            match clients.iter_mut().find(|client| (client.authority, client.site) == (authority, site)) {
                Some(client) => client.lanes.push(at),
                None => clients.push(WatchedClient { authority, site, lanes: vec![at] }),
            }
        }
        clients
    }
}
