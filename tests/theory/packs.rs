//! Rule packs: a scenario that names one gives the same bits as the same written by hand.

use jiff::civil::date;
use linestop::{Case, RunOptions, Trials, Watch};
use serde_json::{Value, json};

/// Two plants, of which one is for defence, buy goods of China; `authority` is laid over the authority's fields.
fn world(start: &str, elements: &Value, authority: &Value, more: &Value) -> Value {
    let plant = |country: &str, end_use: &str| {
        json!({ "country": country, "sector": "motors", "end_use": end_use, "makes": "motor",
            "sales": { "per_working_day": 10, "margin_per_unit": 7 },
            "inputs": { "part": { "per_unit": 1, "opening_stock": { "quantity": 250 },
                "ordering": { "base_stock": { "order_up_to": { "quantity": 300 }, "review_every_days": 3 } } } } })
    };
    let lane = |to: &str| json!({ "from": "works", "to": to, "authority": "desk", "transit_days": 8 });
    let mut scenario = json!({
        "title": "Two plants", "currency": "EUR", "start": start, "horizon_days": 200,
        "materials": { "part": { "unit": "kg", "elements": elements }, "motor": { "unit": "piece" } },
        "authorities": { "desk": { "country": "CN", "desk": { "review_work_days": { "exponential": { "mean": 9 } } },
            "initial_regime": "open",
            "regimes": { "open": { "returned_share": 0.1, "lasts_days": 90, "then": { "tense": 1 } },
                "tense": { "denied_share": 0.2 } } } },
        "sites": { "works": { "country": "CN", "sector": "parts", "makes": "part" },
            "civil": plant("US", "civil"), "arms": plant("US", "defence"), "japan": plant("JP", "civil") },
        "lanes": { "to_civil": lane("civil"), "to_arms": lane("arms"), "to_japan": lane("japan") }
    });
    for (field, value) in authority.as_object().into_iter().flatten() {
        scenario["authorities"]["desk"][field] = value.clone();
    }
    for (field, value) in more.as_object().into_iter().flatten() {
        scenario[field] = value.clone();
    }
    scenario
}

fn case(scenario: Value) -> Case {
    Case::from_value("world", scenario).unwrap_or_else(|error| panic!("{error}"))
}

/// Chance and loss of each line in 400 trials.
fn found(case: &Case) -> Vec<(f64, f64)> {
    let options = RunOptions { trials: Trials::Fixed(400), ..RunOptions::default() };
    let answer = case.run(&options, &Watch::default()).unwrap_or_else(|error| panic!("{error}"));
    answer.lines.iter().map(|line| (line.halt.share, line.loss.mean.value)).collect()
}

/// No. 18 of 2025 comes into force on 4 April 2025, in the middle of the run.
#[test]
fn a_list_comes_into_force_as_if_written_by_hand() {
    let dy = json!({ "Dy": 0.03 });
    let pack = case(world("2025-03-01", &dy, &json!({}), &json!({ "rules": ["cn-2025-18"] })));
    let event = json!({ "date": "2025-04-04", "add_controls": ["Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y"] });
    let hand = case(world("2025-03-01", &dy, &json!({ "events": { "no 18": event } }), &json!({})));
    let free = case(world("2025-03-01", &dy, &json!({}), &json!({})));
    assert_eq!(found(&pack), found(&hand));
    assert_ne!(found(&pack), found(&free));
    // Nobody knew of it on the day before.
    let early = pack.as_of(date(2025, 4, 3)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found(&early), found(&free));
    // What is written for a program names no pack any more, and says the same.
    assert!(pack.written().get("rules").is_none());
    assert_eq!(found(&case(pack.written().clone())), found(&pack));
}

/// The ban of December 2024 for one destination: it holds, is suspended on 9 November 2025, and holds again on
/// 28 November 2026 by its text.
#[test]
fn a_ban_for_one_destination_is_a_rule_for_a_group_that_changes() {
    let ga = json!({ "Ga": 0.5 });
    for start in ["2025-08-01", "2026-09-01"] {
        let rules = json!({ "rules": ["cn-2023-23", {"pack": "cn-2024-46-2", "resumes": true}] });
        let pack = case(world(start, &ga, &json!({}), &rules));
        let rule = json!([{ "destinations": ["banned"], "elements": ["Ga"], "denied_share": 1 }]);
        let by_hand = |events: &Value, members: &Value| {
            case(world(
                start,
                &ga,
                &json!({ "controls": ["Ga"], "events": events, "regimes": {
                    "open": { "returned_share": 0.1, "lasts_days": 90, "then": { "tense": 1 }, "rules": rule },
                    "tense": { "denied_share": 0.2, "rules": rule } } }),
                &json!({ "groups": { "banned": { "countries": members } } }),
            ))
        };
        let hand = if start == "2025-08-01" {
            by_hand(
                &json!({ "ease": { "date": "2025-11-09", "take_from_groups": { "banned": ["US"] } } }),
                &json!(["US"]),
            )
        } else {
            by_hand(&json!({ "again": { "date": "2026-11-28", "add_to_groups": { "banned": ["US"] } } }), &json!([]))
        };
        assert_eq!(found(&pack), found(&hand), "from {start}");
        let other = by_hand(&json!({}), &json!([]));
        assert_ne!(found(&pack)[..2], found(&other)[..2], "from {start}");
        // Japan is not meant.
        assert_eq!(found(&pack)[2], found(&other)[2], "from {start}");
    }
}

