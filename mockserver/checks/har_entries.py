"""An entry of a HAR file as an exchange, whoever recorded it: browsers, Playwright, mitmproxy, our own proxy."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote, urlencode, urlsplit

from mockserver.checks.exchanges import Recorded
from mockserver.checks.fields import number, text
from mockserver.checks.foreign import TooLarge, decode
from mockserver.core.http import Answer, Call

_NO_BODY: Final = "the recording holds no body of the answer"

_ASIDE: Final = {
    301: "a redirect (301): the address, not the API, answers it",
    304: "the browser's own copy was still good (304)",
    307: "a redirect (307): the address, not the API, answers it",
    308: "a redirect (308): the address, not the API, answers it",
}
"""Answers that come before any API is asked."""

_ENCODED: Final = re.compile(r"(?:[A-Za-z0-9*._~+-]|%[0-9A-Fa-f]{2})*")

Attached = Callable[[str], bytes]
"""The content of a file that lies beside the HAR in its archive, by its name; KeyError when there is none."""


def nothing_attached(name: str) -> bytes:
    """What lies beside a HAR file that came alone."""
    raise KeyError(name)


def from_har(entry: dict[str, Any], attached: Attached = nothing_attached) -> Recorded:
    """The exchange of an entry; KeyError, TypeError or ValueError say what of it is not there."""
    request, response = entry["request"], entry["response"]
    url = urlsplit(text(request["url"], "url"))
    headers = dict(_headers(request["headers"]))
    headers.setdefault("host", url.netloc)
    posted = request.get("postData") or {}
    if posted.get("mimeType"):
        headers.setdefault("content-type", text(posted["mimeType"], "mimeType"))
    body = _posted(posted, attached)
    call = Call(text(request["method"], "method").upper(), unquote(url.path), url.query, headers, body)
    sent = number(request.get("bodySize"), "bodySize")
    unread = "the recording holds no body of the request" if not body and sent > 0 else ""
    answer, lost = _answer_of(response, attached)
    aside = _ASIDE.get(answer.status, "") if answer is not None else ""
    return Recorded("", call, answer, lost, unread, aside=aside)


def _headers(headers: list[dict[str, Any]] | None) -> list[tuple[str, str]]:
    return [
        (text(header["name"], "header name").lower(), text(header.get("value"), "header")) for header in headers or ()
    ]


def _posted(posted: dict[str, Any], attached: Attached) -> bytes:
    body = _content(posted, attached) or b""
    return _form(posted["params"]).encode() if not body and posted.get("params") else body


def _form(params: list[dict[str, Any]]) -> str:
    """The form that some recorders tell by its fields alone, decoded as a rule; Chromium leaves them encoded."""
    pairs = [(text(pair["name"], "name"), text(pair.get("value"), "value")) for pair in params]
    joined = "".join(name + value for name, value in pairs)
    if "%" in joined and _ENCODED.fullmatch(joined):
        return "&".join(f"{name}={value}" for name, value in pairs)
    return urlencode(pairs)


def _content(content: dict[str, Any], attached: Attached) -> bytes | None:
    """A body, wherever the recorder put it; None when it is nowhere."""
    if content.get("_file"):
        return attached(text(content["_file"], "_file"))
    if content.get("text") is None:
        return None
    body = text(content["text"], "text")
    return b64decode(body) if content.get("encoding") == "base64" else body.encode()


def _answer_of(response: dict[str, Any], attached: Attached) -> tuple[Answer | None, str]:
    status = number(response.get("status"), "status")
    if status <= 0:
        return None, ""
    content = response.get("content") or {}
    body = _content(content, attached)
    lost = _NO_BODY if body is None and content.get("size", 0) != 0 else ""
    answer = Answer(status, body or b"", _headers(response.get("headers")))
    return _decoded(answer) if content.get("encoding") == "base64" or "_file" in content else (answer, lost)


def _decoded(answer: Answer) -> tuple[Answer, str]:
    """An answer whose body is bytes, which some recorders leave as they were sent; and why it cannot be read."""
    coding = dict(answer.headers).get("content-encoding", "").strip().lower()
    if not coding or _is_text(answer.body):
        return answer, ""
    try:
        decoded = decode(answer)
    except TooLarge as error:
        return answer, str(error)
    return decoded, "" if _is_text(decoded.body) else f"the recording holds the body as it was sent, encoded: {coding}"


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return b"\x00" not in body
