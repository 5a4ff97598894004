"""Writing a HAR file, one exchange after the other; it is whole after each of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qsl, quote

import orjson

from mockserver import __version__
from mockserver.checks.exchanges import Recorded
from mockserver.core.http import Answer, Call
from mockserver.core.redaction import Redaction

MOST_BODY: Final = 1024 * 1024
"""The largest body that is written, in bytes: to look for secrets in an odd one takes a second a megabyte."""

_END: Final = b"\n]}}\n"


class HarFile:
    """A HAR 1.2 file; what is written to it has lost its secrets before."""

    def __init__(self, path: Path, origin: str) -> None:
        self._origin = origin.rstrip("/")
        self._stream = path.open("wb")
        creator = {"name": "mockserver proxy", "version": __version__}
        head = orjson.dumps({"log": {"version": "1.2", "creator": creator, "entries": []}})
        self._stream.write(head.removesuffix(b"]}}"))
        self._separator = b"\n"
        self._close_off()

    def write(self, recorded: Recorded, started: float, seconds: float) -> None:
        """Append an exchange; ``started`` is in seconds since 1970."""
        entry = self._entry(recorded, started, seconds)
        self._stream.seek(-len(_END), 2)
        self._stream.write(self._separator + orjson.dumps(entry))
        self._separator = b",\n"
        self._close_off()

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _close_off(self) -> None:
        self._stream.write(_END)
        self._stream.flush()

    def _entry(self, recorded: Recorded, started: float, seconds: float) -> dict[str, Any]:
        milliseconds, redaction = round(seconds * 1000, 3), Redaction()
        return {
            "startedDateTime": datetime.fromtimestamp(started, UTC).isoformat(timespec="milliseconds"),
            "time": milliseconds,
            "request": self._request(_redacted_call(recorded.call, redaction), len(recorded.call.body)),
            "response": _response(_redacted_answer(recorded.answer, redaction), recorded.answer),
            "cache": {},
            "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        }

    def _request(self, call: Call, size: int) -> dict[str, Any]:
        url = self._origin + quote(call.path) + (f"?{call.query}" if call.query else "")
        query = [{"name": name, "value": value} for name, value in parse_qsl(call.query, keep_blank_values=True)]
        sent = _message(list(call.headers.items()), len(call.body) or size)
        request = {**sent, "method": call.method, "url": url}
        if size:
            request["postData"] = {"mimeType": call.headers.get("content-type", ""), **_told(call.body, size)}
        return {**request, "queryString": query}


def _redacted_call(call: Call, redaction: Redaction) -> Call:
    headers = dict(redaction.headers(call.headers.items()))
    query, body = redaction.query(call.query), redaction.body(_written(call.body))
    return Call(call.method, redaction.path(call.path), query, headers, body)


def _redacted_answer(answer: Answer | None, redaction: Redaction) -> Answer | None:
    """An answer without its own secrets, and without those of the request that it repeats."""
    if answer is None:
        return None
    headers = [(name, redaction.hide(value)) for name, value in redaction.headers(answer.headers)]
    return Answer(answer.status, redaction.hide_bytes(redaction.body(_written(answer.body))), headers)


def _written(body: bytes) -> bytes:
    """A body, or nothing in the place of one that is too large to be written."""
    return body if len(body) <= MOST_BODY else b""


def _told(body: bytes, size: int) -> dict[str, str]:
    """The text of a body, or why there is none."""
    if size and not body:
        return {"comment": f"left out: {size} bytes, and more than {MOST_BODY} are not written"}
    return {"text": body.decode(errors="replace")}


def _response(answer: Answer | None, received: Answer | None) -> dict[str, Any]:
    if answer is None or received is None:
        return {
            **_message([], -1),
            "status": 0,
            "statusText": "",
            "redirectURL": "",
            "content": {"size": 0, "mimeType": ""},
        }
    body, headers = answer.body, answer.headers
    kind, size = dict(headers).get("content-type", ""), len(body) or len(received.body)
    content = {"size": size, "mimeType": kind, **_told(body, size)}
    told = {"status": answer.status, "statusText": "", "redirectURL": dict(headers).get("location", "")}
    return {**_message(headers, size), **told, "content": content}


def _message(headers: list[tuple[str, str]], size: int) -> dict[str, Any]:
    return {
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in headers],
        "headersSize": -1,
        "bodySize": size,
    }
