//! A run in shards: a part of its trials each, on any machine. Parts hold whole numbers, so that joining them, in any
//! order, gives the bits of one run.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answer::RunAnswer;
use super::measure::Measure;
use super::run::{NamedModel, RunOptions, Trials};
use super::summarise::summarise;
use super::{Plan, Simulated, Stopped, Watch, sha256, simulate_beyond};

/// One of several shards of a run, such as 3/16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Shard {
    /// Which, from 1.
    number: u64,
    /// Of how many.
    of: u64,
}

impl Shard {
    /// A shard; nothing if there is no such.
    #[must_use]
    pub fn new(number: u64, of: u64) -> Option<Self> {
        (1..=of).contains(&number).then_some(Self { number, of })
    }

    /// The trials that are its own: shards of one run differ by one trial at most.
    #[must_use]
    pub fn range(self, trials: u64) -> Range<u64> {
        let end = |number: u64| {
            let end = u128::from(trials) * u128::from(number) / u128::from(self.of);
            u64::try_from(end).unwrap_or(trials)
        };
        end(self.number - 1)..end(self.number)
    }

    /// How many trials are its own.
    #[must_use]
    pub fn count(self, trials: u64) -> u64 {
        let own = self.range(trials);
        own.end - own.start
    }

    /// For names of files: all of one run have the same length, and their order is that of the numbers.
    #[must_use]
    pub fn file_words(self) -> String {
        let width = self.of.to_string().len();
        format!("{:0width$}-of-{}", self.number, self.of)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let needed =
            || format!("\"{text}\" is no shard; write its number, from 1, and how many there are, such as 3/16");
        let (number, of) = text.split_once('/').ok_or_else(needed)?;
        let whole = |text: &str| text.trim().parse::<u64>().map_err(|_| needed());
        Self::new(whole(number)?, whole(of)?).ok_or_else(needed)
    }
}

/// What a part of a run is part of. Only parts that agree in all of it belong together.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PartOf {
    /// Version of linestop.
    pub linestop: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Fingerprint of the scenario.
    pub scenario_sha256: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Trials of the whole run.
    pub trials: u64,
    /// Whether outcomes of single trials are kept.
    pub outcomes: bool,
    /// Days from one band to the next.
    pub bands_every_days: u32,
    /// Whether conservation is checked.
    pub audit: bool,
    /// Thresholds that are counted.
    pub thresholds: Vec<Measure>,
}

/// Some trials of a run, summed.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPart {
    head: Head,
    /// Sums and outcomes.
    body: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Head {
    of: PartOf,
    shard: Shard,
    first_trial: u64,
    trials: u64,
    /// What whoever made it needs to show the whole.
    origin: Value,
}

/// First word of a file of a part, and the version of its format.
const MARK: &str = "linestop part 1 ";

/// Why parts are not joined.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct PartError(pub Vec<String>);

impl PartError {
    fn one(text: impl Into<String>) -> Self {
        Self(vec![text.into()])
    }
}

impl RunPart {
    /// What it is part of.
    #[must_use]
    pub fn of(&self) -> &PartOf {
        &self.head.of
    }

    /// Which of the shards.
    #[must_use]
    pub fn shard(&self) -> Shard {
        self.head.shard
    }

    /// The trials in it.
    #[must_use]
    pub fn trials(&self) -> Range<u64> {
        self.head.first_trial..self.head.first_trial + self.head.trials
    }

    /// What whoever made it noted with it.
    #[must_use]
    pub fn origin(&self) -> &Value {
        &self.head.origin
    }

    /// The same with a note.
    #[must_use]
    pub fn noted(mut self, origin: Value) -> Self {
        self.head.origin = origin;
        self
    }

    /// As the bytes of a file: a mark with the SHA-256 of all else, a line of JSON, and sums.
    ///
    /// # Errors
    /// None that are known.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PartError> {
        let mut rest = serde_json::to_vec(&self.head).map_err(|error| PartError::one(error.to_string()))?;
        rest.push(b'\n');
        rest.extend(&self.body);
        let mut bytes = format!("{MARK}{}\n", sha256(&rest)).into_bytes();
        bytes.extend(rest);
        Ok(bytes)
    }

    /// Of the bytes of a file.
    ///
    /// # Errors
    /// When it is no part, is of another version, or has been cut off or changed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PartError> {
        if !is_marked(bytes) {
            return Err(PartError::one("it is no part of a run; linestop run --shard makes them"));
        }
        let rest = whole(bytes)
            .ok_or_else(|| PartError::one("it is not as it was written (its SHA-256 differs); run its shard again"))?;
        let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
        let head: Head = serde_json::from_slice(&rest[..end]).map_err(|error| PartError::one(error.to_string()))?;
        if head.of.linestop != env!("CARGO_PKG_VERSION") {
            return Err(PartError::one(format!(
                "it was made by linestop {}; this is linestop {}, which may count otherwise",
                head.of.linestop,
                env!("CARGO_PKG_VERSION")
            )));
        }
        Ok(Self { head, body: rest[(end + 1).min(rest.len())..].to_vec() })
    }

    fn simulated(&self) -> Result<Simulated, PartError> {
        postcard::from_bytes(&self.body).map_err(|error| PartError::one(format!("its sums cannot be read: {error}")))
    }
}

