#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh virtual environment, runs its tests and the notebooks. The library is not built
# again if `cargo build --release --workspace` has built it before. A build of the program alone does not serve: its
# dependencies have fewer features then (bytes, num-bigint, once_cell, syn), and with them all that uses them is another.
set -euo pipefail
cd "$(dirname "$0")"

python=${PYTHON:-python3}
target=${CARGO_TARGET_DIR:-../target}
mkdir -p "$target"
home=$(cd "$target" && pwd)/python
rm -rf "$home"
"$python" -m venv "$home/venv"
pip="$home/venv/bin/python -m pip --disable-pip-version-check"
if ! $pip install --quiet -r requirements-ci.txt; then
  echo "SKIPPED: what the package is built and tested with could not be installed here"
  exit 0
fi
# The extension must not ask for the library of one Python.
export PYO3_BUILD_EXTENSION_MODULE=1
"$home/venv/bin/maturin" build --release --locked --quiet --out "$home/wheels" --interpreter "$home/venv/bin/python"
ls -l "$home"/wheels/*.whl
$pip install --quiet --no-deps "$home"/wheels/*.whl
"$home/venv/bin/linestop" --version
# -P, and pytest by its own name: what is tested is what was installed, not the sources here.
"$home/venv/bin/pytest" -q -p no:cacheprovider tests
"$home/venv/bin/python" -m mypy --python-executable "$home/venv/bin/python" --cache-dir "$home/mypy" tests/typed.py
"$home/venv/bin/python" -P refresh.py --check
"$home/venv/bin/python" -P notebooks.py
