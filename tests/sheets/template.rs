//! What buyers fill in: products, orders under way, licences held, demand, plans by date.

use std::fs;
use std::path::{Path, PathBuf};

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::linestop;

/// A folder with the CSV files of the template in "sheets".
fn desk() -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    linestop(desk.path()).args(["template", "sheets"]).assert().success();
    desk
}

fn file(desk: &TempDir, sheet: &str) -> PathBuf {
    desk.path().join("sheets").join(format!("{sheet}.csv"))
}

/// Replaces the rows below the headings.
fn fill(desk: &TempDir, sheet: &str, rows: &[&str]) {
    let text = fs::read_to_string(file(desk, sheet)).unwrap();
    let headings = text.lines().next().unwrap();
    fs::write(file(desk, sheet), format!("{headings}\n{}\n", rows.join("\n"))).unwrap();
}

/// Puts values below named headings, and nothing below the others.
fn row(desk: &TempDir, sheet: &str, cells: &[(&str, &str)]) -> String {
    let mut reader = csv::Reader::from_path(file(desk, sheet)).unwrap();
    let headings: Vec<String> =
        reader.headers().unwrap().iter().map(|h| h.split(" (").next().unwrap().to_owned()).collect();
    for (name, _) in cells {
        assert!(headings.iter().any(|heading| heading == name), "{sheet} has no column {name}");
    }
    let cell = |heading: &String| cells.iter().find(|(name, _)| name == heading).map_or("", |(_, text)| text);
    let cells: Vec<String> = headings.iter().map(|heading| format!("\"{}\"", cell(heading))).collect();
    cells.join(",")
}

fn import(desk: &TempDir) -> assert_cmd::assert::Assert {
    linestop(desk.path()).args(["import", "sheets", "--out", "made.json", "--overwrite"]).assert()
}

fn told(desk: &TempDir) -> String {
    String::from_utf8(import(desk).code(2).get_output().stderr.clone()).unwrap()
}

