#!/usr/bin/env python3
"""Runs linestop and other ways to do the same work in turn on the reference workload R1 (WORKLOAD.md), and prints a
table of CPU time a trial as ratios of one run. On a fresh machine with Rust and Python 3:

    benches/peers/run.py                       all peers, 1 and 2 threads, 5 rounds
    benches/peers/run.py --rounds 9 --only dayloop numba --threads 1

It builds the Rust programs and makes a Python environment of its own under target/peers. Rounds are interleaved: each
runs every program once, so that what else the machine does falls on all of them. Ratios are of medians of CPU time a
trial; absolute times are not printed, since they are the machine's and not the program's."""
import argparse
import json
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "peers"

# Name, what it is, trials a round, same work as R1 (else the nearest that the package can say).
PEERS = {
    "linestop": ("this program, with the full desk and named random numbers", 20_000, True),
    "dayloop": ("idiomatic day loop in Rust: rand, rand_distr, rayon", 20_000, True),
    "fast": ("scalar loop in Rust tuned for this workload alone", 20_000, True),
    "lanesp": ("trials in lockstep in Rust, for this workload alone", 20_000, True),
    "numba": ("day loop in Python, compiled by numba", 20_000, True),
    "numpy": ("arrays over trials in Python, numpy", 2_000, True),
    "nexo": ("discrete events in Rust, NexoSim", 100, True),
    "simpy": ("discrete events in Python, SimPy", 20, True),
    "stockpyl": ("stockpyl: unconnected nodes, other rules", 10, False),
    "supplynetpy": ("SupplyNetPy: unconnected nodes, other rules", 10, False),
}
SCRIPTS = {
    "simpy": "p1_simpy.py", "numpy": "p2_numpy.py", "numba": "p3_numba.py",
    "stockpyl": "p4_stockpyl.py", "supplynetpy": "p4_supplynetpy.py",
}
BINARIES = {"dayloop": ["idiomatic"], "fast": ["fast"], "lanesp": ["lanesp", "--variant", "32"], "nexo": ["nexo"]}


def built_bench():
    """Builds the bench and gives its path."""
    lines = subprocess.run(
        ["cargo", "bench", "--bench", "workload", "--no-run", "--message-format=json"],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout.splitlines()
    built = [json.loads(line) for line in lines if line.startswith("{")]
    return next(b["executable"] for b in built if b.get("executable") and b["target"]["name"] == "workload")


def python():
    """An interpreter that has the packages of requirements.txt."""
    folder = WORK / "python"
    interpreter = folder / "bin" / "python"
    wanted = (HERE / "python" / "requirements.txt").read_text()
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run(
            [interpreter, "-m", "pip", "install", "--quiet", "-r", HERE / "python" / "requirements.txt"], check=True
        )
        stamp.write_text(wanted)
    return str(interpreter)


def commands(names):
    """The command of each peer, without its options."""
    found = {}
    if any(name in BINARIES for name in names):
        subprocess.run(
            ["cargo", "build", "--release", "--target-dir", WORK / "rust", "--manifest-path", HERE / "rust" / "Cargo.toml"],
            check=True,
        )
    interpreter = python() if any(name in SCRIPTS for name in names) else None
    for name in names:
        if name == "linestop":
            found[name] = [built_bench()]
        elif name in BINARIES:
            binary, *options = BINARIES[name]
            found[name] = [str(WORK / "rust" / "release" / binary), *options]
        else:
            found[name] = [interpreter, str(HERE / "python" / SCRIPTS[name])]
    return found


def cpu_of(command, trials, threads):
    """CPU seconds a trial that a program says it took, without its start; and its chances of a halt."""
    options = ["--trials", str(trials), "--threads", str(threads), "--seed", "1"]
    run = subprocess.run([*command, *options], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    said = json.loads(next(line for line in reversed(run.stdout.splitlines()) if line.startswith("{")))
    return said["cpu_secs"] / trials


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--only", nargs="+", choices=sorted(PEERS), help="these besides linestop")
    asked = parser.parse_args()
    names = ["linestop", *[n for n in PEERS if n != "linestop" and (asked.only is None or n in asked.only)]]
    programs = commands(names)
    seen = {(name, threads): [] for name in names for threads in asked.threads}
    for number in range(asked.rounds):
        for threads in asked.threads:
            for name in names:
                seen[name, threads].append(cpu_of(programs[name], PEERS[name][1], threads))
        print(f"round {number + 1} of {asked.rounds} done", file=sys.stderr)
    heads = [f"{t} thread{'s' if t > 1 else ''}" for t in asked.threads]
    print("CPU time a trial over linestop's: median of the rounds (smallest to largest)\n")
    print("| peer | " + " | ".join(heads) + " | what it is |\n|---|" + "---|" * len(heads) + "---|")
    for name in names:
        cells = []
        for threads in asked.threads:
            ratios = [a / b for a, b in zip(seen[name, threads], seen["linestop", threads])]
            cells.append(f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})")
        print(f"| {name} | " + " | ".join(cells) + f" | {PEERS[name][0]} |")


if __name__ == "__main__":
    main()
