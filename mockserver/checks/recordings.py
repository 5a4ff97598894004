"""Reading what others recorded, one exchange at a time: HAR files, the journal of this server, collections."""

from __future__ import annotations

import codecs
import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final
from zipfile import BadZipFile, ZipFile

from mockserver.checks.exchanges import FailedCheck, Recorded
from mockserver.checks.fields import number, text
from mockserver.checks.har_entries import Attached, from_har, nothing_attached
from mockserver.checks.pact_files import from_pact
from mockserver.checks.postman import from_postman
from mockserver.core.http import Answer, Call, Malformed, load_json
from mockserver.core.json_stream import MAX_VALUE, Broken, JsonStream
from mockserver.sandboxes.journal import BODY_CUT

STANDARD_INPUT: Final = Path("-")

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PIECE: Final = 1 << 20


class Unreadable(ValueError):
    """A file is no recording; the text says which and why."""


def read(path: Path, progress: Callable[[int], object] = lambda _: None) -> Iterator[Recorded]:
    """The exchanges of a recording, in their order and in bounded memory; ``-`` is standard input.

    Compressed or not, in an archive as Playwright makes it, in UTF-8 or UTF-16. ``progress`` is told how many more
    bytes were read. An entry that cannot be read says why, and the next one comes. Unreadable when the file cannot be
    opened, is no recording or breaks off.
    """
    name, where = ("standard input", "") if path == STANDARD_INPUT else (str(path), str(path))
    count = 0
    try:
        with ExitStack() as opened:
            stream, attached = _open(path, opened, progress)
            place = _place(JsonStream(stream), name)
            stream.seek(0)
            json = JsonStream(stream)
            for entry in _PLACES[place](json):
                for recorded in _exchanges_of(entry, _converter(place, attached)):
                    count += 1
                    recorded.name, recorded.where, recorded.line = f"#{count}", where, json.line
                    yield recorded
    except (EOFError, zlib.error, gzip.BadGzipFile, BadZipFile, UnicodeError, NotImplementedError) as error:
        raise Unreadable(f"{name} cannot be decoded after entry {count}: {error}") from None
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror or error}") from None
    except Broken as error:
        raise Unreadable(f"{name} breaks off after entry {count}: {error}") from None


# -- the file --------------------------------------------------------------------------------------------------


class _Counted(io.RawIOBase):
    """A file that tells how far it was read for the first time."""

    def __init__(self, stream: IO[bytes], progress: Callable[[int], object]) -> None:
        self._stream, self._progress, self._told = stream, progress, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        place = self._stream.tell()
        if place > self._told:
            self._progress(place - self._told)
            self._told = place
        return len(piece)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


def _open(path: Path, opened: ExitStack, progress: Callable[[int], object]) -> tuple[IO[bytes], Attached]:
    """The text of a recording as UTF-8, and what lies beside it in its archive."""
    raw = _spooled(opened) if path == STANDARD_INPUT else opened.enter_context(path.open("rb"))
    stream: IO[bytes] = opened.enter_context(io.BufferedReader(_Counted(raw, progress)))
    attached: Attached = nothing_attached
    beginning = _beginning(stream)
    if beginning.startswith(_GZIP):
        stream = opened.enter_context(io.BufferedReader(gzip.GzipFile(fileobj=stream)))
    elif beginning.startswith(_ZIP):
        archive = opened.enter_context(ZipFile(stream))
        stream = opened.enter_context(archive.open(_recording_in(archive)))
        attached = _beside(archive)
    if _beginning(stream).startswith(_WIDE):
        stream = codecs.EncodedFile(stream, "utf-8", "utf-16")
    return stream, attached


def _beginning(stream: IO[bytes]) -> bytes:
    found = stream.read(4)
    stream.seek(0)
    return found


def _spooled(opened: ExitStack) -> IO[bytes]:
    """Standard input as a file: what kind of recording it is shows in its beginning, which is read twice."""
    spool = opened.enter_context(TemporaryFile())  # noqa: SIM115 - the stack closes it
    while piece := sys.stdin.buffer.read(_PIECE):
        spool.write(piece)
    spool.seek(0)
    return spool


def _recording_in(archive: ZipFile) -> str:
    found = [name for name in archive.namelist() if name.endswith(".har")]
    if len(found) != 1:
        raise BadZipFile(f"the archive holds {len(found)} files that end in .har, not one")
    return found[0]


def _beside(archive: ZipFile) -> Attached:
    def attached(name: str) -> bytes:
        with archive.open(name) as stream:
            content = stream.read(MAX_VALUE + 1)
        if len(content) > MAX_VALUE:
            raise ValueError(f"body in {name}, which is larger than {MAX_VALUE >> 20} MiB,")
        return content

    return attached


