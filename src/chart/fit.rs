//! A chart on a page of a given size: how large its type is, and how much of it is shown.
//!
//! A chart is laid out in logical pixels with type of 10 to 19 of them, for a page of its natural size. A larger page, a
//! slide, is laid out as a smaller one and enlarged with all that is on it, so that the smallest type is 14 pixels high
//! where the page is 1600 × 900. A page that is too small for all rows shows the first of them, which are the most
//! important ones, and says so. Nothing is drawn that would be cut.

use super::data::{Caption, ChartError};
use super::picture::Picture;
use super::{Chart, Size};

/// A page of this size and every smaller one have type in its usual size; type of larger pages grows with them.
const USUAL: (f64, f64) = (1140.0, 640.0);
/// Type is never smaller than this part of its usual size.
const SMALLEST: f64 = 0.8;
/// From one try to the next, type is smaller by this part of its usual size.
const STEP: f64 = 0.05;
/// Width and height that a chart can do with, as parts of its natural ones.
const SQUEEZED: f64 = 0.72;
/// The smallest page on which a chart is drawn, unless it is complete on a smaller one.
const LEAST: Size = Size { width: 640, height: 400 };
/// Rows or panels that are left at least.
const LEAST_ROWS: usize = 2;

impl Chart {
    /// The chart on a page: as large as can be read well, and complete if that is possible.
    ///
    /// # Errors
    /// [`ChartError::TooSmall`] if not even a few rows fit, and what [`Chart::natural_size`] refuses.
    pub(super) fn on_page(&self, size: Size) -> Result<Picture, ChartError> {
        let natural = self.natural_size()?;
        if size == natural {
            return self.lay_out((f64::from(size.width), f64::from(size.height)), 1.0);
        }
        let complete = size.width >= natural.width && size.height >= natural.height;
        let too_small = (size.width < LEAST.width || size.height < LEAST.height) && !complete;
        if too_small {
            return Err(small(size, LEAST));
        }
        if let Some(picture) = self.fitted(size, natural)? {
            return Ok(picture);
        }
        let rows = self.rows().unwrap_or(0);
        for fewer in (LEAST_ROWS..rows).rev() {
            let chart = self.first_rows(fewer);
            if let Some(picture) = chart.fitted(size, chart.natural_size()?)? {
                return Ok(picture);
            }
        }
        let needed = |length: u32, least: u32| least.max((f64::from(length) * SMALLEST).ceil() as u32);
        Err(small(
            size,
            Size { width: needed(natural.width, LEAST.width), height: needed(natural.height, LEAST.height) },
        ))
    }

    /// With type as large as it may be and everything legible; nothing if that cannot be.
    fn fitted(&self, size: Size, natural: Size) -> Result<Option<Picture>, ChartError> {
        let page = (f64::from(size.width), f64::from(size.height));
        let natural_page = (f64::from(natural.width), f64::from(natural.height));
        let usual = self.lay_out(natural_page, 1.0)?;
        let wanted = (page.0 / USUAL.0).min(page.1 / USUAL.1).max(1.0);
        // Where the natural page fits, the chart is as legible as there.
        let comfortable = (page.0 / natural_page.0).min(page.1 / natural_page.1);
        let mut scale = wanted;
        while scale >= SMALLEST - 1e-9 {
            let (width, height) = (page.0 / scale, page.1 / scale);
            let roomy = width >= SQUEEZED * natural_page.0 && height >= SQUEEZED * natural_page.1;
            if roomy {
                let picture = self.lay_out((width, height), scale)?;
                if picture.is_legible() && picture.cut_short() <= usual.cut_short() {
                    return Ok(Some(picture));
                }
            }
            scale -= STEP;
        }
        if comfortable >= SMALLEST {
            return Ok(Some(self.lay_out((page.0 / comfortable, page.1 / comfortable), comfortable)?));
        }
        Ok(None)
    }

