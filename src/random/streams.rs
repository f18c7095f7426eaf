//! Named random numbers: every uncertain quantity of a trial has a name, and its random numbers are a pure
//! function of that name.
//!
//! # The name
//!
//! A number is named by (seed, trial, entity, purpose, slot). Scenario, thread and shard are no
//! part of it, nor is what else a file holds: the same name gives the same random numbers in every scenario, so
//! that a difference between two scenarios is a difference and not noise.
//!
//! | part of the name | where it goes |
//! |---|---|
//! | seed, domain, entity's name | the generator's key, 64 bits, by a fixed hash ([`Stream::new`]) |
//! | slot | counter word 0 |
//! | purpose (bits 24–31), attempt (16–23), index (0–15) | counter word 1 |
//! | trial | counter words 2 (low half) and 3 (high half) |
//!
//! The name is hashed into the key because the counter of 128 bits is too short for a trial of 64
//! bits, a name of 64 bits and a slot. Keys of Philox are independent streams by design, so nothing
//! is lost; and the key is computed once per entity, not once per number.
//!
//! *Slot* is a calendar slot where there is one (the review slot of a lane, the day of a desk's
//! background, the visit of a regime) and an ordinal otherwise. *Attempt* is the attempt of an
//! application. *Index* tells apart what shares all of the above: files that arrive on the same
//! day, or dimensions. Each name gives two words of 64 bits; [`Purpose`] says what each is for.
//!
//! The layout is frozen: tags below are never renumbered or reused. A change of it is a change of
//! values.

use super::philox::{PhiloxRng, join, philox4x32, philox4x32_lockstep};

/// The kind of thing that a name names. Things of different kinds may bear the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Domain {
    /// A parameter, drawn once per trial; named by its own name or by its path.
    Parameter = 1,
    /// A licensing authority: its chain of regimes and its desk.
    Authority = 2,
    /// A dated event.
    Event = 3,
    /// The applications of others that burden a desk; named by the authority.
    Background = 4,
    /// A lane from supplier to buyer for one material: its applications and shipments.
    Lane = 5,
    /// A site: its demand and its production.
    Site = 6,
    /// A lever, where its effect or start is uncertain.
    Lever = 7,
    /// A resampling or search procedure outside the simulated world.
    Procedure = 8,
    /// An exporter and its client, whose exports an authority tracks; named by all three.
    Client = 9,
    /// A general licence of a pair; named by its authority and its own name.
    Licence = 10,
}

