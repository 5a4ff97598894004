"""Two calls beside each other: what differs in their outcomes and in the lines of their answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from msgspec import Struct

from mockserver.core.http import Malformed, load_json
from mockserver.sandboxes.journal import Entry

_AROUND: Final = 3
_LINES: Final = 500
"""How many lines of an answer are compared."""


class Row(Struct, frozen=True):
    """A line of both answers: ``kind`` is same, changed, left, right, or ``gap`` for same lines that are left out."""

    kind: str
    left: str
    right: str


class Compared(Struct, frozen=True):
    """An earlier call and a later one: the ``rows`` of their answers; ``alike`` when nothing differs."""

    before: Entry
    after: Entry
    rows: Sequence[Row]

    @property
    def alike(self) -> bool:
        """Whether status, outcome and answer are the same."""
        return self.rows == [] and (self.before.status, self.before.exchange.outcome) == (
            self.after.status, self.after.exchange.outcome,
        )  # fmt: skip


def compared(before: Entry, after: Entry) -> Compared:
    """The later call beside the earlier one."""
    left, right = _lines(before.response_body), _lines(after.response_body)
    return Compared(before, after, [] if left == right else list(_rows(left, right)))


def _lines(body: bytes) -> list[str]:
    try:
        text = json.dumps(load_json(body), indent=2, ensure_ascii=False)
    except Malformed:
        text = body.decode(errors="replace")
    return text.splitlines()[:_LINES]


def _rows(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    for kind, begin, end, start, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from _same(left[begin:end], is_first=begin == 0, is_last=end == len(left))
        else:
            for one, other in zip_longest(left[begin:end], right[start:stop]):
                yield Row("right" if one is None else "left" if other is None else "changed", one or "", other or "")


def _same(lines: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Row]:
    """The same lines on both sides, those far from any difference left out."""
    head, tail = 0 if is_first else _AROUND, 0 if is_last else _AROUND
    hidden = len(lines) - head - tail
    if hidden <= 1:
        head, tail, hidden = len(lines), 0, 0
    for line in lines[:head]:
        yield Row("same", line, line)
    if hidden:
        yield Row("gap", f"{hidden} lines are the same", "")
    for line in lines[len(lines) - tail :]:
        yield Row("same", line, line)
