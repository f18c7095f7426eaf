//! `linestop calibrate`: fits what is not known to what was observed.

use std::path::{Component, Path, PathBuf};

use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use super::ask::Refused;
use super::conduct::{Asked, Given, Plan, Question, Told};
use super::fitted::Fitted;
use super::load::{inputs, kept};
use super::memory::Kept;
use super::mistakes::Mistakes;
use super::options::{between, declared, parse_date, parse_month, parse_name, parse_share};
use super::simulation::Simulation;
use super::{Failure, terminal};
use crate::case::{Case, Error, read_bytes};
use crate::experiment::{
    CalibrateOptions, LeadTimesAnswer, Months as ObservedMonths, SurveyAnswer, WaitFit, Watch, read_records,
};
use crate::report::{Answer, calibrated, calibrated_name};
use crate::scenario::ReadFile;

/// Fit what is not known to observed monthly exports, and write a scenario that draws from the fit.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop calibrate scenarios/world-magnet-exports.json
  linestop calibrate scenarios/world-magnet-exports.json --fit pass_setting_up --fit pass_case_by_case --trials 50,000
  linestop calibrate scenarios/world-magnet-exports.json --until 2025-07 --records licences.csv --as-of 2025-09-30
  linestop calibrate --lead-times orders.csv --as-of 2026-03-02
  linestop calibrate firm.json --lead-times orders.csv --as-of 2026-03-02
  linestop calibrate scenarios/quickstart.json --survey answers.csv --as-of 2025-11-24

Of the trials those are kept whose months resemble the observed ones in five summaries: level, depth and length of \
the trough, recovery, and where the months end. The result is in output/calibrate-SCENARIO: \
SCENARIO-calibrated.json, which extends the scenario and can be run like any other, posterior.csv (joint draws: each \
trial takes one row), calibration.json, charts, manifest.json. Records are a CSV file with the columns filed, \
decided (empty while open), outcome (granted, denied, pending).

With --lead-times no trial is simulated: the days from order to receipt are fitted by vendor, open orders counting \
with the days that they have waited. The result is in output/lead-times-FILE: lead-times.json, lead-times.csv, \
lead-time-curves.csv, transit.json (to be pasted into lanes), a chart; with a scenario also \
SCENARIO-lead-times.json, which extends it.

