//! Exports of other firms and systems: vendors by name, prices with a sign, countries written out; and what is told of
//! them all at once.

use std::fs;
use std::path::Path;

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::linestop;

const STOCK: &str = "Current Inventory Status\nAs of 11/30/2026\n\n\
    Item,Description,Location,On Hand,Units,Average Cost,Reorder Point,Preferred Stock Level,Lead Time,Preferred Vendor\n\
    MAG-7,NdFeB arc 42SH,Toledo,\"1,240.5\",kg,$92.40,,,40,Hangzhou Magnets\n\
    BRG-1,Bearing 6204,Toledo,\"8,200\",Ea,$1.85,6000,12000,30,SKF\n\
    WIRE-2,Magnet wire AWG 20,Toledo,\"3,100\",lb,$6.10,2500,6000,14,Essex\n\
    Total,,,,,,,,,\n";
const ORDERS: &str = "Date,Document Number,Name,Item,Location,Quantity,Quantity Received,Units,Due Date,Closed\n\
    9/14/2026,PO1042,Hangzhou Magnets,MAG-7,Toledo,800,0,kg,12/20/2026,No\n\
    11/02/2026,PO1081,SKF,BRG-1,Toledo,\"5,000\",\"1,000\",Ea,12/05/2026,No\n";
const BOM: &str =
    "Assembly,Member Item,Quantity,Units\nMTR-100,MAG-7,0.18,kg\nMTR-100,BRG-1,2,Ea\nMTR-100,WIRE-2,1.4,lb\n";
const VENDORS: &str = "Name,Country\nHangzhou Magnets,China\nSKF,Sweden\nEssex,United States\n";

fn desk() -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    let exports = desk.path().join("exports");
    fs::create_dir(&exports).unwrap();
    for (name, text) in [("stock.csv", STOCK), ("orders.csv", ORDERS), ("bom.csv", BOM), ("vendors.csv", VENDORS)] {
        fs::write(exports.join(name), text).unwrap();
    }
    desk
}

