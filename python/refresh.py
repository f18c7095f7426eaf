#!/usr/bin/env python3
"""Runs the blocks of docs/python.md that look like a session of Python, and writes what they print below them.

With --check it says whether the page shows what is printed instead. Blocks of a page share one session."""

import codeop
import contextlib
import io
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "python.md"


def statements(block):
    """The statements of a block, each with its lines as they are typed."""
    typed = []
    for line in block.splitlines():
        if line.startswith(">>> "):
            typed.append([line])
        elif line.startswith("...") and typed:
            typed[-1].append(line)
    return typed


def printed(lines, names):
    """What a statement prints."""
    source = "\n".join(line[4:] for line in lines)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(codeop.compile_command(source + "\n", symbol="single") or compile(source, "page", "exec"), names)
        except Exception as error:  # what is wrong is shown, as a session does
            last = f"{type(error).__module__}.{type(error).__qualname__}: {error}".removeprefix("builtins.")
            print(f"Traceback (most recent call last):\n  ...\n{last}")
    return [line.rstrip() for line in out.getvalue().rstrip("\n").splitlines()]


def main():
    page = PAGE.read_text()
    names = {}

    def run(match):
        lines = []
        for typed in statements(match.group(1)):
            lines += typed + printed(typed, names)
        return "```pycon\n" + "\n".join(lines) + "\n```"

    fresh = re.sub(r"```pycon\n(.*?)```", run, page, flags=re.S)
    if "--check" not in sys.argv:
        PAGE.write_text(fresh)
    elif fresh != page:
        import difflib

        sys.stderr.writelines(difflib.unified_diff(page.splitlines(True), fresh.splitlines(True), "page", "printed"))
        print("docs/python.md is out of date: run python/refresh.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    import os

    os.chdir(ROOT)
    sys.exit(main())
