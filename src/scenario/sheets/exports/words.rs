//! What ERP systems call things: headings, units, words that close a list. German and English.

use serde::{Deserialize, Serialize};

use crate::reading::fold;
use crate::scenario::Unit;

/// What a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// What lies where, with the settings of ordering: a row for each material, plant and place.
    Stock,
    /// Items of purchase orders.
    Orders,
    /// Bills of materials: a row for each component.
    Bom,
    /// Vendors, or what each of them delivers.
    Vendors,
    /// What is planned to be sold.
    Plan,
    /// Nothing that is looked at.
    Nothing,
}

impl Kind {
    /// In words.
    #[must_use]
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Stock => "stock list",
            Self::Orders => "open purchase orders",
            Self::Bom => "bills of materials",
            Self::Vendors => "vendors",
            Self::Plan => "sales plan",
            Self::Nothing => "nothing that is looked at",
        }
    }
}

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is its name")]
pub(crate) enum Field {
    Material,
    Description,
    Plant,
    Quantity,
    Unit,
    Price,
    PriceUnit,
    Currency,
    ReorderPoint,
    MaximumStock,
    FixedLot,
    LotMultiple,
    MinimumOrder,
    SafetyStock,
    LeadTimeDays,
    Vendor,
    VendorName,
    Country,
    Quota,
    Order,
    Item,
    Ordered,
    Delivered,
    Open,
    Placed,
    Due,
    Shipped,
    Closed,
    Product,
    Component,
    BaseQuantity,
    Scrap,
    PerMonth,
    PerWorkingDay,
    From,
    Margin,
    Elements,
}

impl Field {
    /// Its key in a mapping file.
    #[must_use]
    pub(crate) fn key(self) -> String {
        serde_json::to_value(self).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// A field of a kind of table, with the headings by which it is known, the surest first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// The field.
    pub field: Field,
    /// Whether a table of this kind must have it.
    pub needed: bool,
    headings: &'static [&'static str],
}

const fn must(field: Field, headings: &'static [&'static str]) -> Known {
    Known { field, needed: true, headings }
}
const fn may(field: Field, headings: &'static [&'static str]) -> Known {
    Known { field, needed: false, headings }
}

const MATERIALS: &[&str] = &[
    "Material",
    "Materialnummer",
    "Material Number",
    "Artikelnummer",
    "Artikel",
    "Artikelnr.",
    "Sachnummer",
    "Teilenummer",
    "Item Number",
    "Item No.",
    "Part Number",
    "Part No.",
    "Product number",
    "SKU",
    "Item",
];
const DESCRIPTIONS: &[&str] = &[
    "Materialkurztext",
    "Material Description",
    "Item Description",
    "Artikelbezeichnung",
    "Bezeichnung",
    "Kurztext",
    "Description",
    "Product name",
    "Display Name",
    "Short text",
    "Objektkurztext",
    "Component description",
];
const PLANTS: &[&str] = &[
    "Werk",
    "Plant",
    "Site",
    "Organization",
    "Organization Code",
    "Inventory Organization",
    "Ship-To Organization",
    "Ship To",
    "Standort",
    "Location",
    "Warehouse",
    "Business Unit",
    "Org",
];
const UNITS: &[&str] = &[
    "Basismengeneinheit",
    "Base Unit of Measure",
    "Base unit",
    "Bedarfseinheit",
    "Bestellmengeneinheit",
    "Order unit",
    "Purchase unit",
    "Komponentenmengeneinheit",
    "Component unit",
    "BME",
    "BUn",
    "OUn",
    "ME",
    "Mengeneinheit",
    "Einheit",
    "UoM",
    "Unit of Measure",
    "Primary UOM",
    "Inventory unit",
    "Units",
    "Unit",
];
const VENDORS: &[&str] = &[
    "Lieferant",
    "Lieferant/Lieferwerk",
    "Lieferantennummer",
    "Hauptlieferant",
    "Regellieferant",
    "Kreditor",
    "Vendor",
    "Vendor/supplying plant",
    "Vendor account",
    "Vendor Number",
    "Vendor ID",
    "Preferred Vendor",
    "Default supplier",
    "Supplier Number",
    "Supplier ID",
    "Supplier",
];
const VENDOR_NAMES: &[&str] = &[
    "Name 1",
    "Lieferantenname",
    "Name des Lieferanten",
    "Vendor Name",
    "Supplier Name",
    "Name of Vendor",
    "Company Name",
    "Name",
];
const LEAD_TIMES: &[&str] = &[
    "Planlieferzeit",
    "PLZ",
    "Plan-LZ",
    "Wiederbeschaffungszeit",
    "WBZ",
    "Planned Delivery Time",
    "Planned Deliv. Time",
    "Purchase lead time",
    "Lead Time",
    "Lieferzeit",
];
const MINIMUM_ORDERS: &[&str] = &[
    "Mindestbestellmenge",
    "Mindestlosgröße",
    "Minimum Order Quantity",
    "Minimum Lot Size",
    "MOQ",
    "Min. order qty",
    "Min. lot size",
];
const ELEMENTS: &[&str] = &[
    "Kontrollierte Elemente",
    "Exportkontrolle",
    "Controlled Elements",
    "Export control",
    "Seltene Erden",
    "Rare earths",
];