# -- where the exchanges lie -----------------------------------------------------------------------------------


def _place(json: JsonStream, name: str) -> str:
    """The first member of a file that tells what it is; empty for an array."""
    try:
        if json.peek() == b"[":
            return ""
        for member in json.members():
            if member in _PLACES:
                return member
            json.value(0)
    except Broken as error:
        flows = ": of mitmproxy's own flows, make a HAR file with mitmdump -nr FILE --set hardump=calls.har"
        hint = flows if json.peek().isdigit() else ""
        raise Unreadable(f"{name} is not JSON: {error}{hint}") from None
    raise Unreadable(f"{name} is neither a HAR file (log.entries) nor an export of a journal (entries)")


def _of_har(json: JsonStream) -> Iterator[bytes | None]:
    yield from _of_member(json, "log", _of_journal)


def _of_journal(json: JsonStream) -> Iterator[bytes | None]:
    yield from _of_member(json, "entries", JsonStream.items)


def _of_collection(json: JsonStream) -> Iterator[bytes | None]:
    yield from _of_member(json, "item", JsonStream.items)


def _of_pact(json: JsonStream) -> Iterator[bytes | None]:
    yield from _of_member(json, "interactions", JsonStream.items)


def _of_member(
    json: JsonStream, member: str, entries: Callable[[JsonStream], Iterator[bytes | None]]
) -> Iterator[bytes | None]:
    for name in json.members():
        if name == member:
            yield from entries(json)
        else:
            json.value(0)


def _of_lines(json: JsonStream) -> Iterator[bytes | None]:
    while json.peek():
        yield json.value()


_PLACES: Final[Mapping[str, Callable[[JsonStream], Iterator[bytes | None]]]] = {
    "log": _of_har,
    "entries": _of_journal,
    "item": _of_collection,
    "interactions": _of_pact,
    "request": _of_lines,
    "": JsonStream.items,
}
"""The entries of a file by its first telling member: a HAR, a journal, a collection, a pact, a journal of one line
each, an array."""


def _converter(place: str, attached: Attached) -> Callable[[Any], Iterable[Recorded]]:
    if place == "log":
        return lambda entry: (from_har(entry, attached),)
    if place == "item":
        return from_postman
    convert = from_pact if place == "interactions" else from_journal
    return lambda entry: (convert(entry),)


def _exchanges_of(entry: bytes | None, convert: Callable[[Any], Iterable[Recorded]]) -> Iterator[Recorded]:
    """What an entry holds, or why it holds nothing."""
    if entry is None:
        yield _unreadable(f"the entry is larger than {MAX_VALUE >> 20} MiB")
        return
    try:
        yield from convert(load_json(entry))
    except Malformed as error:
        yield _unreadable(f"the entry is {error}")
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        yield _unreadable(f"the entry has no {' '.join(str(error).split())} as a recording has it")


def _unreadable(reason: str) -> Recorded:
    return Recorded("", Call("", ""), None, unreadable=reason)


def from_journal(entry: dict[str, Any]) -> Recorded:
    """One entry of this server's journal, as the control API exports it."""
    request, response = entry["request"], entry["response"]
    body, answered = text(request["body"], "body").encode(), text(response["body"], "body").encode()
    call = Call(
        text(request["method"], "method"),
        text(request["path"], "path"),
        text(request["query"], "query"),
        {text(name, "header name"): text(value, "header") for name, value in request["headers"].items()},
        body,
    )
    status = number(entry["status"], "status")
    headers = [(text(name, "header name"), text(value, "header")) for name, value in response["headers"].items()]
    answer = Answer(status, answered, headers) if status else None
    lost = "the journal holds the beginning of the answer only" if response["length"] > BODY_CUT else ""
    unread = "the journal holds the beginning of the request only" if request["length"] > BODY_CUT else ""
    told = {"match": text(entry.get("action"), "action"), "outcome": text(entry.get("outcome"), "outcome")}
    planned = told if entry.get("fault") else None
    return Recorded("", call, answer, lost, unread, failed=_failed(entry), planned=planned)


def _failed(entry: dict[str, Any]) -> FailedCheck | None:
    """The check that a call failed by itself: what was planted is not the client's doing."""
    name = text((entry.get("checks") or {}).get("failed"), "failed check")
    if not name or entry.get("fault"):
        return None
    return FailedCheck(name, text(entry.get("evidence"), "evidence"), text(entry.get("hint"), "hint"))
