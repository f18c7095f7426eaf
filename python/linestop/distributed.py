"""Runs, comparisons and functions on many machines, with Dask (``pip install 'linestop[dask]'``).

Work is cut into shards of trials, or into points. Every shard is a sum of whole numbers, so that it does not matter which
worker plays it, how often it is begun anew, or in which order it comes back: the result has the bits of one run on one
machine. Workers may come, go and die meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Optional

from . import _native
from ._answer import answer
from ._options import words
from ._progress import Progress, watched

if TYPE_CHECKING:
    import numpy as np

    from ._answer import Answer, RunAnswer
    from ._case import Case
    from ._function import Function

#: How often a shard is begun anew when its worker dies or the system fails it.
RETRIES = 5


def run(
    case: "Case",
    client: Any = None,
    *,
    shards: Optional[int] = None,
    progress: Progress = None,
    partial: "Optional[Callable[[RunAnswer], Any]]" = None,
    retries: int = RETRIES,
    **options: Any,
) -> "RunAnswer":
    """As ``case.run(**options)``, on the workers of a Dask client: the same bits.

    :param client: the client; the one that is current if none is given.
    :param shards: into how many parts the trials are cut; four for each thread of the workers that are there if none is
        given. It changes how evenly workers are busy, and no bit.
    :param progress: as of ``case.run``.
    :param partial: gets the answer of the trials that are there, whenever a tenth more of the shards is.
    :param retries: how often a shard is begun anew.
    """
    from distributed import as_completed, default_client

    client = client or default_client()
    trials = int(options.get("trials", 10_000))
    count = shards or _usual(client, trials)
    options = {"threads": 1, **options}
    # Loaded once a worker, and again where one that held it has died.
    held = client.submit(_held, [case.__reduce__()], pure=False, retries=retries)
    futures = [
        client.submit(_shard, held, number, count, options, pure=False, retries=retries)
        for number in range(1, count + 1)
    ]

    def gathered(tell: Optional[Callable[[int], Any]]) -> "RunAnswer":
        parts: list[bytes] = []
        done, step = 0, max(1, count // 10)
        for future, part in as_completed(futures, with_results=True):
            parts.append(part)
            future.release()
            done += trials // count
            if tell is not None:
                tell(min(done, trials))
            if partial is not None and len(parts) % step == 0 and len(parts) < count:
                partial(case.join(parts, whole=False))
        return case.join(parts)

    try:
        return watched(progress, trials, gathered)
    finally:
        client.cancel([held, *futures])


def map(function: "Callable[..., Any]", points: Any, client: Any = None, *, retries: int = RETRIES) -> list[Any]:  # noqa: A001
    """``[function(point) for point in points]`` on the workers of a Dask client, in the order of the points: for a sweep
    of one's own, or for the same question about many scenarios. What it returns travels back, so let it be small."""
    from distributed import default_client

    client = client or default_client()
    futures = [client.submit(function, point, pure=False, retries=retries) for point in points]
    return client.gather(futures)


