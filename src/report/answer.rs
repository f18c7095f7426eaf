//! An answer as a program shows it: text, JSON, charts, tables as typed columns.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::backtest::BACKTEST;
use super::calibrate::CALIBRATE;
use super::comparison::COMPARE;
use super::data::Data;
use super::deadline::DEADLINE;
use super::diff::DIFF;
use super::files::{Files, Written};
use super::lead_times::LEAD_TIMES;
use super::pooled::POOLED;
use super::read::{Found, ReadError, checked};
use super::roll::ROLL;
use super::run::RUN;
use super::sensitivity::SENSITIVITY;
use super::sizing::SIZE;
use super::story::EXPLAIN;
use super::stress::STRESS;
use super::study::{Kind, Study};
use super::survey::SURVEY;
use super::sweep::SWEEP;
use super::typed::TypedTable;
use super::{Layout, Manifest, ReportError, outcomes};
use crate::chart::Chart;
use crate::experiment::size::SizeAnswer;
use crate::experiment::{
    BacktestAnswer, CalibrateAnswer, CompareAnswer, DeadlineAnswer, DiffAnswer, ExplainAnswer, LeadTimesAnswer,
    PooledAnswer, RollAnswer, RunAnswer, SensitivityAnswer, StressAnswer, SurveyAnswer, SweepAnswer,
};

/// The answer of one of the commands. Outcomes of single trials stay in their file.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// Of `linestop run`.
    Run(Box<RunAnswer>),
    /// Of `linestop compare`.
    Comparison(Box<CompareAnswer>),
    /// Of `linestop size`.
    Sizing(Box<SizeAnswer>),
    /// Of `linestop stress`.
    Stress(Box<StressAnswer>),
    /// Of `linestop sweep`.
    Sweep(Box<SweepAnswer>),
    /// Of `linestop sensitivity`.
    Sensitivity(Box<SensitivityAnswer>),
    /// Of `linestop explain`.
    Story(Box<ExplainAnswer>),
    /// Of `linestop backtest`.
    Backtest(Box<BacktestAnswer>),
    /// Of `linestop backtest` with several scenarios.
    Pooled(Box<PooledAnswer>),
    /// Of `linestop calibrate`; its draws stay in their file.
    Calibration(Box<CalibrateAnswer>),
    /// Of `linestop diff`.
    Diff(Box<DiffAnswer>),
    /// Of `linestop deadline`.
    Deadlines(Box<DeadlineAnswer>),
    /// Of `linestop roll`.
    Roll(Box<RollAnswer>),
    /// Of `linestop calibrate --lead-times`.
    LeadTimes(Box<LeadTimesAnswer>),
    /// Of `linestop calibrate --survey`.
    Survey(Box<SurveyAnswer>),
}

/// How the answer of a kind is read from the bytes of its file.
type Reader = fn(&[u8]) -> Result<Answer, String>;

/// Kinds of results, and how the answer of each is read.
const KINDS: [(Kind, Reader); 15] = [
    (RUN, |bytes| parse(bytes).map(Answer::Run)),
    (COMPARE, |bytes| parse(bytes).map(Answer::Comparison)),
    (SIZE, |bytes| parse(bytes).map(Answer::Sizing)),
    (STRESS, |bytes| parse(bytes).map(Answer::Stress)),
    (SWEEP, |bytes| parse(bytes).map(Answer::Sweep)),
    (SENSITIVITY, |bytes| parse(bytes).map(Answer::Sensitivity)),
    (EXPLAIN, |bytes| parse(bytes).map(Answer::Story)),
    (BACKTEST, |bytes| parse(bytes).map(Answer::Backtest)),
    (POOLED, |bytes| parse(bytes).map(Answer::Pooled)),
    (CALIBRATE, |bytes| parse(bytes).map(Answer::Calibration)),
    (DIFF, |bytes| parse(bytes).map(Answer::Diff)),
    (DEADLINE, |bytes| parse(bytes).map(Answer::Deadlines)),
    (ROLL, |bytes| parse(bytes).map(Answer::Roll)),
    (LEAD_TIMES, |bytes| parse(bytes).map(Answer::LeadTimes)),
    (SURVEY, |bytes| parse(bytes).map(Answer::Survey)),
];

/// Nobody stops what is put together in memory.
static ON: AtomicBool = AtomicBool::new(false);

