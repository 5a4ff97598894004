"""The calls of one sandbox, those among them that the journal no longer holds: counted, and the first of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from mockserver.testing.calls import RecordedCall
from mockserver.testing.worlds import Calls, Version

Kind = tuple[str, str, str, int, str, bool]
"""What tells tallies apart: dialect, action, outcome, status, evidence, whether a fault planned it."""


class Gone(Struct, frozen=True):
    """``count`` calls that came to the same and are gone; ``like`` is the first such call that the sandbox saw."""

    like: RecordedCall
    count: int


class History(Struct, frozen=True):
    """The calls that are kept, oldest first, and those that are gone."""

    kept: Sequence[RecordedCall]
    gone: Sequence[Gone] = ()

    def __add__(self, other: History) -> History:
        return History([*self.kept, *other.kept], [*self.gone, *other.gone])

    @property
    def is_sound(self) -> bool:
        """Whether no call broke the contract, expected or not."""
        return all(call.blame is None for call in self.kept) and all(one.like.blame is None for one in self.gone)

    @property
    def lost(self) -> int:
        """How many calls are gone."""
        return sum(gone.count for gone in self.gone)

    def __len__(self) -> int:
        return len(self.kept) + self.lost


_NOTHING: Final = History(())


class Ledger:
    """What was called in a sandbox. ``claimed``: whether its calls named it by their credential."""

    def __init__(self, calls: Calls, *, claimed: bool = True) -> None:
        self._calls = calls
        self._claimed = claimed
        self._number = 0
        self._seen: Counter[Kind] = Counter()
        self._read_at: tuple[Version | None, int] = None, 0
        self._fresh_at: Version | None = None
        self._tallies: Sequence[Mapping[str, Any]] = ()
        self._calls_read: Sequence[RecordedCall] = ()

    def kept(self) -> list[RecordedCall]:
        """The calls that the journal holds."""
        return self._journal(0)

    def whole(self) -> History:
        """Every call but those that were cleared on purpose."""
        tallies, kept = self._read(0, self._calls.version())
        if not tallies:
            return History(kept)
        held = Counter(_kind(call) for call in kept)
        lost = [(tally, tally["calls"] - tally["cleared"] - held[_kind_of(tally)]) for tally in tallies]
        return History(kept, self._gone(lost))

    def fresh(self) -> History:
        """The calls since this was asked last."""
        version = self._calls.version()
        if version is not None and version == self._fresh_at:
            return _NOTHING
        self._fresh_at = version  # of before the calls are read: one that is made meanwhile makes it another
        tallies, kept = self._read(self._number, version)
        if kept:
            self._number = kept[-1].number
        self._seen.update(map(_kind, kept))
        lost = [(tally, tally["calls"] - self._seen[_kind_of(tally)]) for tally in tallies]
        gone = self._gone(lost)
        self._seen.update({_kind(one.like): one.count for one in gone})
        return History(kept, gone)

    def _read(self, since: int, version: Version | None) -> tuple[Sequence[Mapping[str, Any]], Sequence[RecordedCall]]:
        """The tallies and the calls behind a number, which are read again when the journal is another one."""
        known, begin = self._read_at
        if version is None or version != known or since < begin:
            # The tallies first: what is dropped between the two questions counts as gone, not as never made.
            is_whole = version is not None and version.numbered == version.kept
            self._tallies = () if is_whole else self._calls.tallies()
            self._calls_read = self._journal(since)
            self._read_at = version, since
        return self._tallies, [call for call in self._calls_read if call.number > since]

    def _journal(self, since: int) -> list[RecordedCall]:
        return self._calls.recorded(since, claimed=self._claimed)

    def _gone(self, lost: Sequence[tuple[Mapping[str, Any], int]]) -> list[Gone]:
        return [
            Gone(RecordedCall.from_tally(tally, self._calls.id, claimed=self._claimed), count)
            for tally, count in lost
            if count > 0
        ]


def _kind(call: RecordedCall) -> Kind:
    return call.dialect, call.action, call.outcome, call.status, call.evidence or "", call.fault is not None


def _kind_of(tally: Mapping[str, Any]) -> Kind:
    return (
        tally["dialect"], tally["action"], tally["outcome"], tally["status"], tally["evidence"], tally["planned"],
    )  # fmt: skip
