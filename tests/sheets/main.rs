//! For spreadsheets and notebooks: results as Parquet and as a workbook, scenarios from sheets, read back with other
//! libraries than those that wrote them wherever there are some.

mod books;
mod exports;
mod lead_times;
mod other_firms;
mod survey;
mod template;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Cursor;
use std::path::Path;

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

fn linestop(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("linestop").unwrap();
    command.current_dir(folder);
    command
}

/// A folder with the scenario of the template.
fn desk() -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    linestop(desk.path()).args(["template", "buyers.xlsx"]).assert().success();
    linestop(desk.path()).args(["import", "buyers.xlsx", "--out", "buyers.json"]).assert().success();
    desk
}

fn run(desk: &Path, more: &[&str]) {
    let usual = ["run", "buyers.json", "--trials", "200", "--no-charts"];
    linestop(desk).args([&usual, more].concat()).assert().success();
}

fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// Checks that a table's Parquet file holds what its CSV does, and gives the kinds of its columns.
fn same_in_both(folder: &Path, table: &str) -> BTreeMap<String, String> {
    let mut kinds = BTreeMap::new();
    let mut csv = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
    let names: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let file = SerializedFileReader::new(File::open(folder.join(format!("{table}.parquet"))).unwrap()).unwrap();
    let mut rows = file.get_row_iter(None).unwrap();
    for record in csv.records() {
        let (record, row) = (record.unwrap(), rows.next().unwrap().unwrap());
        for ((wanted, name), (column, field)) in record.iter().zip(&names).zip(row.get_column_iter()) {
            assert_eq!(column, name, "{table}");
            let same = match field {
                Field::Null => wanted.is_empty(),
                Field::Str(text) => text == wanted,
                Field::Long(n) => n.to_string() == wanted,
                Field::Double(x) => wanted.parse::<f64>().unwrap().to_bits() == x.to_bits(),
                Field::Bool(yes) => wanted == if *yes { "yes" } else { "no" },
                Field::Date(days) => {
                    let day = jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(*days));
                    day.to_string().starts_with(wanted)
                }
                other => panic!("{table}.{name}: {other:?}"),
            };
            assert!(same, "{table}.{name}: {wanted} is not {field:?}");
            if *field != Field::Null {
                let kind = format!("{field:?}").split('(').next().unwrap().to_owned();
                kinds.insert(format!("{table}.{name}"), kind);
            }
        }
    }
    assert!(rows.next().is_none(), "{table}");
    let said = file.metadata().file_metadata().key_value_metadata().unwrap();
    let said = |key: &str| said.iter().find(|s| s.key == key).and_then(|s| s.value.clone()).unwrap();
    assert_eq!(said("linestop.seed"), "1");
    assert_eq!(said("linestop.scenario_sha256").len(), 64);
    let columns: Value = serde_json::from_str(&said("linestop.columns")).unwrap();
    for name in &names {
        assert!(columns[name]["description"].as_str().is_some_and(|words| words.len() > 4), "{table}.{name}");
    }
    let attrs: Value = serde_json::from_str(&said("PANDAS_ATTRS")).unwrap();
    assert_eq!(attrs["descriptions"].as_object().unwrap().len(), names.len());
    kinds
}

#[test]
fn parquet_holds_what_csv_holds_in_types() {
    let desk = desk();
    run(desk.path(), &["--parquet"]);
    let folder = desk.path().join("output/buyers");
    let tables = ["outcomes", "bands", "halted", "licences", "licence-bands", "waits", "regimes", "network", "missing"];
    let kinds: BTreeMap<String, String> = tables.iter().flat_map(|table| same_in_both(&folder, table)).collect();
    let kind = |column: &str| kinds[column].as_str();
    assert_eq!(
        ["outcomes.trial", "outcomes.site", "outcomes.first_halt_date", "outcomes.loss_eur", "outcomes.recovered"]
            .map(kind),
        ["Long", "Str", "Date", "Double", "Bool"]
    );
}

