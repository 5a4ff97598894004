"""What an open page wants to hear of: new calls of a sandbox, and what is active in it, as server-sent events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from mockserver import dialects
from mockserver.console.gist import complaint, gist, sent_form
from mockserver.control.vendor import integrations
from mockserver.core.faults import Fault
from mockserver.core.http import dump_json
from mockserver.core.store import State
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Away, Sandbox, Sandboxes

TICK: Final = 0.1
"""Seconds between two looks at the sandboxes that are read along with: all calls of that time travel as one event."""

HEARTBEAT: Final = 15.0
"""Seconds without news after which a comment keeps a connection alive."""

HEADERS: Final = (
    ("content-type", "text/event-stream; charset=utf-8"),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
)

FEED: Final = "mockserver.feed"
"""Where the ASGI scope holds the feed that our own server is to stream."""

_SHORT: Final = 0.001


class Told(NamedTuple):
    """What a reader knows: the number of the latest call, the first that is kept, and the last event of what is active.

    ``changes`` counts the changes of the sandbox that are known; it and ``first`` are -1 for a reader who was told
    nothing yet.
    """

    number: int
    first: int = -1
    active: bytes = b""
    changes: int = -1


class Channel:
    """What all readers of one sandbox are told; each change is looked at and written once, however many they are."""

    def __init__(self, sandboxes: Sandboxes, sandbox: Sandbox) -> None:
        self.sandboxes = sandboxes
        self.sandbox = sandbox
        self.readers: set[asyncio.Event] = set()
        self._signs = _signs(sandbox)
        self._state, self._kept = sandbox.state, _kept(sandboxes, sandbox)
        self._changes = 0
        self._written: dict[Told, tuple[bytes, Told]] = {}

    @property
    def is_over(self) -> bool:
        """Whether the sandbox is gone; the last event says so."""
        return not self.sandboxes.is_there(self.sandbox)

    def look(self) -> None:
        """Wake the readers when there is something to tell."""
        signs, state, kept = _signs(self.sandbox), self.sandbox.state, _kept(self.sandboxes, self.sandbox)
        is_changed = state is not self._state or kept != self._kept
        if signs == self._signs and not is_changed and not self.is_over:
            return
        self._signs, self._state, self._kept = signs, state, kept
        self._changes += is_changed
        self._written.clear()
        for reader in self.readers:
            reader.set()

    def since(self, told: Told) -> tuple[bytes, Told]:
        """The events for a reader of whom ``told`` is known, and what is known of it afterwards."""
        if told not in self._written:
            self._written[told] = self._news(told)
        return self._written[told]

    def _news(self, told: Told) -> tuple[bytes, Told]:
        journal, number, news = self.sandbox.journal, told.number, b""
        first = journal.numbered - len(journal) + 1
        if journal.numbered != number or first != told.first:
            entries = journal.newest(number)
            number = entries[-1].number if entries else journal.numbered
            document = {"first": first, "dropped": journal.dropped, "entries": [summary(entry) for entry in entries]}
            news = event("calls", document, number)
        if self.is_over:
            return news + event("gone", {}), told._replace(number=number, first=first)
        chips = event("active", active(self.sandbox))
        news += chips if chips != told.active else b""
        news += event("changed", {}) if told.changes not in (-1, self._changes) else b""
        return news, Told(number, first, chips, self._changes)


class Feed:
    """Reads along with one sandbox, from the call after a number on. It looks from outside: a call does not pay."""

    def __init__(self, sandboxes: Sandboxes, sandbox: Sandbox, after: int = 0) -> None:
        self.channel = Channel(sandboxes, sandbox)
        self._told = Told(after)

    def news(self) -> bytes:
        """The events since the last time; nothing when there are none."""
        news, self._told = self.channel.since(self._told)
        return news


class Feeds:
    """The channels that are read on one event loop; a single task looks at all of them, while there are any."""

    def __init__(self) -> None:
        self._channels: dict[Sandbox, Channel] = {}
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def reading(self, feed: Feed) -> Iterator[asyncio.Event]:
        """Let a feed share the channel of its sandbox; the event is set whenever there may be news."""
        channel = feed.channel = self._channels.setdefault(feed.channel.sandbox, feed.channel)
        woken = asyncio.Event()
        channel.readers.add(woken)
        if self._looking is None:
            self._looking = asyncio.get_running_loop().create_task(self._look())
        try:
            yield woken
        finally:
            channel.readers.discard(woken)
            if not channel.readers:
                del self._channels[channel.sandbox]
            if not self._channels:
                self._looking.cancel()
                self._looking = None

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            await _follow(list(self._channels.values()))
            for channel in list(self._channels.values()):
                channel.look()


async def _follow(channels: list[Channel]) -> None:
    """Learn what happened elsewhere, where sandboxes are shared; nothing, while they cannot be reached."""
    if channels and channels[0].sandboxes.is_shared:
        with suppress(Away):
            await asyncio.to_thread(channels[0].sandboxes.follow, [channel.sandbox for channel in channels])


def _signs(sandbox: Sandbox) -> tuple[object, ...]:
    """What differs as soon as a reader has something to be told, and costs next to nothing to compare."""
    return (
        sandbox.journal.numbered,
        len(sandbox.journal),
        sandbox.faults,
        sandbox.clock,
        sandbox.settings["strict"],
        sandbox.settings["rate_limits"],
        *(sandbox.state.tables[kind.table] for kind in integrations()),
    )


def _kept(sandboxes: Sandboxes, sandbox: Sandbox) -> tuple[int, ...]:
    """How much there is beside the state: snapshots, deliveries with their tries, sandboxes."""
    return (
        len(sandbox.snapshots),
        *(len(sent.tries) for sent in sandbox.deliveries),
        len(sandboxes),
    )


def event(name: str, document: Any, number: int | None = None) -> bytes:
    """One server-sent event; ``number`` is where a client that lost the connection goes on."""
    head = f"event: {name}\n" if number is None else f"id: {number}\nevent: {name}\n"
    return head.encode() + b"data: " + dump_json(document) + b"\n\n"


def summary(entry: Entry) -> dict[str, Any]:
    """One line of the list of calls."""
    seen = entry.exchange
    place, _, name = seen.action.rpartition("/")
    if not place or place.endswith("/http"):  # a route: what it was asked for says more than its name
        place, name = seen.dialect, (sent_form(entry) or {}).get("actionName") or seen.call.path
    return {
        "number": entry.number,
        "time": clock_time(entry.time),
        "moment": datetime.fromtimestamp(entry.time, UTC).isoformat(timespec="milliseconds"),
        "method": seen.call.method,
        "place": f"{place} " if name.startswith("/") else f"{place}/",
        "name": name,
        "gist": gist(entry),
        "complaint": complaint(entry),
        "action": seen.action,
        "dialect": seen.dialect,
        "outcome": seen.outcome,
        "mark": mark(seen.outcome, planned=seen.fault is not None),
        "status": entry.status or "-",
        "duration": f"{entry.duration * 1000:.{1 if entry.duration > _SHORT else 2}f} ms",
    }


def clock_time(seconds: float) -> str:
    """``12:30:15.250``, UTC."""
    return f"{time.strftime('%H:%M:%S', time.gmtime(seconds))}.{int(seconds % 1 * 1000):03d}"


def mark(outcome: str, *, planned: bool) -> str:
    """How an outcome is shown: ``good``, ``bad``, or ``planned`` when somebody asked for it."""
    if planned and outcome != "ok":
        return "planned"
    known = dialects.outcomes().get(outcome)
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
    if state is begun:
        return
    for kind in integrations():
        if state.tables[kind.table] is begun.tables[kind.table]:
            continue
        for record in state.tables[kind.table].scan():
            was = begun.tables[kind.table].get(record[kind.fields["id"]]) or {}
            for member, value, text in kind.broken:
                if record[member] == value and was.get(member) != value:
                    yield f"{kind.title(record)} {text}"
