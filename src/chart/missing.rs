//! Where the missing material stood while lines were halted.

use super::data::Caption;
use serde::Serialize;

/// Where a halted line's missing material stands, in the order it passes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The application is being prepared.
    InPreparation,
    /// The application waits in the queue of the licence desk.
    InQueue,
    /// The licence desk reviews the application.
    UnderReview,
    /// The desk returned the application for correction.
    Returned,
    /// Licensed, and still at the supplier.
    LicensedAtSupplier,
    /// On its way.
    InTransit,
    /// Held on its way, for example at customs.
    Held,
    /// Denied, or never ordered.
    DeniedOrNeverOrdered,
}

/// All stages, in the order the material passes through them.
pub const STAGES: [Stage; 8] = [
    Stage::InPreparation,
    Stage::InQueue,
    Stage::UnderReview,
    Stage::Returned,
    Stage::LicensedAtSupplier,
    Stage::InTransit,
    Stage::Held,
    Stage::DeniedOrNeverOrdered,
];

impl Stage {
    /// The stage in words, as the legend says it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InPreparation => "in preparation",
            Self::InQueue => "in the queue",
            Self::UnderReview => "under review",
            Self::Returned => "returned",
            Self::LicensedAtSupplier => "licensed, at the supplier",
            Self::InTransit => "in transit",
            Self::Held => "held",
            Self::DeniedOrNeverOrdered => "denied or never ordered",
        }
    }
}

/// Mean days halted per trial of each manufacturer, split by where the material stood.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MissingMaterial {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// One bar a manufacturer, from top to bottom.
    pub rows: Vec<MissingRow>,
}

/// One manufacturer's mean days halted per trial.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MissingRow {
    /// Name of the manufacturer.
    pub name: String,
    /// Mean days halted per trial with the material at each stage, in the order of [`STAGES`].
    pub days: [f64; 8],
    /// Lower end of the 95 % interval of the total, in days.
    pub total_low: f64,
    /// Upper end of the 95 % interval of the total, in days.
    pub total_high: f64,
}
