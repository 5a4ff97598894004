"""Tokens that say where the next page begins: opaque to clients, base32 as Marketo's are."""

from __future__ import annotations

import binascii
import re
from base64 import b32decode, b32encode
from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.store import Record

MOST: Final = 300
"""How many records a page has at most, and where nothing is asked."""

_POSITION: Final = re.compile(r"(?:([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8})\.000\+0000)?,([0-9]{1,9})")


def token(since: str, offset: int) -> str:
    """The token of the place ``offset`` in what begins at ``since`` (``2026-01-01T00:00:00Z``, "" for everything)."""
    start = since and f"{since.removesuffix('Z')}.000+0000"
    return b32encode(f"{start},{offset}".encode()).decode()


def position(given: Mapping[str, Any]) -> tuple[str, int]:
    """``(since, offset)`` of a call's ``nextPageToken``, the beginning where it has none."""
    text = given.get("nextPageToken")
    if text is None:
        return "", 0
    try:
        found = _POSITION.fullmatch(b32decode(text.encode()).decode())
    except (binascii.Error, UnicodeError):
        found = None
    if found is None:
        reason = "nextPageToken is none of this API's: take it from the page before, or from pagingtoken.json"
        raise Refused("invalid-request", value=text, type="token", reason=reason, evidence="M-22 choice")
    return (found[1] + "Z" if found[1] else ""), int(found[2])


def size(given: Mapping[str, Any]) -> int:
    """How many records a call's page has."""
    return min(int(given.get("batchSize", MOST)), MOST)


def page(rows: Sequence[Record], given: Mapping[str, Any]) -> dict[str, Any]:
    """``result`` with a page of the rows, and ``nextPageToken`` when more follow."""
    _, offset = position(given)
    end = offset + size(given)
    more = {"nextPageToken": token("", end)} if end < len(rows) else {}
    return {"result": list(rows[offset:end]), **more}


def page_of_log(rows: Sequence[Record], given: Mapping[str, Any]) -> dict[str, Any]:
    """A page of a log: a token in any case, and no ``result`` when it is empty."""
    since, offset = position(given)
    found = list(rows[offset : offset + size(given)])
    end = offset + len(found)
    return {
        "nextPageToken": token(since, end),
        "moreResult": end < len(rows),
        **({"result": found} if found else {}),
    }
