//! Numbers, dates and names as people write them: in options, sheets and CSV files. What could mean two things is
//! refused with both of them, or read as a declared locale writes it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// A plant with one input and a wait of 30 days.
const SCENARIO: &str = r#"{
  "title": "Small", "currency": "EUR", "start": "2026-01-05", "horizon_days": 60, "assumption": "test",
  "parameters": {"stock": {"value": {"uniform": {"min": 20, "max": 40}}}},
  "materials": {"magnet": {"unit": "kg", "price_per_unit": 10}, "car": {"unit": "piece"}},
  "sites": {
    "works": {"country": "CN", "sector": "magnets", "makes": "magnet"},
    "cars": {
      "country": "DE", "sector": "cars", "makes": "car", "sales": {"per_working_day": 10, "margin_per_unit": 5},
      "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"days_of_cover": {"parameter": "stock"}},
        "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 60}}}}}
    }
  },
  "lanes": {"sea": {"from": "works", "to": "cars", "transit_days": 30}}
}"#;

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("small.json", SCENARIO.as_bytes());
        desk
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    fn linestop(&self, words: &[&str]) -> (i32, String, String) {
        let done = Command::cargo_bin("linestop").unwrap().current_dir(self.path()).args(words).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (done.status.code().unwrap_or(-1), text(&done.stdout), text(&done.stderr))
    }
    /// What is told of a mistake; nothing is written.
    #[track_caller]
    fn refused(&self, words: &[&str]) -> String {
        let (code, _, told) = self.linestop(words);
        assert_eq!(code, 2, "{words:?}: {told}");
        assert!(!self.path().join("output").exists(), "{words:?}");
        told
    }
    #[track_caller]
    fn done(&self, words: &[&str]) -> (String, String) {
        let (code, out, told) = self.linestop(words);
        assert_eq!(code, 0, "{words:?}: {told}");
        (out, told)
    }
}

/// Every option that takes a number, with text that has two meanings, and what they are.
const TWO_MEANINGS: [(&[&str], &str, &str); 16] = [
    (&["run", "small.json", "--trials", "1,5"], "1.5 (", "15 ("),
    (&["run", "small.json", "--trials", "10.000"], "10 (", "10000 ("),
    (&["run", "small.json", "--seed", "1.000"], "1 (", "1000 ("),
    (&["run", "small.json", "--threads", "1,5"], "1.5 (", "15 ("),
    (&["run", "small.json", "--precision", "0,5%"], "0.5% (", "5% ("),
    (&["run", "small.json", "--bands-every", "1,5"], "1.5 (", "15 ("),
    (&["size", "small.json", "--target", "P(halt) <= 2,5%"], "2.5% (", "25% ("),
    (&["size", "small.json", "--target", "loss <= 1.500"], "1.5 (", "1500 ("),
    (&["size", "small.json", "--budget", "2,5e6"], "2.5e6 (", "25e6 ("),
    (&["size", "small.json", "--budget", "10.000"], "10 (", "10000 ("),
    (&["size", "small.json", "--target", "P(halt) <= 5%", "--most-days", "1.500"], "1.5 (", "1500 ("),
    (&["sensitivity", "small.json", "--of", "loss", "--threshold", "2,5 m"], "2.5 m (", "25 m ("),
    (&["sweep", "small.json", "--over", "stock=1,5..40"], "1.5 (", "15 ("),
    (&["sweep", "small.json", "--over", "stock=10..1.500"], "1.5 (", "1500 ("),
    (&["stress", "small.json", "--freeze-days", "1..1,5"], "1.5 (", "15 ("),
    (&["explain", "small.json", "--trial", "1.000"], "1 (", "1000 ("),
];

#[test]
fn options_that_could_mean_two_numbers_are_refused_with_both() {
    let desk = Desk::new();
    for (words, first, second) in TWO_MEANINGS {
        let told = desk.refused(words);
        assert!(told.contains(&format!("can be read as {first}")), "{words:?}: {told}");
        assert!(told.contains(&format!("or as {second}")), "{words:?}: {told}");
    }
    for words in [["stress", "--from", "03/04/2026"], ["stress", "--from", "31.12.2026"]] {
        let told = desk.refused(&[words[0], "small.json", words[1], words[2]]);
        assert!(
            told.contains("-04-03 (the day first) or as 2026-03-04") || told.contains("is 2026-12-31 where"),
            "{told}"
        );
        assert!(told.contains("--locale"), "{told}");
    }
}

