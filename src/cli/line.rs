//! The words of the command line, read by clap: a number below 0 is a value of its option, and what is wrong with
//! several options is told at once.

use std::any::TypeId;
use std::ffi::{OsStr, OsString};
use std::ops::Range;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Parser};

use super::terminal;

/// Most mistakes that are told.
const MOST: usize = 20;

/// Reads the words; what is wrong with them, or what they ask to be told, is told.
pub(super) fn read<T: Parser>(words: impl IntoIterator<Item = OsString>) -> Result<T, u8> {
    let words: Vec<OsString> = words.into_iter().collect();
    let unreadable = not_unicode(&T::command(), &words);
    if !unreadable.is_empty() {
        for text in &unreadable {
            terminal::error(Some(text));
        }
        return Err(2);
    }
    let wrong = match parse(joined(words)) {
        Ok(found) => return Ok(found),
        Err(wrong) => wrong,
    };
    if let Some(asked) = wrong.iter().find(|error| !error.use_stderr()) {
        let _ = asked.print();
        return Err(0);
    }
    let end = wrong.len() - 1;
    for (at, error) in wrong.iter().enumerate() {
        let text = error.render();
        let text = if terminal::colour_on_stderr() { text.ansi().to_string() } else { text.to_string() };
        // What to do is said once, at the end.
        let shown = if at < end { text.split("\n\n").next().unwrap_or_default() } else { text.trim_end() };
        terminal::tell(shown);
    }
    Err(2)
}

/// What the words say, or in words all that is wrong with them.
pub(super) fn understood<T: Parser>(words: Vec<OsString>) -> Result<T, Vec<String>> {
    let unreadable = not_unicode(&T::command(), &words);
    if !unreadable.is_empty() {
        return Err(unreadable);
    }
    let text = |error: &clap::Error| error.render().to_string().split("\n\n").next().unwrap_or_default().to_owned();
    parse(joined(words)).map_err(|wrong| wrong.iter().map(text).collect())
}

/// What the words say, or all that is wrong with them.
fn parse<T: Parser>(mut words: Vec<OsString>) -> Result<T, Vec<clap::Error>> {
    let mut wrong = Vec::new();
    loop {
        let error = match T::try_parse_from(&words) {
            Ok(found) if wrong.is_empty() => return Ok(found),
            Ok(_) => return Err(wrong),
            Err(error) => error,
        };
        match place(&error, &words).filter(|_| wrong.len() < MOST) {
            Some(place) => {
                // The rest is read without it.
                words.drain(place);
                wrong.push(error);
            }
            // What is missing may have been taken out.
            None if wrong.is_empty() => return Err(vec![error]),
            None => return Err(wrong),
        }
    }
}

/// The words that an error is about, if the others can be read without them.
fn place(error: &clap::Error, words: &[OsString]) -> Option<Range<usize>> {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let flag = said(ContextKind::InvalidArg)?.split([' ', '=']).next()?;
    let find = |text: &str| words.iter().skip(1).position(|word| word.to_string_lossy() == text).map(|at| at + 1);
    let is_flag = |at: usize| words[at].to_string_lossy().starts_with("--");
    match error.kind() {
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => {
            let value = said(ContextKind::InvalidValue).filter(|value| !value.is_empty())?;
            let ends_so = |word: &OsString| {
                let word = word.to_string_lossy();
                word.starts_with("--") && word.split_once('=').is_some_and(|(_, behind)| behind == value)
            };
            let alone = find(value).map(|at| if is_flag(at - 1) { at - 1..at + 1 } else { at..at + 1 });
            alone.or_else(|| words.iter().position(ends_so).map(|at| at..at + 1))
        }
        ErrorKind::UnknownArgument if flag.starts_with("--") => {
            let at = words.iter().position(|word| word.to_string_lossy().split('=').next() == Some(flag))?;
            // What follows may be its value.
            let value = at + 1 < words.len() && !is_flag(at + 1) && !words[at].to_string_lossy().contains('=');
            Some(at..at + 1 + usize::from(value))
        }
        _ => None,
    }
}

