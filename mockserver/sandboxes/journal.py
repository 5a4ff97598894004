"""What happened: every request with its answer, bounded, without secrets."""

from __future__ import annotations

import json
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import takewhile
from sys import getsizeof
from threading import Event, Lock
from time import monotonic
from typing import Any, Final

from msgspec import Struct, field

from mockserver.core.errors import Violation
from mockserver.core.http import Answer, Call, Headers, Malformed, dump_json, load_json, parse_form
from mockserver.core.redaction import Redaction, may_hold_secrets, redacted_headers
from mockserver.core.store import Tables

RING: Final = 1_000
"""How many exchanges a sandbox keeps."""

BODY_CUT: Final = 64 * 1024
"""How many bytes of a body are kept; its true length is kept beside it."""

TOTAL_BYTES: Final = 64 * 1024 * 1024
"""How many bytes the journals of all sandboxes may hold together."""

_ENTRY_COST: Final = 1_024
"""What an exchange costs beside its texts, in bytes, as tracemalloc counts a plain call."""

HEAVY: Final = 256 * 1024
"""So many bytes of records, written at once, are not kept for the sake of earlier calls."""

_TABLES_COST: Final = 8 * 1024
_RECORD_COST: Final = 4
"""What tables cost beside those that the entry before it keeps, in bytes, and each byte of a record that was written,
as tracemalloc counts them."""

_TOLD: Final = 400
_TOLD_VIOLATIONS: Final = 10
"""How many characters of a text, and how many violations, outlive their entry."""

_SOUND: Final = b",[],[]]"
"""How what is kept of an exchange ends when there are neither violations nor findings."""

_NO_COMPLAINTS: Final[Sequence[Any]] = ((), ())
_NO_FINDINGS: Final[list[Violation]] = []


class Exchange(Struct):
    """One request on its way through a dialect: what is known of it so far.

    ``checks`` are the documented checks of its route in their order; ``passed`` counts those it passed and
    ``failed`` names the one that it did not. ``findings`` are undeclared fields that strict mode found. ``before`` and
    ``after`` are the records as it found and left them.
    """

    call: Call
    request_id: str = ""
    dialect: str = ""
    action: str = ""
    checks: Sequence[str] = ()
    passed: int = 0
    failed: str | None = None
    outcome: str = "ok"
    form: Mapping[str, str] | None = None
    payload: Any = None
    violations: Sequence[Violation] = ()
    findings: list[Violation] = field(default_factory=list)
    hint: str | None = None
    evidence: str | None = None
    fault: str | None = None
    before: Tables | None = None
    after: Tables | None = None

    def passes(self, check: str) -> None:
        """Note that the next documented check was passed; ``check`` says which, for the reader."""
        self.passed += 1

    def commits(self, before: Tables, after: Tables) -> None:
        """Note a change of the records, perhaps one of several."""
        self.before = self.before or before
        self.after = after


current_exchange: Final[ContextVar[Exchange | None]] = ContextVar("exchange", default=None)
"""The exchange that is being answered; None while a sandbox is changed by its owner."""