#[test]
fn a_declared_locale_reads_options_as_it_writes_them() {
    let desk = Desk::new();
    let plain = ["--no-charts", "--out"];
    desk.done(&[&["run", "small.json", "--trials", "1.000", "--locale", "de"][..], &plain, &["a"]].concat());
    desk.done(&[&["run", "small.json", "--trials", "1,000"][..], &plain, &["b"]].concat());
    let read = |folder: &str| fs::read(desk.path().join(folder).join("small/summary.json")).unwrap();
    assert!(read("a") == read("b"));
    let size = ["size", "small.json", "--trials", "200", "--target"];
    desk.done(&[&size[..], &["P(halt) <= 2,5 %", "--locale", "de"], &plain, &["a"]].concat());
    desk.done(&[&size[..], &["P(halt) <= 2.5%"], &plain, &["b"]].concat());
    let read = |folder: &str| fs::read(desk.path().join(folder).join("size-small/sizing.json")).unwrap();
    assert!(read("a") == read("b"));
    let told = desk.refused(&["run", "small.json", "--locale", "xx"]);
    assert!(told.contains("\"xx\" is no locale") && told.contains("en-US"), "{told}");
}

#[test]
fn money_is_read_alike_in_every_option() {
    let desk = Desk::new();
    let read = |budget: &str| {
        let words =
            ["size", "small.json", "--trials", "200", "--no-charts", "--budget", budget, "--json", "--out", "x"];
        desk.done(&words).0
    };
    let plain = read("100000");
    for budget in ["1e5", "100 k", "100,000", "0.1 m", "100 000", "100'000", "100_000"] {
        assert_eq!(read(budget), plain, "{budget}");
    }
}

/// The sheets that describe two plants with one part.
const SMALL: [&str; 7] =
    ["Scenario.csv", "Materials.csv", "Sites.csv", "Stocks.csv", "Suppliers.csv", "Licences.csv", "Policy.csv"];

/// The template as CSV files without the plant of several products and what only it needs.
fn small_sheets(desk: &Desk) {
    desk.done(&["template", "sheets"]);
    for entry in fs::read_dir(desk.path().join("sheets")).unwrap() {
        let path = entry.unwrap().path();
        if !SMALL.contains(&path.file_name().unwrap().to_str().unwrap()) {
            fs::remove_file(path).unwrap();
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let of_others =
            |line: &&str| ["Motor works", "Rotor", "Servo motor", "Spindle motor"].iter().all(|x| !line.contains(x));
        let text = text.lines().filter(of_others).collect::<Vec<_>>().join("\n") + "\n";
        let text = text.replace("China,CN,magnets,,", "China,CN,magnets,Magnet,").replace(",,Magnet,,,4,", ",,,,,4,");
        fs::write(path, text).unwrap();
    }
}

/// Small sheets as CSV files, with changes: file, what is there, what it becomes (everywhere in the file).
fn sheets(desk: &Desk, changes: &[(&str, &str, &str)]) {
    if !desk.path().join("sheets").exists() {
        small_sheets(desk);
    }
    for (file, from, to) in changes {
        let path = desk.path().join("sheets").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} holds no {from}: {text}");
        fs::write(path, text.replace(from, to)).unwrap();
    }
}

const IMPORT: [&str; 5] = ["import", "sheets", "--out", "x.json", "--overwrite"];

#[track_caller]
fn imported(desk: &Desk, more: &[&str]) -> (serde_json::Value, String) {
    let (_, told) = desk.done(&[&IMPORT[..], more].concat());
    (serde_json::from_slice(&fs::read(desk.path().join("x.json")).unwrap()).unwrap(), told)
}

#[track_caller]
fn not_imported(desk: &Desk, source: &str, more: &[&str]) -> String {
    let told = desk.refused(&[&["import", source, "--out", "no.json"][..], more].concat());
    assert!(!desk.path().join("no.json").exists());
    told
}

