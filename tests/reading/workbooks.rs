//! Workbooks: what their cells hold and what they show.

use std::fs;

use crate::Desk;
use crate::sheets::{imported, not_imported, sheets};

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
const IN_ORDER: [&str; 15] = [
    "Read me",
    "Scenario",
    "Materials",
    "Sites",
    "Products",
    "Stocks",
    "Suppliers",
    "Currencies",
    "Prices",
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
fn a_workbook_that_counts_days_from_1904_has_the_dates_that_it_shows() {
    let desk = Desk::new();
    // 2 March 2026 is day 46083 of the usual system; the other begins 1,462 days later. The template has no number
    // above 45000 but dates, of 2025 and 2026.
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
    assert!(told.contains("note: Stocks.csv: cell V3 has no heading and was left out"), "{told}");
    assert!(told.contains("note: Stocks.csv: row 4 holds nothing but a remark and was left out"), "{told}");
}
