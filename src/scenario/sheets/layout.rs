//! The sheets that a buyer fills in: their columns, what each cell may be, and the example that they come with.
//!
//! Template, import and their messages all follow this one description.

/// What is allowed in the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allowed {
    /// Any words.
    Words,
    /// The name of a row of another sheet: its first column.
    Name(&'static str),
    /// One of these; the second of each is what a scenario says.
    OneOf(&'static [(&'static str, &'static str)]),
    /// A number from the first to the second, or a range of it.
    Number(f64, f64),
    /// A sum of money of 0 or more, or a range of it.
    Money,
    /// A share from 0 % to 100 %, or a range of it.
    Share,
    /// A whole number from the first to the second.
    Whole(f64, f64),
    /// A date.
    Date,
    /// Two capital letters.
    Country,
    /// Three capital letters.
    Currency,
    /// Names with shares, such as "Dy 3 %; Tb 1 %".
    Parts,
    /// Chemical symbols, such as "Dy, Tb".
    Elements,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its heading, without the unit.
    pub name: &'static str,
    /// Unit or form, in brackets behind the heading; empty if there is none.
    pub unit: &'static str,
    /// Whether every row needs it.
    pub needed: bool,
    /// What may stand there.
    pub allowed: Allowed,
    /// What it means, for the hint beside the cell.
    pub help: &'static str,
}

/// A sheet.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Its name; of a folder, the name of the CSV file.
    pub name: &'static str,
    /// What is filled in here, in a sentence.
    pub about: &'static str,
    /// Whether there must be rows.
    pub needed: bool,
    /// Its columns.
    pub columns: &'static [Column],
    /// The rows of the example.
    pub example: &'static [&'static [&'static str]],
}

use Allowed::{Country, Currency, Date, Elements, Money, Name, Number, OneOf, Parts, Share, Whole, Words};

const fn must(name: &'static str, unit: &'static str, allowed: Allowed, help: &'static str) -> Column {
    Column { name, unit, needed: true, allowed, help }
}
const fn may(name: &'static str, unit: &'static str, allowed: Allowed, help: &'static str) -> Column {
    Column { name, unit, needed: false, allowed, help }
}

/// Any number of 0 or more.
const ANY: Allowed = Number(0.0, 1e15);
const SOURCE: Column =
    may("Source", "where the row's numbers come from", Words, "A document, a contract, a web address.");
const REASON: Column =
    may("Reason", "why they are assumed", Words, "If there is no source: why these numbers, and not others?");

/// The frame of a scenario: one row.
pub const FRAME: Sheet = Sheet {
    name: "Scenario",
    about: "The frame: one row.",
    needed: true,
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
    example: &[&[
        "Two plants wait for magnets",
        "EUR",
        "2026-03-02",
        "365",
        "",
        "example of the template: replace by your own",
    ]],
};

/// Materials, parts and products.
pub const MATERIALS: Sheet = Sheet {
    name: "Materials",
    about: "What is bought and what is made: a row each.",
    needed: true,
    columns: &[
        must("Material", "", Words, "Its name, as the other sheets use it."),
        must(
            "Unit",
            "kg, t or piece",
            OneOf(&[("kg", "kg"), ("t", "t"), ("piece", "piece")]),
            "The unit of all its quantities.",
        ),
        may("Price", "money per unit", Money, "Price of one unit."),
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
        &["Magnet", "kg", "46", "Dy 3 %", "", "price of the last order"],
        &["Pump", "piece", "", "", "", ""],
        &["Scanner", "piece", "", "", "", ""],
    ],
};

/// Plants of one's own and those of suppliers.
pub const SITES: Sheet = Sheet {
    name: "Sites",
    about: "Plants: yours, which sell, and your suppliers', which deliver to them. A row each.",
    needed: true,
    columns: &[
        must("Site", "", Words, "Its name, as the other sheets use it."),
        must("Country", "such as DE", Country, "Two capital letters (ISO 3166)."),
        must("Sector", "or stage", Words, "Automotive, medical, magnets, …"),
        must("Makes", "a material", Name("Materials"), "What it makes: a name of the sheet Materials."),
        may(
            "End use",
            "civil or defence",
            OneOf(&[("civil", "civil"), ("defence", "defence")]),
            "What licence applications state; civil if empty.",
        ),
        may(
            "Works",
            "every day if empty",
            OneOf(&[("every day", "every_day"), ("Monday to Friday", "monday_to_friday")]),
            "The days on which it works.",
        ),
        may(
            "Sales",
            "units per working day",
            ANY,
            "What it plans to sell; empty for a supplier. Only sites with sales can lose money.",
        ),
        may("Margin", "money per unit", Money, "What is lost with each unit that is never made."),
        may("Penalty", "money per unit", Money, "What is owed to customers for each unit that is never made."),
        may("Halt cost", "money per halt day", Money, "What a day without output costs beyond the margin."),
        may("Capacity", "units per working day", ANY, "The most it can make; no limit if empty."),
        may(
            "Restart",
            "working days",
            Whole(0.0, 366.0),
            "Working days from the return of material to the first output; 0 if empty.",
        ),
        SOURCE,
        REASON,
    ],
    example: &[
        &["Magnet works China", "CN", "magnets", "Magnet", "", "", "", "", "", "", "", "", "", ""],
        &[
            "Magnet works Japan",
            "JP",
            "magnets",
            "Magnet",
            "",
            "",
            "",
            "",
            "",
            "",
            "60",
            "",
            "",
            "offer of the supplier",
        ],
        &[
            "Pump plant",
            "IT",
            "pumps",
            "Pump",
            "civil",
            "Monday to Friday",
            "400",
            "60",
            "",
            "5000",
            "",
            "1",
            "",
            "budget of the plant",
        ],
        &[
            "Scanner plant",
            "DE",
            "medical",
            "Scanner",
            "civil",
            "Monday to Friday",
            "8",
            "21000",
            "",
            "",
            "",
            "2",
            "",
            "budget of the plant",
        ],
    ],
};

/// What sites need, hold and order.
pub const STOCKS: Sheet = Sheet {
    name: "Stocks",
    about: "What each plant needs of each material, what it holds, and up to what it orders. Suppliers that are only sources need no row.",
    needed: true,
    columns: &[
        must("Site", "", Name("Sites"), "A name of the sheet Sites."),
        must("Material", "", Name("Materials"), "What it needs: a name of the sheet Materials."),
        must("Need", "units per unit made", ANY, "How much goes into one unit of what the site makes."),
        must("Stock", "on the first day", ANY, "What it holds on the first day, goods on the water included."),
        may(
            "Counted in",
            "days if empty",
            OneOf(&[("days", "days_of_cover"), ("units", "quantity")]),
            "Whether the stock is given in days of planned need (calendar days), or in the material's unit.",
        ),
        must(
            "Order up to",
            "days of need",
            ANY,
            "At each review, stock and everything on order are raised to so many days of need.",
        ),
        may("Review", "every so many days", Whole(1.0, 366.0), "Days from one review to the next; 7 if empty."),
        may("Minimum order", "units", ANY, "The smallest order."),
        SOURCE,
        REASON,
    ],
    example: &[
        &["Pump plant", "Magnet", "0.2", "80 to 110", "days", "150", "14", "500", "", "stock count of January"],
        &["Scanner plant", "Magnet", "6", "3200", "units", "150", "14", "", "", "stock count of January"],
    ],
};

/// Who delivers to whom.
pub const SUPPLIERS: Sheet = Sheet {
    name: "Suppliers",
    about: "Who delivers to whom: a row for each pair.",
    needed: true,
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
        may("Price", "money per unit", Money, "Price on this lane; that of the material if empty."),
        may("Duty", "share of the price", Share, "Duty on this lane."),
        may("Minimum order", "units", ANY, "The smallest order on this lane."),
        SOURCE,
        REASON,
    ],
    example: &[
        &[
            "Magnet works China",
            "Pump plant",
            "100 %",
            "28 to 60, mostly 36",
            "Ministry",
            "",
            "",
            "4 %",
            "",
            "",
            "invoices of the forwarder",
        ],
        &[
            "Magnet works China",
            "Scanner plant",
            "80 %",
            "28 to 60, mostly 36",
            "Ministry",
            "",
            "",
            "4 %",
            "",
            "",
            "invoices of the forwarder",
        ],
        &[
            "Magnet works Japan",
            "Scanner plant",
            "20 %",
            "40",
            "",
            "2026-06-01",
            "80",
            "",
            "",
            "",
            "offer of the supplier",
        ],
    ],
};

