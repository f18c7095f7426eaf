//! What can fail: every supplier, material, country, authority and lane, and a freeze of every desk.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::model::{Model, Outage};

/// What kind of thing fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// A supplier site makes and ships nothing.
    Supplier,
    /// All suppliers of a material fail.
    Material,
    /// All suppliers in a country fail.
    Country,
    /// Nothing leaves on any lane that an authority licenses: an embargo.
    Embargo,
    /// An authority reviews and decides nothing; what it has licensed before still ships.
    Freeze,
    /// Nothing leaves on a lane.
    Lane,
}

impl FailureKind {
    /// As a name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Material => "material",
            Self::Country => "country",
            Self::Embargo => "embargo",
            Self::Freeze => "freeze",
            Self::Lane => "lane",
        }
    }
}

/// A failure, before it is simulated.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub kind: FailureKind,
    pub key: String,
    pub title: String,
    /// Other failures that come to the same.
    pub also: Vec<String>,
    pub outage: Outage,
}

/// All single failures of a model, those that come to the same told once.
pub(super) fn failures(model: &Model, days: &Range<u32>) -> Vec<Failure> {
    let mut found: Vec<Failure> = Vec::new();
    let mut add = |kind, key: &str, title: String, outage: Outage| {
        if outage.lanes.is_empty() && outage.frozen.is_empty() {
            return;
        }
        match found.iter_mut().find(|failure| failure.outage == outage) {
            Some(same) => same.also.push(title),
            None => found.push(Failure { kind, key: key.to_owned(), title, also: Vec::new(), outage }),
        }
    };
    let mut sites: Vec<usize> = (0..model.sites.len()).filter(|s| !model.sites[*s].customers.is_empty()).collect();
    sites.sort_by_key(|site| model.sites[*site].position);
    let fail = |which: &dyn Fn(usize) -> bool| {
        let failing: Vec<usize> = sites.iter().copied().filter(|site| which(*site)).collect();
        of_sites(model, &failing, days)
    };
    for site in &sites {
        // All lines of a supplier fail together.
        let (key, title) = model.whole(*site);
        if sites.iter().find(|other| model.whole(**other).0 == key) == Some(site) {
            add(FailureKind::Supplier, key, title.to_owned(), fail(&|s| model.whole(s).0 == key));
        }
    }
    for (index, material) in model.materials.iter().enumerate() {
        let title = format!("all suppliers of {}", material.title);
        add(FailureKind::Material, &material.name, title, fail(&|s| model.sites[s].makes == index));
    }
    let countries: BTreeSet<&str> = sites.iter().map(|site| model.sites[*site].country.as_str()).collect();
    for country in countries {
        let title = format!("all suppliers in {country}");
        add(FailureKind::Country, country, title, fail(&|s| model.sites[s].country == country));
    }
    for (index, authority) in model.authorities.iter().enumerate() {
        let lanes = (0..model.lanes.len()).filter(|lane| model.lanes[*lane].authority == Some(index)).collect();
        let outage = Outage { days: days.clone(), lanes, ..Outage::default() };
        add(FailureKind::Embargo, &authority.name, format!("embargo of {}", authority.title), outage);
        if model.lanes.iter().any(|lane| lane.authority == Some(index)) {
            let title = format!("licence freeze of {}", authority.title);
            add(FailureKind::Freeze, &authority.name, title, freeze(index, days.clone()));
        }
    }
    let mut lanes: Vec<usize> = (0..model.lanes.len()).collect();
    let place = |lane: usize| {
        let lane = &model.lanes[lane];
        (model.sites[lane.from].position, model.sites[lane.to].position)
    };
    lanes.sort_by_key(|lane| place(*lane));
    for lane in lanes {
        let name = &model.lanes[lane].name;
        let outage = Outage { days: days.clone(), lanes: vec![lane], ..Outage::default() };
        add(FailureKind::Lane, name, lane_in_words(model, lane), outage);
    }
    found
}

/// A lane by its ends, and by its key where another has the same ends.
fn lane_in_words(model: &Model, lane: usize) -> String {
    let of = &model.lanes[lane];
    let whole = |lane: &crate::model::Lane| (model.whole(lane.from), model.whole(lane.to));
    let ((_, from), (_, to)) = whole(of);
    let ends = format!("lane from {from} to {to}");
    let same = model.lanes.iter().filter(|other| whole(other) == whole(of)).count();
    if same > 1 { format!("{ends} ({})", of.name.replace('_', " ")) } else { ends }
}

/// A freeze of one authority.
pub(super) fn freeze(authority: usize, days: Range<u32>) -> Outage {
    Outage { days, frozen: vec![authority], ..Outage::default() }
}

fn of_sites(model: &Model, failing: &[usize], days: &Range<u32>) -> Outage {
    let lanes = (0..model.lanes.len()).filter(|lane| failing.contains(&model.lanes[*lane].from)).collect();
    // A source without limit makes nothing beforehand, and a line that sells is not what is asked about.
    let makes = |site: &usize| !model.sites[*site].unlimited && model.sites[*site].sales.is_none();
    let mut sites: Vec<usize> = failing.iter().copied().filter(makes).collect();
    sites.sort_unstable();
    Outage { days: days.clone(), lanes, sites, frozen: Vec::new() }
}
