#!/usr/bin/env python3
"""What a call from Python costs beside the command, what outcomes take of memory, and what a second Dask worker brings.

Ratios are measured in one run. Usage: python/benches/run.py [overhead] [memory] [workers] [shards]"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import linestop

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = ROOT / "scenarios" / "quickstart.json"


def seconds(work, times, clock=time.perf_counter):
    """The median time of some work."""
    taken = []
    for _ in range(times):
        begin = clock()
        work()
        taken.append(clock() - begin)
    return statistics.median(taken)


def overhead():
    """A run of one trial: what is left when nothing is simulated."""
    case = linestop.load(SCENARIO)
    works = {
        "a call of one trial": lambda: case.run(trials=1, threads=1, progress=False),
        "with its answer read": lambda: case.run(trials=1, threads=1, progress=False).any_manufacturer_halts.share,
    }
    for name, work in works.items():
        # Of what others do on the machine the time of the process knows less than the clock on the wall.
        wall, own = seconds(work, 200), seconds(work, 200, time.process_time)
        print(f"{name}: {1000 * wall:.2f} ms, {1000 * own:.2f} ms of the processor")


def resident():
    """Bytes of memory in use now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def memory(trials=1_000_000):
    """A million trials as columns: how much memory a program takes at most, beside what the columns are and what the command
    takes."""
    with tempfile.TemporaryDirectory() as out:
        said = [SCENARIO, "--trials", str(trials), "--no-charts", "--out", out]
        command = subprocess.Popen([Path(sys.executable).parent / "linestop", "run", *said], stdout=subprocess.DEVNULL)
        _, _, used = os.wait4(command.pid, 0)
    print(f"the command, which writes them: {used.ru_maxrss * 1024 / 1e6:.0f} MB at most")
    # In a process of its own, so that the peak is its own.
    code = f"""
import resource, linestop, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from run import resident
case = linestop.load({str(SCENARIO)!r})
before = resident()
answer = case.run(trials={trials}, progress=False)
simulated = resident() - before
outcomes = answer.outcomes
sums = {{name: outcomes[name].sum() for name in outcomes if outcomes[name].dtype.kind == "f"}}
columns = resident() - before
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
print(f"{{len(outcomes):,}} rows; columns {{outcomes.nbytes / 1e6:.0f}} MB; in use after the run {{simulated / 1e6:.0f}} MB, "
      f"with columns {{columns / 1e6:.0f}} MB, at most {{peak / 1e6:.0f}} MB: {{peak / outcomes.nbytes:.2f}} of the columns")
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def workers(trials=400_000):
    """One Dask worker and two, the same run."""
    from distributed import Client, LocalCluster

    from linestop.distributed import run

    case = linestop.load(SCENARIO)
    taken = {}
    for count in (1, 2, 2, 1):
        with LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
            client.wait_for_workers(count)
            options = {"shards": 16, "outcomes": "none", "progress": False}
            run(case, client, trials=2000, **options)
            taken.setdefault(count, []).append(seconds(lambda: run(case, client, trials=trials, **options), 3))
    one, two = min(taken[1]), min(taken[2])
    print(f"{trials:,} trials, 16 shards: one worker {one:.2f} s, two {two:.2f} s: {one / two:.2f} times "
          f"({os.cpu_count()} processors, load {os.getloadavg()[0]:.1f})")


def shards(trials=200_000):
    """What cutting a run into shards and joining them costs."""
    case = linestop.load(SCENARIO)
    whole = seconds(lambda: case.run(trials=trials, outcomes="none", progress=False), 3)
    for of in (1, 16, 64):
        parts = [case.shard(number, of, trials=trials, outcomes="none", progress=False) for number in range(1, of + 1)]
        play = seconds(lambda: [case.shard(n, of, trials=trials, outcomes="none", progress=False) for n in range(1, of + 1)], 1)
        join = seconds(lambda: case.join(parts), 3)
        print(f"{of} shards: {play / whole:.2f} of one run; a part {len(parts[0]) / 1e3:.0f} kB; joining {1000 * join:.0f} ms")


if __name__ == "__main__":
    for name in sys.argv[1:] or ["overhead", "memory", "workers", "shards"]:
        globals()[name]()
