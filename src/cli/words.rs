//! The words of the command line: those of the process, or those that a program hands over.

use std::cell::RefCell;
use std::ffi::OsString;

thread_local! {
    /// Words that were handed over to this thread. How numbers are written is declared among the words, and what reads
    /// a value of an option sees no other word.
    static GIVEN: RefCell<Option<Vec<OsString>>> = const { RefCell::new(None) };
}

/// All words, the name of the program first.
pub(super) fn all() -> Vec<OsString> {
    GIVEN.with_borrow(Clone::clone).unwrap_or_else(|| std::env::args_os().collect())
}

/// Does some work with other words than those of the process.
pub(super) fn given<T>(words: Vec<OsString>, work: impl FnOnce() -> T) -> T {
    struct Before(Option<Vec<OsString>>);
    impl Drop for Before {
        fn drop(&mut self) {
            GIVEN.set(self.0.take());
        }
    }
    let _before = Before(GIVEN.replace(Some(words)));
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_hold_while_the_work_is_done() {
        let own = all();
        given(vec!["x".into()], || assert_eq!(all(), ["x"]));
        assert_eq!(all(), own);
    }
}
