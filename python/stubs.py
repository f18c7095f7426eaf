#!/usr/bin/env python3
"""Writes linestop/_experiments.pyi: the options of every experiment as the installed package knows them.

With --check it says whether the file has the options that there are instead; words of their help may differ."""

import sys
from pathlib import Path

from linestop._experiments import meaning, python_name
from linestop._options import commands

PLACE = Path(__file__).parent / "linestop" / "_experiments.pyi"
ANSWERS = {"run": "RunAnswer", "roll": "RollAnswer"}
#: Arguments that have no name on the command line.
FIRST = {"backtest": "*others: Case", "compare": "*others: Case", "diff": "new: Case", "roll": "to: Date"}

HEAD = '''\
# Written by stubs.py from the options of the commands: do not edit.
from collections.abc import Mapping, Sequence
import datetime
import os
from typing import Any, Union

from ._answer import Answer, RollAnswer, RunAnswer
from ._case import Case
from ._progress import Progress

Date = Union[str, datetime.date]
Value = Union[str, int, float, datetime.date, os.PathLike[str]]
Values = Union[Value, Sequence[Value], Mapping[str, Any]]

def python_name(option: str) -> str: ...
def meaning(option: dict[str, Any]) -> str: ...

class Experiments:
    _native: Any
'''


def kind(option):
    """The type of an option."""
    if option["value"] is None:
        return "bool"
    if option["possible"]:
        return "str"
    words = option["value"].split()[0]
    if option["many"] or ".." in words:
        return "Values"
    return {"N": "int | str", "S": "int", "T": "int", "DATE": "Date", "MONTH": "Date", "DAYS": "int | float | str"}.get(words, "Value")


def method(command):
    """An experiment."""
    name = command["name"]
    first = FIRST.get(name)
    options = [(python_name(option["name"]), option) for option in command["options"]]
    lines = [f"    def {name}(", "        self,"]
    lines += [f"        {first},"] if first else []
    lines += ["        *,"] if not (first or "").startswith("*") else []
    taken = (first or "").split(":")[0]
    lines += [f"        {n}: {kind(option)} | None = None," for n, option in options if n != taken]
    lines += ["        progress: Progress = None,", f"    ) -> {ANSWERS.get(name, 'Answer')}:", f'        """{command["about"]}', ""]
    lines += [f"        :param {n}: {meaning(option)}" for n, option in options]
    return "\n".join([*lines, '        """'])


def code(text):
    """The lines that a type checker reads."""
    return [line for line in text.splitlines() if not line.strip().startswith((":param", '"""')) and line.strip()]


def main():
    text = HEAD + "\n".join(method(command) for command in commands().values()) + "\n"
    if "--check" not in sys.argv:
        PLACE.write_text(text)
    elif code(PLACE.read_text()) != code(text):
        print(f"{PLACE.name} is out of date: run python/stubs.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
