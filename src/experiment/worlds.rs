//! Worlds of a table of regret: the policy as written and regimes that are held; which of them count.

use super::run::NamedModel;
use crate::model::Model;
use crate::scenario::{name_list, nearest_name};

/// A world that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedWorld {
    /// `policy`, a regime, or `AUTHORITY:REGIME`.
    pub name: String,
    /// Its odds against the others; all are given or none.
    pub odds: Option<f64>,
}

/// The worlds of a table of regret.
#[derive(Debug, Default)]
pub(super) struct Worlds {
    /// Whether the policy as written counts, with its odds.
    pub written: Counted,
    /// Regimes that are held.
    pub held: Vec<Held>,
    /// Worlds that had to be left out.
    pub notes: Vec<String>,
}

/// A regime that is held throughout.
#[derive(Debug)]
pub(super) struct Held {
    /// Key of the authority.
    pub authority: String,
    /// Key of the regime.
    pub regime: String,
    /// Name of the world for people.
    pub title: String,
    pub counts: Counted,
}

/// Whether a world counts, and its odds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counted {
    /// It decides with others.
    pub counts: bool,
    /// Its probability among those that count.
    pub odds: Option<f64>,
}

/// Names of the policy as written.
const WRITTEN: [&str; 2] = ["policy", "as_written"];

/// A world that there is not, or odds that mean nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WorldMistake(pub String);

impl Worlds {
    /// Those that were asked for; else the policy as written and, without counting, each regime of each authority of
    /// the base where every scenario has it. What all scenarios are by themselves is no other world.
    pub(super) fn of(scenarios: &[NamedModel], asked: &[AskedWorld]) -> Result<Self, WorldMistake> {
        let sure = Counted { counts: true, odds: None };
        let mut worlds = Self { written: sure, ..Self::default() };
        if !asked.is_empty() {
            return worlds.asked(scenarios, asked);
        }
        let base = scenarios[0].model;
        for authority in &base.authorities {
            for regime in &authority.regimes {
                let places: Vec<Option<(usize, u8)>> =
                    scenarios.iter().map(|named| place(named.model, &authority.name, &regime.name)).collect();
                if let Some(lacks) = places.iter().position(Option::is_none) {
                    worlds.notes.push(format!(
                        "The regime {} of {} is not in {}: it is left out of the table of regret.",
                        regime.name, authority.name, scenarios[lacks].name
                    ));
                    continue;
                }
                let already = |(named, place): (&NamedModel, Option<(usize, u8)>)| {
                    place.is_some_and(|(a, r)| named.model.authorities[a].initial == r && named.model.is_held(a))
                };
                if !scenarios.iter().zip(places).all(already) {
                    worlds.held.push(Held::new(base, &authority.name, &regime.name, Counted::default()));
                }
            }
        }
        Ok(worlds)
    }

    fn asked(mut self, scenarios: &[NamedModel], asked: &[AskedWorld]) -> Result<Self, WorldMistake> {
        let base = scenarios[0].model;
        let with_odds = asked.iter().filter(|world| world.odds.is_some()).count();
        if with_odds > 0 && with_odds < asked.len() {
            let text = "odds are given to some worlds and not to others: give them to all, or to none";
            return Err(WorldMistake(text.to_owned()));
        }
        let sum: f64 = asked.iter().filter_map(|world| world.odds).sum();
        if with_odds > 0 && sum <= 0.0 {
            return Err(WorldMistake("all worlds have odds of 0: none of them can decide".to_owned()));
        }
        self.written = Counted::default();
        let (mut seen, mut wrong): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for world in asked {
            let odds = world.odds.map(|odds| odds / sum);
            let counted = Counted { counts: odds != Some(0.0), odds };
            let name = if WRITTEN.contains(&world.name.as_str()) {
                self.written = counted;
                WRITTEN[0].to_owned()
            } else {
                let (authority, regime) = match find(base, &world.name) {
                    Ok(found) => found,
                    Err(WorldMistake(text)) => {
                        wrong.push(text);
                        continue;
                    }
                };
                if let Some(lacks) = scenarios.iter().find(|named| place(named.model, &authority, &regime).is_none()) {
                    let text = format!("the regime {regime} of {authority} is not in {}", lacks.name);
                    wrong.push(text);
                }
                self.held.push(Held::new(base, &authority, &regime, counted));
                format!("{authority}:{regime}")
            };
            if seen.contains(&name) {
                wrong.push(format!("the world \"{name}\" is asked for twice"));
            }
            seen.push(name);
        }
        if wrong.is_empty() { Ok(self) } else { Err(WorldMistake(wrong.join("\n"))) }
    }
}

impl Held {
    fn new(base: &Model, authority: &str, regime: &str, counts: Counted) -> Self {
        let titles = base
            .authorities
            .iter()
            .find(|a| a.name == authority)
            .and_then(|a| Some((a.title.as_str(), a.regimes.iter().find(|r| r.name == regime)?.title.as_str())));
        let (of, title) = titles.unwrap_or((authority, regime));
        let of = if base.authorities.len() > 1 { format!(" ({of})") } else { String::new() };
        let (authority, regime) = (authority.to_owned(), regime.to_owned());
        Self { authority, regime, title: format!("Always {title}{of}"), counts }
    }

    /// A model in this world. It has the regime.
    pub(super) fn model(&self, of: &Model) -> Model {
        let (authority, regime) = place(of, &self.authority, &self.regime).expect("every scenario has the regime");
        of.held(authority, regime)
    }
}

/// Authority and regime of a name: `REGIME`, or `AUTHORITY:REGIME` where several have it.
fn find(base: &Model, name: &str) -> Result<(String, String), WorldMistake> {
    let all = base.authorities.iter().flat_map(|a| a.regimes.iter().map(move |r| (a.name.as_str(), r.name.as_str())));
    let all: Vec<(&str, &str)> = all.collect();
    let long = |(authority, regime): &(&str, &str)| format!("{authority}:{regime}");
    let found: Vec<&(&str, &str)> = all.iter().filter(|pair| pair.1 == name || long(pair) == name).collect();
    match found[..] {
        [(authority, regime)] => Ok(((*authority).to_owned(), (*regime).to_owned())),
        [] => {
            let mut names: Vec<String> = vec![WRITTEN[0].to_owned()];
            let short = base.authorities.len() == 1;
            names.extend(all.iter().map(|pair| if short { pair.1.to_owned() } else { long(pair) }));
            let meant = nearest_name(name, names.iter().map(String::as_str));
            let meant = meant.map_or(String::new(), |name| format!(" (did you mean \"{name}\"?)"));
            let list = name_list(names.iter().map(String::as_str), "and");
            Err(WorldMistake(format!("there is no world \"{name}\"{meant}; there are: {list}")))
        }
        _ => {
            let names: Vec<String> = found.iter().map(|pair| long(pair)).collect();
            let list = name_list(names.iter().map(String::as_str), "and");
            Err(WorldMistake(format!("several authorities have a regime \"{name}\": say which, of {list}")))
        }
    }
}

/// An authority and one of its regimes, by their places.
fn place(model: &Model, authority: &str, regime: &str) -> Option<(usize, u8)> {
    let a = model.authorities.iter().position(|a| a.name == authority)?;
    let r = model.authorities[a].regimes.iter().position(|r| r.name == regime)?;
    Some((a, u8::try_from(r).ok()?))
}
