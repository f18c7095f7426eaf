//! Numbers as people read them: money, shares, dates, counts.

use jiff::civil::Date;

use super::shown::Said;
pub(crate) use crate::experiment::thousands;
use crate::experiment::{Between, Chance, Estimate, ScenarioFacts, Setting, Tail};

/// With a capital letter at its beginning.
pub(super) fn upper_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// As it stands within a sentence: "always eased" of "Always eased".
pub(super) fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

/// The days that a scenario covers: "5 Jan 2026 to 4 Jan 2027 (365 days)".
pub(super) fn horizon(facts: &ScenarioFacts) -> String {
    let days = counted(u64::from(facts.horizon_days), "day").replace(' ', "\u{a0}");
    format!("{} to {} ({days})", date(facts.start), date(facts.end))
}

/// A number of things: "1 day", "3,660 days".
pub(crate) fn counted(n: u64, one: &str) -> String {
    format!("{} {one}{}", thousands(n), if n == 1 { "" } else { "s" })
}

/// The first of some, and how many more there are: "magnets, coils and 3 more".
pub(super) fn few(all: impl IntoIterator<Item = impl Into<String>>, most: usize, between: &str) -> String {
    let mut all = all.into_iter().map(Into::into);
    let first: Vec<String> = all.by_ref().take(most).collect();
    let more = all.count();
    let more = if more > 0 { format!(" and {} more", thousands(more as u64)) } else { String::new() };
    first.join(between) + &more
}

/// A mean number of things: "12.4", "none", "fewer than 0.1".
pub(super) fn count(mean: f64) -> String {
    match mean {
        x if x <= 0.0 => "none".to_owned(),
        x if x < 0.05 => "fewer than 0.1".to_owned(),
        x if x < 999.5 => format!("{x:.1}"),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "above 0; `as` saturates")]
        x => thousands(x.round() as u64),
    }
}

/// A large number without a fraction: "12,345".
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
pub(super) fn whole(x: f64) -> String {
    thousands(x.round() as u64)
}

/// "4 Apr 2025".
pub(super) fn date(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// "Apr 2025".
pub(super) fn month(month: Date) -> String {
    month.strftime("%b %Y").to_string()
}

/// A share in whole per cent, without the sign: "45".
pub(super) fn percent_points(share: f64) -> String {
    format!("{:.0}", 100.0 * share)
}

/// A chance with the ends of its interval: "55.2 % (54.2–56.2)". As many decimals as the interval warrants.
pub(super) fn chance(chance: &Chance) -> Said {
    let decimals = decimals(100.0 * (chance.high - chance.low));
    let [share, low, high] = [chance.share, chance.low, chance.high].map(|share| percent(share, decimals));
    Said::with(format!("{share}\u{a0}%"), format!("{low}–{high}"))
}

/// A length of which only bounds are known, of lengths from 1 on: "17", "18–33", "60 or fewer", "over 90".
pub(super) fn length_between(length: &Between<u32>) -> String {
    match (length.at_least, length.at_most) {
        (least, Some(most)) if most == least => most.to_string(),
        (1, Some(most)) => format!("{most} or fewer"),
        (least, Some(most)) => format!("{least}–{most}"),
        (least, None) => format!("over {}", least.saturating_sub(1)),
    }
}

/// A number of days that may not be over: "26", "≥ 26".
pub(super) fn days_so_far(days: &Between<u32>) -> String {
    if days.at_most == Some(days.at_least) { days.at_least.to_string() } else { format!("≥\u{a0}{}", days.at_least) }
}

/// A share as a whole per cent where it is not tiny: "45 %", "0.4 %".
pub(super) fn share(share: f64) -> String {
    let decimals = usize::from(share > 0.0 && share < 0.0095);
    if share > 0.0 && share < 0.0005 {
        "<\u{a0}0.1\u{a0}%".to_owned()
    } else {
        format!("{}\u{a0}%", percent(share, decimals))
    }
}

fn decimals(width: f64) -> usize {
    if width >= 10.0 {
        0
    } else if width >= 0.5 {
        1
    } else {
        2
    }
}

fn percent(share: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, 100.0 * share);
    // What is not quite nothing or all is not said to be.
    let nothing = share > 0.0 && text.parse() == Ok(0.0);
    let all = share < 1.0 && text.parse() == Ok(100.0);
    if nothing || all {
        format!("{:.*}", decimals + 1, 100.0 * share)
    } else if share == 0.0 {
        "0".to_owned()
    } else if share >= 1.0 {
        "100".to_owned()
    } else {
        text
    }
}

