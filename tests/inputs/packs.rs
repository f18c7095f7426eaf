//! Rule packs: those that ship, against the facts in scenarios/data; what is wrong with one, and with its name.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Desk, SCENARIO};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The packs in `rules/`, by name.
fn shipped() -> BTreeMap<String, Value> {
    let files = fs::read_dir(root().join("rules")).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let pack: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), pack)
        })
        .collect()
}

/// The regulation of a pack among the facts: lists of one day share a row, and so does a practice with its text.
fn regulation(pack: &str) -> &str {
    ["-control", "-watch", "-practice"].iter().find_map(|part| pack.strip_suffix(part)).unwrap_or(pack)
}

#[test]
fn every_pack_in_the_folder_ships_and_loads() {
    let desk = Desk::new();
    let list: Value = serde_json::from_str(&desk.says(&["rules", "list", "--json"])).unwrap();
    let mut told: Vec<&str> =
        list["regulations"].as_array().unwrap().iter().map(|facts| facts["pack"].as_str().unwrap()).collect();
    told.sort_unstable();
    let packs = shipped();
    assert_eq!(told, packs.keys().map(String::as_str).collect::<Vec<_>>());
    for (name, pack) in packs {
        assert_eq!(pack["id"], name.as_str());
        desk.says(&["rules", "show", &name]);
        // As a file of one's own it says the same.
        let file = root().join(format!("rules/{name}.json"));
        let [by_name, by_file] = [name.as_str(), file.to_str().unwrap()].map(|of| desk.says(&["rules", "show", of]));
        assert_eq!(by_name, by_file);
    }
}