fn import(desk: &TempDir) -> assert_cmd::assert::Assert {
    let words = ["import", "exports", "--mapping", "mapping.json", "--out", "firm.json", "--overwrite"];
    linestop(desk.path()).args(words).assert()
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn change(desk: &TempDir, with: impl Fn(&mut Value)) {
    let path = desk.path().join("mapping.json");
    let mut mapping = read(&path);
    with(&mut mapping);
    fs::write(path, mapping.to_string()).unwrap();
}

/// From four lists to a run: three things are filled in.
#[test]
fn a_firm_whose_vendors_have_only_names_has_an_answer() {
    let desk = desk();
    import(&desk).success().stdout(
        contains("vendors.csv: vendors, headings in line 1: vendor = Name")
            .and(contains("plants.Toledo.country"))
            .and(contains("products: per_working_day"))
            .and(contains("materials: which hold controlled elements?"))
            .and(contains("currency").not()),
    );
    let mapping = read(&desk.path().join("mapping.json"));
    assert_eq!((&mapping["currency"], &mapping["start"]), (&json!("USD"), &json!("2026-11-30")));
    assert_eq!(mapping["authorities"]["mofcom"]["country"], "CN");
    change(&desk, |mapping| {
        mapping["plants"]["Toledo"]["country"] = "US".into();
        mapping["products"][0]["per_working_day"] = 90.into();
        mapping["materials"] = json!({"MAG-7": {"elements": {"Dy": 0.02}}});
    });
    import(&desk).success();
    let firm = read(&desk.path().join("firm.json"));
    assert_eq!(firm["sites"]["vendor_hangzhou_magnets"]["country"], "CN");
    assert_eq!(firm["materials"]["mag_7"]["price_per_unit"]["value"], 92.4);
    let lane = &firm["lanes"]["vendor_hangzhou_magnets_to_plant_toledo_mag_7"];
    assert_eq!((&lane["authority"], &lane["transit_days"]["value"]), (&json!("mofcom"), &json!(40)));
    // Forty days of transport, sixty for the licence, a week of review, two of safety.
    let level = &firm["sites"]["plant_toledo"]["inputs"]["mag_7"]["ordering"]["base_stock"]["order_up_to"];
    assert_eq!(level["days_of_cover"]["value"], 121);
    linestop(desk.path()).args(["run", "firm.json", "--trials", "50", "--no-charts"]).assert().success();
    // Where the lead time holds the licence, it is not counted twice.
    change(&desk, |mapping| {
        mapping["assume"]["lead_times_hold_licence"] = true.into();
        mapping["assume"]["licence_days"] = 30.into();
    });
    import(&desk).success();
    let firm = read(&desk.path().join("firm.json"));
    let transit = &firm["lanes"]["vendor_hangzhou_magnets_to_plant_toledo_mag_7"]["transit_days"];
    assert_eq!(transit["value"], 10);
    assert!(transit["source"].as_str().unwrap().ends_with("without 30 days for the licence"), "{transit}");
    let level = &firm["sites"]["plant_toledo"]["inputs"]["mag_7"]["ordering"]["base_stock"]["order_up_to"];
    assert_eq!(level["days_of_cover"]["value"], 61);
    // Controlled goods that nobody licenses are noted.
    change(&desk, |mapping| mapping["authorities"] = json!({}));
    import(&desk).success().stderr(contains("the mapping has no authority that licenses it"));
}

#[test]
fn what_only_the_whole_shows_is_told_at_once_too() {
    let desk = desk();
    import(&desk).success();
    let broken = |file: &str, from: &str, to: &str| {
        let path = desk.path().join("exports").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    broken("vendors.csv", "Sweden", "SWE");
    broken("orders.csv", "12/20/2026", "06/20/2026");
    change(&desk, |mapping| {
        mapping["plants"]["Toledo"]["country"] = "US".into();
        mapping["products"][0]["per_working_day"] = 90.into();
        let second = json!({"plant": "Toledo", "product": "MTR-200", "per_working_day": 5, "margin_per_unit": null});
        mapping["products"].as_array_mut().unwrap().push(second);
        mapping["vendors"] = json!({"SKF": {"key": "toledo"}, "Hangzou Magnets": {}});
        mapping["plants"]["Toledo"]["key"] = "toledo".into();
        mapping["lanes"] = json!({"wire": {"vendor": "SKF", "material": "WIRE-2", "plant": "Toledo"}});
    });
    let told = String::from_utf8(import(&desk).code(2).get_output().stderr.clone()).unwrap();
    let wanted = [
        "vendors.csv, line 3, column \"Country\": found \"SWE\", allowed: a country as two capital letters",
        "orders.csv, line 2, column \"Due Date\": 2026-06-20 is before the order was placed, 2026-09-14",
        "mapping.json, products[1]: no bill of materials says what goes into it at its plant",
        "mapping.json, vendors.Hangzou Magnets: no export names this vendor; did you mean “Hangzhou Magnets”?",
        "mapping.json, vendors.SKF.key: “toledo” is the key of plants.Toledo already",
        "mapping.json, lanes.wire: no export says that “SKF” delivers “WIRE-2” to “Toledo”",
    ];
    let missing: Vec<&str> = wanted.into_iter().filter(|words| !told.contains(words)).collect();
    assert!(missing.is_empty(), "not told: {missing:#?}\n{told}");
    assert!(!desk.path().join("firm.json").exists());
}

/// A plant that is misspelt in one list is told, and what follows from it in a line, not row by row.
#[test]
fn a_stock_list_of_another_plant_is_noted_in_few_words() {
    let desk = desk();
    fs::write(desk.path().join("exports/stock.csv"), STOCK.replace("Toledo", "Toldeo")).unwrap();
    import(&desk).success();
    change(&desk, |mapping| {
        mapping["plants"]["Toledo"]["country"] = "US".into();
        let products = mapping["products"].as_array_mut().unwrap();
        products.retain(|product| product["plant"] == "Toledo");
        products[0]["per_working_day"] = 90.into();
    });
    let told = String::from_utf8(import(&desk).success().get_output().stderr.clone()).unwrap();
    let wanted = "nothing is planned to be sold at plant “toldeo”, whose 3 parts were left out; is “toledo” meant?";
    assert!(told.contains(wanted), "{told}");
    assert!(told.contains("bom.csv, lines 2 and 3: orders are 7 days apart"), "{told}");
}
