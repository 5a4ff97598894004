"""What happened: every request with its answer, bounded, without secrets."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

from mockserver.errors import Violation
from mockserver.http import Answer, Call

RING: Final = 1_000
"""How many exchanges a sandbox keeps."""

BODY_CUT: Final = 64 * 1024
"""How many bytes of a body are kept; its true length is kept beside it."""

TOTAL_BYTES: Final = 64 * 1024 * 1024
"""How many bytes the journals of all sandboxes may hold together."""

_ENTRY_COST: Final = 1_024
"""What an exchange costs beside its bodies, roughly, in bytes."""

REDACTED: Final = "[redacted]"
_SECRET_HEADERS: Final = frozenset(("authorization", "x-api-key", "cookie", "x-mock-token"))
_SECRET_MEMBER: Final = re.compile(rb'("(?:refresh_)?token"\s*:\s*")[^"]*(")')


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
    touched: tuple[str, ...] = ()

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


class Budget:
    """The bytes that all journals of a server share; the oldest exchange anywhere goes first."""

    def __init__(self, limit: int = TOTAL_BYTES) -> None:
        self.limit = limit
        self.held = 0
        self.lock = Lock()
        self._order: deque[tuple[Journal, Entry]] = deque()

    def charge(self, journal: Journal, entry: Entry) -> None:
        """Count an entry in, and drop the oldest ones that no longer fit. Called with the lock held."""
        self._order.append((journal, entry))
        self.held += entry.size
        while self.held > self.limit and self._order:
            owner, oldest = self._order.popleft()
            if oldest.size:
                owner.drop_oldest()
        if len(self._order) > 2 * RING and len(self._order) > 4 * self._alive_estimate():
            self._order = deque(pair for pair in self._order if pair[1].size)

    def _alive_estimate(self) -> int:
        return self.held // _ENTRY_COST

    def release(self, entry: Entry) -> None:
        """Count an entry out."""
        self.held -= entry.size
        entry.size = 0


class Journal:
    """The last RING exchanges of one sandbox, oldest first; ``dropped`` counts those that are gone."""

    __slots__ = ("_budget", "_entries", "dropped", "numbered")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._entries: deque[Entry] = deque()
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
        request, response = call.body[:BODY_CUT], answer.body[:BODY_CUT]
        if b'token"' in response:
            response = _SECRET_MEMBER.sub(rb"\1[redacted]\2", response)
        if b'token"' in request:
            request = _SECRET_MEMBER.sub(rb"\1[redacted]\2", request)
        entry = Entry(
            0, sandbox, time, duration, exchange, answer.status,
            redacted(call.headers), request, len(call.body), answer.headers, response, len(answer.body),
            size=_ENTRY_COST + len(request) + len(response),
        )  # fmt: skip
        # The headers with the secrets and a body beyond the cut live on only in the call: let it go.
        exchange.call = Call(call.method, call.path, call.query)
        if len(call.body) > BODY_CUT:
            exchange.form = exchange.payload = None
        with self._budget.lock:
            self.numbered += 1
            entry.number = self.numbered
            self._entries.append(entry)
            if len(self._entries) > RING:
                self.drop_oldest()
            self._budget.charge(self, entry)

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        with self._budget.lock:
            for entry in self._entries:
                self._budget.release(entry)
            self._entries.clear()
            self.dropped = 0

    def drop_oldest(self) -> None:
        """Forget the oldest entry. Called with the budget's lock held."""
        self._budget.release(self._entries.popleft())
        self.dropped += 1


def redacted(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with every secret replaced; an authorization keeps its scheme."""
    return {name: _hidden(name, value) if name in _SECRET_HEADERS else value for name, value in headers.items()}


def _hidden(name: str, value: str) -> str:
    return f"{value.partition(' ')[0]} {REDACTED}" if name == "authorization" else REDACTED