/// Every command that writes tables, each on little.
const COMMANDS: [&str; 10] = [
    "run quickstart.json --trials 60",
    "compare quickstart.json quickstart-truce.json --trials 60",
    "explain quickstart.json --trials 60",
    "size quickstart.json --target P(halt)<=20% --trials 60 --site car_plant",
    "sweep quickstart.json --over car_stock=30..90:3 --trials 40",
    "sensitivity quickstart.json --of loss --trials 200",
    "stress quickstart.json --trials 10",
    "backtest world-magnet-exports.json --as-of 2025-07-01 --trials 200",
    "calibrate world-magnet-exports.json --trials 600 --keep 0.2",
    "backtest series/dysprosium.json series/terbium.json --as-of 2025-06-01..2025-08-01 --trials 200",
];

#[test]
fn every_command_writes_typed_tables_a_workbook_and_nothing_but_json() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for command in COMMANDS {
        let out = tempfile::tempdir().unwrap();
        let more = ["--parquet", "--xlsx", "--no-charts", "--json", "--out", out.path().to_str().unwrap()];
        let done = linestop(&scenarios).args(command.split(' ').chain(more)).assert().success();
        serde_json::from_slice::<Value>(&done.get_output().stdout).unwrap_or_else(|e| panic!("{command}: {e}"));
        let folder = fs::read_dir(out.path()).unwrap().next().unwrap().unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(folder.join(format!("{name}.xlsx"))).unwrap();
        let about = format!("{:?}", sheet(&bytes, "About"));
        assert!(about.contains("Seed of all random numbers") && about.contains("DateTime"), "{command}: {about}");
        assert!(sheet(&bytes, "Summary").len() > 4 && sheet(&bytes, "Assumptions").len() > 1, "{command}");
        let tables = tables_of(&folder);
        assert!(!tables.is_empty(), "{command}");
        for table in tables {
            let kinds = same_in_both(&folder, &table);
            same_in_workbook(&bytes, &folder, &table, &kinds);
        }
    }
}

fn tables_of(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| Some(name.strip_suffix(".csv")?.to_owned())).collect()
}

/// Checks the sheet of a table, which the sheet Columns names, cell by cell. Tables of single trials have none.
fn same_in_workbook(bytes: &[u8], folder: &Path, table: &str, kinds: &BTreeMap<String, String>) {
    let mut csv = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
    let names: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let mut sheets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &sheet(bytes, "Columns")[1..] {
        sheets.entry(row[0].to_string()).or_default().push(row[3].to_string());
    }
    let Some((found, _)) = sheets.iter().find(|(_, columns)| **columns == names) else {
        assert!(["outcomes", "trials"].contains(&table), "{table} has no sheet");
        return assert!(format!("{:?}", sheet(bytes, "About")).contains(&format!("{table}.csv")));
    };
    let rows = sheet(bytes, found);
    let mut count = 1;
    for record in csv.records() {
        for ((wanted, name), cell) in record.unwrap().iter().zip(&names).zip(&rows[count]) {
            let same = match (kinds.get(&format!("{table}.{name}")).map(String::as_str), cell) {
                (_, Data::Empty) => wanted.is_empty(),
                (Some("Str"), Data::String(text)) => text == wanted,
                (Some("Bool"), Data::Bool(yes)) => wanted == if *yes { "yes" } else { "no" },
                (Some("Date"), Data::DateTime(at)) => {
                    let day = jiff::Span::new().days(format!("{:.0}", at.as_f64()).parse::<i64>().unwrap());
                    jiff::civil::date(1899, 12, 30).saturating_add(day).to_string().starts_with(wanted)
                }
                (Some("Long" | "Double"), Data::Int(n)) => n.to_string() == wanted,
                (Some("Long" | "Double"), Data::Float(x)) => {
                    let wanted: f64 = wanted.parse().unwrap();
                    (wanted - x).abs() <= 1e-14 * wanted.abs()
                }
                _ => false,
            };
            assert!(same, "{table}.{name}: {wanted} is not {cell:?}");
        }
        count += 1;
    }
    assert_eq!(rows.len(), count, "{table}");
}

