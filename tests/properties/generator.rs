//! Valid scenarios out of a list of choices: chains and assemblies of any features of the format.
//!
//! Every decision takes the next choice of the list, and 0 where there is none left; 0 is always the simplest thing. So
//! the shorter the list and the smaller its numbers, the simpler the scenario, which is what a failing case shrinks to.

mod policy;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

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
    /// A law of days, certain ones first.
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
    policy::add(c, &mut s, horizon);
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

fn source(c: &mut Choices, makes: &str, horizon: u32) -> Value {
    let mut site = json!({ "country": c.pick(&COUNTRIES), "sector": "mines", "makes": makes });
    if c.chance(35) {
        let low = if c.chance(30) { 0.3 } else { 20.0 };
        set(&mut site, "capacity_per_day", steps(c, low, 20.0 * low, horizon));
        set(&mut site, "allocation", json!(c.pick(&["pro_rata", "by_rank", "by_margin"])));
        if c.chance(40) {
            set(&mut site, "opening_output_stock", json!({ "quantity": c.whole(0, 500) }));
        }
    }
    if c.chance(25) {
        set(&mut site, "calendar", json!("week"));
    }
    site
}

fn input(c: &mut Choices, horizon: u32) -> Value {
    let (cover, first) = (c.level(0.0, 60.0), c.of(horizon.min(20) as usize));
    let ordering = match c.of(7) {
        0 | 1 => json!({ "base_stock": {
            "order_up_to": c.level(10.0, 90.0), "review_every_days": c.whole(2, 21), "first_review_day": first
        } }),
        2 => json!({ "reorder_point": {
            "reorder_at": c.level(5.0, 60.0), "order_quantity": { "days_of_cover": c.number(2.0, 30.0) }, "review_every_days": c.whole(1, 5)
        } }),
        3 => json!({ "call_off": { "every_days": c.whole(2, 14), "first_day": first } }),
        5 => {
            let low = c.number(5.0, 40.0);
            let later = json!([{ "from": date(0), "value": low }, { "from": date(c.whole(1, horizon - 1)), "value": low / 2.0 }]);
            json!({ "min_max": {
                "reorder_at": { "days_of_cover": later }, "order_up_to": { "days_of_cover": low + c.number(2.0, 40.0) },
                "review_every_days": c.whole(1, 9)
            } })
        }
        6 => json!({ "base_stock": { "order_up_to": { "days_of_cover": steps(c, 10.0, 90.0, horizon) } } }),
        _ => {
            json!({ "call_off": { "quantity": { "days_of_cover": c.number(3.0, 12.0) }, "every_days": c.whole(2, 14) } })
        }
    };
    let mut input = json!({ "per_unit": c.number(0.25, 4.0), "opening_stock": cover, "ordering": ordering });
    if c.chance(15) {
        set(&mut input, "pipeline", json!("steady"));
    }
    if c.chance(20) {
        set(&mut input, "yield", json!(c.number(0.6, 1.0)));
    }
    if c.chance(15) {
        set(&mut input, "minimum_order", json!(c.number(1.0, 60.0)));
    }
    if c.chance(15) {
        set(&mut input, "lot", json!(c.number(1.0, 40.0)));
    }
    if c.chance(15) {
        // A lot always lies between the smallest orders and this.
        set(&mut input, "maximum_order", json!(c.number(140.0, 900.0)));
    }
    input
}

/// Orders that are open on the first day, on a lane with a desk or without.
fn open_orders(c: &mut Choices, licensed: bool) -> Value {
    let mut orders = json!({});
    for number in 0..c.of(4) {
        let (since, before) = (c.whole(0, 60), c.whole(0, 60));
        let attempt = json!({ "on": past(since), "attempt": 1 });
        let stands = match c.of(if licensed { 7 } else { 3 }) {
            0 => json!({ "shipped": { "on": past(since) } }),
            1 => json!({ "due": { "on": date(c.whole(0, 40)), "delay_days": c.days(0.0, 20.0) } }),
            2 if licensed => json!({ "granted": { "on": past(since), "valid_until": date(c.whole(0, 90)) } }),
            2 => json!({ "at_supplier": { "since": past(since) } }),
            3 => json!({ "preparing": { "since": past(since) } }),
            4 => json!({ "due": { "on": past(since), "delay_days": c.days(1.0, 20.0) } }),
            _ => json!({ "filed": attempt }),
        };
        let order = json!({ "quantity": c.whole(1, 400), "placed": past(since + before), "stands": stands });
        set(&mut orders, &format!("PO {number}"), order);
    }
    orders
}

