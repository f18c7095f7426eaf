"""Cases, answers and tables as Python sees them."""

import datetime
import gc
import pickle
import signal
import threading
import time

import numpy as np
import pytest

import linestop


def test_columns_are_looked_into_and_not_copied(case):
    outcomes = case.run(trials=100).outcomes
    loss = outcomes["loss_usd"]
    assert loss.base is not None and not loss.flags.owndata and not loss.flags.writeable
    assert np.shares_memory(loss, outcomes["loss_usd"])
    with pytest.raises(ValueError):
        loss[0] = 1
    total = loss.sum()
    del outcomes
    gc.collect()
    assert loss.sum() == total, "a column keeps its table alive"


def test_every_kind_of_cell(case):
    outcomes = case.run(trials=100).outcomes
    kinds = {name: outcomes[name].dtype.kind for name in outcomes}
    assert {kinds[name] for name in ("loss_usd", "fill_rate")} == {"f"}
    assert kinds["trial"] == "i" and kinds["first_halt_date"] == "M" and kinds["recovered"] == "b"
    assert kinds["site"] == "O" and set(outcomes.words("sector")) >= {"automotive", "medical"}
    none = outcomes["halt_days"] == 0
    assert np.isnat(outcomes["first_halt_date"][none]).all()
    assert np.ma.getmaskarray(outcomes["days_to_recover"])[none].all()
    with pytest.raises(KeyError, match="loss_usd"):
        outcomes["loss_eur"]


def test_tables_for_pandas_polars_and_arrow(case):
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    answer = case.run(trials=100)
    outcomes = answer.outcomes
    frame = outcomes.to_pandas()
    assert frame["site"].dtype == "category" and frame.attrs["units"]["loss_usd"] == "USD"
    assert frame["days_to_recover"].isna().sum() == (outcomes["halt_days"] == 0).sum()
    arrow = outcomes.to_arrow()
    assert arrow.schema.field("loss_usd").metadata[b"unit"] == b"USD"
    assert arrow.column("first_halt_date").null_count == (outcomes["halt_days"] == 0).sum()
    address = arrow.column("loss_usd").chunk(0).buffers()[1].address
    assert address == outcomes["loss_usd"].__array_interface__["data"][0], "Arrow looks at the same memory"
    assert arrow.column("recovered").to_pylist() == [None if x is np.ma.masked else bool(x) for x in outcomes["recovered"]]
    shown = outcomes.to_polars()
    assert shown["loss_usd"].to_list() == outcomes["loss_usd"].tolist()
    assert shown["site"].cast(polars.String).to_list() == list(outcomes["site"])
    assert arrow.to_pandas()["loss_usd"].equals(frame["loss_usd"])
    for name in answer.tables:
        table = answer.tables[name]
        assert len(table.to_arrow()) == len(table.to_polars()) == len(table.to_pandas()) == len(table)
    assert answer.to_pandas()["site"].tolist() == [line.site for line in answer.lines]
    del outcomes, answer
    gc.collect()
    assert arrow.column("loss_usd").to_pylist() == frame["loss_usd"].tolist()


def test_duckdb_takes_a_table(case):
    duckdb = pytest.importorskip("duckdb")
    outcomes = case.run(trials=100).outcomes.to_arrow()
    found = duckdb.sql("select sum(loss_usd) from outcomes").fetchall()[0][0]
    assert found == pytest.approx(sum(outcomes.column("loss_usd").to_pylist()))


def test_a_notebook_shows_tables_and_charts(case):
    answer = case.run(trials=100)
    assert answer._repr_html_().startswith("<pre>Quick start") and "<svg" in answer._repr_html_()
    chart = answer.charts["halted-by-date"]
    assert chart._repr_svg_().lstrip().startswith("<svg") and chart.png().startswith(b"\x89PNG")
    assert "800" in chart.svg(800, 500)
    assert "<caption>" in answer.tables["lines"]._repr_html_()
    with pytest.raises(KeyError, match="loss"):
        answer.charts["nothing"]


def test_mistakes_of_a_scenario_are_listed(tmp_path):
    path = tmp_path / "wrong.json"
    path.write_text('{"title": "Wrong", "start": "2026-13-01",\n "horizn_days": 5}')
    with pytest.raises(linestop.ScenarioError) as raised:
        linestop.load(path)
    errors = raised.value.errors
    assert {error.field for error in errors} >= {"horizn_days", "start"}
    wrong = next(error for error in errors if error.field == "horizn_days")
    assert (wrong.line, wrong.nearest, wrong.file) == (2, "horizon_days", str(path))
    assert pickle.loads(pickle.dumps(raised.value)).errors == errors


