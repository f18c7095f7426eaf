//! Classes of parts with targets of their own: constraints of the same search.
//!
//! A class runs out in a trial if any of its parts needs more stock than it has, in the world in which the line never
//! stands: so one part that is missing hides no other. One pass tells that for every mix at once; on fresh trials a
//! further pass does, and where it does not confirm the target, the stock of its parts is raised (see `raise`).

use serde::{Deserialize, Serialize};

use super::answer::{Bound, BoundFrom, Verdict};
use super::confirm::Look;
use super::mix::Class;
use super::path::beyond_today;
use super::prepare::day_of;
use super::raise::{self, ClassPart};
use super::target::SURE;
use super::{Goal, Line, MOST_TIMES, SizeMistake, SizeOptions, Study, What, confirm};
use crate::experiment::pass::{Pass, Stocked};
use crate::experiment::summarise::chance;
use crate::experiment::{Chance, Stopped};
use crate::model::Model;
use crate::reading::{self, Locale, find};
use crate::scenario::{name_list, nearest_name, thousands};
use crate::statistics::{proportion, quantile};

/// Parts that may run out with a chance of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct PartClass {
    /// Its name, for people.
    pub name: String,
    /// Keys or titles of materials.
    pub parts: Vec<String>,
    /// The chance within the horizon, at each line, that any of them runs out: at most.
    pub chance: f64,
}

/// A class at a line.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SizedClass {
    /// Its name, for people.
    pub name: String,
    /// Keys of its materials at the line.
    pub parts: Vec<String>,
    /// The chance that is allowed.
    pub target: f64,
    /// The chance that one of them runs out with today's stock, on the trials on which the stock was found.
    pub today: Chance,
    /// The same with the stock of the answer, on fresh trials.
    pub runs_out: Chance,
    /// What that is at most, with confidence.
    pub bound: Bound,
    /// What that says of the target.
    pub verdict: Verdict,
}

/// What is wanted of a class at a line.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// Which class.
    class: usize,
    /// Places of its parts among the inputs of the line.
    parts: Vec<usize>,
    chance: f64,
}

impl PartClass {
    /// Reads a class as people write it: `A parts: magnet, chip <= 1%`, or without a name `magnet, chip <= 1%`.
    ///
    /// # Errors
    /// What is wrong with it, and how it is written.
    pub fn parse(text: &str, locale: Locale) -> Result<Self, SizeMistake> {
        let wrong = |why: &str| {
            let how = "write parts and the chance that any of them runs out, as in \"magnet, chip <= 1%\" or \"A parts: \
                       magnet, chip <= 1%\"";
            Err(SizeMistake(format!("the class \"{text}\" {why}; {how}")))
        };
        let plain = text.replace('≤', "<=");
        let Some((left, right)) = plain.split_once("<=") else { return wrong("has no <=") };
        let share = match reading::value(right.trim(), locale) {
            Ok(written) if written.scale.is_none() => written.value,
            Ok(_) => return wrong("needs a share behind <="),
            Err(error) => return wrong(&format!("needs a share behind <=: {error}")),
        };
        if !(share > 0.0 && share < 1.0) {
            return wrong("needs a share between 0 and 1 (0% and 100%), both ends excluded");
        }
        let (name, parts) = match left.split_once(':') {
            Some((name, parts)) => (Some(name.trim()).filter(|name| !name.is_empty()), parts),
            None => (None, left),
        };
        let parts: Vec<String> =
            parts.split(',').map(|part| part.trim().to_owned()).filter(|p| !p.is_empty()).collect();
        if parts.is_empty() {
            return wrong("names no part");
        }
        let name = name.map_or_else(|| parts.join(", "), str::to_owned);
        Ok(Self { name, parts, chance: share })
    }

    /// As it is written: `A parts: magnet, chip <= 0.01`.
    #[must_use]
    pub fn words(&self) -> String {
        let parts = self.parts.join(", ");
        if self.name == parts {
            return format!("{parts} <= {}", self.chance);
        }
        format!("{}: {parts} <= {}", self.name, self.chance)
    }

    /// The materials that it names, of those that are inputs; and what is wrong with the others.
    fn find(&self, model: &Model, inputs: &[usize]) -> Result<Vec<usize>, Vec<String>> {
        let mut materials: Vec<usize> = inputs.iter().map(|input| model.inputs[*input].material).collect();
        materials.sort_unstable();
        materials.dedup();
        let of = |name: fn(&crate::model::Material) -> &str| -> Vec<&str> {
            materials.iter().map(|at| name(&model.materials[*at])).collect()
        };
        let (keys, titles) = (of(|material| &material.name), of(|material| &material.title));
        let place = |name: &String| {
            let by = |known: &[&str]| {
                let found = find(name, known.iter().copied())?;
                known.iter().position(|other| *other == found)
            };
            by(&keys).or_else(|| by(&titles)).map(|at| materials[at])
        };
        let wrong: Vec<String> = self
            .parts
            .iter()
            .filter(|name| place(name).is_none())
            .map(|name| {
                let near = nearest_name(name, keys.iter().copied());
                let meant = near.map_or(String::new(), |n| format!(" (did you mean \"{n}\"?)"));
                format!("the class \"{}\" names \"{name}\", which no line that is sized uses{meant}", self.name)
            })
            .collect();
        if wrong.is_empty() { Ok(self.parts.iter().filter_map(place).collect()) } else { Err(wrong) }
    }
}

