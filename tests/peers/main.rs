//! Daily courses side by side with other simulators, stockpyl and `SupplyNetPy`, on networks that both can express.
//!
//! What the peers say is in the CSV files here, written by `compare.py` with the peers themselves; docs/verification.md
//! tells how to run it and where and why the programs differ.

use std::collections::BTreeMap;
use std::path::Path;

use linestop::inside::experiment::{SiteTrace, trace};
use serde::Deserialize;

/// How a peer's periods lie in days: the day on which a site has served a period.
#[derive(Deserialize)]
struct Periods {
    days_a_period: usize,
    first_day: BTreeMap<String, usize>,
}

/// What is there less what is owed: the scarcest input, what is made and not yet shipped, and orders that wait.
fn net(site: &SiteTrace, day: usize) -> f64 {
    let scarcest = site.inputs.iter().map(|input| input.stock[day]).fold(f64::INFINITY, f64::min);
    scarcest + site.output_stock[day] - site.backlog[day]
}

#[test]
fn courses_are_those_of_the_peers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
    let periods = std::fs::read_to_string(folder.join("periods.json")).unwrap();
    let periods: BTreeMap<String, Periods> = serde_json::from_str(&periods).unwrap();
    assert!(periods.len() >= 7);
    let mut wrong = Vec::new();
    for (name, periods) in &periods {
        let loaded = linestop::inside::scenario::load(&folder.join(format!("{name}.json")), &[]);
        let loaded = loaded.unwrap_or_else(|problems| panic!("{problems}"));
        let course = trace(&linestop::inside::model::compile(&loaded.scenario).unwrap(), 1, 0);
        let mut reader = csv::Reader::from_path(folder.join(format!("{name}.csv"))).unwrap();
        let sites: Vec<String> = reader.headers().unwrap().iter().skip(1).map(str::to_owned).collect();
        let mut rows = 0;
        for row in reader.records() {
            let row = row.unwrap();
            let period: usize = row[0].parse().unwrap();
            for (site, level) in sites.iter().zip(row.iter().skip(1)) {
                let here = course.sites.iter().find(|s| s.site == *site).expect("the site is there");
                let found = net(here, periods.days_a_period * period + periods.first_day[site]);
                if (found - level.parse::<f64>().unwrap()).abs() > 1e-9 {
                    wrong.push(format!("{name}, {site}, period {period}: {found} here, {level} there"));
                }
            }
            rows += 1;
        }
        assert!(rows >= 30, "{name} has {rows} periods");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
