"""A bar for work that takes a while: one of HTML in a notebook, tqdm elsewhere where it is installed, else a line on a
terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, Optional, Union

Progress = Union[bool, None, Callable[[int], Any]]
"""``None``: a bar once the work has taken two seconds; ``True``: at once; ``False``: none; a function: it gets the number
of trials done, some twenty times a second, and may raise to stop the work."""

PATIENCE = 2.0


class Bar:
    """Shows how many trials are done."""

    def __init__(self, total: Optional[int], wanted: Progress) -> None:
        self.total, self.bar, self.shown = total, None, False
        self.begin = time.monotonic() - (PATIENCE if wanted is True else 0.0)

    def __call__(self, done: int) -> None:
        if time.monotonic() - self.begin < PATIENCE:
            return
        if not self.shown:
            self.shown, self.bar = True, _notebook(self.total) or _tqdm(self.total)
        if self.bar is not None:
            self.bar.update(done - self.bar.n)
        elif sys.stderr.isatty():
            of = f" of {self.total:,}" if self.total else ""
            sys.stderr.write(f"\r{done:,}{of} trials ")
            sys.stderr.flush()

    def close(self) -> None:
        """Takes the bar away."""
        if self.bar is not None:
            self.bar.close()
        elif self.shown and sys.stderr.isatty():
            sys.stderr.write("\r\033[K")


class _InNotebook:
    """A bar in the output of a cell; it needs no widgets, and leaves nothing behind."""

    def __init__(self, total: Optional[int]) -> None:
        self.total, self.n, self.begin, self.handle = total, 0, time.monotonic(), None

    def update(self, more: int) -> None:
        from IPython.display import HTML, display

        self.n += more
        taken = time.monotonic() - self.begin
        of = f" of {self.total:,}" if self.total else ""
        left = f", {taken * (self.total - self.n) / self.n:.0f} s left" if self.total and 0 < self.n < self.total else ""
        where = f' value="{self.n}" max="{self.total}"' if self.total else ""
        shown = HTML(f"<progress{where}></progress> {self.n:,}{of} trials, {taken:.0f} s{left}")
        if self.handle is None:
            self.handle = display(shown, display_id=True)
        else:
            self.handle.update(shown)

    def close(self) -> None:
        from IPython.display import HTML

        if self.handle is not None:
            self.handle.update(HTML(""))


def _notebook(total: Optional[int]) -> Any:
    # A kernel of Jupyter, not IPython on a terminal.
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return _InNotebook(total) if hasattr(shell, "kernel") else None


def _tqdm(total: Optional[int]) -> Any:
    try:
        from tqdm import tqdm
    except ImportError:
        return None
    # None: only on a terminal.
    return tqdm(total=total, unit=" trials", unit_scale=True, leave=False, disable=None)


def watched(progress: Progress, total: Optional[int], work: Callable[[Optional[Callable[[int], Any]]], Any]) -> Any:
    """Does the work with what tells its progress."""
    if progress is False:
        return work(None)
    if callable(progress):
        return work(progress)
    bar = Bar(total, progress)
    try:
        return work(bar)
    finally:
        bar.close()