/// Trials in which something with a chance may happen, likely to be confirmed.
pub(super) fn may_happen(chance: f64, trials: u64) -> u64 {
    let share = 1.0 - chance;
    trials - quantile::upper_rank(trials, share, SURE).unwrap_or(quantile::rank(trials, share))
}

impl Study<'_> {
    /// What is wrong with the classes: all of it.
    pub(super) fn wrong_classes(&self, sites: &[usize]) -> Vec<String> {
        let SizeOptions { classes, trials, what, goal, .. } = self.options;
        if classes.is_empty() {
            return Vec::new();
        }
        let model = self.model();
        let mut wrong = Vec::new();
        if matches!(goal, Goal::Budget(_)) {
            wrong.push(
                "a budget buys what it can, and a class has to reach its target: leave out one of them".to_owned(),
            );
        }
        if *what == What::Target {
            wrong.push("classes are of opening stocks: leave out --what target".to_owned());
        }
        let inputs: Vec<usize> = sites.iter().flat_map(|site| self.inputs_of(*site)).collect();
        let unknown: Vec<String> =
            classes.iter().filter_map(|class| class.find(model, &inputs).err()).flatten().collect();
        if !unknown.is_empty() {
            wrong.extend(unknown);
            let mut names: Vec<&str> =
                inputs.iter().map(|i| model.materials[model.inputs[*i].material].name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            wrong.push(format!("parts of these lines: {}", name_list(names, "and")));
        }
        let fresh = self.options.fresh_trials() * MOST_TIMES;
        for class in classes {
            let fewest = quantile::wilks_size(1.0 - class.chance, SURE, 1);
            let last = quantile::wilks_size(1.0 - class.chance, confirm::confidence(MOST_TIMES.ilog2() + 1), 1);
            if *trials < fewest || fresh < last {
                wrong.push(format!(
                    "too few trials: at least {} for the class \"{}\", found {}; use --trials {}",
                    thousands(fewest.max(last.div_ceil(MOST_TIMES))),
                    class.name,
                    thousands(*trials.min(&self.options.fresh_trials())),
                    fewest.max(last.div_ceil(MOST_TIMES))
                ));
            }
        }
        wrong
    }

    /// The classes that have parts among the inputs of a line.
    pub(super) fn classes_of(&self, inputs: &[usize]) -> Vec<Wanted> {
        let model = self.model();
        let all: Vec<usize> = (0..model.inputs.len()).collect();
        let at_line = |(class, of): (usize, &super::PartClass)| {
            let materials = of.find(model, &all).unwrap_or_default();
            let place = |at: &usize| materials.contains(&model.inputs[inputs[*at]].material);
            let parts: Vec<usize> = (0..inputs.len()).filter(place).collect();
            (!parts.is_empty()).then_some(Wanted { class, parts, chance: of.chance })
        };
        self.options.classes.iter().enumerate().filter_map(at_line).collect()
    }

    /// In how many of some fresh trials each class of each line runs out; nothing where there are no classes.
    pub(super) fn classes_on_fresh(&self, lines: &[Line], first: u64, trials: u64) -> Result<Vec<Vec<u64>>, Stopped> {
        let nothing = || lines.iter().map(|line| vec![0; line.classes.len()]).collect();
        if lines.iter().all(|line| line.classes.is_empty()) {
            return Ok(nothing());
        }
        let stocked: Vec<Stocked> = lines.iter().map(|line| self.stocked(line.site)).collect();
        let Some(pass) = Pass::play(self.model(), &stocked, &self.plan(first, trials), self.watch)? else {
            return Ok(nothing());
        };
        self.count(pass.simulated);
        let mut column = 0;
        let mut counts = Vec::new();
        for line in lines {
            let columns: Vec<usize> = (column..column + line.path.inputs.len()).collect();
            column += columns.len();
            let more = beyond_today(&columns, &pass.rows, &pass.plenty);
            counts.push(line.classes.iter().map(|wanted| runs_out(&more, wanted, &line.ticks())).collect());
        }
        Ok(counts)
    }

    /// Raises parts of classes that are not confirmed by so many trials, and no others: to the least that should be.
    /// `had` is what the line had in these trials. Returns whether another look is worth it.
    pub(super) fn raise_for_classes(
        &self,
        line: &mut Line,
        had: &[i64],
        counts: &[u64],
        (look, trials): (u32, u64),
    ) -> bool {
        let mut again = false;
        for (wanted, count) in line.classes.clone().iter().zip(counts) {
            let bound = proportion::upper_bound(*count, trials, confirm::confidence(look));
            if !line.feasible || bound <= wanted.chance {
                continue;
            }
            let mut ticks = line.ticks();
            let parts = self.class_parts(line, wanted);
            let share = *count as f64 / trials as f64;
            let reach = (bound - share) * confirm::narrower(look, trials);
            let found_on = self.options.trials as f64;
            let here = raise::out(&parts, had).len() as f64 / found_on;
            let may = ((wanted.chance - share - reach + here) * found_on).max(0.0).floor() as usize;
            let lost = raise::out(&parts, &ticks).len();
            // What was raised for the target of the line may do for the class.
            let raised = match lost {
                _ if ticks != had && lost <= may => true,
                0 => raise::beyond(&parts, &mut ticks),
                _ => raise::raise(&parts, &mut ticks, may.min(lost - 1)),
            };
            if raised {
                line.floor = ticks;
                again = true;
            } else {
                line.feasible = proportion::lower_bound(*count, trials, SURE) <= wanted.chance;
                again |= line.feasible;
            }
        }
        again
    }

    /// The parts of a class at a line, with what is needed of them.
    fn class_parts<'a>(&self, line: &'a Line, wanted: &Wanted) -> Vec<ClassPart<'a>> {
        let (Some(need), Some(mixer)) = (&line.need, &line.mixer) else { return Vec::new() };
        let part = |at: &usize| {
            let input = line.path.inputs[*at];
            ClassPart {
                at: *at,
                more: &need.by_trial[*at],
                purchase: &line.purchases[*at],
                price: mixer.price(*at),
                opening: self.model().median_stock(input),
                day: day_of(self.model().inputs[input].nominal_need),
                most: self.most_beyond(input),
            }
        };
        wanted.parts.iter().map(part).collect()
    }

    /// The classes of a line, as they are told.
    pub(super) fn sized_classes(&self, line: &Line, counts: &[u64], look: &Look) -> Vec<SizedClass> {
        let model = self.model();
        let (trials, confidence) = (look.simulated.tally.trials, look.confidence);
        let told = |(wanted, count): (&Wanted, &u64)| {
            let name = |at: &usize| model.materials[model.inputs[line.path.inputs[*at]].material].name.clone();
            let value = proportion::upper_bound(*count, trials, confidence);
            let runs = chance(*count, trials);
            let today =
                line.need.as_ref().map_or(0, |need| runs_out(&need.by_trial, wanted, &vec![0; line.purchases.len()]));
            SizedClass {
                name: self.options.classes[wanted.class].name.clone(),
                parts: wanted.parts.iter().map(name).collect(),
                target: wanted.chance,
                today: chance(today, self.options.trials),
                verdict: match (value <= wanted.chance, runs.share <= wanted.chance) {
                    (true, _) => Verdict::Confirmed,
                    (false, true) => Verdict::Likely,
                    (false, false) => Verdict::Missed,
                },
                runs_out: runs,
                bound: Bound { value, confidence, from: BoundFrom::Fresh, trials },
            }
        };
        line.classes.iter().zip(counts).map(told).collect()
    }
}

