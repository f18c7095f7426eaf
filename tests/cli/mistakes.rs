//! Mistakes of who asks: all at once, each with what is allowed; nothing is written.

use super::*;

const LEVERED: &str = r#"{"extends": "small.json", "title": "Levered",
  "levers": {"more": {"action": {"safety_stock": {"site": "cars", "material": "motor", "extra": {"days_of_cover": 5}}}}}}"#;

#[test]
fn all_mistakes_of_a_command_are_told_at_once() {
    let desk = Desk::new();
    desk.write("levered.json", LEVERED);
    // Values that cannot be read, whatever their options.
    desk.refuses(
        "run small.json --set stock=many --trials 1.5 --threads 0 --set stokc",
        &["many", "1.5", "from 1 to 1,024", "it has no \"=\""],
    );
    // Values that can be read and mean nothing.
    for (arguments, words) in [
        (
            &["run", "levered.json", "--threshold", "loss:crs > 3", "--threshold", "loss:drons > 4", "--lever", "mroe"]
                [..],
            &["\"crs\" (did you mean \"cars\"?)", "\"drons\" (did you mean \"drones\"?)", "no lever \"mroe\""][..],
        ),
        (
            &[
                "sweep",
                "small.json",
                "--over",
                "stokc=10..40",
                "--over",
                "strat=1..2",
                "--of",
                "loss:crs",
                "--of",
                "los",
            ],
            &["\"stokc\"", "\"strat\"", "no line \"crs\"", "no outcome \"los\""],
        ),
        (
            &["sensitivity", "small.json", "--of", "loss:crs", "--of", "loss:drons", "--lever", "more"],
            &["\"crs\"", "\"drons\"", "has no levers"],
        ),
        (
            &[
                "compare",
                "levered.json",
                "--alternative",
                "A: stokc=1, strat=2, mroe, mor",
                "--lever",
                "moer",
                "--of",
                "loss:crs > 1",
            ],
            &[
                "\"stokc\"",
                "\"strat\"",
                "no lever \"mroe\"",
                "no lever \"mor\"",
                "no lever \"moer\"",
                "no line \"crs\"",
            ],
        ),
        (
            &["compare", "small.json", "frozen.json", "--world", "liscening", "--world", "forzen"],
            &["liscening", "forzen"],
        ),
        (
            &["size", "small.json", "--target", "P(halt) <= 5%", "--site", "crs,drons", "--lever", "more"],
            &["no line \"crs\"", "no line \"drons\"", "has no levers"],
        ),
        (
            &["stress", "small.json", "--from", "2030-01-01", "--lever", "more"],
            &["2030-01-01 is not a day", "has no levers"],
        ),
        (&["explain", "small.json", "--site", "crs", "--lever", "more"], &["no line \"crs\"", "has no levers"]),
    ] {
        let before = files(desk.path());
        let mut assert = desk.linestop("").args(arguments).assert().code(2).stdout("");
        for word in words {
            assert = assert.stderr(contains(*word));
        }
        assert!(before == files(desk.path()), "something was written");
    }
}

#[test]
fn every_bad_part_of_an_alternative_is_told() {
    let desk = Desk::new();
    desk.linestop("compare small.json --alternative")
        .arg("A: stock=one, drones=, x=2026-02-30")
        .assert()
        .code(2)
        .stderr(contains("stock=one: ").and(contains("drones=: ")).and(contains("there is no such day")));
}

#[test]
fn a_unit_behind_a_value_is_that_of_what_is_set_or_refused() {
    let desk = Desk::new();
    let run = |set: &str| {
        let mut command = desk.linestop("check small.json --set");
        command.arg(set);
        command
    };
    for set in [
        "stock=20 days",
        "stock=20 DAY",
        "authorities.desk.regimes.licensing.denied_share=10%",
        "lanes.to_cars.transit_days=3 days",
        "materials.magnet.price_per_unit=60 EUR",
        "authorities.desk.regimes.frozen.review_speed=50%",
    ] {
        run(set).assert().success();
    }
    for (set, says) in [
        ("stock=60%", "\"stock\" cannot be set to 60%: it is in days"),
        ("stock=3 weeks", "\"stock\" cannot be set to 3 weeks: it is in days, not in \"weeks\""),
        ("lanes.to_cars.transit_days=60%", "cannot be set to 60%: it is in days"),
        ("authorities.desk.regimes.licensing.denied_share=3 days", "it is in share, not in \"days\""),
        ("materials.magnet.price_per_unit=60 USD", "it is in EUR, not in \"USD\""),
        ("authorities.desk.events.freeze.date=46113", "as spreadsheets count days, it is 2026-04-01"),
    ] {
        run(set).assert().code(2).stdout(contains(says));
    }
    // Both values of 20 days are the same.
    let merged = |set: &str, out: &str| {
        desk.linestop("run small.json --trials 20 --no-charts --out").args([out, "--set", set]).assert().success();
        desk.json(&format!("{out}/small/summary.json"))["total_loss"].clone()
    };
    assert_eq!(merged("stock=20 days", "a"), merged("stock=20", "b"));
    // A sweep in per cent is of shares only.
    desk.refuses("sweep small.json --over stock=5%..40%", &["it is in days"]);
}

#[test]
fn a_number_below_0_is_read_where_its_option_wants_a_number() {
    let desk = Desk::new();
    desk.refuses(
        "sensitivity small.json --of loss --threshold -2,5",
        &["--threshold", "2.5 (the comma before decimals)"],
    );
    desk.refuses("run small.json --trials -3", &["--trials", "a whole number"]);
}

#[cfg(unix)]
#[test]
fn a_value_that_is_not_in_utf_8_is_told_with_its_option() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let desk = Desk::new();
    let bad = OsStr::from_bytes(b"stock=\xff1");
    desk.linestop("run small.json --set")
        .arg(bad)
        .assert()
        .code(2)
        .stderr(contains("the value of --set is not in UTF-8"));
}

#[test]
fn names_are_the_same_in_other_capitals_and_two_that_are_alike_are_refused() {
    let desk = Desk::new();
    let loss = |name: &str, text: &str| {
        desk.write(&format!("{name}.json"), text);
        desk.linestop(&format!("run {name}.json --trials 50 --no-charts")).assert().success();
        desk.json(&format!("output/{name}/summary.json"))["total_loss"].clone()
    };
    let other = SCENARIO
        .replace("\"from\": \"motors\"", "\"from\": \"MOTORS\"")
        .replace("\"makes\": \"motor\"", "\"makes\": \"Motor\"")
        .replace("\"enter\": \"frozen\"", "\"enter\": \"Frozen\"")
        .replace("{\"parameter\": \"stock\"}", "{\"parameter\": \" STOCK \"}");
    assert_eq!(loss("same", SCENARIO), loss("other", &other));
    let over = r#"{"extends": "same.json", "sites": {"CARS": {"sales": {"margin_per_unit": 0}}}}"#;
    assert_ne!(loss("over", over), loss("same", SCENARIO));
    let alike = SCENARIO.replace("\"drones\": {\n", "\"Motors\": {\n");
    assert_ne!(alike, SCENARIO);
    desk.write("alike.json", &alike);
    desk.linestop("check alike.json")
        .assert()
        .code(2)
        .stdout(contains("\"Motors\" is the same name as \"motors\" (alike.json:20:5)"));
}