With --survey no trial is simulated either: the days from filing to decision are fitted to the classes of a survey, \
such as 34 % within 31 to 60 days. The result is in output/survey-FILE: survey.json, survey.csv, survey-classes.csv, \
review.json (to be pasted into a desk), a chart; with a scenario also SCENARIO-survey.json, which extends it.")]
pub(super) struct Arguments {
    /// The scenario; with --lead-times or --survey it may be left out.
    #[arg(value_name = "SCENARIO", required_unless_present_any = ["lead_times", "survey"])]
    pub(super) scenario: Option<PathBuf>,
    /// A CSV file of observed months; may be repeated. Months that the scenario brings along need none.
    #[arg(long, value_name = "CSV")]
    observed: Vec<PathBuf>,
    /// A parameter to fit; may be repeated [default: all that are uncertain].
    #[arg(long, value_name = "PARAM", value_parser = parse_name)]
    fit: Vec<String>,
    /// Last month to fit to, such as 2025-07 [default: all].
    #[arg(long, value_name = "MONTH", value_parser = parse_month)]
    until: Option<Date>,
    /// Share of the trials to keep, such as 0.02 or 2%.
    #[arg(long, value_name = "SHARE", default_value = "2%", value_parser = parse_keep)]
    keep: f64,
    /// Number of joint draws to write.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = between(10_u32, 100_000))]
    rows: u32,
    /// A CSV file of dated licence records.
    #[arg(long, value_name = "CSV", requires = "as_of")]
    records: Option<PathBuf>,
    /// Fit the lead times of vendors instead, from a CSV file of orders: vendor, date of the order, date of receipt
    /// (empty while open).
    #[arg(long, value_name = "CSV", requires = "as_of", conflicts_with_all = ["observed", "fit", "until", "records"])]
    pub(super) lead_times: Option<PathBuf>,
    /// Fit the wait for a decision instead, from a CSV file of a survey in classes: from_days, to_days (or
    /// within_days), share or count, respondents, and what (decided, pending, denied) and group where there are such.
    #[allow(clippy::doc_markdown, reason = "the words of --help")]
    #[arg(long, value_name = "CSV", requires = "as_of",
        conflicts_with_all = ["observed", "fit", "until", "records", "lead_times"])]
    pub(super) survey: Option<PathBuf>,
    /// The column of the vendor [default: vendor, supplier, Lieferant and the like].
    #[arg(long, value_name = "HEADING", requires = "lead_times")]
    pub(super) vendor_column: Option<String>,
    /// The column of the date of the order [default: ordered, order date, Bestelldatum and the like].
    #[arg(long, value_name = "HEADING", requires = "lead_times")]
    pub(super) ordered_column: Option<String>,
    /// The column of the date of receipt [default: received, receipt date, Wareneingangsdatum and the like].
    #[arg(long, value_name = "HEADING", requires = "lead_times")]
    pub(super) received_column: Option<String>,
    /// The date on which the records, orders or answers were drawn up: until then those that are open have waited.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(super) as_of: Option<Date>,
    /// The parameter that is the median wait, in calendar days: the records set it, not the months.
    #[arg(long, value_name = "PARAM", value_parser = parse_name, requires = "records")]
    wait_median: Option<String>,
    /// The parameter that is the wait within which nine in ten granted files are granted: the records set it.
    #[arg(long, value_name = "PARAM", value_parser = parse_name, requires = "records")]
    wait_p90: Option<String>,
    /// The parameter that is the share of files never granted: the records set it.
    #[arg(long, value_name = "PARAM", value_parser = parse_name, requires = "records")]
    never: Option<String>,
    #[command(flatten)]
    pub(super) simulation: Simulation,
}

fn parse_keep(text: &str) -> Result<f64, String> {
    const NEEDED: &str = "a share above 0 and at most 0.5 is needed, such as 0.02 or 2%";
    match parse_share(text) {
        Ok(x) if x > 0.0 && x <= 0.5 => Ok(x),
        Ok(_) => Err(NEEDED.to_owned()),
        Err(why) => Err(format!("{why}; {NEEDED}")),
    }
}

impl Asked for Arguments {
    fn done(&self) -> Result<(), Failure> {
        self.fitted().done()
    }

    fn answer(&self, cases: &[&Case], watch: &Watch) -> Result<Answer, Refused> {
        self.fitted().answer(cases, watch)
    }

    fn threads(&self) -> usize {
        self.fitted().threads()
    }
}

impl Arguments {
    /// What is fitted.
    fn fitted(&self) -> Box<dyn Asked + '_> {
        match (&self.lead_times, &self.survey, self.as_of) {
            (Some(orders), _, Some(day)) => Box::new(Fitted::<LeadTimesAnswer>::new(self, orders, day)),
            (_, Some(answers), Some(day)) => Box::new(Fitted::<SurveyAnswer>::new(self, answers, day)),
            _ => Box::new(Months(self)),
        }
    }
}

/// A calibration to observed months.
struct Months<'a>(&'a Arguments);