#[test]
fn workbook_and_parquet_do_not_depend_on_threads_and_stand_in_the_manifest() {
    let desk = desk();
    run(desk.path(), &["--parquet", "--xlsx", "--threads", "1", "--out", "one"]);
    run(desk.path(), &["--parquet", "--xlsx", "--threads", "2", "--out", "two"]);
    let manifest = fs::read_to_string(desk.path().join("one/buyers/manifest.json")).unwrap();
    for name in ["buyers.xlsx", "outcomes.parquet", "bands.parquet", "manifest.json"] {
        let read = |out: &str| fs::read(desk.path().join(out).join("buyers").join(name)).unwrap();
        assert!(read("one") == read("two"), "{name}");
        assert!(manifest.contains(&format!("\"{name}\"")), "{name}");
    }
    // A result with these files is replaced like any other.
    run(desk.path(), &["--out", "one"]);
    assert!(!desk.path().join("one/buyers/buyers.xlsx").exists());
    // Without outcomes there is no table of them.
    run(desk.path(), &["--parquet", "--outcomes", "none", "--out", "one"]);
    assert!(!desk.path().join("one/buyers/outcomes.parquet").exists());
}

#[test]
fn a_workbook_holds_numbers_dates_sources_and_how_to_do_it_again() {
    let desk = desk();
    run(desk.path(), &["--xlsx"]);
    let folder = desk.path().join("output/buyers");
    let bytes = fs::read(folder.join("buyers.xlsx")).unwrap();
    let names = Xlsx::new(Cursor::new(bytes.clone())).unwrap().sheet_names();
    for name in ["Summary", "Lines", "Missing material", "Loss", "Cover and output", "Assumptions", "Columns", "About"]
    {
        assert!(names.iter().any(|known| known == name), "{name} is not among {names:?}");
    }
    let summary: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("summary.json")).unwrap()).unwrap();
    let lines = sheet(&bytes, "Lines");
    let column = |name: &str| lines[0].iter().position(|cell| cell.to_string().starts_with(name)).unwrap();
    for (row, line) in lines[1..].iter().zip(summary["lines"].as_array().unwrap()) {
        assert_eq!(row[column("Site")], Data::String(line["site"].as_str().unwrap().to_owned()));
        assert_eq!(row[column("Chance of a halt")], Data::Float(line["halt"]["share"].as_f64().unwrap()));
        assert_eq!(row[column("Expected loss")], Data::Float(line["loss"]["mean"]["value"].as_f64().unwrap()));
        assert!(matches!(row[column("First halt median")], Data::DateTime(_)));
    }
    let cover = sheet(&bytes, "Cover and output");
    let csv = csv::Reader::from_path(folder.join("bands.csv")).unwrap().into_records().count();
    assert_eq!(cover.len(), csv + 1);
    let words = |name: &str| format!("{:?}", sheet(&bytes, name));
    assert!(words("Assumptions").contains("invoices of the forwarder"));
    let about = words("About");
    assert!(about.contains("linestop run scenarios/buyers.json --trials 200"), "{about}");
    assert!(about.contains("Int(200)") || about.contains("Float(200.0)"), "{about}");
}

#[test]
fn the_template_runs_as_it_is_in_both_forms() {
    let desk = desk();
    linestop(desk.path()).args(["template", "sheets"]).assert().success().stdout(contains("linestop import sheets"));
    linestop(desk.path()).args(["import", "sheets", "--out", "folder.json"]).assert().success();
    let read = |name: &str| fs::read_to_string(desk.path().join(name)).unwrap();
    let same = |text: String, file: &str| text.replace(&format!("Imported from {file}"), "");
    assert_eq!(same(read("buyers.json"), "buyers.xlsx"), same(read("folder.json"), "sheets"));
    linestop(desk.path())
        .args(["check", "buyers.json"])
        .assert()
        .success()
        .stdout(contains("4 manufacturers, 4 lines"));
    linestop(desk.path())
        .args(["run", "buyers.json", "--trials", "200", "--no-charts"])
        .assert()
        .success()
        .stdout(contains("Pump plant").and(contains("Scanner plant")));
}

