//! `bands`: cover and output of manufacturers over time.
//!
//! Quantiles are pointwise, and each is the lower edge of the histogram bin that it lies in: cover of 12 with
//! bins of 0.5 days is at least 12 and less than 12.5 days; an output share of 0.95 is at least 0.95 and less
//! than 1. The column `bin_width` says how wide the bins are; the last bin is open upwards.

use super::data::Data;
use super::fields::Fields;
use crate::experiment::{BandAnswer, FiveBands, RunAnswer};

/// Width of the bins of output, as a share of the plan.
const OUTPUT_BIN: f64 = 0.05;

/// All bands.
pub(super) fn table(answer: &RunAnswer) -> Data<'_> {
    type Row<'a> = (&'a BandAnswer, &'a str, (&'static str, f64, &'a FiveBands), usize);
    let mut columns = Fields::<Row>::new();
    columns.named(["site", "title"], "key of the site in the scenario", |(bands, title, ..)| (&bands.site, title));
    let about = "the day at whose end the cover stands, and to which the output is summed";
    columns.date("date", about, |(bands, .., at)| bands.dates.get(at).copied());
    let about =
        "cover_days: stock in days of planned need; output_share: output since the date before, as a share of the plan";
    columns.text("measure", about, |(.., (measure, ..), _)| measure);
    let about = "each quantile lies between its number and that plus this width";
    columns.number("bin_width", "as measure", about, |(.., (_, width, _), _)| Some(width));
    columns.quantiles("as measure", |(.., (.., five), at)| five.at(at));
    let rows = answer.bands.iter().flat_map(|bands| {
        let title = answer.line(&bands.site).map_or("", |line| line.title.as_str());
        let measures = [
            ("cover_days", bands.cover_bin_days, &bands.cover_days),
            ("output_share", OUTPUT_BIN, &bands.output_share),
        ];
        measures.into_iter().flat_map(move |measure| (0..bands.dates.len()).map(move |at| (bands, title, measure, at)))
    });
    let about = "Cover and output of manufacturers over time, as quantiles day by day";
    columns.table(("bands", "Cover and output"), about, rows)
}
