"""The command ``linestop``: the same program as without Python."""

import signal
import sys

from . import _native


def main() -> int:
    """Does what the words say; the exit code comes back."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.command(["linestop", *sys.argv[1:]])