/// The words with a number below 0 made part of its option, where it would look like an option itself.
fn joined(words: Vec<OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::with_capacity(words.len());
    let mut options = true;
    for word in words {
        options &= word != "--";
        let is_flag = |before: &OsStr| {
            let before = before.to_string_lossy();
            before.len() > 2 && before.starts_with("--") && !before.contains('=')
        };
        match joined.last_mut().filter(|before| options && is_below_0(&word) && is_flag(before)) {
            Some(flag) => {
                flag.push("=");
                flag.push(word);
            }
            None => joined.push(word),
        }
    }
    joined
}

fn is_below_0(word: &OsStr) -> bool {
    let word = word.to_string_lossy();
    let number = word.strip_prefix('-').map(|number| number.trim_start_matches(['.', ',']));
    number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// What is no Unicode where it must be, which is everywhere but in paths.
fn not_unicode(command: &Command, words: &[OsString]) -> Vec<String> {
    let known = words.get(1).and_then(|name| command.find_subcommand(name));
    let mut told = Vec::new();
    for (at, word) in words.iter().enumerate().skip(2).filter(|(_, word)| word.to_str().is_none()) {
        let shown = word.to_string_lossy();
        let (flag, value) = match shown.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag.to_owned(), value),
            _ => (words[at - 1].to_string_lossy().into_owned(), &*shown),
        };
        let option = known.into_iter().flat_map(Command::get_arguments).find(|option| {
            let names = option.get_long_and_visible_aliases().unwrap_or_default();
            flag.strip_prefix("--").is_some_and(|flag| names.contains(&flag))
        });
        if let Some(option) = option
            && option.get_action().takes_values()
            && option.get_value_parser().type_id() != TypeId::of::<PathBuf>()
        {
            told.push(format!("the value of {flag} is not in UTF-8: \"{value}\""));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Parser)]
    struct Some {
        file: PathBuf,
        #[arg(long, value_parser = number)]
        low: Vec<i32>,
        #[arg(long, value_parser = number)]
        high: Option<i32>,
        #[arg(long)]
        out: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    }

    fn number(text: &str) -> Result<i32, String> {
        text.parse().map_err(|_| format!("{text}?"))
    }

    fn words(line: &str) -> Vec<OsString> {
        joined(line.split(' ').map(OsString::from).collect())
    }

    #[test]
    fn a_number_below_0_is_a_value_of_its_option() {
        let read: Some = parse(words("x f --low -2 --low=-3 --high -5")).unwrap();
        assert_eq!((read.low, read.high, read.json), (vec![-2, -3], Some(-5), false));
        assert_eq!((read.file, read.out), (PathBuf::from("f"), None));
        let told = parse::<Some>(words("x f --low -2,5")).unwrap_err();
        assert!(told[0].to_string().contains("-2,5?"), "{told:?}");
        assert_eq!(words("x --low -.5 -- --low -2"), ["x", "--low=-.5", "--", "--low", "-2"].map(OsString::from));
    }

    #[test]
    fn all_values_that_cannot_be_read_are_told_at_once() {
        let told = parse::<Some>(words("x f --low a --low=b --low 3 --hgih 4 --high c --low a")).unwrap_err();
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 5, "{told:?}");
        for says in ["a?", "b?", "c?", "--hgih"] {
            assert!(told.iter().any(|text| text.contains(says)), "{says}: {told:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_no_unicode_is_told_with_its_option() {
        use std::os::unix::ffi::OsStringExt as _;
        #[derive(Debug, Parser)]
        enum Commands {
            Do(Some),
        }
        let bad = || OsString::from_vec(vec![b'1', 0xff]);
        let line = ["x", "do"].map(OsString::from).into_iter();
        let line: Vec<OsString> = line
            .chain(["--json".into(), bad(), "--low".into(), bad(), "--out".into(), bad()])
            .chain([OsString::from_vec(b"--high=\xff".to_vec())])
            .collect();
        let told = not_unicode(&<Commands as clap::CommandFactory>::command(), &line);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("the value of --low is not") && told[1].starts_with("the value of --high is not"));
    }
}
