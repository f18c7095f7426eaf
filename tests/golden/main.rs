//! The golden net: bits of the outcomes, and what each command says, as files that a change shows.
//!
//! `bits` holds hashes of everything that is counted of some scenarios; a hash that moves is a change of values.
//! `words` holds what people read: answers as JSON, tables at several widths, pages, charts, heads of CSV files, with
//! numbers rounded, so that a reviewer sees what moved. Renew after looking: `INSTA_UPDATE=always cargo test --test
//! golden`.

#![cfg(unix)]

mod bits;
mod folder;
mod rounded;
mod words;
