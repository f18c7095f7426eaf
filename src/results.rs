//! Results that a command wrote: read back as plain data, drawn, and shown together on one page.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::path::Path;
//!
//! use linestop::results::{Format, page, read, render};
//!
//! let found = read(Path::new("output/quickstart"))?;
//! for (name, chart) in found.charts() {
//!     std::fs::write(format!("{name}.svg"), render(&chart, Format::Svg, chart.natural_size()?)?)?;
//! }
//! std::fs::write("report.html", page(&[found], None)?)?;
//! # Ok(())
//! # }
//! ```

pub use crate::chart::{Chart, ChartError, Format, Size, render};
pub use crate::report::{Answer, Found, ReadError, ReportError, TypedColumn, TypedTable, Values, page, read};
