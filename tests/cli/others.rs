//! `check`, `schema`, `completions`, `manual`, and what all commands share.

use super::*;

#[test]
fn check_tells_problems_as_text_and_as_json() {
    let desk = Desk::new();
    desk.write("broken.json", &SCENARIO.replace("\"makes\": \"drone\"", "\"makez\": \"drone\""));
    desk.linestop("check small.json").assert().success().stdout(contains("3 lines"));
    desk.linestop("check broken.json").assert().code(2).stdout(contains("makez"));
    let output = desk.linestop("check small.json broken.json --json").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&checked[0]["usable"], &checked[1]["usable"]), (&Value::Bool(true), &Value::Bool(false)));
    assert!(checked[1]["problems"][0]["place"]["line"].as_u64().unwrap() > 30);
}

#[test]
fn every_study_is_printed_as_json_for_programs() {
    let desk = Desk::new();
    for (arguments, file) in [
        ("run small.json", "output/small/summary.json"),
        ("compare small.json frozen.json --no-regret", "output/compare-small/comparison.json"),
        ("sweep small.json --over stock=10..40:2", "output/sweep-small/sweep.json"),
        ("stress small.json --freeze-days 10..11", "output/stress-small/stress.json"),
        ("explain small.json", "output/explain-small/story.json"),
    ] {
        let output = desk.linestop(&format!("{arguments} --trials 20 --no-charts --json")).output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        let mut printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        if let Value::Array(scenarios) = &mut printed {
            printed = scenarios.remove(0);
        }
        assert_eq!(printed, desk.json(file), "{arguments}");
    }
}

#[test]
fn shells_complete_and_pages_tell_every_command() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        desk.linestop(&format!("completions {shell}")).assert().success().stdout(contains("precision"));
    }
    desk.refuses("completions tcsh", &["tcsh", "bash"]);
    desk.linestop("manual man/man1").assert().success().stdout(contains("man/man1"));
    let run = fs::read_to_string(desk.path().join("man/man1/linestop-run.1")).unwrap();
    assert!(run.contains("precision") && run.contains("linestop run scenarios/quickstart.json"), "{run}");
    let page = fs::read_to_string(desk.path().join("man/man1/linestop.1")).unwrap();
    assert!(page.contains("linestop\\-size") && page.contains("linestop\\-report"), "{page}");
    fs::write(desk.path().join("taken"), "mine").unwrap();
    desk.linestop("manual taken").assert().code(2).stderr(contains("taken"));
    assert_eq!(fs::read_to_string(desk.path().join("taken")).unwrap(), "mine");
}

#[test]
fn schema_and_help_are_printed() {
    let desk = Desk::new();
    let output = desk.linestop("schema").output().unwrap();
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(schema["title"], "linestop scenario");
    desk.linestop("run --help").assert().success().stdout(contains("Examples:").and(contains("--precision")));
    desk.linestop("--help").assert().success().stdout(contains("linestop check"));
}

/// A page of several results has the title that is asked for, and begins with the first sentences of each.
#[test]
fn a_page_of_several_results_begins_in_short() {
    let desk = Desk::new();
    desk.linestop("run small.json --trials 300 --no-charts").assert().success();
    desk.linestop("stress small.json --trials 20 --no-charts --freeze-days 10..11").assert().success();
    let page = |arguments: &str| {
        desk.linestop(arguments).assert().success();
        fs::read_to_string(desk.path().join("page.html")).unwrap()
    };
    let alone = page("report output/small --out page.html");
    assert!(!alone.contains("In short") && alone.contains("of its halt days it lacks"), "{}", &alone[..400]);
    let both = page("report output/small output/stress-small --out page.html --title Magnets&Co");
    assert!(both.contains("<title>Magnets&amp;Co</title>") && both.contains("<h1>Magnets&amp;Co</h1>"));
    let (head, _) = both.split_once("</header>").unwrap();
    assert!(
        head.contains("In short") && head.contains("is most at risk") && head.contains("of its halt days it lacks")
    );
}
