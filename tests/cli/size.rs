//! `size`.

use super::*;

const SIZED: [&str; 9] = [
    "charts/stock-and-risk.png",
    "charts/stock-and-risk.svg",
    "curve.csv",
    "manifest.json",
    "proposed.json",
    "requisition.csv",
    "scenarios/small.json",
    "sizing.csv",
    "sizing.json",
];

#[test]
fn a_sizing_writes_its_files_and_says_what_to_order() {
    let desk = Desk::new();
    desk.linestop("size small.json --target P(halt)<=20% --trials 400")
        .assert()
        .success()
        .stdout(contains(
            "stock for a chance of a halt of at most 20\u{a0}%\nStock on the first day; 4 Apr 2025 to 1 Aug 2025",
        ))
        .stdout(contains("found on 400 trials, tried on").and(contains("one pass, exact for every stock")))
        .stdout(
            contains("Orders beyond today’s stock for a chance of a halt").and(contains("The textbook’s safety stock")),
        )
        .stdout(contains(
            "Written to output/size-small: sizing.json, proposed.json, requisition.csv, sizing.csv, curve.csv",
        ))
        .stdout(contains("\u{1b}").not());
    let folder = desk.path().join("output/size-small");
    assert_eq!(files(&folder).keys().cloned().collect::<Vec<_>>(), SIZED);
    let manifest = desk.json("output/size-small/manifest.json");
    assert_eq!(manifest["kind"], "linestop size");
    assert_eq!(manifest["options"]["target"], "p_halt <= 0.2");
    assert_eq!(manifest["options"]["lines"], serde_json::json!(["cars", "drones"]));
    assert_eq!(manifest["files"], serde_json::json!(SIZED));

    // With today's stock it says what a run says, on the same trials.
    desk.linestop("run small.json --trials 400 --no-charts").assert().success();
    let summary = desk.json("output/small/summary.json");
    let sized = rows(&folder.join("sizing.csv"));
    let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    assert_eq!(sized.len(), 2);
    for row in &sized {
        let lines = summary["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["site"] == row["site"].as_str()).unwrap();
        let (today, share) = (number(row, "outcome_today"), line["halt"]["share"].as_f64().unwrap());
        assert!((today - share).abs() < 1e-12, "{today} is not {share}");
        assert!(number(row, "outcome_found") <= 0.2 && number(row, "outcome_fresh") < 0.25, "{row:?}");
        let more = number(row, "hold_quantity") - number(row, "today_quantity");
        assert!((more - number(row, "extra_quantity")).abs() < 1e-6);
    }
    let curve = rows(&folder.join("curve.csv"));
    for row in &sized {
        let own: Vec<_> = curve.iter().filter(|point| point["site"] == row["site"]).collect();
        assert!(
            own.windows(2).all(|pair| number(pair[0], "value") >= number(pair[1], "value")),
            "more stock is better"
        );
        let chosen: Vec<_> = own.iter().filter(|point| point["chosen"] == "yes").collect();
        assert_eq!(chosen.len(), 1);
        assert_eq!(chosen[0]["stock_quantity"], row["hold_quantity"]);
        assert_eq!(own.iter().filter(|point| point["today"] == "yes").count(), 1);
    }
}

#[test]
fn a_sizing_answers_what_else_can_be_asked() {
    let desk = Desk::new();
    let priced = r#"{"extends": "small.json", "title": "Small", "materials": {"motor": {"price_per_unit": 800}}}"#;
    desk.write("priced.json", priced);
    for (arguments, says) in [
        ("--target fill_rate>=95% --site drones", "one pass tells when a line runs out, not what follows"),
        ("--target least_cost --sector automotive", "least cost then means the most stock"),
        ("--target p_halt<=5% --what target", "No order level raised by up to 114 days"),
        ("--target p_halt<=20% --site drones --most-days 31", "No stock of up to 31 days"),
        ("--budget 1e5 --avoid risk", "are spent where they do the most"),
    ] {
        let asked = format!("size priced.json {arguments} --trials 100 --fresh-trials 50 --no-charts");
        desk.linestop(&asked)
            .assert()
            .success()
            .stdout(predicate::function(|text: &str| text.replace('\n', " ").contains(says)));
    }
    desk.same_on_any_threads("size small.json --target p_halt<=20% --trials 300");
}

/// What is sized is confirmed, by rank or by fresh trials, and says when it would be built.
#[test]
fn a_sizing_is_confirmed_and_says_when_the_stock_is_built() {
    let desk = Desk::new();
    desk.write(
        "ruled.json",
        r#"{"extends": "small.json", "title": "Ruled", "sites": {"others": {
            "country": "FR", "sector": "everybody else", "aggregate": true, "makes": "drone",
            "sales": {"per_working_day": 10},
            "inputs": {"magnet": {"per_unit": 0.5, "opening_stock": {"days_of_cover": 30},
                "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 60}, "review_every_days": 14}}}}}},
          "lanes": {"to_others": {"from": "magnets", "to": "others", "authority": "desk", "transit_days": 7}},
          "authorities": {"desk": {"regimes": {
            "licensing": {"volume_rule": {"multiple_of_need": 1.3, "window_days": 30}}}}}}"#,
    );
    desk.linestop("size ruled.json --target P(halt)<=20% --trials 400 --no-charts")
        .assert()
        .success()
        .stdout(contains("Confirmed: the target is met with 95 % confidence").and(contains("not confirmed").not()))
        .stdout(contains("built from orders").and(contains("against stockpiling of Licence desk")));
    let sized = rows(&desk.path().join("output/size-ruled/sizing.csv"));
    assert_eq!(sized.iter().map(|row| row["site"].as_str()).collect::<Vec<_>>(), ["cars", "drones"]);
    for row in &sized {
        assert_eq!(row["verdict"], "confirmed", "{row:?}");
        assert!(row["outcome_bound"].parse::<f64>().unwrap() <= 0.2);
    }
    let drones = &sized[1];
    let day = |column: &str| if drones[column].is_empty() { "beyond" } else { drones[column].as_str() };
    assert!(day("built_median_without_rule") <= day("built_median"), "{drones:?}");
    desk.linestop("size ruled.json --target P(halt)<=20% --trials 100 --site others --no-charts").assert().success();
}

/// A part without a price is named wherever money is summed, and a line that needs nothing is skipped with a note.
#[test]
fn what_has_no_price_and_what_needs_nothing_are_named() {
    let desk = Desk::new();
    desk.write(
        "idle.json",
        r#"{"extends": "small.json", "title": "Idle", "sites": {"planes": {
            "title": "Plane plant", "country": "FR", "sector": "aviation", "makes": "drone",
            "sales": {"per_working_day": 0},
            "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"quantity": 0},
                "ordering": {"base_stock": {"order_up_to": {"quantity": 0}, "review_every_days": 7}}}}}},
          "lanes": {"to_planes": {"from": "magnets", "to": "planes", "authority": "desk", "transit_days": 7}}}"#,
    );
    let flat = |text: &str| text.replace(['\n', '\u{a0}'], " ");
    desk.linestop("size idle.json --target P(halt)<=20% --trials 200 --no-charts").assert().success().stdout(
        predicate::function(move |text: &str| {
            let text = flat(text);
            text.contains("1 part without a price (price_per_unit): motor (motor at Car plant")
                && text.contains("no price")
                && text.contains("Skipped, as nothing is needed: Plane plant (nothing is planned of what it makes).")
        }),
    );
    let sizing = desk.json("output/size-idle/sizing.json");
    assert_eq!(sizing["without_price"][0]["material"], "motor");
    assert_eq!(sizing["skipped"][0]["site"], "planes");
    assert_eq!(sizing["lines"][0]["inputs"][0]["extra"]["money"], Value::Null);
    let sized = rows(&desk.path().join("output/size-idle/sizing.csv"));
    let cells = |row: usize| [&sized[row]["price_per_unit"], &sized[row]["extra_value"]].map(String::is_empty);
    assert_eq!((sized.len(), cells(0), cells(1)), (2, [true, true], [false, false]));
    desk.linestop("report output/size-idle --out page.html").assert().success();
    let page = fs::read_to_string(desk.path().join("page.html")).unwrap();
    assert!(page.contains("Left out of all money: 1 part without a price") && page.contains("Skipped, as nothing"));
    desk.refuses("size idle.json --target P(halt)<=20% --site planes", &["nothing is planned", "Plane plant"]);
}

