//! Numbers in words: thousands, per cent, money; and round numbers for axes.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

/// No-break space: keeps a number and its unit together.
pub(super) const NBSP: char = '\u{a0}';

/// A count as a number; counts of marks on a page are small.
pub(super) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// A number with `decimals` digits after the point, commas between thousands and U+2212 for
/// minus. Infinite values become "∞".
pub(super) fn number(value: f64, decimals: usize) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let zero = digits.chars().all(|digit| matches!(digit, '0' | '.'));
    let mut text = String::new();
    if value < 0.0 && !zero {
        text.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(rest);
    text
}

/// A number with up to three significant digits and no trailing zeros after the point.
pub(super) fn three_digits(value: f64) -> String {
    let decimals = match value.abs() {
        size if size < 9.995 => 2,
        size if size < 99.95 => 1,
        _ => 0,
    };
    trim(&number(value, decimals))
}

fn trim(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}

/// A share of 0 to 1 in per cent. Only exact 0 and 1 become "0 %" and "100 %".
pub(super) fn percent(share: f64) -> String {
    let value = share * 100.0;
    let text = if value <= 0.0 {
        "0".to_owned()
    } else if value < 0.1 {
        "<0.1".to_owned()
    } else if value >= 100.0 {
        "100".to_owned()
    } else if value > 99.9 {
        ">99.9".to_owned()
    } else if !(0.95..=99.05).contains(&value) {
        number(value, 1)
    } else {
        number(value, 0)
    };
    format!("{text}{NBSP}%")
}

/// A share of 0 to 1 in per cent, with a digit after the point where shares are all small.
pub(super) fn percent_of(share: f64, largest: f64) -> String {
    let value = share * 100.0;
    if largest <= 0.1 && value >= 0.1 { format!("{}{NBSP}%", number(value, 1)) } else { percent(share) }
}

/// A currency's sign, or its code where it has no sign of its own.
pub(super) fn currency_sign(code: &str) -> &str {
    match code {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" | "CNY" => "¥",
        "INR" => "₹",
        other => other,
    }
}

/// The scale words of money, with what they stand for.
const SCALES: [(f64, &str); 4] = [(1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")];

/// The scale in which an amount reads best: what to divide by, and its word.
pub(super) fn money_scale(amount: f64) -> (f64, &'static str) {
    SCALES.into_iter().find(|(scale, _)| amount.abs() >= scale * 0.9995).unwrap_or((1.0, ""))
}

/// An amount of money such as "€ 20 m" or "€ 1.5 bn".
pub(super) fn money(amount: f64, currency: &str) -> String {
    money_in(amount, currency, money_scale(amount))
}

/// An amount of money in a given scale, so that the labels of an axis agree.
pub(super) fn money_in(amount: f64, currency: &str, (scale, word): (f64, &str)) -> String {
    let sign = currency_sign(currency);
    let value = three_digits(amount / scale);
    let minus = if value.starts_with('−') { "−" } else { "" };
    let value = value.trim_start_matches('−');
    if value == "0" || word.is_empty() {
        format!("{minus}{sign}{NBSP}{value}")
    } else {
        format!("{minus}{sign}{NBSP}{value}{NBSP}{word}")
    }
}

/// A range of money such as "€ 18–22 m".
pub(super) fn money_range(low: f64, high: f64, currency: &str) -> String {
    let scale = money_scale(high.abs().max(low.abs()));
    if low < 0.0 || (low != 0.0 && low / scale.0 < 0.1) {
        return format!("{} – {}", money(low, currency), money(high, currency));
    }
    let sign = currency_sign(currency);
    let word = if scale.1.is_empty() { String::new() } else { format!("{NBSP}{}", scale.1) };
    format!("{sign}{NBSP}{}–{}{word}", three_digits(low / scale.0), three_digits(high / scale.0))
}

/// Round numbers from `low` to the first one at or above `high`, about `intervals` apart pieces: the key points of
/// plotters, continued to the ends. The last is the top of the axis. Degenerate ranges give an axis of one unit.
pub(super) fn round_ticks(low: f64, high: f64, intervals: usize) -> Vec<f64> {
    let (low, high) = if low.is_finite() && high.is_finite() && high > low { (low, high) } else { (0.0, 1.0) };
    // The ends are beyond the key points, and where there are many, one more does no harm.
    let most = intervals.max(1) + usize::from(intervals > 2);
    // Where not even two key points leave so few pieces, steps are those of a longer axis.
    let longer =
        [1.0, 2.0, 5.0, 10.0].map(|times| low + (high - low) * times).into_iter().filter(|end| end.is_finite());
    let steps = longer.flat_map(|end| (2..=most + 1).rev().map(move |points| (end, points)));
    let ticks = |(end, points): (f64, usize)| {
        let points = RangedCoordf64::from(low..end).key_points(points);
        let step = points.get(1)? - points[0];
        let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        let pieces = (last - first).max(1.0);
        let at = |index: usize| (first + count(index)) * step;
        (pieces <= count(most)).then(|| (0..=most).take_while(|n| count(*n) <= pieces).map(at).collect())
    };
    steps.into_iter().find_map(ticks).unwrap_or_else(|| vec![low, high])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(NBSP, " ")
    }

    #[test]
    fn numbers() {
        assert_eq!(number(1_234_567.0, 0), "1,234,567");
        assert_eq!(number(-1234.5, 1), "−1,234.5");
        assert_eq!(number(-0.01, 1), "0.0");
        assert_eq!(number(f64::INFINITY, 0), "∞");
    }

    #[test]
    fn shares_keep_zero_and_one_for_the_exact() {
        let cases = [
            (0.0, "0 %"),
            (0.0004, "<0.1 %"),
            (0.004, "0.4 %"),
            (0.63, "63 %"),
            (0.996, "99.6 %"),
            (0.9999, ">99.9 %"),
            (1.0, "100 %"),
        ];
        for (share, text) in cases {
            assert_eq!(plain(&percent(share)), text);
        }
    }

    #[test]
    fn amounts() {
        let cases = [
            (0.0, "EUR", "€ 0"),
            (20e6, "EUR", "€ 20 m"),
            (1.5e9, "GBP", "£ 1.5 bn"),
            (-350e3, "USD", "−$ 350 k"),
            (999.9e6, "EUR", "€ 1 bn"),
            (12.0, "CHF", "CHF 12"),
        ];
        for (amount, currency, text) in cases {
            assert_eq!(plain(&money(amount, currency)), text);
        }
        assert_eq!(plain(&money_range(18e6, 22e6, "EUR")), "€ 18–22 m");
        assert_eq!(plain(&money_range(0.95e9, 1.05e9, "EUR")), "€ 0.95–1.05 bn");
        assert_eq!(plain(&money_range(2e3, 1e6, "EUR")), "€ 2 k – € 1 m");
    }

    #[test]
    fn ticks_cover_the_range() {
        assert_eq!(round_ticks(0.0, 97.0, 4), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(round_ticks(0.0, 97.0, 2), [0.0, 50.0, 100.0]);
        assert_eq!(round_ticks(0.0, 84.0, 1), [0.0, 100.0]);
        assert_eq!(round_ticks(0.0, 7.18e6, 1), [0.0, 1e7]);
        assert_eq!(round_ticks(0.0, 1e300, 1).len(), 2);
        assert_eq!(round_ticks(0.0, 0.0, 4).last(), Some(&1.0));
        assert_eq!(round_ticks(0.0, f64::NAN, 4).first(), Some(&0.0));
        assert_eq!(round_ticks(-3.0, 9.0, 4), [-5.0, 0.0, 5.0, 10.0]);
    }
}
