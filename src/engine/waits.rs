//! How long applications wait: days from filing to decision, counted by lane.

/// Decisions by lane and by days waited, over the trials of a block that count.
#[derive(Debug)]
pub(super) struct Waits {
    counts: Vec<u32>,
    /// Days told apart on each lane: all that a horizon can hold.
    days: usize,
    /// The trials that count, as bits.
    counted: u32,
}

impl Waits {
    /// Nothing counted yet.
    #[must_use]
    pub(super) fn new(lanes: usize, days: usize) -> Self {
        Self { counts: vec![0; lanes * days], days, counted: 0 }
    }

    /// From now on the first `live` trials count.
    pub(super) fn count_first(&mut self, live: usize) {
        self.counted = if live < 32 { (1 << live) - 1 } else { u32::MAX };
    }

    /// An application of a lane is decided so many days after its filing.
    #[inline(always)]
    pub(super) fn decided(&mut self, lane: usize, w: usize, days: u32) {
        self.of(lane).decided(w, days);
    }

    /// The waits of one lane.
    #[inline(always)]
    pub(super) fn of(&mut self, lane: usize) -> WaitsOf<'_> {
        let first = lane * self.days;
        WaitsOf { counts: &mut self.counts[first..first + self.days], counted: self.counted }
    }

    /// Adds the counts, by lane and then by days, to sums and begins anew.
    pub(super) fn move_to(&mut self, sums: &mut [u64]) {
        for (sum, count) in sums.iter_mut().zip(&mut self.counts) {
            *sum += u64::from(std::mem::take(count));
        }
    }
}

/// Decisions of a lane by days waited.
pub(super) struct WaitsOf<'a> {
    counts: &'a mut [u32],
    counted: u32,
}

impl WaitsOf<'_> {
    /// An application is decided so many days after its filing.
    #[inline(always)]
    pub(super) fn decided(&mut self, w: usize, days: u32) {
        if let Some(count) = self.counts.get_mut(days as usize) {
            *count += self.counted >> w & 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_trials_that_count_are_counted() {
        let mut waits = Waits::new(2, 10);
        waits.decided(0, 0, 3);
        waits.count_first(2);
        waits.decided(1, 0, 3);
        waits.decided(1, 1, 3);
        waits.decided(1, 2, 3);
        waits.count_first(32);
        waits.decided(1, 31, 0);
        let mut sums = vec![0; 20];
        waits.move_to(&mut sums);
        waits.move_to(&mut sums);
        let mut expected = vec![0; 20];
        (expected[13], expected[10]) = (2, 1);
        assert_eq!(sums, expected);
    }
}
