//! How a command goes that asks an experiment. Scenarios are loaded, levers pulled, what is asked is checked, and memory
//! looked at; the folder of the result is open before anything runs, and the result is written whole or not at all. A
//! command says only what is its own; a program asks it the same, without files.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::apart::Apart;
use super::as_of::AsOf;
use super::ask::{Refused, prepared};
use super::levers::Pulled;
use super::load::{load_all, read_from, sources, tell_warnings};
use super::memory::{self, Kept};
use super::mistakes::Mistakes;
use super::simulation::Simulation;
use super::sweep::tell_outcomes;
use super::wanted::{Wanted, told};
use super::{Failure, progress, terminal};
use crate::case::{Case, Error};
use crate::experiment::{Trials, Watch, with_threads};
use crate::report::{self, Also, Answer, InputFile, Manifest, Sources, Staging, Target};
use crate::scenario::Setting;

/// A command that asks an experiment: what is its own.
pub(super) trait Question: Sync {
    /// What the experiment is asked.
    type Options: Sync;

    /// What every such command is given.
    fn given(&self) -> Given<'_>;

    /// Reads the options; what is wrong with them is noted, and nothing comes if they cannot be used.
    fn options(&self, wrong: &mut Mistakes) -> Option<Self::Options>;

    /// Loads the scenarios, the base first; what is wrong with them is noted.
    fn cases(&self, wrong: &mut Mistakes) -> Vec<Case> {
        let Given { files, set, .. } = self.given();
        wrong.keep(load_all(&files, &set)).unwrap_or_default()
    }

    /// The same of cases that a program holds.
    fn held<'c>(&self, cases: &[&'c Case]) -> Result<Vec<Cow<'c, Case>>, Refused> {
        let Given { set, lever, .. } = self.given();
        Ok(cases.iter().map(|case| prepared(case, &set, lever)).collect::<Result<_, _>>()?)
    }

    /// Notes what is wrong with the options for the scenarios as they are written, beside all else that is wrong.
    fn check(&self, _cases: &[Case], _options: &Self::Options, _wrong: &mut Mistakes) {}

    /// What it takes to ask the scenarios, levers pulled, or what is wrong with that.
    fn plan(&self, cases: &[&Case], options: &mut Self::Options) -> Result<Plan, Refused>;

    /// Asks.
    fn ask(&self, cases: &[&Case], options: &Self::Options, watch: &Watch) -> Result<Told, Error>;

    /// The study whose runs can be played apart; nothing if it has no such, or one simulation tells of all.
    fn apart<'c>(
        &self,
        _cases: &[&'c Case],
        _options: &'c Self::Options,
    ) -> Result<Option<Box<dyn Apart + 'c>>, Error> {
        Ok(None)
    }

    /// Asks, writes the answer and shows it.
    fn conducted(&self) -> Result<(), Failure>
    where
        Self: Sized,
    {
        let Given { place, set, .. } = self.given();
        let (cases, options, plan) = planned(self)?;
        let target = target(place, vec![plan.name.clone()], &cases, &plan.others)?;
        plan.check_memory(place, None)?;
        let mut results = Results::open(target, place.wanted.json, place.wanted.also())?;
        terminal::notes(&plan.notes);
        cases.iter().for_each(tell_warnings);
        let all: Vec<&Case> = cases.iter().collect();
        let told = results.simulated(place, plan.total, |watch| self.ask(&all, &options, watch))?;
        results.add(&plan.name, told, sources(&cases), set)?;
        results.shown("")
    }
}

/// What a command is given that asks an experiment.
pub(super) struct Given<'a> {
    /// Where its result goes, and how it is simulated.
    pub place: Place<'a>,
    /// Scenario files, the base first.
    pub files: Vec<PathBuf>,
    /// Values that are set in every scenario.
    pub set: Vec<(String, Setting)>,
    /// Levers that are pulled in every scenario.
    pub lever: Option<&'a str>,
    /// Outcomes that are named; "help" lists those that there are.
    pub of: &'a [String],
}

impl<'a> Given<'a> {
    /// Scenarios, perhaps as of a date.
    pub(super) fn new(simulation: &'a Simulation, files: Vec<PathBuf>, as_of: Option<&AsOf>) -> Self {
        let set = as_of.map_or_else(|| simulation.set.clone(), |as_of| as_of.with(&simulation.set));
        Self { place: Place::of(simulation), files, set, lever: None, of: &[] }
    }

