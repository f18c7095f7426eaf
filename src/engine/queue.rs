//! A queue of one priority at a desk: who came first, in all trials at once.
//!
//! A group of applications is filed on one day in most trials, so an entry stands for all members that wait
//! since then. Trials leave it at their own pace.

use super::state::{Lanes, trials};

/// Files in the order in which they came.
#[derive(Clone, Debug)]
pub struct Queue<const W: usize> {
    /// Groups, and the trials whose member waits, as bits.
    entries: Vec<(u32, u32)>,
    /// Entries before this one are empty.
    head: usize,
    /// Files that wait.
    waiting: Lanes<W, u32>,
}

/// Entries that nobody waits in any more are dropped when there are so many.
const MANY: usize = 1024;

impl<const W: usize> Queue<W> {
    /// An empty queue.
    #[must_use]
    pub fn new() -> Self {
        Self { entries: Vec::new(), head: 0, waiting: [0; W] }
    }

    /// Empties the queue.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.head = 0;
        self.waiting = [0; W];
    }

    /// Whether nobody waits in any trial.
    #[inline(always)]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.head == self.entries.len()
    }

    /// Members of a group join the tail.
    #[inline(always)]
    pub fn push(&mut self, g: u32, joining: u32) {
        if joining != 0 {
            self.entries.push((g, joining));
            for w in 0..W {
                self.waiting[w] += joining >> w & 1;
            }
        }
    }

    /// Trials in which somebody waits, as bits.
    #[inline(always)]
    #[must_use]
    pub fn trials(&self) -> u32 {
        let mut bits = 0;
        for w in 0..W {
            bits |= u32::from(self.waiting[w] > 0) << w;
        }
        bits
    }

    /// The next entry from `at` on in which somebody waits in one of some trials: they leave it. Its place, the
    /// group and the trials as bits.
    #[inline(always)]
    pub fn take(&mut self, at: usize, of: u32) -> Option<(usize, u32, u32)> {
        let from = at.max(self.head);
        let ahead = self.entries[from..].iter_mut().position(|(_, waiting)| *waiting & of != 0)?;
        let (g, waiting) = &mut self.entries[from + ahead];
        let leaving = *waiting & of;
        *waiting &= !leaving;
        for w in trials(leaving) {
            self.waiting[w] -= 1;
        }
        Some((from + ahead, *g, leaving))
    }

    /// Forgets entries at the head in which nobody waits any more.
    #[inline(always)]
    pub fn tidy(&mut self) {
        while self.entries.get(self.head).is_some_and(|(_, waiting)| *waiting == 0) {
            self.head += 1;
        }
        if self.head == self.entries.len() || self.head >= MANY {
            self.entries.drain(..self.head);
            self.head = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trial_has_its_own_pace() {
        let mut queue = Queue::<2>::new();
        queue.push(7, 0b01);
        queue.push(8, 0b11);
        queue.push(9, 0b11);
        assert_eq!(queue.trials(), 0b11);
        assert_eq!(queue.take(0, 0b10), Some((1, 8, 0b10)));
        assert_eq!(queue.take(2, 0b10), Some((2, 9, 0b10)));
        assert_eq!(queue.trials(), 0b01);
        assert_eq!(queue.take(0, 0b11), Some((0, 7, 0b01)));
        queue.tidy();
        assert_eq!(queue.take(0, 0b11), Some((1, 8, 0b01)));
        assert_eq!(queue.take(0, 0b11), Some((2, 9, 0b01)));
        assert_eq!(queue.take(0, 0b11), None);
        queue.tidy();
        assert!(queue.is_empty() && queue.entries.is_empty());
    }

    #[test]
    fn a_long_queue_forgets_its_head() {
        let mut queue = Queue::<2>::new();
        let many = MANY as u32;
        (0..2 * many).for_each(|g| queue.push(g, 0b11));
        (0..=many).for_each(|g| assert_eq!(queue.take(0, 0b11).map(|(_, g, _)| g), Some(g)));
        queue.tidy();
        assert_eq!(queue.entries.len(), MANY - 1);
        assert_eq!(queue.take(0, 0b11), Some((0, many + 1, 0b11)));
    }
}