impl Wanted {
    /// The same for the search.
    pub(super) fn class(&self, trials: u64) -> Class {
        Class { parts: self.parts.clone(), most: may_happen(self.chance, trials) }
    }
}

/// Trials in which a class runs out with so much more of each part than today.
fn runs_out(more: &[Vec<i64>], wanted: &Wanted, ticks: &[i64]) -> u64 {
    let trials = more.first().map_or(0, Vec::len);
    let out = |trial: &usize| wanted.parts.iter().any(|at| more[*at][*trial] > ticks[*at]);
    (0..trials).filter(out).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_read_as_people_write_them() {
        let read = |text: &str| PartClass::parse(text, Locale::UNDECLARED);
        let class = read("A parts: magnet, chip <= 1%").unwrap();
        assert_eq!(
            (class.name.as_str(), &class.parts[..], class.chance),
            ("A parts", &["magnet".into(), "chip".into()][..], 0.01)
        );
        assert_eq!(class.words(), "A parts: magnet, chip <= 0.01");
        assert_eq!(read("magnet≤0.02").unwrap().words(), "magnet <= 0.02");
        for (text, says) in [
            ("magnet 1%", "has no <="),
            ("A: <= 1%", "names no part"),
            ("magnet <= 0", "between 0 and 1"),
            ("magnet <= one", "needs a share"),
            ("magnet <= 2,5%", "can be read as"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(says) && error.contains("magnet, chip <= 1%"), "{text}: {error}");
        }
    }
}
