"""Time as a sandbox sees it: running with the machine's, moved, or frozen."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

EARLIEST: Final = datetime(100, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9800, 1, 1, tzinfo=UTC)
"""Where a clock may be set: a calendar ends in 9999, and what is answered may lie years after the present moment."""


class Clock:
    """The one source of time of a sandbox; everything that shows or measures time asks it.

    ``freeze`` and ``advance`` raise ValueError for a moment that is not from EARLIEST to LATEST.
    """

    __slots__ = ("_frozen", "_offset")

    def __init__(self) -> None:
        self._offset = 0.0
        self._frozen: float | None = None

    def timestamp(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time() + self._offset if self._frozen is None else self._frozen

    def now(self) -> datetime:
        """Aware, UTC, cut to milliseconds (no application shows more)."""
        return datetime.fromtimestamp(int(self.timestamp() * 1000 + 0.5) / 1000, UTC)

    @property
    def frozen(self) -> bool:
        """Whether time stands still until it is advanced or set running."""
        return self._frozen is not None

    def freeze(self, at: datetime | None = None) -> None:
        """Stop at ``at`` (aware), or at the present moment."""
        self._frozen = self.timestamp() if at is None else _checked(at.timestamp())

    def advance(self, by: timedelta) -> None:
        """Move forward (or, negative, back), whether frozen or running."""
        moment = _checked(self.timestamp() + by.total_seconds())
        if self._frozen is None:
            self._offset += by.total_seconds()
        else:
            self._frozen = moment

    def run(self) -> None:
        """Run on from the moment shown now."""
        if self._frozen is not None:
            self._offset = self._frozen - time.time()
            self._frozen = None

    def reset(self) -> None:
        """Back to the machine's time, running."""
        self._offset, self._frozen = 0.0, None

    @property
    def shift(self) -> tuple[float, float | None]:
        """What differs when somebody set the clock, and stays the same while it runs."""
        return self._offset, self._frozen

    def as_json(self) -> dict[str, float | None]:
        """How far it is from the machine's time, in seconds, and when it was frozen, in seconds since 1970."""
        return {"offset": self._offset, "frozen": self._frozen}

    def load(self, document: Mapping[str, float | None]) -> None:
        """The inverse of :meth:`as_json`."""
        self._offset, self._frozen = document["offset"] or 0.0, document["frozen"]


def _checked(timestamp: float) -> float:
    if not EARLIEST.timestamp() <= timestamp <= LATEST.timestamp():
        raise ValueError(f"a clock can be set from {EARLIEST:%Y-%m-%d} to {LATEST:%Y-%m-%d}")
    return timestamp


def moment(at: datetime) -> str:
    """ISO 8601 text of a time in UTC: ``2025-05-01T09:27:51.177Z``."""
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
