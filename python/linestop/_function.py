"""A case as a plain function of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional

from ._progress import Progress

if TYPE_CHECKING:
    import numpy as np

    from ._case import Case


class Function:
    """A function from numbers to numbers, to be had from :meth:`linestop.Case.function`. It can be pickled, so that other
    processes can call it.

    >>> import linestop
    >>> case = linestop.load("scenarios/quickstart.json")
    >>> f = case.function("freeze_length", "p_halt:car_plant", trials=200)
    >>> float(f(60)) == float(f([[60]])[0])
    True
    >>> f.named(freeze_length=60) == {"p_halt:car_plant": float(f(60))}
    True
    """

    def __init__(
        self,
        case: "Case",
        inputs: "str | Sequence[str]",
        outputs: "str | Sequence[str]",
        *,
        trials: int = 10_000,
        seed: int = 1,
        threads: int = 0,
        progress: Progress = False,
    ) -> None:
        self.case = case
        self.inputs = [inputs] if isinstance(inputs, str) else list(inputs)
        self.outputs = [outputs] if isinstance(outputs, str) else list(outputs)
        self._flat = isinstance(outputs, str)
        self.trials, self.seed, self.threads, self.progress = trials, seed, threads, progress

    def __call__(self, x: Any) -> "np.ndarray":
        """``x`` has a row for each point and a column for each input, or is one point; so is what comes back, with a
        column for each output, or none for the only one."""
        import numpy as np

        x = np.asarray(x, dtype=float)
        points = x.reshape(-1, len(self.inputs))
        options = (self.trials, self.seed, self.threads)
        found = np.array(self.case._outcomes(points, self.inputs, self.outputs, options, self.progress), dtype=float)
        found = found.reshape(len(points), len(self.outputs))
        found = found[:, 0] if self._flat else found
        return found if x.ndim == 2 else found[0]

    def named(self, **values: float) -> dict[str, float]:
        """Inputs by name, outputs by name: for whom names matter. What is not given stays as the scenario says."""
        unknown = [name for name in values if name not in self.inputs]
        if unknown:
            raise TypeError(f"{', '.join(unknown)}: no inputs of this function; its inputs: {', '.join(self.inputs)}")
        some = Function(
            self.case, list(values), self.outputs, trials=self.trials, seed=self.seed, threads=self.threads
        )
        found = some([[values[name] for name in some.inputs]])
        return dict(zip(self.outputs, map(float, found[0])))

    def on(self, client: Any, x: Any, rows: Optional[int] = None) -> "np.ndarray":
        """The same as calling it, the points shared out over the workers of a Dask client."""
        from .distributed import evaluate

        return evaluate(self, x, client, rows)

    def __repr__(self) -> str:
        return f"<function of {self.case.name}: {', '.join(self.inputs)} to {', '.join(self.outputs)}>"
