//! What matters as tables: one row an outcome and parameter, one row an outcome and condition, one a trial.

use super::super::data::{Body, Cell, Data, Field, Kind, Sink};
use super::super::fields::Fields;
use super::super::measures::{self, change, unit as unit_of, with_interval};
use super::super::shown::{Table, Told, number, words};
use super::phrases::{of_parameter, part_with_interval};
use super::{known, parameter};
use crate::experiment::{
    AtEnd, Bad, Condition, Conditions, CourseBin, Discovery, Estimate, Found, Measured, OutcomeSensitivity,
    ParameterFacts, SensitivityAnswer, Swing, Unit, VarianceShare,
};

/// Parameters that a terminal shows.
const MOST: usize = 12;

/// All tables that are files.
pub(super) fn tables(answer: &SensitivityAnswer) -> Vec<Data<'_>> {
    vec![tornado(answer), variance(answer), conditions(answer), trials(answer)]
}

/// Outcome, site and unit: the columns that all begin with.
fn outcome<'a, T: Copy + 'a>(of: impl Fn(T) -> &'a Measured + Copy + 'a) -> Fields<'a, T> {
    let mut columns = Fields::new();
    measures::outcome(&mut columns, "outcome_title", move |row| {
        let Measured { outcome, site, title, unit, .. } = of(row);
        (outcome, site.as_deref(), title, unit)
    });
    columns
}

type Swung<'a> = (usize, &'a OutcomeSensitivity, &'a Swing, Option<&'a ParameterFacts>);

/// Takes one of the ends.
type End = fn(&Swing) -> &AtEnd;

fn swings(answer: &SensitivityAnswer) -> impl Iterator<Item = Swung<'_>> {
    answer.outcomes.iter().flat_map(move |found| swings_of(answer, found))
}

fn swings_of<'a>(answer: &'a SensitivityAnswer, found: &'a OutcomeSensitivity) -> impl Iterator<Item = Swung<'a>> {
    let swings = found.tornado.iter().enumerate();
    swings.map(move |(at, swing)| (at, found, swing, parameter(answer, &swing.parameter)))
}

fn parameter_unit(facts: Option<&ParameterFacts>) -> &str {
    facts.map_or("", |facts| &facts.unit)
}

fn tornado(answer: &SensitivityAnswer) -> Data<'_> {
    let mut columns = outcome::<Swung>(|(_, found, ..)| &found.measured);
    columns.whole("rank", "", "place by the swing", |(at, ..)| Some(at + 1));
    columns.named(["parameter", "title"], "name of the parameter", |(_, _, swing, facts)| {
        (&swing.parameter, facts.map_or("", |facts| &facts.title))
    });
    columns.text("parameter_unit", "unit of the parameter", |(.., facts)| parameter_unit(facts));
    columns.number("p10", "as parameter_unit", "one value in ten is lower", |(_, _, swing, _)| Some(swing.low.value));
    columns.number("p90", "as parameter_unit", "one value in ten is higher", |(_, _, swing, _)| Some(swing.high.value));
    let unit = "as unit";
    columns.estimate("base", unit, "the outcome as the scenario is written", |(_, found, ..)| Some(found.base));
    let ends: [(&str, End); 2] = [("p10", |swing| &swing.low), ("p90", |swing| &swing.high)];
    for (name, end) in ends {
        let about = "the outcome with the parameter held there";
        columns.estimate(&format!("at_{name}"), unit, about, move |(_, _, swing, _)| Some(end(swing).outcome));
    }
    for (name, end) in ends {
        let about = "its difference from the base, on the same trials";
        columns.estimate(&format!("change_at_{name}"), unit, about, move |(_, _, swing, _)| Some(end(swing).change));
    }
    columns.estimate("swing", unit, "from one end to the other", |(_, _, swing, _)| Some(swing.swing));
    columns.table(("tornado", "Tornado"), "Each parameter at its P10 and P90, the greatest swing first", swings(answer))
}

