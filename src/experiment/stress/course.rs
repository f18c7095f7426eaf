//! Which lines stand on which day, with a failure and without: how long they survive, and how long they take to
//! recover.

use crate::engine::{Block, Recording, SiteOutcome, Streams};
use crate::model::Model;

/// Days without another halt after which a line is taken to have recovered.
pub(super) const SETTLED: u32 = 28;

/// Trials that are played side by side.
pub(super) const W: usize = 16;

/// What a failure does to one line in one trial: kept for each, so it is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    /// Loss more than without the failure, in hundredths of the currency.
    pub loss: i64,
    /// Halt days more than without the failure.
    pub halt_days: i16,
    /// Days from the failure to the first day that is a halt day with the failure and not without it; see
    /// [`Effect::survives`].
    pub(super) survives: u16,
    /// Days from the restoration until the line has run for four weeks without such a day; at least so many where it
    /// stands to the end.
    pub recovers: u16,
    /// It stands to the end.
    pub stands: bool,
}

/// Days to survive of a line that the failure never stops: beyond any horizon.
const NEVER_STOPS: u16 = u16::MAX;

impl Effect {
    /// Days from the failure to the first day that is a halt day with the failure and not without it; none if there is
    /// no such day.
    pub(super) fn survives(&self) -> Option<u16> {
        (self.survives != NEVER_STOPS).then_some(self.survives)
    }
}

/// One block of trials: the trials in which each line is halted, as bits, by line and day.
pub(super) struct Course {
    stands: Vec<u32>,
    /// By line and trial.
    outcomes: Vec<SiteOutcome>,
    /// Last day with a plan, by line and trial.
    last: Vec<u32>,
}

/// Plays the trials from `first` on, a block at a time.
pub(super) fn courses(model: &Model, streams: &Streams, lines: &[usize], (first, count): (u64, u64)) -> Vec<Course> {
    let recording = Recording { band_every: model.days, audit: false };
    let mut block: Box<Block<'_, W>> = Box::new(Block::new(model, streams, recording));
    let blocks = count.div_ceil(W as u64);
    (0..blocks).map(|at| course(&mut block, lines, first + at * W as u64)).collect()
}

fn course(block: &mut Block<'_, W>, lines: &[usize], first: u64) -> Course {
    let days = block.model().days as usize;
    let mut stands = vec![0; lines.len() * days];
    block.play(first, |block, day| {
        for (line, site) in lines.iter().enumerate() {
            stands[line * days + day as usize] = block.halted_on(*site, day);
        }
    });
    let each = || lines.iter().flat_map(|site| (0..W).map(move |w| (*site, w)));
    Course {
        stands,
        outcomes: each().map(|(site, w)| block.outcome(site, w)).collect(),
        last: each().map(|(site, w)| block.last_planned(site, w)).collect(),
    }
}

impl Course {
    /// Whether a line is halted on a day, in one trial of the block.
    fn stands(&self, line: usize, days: usize, day: usize, w: usize) -> bool {
        self.stands[line * days + day] >> w & 1 == 1
    }

    /// The day of the first halt of a line from a day on, in one trial of the block.
    pub(super) fn first_halt(&self, line: usize, days: u32, from: u32, w: usize) -> Option<u32> {
        (from..days).find(|day| self.stands(line, days as usize, *day as usize, w))
    }

    /// What a failure from `failed` to `restored` does to a line in one trial: this course is the one with it.
    pub(super) fn effect(
        &self,
        without: &Self,
        line: usize,
        w: usize,
        (failed, restored): (u32, u32),
        days: u32,
    ) -> Effect {
        let at = line * W + w;
        let (own, base) = (&self.outcomes[at], &without.outcomes[at]);
        let mut effect = Effect {
            loss: own.loss() - base.loss(),
            halt_days: (i32::from(own.halt_days) - i32::from(base.halt_days)) as i16,
            survives: NEVER_STOPS,
            recovers: 0,
            stands: false,
        };
        let more = |day: u32| {
            let stands = |course: &Self| course.stands(line, days as usize, day as usize, w);
            stands(self) && !stands(without)
        };
        let Some(first) = (failed..days).find(|day| more(*day)) else { return effect };
        effect.survives = (first - failed) as u16;
        let mut last = first;
        for day in first + 1..days {
            if more(day) {
                last = day;
            } else if day >= restored.max(last + 1) + SETTLED {
                break;
            }
        }
        effect.recovers = (last + 1).saturating_sub(restored) as u16;
        effect.stands = last == self.last[at];
        effect
    }
}
