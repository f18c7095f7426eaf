"""Runs on Dask: the same bits, whatever becomes of the workers."""

import os
import signal
import threading
import time

import numpy as np
import pytest

import linestop

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def client():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with distributed.Client(cluster) as client:
            yield client


def test_a_run_on_workers_has_the_bits_of_one_run(case, client):
    from linestop.distributed import run

    partial = []
    answer = run(case, client, trials=3000, shards=11, partial=lambda answer: partial.append(answer.run.trials))
    alone = case.run(trials=3000)
    assert answer.json() == alone.json()
    assert np.array_equal(answer.outcomes["loss_usd"], alone.outcomes["loss_usd"])
    assert partial == sorted(partial) and len(partial) >= 5 and partial[-1] < 3000


def test_a_worker_killed_in_mid_run_changes_no_bit(case, client):
    from linestop.distributed import run

    before = set(client.run(os.getpid).values())
    killed = []

    def kill(answer):
        if not killed:
            killed.append(min(before))
            os.kill(killed[0], signal.SIGKILL)

    answer = run(case, client, trials=20_000, shards=40, partial=kill, progress=False)
    assert killed and answer.json() == case.run(trials=20_000).json()
    after = time.monotonic() + 60
    while killed[0] in client.run(os.getpid).values() and time.monotonic() < after:
        time.sleep(0.2)
    assert killed[0] not in client.run(os.getpid).values()


def test_workers_come_as_they_are_needed(case):
    from linestop.distributed import run

    with distributed.LocalCluster(n_workers=0, threads_per_worker=1, dashboard_address=None) as cluster:
        cluster.adapt(minimum=0, maximum=2, interval="100ms")
        with distributed.Client(cluster) as client:
            assert not client.nthreads()
            answer = run(case, client, trials=3000, shards=6, progress=False)
    assert answer.json() == case.run(trials=3000).json()


def test_points_and_scenarios_on_workers(case, client):
    from linestop.distributed import map, runs

    f = case.function(["freeze_length"], "p_halt:car_plant", trials=200)
    points = np.linspace(10, 90, 7)[:, None]
    assert np.array_equal(f.on(client, points, rows=2), f(points))
    cases = [case, case.set(freeze_length=60).named("long")]
    found = map(lambda case: case.run(trials=100, progress=False).any_manufacturer_halts.share, cases, client)
    assert found == [each.run(trials=100).any_manufacturer_halts.share for each in cases]
    answers = runs(*cases, client=client, trials=500, shards=3)
    assert [answer.json() for answer in answers] == [each.run(trials=500).json() for each in cases]


def test_alternatives_on_workers_have_the_bits_of_one_comparison(client):
    from linestop.distributed import compare

    base = linestop.load("scenarios/levers.json")
    longer = base.set(freeze_length=60).named("longer")
    alternatives = [
        base.alternative("more_stock"),
        longer,
        longer.pull("more_stock").named("both", "Longer, more stock"),
        base.with_stock("car_plant", 40).named("stock"),
        base.named("same"),
    ]
    asked = (
        (None, {"trials": 200}),
        (1, {"trials": 60, "no_regret": True}),
        (99, {"trials": 60, "rank": "cvar", "of": "P(loss > 10 m)", "world": {"policy": 4, "frozen": 1}}),
    )
    for tasks, options in asked:
        alone = base.compare(*alternatives, **options)
        spread = compare(base, *alternatives, client=client, tasks=tasks, **options)
        assert spread.json() == alone.json(), options
    assert spread.text() == alone.text() and list(spread.tables) == list(alone.tables)
    assert compare(base, client=client, trials=50, all_levers=True).json() == base.compare(trials=50, all_levers=True).json()
    with pytest.raises(linestop.UsageError, match="two of the scenarios are called"):
        compare(base, longer, longer, client=client, trials=100)
    with pytest.raises(linestop.UsageError, match="rank"):
        compare(base, longer, client=client, trials=100, rank="beauty")


def test_points_and_parameters_on_workers_have_the_bits_of_one_study(case, client):
    from linestop.distributed import sensitivity, sizes, sweep

    done = []
    asked = {"over": {"freeze_length": (10, 90, 7)}, "of": ["loss", "cvar_loss"], "trials": 200}
    assert sweep(case, client, progress=done.append, **asked).json() == case.sweep(**asked).json()
    assert done == sorted(done) and done[-1] == 7 * 200
    # One simulation tells of all points.
    in_one = {"over": {"more_stock:car_plant": (0, 60, 4)}, "of": "p_halt:car_plant", "trials": 200}
    assert sweep(case, client, **in_one).json() == case.sweep(**in_one).json()
    asked = {"of": ["p_halt", "loss:car_plant"], "trials": 300}
    spread = sensitivity(case, client, tasks=5, **asked)
    assert spread.json() == case.sensitivity(**asked).json() and "tornado" in spread.tables
    with pytest.raises(linestop.ScenarioError, match="frez_length"):
        sweep(case, client, over={"frez_length": (10, 90, 7)})
    targets, sites = ["P(halt) <= 10%", "P(halt) <= 5%"], ["car_plant", "drone_maker"]
    sized = sizes(case, targets, sites, client, trials=200)
    alone = [case.size(target=target, site=site, trials=200) for target in targets for site in sites]
    assert [answer.json() for answer in sized] == [answer.json() for answer in alone]


def test_a_worker_killed_in_mid_study_changes_no_bit(case, client):
    from linestop.distributed import sensitivity

    before = set(client.run(os.getpid).values())
    killed = []

    def kill(done):
        if not killed:
            killed.append(min(before))
            os.kill(killed[0], signal.SIGKILL)

    asked = {"of": "loss", "trials": 4000}
    spread = sensitivity(case, client, tasks=12, progress=kill, **asked)
    assert killed and spread.json() == case.sensitivity(**asked).json()


def test_mistakes_come_back_as_they_are(case, client):
    from linestop.distributed import run

    with pytest.raises(linestop.UsageError, match="threshold"):
        run(case, client, trials=300, threshold="loss", progress=False)
