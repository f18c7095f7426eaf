//! Valid scenarios out of a list of choices: chains and assemblies of any features of the format.
//!
//! Every decision takes the next choice of the list, and 0 where there is none left; 0 is always the simplest thing. So
//! the shorter the list and the smaller its numbers, the simpler the scenario, which is what a failing case shrinks to.

mod border;
mod disturbed;
mod policy;
mod rules;
mod sites;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use border::{border, grey};
use policy::{authority, levers};
use sites::{manufacturer, middle, open_orders, source};

/// Lists of choices.
pub(crate) fn choices() -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(any::<u16>(), 0..600)
}

struct Choices<'a>(std::slice::Iter<'a, u16>);

impl Choices<'_> {
    /// One of `n` things; 0 is the simplest.
    fn of(&mut self, n: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) * n / (usize::from(u16::MAX) + 1)
    }
    /// True in so many of a hundred.
    fn chance(&mut self, percent: usize) -> bool {
        self.of(100) >= 100 - percent
    }
    /// A number between two, in a hundred steps.
    fn number(&mut self, low: f64, high: f64) -> f64 {
        let x = low + (high - low) * self.of(101) as f64 / 100.0;
        (x * 1e6).round() / 1e6
    }
    fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + self.of((high - low + 1) as usize) as u32
    }
    fn pick<'t, T: ?Sized>(&mut self, things: &[&'t T]) -> &'t T {
        things[self.of(things.len())]
    }
    /// A distribution of days, certain ones first.
    fn days(&mut self, low: f64, high: f64) -> Value {
        let (a, b, c) = (self.number(low, high), self.number(low, high), self.number(low, high));
        let mut ends = [a, b, c];
        ends.sort_by(f64::total_cmp);
        let [min, mode, max] = ends;
        let spread = max > min;
        match self.of(10) {
            1 if spread => json!({ "uniform": { "min": min, "max": max } }),
            2 if spread => json!({ "triangular": { "min": min, "mode": mode, "max": max } }),
            3 if a > 0.0 => json!({ "exponential": { "mean": a } }),
            4 if a > 0.0 => json!({ "lognormal": { "median": a, "p90": a * 2.5 } }),
            5 if a > 0.0 => json!({ "gamma": { "mean": a, "cv": 0.6 } }),
            6 => json!({ "empirical": { "values": [min, mode, max], "weights": [3, 2, 1] } }),
            7 if spread => json!({ "pert": { "min": min, "mode": mode, "max": max } }),
            8 if a > 0.0 => json!({ "weibull": { "scale": a, "shape": 1.4 } }),
            9 if a > 0.0 && max > 0.0 => {
                json!({ "truncated": { "law": { "normal": { "mean": a, "sd": a } }, "min": 0, "max": a + max } })
            }
            _ => json!(a),
        }
    }
    fn level(&mut self, low: f64, high: f64) -> Value {
        let days = self.number(low, high);
        if self.chance(15) {
            json!({ "days_of_cover": { "uniform": { "min": low, "max": high } } })
        } else {
            json!({ "days_of_cover": days })
        }
    }
}

const ELEMENTS: [&str; 3] = ["Dy", "Gd", "Tb"];
const COUNTRIES: [&str; 4] = ["CN", "DE", "US", "JP"];

/// The day so many days after the first.
fn date(day: u32) -> String {
    of_days(i64::from(day))
}

/// The day so many days before the first.
fn past(day: u32) -> String {
    of_days(-i64::from(day))
}

fn of_days(days: i64) -> String {
    jiff::civil::date(2025, 3, 3).checked_add(jiff::Span::new().days(days)).expect("a date").to_string()
}

fn set(map: &mut Value, key: &str, value: Value) {
    map[key] = value;
}

/// A valid scenario whose sites make one thing each.
pub(crate) fn scenario(choices: &[u16]) -> Value {
    built(&mut Choices(choices.iter())).0
}

/// The same where some manufacturers have several lines.
pub(crate) fn with_lines(choices: &[u16]) -> Value {
    let c = &mut Choices(choices.iter());
    let (mut s, horizon) = built(c);
    let sells = |(name, site): (&String, &Value)| site.get("sales").map(|_| name.clone());
    let names: Vec<String> = s["sites"].as_object().expect("sites").iter().filter_map(sells).collect();
    for name in names {
        if c.chance(60) {
            several_lines(c, &mut s, &name, horizon);
        }
    }
    s
}

