//! Rule packs: regulations as dated files, laid beneath a scenario for the authority that issued them.

mod conversion;
mod events;
mod find;
mod lay;
mod meaning;
mod output;
mod pack;
mod quota;
mod said;
mod shipped;
mod shut;
mod unlisted;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::number::{Number, Quantity, Share};

pub(crate) use find::named;
pub(crate) use lay::{Laying, lay, prune};
pub use pack::{Confidence, State};
pub(crate) use pack::{Item, LaneEnd, Pack};
pub(crate) use shipped::all;

/// A rule pack that holds in a scenario: its name, or its name with what the scenario says of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum PackUse {
    /// Name of a pack that comes with the program, or the path of a file, ending in .json.
    Named(String),
    /// The same with what the scenario says of it.
    With(PackWith),
}

/// A rule pack, and what the scenario says of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackWith {
    /// Name of a pack that comes with the program, or the path of a file, ending in .json.
    pub pack: String,
    /// The authority of the scenario that it is laid beneath (default: the one of its country).
    pub authority: Option<String>,
    /// Sites that are on its list of firms; of a list of exporters, those who may export.
    #[serde(default)]
    pub sites: Vec<String>,
    /// What part of its quota of output a site has, by site.
    #[serde(default)]
    pub share_of_output: IndexMap<String, OutputShare>,
    /// What part of its quota is for a material of this scenario, by material (default: all, if there is one material).
    #[serde(default)]
    pub share_of_quota: IndexMap<String, Number<Share>>,
    /// Whether it holds again after its suspension (default: yes, as its text says).
    pub resumes: Option<bool>,
}

/// What part of a quota of output a site has.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputShare {
    /// The stage, as the pack names it, such as mining.
    pub stage: String,
    /// The part.
    pub share: Number<Share>,
    /// Tonnes of the whole country in a half-year for which none were published.
    pub tonnes_if_unpublished: Option<Number<Quantity>>,
}

impl PackUse {
    /// The same in its long form.
    pub(crate) fn with(self) -> PackWith {
        match self {
            Self::Named(pack) => PackWith {
                pack,
                authority: None,
                sites: Vec::new(),
                share_of_output: IndexMap::new(),
                share_of_quota: IndexMap::new(),
                resumes: None,
            },
            Self::With(with) => with,
        }
    }
}

/// A pack that was laid beneath a scenario.
#[derive(Clone, Debug)]
pub struct LaidPack {
    /// The pack.
    pub(crate) pack: Pack,
    /// The authority that it was laid beneath: none for a rule that is no licence.
    pub(crate) authority: Option<String>,
    /// Sites on its list of firms.
    pub(crate) sites: Vec<String>,
    /// Whether it holds again after its suspension.
    pub(crate) resumes: bool,
}
