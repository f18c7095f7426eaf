"""Tests run in the folder of the project: scenarios are named from there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def at_home(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def command():
    """Calls the command that came with the package, or the one that LINESTOP names."""
    beside = Path(sys.executable).parent / "linestop"
    program = os.environ.get("LINESTOP", str(beside))

    def call(*words, code=0):
        done = subprocess.run([program, *map(str, words)], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        return done

    return call


@pytest.fixture(scope="session")
def case():
    import linestop

    return linestop.load(ROOT / "scenarios" / "quickstart.json")
