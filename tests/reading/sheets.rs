//! Sheets as CSV files, and CSV files of a scenario.

use std::fmt::Write as _;
use std::fs;

use crate::{Desk, SCENARIO};

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
        let text = text
            .replace("China,CN,magnets,,", "China,CN,magnets,Magnet,")
            .replace(",,Magnet,,,4,", ",,,,,4,")
            .replace(",USD,0.6,sea,", ",,,,");
        fs::write(path, text).unwrap();
    }
}

/// Small sheets as CSV files, with changes: file, what is there, what it becomes (everywhere in the file).
pub(crate) fn sheets(desk: &Desk, changes: &[(&str, &str, &str)]) {
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
pub(crate) fn imported(desk: &Desk, more: &[&str]) -> (serde_json::Value, String) {
    let (_, told) = desk.done(&[&IMPORT[..], more].concat());
    (serde_json::from_slice(&fs::read(desk.path().join("x.json")).unwrap()).unwrap(), told)
}

#[track_caller]
pub(crate) fn not_imported(desk: &Desk, source: &str, more: &[&str]) -> String {
    let told = desk.refused(&[&["import", source, "--out", "no.json"][..], more].concat());
    assert!(!desk.path().join("no.json").exists());
    told
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
    let distribution = |more: &str| {
        let distribution = format!("{{\"empirical\": {{\"csv\": \"days.csv\", \"column\": \"days\"{more}}}}}");
        desk.write("own.json", SCENARIO.replace("{\"uniform\": {\"min\": 20, \"max\": 40}}", &distribution).as_bytes());
    };
    distribution("");
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
    distribution(", \"locale\": \"de\"");
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
