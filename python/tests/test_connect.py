"""SALib and EMA Workbench on a case."""

import pytest

from linestop.connect import ema_model, salib_problem

RANGES = {"freeze_length": (10, 90), "car_stock": (30, 120)}


def test_salib_finds_what_matters(case):
    pytest.importorskip("SALib")
    from SALib.analyze import morris
    from SALib.sample import morris as sample

    f = case.function(list(RANGES), "p_halt:car_plant", trials=200)
    problem = salib_problem(f, RANGES)
    points = sample.sample(problem, 4, num_levels=4, seed=1)
    found = morris.analyze(problem, points, f(points), num_levels=4)
    assert found["mu_star"][1] > 0 and found["mu"][1] < 0, "more stock makes a halt less likely"
    with pytest.raises(KeyError, match="car_stock"):
        salib_problem(f, {"freeze_length": (10, 90)})


def test_ema_workbench_plays_experiments(case):
    pytest.importorskip("ema_workbench")
    from ema_workbench import SequentialEvaluator

    f = case.function(list(RANGES), ["p_halt:car_plant", "loss"], trials=100)
    model = ema_model("quickstart", f, {"freeze_length": RANGES["freeze_length"]}, {"car_stock": RANGES["car_stock"]})
    with SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=3, policies=2)
    assert len(experiments) == 6 and set(outcomes) == {"p_halt_car_plant", "loss"}
    row = experiments.iloc[0]
    assert f.named(freeze_length=row["freeze_length"], car_stock=row["car_stock"])["loss"] == outcomes["loss"][0]
