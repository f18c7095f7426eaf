//! Charts as SVG and PNG: plain data in, the bytes of a file out.
//!
//! Each chart is a struct of plain data in its own file: [`CoverFan`], [`HaltedBy`],
//! [`LossDistribution`], [`MissingMaterial`], [`Forest`], [`Frontier`], [`RegretTable`],
//! [`Trial`], [`StockRisk`], [`Curve`], [`HeatMap`], [`Scatter`], [`Exposures`], [`FreezeCurves`],
//! [`Tornado`], [`VarianceShares`], [`ConditionsChart`], [`SeriesForecast`], [`Ranges`], [`RateFans`],
//! [`HaltedSectors`], [`RegimeBands`], [`WaitingTimes`], [`Network`], [`DeadlineDates`],
//! [`LeadTimeCurves`], [`ThenNow`], [`CostKinds`], [`ClientShares`], [`Reliability`].
//! [`render`] turns one into a file. A chart file
//! draws elements of plotters on the drawing areas of a `Picture` (no output format in sight); the picture
//! is then painted on a plotters backend, which writes SVG or PNG. The same chart gives the same
//! bytes on every run.

mod axis;
mod classes;
mod clients;
mod closed;
mod conditions;
mod contours;
mod costs;
mod cover;
mod curve;
mod data;
mod deadline;
mod events;
mod exposure;
mod fit;
mod forest;
mod freeze;
mod frontier;
mod halted;
mod heat;
mod inline;
mod key;
mod labels;
mod layered;
mod lead_times;
mod loss;
mod missing;
mod network;
mod number;
mod page;
mod paint;
mod panels;
mod picture;
mod plot;
mod ranges;
mod raster;
mod rates;
mod regimes;
mod regret;
mod reliability;
mod ribbon;
mod rows;
#[cfg(test)]
mod samples;
mod scatter;
mod sectors;
mod series;
mod sheet;
mod stock;
#[cfg(test)]
mod tests;
mod text;
mod theme;
mod then_now;
mod tornado;
mod trial;
mod value;
mod variance;
mod waits;

pub(crate) use classes::{ClassShares, ClassSharesRow};
pub(crate) use clients::{ClientShares, ClientSharesRow};
pub(crate) use conditions::{ConditionPanel, ConditionsChart};
pub(crate) use costs::{CostGroup, CostKindRow, CostKinds, CostRange};
pub(crate) use cover::{CoverFan, CoverPanel};
pub(crate) use curve::{Curve, CurvePoint};
pub use data::ChartError;
pub(crate) use data::{Caption, Closure, PolicyEvent};
pub(crate) use deadline::{DeadlineDates, DeadlineDatesRow};
pub(crate) use exposure::{ExposureRow, Exposures};
pub(crate) use forest::{Forest, ForestMark, ForestPanel, ForestRow};
pub(crate) use freeze::{FreezeCurve, FreezeCurves};
pub(crate) use frontier::{Frontier, FrontierPoint};
pub(crate) use halted::{HaltedBy, HaltedLine};
pub(crate) use heat::HeatMap;
pub(crate) use inline::Inline;
pub(crate) use lead_times::{LeadTimeCurves, LeadTimePanel};
pub(crate) use loss::{LossDistribution, LossMarker};
pub(crate) use missing::{MissingMaterial, MissingRow, Stage};
pub(crate) use network::{Network, NetworkLink, NetworkRisk, NetworkSite};
pub(crate) use ranges::{RangeRow, Ranges};
pub(crate) use rates::{RateFans, RatePanel};
pub(crate) use regimes::{RegimeBands, RegimePanel};
pub(crate) use regret::{RegretRow, RegretTable};
pub(crate) use reliability::Reliability;
pub(crate) use scatter::{Scatter, ScatterPoint};
pub(crate) use sectors::{HaltedSectors, SectorPanel};
pub(crate) use series::{SeriesForecast, SeriesMonth, SeriesPart};
pub(crate) use stock::{StockPanel, StockRisk, StockUnit};
pub(crate) use text::fonts;
pub(crate) use then_now::{ThenNow, ThenNowRow};
pub(crate) use tornado::{Tornado, TornadoEnd, TornadoRow};
pub(crate) use trial::{Trial, TrialHalt, TrialOrder, TrialRegime, TrialSeries, TrialSpan};
pub(crate) use value::{AxisName, Unit};
pub(crate) use variance::{VarianceRow, VarianceShares};
pub(crate) use waits::{WaitRow, WaitingTimes};

