//! What a program in another language asks: a case that it holds, and the words of a command without files. So the
//! names of options, their defaults and what is wrong with them are those of the command line.

use std::borrow::Cow;
use std::ffi::OsString;
use std::ops::Range;

use clap::{ArgAction, CommandFactory};
use serde::Serialize;

use super::apart::Apart;
use super::conduct::Asked;
use super::mistakes::Mistakes;
use super::{Cli, Command, Failure, line, words};
use crate::case::{Case, Error};
use crate::experiment::{Estimate, Measure, PointOptions, PoolError, RunPart, Samples, Watch, with_threads};
use crate::report::Answer;
use crate::scenario::Setting;

/// Why a program has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// What is wrong with the words: all of it.
    #[error("{0}")]
    Words(String),
    /// What is wrong with the case, or with what was asked of it.
    #[error(transparent)]
    Case(#[from] Error),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Words(failure.to_string())
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Words(words) => Self::Mistake(words),
            Refused::Case(error) => error.into(),
        }
    }
}

impl From<PoolError> for Refused {
    fn from(error: PoolError) -> Self {
        Failure::from(error).into()
    }
}

/// Asks a command about cases; `asked` are its name and options. Options about what is written do nothing.
///
/// # Errors
/// What is wrong with the words or the cases; when [`Watch::stop`] was set.
pub fn ask(asked: &[String], cases: &[&Case], watch: &Watch) -> Result<Answer, Refused> {
    understood(asked, cases.len(), |command| {
        let nothing = || Refused::Words("this command asks nothing of a case".to_owned());
        let question = command.question().ok_or_else(nothing)?;
        in_threads(question.threads(), || question.answer(cases, watch))
    })
}

/// Plays a shard of a run, with the options of `run`.
///
/// # Errors
/// As of [`ask`].
pub fn ask_shard(asked: &[String], case: &Case, watch: &Watch) -> Result<RunPart, Refused> {
    understood(asked, 1, |command| match command {
        Command::Run(arguments) => in_threads(Asked::threads(arguments), || arguments.ask_shard(case, watch)),
        _ => Err(Refused::Words("only a run has shards".to_owned())),
    })
}

/// Number of runs of a command's study that can be played apart, and of the trials of all of them; nothing if it has no
/// such, or one simulation tells of all. What is wrong with the words or the cases is told here.
///
/// # Errors
/// As of [`ask`].
pub fn runs(asked: &[String], cases: &[&Case]) -> Result<Option<(usize, u64)>, Refused> {
    apart(asked, cases, |study| Ok(study.map(Apart::runs)))
}

/// Plays some of these runs, anywhere: samples of their outcomes, for [`joined`].
///
/// # Errors
/// As of [`ask`].
pub fn play(asked: &[String], cases: &[&Case], runs: Range<usize>, watch: &Watch) -> Result<Vec<u8>, Refused> {
    apart(asked, cases, |study| {
        let study = study.ok_or_else(not_apart)?;
        let samples = study.play(runs.clone(), watch)?;
        postcard::to_stdvec(&samples).map_err(|error| Refused::Words(error.to_string()))
    })
}

/// The answer of a command from samples of all its runs, in their order: its bits are those of [`ask`].
///
/// # Errors
/// As of [`ask`]; when samples are missing.
pub fn joined(asked: &[String], cases: &[&Case], parts: &[&[u8]], watch: &Watch) -> Result<Answer, Refused> {
    apart(asked, cases, |study| {
        let study = study.ok_or_else(not_apart)?;
        let mut samples: Vec<Samples> = Vec::new();
        for part in parts {
            let part: Vec<Samples> = postcard::from_bytes(part)
                .map_err(|error| Refused::Words(format!("samples of runs cannot be read: {error}")))?;
            samples.extend(part);
        }
        let (runs, _) = study.runs();
        if samples.len() != runs {
            let text = format!("there are samples of {} runs, and {runs} are needed", samples.len());
            return Err(Refused::Words(text));
        }
        Ok(study.answer(samples, watch)?)
    })
}

fn not_apart() -> Refused {
    Refused::Words("this command has no runs that are played apart".to_owned())
}

fn apart<T: Send>(
    asked: &[String],
    cases: &[&Case],
    with: impl Fn(Option<&dyn Apart>) -> Result<T, Refused> + Sync,
) -> Result<T, Refused> {
    understood(asked, cases.len(), |command| {
        let question = command.question().ok_or_else(not_apart)?;
        in_threads(question.threads(), || {
            let mut found = Err(not_apart());
            question.apart(cases, &mut |study| found = with(study))?;
            found
        })
    })
}

