//! `--as-of`: only what could be known on a date.

use clap::Args;
use jiff::civil::Date;

use super::options::parse_date;
use crate::scenario::{AS_OF, Setting};

/// The date as of which a scenario is taken.
#[derive(Debug, Args)]
pub(super) struct AsOf {
    /// Use only what could be known on this date: events that become known later (`known_from`, or their date) never
    /// happen.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
}

impl AsOf {
    /// Values that are set in a scenario, with the date among them.
    pub(super) fn with(&self, set: &[(String, Setting)]) -> Vec<(String, Setting)> {
        let date = self.as_of.map(|date| (AS_OF.to_owned(), Setting::Date(date)));
        set.iter().cloned().chain(date).collect()
    }
}
