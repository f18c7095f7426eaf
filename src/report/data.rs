//! Tables of a result as plain, typed data: CSV, Parquet and workbook are written from the same ones.

use std::borrow::Cow;
use std::io::Write;

use csv::{ByteRecord, Writer};
use jiff::civil::{Date, date};

/// A table of a result.
pub(super) struct Data<'a> {
    /// Name of its files, without ending.
    pub name: &'static str,
    /// Name of its sheet.
    pub title: &'static str,
    /// What it holds, in a sentence.
    pub about: &'static str,
    /// Its columns.
    pub columns: Vec<Field>,
    /// Its rows, as long as there are columns.
    pub rows: Body<'a>,
}

/// The rows of a table.
pub(super) enum Body<'a> {
    /// All of them.
    Held(Vec<Vec<Cell<'a>>>),
    /// A row or more for each trial: too many to be held, or to be read in a workbook.
    EachTrial(Each<'a>),
}

/// Hands out rows, one after the other.
pub(super) type Each<'a> = Box<dyn Fn(&mut Sink) -> std::io::Result<()> + 'a>;
/// Takes rows, one after the other.
pub(super) type Sink<'s> = dyn FnMut(&[Cell]) -> std::io::Result<()> + 's;

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its name.
    pub name: String,
    /// What its cells are.
    pub kind: Kind,
    /// Unit of its numbers; empty if they have none; "as NAME" if that column has it, row by row.
    pub unit: String,
    /// What it says.
    pub about: Cow<'static, str>,
}

/// What the cells of a column are; each may also be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words.
    Text,
    /// A day.
    Date,
    /// A month, as its first day.
    Month,
    /// A count.
    Whole,
    /// Any number.
    Number,
    /// Yes or no.
    Yes,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// There is nothing to say.
    Empty,
    /// Words.
    Text(Cow<'a, str>),
    /// A day, or the first day of a month.
    Date(Date),
    /// A count.
    Whole(i64),
    /// Any number.
    Number(f64),
    /// So many of ten to the minus so much: exact where it is written in figures.
    Decimal(i64, u32),
    /// Yes or no.
    Yes(bool),
}

impl Field {
    /// A column; `unit` may be empty.
    pub(super) fn new(name: impl Into<String>, kind: Kind, unit: &str, about: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), kind, unit: unit.to_owned(), about: about.into() }
    }
}

impl<'a> Cell<'a> {
    /// Words; nothing if there are none.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
    /// A count.
    pub(super) fn count(n: u64) -> Self {
        Self::Whole(i64::try_from(n).unwrap_or(i64::MAX))
    }
    /// A number, if there is one.
    pub(super) fn number(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, Self::Number)
    }
    /// A day, if there is one.
    pub(super) fn date(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Date)
    }

    /// As a double.
    #[allow(clippy::cast_precision_loss, reason = "doubles are what notebooks and workbooks count in")]
    pub(super) fn value(&self) -> Option<f64> {
        match self {
            Self::Whole(n) => Some(*n as f64),
            Self::Number(x) => Some(*x),
            Self::Decimal(n, decimals) => Some(*n as f64 / f64::from(10_u32.pow(*decimals))),
            _ => None,
        }
    }

    /// As CSV has it.
    fn put(&self, kind: Kind, out: &mut Vec<u8>) -> std::io::Result<()> {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => {
                put_text(text, out);
                Ok(())
            }
            Self::Date(date) if kind == Kind::Month => write!(out, "{}", date.strftime("%Y-%m")),
            Self::Date(date) => write!(out, "{date}"),
            Self::Whole(n) => put_decimal(*n, 0, out),
            Self::Number(x) => write!(out, "{x}"),
            Self::Decimal(n, decimals) => put_decimal(*n, *decimals, out),
            Self::Yes(yes) => out.write_all(if *yes { b"yes" } else { b"no" }),
        }
    }
}

/// Words that a spreadsheet takes as words: where it would take them as a formula, an apostrophe comes before. That is
/// at their start, and behind what separates cells in some countries.
pub(super) fn put_text(text: &str, out: &mut Vec<u8>) {
    let mut begins = text.parse::<f64>().is_err();
    for c in text.chars() {
        let between = matches!(c, '\t' | '\r' | '\n');
        if begins && (between || matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')) {
            out.push(b'\'');
        }
        begins = between || c == ';';
        out.extend(c.encode_utf8(&mut [0; 4]).bytes());
    }
}

