//! Tests of the distributions against closed forms, exact quantiles and `rand_distr`.

use proptest::prelude::*;
use rand::SeedableRng;
use rand_distr::Distribution as _;

use super::{Distribution, DistributionError};
use crate::random::agreement;
use crate::random::philox::PhiloxRng;

#[track_caller]
fn close(actual: f64, expected: f64) {
    agreement::close(actual, expected, 1e-9);
}

/// Lead times against days of cover: chance of a halt, mean halt days, and the cover that keeps
/// the chance of a halt to 5 %. Closed forms, checked by quadrature.
#[test]
fn lead_times_have_their_closed_form_losses() {
    let cases = [
        (Distribution::exponential(20.0), 30.0, [0.223_130_160_148_43, 4.462_603_202_968_6, 59.914_645_471_079_8]),
        (
            Distribution::lognormal_sigma(25.0, 0.8),
            40.0,
            [0.278_432_452_279_826, 8.973_578_322_084_28, 93.201_025_647_209_6],
        ),
        (
            Distribution::gamma_shape(2.5, 12.0),
            45.0,
            [0.186_029_833_602_867, 2.990_764_669_317_37, 66.422_986_161_098_1],
        ),
        (
            Distribution::gamma_shape(4.0, 8.0),
            45.0,
            [0.187_932_228_881_507, 2.371_061_675_459_84, 62.029_252_223_461_8],
        ),
        (Distribution::uniform(10.0, 60.0), 45.0, [0.3, 2.25, 57.5]),
        (
            Distribution::triangular(10.0, 20.0, 90.0),
            45.0,
            [0.361_607_142_857_143, 5.424_107_142_857_14, 73.266_799_469_318_5],
        ),
        (
            Distribution::pert(10.0, 20.0, 90.0),
            45.0,
            [0.142_289_078_173_42, 1.238_142_763_093_11, 55.027_568_842_798_3],
        ),
    ];
    for (distribution, cover, [halt, days, needed]) in cases {
        let distribution = distribution.unwrap();
        close(distribution.survival(cover), halt);
        close(distribution.expected_excess(cover), days);
        close(distribution.quantile(0.95), needed);
        close(distribution.cdf(cover), 1.0 - halt);
    }
    // exp(−(45/30)^1.5), and scale · Γ(1 + 1/shape)
    let weibull = Distribution::weibull(1.5, 30.0).unwrap();
    close(weibull.survival(45.0), 0.159_275_908_490_021_35);
    close(weibull.mean(), 27.082_358_788_528_01);
}

/// Ten lead times of equal weight: a quantile is a value that occurs.
#[test]
fn empirical_quantiles_do_not_interpolate() {
    let days = [140.0, 15.0, 18.0, 21.0, 21.0, 28.0, 35.0, 35.0, 60.0, 12.0];
    let distribution = Distribution::empirical(&days, &[1.0; 10]).unwrap();
    for (u, expected) in [(0.8, 35.0), (0.85, 60.0), (0.9, 60.0), (0.95, 140.0), (1e-9, 12.0)] {
        close(distribution.quantile(u), expected);
    }
    close(distribution.survival(35.0), 0.2);
    close(distribution.survival(34.9), 0.4);
    close(distribution.expected_excess(35.0), 13.0);
    close(distribution.mean(), 38.5);
    assert_eq!(distribution.support(), (12.0, 140.0));
}

#[test]
fn constructors_mean_what_an_analyst_says() {
    let distribution = Distribution::lognormal(25.0, 60.0).unwrap();
    close(distribution.quantile(0.5), 25.0);
    close(distribution.quantile(0.9), 60.0);
    let distribution = Distribution::gamma(30.0, 0.5).unwrap();
    assert_eq!(distribution, Distribution::gamma_shape(4.0, 7.5).unwrap());
    close(distribution.mean(), 30.0);
    close(Distribution::pert(10.0, 20.0, 90.0).unwrap().mean(), 30.0);
    close(Distribution::triangular(10.0, 20.0, 90.0).unwrap().mean(), 40.0);
    close(Distribution::weibull(1.0, 20.0).unwrap().mean(), 20.0);
    close(Distribution::beta(2.0, 6.0, 1.0, 5.0).unwrap().mean(), 2.0);
    close(Distribution::poisson(4.2).unwrap().mean(), 4.2);
    close(Distribution::poisson(1e6).unwrap().mean(), 1e6);
    assert_eq!(Distribution::fixed(3.0).unwrap().is_fixed(), Some(3.0));
}

