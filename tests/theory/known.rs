//! Known answers that are met: each is checked, and is a row of the table in docs/verification.md.
//!
//! Every check looks for its row in that table, so that the table cannot lack one. `just verify` runs the tests with
//! `LINESTOP_VERIFICATION` set to a folder: then each check leaves its row there, and `write_the_table` puts them
//! into the page. Nothing in the table is typed.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use linestop::inside::statistics::{Moments, quantile};
use serde::{Deserialize, Serialize};

const PAGE: &str = "docs/verification.md";
const FOLDER: &str = "LINESTOP_VERIFICATION";
/// Where the table begins and ends in the page.
const MARKS: [&str; 2] = ["<!-- known answers: written by `just verify` -->", "<!-- end of known answers -->"];
const FAMILIES: [&str; 7] = ["FP", "OP", "SD", "Q", "R", "S", "N"];

/// Most standard errors between an estimate and the exact value: a false alarm in 1 of 147,000 quantities.
pub(crate) const MOST: f64 = 4.5;

/// What a simulation found of a quantity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    value: f64,
    error: f64,
    n: u64,
}

impl Found {
    /// An estimate with the standard error that the program reports.
    pub(crate) fn new(value: f64, error: f64, n: u64) -> Self {
        Self { value, error, n }
    }
    /// The mean of whole numbers, one a trial.
    pub(crate) fn mean(values: impl IntoIterator<Item = i64>) -> Self {
        let moments: Moments = values.into_iter().collect();
        Self::new(moments.mean(), moments.standard_error(), moments.count)
    }
    /// A share of the trials.
    pub(crate) fn share(values: impl IntoIterator<Item = bool>) -> Self {
        let found = Self::mean(values.into_iter().map(i64::from));
        let p = found.value;
        Self { error: (p * (1.0 - p) / found.n as f64).sqrt(), ..found }
    }
    /// The variance of numbers, one a trial, with the standard error of large samples.
    pub(crate) fn variance(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let moment = |k: i32| values.iter().map(|x| (x - mean).powi(k)).sum::<f64>() / n;
        let (second, fourth) = (moment(2), moment(4));
        Self::new(second * n / (n - 1.0), ((fourth - second * second) / n).sqrt(), values.len() as u64)
    }
    /// The same in another unit.
    pub(crate) fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, error: self.error * factor.abs(), ..self }
    }
}

/// The exact value on the daily grid, and the one in continuous time that textbooks state, where it is another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exact {
    value: f64,
    textbook: Option<f64>,
}

/// Exact on the daily grid.
pub(crate) fn grid(value: f64) -> Exact {
    Exact { value, textbook: None }
}

impl Exact {
    /// With the value of the same in continuous time.
    pub(crate) fn textbook(self, value: f64) -> Self {
        Self { textbook: Some(value), ..self }
    }
}

/// A case with known answers.
pub(crate) struct Case {
    id: &'static str,
    part: &'static str,
    source: &'static str,
    rows: Cell<u32>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Row {
    id: String,
    part: String,
    number: u32,
    quantity: String,
    textbook: String,
    exact: String,
    estimate: String,
    error: String,
    z: Option<f64>,
    trials: u64,
    source: String,
}

impl Case {
    /// A case by its id, and where its values come from.
    pub(crate) fn new(id: &'static str, source: &'static str) -> Self {
        Self { id, part: "", source, rows: Cell::new(0) }
    }
    /// One of several parts of a case that are tested apart.
    pub(crate) fn part(self, part: &'static str) -> Self {
        Self { part, ..self }
    }

    /// An estimate within 4.5 standard errors of the exact value. Where all trials agree, it must be that value.
    pub(crate) fn near(&self, quantity: &str, found: Found, exact: Exact) {
        let same = (found.value - exact.value).abs() <= 1e-9 * exact.value.abs();
        let z = if same { 0.0 } else { (found.value - exact.value) / found.error };
        let what = format!("{} {}{quantity}: {found:?}, exact {}", self.id, self.part, exact.value);
        assert!(z.abs() <= MOST, "{what}, {z:.1} standard errors");
        self.record(quantity, exact, figure(found.value), figure(found.error), Some(z), found.n);
    }

