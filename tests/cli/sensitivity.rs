//! `sensitivity`.

use super::*;

#[test]
fn an_analysis_of_sensitivity_writes_its_files_and_says_what_matters() {
    let desk = Desk::new();
    desk.linestop("sensitivity small.json --of p_halt --of loss:cars --trials 400")
        .assert()
        .success()
        .stdout(contains("1 uncertain parameter; 4 Apr 2025 to 1 Aug 2025 (120\u{a0}days)"))
        .stdout(contains("the same 400 trials in every run, 2,000\nin all; seed 1"))
        .stdout(contains("Chance that any manufacturer halts: "))
        .stdout(contains("Car plant: loss: EUR\u{a0}"))
        .stdout(contains("Of the differences between trials, the parameters bring"))
        .stdout(contains(
            "Written to output/sensitivity-small: sensitivity.json, tornado.csv, variance.csv, conditions.csv, \
             trials.csv, manifest.json, charts",
        ));
    let folder = desk.path().join("output/sensitivity-small");
    let written = files(&folder);
    for name in ["sensitivity.json", "manifest.json", "charts/tornado-p_halt.svg", "charts/variance-loss-cars.png"] {
        assert!(written.contains_key(name), "{name} is missing");
    }
    let manifest = desk.json("output/sensitivity-small/manifest.json");
    assert_eq!(manifest["kind"], "linestop sensitivity");
    let listed: Vec<&str> = manifest["files"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(listed, written.keys().map(String::as_str).collect::<Vec<_>>());

    // An end of the tornado is the run with the parameter set, since no other number follows from it.
    let swings = rows(&folder.join("tornado.csv"));
    assert_eq!(swings.len(), 2);
    assert_eq!((swings[0]["p10"].as_str(), swings[0]["p90"].as_str()), ("13", "37"));
    for (at, value) in [("at_p10", "13"), ("at_p90", "37")] {
        desk.linestop(&format!("run small.json --set stock={value} --trials 400 --no-charts")).assert().success();
        let wanted = desk.json("output/small/summary.json")["any_manufacturer_halts"]["share"].as_f64().unwrap();
        assert!((swings[0][at].parse::<f64>().unwrap() - wanted).abs() < 1e-9, "{at}");
    }
    assert!(swings[0]["swing"].parse::<f64>().unwrap() < 0.0, "more stock halts less");
    let shares = rows(&folder.join("variance.csv"));
    let sources: Vec<&str> = shares.iter().map(|row| row["source"].as_str()).collect();
    assert_eq!(sources, ["all_parameters", "other_randomness", "stock", "all_parameters", "other_randomness", "stock"]);
    // With one parameter, one is all.
    assert_eq!(shares[0]["first_order"], shares[2]["first_order"]);
    let found = &desk.json("output/sensitivity-small/sensitivity.json")["outcomes"][1]["discovery"];
    assert!(found["bad"]["above"].as_f64().unwrap() > 0.0, "{found}");
    assert_eq!((found["learned_from"].as_u64(), found["judged_on"].as_u64()), (Some(200), Some(200)));
}

#[test]
fn an_analysis_of_sensitivity_fits_its_width_and_does_not_depend_on_threads() {
    let desk = Desk::new();
    let asked = "sensitivity small.json --of halt_days:cars --threshold 5 --trials 300";
    desk.fits(&format!("{asked} --no-charts --out narrow"));
    desk.same_on_any_threads(asked);
}

#[test]
fn what_cannot_be_asked_for_its_sensitivity_is_refused() {
    let desk = Desk::new();
    let asked = "sensitivity small.json --trials 300";
    desk.refuses(&format!("{asked} --of p_hlat"), &["no outcome \"p_hlat\"", "did you mean \"p_halt\"?"]);
    desk.refuses(&format!("{asked} --of loss:car"), &["no line \"car\"", "did you mean \"cars\"?"]);
    desk.refuses(
        &format!("{asked} --set stock=20"),
        &["small says of no number that it is uncertain", "one value each: stock", "\"triangular\"", "linestop sweep"],
    );
    desk.refuses("sensitivity small.json --trials 50", &["50 trials are too few", "--trials 200 or more"]);
    desk.refuses(&format!("{asked} --threshold 5"), &["p_halt needs no --threshold", "halt_days"]);
    desk.refuses(&format!("{asked} --of fill_rate --threshold 95"), &["at most 1", "--threshold 95%"]);
    desk.refuses(&format!("{asked} --of loss --of cost --threshold 5"), &["--threshold is for one outcome"]);
    desk.refuses(&format!("{asked} --of loss --threshold much"), &["a number is needed"]);
}