/// A value as it is written behind `--set NAME=`: a number, perhaps with a unit, or a date.
///
/// # Errors
/// When it is neither.
pub fn setting(text: &str) -> Result<Setting, String> {
    super::setting::parse_value(text)
}

/// Outcomes at points, by point and outcome; NaN where one cannot be told. `of` are outcomes as behind `--of`.
///
/// # Errors
/// As of [`Case::outcomes_at`].
pub fn outcomes(
    case: &Case,
    (inputs, points): (&[String], &[Vec<f64>]),
    of: &[String],
    (trials, seed, threads): (u64, u64, usize),
    watch: &Watch,
) -> Result<Vec<Vec<f64>>, Refused> {
    let mut wrong = Mistakes::default();
    let measures: Vec<Measure> = of.iter().filter_map(|text| wrong.keep(Measure::parse(text))).collect();
    wrong.all_told()?;
    let options = PointOptions { measures, trials, seed };
    let found = in_threads(threads, || Ok(case.outcomes_at(inputs, points, &options, watch)?))?;
    let number = |outcome: Option<Estimate>| outcome.map_or(f64::NAN, |outcome| outcome.value);
    Ok(found.into_iter().map(|point| point.into_iter().map(number).collect()).collect())
}

/// Reads the words, with a stand-in for each scenario file.
fn understood<T>(
    asked: &[String],
    files: usize,
    with: impl FnOnce(&Command) -> Result<T, Refused>,
) -> Result<T, Refused> {
    let mut all: Vec<OsString> = vec!["linestop".into()];
    all.extend(asked.first().map(OsString::from));
    all.extend(std::iter::repeat_n("case.json".into(), files));
    all.extend(asked.iter().skip(1).map(OsString::from));
    words::given(all.clone(), || {
        let read: Cli = line::understood(all).map_err(|wrong| Refused::Words(wrong.join("\n")))?;
        with(&read.command)
    })
}

fn in_threads<T: Send>(threads: usize, ask: impl FnOnce() -> Result<T, Refused> + Send) -> Result<T, Refused> {
    // What reads a value while the work is done must see the same words.
    let all = words::all();
    with_threads(threads, || words::given(all, ask))?
}

/// A case with values set and levers pulled.
pub(super) fn prepared<'c>(
    case: &'c Case,
    set: &[(String, Setting)],
    lever: Option<&str>,
) -> Result<Cow<'c, Case>, Error> {
    if set.is_empty() && lever.is_none() {
        return Ok(Cow::Borrowed(case));
    }
    case.changed(set, lever).map(Cow::Owned)
}

/// A command, for those who offer it in another language.
#[derive(Debug, Serialize)]
pub struct CommandFacts {
    /// Its name.
    name: String,
    /// What it does, in a sentence.
    about: String,
    /// Its options, without those about what is written.
    options: Vec<OptionFacts>,
}

/// An option of a command.
#[derive(Debug, Serialize)]
struct OptionFacts {
    name: String,
    about: String,
    /// What stands for its value.
    value: Option<String>,
    /// The value that it has where it is not given.
    default: Option<String>,
    /// Values that are possible, where these are few words.
    possible: Vec<String>,
    /// Whether it may be repeated.
    many: bool,
    required: bool,
}

/// What is written, and how: of no use to who has the answer.
const NOT_ASKED: [&str; 9] = ["help", "json", "no-charts", "out", "overwrite", "parquet", "results", "shard", "xlsx"];
/// Commands that are asked about cases.
const ASKED: [&str; 12] = [
    "run",
    "compare",
    "diff",
    "deadline",
    "roll",
    "explain",
    "size",
    "sweep",
    "sensitivity",
    "stress",
    "backtest",
    "calibrate",
];