#[test]
fn poisson_steps_are_its_cumulative_terms() {
    let distribution = Distribution::poisson(2.0).unwrap();
    let e2 = libm::exp(-2.0);
    for (k, upto) in [(0.0, e2), (1.0, 3.0 * e2), (2.0, 5.0 * e2)] {
        close(distribution.cdf(k), upto);
        close(distribution.quantile(upto * (1.0 - 1e-12)), k);
        close(distribution.quantile(upto * (1.0 + 1e-12)), k + 1.0);
    }
}

#[test]
fn truncation_conditions_on_the_range() {
    let distribution = Distribution::exponential(20.0).unwrap();
    let cut = distribution.clone().truncated(30.0, f64::INFINITY).unwrap();
    // Without memory: the distribution starts anew at the bound.
    for u in [1e-12, 0.2, 0.5, 0.99, 1.0 - 1e-12] {
        close(cut.quantile(u), 30.0 + distribution.quantile(u));
    }
    close(cut.mean(), 50.0);
    // Only the upper tail's own precision can do this.
    let far = distribution.clone().truncated(400.0, f64::INFINITY).unwrap();
    close(far.quantile(0.5), 400.0 + distribution.quantile(0.5));

    let normal = Distribution::normal(0.0, 1.0).unwrap().truncated(-1.0, 1.0).unwrap();
    assert_eq!(normal.support(), (-1.0, 1.0));
    assert!(normal.mean().abs() < 1e-15 && normal.quantile(0.5).abs() < 1e-15);
    close(normal.cdf(0.5), 0.5 + 0.191_462_461_274_013 / 0.682_689_492_137_086);

    let uniform = Distribution::uniform(0.0, 10.0).unwrap().truncated(2.0, 4.0).unwrap();
    assert_eq!(uniform, Distribution::uniform(2.0, 4.0).unwrap());
    let one = Distribution::empirical(&[1.0, 2.0], &[1.0, 1.0]).unwrap();
    assert_eq!(one.truncated(1.5, 9.0).unwrap().is_fixed(), Some(2.0));
    assert_eq!(distribution.clone().truncated(-1.0, f64::INFINITY), Ok(distribution));
}

#[test]
fn a_mixture_is_one_distribution() {
    let fixed = |x| Distribution::fixed(x).unwrap();
    let gamma = Distribution::gamma_shape(2.5, 12.0).unwrap();
    let distribution = Distribution::mixture(vec![(3.0, fixed(0.0)), (6.0, gamma.clone()), (1.0, fixed(45.0))]);
    let distribution = distribution.unwrap();
    close(distribution.quantile(0.299), 0.0);
    close(distribution.quantile(0.6), gamma.quantile(0.5));
    let at = 0.3 + 0.6 * gamma.cdf(45.0);
    for u in [at + 1e-9, at + 0.05, at + 0.1 - 1e-9] {
        close(distribution.quantile(u), 45.0);
    }
    close(distribution.quantile(0.99), gamma.quantile((0.99 - 0.4) / 0.6));
    close(distribution.mean(), 0.6 * gamma.mean() + 4.5);
    close(distribution.expected_excess(40.0), 0.6 * gamma.expected_excess(40.0) + 0.5);

    let discrete = Distribution::mixture(vec![(1.0, fixed(1.0)), (3.0, fixed(2.0))]).unwrap();
    assert_eq!(discrete, Distribution::empirical(&[2.0, 1.0], &[3.0, 1.0]).unwrap());
    let alone = Distribution::mixture(vec![(0.0, fixed(1.0)), (3.0, gamma.clone())]).unwrap();
    assert_eq!(alone, gamma);
}

#[test]
fn mistakes_say_what_was_found_and_what_is_allowed() {
    let message = |built: Result<Distribution, DistributionError>| built.unwrap_err().to_string();
    let cases = [
        (
            message(Distribution::lognormal(25.0, 20.0)),
            "lognormal: median is 25 and p90 is 20, but median must be less than p90",
        ),
        (message(Distribution::gamma(-3.0, 0.5)), "gamma: mean is -3, but must be a positive, finite number"),
        (message(Distribution::triangular(1.0, 9.0, 5.0)), "triangular: mode is 9, but must be from min to max"),
        (message(Distribution::fixed(f64::NAN)), "fixed: value is NaN, but must be a finite number"),
        (
            message(Distribution::empirical(&[1.0], &[0.0])),
            "empirical: the weights sum to 0, but at least one must be positive",
        ),
        (
            message(Distribution::empirical(&[1.0, 2.0], &[1.0])),
            "empirical: 2 values with 1 weights, but each value needs one weight",
        ),
        (message(Distribution::mixture(Vec::new())), "mixture: the list is empty, but must have at least one entry"),
        (
            message(Distribution::uniform(0.0, 1.0).and_then(|distribution| distribution.truncated(2.0, 3.0))),
            "truncated: only a share of 0 of the distribution lies from 2 to 3, but at least 1e-9 must",
        ),
    ];
    for (message, expected) in cases {
        assert_eq!(message, expected);
    }
}

