//! What a rule pack says: one regulation, its dates, what it controls, and where that is written.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::network::EndUse;
use super::super::substance::Control;

/// A rule pack: one regulation, to be laid beneath a scenario for the authority that issued it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pack {
    /// The JSON Schema, for editors; linestop does not read it.
    #[serde(rename = "$schema")]
    #[allow(dead_code, reason = "editors read it")]
    pub schema: Option<String>,
    /// Name by which scenarios call it.
    pub id: String,
    /// What it is about, in a few words.
    pub title: String,
    /// Pack of the same regulation for which it stands: a scenario names one of the two.
    pub instead_of: Option<String>,
    /// Who issued it.
    pub authority: Issuer,
    /// Number or name of the regulation.
    pub number: String,
    /// Day on which it was announced: from then on it could be known.
    pub announced: Date,
    /// First day on which it holds.
    pub in_force: Date,
    /// Last day on which it holds (default: until further notice).
    pub until: Option<Date>,
    /// Day from which its end could be known (default: as the rule itself).
    pub until_announced: Option<Date>,
    /// Why a date is no more than an assumption, such as a source that gives the month alone.
    pub date_assumed: Option<String>,
    /// A time in which it does not hold.
    pub suspended: Option<Suspension>,
    /// What is put on the list while it holds, as in `controls` of an authority.
    #[serde(default)]
    pub controls: Vec<Control>,
    /// Goods that it names: thresholds, control entries, customs codes.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Destinations, in words (default: all).
    pub destinations: Option<String>,
    /// What it says of users and uses, in words.
    pub end_use: Option<String>,
    /// Whom it refuses.
    pub refuses: Option<Refusal>,
    /// Whom it puts on a watch list.
    pub watches: Option<Listed>,
    /// Most that may be exported.
    pub quota: Option<ExportQuota>,
    /// Whom alone it lets export some goods.
    pub named_exporters: Option<NamedExporters>,
    /// What buyers of its country may not order for a use any more.
    pub bars: Option<Barred>,
    /// What may be mined, separated or made, by period: laid on the sites of which a scenario says what part they have.
    #[serde(default)]
    pub output_quotas: Vec<OutputQuotaFact>,
    /// Its rule for goods made elsewhere.
    pub origin: Option<OriginShare>,
    /// How it is practised, where that differs from the text.
    pub practice: Option<String>,
    /// What was looked for and not found.
    pub open: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Public sources, the main one first.
    #[schemars(length(min = 1))]
    pub sources: Vec<String>,
    /// How sure its facts are.
    pub confidence: Confidence,
}

/// Who issued a regulation.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Issuer {
    /// Its name.
    pub title: String,
    /// Country, two capital letters (ISO 3166).
    pub country: String,
}

/// A time in which a regulation does not hold.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suspension {
    /// First day without it.
    pub from: Date,
    /// Last day without it.
    pub until: Date,
    /// Day on which the suspension was announced.
    pub announced: Date,
    /// The act that suspends it.
    pub by: String,
    /// What is known of the time after (default: nothing was found).
    pub after: Option<String>,
    /// Where that is written.
    pub source: String,
}

/// Goods that a regulation names.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    /// The goods.
    pub goods: String,
    /// Substances by which they are controlled.
    #[serde(default)]
    pub substances: Vec<String>,
    /// From which content, purity or size on.
    pub threshold: Option<String>,
    /// Entry of the control list.
    pub entry: Option<String>,
    /// Customs codes, for reference.
    #[serde(default)]
    pub codes: Vec<String>,
}

/// Whom a regulation refuses. What is left out fits all.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusal {
    /// Countries of the buyer.
    #[serde(default)]
    pub destinations: Vec<String>,
    /// End use as the buyer states it.
    pub end_use: Option<EndUse>,
    /// Substances in the goods.
    #[serde(default)]
    pub substances: Vec<String>,
    /// Only those who are on its list: the scenario says which of its sites are.
    pub listed: Option<Listed>,
}

/// A list of firms.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listed {
    /// How many they are.
    pub firms: u32,
    /// Country of most of them (default: not known).
    pub country: Option<String>,
    /// Some of their names, and what it means to be listed.
    pub who: String,
}

/// Goods that named firms alone may export. Which sites are named the scenario says.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedExporters {
    /// Substances in the goods.
    #[schemars(length(min = 1))]
    pub substances: Vec<String>,
    /// How many they are, and how one comes on the list.
    pub who: String,
}

/// Goods that buyers of a country may not order for a use.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Barred {
    /// Countries in which they are made.
    #[schemars(length(min = 1))]
    pub made_in: Vec<String>,
    /// End use as the buyer states it (default: any).
    pub end_use: Option<EndUse>,
    /// Substances by which the goods are known.
    #[schemars(length(min = 1))]
    pub substances: Vec<String>,
}

/// An end of a lane, as rules look at it.
#[derive(Clone, Copy)]
pub(crate) struct LaneEnd<'a> {
    pub site: &'a str,
    pub country: &'a str,
    pub end_use: EndUse,
}

/// Most that may be exported from a country in a calendar month.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportQuota {
    /// The substance that is counted.
    pub substance: String,
    /// Tonnes of it a month, from a date on.
    #[schemars(length(min = 1))]
    pub tonnes_per_month: Vec<QuotaStep>,
}