fn made(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn everything_that_the_example_fills_in_is_in_the_scenario() {
    let desk = desk();
    import(&desk).success();
    let made = made(&desk.path().join("made.json"));
    let works = &made["sites"]["motor_works"];
    assert_eq!(works["hours_per_day"]["value"], 16);
    assert_eq!(works["short_inputs"], "by_margin");
    assert_eq!(works["holding_cost_share_per_year"]["value"], 0.09);
    let servo = &works["lines"]["servo"];
    assert_eq!((&servo["makes"], &servo["title"]), (&json!("servo_motor"), &json!("Servo")));
    assert_eq!(servo["inputs"]["magnet"]["per_unit"]["value"], 0.15);
    assert_eq!(servo["inputs"]["magnet"]["yield"]["value"], 0.98);
    assert_eq!(servo["inputs"]["rotor"]["per_unit"]["value"], 1);
    assert_eq!(servo["sales"]["distribution"], json!({"gamma": {"cv": 0.3}}));
    assert_eq!(servo["sales"]["drawn_each"], "week");
    assert_eq!(servo["sales"]["unmet"], json!({"backordered": {"patience_days": 30}}));
    assert_eq!(servo["opening_output_stock"]["quantity"]["value"], 600);
    let spindle = &works["lines"]["spindle"]["sales"]["per_working_day"];
    assert_eq!((&spindle[0]["from"], &spindle[0]["value"]["value"]), (&json!("2026-03-02"), &json!(30)));
    assert_eq!((&spindle[1]["from"], &spindle[1]["value"]["value"]), (&json!("2026-07-01"), &json!(36)));
    let magnet = &works["inputs"]["magnet"];
    let levels = &magnet["ordering"]["min_max"];
    assert_eq!(levels["reorder_at"]["quantity"][1]["value"]["value"], 4400);
    assert_eq!(levels["order_up_to"]["quantity"]["value"], 5200);
    assert_eq!((&magnet["lot"]["value"], &magnet["maximum_order"]["value"]), (&json!(100), &json!(2000)));
    let rotor = &works["inputs"]["rotor"];
    assert_eq!(rotor["ordering"]["reorder_point"]["order_quantity"]["quantity"]["value"], 1000);
    assert_eq!(
        (&rotor["pipeline"], &rotor["ordering"]["reorder_point"]["first_review_day"]),
        (&json!("steady"), &json!(2))
    );
    let factors = &made["sites"]["pump_plant"]["sales"]["month_factors"];
    assert_eq!(*factors, json!([1, 1, 1, 1, 1, 1.1, 1.2, 1.1, 1, 1, 1, 1]));
    // One supplier, several parts.
    let lines: Vec<&String> = made["sites"]["magnet_works_china"]["lines"].as_object().unwrap().keys().collect();
    assert_eq!(lines, ["magnet", "rotor"]);
    let sea = &made["lanes"]["magnet_works_china_to_motor_works_magnet"];
    assert_eq!((&sea["material"], &sea["rank"], &sea["reroute_after_days"]), (&json!("magnet"), &json!(0), &json!(90)));
    assert_eq!(sea["open_orders"]["PO 4715"]["stands"], json!({"at_supplier": {}}));
    let due = &sea["open_orders"]["PO 4698"]["stands"]["due"];
    assert_eq!((&due["on"], &due["delay_days"]["triangular"]["max"]), (&json!("2026-03-20"), &json!(21)));
    let held = &sea["general_licence"];
    assert_eq!((&held["in_force"]["until"], &held["renew_before_days"]), (&json!("2026-08-31"), &json!(60)));
    assert_eq!(held["in_force"]["left"]["quantity"]["value"], 1800);
    let pumps = &made["lanes"]["magnet_works_china_to_pump_plant_magnet"]["open_orders"];
    assert_eq!(pumps["PO 4711"]["stands"], json!({"filed": {"on": "2026-02-03"}}));
    assert_eq!(pumps["PO 4702"]["note"], "by sea");
    // Money.
    assert_eq!(made["exchange_rates"]["USD"]["triangular"]["mode"], 0.92);
    assert_eq!((&sea["currency"], &sea["transport"]), (&json!("USD"), &json!("sea")));
    assert_eq!(sea["freight_per_unit"]["value"], 0.6);
    let japan = &made["lanes"]["magnet_works_japan_to_scanner_plant"]["price_per_unit"];
    assert_eq!((&japan[0]["from"], &japan[0]["value"]["value"]), (&json!("2026-03-02"), &json!(80)));
    assert_eq!((&japan[1]["from"], &japan[1]["value"]["value"]), (&json!("2026-09-01"), &json!(84)));
    assert_eq!(servo["sales"]["late_penalty_per_unit_day"]["value"], 0.4);
    let line = &works["lines"]["spindle"]["line"];
    assert_eq!((&line["halt_cost_per_hour"]["value"], &line["running_hours_per_day"]), (&json!(250), &json!(16)));
    assert_eq!(made["sites"]["scanner_plant"]["inputs"]["magnet"]["extra_stock"]["value"], 200);
}

/// Currencies, freight and prices by date, from sheet to the table of costs.
#[test]
fn money_of_sheets_is_counted_in_its_currency_and_on_its_day() {
    let desk = desk();
    let put = |sheet: &str, rows: &[&[(&str, &str)]]| {
        let rows: Vec<String> = rows.iter().map(|cells| row(&desk, sheet, cells)).collect();
        fill(&desk, sheet, &rows.iter().map(String::as_str).collect::<Vec<_>>());
    };
    let usd = |rate: &'static str| [("Currency", "USD"), ("Rate", rate)];
    put("Currencies", &[&usd("0.9"), &[&usd("0.8")[..], &[("From", "2026-06-01")]].concat()]);
    let lane = [("From", "Magnet works Japan"), ("To", "Motor works")];
    let price = |date: &'static str, price: &'static str, freight: &'static str| {
        [&lane[..], &[("Valid from", date), ("Price", price), ("Freight", freight)]].concat()
    };
    put(
        "Prices",
        &[&price("2026-09-01", "84", ""), &price("2026-07-01", "82", "0.7"), &price("2026-03-02", "", "0.6")],
    );
    import(&desk).success();
    let scenario = made(&desk.path().join("made.json"));
    let steps = |rates: [(&str, f64); 2]| -> Value {
        rates.iter().map(|(from, value)| json!({"from": from, "value": value})).collect()
    };
    assert_eq!(scenario["exchange_rates"]["USD"], steps([("2026-03-02", 0.9), ("2026-06-01", 0.8)]));
    let lane = &scenario["lanes"]["magnet_works_japan_to_motor_works"];
    let dates: Vec<&Value> = lane["price_per_unit"].as_array().unwrap().iter().map(|step| &step["from"]).collect();
    assert_eq!(dates, ["2026-03-02", "2026-07-01", "2026-09-01"]);
    assert_eq!(lane["freight_per_unit"], steps([("2026-03-02", 0.6), ("2026-07-01", 0.7)]));
    linestop(desk.path()).args(["run", "made.json", "--trials", "100", "--audit", "--no-charts"]).assert().success();
    let summary = made(&desk.path().join("output/made/summary.json"));
    let kinds: Vec<&str> =
        summary["costs"]["kinds"].as_array().unwrap().iter().filter_map(|row| row["kind"].as_str()).collect();
    assert!(kinds.contains(&"freight by sea") && kinds.contains(&"freight"), "{kinds:?}");
    // What is wrong is told by cell, all at once.
    put(
        "Currencies",
        &[
            &usd("0.9"),
            &usd("0.8"),
            &[("Currency", "CHF"), ("Rate", "1.1"), ("From", "2026-06-01")],
            &[("Currency", "EUR"), ("Rate", "1")],
        ],
    );
    put(
        "Prices",
        &[
            &price("2026-07-01", "", ""),
            &[&price("2026-07-01", "5", "")[..1], &[("To", "Pump plant"), ("Valid from", "soon")]].concat(),
        ],
    );
    let told = told(&desk);
    let wanted = [
        "Currencies.csv!C3: there are two rates of USD from the start",
        "Currencies.csv!C4: what does a unit of CHF cost before?",
        "Prices.csv!E2 and row 3 of column E: neither a price nor a freight is given",
        "Prices.csv!A3: the sheet Suppliers has no row from “Magnet works Japan” to “Pump plant”",
        "Prices.csv!D3: found \"soon\"",
    ];
    let missing: Vec<&str> = wanted.into_iter().filter(|words| !told.contains(words)).collect();
    assert!(missing.is_empty(), "not told: {missing:#?}\n{told}");
    // A currency without a rate, a price without a beginning, the currency of the file itself: by cell too.
    put("Currencies", &[&[("Currency", "EUR"), ("Rate", "1")]]);
    put(
        "Prices",
        &[&[("From", "Magnet works China"), ("To", "Pump plant"), ("Valid from", "2026-07-01"), ("Price", "9")]],
    );
    let told = self::told(&desk);
    assert!(told.contains("Suppliers.csv!G2: “Price” is empty, though the sheet Prices changes it"), "{told}");
    put("Prices", &[]);
    let told = self::told(&desk);
    assert!(told.contains("Currencies.csv!B2: EUR is the currency of the file"), "{told}");
    assert!(told.contains("no exchange rate for USD") && told.contains("Suppliers.csv!P2"), "{told}");
}

