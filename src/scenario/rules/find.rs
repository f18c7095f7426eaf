//! From the name of a pack to what it says: shipped, or a file.

use std::path::Path;

use super::super::check::shape;
use super::super::document::{self, Node, Source};
use super::super::input::Inputs;
use super::super::problem::Problem;
use super::super::{schema, words};
use super::pack::Pack;
use super::shipped;
use crate::reading;

/// A pack that was found, and its tree, in which every value knows where it is written.
pub(super) struct Found {
    pub pack: Pack,
    pub tree: Node,
}

/// Finds and reads a pack. `beside` is the folder of the file that names it. Nothing if it cannot be used; what is
/// wrong within it has been told, what is wrong with its name is given back.
pub(super) fn find(
    name: &str,
    beside: &Path,
    (sources, inputs, problems): (&mut Vec<Source>, &mut Inputs, &mut Vec<Problem>),
) -> Result<Option<Found>, Box<Problem>> {
    let (path, text) = if is_path(name) {
        let path = beside.join(name);
        let text = inputs.text(&path)?;
        (path, text)
    } else {
        let id = reading::find(name, shipped::ids()).ok_or_else(|| unknown(name))?;
        let (path, text) = (shipped::path(id), shipped::text(id).unwrap_or_default());
        inputs.given(&path, text);
        (path, text.to_owned())
    };
    Ok(parsed(&path, &text, sources, problems).map(|(pack, tree)| Found { pack, tree }))
}

/// Whether a name is a path: those of shipped packs have no ending.
fn is_path(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "json")
}

/// A pack by its name or by the path of its file, for commands that ask for one.
///
/// # Errors
/// All that is wrong with it.
pub(crate) fn named(name: &str) -> Result<Pack, Vec<Problem>> {
    if !is_path(name) {
        return shipped::shipped(name).cloned().map_err(|problem| vec![*problem]);
    }
    let path = Path::new(name);
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    let text = Inputs::default().text(path).map_err(|problem| vec![*problem])?;
    match parsed(path, &text, &mut sources, &mut problems) {
        Some((pack, _)) if problems.is_empty() => Ok(pack),
        _ => Err(problems),
    }
}

/// Reads the text of a pack and tells what is wrong with it.
pub(super) fn parsed(
    path: &Path,
    text: &str,
    sources: &mut Vec<Source>,
    problems: &mut Vec<Problem>,
) -> Option<(Pack, Node)> {
    let index = sources.len();
    sources.push(Source::new(path.to_owned(), text.to_owned()));
    let written = document::parse(&sources[index], index, problems)?.without_nulls();
    let mut tree = written.clone();
    let form = shape::check(&mut tree, &schema::pack_schema(), sources);
    let right = form.problems.is_empty();
    problems.extend(form.problems);
    if !right || !form.usable {
        return None;
    }
    let pack: Pack = match serde_path_to_error::deserialize(tree.to_value()) {
        Ok(pack) => pack,
        Err(error) => {
            let text = "this cannot be read as the field it stands for";
            problems.push(Problem::error(error.path().to_string(), text));
            return None;
        }
    };
    let wrong = wrong(&pack);
    let is_right = wrong.is_empty();
    for (field, text) in wrong {
        let place = written.around(field);
        problems.push(Problem::error(field, text).at(place.span.and_then(|span| span.place(sources))));
    }
    is_right.then_some((pack, written))
}

/// What is wrong with what a pack means: dates out of order, a country that is none, nothing that it does.
fn wrong(pack: &Pack) -> Vec<(&'static str, String)> {
    let mut wrong = Vec::new();
    let mut order = |field, first: jiff::civil::Date, then: jiff::civil::Date, what: &str| {
        if then < first {
            wrong.push((field, format!("{then} is before {first}, {what}")));
        }
    };
    if let Some(until) = pack.until {
        order("until", pack.in_force, until, "the first day on which it holds");
    }
    if let Some(pause) = &pack.suspended {
        order("suspended.until", pause.from, pause.until, "the first day of the suspension");
        order("suspended.from", pack.announced, pause.from, "the day on which the rule was announced");
    }
    if let Some(quota) = &pack.quota {
        for pair in quota.tonnes_per_month.windows(2) {
            order("quota.tonnes_per_month", pair[0].from, pair[1].from, "the step before it");
        }
    }
    let countries = pack.refuses.iter().flat_map(|refusal| refusal.destinations.iter().map(|c| ("refuses", c)));
    for (field, country) in countries.chain([("authority.country", &pack.authority.country)]) {
        if !reading::is_country(country) {
            wrong.push((field, format!("\"{country}\" is no country; allowed: two capital letters, as in CN")));
        }
    }
    wrong
}

/// A name of no pack.
pub(super) fn unknown(name: &str) -> Box<Problem> {
    let problem = Problem::error("rules", format!("there is no rule pack \"{name}\""))
        .nearest(words::nearest(name, shipped::ids()))
        .found(format!("\"{name}\""))
        .allowed(format!("{}, or the path of a file that ends in .json", words::list(shipped::ids(), "or")));
    Box::new(problem)
}
