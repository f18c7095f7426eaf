//! What an analyst writes of the network: materials, calendars, sites and lanes.

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number::{Days, Draw, Duty, Factor, Hours, LaneMoney, Money, Number, PositiveQuantity, Quantity, Share};
use super::opening::{InForce, OpenOrder, Pipeline};
use super::sales::Sales;
use super::schedule::Schedule;
use super::service::{LaneOutages, OutputQuota, Ramp, SiteOutages};

/// The unit in which a material is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Kilograms.
    Kg,
    /// Tonnes.
    T,
    /// Pieces: parts, vehicles, turbines, scanners.
    Piece,
}

impl Unit {
    /// The unit as it is printed after a quantity.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Kg => "kg",
            Self::T => "t",
            Self::Piece => "pieces",
        }
    }
}

/// A material, part or product.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Name for tables and charts (default: the key).
    pub title: Option<String>,
    /// The unit of all quantities of this material.
    pub unit: Unit,
    /// Smallest quantity, in the unit; all stocks and flows are whole multiples of it. Default: 0.001 for kg
    /// and t, 1 for pieces.
    #[schemars(range(min = 1e-9, max = 1e6))]
    pub tick: Option<f64>,
    /// Substances in it that are, or may be, controlled, and their share of its mass: chemical symbols, or names of
    /// your own such as graphite; a share of 0 says that it holds none. Whether the material needs a licence follows
    /// from the authority's list on that date.
    #[serde(default)]
    pub elements: IndexMap<String, Number<Share>>,
    /// Mass of a piece, kg: needed where a rule of origin asks what share of it is controlled.
    pub mass_kg: Option<Number<PositiveQuantity>>,
    /// Price of one unit.
    pub price_per_unit: Option<Number<Money>>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the days of the week
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// A working calendar. `every_day`, `monday_to_friday`, `china`, `germany`, `india`, `japan` and `united_states` exist
/// without being written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The calendar that holds for what is not written here (default: none).
    pub based_on: Option<String>,
    /// Days of the week on which work is done (default: those of the calendar that it is based on).
    pub working_days: Option<Vec<Weekday>>,
    /// Holidays and planned stops.
    #[serde(default)]
    pub holidays: Vec<DaysNamed>,
    /// Days on which work is done though they are holidays or no working days of the week, such as days worked to make
    /// up for a holiday.
    #[serde(default)]
    pub extra_working_days: Vec<DaysNamed>,
}

/// One or several days in a row of a calendar.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysNamed {
    /// First day.
    pub from: Date,
    /// Last day (default: the first).
    pub to: Option<Date>,
    /// What it is.
    pub name: Option<String>,
}

impl DaysNamed {
    /// The last day.
    #[must_use]
    pub fn last(&self) -> Date {
        self.to.unwrap_or(self.from)
    }
}

/// What the goods are for: the licence desk asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndUse {
    /// Civil.
    #[default]
    Civil,
    /// Defence.
    Defence,
}

impl EndUse {
    /// As a scenario writes it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Civil => "civil",
            Self::Defence => "defence",
        }
    }
}

