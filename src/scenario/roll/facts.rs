//! What became of each thing of a scenario that was taken to a new first day: plain data, by keys.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where a figure of the new scenario comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RollOrigin {
    /// From a row of a file.
    Listed {
        /// Name of the file.
        file: String,
        /// The line on which the row begins.
        line: u64,
    },
    /// No row of the file is about it, or there is no file: the figure of the old first day stands.
    Kept,
    /// No row of the file is about it, which means that there is none.
    Nothing,
}

/// Which files there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RollList {
    /// Stocks.
    Stocks,
    /// Open orders.
    Orders,
    /// Licences in force.
    Licences,
}

/// A file that was read, and how many of its rows found their place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct RolledFile {
    /// What it lists.
    pub list: RollList,
    /// Its name, without its folder.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Rows below the headings.
    pub rows: u64,
    /// Rows that stand in the new scenario.
    pub taken: u64,
}

/// A row that is about nothing in the scenario.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct UnmatchedRow {
    /// What its file lists.
    pub list: RollList,
    /// Name of the file.
    pub file: String,
    /// The line on which it begins.
    pub line: u64,
    /// Heading of the column whose name is not known.
    pub column: String,
    /// What stands there.
    pub found: String,
    /// Why it has no place, in words.
    pub why: String,
    /// The nearest name that the scenario knows.
    pub nearest: Option<String>,
}

/// The stock of an input, or of what a site makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StockFact {
    /// Key of the site.
    pub site: String,
    /// Key of the line, where the site has several and the stock is of what one of them makes.
    pub line: Option<String>,
    /// Key of the material.
    pub material: String,
    /// Whether it is an input; otherwise it is what the site makes.
    pub input: bool,
    /// Where the figure comes from.
    pub origin: RollOrigin,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderFate {
    /// It is in the new list.
    Listed,
    /// There is no new list: it stands where it stood, and goes on from there.
    Carried,
    /// It was promised for a day that has passed, or has been on its way for longer than that can take: it is in stock.
    Received,
    /// Its licence has ended before it was shipped.
    Expired,
    /// The new list does not have it.
    NotListed,
}

/// An order that is, or was, under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OrderFact {
    /// Key of the lane.
    pub lane: String,
    /// Name of the order.
    pub order: String,
    /// Day on which it was placed.
    pub placed: Date,
    /// Where it stands, by the keys of a scenario.
    pub stands: String,
    /// The day since which it stands there, or on which it is due.
    pub day: Option<Date>,
    /// Where it stood on the old first day, if it was under way.
    pub before: Option<String>,
    /// What became of it.
    pub fate: OrderFate,
    /// Line of its row.
    pub line: Option<u64>,
}

/// What became of a general licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LicenceFate {
    /// It is in the new list.
    Listed,
    /// It is in force still, with what was left on the old first day.
    Kept,
    /// Its last day has passed: another one is applied for on the first day.
    Ended,
    /// Its last day has passed, and no other is applied for.
    Over,
    /// The day of its application has passed, and nothing says that it was granted: it is applied for on the first day.
    NotGranted,
    /// The new list does not have it: it is applied for on the first day.
    NotListed,
}

/// What may still be shipped under a licence.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LicenceLeft {
    /// How much; nothing where it is uncertain.
    pub amount: Option<f64>,
    /// Unit of the material, or "days of cover".
    pub unit: String,
}

/// A general licence that is, or was, in force or applied for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LicenceFact {
    /// Key of the lane.
    pub lane: String,
    /// What became of it.
    pub fate: LicenceFate,
    /// What is left of it.
    pub left: Option<LicenceLeft>,
    /// Its last day.
    pub until: Option<Date>,
    /// Line of its row.
    pub line: Option<u64>,
}

/// What a date that has passed became.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PassedKind {
    /// An event that has happened.
    Happened,
    /// An event that has not happened.
    DidNotHappen,
    /// A step of a plan, a price, a capacity, a level from a day on.
    Step,
    /// The day of the next look at a stock, which keeps its rhythm.
    Review,
    /// A lever that was pulled and has started: what is left of its lead, without what was paid once.
    LeverStarted,
    /// A lever that was not pulled by its day: it starts on the new first day at the earliest.
    LeverWaits,
    /// An input whose orders under way are worked out anew.
    Steady,
    /// Files of others at a desk: the figure of the old first day stands.
    Backlog,
    /// A new source whose qualification has begun, or that has come into service.
    Ramp,
}

/// A date that has passed, or what hangs on the first day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Passed {
    /// What it became.
    pub kind: PassedKind,
    /// Its path in the scenario.
    pub field: String,
    /// What it belongs to, in words.
    pub thing: String,
    /// Its day.
    pub date: Option<Date>,
    /// Details in words; empty if there are none.
    pub what: String,
}