/// Licence authorities and their waiting times.
pub const LICENCES: Sheet = Sheet {
    name: "Licences",
    about: "Authorities that license exports, and how long their desk takes: a row each. What changes over time is in the sheet Policy.",
    needed: false,
    columns: &[
        must("Authority", "", Words, "Its name, as the other sheets use it."),
        must("Country", "such as CN", Country, "Two capital letters (ISO 3166)."),
        must(
            "Controlled elements",
            "such as Dy, Tb",
            Elements,
            "Its list: a material that holds one of these needs a licence.",
        ),
        must(
            "Review",
            "working days, half within",
            Number(0.0, 3660.0),
            "Half of the applications take no more work than this, at normal speed.",
        ),
        may(
            "Review, long",
            "nine in ten within",
            Number(0.0, 3660.0),
            "Nine in ten take no more than this; if empty, all take the same.",
        ),
        may(
            "Preparation",
            "days",
            Number(0.0, 3660.0),
            "Days to prepare an application, such as 6, or 3 to 15, mostly 6",
        ),
        may(
            "First preparation",
            "days",
            Number(0.0, 3660.0),
            "Days to prepare the first application of a lane, papers of the end user included.",
        ),
        may("Correction", "days", Number(0.0, 3660.0), "Days until a returned application is filed again."),
        may("Valid", "days", Whole(1.0, 3660.0), "Days for which a licence is valid; 180 if empty."),
        may("Others", "applications per working day", ANY, "What everybody else files: it keeps the desk busy."),
        SOURCE,
        REASON,
    ],
    example: &[&[
        "Ministry",
        "CN",
        "Sm, Gd, Tb, Dy, Lu, Sc, Y",
        "15",
        "42",
        "4 to 20, mostly 8",
        "10 to 45, mostly 20",
        "5 to 30, mostly 12",
        "180",
        "4",
        "",
        "talks with two forwarders",
    ]],
};

