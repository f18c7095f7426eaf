//! `quotas`: what is licensed under quotas by month.

use super::data::{Body, Cell, Data, Field, Kind, quantiles};
use crate::experiment::RunAnswer;

/// All quotas by month.
pub(super) fn table(answer: &RunAnswer) -> Data<'_> {
    let mut columns = vec![
        Field::new("authority", Kind::Text, "", "key of the authority in the scenario"),
        Field::new("authority_title", Kind::Text, "", "its name for people"),
        Field::new("material", Kind::Text, "", "key of the material in the scenario"),
        Field::new("material_title", Kind::Text, "", "its name for people"),
        Field::new("month", Kind::Month, "", "the month, as its first day"),
        Field::new("unit", Kind::Text, "", "unit of the quantities"),
        Field::new(
            "quota",
            Kind::Number,
            "as unit",
            "the quota at the end of the month, before what regimes make of it: median of the trials",
        ),
        Field::new("licensed", Kind::Number, "as unit", "licensed in the month: mean of the trials"),
        Field::new("licensed_low", Kind::Number, "as unit", "lower end of its 95 % interval"),
        Field::new("licensed_high", Kind::Number, "as unit", "upper end of its 95 % interval"),
    ];
    columns.extend(quantiles("as unit"));
    let mut rows = Vec::new();
    for authority in &answer.authorities {
        for quota in &authority.quotas {
            for (at, month) in quota.months.iter().enumerate() {
                let (licensed, bands) = (quota.licensed[at], &quota.bands);
                let mut row = vec![
                    Cell::text(&authority.authority),
                    Cell::text(&authority.title),
                    Cell::text(&quota.material),
                    Cell::text(&quota.title),
                    Cell::Date(*month),
                    Cell::text(&quota.unit),
                    Cell::Number(quota.quota[at]),
                    Cell::Number(licensed.value),
                    Cell::number(licensed.low),
                    Cell::number(licensed.high),
                ];
                let series = [&bands.p05, &bands.p25, &bands.p50, &bands.p75, &bands.p95];
                row.extend(series.map(|values| Cell::Number(values[at])));
                rows.push(row);
            }
        }
    }
    Data {
        name: "quotas",
        title: "Quotas",
        about: "What is licensed under quotas by month, means with 95 % intervals and quantiles",
        columns,
        rows: Body::Held(rows),
    }
}
