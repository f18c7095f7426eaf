//! Results as one HTML page that needs nothing else: no network, no other file.
//!
//! Each kind of result has a file here that puts its answer into words and tables, as a [`Content`]. All else is the
//! same for all: charts, assumptions, what was not modelled, how to do it again. The page itself is `page.html`, with
//! `style.css` and `page.js` inside.

mod limits;

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use minijinja::value::Serde;
use minijinja::{Environment, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::ReportError;
use super::assumptions::{self, Assumptions};
use super::content::Content;
use super::files::Undrawn;
use super::read::{Found, command_line};
use super::words::thousands;
use crate::chart::{fonts, render_inline};
pub(super) use limits::not_modelled;

const TEMPLATES: [(&str, &str); 2] =
    [("page.html", include_str!("page.html")), ("result.html", include_str!("result.html"))];
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("page.js");

/// All that a page shows.
#[derive(Serialize)]
struct Page {
    title: String,
    version: &'static str,
    style: String,
    script: String,
    /// What the page may do: nothing but show itself.
    policy: String,
    results: Vec<Shown>,
    limits: Vec<String>,
}

/// What a page shows of one result.
#[derive(Serialize)]
struct Shown {
    id: String,
    content: Content,
    charts: Vec<Drawn>,
    undrawn: Vec<Undrawn>,
    assumptions: Vec<Assumptions>,
    again: Again,
}

#[derive(Serialize)]
struct Drawn {
    id: String,
    name: String,
    /// Title, subtitle and small print, for screens that are too narrow for those of the chart.
    caption: [String; 3],
    svg: String,
    width: u32,
    /// Whether it is about as high as it is wide, or higher.
    tall: bool,
    /// Bands that can be shown and hidden.
    bands: Vec<&'static str>,
}

/// What it takes to do it all again.
#[derive(Serialize)]
struct Again {
    folder: String,
    command: String,
    facts: Vec<(&'static str, String)>,
    files: Vec<(String, String)>,
}

/// Results as one HTML page, in the order given, under a title of its own or that of what it shows. A page of several
/// results begins with the first sentences of each. A chart that cannot be drawn is named in its place.
///
/// # Errors
/// A template that does not fit.
pub fn page(results: &[Found], title: Option<&str>) -> Result<String, ReportError> {
    let shown: Vec<Shown> =
        results.iter().enumerate().map(|(at, found)| result(found, &format!("result-{}", at + 1))).collect();
    let title = match (title, &shown[..]) {
        (Some(title), _) => title.to_owned(),
        (None, [only]) => only.content.title.clone(),
        (None, all) => {
            let mut names: Vec<&str> = Vec::new();
            for result in all {
                if !names.contains(&result.content.scenario.as_str()) {
                    names.push(&result.content.scenario);
                }
            }
            names.join("; ")
        }
    };
    // As it stands between its tags: its sum is of all of it.
    let script = format!("\n{SCRIPT}\n");
    let page = Page {
        title,
        version: env!("CARGO_PKG_VERSION"),
        style: format!("{}{STYLE}", faces()),
        policy: policy(&script),
        script,
        results: shown,
        limits: not_modelled(),
    };
    let mut templates = Environment::new();
    templates.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    for (name, text) in TEMPLATES {
        templates.add_template(name, text).map_err(ReportError::page)?;
    }
    let template = templates.get_template("page.html").map_err(ReportError::page)?;
    template.render(Value::from(Serde(&page))).map_err(ReportError::page)
}

fn result(found: &Found, id: &str) -> Shown {
    let (mut charts, mut undrawn) = (Vec::new(), Vec::new());
    for (name, chart) in found.charts() {
        let id = format!("{id}-{name}");
        let words = chart.caption();
        let drawn = chart.natural_size().and_then(|size| Ok((size, render_inline(&chart, size, &id)?)));
        let (size, inline) = match drawn {
            Ok(drawn) => drawn,
            Err(error) => {
                undrawn.push(Undrawn { chart: name, why: error.to_string() });
                continue;
            }
        };
        charts.push(Drawn {
            id,
            name,
            caption: [&words.title, &words.subtitle, &words.footnote].map(Clone::clone),
            svg: inline.svg,
            width: size.width,
            tall: size.height * 10 > size.width * 9,
            bands: inline.bands,
        });
    }
    let manifest = &found.manifest;
    let is_json = |file: &str| Path::new(file).extension().is_some_and(|ending| ending == "json");
    let read_back = manifest.sha256.iter().filter(|(file, _)| is_json(file));
    let mut facts = vec![("Program", format!("linestop {}", manifest.linestop))];
    // What plays nothing has neither.
    if manifest.trials > 0 {
        facts.push(("Seed of all random numbers", manifest.seed.to_string()));
        facts.push(("Trials", thousands(manifest.trials)));
    }
    facts.extend(found.answer.study().span());
    let again = Again {
        folder: found.name.clone(),
        command: command_line(manifest.command.iter().map(String::as_str)),
        facts,
        files: read_back.map(|(file, sum)| (file.clone(), sum.clone())).collect(),
    };
    let assumptions: Vec<Assumptions> =
        found.scenarios.iter().map(|(name, scenario)| assumptions::of(name, scenario)).collect();
    let content = found.answer.study().content(assumptions.first());
    Shown { id: id.to_owned(), content, charts, undrawn, assumptions, again }
}

/// The policy of content of the page: its own script and styles, typefaces inside it, nothing from elsewhere.
fn policy(script: &str) -> String {
    let sum = BASE64.encode(Sha256::digest(script));
    format!(
        "default-src 'none'; script-src 'sha256-{sum}'; style-src 'unsafe-inline'; font-src data:; img-src data:; \
         base-uri 'none'; form-action 'none'"
    )
}

/// The typeface of text and charts, inside the page.
fn faces() -> String {
    let face = |(weight, bytes): (u16, &[u8])| {
        let data = BASE64.encode(bytes);
        format!(
            "@font-face{{font-family:Roboto;font-weight:{weight};font-display:block;src:url(data:font/ttf;base64,{data}) \
             format('truetype')}}\n"
        )
    };
    fonts().map(face).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_can_be_read() {
        let mut templates = Environment::new();
        for (name, text) in TEMPLATES {
            templates.add_template(name, text).unwrap();
        }
    }
}
