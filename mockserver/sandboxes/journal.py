"""What happened: every request with its answer, bounded, without secrets."""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import takewhile
from threading import Lock
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from mockserver.core.errors import Violation
from mockserver.core.http import Answer, Call

RING: Final = 1_000
"""How many exchanges a sandbox keeps."""

BODY_CUT: Final = 64 * 1024
"""How many bytes of a body are kept; its true length is kept beside it."""

TOTAL_BYTES: Final = 64 * 1024 * 1024
"""How many bytes the journals of all sandboxes may hold together."""

_ENTRY_COST: Final = 2_560
"""What an exchange costs beside its texts, in bytes, as tracemalloc counts a plain call."""

_TOLD: Final = 400
_TOLD_VIOLATIONS: Final = 10
"""How many characters of a text, and how many violations, outlive their entry."""

REDACTED: Final = "[redacted]"
_SECRET_HEADERS: Final = frozenset(("authorization", "x-api-key", "cookie", "x-mock-token"))
_SECRET_ENDS: Final = (b"token", b"secret", b"password", b"api")
_SECRET_NAME: Final = re.compile(r"(?:.*[_-])?(?:token|secret|password|api_?key)", re.IGNORECASE)
_SECRET_MEMBER: Final = re.compile(
    rb"""("(?:[^"\\]*[_-])?(?:token|secret|password|api_?key)"\s*:\s*")(?:[^"\\]|\\.)*(")""", re.IGNORECASE
)
_SECRET_PAIR: Final = re.compile(r"((?:^|&)(?:[^=&]*[_-])?(?:token|secret|password|api_?key)=)[^&]*", re.IGNORECASE)


@dataclass(slots=True)
class Exchange:
    """One request on its way through a dialect: what is known of it so far.

    ``checks`` are the documented checks of its route in their order; ``passed`` counts those it passed and
    ``failed`` names the one that it did not. ``findings`` are undeclared fields that strict mode found.
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

    def passes(self, check: str) -> None:
        """Note that the next documented check was passed; ``check`` says which, for the reader."""
        self.passed += 1


@dataclass(slots=True)
class Entry:
    """One exchange in the journal, secrets already gone."""

    number: int
    sandbox: str
    time: float
    duration: float
    exchange: Exchange
    status: int
    request_headers: dict[str, str]
    request_body: bytes
    request_length: int
    response_headers: list[tuple[str, str]]
    response_body: bytes
    response_length: int
    size: int = 0
    place: int = 0

    def as_json(self) -> dict[str, Any]:
        """The entry as the control API, the console and the reports show it."""
        seen = self.exchange
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
                "headers": self.request_headers,
                "body": self.request_body.decode(errors="replace"),
                "length": self.request_length,
                "form": seen.form,
                "payload": seen.payload,
            },
            "status": self.status,
            "response": {
                "headers": dict(self.response_headers),
                "body": self.response_body.decode(errors="replace"),
                "length": self.response_length,
            },
            "outcome": seen.outcome,
            "checks": {"passed": list(seen.checks[: seen.passed]), "failed": seen.failed},
            "violations": [violation.as_json() for violation in seen.violations],
            "findings": [violation.as_json() for violation in seen.findings],
            "hint": seen.hint,
            "evidence": seen.evidence,
            "fault": seen.fault,
            "duration_ms": round(self.duration * 1000, 3),
        }


@dataclass(slots=True)
class Tally:
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
            call = seen.call
            tally = self._tallies[key] = Tally(
                seen.dialect, seen.action, seen.outcome, entry.status, seen.evidence or "", planned, entry.number,
                call.method, call.path[:_TOLD], seen.failed, tuple(map(_short, seen.violations[:_TOLD_VIOLATIONS])),
                (seen.hint or "")[:_TOLD] or None,
            )  # fmt: skip
        tally.calls += 1

    def clear(self) -> None:
        """All that was counted is forgotten on purpose."""
        for tally in self:
            tally.cleared = tally.calls


def _short(violation: Violation) -> Violation:
    return replace(violation, pointer=violation.pointer[:_TOLD], got=violation.got[:_TOLD])


@dataclass(frozen=True, slots=True)
class Wanted:
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

    ``tallies`` count every exchange, whether its entry is still there or not.
    """

    __slots__ = ("_budget", "_entries", "dropped", "numbered", "tallies")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._entries: deque[Entry] = deque()
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
        call = exchange.call
        request = call.body[:BODY_CUT]
        # A copy: the bytes that orjson makes hold many times what they need for as long as they live.
        response = bytes(memoryview(answer.body)[:BODY_CUT])
        if _may_hold_secrets(response):
            response = _SECRET_MEMBER.sub(rb"\1[redacted]\2", response)
        if _may_hold_secrets(request):
            request = _redact_request(exchange, request)
        entry = Entry(
            0, sandbox, time, duration, exchange, answer.status,
            redacted(call.headers), request, len(call.body), answer.headers, response, len(answer.body),
            size=_ENTRY_COST + len(call.query) + sum(map(len, call.headers.values())) + len(request) + len(response),
        )  # fmt: skip
        # The headers with the secrets and a body beyond the cut live on only in the call: let it go.
        query = _SECRET_PAIR.sub(rf"\1{REDACTED}", call.query) if call.query else ""
        exchange.call = Call(call.method, call.path, query)
        if len(call.body) > BODY_CUT:
            exchange.form = exchange.payload = None
        with self._budget.lock:
            self.numbered += 1
            entry.number = self.numbered
            self.tallies.count(entry)
            self._entries.append(entry)
            if len(self._entries) > RING:
                self.drop_oldest()
            self._budget.charge(self, entry)
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

    def select(self, wanted: Wanted) -> list[Entry]:
        """The entries that are asked for, oldest first."""
        return [entry for entry in self if wanted.admits(entry)]

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        with self._budget.lock:
            for entry in self._entries:
                self._budget.release(entry)
            self._entries.clear()
            self.tallies.clear()
            self.dropped = 0

    def drop_oldest(self) -> None:
        """Forget the oldest entry. Called with the budget's lock held."""
        self._budget.release(self._entries.popleft())
        self.dropped += 1