def test_mistakes_of_what_is_asked_are_told_at_once(case):
    with pytest.raises(linestop.UsageError) as raised:
        case.run(tirals=5, bands_every=0, threshold="los > 5")
    text = str(raised.value)
    assert "--tirals" in text and "bands-every" in text
    with pytest.raises(linestop.UsageError, match="halt_days"):
        case.run(threshold="halt_dys > 5")
    with pytest.raises(linestop.UsageError, match="no levers"):
        case.pull("more_stock")
    with pytest.raises(linestop.UsageError, match="--target or --budget"):
        case.size()


def test_a_case_is_changed_into_others(case):
    changed = case.set({"freeze_length": 60}).named("long", "A long freeze")
    assert (changed.name, changed.title) == ("long", "A long freeze") and case.name == "quickstart"
    dated = linestop.load("scenarios/quickstart-truce.json").set(
        {"authorities.mofcom.events.truce.date": datetime.date(2026, 2, 1)}
    )
    assert dated.written()["authorities"]["mofcom"]["events"]["truce"]["date"] == "2026-02-01"
    stocked = case.with_stock("car_plant", 30)
    for made in (changed, dated, stocked, case.as_of("2026-01-05")):
        again = pickle.loads(pickle.dumps(made))
        assert (again.name, again.title) == (made.name, made.title)
        assert again.run(trials=50, progress=False).json() == made.run(trials=50, progress=False).json()
    answer = case.run(trials=50)
    assert pickle.loads(pickle.dumps(answer)).to_dict() == answer.to_dict()


def test_progress_is_told_and_can_stop_the_work(case):
    seen = []
    case.run(trials=3000, progress=seen.append)
    assert seen == sorted(seen)

    def enough(done):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        case.run(trials=100_000_000, outcomes="none", progress=enough)


def test_an_interrupt_stops_the_work(case):
    before = time.monotonic()
    threading.Timer(0.5, signal.raise_signal, [signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        case.run(trials=500_000_000, outcomes="none", progress=False)
    assert time.monotonic() - before < 60


def test_other_threads_go_on_meanwhile(case):
    ticks = []
    stop = threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(1)
            time.sleep(0.001)

    other = threading.Thread(target=tick)
    other.start()
    case.run(trials=5000, progress=False)
    stop.set()
    other.join()
    assert len(ticks) > 10


def test_a_function_takes_arrays_and_names(case):
    f = case.function(["freeze_length", "more_stock:car_plant"], ["p_halt:car_plant", "P(loss > 10 m)"], trials=100)
    found = f(np.array([[30, 0], [30, 200]]))
    assert found.shape == (2, 2) and found[1, 0] <= found[0, 0]
    assert f([30, 0]).tolist() == found[0].tolist()
    assert list(f.named(freeze_length=30).values()) == found[0].tolist()
    with pytest.raises(linestop.UsageError, match="p_hlt"):
        case.function("freeze_length", "p_hlt")([[1]])
    with pytest.raises(linestop.ScenarioError, match="freeze_length"):
        case.function("freeze_lenght", "p_halt")([[1]])
    with pytest.raises(linestop.ScenarioError):
        f([[-5, 0]])
    with pytest.raises(TypeError, match="no inputs"):
        f.named(other=1)


def test_the_command_is_there_with_its_exit_codes(command):
    assert command("--version").stdout.startswith("linestop ")
    assert "--tirals" in command("run", "scenarios/quickstart.json", "--tirals", "5", code=2).stderr


def test_stubs_are_those_of_the_commands():
    import subprocess
    import sys
    from pathlib import Path

    stubs = Path(__file__).parents[1] / "stubs.py"
    assert subprocess.run([sys.executable, "-I", stubs, "--check"]).returncode == 0


def test_examples_in_the_help():
    import doctest
    import importlib
    import pkgutil

    tried, failed = 0, []
    for module in pkgutil.iter_modules(linestop.__path__, "linestop."):
        if module.name == "linestop._native":
            continue
        tests = doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(module.name))
        for test in tests:
            result = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(test)
            failed += [test.name] * bool(result.failed)
            tried += result.attempted
    result = doctest.testmod(linestop)
    assert not failed and not result.failed, failed
    assert tried + result.attempted > 40
