"""Durations as a test may write them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

_ISO: Final = re.compile(
    r"(?P<sign>-?)P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)


def parse(duration: timedelta | str | float) -> timedelta:
    """A timedelta of one, of seconds, or of ISO 8601 without years and months (``P1D``, ``PT1H30M``)."""
    if isinstance(duration, timedelta):
        return duration
    if not isinstance(duration, str):
        return timedelta(seconds=duration)
    found = _ISO.fullmatch(duration)
    given = found.groupdict() if found else {}
    sign = -1 if given.pop("sign", "") else 1
    parts = {name: float(number) for name, number in given.items() if number}
    if not parts:
        raise ValueError(f"a duration is ISO 8601, such as PT1H30M or P1D, not {duration!r}")
    return timedelta(**parts) * sign


def iso(duration: timedelta) -> str:
    """ISO 8601 of a timedelta, in seconds."""
    seconds = duration.total_seconds()
    return f"{'-' if seconds < 0 else ''}PT{abs(seconds):.6f}".rstrip("0").rstrip(".") + "S"
