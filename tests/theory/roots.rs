//! What stopped a line, to the root: what waits at a supplier that is itself short stands where that supplier's own
//! orders stand. Counted by hand: the shortfall is matched with open orders, the oldest first, and followed up in
//! proportion.

use linestop::inside::experiment::{NamedModel, RunAnswer, RunOptions, Trials, Watch, run, story};
use serde_json::{Value, json};

use crate::model;

/// An order that is open on the first day, 2 March.
fn order(quantity: u32, placed: &str, stands: Value) -> Value {
    json!({ "quantity": quantity, "placed": placed, "stands": stands })
}

/// One piece is ordered in the evening of the first day, when all is over.
fn never() -> Value {
    json!({ "call_off": { "quantity": { "quantity": 1 }, "every_days": 366 } })
}

fn input(stock: u32) -> Value {
    json!({ "per_unit": 1, "opening_stock": { "quantity": stock }, "ordering": never() })
}

fn maker(makes: &str, uses: &str, stock: u32, sells: u32) -> Value {
    json!({
        "country": "DE", "sector": "makers", "makes": makes, "inputs": { uses: input(stock) },
        "sales": { "per_working_day": sells }
    })
}

/// One day of a plant that needs 10 magnets and has none. Of its orders 2 are in transit, 5 wait at the magnet maker M,
/// 1 is under review, 1 in preparation. M owes 5 and, to another buyer, 8, has metal for 3, and could make 7 a day. Of
/// its orders 3 are in transit, 4 wait at T, 2 at a shut lane.
///
/// T makes 1 metal a day from nothing; with a third tier it owes 4 and, to another buyer, 3, has oxide for 2 and could
/// make 4 a day. Of its orders 2 are under review and 2 in transit.
fn snapshot(third_tier: bool) -> Value {
    let mut scenario = json!({
        "title": "Snapshot", "currency": "EUR", "start": "2026-03-02", "horizon_days": 1,
        "materials": {
            "magnet": { "title": "Magnet", "unit": "piece", "elements": { "Dy": 0.03 } },
            "metal": { "title": "Metal", "unit": "piece" },
            "oxide": { "title": "Oxide", "unit": "piece", "elements": { "Dy": 0.9 } },
            "motor": { "unit": "piece" }, "fan": { "unit": "piece" }, "rod": { "unit": "piece" }
        },
        "authorities": {
            "desk": {
                "title": "Desk", "country": "CN", "controls": ["Dy"], "calendar": "every_day", "initial_regime": "open",
                "desk": { "review_work_days": 60 }, "regimes": { "open": {} }
            },
            "customs": {
                "country": "CN", "desk": { "review_work_days": 1 },
                "initial_regime": "closed", "regimes": { "closed": { "shut_lanes": ["u_m"] } }
            }
        },
        "sites": {
            "u": { "country": "CN", "sector": "metal", "makes": "metal" },
            "v": { "country": "CN", "sector": "metal", "makes": "metal" },
            "t": { "title": "Smelter", "country": "CN", "sector": "metal", "makes": "metal", "capacity_per_day": 1 },
            "m": {
                "title": "Magnet maker", "country": "CN", "sector": "magnets", "makes": "magnet", "capacity_per_day": 7,
                "inputs": { "metal": input(3) }
            },
            "plant": maker("motor", "magnet", 0, 10),
            "other": maker("fan", "magnet", 1000, 1)
        },
        "lanes": {
            "m_plant": { "from": "m", "to": "plant", "authority": "desk", "transit_days": 30, "open_orders": {
                "A": order(2, "2026-01-05", json!({ "shipped": { "on": "2026-02-27" } })),
                "B": order(5, "2026-01-12", json!({ "granted": { "on": "2026-02-20", "valid_until": "2026-08-31" } })),
                "C": order(1, "2026-01-19", json!({ "filed": { "on": "2026-02-25" } })),
                "D": order(1, "2026-03-01", json!({ "preparing": {} }))
            } },
            "m_other": { "from": "m", "to": "other", "transit_days": 30, "open_orders": {
                "E": order(8, "2026-01-05", json!({ "at_supplier": {} }))
            } },
            "v_m": { "from": "v", "to": "m", "share": 0.4, "transit_days": 30, "open_orders": {
                "F": order(3, "2026-01-05", json!({ "shipped": { "on": "2026-02-27" } }))
            } },
            "t_m": { "from": "t", "to": "m", "share": 0.4, "transit_days": 30, "open_orders": {
                "G": order(4, "2026-01-12", json!({ "at_supplier": {} }))
            } },
            "u_m": { "from": "u", "to": "m", "share": 0.2, "transit_days": 30, "authority": "customs", "open_orders": {
                "H": order(2, "2026-01-19", json!({ "at_supplier": {} }))
            } }
        }
    });
    scenario["sites"]["plant"]["line"] = json!({ "halt_cost_per_day": 100_000 });
    if third_tier {
        scenario["sites"]["s"] = json!({ "country": "CN", "sector": "oxide", "makes": "oxide" });
        scenario["sites"]["t"]["capacity_per_day"] = json!(4);
        scenario["sites"]["t"]["inputs"] = json!({ "oxide": input(2) });
        scenario["sites"]["rods"] = maker("rod", "metal", 1000, 1);
        scenario["lanes"]["t_rods"] = json!({ "from": "t", "to": "rods", "transit_days": 30, "open_orders": {
            "I": order(3, "2026-01-05", json!({ "at_supplier": {} }))
        } });
        scenario["lanes"]["s_t"] = json!({ "from": "s", "to": "t", "authority": "desk", "transit_days": 30, "open_orders": {
            "J": order(2, "2026-01-05", json!({ "filed": { "on": "2026-02-25" } })),
            "K": order(2, "2026-01-12", json!({ "shipped": { "on": "2026-02-27" } }))
        } });
    }
    scenario
}

