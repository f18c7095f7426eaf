//! From the name of a pack to what it says: shipped, or a file.

use std::path::Path;

use super::super::check::shape;
use super::super::document::{self, Node, Source};
use super::super::input::Inputs;
use super::super::problem::Problem;
use super::super::{schema, words};
use super::pack::Pack;
use super::{meaning, shipped};
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
    let before = problems.len();
    let form = shape::check(&mut tree, &schema::pack_schema(), sources);
    problems.extend(form.problems);
    problems.extend(meaning::wrong(&written).into_iter().map(|(problem, span)| problem.at(span.place(sources))));
    if problems.len() > before || !form.usable {
        return None;
    }
    match serde_path_to_error::deserialize(tree.to_value()) {
        Ok(pack) => Some((pack, written)),
        Err(error) => {
            let text = "this cannot be read as the field it stands for";
            problems.push(Problem::error(error.path().to_string(), text));
            None
        }
    }
}

/// A name of no pack.
pub(super) fn unknown(name: &str) -> Box<Problem> {
    let problem = Problem::error("rules", format!("there is no rule pack \"{name}\""))
        .nearest(words::nearest(name, shipped::ids()))
        .found(format!("\"{name}\""))
        .allowed(format!("{}, or the path of a file that ends in .json", words::list(shipped::ids(), "or")));
    Box::new(problem)
}
