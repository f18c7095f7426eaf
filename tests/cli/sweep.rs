//! `sweep`.

use super::*;

#[test]
fn a_sweep_writes_its_files_and_its_points_are_runs() {
    let desk = Desk::new();
    desk.linestop("sweep small.json --over stock=10..40:4 --of p_halt --of loss:cars --trials 200")
        .assert()
        .success()
        .stdout(contains("4 points, each on the same 200 trials; 4 Apr 2025 to 1 Aug 2025 (120\u{a0}days); seed 1"))
        .stdout(contains("Car plant: loss, from 10 to 40 days: EUR\u{a0}−"))
        .stdout(contains("Written to output/sweep-small: sweep.json, sweep.csv, manifest.json, charts"));
    let written = files(&desk.path().join("output/sweep-small"));
    let wanted = [
        "charts/loss-cars.png",
        "charts/loss-cars.svg",
        "charts/p_halt.png",
        "charts/p_halt.svg",
        "manifest.json",
        "scenarios/small.json",
        "sweep.csv",
        "sweep.json",
    ];
    assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>(), wanted);
    let manifest = desk.json("output/sweep-small/manifest.json");
    assert_eq!((&manifest["kind"], &manifest["trials"]), (&Value::from("linestop sweep"), &Value::from(200)));
    assert_eq!(manifest["options"]["outcomes"], serde_json::json!(["p_halt", "loss:cars"]));
    let points = rows(&desk.path().join("output/sweep-small/sweep.csv"));
    assert_eq!(
        points.iter().map(|row| row["stock"].as_str()).collect::<Vec<_>>(),
        ["10", "10", "20", "20", "30", "30", "40", "40"]
    );
    // A point is the run with the same values.
    desk.linestop("run small.json --set stock=30 --trials 200 --no-charts").assert().success();
    let summary = desk.json("output/small/summary.json");
    let cars = summary["lines"].as_array().unwrap().iter().find(|line| line["site"] == "cars").unwrap();
    for (row, wanted) in [(4, &summary["any_manufacturer_halts"]["share"]), (5, &cars["loss"]["mean"]["value"])] {
        let (found, wanted) = (points[row]["value"].parse::<f64>().unwrap(), wanted.as_f64().unwrap());
        assert!((found - wanted).abs() <= 1e-9 * wanted, "{found} {wanted}");
    }
    let change = |row: usize| points[row]["from_first"].parse::<f64>().unwrap();
    assert!(change(1) == 0.0 && change(7) < change(3) && change(3) < 0.0, "more stock loses less");
}

#[test]
fn sweeps_of_two_and_more_parameters_fit_their_width_and_do_not_depend_on_threads() {
    let desk = Desk::new();
    let path = "sites.cars.inputs.motor.ordering.base_stock.order_up_to.days_of_cover";
    let grid = format!("sweep small.json --over stock=10..40:3 --over {path}=12..30:12 --of fill_rate --trials 60");
    let three = format!(
        "sweep small.json --over stock=10..40 --over {path}=12..30:log --over \
        authorities.desk.regimes.licensing.denied_share=5..40% --points 8 --trials 60 --of cost --of lowest_cover:cars"
    );
    for arguments in [grid, format!("{three} --design latin"), format!("{three} --design sobol")] {
        desk.fits(&format!("{arguments} --no-charts --out narrow"));
        desk.same_on_any_threads(&arguments);
    }
    let points = rows(&desk.path().join("one/sweep-small/sweep.csv"));
    assert_eq!(points.len(), 16);
    let share =
        |row: &BTreeMap<String, String>| row["authorities.desk.regimes.licensing.denied_share"].parse::<f64>().unwrap();
    assert!(points.iter().all(|row| (0.05..=0.4).contains(&share(row))));
}

#[test]
fn a_sweep_of_stock_says_how_it_was_simulated() {
    let desk = Desk::new();
    let sweep = "sweep small.json --over more_stock:drones=0..60:4 --trials 200 --no-charts";
    let of = |of: &str| format!("{sweep} --of {of}");
    desk.linestop(&of("p_halt:drones"))
        .assert()
        .success()
        .stdout(contains("All points come from one simulation in which the lines never"));
    let one = rows(&desk.path().join("output/sweep-small/sweep.csv"));
    desk.linestop(&(of("p_halt:drones") + " --every-point"))
        .assert()
        .success()
        .stdout(contains("Every point was simulated: that was asked for."));
    assert_eq!(one, rows(&desk.path().join("output/sweep-small/sweep.csv")));
    desk.linestop(&of("loss:drones")).assert().success().stdout(contains("Every point was simulated: one simulation"));
    desk.refuses("sweep small.json --over more_stock:drone=0..60", &["no line \"drone\"", "did you mean \"drones\"?"]);
    desk.refuses("sweep small.json --over more_stock:drones=-5..60", &["begins below 0"]);
    desk.refuses("sweep small.json --over stock=10..40 --set stock=20", &["swept and set to 20 at once"]);
}

