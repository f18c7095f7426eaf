//! Lines by the keys of their sites.

use crate::model::Model;
use crate::scenario::{name_list, nearest_name};

/// There is no line of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no line \"{name}\"{meant}; sites with a line: {lines}")]
pub struct UnknownLine {
    name: String,
    /// What may have been meant.
    meant: String,
    /// All there are.
    lines: String,
}

/// The site of a line; of a works, whose lines share their inputs, the first of them.
///
/// # Errors
/// When there is no such line: all there are.
pub(crate) fn line_of(model: &Model, name: &str) -> Result<usize, UnknownLine> {
    let lines = model.lines();
    let names = || lines.iter().map(|site| model.sites[*site].name.as_str());
    model.named(name, &lines).first().copied().ok_or_else(|| UnknownLine {
        name: name.to_owned(),
        meant: nearest_name(name, names()).map_or(String::new(), |near| format!(" (did you mean \"{near}\"?)")),
        lines: name_list(names(), "and"),
    })
}