/// Every distribution with a density, over shapes from extreme to plain.
fn continuous() -> impl Strategy<Value = Distribution> {
    let decades = |from: f64, to: f64| (from..to).prop_map(|exponent| libm::pow(10.0, exponent));
    let points = || (-50.0..50.0, 0.01..1.0, 1.0..80.0_f64);
    prop_oneof![
        (-50.0..50.0, decades(-2.0, 2.0)).prop_map(|(mean, sd)| Distribution::normal(mean, sd).unwrap()),
        (decades(-2.0, 3.0), decades(-2.0, 0.6))
            .prop_map(|(median, sigma)| Distribution::lognormal_sigma(median, sigma).unwrap()),
        (decades(-2.0, 4.0), decades(-2.0, 2.0))
            .prop_map(|(shape, scale)| Distribution::gamma_shape(shape, scale).unwrap()),
        (decades(-1.0, 1.5), decades(-2.0, 2.0))
            .prop_map(|(shape, scale)| Distribution::weibull(shape, scale).unwrap()),
        (decades(-1.5, 3.0), decades(-1.5, 3.0)).prop_map(|(a, b)| Distribution::beta(a, b, 0.0, 1.0).unwrap()),
        points().prop_map(|(min, at, width)| { Distribution::pert(min, min + at * width, min + width).unwrap() }),
        points().prop_map(|(min, at, width)| { Distribution::triangular(min, min + at * width, min + width).unwrap() }),
        (decades(-0.5, 2.0), 0.05..0.95).prop_map(|(shape, cut)| {
            let distribution = Distribution::gamma_shape(shape, 3.0).unwrap();
            let bound = distribution.quantile(cut);
            distribution.truncated(bound, f64::INFINITY).unwrap()
        }),
        (decades(-0.5, 2.0), 0.1..0.9).prop_map(|(shape, weight)| {
            let gamma = Distribution::gamma_shape(shape, 3.0).unwrap();
            let normal = Distribution::normal(5.0, 2.0).unwrap();
            Distribution::mixture(vec![(weight, gamma), (1.0 - weight, normal)]).unwrap()
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        // The same every time: a test that fails shows what was changed, not the chance of the day.
        rng_seed: proptest::test_runner::RngSeed::Fixed(2025),
        ..ProptestConfig::default()
    })]

    /// The quantile is where the distribution function passes u, to 10⁻¹¹ of the value (or of the
    /// distribution's spread near zero), from whichever side of u is small.
    #[test]
    fn quantiles_invert_the_distribution_function(
        distribution in continuous(),
        depth in 0.0..36.0_f64,
        upper in any::<bool>(),
    ) {
        let tail = 0.5 * libm::exp(-depth);
        let u = if upper { 1.0 - tail } else { tail };
        let x = distribution.quantile(u);
        let (low, high) = distribution.support();
        prop_assert!(low <= x && x <= high);
        let spread = distribution.quantile(0.75) - distribution.quantile(0.25);
        let step = 1e-11 * if low < 0.0 { x.abs().max(spread) } else { x.abs().max(1e-280) };
        let (before, after) = ((x - step).max(low), (x + step).min(high));
        if upper {
            let tail = 1.0 - u;
            prop_assert!(distribution.survival(before) >= tail * (1.0 - 1e-12), "{} at {}", x, u);
            prop_assert!(distribution.survival(after) <= tail * (1.0 + 1e-12), "{} at {}", x, u);
        } else {
            prop_assert!(distribution.cdf(before) <= u * (1.0 + 1e-12), "{} at {}", x, u);
            prop_assert!(distribution.cdf(after) >= u * (1.0 - 1e-12) || after >= high, "{} at {}", x, u);
        }
    }

    /// The density is the slope of the distribution function, and the excess its integral.
    #[test]
    fn density_and_excess_fit_the_distribution_function(distribution in continuous(), u in 0.05..0.95) {
        let (x, y) = (distribution.quantile(u), distribution.quantile(u + 0.002));
        // Close together, next to a bound, their difference is all rounding.
        prop_assume!(x > 1e-200 && y - x > 1e-6 * y);
        let middle = 0.5 * (x + y);
        let slope = (distribution.cdf(y) - distribution.cdf(x)) / (y - x);
        let bend = (distribution.density(x) - distribution.density(y)).abs() / distribution.density(middle);
        prop_assume!(bend < 0.05);
        prop_assert!((distribution.density(middle) / slope - 1.0).abs() < 1e-3 + bend);
        let lost = distribution.expected_excess(x) - distribution.expected_excess(y);
        let between = (y - x) * distribution.survival(middle);
        prop_assert!((lost - between).abs() <= 3e-3 * between + 1e-9 * distribution.mean().abs());
    }

    #[test]
    fn scaling_scales_quantiles(distribution in continuous(), factor in 0.1..10.0, u in 0.01..0.99) {
        let scaled = distribution.scaled(factor).unwrap();
        let expected = factor * distribution.quantile(u);
        let spread = factor * (distribution.quantile(0.75) - distribution.quantile(0.25));
        let error = (scaled.quantile(u) - expected).abs();
        prop_assert!(error <= 1e-11 * expected.abs().max(spread));
    }
}

