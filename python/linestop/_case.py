"""Scenarios, ready to be asked."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Union

from . import _native
from ._answer import Record
from ._errors import Problem
from ._experiments import Experiments
from ._options import given, text, words
from ._progress import Progress, watched

if TYPE_CHECKING:
    import numpy as np

    from ._answer import RunAnswer
    from ._function import Function


def load(scenario: "Union[str, os.PathLike[str], Mapping[str, Any]]", name: str = "scenario") -> "Case":
    """Loads a scenario: a file, with what it extends, or a dictionary, which has the given name.

    >>> import linestop
    >>> case = linestop.load("scenarios/quickstart.json")
    >>> case
    <case quickstart: Quick start: four lines, one licence desk>
    >>> linestop.load(case.written(), "the_same").fingerprint == case.fingerprint
    True

    :raises ScenarioError: with all that is wrong with it.
    """
    if isinstance(scenario, Mapping):
        return Case(_native.Case.of_text(name, json.dumps(scenario)))
    return Case(_native.Case.load(os.fspath(scenario)))


class Case(Experiments):
    """A scenario, compiled once. It does not change: what changes a case makes another one and leaves it as it is.

    >>> import linestop
    >>> case = linestop.load("scenarios/quickstart.json")
    >>> longer = case.set(freeze_length=60)
    >>> longer.fingerprint == case.fingerprint
    False
    """

    def __init__(self, native: "_native.Case") -> None:
        self._native = native

    def set(self, values: "Mapping[str, Any] | None" = None, /, **more: Any) -> "Case":
        """With values set: parameters by name, numbers and dates by dotted path, as in ``--set``. Numbers are in the
        unit of what they set, most often days; ``"60 %"`` and ``"2.5 m"`` are read as the command line reads them.

        >>> import linestop
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> changed = case.set(freeze_length=60).set({"lanes.japan_drone.transit_days": 40})
        """
        values = {**(values or {}), **more}
        return Case(self._native.set([(name, given(value)) for name, value in values.items()]))

    def pull(self, levers: "str | Sequence[str]") -> "Case":
        """With levers pulled: one, several joined by ``+``, or a list.

        >>> import linestop
        >>> linestop.load("scenarios/levers.json").pull("more_stock").name
        'levers+more_stock'
        """
        return Case(self._native.pull(_joined(levers)))

    def alternative(self, levers: "str | Sequence[str]") -> "Case":
        """With levers pulled, and named after them alone: to be compared with the case."""
        return Case(self._native.alternative(_joined(levers)))

    def with_stock(self, site: str, days: float) -> "Case":
        """With more stock of all inputs of a line: so many days of planned need beyond what the scenario says, on the
        first day and in its order levels."""
        return Case(self._native.with_stock(site, days))

    def as_of(self, date: Any) -> "Case":
        """With what could be known on a date: events that become known later never happen."""
        return Case(self._native.set([("--as-of", text(date))]))

    def named(self, name: str, title: "str | None" = None) -> "Case":
        """The same under another name, for tables and folders, and a title, for people."""
        return Case(self._native.named(name, name if title is None else title))

    @property
    def name(self) -> str:
        """Name: that of the file, without its ending."""
        return self._native.name

    @property
    def title(self) -> str:
        """Title, for people."""
        return self._native.title

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what it says: two scenarios that say the same have the same."""
        return self._native.fingerprint

    @property
    def levers(self) -> list[str]:
        """Levers that are not pulled."""
        return self._native.levers

    @property
    def lines(self) -> list[Record]:
        """Lines, in the order of the file."""
        return [Record(line) for line in json.loads(self._native.lines())]

    @property
    def warnings(self) -> list[Problem]:
        """What is legal but suspicious."""
        return [Problem._of(said) for said in json.loads(self._native.warnings())]

    @property
    def parameters(self) -> list[str]:
        """Names of its parameters."""
        return list(self.written().get("parameters", {}))

    def written(self) -> dict[str, Any]:
        """The scenario as one file would say it, with values set and levers pulled; more stock is not in it."""
        return json.loads(self._native.written())

    def function(self, inputs: "str | Sequence[str]", outputs: "str | Sequence[str]", **options: Any) -> "Function":
        """The case as a plain function of numbers: what SALib, EMA Workbench, SciPy or an optimiser call.

        ``inputs`` are parameters, numbers by dotted path, or ``more_stock:SITE`` in days; ``outputs`` are outcomes as in
        ``--of`` (``p_halt``, ``loss:car_plant``, ``P(loss > 10 m)``). Every call is on the same trials. ``trials`` and
        ``seed`` are those of ``run``, ``threads`` how many it takes.

        >>> import linestop, numpy
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> f = case.function(["freeze_length", "car_stock"], ["p_halt:car_plant", "loss"], trials=200)
        >>> f(numpy.array([[30, 60], [90, 60]])).shape
        (2, 2)
        """
        from ._function import Function

        return Function(self, inputs, outputs, **options)

    def shard(self, number: int, of: int, *, progress: Progress = None, **options: Any) -> bytes:
        """Plays one of several shards of a run, from 1, with the options of ``run``: a part, to be joined with the
        others. Parts of the command are files, and joined by ``linestop merge`` or :func:`linestop.merge`."""
        asked = words("run", options) + [f"--shard={number}/{of}"]
        return watched(progress, None, lambda tell: self._native.shard(asked, tell))

    def join(self, parts: "Sequence[bytes]", whole: bool = True) -> "RunAnswer":
        """The answer of a run from its parts, in any order: its bits are those of one run. Without ``whole`` some may be
        missing, and the answer is that of the trials that are there.

        >>> import linestop
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> parts = [case.shard(number, 3, trials=300) for number in (3, 1, 2)]
        >>> case.join(parts).json() == case.run(trials=300).json()
        True
        >>> case.join(parts[:1])
        Traceback (most recent call last):
        ...
        linestop._errors.UsageError: trials 0 to 199 are missing: shard 1/3, 2/3
        """
        from ._answer import RunAnswer

        named = [(f"part {at}", bytes(part)) for at, part in enumerate(parts, 1)]
        return RunAnswer(self._native.join(named, whole))

    def _outcomes(self, points: "np.ndarray", inputs: list[str], of: list[str], options: "tuple[int, int, int]", progress: Progress) -> Any:
        rows, (trials, seed, threads) = points.tolist(), options
        return watched(
            progress,
            trials * len(rows),
            lambda tell: self._native.outcomes(inputs, rows, of, trials, seed, threads, tell),
        )

    def __repr__(self) -> str:
        return f"<case {self.name}: {self.title}>"

    def __reduce__(self) -> Any:
        return _again, (self.name, self.title, self._native.written(), self._native.stock)


def _again(name: str, title: str, written: str, stock: "list[tuple[str, float]]") -> Case:
    native = _native.Case.of_text(name, written).named(name, title)
    for site, days in stock:
        native = native.with_stock(site, days)
    return Case(native)


def _joined(levers: "str | Sequence[str]") -> str:
    return levers if isinstance(levers, str) else "+".join(levers)
