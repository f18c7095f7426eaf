//! Halts sector by sector.

use super::{desks_closed, events, halted_line, halted_series, timed};
use crate::chart::{HaltedLine, HaltedSectors, SectorPanel};
use crate::experiment::{LineAnswer, RunAnswer, SectorAnswer};
use crate::report::words::{counted, date, share, upper_first};

/// Whether sectors say more than single manufacturers do.
pub(super) fn tell_more(answer: &RunAnswer) -> bool {
    answer.sectors.len() > 1 && answer.sectors.iter().any(|sector| sector.sites.len() > 1)
}

/// Chance of having halted by date, sector by sector, those most at risk first; without sectors that never halt.
pub(super) fn halted(answer: &RunAnswer) -> HaltedSectors {
    let trials = answer.run.trials;
    let mut sectors: Vec<&SectorAnswer> = answer.sectors.iter().collect();
    sectors.sort_by(|a, b| b.halt.share.total_cmp(&a.halt.share));
    let never: Vec<&str> = sectors.iter().filter(|s| s.halt.trials == 0).map(|s| name(s)).collect();
    let shown: Vec<&SectorAnswer> = sectors.iter().copied().filter(|sector| sector.halt.trials > 0).collect();
    let panel = |sector: &SectorAnswer| {
        let in_sector = |line: &&LineAnswer| sector.sites.contains(&line.site);
        let mut lines: Vec<&LineAnswer> = answer.manufacturers().filter(in_sector).collect();
        lines.sort_by(|a, b| b.halt.share.total_cmp(&a.halt.share));
        let single = lines.len() == 1;
        let all = lines.len();
        lines.retain(|line| line.halt.trials > 0);
        let detail = match lines.as_slice() {
            [line] if single => line.title.clone(),
            lines if lines.len() < all => {
                format!("any of {all} manufacturers; {} of them never halt", all - lines.len())
            }
            _ => format!("any of {all} manufacturers, and each of them"),
        };
        SectorPanel {
            any: HaltedLine {
                name: upper_first(name(sector)),
                sector: sector.sector.clone(),
                ..halted_series(&sector.trials_halted_by_day, trials)
            },
            lines: if single { Vec::new() } else { lines.into_iter().map(|line| halted_line(line, trials)).collect() },
            detail,
            weight: sector.halt.share,
            all: false,
        }
    };
    let mut panels: Vec<SectorPanel> = vec![SectorPanel {
        any: HaltedLine { name: "All sectors".to_owned(), ..halted_series(&answer.trials_any_halted_by_day, trials) },
        lines: Vec::new(),
        detail: format!("any of {} manufacturers", answer.manufacturers().count()),
        weight: 1.5,
        all: true,
    }];
    panels.extend(shown.iter().map(|sector| panel(sector)));
    // The sector of the title stays longest, then all together.
    if let Some(first) = panels.get_mut(1) {
        first.weight = 2.0;
    }
    let end = date(answer.scenario.end);
    let title = match shown.first() {
        Some(sector) => {
            format!(
                "{}: {} chance that a line has halted by {end}",
                upper_first(name(sector)),
                share(sector.halt.share)
            )
        }
        None => format!("No manufacturer halts by {end} in any of {}", counted(trials, "trial")),
    };
    let never = if never.is_empty() { String::new() } else { format!(" · never: {}", never.join(", ")) };
    HaltedSectors {
        caption: timed(
            answer,
            title,
            &format!("chance that any line of a sector has halted at least once{never}"),
            "shaded: 95 % intervals; thin lines: single manufacturers",
        ),
        dates: (0..answer.scenario.horizon_days).map(|day| answer.date(day)).collect(),
        panels,
        events: events(answer),
        closures: desks_closed(answer),
    }
}

fn name(sector: &SectorAnswer) -> &str {
    if sector.sector.is_empty() { "no sector" } else { &sector.sector }
}
