//! The sheets that a buyer fills in: their columns, what each cell may be, and the example that they come with.
//!
//! Template, import and their messages all follow this one description.

mod first_day;
mod money;
mod network;
mod policy;
mod sales;

/// What is allowed in the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Allowed {
    /// Any words.
    Words,
    /// The name of a row of another sheet: its first column.
    Name(&'static str),
    /// One of these; the second of each is what a scenario says.
    OneOf(&'static [(&'static str, &'static str)]),
    /// A number from the first to the second, or a range of it.
    Number(f64, f64),
    /// A number from the first to the second, and no range.
    Exact(f64, f64),
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
    /// Materials with quantities, such as "Magnet 0.2; Rotor 1".
    Needs,
    /// Chemical symbols, such as "Dy, Tb".
    Elements,
}

impl Allowed {
    /// Whether its cells hold numbers, which have a unit.
    #[must_use]
    pub(crate) fn counts(self) -> bool {
        matches!(self, Self::Number(..) | Self::Exact(..) | Self::Money | Self::Share | Self::Whole(..))
    }
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
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

/// Whether there must be a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It must be there and hold a row.
    Filled,
    /// It must be there, and may be empty.
    There,
    /// It may be left out.
    Optional,
}

/// A sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet {
    /// Its name; of a folder, the name of the CSV file.
    pub name: &'static str,
    /// What is filled in here, in a sentence.
    pub about: &'static str,
    /// Whether it must be there.
    pub presence: Presence,
    /// Its columns.
    pub columns: &'static [Column],
    /// The rows of the example, with a bar between cells.
    example: &'static [&'static str],
}

impl Sheet {
    /// The rows of the example, a text for each column.
    pub(crate) fn example(&self) -> impl Iterator<Item = Vec<&'static str>> {
        self.example.iter().map(|row| row.split('|').collect())
    }
}

const fn must(name: &'static str, unit: &'static str, allowed: Allowed, help: &'static str) -> Column {
    Column { name, unit, needed: true, allowed, help }
}
const fn may(name: &'static str, unit: &'static str, allowed: Allowed, help: &'static str) -> Column {
    Column { name, unit, needed: false, allowed, help }
}

/// Any number of 0 or more.
const ANY: Allowed = Allowed::Number(0.0, 1e15);
/// Days that are not known exactly.
const DAYS: Allowed = Allowed::Number(0.0, 3660.0);
/// A plain yes or no.
const YES_OR_NO: Allowed = Allowed::OneOf(&[("yes", "yes"), ("no", "no")]);
/// Days of need, or the material's unit.
const COUNTED: Allowed = Allowed::OneOf(&[("days", "days_of_cover"), ("units", "quantity")]);
const SOURCE: Column =
    may("Source", "where the row's numbers come from", Allowed::Words, "A document, a contract, a web address.");
const REASON: Column =
    may("Reason", "why they are assumed", Allowed::Words, "If there is no source: why these numbers, and not others?");
/// Which row of the sheet Suppliers is meant, where two sites alone do not say it.
const CARRIED: Column = may(
    "Material",
    "if there are several",
    Allowed::Name("Materials"),
    "What is delivered; needed where the sheet Suppliers has several materials for this pair.",
);

/// All sheets, in the order in which they are filled in.
pub(crate) const SHEETS: [Sheet; 14] = [
    network::FRAME,
    network::MATERIALS,
    network::SITES,
    network::PRODUCTS,
    network::STOCKS,
    network::SUPPLIERS,
    money::CURRENCIES,
    money::PRICES,
    first_day::OPEN_ORDERS,
    first_day::LICENCES_HELD,
    sales::DEMAND,
    sales::PLANS,
    policy::LICENCES,
    policy::POLICY,
];

/// Units of columns in templates of earlier versions, which are read as the column is now.
pub(crate) const EARLIER_UNITS: [(&str, &str); 1] = [("Order up to", "days of need")];

/// What is to be known before filling them in.
pub(crate) const INSTRUCTIONS: [&str; 12] = [
    "These sheets describe who needs which material, who delivers it, what stands in stock and is on order, and how long export licences take.",
    "They hold a small example that runs. Put your own rows in its place, sheet by sheet from left to right. Scenario, Materials and Sites need a row; every other sheet may stay empty.",
    "Columns with a dark heading are needed in every row; the others may stay empty. Select a cell to see what it means.",
    "Names tie the sheets together: a site, a material or an authority is written the same everywhere. The cells offer the names to choose from.",
    "A supplier is one row of the sheet Sites, however many parts it delivers. Who makes several, a supplier or a plant, leaves “Makes” empty and has a row for each on the sheet Products.",
    "What is under way on the first day stands on the sheet Open orders, each order where it stands; goods in stock stand on the sheet Stocks, and are not counted twice.",
    "A number that is not known can be a range: 40 to 70 (all alike), or 28 to 60, mostly 36. Each trial then draws its own; transit, preparation and correction are drawn for every order.",
    "Shares are written with a percent sign: 20 %. Dates are dates, or words such as 2026-03-02. Numbers that are words have a decimal point, unless “Locale” on the sheet Scenario says otherwise. Money is in the currency of the sheet Scenario, but for prices and freight of a supplier whose row says another.",
    "Say where numbers come from: Source, or Reason where they are assumed. Reports list both beside the numbers.",
    "Headings and names of sheets stay as they are, with their units. Rows may be added and left empty; sheets and columns of your own are not looked at.",
    "Then: linestop import FILE --out scenario.json tells all mistakes by sheet and cell, or writes a scenario; linestop run scenario.json plays it.",
    "What the sheets cannot say goes into a scenario file that extends the imported one (docs/scenario-format.md): holidays of your own, dated events and the history of an authority, decision rules by end use or country, rules against stockpiling, officers and backlogs of a desk, lines that run in part, catch-up, histories of sales, parameters and correlations, levers.",
];

/// The heading of a column as it is written.
#[must_use]
pub(crate) fn heading(column: &Column) -> String {
    if column.unit.is_empty() { column.name.to_owned() } else { format!("{} ({})", column.name, column.unit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_have_a_cell_for_every_column_and_headings_are_told_apart() {
        for sheet in SHEETS {
            for row in sheet.example() {
                assert_eq!(row.len(), sheet.columns.len(), "{}: {row:?}", sheet.name);
            }
            let mut names: Vec<&str> = sheet.columns.iter().map(|column| column.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), sheet.columns.len(), "{}", sheet.name);
            // A hint of a workbook has at most 255 letters.
            assert!(sheet.columns.iter().all(|column| column.help.len() <= 255 && heading(column).len() < 60));
        }
    }
}
