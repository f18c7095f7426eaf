//! A chart on a page of a given size: how large its type is, and how much of it is shown.
//!
//! A chart is laid out in logical pixels with type of 10 to 19 of them, for a page of its natural size. A larger page,
//! a slide, is laid out as a smaller one and enlarged with all that is on it, so that the smallest type is 14 pixels
//! high where the page is 1600 × 900. A page that is too small for all rows shows the most important ones, and says how
//! many it leaves out. Nothing is drawn that would be cut.

use super::data::{Caption, ChartError};
use super::picture::Picture;
use super::{Chart, Size};

/// A page of this size and every smaller one have type in its usual size; type of larger pages grows with them.
const USUAL: (f64, f64) = (1140.0, 640.0);
/// Type of a page of usual size or less is first made smaller by as much as this part of its usual size, before rows
/// are left out. That of a slide keeps its size.
const SMALL: f64 = 0.78;
/// The smallest type where there is room, in logical pixels.
const SMALLEST_TYPE: f64 = 10.0;
/// Type is never smaller than this part of its usual size.
const SMALLEST: f64 = 0.62;
/// From one try to the next, type is smaller by this part of its usual size.
const STEP: f64 = 0.04;
/// Width and height that a chart can do with, as parts of its natural ones: rows lie closer than plots.
const SQUEEZED: f64 = 0.72;
const SQUEEZED_ROWS: f64 = 0.84;
/// Up to so many panels are large.
const FEW_PANELS: usize = 4;
/// The smallest page on which a chart is drawn, unless it is complete on a smaller one.
const LEAST: Size = Size { width: 640, height: 400 };

impl Chart {
    /// The chart on a page: as large as can be read well, and complete if that is possible.
    ///
    /// # Errors
    /// [`ChartError::TooSmall`] if not even one row fits, and what [`Chart::natural_size`] refuses.
    pub(super) fn on_page(&self, size: Size) -> Result<Picture, ChartError> {
        let natural = self.natural_size()?;
        if size == natural {
            return self.lay_out((f64::from(size.width), f64::from(size.height)), 1.0);
        }
        let complete = size.width >= natural.width && size.height >= natural.height;
        if (size.width < LEAST.width || size.height < LEAST.height) && !complete {
            return Err(small(size, LEAST));
        }
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        let wanted = (width / USUAL.0).min(height / USUAL.1).max(1.0);
        let well = if wanted > 1.0 { wanted } else { SMALL };
        for scales in [(wanted, well), (well, SMALLEST)] {
            if let Some(picture) = self.fitted(size, scales)? {
                return Ok(picture);
            }
            for fewer in (1..self.rows().unwrap_or(0)).rev() {
                if let Some(picture) = self.most_important(fewer).fitted(size, scales)? {
                    return Ok(picture);
                }
            }
        }
        let least = self.most_important(1).natural_size()?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a length of a page")]
        let needed = |length: u32, least: u32| least.max((f64::from(length) * SMALLEST).ceil() as u32);
        let needed = (needed(least.width, LEAST.width), needed(least.height, LEAST.height));
        Err(small(size, Size { width: needed.0, height: needed.1 }))
    }

    /// With everything legible and type as large as it may be within a range; nothing if that cannot be.
    fn fitted(&self, size: Size, (largest, smallest): (f64, f64)) -> Result<Option<Picture>, ChartError> {
        let page = (f64::from(size.width), f64::from(size.height));
        let natural = self.natural_size()?;
        let natural = (f64::from(natural.width), f64::from(natural.height));
        let cut = self.lay_out(natural, 1.0)?.cut_short();
        let least = (SQUEEZED, if self.has_close_rows() { SQUEEZED_ROWS } else { SQUEEZED });
        // Where the natural page fits, the chart is as legible as there.
        let comfortable = (page.0 / natural.0).min(page.1 / natural.1).min(largest);
        // On a slide type is not made smaller to find room either.
        let type_size = if smallest > 1.0 { SMALLEST_TYPE } else { 0.0 };
        let mut scale = largest;
        while scale >= smallest {
            let (width, height) = (page.0 / scale, page.1 / scale);
            if width >= least.0 * natural.0 && height >= least.1 * natural.1 {
                let picture = self.lay_out((width, height), scale)?;
                if picture.is_legible() && picture.cut_short() <= cut && picture.smallest_type() >= type_size {
                    return Ok(Some(picture));
                }
            }
            scale -= STEP;
        }
        if comfortable < smallest {
            return Ok(None);
        }
        let picture = self.lay_out((page.0 / comfortable, page.1 / comfortable), comfortable)?;
        Ok((picture.smallest_type() >= type_size).then_some(picture))
    }

    /// Whether its rows lie so close that little can be taken from them; of panels, whether they are many and small.
    fn has_close_rows(&self) -> bool {
        let few = match self {
            Self::CoverFan(_)
            | Self::Rates(_)
            | Self::Sectors(_)
            | Self::Regimes(_)
            | Self::StockRisk(_)
            | Self::LeadTimes(_) => FEW_PANELS,
            _ => 0,
        };
        self.rows().is_some_and(|rows| rows > few)
    }

