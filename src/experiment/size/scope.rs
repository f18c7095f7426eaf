//! What is sized together: a line with its inputs; all lines of a site that share them; or one of these alone, with the
//! inputs that it uses, where it is asked for by itself.

use super::Study;
use crate::model::Model;

/// Of lines that are meant, those that share their inputs with others that are not, one of a site.
pub(super) fn alone(model: &Model, meant: &[usize]) -> Vec<usize> {
    let is_alone = |line: &usize| {
        let together = model.together_with(*line);
        together.len() > 1 && together.iter().filter(|other| meant.contains(other)).count() == 1
    };
    meant.iter().copied().filter(is_alone).collect()
}

/// Sites of which some lines are meant, more than one and not all: they are sized as a whole. As sentences.
pub(super) fn as_a_whole(model: &Model, meant: &[usize]) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for line in meant {
        let together = model.together_with(*line);
        let asked: Vec<usize> = together.iter().copied().filter(|other| meant.contains(other)).collect();
        if asked.len() < 2 || asked.len() == together.len() {
            continue;
        }
        let titles: Vec<&str> = asked.iter().map(|line| model.sites[*line].title.as_str()).collect();
        let sentence = format!(
            "{} is sized as a whole, as {} share their inputs with its other lines; one line is sized by itself if it is \
             asked for alone.",
            model.whole(*line).1,
            titles.join(" and ")
        );
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    said
}

impl Study<'_> {
    fn is_alone(&self, site: usize) -> bool {
        self.alone.contains(&site)
    }

    /// The inputs that are sized for a site.
    pub(super) fn inputs_of(&self, site: usize) -> Vec<usize> {
        let model = self.model();
        if self.is_alone(site) { model.used(site).collect() } else { model.sites[site].inputs.clone().collect() }
    }

    /// The lines that are not to halt.
    pub(super) fn lines_of(&self, site: usize) -> Vec<usize> {
        if self.is_alone(site) { vec![site] } else { self.model().together_with(site) }
    }

    /// Key and name for people.
    pub(super) fn name_of(&self, site: usize) -> (&str, &str) {
        let line = &self.model().sites[site];
        if self.is_alone(site) { (&line.name, &line.title) } else { self.model().whole(site) }
    }

    /// Why one pass is not exact of a line that is sized alone; nothing of others.
    pub(super) fn shares_inputs(&self, site: usize) -> Option<String> {
        let title = self.model().whole(site).1;
        self.is_alone(site).then(|| format!("other lines of {title} use some of its inputs"))
    }
}