/// Nos. 55 to 58 were suspended a day before they were due: they never held, unless one takes the world as of a day on
/// which nobody knew of the suspension.
#[test]
fn a_rule_that_was_suspended_before_its_day_never_held() {
    let ho = json!({ "Ho": 0.02 });
    let pack = case(world("2025-10-01", &ho, &json!({}), &json!({ "rules": ["cn-2025-57"] })));
    let free = case(world("2025-10-01", &ho, &json!({}), &json!({})));
    assert_eq!(found(&pack), found(&free));
    let event = json!({ "date": "2025-11-08", "add_controls": ["Ho"] });
    let due = case(world("2025-10-01", &ho, &json!({ "events": { "due": event } }), &json!({})));
    let as_of = pack.as_of(date(2025, 11, 6)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found(&as_of), found(&due));
    assert_ne!(found(&due), found(&free));
}

/// What the scenario writes itself wins: a date and a chance of its own for the day on which a rule holds again.
#[test]
fn the_scenario_wins_over_the_pack() {
    let ho = json!({ "Ho": 0.02 });
    let own = json!({ "cn-2025-57 resumed": { "date": "2026-12-15", "chance": 0.5 } });
    let pack = case(world("2026-11-29", &ho, &json!({ "events": own }), &json!({ "rules": ["cn-2025-57"] })));
    let events = json!({ "cn-2025-57 resumed": { "date": "2026-12-15", "chance": 0.5, "add_controls": ["Ho"] } });
    let hand = case(world("2026-11-29", &ho, &json!({ "events": events }), &json!({})));
    assert_eq!(found(&pack), found(&hand));
    assert!(pack.warnings().iter().all(|warning| !warning.message.contains("was not found")));
    let never = json!({ "rules": [{ "pack": "cn-2025-57", "resumes": false }] });
    let free = case(world("2026-11-29", &ho, &json!({}), &json!({})));
    assert_eq!(found(&case(world("2026-11-29", &ho, &json!({}), &never))), found(&free));
    let silent = case(world("2026-11-29", &ho, &json!({}), &json!({ "rules": ["cn-2025-57"] })));
    assert!(silent.warnings().iter().any(|warning| warning.message.contains("was not found")), "it is told");
}

/// Firms on a list are sites that the scenario names.
#[test]
fn who_is_listed_the_scenario_says() {
    let dy = json!({ "Dy": 0.03 });
    let listed = json!({ "rules": ["cn-2025-18", { "pack": "cn-2026-11", "sites": ["japan"] }] });
    let pack = case(world("2026-02-01", &dy, &json!({}), &listed));
    let rule = json!([{ "buyers": ["listed"], "denied_share": 1 }]);
    let event = json!({ "date": "2026-02-24", "add_to_groups": { "listed": ["japan"] } });
    let hand = case(world(
        "2026-02-01",
        &dy,
        &json!({ "controls": ["Dy"], "events": { "list": event }, "regimes": {
            "open": { "returned_share": 0.1, "lasts_days": 90, "then": { "tense": 1 }, "rules": rule },
            "tense": { "denied_share": 0.2, "rules": rule } } }),
        &json!({ "groups": { "listed": {} } }),
    ));
    assert_eq!(found(&pack), found(&hand));
}

/// Congo's quota of 7,250 t of cobalt a month, 8,050 t from 2026 on, in kilograms of hydroxide that is 30 % cobalt, of
/// which a thousandth is for this scenario.
#[test]
fn a_quota_is_counted_in_the_goods() {
    let co = json!({ "Co": 0.3 });
    let of_congo = |mut scenario: Value| {
        scenario["authorities"]["desk"]["country"] = json!("CD");
        scenario["sites"]["works"]["country"] = json!("CD");
        scenario
    };
    let use_ = json!({ "pack": "cd-2025-quota", "share_of_quota": { "part": 0.00002 } });
    let pack = case(of_congo(world("2025-12-01", &co, &json!({}), &json!({ "rules": [use_] }))));
    let [old, new] = [7250.0, 8050.0].map(|tonnes| tonnes * 0.00002 * (1000.0 / 0.3));
    let quotas = json!({ "part": [{ "from": "2025-12-01", "value": old }, { "from": "2026-01-01", "value": new }] });
    let hand = case(of_congo(world("2025-12-01", &co, &json!({ "controls": ["Co"], "quotas": quotas }), &json!({}))));
    let free = case(of_congo(world("2025-12-01", &co, &json!({ "controls": ["Co"] }), &json!({}))));
    assert_eq!(found(&pack), found(&hand));
    assert_ne!(found(&pack), found(&free));
}

