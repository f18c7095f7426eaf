//! Substances: names that mean something, contents that can be held against a limit.

use indexmap::IndexSet;

use super::super::policy::Authority;
use super::super::problem::Problem;
use super::super::substance::{Control, SYMBOLS};
use super::super::words;
use super::context::{Context, owned};

/// Entries of a list that the simulation can tell apart.
const MOST_ENTRIES: usize = 63;

/// Checks what goods hold, and lists.
pub(crate) fn check(ctx: &Context) {
    let names = Names::of(ctx);
    for (i, substance) in ctx.scenario.observed.iter().flat_map(|observed| &observed.elements).enumerate() {
        names.spoken_of(ctx, &["observed", "elements", &i.to_string()], substance);
    }
    for (material, m) in &ctx.scenario.materials {
        for substance in m.elements.keys() {
            names.held(ctx, &["materials", material, "elements", substance], substance);
        }
    }
    for (name, authority) in &ctx.scenario.authorities {
        let base = ["authorities", name];
        names.entries(ctx, &[&base[..], &["controls"]].concat(), &authority.controls);
        for (key, event) in &authority.events {
            let base = ["authorities", name, "events", key];
            names.entries(ctx, &[&base[..], &["add_controls"]].concat(), &event.add_controls);
            let path = [&base[..], &["remove_controls"]].concat();
            names.entries(ctx, &path, &event.remove_controls);
            let list = authority.list();
            for (i, entry) in event.remove_controls.iter().enumerate().filter(|(_, entry)| !list.contains(entry)) {
                let text = format!("{entry} is never on the list: an entry is taken off as it was put on it");
                ctx.warn(&[&path[..], &[&i.to_string()]].concat(), text);
            }
        }
        for (key, regime) in &authority.regimes {
            for (i, rule) in regime.rules.iter().enumerate() {
                for (j, substance) in rule.elements.iter().enumerate() {
                    let (i, j) = (i.to_string(), j.to_string());
                    let path = ["authorities", name, "regimes", key, "rules", &i, "elements", &j];
                    names.spoken_of(ctx, &path, substance);
                }
            }
        }
        for (i, substance) in authority.tracking.iter().flat_map(|tracking| &tracking.elements).enumerate() {
            names.spoken_of(ctx, &["authorities", name, "tracking", "elements", &i.to_string()], substance);
        }
        names.held_by_nothing(ctx, name, authority);
        let entries = authority.list();
        if entries.len() > MOST_ENTRIES {
            let text = format!("{} entries are too many: a list has at most {MOST_ENTRIES}", entries.len());
            ctx.error_at_key(&[&base[..], &["controls"]].concat(), text);
        }
    }
}

/// Names of substances in a file.
struct Names<'a> {
    /// Of what materials hold.
    held: IndexSet<&'a str>,
    /// Of what lists and rules speak of.
    spoken_of: IndexSet<&'a str>,
}

impl<'a> Names<'a> {
    fn of(ctx: &Context<'a>) -> Self {
        let scenario = ctx.scenario;
        let held = scenario.materials.values().flat_map(|material| material.elements.keys().map(String::as_str));
        let entries = scenario.authorities.values().flat_map(|authority| authority.list());
        let rules = scenario.authorities.values().flat_map(|a| a.regimes.values()).flat_map(|r| &r.rules);
        let tracked = scenario.authorities.values().flat_map(|a| &a.tracking).flat_map(|tracking| &tracking.elements);
        let observed = scenario.observed.iter().flat_map(|observed| &observed.elements);
        let listed = entries.flat_map(Control::substances).chain(rules.flat_map(|rule| &rule.elements));
        let listed = listed.chain(tracked).chain(observed);
        Self { held: held.collect(), spoken_of: listed.map(String::as_str).collect() }
    }