/// Whether bytes begin like those of a part.
pub(crate) fn is_marked(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK.as_bytes())
}

/// What follows the mark of a part, if it is as it was written.
pub(crate) fn whole(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(MARK.as_bytes())?;
    let (sum, rest) = rest.split_at_checked(64)?;
    let rest = rest.strip_prefix(b"\n")?;
    (sha256(rest).as_bytes() == sum).then_some(rest)
}

/// Why a part was not played.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum ShardError {
    #[error(transparent)]
    Part(#[from] PartError),
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Plays the trials of a shard.
pub(crate) fn play_shard(
    named: &NamedModel,
    options: &RunOptions,
    shard: Shard,
    watch: &Watch,
) -> Result<RunPart, ShardError> {
    let Trials::Fixed(trials) = options.trials else {
        return Err(PartError::one("a run until precise has no shards: how many trials it takes is not known").into());
    };
    if shard.of > trials {
        return Err(PartError::one(format!("{} shards are more than {trials} trials", shard.of)).into());
    }
    let range = shard.range(trials);
    let plan = Plan {
        first_trial: range.start,
        trials: range.end - range.start,
        seed: options.seed,
        outcomes: options.outcomes,
        band_every: options.band_every,
        audit: options.audit,
    };
    let simulated = simulate_beyond(&[named.model], &options.thresholds, &plan, watch)?.remove(0);
    let of = PartOf {
        linestop: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: named.name.to_owned(),
        scenario_sha256: named.sha256.to_owned(),
        seed: options.seed,
        trials,
        outcomes: options.outcomes,
        bands_every_days: options.band_every,
        audit: options.audit,
        thresholds: options.thresholds.clone(),
    };
    let body = postcard::to_stdvec(&simulated).map_err(|error| PartError::one(error.to_string()))?;
    let head = Head { of, shard, first_trial: plan.first_trial, trials: plan.trials, origin: Value::Null };
    Ok(RunPart { head, body })
}

/// The answer of a run from its parts, each with a name for messages. Without `whole` some may be missing: the answer
/// is that of the trials that are there.
pub(crate) fn join(named: &NamedModel, parts: &[(String, RunPart)], whole: bool) -> Result<RunAnswer, PartError> {
    let parts = ordered(parts, whole)?;
    let Some((_, first)) = parts.first() else { return Err(PartError::one("there is no part to be joined")) };
    let of = first.of();
    if of.scenario_sha256 != named.sha256 {
        return Err(PartError::one(format!("the parts are of another scenario than \"{}\"", named.name)));
    }
    let mut sum: Option<Simulated> = None;
    for (name, part) in &parts {
        let more = part.simulated().map_err(|PartError(why)| PartError::one(format!("{name}: {}", why.join("; "))))?;
        if let Some(sum) = &mut sum {
            sum.tally.merge(&more.tally);
            sum.outcomes.extend_from_slice(&more.outcomes);
        } else {
            let mut more = more;
            if of.outcomes {
                let rows = parts.iter().map(|(_, part)| part.head.trials as usize * named.model.lines().len());
                more.outcomes.reserve_exact(rows.sum::<usize>().saturating_sub(more.outcomes.len()));
            }
            sum = Some(more);
        }
    }
    let Some(mut sum) = sum else { return Err(PartError::one("there is no part to be joined")) };
    sum.tally.faults.sort();
    let options = RunOptions {
        trials: Trials::Fixed(of.trials),
        seed: of.seed,
        outcomes: of.outcomes,
        band_every: of.bands_every_days,
        audit: of.audit,
        thresholds: of.thresholds.clone(),
    };
    Ok(summarise(named, &options, None, sum))
}

/// Parts that belong together by their trials, each once; or all that is wrong with them.
fn ordered(parts: &[(String, RunPart)], whole: bool) -> Result<Vec<&(String, RunPart)>, PartError> {
    let mut wrong = Vec::new();
    let Some((reference, first)) = parts.first() else { return Ok(Vec::new()) };
    for (name, part) in &parts[1..] {
        let differs = difference(first.of(), part.of());
        if !differs.is_empty() {
            wrong.push(format!("{name} does not belong to {reference}: {}", differs.join(", ")));
        }
    }
    if !wrong.is_empty() {
        return Err(PartError(wrong));
    }
    let mut sorted: Vec<&(String, RunPart)> = parts.iter().collect();
    sorted.sort_by_key(|(_, part)| (part.trials().start, part.trials().end));
    sorted.dedup_by(|(name, part), (kept_name, kept)| {
        let same = part.trials() == kept.trials();
        if same && part.body != kept.body {
            wrong
                .push(format!("{name} and {kept_name} are of the same trials and say otherwise; run that shard again"));
        }
        same
    });
    let mut next = 0;
    for (name, part) in &sorted {
        let Range { start, end } = part.trials();
        if start < next {
            wrong.push(format!(
                "{name} has trials that are in another part too: shards of {} do not fit",
                part.shard().of
            ));
        } else if whole && start > next {
            wrong.push(missing(next..start, part.shard().of, first.of().trials));
        }
        next = next.max(end);
    }
    if whole && next < first.of().trials {
        wrong.push(missing(next..first.of().trials, first.shard().of, first.of().trials));
    }
    if wrong.is_empty() { Ok(sorted) } else { Err(PartError(wrong)) }
}

/// What is missing, with its shards where they are whole ones.
fn missing(trials: Range<u64>, of: u64, all: u64) -> String {
    let inside = |shard: &Shard| {
        let own = shard.range(all);
        own.start >= trials.start && own.end <= trials.end
    };
    let shards: Vec<String> =
        (1..=of).filter_map(|number| Shard::new(number, of)).filter(inside).map(|shard| shard.to_string()).collect();
    let few = if shards.len() > 20 { format!("{}, …", shards[..20].join(", ")) } else { shards.join(", ") };
    format!("trials {} to {} are missing: shard {few}", trials.start, trials.end - 1)
}

/// In what two parts differ.
fn difference(one: &PartOf, other: &PartOf) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |what: &str, one: String, other: String| {
        if one != other {
            told.push(format!("its {what} is {other}, not {one}"));
        }
    };
    tell("scenario", one.scenario.clone(), other.scenario.clone());
    tell("scenario's fingerprint", one.scenario_sha256.clone(), other.scenario_sha256.clone());
    tell("seed", one.seed.to_string(), other.seed.to_string());
    tell("number of trials", one.trials.to_string(), other.trials.to_string());
    let kept = |of: &PartOf| if of.outcomes { "all" } else { "none" }.to_owned();
    tell("choice of outcomes", kept(one), kept(other));
    tell("distance of bands", one.bands_every_days.to_string(), other.bands_every_days.to_string());
    tell("audit", one.audit.to_string(), other.audit.to_string());
    let keys = |of: &PartOf| of.thresholds.iter().map(Measure::key).collect::<Vec<_>>().join("; ");
    tell("list of thresholds", keys(one), keys(other));
    tell("version of linestop", one.linestop.clone(), other.linestop.clone());
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_all_trials_out() {
        for (trials, of) in [(10_000, 16), (7, 7), (10, 3), (1_000_000_000, 999)] {
            let ranges: Vec<_> = (1..=of).map(|number| Shard::new(number, of).unwrap().range(trials)).collect();
            assert_eq!((ranges[0].start, ranges[ranges.len() - 1].end), (0, trials));
            assert!(ranges.windows(2).all(|two| two[0].end == two[1].start));
            let sizes = ranges.iter().map(|range| range.end - range.start);
            assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1);
        }
        assert_eq!(" 3 / 16".parse::<Shard>().map(Shard::file_words), Ok("03-of-16".to_owned()));
        assert!(["", "3", "0/4", "5/4", "a/b", "-1/2"].iter().all(|text| text.parse::<Shard>().is_err()));
    }

    #[test]
    fn what_is_no_part_is_told() {
        let of = |bytes: &[u8]| RunPart::from_bytes(bytes).unwrap_err().to_string();
        assert!(of(b"{}").contains("no part of a run"));
        assert!(of(b"linestop part 1 abc\n").contains("not as it was written"));
        assert_eq!(missing(25..75, 4, 100), "trials 25 to 74 are missing: shard 2/4, 3/4");
    }
}
