//! The observed series: what the scenario says of it, or what can be taken for granted.

use jiff::civil::Date;

use super::{CompileError, Compiler};
use crate::model::{Model, observed};
use crate::scenario::{Counted, Observed, SeriesUnit, parse_month};

/// What the simulation does not explain, where the scenario does not say: a tenth.
const USUAL_NOISE: f64 = 0.1;
/// Day of the next month on which a month is published, where the scenario does not say.
const USUAL_DAY: i8 = 20;

impl Compiler<'_> {
    /// Lanes on which a part of what an authority counts goes, with milligrams in a tick; nothing where all is counted.
    fn observed_lanes(
        &mut self,
        model: &Model,
        authority: usize,
        written: &Observed,
    ) -> Result<Option<Vec<(usize, f64)>>, CompileError> {
        if !written.is_part() {
            return Ok(None);
        }
        let mut lanes = Vec::new();
        for (at, lane) in model.lanes.iter().enumerate() {
            let material = &model.materials[model.inputs[lane.input].material];
            let elements = &self.scenario.materials[material.name.as_str()].elements;
            let held: Vec<_> = written.elements.iter().filter_map(|element| elements.get(element)).collect();
            let fits = lane.authority == Some(authority)
                && (written.destinations.is_empty() || written.destinations.contains(&model.sites[lane.to].country))
                && (written.materials.is_empty() || written.materials.contains(&material.name))
                && (written.elements.is_empty() || !held.is_empty());
            if !fits {
                continue;
            }
            let mut content = 1.0;
            if written.content {
                content = 0.0;
                for share in held {
                    let share = self.num(share, 1.0, "observed.elements")?;
                    content += self.numbers.median(share);
                }
            }
            #[allow(clippy::cast_precision_loss, reason = "the mass of a piece is far below 2⁵³ mg")]
            lanes.push((at, lane.milligrams as f64 * content));
        }
        Ok(Some(lanes))
    }

    /// The observed series. Without one in the scenario, all that a single authority's lanes ship.
    pub(super) fn observed(&mut self, model: &Model) -> Result<Option<observed::Observed>, CompileError> {
        let first_whole = if model.start.day() == 1 {
            model.start
        } else {
            model.start.first_of_month().saturating_add(jiff::Span::new().months(1))
        };
        let title = |counts: Counted, authority: usize| {
            let what = match counts {
                Counted::Shipped => "Shipped",
                Counted::ShippedUnderLicence => "Shipped under licence",
                Counted::Licensed => "Licensed",
                Counted::Licences => "Licences",
            };
            format!("{what}, {}", model.authorities[authority].title)
        };
        let Some(written) = &self.scenario.observed else {
            if model.authorities.len() != 1 {
                return Ok(None);
            }
            return Ok(Some(observed::Observed {
                title: title(Counted::Shipped, 0),
                authority: 0,
                counts: Counted::Shipped,
                lanes: None,
                unit: SeriesUnit::T,
                from: first_whole,
                published_day: USUAL_DAY,
                noise: self.numbers.constant(USUAL_NOISE),
                drift: None,
                offset: 0.0,
                known_from: model.start,
                month_factors: [1.0; 12],
                values: Vec::new(),
            }));
        };
        let authority = Self::known(&self.authority, "authority", &written.authority, "observed.authority")?;
        let mut values: Vec<(Date, f64)> =
            written.months.iter().filter_map(|(month, value)| Some((parse_month(month)?, *value))).collect();
        values.sort_by_key(|(month, _)| *month);
        let drift = match &written.drift {
            Some(drift) => {
                let left = libm::exp(-core::f64::consts::LN_2 / drift.half_life_months);
                Some((self.num(&drift.sd, 1.0, "observed.drift.sd")?, left))
            }
            None => None,
        };
        let mut month_factors = [1.0; 12];
        month_factors.iter_mut().zip(&written.month_factors).for_each(|(own, given)| *own = *given);
        Ok(Some(observed::Observed {
            title: written.title.clone().unwrap_or_else(|| title(written.counts, authority)),
            authority,
            counts: written.counts,
            lanes: self.observed_lanes(model, authority, written)?,
            unit: written.unit,
            from: written.from.as_deref().and_then(parse_month).unwrap_or(first_whole).max(first_whole),
            published_day: i8::try_from(written.published_day).unwrap_or(USUAL_DAY),
            noise: self.num_or(written.noise.as_ref(), USUAL_NOISE, "observed.noise")?,
            drift,
            offset: written.offset,
            known_from: written.known_from.unwrap_or(model.start),
            month_factors,
            values,
        }))
    }
}
