//! When sites and desks are planned to be closed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::Model;
use crate::scenario::calendar::Closure;

/// Five or more days in a row on which the calendar of a site or of a desk has no work: holidays of a plant, a festival.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ClosureAnswer {
    /// Key of the site; nothing for a desk.
    pub site: Option<String>,
    /// Key of the authority whose desk it is; nothing for a site.
    pub authority: Option<String>,
    /// Name for people of the site or the authority.
    pub title: String,
    /// First day.
    pub from: Date,
    /// Last day within the horizon.
    pub until: Date,
    /// What the calendar calls it, if it does.
    pub name: Option<String>,
}

/// Closures of all sites, in the order of the file, and of all desks.
pub(super) fn closures(model: &Model) -> Vec<ClosureAnswer> {
    let of = |site: Option<&str>, authority: Option<&str>, title: &str, closure: &Closure| ClosureAnswer {
        site: site.map(str::to_owned),
        authority: authority.map(str::to_owned),
        title: title.to_owned(),
        from: model.date(closure.first),
        until: model.date(closure.last),
        name: closure.name.clone(),
    };
    let mut sites: Vec<_> = model.sites.iter().collect();
    sites.sort_by_key(|site| site.position);
    let sites = sites.into_iter().flat_map(|site| site.closures.iter().map(move |closure| (site, closure)));
    let desks = model.authorities.iter().flat_map(|desk| desk.closures.iter().map(move |closure| (desk, closure)));
    let sites = sites.map(|(site, closure)| of(Some(&site.name), None, &site.title, closure));
    sites.chain(desks.map(|(desk, closure)| of(None, Some(&desk.name), &desk.title, closure))).collect()
}