#[test]
fn sheets_of_ones_own_go_from_the_template_to_a_run() {
    let desk = desk();
    let put = |sheet: &str, rows: &[&[(&str, &str)]]| {
        let rows: Vec<String> = rows.iter().map(|cells| row(&desk, sheet, cells)).collect();
        fill(&desk, sheet, &rows.iter().map(String::as_str).collect::<Vec<_>>());
    };
    let frame = [
        ("Title", "Mill"),
        ("Currency", "CHF"),
        ("First day", "5.1.2026"),
        ("Days", "300"),
        ("Locale", "de"),
        ("Reason", "count"),
    ];
    put("Scenario", &[&frame]);
    put(
        "Materials",
        &[&[("Material", "Oxid"), ("Unit", "t"), ("Price", "12,5")], &[("Material", "Farbe"), ("Unit", "piece")]],
    );
    put(
        "Sites",
        &[
            &[
                ("Site", "Grube"),
                ("Country", "CN"),
                ("Sector", "mining"),
                ("Makes", "Oxid"),
                ("Works", "China"),
                ("Capacity", "2,5"),
            ],
            &[
                ("Site", "Mühle"),
                ("Country", "DE"),
                ("Sector", "paint"),
                ("Makes", "Farbe"),
                ("Sales", "40"),
                ("Margin", "3"),
                ("Works", "Germany"),
            ],
        ],
    );
    put("Products", &[]);
    put(
        "Stocks",
        &[&[
            ("Site", "Mühle"),
            ("Material", "Oxid"),
            ("Need", "0,02"),
            ("Stock", "20,5"),
            ("Counted in", "units"),
            ("Ordering", "call-off"),
            ("Order quantity", "5"),
            ("Levels in", "units"),
            ("Review", "9"),
        ]],
    );
    put("Suppliers", &[&[("From", "Grube"), ("To", "Mühle"), ("Transit", "30"), ("Available until", "30.6.2026")]]);
    put(
        "Open orders",
        &[&[
            ("Order", "7.1"),
            ("From", "Grube"),
            ("To", "Mühle"),
            ("Quantity", "2,25"),
            ("Placed", "1.12.2025"),
            ("Stands", "shipped"),
            ("Since", "20.12.2025"),
        ]],
    );
    put("Demand", &[&[("Site", "Mühle"), ("Distribution", "orders"), ("Order sizes", "10 60 %; 50 40 %")]]);
    put("Plans", &[&[("Site", "Mühle"), ("What", "sales"), ("From", "1.3.2026"), ("Value", "44,5")]]);
    for sheet in ["Currencies", "Prices", "Licences held", "Licences", "Policy"] {
        put(sheet, &[]);
    }
    import(&desk).success();
    let made = made(&desk.path().join("made.json"));
    let order = &made["lanes"]["grube_to_mühle"]["open_orders"]["7.1"];
    assert_eq!((&order["quantity"], &order["placed"]), (&json!(2.25), &json!("2025-12-01")));
    let sales = &made["sites"]["mühle"]["sales"];
    assert_eq!(sales["distribution"], json!({"compound_poisson": {"sizes": [10, 50], "weights": [0.6, 0.4]}}));
    assert_eq!(sales["per_working_day"][1], json!({"from": "2026-03-01", "value": 44.5}));
    let ordering = json!({"call_off": {"quantity": {"quantity": 5}, "every_days": 9}});
    assert_eq!(made["sites"]["mühle"]["inputs"]["oxid"]["ordering"], ordering);
    linestop(desk.path()).args(["check", "made.json"]).assert().success().stdout(contains("1 manufacturer, 1 line"));
    linestop(desk.path()).args(["run", "made.json", "--trials", "200", "--audit", "--no-charts"]).assert().success();
    // What is wrong with an order is told by its cell, whatever stands in its name.
    let cells = [
        ("Order", "[7].1"),
        ("From", "Grube"),
        ("To", "Mühle"),
        ("Quantity", "2"),
        ("Placed", "1.2.2026"),
        ("Stands", "at supplier"),
    ];
    put("Open orders", &[&cells]);
    assert!(told(&desk).contains("Open orders.csv!F2: "), "{}", told(&desk));
}