/// A source of the variance: name, title, and what it brings.
#[derive(Clone, Copy)]
struct Source<'a> {
    of: &'a Measured,
    name: &'a str,
    title: &'a str,
    first: Estimate,
    total: Estimate,
    of_parameters: Option<Estimate>,
}

/// Groups first, then parameters.
fn sources<'a>(answer: &'a SensitivityAnswer, found: &'a OutcomeSensitivity) -> Vec<Source<'a>> {
    let Some(variance) = &found.variance else { return Vec::new() };
    let of = &found.measured;
    // What a group does in all is what the other does not do by itself.
    let group = |name, title, first: &Estimate, other: &Estimate| {
        let [low, high] = [other.high, other.low].map(|end| end.map(|x| 1.0 - x));
        let total = Estimate { value: 1.0 - other.value, low, high };
        Source { of, name, title, first: *first, total, of_parameters: None }
    };
    let (parameters, others) = (&variance.parameters, &variance.other_randomness);
    let groups = [
        group("all_parameters", "All parameters", parameters, others),
        group("other_randomness", "All other randomness", others, parameters),
    ];
    let each = variance.shares.iter().map(|share| Source {
        of,
        name: &share.parameter,
        title: parameter(answer, &share.parameter).map_or("", |facts| &facts.title),
        first: share.first,
        total: share.total,
        of_parameters: share.of_parameters,
    });
    groups.into_iter().chain(each).collect()
}

fn variance(answer: &SensitivityAnswer) -> Data<'_> {
    let mut columns = outcome::<Source>(|row| row.of);
    columns.named(["source", "title"], "name of the parameter, or of a group", |row| (row.name, row.title));
    let unit = "share of variance";
    columns.estimate("first_order", unit, "what would go if it alone were known", |row| Some(row.first));
    columns.estimate("total", unit, "what would stay if all else were known", |row| Some(row.total));
    let about = "the first as a share of what all parameters do by themselves";
    columns.estimate("of_all_parameters", unit, about, |row| row.of_parameters);
    let rows = answer.outcomes.iter().flat_map(|found| sources(answer, found));
    columns.table(("variance", "Variance"), "Where the differences between trials come from", rows)
}

type Conditioned<'a> = (&'a OutcomeSensitivity, &'a Discovery, &'a Conditions, &'a Condition);

fn found_conditions(answer: &SensitivityAnswer) -> impl Iterator<Item = Conditioned<'_>> {
    answer.outcomes.iter().flat_map(|found| {
        let discovery = found.discovery.as_ref();
        let all = discovery.and_then(|discovery| match &discovery.found {
            Found::Conditions(all) => Some((discovery, all)),
            _ => None,
        });
        all.into_iter()
            .flat_map(move |(discovery, all)| all.conditions.iter().map(move |one| (found, discovery, all, one)))
    })
}

/// One row a condition; what is said of all of them together stands in each.
fn conditions(answer: &SensitivityAnswer) -> Data<'_> {
    let mut columns = outcome::<Conditioned>(|(found, ..)| &found.measured);
    columns.text("bad", "how the outcome of a bad trial lies to the threshold", |(_, discovery, ..)| {
        match discovery.bad {
            Bad::Halts => "halts",
            Bad::Above(_) => "above",
            Bad::AtLeast(_) => "at_least",
            Bad::Below(_) => "below",
            Bad::AtMost(_) => "at_most",
        }
    });
    let about = "the threshold; empty where bad trials are those with a halt";
    columns.number("threshold", "as unit", about, |(_, discovery, ..)| match discovery.bad {
        Bad::Halts => None,
        Bad::Above(x) | Bad::AtLeast(x) | Bad::Below(x) | Bad::AtMost(x) => Some(x),
    });
    columns.named(["fact", "title"], "name of the parameter, or of the fact about policy", |(.., one)| {
        (&one.fact, &one.title)
    });
    columns.text("fact_unit", "its unit", |(.., one)| &one.unit);
    columns.number("from", "as fact_unit", "the condition: at least this", |(.., one)| one.from);
    columns.number("to", "as fact_unit", "the condition: at most this", |(.., one)| one.to);
    let about = "chance of as many bad trials inside if the condition picked trials at random";
    columns.number("quasi_p", "probability", about, |(.., one)| Some(one.quasi_p));
    let unit = "share of trials";
    columns
        .chance("inside", unit, "bad ones among those in which all conditions hold", |(_, _, all, _)| Some(all.inside));
    columns.chance("elsewhere", unit, "bad ones among the others", |(_, _, all, _)| Some(all.elsewhere));
    let about = "of the bad trials, those in which all conditions hold";
    columns.chance("coverage", unit, about, |(_, _, all, _)| Some(all.coverage));
    let about = "of all trials, those in which all conditions hold";
    columns.chance("support", unit, about, |(_, _, all, _)| Some(all.support));
    let about = "Conditions under which trials are bad far more often than elsewhere";
    columns.table(("conditions", "Conditions"), about, found_conditions(answer))
}

