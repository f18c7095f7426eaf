//! Whole-day delay distributions, tabulated once: monotone inversion of a 32-bit uniform with a 1,024-cell guide.
pub const CELLS_LOG2: u32 = 10;
const CELLS: usize = 1 << CELLS_LOG2;

pub fn erfc(x: f64) -> f64 {
    // W. J. Cody-quality is not needed for a benchmark: series / continued fraction to double precision
    let z = x.abs();
    let r = if z < 2.5 {
        let (mut s, mut t) = (z, z);
        for n in 1..200 {
            t *= -z * z / n as f64;
            let u = t / (2 * n + 1) as f64;
            s += u;
            if u.abs() < 1e-18 {
                break;
            }
        }
        1.0 - s * 2.0 / std::f64::consts::PI.sqrt()
    } else {
        let mut f = 0.0;
        for k in (1..120).rev() {
            f = k as f64 / 2.0 / (z + f)
        }
        (-z * z).exp() / std::f64::consts::PI.sqrt() / (z + f)
    };
    if x < 0.0 { 2.0 - r } else { r }
}
pub fn norm_cdf(x: f64) -> f64 {
    0.5 * erfc(-x / std::f64::consts::SQRT_2)
}
pub fn lognormal_cdf(x: f64, mu: f64, sigma: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { norm_cdf((x.ln() - mu) / sigma) }
}
pub fn gamma4_cdf(x: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { 1.0 - (-x).exp() * (1.0 + x + x * x / 2.0 + x * x * x / 6.0) }
}

/// cell: high 32 bits = last u of `day` in the cell, low 16 = day at the cell's start, bit 16 = more than one boundary.
#[derive(Clone)]
pub struct Table {
    pub cells: Vec<u64>,
    pub last: Vec<u32>,
}
impl Table {
    /// `cdf(k)` = P(days <= k); days run from 1 to `max` (everything later counts as `max`).
    pub fn new(max: usize, cdf: impl Fn(usize) -> f64) -> Self {
        let scale = 4294967296.0;
        // last[k] = last u that gives a day <= k+1
        let mut last: Vec<u32> =
            (1..max).map(|k| ((cdf(k) * scale).round() - 1.0).clamp(0.0, scale - 1.0) as u32).collect();
        last.push(u32::MAX);
        let day = |u: u32| 1 + last.partition_point(|&l| l < u);
        let cells = (0..CELLS)
            .map(|c| {
                let lo = (c as u32) << (32 - CELLS_LOG2);
                let hi = lo | (u32::MAX >> CELLS_LOG2);
                let (a, b) = (day(lo), day(hi));
                let thr = if a == b { u32::MAX } else { last[a - 1] };
                (thr as u64) << 32 | a as u64 | ((b > a + 1) as u64) << 16
            })
            .collect();
        Table { cells, last }
    }
    #[inline(always)]
    pub fn day(&self, u: u32) -> u32 {
        let c = unsafe { *self.cells.get_unchecked((u >> (32 - CELLS_LOG2)) as usize) };
        if c & 0x10000 != 0 {
            return self.slow(u, c);
        }
        (c as u32 & 0xffff) + (u > (c >> 32) as u32) as u32
    }
    #[cold]
    #[inline(never)]
    pub fn slow(&self, u: u32, c: u64) -> u32 {
        let mut d = (c & 0xffff) as usize;
        while self.last[d - 1] < u {
            d += 1
        }
        d as u32
    }
}
/// The 12 + 3 delay tables and the sojourn tables of the reference workload.
pub struct Tables {
    pub approval: [[Table; 3]; 4],
    pub ship: [Table; 3],
    pub sojourn: [Table; 3],
    pub to_lower: u32,
    pub reject: u32,
}
impl Tables {
    pub fn new(max: usize) -> Self {
        use crate::*;
        Tables {
            approval: std::array::from_fn(|c| {
                std::array::from_fn(|r| Table::new(max, |k| lognormal_cdf(k as f64 / AMULT[r], MEDIAN[c].ln(), SIGMA)))
            }),
            ship: std::array::from_fn(|r| Table::new(max, |k| gamma4_cdf(k as f64 / SMULT[r] / GTH))),
            sojourn: std::array::from_fn(|r| Table::new(max, |k| 1.0 - TRANS[r][r].powi(k as i32))),
            to_lower: (TRANS[1][0] / (TRANS[1][0] + TRANS[1][2]) * 4294967296.0) as u32,
            reject: (REJECT * 4294967296.0).round() as u32,
        }
    }
}
