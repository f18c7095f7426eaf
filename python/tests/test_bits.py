"""The same bits as the command line."""

import csv
import json

import numpy as np
import pytest

import linestop

ASKED = {
    "run": {"trials": 300, "threshold": "loss > 10 m", "bands_every": 14},
    "compare": {"alternative": {"Long freeze": {"freeze_length": 60}}, "trials": 200, "regret_trials": 100},
    "sweep": {"over": {"car_stock": (30, 90, 3)}, "of": ["p_halt:car_plant", "loss"], "trials": 200},
    "sensitivity": {"of": "loss", "trials": 200},
    "size": {"target": "P(halt) <= 20%", "site": ["car_plant"], "trials": 300},
    "stress": {"days": 30, "freeze_days": (10, 12), "trials": 50},
    "deadline": {"trials": 50, "line": "car_plant"},
    "explain": {"trials": 100, "pick": "worst"},
}


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_is_that_of_the_command(name, case, command, tmp_path):
    from linestop._options import words

    _, *options = words(name, ASKED[name])
    said = command(name, "scenarios/quickstart.json", *options, "--json", "--no-charts", "--out", tmp_path).stdout
    said = json.loads(said)
    said = said[0] if name == "run" else said
    assert getattr(case, name)(**ASKED[name]).to_dict() == said


def test_forecasts_of_several_scenarios_are_scored_as_by_the_command(command, tmp_path):
    paths = ["scenarios/world-magnet-exports.json", "scenarios/series/magnets-japan.json"]
    options = {"as_of": ["2025-06-01", "2025-07-01"], "horizon_months": 3, "trials": 100}
    asked = ["--as-of=2025-06-01", "--as-of=2025-07-01", "--horizon-months=3", "--trials=100"]
    said = command("backtest", *paths, *asked, "--json", "--no-charts", "--out", tmp_path).stdout
    one, other = map(linestop.load, paths)
    assert one.backtest(other, **options).to_dict() == json.loads(said)
    with pytest.raises(linestop.UsageError, match="belongs to one scenario"):
        one.backtest(other, observed="months.csv", **options)


def test_a_survey_is_fitted_as_by_the_command(command, tmp_path):
    answers = "docs/examples/survey.csv"
    said = command("calibrate", "--survey", answers, "--as-of=2025-11-24", "--json", "--no-charts", "--out", tmp_path).stdout
    assert linestop.survey(answers, as_of="2025-11-24").to_dict() == json.loads(said)


def test_outcomes_are_those_of_the_file(case, command, tmp_path):
    command("run", "scenarios/quickstart.json", "--trials", 200, "--no-charts", "--out", tmp_path)
    outcomes = case.run(trials=200).outcomes
    with open(tmp_path / "quickstart" / "outcomes.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(outcomes) and len(rows) == len(outcomes)
    for name in outcomes:
        column = outcomes[name]
        for row, cell in zip(rows, column):
            text = row[name]
            if text == "":
                assert cell is None or cell is np.ma.masked or cell != cell, name
            elif isinstance(cell, (bool, np.bool_)):
                assert text == ("yes" if cell else "no")
            elif isinstance(cell, np.datetime64):
                assert text == str(cell.astype("datetime64[D]"))
            elif isinstance(cell, str):
                assert text == cell
            else:
                assert float(text) == cell, name


def test_a_folder_reads_as_the_answer(case, command, tmp_path):
    command("run", "scenarios/quickstart.json", "--trials", 200, "--no-charts", "--out", tmp_path)
    result = linestop.read(tmp_path / "quickstart")
    answer = case.run(trials=200)
    assert result.json() == answer.json() and result.text() == answer.text()
    assert result.cases["quickstart"].fingerprint == case.fingerprint
    for name in answer.tables:
        one, other = answer.tables[name], result.answer.tables[name]
        assert list(one) == list(other)
        for column in one:
            assert repr(np.asarray(one[column])) == repr(np.asarray(other[column])), (name, column)
    (tmp_path / "quickstart" / "outcomes.csv").write_text("edited")
    with pytest.raises(linestop.ResultError, match="not as linestop wrote it"):
        linestop.read(tmp_path / "quickstart").answer.outcomes
    with pytest.raises(linestop.ResultError, match="there is no folder"):
        linestop.read(tmp_path / "nothing")


def test_parts_are_merged_as_the_command_does(case, command, tmp_path):
    for number in (2, 1):
        command("run", "scenarios/quickstart.json", "--trials", 300, "--shard", f"{number}/2", "--out", tmp_path)
    parts = [tmp_path / f"quickstart.{number}-of-2.part" for number in (1, 2)]
    answer = linestop.merge(parts)
    assert answer.json() == case.run(trials=300).json()
    whole = case.run(trials=300).outcomes
    assert all(np.array_equal(whole.codes(n) if n in ("site",) else whole[n], answer.outcomes.codes(n) if n in ("site",) else answer.outcomes[n]) for n in ("site", "loss_usd"))
    with pytest.raises(linestop.UsageError, match="shard 2/2"):
        linestop.merge(parts[:1])


def test_a_function_has_the_bits_of_a_sweep(case):
    over = {"freeze_length": (10, 90, 3)}
    swept = case.sweep(over=over, of=["p_halt:car_plant", "loss"], trials=200)
    f = case.function("freeze_length", ["p_halt:car_plant", "loss"], trials=200)
    found = f([[10], [50], [90]])
    assert [[outcome.value for outcome in point.outcomes] for point in swept.points] == found.tolist()


def test_threads_change_no_bit(case):
    assert case.run(trials=300, threads=1).json() == case.run(trials=300, threads=3).json()
