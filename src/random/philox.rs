//! Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, *Parallel random
//! numbers: as easy as 1, 2, 3* (SC 2011).
//!
//! A counter-based generator is a function, not a state: the block of random bits at any counter
//! can be had directly, in any order, on any thread. Philox4x32-10 maps a counter of 128 bits and
//! a key of 64 bits to 128 random bits; different keys give independent streams. It passes
//! `TestU01`'s `BigCrush`.

use std::convert::Infallible;

use rand::{SeedableRng, TryRng};

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;
const LOW_HALF: u64 = 0xFFFF_FFFF;

/// The block of four random words at `counter` under `key`.
///
/// Both arrays are in the published order, least significant word first.
#[must_use]
#[inline]
pub fn philox4x32(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let [mut x0, mut x1, mut x2, mut x3] = counter;
    let [mut k0, mut k1] = key;
    for _ in 0..ROUNDS {
        let p0 = u64::from(x0) * u64::from(MULTIPLIERS[0]);
        let p1 = u64::from(x2) * u64::from(MULTIPLIERS[1]);
        x0 = high(p1) ^ x1 ^ k0;
        x1 = low(p1);
        x2 = high(p0) ^ x3 ^ k1;
        x3 = low(p0);
        k0 = k0.wrapping_add(WEYL[0]);
        k1 = k1.wrapping_add(WEYL[1]);
    }
    [x0, x1, x2, x3]
}

/// Lanes that go through all rounds together: as many as the registers of a vector unit hold.
const TOGETHER: usize = 8;

/// The blocks of `W` successive trials at once: lane `w` holds the block at counter
/// `[c0, c1, low(first_trial + w), high(first_trial + w)]`, the same bits as [`philox4x32`].
///
/// The result is by pair of words, the first the lower, then by lane. Trial numbers wrap at 2⁶⁴.
#[must_use]
#[inline(always)]
#[allow(clippy::inline_always, reason = "must inline into the caller's instruction set to be vectorised")]
pub fn philox4x32_lockstep<const W: usize>(c0: u32, c1: u32, first_trial: u64, key: [u32; 2]) -> [[u64; W]; 2] {
    let mut keys = [[0; 2]; ROUNDS];
    let [mut k0, mut k1] = key;
    for round in &mut keys {
        *round = [u64::from(k0), u64::from(k1)];
        k0 = k0.wrapping_add(WEYL[0]);
        k1 = k1.wrapping_add(WEYL[1]);
    }
    let mut words = [[0; W]; 2];
    let mut done = 0;
    while done + TOGETHER <= W {
        few_blocks::<TOGETHER, W>([c0, c1], first_trial, &keys, &mut words, done);
        done += TOGETHER;
    }
    if const { !W.is_multiple_of(TOGETHER) } {
        for w in done..W {
            few_blocks::<1, W>([c0, c1], first_trial, &keys, &mut words, w);
        }
    }
    words
}

/// The blocks of a few successive lanes, from lane `from` on.
#[inline(always)]
#[allow(clippy::inline_always, reason = "must inline into the caller's instruction set to be vectorised")]
fn few_blocks<const FEW: usize, const W: usize>(
    [c0, c1]: [u32; 2],
    first_trial: u64,
    keys: &[[u64; 2]; ROUNDS],
    words: &mut [[u64; W]; 2],
    from: usize,
) {
    // Words live in 64-bit lanes whose upper halves may hold rubbish; masking just before the
    // multiplication is what a vector unit's 32 × 32 → 64 multiply does for nothing.
    let mut x0 = [u64::from(c0); FEW];
    let mut x1 = [u64::from(c1); FEW];
    let (mut x2, mut x3) = ([0; FEW], [0; FEW]);
    for w in 0..FEW {
        x2[w] = first_trial.wrapping_add((from + w) as u64);
        x3[w] = x2[w] >> 32;
    }
    for [one, next] in keys.as_chunks::<2>().0 {
        // Two rounds at a time, so that words need not change places.
        for [k0, k1] in [one, next] {
            for w in 0..FEW {
                let p0 = (x0[w] & LOW_HALF) * u64::from(MULTIPLIERS[0]);
                let p1 = (x2[w] & LOW_HALF) * u64::from(MULTIPLIERS[1]);
                x0[w] = (p1 >> 32) ^ x1[w] ^ k0;
                x2[w] = (p0 >> 32) ^ x3[w] ^ k1;
                x1[w] = p1;
                x3[w] = p0;
            }
        }
    }
    for w in 0..FEW {
        words[0][from + w] = (x0[w] & LOW_HALF) | x1[w] << 32;
        words[1][from + w] = (x2[w] & LOW_HALF) | x3[w] << 32;
    }
}