impl Question for Months<'_> {
    /// And the files besides the scenario that were read.
    type Options = (CalibrateOptions, Vec<ReadFile>);

    fn given(&self) -> Given<'_> {
        Given::new(&self.0.simulation, self.0.scenario.iter().cloned().collect(), None)
    }

    fn options(&self, wrong: &mut Mistakes) -> Option<Self::Options> {
        let asked = self.0;
        let mut files = Vec::new();
        let waits = match (&asked.records, asked.as_of) {
            (Some(path), Some(until)) => Some(wrong.keep(records(path, until, &mut files))?),
            _ => None,
        };
        let options = CalibrateOptions {
            fit: asked.fit.clone(),
            keep: asked.keep,
            rows: asked.rows as usize,
            waits,
            from_records: [&asked.wait_median, &asked.wait_p90, &asked.never].map(Clone::clone),
            trials: asked.simulation.trials(),
            seed: asked.simulation.seed,
            observed: ObservedMonths::default(),
            until: asked.until,
        };
        Some((options, files))
    }

    fn plan(&self, cases: &[&Case], (options, files): &mut Self::Options) -> Result<Plan, Refused> {
        let Some(case) = cases.first() else {
            return Err(Refused::Words("a scenario is needed, or --lead-times, or --survey".to_owned()));
        };
        let months = case.read_months(&self.0.observed, declared())?;
        terminal::notes(&months.notes);
        options.observed = months.months;
        files.splice(0..0, months.files);
        let kept = Kept { lines: 1, ..kept(cases) };
        let others = self.0.observed.iter().cloned().chain(self.0.records.clone()).collect();
        let plan = Plan::new(format!("calibrate-{}", case.name()), options.trials, kept, Some(options.trials));
        Ok(Plan { others, ..plan })
    }

    fn ask(&self, cases: &[&Case], (options, files): &Self::Options, watch: &Watch) -> Result<Told, Error> {
        let case = cases[0];
        let answer = case.calibrate(options, watch)?;
        // What is no file, such as a pipe, is found again beside the result.
        let extends = match self.0.scenario.as_ref().filter(|file| file.is_file()) {
            Some(file) => from_folder(&self.0.simulation.out.join(format!("calibrate-{}", case.name())), file),
            None => format!("scenarios/{}.json", case.name()),
        };
        let said = json!({
            "fit": answer.parameters.iter().map(|p| &p.name).collect::<Vec<_>>(),
            "keep": options.keep,
            "rows": options.rows,
            "from_records": options.from_records,
            "observed": inputs(files),
        });
        let fitted = calibrated_name(&answer);
        let own = vec![(fitted.clone(), calibrated(&answer, &extends))];
        let next = Some(("Run it: linestop run", fitted));
        Ok(Told { own, next, ..Told::new(Answer::Calibration(Box::new(answer)), said) })
    }
}

fn records(path: &Path, until: Date, files: &mut Vec<ReadFile>) -> Result<WaitFit, Failure> {
    let (bytes, file) = read_bytes(path).map_err(Failure::Mistake)?;
    files.push(file);
    let read = read_records(path, &bytes, until, declared());
    let records = read.map_err(|error| Failure::Mistake(format!("{error}\nnothing was run")))?;
    terminal::notes(&records.notes);
    Ok(records.fit)
}

/// The path of a file as seen from a folder that may not exist yet.
pub(super) fn from_folder(folder: &Path, file: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // Steps up are taken out before the two are compared.
    let steps = |path: PathBuf| {
        let mut out: Vec<String> = Vec::new();
        for part in path.components() {
            match part {
                Component::ParentDir => drop(out.pop()),
                Component::Normal(name) => out.push(name.to_string_lossy().into_owned()),
                _ => {}
            }
        }
        out
    };
    let (from, to) = (steps(whole(folder)), steps(whole(file)));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    up.chain(to[shared..].iter().cloned()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_from_the_folder_of_results() {
        let seen = |folder: &str, file: &str| from_folder(Path::new(folder), Path::new(file));
        assert_eq!(seen("output/calibrate-a", "scenarios/a.json"), "../../scenarios/a.json");
        assert_eq!(seen("/x/out/calibrate-a", "/x/y/../a.json"), "../../a.json");
        assert_eq!(seen("/x/a", "/x/a/b.json"), "b.json");
        assert_eq!((parse_keep("2%"), parse_keep("0.5")), (Ok(0.02), Ok(0.5)));
        assert!(["0", "60%", "many", "2,5%"].iter().all(|t| parse_keep(t).is_err()));
    }
}
