//! Distributions: parameters that cannot be, the values a distribution can take, and a typical one.

use super::super::distribution::{Distribution, Empirical};
use super::super::number::{Expression, Number};
use super::super::words::number as shown;

/// What the named parameters stand for, as far as the rules here need it.
pub(crate) trait Parameters {
    /// The value or distribution of a parameter.
    fn expression(&self, name: &str) -> Option<&Expression>;
}

/// What is wrong with a distribution: the field within the distribution, and the words.
pub(crate) fn mistakes(distribution: &Distribution) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    gather(distribution, &mut Vec::new(), &mut found);
    found
}

fn gather(distribution: &Distribution, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
    let name = name(distribution);
    path.push(name.to_owned());
    let mut tell = |field: &str, wrong: bool, text: String| {
        if wrong {
            let mut at = path.clone();
            if !field.is_empty() {
                at.push(field.to_owned());
            }
            found.push((at, text));
        }
    };
    let mut above_zero = |field: &str, x: f64| {
        tell(field, x <= 0.0, format!("the {field} of a {name} distribution must be above 0, found {}", shown(x)));
    };
    match distribution {
        Distribution::Fixed(_) => {}
        Distribution::Uniform { min, max } => ordered(name, &[("min", *min), ("max", *max)], true, &mut tell),
        Distribution::Triangular { min, mode, max } | Distribution::Pert { min, mode, max } => {
            ordered(name, &[("min", *min), ("mode", *mode), ("max", *max)], false, &mut tell);
            let flat = min >= max && min <= mode && mode <= max;
            tell(
                "max",
                flat,
                format!("a {name} distribution needs \"max\" above \"min\"; for one value write the plain number"),
            );
        }
        Distribution::Normal { sd, .. } => above_zero("sd", *sd),
        Distribution::Lognormal { median, p90 } => {
            above_zero("median", *median);
            ordered(name, &[("median", *median), ("p90", *p90)], true, &mut tell);
        }
        Distribution::Gamma { mean, cv } => {
            above_zero("mean", *mean);
            above_zero("cv", *cv);
        }
        Distribution::Weibull { scale, shape } => {
            above_zero("scale", *scale);
            above_zero("shape", *shape);
        }
        Distribution::Exponential { mean } => above_zero("mean", *mean),
        Distribution::Beta { alpha, beta, min, max } => {
            above_zero("alpha", *alpha);
            above_zero("beta", *beta);
            ordered(name, &[("min", *min), ("max", *max)], true, &mut tell);
        }
        Distribution::Empirical(observed) => empirical(observed, &mut tell),
        Distribution::Mixture(parts) => {
            tell("", parts.is_empty(), "a mixture needs at least one distribution".to_owned());
            let total: f64 = parts.iter().map(|p| p.weight).sum();
            let negative = parts.iter().any(|p| p.weight < 0.0);
            tell("", negative, "a weight must not be below 0".to_owned());
            tell("", !parts.is_empty() && !negative && total <= 0.0, "the weights of a mixture are all 0".to_owned());
            for (i, part) in parts.iter().enumerate() {
                path.extend([i.to_string(), "law".to_owned()]);
                gather(&part.distribution, path, found);
                path.truncate(path.len() - 2);
            }
        }
        Distribution::Truncated { distribution, min, max } => {
            let neither = min.is_none() && max.is_none();
            tell("", neither, "a truncated distribution needs \"min\", \"max\" or both".to_owned());
            if let (Some(min), Some(max)) = (min, max) {
                ordered(name, &[("min", *min), ("max", *max)], true, &mut tell);
            }
            let (low, high) = support(distribution, &Nothing);
            let (cut_low, cut_high) = (min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY));
            let empty = mistakes(distribution).is_empty() && cut_low < cut_high && (high <= cut_low || low >= cut_high);
            let text = format!("nothing is left: the distribution runs from {} to {}", shown(low), shown(high));
            tell(if high <= cut_low { "min" } else { "max" }, empty, text);
            path.push("law".to_owned());
            gather(distribution, path, found);
            path.pop();
        }
        Distribution::Scaled { distribution, .. } => {
            path.push("law".to_owned());
            gather(distribution, path, found);
            path.pop();
        }
    }
    path.pop();
}

