#!/usr/bin/env python3
"""Instructions that a trial takes, counted by valgrind's callgrind on the release build of linestop, and held against the
numbers in benches/counts.json. A count does not depend on what else the machine does, so it shows a change of one per cent
that no clock would.

    benches/counts.py target/release/linestop            holds the counts against the references; exit code 1 above 2 %
    benches/counts.py target/release/linestop --write    makes what is counted now the reference

Each workload is run with 64 and with 192 trials on one thread; the difference, over 128, is a trial: start, reading and
compiling cancel. References hold for the toolchain in rust-toolchain.toml on a processor with AVX2 and are renewed, in a
commit that says why, when a change is worth what it costs."""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCES = ROOT / "benches" / "counts.json"
WORKLOADS = {
    "r1": "benches/workloads/r1.json",
    "quickstart": "scenarios/quickstart.json",
    "2025-controls": "scenarios/2025-controls.json",
    "everything": "tests/properties/everything.json",
}
FEW, MANY = 64, 192
TOLERANCE = 0.02


def collected(linestop, scenario, trials, folder):
    """Instructions of one run."""
    command = [
        "valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/callgrind",
        linestop, "run", ROOT / scenario, "--trials", str(trials), "--threads", "1", "--no-charts", "--outcomes", "none",
        "--out", f"{folder}/{trials}",
    ]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or not found:
        sys.exit(f"{scenario} did not run under callgrind:\n{run.stderr}")
    return int(found.group(1))


def counted(linestop):
    """Instructions a trial, by workload."""

    def one(scenario):
        with tempfile.TemporaryDirectory() as folder:
            few, many = (collected(linestop, scenario, trials, folder) for trials in (FEW, MANY))
        return round((many - few) / (MANY - FEW))

    # Side by side: a count does not depend on what else runs.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:
        return dict(zip(WORKLOADS, workers.map(one, WORKLOADS.values())))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("linestop", type=Path, help="a release build")
    parser.add_argument("--write", action="store_true", help="make what is counted the reference")
    asked = parser.parse_args()
    counts = counted(asked.linestop.resolve())
    if asked.write:
        REFERENCES.write_text(json.dumps(counts, indent=2) + "\n")
        print(f"wrote {REFERENCES.relative_to(ROOT)}")
        return
    references = json.loads(REFERENCES.read_text())
    worse = []
    print("| workload | instructions a trial | reference | ratio |\n|---|---|---|---|")
    for name, count in counts.items():
        ratio = count / references[name]
        print(f"| {name} | {count:,} | {references[name]:,} | {ratio:.3f} |")
        if ratio > 1 + TOLERANCE:
            worse.append(name)
        elif ratio < 1 - TOLERANCE:
            print(f"{name} takes fewer: make that the reference with --write", file=sys.stderr)
    if worse:
        sys.exit(f"more than {TOLERANCE:.0%} above the reference: {', '.join(worse)}")


if __name__ == "__main__":
    main()
