"""Salesforce record ids: 15 case-sensitive characters, or 18 with a checksum of the capitals among them."""

from __future__ import annotations

import re
from typing import Final

_CHECKSUM: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SHAPE: Final = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Z]{3})?")
_ORG: Final = "5g00000"


def id18(id15: str) -> str:
    """The 18-character form of a 15-character id.

    Each character of the checksum stands for five of the id: bit n is set when the nth of them is a capital.
    """
    return id15 + "".join(
        _CHECKSUM[sum(1 << bit for bit, letter in enumerate(id15[start : start + 5]) if letter.isupper())]
        for start in (0, 5, 10)
    )


def well_formed(text: str) -> bool:
    """Whether the text has the length and the characters of an id, whatever its checksum."""
    return _SHAPE.fullmatch(text) is not None


def normalise(text: str) -> str | None:
    """The 18-character form of an id in either form, or None when it is malformed or its checksum wrong."""
    if not well_formed(text):
        return None
    full = id18(text[:15])
    return full if text in (full, full[:15]) else None


def numbered_id(prefix: str, number: int) -> str:
    """The id of an object's ``number``th record: key prefix, the org's letters, the number in base 62."""
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
    return id18(f"{prefix}{_ORG}{digits:0>5}")
