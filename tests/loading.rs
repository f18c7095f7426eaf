//! Scenario files: what loads, what is refused, and in which words.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use linestop::inside::scenario::{Loaded, Problem, Problems, Setting, Severity, from_value, load, load_str, schema};

const GOOD: &str = include_str!("loading/magnets.json");

fn read(text: &str) -> Result<Loaded, Problems> {
    load_str(Path::new("tests/loading/magnets.json"), text, &[])
}

fn describe(problem: &Problem) -> String {
    let place = problem.place.as_ref().map_or((0, 0), |p| (p.line, p.column));
    let severity = format!("{:?}", problem.severity).to_lowercase();
    format!("{}:{} {severity} {}: {}", place.0, place.1, problem.field, problem.message)
}

/// The cases of a file: what is replaced in the good scenario (`-`), by what (`+`), and the problems that follow, with
/// line and column in the changed scenario. `LINESTOP_BLESS=1` writes the file anew; then read every line of it.
fn cases(file: &str) {
    let path = PathBuf::from("tests/loading").join(file);
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    let mut told = Vec::new();
    for case in wanted.trim_end().split("\n\n") {
        let changes: Vec<&str> = case.lines().filter(|l| l.starts_with("- ") || l.starts_with('+')).collect();
        let mut text = GOOD.to_owned();
        for pair in changes.chunks(2) {
            let (from, to) = (&pair[0][2..], pair[1].get(2..).unwrap_or_default());
            assert_eq!(text.matches(from).count(), 1, "{from} must stand in the scenario exactly once");
            text = text.replace(from, to);
        }
        let problems = read(&text).map_or_else(|p| p.problems, |loaded| loaded.warnings);
        let mut told_here = changes.join("\n");
        for problem in &problems {
            let _ = write!(told_here, "\n  {}", describe(problem));
            if let Some(allowed) = &problem.allowed {
                let _ = write!(told_here, "\n    allowed: {allowed}");
            }
        }
        told.push(told_here);
    }
    let told = told.join("\n\n") + "\n";
    if std::env::var_os("LINESTOP_BLESS").is_some() {
        std::fs::write(&path, &told).expect("the file can be written");
    }
    for (wanted, told) in wanted.split("\n\n").zip(told.split("\n\n")) {
        assert_eq!(wanted.trim_end(), told.trim_end(), "in {file}; LINESTOP_BLESS=1 writes it anew");
    }
    for word in ["struct", "variant", "expected", "invalid type", "f64", "u32", "map", "sequence", "Option"] {
        assert!(!told.contains(word), "\"{word}\" says nothing to an analyst");
    }
}

