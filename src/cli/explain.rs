//! `linestop explain`: one trial as a dated story.

use clap::Args;
use serde_json::json;

use super::ask::Refused;
use super::conduct::{Given, Plan, Question, Told};
use super::load::kept;
use super::mistakes::Mistakes;
use super::options::{Choice, one_of, parse_name, parse_whole};
use super::scenario::OneScenario;
use crate::case::{Case, Error};
use crate::experiment::{ExplainOptions, Pick, Trials, Watch};
use crate::report::Answer;

/// Tell one trial as a story: what policy did, where every order stood, why a line stopped.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop explain scenarios/quickstart.json
  linestop explain scenarios/quickstart.json --pick worst --site scanner_maker
  linestop explain scenarios/quickstart.json --trial 4711 --all
  linestop explain scenarios/levers.json --lever second_source+air_freight

Without --trial it plays --trials trials, shows the median, a bad and the worst one by loss, and tells one of them. \
Trials have the numbers that they have in outcomes.csv of a run with the same seed: it is the same trial. The result \
is in output/explain-SCENARIO: story.json, story.csv (one row an event), a chart, manifest.json.")]
pub(super) struct Arguments {
    /// The number of the trial to tell.
    #[arg(long, value_name = "N", value_parser = parse_trial, conflicts_with_all = ["pick", "trials"])]
    trial: Option<u64>,
    /// Which trial to tell, by the loss of all lines, or of the line asked for [default: median].
    #[arg(long, value_name = "WHICH", value_parser = one_of(&PICKS))]
    pick: Option<Pick>,
    /// The line to tell about [default: the one that loses most in that trial].
    #[arg(long, value_name = "SITE", value_parser = parse_name)]
    site: Option<String>,
    /// Tell about every line, and every order one by one.
    #[arg(long, conflicts_with = "site")]
    all: bool,
    #[command(flatten)]
    scenario: OneScenario,
}

const PICKS: [Choice<Pick>; 3] = [
    ("median", "Half of the trials lose no more", Pick::Median),
    ("p95", "Nineteen of twenty lose no more", Pick::P95),
    ("worst", "The one that loses most", Pick::Worst),
];

fn parse_trial(text: &str) -> Result<u64, String> {
    const NEEDED: &str = "a whole number is needed, as in the column \"trial\" of outcomes.csv; the first is 0";
    parse_whole(text).map_err(|why| format!("{why}; {NEEDED}"))
}

impl Question for Arguments {
    type Options = ExplainOptions;

    fn given(&self) -> Given<'_> {
        self.scenario.given()
    }

    fn options(&self, _: &mut Mistakes) -> Option<ExplainOptions> {
        Some(ExplainOptions {
            trial: self.trial,
            pick: self.pick.unwrap_or(ExplainOptions::default().pick),
            site: self.site.clone(),
            trials: self.scenario.simulation.trials(),
            seed: self.scenario.simulation.seed,
        })
    }

    fn check(&self, cases: &[Case], options: &ExplainOptions, wrong: &mut Mistakes) {
        wrong.keep(cases[0].check_explain(options));
    }

    fn plan(&self, cases: &[&Case], options: &mut ExplainOptions) -> Result<Plan, Refused> {
        cases[0].check_explain(options)?;
        let total = options.trial.is_none().then_some(options.trials);
        let plan = Plan::new(format!("explain-{}", cases[0].name()), options.trials, kept(cases), total.or(Some(1)));
        Ok(Plan { kept_trials: total.map(Trials::Fixed), ..plan })
    }

    fn ask(&self, cases: &[&Case], options: &ExplainOptions, watch: &Watch) -> Result<Told, Error> {
        let answer = cases[0].explain(options, watch)?;
        let pick = answer.picked.as_ref().map(|picked| picked.told);
        let said = json!({"trial": answer.trial, "pick": pick, "site": self.site, "all": self.all});
        Ok(Told::new(Answer::Story(Box::new(answer)), said))
    }
}
