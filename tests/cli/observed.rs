//! `backtest` and `calibrate`: what is held against observed months.

use super::*;

/// One buyer, one desk that is slow for two months: exports by month.
const FLOW: &str = r#"{
  "title": "Flow", "currency": "EUR", "start": "2024-10-01", "horizon_days": 365,
  "observed": {"title": "Exports", "authority": "desk", "from": "2024-12", "noise": 0.05, "csv": "seen.csv"},
  "parameters": {
    "demand": {"value": {"uniform": {"min": 60, "max": 140}}, "unit": "t a day"},
    "slow": {"value": {"uniform": {"min": 0.05, "max": 0.9}}, "unit": "files a day"}
  },
  "materials": {"magnet": {"unit": "t", "tick": 0.001, "elements": {"Dy": 0.02}}, "use": {"unit": "piece", "tick": 0.001}},
  "authorities": {"desk": {
    "country": "CN", "controls": ["Dy"], "calendar": "every_day",
    "desk": {"review_work_days": 2}, "initial_regime": "fast",
    "regimes": {"fast": {"desk_capacity": 2}, "slow": {"desk_capacity": {"parameter": "slow"}}},
    "events": {
      "freeze": {"date": "2025-02-01", "enter": "slow", "title": "Freeze"},
      "thaw": {"date": "2025-04-15", "enter": "fast", "known_from": "2025-04-01", "title": "Thaw"}
    }
  }},
  "sites": {
    "makers": {"country": "CN", "sector": "magnets", "makes": "magnet"},
    "buyers": {
      "title": "Buyers", "country": "DE", "sector": "all", "makes": "use", "sales": {"per_working_day": {"parameter": "demand"}},
      "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"days_of_cover": 900}, "ordering":
        {"base_stock": {"order_up_to": {"days_of_cover": 900}, "review_every_days": 1}}}}
    }
  },
  "lanes": {"out": {"from": "makers", "to": "buyers", "authority": "desk", "dispatch_days": 3, "transit_days": 9}}
}"#;

const SEEN: &str = "month,tonnes,note\n2024-03,2900,\n2024-12,3100,\n2025-01,3050,x\n2025-02,1100,\n2025-03,900,\n\
                    2025-04,1700,\n2025-05,4800,\n2025-06,3300,\n";

fn flow() -> Desk {
    let desk = Desk::new();
    desk.write("flow.json", FLOW);
    desk.write("seen.csv", SEEN);
    desk
}

#[test]
fn a_backtest_knows_only_what_was_known_and_scores_what_came() {
    let desk = flow();
    desk.linestop("backtest flow.json --as-of 2025-03-21 --horizon-months 4 --trials 600")
        .assert()
        .success()
        .stdout(contains("forecasts as of 21 Mar 2025;").and(contains("What each forecast was made of")))
        .stdout(contains("Left out on 21 Mar 2025, not known by then: Thaw (15 Apr 2025)."))
        .stdout(contains("Of 4 months, the 50\u{a0}% band held").and(contains("Month by month")).and(contains("Skill")))
        .stdout(contains("Written to output/backtest-flow: backtest.json, backtest.csv, manifest.json, charts"));
    let written = files(&desk.path().join("output/backtest-flow"));
    let wanted = [
        "backtest.csv",
        "backtest.json",
        "charts/forecast-2025-03-21.png",
        "charts/forecast-2025-03-21.svg",
        "manifest.json",
        "scenarios/flow.json",
    ];
    assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>(), wanted);
    let months = rows(&desk.path().join("output/backtest-flow/backtest.csv"));
    let what: Vec<(&str, &str)> = months.iter().map(|row| (row["month"].as_str(), row["what"].as_str())).collect();
    assert_eq!(&what[..4], [("2024-12", "known"), ("2025-01", "known"), ("2025-02", "known"), ("2025-03", "ahead")]);
    // Without the thaw, the desk is slow for ever; with it, what waited is shipped.
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
    let may =
        |rows: &[BTreeMap<String, String>]| number(rows.iter().find(|r| r["month"] == "2025-05").unwrap(), "median");
    let slow = may(&months);
    desk.linestop("backtest flow.json --as-of 2025-04-02 --horizon-months 3 --trials 600").assert().success();
    let later = rows(&desk.path().join("output/backtest-flow/backtest.csv"));
    assert!(later.iter().any(|row| row["month"] == "2025-03" && row["what"] == "not_yet_published"));
    assert!(may(&later) > 1.5 * slow, "{} {slow}", may(&later));
    // Bands hold each other, and the level is that of the months known.
    for row in &later {
        let ends = ["band95_low", "band80_low", "band50_low", "median", "band50_high", "band80_high", "band95_high"];
        assert!(ends.map(|name| number(row, name)).is_sorted(), "{row:?}");
    }
    assert!((number(&later[1], "median") / 3050.0 - 1.0).abs() < 0.1);
}

