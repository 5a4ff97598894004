"""One call, or one question, over shared sandboxes: it counts as a whole on the newest states, or runs again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from threading import RLock
from typing import Any, Final, Protocol, TypeVar

from msgspec import Struct, field

from mockserver.core.http import dump_json
from mockserver.core.store import Tables, Write
from mockserver.sandboxes.deliveries import Sent
from mockserver.sandboxes.shared.log import REGISTRY, Done, News, Part
from mockserver.sandboxes.writes import Held, dump_writes

T = TypeVar("T")

present: Final[ContextVar[Transaction | None]] = ContextVar("transaction", default=None)
"""The transaction that the present thread is in."""


class Again(BaseException):
    """What was asked of is gone: hear this news, and begin anew. No error, so that nobody keeps it."""


class Owner(Protocol):
    """The sandbox that a draft is of; its journal and its deliveries ask it for what the engine keeps."""

    id: str
    lock: RLock

    def newest(self) -> tuple[int, Held]: ...

    def settle(self, draft: Draft, done: Done) -> None: ...

    def give_back(self, draft: Draft) -> None: ...

    def is_asked(self) -> bool: ...

    def draft(self) -> Draft: ...

    def part(self) -> Part: ...

    def outgoing(self, numbered: int) -> Sequence[Sent]: ...

    def history(self) -> Mapping[int, Tables]: ...

    def change(self, act: Callable[[Draft], T]) -> T: ...

    def read(self, *asked: tuple[str, str, Any]) -> list[Any]: ...


class Draft(Struct):
    """What a transaction makes of one sandbox; ``begun`` is what it saw of it, None while it only touched it."""

    sandbox: Owner
    part: Part
    begun: Held | None = None
    held: Held | None = None
    writes: list[Write] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    again: list[Sent] = field(default_factory=list)
    drawn: dict[str, list[int]] = field(default_factory=lambda: {"calls": [], "answers": []})

    def seen(self) -> Held:
        """What the sandbox holds, with what the transaction has written so far."""
        if self.held is None:
            self.part.version, self.begun = self.sandbox.newest()
            self.held = self.begun
        return self.held

    def write(self, *writes: Write) -> None:
        """Write, on top of what was written so far."""
        self.held = self.seen().apply(writes)
        self.writes += writes

    def complete(self, *, until: float) -> Part:
        """The part as it is sent; ``until``: the end of its time to live, -1 for none."""
        part = self.part
        part.writes = None
        if self.writes:
            assert self.begun is not None  # noqa: S101 - a write looks at what there is
            part.writes = dump_json(dump_writes(self.writes, self.begun.state))
        part.calls, part.answers = len(self.drawn["calls"]), len(self.drawn["answers"])
        if part.touched:
            part.until = until
        return part

    def settle(self, done: Done) -> None:
        """It counts: the sandbox has what was written, and what is to be sent goes out."""
        self.sandbox.settle(self, done)


class Transaction(Struct):
    """What has been read and written so far: of sandboxes by their ids, and of their list.

    ``listed``: the version of the list that was read, None while nothing depends on it; ``rows``: what was written to
    it; ``made``: sandboxes that are new; ``over``: those that are deleted because their time is.
    """

    drafts: dict[str, Draft] = field(default_factory=dict)
    listed: int | None = None
    rows: list[tuple[str, str, Any]] = field(default_factory=list)
    made: dict[str, Owner] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)
    news: tuple[News, ...] = ()
    locked: Owner | None = None

    def draft(self, sandbox: Owner) -> Draft:
        """What it makes of a sandbox. Who comes second in this process waits: it would only have to run again."""
        found = self.drafts.get(sandbox.id)
        if found is None:
            found = self.drafts[sandbox.id] = Draft(sandbox, Part(sandbox.id))
            if sandbox.id in self.made:
                found.part.create = True
        return found

    def lock(self, sandbox: Owner) -> None:
        """Let others of this process wait for the first sandbox that is read; one alone, so none waits in a circle."""
        if self.locked is None:
            sandbox.lock.acquire()
            self.locked = sandbox

    def dropped(self) -> list[str]:
        """The sandboxes that are deleted."""
        return [name for kind, name, _ in self.rows if kind == "delete"]

    def parts(self, until: Mapping[str, float]) -> list[Part]:
        """All that is to be held against the engine, and written."""
        gone = set(self.dropped())
        parts = [draft.complete(until=until[name]) for name, draft in self.drafts.items() if name not in gone]
        parts += [Part(name, over=True) for name in self.over]
        if self.rows or self.listed is not None:
            parts.append(Part(REGISTRY, self.listed, dump_json(self.rows) if self.rows else None))
        return parts

    def stands(self, parts: Sequence[Part], fresh: Mapping[str, int]) -> bool:
        """Whether it counts whatever others write now: it only reads, and all that it read was there at one moment.

        ``fresh``: the versions of a moment since the call began.
        """
        return (
            not any(part.has_changes for part in parts)
            and not any(draft.again for draft in self.drafts.values())
            and all(part.version in (None, fresh.get(part.log)) for part in parts)
        )

    def release(self) -> None:
        """Let the next one have its turn, with the numbers that were drawn and not used."""
        for draft in self.drafts.values():
            draft.sandbox.give_back(draft)
        if self.locked is not None:
            self.locked.lock.release()
            self.locked = None