class Entry(Struct):
    """One exchange in the journal, secrets already gone.

    What it keeps is bytes, so that its ``size`` can be told: the bodies, and ``kept``, the headers and violations as
    JSON. ``exchange`` is left with short texts; its form and payload are read from the body anew when somebody asks.
    """

    number: int
    sandbox: str
    time: float
    duration: float
    exchange: Exchange
    status: int
    request_body: bytes
    request_length: int
    response_body: bytes
    response_length: int
    kept: bytes
    has_form: bool
    has_payload: bool
    size: int = 0
    place: int = 0

    @property
    def request_headers(self) -> dict[str, str]:
        """The request's headers by their names in lower case."""
        return dict(load_json(self.kept)[0])

    @property
    def response_headers(self) -> list[tuple[str, str]]:
        """The answer's headers in their order."""
        return [(name, value) for name, value in load_json(self.kept)[1]]

    @property
    def is_sound(self) -> bool:
        """Whether the call broke nothing, and strict mode found nothing."""
        return self.kept.endswith(_SOUND)

    @property
    def violations(self) -> list[Violation]:
        """What the call broke."""
        return [] if self.is_sound else [Violation(**told) for told in load_json(self.kept)[2]]

    @property
    def findings(self) -> list[Violation]:
        """The undeclared fields that strict mode found."""
        return [Violation(**told) for told in load_json(self.kept)[3]]

    @property
    def form(self) -> dict[str, str] | None:
        """The fields of the form that was sent; None for none, and for one that was cut."""
        if not self.has_form or self.request_length > BODY_CUT:
            return None
        try:
            return dict(parse_form(self.request_body))
        except Malformed:
            return None

    @property
    def payload(self) -> Any:
        """The JSON that was sent, as the action was given it; None for none, and for one that was cut."""
        if not self.has_payload or self.request_length > BODY_CUT:
            return None
        text: str | bytes = (self.form or {}).get("payload", "") if self.has_form else self.request_body
        try:
            return load_json(text) if text.strip() else {}
        except Malformed:
            return None

    def as_json(self) -> dict[str, Any]:
        """The entry as the control API, the console and the reports show it."""
        seen = self.exchange
        request_headers, response_headers, violations, findings = load_json(self.kept)
        return {
            "number": self.number,
            "request_id": seen.request_id,
            "sandbox": self.sandbox,
            "time": datetime.fromtimestamp(self.time, UTC).isoformat(timespec="milliseconds"),
            "dialect": seen.dialect,
            "action": seen.action,
            "request": {
                "method": seen.call.method,
                "path": seen.call.path,
                "query": seen.call.query,
                "headers": dict(request_headers),
                "body": self.request_body.decode(errors="replace"),
                "length": self.request_length,
                "form": self.form,
                "payload": self.payload,
            },
            "status": self.status,
            "response": {
                "headers": dict(response_headers),
                "body": self.response_body.decode(errors="replace"),
                "length": self.response_length,
            },
            "outcome": seen.outcome,
            "checks": {"passed": list(seen.checks[: seen.passed]), "failed": seen.failed},
            "violations": violations,
            "findings": findings,
            "hint": seen.hint,
            "evidence": seen.evidence,
            "fault": seen.fault,
            "duration_ms": round(self.duration * 1000, 3),
        }


class Tally(Struct):
    """How many exchanges were alike, and what the first of them was; it outlives their entries.

    ``cleared`` counts those of ``calls`` that were forgotten on purpose. ``number``, ``path`` and what follows are
    of the first.
    """

    dialect: str
    action: str
    outcome: str
    status: int
    evidence: str
    planned: bool
    number: int
    method: str
    path: str
    failed: str | None
    violations: Sequence[Violation]
    hint: str | None
    calls: int = 0
    cleared: int = 0

    def as_json(self) -> dict[str, Any]:
        """The tally as the control API shows it."""
        return {
            "dialect": self.dialect,
            "action": self.action,
            "outcome": self.outcome,
            "status": self.status,
            "evidence": self.evidence,
            "planned": self.planned,
            "calls": self.calls,
            "cleared": self.cleared,
            "first": {
                "number": self.number,
                "method": self.method,
                "path": self.path,
                "failed": self.failed,
                "violations": [violation.as_json() for violation in self.violations],
                "hint": self.hint,
            },
        }


class Tallies:
    """The counts of one journal, by all that an exchange came to: as many as a world has outcomes, not calls."""

    __slots__ = ("_tallies",)

    def __init__(self) -> None:
        self._tallies: dict[tuple[object, ...], Tally] = {}

    def __iter__(self) -> Iterator[Tally]:
        return iter(list(self._tallies.values()))

    def count(self, entry: Entry) -> None:
        """Count an entry in."""
        seen = entry.exchange
        planned = seen.fault is not None
        key = (seen.dialect, seen.action, seen.outcome, entry.status, seen.evidence, planned)
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = tally_of(entry)
        tally.calls += 1

    def clear(self) -> None:
        """All that was counted is forgotten on purpose."""
        for tally in self:
            tally.cleared = tally.calls


