"""Tables: columns that numpy, pandas, polars and Arrow share without copies."""

from __future__ import annotations

from collections.abc import Iterator, KeysView
from typing import TYPE_CHECKING, Any, Optional

if TYPE_CHECKING:
    import numpy as np

    from . import _native


class Table:
    """A table of an answer. ``table["loss_usd"]`` is a column as a numpy array that looks into the memory of the answer;
    it cannot be written to. Columns have the names and units of the CSV files.

    Empty cells are NaN in numbers and NaT in dates; counts and yes/no with empty cells are masked arrays. Words come as
    an array of objects; ``codes`` and ``words`` have them without one.

    >>> import linestop
    >>> answer = linestop.load("scenarios/quickstart.json").run(trials=200)
    >>> outcomes = answer.outcomes
    >>> len(outcomes), outcomes.units["loss_usd"], outcomes["halt_days"].dtype
    (800, 'USD', dtype('int64'))
    >>> float(outcomes["loss_usd"].sum()) == round(answer.total_loss.mean.value * 200, 2)
    True
    """

    def __init__(self, native: "_native.Table") -> None:
        self._native = native
        self._said = {name: (at, unit, about, words) for at, (name, unit, about, words) in enumerate(native.columns())}

    @property
    def name(self) -> str:
        """Name, which is that of its file without ending."""
        return self._native.name

    @property
    def about(self) -> str:
        """What it holds, in a sentence."""
        return self._native.about

    @property
    def units(self) -> dict[str, str]:
        """Units of columns that have one."""
        return {name: unit for name, (_, unit, _, _) in self._said.items() if unit}

    @property
    def descriptions(self) -> dict[str, str]:
        """What columns say."""
        return {name: about for name, (_, _, about, _) in self._said.items() if about}

    @property
    def nbytes(self) -> int:
        """Bytes of memory that it takes, whoever looks into it."""
        return self._native.nbytes

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self._native.rows

    def __len__(self) -> int:
        return self._native.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def keys(self) -> "KeysView[str]":
        """Names of the columns."""
        return self._said.keys()

    def __contains__(self, name: object) -> bool:
        return name in self._said

    def __getitem__(self, name: str) -> "np.ndarray":
        import numpy as np

        at, _, _, words = self._column(name)
        cells = np.asarray(self._native.cells(at))
        if words is not None:
            # An empty cell has the code -1: the last of the list.
            return np.array([*words, None], dtype=object)[cells]
        empty = self._empty(at)
        if empty is None or cells.dtype.kind in "fM":
            return cells
        return np.ma.MaskedArray(cells, mask=empty, copy=False)

    def codes(self, name: str) -> "np.ndarray":
        """Of a column of words, the place of each in ``words(name)``; -1 for an empty cell."""
        import numpy as np

        at, _, _, words = self._column(name)
        if words is None:
            raise KeyError(f"{name} has no words")
        return np.asarray(self._native.cells(at))

    def words(self, name: str) -> list[str]:
        """The words of a column, each once."""
        words = self._column(name)[3]
        if words is None:
            raise KeyError(f"{name} has no words")
        return words

    def _column(self, name: str) -> tuple[int, str, str, Optional[list[str]]]:
        try:
            return self._said[name]
        except KeyError:
            raise KeyError(f"{self.name} has no column {name!r}; its columns: {', '.join(self._said)}") from None

    def _empty(self, at: int) -> Any:
        import numpy as np

        empty = self._native.empty(at)
        return None if empty is None else np.asarray(empty)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table for Arrow: pyarrow, polars, DuckDB and others take it without copies."""
        return self._native.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> Any:
        """As a ``pyarrow.Table``, without copies; units and meanings are metadata of its fields."""
        import pyarrow

        return pyarrow.table(self._native)

    def to_polars(self) -> Any:
        """As a ``polars.DataFrame``; words are categories."""
        import polars

        return polars.DataFrame(self._native)

    def to_pandas(self) -> Any:
        """As a ``pandas.DataFrame``; words are categories, ``attrs`` has units and descriptions."""
        import numpy as np
        import pandas

        columns: dict[str, Any] = {}
        for name, (at, _, _, words) in self._said.items():
            cells = np.asarray(self._native.cells(at))
            empty = self._empty(at)
            if words is not None:
                columns[name] = pandas.Categorical.from_codes(cells, categories=words)
            elif empty is None or cells.dtype.kind in "fM":
                columns[name] = cells
            elif cells.dtype.kind == "b":
                columns[name] = pandas.arrays.BooleanArray(cells, empty)
            else:
                columns[name] = pandas.arrays.IntegerArray(cells, empty)
        frame = pandas.DataFrame(columns, copy=False)
        frame.attrs.update(units=self.units, descriptions=self.descriptions)
        return frame

    def __repr__(self) -> str:
        return f"<table {self.name}: {self.rows:,} rows, {len(self._said)} columns>"

    def _repr_html_(self, most: int = 10) -> str:
        from html import escape

        shown = min(self.rows, most)
        heads = "".join(f"<th title={_quoted(about)}>{escape(name)}</th>" for name, (_, _, about, _) in self._said.items())
        columns = [self[name][:shown] for name in self]
        cells = ("".join(f"<td>{escape(_cell(column[row]))}</td>" for column in columns) for row in range(shown))
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        more = f"<p>{self.rows:,} rows; the first {shown}</p>" if shown < self.rows else ""
        about = f"<caption>{escape(self.about)}</caption>"
        return f"<table>{about}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{more}"


def _quoted(text: str) -> str:
    from html import escape

    return f'"{escape(text, quote=True)}"'


def _cell(value: Any) -> str:
    import numpy as np

    if value is None or value is np.ma.masked or value != value:
        return ""
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[D]"))
    if isinstance(value, np.floating):
        return f"{value:,.6g}"
    return str(value)
