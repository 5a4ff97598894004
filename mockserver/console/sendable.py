"""A call from the journal made sendable again, with the sandbox's own credentials for the redacted ones."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from msgspec import Struct

from mockserver import dialects
from mockserver.console import vendor
from mockserver.core.http import Call
from mockserver.core.redaction import REDACTED
from mockserver.dialects.bodies import FORM
from mockserver.sandboxes.journal import BODY_CUT, Entry
from mockserver.sandboxes.sandbox import Sandbox

_IN_PATH: Final = "/:@!$&()*+,;=~"
_IN_QUERY: Final = f"{_IN_PATH}?%[]{{}}|'"
"""What may stand in a path that was decoded, and in a query that was not."""

_KEPT: Final = ("content-type", "x-mock-outcome", "x-mock-delay")
"""The headers that say something to the APIs, besides those that a vendor's own client sends."""

_NEVER: Final = frozenset(("host", "content-length"))


class Sendable(Struct, frozen=True):
    """One request, ready to be sent: ``path`` holds the query, ``auth`` is (user, password) or None.

    ``headers`` are those besides HTTP Basic; ``form`` holds the fields of a form, else ``text`` is the body.
    """

    method: str
    path: str
    headers: dict[str, str]
    auth: tuple[str, str] | None
    form: dict[str, str] | None
    text: str

    @property
    def body(self) -> str:
        """The body as it is sent."""
        return self.text if self.form is None else urlencode(self.form)

    def as_json(self) -> dict[str, Any]:
        """The request as the page's script sends it."""
        headers = dict(self.headers)
        if self.auth is not None:
            headers["authorization"] = f"Basic {b64encode(':'.join(self.auth).encode()).decode()}"
        return {"method": self.method, "path": self.path, "headers": headers, "body": self.body or None}


def of_entry(entry: Entry, sandbox: Sandbox) -> Sendable:
    """The call of an entry; its credentials are redacted in the journal, so the sandbox's own take their place."""
    call, dialect = entry.exchange.call, dialects.named(entry.exchange.dialect)
    credentials = vendor.of(dialect).credentials(entry, sandbox)
    kept = {*_KEPT, *dialect.access.call(sandbox).headers} - _NEVER
    headers = {
        name: credentials.get(name, value)
        for name, value in entry.request_headers.items()
        if name in credentials or (name in kept and REDACTED not in value)
    }
    return _sendable(call, headers, entry.form, "" if entry.form is not None else _text(entry.request_body))


def of_call(call: Call) -> Sendable:
    """A call of our own."""
    headers = {name: value for name, value in call.headers.items() if name not in _NEVER}
    form = None
    if headers.get("content-type") == FORM:
        form = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
    return _sendable(call, headers, form, "" if form is not None else _text(call.body))


def _sendable(call: Call, headers: dict[str, str], form: Mapping[str, str] | None, text: str) -> Sendable:
    path = quote(call.path, safe=_IN_PATH) + (f"?{quote(call.query, safe=_IN_QUERY)}" if call.query else "")
    auth = _login(headers.get("authorization", ""))
    others = headers if auth is None else {name: value for name, value in headers.items() if name != "authorization"}
    return Sendable(call.method, path, others, auth, None if form is None else dict(form), text)


def _login(header: str) -> tuple[str, str] | None:
    """User and password of HTTP Basic; None for anything else."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return None
    return user, password


def _text(body: bytes) -> str:
    return body.decode(errors="replace")


def is_whole(entry: Entry) -> bool:
    """Whether the journal holds all that the call sent as text: nothing cut off, no secret in its body or query."""
    try:
        entry.request_body.decode()
    except UnicodeDecodeError:
        return False
    hidden = REDACTED.encode() in entry.request_body or b"%5Bredacted%5D" in entry.request_body
    return entry.request_length <= BODY_CUT and not hidden and REDACTED not in entry.exchange.call.query