#[test]
fn nothing_is_replaced_unasked() {
    let desk = desk();
    for arguments in [&["template", "buyers.xlsx"][..], &["import", "buyers.xlsx", "--out", "buyers.json"]] {
        linestop(desk.path()).args(arguments).assert().code(2).stderr(contains("--overwrite"));
        linestop(desk.path()).args(arguments).arg("--overwrite").assert().success();
    }
    linestop(desk.path()).args(["template", "buyers.xls"]).assert().code(2).stderr(contains("buyers.xlsx"));
    linestop(desk.path())
        .args(["import", "none.xlsx", "--out", "x.json"])
        .assert()
        .code(2)
        .stderr(contains("template"));
    fs::write(desk.path().join("broken.xlsx"), "no workbook").unwrap();
    let broken = ["import", "broken.xlsx", "--out", "x.json"];
    linestop(desk.path()).args(broken).assert().code(2).stderr(contains("cannot be read as a workbook"));
    assert!(!desk.path().join("x.json").exists());
}

#[test]
fn all_mistakes_are_told_at_once_by_sheet_and_cell() {
    let desk = desk();
    linestop(desk.path()).args(["template", "sheets"]).assert().success();
    let change = |file: &str, from: &str, to: &str| {
        let path = desk.path().join("sheets").join(file);
        let text = fs::read_to_string(&path).unwrap();
        let (heading, rows) = text.split_once('\n').unwrap();
        let place = if heading.contains(from) && !rows.contains(from) { heading } else { rows };
        assert!(place.contains(from), "{file} holds no {from}");
        fs::write(&path, text.replace(place, &place.replacen(from, to, 1))).unwrap();
    };
    change("Scenario.csv", "2026-03-02", "2 March");
    change("Materials.csv", "Dy 3 %", "Dx 3 %");
    change("Sites.csv", ",400,60,", ",400,-3,");
    change("Sites.csv", "Monday to Friday", "Monday to Fryday");
    change("Stocks.csv", "Pump plant,", "Pump plnt,");
    change("Stocks.csv", ",14,", ",1.5,");
    change("Suppliers.csv", "80 %", "80");
    change("Suppliers.csv", "Transit (days)", "Shipping (days)");
    change("Licences.csv", "15,42", "15,12");
    change("Policy.csv", "slow 60 %", "slowly 60 %");
    let wanted = [
        "Scenario.csv!C2: found \"2 March\", allowed: a date",
        "Materials.csv!D2: found \"Dx\", allowed: a chemical symbol (such as Dy, Tb) or a name (such as graphite)",
        "Sites.csv!H4: found \"-3\", allowed: a number of 0 or more",
        "Sites.csv!F4: found \"Monday to Fryday\"",
        "did you mean “Monday to Friday”?",
        "Stocks.csv!A2: no row of the sheet Sites is called “Pump plnt”; did you mean “Pump plant”?",
        "found \"1.5\", allowed: a whole number from 1 to 366",
        "Suppliers.csv!C3: found \"80\", allowed: a share from 0 % to 100 %",
        "Suppliers.csv!D1: “Shipping” is no column of this sheet",
        "Suppliers.csv!A1: the column “Transit” is missing",
        "Licences.csv!E2: found \"12\", allowed: more than the 15",
        "Policy.csv!J2: no phase of this authority is called “slowly”; did you mean “slow”?",
    ];
    let told = linestop(desk.path()).args(["import", "sheets", "--out", "x.json"]).assert().code(2);
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    for words in wanted {
        assert!(told.contains(words), "not told: {words}\n{told}");
    }
    assert!(!desk.path().join("x.json").exists());
}