#[test]
fn a_backtest_without_what_came_is_a_forecast() {
    let desk = flow();
    desk.write("new.csv", "month,tonnes\n2025-07,3200\n");
    let ahead = "backtest flow.json --as-of 2025-07-25 --horizon-months 3 --trials 300";
    desk.linestop(ahead)
        .assert()
        .success()
        .stdout(contains("Nothing can be scored yet").and(contains("latest observed month: Jun 2025")));
    let answer = desk.json("output/backtest-flow/backtest.json");
    assert_eq!(answer["forecasts"][0]["latest_published"], "2025-06-01");
    desk.linestop(&format!("{ahead} --observed new.csv --out new"))
        .assert()
        .success()
        .stdout(contains("Of 1 month, the 50\u{a0}% band held"));
    let manifest = desk.json("new/backtest-flow/manifest.json");
    assert_eq!(manifest["options"]["observed"][0]["name"], "new.csv");
}

#[test]
fn a_backtest_does_not_depend_on_threads() {
    let desk = flow();
    let arguments = "backtest flow.json --as-of 2025-03-21 --as-of 2025-05-21 --horizon-months 2 --trials 700";
    desk.same_on_any_threads(arguments);
    for width in [60, 72, 140] {
        let mut command = desk.linestop(&format!("{arguments} --no-charts"));
        let text = String::from_utf8(command.env("COLUMNS", width.to_string()).output().unwrap().stdout).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with("Written to"));
        assert!(lines.map(|line| line.chars().count()).max().unwrap() <= width, "{text}");
    }
}

#[test]
fn what_cannot_be_backtested_is_refused() {
    let desk = flow();
    let base = "backtest flow.json --trials 20";
    desk.refuses(
        &format!("{base} --as-of 2024-09-30"),
        &["before the scenario's start, 2024-10-01", "nothing was run"],
    );
    desk.refuses(&format!("{base} --as-of 2025-10-01"), &["after the scenario's last day"]);
    desk.refuses(&format!("{base} --as-of 2025-06-01"), &["lead beyond", "4 are possible", "horizon_days"]);
    desk.refuses(&format!("{base} --as-of June"), &["\"June\" is not a date, such as"]);
    desk.refuses(base, &["--as-of"]);
    desk.refuses(&format!("{base} --as-of 2025-03-01 --observed none.csv"), &["there is no file none.csv"]);
    for (text, says) in [
        (
            "month,tonnes\n2025-04,1\n2025-17,x\n",
            vec!["bad.csv, line 3, column \"month\"", "line 3, column \"tonnes\""],
        ),
        ("month,kg\n2025-04,1\n", vec!["units differ", "\"kg\""]),
        ("month,tons\n2025-04,1\n", vec!["no column \"tonnes\"", "did you mean \"tons\"?"]),
    ] {
        desk.write("bad.csv", text);
        desk.refuses(&format!("{base} --as-of 2025-03-01 --observed bad.csv"), &says);
    }
    desk.write("old.csv", "month,tonnes\n2023-04,1\n");
    desk.write("plain.json", &FLOW.replace(", \"csv\": \"seen.csv\"", ""));
    desk.refuses(
        "backtest plain.json --as-of 2025-03-01 --observed old.csv",
        &["none of the observed months", "2024-12"],
    );
    desk.write("wrong.json", &FLOW.replace("\"authority\": \"desk\", \"from\"", "\"authority\": \"dekc\", \"from\""));
    desk.refuses("backtest wrong.json --as-of 2025-03-01", &["dekc", "did you mean"]);
    desk.write("seen.csv", "month,tonnes\n2025-04,?\n");
    desk.refuses(&format!("{base} --as-of 2025-03-01"), &["flow.json:3", "line 2, column \"tonnes\""]);
}