/// A place that turns inputs into outputs. Without inputs it is a source; with sales a manufacturer. It makes one
/// material, or several on `lines` of their own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Name for tables and charts (default: the key).
    pub title: Option<String>,
    /// Country, two capital letters (ISO 3166).
    pub country: String,
    /// Sector of a manufacturer or stage in the chain: automotive, wind, medical, defence, magnets, …
    pub sector: String,
    /// End use stated in licence applications (default: civil).
    #[serde(default)]
    pub end_use: EndUse,
    /// The material it makes; with `lines` each of them says what it makes.
    pub makes: Option<String>,
    /// Lines by name, where it makes several materials: they share its inputs, its calendar and its capacity.
    #[serde(default)]
    pub lines: IndexMap<String, ProductLine>,
    /// Which line gets a shared input, or shared hours, when there is not enough for all (default: `by_margin`).
    pub short_inputs: Option<ShortInputs>,
    /// Hours a working day that its lines share, each using `hours_per_unit` (default: no limit).
    pub hours_per_day: Option<Schedule<Hours>>,
    /// Inputs by material: the bill of materials, the stocks and how they are ordered.
    #[serde(default)]
    pub inputs: IndexMap<String, Input>,
    /// Sales plan of a manufacturer.
    pub sales: Option<Sales>,
    /// Most that can be made on a working day, in output units; with `lines` all of them together (default: no limit).
    pub capacity_per_day: Option<Schedule<Quantity>>,
    /// Working calendar (default: `every_day`). Nothing is made on a day off, and nothing leaves a source without
    /// capacity.
    pub calendar: Option<String>,
    /// Output stock at the start (default: the target).
    pub opening_output_stock: Option<StockLevel>,
    /// Output stock that is aimed at beyond orders; of a manufacturer, its finished goods between line and sales
    /// (default: none).
    pub output_stock_target: Option<StockLevel>,
    /// How short supply is shared among buyers (default: `pro_rata`).
    #[serde(default)]
    pub allocation: Allocation,
    /// Quota on what a site that makes for others makes in each half-year (default: none).
    pub output_quota: Option<OutputQuota>,
    /// Outages, of a site that makes for others (default: none).
    pub outages: Option<SiteOutages>,
    /// Qualification and ramp of a site that makes for others (default: it is in service from the first day on).
    pub ramp: Option<Ramp>,
    /// How the line runs and stops.
    #[serde(default)]
    pub line: Line,
    /// Cost of holding stock, as a share of its price a year (default 0): of inputs, and of what it has made, where the
    /// material has a price.
    pub holding_cost_share_per_year: Option<Number<Factor>>,
    /// A sum of many buyers rather than a line: only its orders matter. Nobody buys stock for it, and it is no line to
    /// be stressed, unless it is named (default false).
    #[serde(default)]
    pub aggregate: bool,
}

/// One of several lines of a site: what it makes of the inputs that they share.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductLine {
    /// Name for tables and charts (default: the site's and that of what it makes).
    pub title: Option<String>,
    /// The material it makes.
    pub makes: String,
    /// What goes into a unit, of inputs of the site.
    #[serde(default)]
    pub inputs: IndexMap<String, LineInput>,
    /// Sales plan of a product that is sold.
    pub sales: Option<Sales>,
    /// Most that this line can make on a working day, in output units (default: no limit).
    pub capacity_per_day: Option<Schedule<Quantity>>,
    /// Hours of the site that a unit takes (default 0).
    pub hours_per_unit: Option<Number<Hours>>,
    /// Output stock at the start (default: the target).
    pub opening_output_stock: Option<StockLevel>,
    /// Output stock that is aimed at beyond orders (default: none).
    pub output_stock_target: Option<StockLevel>,
    /// How the line runs and stops.
    #[serde(default)]
    pub line: Line,
    /// Its rank under `by_rank` (default 0, served first).
    #[serde(default)]
    pub rank: u32,
}

/// An input of one of several lines; the stock and its ordering are the site's.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineInput {
    /// Quantity that goes into one unit of output.
    pub per_unit: Number<Quantity>,
    /// Share of the input that ends up in good output (default 1).
    #[serde(rename = "yield")]
    pub yield_share: Option<Number<Share>>,
}

/// Which line gets a shared input when there is not enough for the day's plans of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShortInputs {
    /// The line that earns the highest margin on a unit of the scarcest input, or on an hour, then the next.
    #[default]
    ByMargin,
    /// By `rank` of the lines.
    ByRank,
    /// All lines in proportion to what their plans need.
    ProRata,
}

/// An amount of stock.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StockLevel {
    /// In days of planned need (calendar days).
    DaysOfCover(Number<Days>),
    /// In the material's unit.
    Quantity(Number<Quantity>),
}