    /// With levers pulled.
    pub(super) fn pulling(self, pulled: &'a Pulled) -> Self {
        Self { lever: pulled.lever.as_deref(), ..self }
    }

    /// With outcomes named.
    pub(super) fn of(self, of: &'a [String]) -> Self {
        Self { of, ..self }
    }
}

/// Where results go, and how they are simulated.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// Which files are written, and what is printed.
    pub wanted: &'a Wanted,
    /// The folder for all results.
    pub out: &'a Path,
    /// Number of threads; nothing is one for each processor.
    pub threads: Option<u16>,
}

impl<'a> Place<'a> {
    /// As the options say that all simulations have.
    pub(super) fn of(simulation: &'a Simulation) -> Self {
        Self { wanted: &simulation.wanted, out: &simulation.out, threads: simulation.threads }
    }

    /// Number of threads; 0 is one for each processor.
    pub(super) fn pool(self) -> usize {
        self.threads.map_or(0, usize::from)
    }
}

/// What it takes to ask.
pub(super) struct Plan {
    /// Name of the folder of the result.
    pub name: String,
    /// Trials of which outcomes are kept, if any are.
    pub kept_trials: Option<Trials>,
    /// What is kept of a trial.
    pub kept: Kept,
    /// Trials that will be simulated, where that is known.
    pub total: Option<u64>,
    /// Files besides the scenarios that are read.
    pub others: Vec<PathBuf>,
    /// What is good to know.
    pub notes: Vec<String>,
}

impl Plan {
    /// So many trials of all cases, and no other files.
    pub(super) fn new(name: String, trials: u64, kept: Kept, total: Option<u64>) -> Self {
        let kept_trials = Some(Trials::Fixed(trials));
        Self { name, kept_trials, kept, total, others: Vec::new(), notes: Vec::new() }
    }
}

/// An answer, and what is written with it.
pub(super) struct Told {
    /// The answer.
    pub answer: Answer,
    /// Options of the command that change what is written, as the manifest has them.
    pub options: Value,
    /// JSON files that its kind alone has.
    pub own: Vec<(String, Value)>,
    /// Files besides the scenarios that a workbook names.
    pub read: Vec<InputFile>,
    /// What to do next with one of the files: words, and its name.
    pub next: Option<(&'static str, String)>,
}

impl Told {
    /// An answer without files of its own.
    pub(super) fn new(answer: Answer, options: Value) -> Self {
        Self { answer, options, own: Vec::new(), read: Vec::new(), next: None }
    }
}

/// A command that can be done, and asked by a program.
pub(super) trait Asked: Sync {
    /// Does all of it.
    fn done(&self) -> Result<(), Failure>;
    /// The answer about cases that a program holds.
    fn answer(&self, cases: &[&Case], watch: &Watch) -> Result<Answer, Refused>;
    /// Hands out the study whose runs can be played apart, if it has such.
    fn apart(&self, _cases: &[&Case], with: &mut dyn FnMut(Option<&dyn Apart>)) -> Result<(), Refused> {
        with(None);
        Ok(())
    }
    /// Number of threads; 0 is one for each processor.
    fn threads(&self) -> usize;
}

impl<Q: Question> Asked for Q {
    fn done(&self) -> Result<(), Failure> {
        let Given { place, of, .. } = self.given();
        if of.iter().any(|of| of == "help") {
            return tell_outcomes(place.wanted.json);
        }
        self.conducted()
    }

    fn answer(&self, cases: &[&Case], watch: &Watch) -> Result<Answer, Refused> {
        let (held, options) = planned_held(self, cases)?;
        let cases: Vec<&Case> = held.iter().map(|case| &**case).collect();
        Ok(self.ask(&cases, &options, watch)?.answer)
    }

    fn apart(&self, cases: &[&Case], with: &mut dyn FnMut(Option<&dyn Apart>)) -> Result<(), Refused> {
        let (held, options) = planned_held(self, cases)?;
        let cases: Vec<&Case> = held.iter().map(|case| &**case).collect();
        with(Question::apart(self, &cases, &options)?.as_deref());
        Ok(())
    }

