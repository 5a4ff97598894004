"""What an assertion about calls wanted, beside what came: field by field, the nearest calls side by side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from typing import Any, Final

from msgspec import Struct

from mockserver.testing.calls import RecordedCall
from mockserver.testing.ledger import History
from mockserver.testing.matchers import absent, fits
from mockserver.testing.matchers import told as told_of

NEAREST: Final = 3
"""How many calls a miss shows side by side."""

_CELL: Final = 36
ABSENT: Final = object()


class Wanted(Struct, frozen=True):
    """What a call must be: of an action (a shell pattern), with at least this payload, with this status."""

    action: str
    payload: Any = None
    status: int | None = None

    def matches(self, call: RecordedCall) -> bool:
        return fnmatchcase(call.action, self.action) and all(fits for _, _, _, fits in self.compare(call))

    @property
    def compares_payload(self) -> bool:
        return self.payload is not None

    def compare(self, call: RecordedCall) -> Iterator[tuple[str, Any, Any, bool]]:
        """For each wanted field its name, what is wanted, what came, and whether that fits."""
        yield "action", self.action, call.action, fnmatchcase(call.action, self.action)
        if self.status is not None:
            yield "status", self.status, call.status, call.status == self.status
        if self.payload is not None:
            yield from compare_values("payload", self.payload, ABSENT if call.sent is None else call.sent)


def compare_values(name: str, wanted: Any, got: Any) -> Iterator[tuple[str, Any, Any, bool]]:
    """For each value that is wanted its path, itself, what came (ABSENT for nothing), and whether that fits."""
    if isinstance(wanted, Mapping) and wanted:
        for key, value in wanted.items():
            yield from compare_values(
                f"{name}.{key}", value, got.get(key, ABSENT) if isinstance(got, Mapping) else ABSENT
            )
    elif isinstance(wanted, Mapping):
        yield name, wanted, got, isinstance(got, Mapping)
    elif isinstance(wanted, list | tuple) and isinstance(got, list) and len(wanted) == len(got):
        for position, (item, other) in enumerate(zip(wanted, got, strict=True)):
            yield from compare_values(f"{name}[{position}]", item, other)
        if not wanted:
            yield name, wanted, got, True
    else:
        is_there = got is not ABSENT
        yield name, wanted, got, not is_there if wanted is absent else is_there and fits(wanted, got)


class Found(Struct, frozen=True):
    """The kept calls that match; with those that are gone, there were at ``least`` and at ``most`` so many."""

    kept: list[RecordedCall]
    least: int
    most: int


def find(wanted: Wanted, history: History) -> Found:
    """The calls that match; of one that is gone, action and status are known, the payload is not."""
    kept = [call for call in history.kept if wanted.matches(call)]
    known = Wanted(wanted.action, status=wanted.status)
    gone = sum(one.count for one in history.gone if known.matches(one.like))
    return Found(kept, len(kept) + (0 if wanted.compares_payload else gone), len(kept) + gone)


def unknowable(wanted: Wanted, found: Found, times: int | None) -> str:
    """Why nobody can say whether such calls were made: their payloads are gone."""
    expected = f"{times} calls" if times is not None and times != 1 else "a call"
    return (
        f"expected {expected} of {wanted.action} with this payload, found {found.least}, and cannot tell: "
        f"{found.most - found.least} calls of it are gone from the journal, and their payloads with them; assert "
        "earlier, or without a payload"
    )


def miss(wanted: Wanted, history: History, times: int | None) -> str:
    """Why no call matched: the nearest ones side by side, or what was called instead."""
    expected = f"{times} calls" if times else "a call"
    journal = history.kept
    if not journal:
        called = f"none of the {history.lost} calls" if history.lost else "nothing was called"
        return (
            f"expected {expected} of {wanted.action}, but {called} in this sandbox{' was one' if history.lost else ''}"
        )
    same = [call for call in journal if fnmatchcase(call.action, wanted.action)]
    nearest = sorted(same or journal, key=lambda call: _nearness(wanted, call), reverse=True)[:NEAREST]
    head = f"expected {expected} of {wanted.action}; of the calls made ({len(history)}) none matches, the nearest:"
    elsewhere = [f"  {line}" for line in _missed(wanted, nearest[0])]
    found = ["", *elsewhere] if elsewhere else []
    columns = {f"call {call.number}": list(wanted.compare(call)) for call in nearest}
    return "\n".join([head, "", *side_by_side(columns), *found, "", *made(history)])


def _missed(wanted: Wanted, call: RecordedCall) -> Iterator[str]:
    """Where the nearest call has what it lacks at the wanted place."""
    for name, value, got, _ in wanted.compare(call):
        field = name.rpartition(".")[2]
        if got is not ABSENT or value is absent or field == name:
            continue
        places = list(_places(field, call.sent))
        where = f"lies {' and '.join(places)}" if places else "is not in the payload"
        yield f"{field} {where} of call {call.number}"


def _places(field: str, sent: Any, at: str = "") -> Iterator[str]:
    if isinstance(sent, Mapping):
        if field in sent:
            yield f"below {at}" if at else "at the top"
        for key, value in sent.items():
            yield from _places(field, value, f"{at}.{key}" if at else key)
    elif isinstance(sent, list):
        for number, value in enumerate(sent):
            yield from _places(field, value, f"{at}[{number}]")


def _nearness(wanted: Wanted, call: RecordedCall) -> tuple[int, float, int]:
    fits = sum(fit for _, _, _, fit in wanted.compare(call))
    return fits, SequenceMatcher(None, wanted.action, call.action).ratio(), call.number


def side_by_side(columns: Mapping[str, Sequence[tuple[str, Any, Any, bool]]]) -> list[str]:
    """A table of what was wanted beside what came, a column for each name."""
    names = list(dict.fromkeys(name for column in columns.values() for name, *_ in column))
    expected = {name: shown(value) for column in columns.values() for name, value, _, _ in column}
    got = [{name: _verdict(value, fits) for name, _, value, fits in column} for column in columns.values()]
    rows = [["field", "expected", *columns]]
    rows += [[name, expected[name], *(column.get(name, "") for column in got)] for name in names]
    return _aligned(rows)


def _verdict(value: Any, fits: bool) -> str:  # noqa: FBT001 - one cell of a table, both come from compare
    return f"{'  ' if fits else '✗ '}{shown(value)}"


def shown(value: Any) -> str:
    """A value as a short text."""
    is_nothing = value is ABSENT or value is absent
    text = "(absent)" if is_nothing else json.dumps(told_of(value), ensure_ascii=False, default=repr)
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return [f"  {line}".rstrip() for line in lines]


def made(history: History) -> list[str]:
    """What was called, how often and with which outcome."""
    counts = Counter({_summed(one.like): one.count for one in history.gone})
    counts.update(map(_summed, history.kept))
    rows = [[f"{count} x", action, outcome] for (action, outcome), count in counts.items()]
    return ["called in this sandbox:", *_aligned(rows)]


def _summed(call: RecordedCall) -> tuple[str, str]:
    return call.action or f"{call.method} {call.path}", call.outcome


def wrong_count(wanted: Wanted, found: Found, times: int) -> str:
    """Why the number of matching calls is wrong: which calls they are."""
    expected = "no call" if times == 0 else "1 call" if times == 1 else f"{times} calls"
    number = f"{found.least}" if found.least == found.most else f"{found.least} to {found.most}"
    gone = found.most - len(found.kept)
    lines = [f"  ({gone} of them are gone from the journal)"] if gone else []
    lines += [f"  {told(call)}" for call in found.kept]
    return "\n".join([f"expected {expected} of {wanted.action}, found {number}:", *lines])


def in_order(wanted: Sequence[str], journal: Sequence[RecordedCall]) -> list[RecordedCall]:
    """The calls that answer to the wanted actions in their order, up to the first that does not come."""
    found: list[RecordedCall] = []
    for call in journal:
        if len(found) < len(wanted) and fnmatchcase(call.action, wanted[len(found)]):
            found.append(call)
    return found


def wrong_order(wanted: Sequence[str], found: Sequence[RecordedCall], history: History) -> str:
    """Which call did not come in its turn, and what came."""
    after = f" after call {found[-1].number}" if found else ""
    head = f"expected a call of {wanted[len(found)]}{after} (step {len(found) + 1} of {len(wanted)}), it did not come:"
    steps = {call.number: step for step, call in enumerate(found, start=1)}
    gone = [f"  ({history.lost} earlier calls are gone from the journal, and with them their order)"]
    lines = gone if history.lost else []
    lines += [
        f"  {f'step {steps[call.number]}' if call.number in steps else '':8}{told(call)}" for call in history.kept
    ]
    return "\n".join([head, *(lines or ["  nothing was called in this sandbox"])])


def told(call: RecordedCall) -> str:
    """One line about a call."""
    fault = f", planned by {call.fault}" if call.fault else ""
    return f"call {call.number}: {call.action or f'{call.method} {call.path}'} -> {call.status} {call.outcome}{fault}"