/// One input of a site.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Quantity that goes into one unit of output; 0 for an input that only a lever brings into use. With `lines`, each
    /// of them says what it needs.
    pub per_unit: Option<Number<Quantity>>,
    /// Share of the input that ends up in good output (default 1); with `lines`, each of them says it.
    #[serde(rename = "yield")]
    pub yield_share: Option<Number<Share>>,
    /// Stock on hand at the start.
    pub opening_stock: StockLevel,
    /// Stock on top of the opening stock, whatever that is, there on the first day too; order levels are higher by as
    /// much (default 0). `size` writes it into the scenario with the stock that it proposes.
    pub extra_stock: Option<Number<Quantity>>,
    /// What is under way at the start (default: the `open_orders` of its lanes).
    #[serde(default)]
    pub pipeline: Pipeline,
    /// When and how much is ordered.
    pub ordering: Ordering,
    /// Smallest order (default: none).
    pub minimum_order: Option<Number<Quantity>>,
    /// Largest order at one review (default: no limit).
    pub maximum_order: Option<Number<Quantity>>,
    /// Orders are whole multiples of this (default: one tick).
    pub lot: Option<Number<PositiveQuantity>>,
}

/// A level or a quantity of ordering, which may change on dates.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OrderLevel {
    /// In days of planned need (calendar days).
    DaysOfCover(Schedule<Days>),
    /// In the material's unit.
    Quantity(Schedule<Quantity>),
}

/// Ordering policy. The inventory position is the stock on hand and everything on order.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[allow(clippy::large_enum_variant, reason = "a scenario has few of them, and they are read once")]
pub enum Ordering {
    /// Base stock: at each review the inventory position is raised to the target.
    BaseStock {
        /// The target of the inventory position: it covers the lead time, the review period and the safety stock.
        order_up_to: OrderLevel,
        /// Days from one review to the next (default 7).
        #[schemars(range(min = 1, max = 366))]
        #[serde(default = "weekly")]
        review_every_days: u32,
        /// Day of the first review, counted from the start (default 0).
        #[serde(default)]
        first_review_day: u32,
    },
    /// Reorder point: when the inventory position is at or below the reorder point, lots are ordered until it is above.
    ReorderPoint {
        /// The reorder point of the inventory position.
        reorder_at: OrderLevel,
        /// The lot.
        order_quantity: OrderLevel,
        /// Days from one review to the next (default 1).
        #[schemars(range(min = 1, max = 366))]
        #[serde(default = "daily")]
        review_every_days: u32,
        /// Day of the first review, counted from the start (default 0).
        #[serde(default)]
        first_review_day: u32,
    },
    /// Minimum and maximum: when the inventory position is at or below the reorder point, it is raised to the target.
    MinMax {
        /// The reorder point of the inventory position.
        reorder_at: OrderLevel,
        /// The target of the inventory position, above the reorder point.
        order_up_to: OrderLevel,
        /// Days from one review to the next (default 1).
        #[schemars(range(min = 1, max = 366))]
        #[serde(default = "daily")]
        review_every_days: u32,
        /// Day of the first review, counted from the start (default 0).
        #[serde(default)]
        first_review_day: u32,
    },
    /// Fixed call-off: the same quantity each time, whatever the stock.
    CallOff {
        /// The quantity (default: the planned need until the next call-off).
        quantity: Option<OrderLevel>,
        /// Days from one call-off to the next (default 7).
        #[schemars(range(min = 1, max = 366))]
        #[serde(default = "weekly")]
        every_days: u32,
        /// Day of the first call-off, counted from the start (default 0).
        #[serde(default)]
        first_day: u32,
    },
}

impl Ordering {
    /// The key under which it is written.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::BaseStock { .. } => "base_stock",
            Self::ReorderPoint { .. } => "reorder_point",
            Self::MinMax { .. } => "min_max",
            Self::CallOff { .. } => "call_off",
        }
    }

    /// Its levels and quantities, with their fields; the first is the one at or below which it orders.
    pub(crate) fn levels(&self) -> Vec<(&'static str, &OrderLevel)> {
        match self {
            Self::BaseStock { order_up_to, .. } => vec![("order_up_to", order_up_to)],
            Self::ReorderPoint { reorder_at, order_quantity, .. } => {
                vec![("reorder_at", reorder_at), ("order_quantity", order_quantity)]
            }
            Self::MinMax { reorder_at, order_up_to, .. } => {
                vec![("reorder_at", reorder_at), ("order_up_to", order_up_to)]
            }
            Self::CallOff { quantity, .. } => quantity.iter().map(|level| ("quantity", level)).collect(),
        }
    }

    /// Days from one review to the next, with their field.
    pub(crate) fn every(&self) -> (&'static str, u32) {
        match self {
            Self::BaseStock { review_every_days, .. }
            | Self::ReorderPoint { review_every_days, .. }
            | Self::MinMax { review_every_days, .. } => ("review_every_days", *review_every_days),
            Self::CallOff { every_days, .. } => ("every_days", *every_days),
        }
    }

    /// Day of the first review, with its field.
    pub(crate) fn first(&self) -> (&'static str, u32) {
        match self {
            Self::BaseStock { first_review_day, .. }
            | Self::ReorderPoint { first_review_day, .. }
            | Self::MinMax { first_review_day, .. } => ("first_review_day", *first_review_day),
            Self::CallOff { first_day, .. } => ("first_day", *first_day),
        }
    }
}

