//! On which days of a trial the dated events of an authority come.

use crate::model::{Authority, Event};
use crate::random::{Purpose, Stream, uniform};

/// The events of an authority in the order in which they come in one trial, those of one day in the order of the file.
#[derive(Debug)]
pub(crate) struct Dated<'a> {
    events: &'a [Event],
    /// Days and indices, where days are drawn; else the events stand in order.
    drawn: Vec<(u32, usize)>,
}

impl<'a> Dated<'a> {
    /// Of an authority whose events have these streams.
    #[must_use]
    pub(crate) fn new(authority: &'a Authority, streams: &[Stream], trial: u64) -> Self {
        let mut drawn = Vec::new();
        // In the deterministic run a window is its middle, which may lie after the days of others that the file has
        // later.
        if authority.has_windows() || !authority.events.is_sorted_by_key(|event| event.day) {
            let days = authority.events.iter().zip(streams).map(|(event, stream)| day(event, *stream, trial));
            drawn.extend(days.zip(0..));
            drawn.sort_by_key(|(day, index)| (*day, authority.events[*index].position));
        }
        Self { events: &authority.events, drawn }
    }

    /// The event that comes so many after the first: its day and its index.
    #[must_use]
    pub(crate) fn get(&self, place: usize) -> Option<(u32, usize)> {
        if self.drawn.is_empty() {
            return self.events.get(place).map(|event| (event.day, place));
        }
        self.drawn.get(place).copied()
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u32, usize)> {
        (0..self.events.len()).filter_map(|place| self.get(place))
    }
}

/// The day of an event: each of its window as likely as any other.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the number of days")]
fn day(event: &Event, stream: Stream, trial: u64) -> u32 {
    if event.days == 1 {
        return event.day;
    }
    let [word, _] = stream.pair(trial, 0, Purpose::EventDay, 0, 0);
    event.day + (uniform(word) * f64::from(event.days)) as u32
}