    /// How many rows, lines or panels there are; nothing where the chart has no such.
    pub(super) fn rows(&self) -> Option<usize> {
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
            Self::Network(chart) => chart.links.len(),
            Self::Deadlines(chart) => chart.rows.len(),
            Self::LeadTimes(chart) => chart.panels.len(),
            Self::ThenNow(chart) => chart.rows.len(),
            Self::Costs(chart) => chart.rows.len(),
            Self::Clients(chart) => chart.rows.len(),
            Self::Classes(chart) => chart.rows.len(),
            Self::Trial(chart) => chart.orders.len(),
            _ => return None,
        })
    }

    /// The same with its most important rows only, which its subtitle says. They are the first, where rows have no
    /// weight of their own.
    fn most_important(&self, most: usize) -> Self {
        let mut chart = self.clone();
        let all = self.rows().unwrap_or(0);
        match &mut chart {
            Self::CoverFan(chart) => keep_heaviest(&mut chart.panels, most, |panel| panel.weight),
            Self::HaltedBy(chart) => chart.lines.truncate(most),
            Self::MissingMaterial(chart) => chart.rows.truncate(most),
            Self::Forest(chart) => chart.rows.truncate(most),
            Self::Exposures(chart) => chart.rows.truncate(most),
            Self::Tornado(chart) => chart.rows.truncate(most),
            Self::Variance(chart) => chart.rows.truncate(most),
            Self::Ranges(chart) => chart.rows.truncate(most),
            Self::Rates(chart) => chart.panels.truncate(most),
            Self::Sectors(chart) => keep_heaviest(&mut chart.panels, most, |panel| panel.weight),
            Self::Regimes(chart) => chart.panels.truncate(most),
            Self::Waits(chart) => chart.rows.truncate(most),
            Self::StockRisk(chart) => keep_heaviest(&mut chart.panels, most, |panel| panel.weight),
            Self::Regret(chart) => chart.rows.truncate(most),
            Self::Network(chart) => chart.with_most_at_stake(most),
            Self::Deadlines(chart) => chart.rows.truncate(most),
            Self::LeadTimes(chart) => chart.panels.truncate(most),
            Self::ThenNow(chart) => chart.rows.truncate(most),
            Self::Costs(chart) => chart.rows.truncate(most),
            Self::Clients(chart) => chart.rows.truncate(most),
            Self::Classes(chart) => chart.rows.truncate(most),
            Self::Trial(chart) => chart.keep_orders(most),
            _ => {}
        }
        if most < all {
            // What sums up the others is not one of them.
            let (most, all) = (most - chart.sums(), all - self.sums());
            let kept = match self {
                _ if most == 1 => format!("only one of {all}"),
                Self::CoverFan(_) | Self::HaltedBy(_) | Self::Sectors(_) => format!("the {most} most at risk of {all}"),
                Self::Costs(_) => format!("the {most} largest of {all} kinds beside the goods"),
                Self::StockRisk(_) => format!("the {most} of {all} with the largest orders"),
                Self::Network(_) => format!("the {most} of {all} with most at stake"),
                Self::Trial(chart) if chart.halts.is_empty() => format!("the {most} slowest of {all} orders"),
                Self::Trial(_) => format!("the {most} of {all} orders nearest a halt"),
                _ => format!("the first {most} of {all}"),
            };
            let caption = chart.caption_mut();
            caption.subtitle = format!("{} · {kept}; no room here for the other {}", caption.subtitle, all - most);
        }
        chart
    }

    /// How many of its rows sum up the others.
    fn sums(&self) -> usize {
        match self {
            Self::Sectors(chart) => chart.panels.iter().filter(|panel| panel.all).count(),
            _ => 0,
        }
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
            Self::Trial(chart) => &mut chart.caption,
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
            Self::Deadlines(chart) => &mut chart.caption,
            Self::LeadTimes(chart) => &mut chart.caption,
            Self::ThenNow(chart) => &mut chart.caption,
            Self::Costs(chart) => &mut chart.caption,
            Self::Clients(chart) => &mut chart.caption,
            Self::Classes(chart) => &mut chart.caption,
            Self::Reliability(chart) => &mut chart.caption,
        }
    }
}

fn small(size: Size, least: Size) -> ChartError {
    ChartError::TooSmall { width: size.width, height: size.height, min_width: least.width, min_height: least.height }
}

/// Keeps so many rows with the most weight, in their order; of equal ones the first.
fn keep_heaviest<T>(rows: &mut Vec<T>, most: usize, weight: impl Fn(&T) -> f64) {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| weight(&rows[*b]).total_cmp(&weight(&rows[*a])));
    order.truncate(most);
    let mut at = 0;
    rows.retain(|_| {
        at += 1;
        order.contains(&(at - 1))
    });
}
