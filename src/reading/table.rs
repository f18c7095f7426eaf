//! CSV files as spreadsheets, databases and offices write them: any of four separators, any ends of lines, UTF-8,
//! UTF-16 or Windows-1252. What is wrong is told once for each cause, with the lines.

use std::collections::HashMap;
use std::fmt::Write as _;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Locale, fold};

/// What may stand between fields; the first of those that stand equally often is taken.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// What stands in no text that people write.
const UNIT_SEPARATOR: u8 = 0x1F;

/// The rows of a CSV file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    /// Rows with the number of the line on which each begins; fields without blanks around them.
    pub rows: Vec<(usize, Vec<String>)>,
    /// Whether semicolons stand between fields: mostly because commas stand before decimals.
    pub semicolons: bool,
    /// What is good to know about how it was read.
    pub notes: Vec<String>,
}

impl Text {
    /// Reads the bytes of a CSV file.
    ///
    /// # Errors
    /// Why they are no CSV; the file is not named.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        Self::separated(bytes, separator)
    }

    /// Reads the bytes of a CSV file in which other lines may stand above the headings: fields are separated by what
    /// stands equally often on most lines.
    ///
    /// # Errors
    /// Why they are no CSV; the file is not named.
    pub(crate) fn read_export(bytes: &[u8]) -> Result<Self, String> {
        Self::separated(bytes, usual_separator)
    }

    fn separated(bytes: &[u8], by: fn(&str) -> u8) -> Result<Self, String> {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err("it is a workbook, not a CSV file; save the sheet as CSV".to_owned());
        }
        let (text, note) = decoded(bytes)?;
        if text.contains('\0') {
            return Err("it is no text".to_owned());
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let (text, said, skipped) = match text.split_once('\n') {
            // Some spreadsheets want to be told the separator.
            Some((first, rest)) if first.len() == 5 && first.starts_with("sep=") => {
                (rest.to_owned(), first.bytes().last(), 1)
            }
            _ => (text, None, 0),
        };
        let separator = said.filter(|said| SEPARATORS.contains(said)).unwrap_or_else(|| by(&text));
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
        let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
        for record in reader.into_records() {
            let record = record.map_err(|error| format!("it is no CSV: {error}"))?;
            let line = record.position().map_or(0, |position| line_of(position, &text));
            let fields = record.iter().map(trimmed).collect();
            rows.push((line.saturating_add(skipped), fields));
        }
        unclosed(&text, &rows)?;
        Ok(Self { rows, semicolons: separator == b';', notes: note.into_iter().collect() })
    }
}

/// The line on which a record begins: its position is that before the empty lines ahead of it.
fn line_of(position: &csv::Position, text: &str) -> usize {
    let [line, at] = [position.line(), position.byte()].map(|x| usize::try_from(x).unwrap_or(usize::MAX));
    let ahead = text.as_bytes().get(at..).unwrap_or_default();
    line.saturating_add(ahead.iter().take_while(|byte| **byte == b'\n').count())
}

/// Without blanks around it, those included that do not break.
fn trimmed(field: &str) -> String {
    field.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned()
}

/// The text of bytes, and a note where it is not in UTF-8.
fn decoded(bytes: &[u8]) -> Result<(String, Option<String>), String> {
    let as_utf16 = |encoding: &'static encoding_rs::Encoding| {
        let (text, _, broken) = encoding.decode(bytes);
        if broken { Err("it is broken UTF-16".to_owned()) } else { Ok((text.into_owned(), None)) }
    };
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return as_utf16(if bytes[0] == 0xFF { UTF_16LE } else { UTF_16BE });
    }
    // Headings are mostly Latin letters: every second byte of UTF-16 is then nothing.
    let nothing = |from: usize| bytes.iter().skip(from).step_by(2).take(40).filter(|byte| **byte == 0).count();
    if bytes.len() >= 4 && bytes.len().is_multiple_of(2) && nothing(0).max(nothing(1)) * 4 > bytes.len().min(80) {
        return as_utf16(if nothing(1) > nothing(0) { UTF_16LE } else { UTF_16BE });
    }
    let (text, _, broken) = UTF_8.decode(bytes);
    if !broken {
        return Ok((text.into_owned(), None));
    }
    let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), |_| 0);
    let line = bytes[..at].split(|byte| *byte == b'\n').count();
    let also_utf8 = text.chars().any(|c| !c.is_ascii() && c != '\u{FFFD}');
    let undefined = bytes.iter().any(|byte| [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte));
    if also_utf8 || undefined {
        return Err(format!(
            "its letters are neither UTF-8 nor Windows-1252 throughout (line {line}); save it as UTF-8"
        ));
    }
    let (text, ..) = WINDOWS_1252.decode(bytes);
    let sample: String = text.lines().nth(line - 1).unwrap_or_default().chars().take(60).collect();
    Ok((text.into_owned(), Some(format!("it is not in UTF-8 and was read as Windows-1252 (line {line}: “{sample}”)"))))
}