/// Of many parts the terminal shows those to buy, the dearest order first, with numbers and titles, and says where the
/// others are.
#[test]
fn of_many_parts_those_to_buy_are_shown_by_value() {
    let desk = Desk::new();
    let part = |at: usize| {
        let days = if at.is_multiple_of(2) { 5 } else { 80 };
        let price = 1 + at;
        (
            format!(r#""part{at:02}": {{"title": "4711-{at:02}", "unit": "piece", "price_per_unit": {price}}}"#),
            format!(r#""works{at:02}": {{"country": "CN", "sector": "parts", "makes": "part{at:02}"}}"#),
            format!(
                r#""part{at:02}": {{"per_unit": 1, "opening_stock": {{"quantity": {days}}}, "ordering": {{"base_stock":
                    {{"order_up_to": {{"quantity": {days}}}, "review_every_days": 1}}}}}}"#
            ),
            format!(r#""lane{at:02}": {{"from": "works{at:02}", "to": "plant", "transit_days": 20}}"#),
        )
    };
    let parts: Vec<_> = (0..100).map(part).collect();
    let list = |of: fn(&(String, String, String, String)) -> &String| {
        parts.iter().map(of).cloned().collect::<Vec<_>>().join(",")
    };
    desk.write(
        "many.json",
        &format!(
            r#"{{"title": "Many", "currency": "EUR", "start": "2025-04-04", "horizon_days": 60,
            "materials": {{"motor": {{"unit": "piece"}}, {}}},
            "sites": {{"plant": {{"country": "DE", "sector": "automotive", "makes": "motor",
                "sales": {{"per_working_day": 1, "margin_per_unit": 1}}, "inputs": {{{}}}}}, {}}},
            "lanes": {{{}}}}}"#,
            list(|part| &part.0),
            list(|part| &part.2),
            list(|part| &part.1),
            list(|part| &part.3)
        ),
    );
    let assert = desk.linestop("size many.json --target P(halt)<=5% --trials 60 --no-charts").assert().success();
    let text = String::from_utf8(assert.get_output().stdout.clone()).unwrap().replace('\u{a0}', " ");
    let flat = text.replace('\n', " ");
    let said = "50 of 100 parts are to be bought; the 24 largest orders are shown, the others are worth EUR";
    assert!(flat.contains(said), "{text}");
    assert!(flat.contains("; of 50, today’s stock is enough. All are in sizing.csv."), "{text}");
    assert!(text.contains("Lines that need more") && text.contains("The largest orders"), "{text}");
    assert!(text.lines().count() < 140, "{text}");
    // A narrow terminal has room for it too.
    let narrow =
        desk.linestop("size many.json --target P(halt)<=5% --trials 60 --no-charts").env("COLUMNS", "60").assert();
    let narrow = String::from_utf8(narrow.success().get_output().stdout.clone()).unwrap();
    let fits = |line: &str| line.chars().count() <= 60 || line.starts_with("Written to");
    assert!(narrow.lines().all(fits), "{narrow}");
    let at = |name: &str| text.find(name).unwrap_or(usize::MAX);
    assert!(at("4711-98 (part98)") < at("4711-96 (part96)") && at("4711-52 (part52)") < usize::MAX, "{text}");
    assert!(!text.contains("4711-50 (part50)") && !text.contains("4711-99"), "{text}");
    assert_eq!(rows(&desk.path().join("output/size-many/sizing.csv")).len(), 100);
}