use picture::Picture;
use serde::Serialize;
use text::Fonts;

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
    /// Differences of alternatives from a base, with their intervals.
    Forest(Forest),
    /// Choices by cost and chance of a halt.
    Frontier(Frontier),
    /// Regret of choices in worlds.
    Regret(RegretTable),
    /// One trial of one line.
    Trial(Trial),
    /// Stock against what it is worth.
    StockRisk(StockRisk),
    /// An outcome over one parameter.
    Curve(Curve),
    /// An outcome over two parameters.
    HeatMap(HeatMap),
    /// An outcome against each of several parameters.
    Scatter(Scatter),
    /// What single failures do.
    Exposures(Exposures),
    /// What freezes do, by their length.
    Freezes(FreezeCurves),
    /// An outcome with parameters at either end.
    Tornado(Tornado),
    /// Where the differences between trials come from.
    Variance(VarianceShares),
    /// Under which conditions trials are bad.
    Conditions(ConditionsChart),
    /// A forecast of a monthly series against what happened.
    SeriesForecast(SeriesForecast),
    /// Ranges before and after a fit.
    Ranges(Ranges),
    /// Quantities by week or month: output, applications at a desk.
    Rates(RateFans),
    /// Chance of having halted by date, sector by sector.
    Sectors(HaltedSectors),
    /// Which regime is in force when.
    Regimes(RegimeBands),
    /// How long licences wait.
    Waits(WaitingTimes),
    /// Who supplies whom.
    Network(Network),
    /// Until when parts must be ordered.
    Deadlines(DeadlineDates),
    /// How long orders take, vendor by vendor.
    LeadTimes(LeadTimeCurves),
    /// Stocks on two first days.
    ThenNow(ThenNow),
    /// What everything costs, by kind.
    Costs(CostKinds),
    /// Who gets what share of licences and tonnes.
    Clients(ClientShares),
    /// A survey in classes, as answered and as fitted.
    Classes(ClassShares),
    /// How often bands of forecasts held what came.
    Reliability(Reliability),
}

/// What each chart does.
trait Drawn {
    /// Title, subtitle and footnote.
    fn caption(&self) -> &Caption;

    /// Checks that its numbers can be drawn.
    fn check(&self) -> Result<(), ChartError>;

    /// Width and height on which it is comfortable to read, in logical pixels.
    fn natural_size(&self, fonts: &Fonts) -> (f64, f64);

    /// Lays it out.
    fn draw(&self, picture: &mut Picture);
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

/// The smallest page that a chart calls comfortable.
const LEAST: Size = Size { width: 320, height: 200 };
/// The largest page on which a chart is drawn, in either direction, in logical pixels.
const MOST: f64 = 16_000.0;
/// The most dots of a PNG: its memory is some seven bytes for each.
const MOST_DOTS: u64 = 48_000_000;

impl Chart {
    /// Title, subtitle and footnote of the chart.
    #[must_use]
    pub fn caption(&self) -> &Caption {
        self.drawn().caption()
    }

    /// The page on which the chart is comfortable to read: its height grows with the number of
    /// manufacturers and policy events. On larger pages labels keep apart just as well; on smaller
    /// ones they may crowd.
    ///
    /// # Errors
    /// [`ChartError::Font`] if an embedded font cannot be read.
    pub fn natural_size(&self) -> Result<Size, ChartError> {
        let fonts = Fonts::load()?;
        let (width, height) = self.drawn().natural_size(&fonts);
        Ok(Size { width: whole(width).max(LEAST.width), height: whole(height).max(LEAST.height) })
    }

