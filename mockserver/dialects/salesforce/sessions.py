"""Access tokens: each begins with the name of its sandbox, lives until it is revoked, and counts the calls of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from mockserver.core.errors import Refused
from mockserver.dialects.salesforce.access import NAME, secret
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

DAILY: Final = 15_000
"""The calls that an organisation of this edition has in a day."""

_SCHEMES: Final = ("bearer", "oauth")


@dataclass(slots=True)
class _Day:
    """The calls of one day in UTC."""

    day: date
    calls: int = 0


def issue(sandbox: Sandbox) -> str:
    """A new access token of the sandbox."""
    with sandbox.lock:
        sandbox.sessions_made += 1
        return f"{secret(sandbox, 'session')}!{sandbox.sessions_made}"


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


def revoke(sandbox: Sandbox, token: str) -> None:
    """Make an access token or a refresh token worthless from now on."""
    with sandbox.lock:
        sandbox.revoked.add(token)


def count(sandbox: Sandbox) -> None:
    """One more call of today; Refused ``rate-limited`` when the sandbox has limits and this is one too many."""
    with sandbox.lock:
        day = _today(sandbox)
        if sandbox.settings["rate_limits"] and day.calls >= DAILY:
            raise Refused("rate-limited", retry_after=1)
        day.calls += 1


def used(sandbox: Sandbox) -> int:
    """The calls of today."""
    with sandbox.lock:
        return _today(sandbox).calls


def _today(sandbox: Sandbox) -> _Day:
    today = datetime.fromtimestamp(sandbox.clock.timestamp(), UTC).date()
    known: _Day | None = sandbox.windows.get(NAME)
    if known is None or known.day != today:
        known = sandbox.windows[NAME] = _Day(today)
    return known
