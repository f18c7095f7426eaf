//! The network: materials, sites and what they make, stocks, suppliers.

use super::Allowed::{Country, Currency, Date, Exact, Name, Needs, Number, OneOf, Parts, Share, Whole, Words};
use super::{ANY, COUNTED, DAYS, Presence, REASON, SOURCE, Sheet, may, must};
use super::{Allowed, Column};

/// The frame of a scenario: one row.
pub(super) const FRAME: Sheet = Sheet {
    name: "Scenario",
    about: "The frame: one row.",
    presence: Presence::Filled,
    columns: &[
        must("Title", "", Words, "What the scenario is called in tables and charts."),
        must("Currency", "such as EUR", Currency, "Currency of all money in these sheets: three capital letters."),
        must("First day", "date", Date, "The first day that is played."),
        must("Days", "1 to 3660", Whole(1.0, 3660.0), "How many days are played; every chance of a halt is for these."),
        may(
            "Locale",
            "such as de",
            Words,
            "How numbers and dates that are words are written in these sheets: de (2,5 and 31.12.2026), ch, en-US, …; without it, what could mean two things is refused.",
        ),
        may(
            "Reason",
            "of all numbers without one",
            Words,
            "What is to be said of numbers that give neither source nor reason.",
        ),
    ],
    example: &["Three plants wait for magnets|EUR|2026-03-02|365||example of the template: replace by your own"],
};

/// Materials, parts and products.
pub(super) const MATERIALS: Sheet = Sheet {
    name: "Materials",
    about: "What is bought and what is made: a row each.",
    presence: Presence::Filled,
    columns: &[
        must("Material", "", Words, "Its name, as the other sheets use it."),
        must(
            "Unit",
            "kg, t or piece",
            OneOf(&[("kg", "kg"), ("t", "t"), ("piece", "piece")]),
            "The unit of all its quantities.",
        ),
        may("Price", "money per unit", Allowed::Money, "Price of one unit."),
        may(
            "Controlled elements",
            "such as Dy 3 %",
            Parts,
            "Elements under export control and their share of the mass; empty if there are none. Several: Dy 3 %; Tb 0.5 %",
        ),
        SOURCE,
        REASON,
    ],
    example: &[
        "Magnet|kg|46|Dy 3 %||price of the last order",
        "Rotor|piece|38|Dy 1 %||price of the last order",
        "Pump|piece||||",
        "Scanner|piece||||",
        "Servo motor|piece||||",
        "Spindle motor|piece||||",
    ],
};

const SALES: Column = may(
    "Sales",
    "units per working day",
    ANY,
    "What it plans to sell; empty for a supplier. Only what is sold can lose money. Later dates: sheet Plans. How sales vary: sheet Demand.",
);
const MARGIN: Column =
    may("Margin", "money per unit", Allowed::Money, "What is lost with each unit that is never made.");
const PENALTY: Column =
    may("Penalty", "money per unit", Allowed::Money, "What is owed to customers for each unit that is never made.");
const LATE_PENALTY: Column = may(
    "Late penalty",
    "money per unit and day",
    Allowed::Money,
    "What is owed to customers for each unit and day that it comes late: sales that wait, output that is caught up.",
);
const HALT_COST: Column =
    may("Halt cost", "money per halt day", Allowed::Money, "What a day without output costs beyond the margin.");
const HALT_HOUR: Column = may(
    "Halt cost an hour",
    "money per hour",
    Allowed::Money,
    "Instead of Halt cost: what an hour without output costs; needs Running hours.",
);
const RUNNING: Column = may(
    "Running hours",
    "per working day",
    Exact(0.01, 24.0),
    "For how many hours of a working day the line should run, for the cost of an hour.",
);
const CAPACITY: Column = may("Capacity", "units per working day", ANY, "The most it can make; no limit if empty.");
const RESTART: Column = may(
    "Restart",
    "working days",
    Whole(0.0, 366.0),
    "Working days from the return of material to the first output; 0 if empty.",
);
const GOODS: Column = may(
    "Finished goods",
    "units on the first day",
    ANY,
    "Finished goods on the first day, between line and sales; the target if empty.",
);
const GOODS_TARGET: Column = may(
    "Goods target",
    "days of need",
    ANY,
    "Finished goods that are aimed at, in days of planned need; none if empty.",
);

