"""Statistical forecasts of the same months on the same dates: AutoETS, AutoARIMA and the mean of all known months, by
statsforecast, beside linestop.

    python -m venv venv && venv/bin/pip install statsforecast==2.1.1
    linestop backtest SCENARIO... --as-of FROM..TO:1m
    venv/bin/python tests/peers/forecasts.py output/backtest-pooled [--csv scores.csv]

Reads pooled.json: dates, months known today, and the scores of linestop and of its two naive rivals. On each date a rival
sees the months that had been published and nothing else. Months that nobody published are filled along a straight line
between their neighbours, as these methods need one month after the other. Seasons count where two years are known. A forecast is
the normal one that the method gives, nothing below zero; its score is the CRPS of 400 of its quantiles, as with the naive
rivals of linestop. With fewer than four months known there is no such forecast: then the latest value stands in, with the
spread that linestop gives it, so that all are scored on all months.
"""
import argparse, csv, json, pathlib, sys, warnings
from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoARIMA, AutoETS, HistoricAverage

BANDS = (0.5, 0.8, 0.95)
NORMAL = np.array([NormalDist().inv_cdf((i + 0.5) / 400) for i in range(400)])
LEAST = 4
METHODS = ("AutoETS", "AutoARIMA", "HistoricAverage")
warnings.simplefilter("ignore")


def number(month):
    """Months since year 0 of 2025-04-01."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def published(month, day):
    """The day on which a month is published: a day of the next one."""
    at = number(month) + 1
    return date(at // 12, at % 12 + 1, day).isoformat()


def score(mean, sd, came):
    """Error, CRPS and whether each band held what came."""
    values = np.maximum(mean + sd * NORMAL, 0.0)
    n = len(values)
    pairs = 2 * np.sum(np.arange(n) * values - np.concatenate([[0.0], np.cumsum(values)[:-1]])) / n**2
    held = []
    for band in BANDS:
        low, high = (values[min(int(np.ceil(p * n)), n) - 1] for p in ((1 - band) / 2, (1 + band) / 2))
        held.append(bool(low <= came <= high))
    return abs(mean - came), float(np.mean(np.abs(values - came)) - 0.5 * pairs), held


def models(known):
    """The methods, with seasons where there is enough for them."""
    season = 12 if len(known) >= 24 else 1
    return [AutoETS(season_length=season), AutoARIMA(season_length=season), HistoricAverage()]


def forecasts(values, ahead):
    """Mean and standard deviation up to so many months ahead, by method."""
    y = pd.Series(values).interpolate().to_numpy()
    frame = pd.DataFrame({"unique_id": "a", "ds": pd.date_range("2000-01-01", periods=len(y), freq="MS"), "y": y})
    found = {}
    for model in models(y):
        try:
            told = StatsForecast(models=[model], freq="MS").forecast(df=frame, h=ahead, level=[80])
            name = type(model).__name__
            reach = (told[f"{name}-hi-80"] - told[f"{name}-lo-80"]) / 2 / NormalDist().inv_cdf(0.9)
            found[name] = list(zip(told[name], reach))
        except Exception:  # a method that finds no model forecasts nothing
            print(f"{type(model).__name__} finds no model for {len(y)} months", file=sys.stderr)
    return found


def rows(answer):
    """One row a forecast that linestop made and that can be scored."""
    for series in answer["series"]:
        seen = series["seen"]
        scale = sum(value for _, value in seen) / len(seen)
        for forecast in series["forecasts"]:
            known = [(number(m), x) for m, x in seen if published(m, series["published_day"]) <= forecast["as_of"]]
            scored = [m for m in forecast["months"] if m["scored"]]
            if not scored:
                continue
            told = {}
            if len(known) >= LEAST:
                first, last = known[0][0], known[-1][0]
                values = [dict(known).get(at, np.nan) for at in range(first, last + 1)]
                told = forecasts(values, max(number(m["month"]) - last for m in scored))
            for month in scored:
                own = month["scored"]
                of = {"linestop": (own["median_error"], own["crps"], own["held"])}
                for name in ("last_value", "seasonal"):
                    if own[name]:
                        of[name] = (own[name]["error"], own[name]["crps"], own[name]["held"])
                for name in METHODS:
                    if name in told:
                        mean, sd = told[name][number(month["month"]) - known[-1][0] - 1]
                        if np.isfinite(mean) and np.isfinite(sd):
                            of[name] = score(float(mean), float(sd), month["came"])
                    if name not in of and "last_value" in of:
                        of[name] = of["last_value"]
                yield {"series": series["scenario"]["name"], "as_of": forecast["as_of"], "month": month["month"],
                       "came": month["came"], "scale": scale, "by": of, "fitted": bool(told)}


def table(found, name):
    """Of the forecasts that a method made: how many, own and linestop's scores, coverage."""
    both = [row for row in found if name in row["by"]]
    if not both:
        return None
    mean = lambda of: float(np.mean([of(row) for row in both]))
    own = mean(lambda row: row["by"]["linestop"][1] / row["scale"])
    crps = mean(lambda row: row["by"][name][1] / row["scale"])
    held = [mean(lambda row: row["by"][name][2][i]) for i in range(3)]
    return {"forecasts": len(both), "crps": crps, "linestop_crps": own, "skill": 1 - own / crps,
            "error": mean(lambda row: row["by"][name][0] / row["scale"]), "held": held}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--csv", type=pathlib.Path, help="write the scores of every forecast")
    options = options.parse_args()
    found = list(rows(json.loads((options.folder / "pooled.json").read_text())))
    print(f"{len(found)} forecasts, for {sum(not row['fitted'] for row in found)} of which fewer than {LEAST} months were known")
    print(f"{'':16}{'forecasts':>10}{'CRPS':>9}{'linestop':>10}{'skill':>8}{'error':>9}   50, 80, 95 % band held")
    for name in ("linestop", "last_value", "seasonal", *METHODS):
        of = table(found, name)
        if of:
            held = ", ".join(f"{100 * share:.0f} %" for share in of["held"])
            label = "by linestop" if name == "linestop" else name
            print(f"{label:16}{of['forecasts']:>10}{100 * of['crps']:>8.1f}%{100 * of['linestop_crps']:>9.1f}%"
                  f"{100 * of['skill']:>+7.0f}%{100 * of['error']:>8.1f}%   {held}")
    print("\nCRPS by series, share of its mean month")
    names = ("linestop", "last_value", *METHODS)
    print(f"{'series':24}" + "".join(f"{name:>16}" for name in names))
    for series in sorted({row["series"] for row in found}):
        own = [row for row in found if row["series"] == series]
        cells = [table(own, name) for name in names]
        print(f"{series:24}" + "".join(f"{100 * cell['crps']:>15.1f}%" if cell else f"{'–':>16}" for cell in cells))
    if options.csv:
        with options.csv.open("w", newline="") as out:
            lines = csv.writer(out)
            lines.writerow(["series", "as_of", "month", "by", "error", "crps", "band50", "band80", "band95"])
            for row in found:
                for name, (error, crps, held) in row["by"].items():
                    lines.writerow([row["series"], row["as_of"], row["month"], name, error, crps, *map(int, held)])


if __name__ == "__main__":
    main()