/// A second series beside `FLOW`: goods in kg, of which nothing came for a month.
fn two_flows() -> Desk {
    let desk = flow();
    let other = r#"{
  "extends": "flow.json", "title": "Small flow",
  "observed": {"unit": "kg", "csv": "small.csv", "offset": 500, "known_from": "2025-02-01", "noise": 0.6,
    "drift": {"sd": 0.2, "half_life_months": 3}},
  "parameters": {"demand": {"value": {"uniform": {"min": 0.06, "max": 0.14}}}}
}"#;
    desk.write("small.json", other);
    desk.write("small.csv", "month,kg\n2024-12,3000\n2025-01,3300\n2025-02,900\n2025-03,0\n2025-05,4100\n");
    desk
}

#[test]
fn several_series_are_scored_together_on_many_dates() {
    let desk = two_flows();
    let command = "backtest flow.json small.json --as-of 2025-01-01..2025-04-01:1m --horizon-months 3 --trials 400";
    desk.linestop(command)
        .assert()
        .success()
        .stdout(contains("Scored: 24 forecasts of 11 different months of 2 series."))
        .stdout(contains("What was forecast when").and(contains("1 Feb 2025").and(contains("1 Apr 2025"))))
        .stdout(contains("Against the last value").and(contains("Against the value a year before")));
    let folder = desk.path().join("output/backtest-pooled");
    let written = files(&folder);
    let wanted = [
        "charts/reliability.png",
        "charts/reliability.svg",
        "forecasts.csv",
        "manifest.json",
        "pooled.csv",
        "pooled.json",
        "reliability.csv",
        "scenarios/flow.json",
        "scenarios/small.json",
    ];
    assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>(), wanted);
    // The pooled score is the mean of errors over the mean month of each series.
    let mean = |values: &[f64]| values.iter().sum::<f64>() / f64::from(u32::try_from(values.len()).unwrap());
    let months = [mean(&[2900.0, 3100.0, 3050.0, 1100.0, 900.0, 1700.0, 4800.0, 3300.0]), 11_300.0 / 5.0];
    let forecasts = rows(&folder.join("forecasts.csv"));
    let score = |row: &BTreeMap<String, String>| {
        let scale = months[usize::from(row["scenario"] == "small")];
        row["crps"].parse::<f64>().ok().map(|crps| crps / scale)
    };
    let scores: Vec<f64> = forecasts.iter().filter_map(score).collect();
    let groups = rows(&folder.join("pooled.csv"));
    let all = &groups[0];
    assert_eq!((all["by"].as_str(), all["forecasts"].as_str()), ("all", "24"));
    assert!((all["crps"].parse::<f64>().unwrap() - mean(&scores)).abs() < 1e-9, "{all:?}");
    // One series alone gives the same forecasts.
    desk.linestop("backtest small.json --as-of 2025-03-01 --horizon-months 3 --trials 400 --no-charts")
        .assert()
        .success();
    let alone = rows(&desk.path().join("output/backtest-small/backtest.csv"));
    let own = |row: &&BTreeMap<String, String>| row["as_of"] == "2025-03-01" && row["month"] == "2025-04";
    let pooled = forecasts.iter().filter(|row| row["scenario"] == "small").find(own).unwrap();
    assert_eq!(alone.iter().find(own).unwrap()["median"], pooled["median"]);
    desk.linestop("backtest small.json --as-of 2025-01-01 --horizon-months 3 --trials 40 --no-charts")
        .assert()
        .success()
        .stderr(contains("2025-01-01: before 2025-02-01, from which all that the scenario assumes could be known"));
    // Months of nothing are forecast: some trials of March have none.
    let march = forecasts.iter().find(|row| row["scenario"] == "small" && row["month"] == "2025-03").unwrap();
    assert!(march["band95_low"].parse::<f64>().unwrap() < 1e-9, "{march:?}");
    desk.same_on_any_threads(&format!("{command} --no-charts"));
    desk.linestop("report output/backtest-pooled").assert().success();
}