fn answer(scenario: Value, trials: u64) -> RunAnswer {
    let model = model(scenario);
    let named = NamedModel { name: "snapshot", sha256: "", model: &model };
    let options = RunOptions { trials: Trials::Fixed(trials), audit: true, ..RunOptions::default() };
    let answer = run(&[named], &options, &Watch::default()).expect("nobody stops it").remove(0);
    assert_eq!(answer.faults, Vec::<String>::new());
    answer
}

/// "metal for m: in transit", with halt days in thousandths and the loss of them, by name.
fn by_root(answer: &RunAnswer, line: &str) -> Vec<(String, f64, f64)> {
    let mut parts: Vec<(String, f64, f64)> = Vec::new();
    for part in &answer.line(line).expect("it is a line").missing_from {
        let name = format!("{} for {}: {}", part.root.material, part.root.site, part.place);
        match parts.iter_mut().find(|(known, ..)| *known == name) {
            Some(known) => (known.1, known.2) = (known.1 + part.halt_days, known.2 + part.stake),
            None => parts.push((name, part.halt_days, part.stake)),
        }
    }
    parts.iter_mut().for_each(|(_, days, _)| *days = (*days * 1e6).round() / 1e3);
    parts.sort_by(|a, b| a.0.cmp(&b.0));
    parts
}

fn stakes(answer: &RunAnswer, lane: &str) -> (f64, f64) {
    let link = answer.network.lanes.iter().find(|link| link.lane == lane).expect("the lane exists");
    (link.stake, link.stake_through)
}

fn sum(parts: &[(String, f64, f64)]) -> (f64, f64) {
    parts.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.1, sum.1 + part.2))
}

fn named(parts: &[(&str, f64)]) -> Vec<(String, f64, f64)> {
    parts.iter().map(|(name, days)| ((*name).to_owned(), *days, days * 100.0)).collect()
}

/// What the plant itself awaits: the same in both.
const OWN: [(&str, f64); 4] = [
    ("magnet for plant: denied or never ordered", 100.0),
    ("magnet for plant: in preparation", 100.0),
    ("magnet for plant: in transit", 200.0),
    ("magnet for plant: under review", 100.0),
];

/// 5 of 10 wait at M, which is short of 13 − 3 = 10 metal: 3 in transit, 4 at the capacity of T, 2 at a shut lane, 1
/// nowhere.
#[test]
fn two_tiers_are_followed_up_in_proportion() {
    let answer = answer(snapshot(false), 40);
    let found = by_root(&answer, "plant");
    let further = [
        ("metal for m: at a shut lane", 100.0),
        ("metal for m: denied or never ordered", 50.0),
        ("metal for m: in transit", 150.0),
        ("metal for m: waiting for capacity", 200.0),
    ];
    assert_eq!(found, named(&[&OWN[..], &further].concat()));
    assert_eq!(sum(&found), (1000.0, 100_000.0));
    // What is nowhere is charged to the lanes that were to bring it: 4, 4 and 2 tenths.
    let at_stake = ["m_plant", "v_m", "t_m", "u_m", "m_other"].map(|lane| stakes(&answer, lane));
    assert_eq!(
        at_stake,
        [(50_000.0, 100_000.0), (17_000.0, 17_000.0), (22_000.0, 22_000.0), (11_000.0, 11_000.0), (0.0, 0.0)]
    );
    let supplier = |key: &str| answer.network.sites.iter().find(|site| site.site == key).expect("it is there").stake;
    assert_eq!(["m", "v", "t", "u", "plant"].map(supplier), [50_000.0, 17_000.0, 22_000.0, 11_000.0, 0.0]);
}