/// What a pair of words decides. The tag is the number in the counter, fixed for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Purpose {
    /// Domain parameter. Word 0: the value of an uncorrelated parameter. Slot 0.
    ParameterValue = 1,
    /// Domain parameter. Word 0: the standard normal from which a correlated parameter is made.
    /// Slot 0.
    CopulaNormal = 2,
    /// Domain authority. Word 0: how long a stay in a regime lasts. Slot: number of the visit.
    RegimeStay = 16,
    /// Domain authority. Word 0: which regime follows. Slot: number of the visit.
    RegimeNext = 17,
    /// Domain event. Word 0: whether it happens. Slot 0, or the ordinal of its recurrence.
    EventHappens = 32,
    /// Domain event. Word 0: the day of its window on which it comes. Slot 0.
    EventDay = 33,
    /// Domain event. Word 0: days for which it holds goods under way. Slot 0.
    EventHold = 34,
    /// Domain background. Word 0: how many files of others arrive. Slot: day.
    BackgroundArrivals = 48,
    /// Domain background. Words 0 and 1: review work of two files of others. Slot: day of arrival;
    /// index: half their ordinal on that day.
    BackgroundWork = 49,
    /// Domain background. Words 0 and 1: review work of two files of others that are already there at
    /// the opening. Slot 0; index: half their ordinal.
    OpeningBacklog = 50,
    /// Domain lane. Word 0: remaining wait, word 1: decision, of an own application pending at the
    /// opening. Slot: ordinal on the lane.
    OpeningWork = 64,
    /// Domain lane. Word 0: days of preparation before filing, word 1: granted fraction. Slot:
    /// review slot of the order; attempt.
    Preparation = 65,
    /// Domain lane. Word 0: review work, word 1: decision. Slot: review slot of the order; attempt.
    Review = 66,
    /// Domain lane. Word 0: transit time. Slot: review slot of the order; index: ordinal of the part
    /// shipment.
    Shipment = 67,
    /// Domain lane. Word 0: whether a shipment is inspected, word 1: for how long. Slot and index as for
    /// [`Purpose::Report`].
    InspectionTime = 68,
    /// Domain lane or licence. Word 0: preparation, word 1: granted share, of a general licence. Slot: ordinal
    /// of the licence; attempt.
    GeneralPreparation = 69,
    /// Domain lane or licence. Word 0: review work, word 1: decision, of a general licence. Slot: ordinal of
    /// the licence; attempt.
    GeneralReview = 70,
    /// Domain lane. Word 1: whether a shipment of grey supply is lost. Slot and index as for
    /// [`Purpose::Report`].
    GreySupply = 71,
    /// Domain site. Word 0: days of a try to qualify it, word 1: whether it fails. Slot: ordinal of the try.
    Qualification = 72,
    /// Domain lane. Word 0: days from release to shipping. Slot: review slot of the order.
    Dispatch = 73,
    /// Domain lane. Word 0: whether the report of a shipment is faulty, word 1: for how many days it is
    /// held then. Slot: review slot of the order; index: ordinal of its shipment.
    Report = 74,
    /// Domain lane. Word 0: whether a crackdown on its grey supply puts the buyer on a watch list. Slot: ordinal of the
    /// crackdown.
    Listed = 75,
    /// Domain client. Word 0: days of its registration. Slot 0.
    Registration = 80,
    /// Domain licence. Word 0: whether its pair is eligible. Slot 0.
    Eligible = 81,
    /// Domain lane. Word 0: review work, word 1: whether it is returned, at an office before the desk. Slot: review
    /// slot of the order; attempt; index: place of the office.
    Office = 90,
    /// Domain lane. The same of a general licence. Slot: ordinal of the licence; attempt; index: place of the office.
    GeneralOffice = 91,
    /// Domain site. Word 0: sales planned on a day. Slot: day.
    Demand = 96,
    /// Domain site. Word 0: yield of a day's or lot's production. Slot: day.
    Yield = 97,
    /// Domain site or lane. Word 0: days until an outage, word 1: its days. Slot: ordinal of the outage.
    Outage = 98,
    /// Domain lever. Word 0: when it takes effect, word 1: how much. Slot: ordinal of its use.
    LeverEffect = 112,
    /// Domain procedure. Words are used as the procedure says.
    Resampling = 128,
}

/// The random numbers of one named entity under one seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stream {
    key: [u32; 2],
}

impl Stream {
    /// The stream of the entity called `name` in `domain` under `seed`.
    ///
    /// The key is `mix(h ^ mix(seed + γ))`, where `h = mix(fnv(tag, name))` is the 64-bit FNV-1a
    /// hash of the domain's tag byte followed by the name's UTF-8 bytes, `mix` is the finaliser of
    /// `SplitMix64` and γ = 0x9E3779B97F4A7C15. For one name different seeds never share a key; two
    /// names share one with chance 2⁻⁶⁴.
    #[must_use]
    pub fn new(seed: u64, domain: Domain, name: &str) -> Self {
        let entity = mix(fnv1a(fnv1a(FNV_OFFSET, &[domain as u8]), name.as_bytes()));
        let key = mix(entity ^ mix(seed.wrapping_add(GOLDEN)));
        Self { key: [(key & 0xFFFF_FFFF) as u32, (key >> 32) as u32] }
    }

    /// The generator's key.
    #[must_use]
    pub fn key(self) -> [u32; 2] {
        self.key
    }

    /// The two words of one name. [`uniform`] makes a number in (0, 1) of a word; a
    /// [`Sampler`](super::Sampler) makes a value of it.
    #[must_use]
    #[inline]
    pub fn pair(self, trial: u64, slot: u32, purpose: Purpose, attempt: u8, index: u16) -> [u64; 2] {
        let counter = [slot, second_word(purpose, attempt, index), (trial & 0xFFFF_FFFF) as u32, (trial >> 32) as u32];
        let [w0, w1, w2, w3] = philox4x32(counter, self.key);
        [join(w0, w1), join(w2, w3)]
    }

