//! A queue of one priority at a desk: who came first, in all trials at once.
//!
//! A group of applications is filed on one day in most trials, so an entry stands for all members that wait
//! since then. Trials leave it at their own pace.

use super::state::{Lanes, trials};

/// Who waits in an entry of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    /// Members of a group, one a trial.
    Group(u32),
    /// Files of others, so many a trial: a batch.
    Others(u32),
}

/// Files in the order in which they came.
#[derive(Clone, Debug)]
pub(super) struct Queue<const W: usize> {
    /// Who waits, and the trials in which somebody does, as bits.
    entries: Vec<(Waiting, u32)>,
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
    pub(super) fn new() -> Self {
        Self { entries: Vec::new(), head: 0, waiting: [0; W] }
    }

    /// Empties the queue.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.head = 0;
        self.waiting = [0; W];
    }

    /// Whether nobody waits in any trial.
    #[inline(always)]
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.head == self.entries.len()
    }

    /// Members of a group join the tail.
    #[inline(always)]
    pub(super) fn push(&mut self, g: u32, joining: u32) {
        if joining != 0 {
            self.entries.push((Waiting::Group(g), joining));
            for w in 0..W {
                self.waiting[w] += joining >> w & 1;
            }
        }
    }

    /// A batch of others' files joins the tail, so many in each trial.
    pub(super) fn push_batch(&mut self, batch: u32, files: &Lanes<W, u32>) {
        let mut joining = 0;
        for w in 0..W {
            joining |= u32::from(files[w] > 0) << w;
            self.waiting[w] += files[w];
        }
        if joining != 0 {
            self.entries.push((Waiting::Others(batch), joining));
        }
    }

    /// Trials in which somebody waits, as bits.
    #[inline(always)]
    #[must_use]
    pub(super) fn trials(&self) -> u32 {
        let mut bits = 0;
        for w in 0..W {
            bits |= u32::from(self.waiting[w] > 0) << w;
        }
        bits
    }

    /// The next entry from `at` on in which somebody waits in one of some trials: its place, who waits, and in which
    /// of these trials, as bits.
    #[inline(always)]
    #[must_use]
    pub(super) fn next(&self, at: usize, of: u32) -> Option<(usize, Waiting, u32)> {
        let from = at.max(self.head);
        let ahead = self.entries[from..].iter().position(|(_, waiting)| *waiting & of != 0)?;
        let (who, waiting) = self.entries[from + ahead];
        Some((from + ahead, who, waiting & of))
    }

    /// The members of a group leave their place in some trials.
    #[inline(always)]
    pub(super) fn leave(&mut self, place: usize, leaving: u32) {
        self.entries[place].1 &= !leaving;
        for w in trials(leaving) {
            self.waiting[w] -= 1;
        }
    }

    /// So many files of a batch leave in a trial; nobody of it waits any more when `through`.
    pub(super) fn leave_batch(&mut self, place: usize, w: usize, files: u32, through: bool) {
        self.waiting[w] -= files;
        self.entries[place].1 &= !(u32::from(through) << w);
    }

    /// Forgets entries at the head in which nobody waits any more.
    #[inline(always)]
    pub(super) fn tidy(&mut self) {
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

    /// The next entry, which they leave.
    fn take(queue: &mut Queue<2>, at: usize, of: u32) -> Option<(usize, u32, u32)> {
        let (place, who, leaving) = queue.next(at, of)?;
        let Waiting::Group(g) = who else { panic!("a batch") };
        queue.leave(place, leaving);
        Some((place, g, leaving))
    }

    #[test]
    fn a_batch_leaves_file_by_file() {
        let mut queue = Queue::<2>::new();
        queue.push_batch(3, &[0, 0]);
        assert!(queue.is_empty());
        queue.push_batch(4, &[2, 1]);
        queue.push(7, 0b11);
        assert_eq!(queue.next(0, 0b11), Some((0, Waiting::Others(4), 0b11)));
        queue.leave_batch(0, 0, 1, false);
        queue.leave_batch(0, 1, 1, true);
        assert_eq!(queue.next(0, 0b11), Some((0, Waiting::Others(4), 0b01)));
        assert_eq!(take(&mut queue, 0, 0b10), Some((1, 7, 0b10)));
        assert_eq!(queue.trials(), 0b01);
    }

    #[test]
    fn every_trial_has_its_own_pace() {
        let mut queue = Queue::<2>::new();
        queue.push(7, 0b01);
        queue.push(8, 0b11);
        queue.push(9, 0b11);
        assert_eq!(queue.trials(), 0b11);
        assert_eq!(take(&mut queue, 0, 0b10), Some((1, 8, 0b10)));
        assert_eq!(take(&mut queue, 2, 0b10), Some((2, 9, 0b10)));
        assert_eq!(queue.trials(), 0b01);
        assert_eq!(take(&mut queue, 0, 0b11), Some((0, 7, 0b01)));
        queue.tidy();
        assert_eq!(take(&mut queue, 0, 0b11), Some((1, 8, 0b01)));
        assert_eq!(take(&mut queue, 0, 0b11), Some((2, 9, 0b01)));
        assert_eq!(take(&mut queue, 0, 0b11), None);
        queue.tidy();
        assert!(queue.is_empty() && queue.entries.is_empty());
    }

    #[test]
    fn a_long_queue_forgets_its_head() {
        let mut queue = Queue::<2>::new();
        let many = MANY as u32;
        (0..2 * many).for_each(|g| queue.push(g, 0b11));
        (0..=many).for_each(|g| assert_eq!(take(&mut queue, 0, 0b11).map(|(_, g, _)| g), Some(g)));
        queue.tidy();
        assert_eq!(queue.entries.len(), MANY - 1);
        assert_eq!(take(&mut queue, 0, 0b11), Some((0, many + 1, 0b11)));
    }
}