#[test]
fn a_parameter_set_twice_and_a_number_too_large_are_told_once() {
    let desk = Desk::new();
    desk.refuses("run small.json --set stock=3 --set stock=4", &["\"stock\" is set twice: to 3 and to 4"]);
    desk.write("large.json", &SCENARIO.replace("\"price_per_unit\": 50", "\"price_per_unit\": 1e400"));
    desk.refuses("run large.json", &["`1e400` is too large for a number", "1 error in large.json"]);
    desk.write("none.json", &SCENARIO.replace("\"per_working_day\": 10,", "\"per_working_day\": 0,"));
    desk.linestop("check none.json").assert().success().stdout(contains("\"drones\" plans nothing"));
}

/// Stories and stress tests of a scenario with levers, under a rule against stockpiling.
#[test]
fn levers_and_the_rule_against_stockpiling_are_told() {
    let desk = Desk::new();
    desk.write(
        "levers.json",
        r#"{"extends": "small.json", "title": "Levers", "horizon_days": 200,
          "authorities": {"desk": {"regimes": {
            "licensing": {"denied_share": 0, "volume_rule": {"multiple_of_need": 1.2, "window_days": 30}}}}},
          "levers": {
            "more": {"title": "Sixty days more", "cost": {"once": 5000},
              "action": {"safety_stock": {"site": "drones", "material": "magnet", "extra": {"days_of_cover": 60}}},
              "start": {"on": "2025-04-10"}},
            "less": {"title": "Smaller magnets", "lead_days": 30,
              "action": {"thrifting": {"site": "drones", "material": "magnet", "saved_share": 0.1}}},
            "later": {"title": "Air freight at last", "start": {"regime_entered": {"authority": "desk", "regime": "frozen"}},
              "action": {"expedited_freight": {"lanes": ["to_drones"], "transit_scale": 0.5, "extra_price_per_unit": 1}}}
          }}"#,
    );
    let said = |words: &'static str| predicate::function(move |text: &str| text.replace('\n', " ").contains(words));
    desk.linestop("explain levers.json --lever more+less+later --trial 3 --site drones --no-charts")
        .assert()
        .success()
        .stdout(contains("10 Apr 2025  The lever “Sixty days more” starts and takes effect at once; it costs"))
        .stdout(contains("The lever “Smaller magnets” starts, to take effect on 4 May 2025"))
        .stdout(contains(" 4 May 2025  The lever “Smaller magnets” takes effect."))
        .stdout(contains("held by the rule against").and(contains("Levers that never start")));
    let story = desk.json("output/explain-levers+more+less+later/story.json");
    let levers = story["levers"].as_array().unwrap();
    assert_eq!(levers.len(), 3);
    let started = |date: &str| levers.iter().find(|lever| lever["started"] == date).expect("a lever starts then");
    assert_eq!(levers[0]["started"], "2025-04-04");
    assert_eq!(started("2025-04-10")["cost"], 5000.0);
    assert_eq!(levers[2]["started"], Value::Null);
    let held = |order: &Value| order["steps"].as_array().unwrap().iter().any(|step| step["kind"] == "over_volume");
    assert!(story["orders"].as_array().unwrap().iter().any(held));
    let told = rows(&desk.path().join("output/explain-levers+more+less+later/story.csv"));
    assert!(told.iter().any(|row| row["event"] == "lever_starts" && row["site"] == "drones"));
    // With more stock the drone maker survives longer.
    let survives = |arguments: &str| {
        desk.linestop(&format!("stress levers.json --trials 32 --from 2025-08-01 --no-charts {arguments}"))
            .assert()
            .success()
            .stdout(said("What hurts each line most"));
        let name = if arguments.is_empty() { "stress-levers" } else { "stress-levers+more" };
        desk.json(&format!("output/{name}/stress.json"))
    };
    let (without, with) = (survives(""), survives("--lever more"));
    assert_ne!(without["failures"], with["failures"]);
}

#[test]
fn what_cannot_be_swept_is_refused() {
    let desk = Desk::new();
    let over = "sweep small.json --over stock=10..40:3 --trials 20";
    desk.refuses(&format!("{over} --of p_hlat"), &["no outcome \"p_hlat\"", "did you mean \"p_halt\"?", "fill_rate"]);
    desk.refuses(&format!("{over} --of loss:car"), &["no line \"car\"", "did you mean \"cars\"?", "`drones`"]);
    desk.refuses(&format!("{over} --of lost_output"), &["different outputs do not add up"]);
    desk.refuses(&format!("{over} --of lost_margin:motors"), &["does not sell"]);
    desk.refuses("sweep small.json --over stokc=10..40:3", &["stokc", "did you mean \"stock\"?", "nothing was run"]);
    desk.refuses("sweep small.json --over stock=40..10", &["below the high end"]);
    desk.refuses("sweep small.json --over stock=-40..10", &["error", "nothing was run"]);
    desk.refuses(&format!("{over} --over stock=1..2"), &["swept twice"]);
    let path = "sites.cars.inputs.motor.ordering.base_stock.order_up_to.days_of_cover=12..30";
    let three = format!("{over} --over {path} --over sites.cars.line.halt_cost_per_day=1..9");
    desk.refuses(&three, &["full grid of 3 parameters", "--design latin"]);
    desk.refuses(&format!("{three} --design sobol"), &["number of values of stock is for grids"]);
    desk.refuses(&format!("{over} --points 9"), &["--points is for"]);
    desk.refuses("sweep small.json", &["--over"]);
    desk.linestop("sweep small.json --over stock=1..2 --of help")
        .assert()
        .success()
        .stdout(contains("lowest_cover").and(contains(":SITE")));
}
