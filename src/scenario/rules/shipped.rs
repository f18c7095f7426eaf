//! The rule packs that come with the program.

use std::sync::LazyLock;

use super::super::problem::Problem;
use super::find::{parsed, unknown};
use super::pack::Pack;
use crate::reading;

/// Names and texts, by country and date.
pub(super) const SHIPPED: [(&str, &str); 34] = [
    ("id-2020-ni", include_str!("../../../rules/id-2020-ni.json")),
    ("id-2023-al", include_str!("../../../rules/id-2023-al.json")),
    ("cn-2023-23", include_str!("../../../rules/cn-2023-23.json")),
    ("cn-2023-39", include_str!("../../../rules/cn-2023-39.json")),
    ("cn-2023-tech", include_str!("../../../rules/cn-2023-tech.json")),
    ("us-dfars", include_str!("../../../rules/us-dfars.json")),
    ("cn-2024-33", include_str!("../../../rules/cn-2024-33.json")),
    ("cn-2024-reg", include_str!("../../../rules/cn-2024-reg.json")),
    ("cn-2024-46-1", include_str!("../../../rules/cn-2024-46-1.json")),
    ("cn-2024-46-2", include_str!("../../../rules/cn-2024-46-2.json")),
    ("cd-2025-ban", include_str!("../../../rules/cd-2025-ban.json")),
    ("cn-2025-10", include_str!("../../../rules/cn-2025-10.json")),
    ("cn-2025-entity-us28", include_str!("../../../rules/cn-2025-entity-us28.json")),
    ("cn-2025-18", include_str!("../../../rules/cn-2025-18.json")),
    ("cn-2025-18-practice", include_str!("../../../rules/cn-2025-18-practice.json")),
    ("id-2026-rkab", include_str!("../../../rules/id-2026-rkab.json")),
    ("cn-2025-total", include_str!("../../../rules/cn-2025-total.json")),
    ("cd-2025-quota", include_str!("../../../rules/cd-2025-quota.json")),
    ("cn-2025-nexperia", include_str!("../../../rules/cn-2025-nexperia.json")),
    ("cn-2025-55", include_str!("../../../rules/cn-2025-55.json")),
    ("cn-2025-56", include_str!("../../../rules/cn-2025-56.json")),
    ("cn-2025-57", include_str!("../../../rules/cn-2025-57.json")),
    ("cn-2025-58", include_str!("../../../rules/cn-2025-58.json")),
    ("cn-2025-61", include_str!("../../../rules/cn-2025-61.json")),
    ("cn-2025-62", include_str!("../../../rules/cn-2025-62.json")),
    ("cn-2025-unrel", include_str!("../../../rules/cn-2025-unrel.json")),
    ("cn-2025-68", include_str!("../../../rules/cn-2025-68.json")),
    ("cn-2025-general", include_str!("../../../rules/cn-2025-general.json")),
    ("cn-2026-1", include_str!("../../../rules/cn-2026-1.json")),
    ("cn-2026-11", include_str!("../../../rules/cn-2026-11.json")),
    ("cn-2026-12", include_str!("../../../rules/cn-2026-12.json")),
    ("cn-2026-us10", include_str!("../../../rules/cn-2026-us10.json")),
    ("cn-2026-jp40-control", include_str!("../../../rules/cn-2026-jp40-control.json")),
    ("cn-2026-jp40-watch", include_str!("../../../rules/cn-2026-jp40-watch.json")),
];

static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    SHIPPED.iter().filter_map(|(id, text)| Some(parsed(&path(id), text, &mut Vec::new(), &mut Vec::new())?.0)).collect()
});

/// The packs, by date and name.
pub(crate) fn all() -> &'static [Pack] {
    &PACKS
}

/// Their names.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(id, _)| *id)
}

/// The pack of a name; if there is none, what was probably meant.
pub(crate) fn shipped(name: &str) -> Result<&'static Pack, Box<Problem>> {
    let id = reading::find(name, ids()).ok_or_else(|| unknown(name))?;
    all().iter().find(|pack| pack.id == id).ok_or_else(|| unknown(name))
}

/// The text of one of them.
pub(super) fn text(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(other, _)| *other == id).map(|(_, text)| *text)
}

/// Where it stands in the project.
pub(super) fn path(id: &str) -> std::path::PathBuf {
    format!("rules/{id}.json").into()
}