    /// A certain value: equal to nine digits.
    pub(crate) fn equal(&self, quantity: &str, found: f64, exact: f64) {
        let what = format!("{} {}{quantity}: {found}, exact {exact}", self.id, self.part);
        assert!((found - exact).abs() <= 1e-9 * exact.abs().max(1e-300) || found == exact, "{what}");
        self.record(quantity, grid(exact), figure(found), "none".to_owned(), None, 1);
    }

    /// A quantile: the exact one lies within the order statistics that hold it with a chance of 99.99 %.
    pub(crate) fn quantile(&self, quantity: &str, sorted: &[i64], level: f64, exact: Exact) {
        let n = sorted.len() as u64;
        let ranks = quantile::order_statistic_interval(n, level, 0.9999);
        let at = |rank: Option<u64>| rank.map(|r| sorted[r as usize - 1]);
        let (low, high) = (at(ranks.low), at(ranks.high));
        let inside = low.is_none_or(|l| l as f64 <= exact.value) && high.is_none_or(|h| h as f64 >= exact.value);
        assert!(inside, "{} {}{quantity}: exact {} is not in {low:?} to {high:?}", self.id, self.part, exact.value);
        let end = |rank: Option<i64>| rank.map_or("no bound".to_owned(), |value| value.to_string());
        let found = quantile::of_sorted(sorted, level).expect("there are trials");
        let between = format!("{} to {}", end(low), end(high));
        self.record(quantity, exact, found.to_string(), between, None, n);
    }

    fn record(&self, quantity: &str, exact: Exact, estimate: String, error: String, z: Option<f64>, trials: u64) {
        let number = self.rows.replace(self.rows.get() + 1);
        let row = Row {
            id: self.id.to_owned(),
            part: self.part.to_owned(),
            number,
            quantity: format!("{}{quantity}", self.part),
            textbook: exact.textbook.map_or(String::new(), figure),
            exact: figure(exact.value),
            estimate,
            error,
            z: z.map(|z| (z * 100.0).round() / 100.0),
            trials,
            source: self.source.to_owned(),
        };
        assert!(FAMILIES.contains(&row.family()) || row.family() == "ST", "{} is of no family", self.id);
        if let Some(folder) = std::env::var_os(FOLDER) {
            let folder = PathBuf::from(folder);
            std::fs::create_dir_all(&folder).expect("the folder for rows");
            let name: String = format!("{}-{}", row.id, row.quantity)
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
                .collect();
            let path = folder.join(format!("{name}-{number}.json"));
            std::fs::write(path, serde_json::to_string(&row).expect("plain data")).expect("a row is written");
        } else {
            let page = page();
            let there = table(&page).lines().any(|line| line.starts_with(&row.head()));
            assert!(there, "{PAGE} lacks the row of {}{quantity}, or its exact value: run `just verify`", self.id);
        }
    }
}

impl Row {
    fn family(&self) -> &str {
        self.id.split('-').next().unwrap_or_default()
    }
    /// What the page must say, whatever the trials are that were simulated.
    fn head(&self) -> String {
        format!("| {} | {} | {} | {} |", self.id, self.quantity, self.textbook, self.exact)
    }
    fn line(&self) -> String {
        let z = self.z.map_or(String::new(), |z| format!("{z:.2}"));
        let trials = if self.trials == 1 { String::new() } else { thousands(self.trials) };
        format!("{} {} | {} | {z} | {trials} | {} |\n", self.head(), self.estimate, self.error, self.source)
    }
    fn order(&self) -> (usize, String, String, u32) {
        let family = FAMILIES.iter().position(|f| *f == self.family()).unwrap_or(FAMILIES.len());
        (family, self.id.clone(), self.part.clone(), self.number)
    }
}

/// Six digits that matter.
fn figure(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    let digits = (5 - x.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{x:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE)).expect(PAGE)
}

/// The part of the page between the marks.
fn table(page: &str) -> &str {
    let (_, rest) = page.split_once(MARKS[0]).expect("the page marks where the table begins");
    rest.split_once(MARKS[1]).expect("the page marks where the table ends").0
}

#[test]
fn figures_have_six_digits() {
    let texts = [0.223_130_160, 4.462_603_2, 20.0, 1_833_333.333, 0.0, 1.5e-5, -3.25].map(figure);
    assert_eq!(texts, ["0.22313", "4.4626", "20", "1833333", "0", "0.000015", "-3.25"]);
    assert_eq!([7, 1_000, 1_234_567].map(thousands), ["7", "1,000", "1,234,567"]);
}

/// The table has rows of cases that the tests name, in the form in which they are written, each once.
#[test]
fn the_page_has_no_row_without_a_test() {
    let page = page();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/theory");
    let files = std::fs::read_dir(tests).expect("the tests").map(|entry| entry.expect("a file").path());
    let source: String = files.map(|path| std::fs::read_to_string(path).expect("a test")).collect();
    let mut seen = std::collections::BTreeSet::new();
    for line in table(&page).lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 9, "{line}");
        assert!(source.contains(&format!("\"{}\"", cells[0])), "no test names {}", cells[0]);
        assert!(seen.insert((cells[0], cells[1])), "{} {} stands twice", cells[0], cells[1]);
        if let Ok(z) = cells[6].parse::<f64>() {
            assert!(z.abs() <= MOST, "{line}");
        }
    }
    assert!(seen.len() > 100, "{} rows", seen.len());
}

