"""A sandbox that other processes have too: it holds the newest state that it saw, and learns what came after."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from secrets import token_hex
from threading import RLock
from typing import Any, ClassVar, Final, Protocol, Self, TypeVar

from msgspec import Struct

from mockserver.core.http import dump_json, load_json
from mockserver.core.store import WINDOWS, State, Store, Tables, uuid_of
from mockserver.sandboxes.deliveries import Sent, why_not_sent
from mockserver.sandboxes.sandbox import Sandbox, Variant, World
from mockserver.sandboxes.sender import Sender
from mockserver.sandboxes.shared.deliveries import Outbox, SharedDeliveries, outcome, told
from mockserver.sandboxes.shared.journal import SharedJournal
from mockserver.sandboxes.shared.log import TOKEN, Done, Log, News, Part
from mockserver.sandboxes.shared.transaction import Again, Draft, present
from mockserver.sandboxes.writes import Held, Snapshot, load_writes

T = TypeVar("T")

FOLDED: Final = 128 * 1024
"""After so many bytes of commits a whole state is kept, and after as many as it has itself."""


class Row(Struct, frozen=True):
    """What the list of sandboxes tells of one."""

    id: str
    name: str
    suffix: str
    seed: int
    people: int
    ttl: float | None
    settings: Mapping[str, Any]


class Delayed(Struct, frozen=True):
    """Until when planned delays hold calls back, in seconds since 1970."""

    ends: tuple[float, ...] = ()
    kind: ClassVar[str] = "delayed"

    def as_json(self, was: Self | None) -> Any:
        """The moments."""
        del was
        return self.ends

    @classmethod
    def from_json(cls, document: Any, was: Self | None) -> Self:
        """The inverse of :meth:`as_json`."""
        del was
        return cls(tuple(document))


WINDOWS[Delayed.kind] = Delayed


class Registry(Protocol):
    """The list that a sandbox stands in, and who makes its transactions."""

    world: World
    idle: float | None
    timer: Callable[[], float]
    sender: Sender
    log: Log

    @property
    def outbox(self) -> Outbox: ...

    variant: Variant

    def within(self, run: Callable[[], T]) -> T: ...

    def row(self, sandbox: SharedSandbox) -> Row: ...

    def change_row(self, sandbox: SharedSandbox, **members: Any) -> None: ...

    def catch_up(self, sandbox: SharedSandbox) -> None: ...

    def fold(self, sandbox: SharedSandbox, version: int, held: Held) -> None: ...


class SharedSandbox(Sandbox):
    """One world in the engine.

    In a transaction all of it is of one moment, and what is written counts with the transaction. Outside of any it is
    what was seen last, and a change is a transaction of its own.
    """

    __slots__ = ("_full_bytes", "_initial", "_latest", "_numbers", "_row", "_world", "deliveries", "journal", "owner")
    journal: SharedJournal
    deliveries: SharedDeliveries

    def __init__(self, owner: Registry, row: Row) -> None:
        self.owner = owner
        self.id = row.id
        self.suffix = row.suffix
        self.sender = owner.sender
        self.lock = RLock()
        self._row = row
        self._world: World | None = None
        self._initial: State | None = None
        self._latest: tuple[int, Held] | None = None
        self._full_bytes = 0
        self._numbers: dict[str, deque[int]] = {"calls": deque(), "answers": deque()}
        self.journal = SharedJournal(self)
        self.deliveries = SharedDeliveries(self, owner.outbox)

    def __repr__(self) -> str:
        return f"SharedSandbox({self.id!r}, version {self.version})"

    # -- what the list tells of it ---------------------------------------------------------------------------------

    @property
    def row(self) -> Row:
        """What the list tells of it, as far as the transaction knows."""
        return self.owner.row(self)

    def relist(self, row: Row) -> None:
        """Take what the list tells of it now."""
        self._row = row

    @property
    def listed(self) -> Row:
        """What the list told of it last."""
        return self._row

    @property
    def name(self) -> str:
        """What people call it."""
        return self.row.name

    @name.setter
    def name(self, name: str) -> None:
        self.owner.change_row(self, name=name)

    @property
    def ttl(self) -> float | None:
        """How many seconds it outlives its last call."""
        return self.row.ttl

    @ttl.setter
    def ttl(self, ttl: float | None) -> None:
        self.owner.change_row(self, ttl=ttl)

    @property
    def world(self) -> World:  # type: ignore[override]
        """What it began with; made when first asked for, since it may have people of its own."""
        if self._world is None:
            self._world = self.owner.variant(self.owner.world, self._row.seed, self._row.people)
        return self._world

    @property
    def initial(self) -> State:  # type: ignore[override]
        """The state that it began with."""
        if self._initial is None:
            self._initial = self.world.begun(self._row.settings)
        return self._initial

    @property
    def last_used(self) -> float:
        """When a call or a question last named it."""
        found = self.read(("HGET", "meta", ("used",)))[0]
        return float(found) if found else self.owner.timer()

    @last_used.setter
    def last_used(self, moment: float) -> None:
        del moment
        if present.get() is not None:
            self.part().touched = True

    # -- what it holds ---------------------------------------------------------------------------------------------

    def is_asked(self) -> bool:
        """Whether what is asked now is asked of the engine."""
        return present.get() is not None

    def draft(self) -> Draft:
        """What the present transaction makes of it."""
        transaction = present.get()
        if transaction is None:
            raise RuntimeError("a shared sandbox changes in a transaction")
        transaction.lock(self)
        return transaction.draft(self)

    def part(self) -> Part:
        """What the present transaction sends of it; nothing is read by that."""
        transaction = present.get()
        if transaction is None:
            raise RuntimeError("a shared sandbox changes in a transaction")
        return transaction.draft(self).part

    def outgoing(self, numbered: int) -> Sequence[Sent]:
        """What the present transaction sends, if it counts: behind so many deliveries, or it runs again."""
        transaction = present.get()
        draft = transaction.drafts.get(self.id) if transaction is not None else None
        if draft is None or not draft.sent:
            return ()
        draft.part.sent = numbered
        return draft.sent

    def change(self, act: Callable[[Draft], T]) -> T:
        """Do something to a draft, in the present transaction or in one of its own."""
        return self.owner.within(lambda: act(self.draft()))

    def read(self, *asked: tuple[str, str, Any]) -> list[Any]:
        """What the engine keeps beside the state."""
        return self.owner.log.read(self.id, *asked)

    def history(self) -> dict[int, Tables]:
        """The records at each version that the commits lead to which the engine keeps."""
        begin, earlier, commits = self.read(
            ("HGET", "meta", ("begin",)), ("GET", "earlier", ()), ("LRANGE", "log", (0, -1))
        )
        held = Held.from_json(self.initial, load_json(earlier)) if earlier else Held.of(self.initial)
        found = {int(begin or 0): held.state.tables}
        for version, commit in enumerate(commits, int(begin or 0) + 1):
            held = held.apply(load_writes(load_json(commit[TOKEN:]), held.state))
            found[version] = held.state.tables
        return found

    @property
    def version(self) -> int:
        """The newest version that was seen; -1 for none."""
        latest = self._latest
        return -1 if latest is None else latest[0]

    def newest(self) -> tuple[int, Held]:
        """The newest version that was seen, and what it held; asked for when none was seen yet."""
        if self._latest is None:
            transaction = present.get()
            if transaction is not None and self.id in transaction.made:
                return 0, Held.of(self.initial)
            self.owner.catch_up(self)
        if self._latest is None:
            raise Again
        return self._latest

    def lose(self) -> None:
        """Know nothing of it any more."""
        self._latest = None
        self._forget_numbers()

    def credentials(self) -> Iterator[tuple[tuple[str, Hashable], Any]]:
        """Each (dialect, credential) by which a call may name this sandbox, with what it grants."""
        return self.owner.world.credentials_of(self.suffix)

    @property
    def state(self) -> State:  # type: ignore[override]
        """What it holds."""
        if present.get() is not None:
            return self.draft().seen().state
        return self.held().state

    @property
    def snapshots(self) -> dict[str, Snapshot]:  # type: ignore[override]
        """The snapshots that are kept, oldest first."""
        return dict(self.held().snapshots)

    def held(self) -> Held:
        """What it holds now, its snapshots with it."""
        if present.get() is not None:
            return self.draft().seen()
        return self._latest[1] if self._latest is not None else Held.of(self.initial)

    def hear(self, news: News, *, is_older: bool = False) -> None:
        """Take what others wrote; ``is_older``: the engine lost what was known already."""
        with self.lock:
            if is_older:
                self.lose()
                return
            version, held = self._latest or (-1, None)
            if news.version <= version:
                return
            if news.full_version or held is None:
                version, held = news.full_version, Held.of(self.initial)
                if news.full:
                    held = Held.from_json(self.initial, load_json(news.full))
                    self._full_bytes = len(news.full)
                self._forget_numbers()
            first = max(0, version - (news.version - len(news.commits)))
            for commit in news.commits[first:]:
                writes = load_writes(load_json(commit), held.state)
                held = held.apply(writes)
                if any(kind == "reset" for kind, _, _ in writes):
                    self._forget_numbers()
            self._latest = news.version, held

    def settle(self, draft: Draft, done: Done) -> None:
        """A transaction counts."""
        if draft.writes and draft.part.version is not None and done.version == draft.part.version + 1:
            self._latest = done.version, draft.seen()
            if done.bytes > max(FOLDED, self._full_bytes):
                self.owner.fold(self, done.version, draft.seen())
        for name, last in (("calls", done.calls), ("answers", done.answers)):
            self._numbers[name].extend(range(last - len(draft.drawn[name]) + 1, last + 1))
            draft.drawn[name] = []
        if draft.part.resets:
            self._forget_numbers()
        self._send(draft, done)

    def _send(self, draft: Draft, done: Done) -> None:
        first = done.deliveries - len(draft.sent) + 1
        for number, sent in enumerate(draft.sent, first):
            sent.number = number
            if sent.pending:
                self.owner.outbox.send(self, sent)
        for sent in draft.again:
            self.owner.outbox.send_again(self, sent)

    def fold(self, version: int, held: Held) -> None:
        """Keep a whole state in the engine."""
        full = dump_json(held.as_json())
        self._full_bytes = len(full)
        self.owner.log.fold(self.id, version, full)

    # -- changes ---------------------------------------------------------------------------------------------------

    def transact(self, run: Callable[[Store], T]) -> T:
        """What ``run`` answers on a store over the present state; what it writes counts with the transaction."""
        return self.owner.within(lambda: self._transact(run))

    def _transact(self, run: Callable[[Store], T]) -> T:
        draft = self.draft()
        store = Store(draft.seen().state, self.uuid)
        result = run(store)
        if store.writes:
            draft.held = draft.seen()._replace(state=store.state)
            draft.writes += store.writes
        for delivery in store.deliveries:
            reason = why_not_sent(delivery.url, store.settings["webhook_hosts"])
            sent = Sent(0, store.now(), delivery, reason is None, reason)
            draft.sent.append(sent)
            draft.part.deliveries.append((told(delivery, sent.time), dump_json(outcome(sent))))
        return result

    def attempt(self, run: Callable[[], T], keep: Callable[[T], bool]) -> T:
        """What ``run`` answers, which may change the sandbox in steps; unless ``keep`` says so, none is left."""

        def attempted(draft: Draft) -> T:
            held, writes, sent = draft.seen(), len(draft.writes), len(draft.sent)
            is_kept = False
            try:
                result = run()
                is_kept = keep(result)
            finally:
                if not is_kept:
                    draft.held = held
                    del draft.writes[writes:], draft.sent[sent:], draft.part.deliveries[sent:]
            return result

        return self.change(attempted)

    def send_again(self, sent: Sent) -> bool:
        """Send a delivery once more, when the transaction counts; False while it is still being sent."""
        return self.change(lambda draft: self.deliveries.again(sent, draft.seen().state.settings["webhook_hosts"]))

    @property
    def delayed(self) -> tuple[float, ...]:
        """Until when planned delays hold calls back."""
        held: Delayed = self.state.windows.get(Delayed.kind, Delayed())
        return held.ends

    @delayed.setter
    def delayed(self, ends: tuple[float, ...]) -> None:
        if ends != self.delayed:
            self.transact(lambda store: store.set("windows", store.state.windows.set(Delayed.kind, Delayed(ends))))

    def uuid(self) -> str:
        """A fresh UUID for what an answer alone shows."""
        return self._drawn("answers", "answer")

    def request_id(self) -> str:
        """The id of one more call."""
        return self._drawn("calls", "uuid")

    def _drawn(self, name: str, what: str) -> str:
        """A UUID of the next number that no other process has: some are drawn with each transaction for the next."""
        if present.get() is None:
            return uuid_of(token_hex(16))
        draft, numbers = self.draft(), self._numbers[name]
        if not numbers:
            numbers.append(self.read(("HINCRBY", "meta", (name, 1)))[0])
        number = numbers.popleft()
        draft.drawn[name].append(number)
        return uuid_of(f"{self.state.seed}:{what}:{number}")

    def give_back(self, draft: Draft) -> None:
        """Numbers that a transaction drew and did not use."""
        for name, numbers in draft.drawn.items():
            self._numbers[name].extendleft(reversed(numbers))
            draft.drawn[name] = []

    def _forget_numbers(self) -> None:
        for numbers in self._numbers.values():
            numbers.clear()

    def reset(self) -> None:
        """Back to how the sandbox began: records, clock, faults, chance, ids. Journal and snapshots stay."""

        def back(draft: Draft) -> None:
            draft.write(("reset", "", None))
            draft.part.resets = True

        self.change(back)

    def keep(self, name: str) -> Snapshot:
        """Keep a snapshot under a name, in the place of an earlier one of it."""

        def kept(draft: Draft) -> Snapshot:
            snapshot = self.snapshot()
            draft.write(("keep", name, [snapshot.taken.timestamp(), snapshot.calls]))
            return snapshot

        return self.change(kept)

    def forget(self, name: str) -> None:
        """Keep the snapshot of a name no longer."""
        self.change(lambda draft: draft.write(("drop", name, None)))

    def restore(self, snapshot: Snapshot) -> None:
        """Back to a snapshot's records and counters of ids; clock, settings, faults and journal stay as they are."""

        def back(draft: Draft) -> None:
            kept = draft.seen().snapshots
            names = [name for name, one in kept.items() if one.state is snapshot.state]
            if names:
                draft.write(("restore", names[0], None))
            else:
                draft.write(*_leading(draft.seen(), snapshot.state))

        self.change(back)

    def load(self, document: Mapping[str, Any]) -> None:
        """Become the world of a document of :meth:`as_json`; what it leaves out is as in a new sandbox."""
        state = State.from_json(self.initial, document)

        def become(draft: Draft) -> None:
            self.reset()
            draft.write(*state.writes_since(self.initial))

        self.change(become)

    def hold(self, held: Held) -> None:
        """Hold what another one held that began with the same state."""

        def take(draft: Draft) -> None:
            for name, kept in held.snapshots.items():
                mark = "keep", name, [kept.taken.timestamp(), 0]
                draft.write(("reset", "", None), *kept.state.writes_since(self.initial), mark)
            draft.write(("reset", "", None), *held.state.writes_since(self.initial))

        self.change(take)


def _leading(held: Held, state: State) -> list[Any]:
    """Writes that give a sandbox the records and counters of a state, and leave the rest as it is."""
    members = ("clock", "settings", "faults", "windows", "seed")
    target = state._replace(**{name: getattr(held.state, name) for name in members})
    return [("reset", "", None), *target.writes_since(held.initial)]
