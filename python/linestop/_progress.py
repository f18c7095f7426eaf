"""A bar for work that takes a while: tqdm where it is installed, in terminal and notebook, else a line on a terminal."""

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
            self.shown, self.bar = True, _tqdm(self.total)
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


def _tqdm(total: Optional[int]) -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm(total=total, unit=" trials", unit_scale=True, leave=False)


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