/// How often trials are bad by the value of each fact of a condition.
pub(super) fn courses(answer: &SensitivityAnswer) -> Data<'_> {
    let mut columns = Fields::<(Conditioned, &CourseBin)>::new();
    columns.text("Outcome", "name of the outcome", |((found, ..), _)| &found.measured.title);
    columns.text("Fact", "what a condition is about", |((.., one), _)| &one.title);
    columns.text("Fact unit", "its unit", |((.., one), _)| if one.percent { "share" } else { &one.unit });
    let unit = "as fact unit";
    columns.number("From", unit, "lowest value of these trials", |(_, bin)| Some(bin.from));
    columns.number("To", unit, "highest value of these trials", |(_, bin)| Some(bin.to));
    columns.number("Median", unit, "half of the values are at most this", |(_, bin)| Some(bin.median));
    columns.chance("Bad", "share of trials", "bad ones among these trials", |(_, bin)| Some(bin.bad));
    let rows = found_conditions(answer).flat_map(|row| row.3.course.iter().map(move |bin| (row, bin)));
    columns.table(("courses", "By value"), "How often trials are bad, by the value of each fact", rows)
}

/// One row a trial, with its facts and outcomes.
fn trials(answer: &SensitivityAnswer) -> Data<'_> {
    let outcomes = || answer.outcomes.iter().filter(|outcome| !outcome.values.is_empty());
    let key = |measured: &Measured| match &measured.site {
        Some(site) => format!("{}:{site}", measured.outcome),
        None => measured.outcome.clone(),
    };
    let about = "number of the trial, from 0; `linestop explain --trial` tells it";
    let mut columns = vec![Field::new("trial", Kind::Whole, "", about)];
    columns.extend(answer.facts.iter().map(|fact| {
        let unit = if fact.percent { "share" } else { &fact.unit };
        let kind = if fact.whole { Kind::Whole } else { Kind::Number };
        Field::new(fact.key.as_str(), kind, unit, fact.title.clone())
    }));
    columns.extend(outcomes().map(|outcome| {
        let of = &outcome.measured;
        Field::new(key(of), Kind::Number, &of.unit, format!("{}, in this trial", of.title))
    }));
    let facts = answer.facts.iter().map(|fact| &fact.values);
    let values: Vec<&Vec<f64>> = facts.chain(outcomes().map(|outcome| &outcome.values)).collect();
    let kinds: Vec<Kind> = columns.iter().skip(1).map(|column| column.kind).collect();
    #[allow(clippy::cast_possible_truncation, reason = "whole numbers are")]
    let cell = |value: f64, kind: Kind| match kind {
        Kind::Whole if value.is_finite() => Cell::Whole(value as i64),
        Kind::Whole => Cell::Empty,
        _ => Cell::Number(value),
    };
    let each = move |with: &mut Sink| {
        let mut row = Vec::new();
        for trial in 0..values.first().map_or(0, |values| values.len()) {
            row.clear();
            row.push(Cell::count(trial as u64));
            row.extend(values.iter().zip(&kinds).map(|(values, kind)| cell(values[trial], *kind)));
            with(&row)?;
        }
        Ok(())
    };
    Data {
        name: "trials",
        title: "Single trials",
        about: "One row for each trial, with its parameters, facts and outcomes",
        columns,
        rows: Body::EachTrial(Box::new(each)),
    }
}

