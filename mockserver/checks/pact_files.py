"""The interactions of a Pact file, as a consumer expects them: versions 1 to 4 of its specification."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlencode

import orjson

from mockserver.checks.exchanges import Recorded
from mockserver.checks.fields import number, text
from mockserver.core.http import Answer, Call


def from_pact(interaction: dict[str, Any]) -> Recorded:
    """One interaction; a message is none that HTTP carries, and aside."""
    if interaction.get("type", "Synchronous/HTTP") != "Synchronous/HTTP":
        return Recorded("", Call("", ""), None, aside=f"{interaction['type']} is no exchange over HTTP")
    request, response = interaction["request"], interaction["response"]
    headers = {name: values[-1] for name, values in _headers(request).items()}
    body, kind = _body(request)
    if kind:
        headers.setdefault("content-type", kind)
    method, path = text(request["method"], "method").upper(), unquote(text(request["path"], "path"))
    call = Call(method, path, _query(request.get("query")), headers, body or b"")
    expected, _ = _body(response)
    listed = [(name, value) for name, values in _headers(response).items() for value in values]
    answer = Answer(number(response.get("status"), "status") or 200, expected or b"", listed)
    lost = "the pact expects no body" if expected is None else ""
    return Recorded("", call, answer, lost, partial=True)


def _headers(message: Mapping[str, Any]) -> dict[str, list[str]]:
    pairs = ((name.lower(), value) for name, value in (message.get("headers") or {}).items())
    listed = ((name, value if isinstance(value, list) else [value]) for name, value in pairs)
    return {name: [text(one, "header") for one in values] for name, values in listed}


def _query(query: Any) -> str:
    """A query, which versions 1 and 2 write as it is sent, later ones by its names."""
    if not isinstance(query, dict):
        return text(query, "query")
    pairs = [(name, value if isinstance(value, list) else [value]) for name, value in query.items()]
    return urlencode([(name, text(one, "query")) for name, values in pairs for one in values])


def _body(message: Mapping[str, Any]) -> tuple[bytes | None, str]:
    """A body with the media type that it is told to have; None for one of which nothing is expected."""
    body = message.get("body")
    if not isinstance(body, dict) or body.keys() - {"content", "contentType", "contentTypeHint", "encoded"}:
        return (None if body is None else _as_bytes(body)), ""
    content, kind, encoded = body.get("content"), text(body.get("contentType"), "contentType"), body.get("encoded")
    if content is None:
        return None, kind
    if encoded and str(encoded).lower() != "json":
        return b64decode(text(content, "content")), kind
    return _as_bytes(content), kind


def _as_bytes(content: Any) -> bytes:
    return content.encode() if isinstance(content, str) else orjson.dumps(content)
