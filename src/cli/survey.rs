//! `linestop calibrate --survey`: how long decisions take, from a survey in classes.

use std::path::Path;

use jiff::civil::Date;

use super::calibrate::{Arguments, from_folder};
use super::load::{input, load, sources, tell_warnings};
use super::options::declared;
use super::{Failure, progress, terminal};
use crate::case::{Case, read_bytes};
use crate::experiment::{SurveyAnswer, read_survey};
use crate::report::{REVIEW, SURVEY, StudyManifest, SurveyManifest, render_survey, write_survey};
use crate::scenario::ReadFile;

/// Fits the answers of the file.
pub(super) fn read(answers: &Path, as_of: Date) -> Result<(SurveyAnswer, ReadFile), Failure> {
    let (bytes, file) = read_bytes(answers).map_err(Failure::Mistake)?;
    let read = read_survey(answers, &bytes, as_of, declared());
    Ok((read.map_err(|error| Failure::Mistake(format!("{error}\nnothing was written")))?, file))
}

/// Fits and writes the result.
pub(super) fn survey(arguments: &Arguments, answers: &Path, as_of: Date) -> Result<(), Failure> {
    let simulation = &arguments.simulation;
    let case = arguments.scenario.as_ref().map(|path| load(path, &simulation.set, None)).transpose()?;
    let (answer, file) = read(answers, as_of)?;
    terminal::notes(&answer.notes);
    let stem = answers.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = format!("survey-{stem}");
    let read = arguments.scenario.iter().cloned().chain([answers.to_owned()]).collect();
    let target = simulation.target(vec![name.clone()], read)?;
    let over = case.as_ref().zip(arguments.scenario.as_ref()).map(|(case, path)| {
        tell_warnings(case);
        let (scenario, notes) = case.with_survey(&answer, &from_folder(&simulation.out.join(&name), path));
        terminal::notes(&notes);
        (format!("{}-survey.json", case.name()), scenario)
    });
    let watch = progress::interruptible()?;
    let cases: Vec<Case> = case.into_iter().collect();
    let manifest = StudyManifest {
        kind: SURVEY,
        linestop: env!("CARGO_PKG_VERSION").to_owned(),
        scenarios: sources(&cases),
        set: simulation.set.clone(),
        seed: 0,
        trials: 0,
        start: as_of,
        horizon_days: 0,
        options: SurveyManifest { survey: input(&file), as_of, also: simulation.wanted.also() },
        files: Vec::new(),
    };
    let over = over.as_ref().map(|(name, scenario)| (name.as_str(), scenario));
    let mut staging = target.open()?;
    let folder = staging.folder(&name)?;
    terminal::tell_undrawn(&write_survey(&folder, &answer, over, &manifest, &watch.stop)?);
    let folders = staging.install()?;
    if simulation.wanted.json {
        return terminal::print_json(&answer);
    }
    terminal::print(&render_survey(&answer, terminal::layout()))?;
    for folder in &folders {
        let mut files = vec!["survey.json", "survey.csv", "survey-classes.csv", REVIEW];
        files.extend(over.map(|(name, _)| name));
        terminal::print(&format!("\n{}", simulation.wanted.written(folder, &files)))?;
        match over {
            Some((name, _)) => terminal::print(&format!("Run it: linestop run {}\n", folder.join(name).display()))?,
            None => terminal::print(&format!("To be pasted into a desk: {}\n", folder.join(REVIEW).display()))?,
        }
    }
    Ok(())
}