/// The workbook of the template with its parts changed.
fn workbook(desk: &Desk, change: impl Fn(&str, String) -> String) {
    use std::io::{Read, Write};
    if !desk.path().join("template.xlsx").exists() {
        desk.done(&["template", "template.xlsx"]);
    }
    let file = fs::File::open(desk.path().join("template.xlsx")).unwrap();
    let mut parts = zip::ZipArchive::new(file).unwrap();
    let mut out = zip::ZipWriter::new(fs::File::create(desk.path().join("changed.xlsx")).unwrap());
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
        part.read_to_string(&mut text).unwrap();
        out.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(change(&name, text).as_bytes()).unwrap();
    }
    out.finish().unwrap();
}

#[track_caller]
fn imported_workbook(desk: &Desk) -> (serde_json::Value, String) {
    let (_, told) = desk.done(&["import", "changed.xlsx", "--out", "x.json", "--overwrite"]);
    (serde_json::from_slice(&fs::read(desk.path().join("x.json")).unwrap()).unwrap(), told)
}

/// Sheets of the template's workbook, in their order.
const IN_ORDER: [&str; 13] = [
    "Read me",
    "Scenario",
    "Materials",
    "Sites",
    "Products",
    "Stocks",
    "Suppliers",
    "Open orders",
    "Licences held",
    "Demand",
    "Plans",
    "Licences",
    "Policy",
];

/// Where the workbook holds a sheet.
fn part_of(sheet: &str) -> String {
    let at = IN_ORDER.iter().position(|name| *name == sheet).expect("a sheet of the template");
    format!("xl/worksheets/sheet{}.xml", at + 1)
}

/// A cell of a sheet, as the workbook holds it, becomes another.
fn cell(sheet: &str, name: &str, becomes: &str) -> impl Fn(&str, String) -> String {
    let (sheet, name, becomes) = (part_of(sheet), format!("<c r=\"{name}\""), becomes.to_owned());
    move |part, text| {
        if part != sheet {
            return text;
        }
        let from = text.find(&name).unwrap_or_else(|| panic!("{part} has no {name}"));
        let rest = &text[from..];
        let open = rest.find('>').unwrap();
        let end = if rest[..open].ends_with('/') { open + 1 } else { rest.find("</c>").unwrap() + 4 };
        format!("{}{becomes}{}", &text[..from], &text[from + end..])
    }
}

#[test]
fn thousands_with_a_point_in_sheets_are_refused_or_read_by_a_declared_locale() {
    let desk = Desk::new();
    sheets(&desk, &[("Stocks.csv", ",3200,", ",250.000,"), ("Materials.csv", ",46,", ",\"1.320\",")]);
    let told = not_imported(&desk, "sheets", &[]);
    assert!(
        told.contains("Stocks.csv!D3: \"250.000\" can be read as 250 (the point before decimals) or as 250000"),
        "{told}"
    );
    assert!(
        told.contains("Materials.csv!C2: \"1.320\" can be read as 1.32 (the point before decimals) or as 1320"),
        "{told}"
    );
    assert!(told.contains("“Locale” on the sheet Scenario") && told.contains("2 mistakes"), "{told}");
    // In the other locale 0.2 has no thousands.
    sheets(
        &desk,
        &[
            ("Stocks.csv", ",0.2,", ",\"0,2\","),
            ("Policy.csv", "0.3 to 0.9, mostly 0.5", "0,3 to 0,9, mostly 0,5"),
            ("Policy.csv", ",4.6,", ",\"4,6\","),
            ("Policy.csv", ",1.8,", ",\"1,8\","),
        ],
    );
    let stock = |x: &serde_json::Value| {
        x["sites"]["scanner_plant"]["inputs"]["magnet"]["opening_stock"]["quantity"]["value"].clone()
    };
    let (by_option, _) = imported(&desk, &["--locale", "de"]);
    assert_eq!(stock(&by_option), 250_000);
    assert_eq!(by_option["materials"]["magnet"]["price_per_unit"]["value"], 1320);
    sheets(&desk, &[("Scenario.csv", ",365,,", ",365,de,"), ("Scenario.csv", "2026-03-02", "02.03.2026")]);
    let (by_cell, _) = imported(&desk, &[]);
    assert_eq!((stock(&by_cell), &by_cell["start"]), (250_000.into(), &"2026-03-02".into()));
    assert!(
        not_imported(&desk, "sheets", &["--locale", "ch"])
            .contains("Scenario.csv!E2: found \"de\", but --locale says ch")
    );
}

