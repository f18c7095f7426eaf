//! `linestop calibrate --lead-times`: how long vendors take, from the dates of orders.

use std::path::Path;

use jiff::civil::Date;

use super::calibrate::{Arguments, from_folder};
use super::load::{input, load, sources, tell_warnings};
use super::options::declared;
use super::{Failure, progress, terminal};
use crate::case::{Case, read_bytes};
use crate::experiment::{LeadTimeColumns, LeadTimesAnswer, read_lead_times, with_lead_times};
use crate::report::{LEAD_TIMES, LeadTimesManifest, StudyManifest, TRANSIT, render_lead_times, write_lead_times};
use crate::scenario::ReadFile;

/// The lead times, and the file that they are from.
pub(super) fn read(arguments: &Arguments, orders: &Path, until: Date) -> Result<(LeadTimesAnswer, ReadFile), Failure> {
    let (bytes, file) = read_bytes(orders).map_err(Failure::Mistake)?;
    let columns = LeadTimeColumns {
        vendor: arguments.vendor_column.clone(),
        ordered: arguments.ordered_column.clone(),
        received: arguments.received_column.clone(),
    };
    let read = read_lead_times(orders, &bytes, &columns, until, declared());
    Ok((read.map_err(|error| Failure::Mistake(format!("{error}\nnothing was written")))?, file))
}

/// Fits and writes the result.
pub(super) fn lead_times(arguments: &Arguments, orders: &Path, until: Date) -> Result<(), Failure> {
    let simulation = &arguments.simulation;
    let case = arguments.scenario.as_ref().map(|path| load(path, &simulation.set, None)).transpose()?;
    let (answer, file) = read(arguments, orders, until)?;
    terminal::notes(&answer.notes);
    let stem = orders.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = format!("lead-times-{stem}");
    let read = arguments.scenario.iter().cloned().chain([orders.to_owned()]).collect();
    let target = simulation.target(vec![name.clone()], read)?;
    let over = case.as_ref().zip(arguments.scenario.as_ref()).map(|(case, path)| {
        tell_warnings(case);
        let extends = from_folder(&simulation.out.join(&name), path);
        let (scenario, notes) = with_lead_times(&answer, case.written(), &extends);
        terminal::notes(&notes);
        (format!("{}-lead-times.json", case.name()), scenario)
    });
    let watch = progress::interruptible()?;
    let cases: Vec<Case> = case.into_iter().collect();
    let manifest = StudyManifest {
        kind: LEAD_TIMES,
        linestop: env!("CARGO_PKG_VERSION").to_owned(),
        scenarios: sources(&cases),
        set: simulation.set.clone(),
        seed: 0,
        trials: 0,
        start: answer.since,
        horizon_days: u32::try_from((until - answer.since).get_days()).unwrap_or(0),
        options: LeadTimesManifest { orders: input(&file), as_of: until, also: simulation.wanted.also() },
        files: Vec::new(),
    };
    let over = over.as_ref().map(|(name, scenario)| (name.as_str(), scenario));
    let mut staging = target.open()?;
    let folder = staging.folder(&name)?;
    terminal::tell_undrawn(&write_lead_times(&folder, &answer, over, &manifest, &watch.stop)?);
    let folders = staging.install()?;
    if simulation.wanted.json {
        return terminal::print_json(&answer);
    }
    terminal::print(&render_lead_times(&answer, terminal::layout()))?;
    for folder in &folders {
        let mut files = vec!["lead-times.json", "lead-times.csv", "lead-time-curves.csv", TRANSIT];
        files.extend(over.map(|(name, _)| name));
        terminal::print(&format!("\n{}", simulation.wanted.written(folder, &files)))?;
        match over {
            Some((name, _)) => terminal::print(&format!("Run it: linestop run {}\n", folder.join(name).display()))?,
            None => terminal::print(&format!("To be pasted into lanes: {}\n", folder.join(TRANSIT).display()))?,
        }
    }
    Ok(())
}