/// The fields of a stock list.
const STOCK: &[Known] = &[
    must(Field::Material, MATERIALS),
    may(Field::Description, DESCRIPTIONS),
    must(Field::Plant, PLANTS),
    must(
        Field::Quantity,
        &[
            "Frei verwendbar",
            "Frei verwendbarer Bestand",
            "Unrestricted",
            "Unrestricted Stock",
            "Unrestricted-use",
            "Lagerbestand",
            "Bestandsmenge",
            "Bestand",
            "Quantity On Hand",
            "On-hand Quantity",
            "On Hand",
            "On-Hand",
            "Qty On Hand",
            "Physical inventory",
            "Available physical",
            "Stock",
        ],
    ),
    may(Field::Unit, UNITS),
    may(
        Field::Price,
        &[
            "Stand.-/gleit.Preis",
            "Standardpreis",
            "Gleitender Preis",
            "Bewertungspreis",
            "Verrechnungspreis",
            "Preis",
            "Standard Price",
            "Moving Price",
            "Moving Average Price",
            "Unit Cost",
            "Average Cost",
            "Item Cost",
            "Cost price",
            "Standard Cost",
            "Price",
        ],
    ),
    may(Field::PriceUnit, &["Preiseinheit", "PEH", "Price Unit", "per"]),
    may(Field::Currency, &["Währung", "Währg", "Currency", "Crcy", "Curr."]),
    may(Field::ReorderPoint, &["Meldebestand", "Bestellpunkt", "Reorder Point", "Reorder Pt", "Min. on hand"]),
    may(
        Field::MaximumStock,
        &[
            "Höchstbestand",
            "Maximalbestand",
            "Maximum Stock Level",
            "Maximum Stock",
            "Preferred Stock Level",
            "Max. on hand",
        ],
    ),
    may(Field::FixedLot, &["Feste Losgröße", "Fixed Lot Size", "Fixed Order Quantity"]),
    may(Field::LotMultiple, &["Rundungswert", "Rounding Value", "Lot Multiple", "Order Multiple", "Multiple"]),
    may(Field::MinimumOrder, MINIMUM_ORDERS),
    may(Field::SafetyStock, &["Sicherheitsbestand", "Safety Stock", "Safety Stock Level", "Safety Stock Quantity"]),
    may(Field::LeadTimeDays, LEAD_TIMES),
    may(Field::Vendor, VENDORS),
    may(Field::Elements, ELEMENTS),
];
/// The fields of open purchase orders.
const ORDERS: &[Known] = &[
    must(
        Field::Order,
        &[
            "Einkaufsbeleg",
            "Bestellung",
            "Bestellnummer",
            "Bestell-Nr.",
            "Belegnummer",
            "Purchasing Document",
            "Purch.Doc.",
            "Purchase Order",
            "PO Number",
            "PO No.",
            "Document Number",
            "Order Number",
            "PO",
        ],
    ),
    must(Field::Material, MATERIALS),
    may(Field::Item, &["Position", "Pos.", "Bestellposition", "Line Number", "Line ID", "Line", "Item"]),
    may(Field::Description, DESCRIPTIONS),
    must(Field::Vendor, VENDORS),
    may(Field::VendorName, VENDOR_NAMES),
    must(Field::Plant, PLANTS),
    may(
        Field::Open,
        &[
            "Offene Menge",
            "Offene Bestellmenge",
            "Noch zu liefern",
            "Noch zu liefern (Menge)",
            "Restmenge",
            "Still to be delivered",
            "Still to be delivered (qty)",
            "Open Quantity",
            "Open Qty",
            "Remaining Quantity",
            "Quantity Due",
            "Deliver remainder",
            "Quantity Remaining",
        ],
    ),
    may(
        Field::Ordered,
        &["Bestellmenge", "Order Quantity", "Ordered Quantity", "Quantity Ordered", "Ordered", "Menge", "Quantity"],
    ),
    may(
        Field::Delivered,
        &[
            "Gelieferte Menge",
            "WE-Menge",
            "Wareneingangsmenge",
            "Delivered Quantity",
            "Quantity Received",
            "Received Quantity",
            "Received",
        ],
    ),
    may(
        Field::Unit,
        &[
            "Bestellmengeneinheit",
            "Bedarfseinheit",
            "BME",
            "ME",
            "Mengeneinheit",
            "Einheit",
            "Order Unit",
            "OUn",
            "Purchase unit",
            "UoM",
            "Unit of Measure",
            "Units",
            "Unit",
        ],
    ),
    must(
        Field::Placed,
        &[
            "Bestelldatum",
            "Belegdatum",
            "Anlagedatum",
            "Document Date",
            "Order Date",
            "PO Date",
            "Creation Date",
            "Created date and time",
            "Created",
            "Date Created",
            "Date",
        ],
    ),
    must(
        Field::Due,
        &[
            "Lieferdatum",
            "Liefertermin",
            "Bestätigter Liefertermin",
            "Wunschtermin",
            "Delivery Date",
            "Promised Date",
            "Need-By Date",
            "Due Date",
            "Confirmed receipt date",
            "Requested receipt date",
            "Expected Receipt Date",
        ],
    ),
    may(Field::Shipped, &["Versanddatum", "Abgangsdatum", "Shipping Date", "Shipped On", "Ship Date"]),
    may(
        Field::Closed,
        &[
            "Endlieferkennzeichen",
            "Endlieferung",
            "Löschkennzeichen",
            "Delivery Completed",
            "Deletion Indicator",
            "Closed",
        ],
    ),
];
/// The fields of bills of materials.
const BOM: &[Known] = &[
    must(
        Field::Component,
        &[
            "Komponente",
            "Komponentennummer",
            "Stücklistenkomponente",
            "Einsatzmaterial",
            "Component",
            "Component Item",
            "Component Number",
            "BOM component",
            "Member Item",
        ],
    ),
    must(
        Field::Product,
        &[
            "Kopfmaterial",
            "Erzeugnis",
            "Baugruppe",
            "Oberteil",
            "Material",
            "Parent Item",
            "Parent",
            "Assembly",
            "Assembly Item",
            "Parent Part",
            "Finished Good",
            "BOM Item",
            "Item Number",
            "Item",
        ],
    ),
    may(Field::Plant, PLANTS),
    may(Field::Description, DESCRIPTIONS),
    must(
        Field::Quantity,
        &[
            "Komponentenmenge",
            "Einsatzmenge",
            "Bedarfsmenge",
            "Menge",
            "Component Quantity",
            "Comp. Qty",
            "Quantity Per",
            "Qty Per",
            "Usage Quantity",
            "Quantity",
            "Qty",
        ],
    ),
    may(
        Field::Unit,
        &[
            "Komponentenmengeneinheit",
            "Bedarfseinheit",
            "Component Unit",
            "Component UoM",
            "ME",
            "Mengeneinheit",
            "Einheit",
            "UoM",
            "Unit of Measure",
            "Units",
            "Unit",
        ],
    ),
    may(Field::BaseQuantity, &["Basismenge", "Base Quantity", "Base Qty", "Per series", "Batch Size"]),
    may(
        Field::Scrap,
        &[
            "Komponentenausschuss",
            "Ausschuss",
            "Ausschuss in %",
            "Component Scrap",
            "Scrap",
            "Scrap %",
            "Scrap Factor",
            "Variable scrap",
        ],
    ),
];
/// The fields of a list of vendors.
const VENDOR_LIST: &[Known] = &[
    must(Field::Vendor, VENDORS),
    may(Field::VendorName, VENDOR_NAMES),
    must(
        Field::Country,
        &[
            "Land",
            "Länderschlüssel",
            "LandSchl",
            "Land/Region",
            "Country",
            "Country Key",
            "Country Code",
            "Country/Region",
            "Ctry",
        ],
    ),
    may(Field::Material, MATERIALS),
    may(Field::Plant, PLANTS),
    may(Field::LeadTimeDays, LEAD_TIMES),
    may(Field::Quota, &["Quote", "Quotierung", "Quota", "Split", "Allocation percent"]),
    may(Field::MinimumOrder, MINIMUM_ORDERS),
];
/// The fields of a sales plan.
const PLAN: &[Known] = &[
    must(Field::Product, MATERIALS),
    may(Field::Description, DESCRIPTIONS),
    must(Field::Plant, PLANTS),
    may(
        Field::PerWorkingDay,
        &["Menge je Arbeitstag", "Tagesmenge", "Absatz je Arbeitstag", "Quantity per working day", "Per working day"],
    ),
    may(
        Field::PerMonth,
        &[
            "Planmenge",
            "Monatsmenge",
            "Menge je Monat",
            "Absatzmenge",
            "Planabsatz",
            "Monthly Quantity",
            "Quantity per month",
            "Forecast Quantity",
            "Forecast",
            "Planned Quantity",
        ],
    ),
    may(Field::Unit, UNITS),
    may(Field::From, &["Ab", "Gültig ab", "Monat", "Periode", "Month", "Period", "Valid From", "From"]),
    may(
        Field::Margin,
        &["Deckungsbeitrag", "Deckungsbeitrag je Stück", "DB je Stück", "Contribution Margin", "Unit Margin", "Margin"],
    ),
];

