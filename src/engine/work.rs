//! Review work under changing speed: on which morning is it done?

use super::policy::WORK_UNIT;
use crate::model::{NEVER, WorkingDays, whole_ticks};

/// Days through which reviews go at one speed.
#[derive(Clone, Copy, Debug)]
struct Span {
    /// The first of them.
    first: u32,
    /// The first day of the next span; `NEVER` if there is none.
    until: u32,
    /// Work that one file has received up to its morning, micro-days since day 0.
    done: i64,
    /// Work of one working day, micro-days.
    speed: i64,
}

/// The work that a file receives through a trial, if it is under review throughout: a line that rises by the speed of the
/// span on each working day.
#[derive(Clone, Debug, Default)]
pub(super) struct Work {
    spans: Vec<Span>,
    /// The span of today.
    today: usize,
}

impl Work {
    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.spans.clear();
        self.today = 0;
    }

    /// From a day on, which is none of those before, reviews go at a speed, in micro-days a working day.
    pub(super) fn push(&mut self, first: u32, speed: i64, working: &WorkingDays) {
        let mut done = 0;
        if let Some(last) = self.spans.last_mut() {
            if last.speed == speed {
                return;
            }
            last.until = first;
            done = last.done_by(first, working);
        }
        self.spans.push(Span { first, until: NEVER, done, speed });
    }

    /// Nothing is reviewed through some days, whatever the speed.
    pub(super) fn stop(&mut self, days: std::ops::Range<u32>, working: &WorkingDays) {
        let old = std::mem::take(&mut self.spans);
        let meanwhile = old.iter().rev().find(|span| span.first <= days.end).map_or(0, |span| span.speed);
        for span in old.iter().filter(|span| span.first < days.start) {
            self.push(span.first, span.speed, working);
        }
        self.push(days.start, 0, working);
        self.push(days.end, meanwhile, working);
        for span in old.iter().filter(|span| span.first > days.end) {
            self.push(span.first, span.speed, working);
        }
    }

    /// Goes on to a day, which is none before today; returns the day on which the next span begins, `NEVER` if none does.
    pub(super) fn go_to(&mut self, day: u32) -> u32 {
        while self.spans.get(self.today).is_some_and(|span| span.until <= day) {
            self.today += 1;
        }
        self.spans.get(self.today).map_or(NEVER, |span| span.until)
    }

    /// The first day after `day`, which is today or later, on whose morning `work` nominal working days, begun on `day`,
    /// are done; `NEVER` if that is beyond the horizon.
    #[inline(always)]
    #[must_use]
    pub(super) fn day_done(&self, day: u32, work: f64, working: &WorkingDays) -> u32 {
        let mut at = self.today;
        while self.spans[at].until <= day {
            at += 1;
        }
        let work = whole_ticks(work * WORK_UNIT);
        // Most reviews are done before the speed changes.
        match self.spans[at].done_within(day, work, working) {
            Some(done) => done,
            None => self.day_done_later((at, day), work, working),
        }
    }

    #[inline(never)]
    fn day_done_later(&self, (mut at, day): (usize, u32), work: i64, working: &WorkingDays) -> u32 {
        let target = self.spans[at].done_by(day, working) + work;
        while self.spans.get(at + 1).is_some_and(|next| next.done < target) {
            at += 1;
        }
        self.spans[at].reaches(target, working).map_or(NEVER, |done| done.max(day + 1))
    }
}

impl Span {
    /// Work by the morning of a day, if the span lasts until then.
    #[inline(always)]
    fn done_by(&self, day: u32, working: &WorkingDays) -> i64 {
        self.done + self.speed * i64::from(working.before(day) - working.before(self.first))
    }

    /// The morning on which work is done that begins on a day of the span, if that is before the next span.
    #[inline(always)]
    fn done_within(&self, day: u32, work: i64, working: &WorkingDays) -> Option<u32> {
        if work <= 0 || self.speed <= 0 {
            return None;
        }
        let days = (work + self.speed - 1) / self.speed;
        let last = working.after(day as usize, u32::try_from(days - 1).ok()?)?;
        (last < self.until).then_some(last + 1)
    }

    /// The first morning of the span on which the work is done.
    #[inline(always)]
    fn reaches(&self, target: i64, working: &WorkingDays) -> Option<u32> {
        if target <= self.done {
            return Some(self.first);
        }
        if self.speed <= 0 {
            return None;
        }
        // The working days that it takes; the work of the last of them is done on the next morning.
        let days = (target - self.done + self.speed - 1) / self.speed;
        let last = working.after(self.first as usize, u32::try_from(days - 1).ok()?)?;
        Some(last + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday to Friday, six weeks from a Monday.
    fn working() -> WorkingDays {
        WorkingDays::new(&(0..42).map(|day| day % 7 < 5).collect::<Vec<_>>())
    }

    fn at(speeds: &[(u32, f64)]) -> Work {
        let mut work = Work::default();
        for (first, speed) in speeds {
            work.push(*first, whole_ticks(speed * WORK_UNIT), &working());
        }
        work
    }

    #[test]
    fn work_is_done_on_the_morning_after_its_last_working_day() {
        let even = at(&[(0, 1.0), (3, 1.0)]);
        // Monday and Tuesday: done on Wednesday. Five days: done on Saturday. Six: on the Tuesday after.
        assert_eq!([2.0, 1.5, 5.0, 6.0].map(|days| even.day_done(0, days, &working())), [2, 2, 5, 8]);
        // Begun on Saturday; and no work at all takes until the next morning.
        assert_eq!([even.day_done(5, 1.0, &working()), even.day_done(3, 0.0, &working())], [8, 4]);
        assert_eq!(even.day_done(0, 31.0, &working()), NEVER);
    }

    #[test]
    fn speeds_and_stops_are_followed() {
        // Half speed from day 2 on, nothing in the second week.
        let mut work = at(&[(0, 1.0), (2, 0.5)]);
        assert_eq!(work.day_done(0, 3.0, &working()), 4);
        work.stop(7..14, &working());
        // 2 + 3 × 0.5 in the first week, none in the second, 0.5 on day 14.
        assert_eq!([3.5, 4.0].map(|days| work.day_done(0, days, &working())), [5, 15]);
        // On day 20 it is the last span; days to come are looked up from there.
        assert_eq!([work.go_to(1), work.go_to(2), work.go_to(20)], [2, 7, NEVER]);
        assert_eq!(work.day_done(21, 1.0, &working()), 23);
        let frozen = at(&[(0, 1.0), (3, 0.0)]);
        assert_eq!([3.0, 3.1].map(|days| frozen.day_done(0, days, &working())), [3, NEVER]);
    }
}
