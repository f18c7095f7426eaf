"""Answers: objects with attributes, tables, charts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, KeysView, Mapping
from typing import TYPE_CHECKING, Any, Optional

from ._table import Table

if TYPE_CHECKING:
    from . import _native
    from ._case import Case


class Record:
    """Part of an answer: what stands in its JSON, as attributes and as keys.

    >>> chance = Record({"share": 0.25, "low": 0.2})
    >>> chance.share, chance["low"], dict(chance)
    (0.25, 0.2, {'share': 0.25, 'low': 0.2})
    """

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = said

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return _part(self.__dict__["_said"][name])
        except KeyError:
            known = ", ".join(self.__dict__.get("_said", {}))
            raise AttributeError(f"there is no {name!r}; there are: {known}") from None

    def __getitem__(self, name: str) -> Any:
        return _part(self._said[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    def __contains__(self, name: object) -> bool:
        return name in self._said

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self._said == other._said

    def keys(self) -> "KeysView[str]":
        """Names of its fields. There are no other methods of dictionaries: a field may have their names."""
        return self._said.keys()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._said]

    def __repr__(self) -> str:
        return f"Record({', '.join(f'{name}={value!r}' for name, value in self._said.items())})"


def _part(value: Any) -> Any:
    if isinstance(value, dict):
        return Record(value)
    if isinstance(value, list):
        return [_part(each) for each in value]
    return value


class Chart:
    """A chart of an answer; a notebook shows it."""

    def __init__(self, native: "_native.Answer", name: str, title: str) -> None:
        self._native, self.name, self.title = native, name, title

    def svg(self, width: Optional[int] = None, height: Optional[int] = None) -> str:
        """As SVG, in its own size or of so many logical pixels."""
        return self._native.chart(self.name, False, _size(width, height)).decode()

    def png(self, width: Optional[int] = None, height: Optional[int] = None) -> bytes:
        """As PNG; it has twice as many dots each way."""
        return self._native.chart(self.name, True, _size(width, height))

    def save(self, path: "str | os.PathLike[str]", width: Optional[int] = None, height: Optional[int] = None) -> None:
        """Writes it: as PNG if the path ends so, else as SVG."""
        png = os.fspath(path).lower().endswith(".png")
        drawn = self.png(width, height) if png else self.svg(width, height).encode()
        with open(path, "wb") as file:
            file.write(drawn)

    def _repr_svg_(self) -> str:
        return self.svg()

    def __repr__(self) -> str:
        return f"<chart {self.name}: {self.title}>"


def _size(width: Optional[int], height: Optional[int]) -> Optional[tuple[int, int]]:
    if width is None and height is None:
        return None
    if width is None or height is None:
        raise ValueError("a size has a width and a height")
    return width, height


class _Lazy(Mapping[str, Any]):
    """Things by name, each made when it is asked for, and kept."""

    def __init__(self, names: list[str], make: Any) -> None:
        self._names, self._make = names, make
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(f"there is no {name!r}; there are: {', '.join(self._names)}")
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"<{', '.join(self._names)}>"


class Answer:
    """What a case answered. Attributes are those of the JSON that the command prints with ``--json``; chances lie between
    0 and 1, money is in the currency of the scenario, lengths of time are days.

    >>> import linestop
    >>> answer = linestop.load("scenarios/quickstart.json").run(trials=500)
    >>> answer.scenario.currency, answer.run.trials
    ('USD', 500)
    >>> 0 < answer.any_manufacturer_halts.low < answer.any_manufacturer_halts.share < 1
    True
    >>> sorted(answer.tables)[:3], "halted-by-date" in answer.charts
    (['bands', 'costs', 'first'], True)
    """

    def __init__(self, native: "_native.Answer") -> None:
        self._native = native
        self._read: Optional[dict[str, Any]] = None
        self._tables: Optional[_Lazy] = None
        self._charts: Optional[_Lazy] = None

    def json(self) -> str:
        """The text that the command prints with ``--json``."""
        return self._native.json()

    def to_dict(self) -> dict[str, Any]:
        """The same as dictionaries and lists."""
        if self._read is None:
            self._read = json.loads(self.json())
        return self._read

    def text(self, width: int = 100) -> str:
        """The text that the command prints, so many characters wide."""
        return self._native.text(width)

    @property
    def kind(self) -> str:
        """The command that it is the answer of, such as ``run``."""
        return self._native.kind().removeprefix("linestop ")

    @property
    def tables(self) -> Mapping[str, Table]:
        """Tables by name, which is that of their files without ending; each is made when it is asked for."""
        if self._tables is None:
            self._tables = _Lazy(self._native.tables(), lambda name: Table(self._native.table(name)))
        return self._tables

    @property
    def charts(self) -> Mapping[str, Chart]:
        """Charts by name, which is that of their files without ending; each is drawn when it is shown."""
        if self._charts is None:
            titles = dict(self._native.charts())
            self._charts = _Lazy(list(titles), lambda name: Chart(self._native, name, titles[name]))
        return self._charts

    def to_pandas(self, table: Optional[str] = None) -> Any:
        """A table as a ``pandas.DataFrame``; the first one if none is named."""
        return self._table(table).to_pandas()

    def to_polars(self, table: Optional[str] = None) -> Any:
        """A table as a ``polars.DataFrame``; the first one if none is named."""
        return self._table(table).to_polars()

    def to_arrow(self, table: Optional[str] = None) -> Any:
        """A table as a ``pyarrow.Table``; the first one if none is named."""
        return self._table(table).to_arrow()

    def _table(self, name: Optional[str]) -> Table:
        return self.tables[next(iter(self.tables)) if name is None else name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        said = self.to_dict()
        if name not in said:
            raise AttributeError(f"an answer of {self.kind} has no {name!r}; it has: {', '.join(said)}")
        return _part(said[name])

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.to_dict()]

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<answer of {self.kind}: tables {', '.join(self.tables)}>"

    def _repr_html_(self) -> str:
        from html import escape

        first = next(iter(self.charts.values()), None)
        drawn = first.svg() if first is not None else ""
        return f"<pre>{escape(self.text())}</pre>{drawn}"

    def __reduce__(self) -> Any:
        # Outcomes of single trials stay where they are.
        return _again, (self._native.kind(), self.json())


class RunAnswer(Answer):
    """What ``run`` answers."""

    @property
    def outcomes(self) -> Table:
        """Outcomes of single trials: a row for each trial and line, as in ``outcomes.csv``. They are in memory once; all
        that is made of them looks into it."""
        return self.tables["outcomes"]

    def line(self, site: str) -> Record:
        """What it says of a line, by its key.

        >>> import linestop
        >>> answer = linestop.load("scenarios/quickstart.json").run(trials=500)
        >>> answer.line("car_plant").title
        'Car plant'
        """
        lines = {line.site: line for line in self.lines}
        if site not in lines:
            raise KeyError(f"there is no line {site!r}; there are: {', '.join(lines)}")
        return lines[site]


class RollAnswer(Answer):
    """What ``roll`` answers."""

    @property
    def case(self) -> "Case":
        """The scenario on its new first day, ready to be asked."""
        from ._case import Case

        return Case(self._native.rolled())


def answer(native: "_native.Answer") -> Answer:
    """An answer of the class of its kind."""
    kinds = {"linestop run": RunAnswer, "linestop roll": RollAnswer}
    return kinds.get(native.kind(), Answer)(native)


def _again(kind: str, text: str) -> Answer:
    from . import _native

    return answer(_native.Answer.from_json(kind, text))
