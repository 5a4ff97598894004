"""A whole world as a document: read, held against its contract and written a piece at a time, for it may be very large.

While a reader or a writer of JSON works on a text, it holds up every thread; between two pieces the others have theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, Final, TypeGuard

from msgspec import Struct

from mockserver.core.http import MAX_VALUES, SLICE, Malformed, TooMuch, dump_slices, load_json
from mockserver.core.json_stream import Broken, JsonStream
from mockserver.core.memory import uncollected

MOST_IN_RECORD: Final = 16 * 1024 * 1024
"""The largest record that is read, in bytes: a job keeps what was uploaded for it."""

_PIECE: Final = 256 * 1024
"""How many bytes of a large answer are made before they are sent."""


class Whole(Struct, frozen=True):
    """A whole world as an answer."""

    document: Mapping[str, Any]

    def parts(self) -> Iterator[dict[str, Any]]:
        """Documents of a few records each, all of which keep the contract when the whole does."""
        yield {**self.document, "tables": {}}
        for name, table in self.document["tables"].items():
            records = table["records"]
            for start in range(0, len(records) or 1, SLICE):
                held = {**table, "records": records[start : start + SLICE]}
                yield {"format": self.document["format"], "tables": {name: held}}

    def pieces(self) -> Iterator[bytes]:
        """Its bytes."""
        held = bytearray()
        for piece in dump_slices(self.document):
            held += piece
            if len(held) > _PIECE:
                yield bytes(held)
                held.clear()
        yield bytes(held)


def is_world(document: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a document has the outer form of a world, so that it can be taken apart."""
    if not isinstance(document, dict) or not isinstance(document.get("tables"), dict) or "format" not in document:
        return False
    tables = document["tables"].values()
    return all(isinstance(table, dict) and isinstance(table.get("records"), list) for table in tables)


def read(stream: IO[bytes], progress: Callable[[int], object]) -> Any:
    """The document in a stream, of any number of records; Malformed for what is no JSON.

    ``progress`` is told how many more bytes were read.
    """
    source = JsonStream(stream, progress)
    try:
        with uncollected():
            document = _object(source, {"tables": _tables})
        behind = source.peek()
    except Broken as broken:
        raise Malformed(f"not valid JSON: {broken}") from None
    if behind:
        raise Malformed("not valid JSON: something stands behind the document")
    return document


_Read = Callable[[JsonStream], Any]


def _object(source: JsonStream, known: Mapping[str, _Read]) -> Any:
    """An object, those of its members that are known read in their own way; any other value as it is."""
    if source.peek() != b"{":
        return _value(source)
    return {name: known.get(name, _value)(source) for name in source.members()}


def _tables(source: JsonStream) -> Any:
    if source.peek() != b"{":
        return _value(source)
    return {name: _object(source, _TABLE) for name in source.members()}


def _list(source: JsonStream) -> Any:
    if source.peek() != b"[":
        return _value(source)
    return [_parsed(text) for text in source.items()]


_TABLE: Final[Mapping[str, _Read]] = {"records": _list, "deleted": _list}


def _value(source: JsonStream) -> Any:
    return _parsed(source.value())


def _parsed(text: bytes | None) -> Any:
    if text is None or len(text) > MOST_IN_RECORD:
        raise TooMuch(f"JSON with a value of more than {MOST_IN_RECORD >> 20} MiB")
    return load_json(text, most=MAX_VALUES, longest=MOST_IN_RECORD)