#[test]
fn words_in_a_workbook_are_read_as_strictly_as_in_csv() {
    let desk = Desk::new();
    let text = |words: &str| format!("<c r=\"D3\" t=\"inlineStr\"><is><t>{words}</t></is></c>");
    workbook(&desk, cell("Stocks", "D3", &text("250.000")));
    let told = not_imported(&desk, "changed.xlsx", &[]);
    assert!(told.contains("Stocks!D3: \"250.000\" can be read as 250 (") && told.contains("or as 250000 ("), "{told}");
    workbook(&desk, cell("Stocks", "D3", &text("250 000")));
    let (found, _) = imported_workbook(&desk);
    assert_eq!(found["sites"]["scanner_plant"]["inputs"]["magnet"]["opening_stock"]["quantity"]["value"], 250_000);
}

#[test]
fn a_unit_that_was_changed_in_a_heading_is_refused() {
    let desk = Desk::new();
    sheets(&desk, &[("Stocks.csv", "Stock (on the first day)", "Stock (in weeks)")]);
    let told = not_imported(&desk, "sheets", &[]);
    assert!(told.contains("Stocks.csv!D1: the unit was changed to “in weeks”"), "{told}");
    assert!(told.contains("“Stock (on the first day)”") && told.contains("1 mistake"), "{told}");
    for heading in ["Stock in weeks", "Stock [weeks]"] {
        sheets(&desk, &[("Stocks.csv", "Stock (in weeks)", heading)]);
        assert!(not_imported(&desk, "sheets", &[]).contains("Stock"), "{heading}");
        sheets(&desk, &[("Stocks.csv", heading, "Stock (in weeks)")]);
    }
    // Without its unit, a heading says nothing else; other brackets may hold remarks.
    sheets(
        &desk,
        &[("Stocks.csv", "Stock (in weeks)", "Stock"), ("Sites.csv", "Country (such as DE)", "Country (ISO)")],
    );
    imported(&desk, &[]);
}

#[test]
fn a_workbook_that_counts_days_from_1904_has_the_dates_that_it_shows() {
    let desk = Desk::new();
    // 2 March 2026 is day 46083 of the usual system; the other begins 1,462 days later. The template has no number above
    // 45000 but dates, of 2025 and 2026.
    workbook(&desk, |_, text| text);
    let (usual, _) = imported_workbook(&desk);
    workbook(&desk, |part, text| match part {
        "xl/workbook.xml" => text.replacen("<workbookPr ", "<workbookPr date1904=\"1\" ", 1),
        _ => (45_900..46_400)
            .fold(text, |text, day| text.replace(&format!("<v>{day}</v>"), &format!("<v>{}</v>", day - 1_462))),
    });
    let (other, _) = imported_workbook(&desk);
    assert_eq!(other["start"], "2026-03-02");
    assert_eq!((&other["start"], &other["lanes"]), (&usual["start"], &usual["lanes"]));
    assert!(other["lanes"].to_string().contains("2026-06-01"));
}

#[test]
fn part_numbers_stay_as_they_are_written_in_scenarios_and_results() {
    let desk = Desk::new();
    let long = "123456789012345678";
    for name in ["004711", "12E3", long, "4711", "1.500", "1,5"] {
        let cell = if name.contains(',') { format!("\"{name}\"") } else { name.to_owned() };
        let changes =
            [("Materials.csv", "\nMagnet,"), ("Stocks.csv", "plant,Magnet,"), ("Sites.csv", "magnets,Magnet,")];
        fs::remove_dir_all(desk.path().join("sheets")).ok();
        for (file, from) in changes {
            sheets(&desk, &[(file, from, &from.replace("Magnet", &cell))]);
        }
        let (found, told) = imported(&desk, &[]);
        let (key, material) = found["materials"].as_object().unwrap().iter().next().unwrap();
        let title = material["title"].as_str().unwrap_or(key);
        assert_eq!(title, name, "{told}");
    }
    sheets(
        &desk,
        &[
            ("Materials.csv", "\n\"1,5\",", "\n004711,"),
            ("Stocks.csv", "\"1,5\"", "004711"),
            ("Sites.csv", "\"1,5\"", "004711"),
        ],
    );
    sheets(
        &desk,
        &[
            ("Sites.csv", "Pump plant", "000815"),
            ("Stocks.csv", "Pump plant", "000815"),
            ("Suppliers.csv", "Pump plant", "000815"),
        ],
    );
    imported(&desk, &[]);
    desk.done(&["run", "x.json", "--trials", "100", "--no-charts", "--xlsx"]);
    let outcomes = fs::read_to_string(desk.path().join("output/x/outcomes.csv")).unwrap();
    assert!(outcomes.contains(",000815,"), "{}", &outcomes[..300]);
    fs::remove_dir_all(desk.path().join("output")).unwrap();
    // Two names that are the same as numbers are two names.
    sheets(&desk, &[("Materials.csv", "\nScanner,", "\n4711,"), ("Sites.csv", ",Scanner,", ",4711,")]);
    let (found, _) = imported(&desk, &[]);
    assert!(found["materials"]["004711"].is_object() && found["materials"]["4711"].is_object());
    // What is wrong with a name of digits is told by its cell.
    sheets(&desk, &[("Suppliers.csv", "Magnet works Japan,Scanner plant", "000815,Scanner plant")]);
    let told = not_imported(&desk, "sheets", &[]);
    assert!(told.contains("Suppliers.csv!A4") || told.contains("Suppliers.csv!B4"), "{told}");
}

