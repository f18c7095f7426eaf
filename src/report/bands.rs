//! `bands.csv`: cover and output of manufacturers over time.
//!
//! Quantiles are pointwise, and each is the lower edge of the histogram bin that it lies in: cover of 12 with
//! bins of 0.5 days is at least 12 and less than 12.5 days; an output share of 0.95 is at least 0.95 and less
//! than 1. The column `bin_width` says how wide the bins are; the last bin is open upwards.

use std::io::Write;

use csv::Writer;

use crate::experiment::{FiveBands, RunAnswer};

/// Width of the bins of output, as a share of the plan.
const OUTPUT_BIN: f64 = 0.05;

/// Writes all bands.
pub(super) fn write(out: &mut dyn Write, answer: &RunAnswer) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    csv.write_record(["site", "date", "measure", "bin_width", "p5", "p25", "p50", "p75", "p95"])?;
    for bands in &answer.bands {
        let measures: [(&str, f64, &FiveBands); 2] = [
            ("cover_days", bands.cover_bin_days, &bands.cover_days),
            ("output_share", OUTPUT_BIN, &bands.output_share),
        ];
        for (measure, width, five) in measures {
            let series = [&five.p05, &five.p25, &five.p50, &five.p75, &five.p95];
            for (at, date) in bands.dates.iter().enumerate() {
                let mut row = vec![bands.site.clone(), date.to_string(), measure.to_owned(), width.to_string()];
                row.extend(series.map(|values| values.get(at).map_or(String::new(), f64::to_string)));
                csv.write_record(row)?;
            }
        }
    }
    csv.flush()
}