    /// A name that a material holds: a symbol, or one that a list speaks of.
    fn held(&self, ctx: &Context, path: &[&str], name: &str) {
        if SYMBOLS.contains(&name) || self.spoken_of.contains(name) {
            return;
        }
        let lists = self.spoken_of.iter().copied();
        let meant = symbol_like(name).or_else(|| words::nearest(name, lists));
        let text = format!("unknown element \"{name}\": it is no chemical symbol, and no list or rule has it");
        let problem = Problem::error(words::dotted(&owned(path)), text)
            .nearest(meant)
            .found(format!("\"{name}\""))
            .allowed("a chemical symbol such as Dy or Ga, or a name that an authority has on its list");
        ctx.tell_at(problem, &owned(path), true);
    }

    /// A name of a list or a rule: a symbol, or one that a material holds.
    fn spoken_of(&self, ctx: &Context, path: &[&str], name: &str) {
        if SYMBOLS.contains(&name) || self.held.contains(name) {
            return;
        }
        let meant = symbol_like(name).or_else(|| words::nearest(name, self.held.iter().copied()));
        let text = format!("unknown element \"{name}\": it is no chemical symbol, and no material holds it");
        let problem = Problem::error(words::dotted(&owned(path)), text)
            .nearest(meant)
            .found(format!("\"{name}\""))
            .allowed("a chemical symbol such as Dy or Ga, or a name that a material has among its \"elements\"");
        ctx.tell_at(problem, &owned(path), false);
    }

    /// Notes the symbols on a list that no material holds: goods that hold them are not in the file, or are misspelt.
    fn held_by_nothing(&self, ctx: &Context, name: &str, authority: &Authority) {
        let list = authority.list();
        let listed: IndexSet<&str> = list.iter().flat_map(|entry| entry.substances()).map(String::as_str).collect();
        let missing: Vec<&str> = listed.difference(&self.held).copied().filter(|s| SYMBOLS.contains(s)).collect();
        if missing.is_empty() {
            return;
        }
        let text =
            format!("no material holds {}: these entries have no effect", words::list(missing.iter().copied(), "or"));
        // Of symbols, those are near that differ by a letter and are held, but stand on no list.
        let unlisted = || self.held.iter().copied().filter(|held| !self.spoken_of.contains(held));
        let nearest = missing.iter().find_map(|symbol| words::nearest(symbol, unlisted()));
        let path = owned(&["authorities", name, "controls"]);
        ctx.tell_at(Problem::note(words::dotted(&path), text).nearest(nearest), &path, true);
    }

    /// Entries of a list.
    fn entries(&self, ctx: &Context, path: &[&str], entries: &[Control]) {
        for (i, entry) in entries.iter().enumerate() {
            let i = i.to_string();
            let path = [path, &[i.as_str()]].concat();
            match entry {
                Control::Holds(name) => self.spoken_of(ctx, &path, name),
                Control::Above(above) => {
                    for (j, name) in above.sum_of.iter().enumerate() {
                        let j = j.to_string();
                        let path = [&path[..], &["sum_of", j.as_str()]].concat();
                        self.spoken_of(ctx, &path, name);
                        if above.sum_of[..j.parse().unwrap_or(0)].contains(name) {
                            ctx.error(&path, format!("{name} is in this sum twice"));
                        }
                        certain(ctx, entry, name);
                    }
                }
            }
        }
    }
}

/// What is held against a limit must be certain.
fn certain(ctx: &Context, entry: &Control, substance: &str) {
    for (name, material) in &ctx.scenario.materials {
        let Some(share) = material.elements.get(substance) else { continue };
        let path = ["materials", name, "elements", substance];
        let said = |problem: &Problem| problem.field == words::dotted(&owned(&path));
        if share.value().is_none() && !ctx.problems.borrow().iter().any(said) {
            let text = format!("this content must be a plain number: a list has {entry}, and goods are on it or not");
            ctx.error(&path, text);
        }
    }
}

/// The symbol that is meant by other capitals.
fn symbol_like(name: &str) -> Option<&'static str> {
    SYMBOLS.into_iter().find(|symbol| symbol.eq_ignore_ascii_case(name))
}
