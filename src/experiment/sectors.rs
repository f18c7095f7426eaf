//! Manufacturers by sector.

use serde::{Deserialize, Serialize};

use super::answer::Chance;
use crate::model::Model;

/// Manufacturers of one sector taken together: it has halted once any of them has.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SectorAnswer {
    /// The sector; empty for manufacturers without one.
    pub sector: String,
    /// Its manufacturers, in the order of the file.
    pub sites: Vec<String>,
    /// Chance that any of them halts within the horizon.
    pub halt: Chance,
    /// Trials in which any of them has halted by the end of each day of the horizon.
    pub trials_halted_by_day: Vec<u64>,
}

/// The sectors of manufacturers in the order in which the file first names them, and that of each line in the order
/// of [`Model::lines`]; none for a supplier.
#[must_use]
pub(super) fn sectors(model: &Model) -> (Vec<&str>, Vec<Option<usize>>) {
    let mut sectors: Vec<&str> = Vec::new();
    let of_line = |site: usize| {
        let site = &model.sites[site];
        site.sales.as_ref()?;
        let known = sectors.iter().position(|sector| *sector == site.sector);
        known.or_else(|| {
            sectors.push(&site.sector);
            Some(sectors.len() - 1)
        })
    };
    let lines = model.lines().into_iter().map(of_line).collect();
    (sectors, lines)
}
