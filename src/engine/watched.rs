//! Watch lists: clients whose applications have other chances for a time. A rule against stockpiling puts a client on
//! the list, or a crackdown on its grey supply.

use crate::model::Model;

/// Who is on watch lists, by client and trial.
#[derive(Debug, Default)]
pub(super) struct Watched {
    /// The client of each lane; nothing where no authority has a list.
    client: Vec<Option<usize>>,
    /// First and last days on the list, in their order.
    spans: Vec<Vec<(u32, u32)>>,
    width: usize,
}

impl Watched {
    /// Room for the clients of a model.
    #[must_use]
    pub(super) fn new(model: &Model, width: usize) -> Self {
        let clients = model.watched_clients();
        let client = |lane: usize| clients.iter().position(|client| client.lanes.contains(&lane));
        let lanes = if clients.is_empty() { 0 } else { model.lanes.len() };
        Self { client: (0..lanes).map(client).collect(), spans: vec![Vec::new(); clients.len() * width], width }
    }

    /// Nobody is watched.
    pub(super) fn clear(&mut self) {
        self.spans.iter_mut().for_each(Vec::clear);
    }

    fn of(&self, lane: usize, w: usize) -> Option<usize> {
        Some(self.client.get(lane).copied().flatten()? * self.width + w)
    }

    /// Something of a day puts the client of a lane on the list: it is on it from the next day on, for so many days.
    pub(super) fn watch(&mut self, lane: usize, w: usize, day: u32, days: u32) {
        let Some(of) = self.of(lane, w) else { return };
        match self.spans[of].last_mut() {
            Some((_, last)) if *last >= day => *last = (*last).max(day + days),
            _ => self.spans[of].push((day + 1, day + days)),
        }
    }

    /// Whether the client of a lane is on the list on a day.
    #[must_use]
    pub(super) fn is_watched(&self, lane: usize, w: usize, day: u32) -> bool {
        let last = self.of(lane, w).and_then(|of| self.spans[of].last());
        last.is_some_and(|(first, last)| (*first..=*last).contains(&day))
    }

    /// First and last days of a client on the list; the last one may lie beyond the horizon.
    #[must_use]
    pub(super) fn spans(&self, client: usize, w: usize) -> &[(u32, u32)] {
        &self.spans[client * self.width + w]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_watched_from_the_next_day_on() {
        let mut watched = Watched { client: vec![Some(0)], spans: vec![Vec::new()], width: 1 };
        let mut on = |decision: Option<u32>, days: [u32; 4]| {
            if let Some(day) = decision {
                watched.watch(0, 0, day, 10);
            }
            days.map(|day| watched.is_watched(0, 0, day))
        };
        assert_eq!(on(None, [0, 1, 2, 3]), [false; 4]);
        assert_eq!(on(Some(5), [5, 6, 15, 16]), [false, true, true, false]);
        assert_eq!(on(Some(12), [6, 12, 22, 23]), [true, true, true, false]);
        assert_eq!(on(Some(30), [22, 30, 31, 40]), [false, false, true, true]);
        assert_eq!(watched.spans(0, 0), [(6, 22), (31, 40)]);
        // A shorter stay does not end a longer one.
        watched.watch(0, 0, 31, 2);
        assert_eq!(watched.spans(0, 0), [(6, 22), (31, 40)]);
    }
}
