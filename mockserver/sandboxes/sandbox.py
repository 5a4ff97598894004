"""A world and the registry of worlds: the credential of a call names the sandbox it acts in."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Any, Final, TypeVar

from msgspec import Struct

from mockserver.core.clock import Clock
from mockserver.core.faults import Faults
from mockserver.core.shape import Shape
from mockserver.core.store import State, Store, TableSpec, Write, uuid_of, written_bytes
from mockserver.sandboxes.deliveries import Deliveries, Sent
from mockserver.sandboxes.journal import HEAVY, Budget, Journal, current_exchange
from mockserver.sandboxes.sender import Sender
from mockserver.sandboxes.writes import FORMAT, Held, Snapshot, digest

T = TypeVar("T")

DEFAULT: Final = "default"
"""The id of the sandbox that is always there."""

_UNNAMED: Final = 64
"""How many sandboxes may wait for somebody to look for their credentials, so that nobody does it for thousands."""

MOST_GENERATED: Final = 200_000
"""How many generated people the sandboxes of a server have together, besides its own world's."""

STATE_FORMAT: Final = 2
"""The version of the document that holds a whole world."""


class TooManySandboxes(RuntimeError):
    """A server, or the store that several have, holds as many sandboxes as it may."""

    def __init__(self, holder: str, held: int, limit: int) -> None:
        super().__init__(
            f"the {holder} holds {held} sandboxes and may hold {limit}: "
            "delete some, or start it with a higher --max-sandboxes or with --idle-timeout"
        )


class TooManyPeople(RuntimeError):
    """The sandboxes hold as many generated people as they may."""

    def __init__(self, held: int) -> None:
        super().__init__(
            f"the sandboxes have {held} generated people and may have {MOST_GENERATED} together: "
            "ask for fewer, delete some sandboxes, or give several the same seed and number"
        )


class Away(BaseException):
    """Shared sandboxes cannot be reached now; no error, so that nobody who catches errors keeps it."""


class CannotLoad(ValueError):
    """A document of sandboxes is none of this server's; the text says what would be."""


class World(Struct, frozen=True):
    """What every sandbox of a server begins with.

    ``names``: for each dialect its ready-made names, as ``fixtures/credentials.json`` gives them; ``credentials``: for
    each dialect, what names a sandbox in its calls, with what that grants; ``generated`` counts the generated people
    among the records; ``shape`` is the organisation's whose fields and objects are in it.
    """

    specs: tuple[TableSpec, ...]
    seed: int
    state: State
    names: Mapping[str, Mapping[str, Any]]
    credentials: Mapping[str, Callable[[World, str], Iterable[tuple[Hashable, Any]]]]
    folder: Path
    generated: int = 0
    shape: Shape | None = None

    @property
    def digest(self) -> str:
        """What names it: two processes with one digest begin with the same records, credentials and ids."""
        return digest(self.state, self.seed, self.names)

    def begun(self, settings: Mapping[str, Any]) -> State:
        """The state that a sandbox begins with, which has some settings of its own."""
        if not settings and self.state.seed == self.seed:
            return self.state
        return self.state._replace(seed=self.seed, settings={**self.state.settings, **settings})

    def people_beyond(self, other: World) -> int:
        """How many generated people it has that another world, the server's own, has not."""
        return 0 if self.state is other.state else self.generated

    def credentials_of(self, suffix: str) -> Iterator[tuple[tuple[str, Hashable], Any]]:
        """Each (dialect, credential) that ends in a suffix, with what it grants."""
        for dialect, credentials in self.credentials.items():
            for credential, grant in credentials(self, suffix):
                yield (dialect, credential), grant