fn built(c: &mut Choices) -> (Value, u32) {
    let horizon = c.whole(60, 160);
    let mut s = json!({
        "title": "Any", "currency": "EUR", "exchange_rates": { "USD": 0.9 }, "start": date(0), "horizon_days": horizon,
        "parameters": { "factor": { "value": { "triangular": { "min": 0.4, "mode": 0.8, "max": 1.3 } } } },
        "calendars": { "week": { "working_days": ["mon", "tue", "wed", "thu", "fri"], "holidays": [{ "from": date(20), "to": date(24) }] } },
        "materials": {}, "authorities": {}, "sites": {}, "lanes": {}, "levers": {}
    });
    let authorities: Vec<String> = (0..=c.of(3)).map(|a| format!("authority{a}")).collect();
    // Materials in the order in which they are made from one another, each with those who make it.
    let mut made: Vec<(String, Vec<String>)> = Vec::new();
    for r in 0..=c.of(2) {
        let material = format!("raw{r}");
        s["materials"][&material] = raw(c);
        let makers: Vec<String> = (0..=c.of(2)).map(|m| format!("mine{r}_{m}")).collect();
        for maker in &makers {
            s["sites"][maker] = source(c, &material, horizon);
        }
        made.push((material, makers));
    }
    for m in 0..c.of(4) {
        let (material, site) = (format!("part{m}"), format!("works{m}"));
        s["materials"][&material] = raw(c);
        let inputs = some_of(c, &made, 2);
        s["sites"][&site] = middle(c, &material, &inputs, horizon);
        made.push((material, vec![site]));
    }
    let plants = 1 + c.of(4);
    for p in 0..plants {
        let (material, site) = (format!("product{p}"), format!("plant{p}"));
        s["materials"][&material] = json!({ "unit": "piece" });
        let inputs = some_of(c, &made, 3);
        s["sites"][&site] = manufacturer(c, &material, &inputs, horizon);
    }
    let buyers: Vec<(String, Vec<String>)> = s["sites"]
        .as_object()
        .expect("sites")
        .iter()
        .filter_map(|(name, site)| Some((name.clone(), site.get("inputs")?.as_object()?.keys().cloned().collect())))
        .collect();
    for (buyer, inputs) in &buyers {
        for input in inputs {
            let makers = &made.iter().find(|(m, _)| m == input).expect("it is made").1;
            lanes(c, &mut s, (buyer, makers), &authorities, horizon);
        }
    }
    let lanes: Vec<String> = s["lanes"].as_object().expect("lanes").keys().cloned().collect();
    for name in &authorities {
        s["authorities"][name] = authority(c, &lanes, horizon);
    }
    levers(c, &mut s, &buyers, &authorities, horizon);
    border(c, &mut s["authorities"][&authorities[0]], horizon);
    grey(c, &mut s, &authorities[0], horizon);
    rules::add(c, &mut s, horizon);
    disturbed::disturb(c, &mut s, horizon);
    (s, horizon)
}

/// Turns a manufacturer into one with several lines, which share its inputs and perhaps its hours.
fn several_lines(c: &mut Choices, s: &mut Value, name: &str, horizon: u32) {
    let mut names = vec!["first".to_owned()];
    names.extend((0..=c.of(2)).map(|more| format!("more{more}")));
    let site = s["sites"][name].as_object_mut().expect("a site");
    let inputs = site["inputs"].as_object_mut().expect("inputs");
    let needs: Vec<(String, Value)> = inputs
        .iter_mut()
        .map(|(material, input)| {
            let input = input.as_object_mut().expect("an input");
            let mut need = json!({ "per_unit": input.remove("per_unit").expect("per unit") });
            if let Some(share) = input.remove("yield") {
                set(&mut need, "yield", share);
            }
            (material.clone(), need)
        })
        .collect();
    let mut first = json!({});
    for field in ["makes", "sales", "line"] {
        set(&mut first, field, site.remove(field).expect("a field of a manufacturer"));
    }
    for field in ["opening_output_stock", "output_stock_target"] {
        if let Some(stock) = site.remove(field) {
            set(&mut first, field, stock);
        }
    }
    set(&mut first, "inputs", needs.iter().cloned().collect::<Map<String, Value>>().into());
    let mut lines = vec![first.clone()];
    for line in &names[1..] {
        let makes = format!("{name}_{line}");
        let mut other = first.clone();
        set(&mut other, "makes", json!(makes));
        set(&mut other, "rank", json!(c.of(3)));
        other["sales"]["per_working_day"] = steps(c, 1.0, 40.0, horizon);
        other["sales"]["margin_per_unit"] = json!(c.number(0.0, 900.0));
        let used: Map<String, Value> = needs.iter().filter(|_| !c.chance(25)).cloned().collect();
        if !used.is_empty() {
            set(&mut other, "inputs", used.into());
        }
        lines.push(other);
    }
    let hours = c.chance(40) && !site.contains_key("capacity_per_day");
    if hours {
        site.insert("hours_per_day".to_owned(), json!(c.number(1.0, 60.0)));
    }
    site.insert("short_inputs".to_owned(), json!(c.pick(&["by_margin", "by_rank", "pro_rata"])));
    let lines = names.iter().zip(lines).map(|(line, mut of)| {
        if hours {
            set(&mut of, "hours_per_unit", json!(c.number(0.05, 2.0)));
        }
        (line.clone(), of)
    });
    let lines: Map<String, Value> = lines.collect();
    for line in lines.values() {
        let makes = line["makes"].as_str().expect("a material").to_owned();
        s["materials"][&makes] = json!({ "unit": "piece" });
    }
    s["sites"][name]["lines"] = lines.into();
}

