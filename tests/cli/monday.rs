//! `roll`, `diff` and `deadline`: a scenario taken to today, what changed, until when.

use super::*;

/// A part with a licence, an event that had a chance, and an order under way.
const FIRM: &str = r#"{
  "title": "Firm", "currency": "EUR", "start": "2026-11-02", "horizon_days": 200,
  "materials": {
    "magnet": {"title": "Magnets", "unit": "kg", "elements": {"Dy": 0.03}},
    "motor": {"unit": "piece"}
  },
  "authorities": {"desk": {
    "country": "CN", "controls": ["Dy"], "desk": {"review_work_days": 20, "max_attempts": 2},
    "initial_regime": "open", "regimes": {"open": {}, "shut": {"review_speed": 0}},
    "events": {
      "talks": {"date": "2026-11-16", "chance": 0.4, "enter": "shut"},
      "more_talks": {"date": "2026-11-20", "chance": 0.4, "enter": "open"}
    }
  }},
  "sites": {
    "maker": {"title": "Magnet maker", "country": "CN", "sector": "magnets", "makes": "magnet"},
    "plant": {
      "title": "Motor plant", "country": "DE", "sector": "automotive", "makes": "motor",
      "sales": {"per_working_day": 10, "margin_per_unit": 50},
      "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"quantity": 600},
        "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 120}}}}}
    }
  },
  "lanes": {"sea": {
    "from": "maker", "to": "plant", "authority": "desk", "transit_days": 30,
    "general_licence": {"in_force": {"left": {"quantity": 100}, "until": "2026-11-30", "renewed": false}, "quantity": {"quantity": 500}},
    "open_orders": {"PO 1": {"quantity": 300, "placed": "2026-10-05", "stands": {"filed": {"on": "2026-10-12"}}}}
  }}
}"#;

const STOCKS: &str =
    "Site;Material;Stock;Unit\nMotor plant;magnets;0.45;t\nMotor plant;Magnts;3;kg\nPump plant;Magnets;3;kg\n";
const ORDERS: &str = "order,supplier,site,material,quantity,placed,stands,on\n\
    PO 1,Magnet maker,Motor plant,Magnets,300,2026-10-05,granted,2026-12-01\n\
    PO 2,Magnet maker,Motor plant,Magnets,250,2026-11-23,filed,2026-12-02\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("firm.json", FIRM);
    desk.write("stocks.csv", STOCKS);
    desk.write("orders.csv", ORDERS);
    desk
}

const ROLL: &str = "roll firm.json --to 2026-12-07 --stocks stocks.csv --orders orders.csv --happened talks=yes \
                    --happened more_talks=no --regime desk=open@2026-11-27";

