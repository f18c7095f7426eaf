//! What each command says, in every form.

use std::fmt::Write;
use std::fs;

use crate::folder::{Folder, name_of};
use crate::rounded;

const WIDTHS: [u16; 4] = [60, 80, 100, 140];

/// Runs a command at every width and holds all that it says and writes.
fn hold(name: &str, command: &str) {
    let folder = Folder::new();
    let mut terminal = String::new();
    for width in WIDTHS {
        writeln!(terminal, "──── {width} columns\n{}", folder.linestop(&format!("{command} --no-charts"), width))
            .unwrap();
    }
    let json = folder.linestop(&format!("{command} --json"), 100);
    let result = format!("output/{}", folder.only("output"));
    let json = rounded::value(serde_json::from_str(&json).unwrap());
    let mut heads = String::new();
    for file in folder.files(&result, "csv") {
        let text = fs::read_to_string(&file).unwrap();
        writeln!(heads, "──── {}, {} lines", name_of(&file), text.lines().count()).unwrap();
        for line in text.lines().take(3) {
            writeln!(heads, "{}", rounded::line(line)).unwrap();
        }
    }
    let mut charts = String::new();
    for file in folder.files(&format!("{result}/charts"), "svg") {
        writeln!(charts, "──── {}\n{}", name_of(&file), svg_text(&fs::read_to_string(&file).unwrap())).unwrap();
    }
    folder.linestop(&format!("report {result}"), 100);
    let page = page_text(&folder.read(&format!("{result}.html")));
    insta::with_settings!({snapshot_suffix => name, omit_expression => true}, {
        insta::assert_snapshot!("terminal", terminal);
        insta::assert_snapshot!("json", serde_json::to_string_pretty(&json).unwrap());
        insta::assert_snapshot!("csv", heads);
        insta::assert_snapshot!("charts", charts);
        insta::assert_snapshot!("page", page);
    });
}

/// What a picture says: the text of its elements, one a line.
fn svg_text(svg: &str) -> String {
    let pieces = svg.split("<text").skip(1);
    pieces
        .filter_map(|rest| rest.split_once('>')?.1.split_once("</text"))
        .fold(String::new(), |all, (text, _)| all + text.trim() + "\n")
}

/// What a page says, without its scripts, styles and pictures: one line a block.
fn page_text(html: &str) -> String {
    let mut text = html.to_owned();
    for (from, to) in [("<style", "</style>"), ("<script", "</script>"), ("<svg", "</svg>")] {
        while let Some(start) = text.find(from) {
            let end = text[start..].find(to).map_or(text.len(), |end| start + end + to.len());
            text.replace_range(start..end, "");
        }
    }
    let mut plain = String::new();
    for piece in text.split('<').skip(1) {
        let Some((tag, words)) = piece.split_once('>') else { continue };
        let inline = ["b", "/b", "a", "/a", "em", "/em", "span", "/span", "strong", "/strong", "code", "/code", "time"];
        let tag = tag.split_whitespace().next().unwrap_or_default();
        plain.push_str(match tag {
            "td" | "th" => " | ",
            tag if inline.contains(&tag) => "",
            _ => "\n",
        });
        plain.push_str(words);
    }
    let lines = plain.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).fold(String::new(), |all, line| all + &line + "\n")
}

#[test]
fn run() {
    hold("run", "run scenarios/quickstart.json --trials 120");
}

#[test]
fn run_with_levers() {
    hold("run-levers", "run scenarios/levers.json --trials 120 --lever second_source+air_freight");
}

#[test]
fn compare() {
    let command = "compare scenarios/quickstart.json scenarios/quickstart-truce.json --trials 120 --regret-trials 60";
    hold("compare", command);
}

#[test]
fn diff() {
    hold("diff", "diff scenarios/quickstart.json scenarios/whatif/stock-and-source.json --trials 120");
}

#[test]
fn deadline() {
    hold("deadline", "deadline scenarios/levers.json --trials 100");
}

#[test]
fn roll() {
    let lists = ["stocks", "orders", "licences"].map(|list| format!("--{list} tests/roll/{list}.csv")).join(" ");
    let command = "roll tests/roll/firm.json --to 2026-12-07 --happened talks=no --overwrite";
    hold("roll", &format!("{command} {lists}"));
}

#[test]
fn size() {
    hold("size", "size scenarios/quickstart.json --trials 120 --target \"P(halt) <= 20%\"");
}

#[test]
fn stress() {
    hold("stress", "stress scenarios/quickstart.json --trials 40 --freeze-days 30..35");
}

#[test]
fn sweep() {
    hold("sweep", "sweep scenarios/quickstart.json --trials 60 --over car_stock=60..90:3");
}

#[test]
fn explain() {
    hold("explain", "explain scenarios/quickstart.json --trials 60");
}

#[test]
fn sensitivity() {
    hold("sensitivity", "sensitivity scenarios/quickstart.json --trials 200");
}

#[test]
fn backtest() {
    let command = "backtest scenarios/world-magnet-exports.json --trials 100 --as-of 2025-06-01 --as-of 2025-07-01";
    hold("backtest", command);
}

#[test]
fn pooled() {
    let command = "backtest scenarios/series/dysprosium.json scenarios/series/terbium.json --trials 100 --as-of 2025-06-01..2025-07-01";
    hold("pooled", command);
}

#[test]
fn calibrate() {
    let command = "calibrate scenarios/world-magnet-exports.json --trials 600 --keep 10%";
    hold("calibrate", command);
}

#[test]
fn check() {
    let folder = Folder::new();
    let mut said = String::new();
    for width in WIDTHS {
        writeln!(said, "──── {width} columns").unwrap();
        said += &folder.linestop("check scenarios/2025-controls.json", width);
    }
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!("check", said) });
}
