//! The front door: a scenario is loaded, changed, compiled once, and asked.

mod ask;
#[cfg(feature = "cli")]
mod beforehand;
mod error;
mod levers;
mod months;
mod parts;
mod roll;
mod rules;
mod survey;
mod sweep;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde_json::Value;

pub use error::{Error, UnknownLever};
pub use months::ReadMonths;
#[cfg(feature = "cli")]
pub(crate) use {
    months::read_bytes,
    rules::{regulation, rules_between, rules_on},
    sweep::MOST_POINTS,
};

use crate::experiment::{LineFacts, NamedModel, fingerprint, line_of, more_stock};
use crate::model::{self, Model};
use crate::scenario::{Document, Loaded, Problem, Problems, ReadFile, Setting};

/// A scenario, ready for every experiment.
///
/// It does not change: what changes a case makes another one of it, compiled once, and leaves it as it is.
///
/// ```no_run
/// # fn main() -> Result<(), linestop::Error> {
/// use linestop::{Case, RunOptions, Watch};
///
/// let case = Case::load("scenarios/quickstart.json")?.set([("freeze_length", 60.0)])?;
/// let answer = case.run(&RunOptions::default(), &Watch::default())?;
/// println!("{:.0} % of trials stop a line", 100.0 * answer.any_manufacturer_halts.share);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Case {
    /// As it was read, and what it said then.
    read: Arc<Read>,
    changes: Changes,
    loaded: Loaded,
    model: Model,
    /// Its fingerprint, once somebody has asked for it.
    sha256: OnceLock<String>,
}

/// What was read, before anything but the values it was loaded with changed it.
#[derive(Debug)]
#[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "what was read is told in the result of a command"))]
struct Read {
    /// The path, as it was given.
    path: PathBuf,
    document: Document,
    name: String,
    merged: Value,
}

/// What makes a case of what was read.
#[derive(Clone, Debug, Default)]
struct Changes {
    /// Values, each once.
    set: Vec<(String, Setting)>,
    /// Levers that are pulled, joined by `+`.
    levers: Vec<String>,
    /// Days of need by which the stocks of lines are raised, by site.
    stock: Vec<(String, f64)>,
}