@dataclass(slots=True, eq=False, weakref_slot=True)
class Sandbox:
    """One isolated world.

    ``state`` is all of it that calls may change, and :meth:`transact` the one way to change it; ``suffix`` turns a
    credential of the world into this sandbox's own; ``delayed`` are the moments of the server's timer until which
    planned delays hold calls back. Whoever replaces ``state`` or a snapshot holds ``lock``. ``deliveries`` are what it
    sent to webhooks, by the ``sender``.
    """

    id: str
    name: str
    world: World
    suffix: str
    journal: Journal
    initial: State
    sender: Sender
    ttl: float | None = None
    state: State = field(init=False)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    deliveries: Deliveries = field(default_factory=Deliveries)
    last_used: float = 0.0
    answers: int = 0
    calls: int = 0
    delayed: tuple[float, ...] = ()
    lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        self.state = self.initial

    @property
    def clock(self) -> Clock:
        """The sandbox's clock as it is set now."""
        return self.state.clock

    @property
    def settings(self) -> Mapping[str, Any]:
        """What is set for the sandbox now."""
        return self.state.settings

    @property
    def faults(self) -> Faults:
        """The rules of the sandbox as they are now."""
        return self.state.faults

    def store(self) -> Store:
        """A store to read the present state with; what is written to it is lost."""
        return Store(self.state, self.uuid)

    def transact(self, run: Callable[[Store], T]) -> T:
        """What ``run`` answers on a store over the present state, which then becomes the store's.

        Nothing has changed when ``run`` raises. It must be a function of the store: it runs again when the state was
        replaced while it ran. One that writes nothing holds no lock. What it has delivered is sent in the order of the
        states, by another thread.
        """
        begun = self.state
        store = Store(begun, self.uuid)
        result = run(store)
        if not store.writes and not store.deliveries:
            return result
        with self.lock:
            if self.state is not begun:
                begun = self.state
                store = Store(begun, self.uuid)
                result = run(store)
            self._commit(store.state, store.writes)
            for delivery in store.deliveries:
                sent = self.deliveries.add(delivery, store.now(), store.settings["webhook_hosts"])
                if sent.pending:
                    self.sender.send(self, sent)
        return result

    def attempt(self, run: Callable[[], T], keep: Callable[[T], bool]) -> T:
        """What ``run`` answers, which may change the sandbox in several steps; unless ``keep`` says so, none is left.

        Nothing is left either when ``run`` raises. Whoever else changes the sandbox waits meanwhile.
        """
        with self.lock:
            begun, kept = self.state, False
            try:
                result = run()
                kept = keep(result)
            finally:
                if not kept:
                    self._commit(begun)
        return result

    def _commit(self, state: State, writes: Sequence[Write] = ()) -> None:
        """Let a state be the present one, and the call that caused it know the records before and after."""
        begun, self.state = self.state, state
        if state.tables is not begun.tables:
            self.journal.weigh(written_bytes(begun, writes))
            exchange = current_exchange.get()
            if exchange is not None:
                exchange.commits(begun.tables, state.tables)

    def send_again(self, sent: Sent) -> bool:
        """Send a delivery once more; False while it is still being sent."""
        is_new = self.deliveries.again(sent, self.settings["webhook_hosts"])
        if is_new and sent.pending:
            self.sender.send(self, sent)
        return is_new

    def set(self, name: str, value: Any) -> None:
        """Give a member of the state (``clock``, ``faults``) another value."""
        self.transact(lambda store: store.set(name, value))

    def change_settings(self, changes: Mapping[str, Any]) -> None:
        """Other values for some of the settings."""
        self.transact(lambda store: store.set("settings", {**store.settings, **changes}))

    def uuid(self) -> str:
        """A fresh UUID for what an answer alone shows: the same ones in the same order for the same seed."""
        with self.lock:
            self.answers += 1
            return uuid_of(f"{self.state.seed}:answer:{self.answers}")

    def request_id(self) -> str:
        """The id of one more call: the same ones in the same order for the same seed, and never one of the journal's.

        A reset does not begin them anew while the journal keeps a call, a snapshot never does.
        """
        with self.lock:
            self.calls += 1
            return uuid_of(f"{self.state.seed}:uuid:{self.calls}")

    def reset(self) -> None:
        """Back to how the sandbox began: records, clock, faults, chance, ids. Journal and snapshots stay."""
        with self.lock:
            self.state = self.initial
            self.answers = 0
            self.delayed = ()
            if not len(self.journal):
                self.calls = 0

    def snapshot(self) -> Snapshot:
        """The present records and counters of ids; costs nothing, whatever the size."""
        return Snapshot(self.state, self.state.clock.now(), self.journal.numbered)

    def keep(self, name: str) -> Snapshot:
        """Keep a snapshot under a name, in the place of an earlier one of it."""
        with self.lock:
            kept = self.snapshots[name] = self.snapshot()
        return kept

    def forget(self, name: str) -> None:
        """Keep the snapshot of a name no longer."""
        self.snapshots.pop(name, None)

    def restore(self, snapshot: Snapshot) -> None:
        """Back to a snapshot's records and counters of ids; clock, settings, faults and journal stay as they are."""
        held = snapshot.state
        with self.lock:
            self.state = self.state._replace(tables=held.tables, sequences=held.sequences)

    def as_json(self) -> dict[str, Any]:
        """The whole world as one document: the same bytes until something changes. Journal and snapshots are not in it.

        ``format`` is the version of the document; the other members are those of the state.
        """
        return {"format": STATE_FORMAT, **self.state.as_json()}

    def load(self, document: Mapping[str, Any]) -> None:
        """Become the world of a document of :meth:`as_json`; what it leaves out is as in a new sandbox."""
        state = State.from_json(self.initial, document)
        with self.lock:
            self.reset()
            self._commit(state)
            self.journal.weigh(HEAVY + 1)

    def held(self) -> Held:
        """What it holds now, its snapshots with it."""
        return Held(self.initial, self.state, dict(self.snapshots))

    def hold(self, held: Held) -> None:
        """Hold what another one held that began with the same state; its calls are in no journal here."""
        with self.lock:
            self.state = held.state
            self.snapshots = {name: kept._replace(calls=0) for name, kept in held.snapshots.items()}

    def key(self, name: str) -> str:
        """This sandbox's own form of a credential of its world."""
        return name + self.suffix

    def credentials(self) -> Iterator[tuple[tuple[str, Hashable], Any]]:
        """Each (dialect, credential) by which a call may name this sandbox, with what it grants."""
        return self.world.credentials_of(self.suffix)