#[test]
fn the_small_scenario_loads_without_a_warning() {
    let loaded = load(Path::new("tests/loading/magnets.json"), &[]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(loaded.name, "magnets");
    assert_eq!(loaded.scenario.sites.len(), 2);
    let [file] = &loaded.files[..] else { panic!("one file was read") };
    assert_eq!(file.path, Path::new("tests/loading/magnets.json"));
    assert_eq!(file.sha256, linestop::inside::scenario::sha256(GOOD.as_bytes()));
    assert!(loaded.merged.get("$schema").is_none());
    assert_eq!(loaded.warnings, []);
    assert_eq!(loaded.notes.len(), 1, "{:?}", loaded.notes);
    let again = from_value(loaded.merged).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(again.scenario.lanes.len(), 1);
}

#[test]
fn a_note_counts_the_numbers_without_a_reason_and_shows_the_first() {
    let notes = |text: &str| read(text).unwrap_or_else(|e| panic!("{e}")).notes;
    let [note] = &notes(GOOD)[..] else { panic!("one note is told") };
    assert!(note.message.contains("numbers have neither"), "{note:?}");
    assert_eq!((note.field.as_str(), note.place.as_ref().unwrap().line), ("materials.magnet.elements.Tb", 18));
    let said = GOOD.replace("\"currency\"", "\"assumption\": \"guesses\", \"currency\"");
    let [note] = &notes(&said)[..] else { panic!("one note is told") };
    assert!(note.message.ends_with("rest on the assumption of the whole scenario: guesses"), "{note:?}");
}

/// A second part without a price is named; where no part has a price, the scenario is not about money, and a note says
/// so.
#[test]
fn parts_without_a_price_are_named() {
    let part = r#""inputs": { "bolt": { "per_unit": 4, "opening_stock": { "days_of_cover": 90 },
        "ordering": { "base_stock": { "order_up_to": { "days_of_cover": 90 } } } },"#;
    let second = GOOD
        .replace(
            "\"motor\": { \"unit\": \"piece\" }",
            "\"motor\": { \"unit\": \"piece\" }, \"bolt\": { \"unit\": \"piece\" }",
        )
        .replace("\"inputs\": {", part)
        .replace("\"sites\": {", r#""sites": { "bolts": { "country": "DE", "sector": "bolts", "makes": "bolt" },"#)
        .replace("\"lanes\": {", r#""lanes": { "road": { "from": "bolts", "to": "motor_plant", "transit_days": 3 },"#);
    let loaded = read(&second).unwrap_or_else(|e| panic!("{e}"));
    let [warning] = &loaded.warnings[..] else { panic!("{:?}", loaded.warnings) };
    assert_eq!(warning.field, "materials.bolt");
    assert!(
        warning.message.starts_with("\"bolt\" has no \"price_per_unit\": costs leave it out"),
        "{}",
        warning.message
    );
    let free = GOOD.replace(",\n      \"price_per_unit\": 120", "");
    let loaded = read(&free).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(loaded.warnings, []);
    assert!(
        loaded.notes.iter().any(|note| note.message.contains("\"magnet\" has no \"price_per_unit\"")),
        "{:?}",
        loaded.notes
    );
}

/// Cases of one cause are told once, the worst of them, with the number of the others and the dates.
#[test]
fn an_empty_pipeline_is_told_once_with_its_dates() {
    let plant = |name: &str, days: u32| {
        format!(
            r#""{name}": {{ "country": "DE", "sector": "pumps", "makes": "motor", "sales": {{ "per_working_day": 5 }},
            "inputs": {{ "magnet": {{ "per_unit": 1, "opening_stock": {{ "days_of_cover": {days} }},
            "ordering": {{ "base_stock": {{ "order_up_to": {{ "days_of_cover": 150 }} }} }} }} }} }},"#
        )
    };
    let lane =
        |name: &str| format!(r#""to_{name}": {{ "from": "magnet_maker", "to": "{name}", "transit_days": 30 }},"#);
    let text = GOOD
        .replace("\"sites\": {", &format!("\"sites\": {{ {}{}", plant("ten", 10), plant("twenty", 20)))
        .replace("\"lanes\": {", &format!("\"lanes\": {{ {}{}", lane("ten"), lane("twenty")));
    let loaded = read(&text).unwrap_or_else(|e| panic!("{e}"));
    let told: Vec<_> = loaded.warnings.iter().filter(|warning| warning.message.contains("on order")).collect();
    let [warning] = told[..] else { panic!("{told:?}") };
    assert_eq!(warning.field, "sites.ten.inputs.magnet.opening_stock");
    let start = loaded.scenario.start;
    let day = |days: i64| start.checked_add(jiff::Span::new().days(days)).unwrap();
    let said = format!(
        "nothing is on order on the first day: the first order of \"magnet\" by \"ten\" comes after about 31 days ({}), its \
         stock lasts 10 ({}); so it is with 1 more input;",
        day(31),
        day(10)
    );
    assert!(warning.message.starts_with(&said), "{}", warning.message);
}

#[test]
fn mistakes_of_form_are_told_in_plain_words() {
    cases("form.txt");
}

#[test]
fn mistakes_of_meaning_are_told_in_plain_words() {
    cases("meaning.txt");
}

#[test]
fn mistakes_of_lines_are_told_in_plain_words() {
    cases("lines.txt");
}

#[test]
fn what_is_suspicious_is_warned_of() {
    cases("suspicious.txt");
}

#[test]
fn all_problems_come_at_once_by_line_and_the_count_comes_last() {
    let text = GOOD
        .replace("\"opening_stock\"", "\"opening_stok\"")
        .replace("\"makes\": \"motor\"", "\"makes\": \"moter\"")
        .replace("\"horizon_days\": 365", "\"horizon_days\": 365.5")
        .replace("\"country\": \"CN\",\n", "\"country\": \"cn\",\n");
    let problems = read(&text).expect_err("three mistakes");
    let lines: Vec<_> = problems.problems.iter().filter_map(|p| p.place.as_ref().map(|x| x.line)).collect();
    assert_eq!(problems.errors(), 2, "without a horizon nothing more can be said: {problems}");
    assert!(lines.is_sorted(), "{lines:?}");
    let text = text.replace("365.5", "365");
    let problems = read(&text).expect_err("three mistakes");
    assert_eq!(problems.errors(), 3, "{problems}");
    let shown = problems.render(false);
    assert!(shown.ends_with("3 errors in tests/loading/magnets.json"), "{shown}");
    assert!(!shown.contains('\u{1b}'));
    assert!(problems.render(true).contains('\u{1b}'));
}

#[test]
fn the_committed_schema_is_in_step() {
    let committed = std::fs::read_to_string("schema/scenario.schema.json").unwrap_or_default();
    let committed: serde_json::Value = serde_json::from_str(&committed).unwrap_or_default();
    assert!(
        committed == schema::scenario_schema(),
        "schema/scenario.schema.json is out of step with the types: linestop schema > schema/scenario.schema.json"
    );
}

fn set(overrides: &[(&str, f64)]) -> Result<Loaded, Problems> {
    let overrides: Vec<_> =
        overrides.iter().map(|(name, value)| ((*name).to_owned(), Setting::Number(*value))).collect();
    load_str(Path::new("tests/loading/magnets.json"), GOOD, &overrides)
}

#[test]
fn values_can_be_set_by_name_and_by_path() {
    let loaded = set(&[
        ("review_work", 60.0),
        ("horizon_days", 400.0),
        ("sites.motor_plant.inputs.magnet.yield", 0.5),
        ("sites.motor_plant.inputs.magnet.opening_stock.quantity", 9000.0),
        ("lanes.sea.duty_share", 0.05),
        ("sites.motor_plant.line.restart_days", 2.0),
        ("materials.magnet.elements.Dy", 0.04),
    ])
    .unwrap_or_else(|e| panic!("{e}"));
    let at = |pointer: &str| loaded.merged.pointer(pointer).cloned().unwrap_or_default();
    assert_eq!(at("/parameters/review_work/value"), 60);
    assert_eq!(at("/horizon_days"), 400);
    assert_eq!(at("/sites/motor_plant/inputs/magnet/yield"), 0.5);
    assert_eq!(at("/sites/motor_plant/inputs/magnet/opening_stock").to_string(), r#"{"quantity":9000}"#);
    assert_eq!(at("/lanes/sea/duty_share"), 0.05);
    assert_eq!(at("/sites/motor_plant/line/restart_days"), 2);
    assert_eq!(at("/materials/magnet/elements/Dy"), 0.04);
}

#[test]
fn a_value_that_cannot_be_set_is_told_with_the_nearest_name() {
    for (name, value, wanted) in [
        (
            "review_wrk",
            1.0,
            "1:1 error : there is no parameter or field \"review_wrk\" — did you mean \"review_work\"?",
        ),
        (
            "site.motor_plant.calendar",
            1.0,
            "1:1 error : there is no parameter or field \"site.motor_plant.calendar\" — did you mean \"sites.motor_plant.calendar\"?",
        ),
        (
            "sites.motor.inputs.magnet.yield",
            1.0,
            "1:1 error sites: there is no \"motor\" in sites — did you mean \"motor_plant\"?",
        ),
        (
            "sites.motor_plant.inputs.magnet.yeild",
            0.9,
            "1:1 error sites.motor_plant.inputs.magnet.yeild: unknown field \"yeild\" — did you mean \"yield\"?",
        ),
        (
            "sites.motor_plant.inputs.magnet.yield",
            2.0,
            "1:39 error sites.motor_plant.inputs.magnet.yield: \"yield\" cannot be 2",
        ),
        ("horizon_days", 0.5, "1:14 error horizon_days: \"horizon_days\" cannot be 0.5"),
        ("horizon_days", f64::NAN, "1:1 error : \"horizon_days\" cannot be set to NaN: a finite number is needed"),
        ("currency", 3.0, "1:10 error currency: \"currency\" cannot be 3"),
        ("sites", 3.0, "1:7 error sites: \"sites\" cannot be 3"),
        ("review_work", -3.0, ""),
    ] {
        let problems = set(&[(name, value)]).expect_err(name);
        let first = &problems.problems[0];
        assert_eq!(first.place.as_ref().map(|p| p.file.clone()), Some(PathBuf::from("--set")), "{problems}");
        if !wanted.is_empty() {
            assert_eq!(describe(first), wanted);
        }
        assert_eq!(first.severity, Severity::Error);
    }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        Self(folder)
    }
    fn load(&self, name: &str) -> Result<Loaded, Problems> {
        load(&self.0.path().join(name), &[])
    }
    fn told(&self, name: &str) -> Vec<String> {
        let problems = self.load(name).map_or_else(|p| p.problems, |l| l.warnings);
        let folder = format!("{}/", self.0.path().display());
        let file = |p: &Problem| p.place.as_ref().map(|x| x.file.display().to_string()).unwrap_or_default();
        problems.iter().map(|p| format!("{} {}", file(p), describe(p)).replace(&folder, "")).collect()
    }
}

#[test]
fn an_overlay_changes_what_it_names_and_problems_point_to_the_file_that_wrote_them() {
    let folder = Folder::new(&[
        ("base.json", GOOD),
        (
            "what-if/middle.json",
            r#"{ "extends": "../base.json", "sites": { "motor_plant": { "inputs": { "magnet": { "opening_stock": { "quantity": 500 } } } } } }"#,
        ),
        (
            "what-if/top.json",
            "{\n  \"extends\": \"middle.json\",\n  \"title\": \"Top\", \"calendars\": { \"plant\": null },\n  \"sites\": { \"motor_plant\": { \"calendar\": \"every_day\" } }\n}",
        ),
        (
            "what-if/bad.json",
            "{\n  \"extends\": \"middle.json\",\n  \"title\": null,\n  \"sites\": { \"motor_plant\": { \"calender\": \"every_day\", \"makes\": \"x\" } },\n  \"calendars\": { \"plant\": null }\n}",
        ),
    ]);
    let loaded = folder.load("what-if/top.json").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(loaded.name, "top");
    assert_eq!(loaded.files.len(), 3);
    assert_eq!(loaded.scenario.title, "Top");
    let stock = loaded.merged.pointer("/sites/motor_plant/inputs/magnet/opening_stock").cloned().unwrap_or_default();
    assert_eq!(stock.to_string(), r#"{"quantity":500}"#);
    assert!(loaded.merged.get("extends").is_none());
    assert_eq!(
        folder.told("what-if/bad.json"),
        [
            "what-if/bad.json 4:31 error sites.motor_plant.calender: unknown field \"calender\" — did you mean \"calendar\"?",
            "what-if/bad.json 4:65 error sites.motor_plant.makes: unknown material \"x\"",
            "base.json 2:1 error title: the field \"title\" is missing",
            "base.json 60:19 error sites.motor_plant.calendar: unknown calendar \"plant\"",
        ]
    );
}

#[test]
fn files_that_cannot_be_read_are_told_of_in_plain_words() {
    let folder = Folder::new(&[
        ("magnets.json", GOOD),
        ("empty.json", ""),
        ("list.json", "[1]"),
        ("broken.json", "{\n  \"title\": \"x\"\n  \"start\": 1\n}"),
        ("self.json", r#"{ "extends": "self.json" }"#),
        ("a.json", r#"{ "extends": "b.json" }"#),
        ("b.json", r#"{ "extends": "a.json" }"#),
        ("gone.json", r#"{ "extends": "magnet.json" }"#),
        ("number.json", r#"{ "extends": 3 }"#),
        ("onto_broken.json", r#"{ "extends": "broken.json" }"#),
        ("folder/x.json", "{}"),
    ]);
    std::fs::write(folder.0.path().join("utf16.json"), [0xFF, 0xFE, 0x7B, 0x00]).expect("a file");
    std::fs::write(folder.0.path().join("latin.json"), b"{\n \"title\": \"\xE9\" }").expect("a file");
    for (file, wanted) in [
        ("magnet.json", " 0:0 error : there is no file magnet.json — did you mean \"magnets.json\"?"),
        ("nowhere/x.json", " 0:0 error : there is no file nowhere/x.json: there is no folder nowhere"),
        ("folder", " 0:0 error : folder is a folder; a file is needed"),
        ("empty.json", "empty.json 1:1 error : the file is empty: a scenario is a JSON object, { … }"),
        ("list.json", "list.json 1:1 error : a scenario is an object { … }, found a list"),
        ("broken.json", "broken.json 2:15 error : this is not valid JSON: a comma is missing here"),
        ("self.json", "self.json 1:14 error extends: \"extends\" leads in a circle: self.json extends itself"),
        ("a.json", "b.json 1:14 error extends: \"extends\" leads in a circle: a.json extends itself"),
        ("gone.json", "gone.json 1:14 error extends: there is no file magnet.json — did you mean \"magnets.json\"?"),
        ("number.json", "number.json 1:14 error extends: \"extends\" is 3, allowed: the path of a scenario file"),
        ("onto_broken.json", "broken.json 2:15 error : this is not valid JSON: a comma is missing here"),
        ("utf16.json", " 0:0 error : utf16.json is saved as UTF-16; save it as UTF-8"),
        ("latin.json", " 0:0 error : latin.json is not text in UTF-8 (line 2); save it as UTF-8"),
    ] {
        assert_eq!(folder.told(file), [wanted]);
    }
}

#[test]
fn values_of_a_csv_file_are_written_into_the_scenario() {
    let yields = r#""yield": { "empirical": { "csv": "data/yields.csv", "column": "share", "weight_column": "n" }, "source": "audit" }"#;
    let folder = Folder::new(&[
        ("base/base.json", &GOOD.replace("\"yield\": 0.98", yields)),
        ("base/data/yields.csv", "site, share ,n\na,0.97,3\nb,0.99,1\n"),
        ("top.json", r#"{ "extends": "base/base.json", "title": "Top" }"#),
    ]);
    let loaded = folder.load("top.json").unwrap_or_else(|e| panic!("{e}"));
    let distribution = loaded.merged.pointer("/sites/motor_plant/inputs/magnet/yield").cloned().unwrap_or_default();
    assert_eq!(
        distribution.to_string(),
        r#"{"empirical":{"values":[0.97,0.99],"weights":[3.0,1.0]},"source":"audit"}"#
    );
}

#[test]
fn a_scenario_put_together_by_a_program_is_checked_without_places() {
    let problems =
        from_value(serde_json::json!({ "title": "x", "currency": "EUR", "sites": 3 })).expect_err("incomplete");
    let told: Vec<String> = problems.problems.iter().map(describe).collect();
    assert!(told.contains(&"0:0 error start: the field \"start\" is missing".to_owned()), "{told:?}");
    assert!(told.contains(&"0:0 error sites: \"sites\" cannot be 3".to_owned()), "{told:?}");
    let json = serde_json::to_value(&problems).expect("it can be written");
    assert_eq!(json["problems"][0]["severity"], "error");
}

/// Every path of a value.
fn pointers(value: &serde_json::Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    if let Some(fields) = value.as_object() {
        fields.iter().for_each(|(k, v)| pointers(v, &format!("{at}/{k}"), found));
    } else if let Some(items) = value.as_array() {
        items.iter().enumerate().for_each(|(i, v)| pointers(v, &format!("{at}/{i}"), found));
    }
}

#[test]
fn nothing_that_can_be_written_breaks_the_loader_and_schema_and_types_agree() {
    let good = read(GOOD).unwrap_or_else(|e| panic!("{e}")).merged;
    let mut all = Vec::new();
    pointers(&good, "", &mut all);
    let stand_ins = serde_json::json!([null, true, -1, 0, 2.5, 1e300, 4_294_967_296_u64, "x", "2025-06-01", [], [{}], {}, { "": 1 },
        { "value": 1 }, { "parameter": "review_work" }, { "gamma": { "mean": 1, "cv": 1 } }, [{ "from": "2025-06-01", "value": 1 }]]);
    for (i, pointer) in all.iter().enumerate() {
        // A third of the pairs each: every kind of value meets every kind of field somewhere.
        for stand_in in stand_ins.as_array().into_iter().flatten().skip(i % 3).step_by(3) {
            let mut broken = good.clone();
            let Some(spot) = broken.pointer_mut(pointer) else { continue };
            *spot = stand_in.clone();
            if let Err(problems) = from_value(broken) {
                assert!(problems.errors() > 0, "{pointer} = {stand_in}");
                let shown = problems.render(false);
                assert!(!shown.contains("cannot be read as"), "{pointer} = {stand_in}: {shown}");
            }
        }
    }
}

/// Two parameters that are drawn together take the values of one row, rising in one column and falling in the other; a
/// third that has the same file for itself does not follow them.
#[test]
fn rows_that_are_drawn_together_stay_together() {
    let distribution = |column: &str, together: &str| {
        let values: Vec<f64> = (0..10).map(|i| f64::from(if column == "up" { i } else { 9 - i })).collect();
        serde_json::json!({"value": {"empirical": {"values": values, "together": together}}})
    };
    let with = |down: &serde_json::Value| {
        let more = format!(
            "\"parameters\": {{\"up\": {}, \"down\": {down}, \"alone\": {},",
            distribution("up", "fit"),
            distribution("up", "other")
        );
        read(&GOOD.replacen("\"parameters\": {", &more, 1))
    };
    let loaded = with(&distribution("down", "fit")).unwrap_or_else(|problems| panic!("{problems}"));
    let model = linestop::inside::model::compile(&loaded.scenario).unwrap();
    let streams = linestop::inside::engine::Streams::new(&model, 5);
    let drawn = |name: &str, trial: u64| {
        let at = model.numbers.parameters.iter().position(|p| p.name == name).unwrap();
        let [word, _] = streams.parameters[at].pair(trial, 0, linestop::inside::random::Purpose::ParameterValue, 0, 0);
        model.numbers.parameters[at].sampler.value(word)
    };
    let mut apart = 0;
    let mut rows = [false; 10];
    for trial in 0..200 {
        let [up, down, alone] = ["up", "down", "alone"].map(|name| drawn(name, trial));
        assert!((up + down - 9.0).abs() < 1e-12, "{up} {down}");
        apart += u32::from((up - alone).abs() > 0.5);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        {
            rows[up as usize] = true;
        }
    }
    assert!(apart > 100 && rows == [true; 10]);
    let mut short = distribution("down", "fit");
    short["value"]["empirical"]["values"] = serde_json::json!([1, 2]);
    let error = with(&short).unwrap_err().to_string();
    assert!(error.contains("\"down\" has 2 values and \"up\" has 10"), "{error}");
}

#[test]
fn numbers_too_small_to_count_are_refused_with_the_smallest() {
    let told = |from: &str, to: &str| {
        let problems = read(&GOOD.replacen(from, to, 1)).expect_err("too small");
        problems
            .problems
            .iter()
            .map(|p| format!("{}: {}", p.message, p.allowed.as_deref().unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    let small = "too small to count; write 0 for nothing";
    for (from, to, field, least) in [
        ("\"returned_share\": 0.2", "\"returned_share\": 5e-324", "returned_share", "1e-9"),
        ("\"returned_share\": 0.2", "\"returned_share\": { \"value\": 1e-10 }", "value", "1e-9"),
        ("\"per_unit\": 1.2", "\"per_unit\": 1e-13", "per_unit", "1e-12"),
        ("\"price_per_unit\": 120", "\"price_per_unit\": 1e-300", "price_per_unit", "1e-9"),
    ] {
        let all = told(from, to);
        assert!(all[0].starts_with(&format!("\"{field}\" cannot be")) && all[0].contains(small), "{all:?}");
        assert!(all[0].ends_with(&format!("above 0 at least {least}")), "{all:?}");
    }
    let distribution = "\"returned_share\": { \"uniform\": { \"min\": 1e-12, \"max\": 1e-11 } }";
    let all = told("\"returned_share\": 0.2", distribution);
    assert!(all[0].contains("reaches only to 1e-11: too small to count"), "{all:?}");
    // Nothing at all is no mistake.
    assert!(read(&GOOD.replacen("\"returned_share\": 0.2", "\"returned_share\": 0", 1)).is_ok());
}

#[test]
fn events_of_one_day_that_contradict_each_other_are_noted() {
    let notes = |more: &str| {
        let text = GOOD.replacen("\"events\": {", &format!("\"events\": {{ {more},"), 1);
        let loaded = read(&text).unwrap_or_else(|problems| panic!("{problems}"));
        loaded
            .notes
            .into_iter()
            .map(|note| note.message)
            .filter(|text| text.contains("the same day"))
            .collect::<Vec<_>>()
    };
    let one = notes("\"halt\": { \"date\": \"2025-04-04\", \"enter\": \"frozen\" }");
    assert_eq!(one.len(), 1, "{one:?}");
    assert!(
        one[0].contains("enter \"frozen\" and \"licensing\"") && one[0].contains("\"april_list\" holds"),
        "{one:?}"
    );
    let list = notes("\"off\": { \"date\": \"2025-04-04\", \"remove_controls\": [\"Tb\"] }");
    assert!(list[0].contains("put Tb on the list and take it off"), "{list:?}");
    assert_eq!(notes("\"other\": { \"date\": \"2025-04-05\", \"enter\": \"frozen\" }"), Vec::<String>::new());
    assert_eq!(notes("\"same\": { \"date\": \"2025-04-04\", \"enter\": \"licensing\" }"), Vec::<String>::new());
}

/// Thirty days of plan in a horizon of ninety: the mean need is a third, and the stock covers three times as long as in
/// the busy month.
#[test]
fn a_warning_counts_cover_in_the_planned_need_of_the_whole_horizon() {
    let scenario = serde_json::json!({
        "title": "Season", "currency": "EUR", "start": "2026-01-01", "horizon_days": 90,
        "materials": { "part": { "unit": "piece" }, "good": { "unit": "piece" } },
        "sites": {
            "works": { "country": "CN", "sector": "works", "makes": "part" },
            "plant": { "country": "DE", "sector": "plants", "makes": "good",
                "sales": { "per_working_day": [
                    { "from": "2026-01-01", "value": 0 }, { "from": "2026-01-31", "value": 30 },
                    { "from": "2026-03-02", "value": 0 }
                ] },
                "inputs": { "part": { "per_unit": 2, "opening_stock": { "quantity": 250 }, "ordering": { "base_stock": {
                    "order_up_to": { "quantity": 100_000 }, "review_every_days": 60 } } } } }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "transit_days": 5 } }
    });
    let loaded = from_value(scenario).unwrap_or_else(|problems| panic!("{problems}"));
    let told: Vec<_> = loaded.warnings.iter().map(|w| w.message.as_str()).collect();
    // 30 days of 60 parts are 20 parts a calendar day.
    assert!(told.contains(&"orders are 60 days apart, but the opening stock covers only 12.5"), "{told:?}");
    let model = linestop::inside::model::compile(&loaded.scenario).unwrap();
    assert!((model.inputs[0].nominal_need - 20.0).abs() < 1e-9);
}

#[test]
fn what_was_planned_is_checked_like_a_value() {
    let with = |fields: &str| {
        let text = GOOD.replacen("\"review_work\": {", &format!("\"review_work\": {{{fields}, "), 1);
        assert_ne!(text, GOOD);
        read(&text).map_or_else(|p| p.problems, |loaded| loaded.warnings)
    };
    let told = |fields: &str| with(fields).into_iter().map(|p| p.message).collect::<Vec<_>>().join("\n");
    assert_eq!(told("\"plan\": \"follows\", \"planned\": 40"), "");
    assert!(told("\"plan\": \"follow\"").contains("did you mean \"follows\""), "{}", told("\"plan\": \"follow\""));
    let outside = told("\"planned\": -1");
    assert!(outside.contains("\"review_work\" leaves the range of"), "{outside}");
    let reference = told("\"planned\": {\"parameter\": \"review_work\"}");
    assert!(reference.contains("a parameter cannot refer to itself"), "{reference}");
}