fn ordered(name: &str, fields: &[(&str, f64)], strictly: bool, tell: &mut impl FnMut(&str, bool, String)) {
    for pair in fields.windows(2) {
        let ((low_name, low), (high_name, high)) = (pair[0], pair[1]);
        let wrong = if strictly { low >= high } else { low > high };
        let relation = if strictly { "below" } else { "at most" };
        let text = format!(
            "a {name} distribution needs \"{low_name}\" {relation} \"{high_name}\", found {} and {}",
            shown(low),
            shown(high)
        );
        tell(high_name, wrong, text);
    }
}

fn empirical(observed: &Empirical, tell: &mut impl FnMut(&str, bool, String)) {
    let (n, w) = (observed.values.len(), observed.weights.len());
    let text = "an empirical distribution needs \"values\", or \"csv\" and \"column\"";
    tell("", n == 0, text.to_owned());
    tell("weights", w > 0 && n > 0 && w != n, format!("there are {n} values and {w} weights; each value needs one"));
    let negative = observed.weights.iter().any(|x| *x < 0.0);
    tell("weights", negative, "a weight must not be below 0".to_owned());
    let nothing = w > 0 && !negative && observed.weights.iter().sum::<f64>() <= 0.0;
    tell("weights", nothing, "the weights are all 0".to_owned());
}

/// The distribution's name in a file.
pub(crate) fn name(distribution: &Distribution) -> &'static str {
    match distribution {
        Distribution::Fixed(_) => "fixed",
        Distribution::Uniform { .. } => "uniform",
        Distribution::Triangular { .. } => "triangular",
        Distribution::Pert { .. } => "pert",
        Distribution::Normal { .. } => "normal",
        Distribution::Lognormal { .. } => "lognormal",
        Distribution::Gamma { .. } => "gamma",
        Distribution::Weibull { .. } => "weibull",
        Distribution::Exponential { .. } => "exponential",
        Distribution::Beta { .. } => "beta",
        Distribution::Empirical(_) => "empirical",
        Distribution::Mixture(_) => "mixture",
        Distribution::Truncated { .. } => "truncated",
        Distribution::Scaled { .. } => "scaled",
    }
}

struct Nothing;
impl Parameters for Nothing {
    fn expression(&self, _: &str) -> Option<&Expression> {
        None
    }
}

/// Standard normal quantile at one in a thousand million: what lies beyond never matters.
const FAR: f64 = 6.0;
/// The same for exponential tails: −ln 1e-9.
const FAR_EXPONENTIAL: f64 = 20.723;
/// Standard normal 90 % quantile.
const Z90: f64 = 1.281_551_565_544_6;

/// The range in which practically all draws of a distribution lie: all but about one in a thousand million.
pub(crate) fn support(distribution: &Distribution, parameters: &dyn Parameters) -> (f64, f64) {
    match distribution {
        Distribution::Fixed(x) => (*x, *x),
        Distribution::Uniform { min, max }
        | Distribution::Triangular { min, max, .. }
        | Distribution::Pert { min, max, .. }
        | Distribution::Beta { min, max, .. } => (*min, *max),
        Distribution::Normal { mean, sd } => (mean - FAR * sd, mean + FAR * sd),
        Distribution::Lognormal { median, p90 } => (0.0, median * libm::exp(FAR * libm::log(p90 / median) / Z90)),
        Distribution::Gamma { mean, cv } => {
            // Wilson and Hilferty's cube-root approximation of the gamma quantile.
            let third = cv / 3.0;
            (0.0, mean * libm::pow(1.0 - third * third + FAR * third, 3.0))
        }
        Distribution::Weibull { scale, shape } => (0.0, scale * libm::pow(FAR_EXPONENTIAL, 1.0 / shape)),
        Distribution::Exponential { mean } => (0.0, mean * FAR_EXPONENTIAL),
        Distribution::Empirical(observed) => hull(observed.values.iter().map(|x| (*x, *x))),
        Distribution::Mixture(parts) => {
            hull(parts.iter().filter(|p| p.weight > 0.0).map(|p| support(&p.distribution, parameters)))
        }
        Distribution::Truncated { distribution, min, max } => {
            let (low, high) = support(distribution, parameters);
            (low.max(min.unwrap_or(low)), high.min(max.unwrap_or(high)))
        }
        Distribution::Scaled { distribution, by } => {
            let (low, high) = support(distribution, parameters);
            let (small, large) = reach(&by.expression, parameters);
            hull([low * small, low * large, high * small, high * large].map(|x| (x, x)))
        }
    }
}

