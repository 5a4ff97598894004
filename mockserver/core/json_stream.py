"""A JSON file of any size, value by value: each is cut out as text, which a reader of JSON is then given alone.

Only the texts' ends are looked for here, so that no number, depth or length in a file of somebody else's costs more
than its own bytes, and a value that is no JSON does not hide those behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, Final, TypeVar

from mockserver.core.contracts import shown
from mockserver.core.http import Malformed, load_json

_T = TypeVar("_T")

MAX_VALUE: Final = 64 * 1024 * 1024
"""The largest value that is kept, in bytes; a larger one is passed over."""

_MAX_NAME: Final = 1024
_CHUNK: Final = 128 * 1024
_BOM: Final = b"\xef\xbb\xbf"

_FLAT: Final = rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")'
_WHOLE: Final = re.compile(rb"(?:%b|\{%b*+\}|\[%b*+\])*+" % (_FLAT, _FLAT, _FLAT), re.DOTALL)
"""Whole texts, and arrays and objects with no others in them: most of a recording, passed over at once."""

_QUOTED: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_BLANK: Final = re.compile(rb"[ \t\r\n]*+")
_PLAIN: Final = re.compile(rb"[^ \t\r\n,:\]}\[{\"]*+")


class Broken(ValueError):
    """A text is no JSON; the message says what is wrong, and at which byte."""


class _Ends:
    """Looks for the end of one value, whose text may come in pieces."""

    def __init__(self) -> None:
        self._depth = 0
        self._quoted = False
        self._escaped = False

    def find(self, data: bytes, at: int) -> int:
        """The place behind the value's last byte; -1 when it goes on behind the data."""
        while at < len(data):
            at = self._unquote(data, at) if self._quoted else self._pass_over(data, at)
            if not self._quoted and self._depth <= 0:
                return at
        return -1

    def _pass_over(self, data: bytes, at: int) -> int:
        whole = _WHOLE.match(data, at) if self._depth else None
        at = whole.end() if whole else at
        mark = data[at : at + 1]
        if mark == b'"':
            self._quoted = True
        elif mark:
            self._depth += 1 if mark in b"[{" else -1
        return at + 1

    def _unquote(self, data: bytes, at: int) -> int:
        if self._escaped:
            self._escaped = False
            at += 1
        rest = _QUOTED.match(data, at)
        at = rest.end() if rest else at
        if at < len(data):  # a quotation mark, or a backslash whose other half is in the next piece
            self._quoted = data[at : at + 1] != b'"'
            self._escaped = self._quoted
            at += 1
        return at


class JsonStream:
    """A file that is read from its beginning; ``progress`` is told how many more bytes were.

    ``line``: where the value began that was asked for last, counted from 1.
    """

    def __init__(self, stream: IO[bytes], progress: Callable[[int], object] = lambda _: None) -> None:
        self._stream = stream
        self._progress = progress
        self._data = b""
        self._at = 0
        self._before = 0
        self.line = 1
        self._counted = 0
        self._lines = 1
        self._fill()
        if self._data.startswith(_BOM):
            self._at = len(_BOM)

    def peek(self) -> bytes:
        """The next byte that is not blank; empty at the end."""
        while True:
            blank = _BLANK.match(self._data, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._data):
                return self._data[self._at : self._at + 1]
            if not self._fill():
                return b""

    def value(self, limit: int = MAX_VALUE) -> bytes | None:
        """The text of the next value; None for one that is longer than ``limit``, which is passed over."""
        self._count_lines()
        kept, size = [], 0
        for piece in self._pieces():
            size += len(piece)
            if size <= limit:
                kept.append(piece)
            else:
                kept.clear()
        return b"".join(kept) if size <= limit else None

    def members(self) -> Iterator[str]:
        """The names of an object's members, one after the other; whoever asks takes the value of each."""
        yield from self._parts(b"{}", self._name)

    def items(self) -> Iterator[bytes | None]:
        """The values of an array, each as :meth:`value` gives it."""
        yield from self._parts(b"[]", self.value)

    def _parts(self, brackets: bytes, take: Callable[[], _T]) -> Iterator[_T]:
        opening, closing = brackets[:1], brackets[1:]
        self._expect(opening)
        if self.peek() == closing:
            self._expect(closing)
            return
        while True:
            yield take()
            if self._expect(b"," + closing) == closing:
                return

    def _name(self) -> str:
        self.peek()
        place = self._before + self._at
        text = self.value(_MAX_NAME)
        try:
            name = load_json(text or b"")
        except Malformed:
            name = None
        if not isinstance(name, str):
            raise Broken(f"no name of a member at byte {place}")
        self._expect(b":")
        return name

    def _expect(self, marks: bytes) -> bytes:
        mark = self.peek()
        if not mark or mark not in marks:
            expected = " or ".join(marks.decode())
            raise Broken(f"{expected} expected at byte {self._before + self._at}, not {self._next()}")
        self._at += 1
        return mark

    def _next(self) -> str:
        text = self._data[self._at : self._at + 20].decode(errors="replace")
        return shown(text) if text else "its end"

    def _pieces(self) -> Iterator[bytes]:
        """The next value's text, piece by piece."""
        first = self.peek()
        if first == b"" or first not in b'"[{':
            yield from self._plain()
            return
        ends = _Ends()
        while (end := ends.find(self._data, self._at)) < 0:
            yield self._data[self._at :]
            if not self._fill():
                raise Broken(f"it ends inside a value, at byte {self._before}")
        yield self._data[self._at : end]
        self._at = end

    def _plain(self) -> Iterator[bytes]:
        """A number or a word, up to what cannot be in one."""
        place, size = self._before + self._at, 0
        while True:
            found = _PLAIN.match(self._data, self._at)
            piece = found[0] if found else b""
            self._at += len(piece)
            size += len(piece)
            yield piece
            if self._at < len(self._data) or not self._fill():
                break
        if not size:
            raise Broken(f"a value expected at byte {place}, not {self._next()}")

    def _count_lines(self) -> None:
        self.peek()
        self._lines += self._data.count(b"\n", self._counted, self._at)
        self._counted, self.line = self._at, self._lines

    def _fill(self) -> bool:
        self._lines += self._data.count(b"\n", self._counted)
        self._counted = 0
        self._before += len(self._data)
        self._data, self._at = self._stream.read(_CHUNK), 0
        self._progress(len(self._data))
        return bool(self._data)