/// Plants of one's own and those of suppliers.
pub(super) const SITES: Sheet = Sheet {
    name: "Sites",
    about: "Plants: yours, which sell, and your suppliers', which deliver to them. A row each; who makes several materials has more rows on the sheet Products.",
    presence: Presence::Filled,
    columns: &[
        must("Site", "", Words, "Its name, as the other sheets use it."),
        must("Country", "such as DE", Country, "Two capital letters (ISO 3166)."),
        must("Sector", "or stage", Words, "Automotive, medical, magnets, …"),
        may(
            "Makes",
            "a material",
            Name("Materials"),
            "What it makes: a name of the sheet Materials. Empty if it makes several: then the sheet Products has a row for each.",
        ),
        may(
            "End use",
            "civil or defence",
            OneOf(&[("civil", "civil"), ("defence", "defence")]),
            "What licence applications state; civil if empty.",
        ),
        may(
            "Works",
            "every day if empty",
            OneOf(&[
                ("every day", "every_day"),
                ("Monday to Friday", "monday_to_friday"),
                ("China", "china"),
                ("Germany", "germany"),
                ("India", "india"),
                ("Japan", "japan"),
                ("United States", "united_states"),
            ]),
            "The days on which it works; a country stands for Monday to Friday without its public holidays.",
        ),
        SALES,
        MARGIN,
        PENALTY,
        HALT_COST,
        CAPACITY,
        RESTART,
        GOODS,
        GOODS_TARGET,
        may(
            "Hours",
            "per working day",
            Number(0.0, 1e6),
            "Hours that its products share, if the sheet Products says what a unit takes.",
        ),
        may(
            "Short inputs",
            "by margin if empty",
            OneOf(&[("by margin", "by_margin"), ("by rank", "by_rank"), ("in proportion", "pro_rata")]),
            "Which of its products gets a material, or hours, that do not suffice for all.",
        ),
        may(
            "Shares out",
            "in proportion if empty",
            OneOf(&[("in proportion", "pro_rata"), ("by rank", "by_rank"), ("by margin", "by_margin")]),
            "How it shares short supply among its buyers; “by rank” is by Customer rank of the sheet Suppliers.",
        ),
        may(
            "Holding cost",
            "share of the price a year",
            Share,
            "What it costs to hold its stocks for a year, as a share of their price.",
        ),
        LATE_PENALTY,
        HALT_HOUR,
        RUNNING,
        SOURCE,
        REASON,
    ],
    example: &[
        "Magnet works China|CN|magnets||||||||||||||||||||",
        "Magnet works Japan|JP|magnets|Magnet||||||||60|||||||||||offer of the supplier",
        "Pump plant|IT|pumps|Pump|civil|Monday to Friday|400|60||5000||1||||||9 %|||||budget of the plant",
        "Scanner plant|DE|medical|Scanner|civil|Monday to Friday|8|21000||||2||||||9 %|||||budget of the plant",
        "Motor works|DE|automation||civil|Germany|||||||||16|by margin||9 %|||||budget of the plant",
    ],
};

