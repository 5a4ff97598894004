"""What opens Marketo's API: a client's id and secret, and the access tokens that they are exchanged for.

A token names its sandbox and says when it was issued, sealed with the client's secret: nothing has to be kept to know
one again, and one that has expired is told from one of nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from hmac import compare_digest
from typing import Any, Final
from uuid import UUID

from mockserver.core.http import Call
from mockserver.core.store import Store
from mockserver.dialects.access import Access
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes, World

NAME: Final = "marketo"
LIFETIME: Final = 3600
"""Seconds that a token is good for."""

SESSIONS: Final = "marketo/session"
_SUFFIX: Final = ":int"
_TAG, _TIME, _SEAL = 5, 6, 5
"""How many bytes of a token tell the sandbox, the second of its issue, and that it is genuine."""


def client_id(sandbox: Sandbox) -> str:
    """The id of the sandbox's API client."""
    return sandbox.key(sandbox.world.names[NAME]["client_id"])


def client_secret(sandbox: Sandbox) -> str:
    """The secret that goes with it."""
    return sandbox.key(sandbox.world.names[NAME]["client_secret"])


def grant(sandbox: Sandbox) -> tuple[str, int]:
    """The token of the sandbox's client, the same one until it expires, and the seconds that it has left."""
    client = client_id(sandbox)

    def held_or_new(store: Store) -> tuple[str, int]:
        now, held = int(store.clock.timestamp()), store.get(SESSIONS, client)
        issued = None if held is None else _issued(sandbox, held["token"])
        if held is not None and issued is not None and issued <= now < issued + LIFETIME:
            return held["token"], issued + LIFETIME - now
        session = {"client": client, "token": _token(sandbox, now)}
        (store.insert if held is None else store.replace)(SESSIONS, session)
        return session["token"], LIFETIME

    return sandbox.transact(held_or_new)


def find_client(sandboxes: Sandboxes, client: str) -> Sandbox | None:
    """The sandbox of a client id."""
    found = sandboxes.find(NAME, ("client", client))
    return None if found is None else found[0]


def owner(sandboxes: Sandboxes, token: str) -> Sandbox | None:
    """The sandbox that issued a token, be it expired by now; None for any other text."""
    parts = _parts(token)
    found = None if parts is None else sandboxes.find(NAME, ("tag", parts[0]))
    return None if found is None or _issued(found[0], token) is None else found[0]


def is_expired(sandbox: Sandbox, token: str) -> bool:
    """Whether a token of this sandbox's is of no use any more."""
    issued = _issued(sandbox, token)
    return issued is None or sandbox.clock.timestamp() >= issued + LIFETIME


def login(sandbox: Sandbox) -> dict[str, str]:
    """The header that says who calls."""
    return {"authorization": f"Bearer {grant(sandbox)[0]}", "host": "localhost"}


@lru_cache(maxsize=256)
def _tag(client: str) -> bytes:
    return blake2b(client.encode(), digest_size=_TAG).digest()


def _token(sandbox: Sandbox, issued: int) -> str:
    said = _tag(client_id(sandbox)) + issued.to_bytes(_TIME, "big", signed=True)
    return f"{UUID(bytes=said + _seal(sandbox, said))}{_SUFFIX}"


def _seal(sandbox: Sandbox, said: bytes) -> bytes:
    return blake2b(said, digest_size=_SEAL, key=client_secret(sandbox).encode()[:64]).digest()


def _parts(token: str) -> tuple[bytes, bytes, bytes] | None:
    """The tag, the time and the seal of a token; None for a text of another form."""
    if len(token) != len(_SUFFIX) + 36 or not token.endswith(_SUFFIX):
        return None
    try:
        told = _bytes_of(token.removesuffix(_SUFFIX))
    except ValueError:
        return None
    return told[:_TAG], told[_TAG : _TAG + _TIME], told[_TAG + _TIME :]


@lru_cache(maxsize=256)
def _bytes_of(text: str) -> bytes:
    return UUID(text).bytes


def _issued(sandbox: Sandbox, token: str) -> int | None:
    """The second in which this sandbox issued a token; None when it did not."""
    parts = _parts(token)
    if parts is None or parts[0] != _tag(client_id(sandbox)):
        return None
    tag, time, seal = parts
    genuine = compare_digest(seal, _seal(sandbox, tag + time))
    return int.from_bytes(time, "big", signed=True) if genuine else None


def _credentials(world: World, suffix: str) -> Iterator[tuple[tuple[str, Any], bool]]:
    """The client id, and what its tokens begin with."""
    client = world.names[NAME]["client_id"] + suffix
    yield ("client", client), True
    yield ("tag", _tag(client)), True


def _describe(url: str, sandbox: Sandbox) -> dict[str, Any]:
    return {
        "base_url": url,
        "munchkin_id": sandbox.world.names[NAME]["munchkin_id"],
        "client_id": client_id(sandbox),
        "client_secret": client_secret(sandbox),
    }


ACCESS: Final = Access(
    _credentials,
    _describe,
    {
        "MARKETO_BASE_URL": "base_url",
        "MARKETO_MUNCHKIN_ID": "munchkin_id",
        "MARKETO_CLIENT_ID": "client_id",
        "MARKETO_CLIENT_SECRET": "client_secret",
    },
    lambda sandbox: Call("GET", "/rest/v1/leads/partitions.json", "", login(sandbox)),
)