#[test]
fn what_cannot_be_sized_is_refused() {
    let desk = Desk::new();
    desk.refuses("size small.json", &["--target or --budget is needed", "p_halt       <= 5%", "least cost"]);
    desk.refuses("size small.json --target p_hlat<=5%", &["did you mean \"p_halt\"?", "cvar_loss"]);
    desk.refuses("size small.json --target p_halt>=5%", &["must be bounded by <="]);
    desk.refuses("size small.json --target p_halt<=5% --site car", &["no line \"car\"", "did you mean \"cars\"?"]);
    let two = ["no line \"car\" (did you mean \"cars\"?)", "no line \"drone\" (did you mean \"drones\"?)"];
    desk.refuses("size small.json --target p_halt<=5% --site car,drone --site cars", &two);
    let few = ["too few trials: at least 299 for this target (ln 0.05 / ln 0.99), found 100; use --trials 299"];
    desk.refuses("size small.json --target p_halt<=1% --trials 100", &few);
    desk.refuses("size small.json --target p_halt<=5% --sector wind", &["no line is of the sector \"wind\""]);
    desk.refuses("size small.json --budget 1e6 --what target", &["leave out --what target"]);
    desk.refuses("size small.json --budget -5", &["a sum of money above 0"]);
    // The motors have no price: no sum of money can be weighed, and the parts are named.
    let unpriced = ["one part has no price_per_unit", "materials.motor (motor, at Car plant)"];
    desk.refuses("size small.json --budget 1e6", &unpriced);
    desk.refuses("size small.json --target least_cost", &unpriced);
}