/// Parameters, the most important first, for each outcome.
pub(super) fn summary(answer: &SensitivityAnswer) -> Data<'_> {
    let about = "What depends on which parameter, the greatest swing first";
    by_parameter().table(("summary", "Summary"), about, swings(answer))
}

/// The same of one outcome, as people are shown it.
pub(super) fn shown(answer: &SensitivityAnswer, found: &OutcomeSensitivity) -> Table {
    let title = format!("{}: parameters, the most important first", found.measured.title);
    let in_currency = unit_of(&found.measured) == Unit::Money;
    let note = if in_currency { format!("In {}.", answer.scenario.currency) } else { String::new() };
    by_parameter().shown(&title, |_| "", swings_of(answer, found)).noting(&note).on_terminal("tornado.csv", MOST)
}

/// What a parameter brings to the variance.
fn share((_, found, swing, _): Swung<'_>) -> Option<&VarianceShare> {
    found.variance.as_ref()?.shares.iter().find(|share| share.parameter == swing.parameter)
}

fn by_parameter<'a>() -> Fields<'a, Swung<'a>> {
    let mut columns = Fields::<Swung>::new();
    columns.text("Outcome", "what is looked at", |(_, found, ..)| &found.measured.title);
    columns.text("Outcome unit", "its unit", |(_, found, ..)| &found.measured.unit);
    columns.text("Parameter", "what is not known", |(_, _, swing, facts)| {
        facts.map_or(swing.parameter.as_str(), |facts| &facts.title)
    });
    columns.show("Parameter");
    columns.text("Parameter unit", "its unit", |(.., facts)| match facts {
        Some(facts) if facts.percent => "share",
        facts => parameter_unit(facts),
    });
    let unit = "as parameter unit";
    columns.number("P10", unit, "one value in ten is lower", |(_, _, swing, _)| Some(swing.low.value));
    columns.number("P90", unit, "one value in ten is higher", |(_, _, swing, _)| Some(swing.high.value));
    let from_to = |(_, _, swing, facts): Swung| {
        let [low, high] =
            [&swing.low, &swing.high].map(|end| facts.map_or(String::new(), |facts| of_parameter(facts, end.value)));
        words(format!("{low} to {high}"))
    };
    columns.show_as("P10 to P90", from_to).yields(3);
    let unit = "as outcome unit";
    let ends: [(&str, End); 2] = [("Outcome at P10", |swing| &swing.low), ("Outcome at P90", |swing| &swing.high)];
    for (name, end) in ends {
        columns.estimate(name, unit, "with the parameter held there", move |(_, _, swing, _)| Some(end(swing).outcome));
        columns.show_as(&format!("{name} (95 %)#"), move |(_, found, swing, _)| {
            let outcome = &end(swing).outcome;
            number(with_interval(unit_of(&found.measured), outcome), outcome.value)
        });
    }
    columns.estimate("Swing", unit, "from one to the other, on the same trials", |(_, _, swing, _)| Some(swing.swing));
    columns.yes("Told apart", "whether the swing can be told from none", |(_, _, swing, _)| known(swing));
    columns.show_as("Swing (95 %)#", |(_, found, swing, _)| {
        let told = known(swing).then(|| change(unit_of(&found.measured), &swing.swing));
        number(told.unwrap_or_else(|| "not distinguishable".into()), swing.swing.value)
    });
    columns.estimate("Brings", "share of variance", "what would go if it alone were known", |row| {
        share(row).map(|share| share.first)
    });
    columns.show_as("Share of the variance#", |row| part(share(row).map(|share| &share.first))).yields(2);
    columns.show_as("With all it does#", |row| part(share(row).map(|share| &share.total))).yields(1);
    columns
}

/// A share of the variance, if there is one.
fn part(estimate: Option<&Estimate>) -> Told {
    estimate.map_or_else(|| words(""), |estimate| number(part_with_interval(estimate), estimate.value))
}