Variant = Callable[[World, int, int], World]
"""The world that begins as another one does, with a seed of its own and so many more people."""


class Sandboxes:
    """Every sandbox of a server, found by the credentials that name them.

    ``limit``: how many there may be; ``idle``: seconds without a call after which one is dropped, None for never;
    ``timer``: seconds that only ever grow, for idle limits and calls under way, shown to nobody. The ids and the
    credentials of sandboxes are those of no other server and cannot be guessed, unless ``id_seed`` makes them the same
    ones in the same order.
    """

    is_shared: bool = False
    """Whether other processes have the same ones, so that whoever asks may have to wait."""

    @property
    def instance(self) -> str:
        """Another one wherever other sandboxes are: a page notices by it that its server is not the one it knew."""
        return self._instance

    @property
    def is_within(self) -> bool:
        """Whether what is done now counts with something larger."""
        return False

    def __init__(
        self,
        world: World,
        *,
        limit: int = 10_000,
        idle: float | None = None,
        timer: Callable[[], float] = time.monotonic,
        id_seed: int | None = None,
    ) -> None:
        self.world = world
        self.limit = limit
        self.idle = idle
        self.timer = timer
        self._instance = secrets.token_hex(8)
        self.budget = Budget()
        self.sender = Sender()
        self._lock = RLock()
        self._id_seed = id_seed
        self._made = 0
        self._swept = timer()
        self._by_id: dict[str, Sandbox] = {}
        self._named: dict[tuple[str, Hashable], tuple[Sandbox, Any]] = {}
        self._names: dict[str, list[tuple[str, Hashable]]] = {}
        self._unnamed: dict[str, dict[str, Sandbox]] = {dialect: {} for dialect in world.credentials}
        self._lent = dict(world.credentials_of(""))
        self.default = self._ready_made = self._add((DEFAULT, DEFAULT, ""), world)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Sandbox]:
        return iter(list(self._by_id.values()))

    def create(
        self,
        name: str | None = None,
        *,
        world: World | None = None,
        ttl: float | None = None,
        settings: Mapping[str, Any] = MappingProxyType({}),
    ) -> Sandbox:
        """A new sandbox of ``world`` (default: the server's own); TooManySandboxes when there is no room.

        ``ttl`` is how many seconds it outlives its last call, ``settings`` replace some of the world's.
        """
        with self._lock:
            self.sweep()
            if len(self._by_id) >= self.limit:
                raise TooManySandboxes("server", len(self._by_id), self.limit)
            drawn = self._drawn()
            identity = f"sb-{drawn}", name or f"sb-{drawn}", f"-{drawn}"
            return self._add(identity, world or self.world, ttl, settings)

    def room_for(self, seed: int, people: int) -> World | None:
        """The world of a sandbox that has as many people of the seed; None when there is none, but room for one.

        TooManyPeople when there is neither.
        """
        others = (sandbox.world for sandbox in self if sandbox.world.state is not self.world.state)
        worlds = {(world.seed, world.generated): world for world in others}
        held = sum(world.generated for world in worlds.values())
        found = worlds.get((seed, people))
        if found is None and held + people > MOST_GENERATED:
            raise TooManyPeople(held)
        return found

    def _drawn(self) -> str:
        """What tells one sandbox from all others. Called with the lock held."""
        if self._id_seed is None:
            return secrets.token_hex(8)
        self._made += 1
        return blake2b(f"{self._id_seed}:{self._made}".encode(), digest_size=8).hexdigest()

    def _add(
        self,
        identity: tuple[str, str, str],
        world: World,
        ttl: float | None = None,
        settings: Mapping[str, Any] = MappingProxyType({}),
    ) -> Sandbox:
        sandbox_id, name, suffix = identity
        begun = world.begun(settings)
        sandbox = Sandbox(sandbox_id, name, world, suffix, Journal(self.budget), begun, self.sender, ttl)
        sandbox.last_used = self.timer()
        self._by_id[sandbox_id] = sandbox
        if suffix:
            for dialect, waiting in self._unnamed.items():
                waiting[sandbox_id] = sandbox
                if len(waiting) > _UNNAMED:
                    self._name(dialect)
        return sandbox

    def _name(self, dialect: str) -> None:
        """Let the credentials of a dialect name the sandboxes that were made since it was asked for last."""
        with self._lock:
            waiting = self._unnamed[dialect]
            for sandbox in waiting.values():
                names = self._names.setdefault(sandbox.id, [])
                for credential, grant in sandbox.world.credentials[dialect](sandbox.world, sandbox.suffix):
                    self._named[dialect, credential] = sandbox, grant
                    names.append((dialect, credential))
            waiting.clear()

    def _called(self, dialect: str, credential: Hashable) -> tuple[Sandbox, Any] | None:
        """The sandbox that a credential of a dialect names, with what it grants there, be its time over or not."""
        name = dialect, credential
        found = self._named.get(name)
        if found is None and name in self._lent:
            return self._ready_made, self._lent[name]
        if found is None:
            if self._unnamed.get(dialect):
                self._name(dialect)
            return self._named.get(name)  # be it another thread that has just let it name one
        return found

    def as_json(self) -> Any:
        """All sandboxes as one document, for a later process with the same world; without journals and deliveries."""
        return {
            "format": FORMAT,
            "world": self.world.digest,
            "made": self._made,
            "lent": self._ready_made.id,
            "sandboxes": [self._told(sandbox) for sandbox in self],
        }

    def _told(self, sandbox: Sandbox) -> dict[str, Any]:
        world, own = sandbox.world, sandbox.initial.settings
        return {
            "id": sandbox.id,
            "name": sandbox.name,
            "suffix": sandbox.suffix,
            "seed": world.seed,
            "people": world.people_beyond(self.world),
            "ttl": sandbox.ttl,
            "settings": {name: value for name, value in own.items() if world.state.settings[name] != value},
            "answers": sandbox.answers,
            "calls": sandbox.calls,
            "held": sandbox.held().as_json(),
        }

    def load(self, document: Mapping[str, Any], variant: Variant) -> None:
        """Become those of a document of :meth:`as_json`; CannotLoad when it is of another world or another form.

        ``variant(world, seed, people)`` is the world that began with another seed and more people.
        """
        if document["format"] != FORMAT:
            raise CannotLoad(f"it has the format {document['format']}, and this version of mockserver reads {FORMAT}")
        if document["world"] != self.world.digest:
            raise CannotLoad(
                "its worlds began with other records: give --fixtures, --seed and --populate as the server had them "
                "that wrote it, and the same version of mockserver"
            )
        with self._lock:
            for told in document["sandboxes"]:
                world = variant(self.world, told["seed"], told["people"])
                sandbox = self.default
                if told["id"] != DEFAULT:
                    identity = told["id"], told["name"], told["suffix"]
                    sandbox = self._add(identity, world, told["ttl"], told["settings"])
                sandbox.hold(Held.from_json(sandbox.initial, told["held"]))
                sandbox.answers, sandbox.calls = told["answers"], told["calls"]
            self._made = document["made"]
            self.lend(self._by_id[document["lent"]])

    def lend(self, sandbox: Sandbox | None) -> Sandbox:
        """Let the ready-made credentials name a sandbox in place of the default one, None gives them back.

        Answers whom they named before.
        """
        with self._lock:
            before, self._ready_made = self._ready_made, sandbox or self.default
        return before

    def is_there(self, sandbox: Sandbox) -> bool:
        """Whether a sandbox is not gone; asks nobody."""
        return self._lasting(self._by_id.get(sandbox.id)) is sandbox

    def within(self, run: Callable[[], T]) -> T:
        """What ``run`` answers; where sandboxes are shared, all that it does in them counts at once or runs again."""
        return run()

    def follow(self, sandboxes: Iterable[Sandbox]) -> None:
        """Learn what happened in sandboxes, where that happens elsewhere."""

    def alias(self, sandbox_id: str, key: str, other: str) -> None:
        """Take ``other`` wherever a credential of the sandbox has ``key``, as long as the sandbox lasts."""
        with self._lock:
            sandbox = self._by_id[sandbox_id]
            names = self._names.setdefault(sandbox_id, [])
            for (dialect, credential), grant in list(sandbox.credentials()):
                parts = credential if isinstance(credential, tuple) else ()
                if key in parts:
                    name = dialect, tuple(other if part == key else part for part in parts)
                    self._named[name] = (sandbox, grant)
                    names.append(name)

    def get(self, sandbox_id: str) -> Sandbox | None:
        """The sandbox of an id."""
        return self._lasting(self._by_id.get(sandbox_id))

    def delete(self, sandbox_id: str) -> bool:
        """Drop a sandbox with all it holds; False when there is none. The default one cannot be dropped."""
        if sandbox_id == DEFAULT:
            raise ValueError("the default sandbox cannot be deleted; reset it instead")
        with self._lock:
            sandbox = self._by_id.pop(sandbox_id, None)
            if sandbox is None:
                return False
            if sandbox is self._ready_made:
                self.lend(None)
            for waiting in self._unnamed.values():
                waiting.pop(sandbox_id, None)
            for credential in self._names.pop(sandbox_id, ()):
                self._named.pop(credential, None)  # an alias of two sandboxes is gone with the first
        sandbox.journal.clear()
        sandbox.deliveries.clear()
        return True

    def sweep(self) -> None:
        """Drop the sandboxes that nobody used for as long as the idle limit or their own ttl says."""
        now = self.timer()
        if now - self._swept < 1 and len(self._by_id) < self.limit:
            return
        self._swept = now
        for sandbox in self:
            self._lasting(sandbox)

    def tend(self) -> None:
        """Do what is due once in a while, whoever asks for a sandbox."""
        self.sweep()

    def _lasting(self, sandbox: Sandbox | None) -> Sandbox | None:
        """The sandbox, unless its time is over: then it is dropped, whoever asks first."""
        if sandbox is None:
            return None
        allowed = self.idle if sandbox.ttl is None else sandbox.ttl
        if allowed is None or sandbox.id == DEFAULT or self.timer() - sandbox.last_used <= allowed:
            return sandbox
        self.delete(sandbox.id)
        return None

    def find(self, dialect: str, credential: Hashable) -> tuple[Sandbox, Any] | None:
        """The sandbox that a credential of a dialect names, with what it grants there."""
        found = self._called(dialect, credential)
        if found is None or (self.idle is None and found[0].ttl is None):
            return found
        return None if self._lasting(found[0]) is None else found