def evaluate(
    function: "Function", x: Any, client: Any = None, rows: Optional[int] = None, *, retries: int = RETRIES
) -> "np.ndarray":
    """``function(x)`` on the workers of a Dask client, so many rows a task: the same bits."""
    import numpy as np

    from distributed import default_client

    client = client or default_client()
    x = np.asarray(x, dtype=float).reshape(-1, len(function.inputs))
    rows = rows or max(1, len(x) // (4 * max(1, _threads(client))))
    pieces = [x[at : at + rows] for at in range(0, len(x), rows)]
    held = client.submit(_function, function, pure=False, retries=retries)
    futures = [client.submit(_points, held, piece, pure=False, retries=retries) for piece in pieces]
    return np.concatenate(client.gather(futures))


def runs(*cases: "Case", client: Any = None, **options: Any) -> "list[RunAnswer]":
    """An answer of ``run`` for each case, all on the same trials, the shards of all of them on the workers at once."""
    from concurrent.futures import ThreadPoolExecutor

    from distributed import default_client

    client = client or default_client()
    with ThreadPoolExecutor(max_workers=max(1, len(cases))) as pool:
        asked = [pool.submit(run, case, client, progress=False, **options) for case in cases]
        return [answer.result() for answer in asked]


def sweep(case: "Case", client: Any = None, **options: Any) -> "Answer":
    """As ``case.sweep(**options)``, the points shared out over the workers of a Dask client: the same bits. Where one
    simulation tells of all points, one worker plays it. ``tasks``, ``progress`` and ``retries`` are those of
    :func:`compare`."""
    return _study("sweep", (case,), client, **options)


def sensitivity(case: "Case", client: Any = None, **options: Any) -> "Answer":
    """As ``case.sensitivity(**options)``, the runs shared out over the workers of a Dask client: the same bits. ``tasks``,
    ``progress`` and ``retries`` are those of :func:`compare`."""
    return _study("sensitivity", (case,), client, **options)


def compare(base: "Case", *alternatives: "Case", client: Any = None, **options: Any) -> "Answer":
    """As ``base.compare(*alternatives, **options)``, scenarios and the worlds of the table of regret shared out over the
    workers of a Dask client: the same bits. It takes three options of its own:

    :param tasks: into how many tasks the runs are cut; four for each thread of the workers that are there if none is given.
    :param progress: as of ``base.compare``.
    :param retries: how often a task is begun anew.
    """
    return _study("compare", (base, *alternatives), client, **options)


def sizes(
    case: "Case",
    targets: "Sequence[str]",
    sites: "Sequence[str]",
    client: Any = None,
    *,
    retries: int = RETRIES,
    **options: Any,
) -> "list[Answer]":
    """``case.size(target=target, site=site, **options)`` for each target and, within it, each site, on the workers of a Dask
    client: each line by itself, the others as they are. Sizing several lines together is one search, in which a step hangs
    on the last, and stays with ``case.size``."""
    from distributed import default_client

    client = client or default_client()
    options = {"threads": 1, **options}
    held = client.submit(_held, [case.__reduce__()], pure=False, retries=retries)
    asked = [{**options, "target": target, "site": site} for target in targets for site in sites]
    futures = [client.submit(_asked, held, "size", each, pure=False, retries=retries) for each in asked]
    try:
        return client.gather(futures)
    finally:
        client.cancel([held, *futures])


def _study(
    command: str,
    cases: "tuple[Case, ...]",
    client: Any,
    *,
    tasks: Optional[int] = None,
    progress: Progress = None,
    retries: int = RETRIES,
    **options: Any,
) -> "Answer":
    """A study whose runs are tasks; the answer is read here from their samples."""
    from distributed import as_completed, default_client

    client = client or default_client()
    asked, natives = words(command, options), [case._native for case in cases]
    # What is wrong is told here.
    found = _native.runs(asked, natives)
    options = {"threads": 1, **options}
    held = client.submit(_held, [case.__reduce__() for case in cases], pure=False, retries=retries)
    if found is None:
        return client.submit(_asked, held, command, options, pure=False, retries=retries).result()
    runs, trials = found
    count = max(1, min(runs, tasks or 4 * _threads(client)))
    ends = [runs * at // count for at in range(count + 1)]
    alone = words(command, options)
    futures = {
        client.submit(_played, held, alone, first, end, pure=False, retries=retries): (first, end)
        for first, end in zip(ends, ends[1:])
    }

    def gathered(tell: Optional[Callable[[int], Any]]) -> "Answer":
        parts, done = {}, 0
        for future, part in as_completed(futures, with_results=True):
            first, end = futures[future]
            parts[first] = part
            future.release()
            done += end - first
            if tell is not None:
                tell(trials * done // runs)
        return answer(_native.joined(asked, natives, [parts[first] for first in ends[:-1]]))

    try:
        return watched(progress, trials, gathered)
    finally:
        client.cancel([held, *futures])


def _usual(client: Any, trials: int) -> int:
    # A shard is a block of the engine at least.
    return max(1, min(4 * max(1, _threads(client)), trials // 256))


def _threads(client: Any) -> int:
    return sum(client.nthreads().values())


def _held(made: "list[Any]") -> "list[Case]":
    return [again(*said) for again, said in made]


def _asked(cases: "list[Case]", command: str, options: dict[str, Any]) -> "Answer":
    return getattr(cases[0], command)(*cases[1:], progress=False, **options)


def _played(cases: "list[Case]", asked: list[str], first: int, end: int) -> bytes:
    return _native.play(asked, [case._native for case in cases], first, end)


def _function(function: "Function") -> "Function":
    function.threads = 1
    return function


def _shard(cases: "list[Case]", number: int, of: int, options: dict[str, Any]) -> bytes:
    return cases[0].shard(number, of, progress=False, **options)


def _points(function: "Function", points: "np.ndarray") -> "np.ndarray":
    return function(points)
