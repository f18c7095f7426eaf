//! A supplier that comes and goes, and orders of which only a part is granted.

use linestop::inside::experiment::{CostKind, trace};
use serde_json::{Value, json};

use crate::distributions::TwoStates;
use crate::known::{Case, Found, grid};
use crate::{model, run};

/// An authority that licenses nothing and now and then shuts a lane, day by day with the chances of the chain.
fn shutting(lane: &str, chain: TwoStates) -> Value {
    let [open, shut] = chain.means();
    json!({
        "country": "CN", "desk": { "review_work_days": 1 }, "initial_regime": "open",
        "regimes": {
            "open": { "lasts_days": { "exponential": { "mean": open } }, "then": { "shut": 1 } },
            "shut": { "shut_lanes": [lane], "lasts_days": { "exponential": { "mean": shut } }, "then": { "open": 1 } }
        }
    })
}

/// SD-01: demand of 2,000 a day, base stock reviewed daily, a supplier that fails with 4 % a day and returns with 25 %.
///
/// An order takes two days here, not none: with the lane shut for n days on end up to yesterday, `n + 2` days of demand
/// are on order at the end of a day, where the textbook has `n + 1`. So one more day of demand in the base stock gives
/// the textbook's own numbers: shortage ((n + 1) d − S)⁺ with P(n ≥ k) = α / (α + β) (1 − β)^(k−1).
fn interrupted(chain: TwoStates, base: u32, trials: u64) -> Vec<[i64; 3]> {
    let day = 220;
    let model = model(json!({
        "title": "Interrupted", "currency": "EUR", "start": "2025-01-01", "horizon_days": day + 1,
        "materials": { "part": { "unit": "piece" }, "good": { "unit": "piece" }, "sold": { "unit": "piece" } },
        "authorities": { "gate": shutting("supply", chain) },
        "sites": {
            "source": { "country": "CN", "sector": "stage", "makes": "part" },
            "warehouse": { "country": "DE", "sector": "stage", "makes": "good", "inputs": { "part": {
                "per_unit": 1, "opening_stock": { "quantity": base },
                "ordering": { "base_stock": { "order_up_to": { "quantity": base }, "review_every_days": 1 } }
            } } },
            "market": { "country": "DE", "sector": "market", "makes": "sold", "sales": { "per_working_day": 1 }, "inputs": { "good": {
                "per_unit": 1, "opening_stock": { "quantity": 0 },
                "ordering": { "call_off": { "quantity": { "quantity": 2000 }, "every_days": 1 } }
            } } }
        },
        "lanes": {
            "supply": { "from": "source", "to": "warehouse", "transit_days": 1, "authority": "gate" },
            "demand": { "from": "warehouse", "to": "market", "transit_days": 1 }
        }
    }));
    (0..trials)
        .map(|trial| {
            let course = trace(&model, 20_250_404, trial);
            let site = course.sites.iter().find(|s| s.site == "warehouse").expect("the warehouse");
            let shut = course.regimes[0].1[day as usize] == "shut";
            [site.inputs[0].stock[day as usize] as i64, site.backlog[day as usize] as i64, i64::from(shut)]
        })
        .collect()
}

/// The textbook's cost a period, in closed sums: 0.25 a unit in stock, 3 a unit owed.
fn textbook_cost(chain: TwoStates, base: f64) -> f64 {
    let down = chain.closes / (chain.closes + chain.opens);
    let chance = |n: i32| if n == 0 { 1.0 - down } else { down * chain.opens * (1.0 - chain.opens).powi(n - 1) };
    let net = |n: i32| base - f64::from(n + 1) * 2000.0;
    (0..2000).map(|n| chance(n) * (0.25 * net(n).max(0.0) + 3.0 * (-net(n)).max(0.0))).sum()
}

