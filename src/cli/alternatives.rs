//! Alternatives that are put together on the command line: `--alternative "NAME: PARAM=VALUE, LEVER, …"`.

use std::path::{Path, PathBuf};

use super::Failure;
use super::load::told;
use super::mistakes::Mistakes;
use super::setting::parse_set;
use crate::case::{Case, Error};
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
    let mut wrong = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if part.contains('=') {
            match parse_set(part) {
                Ok(set) => asked.set.push(set),
                Err(why) => wrong.push(format!("{part}: {why}")),
            }
        } else if part.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            let before = at.checked_sub(1).and_then(|before| parts.get(before)).copied().unwrap_or_default();
            wrong.push(format!(
                "\"{before},{part}\" can be read in two ways: commas part what is set; write numbers without them, \
                 or semicolons between what is set"
            ));
        } else if is_file(part) {
            if at > 0 {
                wrong.push(format!("\"{part}\" must come first: it is the scenario that the alternative starts from"));
            }
            asked.file = Some(PathBuf::from(part));
        } else {
            asked.levers.push((*part).to_owned());
        }
    }
    if parts.is_empty() {
        return Err(format!("nothing follows its name; {EXAMPLE}"));
    }
    if wrong.is_empty() { Ok(asked) } else { Err(wrong.join("; ")) }
}

fn is_file(part: &str) -> bool {
    let ending = Path::new(part).extension();
    ending.is_some_and(|ending| ["json", "jsonc"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// The alternative as a case, of a base that a program holds.
pub(super) fn changed(asked: &Asked, base: &Case, everywhere: &[(String, Setting)]) -> Result<Case, Error> {
    let own = asked.file.as_ref().map(|file| Case::load_with(file, everywhere)).transpose()?;
    let levers = (!asked.levers.is_empty()).then(|| asked.levers.join("+"));
    Ok(own.as_ref().unwrap_or(base).changed(&asked.set, levers.as_deref())?.named(&asked.name, &asked.name))
}

/// The alternative as a case. What is set in every scenario holds in it too, unless it says otherwise.
pub(super) fn case(asked: &Asked, base: &Case, everywhere: &[(String, Setting)]) -> Result<Case, Failure> {
    let refused = |problems: &Problems| {
        told(problems);
        Failure::Mistake(format!("the alternative \"{}\" has errors; nothing was run", asked.name))
    };
    let own = match &asked.file {
        None => None,
        Some(file) => Some(Case::load_with(file, everywhere).map_err(|problems| refused(&problems))?),
    };
    let levers = (!asked.levers.is_empty()).then(|| asked.levers.join("+"));
    match own.as_ref().unwrap_or(base).changed(&asked.set, levers.as_deref()) {
        // What is so in the base too has been told.
        Ok(case) => Ok(case.named(&asked.name, &asked.name).quiet_beside(base)),
        Err(Error::Several(errors)) => {
            let mut wrong = Mistakes::default();
            for error in errors {
                wrong.keep(match error {
                    Error::Scenario(problems) => Err::<(), _>(refused(&problems)),
                    other => Err(other.into()),
                });
            }
            Err(wrong.failure())
        }
        Err(Error::Scenario(problems)) => Err(refused(&problems)),
        Err(error) => Err(error.into()),
    }
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
