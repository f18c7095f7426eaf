"""If export licences for a controlled material stall: which production lines stop, when, for how long, at what cost, and
what would have prevented it?

A scenario is a file, or a dictionary. ``load`` makes a case of it; a case is asked, and answers are objects with
attributes, tables and charts.

>>> import linestop
>>> case = linestop.load("scenarios/quickstart.json")
>>> answer = case.run(trials=1000)
>>> print(f"{answer.any_manufacturer_halts.share:.2f}")
0.58
>>> loss = answer.outcomes["loss_usd"]  # a numpy array, without a copy
>>> loss.shape
(4000,)

The same scenario and seed give the same bits as the command ``linestop``, which comes with the package.
"""

from . import _native
from ._answer import Answer, Chart, Record, RollAnswer, RunAnswer
from ._case import Case, load
from ._errors import LinestopError, Problem, ResultError, ScenarioError, UsageError
from ._function import Function
from ._results import Result, lead_times, merge, read, schema, survey
from ._table import Table

__version__: str = _native.__version__

__all__ = [
    "Answer",
    "Case",
    "Chart",
    "Function",
    "LinestopError",
    "Problem",
    "Record",
    "Result",
    "ResultError",
    "RollAnswer",
    "RunAnswer",
    "ScenarioError",
    "Table",
    "UsageError",
    "lead_times",
    "load",
    "merge",
    "read",
    "schema",
    "survey",
]
