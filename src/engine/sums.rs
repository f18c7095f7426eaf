//! Amounts added up by what they belong to, and parts of a whole that are rounded and still sum to it.

/// Adds an amount to that of its key; keys stand in the order in which they came.
pub(super) fn add_up<K: PartialEq>(sums: &mut Vec<(K, i64)>, key: K, amount: i64) {
    match sums.iter_mut().find(|(known, _)| *known == key) {
        Some((_, sum)) => *sum += amount,
        None => sums.push((key, amount)),
    }
}

/// Turns the parts of a whole, one after the other, into units of which the whole has so many, by cumulative rounding.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rounding {
    /// Parts so far.
    parts: i64,
    /// The same in units.
    units: i64,
}

impl Rounding {
    /// The units of the next part of a `whole` that has so many `units`.
    #[inline(always)]
    pub(super) fn next(&mut self, part: i64, whole: i64, units: i64) -> i64 {
        self.parts += part;
        let upto = if self.parts == whole { units } else { divided(self.parts, units, whole.into()).0 };
        upto - std::mem::replace(&mut self.units, upto)
    }
}

/// A product over a whole, rounded down, and what remains.
#[inline(always)]
#[must_use]
pub(super) fn divided(one: i64, other: i64, whole: i128) -> (i64, i128) {
    if let (Some(product), Ok(whole)) = (one.checked_mul(other), i64::try_from(whole)) {
        return (product / whole, (product % whole).into());
    }
    let product = i128::from(one) * i128::from(other);
    ((product / whole) as i64, product % whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_one_key_are_one() {
        let mut sums = Vec::new();
        for (key, amount) in [('b', 1), ('a', 2), ('b', 3)] {
            add_up(&mut sums, key, amount);
        }
        assert_eq!(sums, [('b', 4), ('a', 2)]);
    }

    /// Sevenths in thousandths: 142.86, 285.71 and 571.43, together 1000; and in units that no longer fit into 64 bits.
    #[test]
    fn rounded_parts_sum_to_the_whole() {
        let mut rounding = Rounding::default();
        assert_eq!([1, 2, 4].map(|part| rounding.next(part, 7, 1000)), [142, 286, 572]);
        let (whole, mut large) = (3 << 40, Rounding::default());
        let parts = [1 << 40; 3].map(|part| large.next(part, whole, i64::MAX));
        assert_eq!((parts[0], parts.iter().sum()), (i64::MAX / 3, i64::MAX));
    }
}