/// Kolmogorov–Smirnov distance of 20,000 draws of `rand_distr` from our distribution functions.
/// √n D above 2.4 has a chance of 2·10⁻⁵ for a continuous distribution, less for a discrete one; eight distributions.
#[test]
fn rand_distr_draws_the_same_distributions() {
    fn check(name: &str, ours: &Distribution, theirs: impl rand_distr::Distribution<f64>) {
        const COUNT: u32 = 20_000;
        let mut rng = PhiloxRng::seed_from_u64(5);
        let mut draws: Vec<f64> = (0..COUNT).map(|_| theirs.sample(&mut rng)).collect();
        draws.sort_by(f64::total_cmp);
        let n = f64::from(COUNT);
        let mut distance = 0.0_f64;
        for (draw, after) in draws.iter().zip(1..=COUNT) {
            // Between draws only: at ties the sample's own distribution function jumps.
            let next = draws.get(after as usize);
            if next != Some(draw) {
                distance = distance.max((ours.cdf(*draw) - f64::from(after) / n).abs());
            }
        }
        assert!(distance * n.sqrt() < 2.4, "{name}: {distance}");
        let mut rng = PhiloxRng::seed_from_u64(6);
        let mean = (0..COUNT).map(|_| ours.sample(&mut rng)).sum::<f64>() / n;
        let square = (0..COUNT).map(|_| ours.sample(&mut rng) - ours.mean()).map(|x| x * x).sum::<f64>();
        let error = (square / n / n).sqrt();
        assert!((mean - ours.mean()).abs() < 4.5 * error, "{name}: {mean}");
    }
    let ours = Distribution::lognormal_sigma(25.0, 0.8).unwrap();
    check("lognormal", &ours, rand_distr::LogNormal::new(25.0_f64.ln(), 0.8).unwrap());
    let ours = Distribution::gamma_shape(2.5, 12.0).unwrap();
    check("gamma", &ours, rand_distr::Gamma::new(2.5, 12.0).unwrap());
    let ours = Distribution::gamma_shape(0.3, 12.0).unwrap();
    check("gamma of small shape", &ours, rand_distr::Gamma::new(0.3, 12.0).unwrap());
    let ours = Distribution::weibull(0.7, 20.0).unwrap();
    check("weibull", &ours, rand_distr::Weibull::new(20.0, 0.7).unwrap());
    let ours = Distribution::pert(10.0, 20.0, 90.0).unwrap();
    let theirs = rand_distr::Pert::new(10.0, 90.0).with_mode(20.0).unwrap();
    check("pert", &ours, theirs);
    let ours = Distribution::beta(0.5, 2.0, 0.0, 1.0).unwrap();
    check("beta", &ours, rand_distr::Beta::new(0.5, 2.0).unwrap());
    let ours = Distribution::triangular(10.0, 20.0, 90.0).unwrap();
    check("triangular", &ours, rand_distr::Triangular::new(10.0, 90.0, 20.0).unwrap());
    let ours = Distribution::poisson(4.2).unwrap();
    check("poisson", &ours, rand_distr::Poisson::new(4.2).unwrap());
}