/// The commands that can be asked, with their options.
#[must_use]
pub fn commands() -> Vec<CommandFacts> {
    let mut all = Cli::command();
    all.build();
    let told = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
    let option = |argument: &clap::Arg| {
        let name = argument.get_long()?.to_owned();
        let takes = argument.get_action().takes_values();
        let values = || argument.get_value_names().unwrap_or_default().iter().map(clap::builder::Str::as_str);
        let defaults = argument.get_default_values().iter().map(|value| value.to_string_lossy());
        Some(OptionFacts {
            about: told(argument.get_help()),
            value: takes.then(|| values().collect::<Vec<_>>().join(" ")),
            default: (!argument.get_default_values().is_empty()).then(|| defaults.collect::<Vec<_>>().join(" ")),
            possible: argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect(),
            many: matches!(argument.get_action(), ArgAction::Append),
            required: argument.is_required_set(),
            name,
        })
    };
    let facts = |command: &clap::Command| CommandFacts {
        name: command.get_name().to_owned(),
        about: told(command.get_about()),
        options: command.get_arguments().filter_map(option).filter(|o| !NOT_ASKED.contains(&&*o.name)).collect(),
    };
    ASKED.iter().filter_map(|name| all.find_subcommand(name)).map(facts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{RunOptions, Trials};

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_case_is_asked_with_the_words_of_a_command() {
        let case = Case::load("scenarios/levers.json").unwrap();
        let watch = Watch::default();
        let Ok(Answer::Run(answer)) = ask(&words("run --trials 200 --seed 3 --outcomes all"), &[&case], &watch) else {
            panic!("there is an answer")
        };
        let options = RunOptions { trials: Trials::Fixed(200), seed: 3, ..RunOptions::default() };
        let own = case.run(&options, &watch).unwrap();
        assert_eq!((answer.total_loss.clone(), &answer.outcomes), (own.total_loss.clone(), &own.outcomes));
        let told = |text: &str, cases: &[&Case]| ask(&words(text), cases, &watch).unwrap_err().to_string();
        let many = told("run --trials none --threshold loss --bands-every 0", &[&case]);
        assert!(many.contains("--trials") && many.contains("--bands-every"), "{many}");
        assert!(told("run --tirals 5", &[&case]).contains("--tirals"));
        assert!(told("run --lever more_stck", &[&case]).contains("more_stock"));
        assert!(told("compare --trials 50", &[&case]).contains("ALTERNATIVE"));
        let pulled = case.alternative("more_stock").unwrap();
        let compared = ask(&words("compare --trials 50 --no-regret"), &[&case, &pulled], &watch);
        assert!(matches!(compared, Ok(Answer::Comparison(_))));
        let german = ask(&words("run --locale de --trials 1.000 --outcomes none"), &[&case], &watch);
        assert!(matches!(german, Ok(Answer::Run(answer)) if answer.run.trials == 1000));
    }

    #[test]
    fn runs_that_are_played_apart_have_the_bits_of_one_study() {
        let case = Case::load("scenarios/levers.json").unwrap();
        let stocked = case.with_stock("car_plant", 40.0).unwrap().named("stocked", "Stocked");
        let watch = Watch::default();
        for (asked, cases, wanted) in [
            ("sweep --over freeze_length=10..90:5 --of loss --of cvar_loss --trials 60", vec![&case], 5),
            (
                "sweep --over freeze_length=10..90 --over car_stock=30..90 --design sobol --points 4 --trials 60",
                vec![&case],
                4,
            ),
            ("sensitivity --of loss --of cvar_loss --trials 200", vec![&case], 15),
            ("compare --lever more_stock --of P(loss>10m) --trials 60", vec![&case, &stocked], 15),
            ("compare --trials 60 --no-regret --rank cvar", vec![&case, &stocked], 2),
        ] {
            let asked = words(asked);
            let (all, trials) = runs(&asked, &cases).unwrap().expect("it has runs");
            assert_eq!(all, wanted, "{asked:?}");
            assert!(trials >= 60 * all as u64);
            let parts = [0..1, 1..3, 3..all].into_iter().filter(|runs| runs.start < runs.end.min(all));
            let parts = parts.map(|runs| play(&asked, &cases, runs.start..runs.end.min(all), &watch).unwrap());
            let parts: Vec<Vec<u8>> = parts.collect();
            let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
            let json = |answer: &Answer| serde_json::to_string(answer).unwrap();
            let apart = joined(&asked, &cases, &parts, &watch).unwrap();
            assert_eq!(json(&apart), json(&ask(&asked, &cases, &watch).unwrap()), "{asked:?}");
            let few = joined(&asked, &cases, &parts[1..], &watch).unwrap_err().to_string();
            assert!(few.contains(&format!("and {all} are needed")), "{few}");
        }
        let in_one = words("sweep --over more_stock:car_plant=0..60:3 --of p_halt:car_plant --trials 60");
        assert_eq!(runs(&in_one, &[&case]).unwrap(), None);
        assert_eq!(runs(&words("stress"), &[&case]).unwrap(), None);
        assert!(runs(&words("sweep --over freeze=1..2"), &[&case]).unwrap_err().to_string().contains("freeze"));
    }

    #[test]
    fn commands_tell_their_options() {
        let told = serde_json::to_value(commands()).unwrap();
        assert_eq!(told.as_array().unwrap().len(), ASKED.len());
        let options = told[0]["options"].as_array().unwrap();
        let of = |name: &str| options.iter().find(|option| option["name"] == name).unwrap();
        assert_eq!((&of("seed")["default"], &of("audit")["value"]), (&"1".into(), &serde_json::Value::Null));
        assert!(of("threshold")["many"] == true && options.iter().all(|option| option["name"] != "out"));
    }
}
