"""The examples that are saved in a Postman collection, as exchanges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote, urlencode, urlsplit

from mockserver.checks.exchanges import Recorded
from mockserver.checks.fields import number, text
from mockserver.core.http import Answer, Call

_KINDS: Final = {"urlencoded": "application/x-www-form-urlencoded"}
_LANGUAGES: Final = {"json": "application/json"}
_BASE: Final = re.compile(r"\{\{[^{}]*\}\}")
"""A variable in place of the server's address."""


def from_postman(item: dict[str, Any]) -> Iterator[Recorded]:
    """The examples of a request, or of all that are in a folder; a request without one was sent and not answered."""
    if "item" in item:
        for inner in item["item"]:
            yield from from_postman(inner)
        return
    examples = item.get("response") or []
    for example in examples:
        headers = [(name.lower(), value) for name, value in _pairs(example.get("header"))]
        body = text(example.get("body"), "body").encode()
        answer = Answer(number(example["code"], "code"), body, headers)
        yield Recorded("", _call(example.get("originalRequest") or item["request"]), answer)
    if not examples:
        yield Recorded("", _call(item["request"]), None)


def _call(request: Any) -> Call:
    if isinstance(request, str):
        request = {"method": "GET", "url": request}
    url = request["url"]
    raw = text(url if isinstance(url, str) else url["raw"], "url")
    address = urlsplit(_BASE.sub("", raw, count=1) if raw.startswith("{{") else raw)
    headers = {name.lower(): value for name, value in _pairs(request.get("header"))}
    kind, body = _body(request.get("body") or {})
    if kind:
        headers.setdefault("content-type", kind)
    if address.netloc:
        headers.setdefault("host", address.netloc)
    method = text(request.get("method"), "method") or "GET"
    return Call(method.upper(), unquote(address.path), address.query, headers, body)


def _body(body: dict[str, Any]) -> tuple[str, bytes]:
    """The media type that a body implies, and its bytes."""
    mode = body.get("mode")
    if mode == "urlencoded":
        return _KINDS[mode], urlencode(_pairs(body[mode])).encode()
    language = ((body.get("options") or {}).get("raw") or {}).get("language", "")
    return _LANGUAGES.get(language, ""), text(body.get("raw"), "raw").encode()


def _pairs(members: list[dict[str, Any]] | None) -> list[tuple[str, str]]:
    return [
        (text(pair["key"], "key"), text(pair.get("value"), "value"))
        for pair in members or ()
        if not pair.get("disabled")
    ]
