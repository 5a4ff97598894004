"""A request and an answer as plain values, and the two encodings that the APIs use: JSON and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import orjson

MAX_BODY: Final = 10 * 1024 * 1024
"""The largest request body that is read, in bytes; a larger one is refused with 413."""

MAX_DEPTH: Final = 100
"""How deep a JSON document may nest; deeper ones are refused before anything walks them."""

MAX_FIELDS: Final = 1_000
"""How many fields a form or a query string may have."""


# Both classes are values: nobody changes one after it is made, except that a door adds headers to an answer.
# They are not frozen because a frozen dataclass costs five times as much to make, on every request.
@dataclass(slots=True)
class Call:
    """One HTTP request. ``path`` is percent-decoded, ``query`` is raw, header names are lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    too_large: bool = False
    """Set by a door that stopped reading at MAX_BODY; ``body`` is then empty."""
    reused: bool = False
    """Whether its connection carried a call before, so that a client may think that it ended of old age."""


@dataclass(slots=True)
class Effect:
    """What a door does to an answer on its way out, besides sending it.

    ``delay``: seconds before the first byte; ``wire``: one of the wire faults by name, or None; ``pause``: seconds
    between the pieces of a slow body.
    """

    delay: float = 0.0
    wire: str | None = None
    pause: float = 0.05


@dataclass(slots=True)
class Answer:
    """One HTTP response; ``effect`` is what a planted fault does to its delivery."""

    status: int
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)
    effect: Effect | None = None


class Malformed(ValueError):
    """A body, form or query that cannot be read; the text says what is wrong and where."""


def dump_json(value: Any) -> bytes:
    """Compact UTF-8 JSON."""
    return orjson.dumps(value)


def load_json(text: str | bytes) -> Any:
    """The JSON value of a text; Malformed when it is none (NaN, too deep, not UTF-8, trailing text)."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not valid JSON: {error}") from None
    if _may_be_deep(text) and _depth(value) > MAX_DEPTH:
        raise Malformed(f"JSON nested deeper than {MAX_DEPTH} levels")
    return value


def _may_be_deep(text: str | bytes) -> bool:
    if isinstance(text, bytes):
        return text.count(b"[") + text.count(b"{") > MAX_DEPTH
    return text.count("[") + text.count("{") > MAX_DEPTH


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else item)]
    return depth


def parse_pairs(text: str, what: str) -> list[tuple[str, str]]:
    """The fields of an urlencoded text in order, decoded once and never repaired (``+`` is a space).

    Malformed when an escape is not UTF-8 or there are more than MAX_FIELDS of them. ``what`` names the text in
    the message.
    """
    if text.count("&") >= MAX_FIELDS:
        raise Malformed(f"the {what} has more than {MAX_FIELDS} fields")
    fields = [field.partition("=") for field in text.replace("+", " ").split("&") if field]
    try:
        return [(_unescaped(name), _unescaped(value)) for name, _, value in fields]
    except UnicodeDecodeError as error:
        raise Malformed(f"the {what} is not UTF-8: {error.reason} at byte {error.start}") from None


def _unescaped(text: str) -> str:
    return _unescaped_bytes(text).decode() if "%" in text else text


def _unescaped_bytes(text: str) -> bytes:
    # Python's own escapes are decoded in C: a quarter of what urllib takes, on every call.
    try:
        escaped = text.replace("\\", "\\\\").replace("%", "\\x").encode()
        return escaped.decode("unicode_escape").encode("latin-1")
    except UnicodeDecodeError:  # a per cent sign without two digits behind it stands for itself
        return unquote_to_bytes(text)


def parse_form(body: bytes) -> list[tuple[str, str]]:
    """The fields of an ``application/x-www-form-urlencoded`` body, as :func:`parse_pairs`."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"the body is not UTF-8: {error.reason} at byte {error.start}") from None
    return parse_pairs(text, "form")
