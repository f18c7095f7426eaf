//! `linestop run`: which lines stop, when, for how long, at what cost.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::load::{Ready, inputs, load_all, parse_set, tell_warnings};
use super::{Failure, memory, progress, terminal};
use crate::experiment::{self, NamedModel, RunAnswer, RunOptions, Trials, Watch, with_threads};
use crate::report::{self, Manifest, Staging, check_target};

/// Most trials of a run: beyond, the counts of bands could overflow.
const MOST_TRIALS: u64 = 1_000_000_000;
/// Trials of a run that does not say otherwise.
const USUAL_TRIALS: u64 = 10_000;

/// Play many possible futures of scenarios: which lines stop, when, for how long, at what cost.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop run scenarios/quickstart.json
  linestop run scenarios/quickstart.json --precision 0.5%
  linestop run scenarios/quickstart.json scenarios/quickstart-truce.json --trials 50,000
  linestop run scenarios/quickstart.json --set freeze_length=60 --out output/long-freeze

Each scenario has a folder of its own in the output folder, named after its file: summary.json, outcomes.csv,
bands.csv, licences.csv, charts, and manifest.json, which says what they came from. The same scenario, seed and
number of trials give the same files on every machine, whatever the number of threads.")]
pub(super) struct Arguments {
    /// Scenario files.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Number of possible futures [default: 10,000].
    #[arg(long, value_name = "N", value_parser = parse_trials, allow_negative_numbers = true, conflicts_with = "precision")]
    trials: Option<u64>,
    /// Go on until every manufacturer's chance of a halt is known to within ± P, such as 0.005 or 0.5%.
    #[arg(long, value_name = "P", value_parser = parse_precision, allow_negative_numbers = true)]
    precision: Option<f64>,
    /// Seed of all random numbers: the same seed is the same luck in every scenario.
    #[arg(long, value_name = "S", default_value_t = 1, value_parser = parse_seed, allow_negative_numbers = true)]
    seed: u64,
    /// Number of threads [default: one for each processor]. Results do not depend on it.
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Set a parameter, or a number by its dotted path, in every scenario; may be repeated.
    #[arg(long, value_name = "PARAM=VALUE", value_parser = parse_set)]
    set: Vec<(String, f64)>,
    /// Folder for the results.
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Which outcomes of single futures to keep. With none there is no outcomes.csv, and quantiles of losses are
    /// brackets.
    #[arg(long, value_name = "WHICH", default_value = "all")]
    outcomes: Outcomes,
    /// Days from one band of cover and output to the next.
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=3660))]
    bands_every: u32,
    /// Check in every future that no material appears or vanishes.
    #[arg(long)]
    audit: bool,
    /// Write no charts.
    #[arg(long)]
    no_charts: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Outcomes {
    /// None.
    None,
    /// Every future and line.
    All,
}

fn parse_trials(text: &str) -> Result<u64, String> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '_')).collect();
    match plain.parse() {
        Ok(0) => Err("at least 1 trial is needed".to_owned()),
        Ok(n) if n <= MOST_TRIALS => Ok(n),
        Err(_) if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_digit()) => {
            Err("a whole number is needed, such as 10,000".to_owned())
        }
        _ => Err(format!("at most {} trials are possible", report::thousands(MOST_TRIALS))),
    }
}

fn parse_seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("a whole number from 0 to {} is needed", u64::MAX))
}

fn parse_precision(text: &str) -> Result<f64, String> {
    let (number, scale) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent.trim(), 0.01),
        None => (text.trim(), 1.0),
    };
    let example = "such as 0.005 or 0.5%";
    match number.parse::<f64>() {
        Ok(share) if share * scale > 0.0 && share * scale < 0.5 => Ok(share * scale),
        Ok(_) => Err(format!("the precision must lie between 0 and 0.5 (0 and 50%), {example}")),
        Err(_) => Err(format!("a share or a percentage is needed, {example}")),
    }
}

impl Arguments {
    fn options(&self) -> RunOptions {
        RunOptions {
            trials: match self.precision {
                Some(precision) => Trials::UntilPrecise(precision),
                None => Trials::Fixed(self.trials.unwrap_or(USUAL_TRIALS)),
            },
            seed: self.seed,
            outcomes: self.outcomes == Outcomes::All,
            band_every: self.bands_every,
            audit: self.audit,
        }
    }
}