fn weekly() -> u32 {
    7
}
fn daily() -> u32 {
    1
}

/// How short supply is shared among buyers whose orders wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// Among buyers, in proportion to what their waiting orders ask for; each buyer's oldest order first.
    #[default]
    ProRata,
    /// By `customer_rank` of the lanes, then oldest order first.
    ByRank,
    /// To the buyer that earns the highest margin on a unit of the material, then oldest order first.
    ByMargin,
}

/// How the line runs, stops, restarts and catches up.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Default: all-or-nothing for a manufacturer, proportional for any other site.
    pub mode: Option<LineMode>,
    /// Working days from the return of material to the first output (default 0).
    #[serde(default)]
    pub restart_days: u32,
    /// A halted line restarts only once every input covers this many days (default 0).
    pub restart_cover_days: Option<Number<Days>>,
    /// Making good lost output (default: none).
    pub catch_up: Option<CatchUp>,
    /// Cost of a halt day beyond the lost margin (default 0).
    pub halt_cost_per_day: Option<Number<Money>>,
    /// The same of an hour for which the line should run; instead of the cost of a day.
    pub halt_cost_per_hour: Option<Number<Money>>,
    /// Hours for which the line should run on a working day, for the cost of an hour.
    #[schemars(range(min = 0.01, max = 24.0))]
    pub running_hours_per_day: Option<f64>,
}

/// What a line does when an input is short.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LineMode {
    /// The day's plan is made whole or not at all.
    AllOrNothing,
    /// Output follows the scarcest input; a day is a halt when it stays below this share of the plan.
    Proportional {
        /// Below this share of the plan the day counts as a halt (default: only a day without output).
        #[serde(default)]
        #[schemars(range(min = 0.0, max = 1.0))]
        halt_below_share: f64,
    },
}

/// Extra output after a halt.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CatchUp {
    /// Extra output a day, as a share of the day's plan.
    pub share_above_plan: Number<Factor>,
    /// Lost output can be made good within this many days; then it is lost for good.
    #[schemars(range(min = 1, max = 3660))]
    pub within_days: u32,
}

/// A means of transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Ships.
    Sea,
    /// Lorries and trains.
    Land,
    /// Aircraft.
    Air,
}