#[test]
fn part_numbers_of_a_workbook_keep_the_zeros_that_it_shows() {
    let desk = Desk::new();
    let zeros = "<numFmt numFmtId=\"199\" formatCode=\"000000\"/></numFmts>";
    let styles = |text: String| {
        let text = text.replacen("</numFmts>", zeros, 1);
        let count = text.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap().matches("<xf ").count();
        let style = "<xf numFmtId=\"199\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>";
        (text.replacen("</cellXfs>", style, 1), count)
    };
    let name = std::cell::Cell::new(0);
    workbook(&desk, |part, text| {
        if part == "xl/styles.xml" {
            name.set(styles(text.clone()).1);
            text
        } else {
            text
        }
    });
    let number = |at: &str| format!("<c r=\"{at}\" s=\"{}\"><v>4711</v></c>", name.get());
    // What the pump plant makes, among the materials and with the site.
    workbook(&desk, |part, text| match part {
        "xl/styles.xml" => styles(text).0,
        _ => cell("Sites", "D4", &number("D4"))(part, cell("Materials", "A4", &number("A4"))(part, text)),
    });
    let (found, _) = imported_workbook(&desk);
    assert!(found["materials"]["004711"].is_object(), "{}", found["materials"]);
}

#[test]
fn a_formula_that_comes_to_no_text_is_an_empty_cell() {
    let desk = Desk::new();
    let formula = |value: &str| format!("<c r=\"H2\" t=\"str\"><f>IF(1=2,1,\"\")</f>{value}</c>");
    for value in ["<v></v>", "<v/>", "<v> </v>"] {
        workbook(&desk, cell("Stocks", "H2", &formula(value)));
        let (found, _) = imported_workbook(&desk);
        assert_eq!(
            found["sites"]["pump_plant"]["inputs"]["magnet"]["minimum_order"],
            serde_json::Value::Null,
            "{value}"
        );
    }
    workbook(&desk, cell("Stocks", "H2", &formula("")));
    assert!(not_imported(&desk, "changed.xlsx", &[]).contains("Stocks!H2: found a formula without its result"));
}

#[test]
fn names_match_whatever_their_capitals_blanks_and_accents() {
    let desk = Desk::new();
    sheets(
        &desk,
        &[
            ("Sites.csv", "Pump plant", "Müller Werk"),
            ("Stocks.csv", "Pump plant", "Mu\u{308}ller  werk "),
            ("Suppliers.csv", "Pump plant", "MÜLLER\u{a0}WERK"),
        ],
    );
    let (found, _) = imported(&desk, &[]);
    assert!(found["sites"]["müller_werk"]["inputs"]["magnet"].is_object(), "{}", found["sites"]);
    assert!(found["lanes"].to_string().contains("\"to\":\"müller_werk\""));
    // The same in a scenario that is written by hand.
    let text =
        SCENARIO.replace("\"cars\": {", "\"Mu\u{308}ller\": {").replace("\"to\": \"cars\"", "\"to\": \"Müller\"");
    desk.write("hand.json", text.as_bytes());
    desk.done(&["check", "hand.json"]);
    desk.done(&[
        "size",
        "hand.json",
        "--target",
        "P(halt) <= 50%",
        "--trials",
        "100",
        "--no-charts",
        "--site",
        "Mu\u{308}ller",
    ]);
}