/// What sites make that make several materials.
pub(super) const PRODUCTS: Sheet = Sheet {
    name: "Products",
    about: "Who makes several materials: a row for each of them. The products of a plant share its stocks, its days of work and its hours.",
    presence: Presence::Optional,
    columns: &[
        must("Site", "", Name("Sites"), "A name of the sheet Sites; “Makes” is empty there."),
        must("Product", "", Name("Materials"), "What it makes: a name of the sheet Materials."),
        may("Line", "its name", Words, "What the line is called; as the product if empty."),
        may(
            "Needs",
            "such as Magnet 0.2; Rotor 1",
            Needs,
            "What goes into a unit of it, each with its quantity; empty of a supplier. Each needs a row of the sheet Stocks.",
        ),
        SALES,
        MARGIN,
        PENALTY,
        HALT_COST,
        CAPACITY,
        RESTART,
        GOODS,
        GOODS_TARGET,
        may("Hours", "per unit", Number(0.0, 1e6), "Hours of the plant that a unit takes."),
        may("Rank", "0 first", Whole(0.0, 1e6), "Which product is served first, where the plant shares “by rank”."),
        LATE_PENALTY,
        HALT_HOUR,
        RUNNING,
        SOURCE,
        REASON,
    ],
    example: &[
        "Magnet works China|Magnet|||||||||||||||||",
        "Magnet works China|Rotor|||||||||||||||||",
        "Motor works|Servo motor|Servo|Magnet 0.15; Rotor 1|120|85||4000||1|600|4|0.05||0.4||||budget of the plant",
        "Motor works|Spindle motor|Spindle|Magnet 0.6; Rotor 1|30|310|||45|1|||0.2|||250|16||budget of the plant",
    ],
};

/// What sites need, hold and order.
pub(super) const STOCKS: Sheet = Sheet {
    name: "Stocks",
    about: "What each plant needs of each material, what it holds, and how it orders. Suppliers that are only sources need no row.",
    presence: Presence::There,
    columns: &[
        must("Site", "", Name("Sites"), "A name of the sheet Sites."),
        must("Material", "", Name("Materials"), "What it needs: a name of the sheet Materials."),
        may(
            "Need",
            "units per unit made",
            ANY,
            "How much goes into one unit of what the site makes. Empty where the sheet Products says it for each product.",
        ),
        must(
            "Stock",
            "on the first day",
            ANY,
            "What it holds on the first day; what is under way stands on the sheet Open orders.",
        ),
        may(
            "Counted in",
            "days if empty",
            COUNTED,
            "Whether the stock is given in days of planned need (calendar days), or in the material's unit.",
        ),
        may(
            "Order up to",
            "as Levels in",
            ANY,
            "At each review, stock and everything on order are raised to this. With “Reorder at”: only when they have fallen to that.",
        ),
        may(
            "Review",
            "every so many days",
            Whole(1.0, 366.0),
            "Days from one review to the next; 7 if empty, 1 where it orders at a level.",
        ),
        may("Minimum order", "units", ANY, "The smallest order."),
        may(
            "Ordering",
            "as filled in if empty",
            OneOf(&[
                ("order up to", "base_stock"),
                ("minimum and maximum", "min_max"),
                ("order point", "reorder_point"),
                ("call-off", "call_off"),
            ]),
            "Order up to; minimum and maximum (Reorder at, Order up to); order point (Reorder at, Order quantity); call-off (Order quantity, or as planned).",
        ),
        may(
            "Reorder at",
            "as Levels in",
            ANY,
            "An order is placed when stock and everything on order are at or below this.",
        ),
        may("Order quantity", "as Levels in", ANY, "What is ordered at the order point, or at each call-off."),
        may(
            "Levels in",
            "days if empty",
            COUNTED,
            "Whether Order up to, Reorder at and Order quantity are in days of planned need, or in the material's unit.",
        ),
        may("First review", "days after the first", Whole(0.0, 3660.0), "0 is the first day; 0 if empty."),
        may("Maximum order", "units", ANY, "The largest order at a review; no limit if empty."),
        may("Lot", "units", ANY, "Orders are whole multiples of this."),
        may("Yield", "share of the input", Share, "Share of the material that ends up in good output; all if empty."),
        may(
            "Under way",
            "as listed if empty",
            OneOf(&[("as listed", "listed"), ("as usual", "steady")]),
            "What is on order on the first day: what the sheet Open orders lists, or, where nobody knows it, what ordering would usually have under way.",
        ),
        may(
            "Extra stock",
            "units",
            ANY,
            "Held on top of the stock and of all levels of ordering, such as a safety stock that was decided on; none if empty.",
        ),
        SOURCE,
        REASON,
    ],
    example: &[
        "Pump plant|Magnet|0.2|80 to 110|days|150|14|500||||||||||||stock count of January",
        "Scanner plant|Magnet|6|3200|units|150|14||||||||||as usual|200||stock count of January",
        "Motor works|Magnet||2600|units|5200|7|500|minimum and maximum|3900||units||2000|100|98 %||||stock count of January",
        "Motor works|Rotor||110|days||7|500|order point|12000|1000|units|2||250||as usual|||stock count of January",
    ],
};

