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
    /// Work of one working day, micro-days.
    speed: i64,
}

/// The speeds at which a file is reviewed through a trial, if it is under review throughout.
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
    pub(super) fn push(&mut self, first: u32, speed: i64) {
        if let Some(last) = self.spans.last_mut() {
            if last.speed == speed {
                return;
            }
            last.until = first;
        }
        self.spans.push(Span { first, until: NEVER, speed });
    }

    /// Nothing is reviewed through some days, whatever the speed.
    pub(super) fn stop(&mut self, days: std::ops::Range<u32>) {
        let old = std::mem::take(&mut self.spans);
        let meanwhile = old.iter().rev().find(|span| span.first <= days.end).map_or(0, |span| span.speed);
        for span in old.iter().filter(|span| span.first < days.start) {
            self.push(span.first, span.speed);
        }
        self.push(days.start, 0);
        self.push(days.end, meanwhile);
        for span in old.iter().filter(|span| span.first > days.end) {
            self.push(span.first, span.speed);
        }
    }

    /// Goes on to a day, which is none before today; returns the day on which the next span begins, `NEVER` if none
    /// does.
    pub(super) fn go_to(&mut self, day: u32) -> u32 {
        while self.spans.get(self.today).is_some_and(|span| span.until <= day) {
            self.today += 1;
        }
        self.spans.get(self.today).map_or(NEVER, |span| span.until)
    }

    /// The first day after `day`, which is today or later, on whose morning `work` nominal working days, begun on
    /// `day`, are done; `NEVER` if that is beyond the horizon.
    #[inline(always)]
    #[must_use]
    pub(super) fn day_done(&self, day: u32, work: f64, working: &WorkingDays) -> u32 {
        let (mut left, mut from) = (whole_ticks(work * WORK_UNIT), day);
        if left <= 0 {
            return day + 1;
        }
        for span in self.spans[self.today..].iter().skip_while(|span| span.until <= day) {
            if span.speed > 0 {
                // Work of the last working day is done on the next morning; most often that is before the speed
                // changes.
                match working.after(from as usize, ((left - 1) / span.speed).try_into().unwrap_or(NEVER)) {
                    Some(last) if last < span.until => return last + 1,
                    _ if span.until == NEVER => break,
                    _ => left -= span.speed * i64::from(working.before(span.until) - working.before(from)),
                }
            }
            from = span.until;
        }
        NEVER
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
            work.push(*first, whole_ticks(speed * WORK_UNIT));
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
        work.stop(7..14);
        // 2 + 3 × 0.5 in the first week, none in the second, 0.5 on day 14.
        assert_eq!([3.5, 4.0].map(|days| work.day_done(0, days, &working())), [5, 15]);
        // On day 20 it is the last span; days to come are looked up from there.
        assert_eq!([work.go_to(1), work.go_to(2), work.go_to(20)], [2, 7, NEVER]);
        assert_eq!(work.day_done(21, 1.0, &working()), 23);
        let frozen = at(&[(0, 1.0), (3, 0.0)]);
        assert_eq!([3.0, 3.1].map(|days| frozen.day_done(0, days, &working())), [3, NEVER]);
    }
}