#[test]
fn what_only_the_whole_shows_is_told_by_cell_too() {
    let desk = desk();
    linestop(desk.path()).args(["template", "sheets"]).assert().success();
    let path = desk.path().join("sheets/Suppliers.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(desk.path().join("sheets/Prices.csv")).unwrap();
    // A pump plant delivers pumps, which the scanner plant does not use.
    fs::write(&path, text.replacen("Magnet works Japan,Scanner plant", "Pump plant,Scanner plant", 1)).unwrap();
    linestop(desk.path())
        .args(["import", "sheets", "--out", "x.json"])
        .assert()
        .code(2)
        .stderr(contains("Suppliers.csv!A4").or(contains("Suppliers.csv!B4")));
}

#[test]
fn a_missing_sheet_a_second_name_a_further_column_and_a_circle_are_told_together() {
    let desk = desk();
    linestop(desk.path()).args(["template", "sheets"]).assert().success();
    let sheets = desk.path().join("sheets");
    let change = |file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(sheets.join(file)).unwrap();
        assert!(text.contains(from), "{file} holds no {from}");
        fs::write(sheets.join(file), text.replacen(from, to, 1)).unwrap();
    };
    fs::remove_file(sheets.join("Policy.csv")).unwrap();
    change("Sites.csv", "Site,", "Phone,Site,");
    change("Sites.csv", "Scanner plant", "555,Pump plant");
    for site in ["Magnet works China,CN", "Magnet works Japan,JP", "Pump plant,IT", "Motor works,DE"] {
        change("Sites.csv", &format!("\n{site}"), &format!("\n555,{site}"));
    }
    change("Materials.csv", ",kg,46", ",ounces,cheap");
    change("Stocks.csv", ",3200,", ",-3200,");
    change("Suppliers.csv", "Pump plant,100 %,\"28 to 60, mostly 36\"", "Pump plant,100 %,");
    change("Suppliers.csv", "Magnet works China,Scanner plant", "Pump plant,Magnet works China");
    let wanted = [
        "Materials.csv!B2: found \"ounces\", allowed: “kg” or “t” or “piece”",
        "Materials.csv!C2: found \"cheap\", allowed: a number of 0 or more",
        "Sites.csv!B5: “Pump plant” stands in Sites.csv!B4 already",
        "Stocks.csv!D3: found \"-3200\", allowed: a number of 0 or more",
        "Suppliers.csv!D2: “Transit” is empty",
        "Suppliers.csv!B3: this row closes a circle: Pump plant → Magnet works China → Pump plant",
        "Licences.csv!A2: there is no sheet “Policy”; “Ministry” needs at least one phase there",
    ];
    let import = ["import", "sheets", "--out", "x.json"];
    let told = linestop(desk.path()).args(import).assert().code(2);
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    for words in wanted {
        assert!(told.contains(words), "not told: {words}\n{told}");
    }
    let told = linestop(desk.path()).args(import).arg("--json").assert().code(2);
    let told: Value = serde_json::from_slice(&told.get_output().stdout).unwrap();
    assert!(told["mistakes"].as_array().unwrap().len() >= wanted.len() && told["written"] == serde_json::json!([]));
    assert!(!desk.path().join("x.json").exists());
}

#[test]
fn what_is_written_is_told_as_json_too() {
    let desk = desk();
    run(desk.path(), &[]);
    let json = |words: &str| -> Value {
        let done = linestop(desk.path()).args(words.split(' ')).arg("--json").assert().success();
        serde_json::from_slice(&done.get_output().stdout).unwrap_or_else(|error| panic!("{words}: {error}"))
    };
    let written = |words: &str| json(words)["written"].as_array().unwrap().len();
    assert_eq!(written("template more.xlsx"), 1);
    assert_eq!(written("template more"), 15);
    assert_eq!(written("import more --out more.json"), 1);
    assert_eq!(written("report output/buyers"), 1);
    assert_eq!(written("chart loss output/buyers"), 1);
    assert!(json("chart list output/buyers")[0]["charts"].as_array().unwrap().len() > 3);
    assert!(written("manual man") > 10);
    assert_eq!(json("check buyers.json")[0]["usable"], Value::Bool(true));
    assert!(json("schema")["$schema"].is_string());
    let vocabulary = json("sweep buyers.json --over title=10..20 --of help");
    assert!(vocabulary.as_array().unwrap().iter().any(|outcome| outcome["name"] == "p_halt"));
}
