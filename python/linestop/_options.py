"""Options as Python says them, turned into the words of the command line. Names, defaults and what is wrong with a value
are those of the command: this module knows none of them."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from . import _native


@lru_cache(maxsize=None)
def commands() -> dict[str, dict[str, Any]]:
    """The commands that can be asked, by name."""
    return {command["name"]: command for command in json.loads(_native.commands())}


def words(command: str, options: Mapping[str, Any]) -> list[str]:
    """The name of a command and its options in words.

    >>> words("run", {"trials": 50_000, "threshold": ["loss > 10 m"], "audit": True})
    ['run', '--trials=50000', '--threshold=loss > 10 m', '--audit']
    >>> words("sweep", {"over": {"car_stock": (30, 150, 9)}, "set": {"freeze_length": 60.0}})
    ['sweep', '--over=car_stock=30..150:9', '--set=freeze_length=60.0']
    """
    known = {option["name"]: option for option in commands()[command]["options"]}
    said = [command]
    for name, value in options.items():
        flag = name.rstrip("_").replace("_", "-")
        facts = known.get(flag, {"value": None if isinstance(value, bool) else "?", "many": True})
        if value is None or (facts["value"] is None and value is False):
            continue
        if facts["value"] is None:
            said.append(f"--{flag}")
        else:
            said.extend(f"--{flag}={text}" for text in _values(flag, value, facts["many"]))
    return said


def _values(flag: str, value: Any, many: bool) -> Iterable[str]:
    if isinstance(value, Mapping):
        return [_pair(flag, name, each) for name, each in value.items()]
    if isinstance(value, (str, os.PathLike)) or not isinstance(value, Iterable):
        return [text(value)]
    if not many:
        return ["..".join(text(each) for each in value)]
    return [text(each) for each in value]


def _pair(flag: str, name: str, value: Any) -> str:
    if flag == "alternative":
        parts = [f"{key}={text(each)}" for key, each in value.items()] if isinstance(value, Mapping) else [text(value)]
        return f"{name}: {'; '.join(parts)}"
    if value is None:
        return name
    if isinstance(value, bool):
        return f"{name}={'yes' if value else 'no'}"
    if isinstance(value, tuple):
        low, high, *rest = value
        return ":".join([f"{name}={text(low)}..{text(high)}", *(text(each) for each in rest)])
    return f"{name}={text(value)}"


def text(value: Any) -> str:
    """A value as it is written.

    >>> [text(value) for value in (10_000, 0.005, 1e-7, datetime.date(2026, 7, 1), "60 %")]
    ['10000', '0.005', '0.0000001', '2026-07-01', '60 %']
    """
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, str):
        return value
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and "e" in repr(value):
        return f"{value:.20f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:.0f}"
    return repr(value)


def given(value: Any) -> Any:
    """A value that a scenario is set to: a number as it is, all else as it is written."""
    if isinstance(value, bool):
        raise TypeError("a parameter is a number or a date, not True or False")
    if hasattr(value, "item"):
        value = value.item()
    return float(value) if isinstance(value, (int, float)) else text(value)
