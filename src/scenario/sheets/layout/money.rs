//! Money that changes on dates: exchange rates, prices of lanes.

use super::Allowed::{Currency, Date, Name, Number};
use super::{Allowed, CARRIED, Presence, REASON, SOURCE, Sheet, may, must};

/// Exchange rates.
pub(super) const CURRENCIES: Sheet = Sheet {
    name: "Currencies",
    about: "What a unit of another currency costs in that of the sheet Scenario: a row for each currency in which suppliers or carriers are paid, and for each date on which the rate changes.",
    presence: Presence::Optional,
    columns: &[
        must("Currency", "such as USD", Currency, "Three capital letters (ISO 4217), as on the sheet Suppliers."),
        must(
            "Rate",
            "what a unit of it costs",
            Number(1e-9, 1e9),
            "In the currency of the sheet Scenario, such as 0.92, or 0.85 to 1.05, mostly 0.92",
        ),
        may("From", "date", Date, "The first day on which it holds; from the start if empty."),
        SOURCE,
        REASON,
    ],
    example: &["USD|0.85 to 1.02, mostly 0.92|||range of the last two years"],
};

/// Prices and freight that change on dates.
pub(super) const PRICES: Sheet = Sheet {
    name: "Prices",
    about: "Prices and freight that change on dates: a row for each date. Before the first one holds what stands on the sheet Suppliers; an order is paid as on the day on which it is placed.",
    presence: Presence::Optional,
    columns: &[
        must("From", "supplier", Name("Sites"), "The supplying site."),
        must("To", "buyer", Name("Sites"), "The buying site."),
        CARRIED,
        must("Valid from", "date", Date, "The first day on which it holds."),
        may("Price", "money per unit", Allowed::Money, "The new price; as before if empty."),
        may("Freight", "money per unit", Allowed::Money, "The new freight; as before if empty."),
        SOURCE,
        REASON,
    ],
    example: &["Magnet works Japan|Scanner plant||2026-09-01|84||offer of the supplier|"],
};