#[test]
fn a_scenario_is_taken_to_today_and_played() {
    let desk = desk();
    let assert = desk.linestop(&format!("{ROLL} --parquet --xlsx")).assert().success();
    let text = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    for says in [
        "Least stock on 7 Dec 2026: Motor plant, Magnets, 45.0 days of planned need; 60.0 on 2 Nov 2026.",
        "2 rows have no counterpart in the scenario and were left out",
        "nearest: \"magnet\"",
        "Orders: 2 from orders.csv.",
        "ended on 30 Nov 2026, not renewed (sea)",
        "“open” is in force since 27 Nov 2026",
        "Written to firm-2026-12-07.json",
    ] {
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(says), "{says}: {text}");
    }
    let new = desk.json("firm-2026-12-07.json");
    assert_eq!((&new["start"], &new["horizon_days"]), (&"2026-12-07".into(), &165.into()));
    let stock = &new["sites"]["plant"]["inputs"]["magnet"]["opening_stock"]["quantity"];
    assert_eq!((&stock["value"], &stock["source"]), (&450.into(), &"stocks.csv, line 2, 2026-12-07".into()));
    assert_eq!(new["lanes"]["sea"]["open_orders"]["PO 1"]["stands"]["granted"]["on"], "2026-12-01");
    assert_eq!(new["authorities"]["desk"]["initial_regime"], "open");
    desk.linestop("check firm-2026-12-07.json").assert().success();
    desk.linestop("run firm-2026-12-07.json --trials 50 --no-charts").assert().success();
    let assert = desk.linestop("diff firm.json firm-2026-12-07.json --trials 50 --no-charts").assert().success();
    let text = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    assert!(text.contains("The first day is moved before all else"), "{text}");
    // What was ordered since, and what the desk has done since, are told apart.
    let told = desk.json("output/diff-firm-2026-12-07/diff.json");
    let groups: Vec<&str> = told["groups"].as_array().unwrap().iter().filter_map(|of| of["group"].as_str()).collect();
    assert_eq!(groups, ["horizon", "stocks", "orders", "policy"]);
    let folder = desk.path().join("output/roll-firm-2026-12-07");
    for file in [
        "roll.json",
        "roll-stocks.csv",
        "roll-orders.csv",
        "roll-stocks.parquet",
        "roll-firm-2026-12-07.xlsx",
        "charts/stocks.png",
    ] {
        assert!(folder.join(file).exists(), "{file}");
    }
    let stocks = rows(&folder.join("roll-stocks.csv"));
    assert_eq!((stocks[0]["stock_now"].as_str(), stocks[0]["row"].as_str()), ("450", "2"));
    let left = rows(&folder.join("roll-unmatched.csv"));
    assert_eq!((left[0]["found"].as_str(), left[0]["nearest"].as_str()), ("Magnts", "magnet"));
    desk.linestop("report output/roll-firm-2026-12-07").assert().success();
    desk.linestop("chart stocks output/roll-firm-2026-12-07 --size 640x400").assert().success();
    // The file is the user's now.
    desk.refuses(ROLL, &["firm-2026-12-07.json is there already", "--overwrite"]);
    desk.linestop(&format!("{ROLL} --overwrite")).assert().success();
    let printed = desk.linestop(&format!("{ROLL} --overwrite --json")).output().unwrap();
    let printed: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(printed, desk.json("output/roll-firm-2026-12-07/roll.json"));
    assert_eq!(printed["scenario"], new);
    desk.fits(&format!("{ROLL} --overwrite --no-charts"));
}

#[test]
fn the_scenario_that_is_read_is_never_written_over() {
    let desk = desk();
    for file in ["firm.json", "stocks.csv"] {
        let words = format!("{file} is read by this command");
        desk.refuses(&format!("{ROLL} --out {file} --overwrite"), &[&words]);
    }
    desk.write("full.json", "{}");
    desk.refuses(&format!("{ROLL} --out full.json"), &["full.json is there already"]);
}

#[test]
fn all_mistakes_of_all_lists_are_told_at_once() {
    let desk = desk();
    desk.write(
        "stocks.csv",
        "site,material,stock,unit\nplant,magnet,\"1.200\",kg\nplant,magnet,3,pieces\nplant,magnet,-4,kg\n",
    );
    desk.write(
        "orders.csv",
        "order,lane,quantity,placed,stands,on,attempt\nA,sea,5,2026-12-01,field,2026-12-02,\nA,sea,x,31.12.2025,due,,\n,sea,5,2026-12-01,filed,2026-12-02,\n",
    );
    desk.write("licences.csv", "lane,left,until,renewed\nsea,50,2027-02-30,maybe\n");
    let command = "roll firm.json --to 2026-12-07 --stocks stocks.csv --orders orders.csv --licences licences.csv \
                   --happened talk=yes --regime desk=closed --regime dsk=open";
    desk.refuses(
        command,
        &[
            "stocks.csv, line 2, column \"stock\": \"1.200\" can be read as 1.2",
            "stocks.csv, line 3, column \"unit\": units differ: the scenario counts \"magnet\" in kg",
            "stocks.csv, line 4, column \"stock\": -4 is below 0",
            "orders.csv, line 2, column \"stands\": an order cannot stand at \"field\"; did you mean \"filed\"?",
            "orders.csv, line 3, column \"quantity\": \"x\" is not a number",
            "orders.csv, line 3, column \"placed\": \"31.12.2025\"",
            "orders.csv, line 3, column \"on\"",
            "orders.csv, line 4, column \"order\": nothing is written",
            "licences.csv, line 2, column \"until\": \"2027-02-30\"",
            "licences.csv, line 2, column \"renewed\": \"maybe\" is neither yes nor no",
            "--happened: the scenario has no event \"talk\" (did you mean \"talks\"?)",
            "--regime: the scenario has no regime \"closed\"",
            "--regime: the scenario has no authority \"dsk\" (did you mean \"desk\"?)",
            "firm.json:11:",
            "--happened talks=yes",
            "--happened more_talks=yes",
            "nothing was written",
        ],
    );
}

