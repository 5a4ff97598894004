"""What a vendor's folder says to the console: the module ``console`` there, and what holds without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field

from mockserver import dialects
from mockserver.core.redaction import REDACTED
from mockserver.dialects.frame import Dialect
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

WRONG: Final = "wrong-key"
"""Sent in place of a credential that was refused: the journal does not keep what it was."""


class Switch(Struct, frozen=True):
    """A fact about a card that a button changes: ``button`` sends ``change`` to the control API, by ``method``."""

    name: str
    value: str
    is_good: bool
    button: str
    change: Mapping[str, Any]
    label: str
    """What the button is called where the card is not seen."""
    method: str = "PATCH"


class Card(Struct, frozen=True):
    """One thing that stands between a call and its application; ``path`` is below the sandbox in the control API."""

    title: str
    key: str
    path: str
    verdict: str
    mark: str
    note: str
    switches: Sequence[Switch]


class Section(Struct, frozen=True):
    """A part of the page of integrations: cards, or rows that lead to the records of ``table``.

    ``rows``: the key of a record, and the other cells; ``empty``: what is said when there is neither.
    """

    title: str
    lead: str
    empty: str
    cards: Sequence[Card] = ()
    table: str = ""
    head: Sequence[str] = ()
    rows: Sequence[tuple[str, Sequence[str]]] = ()


class Option(Struct, frozen=True):
    """One way to make a call: the headers, and the fields of the form around a payload, that it has then."""

    title: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)


class Choice(Struct, frozen=True):
    """What a person may choose for a call besides its payload: an integration, a key. The first option is taken."""

    label: str
    options: Sequence[Option]


class Consent(Struct, frozen=True):
    """A question to a customer: may ``title`` use the account of ``application``?

    ``account``: whose; ``allow`` and ``deny``: the paths that say yes and no; ``at_once``: yes without asking.
    """

    title: str
    application: str
    account: str
    allow: str
    deny: str
    at_once: bool = False


def _own_credentials(entry: Entry, sandbox: Sandbox) -> dict[str, str]:
    """The headers that the journal redacted, as the sandbox's own client sends them."""
    own = dialects.named(entry.exchange.dialect).access.call(sandbox).headers
    sent = entry.request_headers
    return {
        name: wrong(value) if was_refused(entry) else value
        for name, value in own.items()
        if REDACTED in sent.get(name, "")
    }


class Vendor(Struct, frozen=True):
    """One vendor in the console.

    ``credentials(entry, sandbox)``: the headers that say who calls, for a call made again; ``sections(sandbox)``: what
    the page of integrations shows; ``auth``: the member of the fixture's client that holds user and password;
    ``consent(sandboxes, state)``: what a customer is asked under a state, None for one that is not the vendor's;
    ``choices(sandbox, app)``: what may be chosen for a call, of an action of ``app`` or, without one, of a route.
    """

    credentials: Callable[[Entry, Sandbox], Mapping[str, str]] = _own_credentials
    sections: Callable[[Sandbox], Iterable[Section]] = lambda _: ()
    auth: str = ""
    consent: Callable[[Sandboxes, str], Consent | None] = lambda _sandboxes, _state: None
    choices: Callable[[Sandbox, str], Iterable[Choice]] = lambda _sandbox, _app: ()


def of(dialect: Dialect) -> Vendor:
    """What a dialect's folder says, or the defaults."""
    module = dialect.part("console")
    return Vendor() if module is None else module.VENDOR


def wrong(value: str) -> str:
    """A header like the one given, with a credential of nobody's."""
    scheme, space, _ = value.rpartition(" ")
    return f"{scheme}{space}{WRONG}"


def was_refused(entry: Entry) -> bool:
    """Whether the credentials themselves were wrong."""
    return entry.exchange.fault is None and entry.exchange.outcome in (
        "unauthenticated", "invalid-credentials", "invalid-token",
    )  # fmt: skip


def lacks_permission(entry: Entry) -> bool:
    """Whether the call came with a key that really may not do this."""
    return entry.exchange.outcome == "no-permission" and entry.exchange.fault is None
