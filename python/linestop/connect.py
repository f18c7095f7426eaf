"""A case for SALib and for EMA Workbench: thin, and only about names and ranges. Neither package is needed to use
linestop, or installed with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._function import Function

Ranges = Mapping[str, "tuple[float, float]"]


def salib_problem(function: "Function", ranges: Ranges) -> dict[str, Any]:
    """What SALib calls a problem: the inputs of a function, with the ends of their ranges.

    >>> import linestop
    >>> from linestop.connect import salib_problem
    >>> f = linestop.load("scenarios/quickstart.json").function(["freeze_length"], "p_halt", trials=100)
    >>> salib_problem(f, {"freeze_length": (10, 90)})
    {'num_vars': 1, 'names': ['freeze_length'], 'bounds': [[10.0, 90.0]]}
    """
    missing = [name for name in function.inputs if name not in ranges]
    if missing:
        raise KeyError(f"there is no range of {', '.join(missing)}")
    bounds = [[float(end) for end in ranges[name]] for name in function.inputs]
    return {"num_vars": len(bounds), "names": list(function.inputs), "bounds": bounds}


def ema_model(name: str, function: "Function", uncertainties: Ranges, levers: Ranges = {}) -> Any:
    """A model of EMA Workbench: what may turn out in a range, what can be chosen in one, and a scalar outcome for each
    output of the function. Names of Python take no dots and colons: they become ``_``."""
    from ema_workbench import Model, RealParameter, ScalarOutcome

    python = {_plain(each): each for each in function.inputs}
    outcomes = {_plain(each): each for each in function.outputs}

    def play(**values: float) -> dict[str, float]:
        found = function.named(**{python[each]: value for each, value in values.items()})
        return {each: found[outcomes[each]] for each in outcomes}

    model = Model(name, function=play)
    model.uncertainties = [RealParameter(_plain(each), *ends) for each, ends in uncertainties.items()]
    model.levers = [RealParameter(_plain(each), *ends) for each, ends in levers.items()]
    model.outcomes = [ScalarOutcome(each) for each in outcomes]
    return model


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)
