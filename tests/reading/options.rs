//! Options of the command line.

use std::fs;

use crate::Desk;

/// Every option that takes a number, with text that has two meanings, and what they are.
const TWO_MEANINGS: [(&[&str], &str, &str); 16] = [
    (&["run", "small.json", "--trials", "1,5"], "1.5 (", "15 ("),
    (&["run", "small.json", "--trials", "10.000"], "10 (", "10000 ("),
    (&["run", "small.json", "--seed", "1.000"], "1 (", "1000 ("),
    (&["run", "small.json", "--threads", "1,5"], "1.5 (", "15 ("),
    (&["run", "small.json", "--precision", "0,5%"], "0.5% (", "5% ("),
    (&["run", "small.json", "--bands-every", "1,5"], "1.5 (", "15 ("),
    (&["size", "small.json", "--target", "P(halt) <= 2,5%"], "2.5% (", "25% ("),
    (&["size", "small.json", "--target", "loss <= 1.500"], "1.5 (", "1500 ("),
    (&["size", "small.json", "--budget", "2,5e6"], "2.5e6 (", "25e6 ("),
    (&["size", "small.json", "--budget", "10.000"], "10 (", "10000 ("),
    (&["size", "small.json", "--target", "P(halt) <= 5%", "--most-days", "1.500"], "1.5 (", "1500 ("),
    (&["sensitivity", "small.json", "--of", "loss", "--threshold", "2,5 m"], "2.5 m (", "25 m ("),
    (&["sweep", "small.json", "--over", "stock=1,5..40"], "1.5 (", "15 ("),
    (&["sweep", "small.json", "--over", "stock=10..1.500"], "1.5 (", "1500 ("),
    (&["stress", "small.json", "--freeze-days", "1..1,5"], "1.5 (", "15 ("),
    (&["explain", "small.json", "--trial", "1.000"], "1 (", "1000 ("),
];

#[test]
fn options_that_could_mean_two_numbers_are_refused_with_both() {
    let desk = Desk::new();
    for (words, first, second) in TWO_MEANINGS {
        let told = desk.refused(words);
        assert!(told.contains(&format!("can be read as {first}")), "{words:?}: {told}");
        assert!(told.contains(&format!("or as {second}")), "{words:?}: {told}");
    }
    for words in [["stress", "--from", "03/04/2026"], ["stress", "--from", "31.12.2026"]] {
        let told = desk.refused(&[words[0], "small.json", words[1], words[2]]);
        assert!(
            told.contains("-04-03 (the day first) or as 2026-03-04") || told.contains("is 2026-12-31 where"),
            "{told}"
        );
        assert!(told.contains("--locale"), "{told}");
    }
}

#[test]
fn a_declared_locale_reads_options_as_it_writes_them() {
    let desk = Desk::new();
    let plain = ["--no-charts", "--out"];
    desk.done(&[&["run", "small.json", "--trials", "1.000", "--locale", "de"][..], &plain, &["a"]].concat());
    desk.done(&[&["run", "small.json", "--trials", "1,000"][..], &plain, &["b"]].concat());
    let read = |folder: &str| fs::read(desk.path().join(folder).join("small/summary.json")).unwrap();
    assert!(read("a") == read("b"));
    let size = ["size", "small.json", "--trials", "200", "--target"];
    desk.done(&[&size[..], &["P(halt) <= 2,5 %", "--locale", "de"], &plain, &["a"]].concat());
    desk.done(&[&size[..], &["P(halt) <= 2.5%"], &plain, &["b"]].concat());
    let read = |folder: &str| fs::read(desk.path().join(folder).join("size-small/sizing.json")).unwrap();
    assert!(read("a") == read("b"));
    let told = desk.refused(&["run", "small.json", "--locale", "xx"]);
    assert!(told.contains("\"xx\" is no locale") && told.contains("en-US"), "{told}");
}

#[test]
fn money_is_read_alike_in_every_option() {
    let desk = Desk::new();
    let read = |budget: &str| {
        let words =
            ["size", "small.json", "--trials", "200", "--no-charts", "--budget", budget, "--json", "--out", "x"];
        desk.done(&words).0
    };
    let plain = read("100000");
    for budget in ["1e5", "100 k", "100,000", "0.1 m", "100 000", "100'000", "100_000"] {
        assert_eq!(read(budget), plain, "{budget}");
    }
}