/// Days since 1970.
pub(super) fn since_1970(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

/// A number of 10⁻ᵈᵉᶜⁱᵐᵃˡˢ, without trailing zeros.
fn put_decimal(mut number: i64, mut decimals: u32, out: &mut Vec<u8>) -> std::io::Result<()> {
    while decimals > 0 && number % 10 == 0 {
        number /= 10;
        decimals -= 1;
    }
    let mut digits = [0_u8; 32];
    let mut at = digits.len();
    let mut rest = number.unsigned_abs();
    let mut count = 0;
    while rest > 0 || count <= decimals {
        if count == decimals && decimals > 0 {
            at -= 1;
            digits[at] = b'.';
        }
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        count += 1;
    }
    if number < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    out.write_all(&digits[at..])
}

/// A list of words as CSV.
pub(crate) fn list_csv(headings: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let mut csv = Writer::from_writer(Vec::new());
    let guarded = |text: &str| {
        let mut out = Vec::new();
        put_text(text, &mut out);
        out
    };
    // A vector takes all that is written.
    let _ = csv.write_record(headings);
    for row in rows {
        let _ = csv.write_record(row.iter().map(|text| guarded(text)));
    }
    csv.into_inner().unwrap_or_default()
}

impl Data<'_> {
    /// Hands out its rows.
    pub(super) fn each(&self, with: &mut Sink) -> std::io::Result<()> {
        match &self.rows {
            Body::Held(rows) => rows.iter().try_for_each(|row| with(row)),
            Body::EachTrial(each) => each(with),
        }
    }

    /// Its rows, if all are held.
    pub(super) fn held(&self) -> Option<&[Vec<Cell<'_>>]> {
        match &self.rows {
            Body::Held(rows) => Some(rows),
            Body::EachTrial(_) => None,
        }
    }

    /// Writes it as CSV.
    pub(super) fn csv(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut csv = Writer::from_writer(out);
        let (mut record, mut text) = (ByteRecord::new(), Vec::new());
        for column in &self.columns {
            text.clear();
            put_text(&column.name, &mut text);
            record.push_field(&text);
        }
        csv.write_byte_record(&record)?;
        self.each(&mut |row| {
            debug_assert_eq!(row.len(), self.columns.len(), "{}", self.name);
            record.clear();
            for (cell, column) in row.iter().zip(&self.columns) {
                text.clear();
                cell.put(column.kind, &mut text)?;
                record.push_field(&text);
            }
            Ok(csv.write_byte_record(&record)?)
        })?;
        csv.flush()
    }
}

/// Name and meaning of five quantiles over trials.
pub(super) const QUANTILES: [(&str, &str); 5] = [
    ("p5", "5 % of the trials are below"),
    ("p25", "25 % of the trials are below"),
    ("p50", "half of the trials are below"),
    ("p75", "75 % of the trials are below"),
    ("p95", "95 % of the trials are below"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_as_csv() {
        let data = Data {
            name: "t",
            title: "T",
            about: "",
            columns: vec![
                Field::new("site", Kind::Text, "", ""),
                Field::new("day", Kind::Date, "", ""),
                Field::new("month", Kind::Month, "", ""),
                Field::new("n", Kind::Whole, "", ""),
                Field::new("x", Kind::Number, "kg", ""),
                Field::new("ok", Kind::Yes, "", ""),
            ],
            rows: Body::Held(vec![
                vec![
                    Cell::text("a, b"),
                    Cell::Date(jiff::civil::date(2026, 3, 2)),
                    Cell::Date(jiff::civil::date(2026, 3, 1)),
                    Cell::Whole(-3),
                    Cell::Number(0.25),
                    Cell::Yes(false),
                ],
                vec![Cell::Empty; 6],
            ]),
        };
        let mut out = Vec::new();
        data.csv(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "site,day,month,n,x,ok\n\"a, b\",2026-03-02,2026-03,-3,0.25,no\n,,,,,\n");
    }

    #[test]
    fn words_are_never_taken_as_a_formula_and_numbers_stay_numbers() {
        let shown = |cell: Cell, kind| {
            let mut text = Vec::new();
            cell.put(kind, &mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        for (words, wanted) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1+2", "'+1+2"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("＝1", "'＝1"),
            ("Plant;=1", "Plant;'=1"),
            ("-5", "-5"),
            ("Car plant - Bremen = 5", "Car plant - Bremen = 5"),
        ] {
            assert_eq!(shown(Cell::text(words), Kind::Text), wanted, "{words:?}");
        }
        assert_eq!(shown(Cell::Whole(-5), Kind::Whole), "-5");
        assert_eq!(shown(Cell::Number(-0.5), Kind::Number), "-0.5");
    }

    #[test]
    fn decimals_are_written_without_detours() {
        let shown = |(number, decimals): (i64, u32)| {
            let mut text = Vec::new();
            Cell::Decimal(number, decimals).put(Kind::Number, &mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        let shown =
            [(0, 2), (5, 2), (50, 2), (-1234, 2), (1234, 0), (1_000_000, 6), (999_999, 6), (i64::MAX, 2)].map(shown);
        let wanted = ["0", "0.05", "0.5", "-12.34", "1234", "1", "0.999999", "92233720368547758.07"];
        assert_eq!(shown, wanted);
    }
}