impl Answer {
    /// What it says of itself: all forms draw this.
    pub(super) fn study(&self) -> &dyn Study {
        match self {
            Self::Run(answer) => &**answer,
            Self::Comparison(answer) => &**answer,
            Self::Sizing(answer) => &**answer,
            Self::Stress(answer) => &**answer,
            Self::Sweep(answer) => &**answer,
            Self::Sensitivity(answer) => &**answer,
            Self::Story(answer) => &**answer,
            Self::Backtest(answer) => &**answer,
            Self::Pooled(answer) => &**answer,
            Self::Calibration(answer) => &**answer,
            Self::Diff(answer) => &**answer,
            Self::Deadlines(answer) => &**answer,
            Self::Roll(answer) => &**answer,
            Self::LeadTimes(answer) => &**answer,
            Self::Survey(answer) => &**answer,
        }
    }

    /// What its manifest calls its kind: "linestop" and the command.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.study().facts().kind.name
    }

    /// The same text as its command prints, so many characters wide, without colours.
    #[must_use]
    pub fn text(&self, width: u16) -> String {
        self.shown(&Value::Null, Layout { width: width.max(40), colour: false })
    }

    /// As text on a terminal, with the options of its command.
    pub(crate) fn shown(&self, asked: &Value, layout: Layout) -> String {
        self.study().text(asked, layout)
    }

    /// The same text as `--json` prints.
    ///
    /// # Errors
    /// When a number in it cannot be written as JSON.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    /// An answer of a kind from its JSON. What is not in it, such as outcomes of single trials, is not in the answer.
    ///
    /// # Errors
    /// What cannot be understood, and where.
    pub fn from_json(kind: &str, json: &[u8]) -> Result<Self, String> {
        kind_of(kind).ok_or_else(|| format!("there are no answers of \"{kind}\""))?.1(json)
    }

    /// All its charts with their names; of a story, those of the line that loses most.
    #[must_use]
    pub fn charts(&self) -> Vec<(String, Chart)> {
        self.study().charts(&Value::Null)
    }

    /// Names of its tables, which are those of their files without ending.
    #[must_use]
    pub fn tables(&self) -> Vec<&'static str> {
        self.study().tables(&ON).iter().map(|data| data.name).collect()
    }

    /// A table as typed columns. Outcomes of single trials are taken out of the answer: they are large, and in memory
    /// once.
    ///
    /// # Errors
    /// None that are known.
    pub fn table(&mut self, name: &str) -> std::io::Result<Option<TypedTable>> {
        match self {
            Self::Run(answer) if name == outcomes::NAME && answer.run.outcomes_kept => {
                Ok(Some(outcomes::taken(answer)?))
            }
            _ => {
                let tables: Vec<Data> = self.study().tables(&ON);
                tables.iter().find(|data| data.name == name).map(TypedTable::of).transpose()
            }
        }
    }
}

impl Found {
    /// All its charts with their names, which are those of their files without ending: the same as were drawn when it
    /// was simulated.
    #[must_use]
    pub fn charts(&self) -> Vec<(String, Chart)> {
        self.answer.study().charts(&self.manifest.options)
    }

    /// A table as typed columns; outcomes of single trials are read from their file.
    ///
    /// # Errors
    /// When that file cannot be read, or is not as linestop wrote it.
    pub fn table(&mut self, name: &str) -> Result<Option<TypedTable>, ReadError> {
        let file = format!("{name}.csv");
        match &self.answer {
            Answer::Run(answer) if name == outcomes::NAME && answer.run.outcomes_kept => {
                let csv = checked(&self.folder, &file, &self.manifest)?;
                let unreadable = |why| ReadError::Unreadable { file: self.folder.join(&file), why };
                outcomes::read_back(answer, &csv).map(Some).map_err(unreadable)
            }
            _ => {
                let refused = |source| ReadError::Refused { file: self.folder.join(&file), source };
                self.answer.table(name).map_err(refused)
            }
        }
    }
}

/// Writes all files of an answer into an empty folder: those that its manifest asks for, and `own`, JSON files that
/// its kind alone has.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write(
    folder: &Path,
    answer: &Answer,
    own: &[(String, Value)],
    manifest: &Manifest,
    stop: &AtomicBool,
) -> Result<Written, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json(manifest.kind.file, answer)?;
    for (name, value) in own {
        files.json(name, value)?;
    }
    files.forms(answer.study(), manifest)?;
    files.manifest(&manifest.scenarios.again, |files| Manifest { files, ..manifest.clone() })
}

/// A kind by the name that its manifest has, and how its answers are read.
pub(super) fn kind_of(name: &str) -> Option<&'static (Kind, Reader)> {
    KINDS.iter().find(|(kind, _)| kind.name == name)
}

/// Reads a value, or says what is wrong where.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut json).map_err(|error| match error.path().to_string().as_str() {
        "." => error.inner().to_string(),
        path => format!("{path}: {}", error.inner()),
    })
}
