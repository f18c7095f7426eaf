//! What all commands that simulate can be asked: how many trials, which random numbers, where the results go.

use std::path::PathBuf;

use clap::Args;

use super::options::{between, parse_whole};
use super::setting::parse_set;
use super::wanted::Wanted;
use crate::experiment::{USUAL_SEED, USUAL_TRIALS};
use crate::scenario::Setting;

/// Most trials of a run: beyond, the counts of bands could overflow.
const MOST_TRIALS: u64 = 1_000_000_000;

/// Options of every simulation.
#[derive(Debug, Args)]
pub(super) struct Simulation {
    /// Number of trials [default: 10,000].
    #[arg(long, value_name = "N", value_parser = parse_trials)]
    trials: Option<u64>,
    /// Seed of all random numbers: the same seed gives the same random numbers in every scenario.
    #[arg(long, value_name = "S", default_value_t = USUAL_SEED, value_parser = parse_seed)]
    pub seed: u64,
    /// Number of threads [default: one for each processor]. Results do not depend on it.
    #[arg(long, value_name = "T", value_parser = between(1_u16, 1024))]
    pub threads: Option<u16>,
    /// Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
    #[arg(long, value_name = "PARAM=VALUE", value_parser = parse_set)]
    pub set: Vec<(String, Setting)>,
    /// Folder for the results.
    #[arg(long, value_name = "DIR", default_value = "output")]
    pub out: PathBuf,
    #[command(flatten)]
    pub wanted: Wanted,
}

impl Simulation {
    /// Number of trials, or the usual number.
    pub(super) fn trials(&self) -> u64 {
        self.trials.unwrap_or(USUAL_TRIALS)
    }
    /// Number of trials, or another usual number.
    pub(super) fn trials_or(&self, usual: u64) -> u64 {
        self.trials.unwrap_or(usual)
    }
}

/// A number of trials.
pub(super) fn parse_trials(text: &str) -> Result<u64, String> {
    match parse_whole(text) {
        Ok(0) => Err("at least 1 trial is needed".to_owned()),
        Ok(n) if n <= MOST_TRIALS => Ok(n),
        Ok(_) => Err(format!("at most {} trials are possible", crate::report::thousands(MOST_TRIALS))),
        Err(why) => Err(format!("{why}; a whole number is needed, such as 10,000")),
    }
}

fn parse_seed(text: &str) -> Result<u64, String> {
    parse_whole(text).map_err(|why| format!("{why}; a whole number from 0 to {} is needed", u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let read = ["10,000", "1_000", "7", "1e6", "50k"].map(|t| parse_trials(t).unwrap());
        assert_eq!(read, [10_000, 1_000, 7, 1_000_000, 50_000]);
        for (text, says) in [
            ("0", "at least 1"),
            ("9999999999", "at most"),
            ("99999999999999999999999", "too large"),
            ("-3", "whole"),
            ("1,5", "1.5 (the comma before decimals) or as 15"),
            ("10.000", "10 (the point before decimals) or as 10000"),
        ] {
            assert!(parse_trials(text).unwrap_err().contains(says), "{text}");
        }
        assert_eq!((parse_whole("7"), parse_whole(&u64::MAX.to_string())), (Ok(7), Ok(u64::MAX)));
        assert!(["-1", "1.5", "18446744073709551616"].iter().all(|t| parse_whole(t).is_err()));
    }
}
