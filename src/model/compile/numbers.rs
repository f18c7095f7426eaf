//! Numbers, draws and schedules: constants, parameters by name, distributions as parameters of their own.

use super::{CompileError, Compiler, at};
use crate::model::distribution_of;
use crate::model::numbers::{Draw, Num, Parameter, Steps};
use crate::random::{Distribution, Sampler};
use crate::scenario::{self, Expression, Number, Range, Schedule};

impl Compiler<'_> {
    pub(super) fn add_parameter(
        &mut self,
        name: &str,
        distribution: &scenario::Distribution,
        place: &str,
    ) -> Result<usize, CompileError> {
        let together = match distribution {
            scenario::Distribution::Empirical(e) => {
                e.together.as_ref().map(|group| (format!("together {group}"), &e.values))
            }
            _ => None,
        };
        let distribution = located(distribution_of(distribution), place)?;
        self.numbers.parameters.push(Parameter {
            name: name.to_owned(),
            stream: together.as_ref().map_or_else(|| name.to_owned(), |(group, _)| group.clone()),
            mixed: Vec::new(),
            title: name.to_owned(),
            unit: String::new(),
            sampler: match together {
                Some((_, rows)) => Sampler::rows(rows),
                None => self.samplers.sampler(&distribution),
            },
            median: distribution.quantile(0.5),
            planned: distribution.quantile(0.5),
            follows: false,
            range: (distribution.quantile(0.1), distribution.quantile(0.9)),
            distribution,
            bound: Vec::new(),
        });
        Ok(self.numbers.parameters.len() - 1)
    }

    pub(super) fn num<R: Range>(&mut self, number: &Number<R>, factor: f64, place: &str) -> Result<Num, CompileError> {
        match &number.expression {
            Expression::Value(x) => Ok(self.numbers.constant(x * factor)),
            Expression::Parameter(name) => {
                let parameter = Self::known(&self.parameter, "parameter", name, place)?;
                Ok(self.numbers.bound(parameter, factor))
            }
            Expression::Distribution(scenario::Distribution::Scaled { distribution, by }) if by.value().is_none() => {
                let scale = self.num(by, factor, &at(&[place, "scaled.by"]))?;
                let parameter = self.add_parameter(place, distribution, place)?;
                Ok(self.numbers.product(scale, parameter))
            }
            Expression::Distribution(distribution) => {
                let parameter = self.add_parameter(place, distribution, place)?;
                Ok(self.numbers.bound(parameter, factor))
            }
        }
    }

    pub(super) fn num_or<R: Range>(
        &mut self,
        number: Option<&Number<R>>,
        default: f64,
        place: &str,
    ) -> Result<Num, CompileError> {
        match number {
            Some(number) => self.num(number, 1.0, place),
            None => Ok(self.numbers.constant(default)),
        }
    }

    pub(super) fn draw<R: Range>(&mut self, draw: &scenario::Draw<R>, place: &str) -> Result<Draw, CompileError> {
        let (distribution, scale) = match &draw.0.expression {
            Expression::Value(x) => (scenario::Distribution::Fixed(*x), self.numbers.constant(1.0)),
            Expression::Parameter(name) => {
                let parameter = Self::known(&self.parameter, "parameter", name, place)?;
                (scenario::Distribution::Fixed(1.0), self.numbers.bound(parameter, 1.0))
            }
            Expression::Distribution(scenario::Distribution::Scaled { distribution, by }) => {
                let scale = self.num(by, 1.0, &at(&[place, "scaled.by"]))?;
                ((**distribution).clone(), scale)
            }
            Expression::Distribution(distribution) => (distribution.clone(), self.numbers.constant(1.0)),
        };
        let distribution: Distribution = located(distribution_of(&distribution), place)?;
        Ok(Draw { sampler: self.samplers.sampler(&distribution), fixed: distribution.is_fixed(), distribution, scale })
    }

    pub(super) fn draw_or<R: Range>(
        &mut self,
        draw: Option<&scenario::Draw<R>>,
        default: f64,
        place: &str,
    ) -> Result<Draw, CompileError> {
        match draw {
            Some(draw) => self.draw(draw, place),
            None => self.draw(&scenario::Draw(Number::<R>::plain(default)), place),
        }
    }

    pub(super) fn steps<R: Range>(&mut self, s: &Schedule<R>, factor: f64, place: &str) -> Result<Steps, CompileError> {
        match s {
            Schedule::Constant(n) => Ok(Steps(vec![(0, self.num(n, factor, place)?)])),
            Schedule::Steps(steps) => {
                let mut result = Vec::new();
                for (i, step) in steps.iter().enumerate() {
                    let num = self.num(&step.value, factor, &format!("{place}[{i}].value"))?;
                    result.push((self.day(step.from), num));
                }
                Ok(Steps(result))
            }
        }
    }
}

pub(super) fn located<T>(result: Result<T, CompileError>, place: &str) -> Result<T, CompileError> {
    result.map_err(|e| match e {
        CompileError::Field(message) => CompileError::At { at: place.into(), message },
        other => other,
    })
}