/// Kinds of tables with their fields.
pub(super) const KINDS: [(Kind, &[Known]); 5] =
    [(Kind::Stock, STOCK), (Kind::Orders, ORDERS), (Kind::Bom, BOM), (Kind::Vendors, VENDOR_LIST), (Kind::Plan, PLAN)];

/// The fields of a kind.
#[must_use]
pub(super) fn fields(kind: Kind) -> &'static [Known] {
    KINDS.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, fields)| fields)
}

/// Letters and digits alone: abbreviations are written with all kinds of marks.
#[must_use]
pub(super) fn bare(text: &str) -> String {
    fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

impl Known {
    /// The column that is it, the surest heading first; columns are by their bare headings, nothing where one is taken.
    #[must_use]
    pub(super) fn column(&self, bare_headings: &[Option<(String, String)>]) -> Option<usize> {
        self.headings.iter().find_map(|heading| {
            let wanted = bare(heading);
            let is_it = |known: &Option<(String, String)>| {
                known.as_ref().is_some_and(|(whole, name)| *whole == wanted || *name == wanted)
            };
            bare_headings.iter().position(is_it)
        })
    }
}

/// A heading, whole and without what stands in brackets, as it is compared. Columns of money are no quantities.
#[must_use]
pub(super) fn compared(heading: &str) -> (String, String) {
    let (name, inside) = heading.split_once(['(', '[']).unwrap_or((heading, ""));
    let inside = bare(inside);
    let money = ["wert", "value", "amount"].iter().any(|word| inside.contains(word));
    (bare(heading), if money { String::new() } else { bare(name) })
}

/// Whether a row is a total, or the end of a list, by its first words.
#[must_use]
pub(super) fn is_total(text: &str) -> bool {
    const ENDS: [&str; 13] = [
        "summe",
        "gesamt",
        "zwischensumme",
        "endsumme",
        "ergebnis",
        "total",
        "subtotal",
        "grandtotal",
        "sum",
        "anzahl",
        "ende",
        "endofreport",
        "count",
    ];
    let word = bare(text);
    text.starts_with('*') || ENDS.iter().any(|end| word == *end || (end.len() > 4 && word.starts_with(end)))
}

/// A unit of exports: what it is in a unit of scenarios.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measure {
    /// The unit in which a material of such a kind is counted.
    pub unit: Unit,
    /// How much of that it is.
    pub times: f64,
}

