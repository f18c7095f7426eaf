# Written by stubs.py from the options of the commands: do not edit.
from collections.abc import Mapping, Sequence
import datetime
import os
from typing import Any, Union

from ._answer import Answer, RollAnswer, RunAnswer
from ._case import Case
from ._progress import Progress

Date = Union[str, datetime.date]
Value = Union[str, int, float, datetime.date, os.PathLike[str]]
Values = Union[Value, Sequence[Value], Mapping[str, Any]]

def python_name(option: str) -> str: ...
def meaning(option: dict[str, Any]) -> str: ...

class Experiments:
    _native: Any
    def run(
        self,
        *,
        as_of: Date | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        lever: Value | None = None,
        precision: Value | None = None,
        threshold: Values | None = None,
        outcomes: str | None = None,
        bands_every: int | float | str | None = None,
        audit: bool | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> RunAnswer:
        """Simulate scenarios in many trials: which lines stop, when, for how long, at what cost

        :param as_of: Use only what could be known on this date: events that become known later (`known_from`, or their date) never happen.
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param lever: Levers of the scenario to pull, joined by +.
        :param precision: Go on until every manufacturer's chance of a halt is known to within ± P, such as 0.005 or 0.5%.
        :param threshold: Tell the chance that a trial lies beyond a threshold, such as "loss > 10 m" or "halt_days:SITE >= 20"; may be repeated. `--threshold help` lists the outcomes.
        :param outcomes: Which outcomes of single trials to keep. With none there is no outcomes.csv, and quantiles of losses are brackets. One of none, all. [default: all]
        :param bands_every: Days from one band of cover and output to the next. [default: 7]
        :param audit: Check in every trial that no material appears or vanishes.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def compare(
        self,
        *others: Case,
        alternative: Values | None = None,
        lever: Values | None = None,
        all_levers: bool | None = None,
        lever_pairs: bool | None = None,
        as_of: Date | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        rank: str | None = None,
        of: Values | None = None,
        regret_trials: int | str | None = None,
        world: Values | None = None,
        no_regret: bool | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Hold alternatives against a base scenario, on the same trials: what differs, how surely, which is best

        :param alternative: The base with other values, or levers pulled, as an alternative of that name; may be repeated.
        :param lever: A lever of the base, or several joined by +, as an alternative; may be repeated.
        :param all_levers: Every lever of the base by itself as an alternative.
        :param lever_pairs: Every lever of the base by itself and every pair of them.
        :param as_of: Use only what could be known on this date: events that become known later (`known_from`, or their date) never happen.
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param rank: What the ranking goes by; all three are in the result. One of cost, halt, cvar. [default: cost]
        :param of: A chance beside the usual outcomes, such as "P(loss > 10 m)" or "P(halt_days:SITE >= 20)"; may be repeated.
        :param regret_trials: Number of trials in each world of the table of regret [default: 2,000, or all if they are fewer].
        :param world: A world that counts in the table of regret: policy (as written), or a regime that is held; with odds for all worlds or for none [default: policy]. May be repeated, or several with commas or semicolons between them.
        :param no_regret: Leave the table of regret out.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def diff(
        self,
        new: Case,
        *,
        apart: bool | None = None,
        all_days: bool | None = None,
        as_of: Date | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Say what changed between two scenarios or two months, and how much each change moved the answer

        :param apart: Put every changed parameter, lane, input and event in for itself.
        :param all_days: Count all days of each, even if they do not begin on the same day.
        :param as_of: Use only what could be known on this date: events that become known later (`known_from`, or their date) never happen.
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def deadline(
        self,
        *,
        line: Values | None = None,
        part: Values | None = None,
        chance: Values | None = None,
        lever: Value | None = None,
        as_of: Date | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Say until when each part must be ordered, or its application handed in, so that it does not stop its line

        :param line: Key of a line; may be repeated [default: all manufacturers].
        :param part: Key of a part; may be repeated [default: all].
        :param chance: A chance of no halt because of the part; may be repeated [default: 50%, 80%, 95%].
        :param lever: Levers of the scenario to pull, joined by +.
        :param as_of: Use only what could be known on this date: events that become known later (`known_from`, or their date) never happen.
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def roll(
        self,
        to: Date,
        *,
        stocks: Value | None = None,
        orders: Value | None = None,
        licences: Value | None = None,
        horizon: Value | None = None,
        unlisted: str | None = None,
        strict: bool | None = None,
        happened: Values | None = None,
        regime: Values | None = None,
        set: Values | None = None,
        as_of: Date | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> RollAnswer:
        """Take a scenario to a new first day, with today's stocks, orders and licences from CSV files

        :param to: The new first day.
        :param stocks: Today's stocks.
        :param orders: All orders under way: they replace those of the scenario. Without it those go on from where they stood.
        :param licences: General licences in force.
        :param horizon: Where the horizon ends: on the same last day, after the same length, or after so many days. [default: last-day]
        :param unlisted: What it means that a file has no row of a stock, a licence, a worked-out pipeline: the old figure, or nothing. One of keep, nothing. [default: keep]
        :param strict: Refuse rows that are about nothing in the scenario, and stocks and licences without a row.
        :param happened: Whether an event that had a chance has happened; may be repeated.
        :param regime: A regime that has come into force, on a day (default: the new first day); may be repeated.
        :param set: Set a parameter, or a number or a date by its dotted path; may be repeated.
        :param as_of: Use only what could be known on this date: events that become known later (`known_from`, or their date) never happen.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def explain(
        self,
        *,
        trial: int | str | None = None,
        pick: str | None = None,
        site: Value | None = None,
        all: bool | None = None,
        lever: Value | None = None,
        as_of: Date | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Tell one trial as a story: what policy did, where every order stood, why a line stopped

        :param trial: The number of the trial to tell.
        :param pick: Which trial to tell, by the loss of all lines, or of the line asked for [default: median]. One of median, p95, worst.
        :param site: The line to tell about [default: the one that loses most in that trial].
        :param all: Tell about every line, and every order one by one.
        :param lever: Levers of the scenario to pull, joined by +.
        :param as_of: Use only what could be known on this date: events that become known later (`known_from`, or their date) never happen.
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def size(
        self,
        *,
        target: Value | None = None,
        site: Values | None = None,
        sector: Value | None = None,
        what: str | None = None,
        budget: Value | None = None,
        avoid: str | None = None,
        most_days: int | float | str | None = None,
        fresh_trials: int | str | None = None,
        one_pass: bool | None = None,
        class_: Values | None = None,
        lever: Value | None = None,
        as_of: Date | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Find the stock with which lines keep running: in units, days and money, with its confidence

        :param target: What each line is to reach, such as `P(halt) <= 5%`, `fill_rate >= 98%`, `halt_days <= 2` or `least cost`.
        :param site: Size these sites alone: several with commas between them, or the option more than once.
        :param sector: Size the lines of this sector [default: all manufacturers].
        :param what: What is decided. One of opening, target. [default: opening]
        :param budget: Spread this sum over the lines, to where it does the most.
        :param avoid: What the budget is to avoid. One of loss, risk. [default: loss]
        :param most_days: Most stock to be looked at, in days of planned need [default: 95 % of the horizon].
        :param fresh_trials: Number of fresh trials on which the stock is tried [default: as many as it is found on].
        :param one_pass: Take one simulation also where it is not exact: much faster, and fresh trials show how good it is.
        :param class_: A class of parts with a target of its own: the chance, at each line, that any of them runs out, as in `A parts: magnet, chip <= 1%`; may be repeated.
        :param lever: Levers of the scenario to pull, joined by +.
        :param as_of: Use only what could be known on this date: events that become known later (`known_from`, or their date) never happen.
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def sweep(
        self,
        *,
        over: Values | None = None,
        of: Values | None = None,
        design: str | None = None,
        points: int | str | None = None,
        every_point: bool | None = None,
        lever: Value | None = None,
        as_of: Date | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Vary parameters over a range: how does the chance of a halt, the loss, … depend on them?

        :param over: A parameter, a number or a date by its path, or `more_stock:SITE`, and its range; may be repeated.
        :param of: What to look at, such as loss:SITE or "P(loss > 10 m)"; may be repeated. [default: p_halt]
        :param design: How values are combined [default: grid]. One of grid, latin, sobol.
        :param points: Number of points of a design that is no grid [default: 64].
        :param every_point: Simulate every point, also where one simulation tells of all.
        :param lever: Levers of the scenario to pull, joined by +.
        :param as_of: Use only what could be known on this date: events that become known later (`known_from`, or their date) never happen.
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def sensitivity(
        self,
        *,
        of: Values | None = None,
        threshold: Value | None = None,
        lever: Value | None = None,
        as_of: Date | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Which uncertain parameter matters most, and under which conditions do lines stop?

        :param of: What to look at, such as loss:SITE or "P(loss > 10 m)"; may be repeated. [default: p_halt]
        :param threshold: From where on the outcome is bad, in its unit, or in per cent [default: a halt, or the worst tenth of trials].
        :param lever: Levers of the scenario to pull, joined by +.
        :param as_of: Use only what could be known on this date: events that become known later (`known_from`, or their date) never happen.
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def stress(
        self,
        *,
        from_: Date | None = None,
        days: int | str | None = None,
        freeze_days: Values | None = None,
        lever: Value | None = None,
        as_of: Date | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Take out every supplier, material, country, authority and lane in turn: how long does each line survive?

        :param from_: The day on which everything fails [default: the first day].
        :param days: Days until it is restored. [default: 90]
        :param freeze_days: Shortest and longest freeze of licensing, in days. [default: 1..180]
        :param lever: Levers of the scenario to pull, joined by +.
        :param as_of: Use only what could be known on this date: events that become known later (`known_from`, or their date) never happen.
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def backtest(
        self,
        *others: Case,
        observed: Values | None = None,
        as_of: Values | None = None,
        horizon_months: Value | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Forecast monthly exports with only what was known on a date, and hold the forecast against what came

        :param observed: A CSV file of observed months; may be repeated. Of one scenario only.
        :param as_of: The date of the forecast, such as 2025-07-01, or a range such as 2025-02-01..2025-12-01:1m; may be repeated.
        :param horizon_months: Months ahead, that of the date being the first. [default: 6]
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
    def calibrate(
        self,
        *,
        observed: Values | None = None,
        fit: Values | None = None,
        until: Date | None = None,
        keep: Value | None = None,
        rows: int | str | None = None,
        records: Value | None = None,
        lead_times: Value | None = None,
        survey: Value | None = None,
        vendor_column: Value | None = None,
        ordered_column: Value | None = None,
        received_column: Value | None = None,
        as_of: Date | None = None,
        wait_median: Value | None = None,
        wait_p90: Value | None = None,
        never: Value | None = None,
        trials: int | str | None = None,
        seed: int | None = None,
        threads: int | None = None,
        set: Values | None = None,
        locale: Value | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Fit what is not known to observed monthly exports, and write a scenario that draws from the fit

        :param observed: A CSV file of observed months; may be repeated. Months that the scenario brings along need none.
        :param fit: A parameter to fit; may be repeated [default: all that are uncertain].
        :param until: Last month to fit to, such as 2025-07 [default: all].
        :param keep: Share of the trials to keep, such as 0.02 or 2%. [default: 2%]
        :param rows: Number of joint draws to write. [default: 1000]
        :param records: A CSV file of dated licence records.
        :param lead_times: Fit the lead times of vendors instead, from a CSV file of orders: vendor, date of the order, date of receipt (empty while open).
        :param survey: Fit the wait for a decision instead, from a CSV file of a survey in classes: from_days, to_days (or within_days), share or count, respondents, and what (decided, pending, denied) and group where there are such.
        :param vendor_column: The column of the vendor [default: vendor, supplier, Lieferant and the like].
        :param ordered_column: The column of the date of the order [default: ordered, order date, Bestelldatum and the like].
        :param received_column: The column of the date of receipt [default: received, receipt date, Wareneingangsdatum and the like].
        :param as_of: The date on which the records, orders or answers were drawn up: until then those that are open have waited.
        :param wait_median: The parameter that is the median wait, in calendar days: the records set it, not the months.
        :param wait_p90: The parameter that is the wait within which nine in ten granted files are granted: the records set it.
        :param never: The parameter that is the share of files never granted: the records set it.
        :param trials: Number of trials [default: 10,000].
        :param seed: Seed of all random numbers: the same seed gives the same random numbers in every scenario. [default: 1]
        :param threads: Number of threads [default: one for each processor]. Results do not depend on it.
        :param set: Set a parameter, or a number or a date by its dotted path, in every scenario; may be repeated.
        :param locale: How numbers and dates are written in options, sheets and CSV files, such as de (2,5 and 31.12.2026), ch or en-US [default: 2.5 and 2026-12-31; what could mean something else is refused].
        """
