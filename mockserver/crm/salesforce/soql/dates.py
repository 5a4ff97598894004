"""The date literals of SOQL: TODAY, LAST_WEEK, NEXT_N_MONTHS:n and the others, as spans of days.

Weeks begin on Sunday and fiscal years in January, as in an org of the United States that changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple


class Span(NamedTuple):
    """From the first day to the day after the last."""

    start: date
    end: date


_Unit = tuple[Callable[[date], date], Callable[[date, int], date]]
"""The first day of the unit that a day is in; that first day, n units later."""


def known(name: str, count: int | None) -> bool:
    """Whether there is a date literal of that name, in any case, with or without an n as given."""
    upper = name.upper()
    return upper in (_FIXED if count is None else _COUNTED)


def span(name: str, count: int | None, today: date) -> Span:
    """The days that a known date literal means; what lies beyond the calendar's ends is cut off there."""
    upper = name.upper()
    unit, first, after = _FIXED[upper] if count is None else _counted(upper, count)
    start, shift = unit
    here = start(today)
    return Span(_within(shift, here, first), _within(shift, here, after))


def _counted(name: str, count: int) -> tuple[_Unit, int, int]:
    unit, bounds = _COUNTED[name]
    return (unit, *bounds(count))


def _within(shift: Callable[[date, int], date], day: date, count: int) -> date:
    try:
        return shift(day, count)
    except (OverflowError, ValueError):
        return date.max if count > 0 else date.min


def _day(day: date) -> date:
    return day


def _days_later(day: date, count: int) -> date:
    return day + timedelta(days=count)


def _week(day: date) -> date:
    return day - timedelta(days=day.isoweekday() % 7)


def _weeks_later(day: date, count: int) -> date:
    return day + timedelta(weeks=count)


def _months(length: int) -> _Unit:
    """The unit of 1, 3 or 12 months."""

    def start(day: date) -> date:
        return date(day.year, (day.month - 1) // length * length + 1, 1)

    def later(day: date, count: int) -> date:
        month = day.year * 12 + day.month - 1 + count * length
        return date(month // 12, month % 12 + 1, 1)

    return start, later


_DAY: Final[_Unit] = (_day, _days_later)
_LONGER: Final[Mapping[str, _Unit]] = {
    "WEEK": (_week, _weeks_later),
    "MONTH": _months(1),
    "QUARTER": _months(3),
    "YEAR": _months(12),
    "FISCAL_QUARTER": _months(3),
    "FISCAL_YEAR": _months(12),
}

_FIXED: Final[Mapping[str, tuple[_Unit, int, int]]] = {
    "YESTERDAY": (_DAY, -1, 0),
    "TODAY": (_DAY, 0, 1),
    "TOMORROW": (_DAY, 1, 2),
    "LAST_90_DAYS": (_DAY, -90, 1),
    "NEXT_90_DAYS": (_DAY, 1, 91),
    **{f"LAST_{name}": (unit, -1, 0) for name, unit in _LONGER.items()},
    **{f"THIS_{name}": (unit, 0, 1) for name, unit in _LONGER.items()},
    **{f"NEXT_{name}": (unit, 1, 2) for name, unit in _LONGER.items()},
}

_Bounds = Callable[[int], tuple[int, int]]


def _last(count: int) -> tuple[int, int]:
    return -count, 0


def _last_and_this(count: int) -> tuple[int, int]:
    return -count, 1


def _next(count: int) -> tuple[int, int]:
    return 1, count + 1


def _ago(count: int) -> tuple[int, int]:
    return -count, 1 - count


_COUNTED: Final[Mapping[str, tuple[_Unit, _Bounds]]] = {
    "LAST_N_DAYS": (_DAY, _last_and_this),
    "NEXT_N_DAYS": (_DAY, _next),
    "N_DAYS_AGO": (_DAY, _ago),
    **{f"LAST_N_{name}S": (unit, _last) for name, unit in _LONGER.items()},
    **{f"NEXT_N_{name}S": (unit, _next) for name, unit in _LONGER.items()},
    **{f"N_{name}S_AGO": (unit, _ago) for name, unit in _LONGER.items()},
}
