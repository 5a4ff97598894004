"""Hostile inputs: good ones that were spoilt, and one part of them repeated until a cost that grows too fast shows."""

from __future__ import annotations

import json
import os
from typing import Any, Final

from hypothesis import strategies as st

IS_LONG: Final = "FUZZ_EXAMPLES" in os.environ
"""Whether this is a run at length, whose examples are larger too."""

LENGTH: Final = 60_000 if IS_LONG else 20_000
"""The length of what is repeated, in characters."""

COUNT: Final = 9_000 if IS_LONG else 1_000
"""The length of a list or an object."""

_UNITS: Final = (
    "a", "0", "9", "@", "a@", ".a", "a.", "%", "*", "\\", "\"", "'", "[", "{", "(", ")", "]", "}", "[{", '{"a":', "&",
    "&a=1", "=", ";", ",", " ", "\t", "\r\n", "\n", "\x00", "\x1b[2J", "\ud800", "\ufeff", "é", "\U0001f600", "/../",
    "%2e%2e/", "-", "T", "LIKE '%", " AND ", " OR ", "NOT ", "(a=", "1e", "0x", "_", "<", "<!--", "${", "{{",
)  # fmt: skip


def _repeated(prefix: str, unit: str, suffix: str, length: int) -> str:
    return prefix + unit * (length // len(unit)) + suffix


SHORT: Final = st.one_of(st.sampled_from(_UNITS), st.text(max_size=5))
LONG: Final = st.builds(
    _repeated,
    SHORT,
    st.one_of(st.sampled_from(_UNITS), st.text(min_size=1, max_size=4)),
    SHORT,
    st.sampled_from((100, 3_000, LENGTH)),
)
TEXTS: Final = st.one_of(SHORT, LONG)

NUMBERS: Final = st.one_of(
    st.integers(), st.floats(), st.sampled_from((0, -1, 2**31, 2**53 + 1, 2**63, 2**64, 10**40, 1e308, -0.0, 3.0))
)


def _nested(depth: int, leaf: Any, *, in_lists: bool) -> Any:
    for _ in range(depth):
        leaf = [leaf] if in_lists else {"a": leaf}
    return leaf


_LEAVES: Final = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
VALUES: Final = st.one_of(
    _LEAVES,
    st.builds(_nested, st.sampled_from((1, 50, 99, 101, 400)), _LEAVES, in_lists=st.booleans()),
    st.builds(
        lambda leaf, count: [leaf] * count, st.one_of(_LEAVES, st.just({}), st.just([])), st.sampled_from((2, COUNT))
    ),
    st.builds(
        lambda name, count: {f"{name}{n}": n for n in range(count)}, st.text(max_size=3), st.sampled_from((2, COUNT))
    ),
)
"""Any value of JSON, often far too long, too deep or too many."""


def _changed(document: Any, choose: Any, value: Any) -> Any:
    """A copy with one value somewhere in it replaced, or one more."""
    if isinstance(document, dict) and document and choose(6):
        name = sorted(document)[choose(len(document))]
        return {**document, name: _changed(document[name], choose, value)}
    if isinstance(document, list) and document and choose(6):
        index = choose(len(document))
        return [*document[:index], _changed(document[index], choose, value), *document[index + 1 :]]
    if isinstance(document, dict) and choose(2):
        return {**document, "undeclared": value}
    return value


@st.composite
def spoilt(draw: st.DrawFn, documents: st.SearchStrategy[Any]) -> Any:
    """A good document with one or two hostile values in it."""
    document = draw(documents)

    def choose(count: int) -> int:
        return draw(st.integers(0, count - 1))

    for _ in range(draw(st.integers(1, 2))):
        document = _changed(document, choose, draw(VALUES))
    return document


def as_json(document: Any) -> bytes:
    """Its text, whatever it holds: NaN, endless numbers and halves of characters are written as they are."""
    return json.dumps(document).encode()


@st.composite
def cut(draw: st.DrawFn, texts: st.SearchStrategy[bytes]) -> bytes:
    """A good text with a piece taken out, put in, or repeated."""
    text = draw(texts)
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.sampled_from((0, 1, 2, 20, 1_000))))
    piece = draw(st.one_of(st.just(b""), st.binary(max_size=8), LONG.map(lambda long: long.encode(errors="replace"))))
    return text[:start] + piece + text[end:]