    /// [`Stream::pair`] for the `W` trials from `first_trial` on, by word and then by lane: the
    /// same bits.
    #[must_use]
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "must inline into the caller's instruction set to be vectorised")]
    pub fn pairs<const W: usize>(
        self,
        first_trial: u64,
        slot: u32,
        purpose: Purpose,
        attempt: u8,
        index: u16,
    ) -> [[u64; W]; 2] {
        let c1 = second_word(purpose, attempt, index);
        philox4x32_lockstep(slot, c1, first_trial, self.key)
    }

    /// A generator for procedures that need a sequence of any length: the words of slots 0, 1,
    /// 2, … at attempt 0, index 0.
    #[must_use]
    pub fn sequence(self, trial: u64, purpose: Purpose) -> PhiloxRng {
        let c1 = u128::from(second_word(purpose, 0, 0));
        PhiloxRng::starting_at(self.key, c1 << 32 | u128::from(trial) << 64)
    }
}

#[inline]
fn second_word(purpose: Purpose, attempt: u8, index: u16) -> u32 {
    (purpose as u32) << 24 | u32::from(attempt) << 16 | u32::from(index)
}

/// The uniform number of a random word: ((x >> 11) + ½) · 2⁻⁵³, never 0 and never 1.
///
/// The smallest is 2⁻⁵⁴; the largest is 1 − 2⁻⁵³, to which the topmost word, that would round to
/// 1, is clamped.
#[must_use]
#[inline]
#[allow(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
pub fn uniform(word: u64) -> f64 {
    let u = ((word >> 11) as f64 + 0.5) * (0.5 * f64::EPSILON);
    let most = 1.0 - 0.5 * f64::EPSILON;
    if u < most { u } else { most }
}

/// [`uniform`] of each word, the same bits.
#[must_use]
#[inline(always)]
#[allow(clippy::inline_always, reason = "must inline into the caller's instruction set to be vectorised")]
pub(crate) fn uniforms<const W: usize>(words: &[u64; W]) -> [f64; W] {
    // Vector units of today turn no 64-bit integers into floating-point numbers: halves are put behind exponents.
    const HIGH: u64 = 0x4530_0000_0000_0000;
    const LOW: u64 = 0x4330_0000_0000_0000;
    let both = f64::from_bits(HIGH) + f64::from_bits(LOW);
    let most = 1.0 - 0.5 * f64::EPSILON;
    let mut numbers = [0.0; W];
    for (number, word) in numbers.iter_mut().zip(words) {
        let (high, low) = (word >> 43, word >> 11 & 0xFFFF_FFFF);
        let whole = (f64::from_bits(HIGH | high) - both) + f64::from_bits(LOW | low);
        let u = (whole + 0.5) * (0.5 * f64::EPSILON);
        *number = if u < most { u } else { most };
    }
    numbers
}

/// A fixed 64-bit hash of a name, to break ties among names without regard to the order of a file:
/// `SplitMix64`'s finaliser of the FNV-1a hash of the UTF-8 bytes.
#[must_use]
pub(crate) fn name_hash(name: &str) -> u64 {
    mix(fnv1a(FNV_OFFSET, name.as_bytes()))
}