#[test]
fn cells_far_out_and_files_that_unpack_to_too_much_are_refused() {
    use std::io::Write;
    let desk = Desk::new();
    let far = |what: &'static str| {
        move |part: &str, text: String| match part {
            _ if part == part_of("Sites") => text.replacen("</sheetData>", what, 1),
            _ => text,
        }
    };
    workbook(
        &desk,
        far("<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t> </t></is></c></row></sheetData>"),
    );
    imported_workbook(&desk);
    workbook(&desk, far("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>"));
    let told = not_imported(&desk, "changed.xlsx", &[]);
    assert!(told.contains("sheet “Sites”: cell XFD1048576 is too far out"), "{told}");
    let mut bomb = zip::ZipWriter::new(fs::File::create(desk.path().join("bomb.xlsx")).unwrap());
    bomb.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..300 {
        bomb.write_all(&blanks).unwrap();
    }
    bomb.finish().unwrap();
    assert!(not_imported(&desk, "bomb.xlsx", &[]).contains("unpacks to more than 256 MB"));
    desk.write("cut.xlsx", &fs::read(desk.path().join("template.xlsx")).unwrap()[..9000]);
    assert!(not_imported(&desk, "cut.xlsx", &[]).contains("cannot be read as a workbook"));
}

#[test]
fn sheets_in_every_form_of_csv_are_the_same_scenario() {
    let desk = Desk::new();
    sheets(
        &desk,
        &[
            ("Sites.csv", "Pump plant", "Müller Werk"),
            ("Stocks.csv", "Pump plant", "Müller Werk"),
            ("Suppliers.csv", "Pump plant", "Müller Werk"),
        ],
    );
    let (plain, _) = imported(&desk, &[]);
    let folder = desk.path().join("sheets");
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let written = |text: &str, separator: u8, end: &str| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut out = csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(Vec::new());
        for record in reader.records() {
            out.write_record(&record.unwrap()).unwrap();
        }
        String::from_utf8(out.into_inner().unwrap()).unwrap().replace('\n', end)
    };
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let old = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    for (separator, end) in [(b';', "\r\n"), (b'\t', "\r"), (b'|', "\n")] {
        for kind in 0..4 {
            for (file, text) in
                files.iter().zip(&texts).filter(|(file, _)| file.extension().is_some_and(|e| e == "csv"))
            {
                let text = written(text, separator, end);
                let bytes = match kind {
                    0 => text.into_bytes(),
                    1 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
                    2 => [b"\xFF\xFE".to_vec(), utf16(&text)].concat(),
                    _ => old(&text),
                };
                fs::write(file, bytes).unwrap();
            }
            let (found, told) = imported(&desk, &[]);
            assert_eq!(found, plain, "{separator} {end:?} {kind}");
            assert_eq!(told.contains("Windows-1252"), kind == 3, "{told}");
        }
    }
}

#[test]
fn merged_cells_count_for_each_row_and_columns_of_ones_own_are_left_out() {
    let desk = Desk::new();
    // The phases of the ministry, whose name stands in the first row alone.
    workbook(&desk, |part, text| match part {
        _ if part == part_of("Policy") => {
            let text = ["A3", "A4", "A5"].iter().fold(text, |text, at| cell("Policy", at, "")(part, text));
            text.replacen(
                "</sheetData>",
                "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A2:A5\"/></mergeCells>",
                1,
            )
        }
        _ => text,
    });
    let (found, told) = imported_workbook(&desk);
    assert_eq!(found["authorities"]["ministry"]["regimes"].as_object().unwrap().len(), 4);
    assert!(
        told.contains("note: Policy: the cells A2:A5 are merged; “Ministry” counts for each of their rows"),
        "{told}"
    );
    sheets(&desk, &[("Sites.csv", "Site,", "Site,Telephone,")]);
    for site in ["Magnet works China,CN", "Magnet works Japan,JP", "Pump plant,IT", "Scanner plant,DE"] {
        let (name, country) = site.split_once(',').unwrap();
        sheets(&desk, &[("Sites.csv", site, &format!("{name},555,{country}"))]);
    }
    let path = desk.path().join("sheets/Stocks.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{},,look at this\n{}as counted\n", text.trim_end(), ",".repeat(18))).unwrap();
    let (_, told) = imported(&desk, &[]);
    assert!(told.contains("note: Sites.csv!B1: “Telephone” is no column of this sheet and was left out"), "{told}");
    assert!(told.contains("note: Stocks.csv: cell U3 has no heading and was left out"), "{told}");
    assert!(told.contains("note: Stocks.csv: row 4 holds nothing but a remark and was left out"), "{told}");
}