    /// The chart that it is.
    fn drawn(&self) -> &dyn Drawn {
        match self {
            Self::CoverFan(chart) => chart,
            Self::HaltedBy(chart) => chart,
            Self::LossDistribution(chart) => chart,
            Self::MissingMaterial(chart) => chart,
            Self::Forest(chart) => chart,
            Self::Frontier(chart) => chart,
            Self::Regret(chart) => chart,
            Self::Trial(chart) => chart,
            Self::StockRisk(chart) => chart,
            Self::Curve(chart) => chart,
            Self::HeatMap(chart) => chart,
            Self::Scatter(chart) => chart,
            Self::Exposures(chart) => chart,
            Self::Freezes(chart) => chart,
            Self::Tornado(chart) => chart,
            Self::Variance(chart) => chart,
            Self::Conditions(chart) => chart,
            Self::SeriesForecast(chart) => chart,
            Self::Ranges(chart) => chart,
            Self::Rates(chart) => chart,
            Self::Sectors(chart) => chart,
            Self::Regimes(chart) => chart,
            Self::Waits(chart) => chart,
            Self::Network(chart) => chart,
            Self::Deadlines(chart) => chart,
            Self::LeadTimes(chart) => chart,
            Self::ThenNow(chart) => chart,
            Self::Costs(chart) => chart,
            Self::Clients(chart) => chart,
            Self::Classes(chart) => chart,
            Self::Reliability(chart) => chart,
        }
    }

    /// Lays the chart out on a page of a width and height, which a file has `scale` times as large.
    fn lay_out(&self, (width, height): (f64, f64), scale: f64) -> Result<Picture, ChartError> {
        self.drawn().check()?;
        if width * scale > MOST || height * scale > MOST {
            return Err(ChartError::TooLarge {
                width: whole(width * scale),
                height: whole(height * scale),
                most: whole(MOST),
            });
        }
        let mut picture = Picture::new(width, height, scale)?;
        self.drawn().draw(&mut picture);
        Ok(picture)
    }
}

/// Draws a chart on a page of the given size and returns the bytes of the file. The same chart
/// gives the same bytes on every run. [`Chart::natural_size`] proposes a size. On a larger page type grows with it; on
/// a smaller one rows are left out before anything is cut.
///
/// # Errors
/// [`ChartError::SeriesLength`] and [`ChartError::NotANumber`] say what is wrong with the data,
/// [`ChartError::TooSmall`] and [`ChartError::TooLarge`] with the page; the others report a
/// failure of the font or of the file's writer.
pub fn render(chart: &Chart, format: Format, size: Size) -> Result<Vec<u8>, ChartError> {
    let Size { width, height } = size;
    let dots = 4 * u64::from(width) * u64::from(height);
    if format == Format::Png && dots > MOST_DOTS && width.max(height) <= whole(MOST) {
        return Err(ChartError::TooManyDots { width, height, dots, most: MOST_DOTS });
    }
    let picture = chart.on_page(size)?;
    match format {
        Format::Svg => paint::svg(&picture, &chart.caption().title),
        Format::Png => paint::png(&picture),
    }
}

/// Draws a chart as SVG for a page: with a name and a description, with words at places that are pointed at
/// (`data-hint`), and with groups of marks by line and band (`data-line`, `data-band`). `id` tells it from other charts
/// of the page.
///
/// # Errors
/// As [`render`].
pub(crate) fn render_inline(chart: &Chart, size: Size, id: &str) -> Result<Inline, ChartError> {
    inline::inline(&chart.on_page(size)?, chart.caption(), id)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and a page that large is refused"
)]
fn whole(length: f64) -> u32 {
    length.ceil() as u32
}
