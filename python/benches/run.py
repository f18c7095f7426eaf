#!/usr/bin/env python3
"""What a call from Python costs beside the command, what outcomes take of memory, and what a second Dask worker brings.

Ratios are measured in one run. Usage: python/benches/run.py [overhead] [instructions] [memory] [workers] [shards]"""

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


#: Blocks of trials of a long call beside those of a short one.
SHORT, LONG = 1, 2


def call(case, blocks):
    """A run of so many blocks of trials, on one thread."""
    return case.run(trials=32 * blocks, threads=1, progress=False)


def overhead():
    """Calls of one block of trials and of two: what is left when no block is simulated is what a call costs, its summary
    and tables of bands included; and what reading its answer costs. One after the other, so that what others do on the
    machine falls on all alike."""
    case = linestop.load(SCENARIO)
    for clock, name in ((time.process_time, "of the processor"), (time.perf_counter, "by the clock")):
        taken = {"one": [], "two": [], "read": []}
        for _ in range(200):
            taken["one"].append(seconds(lambda: call(case, SHORT), 1, clock))
            taken["two"].append(seconds(lambda: call(case, LONG), 1, clock))
            answer = call(case, SHORT)
            taken["read"].append(seconds(lambda: answer.any_manufacturer_halts.share, 1, clock))
        one, two, read = (1000 * statistics.median(each) for each in taken.values())
        print(f"{name}: a call of 32 trials {one:.1f} ms, of 64 {two:.1f} ms: {2 * one - two:.1f} ms without trials, "
              f"{(2 * one - two) / (two - one):.2f} of what 32 trials take; reading the answer {read:.1f} ms; the quickest call of "
              f"32 trials {1000 * min(taken['one']):.1f} ms")


def instructions(times=10):
    """The same in instructions, counted by valgrind's callgrind, which is the same whatever else the machine does."""

    def counted(blocks, calls):
        code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from run import SCENARIO, call
import linestop
case = linestop.load(SCENARIO)
for _ in range({calls}): call(case, {blocks})
"""
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, "-I", "-c", code]
        run = subprocess.run(command, check=True, capture_output=True, text=True)
        return int(run.stderr.rsplit("Collected :", 1)[1].split()[0])

    # What happens once, such as reading the options of the command, cancels.
    one, two = ((counted(blocks, 1 + times) - counted(blocks, 1)) / times for blocks in (SHORT, LONG))
    print(f"a call of 32 trials {one / 1e6:.1f} million instructions, of 64 {two / 1e6:.1f} million: "
          f"{(2 * one - two) / 1e6:.1f} million without trials, {(2 * one - two) / (two - one):.2f} of what 32 trials take")


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
    # -I: the package that is installed, wherever this is called.
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


def workers(trials=50_000):
    """One Dask worker and two, the same questions: by the clock, and by what the processors did, as far as others left
    them."""
    from linestop import distributed

    case = linestop.load(SCENARIO)
    asked = {
        f"run, {trials:,} trials in 16 shards": lambda client, trials: distributed.run(
            case, client, trials=trials, shards=16, outcomes="none", progress=False
        ),
        f"sensitivity, {trials // 10:,} trials of each run": lambda client, trials: distributed.sensitivity(
            case, client, trials=trials // 10, of="loss", progress=False
        ),
    }
    for name, ask in asked.items():
        spread(name, ask, trials)


def spread(name, ask, trials):
    """A question with one worker and with two."""
    from distributed import Client, LocalCluster

    taken = {1: [], 2: []}
    for count in (1, 2, 2, 1):
        with LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
            client.wait_for_workers(count)
            ask(client, 2000)
            for _ in range(2):
                own, theirs, begin = time.process_time(), client.run(time.process_time), time.perf_counter()
                ask(client, trials)
                clock, own = time.perf_counter() - begin, time.process_time() - own
                worked = [now - theirs[worker] for worker, now in client.run(time.process_time).items()]
                taken[count].append((clock, max(worked), sum(worked), own))
    one, two = (tuple(map(statistics.median, zip(*taken[count]))) for count in (1, 2))
    print(f"{name}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for many, (clock, busiest, together, own) in (("one worker", one), ("two workers", two)):
        print(f"{many}: {clock:.2f} s by the clock; the busiest worker {busiest:.2f} s of a processor, all workers "
              f"{together:.2f} s, which is {together / clock:.2f} processors; the client {own:.2f} s")
    print(f"two against one: {one[0] / two[0]:.2f} times by the clock, {one[1] / two[1]:.2f} times by the busiest worker; "
          f"a trial takes {two[2] / one[2]:.2f} of its processor time with one")


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
    for name in sys.argv[1:] or ["overhead", "instructions", "memory", "workers", "shards"]:
        globals()[name]()
