"""Endurance: a fixed count of calls over real connections, and what it leaves in memory."""

from __future__ import annotations

import sys
from typing import Any, Final

from benchmarks.load import load
from benchmarks.peers import OURS
from benchmarks.programs import running

CALLS: Final = 1_000_000
_STRETCH: Final = 10.0


def measure(calls: int) -> dict[str, Any]:
    """Resident megabytes before the calls, while they come, and after the last of them.

    ``growth`` is what the second half adds: the first fills the journal, whose size is bounded.
    """
    with running(OURS) as found:
        points = [(0, found.memory())]
        errors = 0
        while points[-1][0] < calls:
            stretch = load(found, _STRETCH)
            errors += stretch.errors
            points.append((points[-1][0] + stretch.calls, found.memory()))
            sys.stderr.write(f"  {points[-1][0]:>9} calls, {points[-1][1]:.1f} MB\n")
    middle = next(megabytes for made, megabytes in points if made >= calls / 2)
    return {"calls": points[-1][0], "errors": errors, "points": points, "growth": points[-1][1] - middle}
