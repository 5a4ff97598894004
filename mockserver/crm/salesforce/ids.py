"""Salesforce record ids: 15 case-sensitive characters, or 18 with a checksum of the capitals among them."""

from __future__ import annotations

import re
from typing import Final

_BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CAPITALS: Final = str.maketrans({letter: str(int(letter.isupper())) for letter in _BASE62})
_CHECKSUM: Final = {f"{bits:05b}"[::-1]: letter for bits, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")}
_SHAPE: Final = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Z]{3})?")
_ORG: Final = "5g00000"


def id18(id15: str) -> str:
    """The 18-character form of a 15-character id.

    Each character of the checksum stands for five of the id: bit n is set when the nth of them is a capital.
    """
    capitals = id15.translate(_CAPITALS)
    return f"{id15}{_CHECKSUM[capitals[:5]]}{_CHECKSUM[capitals[5:10]]}{_CHECKSUM[capitals[10:]]}"


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