#[test]
fn dates_of_packs_are_those_of_the_facts() {
    let text = fs::read_to_string(root().join("scenarios/data/regulations.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let facts: BTreeMap<String, BTreeMap<String, String>> = rows
        .deserialize()
        .map(|row| row.map(|row: BTreeMap<String, String>| (row["id"].clone(), row)).unwrap())
        .collect();
    for (name, pack) in shipped() {
        let row = &facts[regulation(&name)];
        let day = |field: &str| pack[field].as_str().unwrap_or_default();
        for field in ["announced", "in_force", "until"] {
            let (said, known) = (day(field), row[field].as_str());
            // Where a source gives the month or the year alone, the pack says that it assumes the day.
            let exact = said == known;
            let assumed = !known.is_empty() && said.starts_with(known) && pack["date_assumed"].is_string();
            assert!(exact || assumed, "{name}: {field} is {said}, the facts say {known}");
        }
        for (field, column) in [("from", "suspended_from"), ("until", "suspended_until")] {
            assert_eq!(pack["suspended"][field].as_str().unwrap_or_default(), row[column], "{name}: suspended {field}");
        }
        let sources = pack["sources"].as_array().unwrap();
        assert!(sources.iter().any(|source| *source == row["source"].as_str()), "{name}: {}", row["source"]);
    }
    // What suspends others is told by them.
    let told = |id: &str| shipped().values().any(|p| p["suspended"]["source"] == facts[id]["source"].as_str());
    assert!(told("cn-2025-70") && told("cn-2025-72"));
}

/// The plant of these tests with rules.
fn with_rules(rules: &Value) -> String {
    let at = SCENARIO.find("\"sites\"").unwrap();
    format!("{}\"rules\": {rules},\n  {}", &SCENARIO[..at], &SCENARIO[at..])
}

#[test]
fn names_of_packs_are_checked_all_at_once() {
    let desk = Desk::new();
    desk.write("a.json", &with_rules(&json!(["cn2025-18", "id-2020-ni", {"pack": "cn-2025-18", "authority": "dezk"}])));
    let found = desk.linestop(&["check", "a.json"]).output().unwrap();
    let words = String::from_utf8(found.stdout).unwrap();
    assert_eq!(found.status.code(), Some(2), "{words}");
    for said in [
        "there is no rule pack \"cn2025-18\" — did you mean \"cn-2025-18\"?",
        "the pack \"id-2020-ni\" is of Government of Indonesia (ID), and no authority of the scenario is of ID",
        "unknown authority \"dezk\" — did you mean \"desk\"?",
        "rules[2].authority",
        "3 errors in a.json",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[test]
fn what_is_wrong_within_a_pack_is_told_at_its_line() {
    let desk = Desk::new();
    let pack = r#"{
  "id": "own", "title": "Our own", "number": "No. 1", "authority": {"title": "Office", "country": "CN"},
  "announced": "2026-02-01",
  "in_force": "2026-01-31x",
  "controlls": ["Dy"],
  "sources": [], "confidence": "reported"
}"#;
    desk.write("own.json", pack);
    desk.write("a.json", &with_rules(&json!(["own.json"])));
    let words = String::from_utf8(desk.linestop(&["check", "a.json"]).output().unwrap().stdout).unwrap();
    for said in ["own.json:4:", "own.json:5:3", "did you mean \"controls\"?", "own.json:6:", "3 errors"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    // A pack of one's own lies beside the scenario; an unknown substance of it is told where the pack names it.
    let right = pack.replace("31x", "31").replace("controlls", "controls").replace("[],", "[\"a letter\"],");
    desk.write("own.json", &right);
    let words = desk.says(&["check", "a.json"]);
    assert!(words.contains("own (No. 1), for \"desk\": in force from 2026-01-31"), "{words}");
    let late = right.replace("\"in_force\": \"2026-01-31\"", "\"in_force\": \"2026-01-31\", \"until\": \"2026-01-30\"");
    desk.write("own.json", &late);
    let words = String::from_utf8(desk.linestop(&["check", "a.json"]).output().unwrap().stdout).unwrap();
    assert!(words.contains("2026-01-30 is before 2026-01-31, the first day on which it holds"), "{words}");
}

#[test]
fn check_says_which_packs_hold_and_what_they_add() {
    let desk = Desk::new();
    let rules =
        json!(["cn-2025-18", "cn-2024-46-1", {"pack": "cn-2026-11", "sites": ["plant"]}, "cn-2025-57", "cn-2023-39"]);
    desk.write("a.json", &with_rules(&rules));
    let words = desk.says(&["check", "a.json"]);
    for said in [
        "cn-2025-18 (Announcement No. 18 of 2025), for \"desk\": in force from 2025-04-04; puts Sm, Gd, Tb, Dy, Lu, Sc, Y on the list",
        "refuses US for defence use",
        "in force from 2026-02-24; refuses plant",
        "due on 2025-11-08, suspended from 2025-11-07 to 2026-11-10 before it held",
        "no material holds graphite",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    // The file that a result keeps runs by itself, and what ends beyond the horizon is not in it.
    desk.says(&["run", "a.json", "--trials", "3", "--no-charts"]);
    let kept = desk.path("output/a/scenarios/a.json");
    let written: Value = serde_json::from_str(&fs::read_to_string(&kept).unwrap()).unwrap();
    let events = written["authorities"]["desk"]["events"].as_object().unwrap();
    assert!(events.contains_key("cn-2025-18 in force") && !events.contains_key("cn-2025-57 resumed"), "{events:?}");
    let [first, again] = ["a.json", kept.to_str().unwrap()]
        .map(|file| desk.says(&["run", file, "--trials", "50", "--no-charts", "--out", "x", "--overwrite", "--json"]));
    let lines = |text: &str| {
        let answer: Value = serde_json::from_str(text).unwrap();
        let lines = answer.get(0).unwrap_or(&answer)["lines"].clone();
        assert!(lines.is_array(), "{text}");
        lines
    };
    assert_eq!(lines(&first), lines(&again));
}

#[test]
fn rules_say_what_holds_on_a_day_and_what_changed() {
    let desk = Desk::new();
    let at = |date: &str, to: &str| -> Vec<(String, String, String)> {
        let text = desk.says(&["rules", "at", date, "--destination", to, "--json"]);
        let answer: Value = serde_json::from_str(&text).unwrap();
        let word = |rule: &Value, field: &str| rule[field].as_str().unwrap().to_owned();
        let rules = answer["in_force"].as_array().unwrap().clone();
        rules.iter().map(|rule| (word(rule, "pack"), word(rule, "what"), word(rule, "needs"))).collect()
    };
    let has =
        |date: &str, to: &str, pack: &str, needs: &str| at(date, to).iter().any(|(p, _, n)| p == pack && n == needs);
    // The ban of December 2024 is for one destination, until its suspension, and by its text after it.
    assert!(!has("2024-12-02", "US", "cn-2024-46-2", "refused"));
    assert!(has("2024-12-03", "US", "cn-2024-46-2", "refused") && !has("2024-12-03", "DE", "cn-2024-46-2", "refused"));
    assert!(has("2025-11-08", "US", "cn-2024-46-2", "refused") && !has("2025-11-09", "US", "cn-2024-46-2", "refused"));
    assert!(!has("2026-11-27", "US", "cn-2024-46-2", "refused") && has("2026-11-28", "US", "cn-2024-46-2", "refused"));
    // No. 57 was suspended before it was due.
    assert!(!has("2025-11-08", "DE", "cn-2025-57", "licence") && has("2026-11-11", "DE", "cn-2025-57", "licence"));
    // Congo: a ban, then a quota.
    assert!(has("2025-10-15", "CN", "cd-2025-ban", "refused") && !has("2025-10-15", "CN", "cd-2025-quota", "quota"));
    assert!(has("2025-10-16", "CN", "cd-2025-quota", "quota") && !has("2025-10-16", "CN", "cd-2025-ban", "refused"));
    let words = desk.says(&["rules", "at", "2026-11-29"]).replace('\n', " ");
    assert!(words.contains("What followed 10 November 2026 was found in no source"), "{words}");
    let changes: Value =
        serde_json::from_str(&desk.says(&["rules", "diff", "2025-11-06", "2025-11-10", "--json"])).unwrap();
    let gone: Vec<&str> = changes["changes"].as_array().unwrap().iter().map(|c| c["what"].as_str().unwrap()).collect();
    assert!(gone.contains(&"Ga, Ge, Sb") && !gone.contains(&"Dy"), "{gone:?}");
    let csv = desk.says(&["rules", "diff", "cn-2025-18", "cn-2025-57", "--csv"]);
    assert!(csv.lines().any(|line| line.starts_with("Dy,gone,")) && csv.contains("Ho,new,"), "{csv}");
}

#[test]
fn lanes_need_a_licence_are_refused_or_are_free() {
    let desk = Desk::new();
    desk.write("a.json", &with_rules(&json!(["cn-2025-18"])));
    let verdict = |date: &str, file: &str| {
        let text = desk.says(&["rules", "at", date, "--scenario", file, "--json"]);
        let answer: Value = serde_json::from_str(&text).unwrap();
        let lane = &answer["scenario"]["lanes"][0];
        (lane["verdict"].as_str().unwrap().to_owned(), lane["simulated"].as_bool().unwrap())
    };
    assert_eq!(verdict("2025-04-03", "a.json"), ("free".to_owned(), true));
    assert_eq!(verdict("2025-04-04", "a.json"), ("licence".to_owned(), true));
    assert_eq!(verdict("2025-04-04", "plant.json"), ("licence".to_owned(), false));
    // A pack of one's own that asks for the same as one that is not named.
    let own = r#"{ "id": "own", "title": "Our own", "number": "No. 1", "authority": {"title": "Office", "country": "CN"},
        "announced": "2025-04-01", "in_force": "2025-04-04", "controls": ["Dy"], "sources": ["a letter"],
        "confidence": "reported" }"#;
    desk.write("own.json", own);
    desk.write("b.json", &with_rules(&json!(["own.json"])));
    assert_eq!(verdict("2025-04-04", "b.json"), ("licence".to_owned(), true));
    let words = desk.says(&["rules", "at", "2025-04-04", "--scenario", "b.json"]);
    assert!(!words.contains("Dy, Dy") && !words.contains("Not named by the scenario"), "{words}");
    let arms = SCENARIO
        .replace("\"country\": \"DE\", \"sector\"", "\"country\": \"US\", \"end_use\": \"defence\", \"sector\"");
    desk.write("arms.json", &arms);
    assert_eq!(verdict("2025-04-04", "arms.json"), ("refused".to_owned(), false));
    let words = desk.says(&["rules", "at", "2025-04-04", "--scenario", "arms.json"]);
    assert!(words.contains("1 refused, 0 with a licence, 0 free"), "{words}");
}

#[test]
fn what_cannot_be_asked_is_refused_in_words() {
    let desk = Desk::new();
    for (words, said) in [
        (vec!["rules", "show", "cn-2025-19"], "there is no rule pack"),
        (vec!["rules", "show", "cn-2025-19"], "1 error in cn-2025-19\n"),
        (vec!["rules", "diff", "cn-2025-18", "cn-2025-99"], "1 error in cn-2025-18 and cn-2025-99\n"),
        (vec!["rules", "diff", "2025-04-04", "3.4.2025"], "a date as YYYY-MM-DD"),
        (vec!["rules", "at", "tomorrow"], "at:"),
        (vec!["rules", "at"], "takes one date; found 0"),
        (vec!["rules", "diff", "cn-2025-18", "2026-01-01"], "two packs or two dates"),
        (vec!["rules", "at", "2026-01-01", "--destination", "USA"], "is no country"),
        (vec!["rules", "list", "--destination", "US"], "--destination"),
    ] {
        let found = desk.linestop(&words).output().unwrap();
        let told = String::from_utf8(found.stderr).unwrap();
        assert_eq!(found.status.code(), Some(2), "{words:?}: {told}");
        assert!(told.contains(said), "{words:?}: {told}");
    }
}
