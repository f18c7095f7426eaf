use proptest::prelude::*;

use super::*;

fn locale(name: &str) -> Locale {
    if name.is_empty() { Locale::default() } else { Locale::named(name).unwrap() }
}

fn read(text: &str, name: &str) -> f64 {
    value(text, locale(name)).unwrap_or_else(|error| panic!("{text} ({name}): {error}")).value
}

fn told(text: &str, name: &str) -> String {
    value(text, locale(name)).map_or_else(|error| error.to_string(), |found| panic!("{text} ({name}): {found:?}"))
}

#[test]
#[allow(clippy::float_cmp, reason = "the same decimal number is the same bits")]
fn numbers_that_mean_one_thing_are_read_without_a_locale() {
    for (text, value) in [
        ("0", 0.0),
        ("250", 250.0),
        ("10,000", 1e4),
        ("1,234,567.5", 1_234_567.5),
        ("10 000", 1e4),
        ("1'000'000", 1e6),
        ("1\u{2019}000", 1e3),
        ("1_000", 1e3),
        ("0.005", 0.005),
        ("0.250", 0.25),
        ("1234.567", 1234.567),
        ("12.5", 12.5),
        (".5", 0.5),
        ("12.3456", 12.3456),
        ("+7", 7.0),
        ("-3", -3.0),
        ("\u{2212}3", -3.0),
        ("250-", -250.0),
        ("2.5e6", 2.5e6),
        ("1.500e3", 1500.0),
        ("1E-3", 1e-3),
        ("5%", 0.05),
        ("5 %", 0.05),
        ("0.1\u{a0}%", 0.001),
        ("70%", 0.7),
        ("10 m", 1e7),
        ("100 k", 1e5),
        ("100K", 1e5),
        ("2.5 Mio.", 2.5e6),
        ("1.2 bn", 1.2e9),
        ("１２", 12.0),
        ("  42 ", 42.0),
    ] {
        assert_eq!(read(text, ""), value, "{text}");
    }
}

#[test]
fn what_could_mean_two_things_is_refused_with_both() {
    for (text, first, second) in [
        ("250.000", "250 (the point before decimals)", "250000 (the point between thousands)"),
        ("1.500", "1.5 (", "1500 ("),
        ("10.000", "10 (", "10000 ("),
        ("1.500 m", "1.5 m (", "1500 m ("),
        ("1.500 %", "1.5% (", "1500% ("),
        ("-2.500", "-2.5 (", "-2500 ("),
        ("2,5", "2.5 (the comma before decimals)", "25 (the comma between thousands)"),
        ("2,5%", "2.5% (", "25% ("),
        ("2,5e6", "2.5e6 (", "25e6 ("),
        ("2,5 m", "2.5 m (", "25 m ("),
        ("0,450", "0.45 (", "450 ("),
        ("1,2345", "1.2345 (", "12345 ("),
    ] {
        let error = told(text, "");
        assert!(error.contains(&format!("\"{text}\" can be read as {first}")), "{error}");
        assert!(error.contains(&format!("or as {second}")), "{error}");
    }
    for (text, reading) in [("1.234.567", "1234567"), ("1.234,56", "1234.56"), ("10 000,5", "10000.5")] {
        let error = told(text, "");
        assert!(error.starts_with(&format!("\"{text}\" is {reading} where a comma stands before decimals")), "{error}");
    }
}

#[test]
#[allow(clippy::float_cmp, reason = "the same decimal number is the same bits")]
fn a_declared_locale_says_which_is_meant() {
    for (text, name, value) in [
        ("250.000", "de", 250_000.0),
        ("2,5", "de", 2.5),
        ("1.234,56", "de", 1234.56),
        ("1.234.567", "de", 1_234_567.0),
        ("10 000,5", "fr", 10_000.5),
        ("10,000", "de", 10.0),
        ("2,5%", "de", 0.025),
        ("2,5 Mio", "de", 2.5e6),
        ("250.000", "en", 250.0),
        ("250.000", "ch", 250.0),
        ("250'000.5", "ch", 250_000.5),
        ("250,000", "en-US", 250_000.0),
    ] {
        assert_eq!(read(text, name), value, "{text} in {name}");
    }
    assert!(told("12.5", "de").contains("can be read as 12.5 (the point before decimals) or as 125"));
    assert!(told("12.5", "de").ends_with("write 12,5 or 125"));
    assert!(told("2,5", "en").contains("or as 25"));
    assert!(told("1,234.5", "de").contains("is 1234.5 where a point stands before decimals; write 1234,5"));
}