#[test]
fn sheets_may_be_empty_or_left_out_but_not_misspelt() {
    let desk = desk();
    for sheet in
        ["Products", "Currencies", "Prices", "Open orders", "Licences held", "Demand", "Plans", "Licences", "Policy"]
    {
        fs::write(file(&desk, sheet), "").unwrap();
    }
    fill(&desk, "Suppliers", &[]);
    let stock =
        [("Site", "Pump plant"), ("Material", "Magnet"), ("Need", "0.2"), ("Stock", "90"), ("Order up to", "90")];
    fill(&desk, "Stocks", &[&row(&desk, "Stocks", &stock)]);
    let plant = [("Site", "Pump plant"), ("Country", "IT"), ("Sector", "pumps"), ("Makes", "Pump"), ("Sales", "4")];
    fill(&desk, "Sites", &[&row(&desk, "Sites", &plant)]);
    import(&desk).success();
    for sheet in ["Products", "Currencies", "Demand", "Plans", "Licences", "Policy"] {
        fs::remove_file(file(&desk, sheet)).unwrap();
    }
    fs::rename(file(&desk, "Open orders"), file(&desk, "Open order")).unwrap();
    fs::remove_file(file(&desk, "Stocks")).unwrap();
    let told = told(&desk);
    assert!(told.contains("there is no sheet “Open orders”; is it the one called “Open order”?"), "{told}");
    assert!(told.contains("there is no sheet “Stocks”") && told.contains("2 mistakes"), "{told}");
}

#[test]
fn a_heading_of_an_earlier_template_is_read() {
    let desk = desk();
    let text = fs::read_to_string(file(&desk, "Stocks")).unwrap();
    let earlier = text.replace("Order up to (as Levels in)", "Order up to (days of need)");
    assert_ne!(earlier, text);
    fs::write(file(&desk, "Stocks"), earlier).unwrap();
    import(&desk).success();
    let other = text.replace("Order up to (as Levels in)", "Order up to (weeks of need)");
    fs::write(file(&desk, "Stocks"), other).unwrap();
    import(&desk).code(2).stderr(contains("Stocks.csv!F1: the unit was changed to “weeks of need”"));
}

