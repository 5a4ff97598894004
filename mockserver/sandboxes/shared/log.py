"""The engine's side: what a transaction read is held against what there is, and what it wrote is appended, in one step.

Each sandbox is a log of commits under its version, with a whole state now and then; the list of sandboxes is one more.
All keys begin alike and lie in one slot of a cluster.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import redis
from msgspec import Struct, field
from redis.backoff import NoBackoff
from redis.exceptions import AskError, ClusterError
from redis.retry import Retry

from mockserver.core.http import dump_json, load_json
from mockserver.sandboxes import deliveries, journal
from mockserver.sandboxes.sandbox import Away
from mockserver.sandboxes.writes import FORMAT

T = TypeVar("T")

REGISTRY: Final = ""
"""The log that lists the sandboxes."""

BUDGET: Final = 2.0
"""Seconds that the engine has for one answer, and a call therefore for each of its round trips."""

JOURNAL_BYTES: Final = 4 * 1024 * 1024
"""How many bytes the journal of one sandbox holds in the engine."""

_CONNECT: Final = 0.5
_TRIES: Final = 3
_PAUSE: Final = 0.25
"""Seconds for which nobody asks an engine that gave no answer: what is asked meanwhile is refused at once."""

_CONNECTIONS: Final = 64
TOKEN: Final = 16
"""How long the token of a transaction is, before each commit and each entry of a journal."""

LEASE: Final = 15.0
"""Seconds for which a delivery is left to the process that sends it: more than one try takes."""

_TAKEN: Final = 100
"""How many deliveries a process takes over at once."""


_ONE: Final = "it is to be redis://, rediss:// or unix:// and one engine: no cluster or sentinel is asked"


class OtherWorld(RuntimeError):
    """The engine holds sandboxes that began with another world, or that are written in another form."""


class Part(Struct):
    """What a transaction read and writes of one log.

    ``version``: the one that it saw, None where it only needs the sandbox to be there; ``sent``: so many deliveries it
    saw, None where that does not matter; ``until``: the end of its time to live from now on, in seconds since 1970, -1
    for none, None for what was; ``over``: its time must be; ``writes``: the commit as JSON; ``entries``: of the
    journal, each with the key of its tally and what that tells of its first;
    ``deliveries``: with what came of them so far; ``calls`` and ``answers``: how many numbers are drawn of each.
    """

    log: str
    version: int | None = None
    writes: bytes | None = None
    sent: int | None = None
    create: bool = False
    touched: bool = False
    over: bool = False
    until: float | None = None
    clears: bool = False
    resets: bool = False
    unsends: bool = False
    entries: list[tuple[bytes, bytes, bytes]] = field(default_factory=list)
    deliveries: list[tuple[bytes, bytes]] = field(default_factory=list)
    calls: int = 0
    answers: int = 0

    @property
    def has_changes(self) -> bool:
        """Whether somebody who looks at the log would see it; what only was called changes nothing."""
        return bool(
            self.writes is not None
            or self.create
            or self.over
            or self.clears
            or self.resets
            or self.unsends
            or self.deliveries
        )


class News(Struct, frozen=True):
    """What another one wrote.

    ``how``: ``newer``, ``gone``, ``over`` (its time), ``used`` (again), ``taken`` (its name).
    """

    log: str
    how: str
    version: int = 0
    full: bytes = b""
    full_version: int = 0
    commits: Sequence[bytes] = ()


class Done(Struct, frozen=True):
    """What there is of a part once it is written: ``calls``, ``answers``, ``deliveries`` are the last numbers drawn.

    ``bytes``: of the commits since the last whole state.
    """

    version: int
    calls: int
    answers: int
    deliveries: int
    bytes: int


class Log:
    """An engine at a URL (``redis://``, ``rediss://``, ``unix://``), below a prefix of its keys."""

    def __init__(self, url: str, prefix: str = "mockserver") -> None:
        self.prefix = f"{{{prefix}}}:"
        self.place = _place(url)
        if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
            raise ValueError(f"{self.place}: {_ONE}")
        self._client = redis.Redis.from_url(
            url,
            socket_timeout=BUDGET,
            socket_connect_timeout=_CONNECT,
            retry=Retry(NoBackoff(), 0),
            max_connections=_CONNECTIONS,
            health_check_interval=0,
        )
        self._commit = self._script("commit")
        self._fold = self._script("fold")
        self._hold = self._script("hold")
        self._tell = self._script("tell")
        self._drawn = token_hex(8)
        self._away_until = 0.0
        self.born = ""
        """What tells these sandboxes from those that an emptied engine has later."""
        self.asked = 0
        """How many round trips there were."""

    def close(self) -> None:
        """Let go of all connections; the next question opens another."""
        self._client.close()

    def claim(self, world: str) -> None:
        """Be the engine of sandboxes that begin with a world of this digest; OtherWorld when it is of another."""
        key = f"{self.prefix}world"
        claim: dict[str, Any] = {"format": FORMAT, "world": world, "born": token_hex(8)}
        found = self.ask(lambda client: client.set(key, dump_json(claim), nx=True, get=True))
        known = claim if found is None else load_json(found)
        if (known["format"], known["world"]) == (FORMAT, world):
            self.born = known["born"]
            return
        if known["format"] != FORMAT:
            reason = f"are written in format {known['format']}, and this version of mockserver reads {FORMAT}"
        else:
            reason = (
                f"began with another world ({known['world']}, not {world}): give --fixtures, --seed and --populate as "
                "they were, and the same version of mockserver"
            )
        raise OtherWorld(f"the sandboxes at {self.place} {reason}; or take another --store-prefix")

    def commit(self, parts: Sequence[Part], drops: Sequence[str], now: float) -> list[Done] | list[News]:
        """Write all parts if nothing that they read has changed; else what has. Away when the engine is."""
        asked = {
            "token": token_hex(TOKEN // 2), "now": now, "again": False, "drops": drops,
            "ring": journal.RING, "ring_bytes": JOURNAL_BYTES,
            "sent": deliveries.RING, "sent_bytes": deliveries.RING_BYTES,
            "sender": self.sender, "lease": LEASE,
            "parts": [_head(part) for part in parts],
        }  # fmt: skip
        texts: list[bytes] = []
        for part in parts:
            texts += [part.writes] if part.writes is not None else []
            texts += [text for entry in part.entries for text in entry]
            texts += [text for delivery in part.deliveries for text in delivery]

        def send(client: redis.Redis, *, again: bool) -> Any:
            asked["again"] = again
            return self._commit(keys=[self.prefix], args=[dump_json(asked), *texts], client=client)

        won, *told = self.ask(send, tells=True)
        return [Done(*map(int, one)) for one in told] if won else [_news(one) for one in told]

    def fold(self, log: str, version: int, full: bytes) -> None:
        """Keep a whole state of a log, so that the commits before it need not be."""
        self.ask(lambda client: self._fold(keys=[self.prefix], args=[log, version, full], client=client))

    def read(self, log: str, *asked: tuple[str, str, Any]) -> list[Any]:
        """What (command, name, arguments) tell of a sandbox's keys, in one round trip."""

        def pipe(client: redis.Redis) -> list[Any]:
            with client.pipeline(transaction=True) as pipeline:
                for command, name, arguments in asked:
                    pipeline.execute_command(command, f"{self.prefix}{log}:{name}", *arguments)  # type: ignore[no-untyped-call] # untyped there
                found: list[Any] = pipeline.execute()
                return found

        return self.ask(pipe)

    @property
    def sender(self) -> str:
        """Who sends what this process has to send; the children of a fork are others."""
        return f"{self._drawn}.{os.getpid()}"

    def hold(self, deliveries: Sequence[tuple[str, int]], *, takes: bool = False) -> list[tuple[str, int]]:
        """Which of these (sandbox, number) this process still has to send, for LEASE seconds from now on.

        With ``takes`` those too that another one had, and did not send in its time.
        """
        named = [f"{log} {number}" for log, number in deliveries]
        words = [self.sender, LEASE, _TAKEN if takes else 0, *named]
        held = self.ask(lambda client: self._hold(keys=[self.prefix], args=words, client=client))
        return [(log, int(number)) for log, _, number in (one.decode().partition(" ") for one in held)]

    def tell(self, log: str, number: int, outcome: bytes, *, is_pending: bool, lease: float | None = None) -> None:
        """Keep what came of a delivery, which is left to this process for so many seconds if it is pending."""
        words = [log, number, outcome, self.sender if is_pending else "", LEASE if lease is None else lease]
        self.ask(lambda client: self._tell(keys=[self.prefix], args=words, client=client))

    def due(self, now: float) -> list[str]:
        """The sandboxes whose time is over."""
        found = self.ask(lambda client: client.zrangebyscore(f"{self.prefix}due", "-inf", f"({now}"))
        return [name.decode() for name in found]

    def ask(self, act: Callable[..., T], *, tells: bool = False) -> T:
        """What the engine answers; asked again on a fresh connection when one was cut. Away when it gives no answer.

        What it may have done and not told is done once: with ``tells``, ``act`` is told that it is sent again.
        """
        if time.monotonic() < self._away_until:
            raise Away(f"the store at {self.place} gave no answer just now")
        failure: redis.RedisError | None = None
        for tried in range(_TRIES):
            self.asked += 1
            try:
                return act(self._client, again=tried > 0) if tells else act(self._client)
            except redis.TimeoutError as error:
                failure = error
                break
            except redis.ConnectionError as error:
                failure = error
            except redis.RedisError as error:
                raise Away(f"the store at {self.place} refuses: {error}{_hint(error)}") from error
        self._away_until = time.monotonic() + _PAUSE
        raise Away(f"the store at {self.place} gives no answer: {failure}") from failure

    def _script(self, name: str) -> Any:
        return self._client.register_script(Path(__file__).with_name(f"{name}.lua").read_text())


def _hint(error: redis.RedisError) -> str:
    """What an engine means that is part of several."""
    is_cluster = isinstance(error, AskError | ClusterError) or "cluster mode" in str(error)
    is_sentinel = str(error).startswith("unknown command")
    return f" ({_ONE})" if is_cluster or is_sentinel else ""


def _place(url: str) -> str:
    """A URL without the credentials that it may hold."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def _head(part: Part) -> Mapping[str, Any]:
    head = {
        "log": part.log, "version": part.version, "create": part.create, "touched": part.touched, "over": part.over,
        "until_": part.until, "writes": part.writes is not None, "clears": part.clears, "resets": part.resets,
        "unsends": part.unsends, "entries": len(part.entries), "deliveries": len(part.deliveries),
        "calls": part.calls, "answers": part.answers, "sent": part.sent,
    }  # fmt: skip
    return {name: value for name, value in head.items() if value is not None and value is not False}


def _news(told: Sequence[Any]) -> News:
    name, how = told[0].decode(), told[1].decode()
    if len(told) == 2:
        return News(name, how)
    return News(name, how, int(told[2]), told[3], int(told[4]), told[5:])