/// The 4 of M that wait at T are a fifth of the day: T is short of 7 − 2 = 5 oxide, 2 under review, 2 in transit, 1
/// nowhere.
#[test]
fn three_tiers_are_followed_up_in_proportion() {
    let answer = answer(snapshot(true), 40);
    let found = by_root(&answer, "plant");
    let further = [
        ("metal for m: at a shut lane", 100.0),
        ("metal for m: denied or never ordered", 50.0),
        ("metal for m: in transit", 150.0),
        ("oxide for t: denied or never ordered", 40.0),
        ("oxide for t: in transit", 80.0),
        ("oxide for t: under review", 80.0),
    ];
    assert_eq!(found, named(&[&OWN[..], &further].concat()));
    assert_eq!(sum(&found), (1000.0, 100_000.0));
    // The root has all that is traced to it, each lane on the way what was to come over it.
    let at_stake = ["m_plant", "v_m", "t_m", "u_m", "s_t"].map(|lane| stakes(&answer, lane));
    assert_eq!(
        at_stake,
        [(50_000.0, 100_000.0), (17_000.0, 17_000.0), (2_000.0, 22_000.0), (11_000.0, 11_000.0), (20_000.0, 20_000.0)]
    );
}

/// Every part names the line's own input, lane and supplier, and those of the root with its authority.
#[test]
fn a_root_is_named_with_its_lane_and_authority() {
    let scenario = snapshot(true);
    let answer = answer(scenario.clone(), 40);
    let parts = &answer.line("plant").expect("a line").missing_from;
    let oxide =
        parts.iter().find(|part| part.root.material == "oxide" && part.place == "under review").expect("a part");
    let own = (oxide.material.as_str(), oxide.lane.as_deref(), oxide.supplier_title.as_deref());
    assert_eq!(own, ("magnet", Some("m_plant"), Some("Magnet maker")));
    let root = &oxide.root;
    assert_eq!(
        (root.site_title.as_str(), root.title.as_str(), root.lane.as_deref()),
        ("Smelter", "Oxide", Some("s_t"))
    );
    assert_eq!((root.supplier.as_deref(), root.authority_title.as_deref()), (Some("s"), Some("Desk")));
    assert!(oxide.is_further_up());
    // One trial tells the same.
    let model = model(scenario);
    let story = story(&NamedModel { name: "snapshot", sha256: "", model: &model }, 1, 0);
    let plant = story.lines.iter().find(|line| line.site == "plant").expect("the plant");
    let halt = &plant.halts[0];
    assert_eq!(halt.material.as_deref(), Some("magnet"));
    let told = halt.missing_from.iter().find(|part| part.root == *root && part.place == "under review");
    assert_eq!(told.map(|part| part.halt_days), Some(0.08));
    assert_eq!(halt.missing_from.iter().map(|part| (part.halt_days * 1e3).round() as u32).sum::<u32>(), 1000);
}

/// Without the second buyer M owes 5 and has metal for 5: it is not short, and what waits there is ready today, under
/// licence. With a capacity of 3 it waits for that.
#[test]
fn a_supplier_that_is_not_short_is_the_root() {
    let mut scenario = snapshot(false);
    scenario["lanes"].as_object_mut().expect("lanes").remove("m_other");
    scenario["sites"].as_object_mut().expect("sites").remove("other");
    scenario["sites"]["m"]["inputs"]["metal"] = input(5);
    let at_m = |answer: &RunAnswer| -> Vec<(String, f64, f64)> {
        let parts = by_root(answer, "plant").into_iter();
        parts.filter(|(name, ..)| OWN.iter().all(|(own, _)| own != name)).collect()
    };
    let found = at_m(&answer(scenario.clone(), 40));
    assert_eq!(found, named(&[("magnet for plant: licensed, at the supplier", 500.0)]));
    scenario["sites"]["m"]["capacity_per_day"] = json!(3);
    let found = at_m(&answer(scenario, 40));
    assert_eq!(found, named(&[("magnet for plant: waiting for capacity", 500.0)]));
}

