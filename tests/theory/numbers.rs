//! Intervals, ratios, even point sets and random bits: deterministic, against published values.

use linestop::inside::random::philox::philox4x32;
use linestop::inside::random::sobol::{scrambled, sobol};
use linestop::inside::random::uniform;
use linestop::inside::statistics::proportion::{clopper_pearson, wilson};
use linestop::inside::statistics::sequential::confidence_sequence;
use linestop::inside::statistics::{Interval, Ratio, quantile, ratio};

use crate::distributions::{binomial, erfc};
use crate::known::{Case, Found, grid};

#[test]
fn st_01_intervals() {
    let case = Case::new("ST-01", "Wilson 1927, Clopper & Pearson 1934, Wilks 1941, beta-binomial mixture");
    let both = |name: &str, interval: Interval, low: f64, high: f64| {
        case.equal(&format!("{name} lower"), interval.low, low);
        case.equal(&format!("{name} upper"), interval.high, high);
    };
    for (successes, trials, score, exact) in [
        (81, 263, [0.255_288_519_878_274, 0.366_209_576_982_8], [0.252_736_745_585_271, 0.367_621_922_601_351]),
        (15, 148, [0.062_386_399_530_736_3, 0.160_487_241_723_308], [0.057_844_010_083_448_6, 0.161_650_490_349_479]),
        (0, 20, [0.0, 0.161_125_158_052_819], [0.0, 0.168_433_470_983_085]),
        (1, 29, [0.006_113_214_292_762_67, 0.171_755_218_793_203], [0.000_872_646_883_579_922, 0.177_644_295_488_723]),
    ] {
        both(&format!("Wilson {successes}/{trials}"), wilson(successes, trials, 0.95), score[0], score[1]);
        let interval = clopper_pearson(successes, trials, 0.95);
        both(&format!("Clopper–Pearson {successes}/{trials}"), interval, exact[0], exact[1]);
    }
    let ranks = quantile::order_statistic_interval(1000, 0.95, 0.95);
    let (low, high) = (ranks.low.expect("bounded"), ranks.high.expect("bounded"));
    case.equal("quantile 95 % of 1,000: lower rank", low as f64, 936.0);
    case.equal("upper rank", high as f64, 964.0);
    let distribution = binomial(1000, 0.95);
    let coverage: f64 = distribution[low as usize..high as usize].iter().sum();
    case.equal("its coverage", coverage, 0.958_095_268_222_654);
    let rank = quantile::upper_rank(1000, 0.95, 0.95).expect("bounded");
    case.equal("one-sided upper rank", rank as f64, 962.0);
    for (order, size) in [(1, 59.0), (2, 93.0), (3, 124.0)] {
        case.equal(&format!("Wilks 95/95, order {order}"), quantile::wilks_size(0.95, 0.95, order) as f64, size);
    }
    for (order, size) in [(1, 299.0), (2, 473.0)] {
        case.equal(&format!("Wilks 99/95, order {order}"), quantile::wilks_size(0.99, 0.95, order) as f64, size);
    }
    for (successes, low, high) in [
        (50, 0.028_719_917_259_623_4, 0.079_239_581_810_856_9),
        (0, 0.0, 0.006_997_502_521_426_73),
        (223, 0.177_485_613_210_239, 0.273_424_526_678_191),
    ] {
        both(&format!("confidence sequence {successes}/1,000"), confidence_sequence(successes, 1000, 0.95), low, high);
    }
}

#[test]
fn st_03_ratio_of_sums() {
    let case = Case::new("ST-03", "Cochran 1977, delta method and jackknife").part("ratio: ");
    let pairs = [(0, 40), (3, 52), (0, 38), (12, 61), (5, 47), (0, 45), (7, 55), (1, 42)];
    let mut sums = Ratio::new();
    pairs.iter().for_each(|(short, demand)| sums.add(*short, *demand));
    case.equal("estimate", sums.value(), 7.0 / 95.0);
    case.equal("standard error", sums.standard_error(), 0.028_129_769_631_958_9);
    let (corrected, error) = ratio::jackknife(&pairs);
    case.equal("jackknife, corrected", corrected, 0.075_193_538_238_126_9);
    case.equal("jackknife standard error", error, 0.028_705_079_566_687_3);
}

/// A coordinate in the middle of its cell.
fn coordinate(x: u32) -> f64 {
    (f64::from(x) + 0.5) / 2.0_f64.powi(32)
}

/// The mean of a function over the first 2^m scrambled points of four dimensions.
fn over_points(of: &dyn Fn([f64; 4]) -> f64, m: u32, replicate: u32) -> f64 {
    let seed =
        |dimension: usize| replicate.wrapping_mul(0x9e37_79b9) ^ (dimension as u32 + 1).wrapping_mul(0x85eb_ca6b);
    let points = 0..1_u32 << m;
    let sum: f64 = points.map(|i| of(std::array::from_fn(|d| coordinate(scrambled(i, d, seed(d)))))).sum();
    sum / f64::from(1_u32 << m)
}