/// From 2027 on defence in the United States may not buy magnets made in China: the last day for orders of that lane.
#[test]
fn goods_that_may_not_be_bought_are_ordered_until_the_day_before() {
    let world = |rules: &Value, until: Option<&str>| {
        let mut scenario = world("2026-12-01", &json!({ "Dy": 0.03 }), &json!({}), &json!({ "rules": rules }));
        if let Some(until) = until {
            scenario["lanes"]["to_arms"]["available_until"] = json!(until);
        }
        found(&case(scenario))
    };
    let pack = world(&json!(["us-dfars"]), None);
    assert_eq!(pack, world(&json!([]), Some("2026-12-31")));
    // Only arms makers of the United States are meant.
    let free = world(&json!([]), None);
    assert_ne!(pack[1], free[1]);
    assert_eq!((pack[0], pack[2]), (free[0], free[2]));
    // What the scenario writes itself wins.
    assert_eq!(world(&json!(["us-dfars"]), Some("2027-02-10")), world(&json!([]), Some("2027-02-10")));
}

/// No. 68 of 2025: from 2026 on named firms alone may export antimony. Of two suppliers one is named.
#[test]
fn who_is_no_named_exporter_takes_no_orders() {
    let world = |rules: &Value, shut: &[&str]| {
        let mut scenario = world("2025-12-01", &json!({ "Sb": 0.8 }), &json!({}), &json!({ "rules": rules }));
        scenario["sites"]["other"] = json!({ "country": "CN", "sector": "parts", "makes": "part" });
        scenario["lanes"]["other_to_civil"] = json!({ "from": "other", "to": "civil", "rank": 1, "transit_days": 9 });
        scenario["lanes"]["to_civil"]["rank"] = json!(2);
        for lane in shut {
            scenario["lanes"][*lane]["available_until"] = json!("2025-12-31");
        }
        found(&case(scenario))
    };
    let named = |site: &str| json!([{ "pack": "cn-2025-68", "sites": [site] }]);
    let pack = world(&named("other"), &[]);
    assert_eq!(pack, world(&json!([]), &["to_civil", "to_arms", "to_japan"]));
    assert_ne!(pack, world(&json!([]), &[]));
    assert_eq!(world(&named("works"), &[]), world(&json!([]), &["other_to_civil"]));
    // Without a word on who is named nothing is laid.
    assert_eq!(world(&json!(["cn-2025-68"]), &[]), world(&json!([]), &[]));
}

/// The mining quotas of 2022: 100,800 t in the first batch, 210,000 t in the year; a mine has 20 millionths of them.
#[test]
fn a_part_of_a_quota_of_output_is_a_quota_of_the_site() {
    let part = json!({ "stage": "mining", "share": 0.000_02 });
    let world = |start: &str, rules: &Value, quota: Option<Value>| {
        let mut scenario = world(start, &json!({}), &json!({}), &json!({ "rules": rules }));
        if let Some(quota) = quota {
            scenario["sites"]["works"]["output_quota"] = json!({ "per_half_year": quota });
        }
        Case::from_value("world", scenario)
    };
    let found = |case: Result<Case, linestop::Error>| found(&case.unwrap_or_else(|error| panic!("{error}")));
    let rules = json!([{ "pack": "cn-2025-total", "share_of_output": { "works": part } }]);
    let [first, second] = [100_800.0, 210_000.0 - 100_800.0].map(|tonnes| tonnes * 0.000_02 * 1000.0);
    let steps = json!([{ "from": "2022-05-01", "value": first }, { "from": "2022-07-01", "value": second }]);
    let pack = found(world("2022-05-01", &rules, None));
    assert_eq!(pack, found(world("2022-05-01", &json!([]), Some(steps))));
    assert_ne!(pack, found(world("2022-05-01", &json!([]), None)));
    // Of 2026 nothing was published: the scenario has to say what it takes.
    let error = world("2026-05-01", &rules, None).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("tonnes_if_unpublished"), "{error}");
    let mut said = rules.clone();
    said[0]["share_of_output"]["works"]["tonnes_if_unpublished"] = json!(135_000);
    let same = 135_000.0 * 0.000_02 * 1000.0;
    assert_eq!(found(world("2026-05-01", &said, None)), found(world("2026-05-01", &json!([]), Some(json!(same)))));
}
