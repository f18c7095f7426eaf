//! Sobol points: they fill a cube more evenly than random ones.
//!
//! Direction numbers of Joe and Kuo (*SIAM Journal on Scientific Computing* 30, 2008; the table
//! `new-joe-kuo-6.21201`), scrambled by hashes after Owen (Burley, *Journal of Computer Graphics
//! Techniques* 9(4), 2020). Use 2ᵐ points, the first one included: then every interval of length
//! 2⁻ᵐ of every dimension holds exactly one, scrambled or not.

/// Dimensions that there are.
pub const DIMENSIONS: usize = 21;

const BITS: usize = 32;

/// Degree, coefficients and first direction numbers of a primitive polynomial.
type Polynomial = (usize, u32, [u32; 7]);

/// From the second dimension on; the first needs none.
const POLYNOMIALS: [Polynomial; DIMENSIONS - 1] = [
    (1, 0, [1, 0, 0, 0, 0, 0, 0]),
    (2, 1, [1, 3, 0, 0, 0, 0, 0]),
    (3, 1, [1, 3, 1, 0, 0, 0, 0]),
    (3, 2, [1, 1, 1, 0, 0, 0, 0]),
    (4, 1, [1, 1, 3, 3, 0, 0, 0]),
    (4, 4, [1, 3, 5, 13, 0, 0, 0]),
    (5, 2, [1, 1, 5, 5, 17, 0, 0]),
    (5, 4, [1, 1, 5, 5, 5, 0, 0]),
    (5, 7, [1, 1, 7, 11, 19, 0, 0]),
    (5, 11, [1, 1, 5, 1, 1, 0, 0]),
    (5, 13, [1, 1, 1, 3, 11, 0, 0]),
    (5, 14, [1, 3, 5, 5, 31, 0, 0]),
    (6, 1, [1, 3, 3, 9, 7, 49, 0]),
    (6, 13, [1, 1, 1, 15, 21, 21, 0]),
    (6, 16, [1, 3, 1, 13, 27, 49, 0]),
    (6, 19, [1, 1, 1, 15, 7, 5, 0]),
    (6, 22, [1, 3, 1, 15, 13, 25, 0]),
    (6, 25, [1, 1, 5, 5, 19, 61, 0]),
    (7, 1, [1, 3, 7, 11, 23, 15, 103]),
    (7, 4, [1, 3, 7, 13, 13, 15, 69]),
];

/// Coordinate of a point in a dimension below [`DIMENSIONS`], as a fraction of 2³².
#[must_use]
pub fn sobol(index: u32, dimension: usize) -> u32 {
    let directions = directions(dimension);
    let set = (0..BITS).filter(|bit| index >> bit & 1 == 1);
    set.fold(0, |x, bit| x ^ directions[bit])
}

/// The same, scrambled: another `seed` gives another set, as even, whose points are each uniform.
#[must_use]
pub fn scrambled(index: u32, dimension: usize, seed: u32) -> u32 {
    permuted(sobol(index, dimension).reverse_bits(), seed).reverse_bits()
}

/// A permutation in which each bit depends on the lower ones only (Laine and Karras, as improved by
/// Burley 2020).
fn permuted(mut x: u32, seed: u32) -> u32 {
    x = x.wrapping_add(seed);
    x ^= x.wrapping_mul(0x6c50_b47c);
    x ^= x.wrapping_mul(0xb82f_1e52);
    x ^= x.wrapping_mul(0xc7af_e638);
    x ^= x.wrapping_mul(0x8d22_f6e6);
    x
}

fn directions(dimension: usize) -> [u32; BITS] {
    let mut v: [u32; BITS] = std::array::from_fn(|bit| 1 << (31 - bit));
    let Some(&(degree, coefficients, first)) = dimension.checked_sub(1).and_then(|d| POLYNOMIALS.get(d)) else {
        return v;
    };
    for bit in 0..BITS {
        v[bit] = if bit < degree {
            first[bit] << (31 - bit)
        } else {
            let inner = (1..degree).filter(|k| coefficients >> (degree - 1 - k) & 1 == 1);
            inner.fold(v[bit - degree] ^ v[bit - degree] >> degree, |x, k| x ^ v[bit - k])
        };
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first points of Joe and Kuo's own program, in the order of their index rather than of
    /// its Gray code.
    #[test]
    fn the_first_points_are_the_published_ones() {
        // In eighths.
        let point = |index| [0, 1, 2, 3].map(|d| sobol(index, d) >> 29);
        let published = [[0, 0, 0, 0], [4, 4, 4, 4], [2, 6, 6, 6], [6, 2, 2, 2], [1, 5, 3, 1], [5, 1, 7, 5]];
        assert_eq!([0, 1, 2, 3, 4, 5].map(point), published);
    }

    #[test]
    fn every_interval_of_every_dimension_holds_one_point() {
        for dimension in 0..DIMENSIONS {
            for seed in [None, Some(7), Some(0x9e37_79b9)] {
                let mut seen = [false; 256];
                for index in 0..256 {
                    let x = seed.map_or_else(|| sobol(index, dimension), |seed| scrambled(index, dimension, seed));
                    seen[(x >> 24) as usize] = true;
                }
                assert!(seen.iter().all(|s| *s), "dimension {dimension}, seed {seed:?}");
            }
        }
    }

    /// In the first two dimensions, every rectangle of area 2⁻⁸ with sides 2⁻ᵏ holds one of 256 points, scrambled
    /// by independent seeds or not.
    #[test]
    fn the_first_two_dimensions_are_a_net() {
        for seeds in [None, Some([3, 99])] {
            for k in 0..=8 {
                let mut seen = [false; 256];
                for index in 0..256 {
                    let [x, y] =
                        [0, 1].map(|d| seeds.map_or_else(|| sobol(index, d), |s: [u32; 2]| scrambled(index, d, s[d])));
                    let cell = (u64::from(x) >> (32 - k) << (8 - k)) | u64::from(y) >> (24 + k);
                    seen[usize::try_from(cell).unwrap()] = true;
                }
                assert!(seen.iter().all(|s| *s), "{seeds:?} {k}");
            }
        }
    }
}
