//! `bands`: cover and output of manufacturers over time.
//!
//! Quantiles are pointwise, and each is the lower edge of the histogram bin that it lies in: cover of 12 with
//! bins of 0.5 days is at least 12 and less than 12.5 days; an output share of 0.95 is at least 0.95 and less
//! than 1. The column `bin_width` says how wide the bins are; the last bin is open upwards.

use super::data::{Body, Cell, Data, Field, Kind, quantiles};
use crate::experiment::{FiveBands, RunAnswer};

/// Width of the bins of output, as a share of the plan.
const OUTPUT_BIN: f64 = 0.05;

/// All bands.
pub(super) fn table(answer: &RunAnswer) -> Data<'_> {
    let mut columns = vec![
        Field::new("site", Kind::Text, "", "key of the site in the scenario"),
        Field::new("title", Kind::Text, "", "its name for people"),
        Field::new("date", Kind::Date, "", "the day at whose end the cover stands, and to which the output is summed"),
        Field::new(
            "measure",
            Kind::Text,
            "",
            "cover_days: stock in days of planned need; output_share: output since the date before, as a share of the plan",
        ),
        Field::new(
            "bin_width",
            Kind::Number,
            "as measure",
            "each quantile lies between its number and that plus this width",
        ),
    ];
    columns.extend(quantiles("as measure"));
    let mut rows = Vec::new();
    for bands in &answer.bands {
        let title = answer.lines.iter().find(|line| line.site == bands.site).map_or("", |line| line.title.as_str());
        let measures: [(&str, f64, &FiveBands); 2] = [
            ("cover_days", bands.cover_bin_days, &bands.cover_days),
            ("output_share", OUTPUT_BIN, &bands.output_share),
        ];
        for (measure, width, five) in measures {
            let series = [&five.p05, &five.p25, &five.p50, &five.p75, &five.p95];
            for (at, date) in bands.dates.iter().enumerate() {
                let mut row = vec![Cell::text(&bands.site), Cell::text(title), Cell::Date(*date)];
                row.extend([Cell::text(measure), Cell::Number(width)]);
                row.extend(series.map(|values| Cell::number(values.get(at).copied())));
                rows.push(row);
            }
        }
    }
    Data {
        name: "bands",
        title: "Cover and output",
        about: "Cover and output of manufacturers over time, as quantiles day by day",
        columns,
        rows: Body::Held(rows),
    }
}
