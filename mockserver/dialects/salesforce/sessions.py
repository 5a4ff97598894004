"""What a sandbox knows of its users' calls: access tokens, those that were revoked, calls of a day, open queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Final, Self

from msgspec import Struct, field
from msgspec.structs import replace

from mockserver.core.errors import Refused
from mockserver.core.store import WINDOWS, Record, State, Store
from mockserver.dialects.salesforce.access import NAME, secret
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

DAILY: Final = 15_000
"""The calls that an organisation of this edition has in a day."""

_ISSUED: Final = "salesforce/session"
_SCHEMES: Final = ("bearer", "oauth")
_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAY: Final = 86_400


class Use(Struct, frozen=True):
    """What a sandbox's calls have come to; a reset forgets it, an exported world does not have it.

    ``calls``: those of ``day``, in UTC; ``revoked``: tokens that are worthless; ``queries``: the answers of open
    queries with their locators, the latest last; ``opened``: how many queries were; ``jobs``: those of the Bulk APIs;
    ``ended``: how many fault rules had been made when one first met a session, with the sessions issued until then.
    """

    day: date
    calls: int = 0
    revoked: frozenset[str] = frozenset()
    queries: tuple[tuple[str, list[Record]], ...] = ()
    opened: int = 0
    jobs: Mapping[str, Record] = field(default_factory=dict)
    ended: tuple[int, int] = (0, 0)
    kind: ClassVar[str] = "salesforce"

    def counted(self) -> Self:
        """With one more call; not by ``replace``, which takes five times as long, on every call."""
        made = (self.day, self.calls + 1, self.revoked, self.queries, self.opened, self.jobs, self.ended)
        return type(self)(*made)

    def as_json(self, was: Self | None) -> Any:
        """The members that are others than those of ``was``."""
        changed = (name for name in _READ if was is None or getattr(self, name) is not getattr(was, name))
        return {name: _WRITTEN.get(name, _same)(getattr(self, name)) for name in changed}

    @classmethod
    def from_json(cls, document: Any, was: Self | None) -> Self:
        """The inverse of :meth:`as_json`."""
        members = {name: _READ[name](value) for name, value in document.items()}
        return cls(**members) if was is None else replace(was, **members)


def _same(value: Any) -> Any:
    return value


_WRITTEN: Final[Mapping[str, Callable[[Any], Any]]] = {"day": date.isoformat, "revoked": sorted}
_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "day": date.fromisoformat,
    "calls": _same,
    "revoked": frozenset,
    "queries": lambda pairs: tuple((locator, records) for locator, records in pairs),
    "opened": _same,
    "jobs": _same,
    "ended": tuple,
}

WINDOWS[Use.kind] = Use


def use(store: Store) -> Use:
    """What the calls of a store's sandbox have come to today."""
    return _use(store.state)


def _use(state: State) -> Use:
    today = date.fromordinal(_EPOCH + int(state.clock.timestamp() // _DAY))
    known: Use | None = state.windows.get(NAME)
    if known is None:
        return Use(today)
    return known if known.day == today else replace(known, day=today, calls=0)


def note(store: Store, noted: Use) -> None:
    """Let the calls of a store's sandbox have come to this."""
    store.set("windows", store.state.windows.set(NAME, noted))


def issue(sandbox: Sandbox) -> str:
    """A new access token of the sandbox."""
    number = sandbox.transact(lambda store: store.next(_ISSUED))
    return f"{secret(sandbox, 'session')}!{number}"


def credential(token: str) -> tuple[str, str]:
    """What an access token names its sandbox by; that of nobody for a text that none begins with."""
    name, mark, number = token.partition("!")
    return ("session", name if not mark or number.isdecimal() else token)


def sent(headers: Mapping[str, str]) -> str:
    """The access token in a call's headers, "" for none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() in _SCHEMES else headers.get("x-sfdc-session", "")


def owner(sandboxes: Sandboxes, headers: Mapping[str, str]) -> Sandbox | None:
    """The sandbox of the access token in a call's headers."""
    found = sandboxes.find(NAME, credential(sent(headers)))
    return found[0] if found else None


def is_later(store: Store, token: str) -> bool:
    """Whether a token was issued after the latest fault rule met a session for the first time, or is none at all."""
    known, made = use(store), store.state.faults.made
    if known.ended[0] != made:
        known = replace(known, ended=(made, store.state.sequences.get(_ISSUED, 0)))
        note(store, known)
    number = token.partition("!")[2]
    return not token or (number.isdecimal() and int(number) > known.ended[1])


def revoke(sandbox: Sandbox, token: str) -> None:
    """Make an access token or a refresh token worthless from now on."""

    def revoke_in(store: Store) -> None:
        known = use(store)
        note(store, replace(known, revoked=known.revoked | {token}))

    sandbox.transact(revoke_in)


def is_revoked(sandbox: Sandbox, token: str) -> bool:
    """Whether a token was made worthless."""
    known: Use | None = sandbox.state.windows.get(NAME)
    return known is not None and token in known.revoked


def count(sandbox: Sandbox) -> None:
    """One more call of today; Refused ``rate-limited`` when the sandbox has limits and this is one too many."""

    def count_in(store: Store) -> None:
        known = use(store)
        if store.settings["rate_limits"] and known.calls >= DAILY:
            raise Refused("rate-limited", retry_after=1)
        note(store, known.counted())

    sandbox.transact(count_in)


def used(sandbox: Sandbox) -> int:
    """The calls of today."""
    return _use(sandbox.state).calls
