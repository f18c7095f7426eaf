//! What tables hold and what their columns say, as a mapping file writes it.

use serde::{Deserialize, Serialize};

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