def tally_of(entry: Entry) -> Tally:
    """The tally that begins with an entry, which is not yet counted in."""
    seen, call = entry.exchange, entry.exchange.call
    return Tally(
        seen.dialect, seen.action, seen.outcome, entry.status, seen.evidence or "", seen.fault is not None,
        entry.number, call.method, call.path[:_TOLD], seen.failed,
        tuple(map(_short, entry.violations[:_TOLD_VIOLATIONS])), (seen.hint or "")[:_TOLD] or None,
    )  # fmt: skip


def _short(violation: Violation) -> Violation:
    return replace(violation, pointer=violation.pointer[:_TOLD], got=violation.got[:_TOLD])


class Wanted(Struct, frozen=True):
    """Which entries are asked for; what is None or empty asks for all.

    ``action`` is a shell pattern; ``since`` is a moment of the sandbox's clock; ``after`` the number of an entry
    that was seen already.
    """

    action: str | None = None
    dialect: str | None = None
    status: int | None = None
    outcome: str | None = None
    since: datetime | None = None
    after: int = 0

    def admits(self, entry: Entry) -> bool:
        """Whether the entry is one of them."""
        seen = entry.exchange
        return (
            entry.number > self.after
            and (self.action is None or fnmatchcase(seen.action, self.action))
            and self.dialect in (None, seen.dialect)
            and self.status in (None, entry.status)
            and self.outcome in (None, seen.outcome)
            and (self.since is None or entry.time >= self.since.timestamp())
        )


class Budget:
    """The bytes that all journals of a server share; the oldest exchange anywhere goes first.

    ``listener`` is told every entry once it is written, in the thread that answers the call.
    """

    def __init__(self, limit: int = TOTAL_BYTES) -> None:
        self.limit = limit
        self.held = 0
        self.listener: Callable[[Entry], None] | None = None
        self.lock = Lock()
        self._charged = 0
        self._order: OrderedDict[int, Journal] = OrderedDict()

    def charge(self, journal: Journal, entry: Entry) -> None:
        """Count an entry in, and drop the oldest ones that no longer fit. Called with the lock held."""
        self._charged = entry.place = self._charged + 1
        self._order[entry.place] = journal
        self.held += entry.size
        while self.held > self.limit:
            next(iter(self._order.values())).drop_oldest()

    def release(self, entry: Entry) -> None:
        """Count an entry out. Called with the lock held."""
        self.held -= entry.size
        del self._order[entry.place]


class Journal:
    """The last RING exchanges of one sandbox, oldest first; ``dropped`` counts those that are gone.

    ``tallies`` count every exchange, whether its entry is still there or not. ``waiting`` are set with each new entry.
    """

    __slots__ = ("_budget", "_entries", "_tables", "_written", "dropped", "numbered", "tallies", "waiting")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._entries: deque[Entry] = deque()
        self._tables: Tables | None = None
        self._written = 0
        self.waiting: tuple[Event, ...] = ()
        self.tallies = Tallies()
        self.numbered = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        with self._budget.lock:
            return iter(list(self._entries))

    def write(self, sandbox: str, time: float, duration: float, exchange: Exchange, answer: Answer) -> None:
        """Keep an exchange; bodies are cut and secrets removed here, so that they never enter."""
        entry = told_entry(sandbox, time, duration, exchange, answer)
        with self._budget.lock:
            self.numbered += 1
            entry.number = self.numbered
            self.tallies.count(entry)
            if exchange.after is not self._tables:
                self._tables = exchange.after
                entry.size += _TABLES_COST + _RECORD_COST * self._written
                self._written = 0
            self._entries.append(entry)
            if len(self._entries) > RING:
                self.drop_oldest()
            self._budget.charge(self, entry)
        for event in self.waiting:
            event.set()
        if self._budget.listener is not None:
            self._budget.listener(entry)

    def get(self, number: int) -> Entry | None:
        """The entry of a number, while it is kept."""
        return next((entry for entry in self if entry.number == number), None)

    def newest(self, after: int) -> list[Entry]:
        """The entries behind a number, oldest first; costs as much as they are many."""
        with self._budget.lock:
            found = list(takewhile(lambda entry: entry.number > after, reversed(self._entries)))
        return found[::-1]

    def recall(self) -> list[Entry]:
        """All entries, oldest first, each with the records before and after it where those are known."""
        return list(self)

    def select(self, wanted: Wanted) -> list[Entry]:
        """The entries that are asked for, oldest first."""
        return [entry for entry in self if wanted.admits(entry)]

    def wait(self, wanted: Wanted, seconds: float) -> None:
        """Return once there is an entry that is asked for, and after so many seconds at the latest."""
        deadline = monotonic() + seconds
        written = Event()
        with self._budget.lock:
            self.waiting = (*self.waiting, written)
        try:
            while not self.select(wanted) and (left := deadline - monotonic()) > 0:
                written.wait(left)
                written.clear()
        finally:
            with self._budget.lock:
                self.waiting = tuple(event for event in self.waiting if event is not written)

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        with self._budget.lock:
            for entry in self._entries:
                self._budget.release(entry)
            self._entries.clear()
            self._tables = None
            self.tallies.clear()
            self.dropped = 0

    def weigh(self, written: int) -> None:
        """Count the bytes of records that were written; where they are many, no call knows earlier records any more."""
        with self._budget.lock:
            self._written += written
            if written > HEAVY:
                for entry in self._entries:
                    entry.exchange.before = entry.exchange.after = None
                self._tables, self._written = None, 0

    def drop_oldest(self) -> None:
        """Forget the oldest entry. Called with the budget's lock held."""
        self._budget.release(self._entries.popleft())
        self.dropped += 1


