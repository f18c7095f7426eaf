//! Shards of a run, and their parts joined.

use super::*;

/// Plays all shards and names the files of their parts.
fn parts(desk: &Desk, scenario: &str, options: &str, of: u64) -> Vec<String> {
    let name = scenario.trim_end_matches(".json");
    (1..=of)
        .map(|number| {
            let shard = format!("run {scenario} {options} --shard {number}/{of} --out parts --threads 1");
            desk.linestop(&shard).assert().success().stdout(contains("Written: parts"));
            let width = of.to_string().len();
            format!("parts/{name}.{number:0width$}-of-{of}.part")
        })
        .collect()
}

#[test]
fn parts_in_any_order_and_number_give_the_bytes_of_one_run() {
    let desk = Desk::new();
    let options = "--trials 700 --seed 5 --audit --parquet --threshold loss>1m --bands-every 10";
    desk.linestop(&format!("run small.json {options} --out whole")).assert().success();
    let whole = files(&desk.path().join("whole/small"));
    for of in [1, 2, 3, 11] {
        let mut parts = parts(&desk, "small.json", options, of);
        parts.reverse();
        parts.rotate_left(usize::try_from(of / 2).unwrap());
        // One is there twice.
        parts.push(parts[0].clone());
        desk.linestop(&format!("merge {} --out joined", parts.join(" ")))
            .assert()
            .success()
            .stdout(contains("700 trials; seed").and(contains("Written to joined")));
        let joined = files(&desk.path().join("joined/small"));
        assert!(joined.keys().eq(whole.keys()), "{:?}", joined.keys());
        let other: Vec<&String> = whole.keys().filter(|name| joined[*name] != whole[*name]).collect();
        assert!(other.is_empty(), "{of} shards: {other:?}");
    }
}

#[test]
fn values_that_are_set_levers_and_outcomes_left_out_are_those_of_the_run() {
    let desk = Desk::new();
    let options = "--trials 90 --set stock=12 --outcomes none --no-charts";
    desk.linestop(&format!("run frozen.json {options} --out whole")).assert().success();
    let parts = parts(&desk, "frozen.json", options, 2);
    let json = desk.linestop(&format!("merge {} --json", parts.join(" "))).output().unwrap();
    assert!(json.status.success(), "{}", String::from_utf8_lossy(&json.stderr));
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json[0]["run"]["trials"], 90);
    assert!(files(&desk.path().join("whole/frozen")) == files(&desk.path().join("output/frozen")));
}

#[test]
fn what_is_missing_or_belongs_to_another_run_is_told_and_nothing_is_written() {
    let desk = Desk::new();
    let four = parts(&desk, "small.json", "--trials 100", 4);
    let merge =
        |parts: &[&String]| format!("merge {}", parts.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(" "));
    desk.refuses(&merge(&[&four[0], &four[3]]), &["trials 25 to 74 are missing: shard 2/4, 3/4"]);
    let seed = parts(&desk, "small.json", "--trials 100 --seed 2", 3);
    let other = parts(&desk, "frozen.json", "--trials 100", 5);
    desk.refuses(
        &merge(&[&four[0], &seed[1], &other[1]]),
        &["small.2-of-3.part does not belong to", "its seed is 2, not 1", "its scenario is frozen, not small"],
    );
    // Shards of another cut overlap.
    let three = parts(&desk, "small.json", "--trials 100", 3);
    desk.refuses(&merge(&[&four[0], &three[0], &three[1], &three[2]]), &["in another part too"]);
    // One that was cut off, and what is none.
    let cut = fs::read(desk.path().join(&four[1])).unwrap();
    fs::write(desk.path().join("cut.part"), &cut[..cut.len() - 5]).unwrap();
    desk.refuses("merge cut.part small.json", &["cut.part: it is not as it was written", "small.json: it is no part"]);
}

#[test]
fn shards_that_mean_nothing_are_refused() {
    let desk = Desk::new();
    desk.refuses("run small.json --shard 5/4", &["such as 3/16"]);
    desk.refuses("run small.json --shard 1/4 --precision 1%", &["--precision"]);
    desk.refuses("run small.json --trials 3 --shard 1/4", &["4 shards are more than 3 trials"]);
}

#[test]
fn a_part_is_replaced_by_its_own_kind_and_nothing_else_is() {
    let desk = Desk::new();
    let own = parts(&desk, "small.json", "--trials 60", 2);
    assert_eq!(parts(&desk, "small.json", "--trials 60", 2), own);
    desk.write(&own[0], "mine");
    desk.refuses("run small.json --trials 60 --shard 1/2 --out parts", &["is there already"]);
}