#[test]
fn sd_01_base_stock_with_disruptions() {
    let case = Case::new("SD-01", "Snyder & Shen 2019, ch. 9; stockpyl");
    let chain = TwoStates { closes: 0.04, opens: 0.25 };
    let cost = |rows: &[[i64; 3]]| Found::mean(rows.iter().map(|[stock, owed, _]| stock + 12 * owed)).times(0.25);
    let trials = 4_000;
    // Four periods' demand is the best base stock; here a day more, as said.
    let best = interrupted(chain, 10_000, trials);
    let exact = 2_737.068_965_517_24;
    assert!((textbook_cost(chain, 8000.0) - exact).abs() < 1e-8);
    case.near(
        "P(down)",
        Found::share(best.iter().map(|row| row[2] == 1)),
        grid(0.137_931_034_482_759).textbook(0.137_931_034_482_759),
    );
    let found = Found::share(best.iter().map(|row| row[1] > 0));
    case.near("P(shortage), S = 4 d", found, grid(0.058_189_655_172_413_8).textbook(0.058_189_655_172_413_8));
    let found = Found::mean(best.iter().map(|row| row[1])).times(1.0 / 2000.0);
    case.near("E[backorders], days of demand", found, grid(0.232_758_620_689_655).textbook(0.232_758_620_689_655));
    case.near("cost a period at S* = 8,000", cost(&best), grid(exact).textbook(exact));
    let found = cost(&interrupted(chain, 1_200 + 2_000, trials));
    case.near("cost a period at S = 1,200", found, grid(5_710.344_827_586_21).textbook(5_710.344_827_586_21));
    // On the same random numbers a day's demand more or less costs more.
    let total = |rows: &[[i64; 3]]| rows.iter().map(|[stock, owed, _]| stock + 12 * owed).sum::<i64>();
    for other in [8_000, 12_000] {
        assert!(total(&interrupted(chain, other, 1_000)) > total(&best[..1_000]), "{other}");
    }
    for (part, opens, periods, per_unit) in [("long", 0.1, 4.0, 2.869_25), ("short", 0.5, 2.0, 0.525)] {
        // The same uptime of 90 %, rare and long or frequent and short.
        let chain = TwoStates { closes: opens / 9.0, opens };
        let exact = textbook_cost(chain, periods * 2000.0) / 2000.0;
        let found = cost(&interrupted(chain, 2000 * (periods as u32 + 1), trials)).times(1.0 / 2000.0);
        case.near(&format!("uptime 90 %, {part} stops: least cost a unit"), found, grid(exact).textbook(per_unit));
    }
}

/// SD-02: one a day, an order of 196 when the stock runs out, a supplier that is open 243 days and shut 26 on average.
///
/// The order is placed a day ahead, reaches the supplier on the day on which the last unit is used, and is there the
/// next morning if the supplier is open; else the line halts until the day after it opens. So cycles renew themselves
/// with each shipment: Q days, then with ψ = P(shut Q days after being open) a stop that ends with 1/mean a day. What
/// is expected within the horizon is summed over the days of shipments.
#[test]
fn sd_02_order_quantity_with_disruptions() {
    let case = Case::new("SD-02", "Parlar & Berkin 1991, Snyder 2014; here renewals, day by day");
    let (quantity, horizon) = (196_u32, 3000_u32);
    let chain = TwoStates::of_means(365.0 / 1.5, 365.0 / 14.0);
    let model = model(json!({
        "title": "Order quantity", "currency": "EUR", "start": "2025-01-01", "horizon_days": horizon,
        "materials": { "magnet": { "unit": "piece", "price_per_unit": 365 }, "motor": { "unit": "piece" } },
        "authorities": { "gate": shutting("sea", chain) },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                "holding_cost_share_per_year": 1, "inputs": { "magnet": {
                "per_unit": 1, "opening_stock": { "quantity": quantity },
                "ordering": { "reorder_point": { "reorder_at": { "quantity": 1 }, "order_quantity": { "quantity": quantity } } }
            } } }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "transit_days": 1, "authority": "gate" } }
    }));
    let rows = run(&model, 4_000).outcomes;
    // Chances of a shipment by day, counted from the day before the first: the opening stock came then.
    let days = horizon as usize;
    let mut ships = vec![0.0; days + 1];
    ships[0] = 1.0;
    let (mut halt_days, mut halts, mut holding) = (0.0, 0.0, 0.0);
    for day in 0..=days {
        let p = ships[day];
        // Day `d` of the horizon has place `d + 1` here.
        let on_hand = (0..quantity as usize).filter(|i| day + i < days).map(|i| (quantity as usize - 1 - i) as f64);
        holding += p * on_hand.sum::<f64>();
        // The supplier is open on day 0, not on the day before.
        let due = day + quantity as usize;
        let shut = chain.closed_after(if day == 0 { quantity - 1 } else { quantity });
        if due <= days {
            ships[due] += p * (1.0 - shut);
        }
        let mut still = shut;
        for stands in 1..=days.saturating_sub(due) {
            // The line is halted on the days after the one on which the order would have left.
            halt_days += if due + stands <= days { p * still } else { 0.0 };
            halts += if stands == 1 { p * shut } else { 0.0 };
            ships[due + stands] += p * still * chain.opens;
            still *= 1.0 - chain.opens;
        }
    }
    let (psi, wait) = (chain.closed_after(quantity), 1.0 / chain.opens);
    let long_run = psi * wait / (f64::from(quantity) + psi * wait);
    let found = Found::mean(rows.iter().map(|row| i64::from(row.halt_days))).times(1.0 / f64::from(horizon));
    let share = halt_days / f64::from(horizon);
    assert!((share / long_run - 1.0).abs() < 0.05, "{share} {long_run}");
    case.near("share of days halted", found, grid(share).textbook(0.012_671_713_449_668_8));
    let found = Found::mean(rows.iter().map(|row| i64::from(row.halts)));
    case.near("halts in 3,000 days", found, grid(halts));
    let found = Found::mean(rows.iter().map(|row| row.of(CostKind::Holding))).times(0.01 / f64::from(horizon));
    case.near("mean stock at the end of a day", found, grid(holding / f64::from(horizon)));
}

