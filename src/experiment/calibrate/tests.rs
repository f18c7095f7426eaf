use std::fmt::Write as _;

use serde_json::json;

use super::super::series::Trials;
use super::*;
use crate::model::compile;
use crate::scenario::from_value;

/// One buyer, one desk: a slow regime for two months, then a fast one.
fn model() -> Model {
    let scenario = from_value(json!({
        "title": "Flow", "currency": "EUR", "start": "2024-10-01", "horizon_days": 365,
        "observed": {"authority": "desk", "from": "2024-12", "noise": 0.05},
        "parameters": {
            "demand": {"value": {"uniform": {"min": 60, "max": 140}}},
            "slow": {"value": {"uniform": {"min": 0.05, "max": 0.9}}},
            "certain": {"value": 7}
        },
        "materials": {"magnet": {"unit": "t", "tick": 0.001, "elements": {"Dy": 0.02}}, "use": {"unit": "piece", "tick": 0.001}},
        "authorities": {"desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day",
            "desk": {"review_work_days": 2}, "initial_regime": "fast",
            "regimes": {"fast": {"desk_capacity": 2}, "slow": {"desk_capacity": {"parameter": "slow"}}},
            "events": {
                "freeze": {"date": "2025-02-01", "enter": "slow"},
                "thaw": {"date": "2025-04-15", "enter": "fast", "known_from": "2025-04-01"}
            }
        }},
        "sites": {
            "makers": {"country": "CN", "sector": "magnets", "makes": "magnet"},
            "buyers": {
                "country": "DE", "sector": "all", "makes": "use", "sales": {"per_working_day": {"parameter": "demand"}},
                "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"days_of_cover": 900}, "ordering":
                    {"base_stock": {"order_up_to": {"days_of_cover": 900}, "review_every_days": 1}}}}
            }
        },
        "lanes": {"out": {"from": "makers", "to": "buyers", "authority": "desk", "dispatch_days": 3, "transit_days": 9}}
    }));
    compile(&scenario.unwrap().scenario).unwrap()
}

fn options(fit: &[&str]) -> CalibrateOptions {
    let fit = fit.iter().map(|s| (*s).to_owned()).collect();
    CalibrateOptions { fit, keep: 0.08, rows: 500, trials: 1_500, seed: 1, ..CalibrateOptions::default() }
}

fn fitted_to(model: &Model, seen: &Months, options: &CalibrateOptions) -> Result<CalibrateAnswer, CalibrateError> {
    calibrate(named(model), &CalibrateOptions { observed: seen.clone(), ..options.clone() }, &Watch::default())
}

fn named(model: &Model) -> NamedModel<'_> {
    NamedModel { name: "flow", sha256: "", model }
}

/// The months that a trial of another seed would have published, and what it had drawn.
fn truth(model: &Model, trial: usize) -> (Months, Vec<f64>) {
    let observed = model.observed.as_ref().unwrap();
    let plan = Plan { first_trial: 0, trials: 12, seed: 77, outcomes: false, band_every: 365, audit: false };
    let trials = Trials::simulate(model, observed, &plan, &Watch::default()).unwrap();
    let months =
        trials.months.iter().filter(|m| **m >= observed.from && super::super::month_after(**m, 1) <= model.date(365));
    let made = trials.noisy(observed, trial, model.date(365));
    let months = months.filter_map(|m| Some((*m, *made.get(m)?))).collect();
    (months, drawn(model, &Streams::new(model, 77), trial as u64))
}

