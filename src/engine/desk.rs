//! Step 2: the licence desk. Files come due, are filed, wait, are reviewed and decided.
//!
//! A pending file stands in exactly one list: the day on which it comes due, a queue, or the ready heap. The
//! order of decisions is priority, then day of filing, then the hash of the buyer's name, then that of the lane's,
//! then age.

use super::queue::Queue;
use super::state::Block;
use crate::scenario::DeskLimit;

impl<const W: usize> Block<'_, W> {
    /// The desk of every authority on a day.
    #[inline(always)]
    pub fn run_desks(&mut self, day: u32) {
        self.follow_numbers();
        for a in 0..self.desks.len() {
            let authority = &self.model.authorities[a];
            let works = authority.working[day as usize];
            if authority.has_background && (authority.limited || authority.limit != DeskLimit::DecisionsPerWorkingDay) {
                self.background(a, day, works);
            }
            if authority.has_background && authority.limit == DeskLimit::Officers {
                self.others_decided(a, day, works);
            }
            self.files_due(a, day);
            if works {
                match authority.limit {
                    DeskLimit::DecisionsPerWorkingDay => self.decide_ready(a, day),
                    DeskLimit::StartsPerWorkingDay | DeskLimit::Officers => {
                        // Where capacity is whole, nothing is carried over a day on which no file waits.
                        if !authority.whole_capacity || !self.desks[a].queue.iter().all(Queue::is_empty) {
                            self.at_desk(a, day).start_reviews();
                        }
                    }
                }
            }
        }
    }

    /// Files that come due today: finished reviews are decided, filings join the queue in the order of names.
    #[inline(always)]
    fn files_due(&mut self, a: usize, day: u32) {
        let desk = &mut self.desks[a];
        if desk.due[day as usize].is_empty() && desk.filing[day as usize].is_empty() {
            return;
        }
        let mut due = std::mem::take(&mut desk.due[day as usize]);
        let mut groups = std::mem::take(&mut desk.filing[day as usize]);
        let mut filings = std::mem::take(&mut self.filings);
        if self.volume.is_used() {
            // Who is decided first leaves the others less room.
            let at_desk = self.at_desk(a, day);
            due.sort_by_cached_key(|id| at_desk.claim(*id));
        }
        let mut done = 0;
        loop {
            let mut at_desk = self.at_desk(a, day);
            done += at_desk.files_due(&due[done..], &mut filings);
            let Some(&unusual) = due.get(done) else {
                at_desk.file_all(&groups, &mut filings);
                break;
            };
            self.decide(a, unusual, day);
            done += 1;
        }
        // Their room is kept for the next block.
        due.clear();
        groups.clear();
        filings.clear();
        self.desks[a].due[day as usize] = due;
        self.desks[a].filing[day as usize] = groups;
        self.filings = filings;
    }

    /// Decisions of ready files, as many as the desk makes in a day.
    #[inline(always)]
    fn decide_ready(&mut self, a: usize, day: u32) {
        if !self.model.authorities[a].limited {
            return;
        }
        for w in 0..W {
            // The fraction of a file is carried whether or not a file waits.
            let mut left = self.at_desk(a, day).capacity(w);
            while let Some(unusual) = self.at_desk(a, day).decide_ready(w, &mut left) {
                self.decide(a, unusual, day);
            }
        }
    }
}