/// Runs all scenarios and writes their results.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let scenarios = load_all(&arguments.files, &arguments.set)?;
    for scenario in &scenarios {
        check_target(&arguments.out, &scenario.loaded.name)?;
    }
    let options = arguments.options();
    if options.outcomes {
        memory::check(options.trials, scenarios.iter().map(|s| s.model.lines().len()).sum())?;
    }
    scenarios.iter().for_each(tell_warnings);
    let watch = progress::interruptible()?;
    // Opened before the run: better to hear now that nothing can be written there.
    let mut staging = Staging::new(&arguments.out)?;
    let answers = simulate(&scenarios, &options, arguments.threads, &watch)?;
    refuse_faults(&answers)?;
    for (scenario, answer) in scenarios.iter().zip(&answers) {
        let manifest = Manifest::new(answer, inputs(scenario)?, arguments.set.clone(), !arguments.no_charts);
        let folder = staging.folder(&scenario.loaded.name)?;
        report::write_all(&folder, answer, &manifest, !arguments.no_charts, &watch.stop)?;
    }
    let folders = staging.install()?;
    for (answer, folder) in answers.iter().zip(&folders) {
        terminal::print(&format!("{}\n", report::render(answer, terminal::layout())))?;
        terminal::print(&format!("{}\n", written(answer, folder, !arguments.no_charts)))?;
    }
    Ok(())
}

fn simulate(
    scenarios: &[Ready],
    options: &RunOptions,
    threads: Option<u16>,
    watch: &Watch,
) -> Result<Vec<RunAnswer>, Failure> {
    let models: Vec<NamedModel> =
        scenarios.iter().map(|s| NamedModel { name: &s.loaded.name, sha256: &s.sha256, model: &s.model }).collect();
    let total = match options.trials {
        Trials::Fixed(trials) => Some(trials.saturating_mul(models.len() as u64)),
        Trials::UntilPrecise(_) => None,
    };
    let answers = progress::shown(watch, total, || {
        with_threads(threads.map_or(0, usize::from), || experiment::run(&models, options, watch))
    });
    Ok(answers??)
}

/// A fault found by the audit is a fault of linestop: its result is not written.
fn refuse_faults(answers: &[RunAnswer]) -> Result<(), Failure> {
    let faults: Vec<String> =
        answers.iter().flat_map(|a| a.faults.iter().map(move |f| format!("  {}: {f}", a.scenario.name))).collect();
    if faults.is_empty() {
        return Ok(());
    }
    Err(Failure::Fault(format!(
        "the books do not balance; this is a fault of linestop, please report it. Nothing was written.\n{}",
        faults.join("\n")
    )))
}

fn written(answer: &RunAnswer, folder: &Path, charts: bool) -> String {
    let mut files = vec!["summary.json", "bands.csv", "licences.csv", "manifest.json"];
    if answer.run.outcomes_kept {
        files.insert(1, "outcomes.csv");
    }
    if charts {
        files.push("charts");
    }
    let audited = if answer.run.audited { "The books balance in every future.\n" } else { "" };
    format!("{audited}Written to {}: {}\n", folder.display(), files.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(["10,000", "1_000", "7"].map(|t| parse_trials(t).unwrap()), [10_000, 1_000, 7]);
        for (text, says) in
            [("0", "at least 1"), ("1e6", "whole"), ("99999999999999999999999", "at most"), ("-3", "whole")]
        {
            assert!(parse_trials(text).unwrap_err().contains(says), "{text}");
        }
        assert!((parse_precision("0.5%").unwrap() - 0.005).abs() < 1e-12);
        assert!((parse_precision("0.005").unwrap() - 0.005).abs() < 1e-12);
        assert!(["0", "5", "-1%", "half", "nan"].iter().all(|t| parse_precision(t).is_err()));
        assert_eq!((parse_seed("7"), parse_seed(&u64::MAX.to_string())), (Ok(7), Ok(u64::MAX)));
        assert!(["-1", "1e3", "18446744073709551616"].iter().all(|t| parse_seed(t).is_err()));
        assert_eq!(parse_set("a.b=1e3").unwrap(), ("a.b".to_owned(), 1000.0));
        assert!(["a", "=1", "a=x", "a=inf"].iter().all(|t| parse_set(t).is_err()));
    }
}
