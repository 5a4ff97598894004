"""The sandboxes of all processes that share an engine: who has which credentials, and transactions over them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeVar

from msgspec.structs import asdict, replace

from mockserver.core.http import dump_json, load_json
from mockserver.sandboxes.sandbox import (
    DEFAULT,
    MOST_GENERATED,
    Away,
    Sandbox,
    Sandboxes,
    TooManyPeople,
    TooManySandboxes,
    Variant,
    World,
)
from mockserver.sandboxes.shared.deliveries import Outbox
from mockserver.sandboxes.shared.log import REGISTRY, Done, Log, News, Part
from mockserver.sandboxes.shared.sandbox import FOLDED, Row, SharedSandbox
from mockserver.sandboxes.shared.transaction import Again, Transaction, present
from mockserver.sandboxes.writes import Held

T = TypeVar("T")

_log: Final = logging.getLogger("mockserver")

_MOST_RUNS: Final = 200
"""How often a transaction runs at most; others were faster each time."""

_NEVER: Final = -1.0
_NO_ROWS: Final[Mapping[str, Any]] = {"rows": [], "lent": DEFAULT}


class SharedSandboxes(Sandboxes):
    """Every sandbox of an engine. ``variant`` makes the world of one that has another seed, or more people."""

    is_shared = True

    def __init__(
        self,
        world: World,
        log: Log,
        variant: Variant,
        *,
        limit: int = 10_000,
        idle: float | None = None,
        timer: Callable[[], float] = time.time,
        id_seed: int | None = None,
    ) -> None:
        self.log = log
        self.variant = variant
        self._rows: dict[str, Row] = {}
        self._listed = -1
        self._full_bytes = 0
        self._folding = ThreadPoolExecutor(1, thread_name_prefix="mockserver-fold")
        super().__init__(world, limit=limit, idle=idle, timer=timer, id_seed=id_seed)
        self._join()

    def _join(self) -> None:
        """Learn which sandboxes there are, and make the default one when there is none."""
        self.log.claim(self.world.digest)
        self.log.commit([Part(REGISTRY, create=True)], [], self.timer())
        self._relist()

        def begin() -> None:
            transaction = self._transaction()
            if DEFAULT not in self._known(transaction):
                sandbox = self.default
                assert isinstance(sandbox, SharedSandbox)  # noqa: S101 - all of these are
                transaction.made[DEFAULT] = sandbox
                transaction.rows.append(("add", DEFAULT, asdict(sandbox.listed)))
                transaction.draft(sandbox)

        self.within(begin)

    @cached_property
    def outbox(self) -> Outbox:
        """What this process has to send."""
        return Outbox(self.log, self.sender)

    @property
    def instance(self) -> str:
        """The same one in all processes."""
        return self.log.born

    @property
    def is_within(self) -> bool:
        """Whether what is done now counts with something larger."""
        return present.get() is not None

    # -- transactions ----------------------------------------------------------------------------------------------

    def within(self, run: Callable[[], T]) -> T:
        """What ``run`` answers: all that it read is then of one moment, and all that it wrote counts with it.

        It runs again when others were faster, so it must do nothing else. What only reads runs twice at most: it
        counts as of the moment at which it heard the news. Away when the engine gives no answer.
        """
        if present.get() is not None:
            return run()
        fresh: Mapping[str, int] = {}
        for _ in range(_MOST_RUNS):
            transaction = Transaction()
            try:
                told = self._run(transaction, run)
                news, fresh = self._commit(transaction, fresh) if told is not None else ([], {})
            finally:
                transaction.release()
            if told is not None and not news:
                return told()
            self._hear(transaction, (*transaction.news, *news))
        raise Away("others change the same sandbox all the time")

    def _run(self, transaction: Transaction, run: Callable[[], T]) -> Callable[[], T] | None:
        """Run once; how to tell what came of it, None when it has to begin anew."""
        token = present.set(transaction)
        try:
            result = run()
        except Again as again:
            transaction.news = again.args
            return None
        except Exception as error:  # noqa: BLE001 - raised again, once it is sure that it was no matter of age
            failure = error

            def fail() -> T:
                raise failure

            return fail
        finally:
            present.reset(token)
        return lambda: result

    def _commit(self, transaction: Transaction, fresh: Mapping[str, int]) -> tuple[list[News], Mapping[str, int]]:
        """Write what it wrote; else what others wrote meanwhile, and the versions that there were at one moment.

        ``fresh``: those of a moment since it was first run.
        """
        rows = self._known(transaction)
        now = self.timer()
        until = {name: self._until(rows.get(name), now) for name in transaction.drafts}
        parts = transaction.parts(until)
        if transaction.stands(parts, fresh):
            for part in parts:
                part.version = None
        if not parts:
            return [], {}
        answer = self.log.commit(parts, transaction.dropped(), now)
        news = [one for one in answer if isinstance(one, News)]
        if news:
            versions = {part.log: part.version for part in parts if part.version is not None}
            return news, versions | {one.log: one.version for one in news if one.how == "newer"}
        self._settle(
            transaction, {part.log: one for part, one in zip(parts, answer, strict=True) if isinstance(one, Done)}
        )
        return [], {}

    def _settle(self, transaction: Transaction, dones: Mapping[str, Done]) -> None:
        """A transaction counts."""
        if transaction.rows:
            self._list(dones[REGISTRY], transaction)
        for name, draft in transaction.drafts.items():
            if name in dones:
                draft.settle(dones[name])

    def _until(self, row: Row | None, now: float) -> float:
        if row is None or row.id == DEFAULT:
            return _NEVER
        lasting = self.idle if row.ttl is None else row.ttl
        return _NEVER if lasting is None else now + lasting

    def _hear(self, transaction: Transaction, news: Iterable[News]) -> None:
        """Take what others wrote, of which the transaction did not know."""
        for one in news:
            if one.log == REGISTRY:
                self._hear_list(one)
            elif one.how == "newer":
                sandbox, draft = self._by_id.get(one.log), transaction.drafts.get(one.log)
                if isinstance(sandbox, SharedSandbox):
                    known = draft.part.version if draft else None
                    sandbox.hear(one, is_older=known is not None and one.version < known)
            elif one.how == "gone":
                self._forget(one.log)
                self._relist()
            elif one.how == "over":
                self._drop(one.log, is_over=True)

    def _transaction(self) -> Transaction:
        transaction = present.get()
        if transaction is None:
            raise RuntimeError("shared sandboxes are listed in a transaction")
        return transaction

    def catch_up(self, sandbox: SharedSandbox) -> None:
        """Learn what a sandbox holds of which nothing is known yet; Again when it is gone."""
        for one in self.log.commit([Part(sandbox.id, -1)], [], self.timer()):
            if isinstance(one, News) and one.how == "newer":
                sandbox.hear(one)
            elif isinstance(one, News):
                raise Again(one)

    def follow(self, sandboxes: Iterable[Sandbox]) -> None:
        """Learn what happened in sandboxes: their states, their journals, and whether they are still there."""
        followed = [one for one in sandboxes if isinstance(one, SharedSandbox)]
        parts = [Part(sandbox.id, sandbox.version) for sandbox in followed]
        answer = self.log.commit([*parts, Part(REGISTRY, self._listed)], [], self.timer())
        self._hear(Transaction(), [one for one in answer if isinstance(one, News)])
        for sandbox in followed:
            if self.is_there(sandbox):
                sandbox.journal.look()

    def fold(self, sandbox: SharedSandbox, version: int, held: Held) -> None:
        """Keep a whole state of a sandbox soon, in another thread."""
        self._folding.submit(self._fold, sandbox.id, lambda: sandbox.fold(version, held))

    def folded(self) -> None:
        """Wait until all whole states are kept that are to be."""
        self._folding.submit(lambda: None).result()

    def _fold(self, what: str, fold: Callable[[], None]) -> None:
        try:
            fold()
        except Away as away:  # the commits are there, so nothing is lost
            _log.warning("no whole state of %s is kept: %s", what, away)

    # -- the list --------------------------------------------------------------------------------------------------

    def _relist(self) -> None:
        """Learn which sandboxes there are now."""
        answer = self.log.commit([Part(REGISTRY, self._listed)], [], self.timer())
        for one in answer:
            if isinstance(one, News):
                self._hear_list(one)

    def _hear_list(self, news: News) -> None:
        if news.how == "gone":  # an engine that lost all it had
            with self._lock:
                for name in list(self._rows):
                    self._forget(name)
                self._listed = -1
            self._join()
            return
        with self._lock:
            version = self._listed
            if news.full_version or version < 0:
                version, full = news.full_version, load_json(news.full) if news.full else _NO_ROWS
                listed = {row["id"] for row in full["rows"]}
                for name in self._rows.keys() - listed:
                    self._forget(name)
                self._apply([("add", row["id"], row) for row in full["rows"]] + [("lend", full["lent"], None)])
            first = max(0, version - (news.version - len(news.commits)))
            for commit in news.commits[first:]:
                self._apply(load_json(commit))
            self._listed = max(self._listed, news.version)

    def _list(self, done: Done, transaction: Transaction) -> None:
        """Take what a transaction of this process wrote into the list."""
        with self._lock:
            if transaction.listed is None or not done.version == transaction.listed + 1 == self._listed + 1:
                return  # it is heard of with what others wrote
            self._by_id |= {name: one for name, one in transaction.made.items() if isinstance(one, SharedSandbox)}
            self._apply(transaction.rows)
            self._listed = done.version
            if done.bytes > max(FOLDED, self._full_bytes):
                full = dump_json({"rows": [asdict(row) for row in self._rows.values()], "lent": self._ready_made.id})
                self._full_bytes = len(full)
                self._folding.submit(self._fold, "the list", lambda: self.log.fold(REGISTRY, done.version, full))

    def _apply(self, changes: Iterable[Any]) -> None:
        """Take changes of the list. Called with the lock held."""
        for kind, name, told in changes:
            if kind == "add":
                self._take(name, Row(**told))
            elif kind == "change" and name in self._rows:
                self._take(name, replace(self._rows[name], **told))
            elif kind == "delete":
                self._forget(name)
            elif kind == "lend":
                self._ready_made = self._by_id.get(name, self.default)

    def _take(self, name: str, row: Row) -> None:
        """List a sandbox. Called with the lock held."""
        self._rows[name] = row
        sandbox = self._by_id.get(name)
        if isinstance(sandbox, SharedSandbox):
            sandbox.relist(row)
        else:
            sandbox = self._by_id[name] = SharedSandbox(self, row)
        # All worlds have the same credentials, so none is made for it. Those of the default one are lent.
        if sandbox.suffix:
            self._named.update((credential, (sandbox, grant)) for credential, grant in sandbox.credentials())

    def _forget(self, name: str) -> None:
        """Know a sandbox no more; the default one begins anew."""
        with self._lock:
            self._rows.pop(name, None)
            sandbox = self._by_id.get(name)
            if name == DEFAULT and isinstance(sandbox, SharedSandbox):
                sandbox.lose()
            elif sandbox is not None:
                del self._by_id[name]
                for credential, _ in sandbox.credentials():
                    self._named.pop(credential, None)

    def _known(self, transaction: Transaction | None) -> dict[str, Row]:
        """The list as a transaction sees it."""
        with self._lock:
            rows = dict(self._rows)
            if transaction is None:
                return rows
            if transaction.listed is None and present.get() is transaction:
                transaction.listed = self._listed
        for kind, name, told in transaction.rows:
            if kind == "add":
                rows[name] = Row(**told)
            elif kind == "change":
                rows[name] = replace(rows[name], **told)
            elif kind == "delete":
                rows.pop(name)
        return rows

    def row(self, sandbox: SharedSandbox) -> Row:
        """What the list tells of a sandbox."""
        return self._known(present.get()).get(sandbox.id, sandbox.listed)

    def change_row(self, sandbox: SharedSandbox, **members: Any) -> None:
        """Let the list tell something else of a sandbox."""

        def change() -> None:
            transaction = self._transaction()
            row = self._known(transaction).get(sandbox.id)
            if row is not None and any(getattr(row, name) != value for name, value in members.items()):
                transaction.rows.append(("change", sandbox.id, members))

        self.within(change)

    # -- what others ask -------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._known(present.get()))

    def __iter__(self) -> Iterator[Sandbox]:
        return iter([self._by_id[name] for name in self._known(present.get()) if name in self._by_id])

    def create(
        self,
        name: str | None = None,
        *,
        world: World | None = None,
        ttl: float | None = None,
        settings: Mapping[str, Any] = MappingProxyType({}),
    ) -> Sandbox:
        """A new sandbox of ``world``; TooManySandboxes when all processes together have no room for it."""
        return self.within(lambda: self._create(name, world or self.world, ttl, settings))

    def _create(self, name: str | None, world: World, ttl: float | None, settings: Mapping[str, Any]) -> Sandbox:
        self.sweep()
        transaction = self._transaction()
        known = self._known(transaction)
        if len(known) >= self.limit:
            raise TooManySandboxes("store", len(known), self.limit)
        drawn = self._drawn()
        people = world.people_beyond(self.world)
        row = Row(f"sb-{drawn}", name or f"sb-{drawn}", f"-{drawn}", world.seed, people, ttl, dict(settings))
        sandbox = SharedSandbox(self, row)
        transaction.made[row.id] = sandbox
        transaction.rows.append(("add", row.id, asdict(row)))
        transaction.draft(sandbox).part.touched = True
        return sandbox

    def _add(
        self,
        identity: tuple[str, str, str],
        world: World,
        ttl: float | None = None,
        settings: Mapping[str, Any] = MappingProxyType({}),
    ) -> Sandbox:
        sandbox_id, name, suffix = identity
        sandbox = SharedSandbox(self, Row(sandbox_id, name, suffix, world.seed, 0, ttl, dict(settings)))
        self._by_id[sandbox_id] = sandbox
        return sandbox

    def room_for(self, seed: int, people: int) -> World | None:
        """The world of a sandbox that has as many people of the seed; None when there is none, but room for one."""

        def look() -> World | None:
            worlds = {(row.seed, row.people) for row in self._known(self._transaction()).values() if row.people}
            held = sum(number for _, number in worlds)
            if (seed, people) not in worlds and held + people > MOST_GENERATED:
                raise TooManyPeople(held)
            return self.variant(self.world, seed, people) if (seed, people) in worlds else None

        return self.within(look)

    def lend(self, sandbox: Sandbox | None) -> Sandbox:
        """Let the ready-made credentials name a sandbox in place of the default one, None gives them back."""

        def give() -> Sandbox:
            transaction = self._transaction()
            self._known(transaction)
            transaction.rows.append(("lend", (sandbox or self.default).id, None))
            return self._ready_made

        return self.within(give)

    def is_there(self, sandbox: Sandbox) -> bool:
        """Whether a sandbox was there when its process last heard of it; asks nobody."""
        return self._by_id.get(sandbox.id) is sandbox

    def get(self, sandbox_id: str) -> Sandbox | None:
        """The sandbox of an id."""

        def look() -> Sandbox | None:
            return self._needed(self._listed, self._by_id.get(sandbox_id))

        return self.within(look)

    def find(self, dialect: str, credential: Hashable) -> tuple[Sandbox, Any] | None:
        """The sandbox that a credential of a dialect names, with what it grants there."""

        def look() -> tuple[Sandbox, Any] | None:
            listed, found = self._listed, self._called(dialect, credential)
            self._needed(listed, found[0] if found else None)
            return found

        return self.within(look)

    def _needed(self, listed: int, found: Sandbox | None) -> Sandbox | None:
        """What was found must still be there when the transaction counts; and what was not, must not be there."""
        transaction = self._transaction()
        if isinstance(found, SharedSandbox):
            transaction.draft(found)
        elif transaction.listed is None:
            transaction.listed = listed
        return found

    def delete(self, sandbox_id: str) -> bool:
        """Drop a sandbox with all it holds; False when there is none. The default one cannot be dropped."""
        if sandbox_id == DEFAULT:
            raise ValueError("the default sandbox cannot be deleted; reset it instead")
        return self._drop(sandbox_id, is_over=False)

    def _drop(self, sandbox_id: str, *, is_over: bool) -> bool:
        def drop() -> bool:
            transaction = self._transaction()
            if sandbox_id not in self._known(transaction):
                return False
            transaction.over |= {sandbox_id} if is_over else set()
            transaction.rows.append(("delete", sandbox_id, None))
            if self._ready_made.id == sandbox_id:
                transaction.rows.append(("lend", DEFAULT, None))
            return True

        return self.within(drop)

    def sweep(self) -> None:
        """Drop the sandboxes that nobody used for as long as the idle limit or their own ttl says."""
        if self.idle is None and all(row.ttl is None for row in self._rows.values()):
            return
        for sandbox_id in self.log.due(self.timer()):
            self._drop(sandbox_id, is_over=True)

    def tend(self) -> None:
        """Drop the sandboxes whose time is over, and send what processes left unsent that are gone."""
        self.sweep()
        for sandbox_id, number in self.outbox.tend():
            sandbox = self.get(sandbox_id)
            sent = sandbox.deliveries.get(number) if sandbox is not None else None
            if isinstance(sandbox, SharedSandbox) and sent is not None and sent.pending:
                self.outbox.send(sandbox, sent, tried=len(sent.tries))
