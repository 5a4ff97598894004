"""Time as a sandbox sees it: running with the machine's, moved, or frozen."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct

EARLIEST: Final = datetime(100, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9800, 1, 1, tzinfo=UTC)
"""Where a clock may be set: a calendar ends in 9999, and what is answered may lie years after the present moment."""


class Clock(Struct, frozen=True):
    """The one source of time of a sandbox; everything that shows or measures time asks it.

    ``offset``: seconds that it runs ahead of the machine's time; ``stopped``: the moment at which it stands still, in
    seconds since 1970, None while it runs. ``freeze`` and ``advance`` raise ValueError for a moment that is not from
    EARLIEST to LATEST.
    """

    offset: float = 0.0
    stopped: float | None = None

    def timestamp(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time() + self.offset if self.stopped is None else self.stopped

    def now(self) -> datetime:
        """Aware, UTC, cut to milliseconds (no application shows more)."""
        return datetime.fromtimestamp(int(self.timestamp() * 1000 + 0.5) / 1000, UTC)

    @property
    def frozen(self) -> bool:
        """Whether time stands still until it is advanced or set running."""
        return self.stopped is not None

    def freeze(self, at: datetime | None = None) -> Clock:
        """Stopped at ``at`` (aware), or at the present moment."""
        return Clock(self.offset, self.timestamp() if at is None else _checked(at.timestamp()))

    def advance(self, by: timedelta) -> Clock:
        """Moved forward (or, negative, back), whether frozen or running."""
        moment = _checked(self.timestamp() + by.total_seconds())
        return Clock(self.offset + by.total_seconds()) if self.stopped is None else Clock(self.offset, moment)

    def run(self) -> Clock:
        """Running on from the moment shown now."""
        return self if self.stopped is None else Clock(self.stopped - time.time())

    def as_json(self) -> dict[str, float | None]:
        """How far it is from the machine's time, in seconds, and when it was frozen, in seconds since 1970."""
        return {"offset": self.offset, "frozen": self.stopped}

    @classmethod
    def from_json(cls, document: Mapping[str, float | None]) -> Clock:
        """The inverse of :meth:`as_json`."""
        return cls(document["offset"] or 0.0, document["frozen"])


def _checked(timestamp: float) -> float:
    if not EARLIEST.timestamp() <= timestamp <= LATEST.timestamp():
        raise ValueError(f"a clock can be set from {EARLIEST:%Y-%m-%d} to {LATEST:%Y-%m-%d}")
    return timestamp


def moment(at: datetime) -> str:
    """ISO 8601 text of a time in UTC: ``2025-05-01T09:27:51.177Z``."""
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