/// Who delivers to whom.
pub(super) const SUPPLIERS: Sheet = Sheet {
    name: "Suppliers",
    about: "Who delivers what to whom: a row for each pair and material.",
    presence: Presence::There,
    columns: &[
        must("From", "supplier", Name("Sites"), "The supplying site; what it makes is delivered."),
        must("To", "buyer", Name("Sites"), "The buying site."),
        may("Share", "of the orders", Share, "Share of the buyer's orders of this material; all if empty."),
        must(
            "Transit",
            "days",
            Number(1.0, 3660.0),
            "Days from shipping to receipt, such as 36, or 28 to 60, mostly 36",
        ),
        may(
            "Licensed by",
            "an authority",
            Name("Licences"),
            "The authority that licenses this export: a name of the sheet Licences. Empty if none does.",
        ),
        may("Available from", "date", Date, "The first day on which orders can be placed; from the start if empty."),
        may(
            "Price",
            "money per unit",
            Allowed::Money,
            "Price on this lane; that of the material if empty. What changes on dates: sheet Prices.",
        ),
        may("Duty", "share of the price", Share, "Duty on this lane."),
        may("Minimum order", "units", ANY, "The smallest order on this lane."),
        may(
            "Material",
            "if there are several",
            Name("Materials"),
            "What is delivered, where the supplier makes several materials that the buyer uses: a row for each.",
        ),
        may(
            "Rank",
            "0 first, instead of shares",
            Whole(0.0, 1e6),
            "An order goes whole to the lowest rank that is open. Either all rows of a material have shares, or all have ranks.",
        ),
        may(
            "Order anew",
            "after so many days",
            Whole(1.0, 3660.0),
            "With ranks: what has not been shipped by then is ordered from the next rank.",
        ),
        may("Dispatch", "days", DAYS, "Days from the licence, or the order, to shipping: picking, booking, customs."),
        may("Available until", "date", Date, "The last day on which orders can be placed."),
        may("Customer rank", "0 first", Whole(0.0, 1e6), "Rank of this buyer where the supplier shares out “by rank”."),
        may(
            "Currency",
            "of price and freight",
            Currency,
            "If it is not that of the sheet Scenario: three capital letters, with a rate on the sheet Currencies.",
        ),
        may(
            "Freight",
            "money per unit",
            Allowed::Money,
            "Freight of a unit by the usual means; none if empty. What changes on dates: sheet Prices.",
        ),
        may(
            "Transport",
            "by sea, land or air",
            OneOf(&[("sea", "sea"), ("land", "land"), ("air", "air")]),
            "By what means goods travel: the table of costs tells freight by it.",
        ),
        SOURCE,
        REASON,
    ],
    example: &[
        "Magnet works China|Pump plant|100 %|28 to 60, mostly 36|Ministry|||4 %||Magnet|||4|||USD|0.6|sea||invoices of the forwarder",
        "Magnet works China|Scanner plant|80 %|28 to 60, mostly 36|Ministry|||4 %||Magnet|||4|||USD|0.6|sea||invoices of the forwarder",
        "Magnet works Japan|Scanner plant|20 %|40||2026-06-01|80|||||||||||||offer of the supplier",
        "Magnet works China|Motor works||28 to 60, mostly 36|Ministry|||4 %||Magnet|0|90||||USD|0.6|sea||invoices of the forwarder",
        "Magnet works Japan|Motor works||40||2026-06-01|80||||1|||||||||offer of the supplier",
        "Magnet works China|Motor works||28 to 60, mostly 36|Ministry|||4 %|500|Rotor||||||USD|0.4|sea||invoices of the forwarder",
    ],
};
