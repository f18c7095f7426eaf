//! Scenarios in, an answer out.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "trials, days and bins are counted in ranges that fit; see the engine"
)]

mod agree;
mod answer;
mod backtest;
mod calibrate;
mod closures;
mod compare;
mod costs;
mod deadline;
mod design;
mod desks;
mod diff;
mod fingerprint;
mod first;
mod gauge;
mod known;
mod losses;
mod measure;
mod named_lines;
mod network;
mod part;
mod pass;
mod points;
mod pool;
mod quotas;
mod raw_materials;
mod register;
mod regret;
mod roll;
mod rules;
mod run;
mod sample;
mod sectors;
mod sensitivity;
mod series;
mod simulate;
pub(crate) mod size;
mod story;
mod stray;
mod stress;
mod study;
mod summarise;
mod sweep;
mod tally;
mod threshold;
mod trace;
mod traced;
mod watched;
mod worlds;

pub(crate) use crate::scenario::{Setting, sha256, thousands};
/// Trials of an experiment that does not say otherwise.
pub(crate) const USUAL_TRIALS: u64 = 10_000;
/// Seed of an experiment that does not say otherwise.
pub(crate) const USUAL_SEED: u64 = 1;

pub use agree::Mismatch;
pub(crate) use answer::CONFIDENCE;
pub use answer::{
    AuthorityAnswer, BandAnswer, Between, Chance, DateQuantiles, Days, Estimate, EventAnswer, FiveBands, LeastCover,
    LineAnswer, Loss, LowestCover, MissingPart, MonthAnswer, Output, PrecisionReached, Quantiles, Recovery, RunAnswer,
    RunFacts, ScenarioFacts, Tail, ThresholdAnswer, UnmetSales, WhenHalted,
};
pub use backtest::{
    BacktestAnswer, BacktestError, BacktestOptions, Coverage, Forecast, ForecastMonth, GroupScores, LineForecast, Part,
    PooledAnswer, PooledRival, PooledScores, RivalScore, Scored, Scores, Skill, UnknownEvent,
};
pub(crate) use backtest::{CONTROL_BANDS, RIVALS, backtest, backtest_all, simulations};
pub use calibrate::{
    CalibrateAnswer, CalibrateError, CalibrateOptions, Calibrated, FiveNumbers, LeadTime, LeadTimeColumns,
    LeadTimesAnswer, RecordError, Records, SummaryFit, SurveyAnswer, SurveyClass, SurveyGroup, WaitFit,
    read_lead_times, read_records, read_survey, with_lead_times,
};
pub(crate) use calibrate::{calibrate, class_name, with_survey};
pub use closures::ClosureAnswer;
pub use compare::{
    Alternative, CompareAnswer, CompareError, CompareOptions, LineFacts, OutcomeDifference, OutcomeFacts, Placed,
    RankBy, Ranked, Ranking, StudyFacts, compare,
};
pub(crate) use compare::{Comparison, compare_trials};
pub use costs::{CostRow, CostSpread, CostTable, LeftOut, LineCosts, WhyLeftOut};
pub use deadline::{DeadlineAnswer, DeadlineError, DeadlineOptions, DeadlineRow, Pulled, Standing, Way, WayKind, When};
pub(crate) use deadline::{check_deadline, deadline};
pub use design::{Axis, Design};
pub(crate) use design::{MOST_SOBOL_AXES, USUAL_VALUES};
pub use desks::{FlowBands, OfficeAnswer, RegimeAnswer, WaitAnswer};
pub(crate) use diff::TIME_BETWEEN;
pub use diff::{ChangeFacts, DiffAnswer, DiffError, DiffMethod, DiffOptions, GroupFacts, MovedOutcome, MovedPart};
pub(crate) use diff::{Written, diff, diff_trials};
pub(crate) use fingerprint::{Summing, fingerprint};
pub use first::{FirstLine, FirstToHalt};
pub use gauge::TrialOutcomes;
pub use known::Word;
pub(crate) use measure::vocabulary;
pub use measure::{Measure, MeasureError, Quantity, Unit};
pub use named_lines::UnknownLine;
pub(crate) use named_lines::line_of;
pub use network::{LinkAnswer, NetworkAnswer, NodeAnswer};
pub use part::{PartError, PartOf, RunPart, Shard};
pub(crate) use part::{ShardError, is_marked, join, play_shard, whole};
pub use pass::more_stock;
pub use points::PointOptions;
pub(crate) use points::outcomes_of;
pub use pool::{PoolError, with_threads};
pub use quotas::QuotaAnswer;
pub use raw_materials::{RawMaterialAnswer, RawMaterialsAnswer, RawStage, StrategicPart, UsingLine};
pub(crate) use register::register_bytes;
pub use register::{BookedAnswer, ClientAnswer, LaneFlowAnswer, RegisterEntry};
pub use regret::{Choice, Deciding, Decision, InWorld, Regret, World};
pub(crate) use roll::rolled;
pub use roll::{RollAnswer, RolledLicence, RolledOrder, RolledRegime, RolledStock, StockOn};
pub use rules::{Asked, LaneNeeds, LaneOnDay, Needs, RuleOnDay, RulesAtAnswer, ScenarioRules};
pub(crate) use rules::{
    ItemFacts, RegulationFacts, RuleChange, RuleChangeKind, RulesDiffAnswer, RulesListAnswer, RulesSide, facts,
    rules_at, rules_diff, rules_list,
};
pub use run::{NamedModel, RunOptions, Trials, run};
pub use sample::{Difference, Shares, Verdict};
pub use sectors::SectorAnswer;
pub use sensitivity::{
    AtEnd, Bad, Condition, Conditions, CourseBin, Discovery, Fact, Found, OutcomeSensitivity, ParameterFacts,
    SensitivityAnswer, SensitivityError, SensitivityOptions, Swing, Variance, VarianceShare, sensitivity,
    sensitivity_trials,
};
pub(crate) use sensitivity::{Sensitivity, sensitivity_columns};
pub use series::Months;
pub(crate) use series::month_after;
pub use simulate::{Plan, Simulated, Stopped, Watch, simulate, simulate_in_blocks};
pub(crate) use simulate::{StockRow, simulate_beyond, simulate_stocks};
pub(crate) use size::size;
pub(crate) use story::explain;
pub use story::{
    Cause, DatedEvent, DrawnParameter, ExplainAnswer, ExplainError, ExplainOptions, HaltStory, HaltedLine, InputStory,
    LeverStory, LineStory, MissingPlace, OrderEnd, OrderStep, OrderStory, OutageSpan, Pick, Picked, PolicyCourse,
    Portrait, ServiceStory, Stay, StepKind, story,
};
pub(crate) use stress::stress_trials;
pub use stress::{
    BoundedSpread, Exposure, FailureAnswer, FailureKind, FreezeSeries, SampledFreeze, ShortestFreeze, Spread,
    StressAnswer, StressError, StressFacts, StressOptions, TypicalExposure, TypicalFreeze, Undisturbed, stress,
};
pub(crate) use study::{Runs, Samples};
pub use sweep::{AtPoint, AxisFacts, Measured, SweepAnswer, SweepMethod, SweepOptions, SweepPoint, sweep};
pub(crate) use sweep::{Sweep, SweepError};
pub use tally::FlowTally;
pub(crate) use tally::{MoneyTally, SiteTally, Tally, cover_widths};
pub use threshold::{Beyond, Side, Threshold};
pub use trace::{SiteTrace, Trace, trace};
pub use traced::{MissingFrom, MissingRoot};
pub use watched::{WatchedAnswer, WatchedSpan};
pub use worlds::{AskedWorld, WorldMistake};

pub use crate::scenario::rules::{Confidence, State};
// A new first day is worked out where the scenario is; its options and facts belong to the answer.
pub use crate::scenario::roll::{
    LicenceFate, LicenceLeft, OrderFate, Passed, PassedKind, RollHorizon, RollList, RollMistakes, RollOptions,
    RollOrigin, RolledFile, StatedRegime, Unlisted, UnmatchedRow,
};

// An answer holds outcomes; whoever shows them needs their kinds and places, and nothing else of the engine.
pub(crate) use crate::engine::NO_DAY;
pub use crate::engine::{COST_KINDS, CostKind, PLACE_NAMES, SiteOutcome};
