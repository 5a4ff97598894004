"""A world and the registry of worlds: the credential of a call names the sandbox it acts in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from random import Random
from threading import RLock
from types import MappingProxyType
from typing import Any, Final, TypeVar

from mockserver.clock import Clock
from mockserver.faults import Faults
from mockserver.journal import Budget, Journal
from mockserver.store import State, Store, TableSpec

T = TypeVar("T")

DEFAULT: Final = "default"
"""The id of the sandbox that is always there."""

STATE_FORMAT: Final = 1
"""The version of the document that holds a whole world."""

SETTINGS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "strict": "warn",
        "rate_limits": False,
        "refold_envelope": "full",
        "salesforce_required": {},
        "salesforce_fields": {},
        "hubspot_properties": {},
    }
)
"""What can be set for one sandbox, with its defaults."""


class TooManySandboxes(RuntimeError):
    """The server holds as many sandboxes as it may."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What an Oktopost API key may do: for which account, with which permissions."""

    account_id: str
    key: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Credentials:
    """The names of a world's well-known credentials, as ``fixtures/credentials.json`` gives them."""

    oktopost_account: str
    oktopost_key: str
    oktopost_readonly_key: str
    integrations: Mapping[str, str]
    refold_key: str
    refold_org: str
    refold_linked_account: str
    refold_session_token: str


@dataclass(frozen=True, slots=True)
class World:
    """What every sandbox of a server begins with: records, accounts and the names of the credentials."""

    specs: tuple[TableSpec, ...]
    seed: int
    state: State
    grants: tuple[Grant, ...]
    credentials: Credentials
    folder: Path


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a sandbox held at one moment, ``taken`` by its own clock."""

    state: State
    drawn: int
    taken: datetime


@dataclass(slots=True, eq=False)
class Sandbox:
    """One isolated world.

    ``state`` is all that a snapshot holds; ``suffix`` turns a credential of the world into this sandbox's own.
    Whoever replaces ``state`` holds ``lock``.
    """

    id: str
    name: str
    world: World
    seed: int
    suffix: str
    journal: Journal
    state: State
    ttl: float | None = None
    clock: Clock = field(default_factory=Clock)
    faults: Faults = field(default_factory=Faults)
    initial: Mapping[str, Any] = field(default_factory=lambda: SETTINGS)
    settings: dict[str, Any] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)
    last_used: float = 0.0
    windows: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    sessions_made: int = 0
    revoked: set[str] = field(default_factory=set)
    drawn: int = 0
    chances: int = 0

    def __post_init__(self) -> None:
        self.settings.update(self.initial)

    def store(self) -> Store:
        """A store on the present state; what it writes counts once ``state`` is replaced by its state."""
        return Store(self.state, self.clock, self.uuid, self.settings)

    def change(self, act: Callable[[Store], T]) -> T:
        """What ``act`` answers on a store over the present state; nothing has changed when it raises."""
        with self.lock:
            store, drawn = self.store(), self.drawn
            try:
                result = act(store)
            except Exception:
                self.drawn = drawn
                raise
            self.state = store.state
        return result

    def uuid(self) -> str:
        """A fresh UUID, the same ones in the same order for the same seed, whatever the sandbox."""
        with self.lock:
            self.drawn += 1
            name = f"{self.seed}:uuid:{self.drawn}"
        # As str(UUID(bytes=…, version=4)) writes it, in a third of the time: every call has an id.
        drawn = blake2b(name.encode(), digest_size=16).hexdigest()
        variant = "89ab"[int(drawn[16], 16) & 3]
        return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:]}"

    def random(self) -> Random:
        """A fresh source of chance, the same ones in the same order for the same seed."""
        with self.lock:
            self.chances += 1
            return Random(f"{self.seed}:chance:{self.chances}")

    def reset(self) -> None:
        """Back to how the sandbox began: records, clock, faults, chance, ids. Journal and snapshots stay."""
        with self.lock:
            self.state, self.seed = self.world.state, self.world.seed
            self.clock.reset()
            self.faults = Faults()
            self.settings.clear()
            self.settings.update(self.initial)
            self.windows.clear()
            self.sessions.clear()
            self.sessions_made = 0
            self.revoked.clear()
            self.drawn = self.chances = 0

    def snapshot(self) -> Snapshot:
        """The present records and how many ids were drawn; costs nothing, whatever the size."""
        with self.lock:
            return Snapshot(self.state, self.drawn, self.clock.now())

    def restore(self, snapshot: Snapshot) -> None:
        """Back to a snapshot's records; clock, faults and journal stay as they are."""
        with self.lock:
            self.state, self.drawn = snapshot.state, snapshot.drawn

    def as_json(self) -> dict[str, Any]:
        """The whole world as one document: the same bytes until something changes. Journal and snapshots are not in it.

        ``format`` is the version of the document; the other members are those of the sandbox.
        """
        with self.lock:  # not for the records: a state is immutable, and they may be many
            state = self.state
            own = {
                "format": STATE_FORMAT,
                "seed": self.seed,
                "drawn": self.drawn,
                "chances": self.chances,
                "clock": self.clock.as_json(),
                "settings": {name: self.settings[name] for name in SETTINGS},
                "faults": self.faults.as_json(),
                "sessions": {
                    "made": self.sessions_made,
                    "held": {account: self.sessions[account] for account in sorted(self.sessions)},
                    "revoked": sorted(self.revoked),
                },
            }
        return {**own, **state.as_json()}

    def load(self, document: Mapping[str, Any]) -> None:
        """Become the world of a document of :meth:`as_json`; what it leaves out is as in a new sandbox."""
        state = State.from_json(self.world.specs, document)
        sessions = document.get("sessions", {})
        with self.lock:
            self.reset()
            self.state = state
            self.seed = document.get("seed", self.world.seed)
            self.drawn, self.chances = document.get("drawn", 0), document.get("chances", 0)
            self.clock.load(document.get("clock", self.clock.as_json()))
            self.settings.update(document.get("settings", {}))
            self.faults = Faults.from_json(document["faults"]) if "faults" in document else self.faults
            self.sessions_made = sessions.get("made", 0)
            self.sessions.update(sessions.get("held", {}))
            self.revoked.update(sessions.get("revoked", ()))

    def key(self, name: str) -> str:
        """This sandbox's own form of a credential of its world."""
        return name + self.suffix

    @property
    def org_id(self) -> str:
        """The Refold organisation: 24 hexadecimal digits."""
        org = self.world.credentials.refold_org
        return org if not self.suffix else blake2b(f"{org}{self.suffix}".encode(), digest_size=12).hexdigest()

    @property
    def secret(self) -> bytes:
        """What the sandbox signs its session tokens with."""
        return blake2b(f"session tokens of {self.org_id}".encode(), digest_size=32).digest()