#[test]
fn what_a_row_makes_wrong_is_told_by_its_row() {
    let desk = desk();
    desk.write(
        "orders.csv",
        "order,lane,quantity,placed,stands,on,attempt\n\
         A,sea,5,2026-12-01,filed,2026-11-02,\n\
         B,sea,5,2026-11-01,filed,2026-12-20,\n\
         C,sea,5,2026-11-01,returned,2026-12-01,2\n\
         D,sea,0.00001,2026-11-01,filed,2026-12-01,\n",
    );
    let words = [
        "orders.csv, line 2, column \"on\": it was filed on 2026-11-02, before it was placed",
        "orders.csv, line 3, column \"on\": it was filed on 2026-12-20, after the start",
        "orders.csv, line 4, column \"attempt\": an order that is returned at attempt 2 is abandoned",
        "orders.csv, line 5, column \"quantity\"",
    ];
    desk.refuses(ROLL, &words);
    let both = "--happened talks=no --happened more_talks=no";
    desk.refuses(
        &format!("roll firm.json --to 2026-12-07 --stocks stocks.csv {both} --strict"),
        &["\"Magnts\"", "Pump plant"],
    );
    desk.write("other.csv", "site,material,stock\nmill,steel,5\n");
    desk.refuses(
        &format!("roll firm.json --to 2026-12-07 --stocks other.csv {both}"),
        &["other.csv: none of its rows is about anything in the scenario", "\"mill\""],
    );
    desk.write("bare.csv", "plant,stok\nplant,5\n");
    desk.refuses(
        &format!("roll firm.json --to 2026-12-07 --stocks bare.csv --orders gone.csv {both}"),
        &["bare.csv, line 1: there is no column \"material\"", "column \"stock\"; did you mean \"stok\"?", "gone.csv"],
    );
    desk.refuses(
        &format!("roll firm.json --to 2027-12-07 {both}"),
        &["the scenario ends on 2027-05-20", "--horizon length"],
    );
    desk.refuses("roll firm.json --to 2026-10-01", &["before the first day of the scenario (2026-11-02)"]);
    desk.refuses(
        "roll firm.json --to 07.12.2026 --happened talks --horizon soon",
        &["07.12.2026", "EVENT=yes", "\"last-day\""],
    );
    desk.linestop(&format!("roll firm.json --to 07.12.2026 --locale de --no-charts {both}")).assert().success();
}

#[test]
fn a_scenario_does_not_differ_from_itself() {
    let desk = Desk::new();
    let same = desk.linestop("diff small.json small.json --trials 40 --no-charts").assert().success();
    same.stdout(contains("Nothing has changed: small and small say the same."));
    let groups = desk.json("output/diff-small/diff.json")["groups"].as_array().map(Vec::len);
    assert_eq!(groups, Some(0));
    desk.write("more.json", &SCENARIO.replace("\"days_of_cover\": 30", "\"days_of_cover\": 60"));
    let output = desk.linestop("diff small.json more.json --trials 200 --no-charts").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answer = text.split("\n\n").nth(1).unwrap();
    assert!(answer.starts_with("What moved the answer most: stocks."), "{text}");
}