#[test]
fn one_cause_in_many_rows_of_a_sheet_is_told_once() {
    let desk = Desk::new();
    sheets(&desk, &[]);
    let path = desk.path().join("sheets/Materials.csv");
    let mut text = fs::read_to_string(&path).unwrap();
    for part in 0..40 {
        writeln!(text, "Part {part},piece,{}.500,,,", part + 1).unwrap();
    }
    fs::write(&path, text).unwrap();
    let told = not_imported(&desk, "sheets", &[]);
    assert!(told.contains("1 mistake in sheets"), "{told}");
    assert!(
        told.contains("Materials.csv!C5 and rows 6, 7, 8 and 36 more of column C: \"1.500\" can be read as 1.5 ("),
        "{told}"
    );
}

#[test]
fn csv_files_of_a_scenario_take_what_sheets_take() {
    let desk = Desk::new();
    let law = |more: &str| {
        let law = format!("{{\"empirical\": {{\"csv\": \"days.csv\", \"column\": \"days\"{more}}}}}");
        desk.write("own.json", SCENARIO.replace("{\"uniform\": {\"min\": 20, \"max\": 40}}", &law).as_bytes());
    };
    law("");
    desk.write("days.csv", b"days\n20.5\n30\n");
    let run =
        |desk: &Desk| desk.done(&["run", "own.json", "--trials", "100", "--no-charts", "--json", "--out", "out"]).0;
    let plain = run(&desk);
    for text in ["part\tdays\r1\t20.5\r2\t30\r", "\u{feff}part;Days \r\n1;20.5\r\n2;30\r\n"] {
        desk.write("days.csv", text.as_bytes());
        assert_eq!(run(&desk), plain, "{text:?}");
    }
    desk.write("days.csv", b"part;days\n1;20,5\n2;30\n");
    let told = desk.refused(&["run", "own.json"]);
    assert!(told.contains("days.csv, line 2, column \"days\": \"20,5\" can be read as 20.5 ("), "{told}");
    law(", \"locale\": \"de\"");
    assert_eq!(run(&desk), plain);
    desk.write("days.csv", b"days;days\n20.5;1\n30;2\n");
    assert!(desk.refused(&["run", "own.json"]).contains("two columns are called \"days\""));
}

#[test]
fn a_country_code_that_no_country_has_is_warned_of_once() {
    let desk = Desk::new();
    let text = SCENARIO
        .replace("\"country\": \"DE\"", "\"country\": \"UK\"")
        .replace("\"country\": \"CN\"", "\"country\": \"UK\"");
    desk.write("uk.json", text.as_bytes());
    let (out, _) = desk.done(&["check", "uk.json"]);
    assert_eq!(out.matches("\"UK\" is the code of no country").count(), 1, "{out}");
    assert!(out.contains("did you mean \"GB\" (United Kingdom)?"), "{out}");
}

#[test]
fn a_comma_between_thousands_in_a_file_with_semicolons_is_told() {
    let desk = Desk::new();
    sheets(&desk, &[("Stocks.csv", ",3200,", ",\"3,200\",")]);
    let (_, told) = imported(&desk, &[]);
    assert!(!told.contains("note:"), "{told}");
    let path = desk.path().join("sheets/Stocks.csv");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut out = csv::WriterBuilder::new().delimiter(b';').from_path(&path).unwrap();
    for row in &rows {
        out.write_record(row).unwrap();
    }
    drop(out);
    let (_, told) = imported(&desk, &[]);
    assert!(told.contains("note: Stocks.csv!D3: the comma of \"3,200\" was read as one between thousands"), "{told}");
    let (_, told) = imported(&desk, &["--locale", "en"]);
    assert!(!told.contains("note:"), "{told}");
}