def _may_hold_secrets(body: bytes) -> bool:
    """A quick no for nearly every body; the exact look comes only after a yes."""
    folded = body.lower()
    for end in _SECRET_ENDS:  # noqa: SIM110 - any() would make a generator, twice on every call
        if end in folded:
            return True
    return False


def _redact_request(exchange: Exchange, body: bytes) -> bytes:
    """The body without its secrets; a form is written anew from its redacted fields."""
    exchange.payload = _redacted_value(exchange.payload)
    if exchange.form is None:
        return _SECRET_MEMBER.sub(rb"\1[redacted]\2", body)
    exchange.form = {name: _redacted_field(name, text) for name, text in exchange.form.items()}
    return urlencode(exchange.form).encode()[:BODY_CUT]


def _redacted_field(name: str, text: str) -> str:
    if _SECRET_NAME.fullmatch(name):
        return REDACTED
    return _SECRET_MEMBER.sub(rb"\1[redacted]\2", text.encode()).decode()


def _redacted_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: REDACTED if isinstance(inner, str) and _SECRET_NAME.fullmatch(name) else _redacted_value(inner)
            for name, inner in value.items()
        }
    return [_redacted_value(inner) for inner in value] if isinstance(value, list) else value


def redacted(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with every secret replaced; an authorization keeps its scheme."""
    shown = dict(headers)
    for name in _SECRET_HEADERS:
        if name in shown:
            shown[name] = _hidden(name, shown[name])
    return shown


def redacted_call(call: Call) -> Call:
    """A request as a recording may hold it: whole, but without the secrets of its headers, query and body."""
    query = _SECRET_PAIR.sub(rf"\1{REDACTED}", call.query)
    return Call(call.method, call.path, query, redacted(call.headers), redacted_body(call.body))


def redacted_body(body: bytes) -> bytes:
    """A JSON document or a form without its secrets."""
    if not _may_hold_secrets(body):
        return body
    if body[:1] in b"{[":
        return _SECRET_MEMBER.sub(rb"\1[redacted]\2", body)
    fields = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    found = [(name, _redacted_field(name, text)) for name, text in fields]
    return body if found == fields else urlencode(found, encoding="latin-1").encode()


def _hidden(name: str, value: str) -> str:
    return f"{value.partition(' ')[0]} {REDACTED}" if name == "authorization" else REDACTED