impl Case {
    /// Loads a scenario file, with what it extends and the CSV files that it names. `-` is standard input.
    ///
    /// # Errors
    /// All problems of the files.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self::load_with(path.as_ref(), &[])?)
    }

    /// Loads a scenario from text as if it stood in the file `path`, whose name it takes.
    ///
    /// # Errors
    /// As [`Case::load`].
    pub fn from_text(path: impl AsRef<Path>, text: &str) -> Result<Self, Error> {
        Ok(Self::of(path.as_ref(), Document::of_text(path.as_ref(), text), &[])?)
    }

    /// Takes a scenario that a program has put together; it extends no other.
    ///
    /// # Errors
    /// All problems, without places.
    pub fn from_value(name: &str, value: Value) -> Result<Self, Error> {
        let mut case = Self::of(Path::new(name), Document::of_value(value), &[])?;
        name.clone_into(&mut case.loaded.name);
        Ok(case)
    }

    /// The scenario with some of its values set: parameters by name, numbers and dates by dotted path, as in
    /// `lanes.sea.transit_days`. What was set before stays, unless it is set anew.
    ///
    /// # Errors
    /// All problems of the scenario with these values.
    pub fn set<N: Into<String>, V: Into<Setting>>(
        &self,
        values: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error> {
        let values: Vec<(String, Setting)> =
            values.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self.changed(&values, None)
    }

    /// The scenario with what could be known on a date: events that become known later never happen.
    ///
    /// # Errors
    /// All problems of the scenario as of the date.
    pub fn as_of(&self, date: jiff::civil::Date) -> Result<Self, Error> {
        self.changed(&[(crate::scenario::AS_OF.to_owned(), Setting::Date(date))], None)
    }

    /// The scenario with some of its levers pulled: one, or several joined by `+`. Its name and title say so.
    ///
    /// # Errors
    /// When it has no such lever.
    pub fn pull(&self, levers: &str) -> Result<Self, Error> {
        self.changed(&[], Some(levers))
    }

    /// The scenario with its levers pulled, named after them alone: an alternative to hold against it.
    ///
    /// # Errors
    /// When it has no such lever.
    pub fn alternative(&self, levers: &str) -> Result<Self, Error> {
        let pulled = self.pull(levers)?;
        let titles = levers::titles(&pulled.loaded.scenario, levers).join(" + ");
        Ok(pulled.named(levers.trim(), &titles))
    }

    /// The scenario with more stock of all inputs of a line: so many days of planned need beyond what the scenario
    /// says, on the first day and in its order levels.
    ///
    /// # Errors
    /// When it has no such line.
    pub fn with_stock(&self, site: &str, days: f64) -> Result<Self, Error> {
        line_of(&self.model, site)?;
        let mut more = self.clone();
        more.changes.stock.retain(|(other, _)| other != site);
        more.changes.stock.push((site.to_owned(), days));
        more.model = stocked(compiled(&self.read.path, &self.loaded)?, &more.changes.stock)?;
        more.sha256 = OnceLock::new();
        Ok(more)
    }

    /// The same with a name, for folders and tables, and a title, for people.
    #[must_use]
    pub fn named(mut self, name: &str, title: &str) -> Self {
        name.clone_into(&mut self.loaded.name);
        title.clone_into(&mut self.loaded.scenario.title);
        title.clone_into(&mut self.model.title);
        self
    }

    /// Name, for folders and tables: that of the file, without its ending.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.loaded.name
    }

    /// Title, for people.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.model.title
    }

    /// Fingerprint of what it says: two scenarios that say the same have the same.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        self.sha256.get_or_init(|| summed(&self.loaded, &self.changes.stock))
    }

    /// The files that it was read from, with the hashes of what was read.
    #[must_use]
    pub fn inputs(&self) -> &[ReadFile] {
        &self.loaded.files
    }

    /// The scenario as one file would say it, with values set and levers pulled; more stock is not in it.
    #[must_use]
    pub fn written(&self) -> &Value {
        &self.loaded.merged
    }

    /// What is legal but suspicious.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.loaded.warnings
    }

    /// Lines, in the order of the file.
    #[must_use]
    pub fn lines(&self) -> Vec<LineFacts> {
        LineFacts::all(self.named_model())
    }

    /// Levers that are not pulled, by name.
    #[must_use]
    pub fn levers(&self) -> Vec<&str> {
        let levers = self.loaded.scenario.levers.iter();
        levers.filter(|(_, lever)| !lever.pulled).map(|(name, _)| name.as_str()).collect()
    }

    /// Loads a scenario file with values set; what the case was read as has them too.
    pub(crate) fn load_with(path: &Path, set: &[(String, Setting)]) -> Result<Self, Problems> {
        Self::of(path, Document::read(path), set)
    }

    fn of(path: &Path, document: Document, set: &[(String, Setting)]) -> Result<Self, Problems> {
        let loaded = document.with(set)?;
        let model = compiled(path, &loaded)?;
        let read = Read { path: path.to_owned(), name: loaded.name.clone(), merged: loaded.merged.clone(), document };
        let changes = Changes { set: set.to_vec(), ..Changes::default() };
        Ok(Self { read: Arc::new(read), changes, sha256: OnceLock::new(), loaded, model })
    }

    /// The case with values set and levers pulled, compiled once.
    pub(crate) fn changed(&self, set: &[(String, Setting)], levers: Option<&str>) -> Result<Self, Error> {
        let Changes { set: before, levers: pulled, stock } = &self.changes;
        let kept = before.iter().filter(|(name, _)| set.iter().all(|(other, _)| other != name)).cloned();
        let changes = Changes {
            set: kept.chain(set.iter().cloned()).collect(),
            levers: pulled.iter().cloned().chain(levers.map(|levers| levers.trim().to_owned())).collect(),
            stock: stock.clone(),
        };
        let loaded = self.read.document.with(&changes.set).map_err(Error::from);
        let known = levers.map_or(Ok(()), |levers| levers::check(&self.loaded, levers));
        let mut loaded = match (loaded, known) {
            (Ok(loaded), Ok(())) => loaded,
            (Err(error), Ok(())) | (Ok(_), Err(error)) => return Err(error),
            (Err(one), Err(other)) => return Err(Error::Several(vec![one, other])),
        };
        loaded.name.clone_from(&self.loaded.name);
        loaded.scenario.title.clone_from(&self.loaded.scenario.title);
        for choice in &changes.levers {
            levers::pull(&mut loaded, choice)?;
        }
        if let Some(levers) = levers {
            let titles = levers::titles(&loaded.scenario, levers).join(" + ");
            loaded.name = format!("{}+{}", loaded.name, levers.trim());
            loaded.scenario.title = format!("{}, with: {titles}", loaded.scenario.title);
        }
        let model = stocked(compiled(&self.read.path, &loaded)?, &changes.stock)?;
        Ok(Self { read: Arc::clone(&self.read), sha256: OnceLock::new(), changes, loaded, model })
    }

    /// As it was loaded.
    pub(crate) fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// As it is simulated.
    pub(crate) fn model(&self) -> &Model {
        &self.model
    }

    /// The same for an experiment.
    pub(crate) fn named_model(&self) -> NamedModel<'_> {
        NamedModel { name: &self.loaded.name, sha256: self.fingerprint(), model: &self.model }
    }
}

/// The model of a loaded scenario.
fn compiled(path: &Path, loaded: &Loaded) -> Result<Model, Problems> {
    let wrong = |error: model::CompileError| Problem::error("", error.to_string());
    model::compile(&loaded.scenario)
        .map_err(|error| Problems { subject: path.to_owned(), problems: vec![wrong(error)] })
}

/// A model with more stock of lines.
fn stocked(model: Model, stock: &[(String, f64)]) -> Result<Model, Error> {
    if stock.is_empty() {
        return Ok(model);
    }
    let mut extra = Vec::new();
    for (site, days) in stock {
        extra.extend(more_stock(&model, line_of(&model, site)?, *days));
    }
    Ok(model.with_extra(&extra))
}

/// The fingerprint of a scenario with more stock of lines.
fn summed(loaded: &Loaded, stock: &[(String, f64)]) -> String {
    if stock.is_empty() {
        return fingerprint(&loaded.merged);
    }
    let stock: serde_json::Map<String, Value> =
        stock.iter().map(|(site, days)| (site.clone(), Value::from(*days))).collect();
    fingerprint(&serde_json::json!({"scenario": loaded.merged, "more_stock": stock}))
}