fn line(c: &mut Choices) -> Value {
    let mut line = json!({});
    match c.of(4) {
        1 => set(&mut line, "mode", json!("all_or_nothing")),
        2 => set(&mut line, "mode", json!({ "proportional": {} })),
        3 => set(&mut line, "mode", json!({ "proportional": { "halt_below_share": c.number(0.0, 0.9) } })),
        _ => {}
    }
    if c.chance(25) {
        set(&mut line, "restart_days", json!(c.whole(0, 5)));
    }
    if c.chance(25) {
        set(&mut line, "restart_cover_days", json!(c.number(0.0, 8.0)));
    }
    line
}

fn middle(c: &mut Choices, makes: &str, inputs: &[String], horizon: u32) -> Value {
    let inputs: Map<String, Value> = inputs.iter().map(|name| (name.clone(), input(c, horizon))).collect();
    let mut site = json!({
        "country": c.pick(&COUNTRIES), "sector": "works", "makes": makes, "inputs": inputs, "line": line(c),
        "allocation": c.pick(&["pro_rata", "by_rank", "by_margin"])
    });
    if c.chance(40) {
        set(&mut site, "capacity_per_day", steps(c, 10.0, 500.0, horizon));
    }
    if c.chance(30) {
        set(&mut site, "output_stock_target", c.level(0.0, 15.0));
    }
    if c.chance(30) {
        set(&mut site, "opening_output_stock", json!({ "quantity": c.whole(0, 300) }));
    }
    if c.chance(30) {
        set(&mut site, "calendar", json!("week"));
    }
    site
}

fn manufacturer(c: &mut Choices, makes: &str, inputs: &[String], horizon: u32) -> Value {
    let inputs: Map<String, Value> = inputs.iter().map(|name| (name.clone(), input(c, horizon))).collect();
    let plan = match c.of(4) {
        3 => json!({ "normal": { "mean": 40, "sd": 5 } }),
        _ => steps(c, 1.0, 60.0, horizon),
    };
    let mut line = line(c);
    let from_stock = c.chance(40);
    if !from_stock && c.chance(40) {
        set(&mut line, "catch_up", json!({ "share_above_plan": c.number(0.0, 0.6), "within_days": c.whole(1, 60) }));
    }
    if c.chance(30) {
        set(&mut line, "halt_cost_per_day", json!(c.number(0.0, 5000.0)));
    }
    let mut site = json!({
        "country": c.pick(&COUNTRIES), "sector": c.pick(&["automotive", "wind", "medical"]), "makes": makes,
        "inputs": inputs, "line": line, "end_use": c.pick(&["civil", "defence"]),
        "sales": { "per_working_day": plan, "margin_per_unit": c.number(0.0, 900.0), "penalty_per_unit": c.number(0.0, 90.0),
            "late_penalty_per_unit_day": c.number(0.0, 2.0) }
    });
    if from_stock {
        drawn_sales(c, &mut site);
    }
    if c.chance(20) {
        let factors: Vec<f64> = (0..12).map(|_| c.number(0.4, 1.5)).collect();
        set(&mut site["sales"], "month_factors", json!(factors));
    }
    if c.chance(40) {
        set(&mut site, "calendar", json!(c.pick(&["week", "monday_to_friday", "germany"])));
    }
    if c.chance(25) {
        set(&mut site, "capacity_per_day", steps(c, 20.0, 90.0, horizon));
    }
    if c.chance(40) {
        set(&mut site, "holding_cost_share_per_year", json!(c.number(0.0, 0.3)));
    }
    site
}

