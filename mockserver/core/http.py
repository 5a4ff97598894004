"""A request and an answer as plain values, and the two encodings that the APIs use: JSON and forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import orjson
from msgspec import Struct, field

MAX_BODY: Final = 10 * 1024 * 1024
"""The largest request body that is read, in bytes; a larger one is refused with 413."""

MAX_DOCUMENT: Final = 2 * 1024 * 1024
"""The largest form or JSON document that is read as a whole, in bytes; only a file may be larger.

Each of the few steps that read one holds up every thread: for ten megabytes a tenth of a second together.
"""

MAX_STATE: Final = 128 * 1024 * 1024
"""The largest document of a whole world that the control API reads, in bytes."""

MAX_HEAD: Final = 64 * 1024
"""The largest head of a request, in bytes, its URL counted in; a larger one is refused with 431."""

MAX_HEADERS: Final = 200
"""How many headers a request may have; more are refused with 431."""

MAX_URL: Final = 16 * 1024
"""The longest path with its query, in bytes; a longer one is refused with 414."""

MAX_DEPTH: Final = 100
"""How deep a JSON document may nest; deeper ones are refused before anything walks them."""

MAX_VALUES: Final = 100_000
"""How many values a JSON document may hold, members and items together; it bounds all that walks them."""

SLICE: Final = 64
"""How many records are checked or encoded at once where there may be very many."""

STRETCH: Final = 64 * 1024
"""How many characters of a form's value are decoded at once: no other thread has its turn meanwhile."""

MAX_FIELDS: Final = 1_000
"""How many fields a form or a query string may have."""

TRANSPORT: Final = "mockserver.transport"
"""The ASGI extension under which an application finds the connection, for what the specification cannot say.

``transport`` is asyncio's, ``reused`` as in a Call; an application whose answer never ends by itself sets ``endless``;
``pieces`` are those of a body that may be, and is, larger than MAX_BODY: it is not there as a whole.
"""

EFFECT: Final = "mockserver.effect"
"""The member of an ASGI scope in which an answer's Effect goes through an application that cannot tell of it."""


_NO_SIGNS: Final = bytes(set(range(256)) - set(b'",'))


class Headers(dict[str, str]):
    """The headers of calls that sent the same ones; nobody changes them.

    ``shown``: what the journal may show of them, once somebody asked.
    """

    __slots__ = ("shown",)

    shown: list[tuple[str, str]] | None

    @classmethod
    def of(cls, sent: Iterable[tuple[bytes, bytes]]) -> Headers:
        """What was sent, of a name that comes twice the last value."""
        headers = cls([(name.decode("latin-1"), value.decode("latin-1")) for name, value in sent])
        headers.shown = None
        return headers


@lru_cache(maxsize=256)
def known_headers(sent: tuple[tuple[bytes, bytes], ...]) -> Headers:
    """The same as :meth:`Headers.of`, made once: a client sends the same ones with nearly every call."""
    return Headers.of(sent)