/// Codes of units, as they are compared.
const CODES: [(&[&str], Unit, f64); 12] = [
    (&["kg", "kgm", "kilo", "kilogramm", "kilogram", "kilograms", "kgs"], Unit::Kg, 1.0),
    (&["g", "gr", "grm", "gramm", "gram", "grams"], Unit::Kg, 0.001),
    (&["mg", "milligramm", "milligram"], Unit::Kg, 0.000_001),
    (&["lb", "lbs", "lbr", "pound", "pounds"], Unit::Kg, 0.453_592_37),
    (&["oz", "onz", "ounce", "ounces"], Unit::Kg, 0.028_349_523_125),
    (&["t", "to", "tne", "tonne", "tonnen", "tonnes", "mt"], Unit::T, 1.0),
    (
        &["st", "stk", "stck", "stück", "pc", "pce", "pcs", "piece", "pieces", "ea", "each", "c62", "h87"],
        Unit::Piece,
        1.0,
    ),
    (&["ts", "tsd", "tst", "tsdst", "tausend", "tausendstück", "kpc", "kpcs", "mil", "thousand"], Unit::Piece, 1000.0),
    (&["hu", "hst", "hundert", "hundred", "cen"], Unit::Piece, 100.0),
    (&["dz", "dzn", "dutzend", "dozen"], Unit::Piece, 12.0),
    (&["paa", "paar", "pr", "pair", "pairs"], Unit::Piece, 2.0),
    (&["unit", "units", "einheit"], Unit::Piece, 1.0),
];

