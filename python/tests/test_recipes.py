"""Recipes for many processes and machines: whichever plays a run in shards, the result has the bytes of one run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import linestop

RECIPES = Path(__file__).parents[1] / "examples" / "cluster"
#: A threshold with spaces: words must reach the command whole.
ASKED = ["scenarios/quickstart.json", "--trials", "1,000", "--threshold", "loss > 10 m", "--no-charts"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the scenarios, where the command of the package comes first."""
    (tmp_path / "scenarios").symlink_to(Path("scenarios").resolve())
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def done(*words, **environment):
    subprocess.run(list(map(str, words)), check=True, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)


def files(folder):
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def same_as_one_run(folder):
    made = files(folder / "output" / "quickstart")
    done("linestop", "run", *ASKED, "--out", "whole")
    assert len(made) > 5 and made == files(folder / "whole" / "quickstart")


def without_parallel(folder):
    """A folder of programs in which GNU parallel is missing."""
    programs = folder / "programs"
    programs.mkdir()
    for name in ("sh", "seq", "xargs", "getconf", "linestop"):
        (programs / name).symlink_to(shutil.which(name))
    return str(programs)


def test_shards_by_xargs(folder):
    done("/bin/sh", RECIPES / "shards.sh", 3, *ASKED, PATH=without_parallel(folder))
    assert len(list((folder / "parts").glob("*.part"))) == 3
    same_as_one_run(folder)


@pytest.mark.skipif(shutil.which("parallel") is None, reason="there is no GNU parallel")
@pytest.mark.parametrize("hosts", ["", ":"], ids=["here", "by the list of hosts"])
def test_shards_by_parallel(folder, hosts):
    done(RECIPES / "shards.sh", 3, *ASKED, HOSTS=hosts)
    same_as_one_run(folder)


def test_a_shard_that_fails_stops_the_recipe(folder):
    with pytest.raises(subprocess.CalledProcessError):
        done("/bin/sh", RECIPES / "shards.sh", 3, "scenarios/nothing.json", PATH=without_parallel(folder))
    assert not (folder / "output").exists()


def test_tasks_of_slurm_and_one_again(folder):
    """The script as Slurm runs it: each task by itself, its number in the environment; a task that was lost comes again,
    alone in its array."""
    for number in (3, 1, 2):
        done("/bin/sh", RECIPES / "shards.slurm", 3, *ASKED, SLURM_ARRAY_TASK_ID=str(number), SLURM_ARRAY_TASK_COUNT="3")
    lost = folder / "parts" / "quickstart.2-of-3.part"
    before = lost.read_bytes()
    lost.unlink()
    done("/bin/sh", RECIPES / "shards.slurm", 3, *ASKED, SLURM_ARRAY_TASK_ID="2", SLURM_ARRAY_TASK_COUNT="1")
    assert lost.read_bytes() == before
    done("sh", "-c", "linestop merge parts/*-of-3.part")
    same_as_one_run(folder)


def test_pods_of_kubernetes(folder):
    """What a pod runs, with its number in the environment."""
    yaml = pytest.importorskip("yaml")
    spec = yaml.safe_load((RECIPES / "job.yaml").read_text())["spec"]
    [container] = spec["template"]["spec"]["containers"]
    script = " ".join(container["args"]).replace("/scenarios/", "scenarios/").replace("/parts", "parts")
    script = script.replace("100,000,000", "6400")
    for index in (0, spec["completions"] - 1):
        done(*container["command"], script, JOB_COMPLETION_INDEX=str(index))
    parts = sorted(path.name for path in (folder / "parts").iterdir())
    assert parts == ["quickstart.01-of-64.part", "quickstart.64-of-64.part"]
    case = linestop.load("scenarios/quickstart.json")
    assert (folder / "parts" / parts[1]).read_bytes() == case.shard(64, 64, trials=6400, outcomes="none")