#[test]
fn what_cannot_be_pooled_is_told_all_at_once() {
    let desk = two_flows();
    desk.write("small-late.json", r#"{"extends": "small.json", "observed": {"known_from": "2025-09-01"}}"#);
    desk.refuses(
        "backtest flow.json small.json small-late.json --as-of 2024-02-01..2024-06-01:2m --trials 20",
        &[
            "flow: none of the dates will do",
            "2024-10-01",
            "small: none of the dates will do",
            "2025-02-01",
            "2025-09-01",
        ],
    );
    desk.refuses(
        "backtest flow.json small.json --observed seen.csv --as-of 2025-03-01 --trials 20",
        &["--observed belongs to one scenario"],
    );
    desk.refuses("backtest flow.json --as-of 2025-04-01..2025-02-01", &["2025-04-01 lies after 2025-02-01"]);
    desk.refuses(
        "backtest flow.json --as-of 2025-13-01..2025-02-01:1w",
        &["\"2025-13-01\"", "\"1w\" is no step", "2025-02-01..2025-12-01:1m"],
    );
    let wrong = FLOW.replace(
        "\"noise\": 0.05,",
        "\"noise\": 0.05, \"offset\": -1, \"drift\": {\"sd\": 0.1, \"half_life_months\": 0}, \"known_form\": \"2025-01-01\",",
    );
    desk.write("wrong.json", &wrong);
    desk.refuses("backtest wrong.json --as-of 2025-03-01", &["known_form", "known_from"]);
    desk.write("wrong.json", &wrong.replace(" \"known_form\": \"2025-01-01\",", ""));
    desk.refuses(
        "backtest wrong.json --as-of 2025-03-01",
        &["observed.offset", "-1 is below 0", "observed.drift.half_life_months", "0 is not above 0"],
    );
}

/// What `FLOW` ships by month with 100 t a day and 0.3 files a day in the slow regime, by hand: a file of 100 t a day;
/// from five days after the freeze 30 t a day, from five days after the thaw 200 until what waited has gone.
const KNOWN: &str = "month,tonnes,note\n2024-12,3100,\n2025-01,3100,\n2025-02,1190,\n2025-03,930,\n2025-04,2600,\n\
                     2025-05,6200,\n2025-06,4000,\n";

#[test]
fn a_calibration_writes_a_scenario_that_draws_from_it() {
    let desk = flow();
    desk.write("seen.csv", KNOWN);
    desk.linestop("calibrate flow.json --trials 1500 --keep 8% --rows 200 --out fitted")
        .assert()
        .success()
        .stdout(contains("Fitted to 7 months of Exports, Dec 2024 to Jun 2025; the 120 trials nearest of 1,500 trials"))
        .stdout(contains("recovery").and(contains("Narrower")));
    let folder = desk.path().join("fitted/calibrate-flow");
    let wanted = [
        "calibration.json",
        "charts/parameters.png",
        "charts/parameters.svg",
        "charts/summaries.png",
        "charts/summaries.svg",
        "flow-calibrated.json",
        "manifest.json",
        "posterior.csv",
        "scenarios/flow.json",
    ];
    assert_eq!(files(&folder).keys().map(String::as_str).collect::<Vec<_>>(), wanted);
    let draws = rows(&folder.join("posterior.csv"));
    assert_eq!(draws.len(), 200);
    let mean = |name: &str| draws.iter().map(|row| row[name].parse::<f64>().unwrap()).sum::<f64>() / 200.0;
    // A twentieth and a tenth of the widths before the fit.
    assert!((mean("demand") - 100.0).abs() < 4.0, "{}", mean("demand"));
    assert!((mean("slow") - 0.3).abs() < 0.085, "{}", mean("slow"));
    desk.linestop("run fitted/calibrate-flow/flow-calibrated.json --trials 50 --no-charts").assert().success();
    desk.linestop("check fitted/calibrate-flow/flow-calibrated.json").assert().success();
    desk.linestop("calibrate flow.json --trials 1500 --keep 8% --rows 200 --threads 1 --out again").assert().success();
    assert!(files(&folder) == files(&desk.path().join("again/calibrate-flow")), "threads matter");
}

#[test]
fn licence_records_are_fitted_too_and_mistakes_are_told() {
    let desk = flow();
    let mut records = "filed,decided,outcome\n".to_owned();
    for (day, wait) in (1..=20).zip([20, 25, 30, 35, 40, 45, 50, 55, 60, 90].into_iter().cycle()) {
        let filed = jiff::civil::date(2025, 4, day);
        let decided = filed.saturating_add(jiff::Span::new().days(wait));
        records += &[filed.to_string(), decided.to_string(), "granted\n".to_owned()].join(",");
    }
    records.push_str("2025-04-02,2025-05-02,denied\n2025-06-01,,pending\n");
    desk.write("records.csv", &records);
    let base = "calibrate flow.json --trials 800 --keep 10% --no-charts";
    desk.linestop(&format!("{base} --records records.csv --as-of 2025-09-30"))
        .assert()
        .success()
        .stdout(contains("Records: 20 granted, 1 denied, 1 open.").and(contains("Kaplan")))
        .stdout(
            contains("not granted by the last")
                .and(contains("may still be granted"))
                .and(contains("never granted").not()),
        );
    assert!(desk.path().join("output/calibrate-flow/waits.csv").exists());
    desk.write("records.csv", &records.replace("denied", "withdrawn"));
    desk.refuses(
        &format!("{base} --records records.csv --as-of 2025-09-30 --out no"),
        &["records.csv, line 22, column \"outcome\": \"withdrawn\"", "nothing was run"],
    );
    desk.refuses(&format!("{base} --records records.csv --out no"), &["--as-of"]);
    desk.refuses(&format!("{base} --fit slwo --out no"), &["no parameter \"slwo\"", "did you mean \"slow\"?"]);
    desk.refuses(&format!("{base} --until 2025-03 --out no"), &["2 observed months", "3 are needed"]);
    desk.refuses("calibrate flow.json --keep 70% --out no", &["at most 0.5"]);
    desk.refuses("calibrate flow.json --trials 100 --out no", &["2 of 100 trials would be kept", "--keep"]);
}

/// 5 t a day to Japan and 7 to Germany, each order a licence of its own: what is counted of it in a month of 30 days
/// after one of 31, when all is certain.
#[test]
fn a_series_may_count_a_part_of_what_is_shipped() {
    let flow = |observed: &str| {
        let buyer = |country: &str, tonnes: u32| {
            format!(
                r#"{{"country": "{country}", "sector": "all", "makes": "use", "sales": {{"per_working_day": 0}},
                "inputs": {{"magnet": {{"per_unit": 1, "opening_stock": {{"quantity": 0}},
                    "ordering": {{"call_off": {{"quantity": {{"quantity": {tonnes}}}, "every_days": 1}}}}}}}}}}"#
            )
        };
        format!(
            r#"{{"title": "Parts", "currency": "EUR", "start": "2025-01-01", "horizon_days": 365,
            "observed": {{"authority": "desk", "from": "2025-03", "noise": 0.001, {observed}}},
            "materials": {{"magnet": {{"unit": "t", "elements": {{"Dy": 0.02, "Tb": 0.005}}}}, "use": {{"unit": "piece"}}}},
            "authorities": {{"desk": {{"country": "CN", "controls": ["Dy"], "calendar": "every_day",
                "desk": {{"review_work_days": 0}}, "initial_regime": "open", "regimes": {{"open": {{}}}}}}}},
            "sites": {{"makers": {{"country": "CN", "sector": "magnets", "makes": "magnet"}},
                "japan": {}, "germany": {}}},
            "lanes": {{"jp": {{"from": "makers", "to": "japan", "authority": "desk", "transit_days": 9}},
                "de": {{"from": "makers", "to": "germany", "authority": "desk", "transit_days": 30}}}}}}"#,
            buyer("JP", 5),
            buyer("DE", 7)
        )
    };
    let desk = Desk::new();
    for (observed, of_a_day) in [
        (r#""destinations": ["JP"]"#, 5.0),
        (r#""destinations": ["DE"], "counts": "licensed""#, 7.0),
        (r#""elements": ["Dy", "Tb"], "content": true, "counts": "shipped_under_licence""#, 12.0 * 0.025),
        (r#""elements": ["Tb"], "content": true, "destinations": ["JP"], "unit": "kg""#, 5.0 * 5.0),
        (r#""materials": ["magnet"], "elements": ["Dy"]"#, 12.0),
        (r#""counts": "licences", "unit": "licences""#, 2.0),
    ] {
        let march = 31.0 * of_a_day;
        desk.write("parts.json", &flow(&format!(r#"{observed}, "months": {{"2025-03": {march}}}"#)));
        desk.linestop("backtest parts.json --as-of 2025-04-25 --horizon-months 3 --trials 200 --no-charts --overwrite")
            .assert()
            .success();
        let months = rows(&desk.path().join("output/backtest-parts/backtest.csv"));
        let april = months.iter().find(|row| row["month"] == "2025-04").expect("a month");
        let median: f64 = april["median"].parse().expect("a number");
        assert!((median / (30.0 * of_a_day) - 1.0).abs() < 0.002, "{observed}: {median}");
    }
    // What cannot be is told with its place, all at once.
    desk.write(
        "parts.json",
        &flow(r#""destinations": ["FR"], "materials": ["magnt"], "content": true, "counts": "licences", "months": {"2025-03": 1}"#),
    );
    desk.linestop("check parts.json").assert().code(2).stdout(
        contains("no site is in FR")
            .and(contains("unknown material \"magnt\""))
            .and(contains("did you mean \"magnet\""))
            .and(contains("the content of which \"elements\""))
            .and(contains("go together")),
    );
}
