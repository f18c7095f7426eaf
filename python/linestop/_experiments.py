"""The experiments that a case can be asked: each has the options of its command."""

from __future__ import annotations

import inspect
from typing import Any

from . import _native
from ._answer import Answer, RollAnswer, RunAnswer, answer
from ._options import commands, words
from ._progress import Progress, watched


class Experiments:
    """Experiments of a case. Options have the names of the command line, with ``_`` for ``-`` (``from_`` and ``class_``
    with one behind); ``linestop run --help`` and its like say more. Every one takes ``progress`` too: ``False`` for no
    bar, ``True`` for one at once, or a function that gets the number of trials done."""

    _native: "_native.Case"

    def run(self, *, progress: Progress = None, **options: Any) -> RunAnswer:
        """
        >>> import linestop
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> answer = case.run(trials=500, seed=7, threshold="halt_days:car_plant >= 20")
        >>> answer.run.seed, len(answer.thresholds), answer.lines[0].site
        (7, 1, 'car_plant')
        """
        return self._ask("run", options, progress, total=options.get("trials", 10_000))

    def compare(self, *others: Any, progress: Progress = None, **options: Any) -> Answer:
        """
        Other cases are alternatives; so is what ``alternative``, ``lever``, ``all_levers`` and ``lever_pairs`` say.

        >>> import linestop
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> more = case.set(car_stock=120).named("more", "More stock")
        >>> answer = case.compare(more, trials=500, no_regret=True)
        >>> [alternative.scenario for alternative in answer.alternatives]
        ['more']
        """
        return self._ask("compare", options, progress, *others)

    def diff(self, new: Any, *, progress: Progress = None, **options: Any) -> Answer:
        """
        >>> import linestop
        >>> old = linestop.load("scenarios/quickstart.json")
        >>> new = linestop.load("scenarios/quickstart-truce.json")
        >>> old.diff(new, trials=200).new.name
        'quickstart-truce'
        """
        return self._ask("diff", options, progress, new)

    def deadline(self, *, progress: Progress = None, **options: Any) -> Answer:
        """
        >>> import linestop
        >>> case = linestop.load("scenarios/levers.json")
        >>> case.deadline(trials=100, chance=0.9).kind
        'deadline'
        """
        return self._ask("deadline", options, progress)

    def roll(self, to: Any, *, progress: Progress = None, **options: Any) -> RollAnswer:
        """
        ``.case`` of the answer is the scenario on its new first day. Nothing is written.

        >>> import datetime, linestop
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> case.roll(datetime.date(2026, 2, 2)).case.written()["start"]
        '2026-02-02'
        """
        return self._ask("roll", {"to": to, **options}, progress)

    def explain(self, *, progress: Progress = None, **options: Any) -> Answer:
        """
        >>> import linestop
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> case.explain(trial=11).trial
        11
        """
        return self._ask("explain", options, progress)

    def size(self, *, progress: Progress = None, **options: Any) -> Answer:
        """
        >>> import linestop
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> answer = case.size(target="P(halt) <= 10%", site="car_plant", trials=500)
        >>> answer.lines[0].site, "requisition" in answer.tables
        ('car_plant', True)
        """
        return self._ask("size", options, progress)

    def sweep(self, *, progress: Progress = None, **options: Any) -> Answer:
        """
        ``over`` may be a dictionary: ``{"car_stock": (30, 150, 9)}`` is ``--over car_stock=30..150:9``.

        >>> import linestop
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> answer = case.sweep(over={"freeze_length": (10, 90, 3)}, of="p_halt:car_plant", trials=200)
        >>> [point.values[0] for point in answer.points]
        [10.0, 50.0, 90.0]
        """
        return self._ask("sweep", options, progress)

    def sensitivity(self, *, progress: Progress = None, **options: Any) -> Answer:
        """
        >>> import linestop
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> case.sensitivity(of="loss", trials=200).outcomes[0].outcome
        'loss'
        """
        return self._ask("sensitivity", options, progress)

    def stress(self, *, progress: Progress = None, **options: Any) -> Answer:
        """
        >>> import linestop
        >>> case = linestop.load("scenarios/quickstart.json")
        >>> case.stress(from_="2026-04-01", days=30, freeze_days=(10, 20), trials=100).run.days
        30
        """
        return self._ask("stress", options, progress)

    def backtest(self, *others: Any, progress: Progress = None, **options: Any) -> Answer:
        """
        With other cases the forecasts of all are scored together.

        >>> import linestop
        >>> case = linestop.load("scenarios/world-magnet-exports.json")
        >>> case.backtest(as_of="2025-07-01", trials=200).kind
        'backtest'
        >>> other = linestop.load("scenarios/series/magnets-japan.json")
        >>> [series.scenario.name for series in case.backtest(other, as_of="2025-07-01", trials=200).series]
        ['world-magnet-exports', 'magnets-japan']
        """
        return self._ask("backtest", options, progress, *others)

    def calibrate(self, *, progress: Progress = None, **options: Any) -> Answer:
        """
        >>> import linestop
        >>> case = linestop.load("scenarios/world-magnet-exports.json")
        >>> case.calibrate(trials=1000, keep=0.1, rows=10).kind
        'calibrate'
        """
        return self._ask("calibrate", options, progress)

    def _ask(self, command: str, options: dict[str, Any], progress: Progress, *others: Any, total: Any = None) -> Any:
        cases = [self._native, *(other._native for other in others)]
        total = total if isinstance(total, int) else None
        asked = words(command, options)
        return answer(watched(progress, total, lambda tell: _native.ask_cases(asked, cases, tell)))


def _told() -> None:
    """Gives every experiment the options of its command as its signature, and their meanings as its help."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    for name, command in commands().items():
        method = getattr(Experiments, name)
        own = [p for p in inspect.signature(method).parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
        named = {parameter.name for parameter in own}
        options = [(python_name(option["name"]), option) for option in command["options"]]
        more = [inspect.Parameter(n, keyword, default=None) for n, _ in options if n not in named]
        method.__signature__ = inspect.Signature([p for p in own if p.name != "progress"] + more + [p for p in own if p.name == "progress"])
        lines = [f"    {n}: {meaning(option)}" for n, option in options]
        method.__doc__ = f"{command['about']}\n{method.__doc__}\n        Options:\n\n" + "\n".join("    " + line for line in lines)


def python_name(option: str) -> str:
    """An option as an argument of Python.

    >>> [python_name(option) for option in ("bands-every", "from", "class")]
    ['bands_every', 'from_', 'class_']
    """
    import keyword

    name = option.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def meaning(option: dict[str, Any]) -> str:
    """What an option means, in a line."""
    text = " ".join(option["about"].split()).rstrip(".") + "."
    if option["possible"]:
        text += f" One of {', '.join(option['possible'])}."
    if option["value"] and option["default"] and "[default" not in text:
        text += f" [default: {option['default']}]"
    return text


_told()
