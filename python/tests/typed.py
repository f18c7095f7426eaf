"""What a type checker is to understand: it is read by mypy, not run."""

import linestop

case: linestop.Case = linestop.load("scenarios/quickstart.json")
answer: linestop.RunAnswer = case.run(trials=1_000, threshold=["loss > 10 m"], audit=True)
table: linestop.Table = answer.outcomes
swept: linestop.Answer = case.set(freeze_length=60).sweep(over={"car_stock": (30, 150, 9)}, of="p_halt")
rolled: linestop.Case = case.roll("2026-02-02").case
errors: list[linestop.Problem] = linestop.ScenarioError("x").errors