const FNV_OFFSET: u64 = 0xCBF2_9CE4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01B3;
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn fnv1a(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME))
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014): a bijection of 64 bits.
fn mix(mut x: u64) -> u64 {
    x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ x >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn lanes_have_the_bits_of_single_names() {
        let stream = Stream::new(42, Domain::Lane, "Baotou > Magnetwerk / Dy2O3");
        for first_trial in [0, 1 << 20, (1 << 32) - 7] {
            let lanes = stream.pairs::<16>(first_trial, 9, Purpose::Review, 2, 5);
            for (trial, (work, decision)) in (first_trial..).zip(lanes[0].into_iter().zip(lanes[1])) {
                let single = stream.pair(trial, 9, Purpose::Review, 2, 5);
                assert_eq!([work, decision], single);
            }
        }
    }

    #[test]
    fn the_counter_is_laid_out_as_documented() {
        let stream = Stream::new(1, Domain::Site, "x");
        let counter = [7, 0x4203_01F4, 0xFFFF_FFFF, 1];
        let [w0, w1, w2, w3] = philox4x32(counter, stream.key());
        let words = stream.pair(0x1_FFFF_FFFF, 7, Purpose::Review, 3, 500);
        assert_eq!(words, [join(w0, w1), join(w2, w3)]);

        let mut sequence = stream.sequence(5, Purpose::Resampling);
        for slot in 0..3 {
            let words = stream.pair(5, slot, Purpose::Resampling, 0, 0);
            assert_eq!(words, [rand::Rng::next_u64(&mut sequence), rand::Rng::next_u64(&mut sequence)]);
        }
    }

    #[test]
    fn every_part_of_the_name_matters() {
        let mut seen = HashSet::new();
        let mut names = 0;
        for seed in [0, 1, u64::MAX] {
            for domain in [Domain::Parameter, Domain::Authority, Domain::Lane, Domain::Site] {
                for name in ["", "a", "b", "ab", "ba", "a/b", "ä"] {
                    let stream = Stream::new(seed, domain, name);
                    for (slot, attempt, index) in [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)] {
                        for purpose in [Purpose::Review, Purpose::Shipment] {
                            for trial in [0, 1, 1 << 32] {
                                let pair = stream.pair(trial, slot, purpose, attempt, index);
                                seen.insert(pair);
                                names += 1;
                            }
                        }
                    }
                }
            }
        }
        assert_eq!(seen.len(), names);
    }

    /// FNV-1a's published values; the others pin the layout: to change one is to change values.
    #[test]
    fn hashes_are_fixed_for_ever() {
        assert_eq!(fnv1a(FNV_OFFSET, b""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(fnv1a(FNV_OFFSET, b"a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(fnv1a(FNV_OFFSET, b"foobar"), 0x8594_4171_F739_67E8);
        // The first output of SplitMix64 seeded with 0.
        assert_eq!(mix(GOLDEN), 0xE220_A839_7B1D_CDAF);
        assert_eq!(name_hash("Magnetwerk"), 0x6819_D3BA_4FF4_A60C);
        assert_eq!(Stream::new(42, Domain::Lane, "Magnetwerk").key(), [0x80AE_5C67, 0x0836_045A]);
    }

    /// The uniform number of the first two words of the known answer at counter 0, key 0.
    #[test]
    fn uniform_numbers_lie_strictly_between_0_and_1() {
        let word = join(0x6627_E8D5, 0xE169_C58D);
        assert!((uniform(word) - 0.880_520_197_888_614).abs() < 1e-15);
        let ends = [0, u64::MAX, 1 << 63].map(uniform).map(f64::to_bits);
        let expected = [0.5 * 0.5_f64.powi(53), 1.0 - 0.5_f64.powi(53), 0.5].map(f64::to_bits);
        assert_eq!(ends, expected);
        let mut words = [word, 0, u64::MAX, 1 << 63, u64::MAX << 11, 1 << 43, (1 << 43) - 1, 0];
        for i in 0..10_000 {
            assert_eq!(uniforms(&words).map(f64::to_bits), words.map(|word| uniform(word).to_bits()));
            words = words.map(|word| mix(word.wrapping_add(i)));
        }
    }

    /// Mean, variance and the correlation of neighbouring trials, slots and words over 2¹⁶ names.
    /// Each of the five figures is normal about 0; the threshold of 4.5 standard deviations gives a
    /// false alarm with chance 4·10⁻⁵.
    #[test]
    fn neighbouring_names_are_independent() {
        let stream = Stream::new(11, Domain::Background, "authority");
        let centred = |trial: u64, slot: u32| {
            let pair = stream.pair(trial, slot, Purpose::BackgroundWork, 0, 0);
            pair.map(|word| (uniform(word) - 0.5) * f64::from(12).sqrt())
        };
        let mut sums = [0.0; 5];
        for trial in 0..256 {
            for slot in 0..256 {
                let [a, b] = centred(trial, slot);
                let figures = [
                    a,
                    (a * a - 1.0) / 0.8_f64.sqrt(),
                    a * b,
                    a * centred(trial + 1, slot)[0],
                    a * centred(trial, slot + 1)[0],
                ];
                for (sum, figure) in sums.iter_mut().zip(figures) {
                    *sum += figure;
                }
            }
        }
        for sum in sums {
            assert!(sum.abs() < 4.5 * 256.0, "{sums:?}");
        }
    }
}
