"""The functions of SOQL besides aggregates: the parts of a date, a value as people read it, a picklist's label.

A week begins on Sunday and a fiscal year in January, as in :mod:`dates`; a locale is that of the United States.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mockserver.core.store import Store
from mockserver.crm.salesforce.objects import table_of
from mockserver.crm.salesforce.rules import integration_user


class Part(NamedTuple):
    """A part of a date: the type of what it makes, and whether only a moment has it."""

    kind: str
    read: Callable[[Any], Any]
    of_moments: bool = False


_DAYS_OF_A_WEEK: Final = 7


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _day_in_year(day: date) -> int:
    return day.timetuple().tm_yday


PARTS: Final[Mapping[str, Part]] = {
    "CALENDAR_MONTH": Part("int", lambda day: day.month),
    "CALENDAR_QUARTER": Part("int", _quarter),
    "CALENDAR_YEAR": Part("int", lambda day: day.year),
    "DAY_IN_MONTH": Part("int", lambda day: day.day),
    "DAY_IN_WEEK": Part("int", lambda day: day.isoweekday() % _DAYS_OF_A_WEEK + 1),
    "DAY_IN_YEAR": Part("int", _day_in_year),
    "DAY_ONLY": Part("date", lambda day: day.date().isoformat(), of_moments=True),
    "FISCAL_MONTH": Part("int", lambda day: day.month),
    "FISCAL_QUARTER": Part("int", _quarter),
    "FISCAL_YEAR": Part("int", lambda day: day.year),
    "HOUR_IN_DAY": Part("int", lambda day: day.hour, of_moments=True),
    "WEEK_IN_MONTH": Part("int", lambda day: (day.day - 1) // _DAYS_OF_A_WEEK + 1),
    "WEEK_IN_YEAR": Part("int", lambda day: (_day_in_year(day) - 1) // _DAYS_OF_A_WEEK + 1),
}
"""Function -> what it makes of a day or a moment."""


def zone_of(store: Store) -> tzinfo:
    """The time zone of the user who asks, UTC where there is none of its name."""
    user = store.get(table_of("User"), integration_user(store)) or {}
    try:
        return ZoneInfo(user.get("TimeZoneSidKey", "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def reader(name: str, kind: str, zone: tzinfo) -> Callable[[Any], Any]:
    """What a function makes of a stored value of a field of that type; None of nothing."""
    if name == "FORMAT":
        written = _WRITTEN.get(kind)
        return (lambda value: value) if written is None else (lambda value: written(value, zone))
    part = PARTS.get(name)
    if part is None:  # toLabel: a value is its own label
        return lambda value: value
    read = day_of if kind == "date" else moment_of

    def taken(value: Any) -> Any:
        found = read(value)
        if found is None:
            return None
        return part.read(_in_zone(found, zone) if isinstance(found, datetime) else found)

    return taken


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """A moment in a time zone; as it is where that would lead beyond the calendar's ends."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def day_of(value: Any) -> date | None:
    """A stored day."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def moment_of(value: Any) -> datetime | None:
    """A stored moment; a day is none, so that a custom field compares as what it holds."""
    try:
        moment = datetime.fromisoformat(value) if "T" in value else None
    except (TypeError, ValueError):
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _number(value: Any, _: tzinfo) -> Any:
    return f"{value:,}" if isinstance(value, int | float) else value


def _currency(value: Any, _: tzinfo) -> Any:
    return f"${value:,.2f}" if isinstance(value, int | float) else value


def _percent(value: Any, _: tzinfo) -> Any:
    return f"{value:,}%" if isinstance(value, int | float) else value


def _day(value: Any, _: tzinfo) -> Any:
    day = day_of(value)
    return value if day is None else f"{day.month}/{day.day}/{day.year}"


def _moment(value: Any, zone: tzinfo) -> Any:
    moment = moment_of(value)
    if moment is None:
        return value
    here = _in_zone(moment, zone)
    hour, half = (here.hour + 11) % 12 + 1, "AM" if here.hour < 12 else "PM"
    return f"{here.month}/{here.day}/{here.year}, {hour}:{here.minute:02} {half}"


_WRITTEN: Final[Mapping[str, Callable[[Any, tzinfo], Any]]] = {
    "int": _number,
    "double": _number,
    "currency": _currency,
    "percent": _percent,
    "date": _day,
    "datetime": _moment,
}
"""Type -> a value as a page of Salesforce shows it."""
