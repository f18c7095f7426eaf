//! Work without the interpreter lock: it is looked after now and then, so that an interrupt stops it and progress is
//! told.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use linestop::Watch;
use pyo3::prelude::*;

use crate::errors::plain;

/// How often signals are looked for and progress is told.
const TICK: Duration = Duration::from_millis(50);

/// Does the work in a thread of its own. An exception, such as that of an interrupt, or one that `progress` raises,
/// stops the work and comes back once it has stopped.
pub(crate) fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Watch) -> T + Send,
) -> PyResult<T> {
    let watch = Watch::default();
    std::thread::scope(|scope| {
        let (send, mut receive) = channel();
        let watch = &watch;
        std::thread::Builder::new().spawn_scoped(scope, move || send.send(work(watch))).map_err(plain)?;
        let mut raised = None;
        loop {
            // The other end belongs to this thread alone, and goes through the wait by reference.
            let (found, back) = py.detach(move || (receive.recv_timeout(TICK), receive));
            match found {
                Ok(found) => return raised.map_or(Ok(found), Err),
                Err(RecvTimeoutError::Disconnected) => return Err(plain("a fault of linestop: please report it")),
                Err(RecvTimeoutError::Timeout) => {}
            }
            receive = back;
            if raised.is_none() {
                let tell =
                    |progress: &Bound<'_, PyAny>| progress.call1((watch.done.load(Ordering::Relaxed),)).map(|_| ());
                raised = py.check_signals().and_then(|()| progress.map_or(Ok(()), tell)).err();
                if raised.is_some() {
                    watch.stop.store(true, Ordering::Relaxed);
                }
            }
        }
    })
}