/// Up to `most` different materials of those made so far.
fn some_of(c: &mut Choices, made: &[(String, Vec<String>)], most: usize) -> Vec<String> {
    let mut inputs = Vec::new();
    for _ in 0..=c.of(most) {
        let (material, _) = &made[c.of(made.len())];
        if !inputs.contains(material) {
            inputs.push(material.clone());
        }
    }
    inputs
}

fn raw(c: &mut Choices) -> Value {
    let mut elements = Map::new();
    if c.chance(75) {
        elements.insert(c.pick(&ELEMENTS).to_owned(), json!(0.3));
    }
    let (unit, tick) = [("piece", 1.0), ("kg", 0.001), ("kg", 0.25), ("t", 0.001)][c.of(4)];
    json!({ "unit": unit, "tick": tick, "elements": elements, "price_per_unit": c.number(1.0, 90.0) })
}

fn steps(c: &mut Choices, low: f64, high: f64, horizon: u32) -> Value {
    let first = c.number(low, high);
    if c.chance(25) {
        json!([{ "from": date(0), "value": first }, { "from": date(c.whole(1, horizon - 1)), "value": c.number(low, high) }])
    } else {
        json!(first)
    }
}

/// Lanes from all who make it, or some of them: by share or by rank.
fn lanes(c: &mut Choices, s: &mut Value, (to, makers): (&str, &[String]), authorities: &[String], horizon: u32) {
    let ranked = c.chance(40);
    let lanes = 1 + c.of(makers.len());
    for (place, from) in makers.iter().take(lanes).enumerate() {
        let name = format!("{from}_to_{to}");
        let mut lane = json!({ "from": from, "to": to, "transit_days": c.days(1.0, 25.0) });
        if ranked {
            set(&mut lane, "rank", json!(place));
            if c.chance(30) {
                set(&mut lane, "reroute_after_days", json!(c.whole(1, 40)));
            }
        } else if lanes > 1 {
            let share = if place == 0 { 0.625 } else { 0.375 };
            set(&mut lane, "share", json!(share));
        }
        if c.chance(65) {
            set(&mut lane, "authority", json!(authorities[c.of(authorities.len())]));
            if c.chance(20) {
                set(&mut lane, "in_order", json!(true));
            }
            if c.chance(20) {
                set(&mut lane, "ships_whole", json!(true));
            }
            if c.chance(15) {
                set(&mut lane, "licence_names_transport", json!(true));
            }
            if c.chance(15) {
                set(&mut lane, "desk_priority", json!(c.whole(0, 3)));
            }
            if c.chance(15) {
                set(&mut lane, "review_work_factor", json!(c.number(0.5, 2.0)));
            }
            if c.chance(15) {
                set(&mut lane, "first_preparation_days", c.days(0.0, 20.0));
            }
            if c.chance(25) {
                set(
                    &mut lane,
                    "general_licence",
                    json!({
                        "apply_on": date(c.whole(0, horizon / 2)), "quantity": c.level(10.0, 90.0),
                        "valid_days": c.whole(30, 120), "renew_before_days": c.whole(1, 25)
                    }),
                );
                if c.chance(40) {
                    let in_force =
                        json!({ "left": { "quantity": c.whole(1, 300) }, "until": date(c.whole(0, horizon)) });
                    set(&mut lane["general_licence"], "in_force", in_force);
                }
            }
        }
        if c.chance(20) {
            set(&mut lane, "dispatch_days", c.days(0.0, 9.0));
        }
        if c.chance(15) && place > 0 {
            set(&mut lane, "available_from", json!(date(c.whole(0, horizon - 1))));
        }
        if c.chance(10) {
            set(&mut lane, "available_until", json!(date(c.whole(0, horizon - 1))));
            if let Some(from) = lane.get("available_from").cloned() {
                set(&mut lane, "available_until", from);
            }
        }
        if c.chance(15) {
            set(&mut lane, "minimum_lot", json!(c.number(1.0, 90.0)));
        }
        if c.chance(20) {
            set(&mut lane, "price_per_unit", steps(c, 1.0, 120.0, horizon));
            set(&mut lane, "duty_share", json!(c.number(0.0, 0.3)));
            set(&mut lane, "freight_per_unit", json!(c.number(0.0, 4.0)));
            if c.chance(50) {
                set(&mut lane, "currency", json!("USD"));
                set(&mut lane, "transport", json!(c.pick(&["sea", "land", "air"])));
            }
        }
        let sites = &s["sites"];
        let product = sites[from]["makes"].as_str().unwrap_or_default();
        if c.chance(30) && sites[to]["inputs"][product].get("pipeline").is_none() {
            let licensed = lane.get("authority").is_some();
            set(&mut lane, "open_orders", open_orders(c, licensed));
        }
        set(&mut lane, "customer_rank", json!(c.of(3)));
        s["lanes"][name] = lane;
    }
}
