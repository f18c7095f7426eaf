//! The first day: orders that are under way, licences that are in force.

use super::Allowed::{Date, Name, OneOf, Whole, Words};
use super::{ANY, CARRIED, COUNTED, DAYS, Presence, REASON, SOURCE, Sheet, YES_OR_NO, may, must};

/// Orders that were placed before the first day and have not been received.
pub(super) const OPEN_ORDERS: Sheet = Sheet {
    name: "Open orders",
    about: "Orders that were placed before the first day and have not been received: a row each, with where it stands on the morning of the first day.",
    presence: Presence::Optional,
    columns: &[
        must("Order", "number or name", Words, "The number of the order, by which it is called in what comes out."),
        must("From", "supplier", Name("Sites"), "The supplying site."),
        must("To", "buyer", Name("Sites"), "The buying site."),
        CARRIED,
        must("Quantity", "units", ANY, "What is still to come of it."),
        must("Placed", "date", Date, "The day on which it was placed, before the first day."),
        must(
            "Stands",
            "where it stands",
            OneOf(&[
                ("preparing", "preparing"),
                ("filed", "filed"),
                ("returned", "returned"),
                ("granted", "granted"),
                ("at supplier", "at_supplier"),
                ("shipped", "shipped"),
                ("due", "due"),
            ]),
            "Papers in preparation; filed at the desk; returned by it; granted, at the supplier; at supplier without a licence of its own; shipped; or due on a promised day, whatever its way.",
        ),
        may(
            "Since",
            "date; of due: the promised day",
            Date,
            "The day on which it was filed, returned, granted or shipped, or is promised; may be empty of preparing and at supplier.",
        ),
        may("Attempt", "1 if empty", Whole(1.0, 50.0), "Of filed and returned: which attempt it is."),
        may("Valid until", "date", Date, "Of granted: the last day on which it can be shipped."),
        may("Delay", "days", DAYS, "Of due: by how much later than promised it comes, such as 0 to 14, mostly 2"),
        may("Note", "", Words, "A remark."),
        SOURCE,
        REASON,
    ],
    example: &[
        "PO 4711|Magnet works China|Pump plant||1400|2026-01-12|filed|2026-02-03||||||order book",
        "PO 4702|Magnet works China|Pump plant||1400|2025-12-08|shipped|2026-02-16||||by sea||order book",
        "PO 4698|Magnet works China|Motor works|Magnet|1200|2025-12-15|due|2026-03-20|||0 to 21, mostly 4|||order book",
        "PO 4715|Magnet works China|Motor works|Magnet|800|2026-01-20|at supplier|||||||order book",
    ],
};

/// General licences.
pub(super) const LICENCES_HELD: Sheet = Sheet {
    name: "Licences held",
    about: "General licences, under which many orders of a pair are shipped: those in force on the first day, with what is left of them, and those that are to be applied for. A row each.",
    presence: Presence::Optional,
    columns: &[
        must("From", "exporter", Name("Sites"), "The supplying site."),
        must("To", "buyer", Name("Sites"), "The buying site."),
        CARRIED,
        may("Left", "may still be shipped", ANY, "What may still be shipped under it; empty if none is in force yet."),
        may("Last day", "date", Date, "Its last day; empty if none is in force yet."),
        must("Quantity", "of the next one", ANY, "Quantity of the licence that is applied for next."),
        may(
            "Counted in",
            "units if empty",
            COUNTED,
            "Whether both quantities are in the material's unit, or in days of planned need.",
        ),
        may("Renewed", "yes if empty", YES_OR_NO, "Whether another one is applied for before it ends."),
        may(
            "Renew",
            "days before the last",
            Whole(0.0, 3660.0),
            "How many days before its last day the next one is applied for; 90 if empty.",
        ),
        may("Apply on", "date", Date, "The day on which it is applied for; needed where none is in force."),
        may("Valid", "days", Whole(1.0, 3660.0), "Days for which the next one is valid; 365 if empty."),
        SOURCE,
        REASON,
    ],
    example: &["Magnet works China|Motor works|Magnet|1800|2026-08-31|10000|units|yes|60||365||licence of last year"],
};
