//! A quantile function as Chebyshev pieces: exact to about 10⁻¹¹, from few exact values.

use super::cells::OCTAVES;
use super::family::Family;
use super::special::Probability;

/// Chebyshev points of a piece.
const POINTS: usize = 18;
/// Greatest error of a piece, relative to [`Pieces::scale_at`].
const TOLERANCE: f64 = 2e-11;
/// How often an octave may be halved: down to the finest cells of a table.
const DEPTH: u32 = 14;
/// Exact quantiles that a table may cost; what is not smooth by then stays exact.
const BUDGET: usize = 30_000;

/// One half of a quantile function: against p = u, or against p = 1 − u.
pub(super) struct Pieces {
    nodes: [f64; POINTS],
    /// By rising p, without overlap; gaps are where the function is not smooth.
    list: Vec<Piece>,
    /// Errors count relative to the value, or to this if that is greater.
    floor: f64,
}

/// A polynomial through the function at the Chebyshev points of the second kind of a stretch of p.
pub(super) struct Piece {
    from: f64,
    to: f64,
    values: [f64; POINTS],
}

impl Pieces {
    pub(super) fn new(distribution: &Family, upper: bool) -> Self {
        let quantile =
            |p: f64| distribution.quantile(if upper { Probability::of_upper(p) } else { Probability::of(p) });
        // Relative errors have no meaning near zero for a distribution on both sides of it, nor where digits
        // are lost because numbers can be no smaller.
        let (low, high) = distribution.support();
        let floor = if low < 0.0 && high > 0.0 {
            let spread = |u: f64| distribution.quantile(Probability::of(u));
            spread(0.75) - spread(0.25)
        } else {
            1e-290
        };
        let mut half = Self { nodes: nodes(), list: Vec::new(), floor };
        let mut budget = BUDGET;
        let mut to = 0.5;
        for _ in 0..OCTAVES {
            half.cover(0.5 * to, to, DEPTH, &mut budget, &quantile);
            to *= 0.5;
        }
        half.list.sort_by(|a, b| a.from.total_cmp(&b.from));
        half
    }

    fn cover(&mut self, from: f64, to: f64, depth: u32, budget: &mut usize, quantile: &dyn Fn(f64) -> f64) {
        const CHECKS: [f64; 4] = [0.0161, 0.2821, 0.6877, 0.9911];
        let cost = POINTS + CHECKS.len();
        if *budget < cost {
            return;
        }
        *budget -= cost;
        let piece = Piece { from, to, values: self.nodes.map(|t| quantile(from + (to - from) * t)) };
        let good = CHECKS.iter().all(|&t| {
            let p = from + (to - from) * t;
            let exact = quantile(p);
            (self.value(&piece, p) - exact).abs() <= TOLERANCE * self.scale_at(exact)
        });
        if good {
            self.list.push(piece);
        } else if depth > 0 {
            // Large parts first, should the budget run out.
            let middle = 0.5 * (from + to);
            self.cover(middle, to, depth - 1, budget, quantile);
            self.cover(from, middle, depth - 1, budget, quantile);
        }
    }

    /// The piece that covers a stretch of p, if there is one.
    pub(super) fn over(&self, from: f64, to: f64) -> Option<&Piece> {
        let after = self.list.partition_point(|piece| piece.from <= from);
        let piece = &self.list[after.checked_sub(1)?];
        (to <= piece.to).then_some(piece)
    }

    /// What an error at this value is relative to.
    pub(super) fn scale_at(&self, value: f64) -> f64 {
        value.abs().max(self.floor)
    }

    /// The value of a piece at p: barycentric interpolation (Berrut and Trefethen, SIAM Review
    /// 46(3), 2004).
    #[inline]
    pub(super) fn value(&self, piece: &Piece, p: f64) -> f64 {
        let t = (p - piece.from) / (piece.to - piece.from);
        let mut above = 0.0;
        let mut below = 0.0;
        for (i, (&value, node)) in piece.values.iter().zip(self.nodes).enumerate() {
            let end = if i == 0 || i == POINTS - 1 { 0.5 } else { 1.0 };
            let sign = if i % 2 == 0 { 1.0 } else { -1.0 };
            let weight = end * sign / (t - node);
            above += weight * value;
            below += weight;
        }
        let value = above / below;
        if value.is_nan() {
            // At a node the weight is infinite.
            let node = self.nodes.partition_point(|&node| node < t).min(POINTS - 1);
            return piece.values[node];
        }
        value
    }
}

/// sin²(k π / (2 (n − 1))), rising from 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "there are few points")]
fn nodes() -> [f64; POINTS] {
    std::array::from_fn(|k| {
        let s = libm::sin(k as f64 * std::f64::consts::FRAC_PI_2 / (POINTS - 1) as f64);
        s * s
    })
}