/// A quota from a date on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuotaStep {
    /// First day.
    pub from: Date,
    /// Tonnes a month.
    #[schemars(range(min = 0.0))]
    pub tonnes: f64,
    /// How it was worked out of what the source gives.
    pub derived: Option<String>,
    /// Where it is written.
    pub source: String,
}

/// What may be mined, separated or made in a period.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutputQuotaFact {
    /// What is counted, such as rare-earth oxide.
    pub material: String,
    /// Stage, such as mining.
    pub stage: String,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub until: Date,
    /// Tonnes (default: not published).
    #[schemars(range(min = 0.0))]
    pub tonnes: Option<f64>,
    /// How the figure was worked out, or what else is to be known.
    pub note: Option<String>,
    /// Where it is written.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
}

/// A rule of origin: goods made elsewhere need a licence above a share.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OriginShare {
    /// First day of this part (default: that of the rule).
    pub from: Option<Date>,
    /// The share.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub above_share: f64,
    /// What the share is of, in the words of the rule.
    pub measured: String,
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Seen in the source.
    Reported,
    /// Worked out; the note says how.
    Derived,
    /// Weak.
    Estimate,
}

/// What a regulation does on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not announced yet.
    Unknown,
    /// Announced, and not in force yet.
    Announced,
    /// In force.
    InForce,
    /// Suspended.
    Suspended,
    /// The suspension has run out, and no later act was found: by its text it is in force again.
    Open,
    /// Over.
    Ended,
}

impl State {
    /// Whether it holds, by its text.
    pub(crate) fn holds(self) -> bool {
        matches!(self, Self::InForce | Self::Open)
    }
}

impl Pack {
    /// What it does on a day.
    pub(crate) fn state(&self, day: Date) -> State {
        if day < self.announced {
            return State::Unknown;
        }
        if self.until.is_some_and(|until| day > until) {
            return State::Ended;
        }
        match &self.suspended {
            Some(pause) if day >= pause.from && day <= pause.until => State::Suspended,
            Some(pause) if day > pause.until && day >= self.in_force => match pause.after {
                Some(_) => State::InForce,
                None => State::Open,
            },
            _ if day < self.in_force => State::Announced,
            _ => State::InForce,
        }
    }

    /// First day on which it holds again after its suspension.
    pub(crate) fn again(&self) -> Option<Date> {
        let after = self.suspended.as_ref()?.until.checked_add(1.day()).ok()?;
        let day = after.max(self.in_force);
        self.until.is_none_or(|until| day <= until).then_some(day)
    }

    /// Whether it never held before its suspension.
    pub(crate) fn never_held_before(&self) -> bool {
        self.suspended.as_ref().is_some_and(|pause| pause.from <= self.in_force)
    }

    /// First day after it.
    pub(crate) fn over(&self) -> Option<Date> {
        self.until?.checked_add(1.day()).ok()
    }

    /// Whether it is a rule of licences: for an authority of a scenario.
    pub(crate) fn is_for_an_authority(&self) -> bool {
        !self.controls.is_empty()
            || self.refuses.is_some()
            || self.watches.is_some()
            || self.quota.is_some()
            || self.origin.is_some()
    }

    /// Whether it takes no orders between two sites any more, of goods that hold some substances. `named` are the sites
    /// that are on its list of exporters.
    pub(crate) fn shuts(
        &self,
        (from, to): (&LaneEnd, &LaneEnd),
        holds: &dyn Fn(&str) -> bool,
        named: &[String],
    ) -> bool {
        let home = self.authority.country.as_str();
        let any = |substances: &[String]| substances.iter().any(|substance| holds(substance));
        let barred = self.bars.as_ref().is_some_and(|bars| {
            let elsewhere = to.country == home && bars.made_in.iter().any(|country| country == from.country);
            elsewhere && bars.end_use.is_none_or(|end_use| end_use == to.end_use) && any(&bars.substances)
        });
        let unnamed = self.named_exporters.as_ref().is_some_and(|rule| {
            let leaves = from.country == home && to.country != home;
            leaves && !named.is_empty() && !named.iter().any(|site| site == from.site) && any(&rule.substances)
        });
        barred || unnamed
    }

    /// Tonnes of a stage in the half-year that begins on a day, as far as they were published: those of the half-year,
    /// else those of the year less the other half, else half of the year's.
    pub(crate) fn output_in_half_year(&self, stage: &str, first: Date) -> Option<f64> {
        let of = |from: Date, until: Date| {
            let mut quotas = self.output_quotas.iter().filter(|quota| quota.stage == stage);
            quotas.find(|quota| quota.from == from && quota.until == until)?.tonnes
        };
        let year = first.year();
        let halves = [(date(year, 1, 1), date(year, 6, 30)), (date(year, 7, 1), date(year, 12, 31))];
        let (this, other) = if first.month() < 7 { (halves[0], halves[1]) } else { (halves[1], halves[0]) };
        let whole = || of(halves[0].0, halves[1].1);
        of(this.0, this.1).or_else(|| Some(whole()? - of(other.0, other.1).unwrap_or(whole()? / 2.0)))
    }

    /// Whether it holds on a day, by its text.
    pub(crate) fn holds(&self, day: Date) -> bool {
        self.state(day).holds()
    }
}
