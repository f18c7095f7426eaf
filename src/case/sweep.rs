//! A case along the axes of a sweep.

use std::collections::HashSet;

use super::{Case, Error};
use crate::experiment::{
    Axis, Design, Estimate, MOST_SOBOL_AXES, PointOptions, SweepOptions, USUAL_VALUES, Watch, line_of, outcomes_of,
};
use crate::scenario::{Problem, Problems, Severity, thousands};

/// Most points of a sweep.
pub(crate) const MOST_POINTS: u32 = 10_000;

impl Case {
    /// Outcomes at points of one's own choice, each on the same trials: by point and outcome, nothing where it cannot
    /// be told. `inputs` are parameters, numbers by dotted path, or `more_stock:SITE`, as of an axis of a sweep; a
    /// point has a value of each. What a sweep says of the same point is the same to the bit.
    ///
    /// # Errors
    /// When an input or an outcome means nothing; all problems of the scenario at a point; when
    /// [`Watch::stop`](crate::Watch::stop) was set.
    pub fn outcomes_at(
        &self,
        inputs: &[String],
        points: &[Vec<f64>],
        options: &PointOptions,
        watch: &Watch,
    ) -> Result<Vec<Vec<Option<Estimate>>>, Error> {
        let axis = |(at, name): (usize, &String)| {
            let values = || points.iter().filter_map(|point| point.get(at)).copied();
            let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
            Axis { name: name.clone(), low, high, log: false, percent: false, dates: false }
        };
        let all: Vec<Axis> = inputs.iter().enumerate().map(axis).collect();
        if let Some(other) = points.iter().find(|point| point.len() != all.len()) {
            return Err(Error::Axes(format!("a point has {} values, and there are {} inputs", other.len(), all.len())));
        }
        let wrong = self.check_thresholds(&options.measures).err().into_iter();
        let stocks = all.iter().filter(|axis| axis.stock_of().is_some());
        Error::all(wrong.chain(stocks.filter_map(|axis| self.check_axis(axis).err())))?;
        let at =
            |point: &Vec<f64>| -> Result<_, Error> { Ok(outcomes_of(&self.at(&all, point)?.model, options, watch)?) };
        points.iter().map(at).collect()
    }

    /// The options of a sweep with a number of values for every axis of a grid, once it is sure that they can be
    /// answered: every axis is looked at at both of its ends.
    pub(crate) fn check_sweep(&self, options: &SweepOptions) -> Result<SweepOptions, Error> {
        let design = design(options);
        let mut wrong: Vec<Error> = options.axes.iter().filter_map(|axis| self.check_axis(axis).err()).collect();
        wrong.extend(self.check_thresholds(&options.measures).err());
        wrong.extend(self.check_ends(&options.axes).err());
        match design {
            Ok(design) if wrong.is_empty() => Ok(SweepOptions { design, ..options.clone() }),
            Ok(_) => Err(Error::Several(wrong)),
            Err(error) => {
                wrong.insert(0, error);
                Err(Error::Several(wrong))
            }
        }
    }

    /// Looks for mistakes at the ends of all ranges, each told once.
    fn check_ends(&self, axes: &[Axis]) -> Result<(), Error> {
        // What is swept twice, or set too, is told elsewhere.
        let mut seen: HashSet<String> = self.changes.set.iter().map(|(name, _)| name.clone()).collect();
        let mut own = |axis: &&Axis| axis.stock_of().is_none() && seen.insert(axis.name.clone());
        let axes: Vec<Axis> = axes.iter().filter(|axis| own(axis)).cloned().collect();
        let low: Vec<f64> = axes.iter().map(|axis| axis.low).collect();
        let high = |at: usize| {
            let mut values = low.clone();
            values[at] = axes[at].high;
            values
        };
        let ends = std::iter::once(low.clone()).chain((0..axes.len()).map(high));
        let mut all: Option<Problems> = None;
        for values in ends {
            let found = match self.at(&axes, &values) {
                Ok(_) => continue,
                Err(Error::Scenario(found)) => *found,
                Err(other) => return Err(other),
            };
            let known = all.get_or_insert_with(|| Problems { subject: found.subject.clone(), problems: Vec::new() });
            for problem in found.problems.into_iter().filter(|problem| problem.severity == Severity::Error) {
                let same = |other: &Problem| other.field == problem.field && other.message == problem.message;
                if !known.problems.iter().any(same) {
                    known.problems.push(problem);
                }
            }
        }
        all.map_or(Ok(()), |problems| Err(problems.into()))
    }

    /// The case with the axes of a sweep at some values.
    pub(crate) fn at(&self, axes: &[Axis], values: &[f64]) -> Result<Self, Error> {
        let set: Vec<_> = axes
            .iter()
            .zip(values)
            .filter(|(axis, _)| axis.stock_of().is_none())
            .map(|(axis, value)| (axis.name.clone(), axis.given(*value)))
            .collect();
        let mut case = self.changed(&set, None)?;
        for (axis, days) in axes.iter().zip(values) {
            if let Some(site) = axis.stock_of() {
                case = case.with_stock(site, *days)?;
            }
        }
        Ok(case)
    }

    /// Looks for an axis that means nothing, or something that is set already.
    fn check_axis(&self, axis: &Axis) -> Result<(), Error> {
        let name = &axis.name;
        if let Some((_, value)) = self.changes.set.iter().find(|(set, _)| set == name) {
            return wrong(format!("{name} is swept and set to {value} at once; leave out one of them"));
        }
        let Some(site) = axis.stock_of() else { return Ok(()) };
        if axis.low < 0.0 {
            return wrong(format!("{name} begins below 0: it is stock beyond today's"));
        }
        line_of(self.model(), site)?;
        Ok(())
    }
}

fn wrong<T>(text: String) -> Result<T, Error> {
    Err(Error::Axes(text))
}

/// The design of a sweep, with a number of values for every axis of a grid.
fn design(options: &SweepOptions) -> Result<Design, Error> {
    let axes = &options.axes;
    if axes.is_empty() {
        return wrong("a sweep needs an axis: a parameter and the range of its values".to_owned());
    }
    let names = axes.iter().map(|axis| &axis.name);
    if let Some(twice) = names.clone().enumerate().find_map(|(i, name)| names.clone().skip(i + 1).find(|n| *n == name))
    {
        return wrong(format!("{twice} is swept twice; one --over is enough"));
    }
    if let Some(axis) = axes.iter().find(|axis| axis.low >= axis.high || (axis.log && axis.low <= 0.0)) {
        return wrong(format!("{} has no range: the low end lies below the high end, above 0 for ratios", axis.name));
    }
    let design = match &options.design {
        Design::Grid(counts) => {
            Design::Grid((0..axes.len()).map(|at| counts.get(at).copied().unwrap_or(USUAL_VALUES)).collect())
        }
        Design::Sobol(_) if axes.len() > MOST_SOBOL_AXES => {
            return wrong(format!(
                "--design sobol has room for {MOST_SOBOL_AXES} parameters; --design latin has for any number"
            ));
        }
        points => points.clone(),
    };
    match design.count() {
        0 | 1 => wrong("a sweep has two points at least".to_owned()),
        count if count > MOST_POINTS as usize => wrong(format!(
            "{} points are asked for; at most {} are possible",
            thousands(count as u64),
            thousands(MOST_POINTS.into())
        )),
        _ => Ok(design),
    }
}
