//! Licence authorities: their desks, and how their policy changes.

use super::Allowed::{Country, Elements, Name, Number, Parts, Share, Whole, Words};
use super::{ANY, DAYS, Presence, REASON, SOURCE, Sheet, YES_OR_NO, may, must};

/// Licence authorities and their waiting times.
pub(super) const LICENCES: Sheet = Sheet {
    name: "Licences",
    about: "Authorities that license exports, and how long their desk takes: a row each. What changes over time is in the sheet Policy.",
    presence: Presence::Optional,
    columns: &[
        must("Authority", "", Words, "Its name, as the other sheets use it."),
        must("Country", "such as CN", Country, "Two capital letters (ISO 3166)."),
        must(
            "Controlled elements",
            "such as Dy, Tb",
            Elements,
            "Its list: a material that holds one of these needs a licence.",
        ),
        must(
            "Review",
            "working days, half within",
            DAYS,
            "Half of the applications take no more work than this, at normal speed.",
        ),
        may(
            "Review, long",
            "nine in ten within",
            DAYS,
            "Nine in ten take no more than this; if empty, all take the same.",
        ),
        may("Preparation", "days", DAYS, "Days to prepare an application, such as 6, or 3 to 15, mostly 6"),
        may(
            "First preparation",
            "days",
            DAYS,
            "Days to prepare the first application of a lane, papers of the end user included.",
        ),
        may("Correction", "days", DAYS, "Days until a returned application is filed again."),
        may("Valid", "days", Whole(1.0, 3660.0), "Days for which a licence is valid; 180 if empty."),
        may("Others", "applications per working day", ANY, "What everybody else files: it keeps the desk busy."),
        SOURCE,
        REASON,
    ],
    example: &[
        "Ministry|CN|Sm, Gd, Tb, Dy, Lu, Sc, Y|15|42|4 to 20, mostly 8|10 to 45, mostly 20|5 to 30, mostly 12|180|4||talks with two forwarders",
    ],
};

/// Phases of policy.
pub(super) const POLICY: Sheet = Sheet {
    name: "Policy",
    about: "Phases of each authority's policy: how it decides, how long a phase lasts, what follows. A row each; an authority needs at least one.",
    presence: Presence::Optional,
    columns: &[
        must("Authority", "", Name("Licences"), "A name of the sheet Licences."),
        must("Phase", "", Words, "Its name: normal, slow, frozen, …"),
        may(
            "First",
            "yes for one phase",
            YES_OR_NO,
            "The phase on the first day; the authority's first row if none says yes.",
        ),
        may(
            "Speed",
            "1 is normal",
            Number(0.0, 1000.0),
            "How fast reviews go: 0.5 is half as fast, 0 is a freeze; 1 if empty.",
        ),
        may(
            "Decisions",
            "per working day",
            ANY,
            "Most that the desk decides, files of others included; no limit if empty.",
        ),
        may("Returned", "share of applications", Share, "Share that is returned for more papers."),
        may("Denied", "share of applications", Share, "Share that is denied."),
        may(
            "Lasts",
            "days, half within",
            Number(0.0, 36600.0),
            "Half of such phases last no longer than this; for ever if empty.",
        ),
        may(
            "Lasts, long",
            "nine in ten within",
            Number(0.0, 36600.0),
            "Nine in ten last no longer than this; if empty, all last the same.",
        ),
        may("Then", "such as slow 60 %; eased 40 %", Parts, "Which phases may follow, and how likely each is."),
        SOURCE,
        REASON,
    ],
    example: &[
        "Ministry|normal|yes|1|6|5 % to 40 %, mostly 20 %|0 %|60|180|slow 60 %; eased 40 %||own judgement",
        "Ministry|slow||0.3 to 0.9, mostly 0.5|4.6|5 % to 40 %, mostly 20 %|0 %|60|150|normal 40 %; frozen 30 %; eased 30 %||own judgement",
        "Ministry|frozen||0|0|||30|60|slow 50 %; eased 50 %||own judgement",
        "Ministry|eased||1.8|12|5 %|0 %|120|300|normal 100 %||own judgement",
    ],
};