def told_entry(sandbox: str, time: float, duration: float, exchange: Exchange, answer: Answer) -> Entry:
    """What is kept of an exchange, which is left without all that the bytes tell as well."""
    call, redaction, refused = exchange.call, Redaction(), exchange.hint is not None
    path, query = redaction.path(call.path), redaction.query(call.query) if call.query else ""
    request, response = call.body[:BODY_CUT], _copied(answer.body)
    has_secrets = may_hold_secrets(request + response)
    if has_secrets:
        request = redaction.body(request)[:BODY_CUT]
    headers = [_shown(call.headers), answer.headers]
    complaints: Sequence[Any] = _NO_COMPLAINTS
    if refused or exchange.findings:
        complaints = [_told(exchange.violations, redaction), _told(exchange.findings, redaction)]
    if has_secrets:
        response = redaction.body(response)
    if refused and redaction.echoes:  # what is refused is repeated in the refusal
        path, hint, response = redaction.hide(path), redaction.hide(exchange.hint or ""), redaction.hide_bytes(response)
        headers[1] = [(name, _hint(name, value, hint)) for name, value in answer.headers]
        exchange.hint = hint
    kept = _dumped([*headers, *complaints])
    has_form, has_payload = exchange.form is not None, exchange.payload is not None
    exchange.call = Call(call.method, path, query)
    exchange.form = exchange.payload = None
    exchange.violations, exchange.findings = (), _NO_FINDINGS
    return Entry(
        0, sandbox, time, duration, exchange, answer.status, request, len(call.body), response, len(answer.body),
        kept, has_form, has_payload,
        size=_ENTRY_COST + len(request) + len(response) + len(kept) + len(call.method) + getsizeof(path)
        + getsizeof(query) + getsizeof(exchange.hint),
    )  # fmt: skip


def _shown(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Headers without their secrets; of those that many calls have, worked out once."""
    if not isinstance(headers, Headers):
        return redacted_headers(headers.items())
    if headers.shown is None:
        headers.shown = redacted_headers(headers.items())
    return headers.shown


def _told(found: Sequence[Violation], redaction: Redaction) -> list[dict[str, str]]:
    return [{**one.as_json(), "got": redaction.echo(one.pointer, one.got)} for one in found] if found else []


def _hint(name: str, value: str, hint: str) -> str:
    """A header's value; that of the hint is made of what the hint may say, on one line and cut as it was."""
    return " ".join(hint[: len(value)].split()) if name == "x-mock-hint" else value


def _copied(body: bytes, length: int | None = BODY_CUT) -> bytes:
    """The bytes that orjson makes hold many times what they need for as long as they live."""
    return bytes(memoryview(body)[:length])


def _dumped(value: Any) -> bytes:
    try:
        return _copied(dump_json(value), None)
    except TypeError:  # a lone surrogate, which only a call in process can have
        return json.dumps(value, ensure_ascii=False).encode(errors="replace")
