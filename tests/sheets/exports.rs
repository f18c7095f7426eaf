//! Exports of ERP systems: the mapping that is guessed, the scenario that comes of it, and everything that can be
//! wrong.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use predicates::prelude::*;
use predicates::str::contains;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::linestop;

fn samples(set: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/firm-today").join(set)
}

/// A folder with a copy of the sample exports in "exports".
fn desk(set: &str) -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    let exports = desk.path().join("exports");
    fs::create_dir(&exports).unwrap();
    for entry in fs::read_dir(samples(set)).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, exports.join(path.file_name().unwrap())).unwrap();
    }
    desk
}

const IMPORT: [&str; 7] = ["import", "exports", "--mapping", "mapping.json", "--out", "firm.json", "--overwrite"];

fn import(desk: &TempDir) -> assert_cmd::assert::Assert {
    linestop(desk.path()).args(IMPORT).assert()
}

fn told(desk: &TempDir) -> String {
    String::from_utf8(import(desk).code(2).get_output().stderr.clone()).unwrap()
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn mapping(desk: &TempDir) -> Value {
    read(&desk.path().join("mapping.json"))
}

fn change(desk: &TempDir, with: impl Fn(&mut Value)) {
    let mut mapping = mapping(desk);
    with(&mut mapping);
    fs::write(desk.path().join("mapping.json"), mapping.to_string()).unwrap();
}

fn edit(desk: &TempDir, file: &str, from: &str, to: &str) {
    let path = desk.path().join("exports").join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} holds no {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// Fills in what no export says.
fn fill_in(desk: &TempDir) {
    change(desk, |mapping| {
        for (plant, country) in mapping["plants"].as_object_mut().unwrap().values_mut().zip(["CZ", "DE", "IT"]) {
            plant["country"] = country.into();
        }
    });
}

#[test]
fn every_column_of_the_samples_is_guessed_right() {
    for (set, stock, columns) in [
        (
            "exporte-de",
            "bestand.csv",
            [
                ("material", "Material"),
                ("plant", "Werk"),
                ("quantity", "Frei verwendbar"),
                ("unit", "ME"),
                ("price", "Stand.-/gleit.Preis"),
                ("reorder_point", "Meldebestand"),
                ("lead_time_days", "Planlieferzeit"),
                ("vendor", "Lieferant"),
            ],
        ),
        (
            "exports-en",
            "on_hand.csv",
            [
                ("material", "Item number"),
                ("plant", "Site"),
                ("quantity", "On-hand quantity"),
                ("unit", "Unit"),
                ("price", "Unit Cost"),
                ("reorder_point", "Min. on hand"),
                ("lead_time_days", "Purchase lead time (days)"),
                ("vendor", "Preferred Vendor"),
            ],
        ),
    ] {
        let desk = desk(set);
        import(&desk).success().stdout(contains("Written to mapping.json").and(contains("country")));
        assert!(!desk.path().join("firm.json").exists());
        let mapping = mapping(&desk);
        assert_eq!(mapping["start"], "2026-03-02", "{set}");
        assert_eq!(
            (&mapping["locale"], mapping["plants"].as_object().unwrap().len()),
            (&json!(if set == "exporte-de" { "de" } else { "en-US" }), 3)
        );
        let kinds: Vec<&str> =
            mapping["tables"].as_object().unwrap().values().map(|t| t["holds"].as_str().unwrap()).collect();
        for kind in ["stock", "orders", "bom", "vendors", "plan"] {
            assert!(kinds.contains(&kind), "{set}: {kinds:?}");
        }
        for (field, heading) in columns {
            assert_eq!(mapping["tables"][stock]["columns"][field], heading, "{set}: {field}");
        }
    }
}

/// The sample, with its corrected mapping, as a scenario.
fn sample(set: &str) -> (TempDir, Value) {
    let desk = desk(set);
    fs::rename(desk.path().join("exports/mapping.json"), desk.path().join("mapping.json")).unwrap();
    import(&desk).success();
    let made = read(&desk.path().join("firm.json"));
    (desk, made)
}

#[test]
fn the_samples_become_scenarios_that_run() {
    for set in ["exporte-de", "exports-en"] {
        let (desk, made) = sample(set);
        assert_eq!(
            made["sites"].as_object().unwrap().keys().filter(|key| key.starts_with("plant_")).count(),
            3,
            "{set}"
        );
        linestop(desk.path()).args(["check", "firm.json"]).assert().success();
        linestop(desk.path())
            .args(["run", "firm.json", "--trials", "100", "--audit", "--no-charts"])
            .assert()
            .success();
        // The same exports give the same scenario, byte for byte.
        let before = fs::read(desk.path().join("firm.json")).unwrap();
        import(&desk).success();
        assert!(fs::read(desk.path().join("firm.json")).unwrap() == before);
    }
}

/// By hand, from the German files: the bill of materials of the servo motor holds 0.11 kg of magnets a rotor assembly,
/// with 1 % of scrap, and one such assembly a motor; 45 g of insulating paper; 0.008 thousand screws.
#[test]
fn units_bills_and_orders_are_worked_out() {
    let (_desk, made) = sample("exporte-de");
    let motor = &made["sites"]["plant_1000"]["lines"]["mot_100"]["inputs"];
    let need = |part: &str| motor[part]["per_unit"]["value"].as_f64().unwrap();
    assert!((need("mag_2010") - 0.11 * 1.01).abs() < 1e-9);
    assert!((need("iso_5315") - 0.045).abs() < 1e-12 && (need("sch_5701") - 8.0).abs() < 1e-12);
    assert!(motor.get("rbg_110").is_none(), "an assembly that is made in the plant is not bought");
    // A base quantity of 100 pumps.
    let pump = &made["sites"]["plant_2000"]["lines"]["pmp_200"]["inputs"];
    assert_eq!(pump["mag_2031"]["per_unit"]["value"], 1);
    // Prices of a price unit of 100, and of a thousand pieces.
    let price = |part: &str| made["materials"][part]["price_per_unit"]["value"].as_f64().unwrap();
    assert!((price("ble_5301") - 0.12).abs() < 1e-12 && (price("sch_5701") - 0.014).abs() < 1e-12);
    // Levels and lots are in the unit of their row: thousands of screws, grams of oxide.
    let inputs = &made["sites"]["plant_1000"]["inputs"];
    let screws = &inputs["sch_5702"];
    assert_eq!(screws["opening_stock"]["quantity"]["value"], 14_005);
    let levels = &screws["ordering"]["reorder_point"];
    assert_eq!(levels["reorder_at"]["quantity"]["value"], 23_914);
    assert_eq!(levels["order_quantity"]["quantity"]["value"], 10_800);
    assert_eq!(inputs["oxi_1100"]["minimum_order"]["value"], 0.27);
    // One vendor of several parts is one site.
    assert!(made["sites"]["vendor_100210"]["lines"].as_object().unwrap().len() >= 3);
    let lane = &made["lanes"]["vendor_100210_to_plant_1000_mag_2010"];
    assert_eq!((&lane["material"], &lane["authority"]), (&json!("mag_2010"), &json!("mofcom")));
    let order = lane["open_orders"].as_object().unwrap().values().next().unwrap();
    assert!(
        order["stands"]["due"]["on"].is_string()
            && order["quantity"]["source"].as_str().unwrap().starts_with("offene_bestellungen.csv, line ")
    );
    assert!(made["lanes"]["vendor_100402_to_plant_1000_wel_5001"].get("authority").is_none());
    // Monthly plans over the working days of their month: 5,720 in March, which has 22.
    let plan = &made["sites"]["plant_1000"]["lines"]["mot_100"]["sales"]["per_working_day"];
    assert_eq!((&plan[0]["from"], &plan[0]["value"]["value"]), (&json!("2026-03-02"), &json!(260)));
    assert_eq!(plan[1]["from"], "2026-04-01");
}

/// Both sets tell of the same firm.
#[test]
fn german_and_english_exports_of_one_firm_agree() {
    let ((_a, german), (_b, english)) = (sample("exporte-de"), sample("exports-en"));
    let pairs = [("plant_1000", "plant_stuttgart"), ("plant_2000", "plant_brno"), ("plant_3000", "plant_torino")];
    for (de, en) in pairs {
        let inputs = |made: &Value, plant: &str| made["sites"][plant]["inputs"].as_object().unwrap().clone();
        let (german, english) = (inputs(&german, de), inputs(&english, en));
        assert_eq!(german.len(), english.len());
        for (part, input) in &german {
            let stock = |input: &Value| input["opening_stock"]["quantity"]["value"].as_f64().unwrap();
            // One of them weighs its wire in pounds, to two digits.
            let (a, b) = (stock(input), stock(&english[part]));
            assert!((a - b).abs() <= 0.005 + 1e-9 * a.abs(), "{part}: {a} {b}");
        }
    }
    let orders = |made: &Value| -> usize {
        made["lanes"]
            .as_object()
            .unwrap()
            .values()
            .map(|lane| lane["open_orders"].as_object().map_or(0, serde_json::Map::len))
            .sum()
    };
    assert_eq!(orders(&german), orders(&english));
    assert!(orders(&german) > 80);
}

#[test]
fn rows_that_are_left_out_are_listed_with_their_reason() {
    let (desk, _) = sample("exporte-de");
    let list = fs::read_to_string(desk.path().join("firm-left-out.csv")).unwrap();
    for why in [
        "a total",
        "closed",
        "nothing is open",
        "no material number",
        "nothing that its plant sells needs this material",
        "a vendor of nothing that is needed",
    ] {
        assert!(list.contains(why), "{why}: {list}");
    }
    import(&desk)
        .success()
        .stdout(contains("rows were left out (firm-left-out.csv)").and(contains("bestand.csv, line")));
    let done = linestop(desk.path()).args(IMPORT).arg("--json").assert().success();
    let json: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(json["left_out"].as_array().unwrap().len(), list.lines().count() - 1);
    assert_eq!(json["written"], json!(["firm.json", "firm-left-out.csv"]));
}

#[test]
fn everything_that_is_wrong_is_told_at_once_and_nothing_is_written() {
    let desk = desk("exports-en");
    fs::remove_file(desk.path().join("exports/mapping.json")).unwrap();
    import(&desk).success();
    // What is not filled in is told by its place in the mapping.
    let open = told(&desk);
    assert!(
        open.contains("mapping.json, plants.BRNO.country: found \"\", allowed: a country as two capital letters"),
        "{open}"
    );
    fill_in(&desk);
    edit(&desk, "on_hand.csv", "\"1,680\"", "1.680.5");
    edit(&desk, "on_hand.csv", ",MAIN,\"5,371\",EA", ",MAIN,\"5,371\",Bushel");
    edit(&desk, "open_purchase_orders.csv", "02/18/2026 08:30", "02/31/2026");
    edit(&desk, "open_purchase_orders.csv", ",100417,", ",999999,");
    edit(&desk, "open_purchase_orders.csv", "\"690,440\",03/09/2026,03/12/2026", "\"690,440\",03/09/2026,");
    edit(&desk, "bill_of_materials.csv", "SEN-4010,Encoder 12 bit,1,EA", "SEN-4010,Encoder 12 bit,,EA");
    edit(&desk, "bill_of_materials.csv", "ROT-3001,", "MOT-100,");
    edit(&desk, "vendors.csv", "100701,Ohio Polymers Inc.,US", "100701,Ohio Polymers Inc.,");
    let told = told(&desk);
    let wanted = [
        "on_hand.csv, line 6, column \"On-hand quantity\": \"1.680.5\" is not a number",
        "on_hand.csv, line 7, column \"Unit\": \"Bushel\" is no unit that is known; say in the mapping what one is",
        "open_purchase_orders.csv, line 5, column \"Created date and time\": \"02/31/2026\" is not a date",
        "open_purchase_orders.csv, line 4, column \"Confirmed receipt date\": nothing is written",
        "open_purchase_orders.csv, line 7, column \"Vendor account\": “999999” is not among the vendors",
        "bill_of_materials.csv, line 3, column \"Quantity\": nothing is written",
        "column \"Component item\": this bill of materials runs in a circle",
        "vendors.csv, line 13, column \"Country/region\": nothing is written",
    ];
    let missing: Vec<&str> = wanted.into_iter().filter(|words| !told.contains(words)).collect();
    assert!(missing.is_empty(), "not told: {missing:#?}\n{told}");
    assert!(told.contains("nothing was written"));
    assert!(!desk.path().join("firm.json").exists() && !desk.path().join("firm-left-out.csv").exists());
}

#[test]
fn a_mapping_that_names_what_is_not_there_is_told() {
    let desk = desk("exporte-de");
    fs::remove_file(desk.path().join("exports/mapping.json")).unwrap();
    import(&desk).success();
    change(&desk, |mapping| {
        mapping["tables"]["bestand.csv"]["columns"]["quantity"] = "Frei verwendber".into();
        mapping["tables"]["stueckliste.csv"]["columns"]["component"] = Value::Null;
        mapping["tables"]["lieferanten.csv"]["headings_line"] = 99.into();
        mapping["units"]["TS"] = "many".into();
        mapping["start"] = "02.03.2026".into();
        mapping["locale"] = "xx".into();
        let plan = mapping["tables"]["absatzplan.csv"].clone();
        mapping["tables"].as_object_mut().unwrap().remove("absatzplan.csv");
        mapping["tables"]["absatz.csv"] = plan;
    });
    let told = told(&desk);
    for words in [
        "mapping.json, locale: \"xx\" is no locale",
        "mapping.json, units.TS: found \"many\"",
        "mapping.json, tables.\"bestand.csv\".columns.quantity: no column is called \"Frei verwendber\"; did you mean \"Frei verwendbar\"?",
        "mapping.json, tables.\"stueckliste.csv\".columns.component: it is needed; which column is it?",
        "mapping.json, tables.\"lieferanten.csv\".headings_line: line 99 holds nothing",
        "mapping.json, tables: there is no table \"absatz.csv\"; did you mean \"absatzplan.csv\"?",
        "mapping.json, start: \"02.03.2026\"",
    ] {
        assert!(told.contains(words), "not told: {words}\n{told}");
    }
    change(&desk, |mapping| mapping["tables"]["bestand.csv"]["holds"] = "shelves".into());
    import(&desk).code(2).stderr(contains("tables.bestand.csv.holds").and(contains("unknown variant `shelves`")));
    import_without_mapping(&desk);
}

/// Who forgets the mapping is told of it.
fn import_without_mapping(desk: &TempDir) {
    let arguments = ["import", "exports", "--out", "firm.json"];
    linestop(desk.path()).args(arguments).assert().code(2).stderr(contains("add --mapping mapping.json"));
}

/// Where no table plans sales, the mapping asks for them; a workbook holds its tables as sheets.
#[test]
fn a_workbook_without_a_plan_takes_sales_from_the_mapping() {
    let desk = tempfile::tempdir().unwrap();
    fs::create_dir(desk.path().join("exports")).unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Stock").unwrap();
    sheet.merge_range(0, 0, 0, 4, "Stock on hand, 2 March 2026", &Format::new()).unwrap();
    for (column, text) in (0..).zip(["Plant", "Material", "Unrestricted", "BUn", "Vendor"]) {
        sheet.write(2, column, text).unwrap();
    }
    // A plant whose cell is merged over its rows; a number that is a number; a negative stock.
    sheet.merge_range(3, 0, 4, 0, "P1", &Format::new()).unwrap();
    for (row, part, quantity) in [(3, "M1", 40.5), (4, "M2", -3.0)] {
        sheet.write(row, 1, part).unwrap().write(row, 2, quantity).unwrap();
        sheet.write(row, 3, "KG").unwrap().write(row, 4, "V1").unwrap();
    }
    sheet.write(5, 0, "Total").unwrap().write(5, 2, 37.5).unwrap();
    let sheet = book.add_worksheet().set_name("Orders").unwrap();
    let headings = [
        "Purchasing Document",
        "Item",
        "Vendor",
        "Material",
        "Plant",
        "Order Quantity",
        "Received",
        "OUn",
        "Document Date",
        "Delivery Date",
    ];
    for (column, text) in (0..).zip(headings) {
        sheet.write(0, column, text).unwrap();
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (column, text) in [(0, "45001"), (1, "10"), (2, "V1"), (3, "M1"), (4, "P1"), (7, "G")] {
        sheet.write(1, column, text).unwrap();
    }
    sheet.write(1, 5, 9000).unwrap().write(1, 6, 1500).unwrap();
    for (column, day) in [(8, "2026-01-15"), (9, "2026-03-20")] {
        sheet.write_with_format(1, column, ExcelDateTime::parse_from_str(day).unwrap(), &date).unwrap();
    }
    book.save(desk.path().join("exports/erp.xlsx")).unwrap();
    fs::write(desk.path().join("exports/bom.csv"), "Assembly,Component,Qty,UoM\nA1,M1,0.5,KG\nA1,M2,200,G\n").unwrap();
    fs::write(desk.path().join("exports/vendors.csv"), "Vendor,Name,Country\nV1,Mill,FR\n").unwrap();
    import(&desk).success().stdout(contains("products: per_working_day"));
    let tables: Vec<String> = mapping(&desk)["tables"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(tables, ["bom.csv", "erp.xlsx, Stock", "erp.xlsx, Orders", "vendors.csv"]);
    change(&desk, |mapping| {
        mapping["plants"]["P1"]["country"] = "DE".into();
        mapping["products"][0]["per_working_day"] = 20.into();
    });
    import(&desk).success().stderr(contains("the stock of part m2 at p1 is below nothing"));
    let made = read(&desk.path().join("firm.json"));
    let plant = &made["sites"]["plant_p1"];
    assert_eq!(plant["inputs"]["m1"]["opening_stock"]["quantity"]["value"], 40.5);
    assert_eq!(plant["inputs"]["m2"]["opening_stock"]["quantity"]["value"], 0);
    assert_eq!(plant["inputs"]["m2"]["per_unit"]["value"], 0.2);
    let order = &made["lanes"]["vendor_v1_to_plant_p1_m1"]["open_orders"]["45001/10"];
    assert_eq!((&order["quantity"]["value"], &order["placed"]), (&json!(7.5), &json!("2026-01-15")));
    linestop(desk.path()).args(["run", "firm.json", "--trials", "50", "--no-charts"]).assert().success();
}

/// 2,000 parts and 10,000 open orders are read; how fast is for the clock of whoever runs it by hand.
#[test]
fn thousands_of_rows_are_read() {
    let desk = tempfile::tempdir().unwrap();
    let exports = desk.path().join("exports");
    fs::create_dir(&exports).unwrap();
    let (mut stock, mut bom) =
        ("Plant;Material;Stock;UoM;Vendor;Lead time\n".to_owned(), "Assembly;Component;Qty;UoM\n".to_owned());
    let mut orders = "PO;Line;Vendor;Material;Plant;Open Qty;UoM;Order Date;Due Date\n".to_owned();
    for part in 0..2000 {
        writeln!(stock, "P{};M{part};{};EA;V{};40", part % 3, 500 + part, part % 60).unwrap();
        writeln!(bom, "A{};M{part};2;EA", part % 3).unwrap();
        for order in 0..5 {
            writeln!(
                orders,
                "{};{order};V{};M{part};P{};100;EA;2026-01-{:02};2026-03-{:02}",
                10_000 + part,
                part % 60,
                part % 3,
                1 + part % 28,
                3 + order * 5
            )
            .unwrap();
        }
    }
    let vendors = (0..60).fold(String::new(), |text, vendor| text + &format!("V{vendor};Vendor {vendor};CN\n"));
    let plan = (0..3).fold(String::new(), |text, plant| text + &format!("A{plant};P{plant};30\n"));
    for (name, text) in [
        ("stock.csv", stock),
        ("bom.csv", bom),
        ("orders.csv", orders),
        ("vendors.csv", format!("Vendor;Name;Country\n{vendors}")),
        ("plan.csv", format!("Item;Plant;Per working day\n{plan}")),
    ] {
        fs::write(exports.join(name), text).unwrap();
    }
    import(&desk).success();
    fill_in(&desk);
    change(&desk, |mapping| mapping["start"] = "2026-03-02".into());
    import(&desk).success().stdout(contains("63 sites, 2,000 lanes"));
}
