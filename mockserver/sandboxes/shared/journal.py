"""The journal of a shared sandbox: it lies in the engine, and a transaction writes into it what it answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Lock
from time import monotonic, sleep
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from mockserver.core.errors import Violation
from mockserver.core.http import Answer, Call, dump_json, load_json
from mockserver.sandboxes.journal import Entry, Exchange, Journal, Tallies, Tally, Wanted, tally_of, told_entry
from mockserver.sandboxes.shared.log import TOKEN
from mockserver.sandboxes.shared.transaction import Owner

_LOOK: Final = 0.05
"""Seconds between two looks at a journal in which somebody waits for a call."""


class SharedTallies(Tallies):
    """The counts of one journal, as the engine has them."""

    __slots__ = ("_sandbox",)

    def __init__(self, sandbox: Owner) -> None:
        super().__init__()
        self._sandbox = sandbox

    def __iter__(self) -> Iterator[Tally]:
        names = ("tallies", "firsts", "cleared")
        calls, firsts, cleared = self._sandbox.read(*(("HGETALL", name, ()) for name in names))
        found = []
        for key, count in calls.items():
            number, _, first = firsts[key].partition(b"\n")
            told = load_json(first)
            told["violations"] = tuple(Violation(**one) for one in told["violations"])
            found.append(Tally(**told, number=int(number), calls=int(count), cleared=int(cleared.get(key, 0))))
        return iter(sorted(found, key=lambda tally: tally.number))


class SharedEntry(Entry):
    """An entry that tells the version of its sandbox behind it, and whether the call led there."""

    version: int = 0
    has_written: bool = False


class Seen(NamedTuple):
    """A journal at one moment: the latest number, how many are gone, and what is kept, oldest first."""

    numbered: int
    dropped: int
    entries: tuple[SharedEntry, ...]


_FEW: Final = 8
"""How many exchanges are asked for at first, of those that may be new."""

_COUNTS: Final = ("numbered", "journal dropped")


class SharedJournal(Journal):
    """The last RING exchanges of one sandbox, in the engine.

    Who follows the sandbox without asking for each step (an open page) reads what was seen last: ``seen``.
    """

    __slots__ = ("_looking", "_sandbox", "seen")

    def __init__(self, sandbox: Owner) -> None:
        self._sandbox = sandbox
        self._looking = Lock()
        self.tallies = SharedTallies(sandbox)
        self.seen = Seen(0, 0, ())

    def write(self, sandbox: str, time: float, duration: float, exchange: Exchange, answer: Answer) -> None:
        """Keep an exchange once the transaction that it belongs to counts."""
        entry = told_entry(sandbox, time, duration, exchange, answer)
        tally = tally_of(entry)
        key = dump_json([tally.dialect, tally.action, tally.outcome, tally.status, tally.evidence, tally.planned])
        first = {
            name: getattr(tally, name)
            for name in (
                "dialect", "action", "outcome", "status", "evidence", "planned", "method", "path", "failed", "hint",
            )
        }  # fmt: skip
        first["violations"] = [
            {name: getattr(one, name) for name in ("pointer", "expected", "got", "keyword", "schema")}
            for one in tally.violations
        ]
        told = key, dump_json(first), dump_json(_told(entry))
        self._sandbox.change(lambda draft: draft.part.entries.append(told))

    def look(self) -> Seen:
        """All that is kept now."""
        with self._looking:
            entries, most = self.seen.entries, _FEW
            last = entries[-1].number if entries else 0
            while True:
                counts, kept, found = self._sandbox.read(
                    ("HMGET", "meta", _COUNTS), ("LLEN", "journal", ()), ("LRANGE", "journal", (-most, -1))
                )
                if len(found) >= kept or _number(found[0]) <= last + 1:
                    break
                most = kept + _FEW  # of this moment; some more may come until the next question
            entries += tuple(_entry(text) for text in found if _number(text) > last)
            self.seen = Seen(int(counts[0] or 0), int(counts[1] or 0), entries[-kept:] if kept else ())
            return self.seen

    def _all(self) -> tuple[SharedEntry, ...]:
        return (self.look() if self._sandbox.is_asked() else self.seen).entries

    @property
    def numbered(self) -> int:  # type: ignore[override] # the base counts, here it is asked
        """The number of the latest exchange."""
        return self._count(0) if self._sandbox.is_asked() else self.seen.numbered

    @property
    def dropped(self) -> int:  # type: ignore[override]
        """How many exchanges are gone."""
        return self._count(1) if self._sandbox.is_asked() else self.seen.dropped

    def _count(self, place: int) -> int:
        return int(self._sandbox.read(("HMGET", "meta", _COUNTS))[0][place] or 0)

    def __len__(self) -> int:
        if not self._sandbox.is_asked():
            return len(self.seen.entries)
        return int(self._sandbox.read(("LLEN", "journal", ()))[0])

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._all())

    def newest(self, after: int) -> list[Entry]:
        """The entries behind a number, oldest first."""
        return [entry for entry in self._all() if entry.number > after]

    def wait(self, wanted: Wanted, seconds: float) -> None:
        """Return once there is an entry that is asked for, and after so many seconds at the latest."""
        end = monotonic() + seconds
        while not self.select(wanted) and monotonic() < end:
            sleep(_LOOK)

    def recall(self) -> list[Entry]:
        """All entries, each with the records before and after it as far as the engine's commits go back."""
        entries, known = self.look().entries, self._sandbox.history()
        return [
            replace(
                entry,
                exchange=replace(
                    entry.exchange,
                    before=known.get(entry.version - 1) if entry.has_written else None,
                    after=known.get(entry.version),
                ),
            )
            for entry in entries
        ]

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        self._sandbox.change(lambda draft: setattr(draft.part, "clears", True))


def _told(entry: Entry) -> Mapping[str, Any]:
    seen = entry.exchange
    return {
        "of": [entry.sandbox, entry.time, entry.duration, entry.status],
        "call": [seen.call.method, seen.call.path, seen.call.query],
        "told": [
            seen.request_id, seen.dialect, seen.action, list(seen.checks), seen.passed, seen.failed, seen.outcome,
            seen.hint, seen.evidence, seen.fault,
        ],
        # Any bytes can be told as Latin-1, and most are as long in it.
        "bodies": [entry.request_body.decode("latin-1"), entry.response_body.decode("latin-1")],
        "lengths": [entry.request_length, entry.response_length, entry.size],
        "kept": entry.kept.decode("latin-1"),
        "has": [entry.has_form, entry.has_payload],
    }  # fmt: skip


def _number(text: bytes) -> int:
    return int(text[TOKEN:].partition(b" ")[0])


def _entry(text: bytes) -> SharedEntry:
    """An entry as the engine keeps it, behind the token of its transaction, its number and the sandbox's version."""
    head, _, document = text[TOKEN:].partition(b"\n")
    number, version, has_written = map(int, head.split())
    told = load_json(document)
    sandbox, time, duration, status = told["of"]
    request_id, dialect, action, checks, passed, failed, outcome, hint, evidence, fault = told["told"]
    exchange = Exchange(
        Call(*told["call"]), request_id, dialect, action, checks, passed, failed, outcome,
        hint=hint, evidence=evidence, fault=fault,
    )  # fmt: skip
    request, response = (body.encode("latin-1") for body in told["bodies"])
    request_length, response_length, size = told["lengths"]
    has_form, has_payload = told["has"]
    return SharedEntry(
        number, sandbox, time, duration, exchange, status, request, request_length, response, response_length,
        told["kept"].encode("latin-1"), has_form, has_payload, size, 0, version, bool(has_written),
    )  # fmt: skip