/// What a code of a unit means; nothing if it is not known.
#[must_use]
pub(super) fn measure(code: &str) -> Option<Measure> {
    let code = bare(code);
    let (_, unit, times) = CODES.iter().find(|(codes, ..)| codes.contains(&code.as_str()))?;
    Some(Measure { unit: *unit, times: *times })
}

/// A unit as a scenario writes it.
#[must_use]
pub(super) fn unit_key(unit: Unit) -> &'static str {
    match unit {
        Unit::Kg => "kg",
        Unit::T => "t",
        Unit::Piece => "piece",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_with_and_without_their_marks() {
        assert_eq!(compared("Best.-Menge (ME)"), ("bestmengeme".to_owned(), "bestmenge".to_owned()));
        assert_eq!(compared("Still to be delivered (value)").1, "");
        let headings = |list: &[&str]| list.iter().map(|text| Some(compared(text))).collect::<Vec<_>>();
        let material = ORDERS.iter().find(|known| known.field == Field::Material).unwrap();
        assert_eq!(material.column(&headings(&["PO", "Item", "Line"])), Some(1));
        assert_eq!(material.column(&headings(&["PO", "Item", "Material"])), Some(2));
        let lead = STOCK.iter().find(|known| known.field == Field::LeadTimeDays).unwrap();
        assert_eq!(lead.column(&headings(&["PLANLIEFERZEIT (Tage)"])), Some(0));
    }

    #[test]
    fn units_and_totals_are_known() {
        assert_eq!(measure("TS"), Some(Measure { unit: Unit::Piece, times: 1000.0 }));
        assert_eq!(measure("Lbs."), Some(Measure { unit: Unit::Kg, times: 0.453_592_37 }));
        assert_eq!(measure("M2"), None);
        assert!(["* ", "Summe Werk 1000", "Grand total:", "TOTAL", "Sum"].iter().all(|text| is_total(text)));
        assert!(!["SUM-100", "Sumpfgas", "Totem", "Endschalter"].iter().any(|text| is_total(text)));
    }
}
