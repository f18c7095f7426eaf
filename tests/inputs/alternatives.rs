//! Alternatives without a file, and levers at every point of a sweep.

use super::Desk;

fn mean(desk: &Desk, folder: &str) -> f64 {
    let rows = desk.rows(&format!("output/{folder}/outcomes.csv"));
    rows.iter().map(|row| row["halt_days"].parse::<f64>().unwrap()).sum::<f64>() / rows.len() as f64
}

#[test]
fn an_alternative_is_the_base_with_its_own_values_and_levers_under_its_own_name() {
    let desk = Desk::new();
    desk.write(
        "slow.json",
        r#"{"extends": "plant.json", "title": "Slow ships", "parameters": {"transit": {"value": 9}}}"#,
    );
    let asked = [
        "compare",
        "plant.json",
        "--alternative",
        "Later freeze: authorities.desk.events.freeze.date=2026-02-14",
        "--alternative",
        "Later freeze, more stock: authorities.desk.events.freeze.date=2026-02-14, more",
        "--alternative",
        "Slow and later: slow.json, authorities.desk.events.freeze.date=2026-02-14",
        "--trials",
        "20",
        "--no-regret",
        "--out",
        "compared",
    ];
    let words = desk.says(&asked);
    for name in ["Later freeze", "Later freeze, more stock", "Slow and later"] {
        assert!(words.contains(name), "{name} in {words}");
    }
    let later = "authorities.desk.events.freeze.date=2026-02-14";
    let run = |file: &str, more: &[&str]| {
        desk.says(&[&["run", file, "--trials", "20", "--no-charts", "--set", later], more].concat());
    };
    let base = desk.says(&["run", "plant.json", "--trials", "20", "--no-charts"]);
    assert!(base.contains("Plant"));
    let at_first = mean(&desk, "plant");
    let rows = desk.rows("compared/compare-plant/differences.csv");
    let difference = |name: &str| {
        let row = rows
            .iter()
            .find(|row| row["alternative"] == name && row["outcome"] == "halt_days" && row["site"] == "plant");
        row.unwrap_or_else(|| panic!("{name}"))["difference"].parse::<f64>().unwrap()
    };
    run("plant.json", &[]);
    assert_eq!(difference("Later freeze"), mean(&desk, "plant") - at_first);
    run("plant.json", &["--lever", "more"]);
    assert_eq!(difference("Later freeze, more stock"), mean(&desk, "plant+more") - at_first);
    run("slow.json", &[]);
    assert_eq!(difference("Slow and later"), mean(&desk, "slow") - at_first);

    // The command of the manifest, in the folder of the result, gives the same.
    let manifest = desk.json("compared/compare-plant/manifest.json");
    let again: Vec<String> =
        manifest["command"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect();
    assert!(again.contains(&format!("Slow and later: scenarios/slow.json, {later}")), "{again:?}");
    let folder = desk.path("compared/compare-plant");
    let mut command = assert_cmd::Command::cargo_bin("linestop").unwrap();
    command.current_dir(&folder).args(&again[1..]).args(["--out", "again"]).assert().success();
    let (first, second) = (folder.join("differences.csv"), folder.join("again/compare-plant/differences.csv"));
    assert_eq!(super::bytes(&first), super::bytes(&second));
}

#[test]
fn what_is_set_everywhere_holds_in_an_alternative_unless_it_says_otherwise() {
    let desk = Desk::new();
    let asked = ["compare", "plant.json", "--set", "transit=7", "--alternative", "Same: horizon_days=100"];
    let more = ["--alternative", "Faster: transit=1", "--trials", "10", "--no-charts", "--no-regret"];
    desk.says(&[&asked[..], &more].concat());
    let rows = desk.rows("output/compare-plant/differences.csv");
    let of = |name: &str| -> Vec<f64> {
        let own = rows.iter().filter(|row| row["alternative"] == name && row["outcome"] == "lowest_cover");
        own.filter_map(|row| row["difference"].parse().ok()).collect()
    };
    assert!(of("Same").iter().all(|x| *x == 0.0), "{:?}", of("Same"));
    assert!(rows.iter().any(|row| row["alternative"] == "Faster"), "it is there under its name");
}

#[test]
fn what_is_wrong_with_an_alternative_is_told_with_its_name() {
    let desk = Desk::new();
    let told = |alternative: &str| desk.refuses(&["compare", "plant.json", "--alternative", alternative]);
    for (alternative, says) in [
        ("Slow", "it has no \":\" after its name"),
        ("Slow: transit=1,5", "\"transit=1,5\" can be read in two ways"),
        ("Slow: transitt=5", "did you mean \"transit\""),
        ("Slow: mor", "has no lever \"mor\""),
        ("plant: transit=6", "two of the scenarios are called \"plant\""),
        ("Slow: none.json, transit=6", "there is no file none.json"),
    ] {
        let words = told(alternative);
        assert!(words.contains(says), "{alternative}: {words}");
    }
}

#[test]
fn a_lever_is_pulled_at_every_point_of_a_sweep_and_in_an_analysis_of_sensitivity() {
    let desk = Desk::new();
    let rest = ["--of", "halt_days:plant", "--trials", "10", "--no-charts"];
    desk.says(&[&["sweep", "plant.json", "--over", "transit=5..20:2", "--lever", "more"][..], &rest].concat());
    let rows = desk.rows("output/sweep-plant+more/sweep.csv");
    assert_eq!(rows.len(), 2);
    for row in &rows {
        let set = format!("transit={}", row["transit"]);
        desk.says(&["run", "plant.json", "--lever", "more", "--set", &set, "--trials", "10", "--no-charts"]);
        assert_eq!(row["value"].parse::<f64>().unwrap(), mean(&desk, "plant+more"), "{set}");
    }
    let wrong = ["sweep", "plant.json", "--over", "transit=5..20:2", "--lever", "les"];
    let told = desk.linestop(&wrong).assert().code(2).get_output().stderr.clone();
    assert!(String::from_utf8(told).unwrap().contains("has no lever \"les\""));

    desk.write(
        "open.json",
        r#"{"extends": "plant.json", "parameters": {"transit": {"value": {"uniform": {"min": 2, "max": 20}}}}}"#,
    );
    desk.says(&["sensitivity", "open.json", "--lever", "more", "--of", "halt_days", "--trials", "1000", "--no-charts"]);
    let answer = desk.json("output/sensitivity-open+more/sensitivity.json");
    desk.says(&["run", "open.json", "--lever", "more", "--trials", "1000", "--no-charts"]);
    let (told, found) = (answer["outcomes"][0]["base"]["value"].as_f64().unwrap(), mean(&desk, "open+more"));
    assert!((told - found).abs() < 1e-9, "{told} {found}");
}