#[test]
fn what_does_not_fit_together_is_told_by_cell_all_at_once() {
    let desk = desk();
    let add = |sheet: &str, cells: &[(&str, &str)]| {
        let text = fs::read_to_string(file(&desk, sheet)).unwrap();
        fs::write(file(&desk, sheet), format!("{text}{}\n", row(&desk, sheet, cells))).unwrap();
    };
    let china = ("From", "Magnet works China");
    let works = ("To", "Motor works");
    let order = |more: &[(&'static str, &'static str)]| {
        let usual = [("Order", "X"), china, works, ("Quantity", "5"), ("Placed", "2026-01-05")];
        [&usual, more].concat()
    };
    add("Open orders", &order(&[("Stands", "at supplier")]));
    add("Open orders", &order(&[("Stands", "filed"), ("Material", "Rotor"), ("Valid until", "2026-05-01")]));
    add("Open orders", &order(&[("Stands", "on its way"), ("Material", "Rotor")]));
    add("Open orders", &order(&[("Stands", "at supplier"), ("Material", "Rotor"), ("Attempt", "first")]));
    add(
        "Open orders",
        &[
            ("Order", "Y"),
            ("From", "Magnet works Japan"),
            ("To", "Pump plant"),
            ("Quantity", "5"),
            ("Placed", "2026-01-05"),
            ("Stands", "at supplier"),
        ],
    );
    add("Licences held", &[china, works, ("Material", "Rotor"), ("Quantity", "9"), ("Left", "3")]);
    add("Licences held", &[china, works, ("Material", "Magnet"), ("Quantity", "9"), ("Apply on", "2026-05-01")]);
    add("Demand", &[("Site", "Pump plant"), ("Distribution", "gamma"), ("Patience", "3")]);
    add("Demand", &[("Site", "Motor works"), ("Product", "Spindle motor"), ("Distribution", "normal")]);
    add("Plans", &[("Site", "Motor works"), ("What", "sales"), ("From", "2026-05-01"), ("Value", "5")]);
    add("Plans", &[("Site", "Pump plant"), ("What", "sales"), ("From", "2026-09-01"), ("Value", "5")]);
    add(
        "Plans",
        &[
            ("Site", "Pump plant"),
            ("What", "order quantity"),
            ("Material", "Magnet"),
            ("From", "2026-09-01"),
            ("Value", "5"),
        ],
    );
    add("Products", &[("Site", "Scanner plant"), ("Product", "Rotor"), ("Needs", "Magnt 0.2; Rotor 1")]);
    add("Stocks", &[("Site", "Motor works"), ("Material", "Pump"), ("Need", "1"), ("Stock", "5")]);
    let told = told(&desk);
    let wanted = [
        "Open orders.csv!D6: the sheet Suppliers has several rows from “Magnet works China” to “Motor works”; which",
        "Open orders.csv!H7: “Since” is empty, which is to be the day of it",
        "Open orders.csv!J7: an order that is “filed” has no use for it; leave “Valid until” empty",
        "Open orders.csv!G8: found \"on its way\"",
        "Open orders.csv!I9: an order that is “at supplier” has no use for it; leave “Attempt” empty",
        "Open orders.csv!B10: the sheet Suppliers has no row from “Magnet works Japan” to “Pump plant”",
        "Licences held.csv!E3: “Last day” is empty, though “Left” is not",
        "Licences held.csv!A4: there are two general licences for this lane",
        "Demand.csv!A4: there are two rows for this product",
        "Demand.csv!D5: “Spread” is empty, though the distribution needs it",
        "Plans.csv!C5: “Material” is empty, though “Motor works” makes several",
        "Plans.csv!D6: there are two values for 2026-09-01",
        "“order up to”, as Magnet is ordered, has no such level",
        "Sites.csv!D5: the sheet Products has rows for “Scanner plant” and says this of each; leave “Makes” empty",
        "Products.csv!D6: no row of the sheet Materials is called “Magnt”; did you mean “Magnet”?",
        "Stocks.csv!C3 and row 6 of column C: the sheet Products says what each product of this site needs; leave “Need” empty",
        "Stocks.csv!F6: “Order up to” is empty: how much is ordered?",
    ];
    let missing: Vec<&str> = wanted.into_iter().filter(|words| !told.contains(words)).collect();
    assert!(missing.is_empty(), "not told: {missing:#?}\n{told}");
    assert!(!desk.path().join("made.json").exists());
    import(&desk).code(2).stderr(contains("mistakes in sheets; nothing was written").and(contains("panicked").not()));
}
