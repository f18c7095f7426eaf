//! Charts as SVG and PNG: plain data in, the bytes of a file out.
//!
//! Each chart is a struct of plain data in its own file: [`CoverFan`], [`HaltedBy`],
//! [`LossDistribution`], [`MissingMaterial`]. [`render`] turns one into a file. A chart file
//! lays its marks out as a `Picture` (logical pixels, no output format in sight); the picture
//! is then painted on a plotters backend, which writes SVG or PNG. The same chart gives the same
//! bytes on every run.

mod cover;
mod data;
mod halted;
mod loss;
mod missing;

pub use cover::{CoverFan, CoverPanel};
pub use data::{Caption, PolicyEvent};
pub use halted::{HaltedBy, HaltedLine};
pub use loss::{LossDistribution, LossMarker};
pub use missing::{MissingMaterial, MissingRow, STAGES, Stage};

use serde::Serialize;

/// Any of the charts, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Chart {
    /// Stock cover of each manufacturer over time.
    CoverFan(CoverFan),
    /// Chance of having halted, by date.
    HaltedBy(HaltedBy),
    /// How much is lost, over all trials.
    LossDistribution(LossDistribution),
    /// Where the missing material stood while lines were halted.
    MissingMaterial(MissingMaterial),
}

/// File format of a rendered chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Scalable Vector Graphics, as UTF-8 text.
    Svg,
    /// Portable Network Graphics, two dots for each logical pixel.
    Png,
}

/// Page size of a chart in logical pixels; a PNG has twice as many dots each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Width in logical pixels.
    pub width: u32,
    /// Height in logical pixels.
    pub height: u32,
}
