//! Sales: how they vary, and plans that change on dates.

use super::Allowed::{Date, Exact, Name, OneOf, Parts, Share, Whole};
use super::{ANY, Allowed, Column, Presence, REASON, SOURCE, Sheet, may, must};

const PRODUCT: Column = may(
    "Product",
    "if it has several",
    Name("Materials"),
    "Which product of the sheet Products; empty if the site makes one.",
);
const FACTOR: Allowed = Exact(0.0, 1e6);

const fn month(name: &'static str) -> Column {
    may(name, "factor", FACTOR, "Sales of this month against the plan; 1 if empty.")
}

/// How sales vary.
pub(super) const DEMAND: Sheet = Sheet {
    name: "Demand",
    about: "How the sales of a product vary around the plan, and what becomes of those that are not met: a row for each product whose sales are not simply as planned.",
    presence: Presence::Optional,
    columns: &[
        must("Site", "", Name("Sites"), "A name of the sheet Sites."),
        PRODUCT,
        may(
            "Distribution",
            "as planned if empty",
            OneOf(&[
                ("normal", "normal"),
                ("gamma", "gamma"),
                ("poisson", "poisson"),
                ("orders", "compound_poisson"),
                ("negative binomial", "negative_binomial"),
            ]),
            "Normal or gamma (Spread); poisson: single units; orders: of several units each (Order sizes); negative binomial: single units, more spread (Variance).",
        ),
        may(
            "Spread",
            "share of the plan",
            Share,
            "Of normal and gamma: standard deviation of a draw, as a share of the plan.",
        ),
        may(
            "Variance",
            "times the mean",
            Exact(1.000_001, 1e6),
            "Of negative binomial: variance of a draw as a multiple of its mean.",
        ),
        may(
            "Order sizes",
            "such as 1 60 %; 5 40 %",
            Parts,
            "Of orders: units of an order, each with its share of the orders.",
        ),
        may(
            "Drawn each",
            "day if empty",
            OneOf(&[("day", "day"), ("week", "week")]),
            "Whether each working day's sales are drawn, or each week's.",
        ),
        may(
            "Carries over",
            "correlation",
            Exact(-0.999, 0.999),
            "How much one draw resembles the one before it; 0 if empty.",
        ),
        may(
            "Unmet",
            "lost if empty",
            OneOf(&[("lost", "lost"), ("waits", "backordered")]),
            "What becomes of sales that are not met on their day.",
        ),
        may("Patience", "days", Whole(1.0, 3660.0), "Of sales that wait: for how long; no limit if empty."),
        month("January"),
        month("February"),
        month("March"),
        month("April"),
        month("May"),
        month("June"),
        month("July"),
        month("August"),
        month("September"),
        month("October"),
        month("November"),
        month("December"),
    ],
    example: &[
        "Pump plant|||||||||||||||1.1|1.2|1.1||||",
        "Motor works|Servo motor|gamma|30 %|||week|0.3|waits|30||||||||||||",
    ],
};

/// Plans that change on dates.
pub(super) const PLANS: Sheet = Sheet {
    name: "Plans",
    about: "Sales, capacity and levels of ordering that change on dates: a row for each date. Before the first date holds what stands on the sheets Sites, Products and Stocks.",
    presence: Presence::Optional,
    columns: &[
        must("Site", "", Name("Sites"), "A name of the sheet Sites."),
        must(
            "What",
            "sales, capacity, …",
            OneOf(&[
                ("sales", "sales"),
                ("capacity", "capacity"),
                ("hours", "hours"),
                ("order up to", "order up to"),
                ("reorder at", "reorder at"),
                ("order quantity", "order quantity"),
            ]),
            "What changes.",
        ),
        may(
            "Material",
            "or product",
            Name("Materials"),
            "The product, of sales and capacity where the site makes several; the material, of a level of ordering.",
        ),
        must("From", "date", Date, "The first day on which it holds."),
        must(
            "Value",
            "units as on its own sheet",
            ANY,
            "Units per working day; hours per working day; levels as “Levels in” of the sheet Stocks says.",
        ),
        SOURCE,
        REASON,
    ],
    example: &[
        "Pump plant|sales||2026-09-01|450||budget of the plant",
        "Motor works|sales|Spindle motor|2026-07-01|36||budget of the plant",
        "Motor works|reorder at|Magnet|2026-07-01|4400||plan of purchasing",
    ],
};