/// An amount of money: "EUR 1.23 m". Three digits at most.
pub(super) fn money(amount: f64, currency: &str) -> String {
    format!("{currency}\u{a0}{}", amount_of(amount))
}

/// The same without the currency.
pub(super) fn amount_of(amount: f64) -> String {
    let scale = scale_of(amount);
    in_scale(amount, scale) + scale.1
}

/// A mean with its interval on one scale: "1.20 m (1.15–1.25)"; where an end is below nothing, "0.20 m (−0.10 to
/// 0.50)".
pub(super) fn amount_with_interval(amount: &Estimate) -> Said {
    let scale = scale_of(amount.value);
    let text = amount_of(amount.value);
    match (amount.low, amount.high) {
        (Some(low), Some(high)) if high > low => {
            let to = if low < 0.0 { " to " } else { "–" };
            Said::with(text, format!("{}{to}{}", in_scale(low, scale), in_scale(high, scale)))
        }
        _ => text.into(),
    }
}

fn scale_of(amount: f64) -> (f64, &'static str) {
    const SCALES: [(f64, &str); 4] = [(1e12, "\u{a0}tn"), (1e9, "\u{a0}bn"), (1e6, "\u{a0}m"), (1e3, "\u{a0}k")];
    // 999.6 k is 1.00 m.
    SCALES.into_iter().find(|(scale, _)| amount.abs() >= scale * 0.9995).unwrap_or((1.0, ""))
}

fn in_scale(amount: f64, (scale, _): (f64, &str)) -> String {
    let x = amount / scale;
    let size = x.abs();
    let decimals = if !(0.005..99.95).contains(&size) {
        0
    } else if size >= 9.995 {
        1
    } else {
        2
    };
    format!("{x:.decimals$}").replace('-', "−")
}

/// A difference with its interval in a unit of which one is `scale`: "−27.0 m (−29.1 to −25.0)".
fn signed_in(difference: &Estimate, (scale, word): (f64, &str), decimals: usize) -> Said {
    let value = format!("{}{word}", signed(difference.value / scale, decimals));
    match (difference.low, difference.high) {
        (Some(low), Some(high)) if high > low => {
            Said::with(value, format!("{} to {}", signed(low / scale, decimals), signed(high / scale, decimals)))
        }
        _ => value.into(),
    }
}