/// SD-03 (b): one a day, orders of 128 of which 80, 96 or 128 are granted, timed to arrive when the stock runs out.
/// Arrivals renew the course; the stock is summed over them.
#[test]
fn sd_03_granted_parts_of_orders() {
    let case = Case::new("SD-03", "Yano & Lee 1995; here renewals, day by day").part("multiplicative yield: ");
    let horizon = 1000;
    let granted = [(80, 0.2), (96, 0.5), (128, 0.3)];
    let shares: Vec<f64> = granted.iter().map(|(units, _)| f64::from(*units) / 128.0).collect();
    let weights: Vec<f64> = granted.iter().map(|(_, weight)| *weight).collect();
    let model = model(json!({
        "title": "Parts", "currency": "EUR", "start": "2025-01-01", "horizon_days": horizon,
        "materials": { "magnet": { "unit": "piece", "price_per_unit": 365, "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": { "review_work_days": 0 },
            "initial_regime": "open",
            "regimes": { "open": { "granted_fraction": { "empirical": { "values": shares, "weights": weights } } } }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                "holding_cost_share_per_year": 1, "inputs": { "magnet": {
                "per_unit": 1, "opening_stock": { "quantity": 96 },
                // Ordered on day t, filed on t + 1, granted on t + 2, received on t + 3.
                "ordering": { "reorder_point": { "reorder_at": { "quantity": 2 }, "order_quantity": { "quantity": 128 } } }
            } } }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "transit_days": 1, "authority": "desk" } }
    }));
    let rows = run(&model, 5_000).outcomes;
    assert!(rows.iter().all(|row| row.halt_days == 0));
    let days = horizon as usize;
    let stock = |from: usize, units: usize| {
        (from..days.min(from + units)).map(|d| (units - 1 - (d - from)) as f64).sum::<f64>()
    };
    let mut arrives = vec![0.0; days + 1];
    arrives[96] = 1.0;
    let mut whole = stock(0, 96);
    for day in 96..days {
        for (units, weight) in granted {
            let (units, p) = (units as usize, arrives[day] * weight);
            whole += p * stock(day, units);
            if day + units <= days {
                arrives[day + units] += p;
            }
        }
    }
    let moment = |k: i32| granted.iter().map(|(units, weight)| f64::from(*units).powi(k) * weight).sum::<f64>();
    let long_run = (moment(2) / moment(1) - 1.0) / 2.0;
    assert!((whole / 1000.0 / long_run - 1.0).abs() < 0.02);
    let found = Found::mean(rows.iter().map(|row| row.of(CostKind::Holding))).times(0.01 / f64::from(horizon));
    case.near("mean stock at the end of a day", found, grid(whole / f64::from(horizon)));
    // What was received, from the cost of purchase at 365 a unit, first and last orders included.
    let found = Found::mean(rows.iter().map(|row| row.of(CostKind::Purchase))).times(0.01 / 365.0);
    let received: f64 = (96..days).map(|day| arrives[day] * moment(1)).sum();
    case.near("units received", found, grid(received));
}