/// Sales that are drawn, wait, or are served from finished goods.
fn drawn_sales(c: &mut Choices, site: &mut Value) {
    let cv = c.number(0.1, 0.9);
    let distribution = match c.of(7) {
        0 => json!({ "normal": { "cv": cv } }),
        1 => json!({ "gamma": { "cv": cv } }),
        2 => json!({ "poisson": {} }),
        3 => json!({ "compound_poisson": { "sizes": [1, 4, 9], "weights": [3, 2, 1] } }),
        4 => json!({ "negative_binomial": { "variance_to_mean": 1.0 + 3.0 * cv } }),
        5 => json!({ "empirical": { "values": [0, 2, 5, 9] } }),
        _ => Value::Null,
    };
    if !distribution.is_null() {
        set(&mut site["sales"], "distribution", distribution);
        if c.chance(30) {
            set(&mut site["sales"], "drawn_each", json!("week"));
        }
        if c.chance(30) {
            set(&mut site["sales"], "autocorrelation", json!(c.number(-0.8, 0.8)));
        }
    }
    match c.of(3) {
        1 => set(&mut site["sales"], "unmet", json!({ "backordered": {} })),
        2 => set(&mut site["sales"], "unmet", json!({ "backordered": { "patience_days": c.whole(1, 30) } })),
        _ => {}
    }
    if c.chance(60) {
        let target = c.level(0.0, 15.0);
        set(site, "output_stock_target", target);
    }
    if c.chance(30) {
        set(site, "opening_output_stock", json!({ "quantity": c.whole(0, 300) }));
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

fn regime(c: &mut Choices, lanes: &[String]) -> Value {
    let mut regime = json!({});
    if c.chance(40) {
        set(
            &mut regime,
            "review_speed",
            if c.chance(30) { json!({ "parameter": "factor" }) } else { json!(c.number(0.2, 2.0)) },
        );
    }
    if c.chance(40) {
        set(&mut regime, "desk_capacity", json!(c.number(0.3, 6.0)));
    }
    if c.chance(40) {
        set(&mut regime, "returned_share", json!(c.number(0.0, 0.4)));
    }
    if c.chance(40) {
        set(&mut regime, "denied_share", json!(c.number(0.0, 0.4)));
    }
    if c.chance(25) {
        set(&mut regime, "granted_fraction", json!({ "beta": { "alpha": 3, "beta": 1 } }));
    }
    if c.chance(20) {
        set(
            &mut regime,
            "volume_rule",
            json!({ "multiple_of_need": c.number(0.4, 2.0), "window_days": c.whole(10, 90) }),
        );
    }
    if c.chance(25) {
        set(&mut regime, "transit_scale", json!(c.number(0.5, 2.0)));
    }
    if c.chance(20) {
        set(&mut regime, "shut_to", json!([c.pick(&["US", "DE", "*"])]));
    }
    if c.chance(20) {
        set(&mut regime, "shut_lanes", json!([lanes[c.of(lanes.len())]]));
    }
    if c.chance(20) {
        set(
            &mut regime,
            "rules",
            json!([{ "end_use": "defence", "denied_share": 0.5 }, { "destinations": ["JP"], "returned_share": 0.1 }]),
        );
    }
    regime
}

fn authority(c: &mut Choices, lanes: &[String], horizon: u32) -> Value {
    let mut desk = json!({
        "review_work_days": c.days(0.0, 25.0),
        "limit": c.pick(&["decisions_per_working_day", "starts_per_working_day", "officers"]),
        "review": c.pick(&["at_regime_speed", "fixed_at_start"]),
        "max_attempts": c.whole(1, 4), "licence_valid_days": c.whole(20, 180)
    });
    for (key, most) in [("preparation_days", 12.0), ("first_preparation_days", 25.0), ("correction_days", 10.0)] {
        if c.chance(35) {
            set(&mut desk, key, c.days(0.0, most));
        }
    }
    if c.chance(40) {
        set(&mut desk, "opening_backlog", json!(c.of(20)));
        set(&mut desk, "background_per_working_day", steps(c, 0.0, 3.0, horizon));
        set(&mut desk, "background_arrivals", json!(c.pick(&["poisson", "even"])));
        set(&mut desk, "background_priority", json!(c.whole(0, 2)));
    }
    let mut regimes = json!({ "first": regime(c, lanes) });
    if c.chance(60) {
        set(&mut regimes, "second", regime(c, lanes));
        let frozen = c.chance(40);
        if frozen {
            set(&mut regimes["second"], "review_speed", json!(0));
        }
        for (name, next) in [("first", "second"), ("second", "first")] {
            set(&mut regimes[name], "lasts_days", c.days(5.0, 90.0));
            set(&mut regimes[name], "then", json!({ next: 1 }));
        }
    }
    let mut authority = json!({
        "country": "CN", "controls": ELEMENTS[..=c.of(3)], "desk": desk, "regimes": regimes, "initial_regime": "first",
        "calendar": c.pick(&["monday_to_friday", "every_day", "week"])
    });
    if c.chance(30) {
        let (early, late) = (c.whole(60, 90), c.whole(0, 50));
        let before = if authority["regimes"].get("second").is_some() { "second" } else { "first" };
        let history = json!([{ "from": past(early), "regime": before }, { "from": past(late), "regime": "first" }]);
        set(&mut authority, "regime_history", history);
    }
    if c.chance(40) {
        let (first, second) = (c.whole(1, horizon / 2), c.whole(horizon / 2, horizon - 1));
        let back = if authority["regimes"].get("second").is_some() { "second" } else { "first" };
        set(
            &mut authority,
            "events",
            json!({
                "turn": { "date": date(first), "enter": back, "chance": c.number(0.3, 1.0), "restart": true, "add_controls": ["Tb"] },
                "return": { "date": date(second), "enter": "first", "only_if": "turn", "set": { "factor": 0.7 }, "remove_controls": ["Gd"] }
            }),
        );
    }
    authority
}

/// Grey supply, and who cracks down on it.
fn grey(c: &mut Choices, s: &mut Value, authority: &str, horizon: u32) {
    let mut any = false;
    for (_, lane) in s["lanes"].as_object_mut().expect("lanes") {
        if lane.get("authority").is_none() && lane.get("open_orders").is_none() && c.chance(15) {
            set(lane, "grey", json!({ "cut_by": authority, "lost_share": c.number(0.0, 0.5) }));
            any = true;
        }
    }
    if any && c.chance(60) {
        let (from, until) = (c.whole(1, horizon / 2), c.whole(horizon / 2, horizon - 1));
        let events = json!({ "raids": { "date": date(from), "crackdown": true, "chance": 0.5 },
            "no_raids": { "date": date(until), "crackdown": false } });
        for (name, event) in events.as_object().expect("events") {
            s["authorities"][authority]["events"][name] = event.clone();
        }
    }
    if any && c.chance(30) {
        set(&mut s["authorities"][authority]["regimes"]["first"], "crackdown", json!(true));
    }
}

/// What the first authority tracks and inspects at the border of its country.
fn border(c: &mut Choices, authority: &mut Value, horizon: u32) {
    if c.chance(35) {
        let mut tracking = json!({ "registration_days": c.days(0.0, 20.0), "faulty_report_share": c.number(0.0, 0.5),
            "faulty_report_days": c.days(0.0, 20.0) });
        if c.chance(50) {
            set(&mut tracking, "from", json!(date(c.whole(1, horizon - 1))));
        }
        if c.chance(50) {
            set(&mut tracking, "elements", json!(ELEMENTS[..=c.of(3)]));
        }
        set(authority, "tracking", tracking);
    }
    if c.chance(35) {
        let mut inspection = json!({ "share": c.number(0.0, 1.0), "days": c.days(0.0, 12.0) });
        if c.chance(50) {
            set(&mut inspection, "share_by_regime", json!({ "first": c.number(0.0, 1.0) }));
        }
        if c.chance(60) {
            set(&mut inspection, "laboratories", json!(c.whole(1, 4)));
        }
        set(authority, "inspection", inspection);
    }
}

fn levers(c: &mut Choices, s: &mut Value, buyers: &[(String, Vec<String>)], authorities: &[String], horizon: u32) {
    for number in 0..c.of(4) {
        let (site, inputs) = &buyers[c.of(buyers.len())];
        let material = &inputs[c.of(inputs.len())];
        let at = json!({ "site": site, "material": material });
        let with = |more: Value| {
            let mut whole = at.clone();
            more.as_object().expect("fields").iter().for_each(|(k, v)| whole[k] = v.clone());
            whole
        };
        let by_base_stock = s["sites"][site]["inputs"][material]["ordering"].get("call_off").is_none();
        let action = match c.of(6) {
            1 if by_base_stock => json!({ "safety_stock": with(json!({ "extra": c.level(2.0, 40.0) })) }),
            2 if by_base_stock => json!({ "order_earlier": with(json!({ "days": c.whole(1, 30) })) }),
            3 => json!({ "thrifting": with(json!({ "saved_share": c.number(0.05, 0.5) })) }),
            4 => {
                json!({ "stockpile_release": with(json!({ "quantity": c.level(1.0, 30.0), "over_days": c.whole(1, 20) })) })
            }
            5 => {
                let lanes: Vec<String> = s["lanes"].as_object().expect("lanes").keys().cloned().collect();
                json!({ "expedited_freight": { "lanes": [lanes[c.of(lanes.len())]], "transit_scale": 0.4, "extra_price_per_unit": 2 } })
            }
            _ => json!({ "recycling": with(json!({ "quantity_per_day": c.number(0.5, 12.0) })) }),
        };
        let start = match c.of(3) {
            1 => json!({ "cover_below": with(json!({ "days": c.number(1.0, 20.0) })) }),
            2 => json!({ "regime_entered": { "authority": authorities[c.of(authorities.len())], "regime": "first" } }),
            _ => json!({ "on": date(c.whole(0, horizon - 1)) }),
        };
        s["levers"][format!("lever{number}")] = json!({
            "action": action, "start": start, "lead_days": c.whole(0, 20), "pulled": true, "cost": { "once": 50, "per_day": 1 }
        });
    }
}