/// A plant that needs 10 a day and has none: 4 wait at M, whose 4 of metal are at a desk, 6 come on day 60. A review
/// takes 11 to 30 whole days, each alike, from the day before the first on: the metal is under review for 10 to 29
/// days, 19.5 in the mean, 3 on its way; then the magnets are ready for a day and one more on their way. After that all
/// that is missing are the 6.
#[test]
fn a_random_review_two_tiers_up_is_found_on_average() {
    let scenario = json!({
        "title": "Random", "currency": "EUR", "start": "2026-03-02", "horizon_days": 61,
        "materials": {
            "magnet": { "unit": "piece" }, "metal": { "unit": "piece", "elements": { "Dy": 0.9 } }, "motor": { "unit": "piece" }
        },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day", "initial_regime": "open",
            "desk": { "review_work_days": { "uniform": { "min": 10, "max": 30 } } }, "regimes": { "open": {} }
        } },
        "sites": {
            "t": { "country": "CN", "sector": "metal", "makes": "metal" },
            "v": { "country": "JP", "sector": "magnets", "makes": "magnet" },
            "m": { "country": "CN", "sector": "magnets", "makes": "magnet", "inputs": { "metal": {
                "per_unit": 1, "opening_stock": { "quantity": 0 },
                "ordering": { "call_off": { "quantity": { "quantity": 1 }, "first_day": 60, "every_days": 366 } }
            } } },
            "plant": {
                "country": "DE", "sector": "makers", "makes": "motor", "line": { "halt_cost_per_day": 1 },
                "sales": { "per_working_day": 10 }, "calendar": "every_day",
                "inputs": { "magnet": {
                    "per_unit": 1, "opening_stock": { "quantity": 0 },
                    "ordering": { "call_off": { "quantity": { "quantity": 1 }, "first_day": 60, "every_days": 366 } }
                } }
            }
        },
        "lanes": {
            "t_m": { "from": "t", "to": "m", "authority": "desk", "transit_days": 3, "open_orders": {
                "A": order(4, "2026-01-05", json!({ "filed": { "on": "2026-03-01" } }))
            } },
            "m_plant": { "from": "m", "to": "plant", "share": 0.4, "transit_days": 2, "open_orders": {
                "B": order(4, "2026-01-05", json!({ "at_supplier": {} }))
            } },
            "v_plant": { "from": "v", "to": "plant", "share": 0.6, "transit_days": 2, "open_orders": {
                "C": order(6, "2026-01-05", json!({ "due": { "on": "2026-05-01" } }))
            } }
        }
    });
    let trials = 40_000;
    let answer = answer(scenario, trials);
    let found = by_root(&answer, "plant");
    let of = |name: &str| found.iter().find(|part| part.0 == name).map_or(0.0, |part| part.1 / 1e3);
    // The variance of 20 values alike is (20² − 1) / 12.
    let error = |share: f64| share * (399.0_f64 / 12.0 / trials as f64).sqrt();
    let near = |name: &str, exact: f64, share: f64| {
        assert!((of(name) - exact).abs() <= 4.5 * error(share) + 1e-9, "{name}: {} of {exact}, {found:?}", of(name));
    };
    near("metal for m: under review", 0.4 * 19.5, 0.4);
    near("metal for m: in transit", 0.4 * 3.0, 0.0);
    near("magnet for plant: ready, at the supplier", 0.4, 0.0);
    // One day of the 4; the 6 until then, and all that is missing after it: 60 days of 1, less what is above.
    near("magnet for plant: in transit", 60.0 - 0.4 * 23.5, 0.4);
    assert_eq!(found.len(), 4);
    assert_eq!(sum(&found).0.round(), 60_000.0);
    // A fault of 1 % would be seen.
    assert!(4.5 * error(0.4) < 0.01 * 0.4 * 19.5);
}

