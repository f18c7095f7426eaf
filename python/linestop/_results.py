"""Results that the command wrote, and other things that are no case."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any, Union

from . import _native
from ._answer import Answer, RunAnswer, answer
from ._case import Case, load
from ._options import words

Path = Union[str, "os.PathLike[str]"]


class Result:
    """The folder of a result: its answer, and what it came from."""

    def __init__(self, native: "_native.Answer") -> None:
        self.answer: Answer = answer(native)
        """What it says, as the same objects that a case answers with."""
        self.folder, kind, scenarios = native.origin()
        self.kind: str = kind.removeprefix("linestop ")
        self._scenarios: dict[str, str] = dict(scenarios)

    @property
    def cases(self) -> dict[str, Case]:
        """The scenarios that it was made of, by name, ready to be asked again."""
        return {name: load(json.loads(text), name) for name, text in self._scenarios.items()}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.answer, name)

    def __repr__(self) -> str:
        return f"<result {self.folder}: {self.answer!r}>"

    def _repr_html_(self) -> str:
        return self.answer._repr_html_()


def read(folder: Path) -> Result:
    """Reads the folder of a result, such as ``output/quickstart``, into the objects that a case answers with; outcomes of
    single trials come from its CSV file when they are asked for.

    :raises ResultError: when it is no result, or somebody has edited it.
    """
    return Result(_native.read(os.fspath(folder)))


def merge(parts: Sequence[Path]) -> RunAnswer:
    """The answer of a run from the files of its parts, as ``linestop merge``; nothing is written.

    :raises UsageError: when parts are missing, or do not belong together.
    """
    bytes_of = []
    for path in parts:
        with open(path, "rb") as file:
            bytes_of.append((os.fspath(path), file.read()))
    return RunAnswer(_native.merge(bytes_of))


def lead_times(orders: Path, as_of: Any, **options: Any) -> Answer:
    """Lead times of vendors from the dates of their orders, as ``linestop calibrate --lead-times``."""
    asked = words("calibrate", {"lead_times": orders, "as_of": as_of, **options})
    return answer(_native.ask_cases(asked, [], None))


def survey(answers: Path, as_of: Any, **options: Any) -> Answer:
    """How long decisions take, from a survey in classes, as ``linestop calibrate --survey``.

    >>> import linestop
    >>> linestop.survey("docs/examples/survey.csv", as_of="2025-11-24").kind
    'calibrate --survey'
    """
    asked = words("calibrate", {"survey": answers, "as_of": as_of, **options})
    return answer(_native.ask_cases(asked, [], None))


def schema() -> dict[str, Any]:
    """The JSON Schema of scenarios.

    >>> import linestop
    >>> linestop.schema()["title"]
    'linestop scenario'
    """
    return json.loads(_native.schema())
