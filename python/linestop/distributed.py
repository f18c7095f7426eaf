"""Runs, comparisons and functions on many machines, with Dask (``pip install 'linestop[dask]'``).

Work is cut into shards of trials, or into points. Every shard is a sum of whole numbers, so that it does not matter which
worker plays it, how often it is begun anew, or in which order it comes back: the result has the bits of one run on one
machine. Workers may come, go and die meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Optional

from ._answer import _again
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
    held = client.submit(_held, case.__reduce__(), pure=False, retries=retries)
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


def compare(
    base: "Case",
    *alternatives: "Case",
    client: Any = None,
    groups: Optional[int] = None,
    retries: int = RETRIES,
    **options: Any,
) -> "Answer":
    """As ``base.compare(*alternatives, no_regret=True, **options)``, the alternatives shared out over the workers of a Dask
    client: the same bits. Differences are trial by trial, so that each worker plays the base too, and whatever ranks first,
    which a sixteenth of the trials guesses; where they guess wrong, all is played once more. It is worth it with more
    alternatives than workers. The table of regret needs all scenarios at once and stays with ``base.compare``.

    :param groups: into how many groups the alternatives are shared out; one for each thread of the workers if none is given.
    """
    from distributed import default_client

    client = client or default_client()
    cases = (base, *alternatives)
    trials = int(options.pop("trials", None) or 10_000)
    options = {"threads": 1, **options, "no_regret": True}
    # Told here, and of all scenarios at once: whatever is wrong, and all that hangs on no trial.
    whole = base.compare(*alternatives, progress=False, **{**options, "trials": min(trials, 32)})
    answer = whole.to_dict()
    if len(answer["scenarios"]) != len(cases):
        raise TypeError("alternatives are cases here, such as case.alternative('more_stock'), and no options")
    count = max(1, min(groups or _threads(client), len(alternatives)))
    shares = [range(1 + at, len(cases), count) for at in range(count)]

    def played(first: set[int], trials: int) -> "dict[int, tuple[dict[str, Any], dict[str, Any]]]":
        """The row of each scenario in the ranking of its group, and its differences from the base."""
        members = [sorted({0, *first, *share}) for share in shares]
        asked = {**options, "trials": trials}
        futures = [
            client.submit(_compared, [cases[at] for at in group], asked, pure=False, retries=retries) for group in members
        ]
        try:
            found = client.gather(futures)
        finally:
            client.cancel(futures)
        each = {}
        for group, said in zip(members, found):
            rows = {row["scenario"]: row for row in said["ranking"]["rows"]}
            each.update({at: (rows[cases[at].name], told) for at, told in zip(group, [{}, *said["alternatives"]])})
        return each

    def best(rows: "dict[int, Any]") -> set[int]:
        return {min(sorted(rows), key=lambda at: rows[at][0][by]["estimate"]["value"]) for by in _RANKED}

    # A scenario is held against the best in its group: that of all groups must be there.
    first = best(played(set(), max(1, trials // 16)))
    while not best(rows := played(first, trials)) <= first | {0}:
        first |= best(rows)
    answer["run"]["trials"] = trials
    answer["alternatives"] = [rows[at][1] for at in range(1, len(cases))]
    answer["ranking"]["rows"] = _ranked([rows[at][0] for at in range(len(cases))], answer["ranking"]["by"])
    return _again(whole._native.kind(), json.dumps(answer))


#: What scenarios are ranked by.
_RANKED = ("cost", "halt", "cvar")


def _compared(cases: "list[Case]", options: dict[str, Any]) -> dict[str, Any]:
    return cases[0].compare(*cases[1:], progress=False, **options).to_dict()


def _ranked(rows: "list[dict[str, Any]]", by: str) -> "list[dict[str, Any]]":
    """Rows of several rankings in one, the best first: equals share a place."""

    def value(row: dict[str, Any], of: str) -> float:
        return row[of]["estimate"]["value"]

    for row in rows:
        for of in _RANKED:
            row[of]["rank"] = 1 + sum(value(other, of) < value(row, of) for other in rows)
        own = value(row, "cost"), value(row, "halt")
        others = [(value(other, "cost"), value(other, "halt")) for other in rows]
        row["efficient"] = not any(cost <= own[0] and halt <= own[1] and (cost, halt) != own for cost, halt in others)
    return sorted(rows, key=lambda row: row[by]["rank"])


def _usual(client: Any, trials: int) -> int:
    # A shard is a block of the engine at least.
    return max(1, min(4 * max(1, _threads(client)), trials // 256))


def _threads(client: Any) -> int:
    return sum(client.nthreads().values())


def _held(made: Any) -> "Case":
    again, said = made
    return again(*said)


def _function(function: "Function") -> "Function":
    function.threads = 1
    return function


def _shard(case: "Case", number: int, of: int, options: dict[str, Any]) -> bytes:
    return case.shard(number, of, progress=False, **options)


def _points(function: "Function", points: "np.ndarray") -> "np.ndarray":
    return function(points)
