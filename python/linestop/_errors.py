"""Exceptions: every one says all that is wrong, as the command line does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Optional


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a scenario."""

    message: str
    """What is wrong, in one line."""
    field: str
    """The field as a dotted path; empty for the file as a whole."""
    file: Optional[str] = None
    """The file as it was named; None for a scenario that no file says."""
    line: Optional[int] = None
    """Line in that file, from 1."""
    column: Optional[int] = None
    """Column in characters, from 1."""
    found: Optional[str] = None
    """What was found."""
    allowed: Optional[str] = None
    """What is allowed."""
    nearest: Optional[str] = None
    """The nearest name that is valid."""
    severity: str = "error"
    """``error``, ``warning`` or ``note``."""

    @classmethod
    def _of(cls, said: dict[str, Any]) -> "Problem":
        place = said.get("place") or {}
        known: dict[str, Any] = {name: said.get(name) for name in ("message", "field", "found", "allowed", "nearest", "severity")}
        return cls(file=place.get("file"), line=place.get("line"), column=place.get("column"), **known)


class LinestopError(Exception):
    """What all exceptions of this package are."""


class ScenarioError(LinestopError, ValueError):
    """A scenario has errors: all of them.

    ``errors`` lists them with file, line, field, what was found, what is allowed and the nearest name.

    >>> import linestop
    >>> try:
    ...     linestop.load("scenarios/quickstart.json").set(freeze_lenght=60)
    ... except linestop.ScenarioError as error:
    ...     [(problem.file, problem.nearest) for problem in error.errors]
    [('--set', 'freeze_length')]
    """

    errors: list[Problem]

    def __init__(self, text: str, problems: str = "[]") -> None:
        super().__init__(text)
        self._problems = problems
        self.errors = [Problem._of(said) for said in json.loads(problems)]

    def __reduce__(self) -> Any:
        return type(self), (str(self), self._problems)


class UsageError(LinestopError, ValueError):
    """What was asked cannot be answered: an option that does not exist, a value out of its range, a line that the
    scenario does not have. The text names all mistakes."""


class ResultError(LinestopError, OSError):
    """A folder is no result, or its files are not as linestop wrote them."""
