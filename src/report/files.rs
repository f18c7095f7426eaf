//! The files of one result: each is written whole, and noted for the manifest.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ScopedJoinHandle;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::ReportError;
use super::data::Data;
use super::manifest::{self, Again, Manifest, SCENARIOS};
use super::parquet;
use super::seal::sealed;
use super::study::Study;
use super::workbook::{self, Picture};
use crate::chart::{Chart, ChartError, Format, Size};
use crate::experiment::{Stopped, Summing};

/// Name of the workbook in the folder of a result: it is sent around by itself, so it says what it is of.
pub(crate) fn workbook_name(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    format!("{name}.xlsx")
}

/// Files on their way into an empty folder.
pub(super) struct Files<'a> {
    folder: PathBuf,
    names: Vec<String>,
    sums: IndexMap<String, String>,
    undrawn: Vec<Undrawn>,
    stop: &'a AtomicBool,
}

impl<'a> Files<'a> {
    pub(super) fn new(folder: &Path, stop: &'a AtomicBool) -> Self {
        Self { folder: folder.to_owned(), names: Vec::new(), sums: IndexMap::new(), undrawn: Vec::new(), stop }
    }

    /// One file, unless the user has stopped it all.
    pub(super) fn write(
        &mut self,
        name: &str,
        body: impl FnOnce(&mut (dyn Write + Send)) -> std::io::Result<()>,
    ) -> Result<(), ReportError> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(ReportError::Stopped(Stopped));
        }
        self.names.push(name.to_owned());
        let sum = write_file(&self.folder.join(name), body)?;
        self.sums.insert(name.to_owned(), sum);
        Ok(())
    }

    /// What is read back as JSON.
    pub(super) fn json(&mut self, name: &str, value: &impl Serialize) -> Result<(), ReportError> {
        let mut text = Vec::new();
        json(&mut text, value).map_err(ReportError::write(&self.folder.join(name)))?;
        self.write(name, |out| out.write_all(&text))
    }

    /// A table as CSV.
    pub(super) fn table(&mut self, data: &Data) -> Result<(), ReportError> {
        self.write(&format!("{}.csv", data.name), |out| data.csv(out))
    }

    /// What every result has besides its JSON, as far as its manifest asks for it: tables as CSV and as Parquet, a
    /// workbook, charts.
    pub(super) fn forms(&mut self, study: &dyn Study, manifest: &Manifest) -> Result<(), ReportError> {
        let also = manifest.also;
        let tables = study.tables(self.stop);
        for data in &tables {
            self.table(data)?;
            if also.parquet {
                self.write(&format!("{}.parquet", data.name), |out| {
                    parquet::write(out, data, manifest, study.facts().scenario)
                })?;
            }
        }
        let charts = if also.charts { study.charts(&manifest.options) } else { Vec::new() };
        if also.charts {
            self.charts(&charts)?;
        }
        if also.xlsx {
            let name = workbook_name(&self.folder);
            let pictures = self.pictures(&charts)?;
            let bytes = workbook::of(study, &tables, &pictures, manifest)
                .map_err(|source| ReportError::Workbook { name: name.clone(), source })?;
            self.write(&name, |out| out.write_all(&bytes))?;
        }
        Ok(())
    }

    /// The charts that were drawn, as pictures for a workbook.
    fn pictures(&self, charts: &[(impl AsRef<str>, Chart)]) -> Result<Vec<Picture>, ReportError> {
        let mut pictures = Vec::new();
        for (name, chart) in charts {
            let name = format!("charts/{}.png", name.as_ref());
            if self.names.contains(&name) {
                let path = self.folder.join(&name);
                let png = std::fs::read(&path).map_err(ReportError::write(&path))?;
                pictures.push(Picture { title: chart.caption().title.clone(), png });
            }
        }
        Ok(pictures)
    }

    /// Charts, each as SVG and PNG. One that cannot be drawn is noted, and the others are.
    pub(super) fn charts(&mut self, charts: &[(impl AsRef<str>, Chart)]) -> Result<(), ReportError> {
        let path = self.folder.join("charts");
        std::fs::create_dir(&path).map_err(ReportError::write(&path))?;
        let at_once = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        for some in charts.chunks(at_once) {
            let drawn: Vec<_> = std::thread::scope(|scope| {
                let draw = |chart| std::thread::Builder::new().spawn_scoped(scope, move || in_all_forms(chart));
                let drawing: Vec<_> = some.iter().map(|(_, chart)| (chart, draw(chart))).collect();
                let fault = |_| FORMS.map(|_| Err(ChartError::Drawing("a fault of linestop".to_owned())));
                // Where there is no thread to be had, the chart is drawn here.
                let forms = |(chart, thread): (&Chart, std::io::Result<ScopedJoinHandle<Forms>>)| match thread {
                    Ok(thread) => thread.join().unwrap_or_else(fault),
                    Err(_) => in_all_forms(chart),
                };
                drawing.into_iter().map(forms).collect()
            });
            for ((name, _), forms) in some.iter().zip(drawn) {
                let name = name.as_ref();
                let mut failed = Vec::new();
                for ((ending, _), drawn) in FORMS.iter().zip(forms) {
                    match drawn {
                        Ok(bytes) => self.write(&format!("charts/{name}.{ending}"), |out| out.write_all(&bytes))?,
                        Err(error) => failed.push((*ending, error.to_string())),
                    }
                }
                self.undrawn.extend(Undrawn::of(name, &failed));
            }
        }
        Ok(())
    }

    /// The scenarios and the manifest, last of all: `with` puts the list of files into it.
    pub(super) fn manifest<M: Serialize>(
        mut self,
        again: &Again,
        with: impl FnOnce(Vec<String>) -> M,
    ) -> Result<Written, ReportError> {
        // Those of which a list says more than "charts" and the like.
        let plain = |name: &&String| [".json", ".csv"].iter().any(|ending| name.ends_with(ending));
        let listed = self.names.iter().filter(plain).cloned().collect();
        let path = self.folder.join(SCENARIOS);
        std::fs::create_dir(&path).map_err(ReportError::write(&path))?;
        for (name, scenario) in &again.scenarios {
            self.json(&format!("{SCENARIOS}/{name}.json"), scenario)?;
        }
        self.names.push(manifest::NAME.to_owned());
        self.names.sort();
        let manifest = Summed { manifest: with(self.names), sha256: self.sums, charts_not_drawn: &self.undrawn };
        let mut text = Vec::new();
        let path = self.folder.join(manifest::NAME);
        json(&mut text, &manifest).map_err(ReportError::write(&path))?;
        write_file(&path, |out| out.write_all(&sealed(text)))?;
        Ok(Written { files: listed, undrawn: self.undrawn })
    }
}