fn hull(ranges: impl IntoIterator<Item = (f64, f64)>) -> (f64, f64) {
    ranges.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// The range of a value, a parameter or a distribution; an unknown parameter is taken for 1.
pub(crate) fn reach(expression: &Expression, parameters: &dyn Parameters) -> (f64, f64) {
    match expression {
        Expression::Value(x) => (*x, *x),
        Expression::Distribution(distribution) => support(distribution, parameters),
        Expression::Parameter(name) => match parameters.expression(name) {
            // A parameter must not refer to another one; that is told elsewhere.
            Some(Expression::Parameter(_)) | None => (1.0, 1.0),
            Some(other) => reach(other, &Nothing),
        },
    }
}

/// A typical value: the mean, or the median where that is what the distribution is written in.
pub(crate) fn typical<R>(number: &Number<R>, parameters: &dyn Parameters) -> f64 {
    typical_of(&number.expression, parameters)
}

fn typical_of(expression: &Expression, parameters: &dyn Parameters) -> f64 {
    match expression {
        Expression::Value(x) => *x,
        Expression::Distribution(distribution) => typical_distribution(distribution, parameters),
        Expression::Parameter(name) => match parameters.expression(name) {
            Some(Expression::Parameter(_)) | None => 1.0,
            Some(other) => typical_of(other, &Nothing),
        },
    }
}

#[allow(clippy::cast_precision_loss)] // counts of observations
fn typical_distribution(distribution: &Distribution, parameters: &dyn Parameters) -> f64 {
    match distribution {
        Distribution::Fixed(x) => *x,
        Distribution::Uniform { min, max } => f64::midpoint(*min, *max),
        Distribution::Triangular { min, mode, max } => (min + mode + max) / 3.0,
        Distribution::Pert { min, mode, max } => (min + 4.0 * mode + max) / 6.0,
        Distribution::Normal { mean, .. } | Distribution::Gamma { mean, .. } | Distribution::Exponential { mean } => {
            *mean
        }
        Distribution::Lognormal { median, .. } => *median,
        Distribution::Weibull { scale, shape } => scale * libm::pow(core::f64::consts::LN_2, 1.0 / shape),
        Distribution::Beta { alpha, beta, min, max } => min + (max - min) * alpha / (alpha + beta),
        Distribution::Empirical(observed) => {
            let weight = |i: usize| observed.weights.get(i).copied().unwrap_or(1.0);
            let total: f64 = (0..observed.values.len()).map(weight).sum();
            observed.values.iter().enumerate().map(|(i, x)| x * weight(i)).sum::<f64>() / total.max(f64::MIN_POSITIVE)
        }
        Distribution::Mixture(parts) => {
            let total: f64 = parts.iter().map(|p| p.weight).sum();
            parts.iter().map(|p| p.weight * typical_distribution(&p.distribution, parameters)).sum::<f64>()
                / total.max(f64::MIN_POSITIVE)
        }
        Distribution::Truncated { distribution, min, max } => typical_distribution(distribution, parameters)
            .max(min.unwrap_or(f64::NEG_INFINITY))
            .min(max.unwrap_or(f64::INFINITY)),
        Distribution::Scaled { distribution, by } => {
            typical_distribution(distribution, parameters) * typical_of(&by.expression, parameters)
        }
    }
}
