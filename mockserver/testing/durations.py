"""Durations as a test may write them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any


def parse(duration: timedelta | str | float) -> timedelta:
    """A timedelta of one, of seconds, or of ISO 8601 without years and months (``P1D``, ``PT1H30M``)."""
    if isinstance(duration, timedelta):
        return duration
    if not isinstance(duration, str):
        return timedelta(seconds=duration)
    import isodate  # type: ignore[import-untyped] # it has no annotations

    try:
        read: Any = isodate.parse_duration(duration)
    except ValueError:
        read = None
    if not isinstance(read, timedelta):  # years and months have no length of their own
        raise ValueError(f"a duration is ISO 8601, such as PT1H30M or P1D, not {duration!r}")  # noqa: TRY004 - a text is right
    return read


def iso(duration: timedelta) -> str:
    """ISO 8601 of a timedelta, in seconds."""
    seconds = duration.total_seconds()
    return f"{'-' if seconds < 0 else ''}PT{abs(seconds):.6f}".rstrip("0").rstrip(".") + "S"