/// Integrals of Genz with known values: 32 scrambled sets of points each, Student's t over them (at 31 degrees of
/// freedom 4.5 standard errors have a chance of a false alarm of 9 in 100,000). The error of smooth integrands falls
/// faster than 1/n, but for the corner peak, whose error falls so only beyond some thousands of points, whatever the
/// scrambling.
#[test]
fn st_06_integrals_over_even_points() {
    type Integrand = Box<dyn Fn([f64; 4]) -> f64>;
    let (a, u) = ([1.5, 2.0, 0.7, 3.1], [0.3, 0.6, 0.45, 0.8]);
    let over =
        move |x: [f64; 4], of: &dyn Fn(f64, f64, f64) -> f64| (0..4).map(|i| of(x[i], a[i], u[i])).collect::<Vec<_>>();
    let sum = move |x: [f64; 4]| over(x, &|x, a, _| a * x).iter().sum::<f64>();
    let product = move |x: [f64; 4]| over(x, &|x, a, u| 1.0 / (a.powi(-2) + (x - u).powi(2))).iter().product::<f64>();
    let square = move |x: [f64; 4]| over(x, &|x, a, u| (a * (x - u)).powi(2)).iter().sum::<f64>();
    let distance = move |x: [f64; 4]| over(x, &|x, a, u| a * (x - u).abs()).iter().sum::<f64>();
    let families: [(&str, f64, bool, Integrand); 6] = [
        ("oscillatory", 0.354_196_787_895_334, true, Box::new(move |x| (std::f64::consts::TAU * u[0] + sum(x)).cos())),
        ("product peak", 14.586_411_985_548_1, true, Box::new(product)),
        ("corner peak", 0.001_799_583_460_871_43, false, Box::new(move |x| (1.0 + sum(x)).powi(-5))),
        ("Gaussian", 0.257_039_524_733_236, true, Box::new(move |x| (-square(x)).exp())),
        ("continuous", 0.157_956_425_709_608, false, Box::new(move |x| (-distance(x)).exp())),
        (
            "discontinuous",
            4.352_529_949_153_77,
            false,
            Box::new(move |x| if x[0] <= u[0] && x[1] <= u[1] { sum(x).exp() } else { 0.0 }),
        ),
    ];
    let case = Case::new("ST-06", "Genz 1984, closed forms; 32 scrambled sets").part("Genz: ");
    for (name, exact, smooth, of) in &families {
        let found: Vec<f64> = (0..32).map(|replicate| over_points(of, 12, replicate)).collect();
        let mean = found.iter().sum::<f64>() / 32.0;
        let error = (found.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 31.0 / 32.0).sqrt();
        case.near(&format!("{name}, 4,096 points"), Found::new(mean, error, 32), grid(*exact));
        if *smooth {
            let spread = |m: u32| (0..32).map(|r| (over_points(of, m, r) - exact).powi(2)).sum::<f64>().sqrt();
            let slope = (spread(12) / spread(6)).log2() / 6.0;
            assert!(slope < -1.0, "{name}: the error falls as n^{slope:.2}");
        }
    }
}

#[test]
fn st_06_the_points_themselves() {
    let case = Case::new("ST-06", "Joe & Kuo 2008, Warnock 1972, Niederreiter 1992").part("points: ");
    let eighths = |i: u32| std::array::from_fn::<u32, 4, _>(|d| sobol(i, d) >> 29);
    let mut first: Vec<[u32; 4]> = (0..8).map(eighths).collect();
    first.sort_unstable();
    let published = [
        [0, 0, 0, 0],
        [1, 5, 3, 1],
        [2, 6, 6, 6],
        [3, 3, 5, 7],
        [4, 4, 4, 4],
        [5, 1, 7, 5],
        [6, 2, 2, 2],
        [7, 7, 1, 3],
    ];
    assert_eq!(first, published);
    // Star discrepancy in one dimension: the largest of |x_(i) − i/n|, |x_(i) − (i − 1)/n|.
    let mut x: Vec<f64> = (0..16).map(|i| f64::from(sobol(i, 0)) / 2.0_f64.powi(32)).collect();
    x.sort_by(f64::total_cmp);
    let star = x.iter().zip(0..).map(|(x, i)| (x - f64::from(i) / 16.0).abs().max((f64::from(i + 1) / 16.0 - x).abs()));
    case.equal("star discrepancy of the first 16, d = 1", star.fold(0.0, f64::max), 0.0625);
    // Warnock's sum of the squared L2 star discrepancy in two dimensions.
    let points: Vec<[f64; 2]> = (0..8).map(|i| [0, 1].map(|d| f64::from(sobol(i, d)) / 2.0_f64.powi(32))).collect();
    let single: f64 = points.iter().map(|p| p.iter().map(|x| (1.0 - x * x) / 2.0).product::<f64>()).sum();
    let pairs = points.iter().flat_map(|p| points.iter().map(move |q| (p, q)));
    let double: f64 = pairs.map(|(p, q)| (0..2).map(|d| 1.0 - p[d].max(q[d])).product::<f64>()).sum();
    let discrepancy = 1.0 / 9.0 - single * 2.0 / 8.0 + double / 64.0;
    case.equal("squared L2 star discrepancy of the first 8, d = 2", discrepancy, 1615.0 / 147_456.0);
}

/// Philox4x32-10 with random123's own vectors (known answers of `tests/kat_vectors`), and the uniform number made of
/// bits.
#[test]
fn st_07_known_bits() {
    let case = Case::new("ST-07", "Salmon et al. 2011, random123 kat_vectors").part("Philox4x32-10: ");
    let all = u32::MAX;
    for (name, counter, key, expected) in [
        ("zeros", [0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
        ("ones", [all; 4], [all; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
        (
            "digits of π",
            [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
            [0xa409_3822, 0x299f_31d0],
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1_u32],
        ),
    ] {
        let found = philox4x32(counter, key);
        assert_eq!(found, expected, "{name}");
        case.equal(&format!("{name}, first word"), f64::from(found[0]), f64::from(expected[0]));
    }
    let words = philox4x32([0; 4], [0; 2]);
    let word = u64::from(words[1]) << 32 | u64::from(words[0]);
    case.equal("uniform number of the first two words", uniform(word), 0.880_520_197_888_614);
    // The tests' own error function, on which some exact values rest.
    assert!((erfc(1.0) - 0.157_299_207_050_285_13).abs() < 1e-15);
}
