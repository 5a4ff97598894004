"""Where sandboxes come from: a server of this process, or one that runs elsewhere; both look the same from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from mockserver.testing.protocol import Oktopost, Refold

if TYPE_CHECKING:
    from mockserver.core.http import Answer, Call


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new sandbox begins with; ``seed`` None means the server's own."""

    name: str | None = None
    seed: int | None = None
    populate: int = 0
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class Held(Protocol):
    """One sandbox of a server, as plain operations; ValueError for what it cannot take."""

    id: str
    oktopost: Oktopost
    refold: Refold

    def journal(self, since: int) -> list[dict[str, Any]]:
        """The entries with a number above ``since``, oldest first, as JSON."""

    def records(self, table: str) -> list[dict[str, Any]]: ...

    def add(self, table: str, fields: Mapping[str, Any]) -> dict[str, Any]: ...

    def plant(self, rule: Mapping[str, Any]) -> None: ...

    def freeze(self, moment: datetime | None) -> None: ...

    def advance(self, by: timedelta) -> None: ...

    def keep(self, name: str) -> None:
        """Keep a snapshot of the records under a name."""

    def restore(self, name: str) -> None: ...

    def integration(self, app: str, changes: Mapping[str, Any]) -> None:
        """Change the account's integration: ``status``, ``state``, ``token_expired``."""

    def strict(self, mode: str) -> None: ...

    def drop(self) -> None: ...


class Source(Protocol):
    """A server that sandboxes can be made on. ``blocks``: whether ``respond`` waits for a network."""

    blocks: bool

    @property
    def url(self) -> str:
        """Where it listens, without a path."""

    def create(self, wish: Wish) -> Held: ...

    def unclaimed(self) -> Sequence[dict[str, Any]]:
        """The entries since the last time of calls that named no sandbox of a test; none where others call too."""

    def respond(self, call: Call) -> Answer:
        """The answer to a call that was meant for a vendor's host."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


REAL_HOSTS: Final = "https://api.oktopost.com", "https://api.gocobalt.io"
"""Where the vendors serve, as their clients know them."""