    /// Rows, lines or panels, the most important first; nothing where the chart has no such.
    fn rows(&self) -> Option<usize> {
        Some(match self {
            Self::CoverFan(chart) => chart.panels.len(),
            Self::HaltedBy(chart) => chart.lines.len(),
            Self::MissingMaterial(chart) => chart.rows.len(),
            Self::Forest(chart) => chart.rows.len(),
            Self::Exposures(chart) => chart.rows.len(),
            Self::Tornado(chart) => chart.rows.len(),
            Self::Variance(chart) => chart.rows.len(),
            Self::Ranges(chart) => chart.rows.len(),
            Self::Rates(chart) => chart.panels.len(),
            Self::Sectors(chart) => chart.panels.len(),
            Self::Regimes(chart) => chart.panels.len(),
            Self::Waits(chart) => chart.rows.len(),
            Self::StockRisk(chart) => chart.panels.len(),
            Self::Regret(chart) => chart.rows.len(),
            _ => return None,
        })
    }

    /// The same with its first rows only, which its subtitle says.
    fn first_rows(&self, most: usize) -> Self {
        let mut chart = self.clone();
        let all = self.rows().unwrap_or(0);
        match &mut chart {
            Self::CoverFan(chart) => chart.panels.truncate(most),
            Self::HaltedBy(chart) => chart.lines.truncate(most),
            Self::MissingMaterial(chart) => chart.rows.truncate(most),
            Self::Forest(chart) => chart.rows.truncate(most),
            Self::Exposures(chart) => chart.rows.truncate(most),
            Self::Tornado(chart) => chart.rows.truncate(most),
            Self::Variance(chart) => chart.rows.truncate(most),
            Self::Ranges(chart) => chart.rows.truncate(most),
            Self::Rates(chart) => chart.panels.truncate(most),
            Self::Sectors(chart) => chart.panels.truncate(most),
            Self::Regimes(chart) => chart.panels.truncate(most),
            Self::Waits(chart) => chart.rows.truncate(most),
            Self::StockRisk(chart) => chart.panels.truncate(most),
            Self::Regret(chart) => chart.rows.truncate(most),
            _ => {}
        }
        let caption = chart.caption_mut();
        caption.subtitle = format!("{} · the first {most} of {all}, as many as fit this page", caption.subtitle);
        chart
    }

    fn caption_mut(&mut self) -> &mut Caption {
        match self {
            Self::CoverFan(chart) => &mut chart.caption,
            Self::HaltedBy(chart) => &mut chart.caption,
            Self::LossDistribution(chart) => &mut chart.caption,
            Self::MissingMaterial(chart) => &mut chart.caption,
            Self::Forest(chart) => &mut chart.caption,
            Self::Frontier(chart) => &mut chart.caption,
            Self::Regret(chart) => &mut chart.caption,
            Self::Future(chart) => &mut chart.caption,
            Self::StockRisk(chart) => &mut chart.caption,
            Self::Curve(chart) => &mut chart.caption,
            Self::HeatMap(chart) => &mut chart.caption,
            Self::Scatter(chart) => &mut chart.caption,
            Self::Exposures(chart) => &mut chart.caption,
            Self::Freezes(chart) => &mut chart.caption,
            Self::Tornado(chart) => &mut chart.caption,
            Self::Variance(chart) => &mut chart.caption,
            Self::Conditions(chart) => &mut chart.caption,
            Self::SeriesForecast(chart) => &mut chart.caption,
            Self::Ranges(chart) => &mut chart.caption,
            Self::Rates(chart) => &mut chart.caption,
            Self::Sectors(chart) => &mut chart.caption,
            Self::Regimes(chart) => &mut chart.caption,
            Self::Waits(chart) => &mut chart.caption,
            Self::Network(chart) => &mut chart.caption,
        }
    }
}

fn small(size: Size, least: Size) -> ChartError {
    ChartError::TooSmall {
        width: size.width,
        height: size.height,
        min_width: least.width,
        min_height: least.height,
    }
}