#[test]
fn what_is_no_number_is_refused() {
    for text in [
        "",
        " ",
        "-",
        "+",
        "--5",
        "+-5",
        "5-5",
        "NaN",
        "nan",
        "inf",
        "infinity",
        "-inf",
        "0x10",
        "1e",
        "1e+",
        "e5",
        "1e99999",
        "1e999",
        "1e-999",
        "5.",
        "1,",
        ",",
        ".",
        "1,23,456",
        "1,2345,678",
        "1.2.3",
        "1 00",
        "1,000 000",
        "1,000.000,5",
        "0,000,001",
        "12 pieces",
        "10 billion",
        "(12)",
        "$5",
        "5 %%",
        "%",
        "5 m %",
        "m",
        "28-60",
        "١٢",
        "1 000'000",
        "1e1,000",
        "10,000e3",
    ] {
        assert!(value(text, Locale::default()).is_err(), "{text}");
    }
    assert!(told("1 00", "").contains("groups of three"));
    assert!(told("(12)", "").contains("minus sign"));
    assert!(told("10 billion", "").contains("write bn"));
    assert!(told(&"9".repeat(500), "").contains("too long"));
    assert!(number("5 %", Locale::default()).unwrap_err().to_string().contains("without a percent sign"));
    assert!(number("10 m", Locale::default()).unwrap_err().to_string().contains("“m” stands behind money"));
    assert!(share("10 m", Locale::default()).is_err());
}

#[test]
fn whole_numbers_are_exact() {
    let read = |text: &str| whole(text, Locale::default());
    assert_eq!(read("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(read("10,000"), Ok(10_000));
    for (text, value) in [("1e6", 1_000_000), ("50k", 50_000), ("2.5 m", 2_500_000), ("10.0", 10), ("0", 0), ("007", 7)]
    {
        assert_eq!(read(text), Ok(value), "{text}");
    }
    assert_eq!((read("1500e-2"), read("0e5")), (Ok(15), Ok(0)));
    for text in ["1.5", "-3", "18446744073709551616", "5%", "1e-3", "1e30", "15e-2", "x"] {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains("is not a whole number"), "{text}: {error}");
    }
    assert!(read("1,5").unwrap_err().to_string().contains("can be read as 1.5"));
    assert!(read("10.000").unwrap_err().to_string().contains("or as 10000"));
}

proptest! {
    /// Whatever is printed is read back, to the last bit, or refused because it could mean thousands.
    #[test]
    fn a_printed_number_is_read_back(x in proptest::num::f64::NORMAL | proptest::num::f64::ZERO, decimals in 0_usize..8) {
        for text in [format!("{x:e}"), format!("{x}")] {
            if text.len() < LONGEST {
                match value(&text, Locale::default()) {
                    Ok(found) => prop_assert_eq!(found.value.to_bits(), x.to_bits()),
                    Err(error) => prop_assert!(error.depends_on_locale(), "{}", error),
                }
                let point = Locale::named("en").unwrap();
                prop_assert_eq!(value(&text, point).unwrap().value.to_bits(), x.to_bits());
                let comma = value(&text.replace('.', ","), Locale::named("de").unwrap()).unwrap().value;
                prop_assert_eq!(comma.to_bits(), x.to_bits());
            }
        }
        let small = (x % 1e6 * 1e3).round() / 1e3;
        let text = format!("{small:.decimals$}");
        if let Ok(found) = value(&text, Locale::default()) {
            prop_assert_eq!(found.value.to_bits(), text.parse::<f64>().unwrap().to_bits());
        }
    }

    /// Thousands mean the same with any mark, and a locale with the other decimals never makes it another number
    /// silently.
    #[test]
    fn thousands_mean_the_same_with_any_mark(n in 0_u64..1_000_000_000_000) {
        let plain = n.to_string();
        for mark in [",", " ", "'", "_", "\u{202f}", "\u{2009}"] {
            let mut text = String::new();
            for (at, digit) in plain.chars().enumerate() {
                if at > 0 && (plain.len() - at).is_multiple_of(3) {
                    text.push_str(mark);
                }
                text.push(digit);
            }
            prop_assert_eq!(whole(&text, Locale::default()), Ok(n), "{}", text);
        }
        prop_assert_eq!(whole(&plain, Locale::named("de").unwrap()), Ok(n));
    }

    /// Nothing makes it panic.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,12}|[-+0-9.,'_ %emk]{0,12}") {
        for name in ["", "en", "de", "ch"] {
            let locale = locale(name);
            let _ = (value(&text, locale).map_err(|error| error.told("x")), whole(&text, locale), share(&text, locale));
        }
    }
}
