"""Reading what others recorded, one exchange at a time: HAR files, and the journal of this server."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlencode, urlsplit

from mockserver.checks.exchanges import FailedCheck, Recorded
from mockserver.checks.json_stream import MAX_VALUE, Broken, JsonStream
from mockserver.core.http import Answer, Call, Malformed, load_json
from mockserver.sandboxes.journal import BODY_CUT

_NO_BODY: Final = "the recording holds no body of the answer"


class Unreadable(ValueError):
    """A file is no recording; the text says which and why."""


def read(path: Path, progress: Callable[[int], object] = lambda _: None) -> Iterator[Recorded]:
    """The exchanges of a HAR file or of a journal export, in their order and in bounded memory.

    ``progress`` is told how many more bytes were read. An entry that cannot be read says why, and the next one comes.
    Unreadable when the file cannot be opened, is no recording or breaks off.
    """
    number = 0
    try:
        with path.open("rb") as stream:
            place = _place(JsonStream(stream), path)
            stream.seek(0)
            convert = from_har if place == "log" else from_journal
            for text in _PLACES[place](JsonStream(stream, progress)):
                number += 1
                recorded = _exchange_of(text, convert)
                recorded.name, recorded.where = f"#{number}", str(path)
                yield recorded
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None
    except Broken as error:
        raise Unreadable(f"{path} breaks off after entry {number}: {error}") from None


# -- where the exchanges lie -----------------------------------------------------------------------------------


def _place(json: JsonStream, path: Path) -> str:
    """The first member of a file that tells what it is; empty for an array."""
    try:
        if json.peek() == b"[":
            return ""
        for name in json.members():
            if name in _PLACES:
                return name
            json.value(0)
    except Broken as error:
        raise Unreadable(f"{path} is not JSON: {error}") from None
    raise Unreadable(f"{path} is neither a HAR file (log.entries) nor an export of a journal (entries)")


def _of_har(json: JsonStream) -> Iterator[bytes | None]:
    for name in json.members():
        if name == "log":
            yield from _of_journal(json)
        else:
            json.value(0)


def _of_journal(json: JsonStream) -> Iterator[bytes | None]:
    for name in json.members():
        if name == "entries":
            yield from json.items()
        else:
            json.value(0)


def _of_lines(json: JsonStream) -> Iterator[bytes | None]:
    while json.peek():
        yield json.value()


_PLACES: Final[Mapping[str, Callable[[JsonStream], Iterator[bytes | None]]]] = {
    "log": _of_har,
    "entries": _of_journal,
    "request": _of_lines,
    "": JsonStream.items,
}
"""The entries of a file by its first telling member: a HAR, a journal, a journal of one line each, an array."""


def _exchange_of(text: bytes | None, convert: Callable[[Any], Recorded]) -> Recorded:
    """An entry as an exchange, or why it is none."""
    if text is None:
        return _unreadable(f"the entry is larger than {MAX_VALUE >> 20} MiB")
    try:
        return convert(load_json(text))
    except Malformed as error:
        return _unreadable(f"the entry is {error}")
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        return _unreadable(f"the entry has no {' '.join(str(error).split())} as a recording has it")


def _unreadable(reason: str) -> Recorded:
    return Recorded("", Call("", ""), None, unreadable=reason)


def _text(value: Any, name: str) -> str:
    """A text, empty for null, which some recorders write; TypeError for anything else."""
    if value is not None and not isinstance(value, str):
        raise TypeError(f"text as its {name}")
    return value or ""


def _number(value: Any, name: str) -> int:
    """A whole number, 0 for null; TypeError for anything else."""
    if value is not None and not isinstance(value, int):
        raise TypeError(f"whole number as its {name}")
    return value or 0


def from_har(entry: dict[str, Any]) -> Recorded:
    """One entry of a HAR file, as Chromium, Firefox, mitmproxy, Playwright and our own proxy write it."""
    request, response = entry["request"], entry["response"]
    url = urlsplit(_text(request["url"], "url"))
    headers = dict(_headers(request["headers"]))
    headers.setdefault("host", url.netloc)
    posted = request.get("postData") or {}
    if posted.get("mimeType"):
        headers.setdefault("content-type", _text(posted["mimeType"], "mimeType"))
    body = _body_of(posted)
    call = Call(_text(request["method"], "method").upper(), unquote(url.path), url.query, headers, body)
    sent = _number(request.get("bodySize"), "bodySize")
    unread = "the recording holds no body of the request" if not body and sent > 0 else ""
    answer, lost = _answer_of(response)
    return Recorded("", call, answer, lost, unread)


def _headers(headers: list[dict[str, Any]] | None) -> list[tuple[str, str]]:
    return [
        (_text(header["name"], "header name").lower(), _text(header.get("value"), "header")) for header in headers or ()
    ]


def _body_of(posted: dict[str, Any]) -> bytes:
    text = _text(posted.get("text"), "text")
    if not text and posted.get("params"):
        pairs = [(_text(pair["name"], "name"), _text(pair.get("value"), "value")) for pair in posted["params"]]
        text = urlencode(pairs)
    return text.encode()


def _answer_of(response: dict[str, Any]) -> tuple[Answer | None, str]:
    status = _number(response.get("status"), "status")
    if status <= 0:
        return None, ""
    content = response.get("content") or {}
    text = _text(content.get("text"), "text")
    lost = _NO_BODY if content.get("text") is None and content.get("size", 0) != 0 else ""
    body = b64decode(text) if content.get("encoding") == "base64" else text.encode()
    return Answer(status, body, _headers(response.get("headers"))), lost


def from_journal(entry: dict[str, Any]) -> Recorded:
    """One entry of this server's journal, as the control API exports it."""
    request, response = entry["request"], entry["response"]
    body, answered = _text(request["body"], "body").encode(), _text(response["body"], "body").encode()
    call = Call(
        _text(request["method"], "method"),
        _text(request["path"], "path"),
        _text(request["query"], "query"),
        {_text(name, "header name"): _text(value, "header") for name, value in request["headers"].items()},
        body,
    )
    status = _number(entry["status"], "status")
    headers = [(_text(name, "header name"), _text(value, "header")) for name, value in response["headers"].items()]
    answer = Answer(status, answered, headers) if status else None
    lost = "the journal holds the beginning of the answer only" if response["length"] > BODY_CUT else ""
    unread = "the journal holds the beginning of the request only" if request["length"] > BODY_CUT else ""
    return Recorded("", call, answer, lost, unread, failed=_failed(entry))


def _failed(entry: dict[str, Any]) -> FailedCheck | None:
    """The check that a call failed by itself: what was planted is not the client's doing."""
    name = _text((entry.get("checks") or {}).get("failed"), "failed check")
    if not name or entry.get("fault"):
        return None
    return FailedCheck(name, _text(entry.get("evidence"), "evidence"), _text(entry.get("hint"), "hint"))