/// Puts the rows that the tests have left into the page.
#[test]
#[ignore = "a step of `just verify`, after the tests"]
fn write_the_table() {
    let folder = std::env::var_os(FOLDER).expect("the folder with the rows");
    let mut rows: Vec<Row> = std::fs::read_dir(folder)
        .expect("the rows")
        .map(|entry| std::fs::read_to_string(entry.expect("a row").path()).expect("a row"))
        .map(|text| serde_json::from_str(&text).expect("a row"))
        .collect();
    rows.sort_by_key(Row::order);
    let estimates: Vec<&Row> = rows.iter().filter(|row| row.z.is_some_and(|z| z != 0.0)).collect();
    let z = |row: &&Row| row.z.unwrap_or_default().abs();
    let beyond = |limit: f64| estimates.iter().filter(|row| z(row) > limit).count();
    let most = estimates.iter().map(z).fold(0.0, f64::max);
    let cases: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut text = format!(
        "\n{} quantities of {} cases. Of the {} that are estimated with a standard error, {} lie more than one of it \
         from the exact value, {} more than two, {} more than three; the farthest {most:.2}. (Of so many independent ones \
         {:.0}, {:.0} and {:.1} are expected.)\n\n\
         | case | quantity | continuous time | exact here | estimate | standard error | z | trials | source |\n\
         |---|---|---|---|---|---|---|---|---|\n",
        rows.len(),
        cases.len(),
        estimates.len(),
        beyond(1.0),
        beyond(2.0),
        beyond(3.0),
        estimates.len() as f64 * 0.317_310_5,
        estimates.len() as f64 * 0.045_500_3,
        estimates.len() as f64 * 0.002_699_8,
    );
    rows.iter().for_each(|row| text.push_str(&row.line()));
    let page = page();
    let (before, _) = page.split_once(MARKS[0]).expect("the page marks where the table begins");
    let (_, after) = page.split_once(MARKS[1]).expect("the page marks where the table ends");
    let whole = format!("{before}{}\n{text}\n{}{after}", MARKS[0], MARKS[1]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let beside = path.with_extension("md.new");
    std::fs::write(&beside, whole).expect("room for the page");
    std::fs::rename(beside, path).expect("the page is replaced");
}
