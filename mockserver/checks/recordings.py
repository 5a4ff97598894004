"""Reading what others recorded, one exchange at a time: HAR files, and the journal of this server."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import unquote, urlencode, urlsplit

from mockserver.checks.exchanges import Recorded
from mockserver.core.http import Answer, Call
from mockserver.sandboxes.journal import BODY_CUT

_PLACES: Final = {"log": "log.entries.item", "entries": "entries.item", "request": ""}
"""Where the exchanges lie, by the first telling member of a file: a HAR, a journal, a journal of one line each."""

_NO_BODY: Final = "the recording holds no body of the answer"


class Unreadable(ValueError):
    """A file is no recording; the text says which and why."""


class _Counted:
    """A file that tells how many bytes of it were read."""

    def __init__(self, stream: IO[bytes], told: Callable[[int], object]) -> None:
        self._stream = stream
        self._told = told

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self._told(len(piece))
        return piece


def read(path: Path, progress: Callable[[int], object] = lambda _: None) -> Iterator[Recorded]:
    """The exchanges of a HAR file or of a journal export, in their order and in bounded memory.

    ``progress`` is told how many more bytes were read. Unreadable when the file cannot be opened or is no recording.
    """
    try:
        with path.open("rb") as stream:
            place = _place(stream, path)
            stream.seek(0)
            yield from _exchanges(_Counted(stream, progress), place, path)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None


def _exchanges(stream: _Counted, place: str, path: Path) -> Iterator[Recorded]:
    from ijson import JSONError, items  # type: ignore[import-untyped]

    number = 0
    try:
        for entry in items(stream, place, use_float=True, multiple_values=True):
            number += 1
            convert = from_har if place.startswith("log") else from_journal
            recorded = convert(entry)
            recorded.name, recorded.where = f"#{number}", str(path)
            yield recorded
    except JSONError as error:
        raise Unreadable(f"{path} breaks off after entry {number}: {_one_line(error)}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Unreadable(f"{path}, entry {number}: it has no {_one_line(error)} as a HAR entry has it") from None


def _place(stream: IO[bytes], path: Path) -> str:
    from ijson import JSONError, parse

    try:
        for prefix, event, value in parse(stream, multiple_values=True):
            if event == "start_array" and not prefix:
                return "item"
            if event == "map_key" and not prefix and value in _PLACES:
                return _PLACES[value]
    except JSONError as error:
        raise Unreadable(f"{path} is not JSON: {_one_line(error)}") from None
    raise Unreadable(f"{path} is neither a HAR file (log.entries) nor an export of a journal (entries)")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def from_har(entry: dict[str, Any]) -> Recorded:
    """One entry of a HAR file, as Chromium, Firefox, mitmproxy, Playwright and our own proxy write it."""
    request, response = entry["request"], entry["response"]
    url = urlsplit(request["url"])
    headers = {header["name"].lower(): header["value"] for header in request["headers"]}
    headers.setdefault("host", url.netloc)
    posted = request.get("postData") or {}
    if posted.get("mimeType"):
        headers.setdefault("content-type", posted["mimeType"])
    body = _posted(posted)
    call = Call(request["method"].upper(), unquote(url.path), url.query, headers, body)
    unread = "the recording holds no body of the request" if not body and request.get("bodySize", 0) > 0 else ""
    answer, lost = _answered(response)
    return Recorded("", call, answer, lost, unread)


def _posted(posted: dict[str, Any]) -> bytes:
    text: str = posted.get("text") or ""
    if not text and posted.get("params"):
        text = urlencode([(pair["name"], pair.get("value") or "") for pair in posted["params"]])
    return text.encode()


def _answered(response: dict[str, Any]) -> tuple[Answer | None, str]:
    status = int(response.get("status") or 0)
    if status <= 0:
        return None, ""
    content = response.get("content") or {}
    text = content.get("text")
    lost = _NO_BODY if text is None and content.get("size", 0) != 0 else ""
    body = b64decode(text or "") if content.get("encoding") == "base64" else (text or "").encode()
    headers = [(header["name"].lower(), header["value"]) for header in response.get("headers", ())]
    return Answer(status, body, headers), lost


def from_journal(entry: dict[str, Any]) -> Recorded:
    """One entry of this server's journal, as the control API exports it."""
    request, response = entry["request"], entry["response"]
    body, answered = request["body"].encode(), response["body"].encode()
    call = Call(request["method"], request["path"], request["query"], request["headers"], body)
    answer = Answer(entry["status"], answered, list(response["headers"].items())) if entry["status"] else None
    lost = "the journal holds the beginning of the answer only" if response["length"] > BODY_CUT else ""
    unread = "the journal holds the beginning of the request only" if request["length"] > BODY_CUT else ""
    return Recorded("", call, answer, lost, unread)