/// What was written.
pub(crate) struct Written {
    /// The answer and its tables, in the order in which they are told.
    pub files: Vec<String>,
    /// Charts that could not be drawn.
    pub undrawn: Vec<Undrawn>,
}

/// A chart that could not be drawn. It costs nothing but itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Undrawn {
    /// Its name, with the ending of the file if it was drawn in other formats.
    pub chart: String,
    /// Why.
    pub why: String,
}

impl Undrawn {
    /// Of the formats in which a chart could not be drawn, and why not.
    fn of(name: &str, failed: &[(&str, String)]) -> Vec<Self> {
        match failed {
            [(_, why), rest @ ..] if rest.len() + 1 == FORMS.len() && rest.iter().all(|(_, other)| other == why) => {
                vec![Self { chart: name.to_owned(), why: why.clone() }]
            }
            some => {
                some.iter().map(|(ending, why)| Self { chart: format!("{name}.{ending}"), why: why.clone() }).collect()
            }
        }
    }
}

/// Formats in which charts are drawn, by the endings of their files.
const FORMS: [(&str, Format); 2] = [("svg", Format::Svg), ("png", Format::Png)];

/// A chart in each format, as far as it can be drawn.
type Forms = [Result<Vec<u8>, ChartError>; 2];

/// A chart in its natural size, in each format.
fn in_all_forms(chart: &Chart) -> Forms {
    let size = chart.natural_size();
    FORMS.map(|(_, format)| drawn(chart, format, size.clone()?))
}

/// A chart as the bytes of a file, sealed.
///
/// # Errors
/// What drawing a chart can fail with.
pub(crate) fn drawn(chart: &Chart, format: Format, size: Size) -> Result<Vec<u8>, ChartError> {
    crate::chart::render(chart, format, size).map(sealed)
}

/// A manifest with the sums of all files but itself.
#[derive(Serialize)]
struct Summed<'a, M> {
    #[serde(flatten)]
    manifest: M,
    /// SHA-256 by file.
    sha256: IndexMap<String, String>,
    #[serde(skip_serializing_if = "<[Undrawn]>::is_empty")]
    charts_not_drawn: &'a [Undrawn],
}

/// Writes a file and sums it up.
fn write_file(
    path: &Path,
    body: impl FnOnce(&mut (dyn Write + Send)) -> std::io::Result<()>,
) -> Result<String, ReportError> {
    let write = || -> std::io::Result<String> {
        let mut out = BufWriter::with_capacity(1 << 16, Summing::new(File::create_new(path)?));
        body(&mut out)?;
        let summing = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        Ok(summing.finish().0)
    };
    write().map_err(|source| {
        let stopped = source.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Stopped>);
        if stopped { ReportError::Stopped(Stopped) } else { ReportError::Write { path: path.to_owned(), source } }
    })
}

fn json(out: &mut dyn Write, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::LossDistribution;

    #[test]
    fn a_chart_that_cannot_be_drawn_is_noted_and_the_others_are_drawn() {
        let home = tempfile::tempdir().unwrap();
        let stop = AtomicBool::new(false);
        let mut files = Files::new(home.path(), &stop);
        let chart =
            |share_zero| Chart::LossDistribution(LossDistribution { share_zero, ..LossDistribution::default() });
        files.charts(&[("bad", chart(f64::NAN)), ("good", chart(0.5))]).unwrap();
        let written = files.manifest(&Again::default(), |files| serde_json::json!({"files": files})).unwrap();
        assert_eq!(written.undrawn.iter().map(|one| one.chart.as_str()).collect::<Vec<_>>(), ["bad"]);
        let manifest: serde_json::Value =
            serde_json::from_slice(&std::fs::read(home.path().join(manifest::NAME)).unwrap()).unwrap();
        assert_eq!(manifest["files"], serde_json::json!(["charts/good.png", "charts/good.svg", "manifest.json"]));
        assert_eq!(manifest["charts_not_drawn"][0]["chart"], "bad");
        assert!(manifest["charts_not_drawn"][0]["why"].as_str().unwrap().contains("not a number"));
    }

    #[test]
    fn a_chart_that_fails_in_one_format_is_named_with_it() {
        let png = Undrawn::of("loss", &[("png", "too many dots".to_owned())]);
        assert_eq!(png, [Undrawn { chart: "loss.png".to_owned(), why: "too many dots".to_owned() }]);
        let both = Undrawn::of("loss", &[("svg", "x".to_owned()), ("png", "x".to_owned())]);
        assert_eq!(both, [Undrawn { chart: "loss".to_owned(), why: "x".to_owned() }]);
    }
}