/// Twelve known worlds, two parameters each: the middle nine tenths of the fit hold the truth in 18 of 24 or more
/// (fewer with a chance of 0.7 % if they hold nine tenths of the time; the seeds are fixed), are less than half as wide
/// as before the fit, and their median is off by less than a twelfth of the width before on average. Without a fit it
/// would be off by more than a quarter of it.
#[test]
fn known_parameters_are_recovered() {
    let model = model();
    let (mut held, mut learned, mut off) = (0, 0.0, 0.0);
    for trial in 0..12 {
        let (months, drew) = truth(&model, trial);
        let found = fitted_to(&model, &months, &options(&["slow", "demand"])).unwrap();
        assert_eq!(found.months_before, 2);
        for parameter in &found.parameters {
            let at = model.numbers.parameters.iter().position(|p| p.name == parameter.name).unwrap();
            let fit = parameter.posterior;
            held += u32::from(fit.p05 <= drew[at] && drew[at] <= fit.p95);
            learned += parameter.learned() / 24.0;
            off += (fit.median - drew[at]).abs() / (parameter.prior.p95 - parameter.prior.p05) / 24.0;
        }
        assert!(found.effective > 50.0 && found.draws.len() == 500, "{}", found.effective);
    }
    assert!(held >= 18, "{held} of 24");
    assert!(off < 1.0 / 12.0, "{off}");
    assert!(learned > 0.5, "{learned}");
}

/// Forty files of a known distribution set one parameter; its draws have the spread that forty files leave, and the
/// other parameter is fitted to the months as without them.
#[test]
fn records_set_the_parameter_that_is_named() {
    let model = model();
    let (months, _) = truth(&model, 0);
    let mut text = "filed,decided,outcome\n".to_owned();
    for file in 0..40_i32 {
        let filed = jiff::civil::date(2025, 1, 1);
        let decided = filed.saturating_add(jiff::Span::new().days(60 + file % 40));
        let _ = writeln!(text, "{filed},{decided},granted");
    }
    text += "2025-01-01,2025-02-01,denied\n";
    let (path, until) = (std::path::Path::new("r.csv"), jiff::civil::date(2025, 9, 30));
    let waits = read_records(path, text.as_bytes(), until, crate::reading::Locale::UNDECLARED).unwrap().fit;
    let with = CalibrateOptions {
        waits: Some(waits.clone()),
        from_records: [Some("demand".to_owned()), None, None],
        ..options(&[])
    };
    let found = fitted_to(&model, &months, &with).unwrap();
    let names: Vec<(&str, bool)> = found.parameters.iter().map(|p| (p.name.as_str(), p.from_records)).collect();
    assert_eq!(names, [("slow", false), ("demand", true)]);
    let posterior = found.parameters[1].posterior;
    let interval = waits.median_interval.unwrap();
    // 500 draws: nine tenths of them lie a little within the 95 % interval.
    let ratio = (posterior.p95 - posterior.p05) / (interval.high - interval.low);
    assert!((0.7..0.98).contains(&ratio), "{ratio}");
    assert!((posterior.median / waits.median_days - 1.0).abs() < 0.01, "{posterior:?}");
    let alone = fitted_to(&model, &months, &options(&["slow"])).unwrap();
    assert_eq!(found.parameters[0], alone.parameters[0]);
    let outside = CalibrateOptions { from_records: [Some("slow".to_owned()), None, None], ..with.clone() };
    let refused = fitted_to(&model, &months, &outside).unwrap_err().to_string();
    assert!(refused.contains("outside of the distributions"), "{refused}");
    let both = CalibrateOptions { fit: vec!["demand".to_owned()], ..with };
    let refused = fitted_to(&model, &months, &both).unwrap_err().to_string();
    assert!(refused.contains("cannot be fitted to the months as well"), "{refused}");
}

#[test]
fn what_cannot_be_fitted_is_told() {
    let model = model();
    let (months, _) = truth(&model, 0);
    let try_with = |fit: &[&str], months: &Months| fitted_to(&model, months, &options(fit)).unwrap_err().to_string();
    assert!(try_with(&["slwo"], &months).contains("did you mean \"slow\"?"));
    assert!(try_with(&["certain"], &months).contains("is certain"));
    let early: Months = months.iter().take(3).map(|(m, x)| (*m, *x)).collect();
    assert!(try_with(&[], &early).contains("1 observed months lie within the scenario from 2025-02 on"));
    let few = CalibrateOptions { trials: 300, ..options(&[]) };
    assert!(fitted_to(&model, &months, &few).unwrap_err().to_string().contains("24 of 300"));
}