class Sandboxes:
    """Every sandbox of a server, found by the credentials that name them.

    ``limit``: how many there may be; ``idle``: seconds without a call after which one is dropped, None for never;
    ``timer``: seconds that only ever grow, for the idle limits and nothing that anybody is shown.
    """

    def __init__(
        self,
        world: World,
        *,
        limit: int = 10_000,
        idle: float | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.world = world
        self.limit = limit
        self.idle = idle
        self.timer = timer
        self.budget = Budget()
        self._lock = RLock()
        self._made = 0
        self._swept = timer()
        self._by_id: dict[str, Sandbox] = {}
        self._oktopost: dict[tuple[str, str], tuple[Sandbox, Grant]] = {}
        self._refold: dict[str, Sandbox] = {}
        self._orgs: dict[str, Sandbox] = {}
        self._tokens: dict[str, Sandbox] = {}
        self.default = self._add((DEFAULT, DEFAULT, ""), world)

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

        ``ttl`` is how many seconds it outlives its last call, ``settings`` replace some of SETTINGS.
        """
        with self._lock:
            self.sweep()
            if len(self._by_id) >= self.limit:
                raise TooManySandboxes(
                    f"the server holds {len(self._by_id)} sandboxes and may hold {self.limit}: "
                    "delete some, or start it with a higher --max-sandboxes or with --idle-timeout"
                )
            self._made += 1
            digest = blake2b(f"{self.world.seed}:{self._made}".encode(), digest_size=5).hexdigest()
            identity = f"sb-{digest}", name or f"sb-{digest}", f"-{digest}"
            return self._add(identity, world or self.world, ttl, {**SETTINGS, **settings})

    def _add(
        self,
        identity: tuple[str, str, str],
        world: World,
        ttl: float | None = None,
        settings: Mapping[str, Any] = SETTINGS,
    ) -> Sandbox:
        journal = Journal(self.budget)
        sandbox_id, name, suffix = identity
        sandbox = Sandbox(sandbox_id, name, world, world.seed, suffix, journal, world.state, ttl, initial=settings)
        sandbox.last_used = self.timer()
        self._by_id[sandbox_id] = sandbox
        for grant in world.grants:
            self._oktopost[grant.account_id, sandbox.key(grant.key)] = sandbox, grant
        self._refold[sandbox.key(world.credentials.refold_key)] = sandbox
        self._tokens[sandbox.key(world.credentials.refold_session_token)] = sandbox
        self._orgs[sandbox.org_id] = sandbox
        return sandbox

    def get(self, sandbox_id: str) -> Sandbox | None:
        """The sandbox of an id."""
        return self._by_id.get(sandbox_id)

    def delete(self, sandbox_id: str) -> bool:
        """Drop a sandbox with all it holds; False when there is none. The default one cannot be dropped."""
        if sandbox_id == DEFAULT:
            raise ValueError("the default sandbox cannot be deleted; reset it instead")
        with self._lock:
            sandbox = self._by_id.pop(sandbox_id, None)
            if sandbox is None:
                return False
            for grant in sandbox.world.grants:
                del self._oktopost[grant.account_id, sandbox.key(grant.key)]
            del self._refold[sandbox.key(sandbox.world.credentials.refold_key)]
            del self._tokens[sandbox.key(sandbox.world.credentials.refold_session_token)]
            del self._orgs[sandbox.org_id]
        sandbox.journal.clear()
        return True

    def sweep(self) -> None:
        """Drop the sandboxes that nobody used for as long as the idle limit or their own ttl says."""
        now = self.timer()
        if now - self._swept < 1 and len(self._by_id) < self.limit:
            return
        self._swept = now
        for sandbox in self:
            allowed = self.idle if sandbox.ttl is None else sandbox.ttl
            if allowed is not None and sandbox.id != DEFAULT and now - sandbox.last_used > allowed:
                self.delete(sandbox.id)

    def by_oktopost_key(self, account_id: str, key: str) -> tuple[Sandbox, Grant] | None:
        """The sandbox and the grant of an Oktopost account's API key."""
        return self._oktopost.get((account_id, key))

    def by_refold_key(self, key: str) -> Sandbox | None:
        """The sandbox of an ``x-api-key``."""
        return self._refold.get(key)

    def by_org(self, org_id: str) -> Sandbox | None:
        """The sandbox of the organisation that a session token names."""
        return self._orgs.get(org_id)

    def by_fixed_token(self, token: str) -> Sandbox | None:
        """The sandbox of a ready-made session token."""
        return self._tokens.get(token)