/// The scenario with the proposed stock gives, on the trials on which the stock was found, the chance that was found to
/// the trial, and on others the confirmed one within its noise. It takes part in a comparison like any other.
#[test]
fn the_proposed_stock_is_a_scenario_that_others_take() {
    let desk = Desk::new();
    desk.linestop("size small.json --target P(halt)<=20% --trials 400 --no-charts").assert().success();
    let sizing = desk.json("output/size-small/sizing.json");
    let proposed = desk.json("output/size-small/proposed.json");
    assert_eq!(proposed["extends"], "scenarios/small.json");
    let halts = |summary: &Value, site: &Value| {
        let lines = summary["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["site"] == *site).unwrap();
        line["halt"]["share"].as_f64().unwrap()
    };
    desk.linestop("run output/size-small/proposed.json --trials 400 --no-charts --out again").assert().success();
    let same = desk.json("again/proposed/summary.json");
    desk.linestop("run output/size-small/proposed.json --trials 4000 --seed 7 --no-charts --out other")
        .assert()
        .success();
    let other = desk.json("other/proposed/summary.json");
    let mut ordered = 0;
    for line in sizing["lines"].as_array().unwrap() {
        let extra = line["inputs"][0]["extra"]["quantity"].as_f64().unwrap();
        if extra <= 0.0 {
            continue;
        }
        ordered += 1;
        let (found, fresh) =
            (line["found"]["value"].as_f64().unwrap(), line["fresh"]["halt"]["share"].as_f64().unwrap());
        let written = proposed["sites"][line["site"].as_str().unwrap()]["inputs"].as_object().unwrap();
        assert_eq!(written.values().next().unwrap()["extra_stock"].as_f64(), Some(extra));
        assert!((halts(&same, &line["site"]) - found).abs() < 1e-12, "{line}");
        let trials = sizing["run"]["fresh_trials"].as_f64().unwrap();
        let error = (0.2 * 0.8 * (1.0 / trials + 1.0 / 4000.0)).sqrt();
        assert!((halts(&other, &line["site"]) - fresh).abs() <= 4.5 * error, "{line}");
    }
    assert!(ordered > 0);
    desk.linestop("compare small.json output/size-small/proposed.json --trials 100 --no-charts").assert().success();
    // An order level alone is raised by a lever, since it has to be built.
    desk.linestop(
        "size small.json --target P(halt)<=60% --what target --trials 100 --fresh-trials 100 --no-charts --out level",
    )
    .assert()
    .success();
    desk.linestop("run level/size-small/proposed.json --trials 50 --no-charts --out level").assert().success();
    desk.linestop("check output/size-small/proposed.json").assert().success();
}

/// What is to be ordered stands in a table of its own, in all forms: it adds up to what the answer says.
#[test]
fn a_requisition_adds_up_to_the_answer() {
    let desk = Desk::new();
    desk.write(
        "priced.json",
        r#"{"extends": "small.json", "title": "Small", "materials": {"motor": {"price_per_unit": 800}},
            "sites": {"cars": {"inputs": {"motor": {"lot": 25}}}}}"#,
    );
    desk.linestop("size priced.json --target P(halt)<=20% --trials 400 --parquet --xlsx").assert().success().stdout(
        predicate::function(|text: &str| {
            let text = text.replace(['\n', '\u{a0}'], " ");
            text.contains("Requisition: ") && text.contains("with duty and freight")
        }),
    );
    let folder = desk.path().join("output/size-priced");
    assert!(folder.join("requisition.parquet").exists() && folder.join("size-priced.xlsx").exists());
    let sizing = desk.json("output/size-priced/sizing.json");
    let orders = rows(&folder.join("requisition.csv"));
    let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    let paid: f64 = orders.iter().map(|row| number(row, "amount")).sum();
    let lines = sizing["lines"].as_array().unwrap();
    let inputs = lines.iter().flat_map(|line| line["inputs"].as_array().unwrap());
    let asked: f64 = inputs.filter_map(|input| input["extra"]["money"].as_f64().filter(|money| *money > 0.0)).sum();
    assert!(!orders.is_empty() && (paid - asked).abs() < 1e-6 * asked, "{paid} {asked}");
    for row in &orders {
        let amount = number(row, "quantity")
            * (number(row, "price_per_unit") * (1.0 + number(row, "duty_share")) + number(row, "freight_per_unit"));
        assert!((amount - number(row, "amount")).abs() < 1e-6 * amount && row["currency"] == "EUR", "{row:?}");
        if row["part"] == "motor" {
            assert!((number(row, "lots") * 25.0 - number(row, "quantity")).abs() < 1e-9, "{row:?}");
            assert!(number(row, "rounded_up") < 25.0);
        }
        assert!(row["order_by"] < row["needed_by"] && number(row, "new_order_level") > 0.0, "{row:?}");
    }
    desk.linestop("report output/size-priced --out page.html").assert().success();
    let page = fs::read_to_string(desk.path().join("page.html")).unwrap();
    assert!(page.contains("Purchase requisition") && page.contains("New order level"));
}

