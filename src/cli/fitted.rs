//! `linestop calibrate --lead-times` and `--survey`: what a file of the firm's own tells of days, fitted without a
//! simulation, as something to paste, and laid over a scenario where one is given.

use std::marker::PhantomData;
use std::path::Path;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::ask::Refused;
use super::calibrate::{Arguments, from_folder};
use super::conduct::{Given, Plan, Question, Told};
use super::load::{input, kept};
use super::mistakes::Mistakes;
use super::options::declared;
use super::{Failure, terminal};
use crate::case::{Case, Error, read_bytes};
use crate::experiment::{
    LeadTimeColumns, LeadTimesAnswer, SurveyAnswer, Watch, read_lead_times, read_survey, with_lead_times,
};
use crate::report::{Answer, REVIEW, TRANSIT, snippets};
use crate::scenario::ReadFile;

/// What is fitted to a file.
pub(super) trait Fit: Clone + Sync + Into<Answer> {
    /// Its name in those of files.
    const NAME: &'static str;
    /// The option of the file, in the manifest.
    const OPTION: &'static str;
    /// What is done with the file to paste.
    const PASTE: &'static str;

    /// Fits it.
    fn read(arguments: &Arguments, file: &Path, bytes: &[u8], day: Date) -> Result<Self, String>;
    /// What is good to know.
    fn notes(&self) -> &[String];
    /// The file to paste.
    fn paste(&self) -> (&'static str, Value);
    /// A scenario that extends another with what was fitted, and what is good to know of it.
    fn over(&self, case: &Case, extends: &str) -> (Value, Vec<String>);
}

impl Fit for LeadTimesAnswer {
    const NAME: &'static str = "lead-times";
    const OPTION: &'static str = "orders";
    const PASTE: &'static str = "To be pasted into lanes:";

    fn read(arguments: &Arguments, file: &Path, bytes: &[u8], day: Date) -> Result<Self, String> {
        let columns = LeadTimeColumns {
            vendor: arguments.vendor_column.clone(),
            ordered: arguments.ordered_column.clone(),
            received: arguments.received_column.clone(),
        };
        read_lead_times(file, bytes, &columns, day, declared()).map_err(|error| error.to_string())
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }

    fn paste(&self) -> (&'static str, Value) {
        (TRANSIT, snippets(self))
    }

    fn over(&self, case: &Case, extends: &str) -> (Value, Vec<String>) {
        with_lead_times(self, case.written(), extends)
    }
}

impl Fit for SurveyAnswer {
    const NAME: &'static str = "survey";
    const OPTION: &'static str = "survey";
    const PASTE: &'static str = "To be pasted into a desk:";

    fn read(_: &Arguments, file: &Path, bytes: &[u8], day: Date) -> Result<Self, String> {
        read_survey(file, bytes, day, declared()).map_err(|error| error.to_string())
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }

    fn paste(&self) -> (&'static str, Value) {
        (REVIEW, self.snippets())
    }

    fn over(&self, case: &Case, extends: &str) -> (Value, Vec<String>) {
        case.with_survey(self, extends)
    }
}

impl From<LeadTimesAnswer> for Answer {
    fn from(answer: LeadTimesAnswer) -> Self {
        Self::LeadTimes(Box::new(answer))
    }
}

impl From<SurveyAnswer> for Answer {
    fn from(answer: SurveyAnswer) -> Self {
        Self::Survey(Box::new(answer))
    }
}

/// What is asked: a fit to a file that was drawn up on a day.
pub(super) struct Fitted<'a, F> {
    arguments: &'a Arguments,
    file: &'a Path,
    day: Date,
    fit: PhantomData<fn() -> F>,
}

impl<'a, F> Fitted<'a, F> {
    pub(super) fn new(arguments: &'a Arguments, file: &'a Path, day: Date) -> Self {
        Self { arguments, file, day, fit: PhantomData }
    }
}

/// The fit, the file that was read, and the scenario that extends another, with its file name.
type Found<F> = (F, ReadFile, Option<(String, Value)>);

impl<F: Fit> Question for Fitted<'_, F> {
    type Options = Found<F>;

    fn given(&self) -> Given<'_> {
        Given::new(&self.arguments.simulation, self.arguments.scenario.iter().cloned().collect(), None)
    }

    fn options(&self, wrong: &mut Mistakes) -> Option<Found<F>> {
        let (bytes, file) = wrong.keep(read_bytes(self.file).map_err(Failure::Mistake))?;
        let fitted = F::read(self.arguments, self.file, &bytes, self.day);
        let fitted = wrong.keep(fitted.map_err(|why| Failure::Mistake(format!("{why}\nnothing was written"))))?;
        terminal::notes(fitted.notes());
        Some((fitted, file, None))
    }

    fn plan(&self, cases: &[&Case], (fitted, _, over): &mut Found<F>) -> Result<Plan, Refused> {
        let stem = self.file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = format!("{}-{stem}", F::NAME);
        let mut notes = Vec::new();
        if let (Some(case), Some(path)) = (cases.first(), &self.arguments.scenario) {
            let (scenario, told) = fitted.over(case, &from_folder(&self.arguments.simulation.out.join(&name), path));
            notes = told;
            *over = Some((format!("{}-{}.json", case.name(), F::NAME), scenario));
        }
        let others = vec![self.file.to_owned()];
        Ok(Plan { kept_trials: None, others, notes, ..Plan::new(name, 0, kept(cases), None) })
    }

    fn ask(&self, _: &[&Case], (fitted, file, over): &Found<F>, _: &Watch) -> Result<Told, Error> {
        let read = input(file);
        let said = json!({(F::OPTION): read, "as_of": self.day});
        let (name, paste) = fitted.paste();
        let next = match over {
            Some((name, _)) => ("Run it: linestop run", name.clone()),
            None => (F::PASTE, name.to_owned()),
        };
        let own = std::iter::once((name.to_owned(), paste)).chain(over.clone()).collect();
        Ok(Told { own, read: vec![read], next: Some(next), ..Told::new(fitted.clone().into(), said) })
    }
}
