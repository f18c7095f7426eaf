//! By which headings the fields of each kind of table are known: what ERP systems print, in German and English.
//!
//! The lists are data; to teach another heading, it is put into the list of its field.

mod buying;
mod making;
mod shared;

use super::fields::{Field, Kind};
use super::words::bare;
use buying::{ORDERS, VENDOR_LIST};
use making::{BOM, PLAN, STOCK};

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

/// Kinds of tables with their fields.
pub(super) const KINDS: [(Kind, &[Known]); 5] =
    [(Kind::Stock, STOCK), (Kind::Orders, ORDERS), (Kind::Bom, BOM), (Kind::Vendors, VENDOR_LIST), (Kind::Plan, PLAN)];

/// The fields of a kind.
#[must_use]
pub(super) fn fields(kind: Kind) -> &'static [Known] {
    KINDS.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, fields)| fields)
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

#[cfg(test)]
mod tests {
    use super::super::words::compared;
    use super::*;

    #[test]
    fn headings_are_known_with_and_without_their_marks() {
        let headings = |list: &[&str]| list.iter().map(|text| Some(compared(text))).collect::<Vec<_>>();
        let material = fields(Kind::Orders).iter().find(|known| known.field == Field::Material).unwrap();
        assert_eq!(material.column(&headings(&["PO", "Item", "Line"])), Some(1));
        assert_eq!(material.column(&headings(&["PO", "Item", "Material"])), Some(2));
        let lead = fields(Kind::Stock).iter().find(|known| known.field == Field::LeadTimeDays).unwrap();
        assert_eq!(lead.column(&headings(&["PLANLIEFERZEIT (Tage)"])), Some(0));
    }
}
