//! No part of the interface: what the tests and benches of this crate look at inside. It can change in any version.

/// Trials, blocks and their outcomes.
pub mod engine {
    pub use crate::engine::{LOSS_KINDS, PLACE_NAMES, PLACES, Place, SiteOutcome, Streams};
}

/// Experiments on models, beneath [`Case`](crate::Case).
pub mod experiment {
    pub use crate::experiment::{
        Axis, COST_KINDS, CompareAnswer, CompareOptions, CostKind, DeadlineAnswer, DeadlineOptions, DeadlineRow,
        Design, DiffAnswer, DiffOptions, Difference, Estimate, FailureKind, FlowTally, Found, Measure, MissingFrom,
        MovedOutcome, NamedModel, OrderStory, OutcomeSensitivity, Plan, Quantity, RankBy, RunAnswer, RunOptions,
        SensitivityAnswer, SensitivityOptions, Simulated, SiteOutcome, SiteTrace, StepKind, StressAnswer,
        StressOptions, SweepAnswer, SweepMethod, SweepOptions, Trace, TrialOutcomes, Trials, Verdict, Watch, When,
        WhyLeftOut, compare, more_stock, run, sensitivity, sensitivity_trials, simulate, simulate_in_blocks, story,
        stress, sweep, trace, with_threads,
    };

    /// Sizing.
    pub mod size {
        pub use crate::experiment::size::{
            BoundFrom, Budget, Gain, Goal, Lines, Method, PartClass, SizeAnswer, SizeOptions, SizedLine, Target,
            Verdict, What, Worth, size,
        };
    }
}

/// Scenarios, compiled.
pub mod model {
    pub use crate::model::{Extra, Model, OrderRule, Outage, compile};
}

/// Named random numbers.
pub mod random {
    pub use crate::random::{Purpose, philox, sobol, uniform};
}

/// How people write numbers.
pub mod reading {
    pub use crate::reading::Locale;
}

/// Scenarios, as they are written.
pub mod scenario {
    pub use crate::scenario::{
        Loaded, Problem, Problems, Setting, Severity, from_value, load, load_str, schema, sha256,
    };
}

/// Estimates and their intervals.
pub mod statistics {
    pub use crate::statistics::{Interval, Moments, Ratio, proportion, quantile, ratio, sequential, tail};
}
