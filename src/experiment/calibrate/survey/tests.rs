use super::*;
use crate::random::{Distribution, agreement};
use jiff::civil::date;

fn read(text: &str) -> Result<SurveyAnswer, RecordError> {
    read_survey(Path::new("s.csv"), text.as_bytes(), date(2025, 11, 24), Locale::UNDECLARED)
}

fn one(text: &str) -> SurveyGroup {
    let answer = read(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(answer.groups.len(), 1);
    answer.groups.into_iter().next().unwrap()
}

/// Shares of a lognormal distribution of median 45 and nine in ten within 90 days, to six digits, give its terms back;
/// the same classes as counts, and as what was decided within so many days, are the same group.
#[test]
fn shares_counts_and_within_are_the_same() {
    let distribution = Distribution::lognormal(45.0, 90.0).unwrap();
    let upto = [30.0, 60.0, 90.0].map(|days| distribution.cdf(days));
    let [a, b, c, d] =
        [upto[0], upto[1] - upto[0], upto[2] - upto[1], 1.0 - upto[2]].map(|share| (1e6 * share).round());
    let counts = one(&format!("from_days,to_days,count\n,30,{a}\n30,60,{b}\n60,90,{c}\n90,,{d}\n"));
    agreement::close(counts.median_days, 45.0, 1e-4);
    agreement::close(counts.p90_days, 90.0, 1e-4);
    let answers = a + b + c + d;
    assert_eq!((counts.family.as_str(), counts.freedom), ("lognormal", 1));
    agreement::close(counts.classes.iter().map(|class| class.answers).sum(), answers, 1e-12);
    assert!(counts.chance.unwrap() > 0.9 && counts.median_interval.unwrap().contains(45.0));
    // Four decimals: three could be thousands.
    let per = |x: f64| format!("{:.4}", x / 1e4);
    let shares = one(&format!(
        "Group,From days,To days,Share,Respondents\nx,0,30,{}%,1000000\nx,31,60,{} %,\nx,61,90,{}%,\nx,91,,{}%,\n",
        per(a),
        per(b),
        per(c),
        per(d)
    ));
    let within = one(&format!(
        "within_days,share,respondents\n30,{}%,1000000\n60,{}%,\n90,{}%,\n",
        per(a),
        per(a + b),
        per(a + b + c)
    ));
    for other in [&shares, &within] {
        agreement::close(other.median_days, counts.median_days, 1e-4);
        assert!(other.deviance < 0.01 && counts.deviance < 0.01, "{} {}", other.deviance, counts.deviance);
    }
    assert_eq!(shares.classes[1].from_days.to_bits(), 30.0_f64.to_bits());
}

/// "25 % granted within 30 days, 60 % within 60, 5 % denied": the other 35 % take longer. Denied are 5 in 100
/// decisions.
#[test]
fn denied_and_pending_answers_count() {
    let found = one("within_days,what,share,respondents\n30,granted,25%,100\n60,granted,60%,\n,denied,5%,\n");
    let shares: Vec<f64> = found.classes.iter().map(|class| class.observed).collect();
    for (share, by_hand) in shares.iter().zip([25.0 / 95.0, 35.0 / 95.0, 35.0 / 95.0]) {
        agreement::close(*share, by_hand, 1e-12);
    }
    agreement::close(found.denied_share.unwrap(), 0.05, 1e-12);
    assert!(found.denied_interval.unwrap().contains(0.05) && found.freedom == 0 && found.chance.is_none());
    // What waits for 60 days or more says what the open class said.
    let pending =
        one("within_days,what,share,respondents\n30,granted,25%,100\n60,granted,60%,\n,denied,5%,\n60,pending,35%,\n");
    agreement::close(pending.median_days, found.median_days, 1e-6);
    agreement::close(pending.pending_share, 0.35, 1e-12);
    agreement::close(pending.denied_share.unwrap(), 5.0 / 65.0, 1e-12);
    // Denied with days are decisions of their class.
    let timed = one("from_days,to_days,what,count\n0,30,granted,20\n0,30,denied,5\n30,60,,40\n60,,,35\n");
    agreement::close(timed.classes[0].observed, 0.25, 1e-12);
    agreement::close(timed.denied_share.unwrap(), 0.05, 1e-12);
}

#[test]
fn everything_wrong_is_told_with_line_and_column() {
    let head = "group,what,from_days,to_days,share,respondents\n";
    for (rows, says) in [
        (
            "a,,0,30,34,50\na,,30,,66 %,\n",
            "line 2, column \"share\": \"34\" is no share between 0 and 1, or 0 % and 100 %: write 34 % or 0.34",
        ),
        (
            "a,,0,45,0.4,50\na,,30,60,0.3,\na,,60,,0.3,\n",
            "line 3, column \"from_days\": the class overlaps with up to 45 days of line 2",
        ),
        (
            "a,,0,30,0.4,50\na,,40,60,0.3,\na,,60,,0.3,\n",
            "line 3, column \"from_days\": nothing is said of 30 to 40 days",
        ),
        ("a,,10,30,0.4,50\na,,30,,0.6,\n", "line 2, column \"from_days\": nothing is said of 0 to 10 days"),
        (
            "a,,0,30,0.4,50\na,,30,,0.5,\n",
            "line 3, column \"share\": the shares of this group sum to 90 %, not 100 %: is a class missing",
        ),
        ("a,,0,30,0.4,50\na,,30,,60 %,\n", "line 2, column \"share\": a share without % among shares in per cent"),
        ("a,,0,30,0.4,\na,,30,,0.6,\n", "line 2: how many answered is not said"),
        ("a,,0,30,0.4,50\na,,30,,0.6,60\n", "line 3, column \"respondents\": 60 answered, but 50 in line 2"),
        ("a,,0,30,0.4,50\na,pendign,30,,0.6,\n", "line 3, column \"what\": \"pendign\" is not what a row counts"),
        ("a,,0,30,0.4,50\na,pending,30,60,0.6,\n", "line 3, column \"to_days\": what is pending"),
        ("a,,30,20,0.4,50\na,,30,,0.6,\n", "line 2, column \"to_days\": 20 is not above the 30 days"),
        (
            "a,,0,30,0.4,50\na,,30,60,0.3,\na,pending,45,,0.3,\n",
            "line 4, column \"from_days\": no class of what was decided begins or ends at 45 days",
        ),
        ("a,,0,30,1,50\na,,30,60,0,\n", "line 2, column \"share\": all that was decided lies in one class"),
    ] {
        let error = read(&format!("{head}{rows}")).unwrap_err().to_string();
        assert!(error.contains(says), "{rows}: {error}");
    }
    // All of it at once, of every group.
    let RecordError(told) = read(&format!(
        "{head}a,,0,45,0.4,50\na,,30,60,0.3,\na,,60,,0.3,\nb,,0,30,0.4,50\nb,,30,,0.5,\nc,,0,x,0.4,50\n"
    ))
    .unwrap_err();
    assert_eq!(told.len(), 3, "{told:?}");
    let RecordError(told) = read("days,many\n1,2\n").unwrap_err();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("no days of classes") && told[1].contains("no column \"share\" or \"count\""), "{told:?}");
    assert!(
        read("within_days,share,respondents\n30,60%,90\n60,40%,\n")
            .unwrap_err()
            .to_string()
            .contains("fewer were decided within 60 days")
    );
}

#[test]
fn rounded_shares_are_taken_as_all() {
    let answer = read("from_days,to_days,share,respondents\n0,30,33%,131\n30,60,33%,\n60,,33%,\n").unwrap();
    assert!(answer.notes.iter().any(|note| note.contains("the shares up to line 4 sum to 99 %")), "{:?}", answer.notes);
    agreement::close(answer.groups[0].classes[0].answers, 131.0 / 3.0, 1e-9);
}

#[test]
fn classes_have_names() {
    assert_eq!(class_name(0.0, Some(30.0)), "up to 30 days");
    assert_eq!(class_name(30.0, Some(60.0)), "31 to 60 days");
    assert_eq!(class_name(60.0, None), "more than 60 days");
}
