"""Whether what many saw at once could have happened one after the other: linearizability of a register.

Where each value is written once, Gibbons and Korach decide it without search ("Testing shared memories", 1997, section
on read-mapping): the write and the reads of one value must fit between the ends and the beginnings of those of others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Operation:
    """A read or a write of a value, from when it began to when it was answered.

    A write that nobody knows the end of has the end ``math.inf``: it may have happened at any time, or never.
    """

    kind: str
    value: str
    begun: float
    ended: float


def why_not(operations: Iterable[Operation], initial: str) -> str | None:
    """Why a history of one register cannot be put into one order; None when it can."""
    writes = {initial: Operation("write", initial, -math.inf, -math.inf)}
    reads: dict[str, list[Operation]] = {}
    for one in operations:
        if one.kind == "write":
            assert one.value not in writes, "each value is written once"
            writes[one.value] = one
        else:
            reads.setdefault(one.value, []).append(one)
    for value, found in reads.items():
        if value not in writes:
            return f"{value!r} was read and never written"
        if min(one.ended for one in found) < writes[value].begun:
            return f"{value!r} was read before it was written"
    seen = [value for value, write in writes.items() if value in reads or write.ended < math.inf]
    return _overlap([_zone(value, [writes[value], *reads.get(value, [])]) for value in seen])


@dataclass(frozen=True, slots=True, order=True)
class _Zone:
    """When a value was certainly there (forward), or could have been there for a moment only (backward)."""

    begin: float
    end: float
    value: str
    is_forward: bool


def _zone(value: str, cluster: Iterable[Operation]) -> _Zone:
    cluster = list(cluster)
    first_end, last_begin = min(one.ended for one in cluster), max(one.begun for one in cluster)
    return _Zone(min(first_end, last_begin), max(first_end, last_begin), value, first_end < last_begin)


def _overlap(zones: Iterable[_Zone]) -> str | None:
    zones = sorted(zones)
    forward = [zone for zone in zones if zone.is_forward]
    for one, other in pairwise(forward):
        if other.begin < one.end:
            return f"{one.value!r} and {other.value!r} were each seen after the other"
    for zone in zones:
        if not zone.is_forward and any(one.begin < zone.begin and zone.end < one.end for one in forward):
            return f"{zone.value!r} was written and read amid another that was not yet over"
    return None