/// A chain of three tiers in steady flow, 10 a day, with stocks for 3, 4 and 6 days. The first lane is shut on days 20
/// to 49: the plant is halted for 30 − 13 = 17 days from day 43 on. For 7 of them what is missing is at the shut lane; on
/// day 50 it is ready to leave, and 4 days on its way; then for a day each it is ready one tier on, and 1 and 2 days on
/// the way there.
#[test]
fn a_chain_behind_a_shut_lane() {
    let stage = |makes: &str, uses: &str, cover: u32, transit: u32| -> Value {
        // What is on its way is a day more than the transit: an order reaches its supplier the next morning.
        let up_to = 10 * (cover + transit + 1);
        json!({ "country": "CN", "sector": "stage", "makes": makes, "inputs": { uses: {
            "per_unit": 1, "opening_stock": { "quantity": up_to },
            "ordering": { "base_stock": { "order_up_to": { "quantity": up_to }, "review_every_days": 1 } }
        } } })
    };
    let mut plant = stage("motor", "m3", 6, 3);
    plant["sales"] = json!({ "per_working_day": 10 });
    plant["line"] = json!({ "halt_cost_per_day": 100_000 });
    plant["inputs"]["core"] = json!({ "per_unit": 1, "opening_stock": { "quantity": 5000 }, "ordering":
        { "call_off": { "quantity": { "quantity": 1 }, "every_days": 366 } } });
    let scenario = json!({
        "title": "Chain", "currency": "EUR", "start": "2026-03-02", "horizon_days": 100,
        "materials": {
            "m1": { "unit": "piece" }, "m2": { "unit": "piece" }, "m3": { "unit": "piece" }, "core": { "unit": "piece" },
            "motor": { "unit": "piece" }
        },
        "authorities": { "customs": {
            "country": "CN", "desk": { "review_work_days": 1 }, "initial_regime": "open",
            "regimes": { "open": {}, "closed": { "shut_lanes": ["first"] } },
            "events": { "stop": { "date": "2026-03-22", "enter": "closed" }, "go": { "date": "2026-04-21", "enter": "open" } }
        } },
        "sites": {
            "source": { "country": "CN", "sector": "stage", "makes": "m1" },
            "cores": { "country": "DE", "sector": "stage", "makes": "core" },
            "one": stage("m2", "m1", 3, 5), "two": stage("m3", "m2", 4, 2), "plant": plant
        },
        "lanes": {
            "first": { "from": "source", "to": "one", "authority": "customs", "transit_days": 5 },
            "second": { "from": "one", "to": "two", "transit_days": 2 },
            "third": { "from": "two", "to": "plant", "transit_days": 3 },
            "cores": { "from": "cores", "to": "plant", "transit_days": 3 }
        }
    });
    let answer = answer(scenario, 40);
    let plant = answer.line("plant").expect("the plant");
    assert_eq!((plant.halt_days.mean.value, plant.loss.mean.value), (17.0, 1_700_000.0));
    let found = by_root(&answer, "plant");
    let wanted = [
        ("m1 for one: at a shut lane", 7000.0),
        ("m1 for one: in transit", 4000.0),
        ("m1 for one: ready, at the supplier", 1000.0),
        ("m2 for two: in transit", 1000.0),
        ("m2 for two: ready, at the supplier", 1000.0),
        ("m3 for plant: in transit", 2000.0),
        ("m3 for plant: ready, at the supplier", 1000.0),
    ];
    assert_eq!(found, named(&wanted));
    assert_eq!(sum(&found), (17_000.0, 1_700_000.0));
    let at_stake = ["first", "second", "third", "cores"].map(|lane| stakes(&answer, lane));
    assert_eq!(at_stake, [(1.2e6, 1.2e6), (2e5, 1.4e6), (3e5, 1.7e6), (0.0, 0.0)]);
}

/// Orders of one day on two lanes, 30 and 10, when 20 are short: 15 and 5, whatever the order of the lanes.
#[test]
fn orders_of_one_day_are_matched_in_proportion() {
    let mut scenario = snapshot(false);
    scenario["sites"]["plant"]["sales"]["per_working_day"] = json!(20);
    let shipped = || json!({ "shipped": { "on": "2026-02-27" } });
    scenario["lanes"]["m_plant"]["open_orders"] = json!({ "A": order(30, "2026-01-05", shipped()) });
    scenario["lanes"]["m_plant"]["share"] = json!(0.5);
    scenario["sites"]["w"] = json!({ "country": "JP", "sector": "magnets", "makes": "magnet" });
    scenario["lanes"]["w_plant"] = json!({ "from": "w", "to": "plant", "share": 0.5, "transit_days": 30, "open_orders": {
        "B": order(10, "2026-01-05", shipped()), "C": order(50, "2026-01-06", shipped())
    } });
    let answer = answer(scenario, 40);
    let parts = &answer.line("plant").expect("a line").missing_from;
    let found: Vec<_> = parts.iter().map(|part| (part.lane.as_deref(), part.halt_days)).collect();
    assert_eq!(found, [(Some("m_plant"), 0.75), (Some("w_plant"), 0.25)]);
}
