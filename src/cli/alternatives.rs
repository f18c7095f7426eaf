//! Alternatives that are put together on the command line: `--alternative "NAME: PARAM=VALUE, LEVER, …"`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::load::{Origin, Ready, compile, load_one};
use super::setting::parse_set;
use super::{Failure, levers, terminal};
use crate::experiment::fingerprint;
use crate::scenario::{Problems, Setting};

/// An alternative as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    /// Its name.
    name: String,
    /// Another scenario than the base that it starts from.
    file: Option<PathBuf>,
    /// Values that it sets.
    set: Vec<(String, Setting)>,
    /// Levers that it pulls.
    levers: Vec<String>,
}

/// Reads `NAME: PARAM=VALUE, LEVER, …`; a scenario file may come first.
pub(super) fn parse(text: &str) -> Result<Asked, String> {
    const EXAMPLE: &str = "write \"NAME: PARAM=VALUE, PARAM=VALUE\", such as \"Long freeze: freeze_length=60\"";
    let (name, parts) = text.split_once(':').ok_or_else(|| format!("it has no \":\" after its name; {EXAMPLE}"))?;
    let name = name.trim();
    if name.is_empty() {
        return Err(format!("there is no name before \":\"; {EXAMPLE}"));
    }
    let mut asked = Asked { name: name.to_owned(), file: None, set: Vec::new(), levers: Vec::new() };
    // Semicolons leave commas to numbers.
    let between = if parts.contains(';') { ';' } else { ',' };
    let parts: Vec<&str> = parts.split(between).map(str::trim).filter(|part| !part.is_empty()).collect();
    for (at, part) in parts.iter().enumerate() {
        if part.contains('=') {
            asked.set.push(parse_set(part).map_err(|why| format!("{part}: {why}"))?);
        } else if part.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            let before = at.checked_sub(1).and_then(|before| parts.get(before)).copied().unwrap_or_default();
            return Err(format!(
                "\"{before},{part}\" can be read in two ways: commas part what is set; write numbers without them, \
                 or semicolons between what is set"
            ));
        } else if is_file(part) {
            if at > 0 {
                return Err(format!("\"{part}\" must come first: it is the scenario that the alternative starts from"));
            }
            asked.file = Some(PathBuf::from(part));
        } else {
            asked.levers.push((*part).to_owned());
        }
    }
    if parts.is_empty() {
        return Err(format!("nothing follows its name; {EXAMPLE}"));
    }
    Ok(asked)
}

fn is_file(part: &str) -> bool {
    let ending = Path::new(part).extension();
    ending.is_some_and(|ending| ["json", "jsonc"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// The alternative, ready to be simulated. What is set in every scenario holds in it too, unless it says otherwise.
pub(super) fn ready(asked: &Asked, base: &Ready, everywhere: &[(String, Setting)]) -> Result<Ready, Failure> {
    let told = |problems: &Problems| {
        terminal::tell(&format!("{}\n", problems.render(terminal::colour_on_stderr())));
        Failure::Mistake(format!("the alternative \"{}\" has errors; nothing was run", asked.name))
    };
    let own = match &asked.file {
        None => None,
        Some(file) => Some(load_one(file, everywhere).map_err(|problems| told(&problems))?),
    };
    let start = own.as_ref().unwrap_or(base);
    let mut set: Vec<(String, Setting)> =
        everywhere.iter().filter(|(name, _)| asked.set.iter().all(|(own, _)| own != name)).cloned().collect();
    set.extend(asked.set.iter().cloned());
    let mut loaded = start.document.with(&set).map_err(|problems| told(&problems))?;
    if !asked.levers.is_empty() {
        levers::pull_in(&mut loaded, &asked.levers.join("+"))?;
    }
    // What is so in the base too has been told.
    loaded.warnings.retain(|warning| !base.loaded.warnings.contains(warning));
    loaded.plan.retain(|note| !base.loaded.plan.contains(note));
    loaded.name.clone_from(&asked.name);
    loaded.scenario.title.clone_from(&asked.name);
    let model = compile(Path::new(&asked.name), &loaded).map_err(|problems| told(&problems))?;
    let sha256 = fingerprint(&loaded.merged);
    let origin: Origin = start.origin.clone();
    Ok(Ready { loaded, model, sha256, document: Arc::clone(&start.document), origin })
}

/// The words of an alternative with its file as it lies in the folder of the result.
pub(super) fn again(text: &str, given: &[(&Path, Option<&str>)]) -> String {
    let Some(Asked { file: Some(file), .. }) = parse(text).ok() else { return text.to_owned() };
    let kept = given.iter().find(|(path, _)| *path == file).and_then(|(_, kept)| *kept);
    let Some(kept) = kept else { return text.to_owned() };
    text.replacen(&file.display().to_string(), &format!("scenarios/{kept}.json"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alternative_has_a_name_values_levers_and_perhaps_a_file() {
        let asked =
            parse("Slow and long: a/b.json, freeze_length=60, lanes.sea.transit_days = 40, more_stock").unwrap();
        assert_eq!((asked.name.as_str(), asked.file.as_deref()), ("Slow and long", Some(Path::new("a/b.json"))));
        assert_eq!(
            asked.set,
            [
                ("freeze_length".to_owned(), Setting::Number(60.0)),
                ("lanes.sea.transit_days".to_owned(), Setting::Number(40.0))
            ]
        );
        assert_eq!(asked.levers, ["more_stock"]);
        assert_eq!(parse(&"A: a/b.json, x=1, y=2".replace(',', ";")), parse("A: a/b.json, x=1, y=2"));
        for (text, says) in [
            ("x=1", "no \":\""),
            (": x=1", "no name"),
            ("A:", "nothing follows"),
            ("A: x=1,000", "\"x=1,000\" can be read in two ways"),
            ("A: x=1, b.json", "must come first"),
            ("A: x=one", "x=one: "),
        ] {
            let told = parse(text).unwrap_err();
            assert!(told.contains(says), "{text}: {told}");
        }
    }

    #[test]
    fn its_file_is_found_again_in_the_folder_of_the_result() {
        let given = [(Path::new("a/b.json"), Some("b"))];
        assert_eq!(again("A: a/b.json, x=1", &given), "A: scenarios/b.json, x=1");
        assert_eq!(again("A: x=1", &given), "A: x=1");
    }
}
