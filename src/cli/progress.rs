//! A bar with the time left, on a terminal, for runs that take a while; and the wish to stop.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Failure;
use crate::experiment::Watch;

/// A run shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(2);
const TICK: Duration = Duration::from_millis(100);
/// How often the bar is drawn, in a second.
const DRAWN: u8 = 10;

/// A watch that stops when the user interrupts.
pub(super) fn interruptible() -> Result<Arc<Watch>, Failure> {
    let watch = Arc::new(Watch::default());
    let seen = Arc::clone(&watch);
    ctrlc::set_handler(move || seen.stop.store(true, Ordering::Relaxed))
        .map_err(|error| Failure::Fault(format!("interrupts cannot be handled: {error}")))?;
    Ok(watch)
}

/// Does the work; shows meanwhile how far it is of `total` trials, or of an open number of them.
pub(super) fn shown<T>(watch: &Watch, total: Option<u64>, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| show(watch, total, &finished));
        // The bar ends whether the work does or not.
        let _guard = Finish(&finished);
        work()
    })
}

struct Finish<'a>(&'a AtomicBool);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn show(watch: &Watch, total: Option<u64>, finished: &AtomicBool) {
    let start = Instant::now();
    let mut bar: Option<ProgressBar> = None;
    while !finished.load(Ordering::Relaxed) {
        if start.elapsed() >= PATIENCE {
            let bar = bar.get_or_insert_with(|| new_bar(total, start));
            bar.set_position(watch.done.load(Ordering::Relaxed));
            if watch.stop.load(Ordering::Relaxed) {
                // Trials under way are finished first.
                bar.set_message(", stopping");
            }
        }
        std::thread::sleep(TICK);
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

fn new_bar(total: Option<u64>, start: Instant) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(DRAWN);
    let (bar, template) = match total {
        Some(total) => (
            ProgressBar::with_draw_target(Some(total), target),
            // Not over the whole width: the `^C` that an interrupt shows must not push it to a line where it would stay.
            "{bar:24} {human_pos} of {human_len} trials, {eta} left{msg}",
        ),
        None => (ProgressBar::with_draw_target(None, target), "{spinner} {human_pos} trials in {elapsed}{msg}"),
    };
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_elapsed(start.elapsed())
}