/// "+2.1", "−0.4"; nothing is "0".
fn signed(x: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", x.abs());
    match text.parse() {
        Ok(0.0) => "0".to_owned(),
        _ if x < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

/// As many decimals as make two digits of half an interval, at most three.
fn decimals_of(difference: &Estimate, scale: f64) -> usize {
    let half = difference.low.zip(difference.high).map_or(0.0, |(low, high)| (high - low) / 2.0 / scale);
    let size = if half > 0.0 { half } else { difference.value.abs() / scale / 10.0 };
    match size {
        size if size >= 9.95 || size <= 0.0 => 0,
        size if size >= 0.995 => 1,
        size if size >= 0.0995 => 2,
        _ => 3,
    }
}

/// A difference of shares in percentage points: "−7.5 points (−8.0 to −7.0)".
pub(super) fn points(difference: &Estimate) -> Said {
    signed_in(difference, (0.01, "\u{a0}points"), decimals_of(difference, 0.01).min(2))
}

/// A difference of money or quantities on one scale: "−27.0 m (−29.1 to −25.0)".
pub(super) fn amount_difference(difference: &Estimate) -> Said {
    let largest = [Some(difference.value), difference.low, difference.high].into_iter().flatten();
    let scale = scale_of(largest.fold(0.0, |a: f64, b| a.max(b.abs())));
    signed_in(difference, scale, decimals_of(difference, scale.0).min(2))
}

/// A difference of days: "−2.1 (−2.3 to −1.9)".
pub(super) fn days_difference(difference: &Estimate) -> Said {
    signed_in(difference, (1.0, ""), decimals_of(difference, 1.0).min(2))
}

/// A share of which details matter: "64.6 %", "99.87 %".
pub(super) fn fine_share(share: f64) -> String {
    let edge = !(0.01..=0.99).contains(&share);
    format!("{}\u{a0}%", percent(share, if edge { 2 } else { 1 }))
}

/// Days with as many digits as they deserve: "0.42", "18.2", "140".
pub(super) fn days(days: f64) -> String {
    let decimals = if days >= 99.95 { 0 } else { 1 + usize::from(days < 9.95) };
    format!("{days:.decimals$}")
}

/// A value of a parameter: "0.35", "1,250", "35 %".
pub(super) fn parameter(value: f64, percent: bool) -> String {
    let (value, unit) = if percent { (value * 100.0, "\u{a0}%") } else { (value, "") };
    let size = value.abs();
    // Four digits, and no zeros at the end.
    let decimals = (0..12).find(|d| size * 10_f64.powi(*d) >= 999.5).unwrap_or(if size > 0.0 { 12 } else { 0 });
    let text = format!("{value:.*}", usize::try_from(decimals).unwrap_or(0));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    let (before, after) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    format!("{sign}{}{after}{unit}", before.parse().map_or(before.to_owned(), thousands))
}

/// A value in three digits: 24.5 rather than 24.49.
pub(super) fn short(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// A value of a parameter or of a field: a number, or a date as it is written.
pub(super) fn setting(value: &Setting, percent: bool) -> String {
    value.date().map_or_else(|| parameter(value.number(), percent), |date| date.to_string())
}

/// The end of a dotted path, cut at a dot: `… order_up_to.days_of_cover`.
pub(super) fn path_end(path: &str, most: usize) -> String {
    if path.chars().count() <= most || !path.contains('.') {
        return path.to_owned();
    }
    let ends = path.match_indices('.').map(|(dot, _)| &path[dot + 1..]);
    let last = path.rsplit('.').next().unwrap_or(path);
    let end = ends.into_iter().find(|end| end.chars().count() + 2 <= most).unwrap_or(last);
    format!("…\u{a0}{end}")
}

/// Value at risk and the mean beyond it, of one trial in twenty.
pub(super) fn worst(tail: &Tail, currency: &str) -> String {
    match tail {
        Tail::Exact(q) => format!(
            "one trial in twenty loses more than {}, {} on average then",
            money(q.p95.value, currency),
            money(q.cvar95.value, currency)
        ),
        Tail::Bracketed(q) => format!(
            "one trial in twenty loses more than {}, {} on average then",
            between(&q.p95, currency),
            between(&q.cvar95, currency)
        ),
    }
}

/// "EUR 1.1 to 1.2 m".
pub(super) fn between(amounts: &Between, currency: &str) -> String {
    match amounts.at_most {
        Some(high) => format!("{currency}\u{a0}{} to {}", amount_of(amounts.at_least), amount_of(high)),
        None => format!("at least {}", money(amounts.at_least, currency)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn words_begin_large_or_small() {
        assert_eq!(upper_first("lost margin"), "Lost margin");
        assert_eq!([lower_first("Always eased"), lower_first("")], ["always eased", ""]);
    }

    fn shown(trials: u64, share: f64, low: f64, high: f64) -> String {
        plain(&chance(&Chance { trials, share, low, high }).to_string())
    }

    #[test]
    fn chances_have_as_many_decimals_as_they_deserve() {
        assert_eq!(shown(1, 0.5523, 0.5425, 0.5621), "55.2 % (54.2–56.2)");
        assert_eq!(shown(1, 0.55, 0.45, 0.65), "55 % (45–65)");
        assert_eq!(shown(0, 0.0, 0.0, 0.000_384), "0 % (0–0.04)");
        assert_eq!(shown(1, 0.0001, 0.000_02, 0.0006), "0.01 % (0.002–0.06)");
        assert_eq!(shown(1, 1.0, 0.9996, 1.0), "100 % (99.96–100)");
        assert_eq!([0.451, 0.004, 0.0, 0.0001].map(|x| plain(&share(x))), ["45 %", "0.4 %", "0 %", "< 0.1 %"]);
    }

    #[test]
    fn money_is_short() {
        let shown = [0.0, 7.5, 950.0, 999_600.0, 1_234_567.0, 45e6, 2.5e9, 3e14].map(|x| plain(&money(x, "EUR")));
        let wanted =
            ["EUR 0", "EUR 7.50", "EUR 950", "EUR 1.00 m", "EUR 1.23 m", "EUR 45.0 m", "EUR 2.50 bn", "EUR 300 tn"];
        assert_eq!(shown, wanted);
        let estimate = |low: f64| Estimate { value: 59_000.0, low: Some(low), high: Some(117_000.0) };
        assert_eq!(plain(&amount_with_interval(&estimate(0.0)).to_string()), "59.0 k (0–117)");
        assert_eq!(plain(&amount_with_interval(&estimate(-10_200.0)).to_string()), "59.0 k (−10.2 to 117)");
    }

    #[test]
    fn differences_say_their_sign_and_no_more_digits_than_they_deserve() {
        let estimate = |value: f64, half: f64| Estimate { value, low: Some(value - half), high: Some(value + half) };
        assert_eq!(plain(&points(&estimate(-0.0751, 0.0052)).to_string()), "−7.51 points (−8.03 to −6.99)");
        assert_eq!(plain(&points(&estimate(0.0, 0.0)).to_string()), "0 points");
        assert_eq!(plain(&amount_difference(&estimate(-27.04e6, 2.1e6)).to_string()), "−27.0 m (−29.1 to −24.9)");
        assert_eq!(plain(&amount_difference(&estimate(1_000.0, 2e6)).to_string()), "0 m (−2.0 to +2.0)");
        assert_eq!(plain(&days_difference(&estimate(-2.123, 0.2)).to_string()), "−2.12 (−2.32 to −1.92)");
        let shown = [(0.35, true), (0.035, true), (60.0, false), (1250.0, false), (-0.5, false), (0.001_25, false)];
        let shown = shown.map(|(value, percent)| plain(&parameter(value, percent)));
        assert_eq!(shown, ["35 %", "3.5 %", "60", "1,250", "−0.5", "0.00125"]);
        assert_eq!(plain(&path_end("sites.car_plant.line.restart_days", 24)), "… line.restart_days");
        assert_eq!(path_end("car_stock", 24), "car_stock");
        assert_eq!([days(0.4), days(18.24), days(140.2)], ["0.40", "18.2", "140"]);
        assert_eq!([fine_share(0.646), fine_share(0.9987)].map(|t| plain(&t)), ["64.6 %", "99.87 %"]);
    }

    #[test]
    fn of_many_the_first_are_named_and_the_others_counted() {
        let said = [0, 1, 2, 4].map(|n| few(["a", "b", "c", "d"].into_iter().take(n), 2, ", "));
        assert_eq!(said, ["", "a", "a, b", "a, b and 2 more"]);
    }

    #[test]
    fn bounds_say_so() {
        let between = |at_least, at_most| Between { at_least, at_most };
        let lengths = [between(17, Some(17)), between(18, Some(33)), between(1, Some(60)), between(91, None)];
        assert_eq!(lengths.map(|length| length_between(&length)), ["17", "18–33", "60 or fewer", "over 90"]);
        let days = [between(26, Some(26)), between(26, None), between(26, Some(30))];
        assert_eq!(days.map(|days| plain(&days_so_far(&days))), ["26", "≥ 26", "≥ 26"]);
    }

    #[test]
    fn counts_and_dates() {
        assert_eq!([1, 999, 1000, 1_234_567].map(thousands), ["1", "999", "1,000", "1,234,567"]);
        assert_eq!([counted(1, "day"), counted(3660, "day")], ["1 day", "3,660 days"]);
        assert_eq!([0.0, 0.04, 0.05, 12.34, 1234.5].map(count), ["none", "fewer than 0.1", "0.1", "12.3", "1,235"]);
        assert_eq!(date(jiff::civil::date(2025, 4, 4)), "4 Apr 2025");
    }
}