/// Of 20 in stock one is used a day and the first order comes on day 31: 11 are needed more, and a lot has 100.
#[test]
fn a_lot_that_is_much_more_than_is_needed_is_named() {
    let desk = Desk::new();
    desk.write(
        "lot.json",
        r#"{
          "title": "A large lot", "currency": "EUR", "start": "2025-01-06", "horizon_days": 200,
          "materials": {"bearing": {"unit": "piece", "price_per_unit": 10}, "motor": {"unit": "piece"}},
          "sites": {
            "works": {"country": "JP", "sector": "bearings", "makes": "bearing"},
            "plant": {
              "title": "Motor plant", "country": "DE", "sector": "drives", "makes": "motor",
              "sales": {"per_working_day": 1, "margin_per_unit": 100},
              "inputs": {"bearing": {"per_unit": 1, "opening_stock": {"quantity": 20}, "lot": 100,
                "ordering": {"base_stock": {"order_up_to": {"quantity": 5000}, "review_every_days": 366}}}}
            }
          },
          "lanes": {"sea": {"from": "works", "to": "plant", "transit_days": 30}}
        }"#,
    );
    let assert = desk.linestop("size lot.json --target P(halt)<=5% --trials 100 --no-charts").assert().success();
    let text = String::from_utf8(assert.get_output().stdout.clone()).unwrap().replace(['\n', '\u{a0}'], " ");
    let says = "Lots of which no trial needs more than half: bearing at Motor plant, 11.0 pieces of a lot of 100 pieces, \
                the rest for EUR 890.";
    assert!(text.contains(says) && !text.contains("Rounded up"), "{text}");
}

/// Mistakes with classes are told with all others, and nothing is written.
#[test]
fn mistakes_with_classes_are_told_at_once() {
    let desk = Desk::new();
    let asked = "size small.json --target P(halt)<=20% --trials 400 --no-charts";
    for (arguments, says) in [
        ("--class magnte<=5%", &["names \"magnte\"", "did you mean \"magnet\"?", "parts of these lines"][..]),
        ("--class magnet5%", &["has no <=", "magnet, chip <= 1%"]),
        ("--class magnet<=0.1%", &["too few trials", "for the class \"magnet\""]),
        ("--class magnet<=5% --what target", &["classes are of opening stocks"]),
        ("--class magnte<=5% --class motr<=0.1%", &["names \"magnte\"", "names \"motr\"", "too few trials"]),
    ] {
        desk.refuses(&format!("{asked} {arguments}"), says);
    }
    desk.linestop(asked)
        .args(["--class", "A: magnet <= 10%"])
        .assert()
        .success()
        .stdout(contains("Class A (magnet) at").and(contains("confirmed")));
}