    fn threads(&self) -> usize {
        self.given().place.pool()
    }
}

/// The scenarios of a command, what it asks, and what that takes; all that is wrong is told at once.
pub(super) fn planned<Q: Question>(question: &Q) -> Result<(Vec<Case>, Q::Options, Plan), Failure> {
    let mut wrong = Mistakes::default();
    let options = question.options(&mut wrong);
    let mut cases = question.cases(&mut wrong);
    if let Some(options) = options.as_ref().filter(|_| !cases.is_empty()) {
        question.check(&cases, options, &mut wrong);
    }
    let lever = question.given().lever;
    for case in &mut cases {
        if let Some(pulled) = lever.and_then(|lever| wrong.keep(case.pull(lever))) {
            *case = pulled;
        }
    }
    let mut options = wrong.or(options)?;
    let plan = question.plan(&cases.iter().collect::<Vec<_>>(), &mut options)?;
    Ok((cases, options, plan))
}

/// The same of cases that a program holds, once there is room for what it takes.
pub(super) fn planned_held<'c, Q: Question>(
    question: &Q,
    cases: &[&'c Case],
) -> Result<(Vec<Cow<'c, Case>>, Q::Options), Refused> {
    let mut wrong = Mistakes::default();
    let options = question.options(&mut wrong);
    let mut options = wrong.or(options)?;
    let held = question.held(cases)?;
    let all: Vec<&Case> = held.iter().map(|case| &**case).collect();
    question.plan(&all, &mut options)?.check_memory(question.given().place, None)?;
    Ok((held, options))
}

impl Plan {
    /// Whether there is room for it; `without` is what else can be given up.
    pub(super) fn check_memory(&self, place: Place, without: Option<&str>) -> Result<(), Failure> {
        memory::check(self.kept_trials, self.kept, place.threads, without)
    }
}

/// Where results of such names go, once it is sure that they may.
pub(super) fn target(place: Place, names: Vec<String>, cases: &[Case], others: &[PathBuf]) -> Result<Target, Failure> {
    let inputs = read_from(cases).into_iter().chain(others.iter().cloned()).collect();
    Ok(place.wanted.target(place.out, names, inputs)?)
}

/// Results on their way. Their folder is open before anything runs: better to hear then that nothing can be written.
pub(super) struct Results {
    json: bool,
    also: Also,
    staging: Staging,
    watch: Arc<Watch>,
    /// Answers, and the files of each that are listed.
    told: Vec<(Told, Vec<String>)>,
}

impl Results {
    /// Opens the folder.
    pub(super) fn open(target: Target, json: bool, also: Also) -> Result<Self, Failure> {
        let watch = progress::interruptible()?;
        Ok(Self { json, also, staging: target.open()?, watch, told: Vec::new() })
    }

    /// Asks, with a bar that shows how far it is of `total` trials.
    pub(super) fn simulated<T: Send>(
        &self,
        place: Place,
        total: Option<u64>,
        ask: impl FnOnce(&Watch) -> Result<T, Error> + Send,
    ) -> Result<T, Failure> {
        Ok(progress::shown(&self.watch, total, || with_threads(place.pool(), || ask(&self.watch)))??)
    }

    /// Writes an answer into a folder of that name.
    pub(super) fn add(
        &mut self,
        name: &str,
        told: Told,
        sources: Sources,
        set: Vec<(String, Setting)>,
    ) -> Result<(), Failure> {
        let sources = Sources { others: told.read.clone(), ..sources };
        let manifest = Manifest::new(&told.answer, sources, set, told.options.clone(), self.also);
        let folder = self.staging.folder(name)?;
        let written = report::write(&folder, &told.answer, &told.own, &manifest, &self.watch.stop)?;
        terminal::tell_undrawn(&written.undrawn);
        self.told.push((told, written.files));
        Ok(())
    }

    /// Puts all results in their places and shows them; `between` stands before what was written.
    pub(super) fn shown(self, between: &str) -> Result<(), Failure> {
        let folders = self.staging.install()?;
        if self.json {
            let answers: Vec<&Answer> = self.told.iter().map(|(told, _)| &told.answer).collect();
            return match &answers[..] {
                // Of runs there may be any number.
                [only] if !matches!(only, Answer::Run(_)) => terminal::print_json(only),
                all => terminal::print_json(&all),
            };
        }
        for (at, ((answer, files), folder)) in self.told.iter().zip(&folders).enumerate() {
            let text = answer.answer.shown(&answer.options, terminal::layout());
            let gap = if at > 0 { "\n" } else { "" };
            terminal::print(&format!("{gap}{text}\n{between}{}", told(self.also, folder, files)))?;
            if let Some((words, file)) = &answer.next {
                terminal::print(&format!("{words} {}\n", folder.join(file).display()))?;
            }
        }
        Ok(())
    }
}