/// What stands most often between the headings, whose lines may be broken.
fn separator(text: &str) -> u8 {
    let mut counts = [0_usize; SEPARATORS.len()];
    let (mut quoted, mut filled) = (false, false);
    for letter in text.bytes() {
        match letter {
            b'"' => quoted = !quoted,
            b'\n' if !quoted && filled => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = SEPARATORS.iter().position(|known| *known == letter) {
                    counts[at] += 1;
                }
            }
        }
        filled |= !letter.is_ascii_whitespace();
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    match counts.iter().position(|count| *count == most) {
        Some(at) if most > 0 => SEPARATORS[at],
        // A single column: nothing separates, so that a decimal comma stays within its field.
        _ => UNIT_SEPARATOR,
    }
}

/// What stands equally often on most lines, quoted text left out.
fn usual_separator(text: &str) -> u8 {
    let mut counts: [HashMap<usize, usize>; SEPARATORS.len()] = Default::default();
    let (mut here, mut quoted) = ([0_usize; SEPARATORS.len()], false);
    for letter in text.bytes().chain([b'\n']) {
        match letter {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                for (counts, here) in counts.iter_mut().zip(&mut here).filter(|(_, here)| **here > 0) {
                    *counts.entry(*here).or_default() += std::mem::take(here);
                }
            }
            _ if quoted => {}
            _ => {
                if let Some(at) = SEPARATORS.iter().position(|known| *known == letter) {
                    here[at] += 1;
                }
            }
        }
    }
    let most = counts.map(|counts| counts.into_values().max().unwrap_or(0));
    let best = most.iter().copied().max().unwrap_or(0);
    match most.iter().position(|count| *count == best) {
        Some(at) if best > 0 => SEPARATORS[at],
        _ => UNIT_SEPARATOR,
    }
}

/// A quotation mark that is never closed would swallow the rest of the file.
fn unclosed(text: &str, rows: &[(usize, Vec<String>)]) -> Result<(), String> {
    let odd = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    match rows.last() {
        Some((line, fields)) if odd && fields.iter().any(|field| field.contains('\n')) => {
            Err(format!("a quotation mark of line {line} is never closed"))
        }
        _ => Ok(()),
    }
}

/// A CSV file whose first row holds the headings.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// How messages call the file.
    shown: String,
    headings: Vec<String>,
    /// The line of the headings.
    top: usize,
    semicolons: bool,
    /// Rows below, with their lines; each as long as the headings.
    pub rows: Vec<(usize, Vec<String>)>,
    /// What is good to know about how it was read, with the file.
    pub notes: Vec<String>,
}

impl Table {
    /// Reads the bytes of a CSV file with headings; `shown` is how messages call it.
    ///
    /// # Errors
    /// Why they are none, each with the file.
    pub(crate) fn read(shown: &str, bytes: &[u8]) -> Result<Self, Vec<String>> {
        let whole = |why: String| vec![format!("{shown} cannot be read: {why}")];
        let text = Text::read(bytes).map_err(whole)?;
        let semicolons = text.semicolons;
        let mut rows = text.rows.into_iter().filter(|(_, fields)| fields.iter().any(|field| !field.is_empty()));
        let Some((top, mut headings)) = rows.next() else { return Err(whole("it is empty".to_owned())) };
        while headings.last().is_some_and(String::is_empty) {
            headings.pop();
        }
        let mut complaints = Complaints::default();
        let mut kept = Vec::new();
        for (line, mut fields) in rows {
            let filled = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |at| at + 1);
            if filled > headings.len() {
                let text = format!(
                    "there are {filled} fields below {} headings; a field that holds the separator stands in quotes",
                    headings.len()
                );
                complaints.add("", "fields", line, text);
            }
            fields.resize(headings.len(), String::new());
            kept.push((line, fields));
        }
        let notes = text.notes.into_iter().map(|note| format!("{shown}: {note}")).collect();
        let table = Self { shown: shown.to_owned(), headings, top, semicolons, rows: kept, notes };
        if complaints.is_empty() { Ok(table) } else { Err(complaints.told(&table)) }
    }

    /// The headings, in their order.
    pub(crate) fn headings(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().map(String::as_str)
    }

    /// How messages call the file.
    #[must_use]
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// The place of a column; capitals and blanks do not matter.
    ///
    /// # Errors
    /// If two have that heading, which is told with its line.
    pub(crate) fn column(&self, heading: &str) -> Result<Option<usize>, String> {
        let wanted = fold(heading);
        let mut found = self.headings.iter().enumerate().filter(|(_, known)| fold(known) == wanted).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (at, None) => Ok(at),
            _ => Err(format!(
                "{}, line {}: two columns are called \"{heading}\"; which is meant? Rename one",
                self.shown, self.top
            )),
        }
    }

    /// What is to be said of a number whose comma was taken for one between thousands, if that is in doubt.
    #[must_use]
    pub(crate) fn doubt(&self, line: usize, text: &str, locale: Locale) -> Option<String> {
        let doubtful = self.semicolons && locale.name().is_none() && text.contains(',');
        doubtful.then(|| format!("{}, line {line}: {}", self.shown, comma_in_doubt(text)))
    }

    /// The line of the headings, for messages: `file, line 1`.
    #[must_use]
    pub(crate) fn top(&self) -> String {
        format!("{}, line {}", self.shown, self.top)
    }
}