/// A lane: one supplier's output to one buyer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lane {
    /// The supplier site.
    pub from: String,
    /// The buyer site; what the supplier makes must be one of its inputs.
    pub to: String,
    /// What it carries, where the supplier makes several materials that the buyer uses (default: the only one).
    pub material: Option<String>,
    /// Share of all orders of the buyer, kept within a tick (default 1 where no lane of the input is ranked).
    pub share: Option<Number<Share>>,
    /// Instead of a share: an order goes whole to the lowest rank that is open.
    pub rank: Option<u32>,
    /// With a rank: an order that has not been shipped after this many days is cancelled and placed with the next rank.
    pub reroute_after_days: Option<u32>,
    /// Days from shipping to receipt, at least 1.
    pub transit_days: Draw<Days>,
    /// Days from the release of an order (licence granted, or order received) to its shipping: picking, booking,
    /// customs (default 0).
    pub dispatch_days: Option<Draw<Days>>,
    /// The authority that licenses exports on this lane, where the material is on its list.
    pub authority: Option<String>,
    /// First day on which orders can be placed (a second source must be qualified first).
    pub available_from: Option<Date>,
    /// Last day on which orders can be placed (default: none). What was ordered until then is still delivered; its
    /// share goes to the other lanes.
    pub available_until: Option<Date>,
    /// Price of a unit on this lane, that of the day on which it is ordered (default: the material's price).
    pub price_per_unit: Option<Schedule<LaneMoney>>,
    /// Currency of price and freight on this lane (default: that of the file); its rate stands in `exchange_rates`.
    pub currency: Option<String>,
    /// Duty, as a share of the price (default 0).
    pub duty_share: Option<Number<Duty>>,
    /// Freight of a unit, that of the day on which it is ordered (default 0).
    pub freight_per_unit: Option<Schedule<LaneMoney>>,
    /// The means of transport: the table of costs tells freight by it.
    pub transport: Option<Transport>,
    /// Smallest order on this lane; a smaller one is raised to it, in whole lots (default: none).
    pub minimum_lot: Option<Number<Quantity>>,
    /// Preparation of an application (default: the desk's).
    pub preparation_days: Option<Draw<Days>>,
    /// Preparation of the first application on this lane (default: the desk's).
    pub first_preparation_days: Option<Draw<Days>>,
    /// Work of its reviews against the desk's usual (default 1).
    pub review_work_factor: Option<Number<Factor>>,
    /// Priority at the desk, 0 first (default 1).
    #[serde(default = "second_class")]
    #[schemars(range(min = 0, max = 3))]
    pub desk_priority: u32,
    /// Rank of this customer at the supplier under `by_rank` (default 0, served first).
    #[serde(default)]
    pub customer_rank: u32,
    /// Licensed orders are released in order of filing, none overtakes (default: they may). Their licences run on
    /// meanwhile.
    #[serde(default)]
    pub in_order: bool,
    /// A licensed order is shipped in one piece or not at all (default: in parts, where supply is short).
    #[serde(default)]
    pub ships_whole: bool,
    /// An application names the means of transport: an order under a licence of its own travels as was usual on the day
    /// on which it was placed (default: as is usual on the day on which it is shipped).
    #[serde(default)]
    pub licence_names_transport: bool,
    /// Outages: days on which nothing leaves (default: none).
    pub outages: Option<LaneOutages>,
    /// A general licence for this buyer and exporter.
    pub general_licence: Option<GeneralLicence>,
    /// Grey supply: goods leave without a licence and are neither tracked nor inspected (default: they are not).
    pub grey: Option<Grey>,
    /// Orders that were placed before the start and have not been received, by name: number of the order or the like.
    #[serde(default)]
    pub open_orders: IndexMap<String, OpenOrder>,
}

fn second_class() -> u32 {
    1
}

/// Supply without a licence: smuggled, undeclared, from mines without a permit, or evading tax.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grey {
    /// The authority whose crackdowns cut it (default: none does).
    pub cut_by: Option<String>,
    /// Share of shipments that are lost, each as a whole; they are paid (default 0).
    pub lost_share: Option<Number<Share>>,
    /// Chance that a crackdown puts a buyer that has used the lane on the watch list of that authority (default 0).
    pub listed_share: Option<Number<Share>>,
}

/// A general licence: orders within its balance need no application of their own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GeneralLicence {
    /// Day on which the application is prepared; of a licence in force, that of the next one.
    pub apply_on: Option<Date>,
    /// A licence that is in force at the start (default: none).
    pub in_force: Option<InForce>,
    /// Quantity that may be shipped under it.
    pub quantity: StockLevel,
    /// Validity from the grant, in days (default 365).
    #[serde(default = "a_year")]
    #[schemars(range(min = 1, max = 3660))]
    pub valid_days: u32,
    /// The renewal is applied for this many days before expiry (default 90).
    #[serde(default = "renewal_lead")]
    pub renew_before_days: u32,
    /// Preparation of the application (default: the desk's first preparation).
    pub preparation_days: Option<Draw<Days>>,
}

pub(super) fn a_year() -> u32 {
    365
}
pub(super) fn renewal_lead() -> u32 {
    90
}
