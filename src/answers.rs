//! The parts of answers: what stands in the fields of [`RunAnswer`](crate::RunAnswer),
//! [`CompareAnswer`](crate::CompareAnswer) and the others.
//!
//! All of it is plain data with public fields. Money is in the scenario's currency, quantities are in the unit of the
//! material, shares lie between 0 and 1, and an [`Estimate`] has the ends of its 95 % interval where there is one.

pub use crate::experiment::size::{
    Amount, Bound, BoundFrom, BuildUp, CurvePoint, Fresh, Method, MissingShare, PartName, Requisition, SizeFacts,
    SizedClass, SizedInput, SizedLine, Skipped, Spread as BudgetSpread, Textbook, TextbookStock,
    Verdict as SizeVerdict, Worth,
};
pub use crate::experiment::{
    Alternative, Asked, AtEnd, AtPoint, AuthorityAnswer, AxisFacts, Bad, BandAnswer, Between, Beyond, BookedAnswer,
    BoundedSpread, COST_KINDS, Calibrated, Cause, Chance, ChangeFacts, Choice, ClientAnswer, ClosureAnswer, Condition,
    Conditions, Confidence, CostKind, CostRow, CostSpread, CostTable, CourseBin, Coverage, DateQuantiles, DatedEvent,
    Days, DeadlineRow, Deciding, Decision, DiffMethod, Difference, Discovery, DrawnParameter, Estimate, EventAnswer,
    Exposure, Fact, FailureAnswer, FailureKind, FirstLine, FirstToHalt, FiveBands, FiveNumbers, FlowBands, Forecast,
    ForecastMonth, Found, FreezeSeries, GroupFacts, GroupScores, HaltStory, HaltedLine, InWorld, InputStory,
    LaneFlowAnswer, LaneNeeds, LaneOnDay, LeadTime, LeastCover, LeftOut, LeverStory, LicenceFate, LicenceLeft,
    LineAnswer, LineCosts, LineFacts, LineForecast, LineStory, LinkAnswer, Loss, LowestCover, Measured, MissingFrom,
    MissingPart, MissingPlace, MissingRoot, MonthAnswer, MovedOutcome, MovedPart, Needs, NetworkAnswer, NodeAnswer,
    OfficeAnswer, OrderEnd, OrderFate, OrderStep, OrderStory, OutageSpan, OutcomeDifference, OutcomeFacts,
    OutcomeSensitivity, Output, PLACE_NAMES, ParameterFacts, Part, Passed, PassedKind, Picked, Placed, PolicyCourse,
    PooledRival, PooledScores, Portrait, PrecisionReached, Pulled, Quantiles, QuotaAnswer, Ranked, Ranking,
    RawMaterialAnswer, RawMaterialsAnswer, RawStage, Recovery, RegimeAnswer, RegisterEntry, Regret, RivalScore,
    RollList, RollOrigin, RolledFile, RolledLicence, RolledOrder, RolledRegime, RolledStock, RuleOnDay, RunFacts,
    SampledFreeze, ScenarioFacts, ScenarioRules, Scored, Scores, SectorAnswer, ServiceStory, Shares, ShortestFreeze,
    SiteOutcome, Skill, Spread, Standing, State, Stay, StepKind, StockOn, StrategicPart, StressFacts, StudyFacts,
    SummaryFit, SurveyClass, SurveyGroup, SweepMethod, SweepPoint, Swing, Tail, ThresholdAnswer, TypicalExposure,
    TypicalFreeze, Undisturbed, UnknownEvent, UnmatchedRow, UnmetSales, UsingLine, Variance, VarianceShare, Verdict,
    WaitAnswer, WatchedAnswer, WatchedSpan, Way, WayKind, When, WhenHalted, WhyLeftOut, Word, World,
};
