"""A play: something that the documents say, tried on a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mockserver.checks.stage import Trial


@dataclass(frozen=True, slots=True)
class Play:
    """One row of a table of plays.

    ``statements``: the ids that it tries; ``run`` makes the calls and notes what it finds; ``writes``: it makes or
    changes records, and is played only where that is allowed.
    """

    name: str
    statements: tuple[str, ...]
    run: Callable[[Trial], None]
    writes: bool = False