/// Phases of policy.
pub const POLICY: Sheet = Sheet {
    name: "Policy",
    about: "Phases of each authority's policy: how it decides, how long a phase lasts, what follows. A row each; an authority needs at least one.",
    needed: false,
    columns: &[
        must("Authority", "", Name("Licences"), "A name of the sheet Licences."),
        must("Phase", "", Words, "Its name: normal, slow, frozen, …"),
        may(
            "First",
            "yes for one phase",
            OneOf(&[("yes", "yes"), ("no", "no")]),
            "The phase on the first day; the authority's first row if none says yes.",
        ),
        may(
            "Speed",
            "1 is normal",
            Number(0.0, 1000.0),
            "How fast reviews go: 0.5 is half as fast, 0 is a freeze; 1 if empty.",
        ),
        may(
            "Decisions",
            "per working day",
            ANY,
            "Most that the desk decides, files of others included; no limit if empty.",
        ),
        may("Returned", "share of applications", Share, "Share that is returned for more papers."),
        may("Denied", "share of applications", Share, "Share that is denied."),
        may(
            "Lasts",
            "days, half within",
            Number(0.0, 36600.0),
            "Half of such phases last no longer than this; for ever if empty.",
        ),
        may(
            "Lasts, long",
            "nine in ten within",
            Number(0.0, 36600.0),
            "Nine in ten last no longer than this; if empty, all last the same.",
        ),
        may("Then", "such as slow 60 %; eased 40 %", Parts, "Which phases may follow, and how likely each is."),
        SOURCE,
        REASON,
    ],
    example: &[
        &[
            "Ministry",
            "normal",
            "yes",
            "1",
            "6",
            "5 % to 40 %, mostly 20 %",
            "0 %",
            "60",
            "180",
            "slow 60 %; eased 40 %",
            "",
            "own judgement",
        ],
        &[
            "Ministry",
            "slow",
            "",
            "0.3 to 0.9, mostly 0.5",
            "4.6",
            "5 % to 40 %, mostly 20 %",
            "0 %",
            "60",
            "150",
            "normal 40 %; frozen 30 %; eased 30 %",
            "",
            "own judgement",
        ],
        &["Ministry", "frozen", "", "0", "0", "", "", "30", "60", "slow 50 %; eased 50 %", "", "own judgement"],
        &["Ministry", "eased", "", "1.8", "12", "5 %", "0 %", "120", "300", "normal 100 %", "", "own judgement"],
    ],
};

/// All sheets, in the order in which they are filled in.
pub const SHEETS: [Sheet; 7] = [FRAME, MATERIALS, SITES, STOCKS, SUPPLIERS, LICENCES, POLICY];

/// What is to be known before filling them in.
pub const INSTRUCTIONS: [&str; 10] = [
    "These sheets describe who needs which material, who delivers it, what stands in stock, and how long export licences take.",
    "They hold a small example that runs. Put your own rows in its place, sheet by sheet from left to right: Scenario, Materials, Sites, Stocks, Suppliers, Licences, Policy.",
    "Columns with a dark heading are needed in every row; the others may stay empty. Select a cell to see what it means.",
    "Names tie the sheets together: a site, a material or an authority is written the same everywhere. The cells offer the names to choose from.",
    "A number that is not known can be a range: 40 to 70 (all alike), or 28 to 60, mostly 36. Each possible future then draws its own; transit, preparation and correction are drawn for every order.",
    "Shares are written with a percent sign: 20 %. Dates are dates, or words such as 2026-03-02. Numbers that are words have a decimal point, unless “Locale” on the sheet Scenario says otherwise. Money is in the currency of the sheet Scenario.",
    "Say where numbers come from: Source, or Reason where they are assumed. Reports list both beside the numbers.",
    "Headings and names of sheets stay as they are, with their units. Rows may be added and left empty; sheets and columns of your own are not looked at.",
    "Then: linestop import FILE --out scenario.json tells all mistakes by sheet and cell, or writes a scenario; linestop run scenario.json plays it.",
    "Schedules, holidays, dated events, reorder points, general licences and levers go into a scenario file that extends the imported one (docs/scenario-format.md).",
];

/// The heading of a column as it is written.
#[must_use]
pub fn heading(column: &Column) -> String {
    if column.unit.is_empty() { column.name.to_owned() } else { format!("{} ({})", column.name, column.unit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_have_a_cell_for_every_column_and_headings_are_told_apart() {
        for sheet in SHEETS {
            assert!(sheet.example.iter().all(|row| row.len() == sheet.columns.len()), "{}", sheet.name);
            let mut names: Vec<&str> = sheet.columns.iter().map(|column| column.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), sheet.columns.len(), "{}", sheet.name);
            // A hint of a workbook has at most 255 letters.
            assert!(sheet.columns.iter().all(|column| column.help.len() <= 255 && heading(column).len() < 60));
        }
    }
}
