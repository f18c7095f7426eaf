//! `compare`.

use super::*;

const COMPARED: [&str; 14] = [
    "charts/cost-and-risk.png",
    "charts/cost-and-risk.svg",
    "charts/differences.png",
    "charts/differences.svg",
    "charts/regret.png",
    "charts/regret.svg",
    "comparison.json",
    "differences.csv",
    "manifest.json",
    "ranking.csv",
    "regret.csv",
    "scenarios/frozen.json",
    "scenarios/same.json",
    "scenarios/small.json",
];

#[test]
fn a_comparison_writes_its_files_and_says_what_differs() {
    let desk = Desk::new();
    desk.write("same.json", r#"{"extends": "small.json", "title": "Nothing changed"}"#);
    desk.linestop("compare small.json frozen.json same.json --trials 300")
        .assert()
        .success()
        .stdout(contains(
            "2 alternatives against the base on the same 300 trials; 4 Apr 2025 to 1 Aug 2025 (120\u{a0}days)",
        ))
        .stdout(contains("Ranking by expected cost").and(contains("Car plant: loss, EUR")))
        .stdout(contains("Equally good, and best in policy as written: Small; Nothing changed."))
        .stdout(contains("Written to output/compare-small: comparison.json, differences.csv, ranking.csv, regret.csv"))
        .stdout(contains("\u{1b}").not());
    let written = files(&desk.path().join("output"));
    let wanted: Vec<String> = COMPARED.iter().map(|name| format!("compare-small/{name}")).collect();
    assert_eq!(written.keys().cloned().collect::<Vec<_>>(), wanted);
    let manifest = desk.json("output/compare-small/manifest.json");
    assert_eq!((&manifest["kind"], &manifest["trials"]), (&Value::from("linestop compare"), &Value::from(300)));
    assert_eq!(manifest["files"], serde_json::json!(COMPARED));
    assert_eq!(manifest["scenarios"][1]["name"], "frozen");
    let differences = rows(&desk.path().join("output/compare-small/differences.csv"));
    let of = |name: &str| differences.iter().filter(|row| row["alternative"] == name).collect::<Vec<_>>();
    assert!(of("same").iter().all(|row| row["verdict"] == "same" && row["difference"] == "0"));
    assert_eq!(of("same").len(), of("frozen").len());
    let frozen = of("frozen");
    let row = |outcome: &str, site: &str| {
        *frozen
            .iter()
            .find(|row| row["outcome"] == outcome && row["site"] == site)
            .unwrap_or_else(|| panic!("{outcome}"))
    };
    assert_eq!(row("halt_days", "cars")["verdict"], "worse");
    assert_eq!((row("lost_output", "cars")["unit"].as_str(), row("loss", "")["unit"].as_str()), ("pieces", "EUR"));
    // The motor maker sells nothing at the market, and the network has no output of its own.
    let has = |outcome: &str, site: &str| frozen.iter().any(|row| row["outcome"] == outcome && row["site"] == site);
    assert!(has("p_halt", "motors") && !has("lost_margin", "motors") && !has("lost_output", ""));
    // A second comparison replaces the first.
    desk.linestop("compare small.json same.json --trials 50 --no-regret --no-charts").assert().success();
    assert!(!desk.path().join("output/compare-small/regret.csv").exists());
}

/// Stock that nobody needs as long as licences come, and that saves a plant in a freeze: likely policy decides against
/// it, a freeze without odds for it, and odds by their size.
#[test]
fn the_worlds_that_count_decide_which_choice_is_named() {
    let desk = Desk::new();
    let plant = r#"{"title": "As it is", "currency": "EUR", "start": "2025-01-01", "horizon_days": 200,
      "materials": {"magnet": {"unit": "piece", "price_per_unit": 1000, "elements": {"Dy": 0.03}}, "motor": {"unit": "piece"}},
      "authorities": {"desk": {"country": "CN", "controls": ["Dy"], "desk": {"review_work_days": 5},
        "initial_regime": "open", "regimes": {"open": {"title": "Open"}, "frozen": {"title": "Frozen", "review_speed": 0}}}},
      "sites": {
        "works": {"country": "CN", "sector": "magnets", "makes": "magnet"},
        "plant": {"country": "DE", "sector": "automotive", "makes": "motor", "holding_cost_share_per_year": 0.2,
          "sales": {"per_working_day": 10, "margin_per_unit": 200},
          "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"days_of_cover": 60},
            "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 60}}}}}}},
      "lanes": {"sea": {"from": "works", "to": "plant", "authority": "desk", "transit_days": 10}}}"#;
    desk.write("plant.json", plant);
    let stock = r#"{"extends": "plant.json", "title": "More stock",
      "sites": {"plant": {"inputs": {"magnet": {"opening_stock": {"days_of_cover": 160}}}}}}"#;
    desk.write("stock.json", stock);
    let compare = |worlds: &str| {
        let words = format!("compare plant.json stock.json --trials 20 --no-charts {worlds}");
        let done = desk.linestop(&words).assert().success();
        let text = String::from_utf8_lossy(&done.get_output().stdout).replace('\n', " ");
        (desk.json("output/compare-plant/comparison.json")["regret"].clone(), text)
    };
    let (regret, text) = compare("");
    assert_eq!((&regret["least_bad"], &regret["decided_by"]), (&Value::from("plant"), &Value::from("one_world")));
    assert_eq!(regret["worlds"].as_array().unwrap().iter().filter(|world| world["counts"] == true).count(), 1);
    assert!(text.contains("With policy as written, As it is costs least."), "{text}");
    assert!(text.contains("Not counted, where another would cost less: always Frozen: More stock"), "{text}");
    let (regret, text) = compare("--world policy --world frozen");
    assert_eq!((&regret["least_bad"], &regret["decided_by"]), (&Value::from("stock"), &Value::from("worst_regret")));
    assert!(text.contains("Least worst regret: More stock"), "{text}");
    assert!(text.contains("What decides: without “Always Frozen” it would be As it is."), "{text}");
    for (odds, named) in
        [("policy=999,frozen=1", "plant"), ("policy=1,frozen=1", "stock"), ("policy=1,frozen=0", "plant")]
    {
        let (regret, _) = compare(&format!("--worlds {odds}"));
        assert_eq!(regret["least_bad"], named, "{odds}");
    }
}

#[test]
fn a_comparison_agrees_with_runs_of_its_scenarios() {
    let desk = Desk::new();
    desk.linestop("compare small.json frozen.json --trials 300 --no-charts --rank cvar").assert().success();
    desk.linestop("run small.json frozen.json --trials 300 --no-charts").assert().success();
    let differences = rows(&desk.path().join("output/compare-small/differences.csv"));
    let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    let near = |found: f64, wanted: &Value| {
        let wanted = wanted.as_f64().unwrap();
        assert!((found - wanted).abs() <= 1e-9 * wanted.abs(), "{found} {wanted}");
    };
    for (name, column) in [("small", "base"), ("frozen", "value")] {
        let summary = desk.json(&format!("output/{name}/summary.json"));
        let cars = summary["lines"].as_array().unwrap().iter().find(|line| line["site"] == "cars").unwrap();
        for (outcome, site, wanted) in [
            ("p_halt", "", &summary["any_manufacturer_halts"]["share"]),
            ("p_halt", "cars", &cars["halt"]["share"]),
            ("halt_days", "cars", &cars["halt_days"]["mean"]["value"]),
            ("lost_output", "cars", &cars["output"]["lost"]["value"]),
            ("lost_margin", "cars", &cars["costs"]["lost margin"]["value"]),
            ("fill_rate", "cars", &cars["output"]["fill_rate"]["value"]),
            ("loss", "", &summary["total_loss"]["mean"]["value"]),
            ("cvar_loss", "", &summary["total_loss"]["tail"]["exact"]["cvar95"]["value"]),
            ("cvar_loss", "cars", &cars["loss"]["tail"]["exact"]["cvar95"]["value"]),
        ] {
            let row = differences.iter().find(|row| row["outcome"] == outcome && row["site"] == site).unwrap();
            near(number(row, column), wanted);
            let end = format!("{column}_high");
            if (outcome, site) == ("cvar_loss", "") {
                near(number(row, &end), &summary["total_loss"]["tail"]["exact"]["cvar95"]["high"]);
            }
        }
        let costs: f64 = summary["lines"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|line| line["costs"].as_object().unwrap())
            .map(|(_, cost)| cost["value"].as_f64().unwrap())
            .sum();
        let row = differences.iter().find(|row| row["outcome"] == "total_cost" && row["site"].is_empty()).unwrap();
        near(number(row, column), &Value::from(costs));
    }
    let ranking = rows(&desk.path().join("output/compare-small/ranking.csv"));
    assert_eq!(ranking.iter().map(|row| row["rank_cvar_loss"].as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(ranking[0]["cvar_loss_eur_behind_best"], "0");
    // Held in its first regime, which no event ends, the frozen scenario is itself; in each world one is best.
    let regret = rows(&desk.path().join("output/compare-small/regret.csv"));
    let worlds: Vec<&str> = regret.iter().map(|row| row["world"].as_str()).collect();
    assert_eq!(worlds, ["as_written", "as_written", "desk:licensing", "desk:licensing", "desk:frozen", "desk:frozen"]);
    assert!(regret.iter().all(|row| number(row, "regret_eur") >= 0.0));
    assert_eq!(regret[2]["cost_eur"], regret[3]["cost_eur"]);
    assert_eq!(regret[4]["regret_eur"], "0");
}

#[test]
fn a_comparison_does_not_depend_on_threads_and_fits_its_width() {
    let desk = Desk::new();
    desk.same_on_any_threads("compare small.json frozen.json --trials 600");
    for name in ["a", "b", "c", "d"] {
        desk.write(&format!("{name}.json"), r#"{"extends": "small.json", "title": "An alternative with a long name"}"#);
    }
    for alternatives in ["frozen.json", "frozen.json a.json b.json c.json d.json"] {
        desk.fits(&format!("compare small.json {alternatives} --trials 50 --no-charts"));
    }
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let desk = Desk::new();
    desk.write("dollars.json", r#"{"extends": "small.json", "currency": "USD"}"#);
    desk.write("later.json", r#"{"extends": "small.json", "start": "2025-05-01", "horizon_days": 90}"#);
    let reasons =
        ["currency is USD, that of the base small is EUR", "first day", "horizon is 90 days", "nothing was run"];
    desk.refuses("compare small.json dollars.json later.json --trials 50", &reasons);
    desk.refuses("compare small.json", &["ALTERNATIVE"]);
    desk.refuses("compare small.json small.json", &["both be called"]);
    desk.refuses("compare small.json frozen.json --trials 50 --regret-trials 100", &["more than the 50 trials"]);
    let worlds = |worlds: &str, says: &[&str]| {
        desk.refuses(&format!("compare small.json frozen.json --trials 50 {worlds}"), says);
    };
    worlds(
        "--world frozn",
        &["no world \"frozn\" (did you mean \"frozen\"?)", "policy", "licensing", "nothing was run"],
    );
    worlds("--world policy=2 --world frozen", &["to all, or to none"]);
    worlds("--worlds policy=0,frozen=0", &["odds of 0"]);
    worlds("--world frozen=-1", &["0 or more"]);
    worlds("--world frozen --world desk:frozen", &["twice"]);
    worlds("--world frozen --no-regret", &["cannot be used with"]);
    desk.refuses("compare small.json frozen.json --trials 1000000000", &["of memory are free", "or fewer"]);
    // Another manufacturer is said, not refused.
    desk.write("more.json", r#"{"extends": "small.json", "sites": {"drones": null}, "lanes": {"to_drones": null}}"#);
    desk.linestop("compare small.json more.json --trials 50 --no-charts")
        .assert()
        .success()
        .stdout(contains("lacks a manufacturer of the base: `drones`"));
}