class Call(Struct):
    """One HTTP request. ``path`` is percent-decoded, ``query`` is raw, header names are lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    too_large: bool = False
    """Set by a door that stopped reading at MAX_BODY; ``body`` is then empty."""
    raw: str = ""
    """The path as it was sent, where it holds an escape: ``%2F`` is no border of a segment."""
    reused: bool = False
    """Whether its connection carried a call before, so that a client may think that it ended of old age."""
    scheme: str = "http"


class Effect(Struct):
    """What a door does to an answer on its way out, besides sending it.

    ``delay``: seconds before the first byte; ``wire``: one of the wire faults by name, or None; ``pause``: seconds
    between the pieces of a slow body.
    """

    delay: float = 0.0
    wire: str | None = None
    pause: float = 0.05


class Answer(Struct):
    """One HTTP response; ``effect`` is what a planted fault does to its delivery."""

    status: int
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)
    effect: Effect | None = None


class Malformed(ValueError):
    """A body, form or query that cannot be read; the text says what is wrong and where."""


class TooMuch(Malformed):
    """One that could be read, but is larger or deeper than this server reads."""


def bare(host: str) -> str:
    """A Host header without its port, lower case; the brackets of an IPv6 address stay."""
    if host.startswith("["):
        return host[: host.find("]") + 1].lower()
    return host.partition(":")[0].lower()


def is_loopback(host: str) -> bool:
    """Whether a Host header can only mean this machine."""
    name = bare(host)
    if name in ("localhost", "[::1]", "") or name.endswith(".localhost"):
        return bool(name)
    octets = name.split(".")
    return len(octets) == 4 and octets[0] == "127" and all(part.isdigit() for part in octets)


def dump_json(value: Any) -> bytes:
    """Compact UTF-8 JSON."""
    return orjson.dumps(value)


def dump_slices(value: Any) -> Iterator[bytes]:
    """The same bytes as :func:`dump_json` in pieces, each of which is made in a moment, however large the value is.

    Between two of them other threads have their turn: the encoder holds up all of them while it works. Items of an
    array are never taken apart.
    """
    if isinstance(value, dict):
        opening = b"{"
        for name, inner in value.items():
            yield opening + dump_json(name) + b":"
            yield from dump_slices(inner)
            opening = b","
        yield b"}" if value else b"{}"
    elif isinstance(value, list):
        yield b"["
        for start in range(0, len(value), SLICE):
            yield (b"," if start else b"") + dump_json(value[start : start + SLICE])[1:-1]
        yield b"]"
    else:
        yield dump_json(value)


def load_json(text: str | bytes, *, most: int | None = None, longest: int = MAX_DOCUMENT) -> Any:
    """The JSON value of a text; Malformed when it is none (NaN, too deep, not UTF-8, trailing text) or too large.

    ``most``: how many values it may hold, None for any number; ``longest``: its bytes, where they are counted.
    """
    if most is not None and len(text) > longest:
        raise TooMuch(f"JSON of more than {longest >> 20} MiB")
    if most is not None and len(text) > most and _least_values(text, most) > most:
        raise TooMuch(f"JSON of more than {most} values")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not valid JSON: {error}") from None
    if len(text) <= MAX_DEPTH and (most is None or most >= MAX_DEPTH):
        return value
    # These signs may stand in strings too, so their number can only clear a text of suspicion, as it does nearly all.
    brackets = _count(text, "[") + _count(text, "{")
    if brackets > MAX_DEPTH or (most is not None and brackets + _count(text, ",") > most):
        _refuse_excess(value, most)
    return value


def _count(text: str | bytes, sign: str) -> int:
    return text.count(sign) if isinstance(text, str) else text.count(sign.encode())


def _least_values(text: str | bytes, most: int) -> int:
    """So many values a JSON text has at least, without reading it: each comma outside of a string comes before one.

    Reading it would hold up every thread for a tenth of a second.
    """
    sent = text.encode(errors="replace") if isinstance(text, str) else text
    signs = sent.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _NO_SIGNS)
    if signs.count(b'"') > 4 * most:  # a name and a text for every value
        return most + 1
    return sum(map(len, signs.split(b'"')[::2]))


def _refuse_excess(value: Any, most: int | None) -> None:
    """Malformed when a JSON value is too deep or too large; looks no further than it has to."""
    depth, values, level = 0, 0, [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        values += sum(map(len, level))
        if depth > MAX_DEPTH:
            raise TooMuch(f"JSON nested deeper than {MAX_DEPTH} levels")
        if most is not None and values > most:
            raise TooMuch(f"JSON of more than {most} values")
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else item)]


def parse_pairs(text: str, what: str) -> list[tuple[str, str]]:
    """The fields of an urlencoded text in order, decoded once and never repaired (``+`` is a space).

    Malformed when an escape is not UTF-8 or there are more than MAX_FIELDS of them. ``what`` names the text in
    the message.
    """
    if text.count("&") >= MAX_FIELDS:
        raise TooMuch(f"the {what} has more than {MAX_FIELDS} fields")
    fields = [field.partition("=") for field in text.replace("+", " ").split("&") if field]
    if "%" not in text:
        return [(name, value) for name, _, value in fields]
    try:
        return [
            (_unescaped(name) if "%" in name else name, _unescaped(value) if "%" in value else value)
            for name, _, value in fields
        ]
    except UnicodeDecodeError as error:
        raise Malformed(f"the {what} is not UTF-8: {error.reason} at byte {error.start}") from None


def _unescaped(text: str) -> str:
    return (_bytes_of(text) if len(text) <= STRETCH else b"".join(map(_bytes_of, _stretches(text)))).decode()


def _bytes_of(text: str) -> bytes:
    # Python's own escapes are decoded in C: a quarter of what urllib takes, on every call.
    try:
        escaped = text.replace("\\", "\\\\").replace("%", "\\x").encode()
        return escaped.decode("unicode_escape").encode("latin-1")
    except UnicodeDecodeError:  # a per cent sign without two digits behind it stands for itself
        return unquote_to_bytes(text)


def _stretches(text: str) -> Iterator[str]:
    """A text in pieces that end before an escape: between two of them other threads have their turn."""
    start = 0
    while start < len(text):
        end = start + STRETCH
        escape = text.find("%", end - 2, end)
        end = end if escape < 0 else escape
        yield text[start:end]
        start = end


def parse_form(body: bytes) -> list[tuple[str, str]]:
    """The fields of an ``application/x-www-form-urlencoded`` body of at most MAX_DOCUMENT, as :func:`parse_pairs`."""
    if len(body) > MAX_DOCUMENT:
        raise TooMuch(f"the form has more than {MAX_DOCUMENT >> 20} MiB")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"the body is not UTF-8: {error.reason} at byte {error.start}") from None
    return parse_pairs(text, "form")