/// In a file whose fields semicolons separate, a comma may well stand before decimals.
#[must_use]
pub(crate) fn comma_in_doubt(text: &str) -> String {
    format!(
        "the comma of \"{text}\" was read as one between thousands, though fields are separated by semicolons; declare the locale if it stands before decimals"
    )
}

/// What is wrong with the rows of a table: one message for each cause in each column, with the lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Complaints(Vec<Complaint>);

#[derive(Clone, Debug)]
struct Complaint {
    column: String,
    cause: &'static str,
    /// The first text, and how many other texts have the same cause.
    text: String,
    others: usize,
    lines: Vec<usize>,
}

impl Complaints {
    /// Notes what is wrong in a column of a line; complaints with the same cause become one.
    pub(crate) fn add(&mut self, column: &str, cause: &'static str, line: usize, text: String) {
        match self.0.iter_mut().find(|known| known.column == column && known.cause == cause) {
            Some(known) => {
                known.others += usize::from(known.text != text);
                known.lines.push(line);
            }
            None => self.0.push(Complaint { column: column.to_owned(), cause, text, others: 0, lines: vec![line] }),
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A message for each cause, with file, lines and column.
    #[must_use]
    pub(crate) fn told(&self, table: &Table) -> Vec<String> {
        self.told_of(table.shown())
    }

    /// The same, of a file that messages call so.
    #[must_use]
    pub(crate) fn told_of(&self, shown: &str) -> Vec<String> {
        let one = |complaint: &Complaint| {
            let mut text = format!("{shown}, {}", some("line", &complaint.lines));
            if !complaint.column.is_empty() {
                let _ = write!(text, ", column \"{}\"", complaint.column);
            }
            let _ = write!(text, ": {}", complaint.text);
            match complaint.others {
                0 => {}
                1 => text.push_str(" (and another like it)"),
                n => drop(write!(text, " (and {n} others like it)")),
            }
            text
        };
        self.0.iter().map(one).collect()
    }
}

/// "line 3", "lines 3 and 5", "lines 3, 5, 8 and 12 more".
#[must_use]
pub(crate) fn some(what: &str, places: &[impl ToString]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = places.iter().take(SHOWN).map(ToString::to_string).collect();
    match (&shown[..], places.len().saturating_sub(SHOWN)) {
        ([only], _) => format!("{what} {only}"),
        ([first, last], _) => format!("{what}s {first} and {last}"),
        (all, 0) => format!("{what}s {} and {}", all[..SHOWN - 1].join(", "), all[SHOWN - 1]),
        (all, more) => format!("{what}s {} and {more} more", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        Text::read(bytes).unwrap().rows.into_iter().map(|(_, fields)| fields).collect()
    }

    #[test]
    fn separators_ends_of_lines_and_encodings_make_no_difference() {
        let wanted = rows("a,b\nMüller,2\n".as_bytes());
        assert_eq!(wanted, [["a", "b"], ["Müller", "2"]]);
        let plain = "a,b\nMüller,2\n";
        for separator in [";", "\t", "|"] {
            for end in ["\n", "\r\n", "\r"] {
                let text = plain.replace(',', separator).replace('\n', end);
                assert_eq!(rows(text.as_bytes()), wanted, "{text:?}");
                assert_eq!(rows(format!("\u{feff}{text}").as_bytes()), wanted, "{text:?}");
                let wide: Vec<u16> = text.encode_utf16().collect();
                let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
                let big: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
                assert_eq!(rows(&[&[0xFF, 0xFE][..], &little].concat()), wanted);
                assert_eq!(rows(&[&[0xFE, 0xFF][..], &big].concat()), wanted);
                assert_eq!(rows(&little), wanted);
                let old = encoding_rs::WINDOWS_1252.encode(&text).0;
                let read = Text::read(&old).unwrap();
                assert!(read.notes[0].contains("Windows-1252"), "{:?}", read.notes);
                assert_eq!(rows(&old), wanted);
            }
        }
        assert_eq!(rows(b"sep=;\na;b\nx,y;2"), [["a", "b"], ["x,y", "2"]]);
        assert_eq!(rows(b"\"From\n(a, b, c)\";To\nx,y;z"), [["From\n(a, b, c)", "To"], ["x,y", "z"]]);
        assert_eq!(rows(b"Site\n\"a \"\"b\"\"\"\n"), [["Site"], ["a \"b\""]]);
        assert_eq!(rows(b"days\n2,5\n"), [["days"], ["2,5"]]);
    }

    #[test]
    fn lines_above_the_headings_do_not_say_what_separates() {
        let text =
            "Stock list, plant 1000, as of 2 March\n\nMaterial;Plant;Stock\nM1;1000;1,5\n\"M2; old\";1000;2,25\n";
        let read = Text::read_export(text.as_bytes()).unwrap();
        assert_eq!(read.rows[1], (3, vec!["Material".to_owned(), "Plant".to_owned(), "Stock".to_owned()]));
        assert_eq!(read.rows[3].1, ["M2; old", "1000", "2,25"]);
        assert_eq!(Text::read_export(b"days\n2.5\n").unwrap().rows[1].1, ["2.5"]);
        assert_eq!(Text::read_export(b"a,b\n1,2\n").unwrap().rows[1].1, ["1", "2"]);
    }

    #[test]
    fn what_is_no_csv_is_refused() {
        let told = |bytes: &[u8]| Text::read(bytes).unwrap_err();
        assert!(told(b"PK\x03\x04...").contains("workbook"));
        assert!(told(b"a,b\n1,\0\n").contains("no text"));
        assert!(told(b"a,b\n\"x,1\ny,2\nz,3\n").contains("quotation mark of line 2 is never closed"));
        assert!(told(b"a\nM\xC3\xBCller\nGy\xF5r\n").contains("(line 3)"));
        assert!(told(b"a\nx\x81\n").contains("save it as UTF-8"));
        assert_eq!(rows(b"size\n5\" pipe\n"), [["size"], ["5\" pipe"]]);
    }

    #[test]
    fn a_table_knows_its_columns_and_refuses_two_of_a_name() {
        let table = Table::read("t.csv", b"Month ;kg;KG;note\n2025-04;1;2;x\n\n2025-05;3;;\n").unwrap();
        assert_eq!(table.column("month"), Ok(Some(0)));
        assert_eq!(table.column("tonnes"), Ok(None));
        assert!(table.column("kg").unwrap_err().contains("t.csv, line 1: two columns are called \"kg\""));
        assert_eq!(table.rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4]);
        let error = Table::read("t.csv", b"month,kg\n2025-04,2,5\n2025-05,2\n2025-06,3,5\n").unwrap_err();
        assert_eq!(error.len(), 1);
        assert!(error[0].starts_with("t.csv, lines 2 and 4: there are 3 fields below 2 headings"), "{error:?}");
        assert!(Table::read("t.csv", b" \n").unwrap_err()[0].contains("it is empty"));
    }

    #[test]
    fn one_cause_is_told_once_with_its_lines() {
        let table = Table::read("t.csv", b"a\n").unwrap();
        let mut complaints = Complaints::default();
        for line in 2..=20 {
            complaints.add("a", "word", line, format!("\"{}\" is unknown", if line < 10 { "x" } else { "y" }));
        }
        complaints.add("b", "word", 3, "\"z\" is unknown".to_owned());
        let wanted = [
            "t.csv, lines 2, 3, 4 and 16 more, column \"a\": \"x\" is unknown (and 11 others like it)",
            "t.csv, line 3, column \"b\": \"z\" is unknown",
        ];
        assert_eq!(complaints.told(&table), wanted);
        assert_eq!(some("row", &[1, 2]), "rows 1 and 2");
        assert_eq!(some("row", &[1, 2, 3]), "rows 1, 2 and 3");
    }
}