/// A number of 64 bits from its halves.
#[inline]
pub(super) fn join(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

#[inline]
fn low(x: u64) -> u32 {
    (x & LOW_HALF) as u32
}

#[inline]
fn high(x: u64) -> u32 {
    (x >> 32) as u32
}

/// Philox4x32-10 as a generator for rand's traits: the blocks at counters 0, 1, 2, … of one key.
///
/// It lets every distribution of `rand` and `rand_distr` draw from the generator used here, and
/// our `Distribution` draw from any other. Simulations do not draw in
/// sequence; they ask `Stream` for numbers by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhiloxRng {
    key: [u32; 2],
    /// Counter of the next block.
    next: u128,
    block: [u32; 4],
    /// Words of `block` already handed out.
    used: usize,
}

impl PhiloxRng {
    /// The generator with this key, before its first block.
    #[must_use]
    pub fn new(key: [u32; 2]) -> Self {
        Self::starting_at(key, 0)
    }

    /// The generator with this key whose next block is the one at `counter`; word `i` of the
    /// counter is bits `32 i .. 32 i + 32` of the number. Counters wrap at 2¹²⁸.
    #[must_use]
    pub fn starting_at(key: [u32; 2], counter: u128) -> Self {
        Self { key, next: counter, block: [0; 4], used: 4 }
    }

    #[inline]
    fn word(&mut self) -> u32 {
        if self.used == 4 {
            let counter = [0, 32, 64, 96].map(|shift| {
                #[allow(clippy::cast_possible_truncation, reason = "one word of the counter")]
                let word = (self.next >> shift) as u32;
                word
            });
            self.block = philox4x32(counter, self.key);
            self.next = self.next.wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }
}

impl TryRng for PhiloxRng {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let lower = u64::from(self.word());
        Ok(lower | u64::from(self.word()) << 32)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(4) {
            let word = self.word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

impl SeedableRng for PhiloxRng {
    type Seed = [u8; 8];

    /// The seed's eight bytes, least significant first, are the key.
    fn from_seed(seed: [u8; 8]) -> Self {
        Self::seed_from_u64(u64::from_le_bytes(seed))
    }

    /// The number is the key itself: Philox needs no scrambling of its key.
    fn seed_from_u64(seed: u64) -> Self {
        Self::new([low(seed), high(seed)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    /// Known answers of random123 (`tests/kat_vectors`), the reference implementation.
    #[test]
    fn agrees_with_the_published_known_answers() {
        let cases = [
            ([0; 4], [0; 2], [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]),
            (
                [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344],
                [0xA409_3822, 0x299F_31D0],
                [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1],
            ),
        ];
        for (counter, key, expected) in cases {
            assert_eq!(philox4x32(counter, key), expected);
            let trial = u64::from(counter[2]) | u64::from(counter[3]) << 32;
            let lanes = philox4x32_lockstep::<1>(counter[0], counter[1], trial, key);
            let [w0, w1, w2, w3] = expected;
            assert_eq!(lanes, [[join(w0, w1)], [join(w2, w3)]]);
        }
    }

    #[test]
    fn lockstep_has_the_bits_of_single_blocks() {
        // The trials straddle the carry from the lower to the upper counter word.
        for first_trial in [0, 12_345, (1 << 32) - 5, u64::MAX - 3] {
            let key = [0x1234_5678, 0x9ABC_DEF0];
            let lanes = philox4x32_lockstep::<19>(77, 0x0301_0002, first_trial, key);
            for w in 0..19 {
                let trial = first_trial.wrapping_add(w as u64);
                let [w0, w1, w2, w3] = philox4x32([77, 0x0301_0002, low(trial), high(trial)], key);
                assert_eq!(lanes.map(|lane| lane[w]), [join(w0, w1), join(w2, w3)]);
            }
        }
    }

    #[test]
    fn the_generator_hands_out_blocks_in_order() {
        let mut rng = PhiloxRng::seed_from_u64(0);
        assert_eq!(rng.next_u32(), 0x6627_E8D5);
        assert_eq!(rng.next_u64(), 0xBC57_AC4C_E169_C58D);
        assert_eq!(rng.next_u32(), 0x9B00_DBD8);
        assert_eq!(rng.next_u32(), philox4x32([1, 0, 0, 0], [0, 0])[0]);

        let mut bytes = [0; 6];
        PhiloxRng::from_seed([0; 8]).fill_bytes(&mut bytes);
        assert_eq!(bytes, [0xD5, 0xE8, 0x27, 0x66, 0x8D, 0xC5]);

        let counter = u128::from(5_u32) | u128::from(9_u32) << 96;
        let mut rng = PhiloxRng::starting_at([3, 4], counter);
        assert_eq!(rng.next_u32(), philox4x32([5, 0, 0, 9], [3, 4])[0]);
    }
}
