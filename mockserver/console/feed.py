"""What an open page wants to hear of: new calls of a sandbox, and what is active in it, as server-sent events."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

from mockserver.faults import Fault
from mockserver.http import dump_json
from mockserver.journal import Entry
from mockserver.outcomes import OUTCOMES
from mockserver.sandbox import Sandbox, Sandboxes
from mockserver.store import State

TICK: Final = 0.1
"""Seconds between two looks at the journal: all calls of that time travel as one event."""

HEARTBEAT: Final = 150
"""Ticks without news after which a comment keeps the connection alive."""

HEADERS: Final = (
    ("content-type", "text/event-stream; charset=utf-8"),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
)

FEED: Final = "mockserver.feed"
"""Where the ASGI scope holds the feed that our own server is to stream."""

_SHORT: Final = 0.001
_INTEGRATIONS: Final = "oktopost/integration"


class Feed:
    """Reads along with one sandbox. It looks at the journal from outside: a call neither knows nor pays."""

    def __init__(self, sandboxes: Sandboxes, sandbox: Sandbox, after: int = 0) -> None:
        self.sandboxes = sandboxes
        self.sandbox = sandbox
        self._seen = after
        self._first = -1
        self._active: list[dict[str, str]] | None = None

    @property
    def is_over(self) -> bool:
        """Whether the sandbox is gone; the last event says so."""
        return self.sandboxes.get(self.sandbox.id) is not self.sandbox

    def news(self) -> bytes:
        """The events since the last time; nothing when there are none."""
        return b"".join(self._events())

    def _events(self) -> Iterator[bytes]:
        journal = self.sandbox.journal
        first = journal.numbered - len(journal) + 1
        if journal.numbered != self._seen or first != self._first:
            entries = journal.newest(self._seen)
            self._seen, self._first = (entries[-1].number if entries else journal.numbered), first
            document = {"first": first, "dropped": journal.dropped, "entries": [summary(entry) for entry in entries]}
            yield event("calls", document, self._seen)
        if self.is_over:
            yield event("gone", {})
            return
        chips = active(self.sandbox)
        if chips != self._active:
            self._active = chips
            yield event("active", chips)


def event(name: str, document: Any, number: int | None = None) -> bytes:
    """One server-sent event; ``number`` is where a client that lost the connection goes on."""
    head = f"event: {name}\n" if number is None else f"id: {number}\nevent: {name}\n"
    return head.encode() + b"data: " + dump_json(document) + b"\n\n"


def summary(entry: Entry) -> dict[str, Any]:
    """One line of the list of calls."""
    seen = entry.exchange
    place, _, name = seen.action.rpartition("/")
    if not place or place.endswith("/http"):  # a route: what it was asked for says more than its name
        place, name = seen.dialect, (entry.form or {}).get("actionName") or f"{seen.call.method} {seen.call.path}"
    return {
        "number": entry.number,
        "time": clock_time(entry.time),
        "place": f"{place}/" if " " not in name else f"{place} ",
        "name": name,
        "action": seen.action,
        "dialect": seen.dialect,
        "outcome": seen.outcome,
        "mark": mark(seen.outcome, planned=seen.fault is not None),
        "status": entry.status,
        "duration": f"{entry.duration * 1000:.{1 if entry.duration > _SHORT else 2}f} ms",
    }


def clock_time(seconds: float) -> str:
    """``12:30:15.250``, UTC."""
    return f"{time.strftime('%H:%M:%S', time.gmtime(seconds))}.{int(seconds % 1 * 1000):03d}"


def mark(outcome: str, *, planned: bool) -> str:
    """How an outcome is shown: ``good``, ``bad``, or ``planned`` when somebody asked for it."""
    if planned and outcome != "ok":
        return "planned"
    known = OUTCOMES.get(outcome)
    return "good" if known is not None and known.kind == "result" else "bad"


def active(sandbox: Sandbox) -> list[dict[str, str]]:
    """What makes this sandbox answer otherwise than a fresh one: ``text``, and the ``page`` where it is changed."""
    return list(_active(sandbox))


def _active(sandbox: Sandbox) -> Iterator[dict[str, str]]:
    for fault in sandbox.faults.rules:
        if is_armed(fault):
            yield {"page": "faults", "text": f"fault: {fault.match} → {fault.outcome}{_left(fault)}"}
    if sandbox.clock.frozen:
        yield {"page": "state", "text": f"time stands still at {sandbox.clock.now():%Y-%m-%d %H:%M:%S} UTC"}
    elif abs(sandbox.clock.timestamp() - time.time()) > 1:
        yield {"page": "state", "text": f"time is moved by {_moved(sandbox.clock.timestamp() - time.time())}"}
    if sandbox.settings["strict"] != "warn":
        yield {"page": "state", "text": f"strict mode: {sandbox.settings['strict']}"}
    if sandbox.settings["rate_limits"]:
        yield {"page": "state", "text": "rate limits are on"}
    for text in _changed_integrations(sandbox.state, sandbox.world.state):
        yield {"page": "integrations", "text": text}


def is_armed(fault: Fault) -> bool:
    """Whether a rule can still hit a call."""
    return fault.times is None or fault.fired < fault.times


def _left(fault: Fault) -> str:
    if fault.times is None:
        return ", always"
    left = fault.times - fault.fired
    return f", next {left} calls" if left > 1 else ", next call"


def _moved(seconds: float) -> str:
    rest, parts = round(abs(seconds)), []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        number, rest = divmod(rest, size)
        if number:
            parts.append(f"{number} {unit}")
    return ("+" if seconds > 0 else "-") + " ".join(parts)


def _changed_integrations(state: State, begun: State) -> Iterator[str]:
    """What keeps an integration from working now that did not at the start."""
    if state is begun or state.tables[_INTEGRATIONS] is begun.tables[_INTEGRATIONS]:
        return
    for record in state.tables[_INTEGRATIONS].scan():
        was = begun.tables[_INTEGRATIONS].get(record["Id"]) or {}
        for member, value, text in _BROKEN:
            if record[member] == value and was.get(member) != value:
                yield f"{record['Type']} {record['Id']} {text}"


_BROKEN: Final = (
    ("State", "disabled", "is disabled"),
    ("Status", "invalid", "is invalid"),
    ("TokenExpired", True, "has an expired token"),
)
